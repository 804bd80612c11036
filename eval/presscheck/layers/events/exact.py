"""Events: triggers and their arguments, by equal keys.

Read from the top: `arguments` flattens both sides of a document into slots,
KEYS says what each score compares, MEASURES is the table. Keys form sets, so a
duplicate is one item and no ratio can pass 1. Heads, overlaps, entities,
attributes and coreference have files of their own beside this one, and so
have the rows that look at triggers and arguments apart (`event_given.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple, TypeAlias

from presscheck.document.model import Document, Event
from presscheck.measure.cells import Cells
from presscheck.measure.measure import DocumentPair, Measure

Plain: TypeAlias = tuple[int, str | None, int, int, str, int, int]
"""A slot without names: what most rows make their keys of, because naming takes as long as counting."""

Sides: TypeAlias = "tuple[tuple[Slot, ...], tuple[Slot, ...]]"
"""The slots of gold and of the prediction."""

PlainSides: TypeAlias = tuple[list[Plain], list[Plain]]
"""The same without names."""


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


def triggers(pair: DocumentPair) -> Cells:
    """Every trigger by span alone."""
    gold, pred = ({(e.start, e.end) for e in doc.events or ()} for doc in (pair.gold, pair.pred))
    return Cells.from_sets(gold, pred)


def typed_triggers(pair: DocumentPair) -> Cells:
    """Every trigger by span and type."""
    gold, pred = ({(e.start, e.end, e.type) for e in doc.events or ()} for doc in (pair.gold, pair.pred))
    return Cells.from_sets(gold, pred, lambda keys: [kind or "" for _, _, kind in keys])


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
    gold, pred = (tuple(map(Slot._make, dict.fromkeys(side))) for side in pair.once(plain))
    return gold, pred


def plain(pair: DocumentPair) -> PlainSides:
    """Every argument of both sides as it stands, without names."""
    window = window_of(pair)
    return _plain(pair.gold, window), _plain(pair.pred, window)


def _plain(doc: Document, window: Callable[[int], int]) -> list[Plain]:
    found: list[Plain] = []
    for event in doc.events or ():
        start, end, kind, number = event.start, event.end, event.type, window(event.start)
        found += [(number, kind, a.start, a.end, a.role, start, end) for a in event.arguments]
    return found


def event_key(event: Event) -> tuple[int, int, str | None]:
    """Key of an event mention: span and type."""
    return event.start, event.end, event.type


class Key(NamedTuple):
    """Keys by which arguments are compared.

    Args:
        of: the keys of many slots; flat, because a flat tuple is the quickest to look up.
        named: what a key is called when items are listed.
    """

    of: Callable[[Iterable[Plain]], set[Any]]
    named: Callable[[Any], Hashable]


def _trigger_key(key: Any) -> Hashable:
    window, kind, a, b, *role, start, end = key
    return (window, (start, end, kind), (a, b), *role)


KEYS: dict[str, Key] = {
    "ai": Key(lambda slots: {s[:4] for s in slots}, lambda k: (k[0], k[1], (k[2], k[3]))),
    "ac": Key(lambda slots: {s[:5] for s in slots}, lambda k: (k[0], k[1], (k[2], k[3]), k[4])),
    "ai+": Key(lambda slots: {s[:4] + s[5:] for s in slots}, _trigger_key),
    "ac+": Key(set, _trigger_key),
    "untyped": Key(lambda slots: {(s[0], s[2], s[3]) for s in slots}, lambda k: (k[0], (k[1], k[2]))),
}


def by_type(slot: Slot) -> str:
    """The label of an argument that is counted under its event type."""
    return slot.type or ""


def by_role(slot: Slot) -> str:
    """The label of an argument that is counted under its role."""
    return slot.role


Labels: TypeAlias = Callable[[Iterable[Any]], list[str | None]]
"""Reads the labels off many keys."""


def types(keys: Iterable[Any]) -> list[str | None]:
    """As `by_type`, of keys that hold the type."""
    return [key[1] or "" for key in keys]


def roles(keys: Iterable[Any]) -> list[str | None]:
    """As `by_role`, of keys that hold the role."""
    return [key[4] for key in keys]


def of_arguments(
    key: str, labels: Labels | None, sides: Callable[[DocumentPair], Sides | PlainSides] = plain
) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row over arguments.

    Args:
        key: a key of `KEYS`.
        labels: what arguments are counted under; None for no label.
        sides: which arguments are compared.
    """
    made = KEYS[key]

    def count(pair: DocumentPair) -> Cells:
        gold, pred = pair.once(sides)
        return Cells.from_sets(made.of(gold), made.of(pred), labels, made.named)

    return count


_TEXTEE = "TextEE (Huang et al. 2024), set semantics over exact spans"

MEASURES = (
    Measure(
        id="event.ti",
        layer="events",
        says="Trigger identification: a predicted trigger is right if gold has a trigger on the same span.",
        formula="tp = |G ∩ P| over (document, start, end)",
        source=_TEXTEE,
        count=triggers,
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
        count=of_arguments("ai", types),
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
        count=of_arguments("ac", roles),
        by="role",
        slices={"type": of_arguments("ac", types)},
        default=True,
    ),
    Measure(
        id="event.ai+",
        layer="events",
        needs="arguments",
        says="Argument identification, attached: the filler hangs on a trigger with gold's span and type.",
        formula="tp = |G ∩ P| over (document, trigger span, event type, filler span)",
        source=_TEXTEE,
        count=of_arguments("ai+", types),
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
        count=of_arguments("ac+", roles),
        by="role",
        slices={"type": of_arguments("ac+", types)},
        default=True,
    ),
)
