"""What each quote earns by its content: numbers per quote, which any breakdown adds up.

Recall is counted over gold quotes and labelled by what gold says of them,
precision over predicted quotes by what the prediction says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from presscheck.counts import Counts
from presscheck.layers.quote_align import Alignment, Pair, Said, aligned, aligned_quoted
from presscheck.layers.quote_units import Content, of_parts, overlap, same, trimmed
from presscheck.layers.speakers import Judged, judge
from presscheck.measure import Case, Cells

Earned: TypeAlias = Mapping[int, tuple[float, float]]
"""Place of a quote -> what it earned, and what it could have."""


class Credit(NamedTuple):
    """What the quotes of both sides earned."""

    gold: Earned
    pred: Earned


class View(NamedTuple):
    """Which part of each quote is compared.

    Args:
        prefix: of the measures' ids.
        says: for the user.
        align: the alignment of a case; memoised by `Case.once`.
        judge: the speakers of a case; memoised likewise.
    """

    prefix: str
    says: str
    align: Callable[[Case], Alignment]
    judge: Callable[[Case], list[Judged]]


def judged(case: Case) -> list[Judged]:
    """The speakers of aligned whole contents."""
    return judge(case, case.once(aligned))


def judged_quoted(case: Case) -> list[Judged]:
    """The speakers of what is aligned inside marks."""
    return judge(case, case.once(aligned_quoted))


WHOLE = View("quote", "", aligned, judged)
QUOTED = View(
    "quote.quoted",
    "Only what stands inside double quotation marks, on both sides: ",
    aligned_quoted,
    judged_quoted,
)


def grouped(credit: Credit, gold: Sequence[str], pred: Sequence[str]) -> Cells:
    """Counts by label.

    Args:
        credit: what the quotes earned.
        gold: the label of each gold quote.
        pred: the label of each predicted quote.

    >>> grouped(Credit({0: (1, 1), 1: (0, 1)}, {0: (1, 1)}), ["direct", "mixed"], ["direct"])["mixed"]
    Counts(tp_pred=0, n_pred=0, tp_gold=0, n_gold=1)
    """
    sums: dict[str, list[float]] = {}
    for at, earned, labels in ((2, credit.gold, gold), (0, credit.pred, pred)):
        for place, (right, asked) in earned.items():
            cell = sums.setdefault(labels[place], [0, 0, 0, 0])
            cell[at] += right
            cell[at + 1] += asked
    return {label: Counts(*cell) for label, cell in sums.items()}


def paired_off(found: Alignment, fits: Callable[[Pair], bool]) -> Credit:
    """One for each quote of a pair that fits, none for the others."""
    right = [pair for pair in found.pairs if fits(pair)]
    golds, preds = {pair.gold for pair in right}, {pair.pred for pair in right}
    return Credit(
        {i: (int(i in golds), 1) for i in range(len(found.gold))},
        {j: (int(j in preds), 1) for j in range(len(found.pred))},
    )


def exact(found: Alignment) -> Credit:
    """The same set of characters."""

    def fits(pair: Pair) -> bool:
        return pair.shared == found.gold[pair.gold].content.size == found.pred[pair.pred].content.size

    return paired_off(found, fits)


def trimmed_exact(found: Alignment) -> Credit:
    """The same set of characters after `trimmed`."""

    def fits(pair: Pair) -> bool:
        gold, pred = found.gold[pair.gold].content, found.pred[pair.pred].content
        if pair.shared == gold.size == pred.size:
            return True
        return same(trimmed(gold, found.text), trimmed(pred, found.text), found.text)

    return paired_off(found, fits)


def half(found: Alignment) -> Credit:
    """A Dice coefficient of at least one half."""
    return paired_off(found, found.halves)


def any_overlap(found: Alignment) -> Credit:
    """Aligned at all."""
    return paired_off(found, lambda _: True)


def same_type(found: Alignment) -> Credit:
    """Aligned, and of the same type."""
    return paired_off(found, lambda pair: found.gold[pair.gold].type == found.pred[pair.pred].type)


def characters(found: Alignment) -> Credit:
    """The shared characters of aligned quotes, out of all characters of all quotes."""
    gold = dict.fromkeys(range(len(found.gold)), 0)
    pred = dict.fromkeys(range(len(found.pred)), 0)
    for pair in found.pairs:
        gold[pair.gold] = pred[pair.pred] = pair.shared
    return Credit(
        {i: (n, found.gold[i].content.size) for i, n in gold.items()},
        {j: (n, found.pred[j].content.size) for j, n in pred.items()},
    )


def covered(found: Alignment) -> Cells:
    """Characters inside any quote, each counted once, aligned or not."""
    gold, gold_size = _union(found.gold, found.text)
    pred, pred_size = _union(found.pred, found.text)
    both = overlap(gold, pred, found.text)
    return {"": Counts(both, pred_size, both, gold_size)}


def _union(quotes: Iterable[Said], text: str) -> tuple[Content, int]:
    contents = [q.content for q in quotes]
    inside = of_parts((part for whole in contents for part in whole.parts), text)
    invented = {whole.invented: whole.size - of_parts(whole.parts, text).size for whole in contents}
    return inside, inside.size + sum(invented.values())
