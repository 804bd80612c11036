"""The layers of a document: what is compared in each, and what must hold.

Other folders use: `answers`, `definitions`.
"""

from collections.abc import Callable, Iterator, Mapping

from presscheck.layers.entities import coref, coref_errors, links, mentions, whole_entities
from presscheck.layers.events import attributes as event_attributes
from presscheck.layers.events import by_entity, exact, given_triggers, relaxed
from presscheck.layers.events import coref as event_coref
from presscheck.layers.events import errors as event_errors
from presscheck.layers.quotes import errors as quote_errors
from presscheck.layers.quotes import measures as quotes
from presscheck.layers.quotes import speakers
from presscheck.measure.error_record import ErrorRecord
from presscheck.measure.measure import DocumentPair, Measure, Task

MEASURES: tuple[Measure, ...] = (
    *mentions.MEASURES,
    *coref.MEASURES,
    *links.MEASURES,
    *whole_entities.MEASURES,
    *exact.MEASURES,
    *given_triggers.MEASURES,
    *by_entity.MEASURES,
    *relaxed.MEASURES,
    *event_attributes.MEASURES,
    *event_coref.MEASURES,
    *quotes.MEASURES,
)
"""Every row, in the order in which they print."""

TASKS: dict[str, Task] = {
    "mentions": Task("mentions"),
    "coref": Task("mentions", ("entity",), beside="entities"),
    "links": Task("entities", ("wikidata",)),
    "events": Task("events"),
    "event-coref": Task("events", ("event",)),
    "event-attributes": Task("events", event_attributes.NAMES),
    "event-times": Task("events", ("time",)),
    "event-heads": Task("events", gold=relaxed.has_heads),
    "quotes": Task("quotes"),
    "speakers": Task("quotes", ("speaker", "source"), gold_keys=("speaker",)),
    "forms": Task("mentions", ("form",), part_of="mentions"),
    "heads": Task("mentions", ("head",), part_of="mentions"),
    "arguments": Task("events", ("arguments",), part_of="events"),
    "cues": Task("quotes", ("cue",), part_of="quotes"),
    "sources": Task("quotes", ("source",), part_of="quotes"),
    "addressees": Task("quotes", ("addressee",), part_of="quotes"),
    "quote-types": Task("quotes", ("type",), part_of="quotes"),
    "marked-uses": Task("marked_uses", part_of="quotes"),
}
"""What a system may do or leave undone; a file that does not attempt a task is not scored for it."""

PARTS: dict[str, Task] = {
    name: Task("events", gold=given, part_of=event_attributes.TASK)
    for name, given in event_attributes.PARTS.items()
}
"""What single rows ask of gold besides their task; nobody attempts or states these."""

ERRORS: Mapping[str, Callable[[DocumentPair], Iterator[ErrorRecord]]] = {
    "mentions": mentions.errors,
    "coref": coref_errors.errors,
    "links": links.errors,
    "events": event_errors.errors,
    "quotes": quote_errors.errors,
}
"""Each layer's error list, by the part that both sides must have done; in the order in which they print."""

NOTES: dict[str, Callable[[DocumentPair], Mapping[str, int]]] = {"speakers": speakers.notes}
"""What is told beside the scores of a task: notes of one case, and how often each holds."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "mentions": ("missed", "spurious", "boundary", "type", "boundary and type"),
    "coref": ("split", "merged", "missed", "invented"),
    "links": ("wrong id", "spurious link", "missed link"),
    "events": (
        "missed",
        "spurious",
        "boundary",
        "type",
        "boundary and type",
        "role",
        "filler boundary",
        "attached elsewhere",
        "caused by the trigger",
    ),
    "quotes": (
        "missed",
        "spurious",
        "boundary",
        "gap filled",
        "part lost",
        "merged",
        "fragment",
        "marked use",
        "invented",
        "cue",
        "source",
        "speaker against source",
        "wrong speaker",
        "unresolved speaker",
        "missing speaker",
    ),
}
"""What can go wrong in each layer: the `kind` of its errors."""
