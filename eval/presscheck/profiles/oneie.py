"""OneIE's scorer, from DyGIE++: triggers are lists, so a repeated right trigger is right again (internal).

Quirks kept: recall can pass 1; of several gold triggers on one span only the
first in the file can be right by type; an argument is identified once for each
predicted role.
"""

from __future__ import annotations

from collections.abc import Callable

from presscheck.layers.events.exact import Slot, arguments
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.profiles.base import Profile, zeroed


def _triggers(pair: DocumentPair) -> Cells:
    gold, pred = pair.gold.events or (), pair.pred.events or ()
    spans = {(e.start, e.end) for e in gold}
    right = sum((e.start, e.end) in spans for e in pred)
    return Cells.from_counts({"": Counts(right, len(pred), right, len(gold))})


def _typed_triggers(pair: DocumentPair) -> Cells:
    gold, pred = pair.gold.events or (), pair.pred.events or ()
    first: dict[tuple[int, int], str | None] = {}
    for e in gold:
        first.setdefault((e.start, e.end), e.type)
    right = sum((e.start, e.end) in first and first[e.start, e.end] == e.type for e in pred)
    return Cells.from_counts({"": Counts(right, len(pred), right, len(gold))})


def _tuple(slot: Slot) -> tuple[object, ...]:
    return slot.window, slot.filler, slot.type, slot.role


def _roles(found: Callable[[tuple[object, ...]], object]) -> Callable[[DocumentPair], Cells]:
    """Counts of the predicted (filler, event type, role) for which some gold one agrees on `found`."""

    def count(pair: DocumentPair) -> Cells:
        gold, pred = ({_tuple(slot) for slot in side} for side in pair.once(arguments))
        there = {found(one) for one in gold}
        right = sum(found(one) in there for one in pred)
        return Cells.from_counts({"": Counts(right, len(pred), right, len(gold))})

    return count


_ROWS: tuple[tuple[str, str, str, Callable[[DocumentPair], Cells]], ...] = (
    (
        "trigger_id",
        "A predicted trigger is right if some gold trigger has its span.",
        "tp = predicted triggers, one by one, whose span gold has",
        _triggers,
    ),
    (
        "trigger",
        "A predicted trigger is right if the first gold trigger on its span has its type.",
        "tp = predicted triggers, one by one, with the type of the first gold trigger on the span",
        _typed_triggers,
    ),
    (
        "role_id",
        "A predicted (filler, event type, role) is identified if gold has the filler under the event type.",
        "tp = predicted (filler, event type, role) with (filler, event type) in gold",
        _roles(lambda one: one[:3]),
    ),
    (
        "role",
        "A predicted (filler, event type, role) is right if gold has it.",
        "tp = |G ∩ P| over (filler, event type, role)",
        _roles(lambda one: one),
    ),
)


def _row(name: str, says: str, formula: str, count: Callable[[DocumentPair], Cells]) -> Measure:
    return Measure(
        id=f"oneie.{name}",
        layer="events",
        says=says,
        formula=f"{formula}; 0 for 0/0",
        source="OneIE, scorer.py, score_graphs",
        count=count,
        symmetric=False,
    )


PROFILE = Profile(
    name="oneie",
    says="OneIE's scorer (Lin et al. 2020, after DyGIE++): lists of triggers; recall can pass 1; 0 for 0/0.",
    measures=tuple(row for one in _ROWS for row in zeroed(_row(*one))),
    percent=True,
    uncapped=True,
)
