"""Arguments apart from their triggers: as if triggers were given, untyped, and what wrong triggers cost."""

from __future__ import annotations

from collections.abc import Container, Mapping

from presscheck.document.model import Document
from presscheck.layers.events.exact import (
    Arguments,
    ArgumentSides,
    arguments,
    columns,
    columns_of,
    event_key,
    of_arguments,
    triggers_of,
)
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Entry, Measure


def right_triggers(pair: DocumentPair) -> set[tuple[int, int, str | None]]:
    """Span and type of the triggers that both sides have."""
    gold = {event_key(e) for e in pair.gold.events or ()}
    return gold & {event_key(e) for e in pair.pred.events or ()}


def given(pair: DocumentPair) -> ArgumentSides:
    """The arguments where triggers are given: all of gold's, and the prediction's under gold's triggers."""
    known = {event_key(e) for e in pair.gold.events or ()}
    return pair.once(columns)[0], _under(pair, pair.pred, known)


def _under(pair: DocumentPair, doc: Document, known: Container[tuple[int, int, str | None]]) -> Arguments:
    """The arguments of event mentions with some spans and types."""
    return columns_of(pair, triggers_of([e for e in doc.events or () if event_key(e) in known]))


def set_aside(pair: DocumentPair) -> dict[str, float]:
    """Records that `given` leaves out: predictions under triggers that gold does not have."""
    known = {event_key(e) for e in pair.gold.events or ()}
    aside = {event_key(e) for e in pair.pred.events or ()} - known
    return {"events": len(aside), "arguments": sum(s.trigger in aside for s in pair.once(arguments)[1])}


def under_right_triggers(pair: DocumentPair) -> ArgumentSides:
    """The arguments of the event mentions that both sides have, by span and type."""
    right = pair.once(right_triggers)
    return _under(pair, pair.gold, right), _under(pair, pair.pred, right)


def _cost(totals: Mapping[str, Counts]) -> Entry:
    whole = totals["event.ac"].score().f1
    right = totals["event.trigger-cost.ac+"].score().f1
    value = None if whole is None or right is None else right - whole
    return {"value": value, "parts": {"event.ac": whole, "event.ac+ under right triggers": right}}


MEASURES = (
    *(
        Measure(
            id=f"event.given.{name}",
            layer="events",
            says=f"As event.{name} where triggers are given (event argument extraction): predicted events "
            "whose trigger and type gold does not have are set aside and counted in `set_aside`.",
            formula="as the row it is named after, over predictions under gold's (trigger span, event type)",
            source="TextEE, task EAE",
            count=of_arguments(name, "roles" if name.startswith("ac") else "kinds", given),
            by="role" if name.startswith("ac") else "type",
            extra={"set_aside": set_aside},
            needs="arguments",
            symmetric=False,
        )
        for name in ("ai", "ac", "ai+", "ac+")
    ),
    Measure(
        id="event.untyped",
        layer="events",
        says="Diagnosis: a filler is right if its span fills any role of any event, whatever type and role.",
        formula="tp = |G ∩ P| over (document, window, filler span)",
        source="presscheck; event.ai without the event type",
        count=of_arguments("untyped", None),
        needs="arguments",
    ),
    Measure(
        id="event.trigger-cost.ac+",
        layer="events",
        says="event.ac+ over the event mentions that both sides have.",
        count=of_arguments("ac+", None, under_right_triggers),
        hidden=True,
        needs="arguments",
    ),
    Measure(
        id="event.trigger-cost",
        layer="events",
        says="The loss of event.ac to wrong triggers: how much better arguments are where trigger and type "
        "are right. Undefined if no trigger is right.",
        formula="F1 of event.ac+ over event mentions that are right by event.tc, minus F1 of event.ac",
        source="presscheck",
        cells=("event.ac", "event.trigger-cost.ac+"),
        compose=_cost,
        kind="distance",
        headline="value",
        needs="arguments",
        symmetric=False,
    ),
)
