"""The counts of the quote measures: from what each quote earns to four numbers by label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias, TypeVar

from presscheck.layers.quotes import credit as quote_credit
from presscheck.layers.quotes.alignment import Alignment, Said
from presscheck.layers.quotes.attributes import Attribute, Forms
from presscheck.layers.quotes.credit import Amounts, Credit, View
from presscheck.layers.quotes.speakers import OUTCOMES, PATHS, resolver
from presscheck.measure.cells import Cells, Graded
from presscheck.measure.counts import Counts, ratio
from presscheck.measure.measure import Case, Entry

T = TypeVar("T")
Earn: TypeAlias = Callable[[Case, View], Credit | Amounts]


def by_content(earn: Callable[[Alignment], T]) -> Callable[[Case, View], T]:
    """A credit that needs nothing but the alignment."""
    return lambda case, view: earn(case.once(view.align))


def right_speaker(case: Case, view: View) -> Credit:
    """Of aligned pairs whose gold quote has a speaker: the same entity."""
    rows = [j for j in case.once(view.judge) if j.gold is not None]
    right = [j.pair for j in rows if j.outcome == "right"]
    return Credit(right, [j.pair.gold for j in rows], [j.pair.pred for j in rows])


def end_to_end(case: Case, view: View) -> Credit:
    """Content at Dice one half and the right speaker; quotes whose gold has no speaker are left out."""
    found = case.once(view.align)
    halves = [j for j in case.once(view.judge) if j.pair.half]
    nobody = {j.pair.pred for j in halves if j.gold is None}
    who = case.once(resolver)
    return Credit(
        [j.pair for j in halves if j.outcome == "right"],
        [i for i, said in enumerate(found.gold) if who.gold(said.quote) is not None],
        [j for j in range(len(found.pred)) if j not in nobody],
    )


def count(case: Case, view: View, earn: Earn, pairs: bool = False) -> Cells:
    """The counts of one case by quote type; with `pairs` those of an accuracy, by gold's."""
    found = case.once(view.align)
    return _cells(earn(case, view), found, found.types, pairs)


def _cells(
    credit: Credit | Amounts, found: Alignment, labels: tuple[Sequence[str], Sequence[str]], pairs: bool
) -> Cells:
    if pairs and isinstance(credit, Credit):
        return credit.of_pairs(labels[0], lambda: (_items(credit, found)[0], []))
    return credit.cells(*labels, partial(_items, credit, found))


def _items(credit: Credit | Amounts, found: Alignment) -> tuple[Graded, Graded]:
    gold, pred = credit.graded()
    return _named(gold, found.gold), _named(pred, found.pred)


def _named(graded: Mapping[int, bool], said: Sequence[Said]) -> Graded:
    places = {i: tuple((part.start, part.end) for part in said[i].quote.content) for i in graded}
    return [(places[i], right) for i, right in graded.items()]


def sliced(case: Case, view: View, earn: Earn, attribute: Attribute, pairs: bool) -> Cells:
    """The counts of one case by an attribute: recall by gold's, precision by the prediction's."""
    found = case.once(view.align)
    forms = Forms(case.whole_gold, case.whole_gold), Forms(case.pred, case.whole_gold)
    gold = [attribute(forms[0], said) for said in found.gold]
    pred = [attribute(forms[1], said) for said in found.pred]
    return _cells(earn(case, view), found, (gold, pred), pairs)


def paths(case: Case, view: View) -> dict[str, float]:
    """By which path the speakers of aligned pairs were found."""
    found = [j.found.path for j in case.once(view.judge) if j.gold is not None]
    return {path: found.count(path) for path in PATHS}


def outcomes(case: Case, view: View) -> dict[str, float]:
    """What became of the speakers of aligned pairs; a right one may stand at another mention than gold's."""
    rows = [j for j in case.once(view.judge) if j.gold is not None]
    counts: dict[str, float] = {name: sum(j.outcome == name for j in rows) for name in OUTCOMES}
    counts["mention_wrong_entity_right"] = sum(j.outcome == "right" and j.other_mention for j in rows)
    return counts


def without_speaker(case: Case, view: View) -> dict[str, float]:
    """Aligned pairs whose gold quote has no speaker: whether the prediction gives one all the same."""
    rows = [j for j in case.once(view.judge) if j.gold is None]
    silent = sum(j.outcome == "missing" for j in rows)
    return {"right_none": silent, "wrong": len(rows) - silent}


def confusion(case: Case, view: View) -> dict[str, float]:
    """Types of aligned quotes: "gold as pred"."""
    found = case.once(view.align)
    counts: dict[str, float] = {}
    for pair in found.pairs:
        key = f"{found.gold[pair.gold].type} as {found.pred[pair.pred].type}"
        counts[key] = counts.get(key, 0) + 1
    return counts


def mean_distance(cell: str, totals: Mapping[str, Counts]) -> Entry:
    """The mean of a distance over documents."""
    return {"value": ratio(totals[cell].tp_pred, totals[cell].n_pred)}


def types_of_pairs(found: Alignment) -> Credit:
    """Of aligned pairs: those of equal type."""
    golds, preds = [pair.gold for pair in found.pairs], [pair.pred for pair in found.pairs]
    return Credit(quote_credit.same_type(found).right, golds, preds)


def cover(case: Case, view: View) -> Cells:
    """The counts of `coverage`."""
    return quote_credit.covered(case.once(view.align))
