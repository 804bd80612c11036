"""Events: triggers and their arguments, by equal keys.

Read from the top: `arguments` flattens both sides of a document into slots,
KEYS says what each score compares, MEASURES is the table. Keys form sets, so a
duplicate is one item and no ratio can pass 1. Heads, overlaps, entities,
attributes and coreference have files of their own beside this one, and so
have the rows that look at triggers and arguments apart (`event_given.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from presscheck.document.model import Document, Event
from presscheck.layers.entities.span_keys import SHIFT, unpacked
from presscheck.measure.cells import Cells, shared
from presscheck.measure.measure import DocumentPair, Measure

Sides: TypeAlias = "tuple[tuple[Slot, ...], tuple[Slot, ...]]"
"""The slots of gold and of the prediction."""

Labels: TypeAlias = list[str | None]


class Slot(NamedTuple):
    """One argument, with everything a key may be made of; positions in code points."""

    window: int
    type: str | None
    filler_start: int
    filler_end: int
    role: str
    start: int
    end: int

    @property
    def trigger(self) -> tuple[int, int, str | None]:
        """Span and type of the event mention that it belongs to."""
        return self.start, self.end, self.type

    @property
    def filler(self) -> tuple[int, int]:
        """The span that fills the role."""
        return self.filler_start, self.filler_end


class Triggers(NamedTuple):
    """The event mentions of one side.

    Args:
        events: themselves.
        kinds: the type of each of them.
        spans: the span of each of them, packed.
    """

    events: Sequence[Event]
    kinds: Labels
    spans: list[int]


def triggers_of(events: Sequence[Event]) -> Triggers:
    """Types and spans of event mentions."""
    return Triggers(events, shared([e.type for e in events]), [e.start << SHIFT | e.end for e in events])


def triggers(pair: DocumentPair) -> tuple[Triggers, Triggers]:
    """The event mentions of both sides."""
    return triggers_of(pair.gold.events or ()), triggers_of(pair.pred.events or ())


def found_triggers(pair: DocumentPair) -> Cells:
    """Every trigger by span alone."""
    gold, pred = pair.once(triggers)
    return Cells.from_sets(set(gold.spans), set(pred.spans), named=unpacked)


def typed_triggers(pair: DocumentPair) -> Cells:
    """Every trigger by span and type."""
    gold, pred = ((side.kinds, side.spans) for side in pair.once(triggers))
    return Cells.from_columns(gold, pred, 0, lambda key: (*unpacked(key[1]), key[0]))


def window_of(pair: DocumentPair) -> Callable[[int], int]:
    """From a trigger's offset to the number of its window: gold's stored sentence, or 0 for the document.

    >>> from presscheck.measure.signature import Settings
    >>> gold = Document(id="d", text="A met B. C met D.", sentences=[(0, 8), (9, 17)])
    >>> case = DocumentPair(gold, gold, Settings(window="sentence"))
    >>> [window_of(case)(offset) for offset in (2, 11)]
    [0, 1]
    """
    if pair.settings.window == "document":
        return lambda _: 0
    starts = pair.once(sentence_starts)
    return lambda offset: bisect_right(starts, offset) - 1


def sentence_starts(pair: DocumentPair) -> list[int]:
    """Return the starts of gold's sentences, in order."""
    return sorted(start for start, _ in pair.gold.sentences or ())


def arguments(pair: DocumentPair) -> Sides:
    """Every argument of both sides, once each."""
    gold, pred = (_slots(doc, window_of(pair)) for doc in (pair.gold, pair.pred))
    return gold, pred


def _slots(doc: Document, window: Callable[[int], int]) -> tuple[Slot, ...]:
    found: dict[Slot, None] = {}
    for e in doc.events or ():
        place = window(e.start), e.type
        for a in e.arguments:
            found[Slot(*place, a.start, a.end, a.role, e.start, e.end)] = None
    return (*found,)


class Arguments(NamedTuple):
    """The arguments of one side, column by column: most rows need no more, and objects cost time.

    Args:
        kinds: the types of their events.
        roles: their roles.
        fillers: the spans that fill the roles, packed.
        triggers: the spans of their triggers, packed.
        windows: the numbers of their windows.
    """

    kinds: Labels
    roles: Labels
    fillers: list[int]
    triggers: list[int]
    windows: list[int]


ArgumentSides: TypeAlias = tuple[Arguments, Arguments]


def columns(pair: DocumentPair) -> ArgumentSides:
    """Every argument of both sides."""
    gold, pred = pair.once(triggers)
    return columns_of(pair, gold), columns_of(pair, pred)


def columns_of(pair: DocumentPair, side: Triggers) -> Arguments:
    """The arguments of some event mentions."""
    every = [e.arguments for e in side.events]
    filled = [a for some in every for a in some]
    spans = [span for span, some in zip(side.spans, every, strict=True) for _ in some]
    return Arguments(
        [kind for kind, some in zip(side.kinds, every, strict=True) for _ in some],
        shared([a.role for a in filled]),
        [a.start << SHIFT | a.end for a in filled],
        spans,
        _windows(pair, spans),
    )


def _windows(pair: DocumentPair, spans: Sequence[int]) -> list[int]:
    """The number of the window of each trigger."""
    if pair.settings.window == "document":
        return [0] * len(spans)
    window = window_of(pair)
    return [window(span >> SHIFT) for span in spans]


def event_key(event: Event) -> tuple[int, int, str | None]:
    """Key of an event mention: span and type."""
    return event.start, event.end, event.type


class Key(NamedTuple):
    """Keys by which arguments are compared.

    Args:
        fields: the columns of `Arguments` that they are made of.
        named: what a key is called when items are listed.
    """

    fields: tuple[str, ...]
    named: Callable[[Any], Hashable]


KEYS: dict[str, Key] = {
    "ai": Key(("kinds", "fillers", "windows"), lambda k: (k[2], k[0], unpacked(k[1]))),
    "ac": Key(("kinds", "fillers", "windows", "roles"), lambda k: (k[2], k[0], unpacked(k[1]), k[3])),
    "ai+": Key(
        ("kinds", "fillers", "windows", "triggers"),
        lambda k: (k[2], (*unpacked(k[3]), k[0]), unpacked(k[1])),
    ),
    "ac+": Key(
        ("kinds", "fillers", "windows", "triggers", "roles"),
        lambda k: (k[2], (*unpacked(k[3]), k[0]), unpacked(k[1]), k[4]),
    ),
    "untyped": Key(("fillers", "windows"), lambda k: (k[1], unpacked(k[0]))),
}


def by_type(slot: Slot) -> str:
    """The label of an argument that is counted under its event type."""
    return slot.type or ""


def by_role(slot: Slot) -> str:
    """The label of an argument that is counted under its role."""
    return slot.role


def of_arguments(
    key: str, label: str | None, sides: Callable[[DocumentPair], ArgumentSides] = columns
) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row over arguments.

    Args:
        key: a key of `KEYS`.
        label: the field that arguments are counted under; None for no label.
        sides: which arguments are compared.
    """
    made = KEYS[key]
    read = attrgetter(*made.fields)
    at = made.fields.index(label) if label else None

    def count(pair: DocumentPair) -> Cells:
        gold, pred = pair.once(sides)
        return Cells.from_columns(read(gold), read(pred), at, made.named)

    return count


_TEXTEE = "TextEE (Huang et al. 2024), set semantics over exact spans"

MEASURES = (
    Measure(
        id="event.ti",
        layer="events",
        says="Trigger identification: a predicted trigger is right if gold has a trigger on the same span.",
        formula="tp = |G ∩ P| over (document, start, end)",
        source=_TEXTEE,
        count=found_triggers,
        default=True,
    ),
    Measure(
        id="event.tc",
        layer="events",
        says="Trigger classification: as event.ti, and the event types are the same.",
        formula="tp = |G ∩ P| over (document, start, end, type)",
        source=_TEXTEE,
        count=typed_triggers,
        by="type",
        default=True,
    ),
    Measure(
        id="event.ai",
        layer="events",
        needs="arguments",
        says="Argument identification, unattached: some gold event of the type has the filler in the window, "
        "whatever its trigger.",
        formula="tp = |G ∩ P| over (document, window, event type, filler span)",
        source=_TEXTEE,
        count=of_arguments("ai", "kinds"),
        by="type",
        default=True,
    ),
    Measure(
        id="event.ac",
        layer="events",
        needs="arguments",
        says="Argument classification, unattached: as event.ai, and the roles are the same.",
        formula="tp = |G ∩ P| over (document, window, event type, filler span, role)",
        source=_TEXTEE,
        count=of_arguments("ac", "roles"),
        by="role",
        slices={"type": of_arguments("ac", "kinds")},
        default=True,
    ),
    Measure(
        id="event.ai+",
        layer="events",
        needs="arguments",
        says="Argument identification, attached: the filler hangs on a trigger with gold's span and type.",
        formula="tp = |G ∩ P| over (document, trigger span, event type, filler span)",
        source=_TEXTEE,
        count=of_arguments("ai+", "kinds"),
        by="type",
        default=True,
    ),
    Measure(
        id="event.ac+",
        layer="events",
        needs="arguments",
        says="Argument classification, attached (the headline): trigger span, event type, filler span and "
        "role are all gold's.",
        formula="tp = |G ∩ P| over (document, trigger span, event type, filler span, role)",
        source=_TEXTEE,
        count=of_arguments("ac+", "roles"),
        by="role",
        slices={"type": of_arguments("ac+", "kinds")},
        default=True,
    ),
)
