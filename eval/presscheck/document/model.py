"""The document: flat lists of spans with attributes, gold and prediction alike.

A span is half-open, in Unicode code points of `Document.text`, and is the
identity of its record. `schema/document.schema.json` says the same in JSON
Schema; a test holds the two together.

An optional key is missing, null or has a value, and these are three things: a
field whose key is missing holds `UNSET`. The types of fields leave that out:
what counts or draws reads documents through `presence.without_unset`, where
every field has the type that stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

Offset: TypeAlias = Annotated[int, Meta(ge=0)]
Offsets: TypeAlias = tuple[Offset, Offset]
Extra: TypeAlias = dict[str, Any] | UnsetType
Confidence: TypeAlias = Annotated[int, Meta(ge=0, le=1)] | Annotated[float, Meta(ge=0, le=1)]
SchemaVersion: TypeAlias = Annotated[str, Meta(pattern=r"^1\.\d+\.\d+$")]
Digest: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]

TaskId: TypeAlias = Literal[
    "mentions",
    "forms",
    "heads",
    "coref",
    "links",
    "events",
    "arguments",
    "event-coref",
    "event-attributes",
    "event-times",
    "event-heads",
    "quotes",
    "quote-types",
    "cues",
    "sources",
    "speakers",
    "addressees",
    "marked-uses",
]
"""Tasks that a system may attempt or leave out."""

ABSENT: Any = UNSET
"""The value of an optional field whose key is missing: it is not written."""

NOWHERE = -1
"""The offset of a record that gives only its text and is not anchored yet."""


class Record(msgspec.Struct, forbid_unknown_fields=True, gc=False, frozen=True):
    """Base of every record: unknown keys are errors, values never change.

    Records are equal if they have the same values, as they were read or under `presence.without_unset`.
    """

    def __eq__(self, other: object) -> bool:
        if type(self) is type(other):
            return bool(msgspec.Struct.__eq__(self, other))
        if not isinstance(other, Record) or type(self).__name__ != type(other).__name__:
            return NotImplemented
        return msgspec.structs.astuple(self) == msgspec.structs.astuple(other)

    def __hash__(self) -> int:
        return hash((type(self).__name__, msgspec.structs.astuple(self)))


class Span(Record, kw_only=True, frozen=True):
    """A place in the text, and a checked copy of the words there."""

    start: Offset = NOWHERE
    end: Offset = NOWHERE
    text: str | None = ABSENT


if TYPE_CHECKING:
    Phrase: TypeAlias = Span
else:
    Phrase: TypeAlias = Span | Annotated[list[Span], Meta(min_length=1)]
    """One phrase: a span, or its pieces."""


class Pieces(Span, kw_only=True, frozen=True):
    """A phrase in pieces, under `presence.without_unset`: its offsets are those of its last piece."""

    pieces: tuple[Span, ...]


class Mention(Span, kw_only=True, frozen=True):
    """One phrase that refers to an entity."""

    type: str | None = ABSENT
    form: str | None = ABSENT
    head: Offsets | None = ABSENT
    entity: str | None = ABSENT
    confidence: Confidence | UnsetType | None = UNSET
    meta: Extra = UNSET


class Entity(Record, kw_only=True, frozen=True):
    """The referent of mentions. `wikidata` unset means not linked at all, None means no item exists."""

    id: str
    type: str | None = ABSENT
    name: str | None = ABSENT
    aliases: list[str] | UnsetType | None = UNSET
    wikidata: str | UnsetType | None = UNSET
    value: str | None = ABSENT
    confidence: Confidence | UnsetType | None = UNSET
    meta: Extra = UNSET


class Argument(Record, kw_only=True, frozen=True):
    """A participant of an event: its filler is a mention or another trigger, by span."""

    role: str
    start: Offset = NOWHERE
    end: Offset = NOWHERE
    text: str | None = ABSENT
    confidence: Confidence | UnsetType | None = UNSET
    meta: Extra = UNSET


if TYPE_CHECKING:
    Arguments: TypeAlias = list[Argument]
else:
    Arguments: TypeAlias = list[Argument] | None


class Event(Span, kw_only=True, frozen=True):
    """One event mention: trigger span, type, attributes, arguments."""

    type: str | None = ABSENT
    event: str | None = ABSENT
    polarity: str | None = ABSENT
    modality: str | None = ABSENT
    genericity: str | None = ABSENT
    tense: str | None = ABSENT
    time: str | None = ABSENT
    arguments: Arguments = ABSENT
    confidence: Confidence | UnsetType | None = UNSET
    meta: Extra = UNSET


class Frame(Record, kw_only=True, frozen=True):
    """A further cue, source and addressee on the same content."""

    cue: Phrase | None = ABSENT
    source: Phrase | None = ABSENT
    addressee: Phrase | None = ABSENT


if TYPE_CHECKING:
    Frames: TypeAlias = list[Frame]
else:
    Frames: TypeAlias = list[Frame] | None


class Quote(Record, kw_only=True, frozen=True):
    """A quote: its content, the words that report it (cue), and who said it (source, speaker)."""

    type: str | None = ABSENT
    content: list[Span]
    cue: Phrase | None = ABSENT
    source: Phrase | None = ABSENT
    speaker: str | None = ABSENT
    addressee: Phrase | None = ABSENT
    medium: str | UnsetType | None = UNSET
    frame: Phrase | UnsetType | None = UNSET
    also: Frames = ABSENT
    confidence: Confidence | UnsetType | None = UNSET
    meta: Extra = UNSET


class MarkedUse(Span, kw_only=True, frozen=True):
    """Quotation marks that are not a quote: a term, a scare quote, a title."""

    use: str
    confidence: Confidence | UnsetType | None = UNSET
    meta: Extra = UNSET


class Document(Record, kw_only=True, frozen=True):
    """One line of a corpus or of a prediction.

    >>> Document(id="d1", text="Starmer spoke.").quotes
    UNSET
    """

    schema_version: SchemaVersion | None = ABSENT
    id: str
    title: str | None = ABSENT
    publisher: str | None = ABSENT
    published: str | None = ABSENT
    language: str | None = ABSENT
    rights: str | None = ABSENT
    text: str | None = ABSENT
    text_sha256: Digest | UnsetType | None = UNSET
    text_length: Offset | UnsetType | None = UNSET
    quotation_marks: Literal["single"] | UnsetType | None = UNSET
    tokens: list[Offsets] | UnsetType | None = UNSET
    sentences: list[Offsets] | None = ABSENT
    paragraphs: list[Offsets] | UnsetType | None = UNSET
    mentions: list[Mention] | None = ABSENT
    entities: list[Entity] | None = ABSENT
    events: list[Event] | None = ABSENT
    quotes: list[Quote] | None = ABSENT
    marked_uses: list[MarkedUse] | None = ABSENT
    label_map: str | UnsetType | None = UNSET
    attempted: list[TaskId] | UnsetType | None = UNSET
    meta: Extra = UNSET

    def __repr__(self) -> str:
        """One line: the id, and how many records each layer has.

        >>> Document(id="d", text="Oslo won.", mentions=[])
        <Document 'd': 0 mentions>
        """
        layers = {name: getattr(self, name) for name in ("mentions", "entities", "events", "quotes")}
        said = [f"{len(records)} {name}" for name, records in layers.items() if isinstance(records, list)]
        return f"<Document {self.id!r}: {', '.join(said) or 'no layer'}>"

    def _repr_html_(self) -> str:
        """Return the text with all its annotation, for a notebook."""
        from presscheck.document import drawn

        return drawn.html(self)
