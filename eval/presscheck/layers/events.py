"""Events: triggers and their arguments, by equal keys.

Read from the top: `arguments` flattens both sides of a document into slots,
KEYS says what each score compares, MEASURES is the table. Keys form sets, so a
duplicate is one item and no ratio can pass 1. Heads, overlaps, entities,
attributes and coreference have files of their own beside this one, and so
have the rows that look at triggers and arguments apart (`event_given.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from presscheck.measure import Case, Cells, Item, Measure, compared
from presscheck.model import Document, Event

Sides: TypeAlias = "tuple[tuple[Slot, ...], tuple[Slot, ...]]"
"""The slots of gold and of the prediction."""


class Slot(NamedTuple):
    """One argument, with everything a key may be made of; positions in code points."""

    window: int
    start: int
    end: int
    type: str | None
    filler_start: int
    filler_end: int
    role: str

    @property
    def trigger(self) -> tuple[int, int, str | None]:
        """Span and type of the event mention that it belongs to."""
        return self.start, self.end, self.type

    @property
    def filler(self) -> tuple[int, int]:
        """The span that fills the role."""
        return self.filler_start, self.filler_end


def triggers(doc: Document) -> Iterator[Item]:
    """Every trigger by span alone."""
    for e in doc.events or ():
        yield Item((e.start, e.end), "")


def typed_triggers(doc: Document) -> Iterator[Item]:
    """Every trigger by span and type."""
    for e in doc.events or ():
        yield Item((e.start, e.end, e.type), e.type or "")


def both_sides(view: Callable[[Document], Iterable[Item]]) -> Callable[[Case], Cells]:
    """The `count` of a row over triggers."""

    def count(case: Case) -> Cells:
        return compared(view(case.gold), view(case.pred))

    return count


def window_of(case: Case) -> Callable[[int], int]:
    """From a trigger's offset to the number of its window: gold's stored sentence, or 0 for the document.

    >>> from presscheck.signature import Settings
    >>> gold = Document(id="d", text="A met B. C met D.", sentences=[(0, 8), (9, 17)])
    >>> case = Case(gold, gold, Settings(window="sentence"))
    >>> [window_of(case)(offset) for offset in (2, 11)]
    [0, 1]
    """
    if case.settings.window == "document":
        return lambda _: 0
    starts = sorted(start for start, _ in case.gold.sentences or ())
    return lambda offset: bisect_right(starts, offset) - 1


def arguments(case: Case) -> Sides:
    """Every argument of both sides, once each."""
    window = window_of(case)
    return _slots(case.gold, window), _slots(case.pred, window)


def _slots(doc: Document, window: Callable[[int], int]) -> tuple[Slot, ...]:
    found = (
        Slot(window(e.start), e.start, e.end, e.type, a.start, a.end, a.role)
        for e in doc.events or ()
        for a in e.arguments
    )
    return tuple(dict.fromkeys(found))


def event_key(event: Event) -> tuple[int, int, str | None]:
    """What makes two event mentions one item: span and type."""
    return event.start, event.end, event.type


KEYS: dict[str, Callable[[Slot], Hashable]] = {
    "ai": lambda s: (s.window, s.type, s.filler),
    "ac": lambda s: (s.window, s.type, s.filler, s.role),
    "ai+": lambda s: (s.window, s.trigger, s.filler),
    "ac+": lambda s: (s.window, s.trigger, s.filler, s.role),
    "untyped": lambda s: (s.window, s.filler),
}
"""What arguments are compared by."""


def by_type(slot: Slot) -> str:
    """The label of an argument that is counted under its event type."""
    return slot.type or ""


def by_role(slot: Slot) -> str:
    """The label of an argument that is counted under its role."""
    return slot.role


def of_arguments(
    key: str, label: Callable[[Slot], str], sides: Callable[[Case], Sides] = arguments
) -> Callable[[Case], Cells]:
    """The `count` of a row over arguments.

    Args:
        key: a key of `KEYS`.
        label: what an argument is counted under.
        sides: which arguments are compared.
    """
    made = KEYS[key]

    def count(case: Case) -> Cells:
        gold, pred = case.once(sides)
        return compared(
            (Item(made(slot), label(slot)) for slot in gold), (Item(made(slot), label(slot)) for slot in pred)
        )

    return count


_TEXTEE = "TextEE (Huang et al. 2024), set semantics over exact spans"

MEASURES = (
    Measure(
        id="event.ti",
        layer="events",
        says="Trigger identification: a predicted trigger is right if gold has a trigger on the same span.",
        formula="tp = |G ∩ P| over (document, start, end)",
        source=_TEXTEE,
        count=both_sides(triggers),
        default=True,
    ),
    Measure(
        id="event.tc",
        layer="events",
        says="Trigger classification: as event.ti, and the event types are the same.",
        formula="tp = |G ∩ P| over (document, start, end, type)",
        source=_TEXTEE,
        count=both_sides(typed_triggers),
        by="type",
        default=True,
    ),
    Measure(
        id="event.ai",
        layer="events",
        says="Argument identification, unattached: some gold event of the type has the filler in the window, "
        "whatever its trigger.",
        formula="tp = |G ∩ P| over (document, window, event type, filler span)",
        source=_TEXTEE,
        count=of_arguments("ai", by_type),
        by="type",
        default=True,
    ),
    Measure(
        id="event.ac",
        layer="events",
        says="Argument classification, unattached: as event.ai, and the roles are the same.",
        formula="tp = |G ∩ P| over (document, window, event type, filler span, role)",
        source=_TEXTEE,
        count=of_arguments("ac", by_role),
        by="role",
        slices={"type": of_arguments("ac", by_type)},
        default=True,
    ),
    Measure(
        id="event.ai+",
        layer="events",
        says="Argument identification, attached: the filler hangs on a trigger with gold's span and type.",
        formula="tp = |G ∩ P| over (document, trigger span, event type, filler span)",
        source=_TEXTEE,
        count=of_arguments("ai+", by_type),
        by="type",
        default=True,
    ),
    Measure(
        id="event.ac+",
        layer="events",
        says="Argument classification, attached (the headline): trigger span, event type, filler span and "
        "role are all gold's.",
        formula="tp = |G ∩ P| over (document, trigger span, event type, filler span, role)",
        source=_TEXTEE,
        count=of_arguments("ac+", by_role),
        by="role",
        slices={"type": of_arguments("ac+", by_type)},
        default=True,
    ),
)
