"""The layers of a document: what is compared in each, and what must hold.

Other folders use: `definitions`, `error_lists`.
"""

from collections.abc import Callable, Mapping

from presscheck.layers.entities import coref, links, mentions, whole_entities
from presscheck.layers.events import attributes as event_attributes
from presscheck.layers.events import by_entity, exact, given_triggers, relaxed
from presscheck.layers.events import coref as event_coref
from presscheck.layers.quotes import measures as quotes
from presscheck.layers.quotes import speakers
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

NEAR = frozenset(row.id for row in MEASURES if row.count)
"""Rows of which leaving a part of a document out changes only what is near it (see `statistics`)."""

HEADLINES = (
    *("mention.strict", "mention.soft", "coref.conll", "coref.lea", "link.strong", "event.tc", "event.ac+"),
    *("quote.overlap", "quote.speaker", "quote.e2e"),
)
"""The rows that tell systems apart: a table of a layer and a report begin with them."""

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
"""Tasks that a system may do or leave out; a file that does not attempt a task is not scored for it."""

PARTS: dict[str, Task] = {
    name: Task("events", gold=given, part_of=event_attributes.TASK)
    for name, given in event_attributes.PARTS.items()
}
"""Parts that single rows need in gold besides their task; nobody attempts or states these."""

NOTES: dict[str, Callable[[DocumentPair], Mapping[str, int]]] = {"speakers": speakers.notes}
"""Notes beside the scores of a task: notes of one case, and how often each holds."""
