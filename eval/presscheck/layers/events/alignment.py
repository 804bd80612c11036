"""Event mentions paired one-to-one: what attributes, chains and error lists start from (internal)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from presscheck.document import ranks, spans
from presscheck.document.model import Document, Event
from presscheck.layers.events.exact import event_key
from presscheck.layers.events.relaxed import overlapping
from presscheck.measure.measure import DocumentPair


class Aligned(NamedTuple):
    """One-to-one pairs of event mentions, and what has no partner."""

    pairs: list[tuple[Event, Event]]
    gold: list[Event]
    pred: list[Event]


def distinct(doc: Document) -> list[Event]:
    """The event mentions by span and type, one each, in canonical order."""
    found: dict[tuple[int, int, str | None], Event] = {}
    events = doc.events or []
    rank = ranks.events(doc) if spans.any_twice(events) else {}
    for event in sorted(events, key=lambda e: (_order(e), rank.get(e.event or "", -1))):
        found.setdefault(event_key(event), event)
    return list(found.values())


def mentions(pair: DocumentPair) -> tuple[list[Event], list[Event]]:
    """The event mentions of both sides, each once."""
    return distinct(pair.gold), distinct(pair.pred)


def _order(e: Event) -> tuple[object, ...]:
    values = (e.polarity, e.modality, e.genericity, e.tense, e.time)
    return e.start, e.end, e.type or "", tuple(value or "" for value in values)


def by_span(pair: DocumentPair) -> Aligned:
    """Mentions with equal trigger spans; several on one span by type first, then by order."""
    gold, pred = pair.once(mentions)
    pairs: list[tuple[Event, Event]] = []
    for key in (event_key, _span):
        partners: dict[object, list[Event]] = {}
        for event in pred:
            partners.setdefault(key(event), []).append(event)
        pairs += [(event, waiting.pop(0)) for event in gold if (waiting := partners.get(key(event)))]
        gold, pred = _without(gold, [g for g, _ in pairs]), _without(pred, [p for _, p in pairs])
    return Aligned(pairs, gold, pred)


def _span(event: Event) -> tuple[int, int]:
    return event.start, event.end


def _without(events: list[Event], taken: Iterable[Event]) -> list[Event]:
    gone = {event_key(e) for e in taken}
    return [e for e in events if event_key(e) not in gone]


def by_overlap(pair: DocumentPair) -> Aligned:
    """Mentions with overlapping triggers: the pairs of greatest total Dice over characters."""
    gold, pred = pair.once(mentions)
    pairs = [(gold[i], pred[j]) for i, j in overlapping(gold, pred)]
    return Aligned(pairs, _without(gold, [g for g, _ in pairs]), _without(pred, [p for _, p in pairs]))
