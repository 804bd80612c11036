"""The counts of the quote measures: from what each quote earns to four numbers by label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from presscheck.counts import Counts, ratio
from presscheck.layers import quote_credit
from presscheck.layers.quote_align import Alignment, Said
from presscheck.layers.quote_attributes import Attribute, Forms
from presscheck.layers.quote_credit import Credit, Earned, View, grouped
from presscheck.layers.speakers import OUTCOMES, PATHS, resolver
from presscheck.measure import Case, Cells, Compared, Entry

Earn: TypeAlias = Callable[[Case, View], Credit]


def by_content(earn: Callable[[Alignment], Credit]) -> Earn:
    """A credit that needs nothing but the alignment."""
    return lambda case, view: earn(case.once(view.align))


def right_speaker(case: Case, view: View) -> Credit:
    """Of aligned pairs whose gold quote has a speaker: the same entity."""
    rows = [j for j in case.once(view.judge) if j.gold is not None]
    right = [(j.pair, (int(j.outcome == "right"), 1)) for j in rows]
    return Credit({pair.gold: n for pair, n in right}, {pair.pred: n for pair, n in right})


def end_to_end(case: Case, view: View) -> Credit:
    """Content at Dice one half and the right speaker; quotes whose gold has no speaker are left out."""
    found = case.once(view.align)
    judged = case.once(view.judge)
    halves = [j for j in judged if found.halves(j.pair)]
    right = [j.pair for j in halves if j.outcome == "right"]
    golds, preds = {pair.gold for pair in right}, {pair.pred for pair in right}
    nobody = {j.pair.pred for j in halves if j.gold is None}
    who = case.once(resolver)
    asked = [i for i, said in enumerate(found.gold) if who.gold(said.quote) is not None]
    return Credit(
        {i: (int(i in golds), 1) for i in asked},
        {j: (int(j in preds), 1) for j in range(len(found.pred)) if j not in nobody},
    )


def count(case: Case, view: View, earn: Earn) -> Cells:
    """The counts of one case by quote type."""
    found = case.once(view.align)
    credit = earn(case, view)
    cells = grouped(credit, [q.type for q in found.gold], [q.type for q in found.pred])
    return Compared(cells, lambda: (_graded(credit.gold, found.gold), _graded(credit.pred, found.pred)))


def _graded(earned: Earned, said: Sequence[Said]) -> list[tuple[tuple[tuple[int, int], ...], bool]]:
    places = {i: tuple((part.start, part.end) for part in said[i].quote.content) for i in earned}
    return [(places[i], right == asked) for i, (right, asked) in earned.items()]


def count_pairs(case: Case, view: View, earn: Earn) -> Cells:
    """The counts of an accuracy: pairs right and pairs asked, by the gold quote's type."""
    credit, found = earn(case, view), case.once(view.align)
    cells = _both_sides(credit, [q.type for q in found.gold])
    return Compared(cells, lambda: (_graded(credit.gold, found.gold), []))


def _both_sides(credit: Credit, labels: list[str]) -> Cells:
    cells = grouped(Credit(credit.gold, {}), labels, [])
    return {label: Counts(c.tp_gold, c.n_gold, c.tp_gold, c.n_gold) for label, c in cells.items()}


def sliced(case: Case, view: View, earn: Earn, attribute: Attribute, pairs: bool) -> Cells:
    """The counts of one case by an attribute: recall by gold's, precision by the prediction's."""
    found = case.once(view.align)
    forms = Forms(case.whole_gold, case.whole_gold), Forms(case.pred, case.whole_gold)
    gold = [attribute(forms[0], said) for said in found.gold]
    if pairs:
        return _both_sides(earn(case, view), gold)
    return grouped(earn(case, view), gold, [attribute(forms[1], said) for said in found.pred])


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
    right = quote_credit.same_type(found)
    return Credit(
        {pair.gold: right.gold[pair.gold] for pair in found.pairs},
        {pair.pred: right.pred[pair.pred] for pair in found.pairs},
    )


def cover(case: Case, view: View) -> Cells:
    """The counts of `coverage`."""
    return quote_credit.covered(case.once(view.align))
