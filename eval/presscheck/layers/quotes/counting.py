"""The counts of the quote measures: from what each quote earns to four numbers by label (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import TypeAlias, TypeVar

from presscheck.document.spans import pieces
from presscheck.layers.quotes import credit as quote_credit
from presscheck.layers.quotes.alignment import Alignment, NormalQuote
from presscheck.layers.quotes.attributes import Forms, QuoteAttribute
from presscheck.layers.quotes.attribution import OUTCOMES, elsewhere
from presscheck.layers.quotes.credit import Amounts, QuoteCredit, QuoteView
from presscheck.layers.quotes.speakers import PATHS, resolver
from presscheck.measure import commonest
from presscheck.measure.cells import Cells, Graded
from presscheck.measure.counts import Counts, ratio
from presscheck.measure.measure import DocumentPair, Entry

T = TypeVar("T")
Earn: TypeAlias = Callable[[DocumentPair, QuoteView], QuoteCredit | Amounts]


def by_content(earn: Callable[[Alignment], T]) -> Callable[[DocumentPair, QuoteView], T]:
    """A credit that needs nothing but the alignment."""
    return lambda pair, view: earn(pair.once(view.align))


def right_speaker(pair: DocumentPair, view: QuoteView) -> QuoteCredit:
    """Of aligned pairs whose gold quote has a speaker: the same entity."""
    rows = [j for j in pair.once(view.judge) if j.gold is not None]
    right = [j.match for j in rows if j.outcome == "right"]
    return QuoteCredit(right, [j.match.gold for j in rows], [j.match.pred for j in rows])


def end_to_end(pair: DocumentPair, view: QuoteView) -> QuoteCredit:
    """Content at Dice one half and the right speaker; quotes whose gold has no speaker are left out."""
    found = pair.once(view.align)
    halves = [j for j in pair.once(view.judge) if j.match.half]
    nobody = {j.match.pred for j in halves if j.gold is None}
    who = pair.once(resolver)
    return QuoteCredit(
        [j.match for j in halves if j.outcome == "right" and j.gold is not None],
        [i for i, said in enumerate(found.gold) if who.golds(said.quote)],
        [j for j in range(len(found.pred)) if j not in nobody] if pair.answers("speakers") else [],
    )


def count(pair: DocumentPair, view: QuoteView, earn: Earn, pairs: bool = False) -> Cells:
    """The counts of one case by quote type; with `pairs` those of an accuracy, by gold's."""
    found = pair.once(view.align)
    return _cells(earn(pair, view), found, found.types, pairs)


def _cells(
    credit: QuoteCredit | Amounts, found: Alignment, labels: tuple[Sequence[str], Sequence[str]], pairs: bool
) -> Cells:
    if pairs and isinstance(credit, QuoteCredit):
        return credit.of_pairs(labels[0], lambda: (_items(credit, found)[0], []))
    return credit.cells(*labels, partial(_items, credit, found))


def _items(credit: QuoteCredit | Amounts, found: Alignment) -> tuple[Graded, Graded]:
    gold, pred = credit.graded()
    return _named(gold, found.gold), _named(pred, found.pred)


def _named(graded: Mapping[int, bool], said: Sequence[NormalQuote]) -> Graded:
    return [(_key(said[i]), right) for i, right in graded.items()]


def _key(said: NormalQuote) -> Hashable:
    """Key that names a quote: its content, else its cue and that it has nothing else."""
    content = tuple((part.start, part.end) for part in said.quote.content)
    return content or ("cue", *((piece.start, piece.end) for piece in pieces(said.quote.cue)))


def sliced(pair: DocumentPair, view: QuoteView, earn: Earn, attribute: QuoteAttribute, pairs: bool) -> Cells:
    """The counts of one case by an attribute: recall by gold's, precision by the prediction's."""
    found = pair.once(view.align)
    forms = Forms(pair.whole_gold, pair.whole_gold), Forms(pair.whole_pred, pair.whole_gold)
    gold = [attribute(forms[0], said) for said in found.gold]
    pred = [attribute(forms[1], said) for said in found.pred]
    return _cells(earn(pair, view), found, (gold, pred), pairs)


def paths(pair: DocumentPair, view: QuoteView) -> dict[str, float]:
    """By which path the speakers of aligned pairs were found."""
    found = [j.found.path for j in pair.once(view.judge) if j.gold is not None]
    return {path: found.count(path) for path in PATHS}


def outcomes(pair: DocumentPair, view: QuoteView) -> dict[str, float]:
    """Outcomes of the speakers of aligned pairs; a right one may be at another mention than gold's."""
    rows = [j for j in pair.once(view.judge) if j.gold is not None]
    named = [j.outcome for j in rows]
    counts: dict[str, float] = {name: named.count(name) for name in OUTCOMES}
    found = pair.once(view.align)
    right = (
        (found.gold[j.match.gold].quote, found.pred[j.match.pred].quote) for j in rows if j.outcome == "right"
    )
    counts["mention_wrong_entity_right"] = sum(elsewhere(gold, pred.source) for gold, pred in right)
    return counts


def paired_speakers(pair: DocumentPair, view: QuoteView) -> dict[str, float]:
    """Aligned pairs whose gold quote has the document's commonest speaker, and those with another."""
    return commonest.of_document(j.gold for j in pair.once(view.judge))


def speakers(pair: DocumentPair, view: QuoteView) -> dict[str, float]:
    """The same for all quotes of gold."""
    who = pair.once(resolver)
    return commonest.of_document(who.gold(said.quote) for said in pair.once(view.align).gold)


def types(pair: DocumentPair, view: QuoteView) -> dict[str, float]:
    """Count each type of quotes in gold."""
    return dict(Counter(str(said.type) for said in pair.once(view.align).gold))


def beside_types(entry: Entry) -> Entry:
    """Baseline of the accuracy of types."""
    paired: Counter[str] = Counter()
    for match, times in entry.get("confusion", {}).items():
        paired[match.partition(" as ")[0]] += times
    return {"beside": commonest.beside(paired, entry.get(commonest.VALUES, {}))}


def without_speaker(pair: DocumentPair, view: QuoteView) -> dict[str, float]:
    """Aligned pairs whose gold quote has no speaker: whether the prediction gives one all the same."""
    rows = [j for j in pair.once(view.judge) if j.gold is None]
    silent = sum(j.outcome in ("missing", "right") for j in rows)
    return {"right_none": silent, "wrong": len(rows) - silent}


def confusion(pair: DocumentPair, view: QuoteView) -> dict[str, float]:
    """Types of aligned quotes: "gold as pred"."""
    found = pair.once(view.align)
    counts: dict[str, float] = {}
    for match in found.pairs:
        key = f"{found.gold[match.gold].type} as {found.pred[match.pred].type}"
        counts[key] = counts.get(key, 0) + 1
    return counts


def mean_distance(cell: str, totals: Mapping[str, Counts]) -> Entry:
    """The mean of a distance over documents."""
    return {"value": ratio(totals[cell].tp_pred, totals[cell].n_pred)}


def cover(pair: DocumentPair, view: QuoteView) -> Cells:
    """The counts of `coverage`."""
    return quote_credit.covered(pair.once(view.align))
