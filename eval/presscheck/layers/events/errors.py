"""Events, diagnosed: what is wrong with triggers and with arguments, and which of it the triggers caused.

Triggers are paired by span and type, then by span, then by overlap, so that
what event.tc counts as right is never listed. Arguments that event.ac+ counts
as right are not listed either; the others are explained in the order of
`STEPS`, each by the first explanation that fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from presscheck.document.model import Event
from presscheck.layers.events.alignment import Aligned, by_span
from presscheck.layers.events.exact import Slot, arguments, event_key
from presscheck.layers.events.given_triggers import right_triggers
from presscheck.layers.events.relaxed import dice, overlapping
from presscheck.measure.assignment import Cell, assignment, ranked
from presscheck.measure.error_record import ErrorPlace, ErrorRecord, context, place
from presscheck.measure.measure import DocumentPair

Trigger: TypeAlias = tuple[int, int, str | None]


def triggers(pair: DocumentPair) -> Aligned:
    """Event mentions one-to-one: equal spans, types first; then what overlaps among the rest."""
    pairs, gold, pred = pair.once(by_span)
    more = overlapping(gold, pred)
    return Aligned(
        [*pairs, *((gold[i], pred[j]) for i, j in more)],
        [e for i, e in enumerate(gold) if i not in {i for i, _ in more}],
        [e for j, e in enumerate(pred) if j not in {j for _, j in more}],
    )


def errors(pair: DocumentPair) -> Iterator[ErrorRecord]:
    """List the errors of triggers, then of arguments.

    Triggers: missed, spurious, boundary, type, boundary and type. Arguments: role, filler boundary,
    attached elsewhere (to another trigger of the type), caused by the trigger, missed, spurious.

    Args:
        pair: one document, both sides.
    """
    yield from _trigger_errors(pair)
    if pair.has("arguments"):
        yield from _argument_errors(pair)


def _trigger_errors(pair: DocumentPair) -> Iterator[ErrorRecord]:
    pairs, missed, spurious = pair.once(triggers)
    for gold, pred in pairs:
        same_span = (gold.start, gold.end) == (pred.start, pred.end)
        if not same_span:
            kind = "boundary" if gold.type == pred.type else "boundary and type"
            yield _trigger_error(pair, kind, gold, pred)
        elif gold.type != pred.type:
            yield _trigger_error(pair, "type", gold, pred)
    for event in missed:
        yield _trigger_error(pair, "missed", event, None)
    for event in spurious:
        yield _trigger_error(pair, "spurious", None, event)


def _trigger_error(pair: DocumentPair, kind: str, gold: Event | None, pred: Event | None) -> ErrorRecord:
    text = pair.gold.text or ""
    sides = [None if e is None else place(text, e.start, e.end, e.type) for e in (gold, pred)]
    here = sides[0] or sides[1]
    return ErrorRecord(
        layer="events",
        kind=kind,
        doc=pair.gold.id,
        gold=sides[0],
        pred=sides[1],
        says=_predicted("trigger", *sides),
        context=context(text, here.start, here.end) if here else "",
        cost=sum(side is not None for side in sides),
    )


class Unmatched(NamedTuple):
    """The arguments that are still to be explained, and what explains them.

    Args:
        gold: slots of gold, in text order.
        pred: slots of the prediction, in text order.
        right: the triggers that both sides have, by span and type.
        twin: predicted trigger -> the gold trigger that it is paired with, if they differ.
    """

    gold: list[Slot]
    pred: list[Slot]
    right: set[Trigger]
    twin: dict[Trigger, Trigger]


Worth: TypeAlias = Callable[[Slot, Slot, Unmatched], tuple[int, ...] | None]
"""Fit of one explanation to a gold and a predicted slot, best first; None if it does not fit."""


def _role(gold: Slot, pred: Slot, _: Unmatched) -> tuple[int, ...] | None:
    return (1,) if gold.trigger == pred.trigger and gold.filler == pred.filler else None


def _boundary(gold: Slot, pred: Slot, _: Unmatched) -> tuple[int, ...] | None:
    if gold.trigger != pred.trigger or not (shared := dice(gold.filler, pred.filler)):
        return None
    return int(gold.role == pred.role), int(shared * 1_000_000)


def _by_trigger(gold: Slot, pred: Slot, left: Unmatched) -> tuple[int, ...] | None:
    """Under a pair of triggers of which one has the wrong span or type."""
    if left.twin.get(pred.trigger) != gold.trigger or gold.filler != pred.filler:
        return None
    return 1, int(gold.role == pred.role)


def _elsewhere(gold: Slot, pred: Slot, left: Unmatched) -> tuple[int, ...] | None:
    """The same filler in the same role of the same type of event, but of another event."""
    same = (gold.type, gold.filler, gold.role) == (pred.type, pred.filler, pred.role)
    some_right = gold.trigger in left.right or pred.trigger in left.right
    return (1,) if same and some_right else None


STEPS: tuple[tuple[str, Worth], ...] = (
    ("role", _role),
    ("filler boundary", _boundary),
    ("caused by the trigger", _by_trigger),
    ("attached elsewhere", _elsewhere),
)
"""Explanations of a gold and a predicted argument together, in the order in which they are tried."""


def _left(pair: DocumentPair) -> Unmatched:
    gold, pred = pair.once(arguments)
    both = set(gold) & set(pred)
    right = pair.once(right_triggers)
    pairs = ((event_key(g), event_key(p)) for g, p in pair.once(triggers).pairs)
    twin = {p: g for g, p in pairs if g != p}
    return Unmatched(sorted(set(gold) - both, key=_order), sorted(set(pred) - both, key=_order), right, twin)


def _order(slot: Slot) -> tuple[int, int, str, int, int, str]:
    return slot.start, slot.end, slot.type or "", slot.filler_start, slot.filler_end, slot.role


def _explained(left: Unmatched, worth: Worth) -> list[Cell]:
    fits = {
        (i, j): value
        for i, g in enumerate(left.gold)
        for j, p in enumerate(left.pred)
        if (value := worth(g, p, left)) is not None
    }
    # The last aim makes every fitting pair worth something, whatever the others say.
    return assignment(ranked({cell: (*value, 1) for cell, value in fits.items()}))


def _argument_errors(pair: DocumentPair) -> Iterator[ErrorRecord]:
    left = pair.once(_left)
    for kind, worth in STEPS:
        pairs = _explained(left, worth)
        for i, j in pairs:
            yield _argument_error(pair, kind, left.gold[i], left.pred[j])
        gone = {i for i, _ in pairs}, {j for _, j in pairs}
        left = left._replace(
            gold=[s for i, s in enumerate(left.gold) if i not in gone[0]],
            pred=[s for j, s in enumerate(left.pred) if j not in gone[1]],
        )
    for slot in left.gold:
        yield _argument_error(pair, "missed" if slot.trigger in left.right else STEPS[2][0], slot, None)
    for slot in left.pred:
        yield _argument_error(pair, "spurious" if slot.trigger in left.right else STEPS[2][0], None, slot)


def _argument_error(pair: DocumentPair, kind: str, gold: Slot | None, pred: Slot | None) -> ErrorRecord:
    text = pair.gold.text or ""
    sides = [
        None if s is None else place(text, *s.filler, label=f"{s.type or ''} {s.role}".strip())
        for s in (gold, pred)
    ]
    here = sides[0] or sides[1]
    return ErrorRecord(
        layer="events",
        kind=kind,
        doc=pair.gold.id,
        gold=sides[0],
        pred=sides[1],
        says=_predicted(f"argument of {_of(text, gold, pred)}", *sides),
        context=context(text, here.start, here.end) if here else "",
        cost=sum(side is not None for side in sides),
        task="arguments",
    )


def _predicted(what: str, gold: ErrorPlace | None, pred: ErrorPlace | None) -> str:
    """Describe the error, with the predicted words where they are not gold's."""
    other = gold is not None and pred is not None and (gold.start, gold.end) != (pred.start, pred.end)
    return f"{what}; predicted ⟨{pred.text}⟩" if pred is not None and other else what


def _of(text: str, gold: Slot | None, pred: Slot | None) -> str:
    """The trigger, or both where they differ."""
    named = [f"{text[s.start : s.end]!r} [{s.start}, {s.end})" for s in (gold, pred) if s is not None]
    return ", predicted of ".join(dict.fromkeys(named))
