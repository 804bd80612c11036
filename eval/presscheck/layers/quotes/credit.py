"""Credit of each quote for its content: numbers per quote, which any breakdown adds up.

Recall is counted over gold quotes and labelled by what gold says of them,
precision over predicted quotes by what the prediction says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from presscheck.layers.quotes.alignment import (
    Alignment,
    NormalQuote,
    QuotePair,
    aligned,
    aligned_frames,
    aligned_quoted,
)
from presscheck.layers.quotes.attribution import Judged, judge
from presscheck.layers.quotes.content import Content, of_parts, overlap, same, trimmed, trimmed_parts
from presscheck.measure.cells import Cells, Items
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair


class QuoteCredit(NamedTuple):
    """Right quotes, by place, out of those that were asked.

    Args:
        right: aligned pairs that are right.
        gold: the gold quotes that recall is counted over.
        pred: the predicted quotes that precision is counted over.
    """

    right: Sequence[QuotePair]
    gold: Sequence[int]
    pred: Sequence[int]

    def cells(self, gold: Sequence[str], pred: Sequence[str], items: Items) -> Cells:
        """Counts by label.

        Args:
            gold: the label of each gold quote.
            pred: the label of each predicted quote.
            items: names the items, when somebody asks.

        >>> credit = QuoteCredit([QuotePair(0, 0, shared=4, size=8)], [0, 1], [0])
        >>> credit.cells(["direct", "mixed"], ["direct"], lambda: ([], [])).by_label()["mixed"]
        Counts(tp_pred=0, n_pred=0, tp_gold=0, n_gold=1)
        """
        return Cells.from_labels(
            [pred[match.pred] for match in self.right],
            _chosen(pred, self.pred),
            [gold[match.gold] for match in self.right],
            _chosen(gold, self.gold),
            items,
        )

    def of_pairs(self, gold: Sequence[str], items: Items) -> Cells:
        """Counts of an accuracy: the gold side alone, for both."""
        right, asked = [gold[match.gold] for match in self.right], [gold[i] for i in self.gold]
        return Cells.from_labels(right, asked, right, asked, items)

    def graded(self) -> tuple[dict[int, bool], dict[int, bool]]:
        """Place of a quote -> whether it is right, for gold and prediction."""
        golds, preds = {match.gold for match in self.right}, {match.pred for match in self.right}
        return {i: i in golds for i in self.gold}, {j: j in preds for j in self.pred}


def _chosen(labels: Sequence[str], places: Sequence[int]) -> Sequence[str]:
    return labels if len(places) == len(labels) else [labels[i] for i in places]


class Amounts(NamedTuple):
    """Credit of quotes if it is more than one each: by place, the right and the asked number."""

    gold: Sequence[tuple[int, int]]
    pred: Sequence[tuple[int, int]]

    def cells(self, gold: Sequence[str], pred: Sequence[str], items: Items) -> Cells:
        """Counts by label, as `QuoteCredit.cells`."""
        sums: dict[str, list[float]] = {}
        for at, side, labels in ((2, self.gold, gold), (0, self.pred, pred)):
            for label, (right, asked) in zip(labels, side, strict=True):
                cell = sums.get(label) or sums.setdefault(label, [0, 0, 0, 0])
                cell[at] += right
                cell[at + 1] += asked
        return Cells.from_counts({label: Counts(*cell) for label, cell in sums.items()}, items)

    def graded(self) -> tuple[dict[int, bool], dict[int, bool]]:
        """As `QuoteCredit.graded`: right is all that was asked."""
        gold, pred = (
            {i: right == asked for i, (right, asked) in enumerate(side)} for side in (self.gold, self.pred)
        )
        return gold, pred


class QuoteView(NamedTuple):
    """Part of each quote that is compared.

    Args:
        prefix: of the measures' ids.
        says: for the user.
        align: the alignment of a case; memoised by `DocumentPair.once`.
        judge: the speakers of a case; memoised likewise.
    """

    prefix: str
    says: str
    align: Callable[[DocumentPair], Alignment]
    judge: Callable[[DocumentPair], list[Judged]]


def judged(pair: DocumentPair) -> list[Judged]:
    """The speakers of aligned whole contents."""
    return judge(pair, pair.once(aligned))


def judged_frames(pair: DocumentPair) -> list[Judged]:
    """The speakers of aligned quotes, those without content too."""
    found = pair.once(aligned_frames)
    return pair.once(judged) if found is pair.once(aligned) else judge(pair, found)


def judged_quoted(pair: DocumentPair) -> list[Judged]:
    """The speakers of what is aligned inside marks."""
    return judge(pair, pair.once(aligned_quoted))


WHOLE = QuoteView("quote", "", aligned, judged)
FRAMES = QuoteView("quote", "", aligned_frames, judged_frames)
QUOTED = QuoteView(
    "quote.quoted",
    "Only the characters inside quotation marks, on both sides: ",
    aligned_quoted,
    judged_quoted,
)


def paired_off(found: Alignment, fits: Callable[[QuotePair], bool]) -> QuoteCredit:
    """One for each quote of a pair that fits, none for the others."""
    return QuoteCredit([*filter(fits, found.pairs)], range(len(found.gold)), range(len(found.pred)))


_SAME, _HALF = attrgetter("same"), attrgetter("half")


def exact(found: Alignment) -> QuoteCredit:
    """The same set of characters."""
    return paired_off(found, _SAME)


def trimmed_exact(found: Alignment) -> QuoteCredit:
    """The same set of characters after `trimmed`."""

    def fits(match: QuotePair) -> bool:
        if match.same:
            return True
        gold, pred = found.gold[match.gold].content, found.pred[match.pred].content
        if gold.invented or pred.invented:
            return same(trimmed(gold, found.text), trimmed(pred, found.text), found.text)
        return trimmed_parts(gold.parts, found.text) == trimmed_parts(pred.parts, found.text)

    return paired_off(found, fits)


def half(found: Alignment) -> QuoteCredit:
    """A Dice coefficient of at least one half."""
    return paired_off(found, _HALF)


def any_overlap(found: Alignment) -> QuoteCredit:
    """Aligned at all."""
    return paired_off(found, lambda _: True)


def same_type(found: Alignment) -> QuoteCredit:
    """Aligned, and of the same type; a quote whose type nobody knows is not asked for it."""
    golds, preds = ([i for i, said in enumerate(side) if said.type] for side in (found.gold, found.pred))
    return QuoteCredit([match for match in found.pairs if _one_type(found, match)], golds, preds)


def types_of_pairs(found: Alignment) -> QuoteCredit:
    """Of aligned pairs: those of equal type, where gold's is known."""
    typed = [match for match in found.pairs if found.gold[match.gold].type]
    right = [match for match in typed if _one_type(found, match)]
    return QuoteCredit(right, [match.gold for match in typed], [match.pred for match in typed])


def _one_type(found: Alignment, match: QuotePair) -> bool:
    gold, pred = found.gold[match.gold].type, found.pred[match.pred].type
    return gold == pred != ""


def characters(found: Alignment) -> Amounts:
    """The shared characters of aligned quotes, out of all characters of all quotes."""
    gold, pred = [0] * len(found.gold), [0] * len(found.pred)
    for match in found.pairs:
        gold[match.gold] = pred[match.pred] = match.shared
    sizes = [[said.content.size for said in side] for side in (found.gold, found.pred)]
    return Amounts([*zip(gold, sizes[0], strict=True)], [*zip(pred, sizes[1], strict=True)])


def covered(found: Alignment) -> Cells:
    """Characters inside any quote, each counted once, aligned or not."""
    gold, gold_size = _union(found.gold, found.text)
    pred, pred_size = _union(found.pred, found.text)
    both = overlap(gold, pred, found.text)
    return Cells.from_counts({"": Counts(both, pred_size, both, gold_size)})


def _union(quotes: Iterable[NormalQuote], text: str) -> tuple[Content, int]:
    contents = [q.content for q in quotes]
    inside = of_parts((part for whole in contents for part in whole.parts), text)
    invented = {whole.invented: whole.size - of_parts(whole.parts, text).size for whole in contents}
    return inside, inside.size + sum(invented.values())
