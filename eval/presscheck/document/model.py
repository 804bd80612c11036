"""The document: flat lists of spans with attributes, gold and prediction alike.

A span is half-open, in Unicode code points of `Document.text`, and is the
identity of its record. Top-level layers are None when not done and empty when
nothing was found. `schema/document.schema.json` says the same in JSON Schema;
a test holds the two together.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

Offset: TypeAlias = Annotated[int, Meta(ge=0)]
Offsets: TypeAlias = tuple[Offset, Offset]
Extra: TypeAlias = dict[str, Any] | UnsetType

NOWHERE = -1
"""The offset of a record that gives only its text and is not anchored yet."""


class Record(msgspec.Struct, forbid_unknown_fields=True, gc=False, frozen=True):
    """What every record shares: unknown keys are errors, values never change."""


class Span(Record, kw_only=True, frozen=True):
    """Where something stands, and a checked copy of the words there."""

    start: Offset = NOWHERE
    end: Offset = NOWHERE
    text: str | None = None


class Mention(Span, kw_only=True, frozen=True):
    """One phrase that refers to an entity."""

    type: str | None = None
    form: str | None = None
    head: Offsets | None = None
    entity: str | None = None
    meta: Extra = UNSET


class Entity(Record, kw_only=True, frozen=True):
    """What mentions refer to. `wikidata` unset means not linked at all, None means no item exists."""

    id: str
    type: str | None = None
    name: str | None = None
    aliases: list[str] | UnsetType | None = UNSET
    wikidata: str | UnsetType | None = UNSET
    value: str | None = None
    meta: Extra = UNSET


class Argument(Record, kw_only=True, frozen=True):
    """A participant of an event: its filler is a mention or another trigger, by span."""

    role: str
    start: Offset = NOWHERE
    end: Offset = NOWHERE
    text: str | None = None
    meta: Extra = UNSET


class Event(Span, kw_only=True, frozen=True):
    """One event mention: trigger span, type, attributes, arguments."""

    type: str | None = None
    event: str | None = None
    polarity: str | None = None
    modality: str | None = None
    genericity: str | None = None
    tense: str | None = None
    time: str | None = None
    arguments: list[Argument] = []
    meta: Extra = UNSET


class Frame(Record, kw_only=True, frozen=True):
    """A further cue, source and addressee on the same content."""

    cue: Span | None = None
    source: Span | None = None
    addressee: Span | None = None


class Quote(Record, kw_only=True, frozen=True):
    """What was said (content), the words that say so (cue), who said it (source, speaker)."""

    type: str | None = None
    content: list[Span]
    cue: Span | None = None
    source: Span | None = None
    speaker: str | None = None
    addressee: Span | None = None
    also: list[Frame] = []
    meta: Extra = UNSET


class MarkedUse(Span, kw_only=True, frozen=True):
    """Quotation marks that are no quote: a term, a scare quote, a title."""

    use: str
    meta: Extra = UNSET


class Document(Record, kw_only=True, frozen=True):
    """One line of a corpus or of a prediction.

    >>> Document(id="d1", text="Starmer spoke.").quotes is None
    True
    """

    schema_version: str | None = None
    id: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    rights: str | None = None
    text: str | None = None
    sentences: list[Offsets] | None = None
    mentions: list[Mention] | None = None
    entities: list[Entity] | None = None
    events: list[Event] | None = None
    quotes: list[Quote] | None = None
    marked_uses: list[MarkedUse] | None = None
    label_map: str | UnsetType | None = UNSET
    meta: Extra = UNSET
