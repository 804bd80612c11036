"""A field map: where in a JSON, JSONL or CSV the fields of our records stand, as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

import msgspec

from presscheck.document import data_files
from presscheck.document.data_files import Kind
from presscheck.document.exceptions import UsageError
from presscheck.document.spans import PHRASES
from presscheck.formats.fieldmaps.paths import parsed

Unit: TypeAlias = Literal["code points", "UTF-16", "bytes", "tokens", "any"]
"""Units of offsets; `any` is whichever of the first three fits the words beside them."""


class Lookup(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"by": "with"}
):
    """A value that is more than what stands at a path.

    Args:
        path: its place.
        value: what it is, wherever it is.
        values: what is there -> what it is here; null is not a value.
        join: several paths.
        by: what is between their values.
    """

    path: str | None = None
    value: str | None = None
    values: dict[str, str | None] | None = None
    join: list[str] | None = None
    by: str = "."


Field: TypeAlias = str | Lookup


class Rule(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    kw_only=True,
    rename={"given": "if"},
):
    """Places of records, and in each of its words and offsets.

    Args:
        each: path to the records; for the parts of a record, from there.
        given: a path that a record must have to count.
        unless: a path that it must not have.
        text: its words.
        start: its first offset.
        end: its last, as the map's `inclusive` says.
        length: its length, in place of its end.
        confidence: 0 to 1.
    """

    each: str = "."
    given: str | None = None
    unless: str | None = None
    text: Field | None = None
    start: Field | None = None
    end: Field | None = None
    length: Field | None = None
    confidence: Field | None = None


class MentionRule(Rule, frozen=True, kw_only=True):
    """Mentions."""

    type: Field | None = None
    form: Field | None = None
    entity: Field | None = None


class EntityRule(Rule, frozen=True, kw_only=True):
    """Entities: `id` is what mentions have as `entity`; a table of them may stand in a `file` beside."""

    id: Field
    file: str | None = None
    type: Field | None = None
    name: Field | None = None
    wikidata: Field | None = None
    aliases: Field | None = None


class ArgumentRule(Rule, frozen=True, kw_only=True):
    """Arguments of an event: words, offsets, or the id of an entity whose nearest mention is meant."""

    role: Field | None = None
    entity: Field | None = None


class EventRule(Rule, frozen=True, kw_only=True):
    """Events; words and offsets are the trigger's."""

    type: Field | None = None
    event: Field | None = None
    polarity: Field | None = None
    modality: Field | None = None
    genericity: Field | None = None
    tense: Field | None = None
    time: Field | None = None
    arguments: ArgumentRule | list[ArgumentRule] = []


class QuoteRule(Rule, frozen=True, kw_only=True):
    """Quotes; words and offsets are the content's, unless `content` says where its parts stand.

    Of `cue`, `source`, `addressee` and `frame` every place is a piece.
    """

    type: Field | None = None
    speaker: Field | None = None
    medium: Field | None = None
    frame: Rule | None = None
    content: Rule | None = None
    source: Rule | None = None
    cue: Rule | None = None
    addressee: Rule | None = None


class TokenRule(Rule, frozen=True, kw_only=True):
    """Tokens in order, each with its tag; `sentence` is filled where one begins, or differs.

    With `keep` the document has their places, for profiles that count tokens.
    """

    tag: Field | None = None
    tags: list[str] = []
    sentence: Field | None = None
    keep: bool = False


class DocumentRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Places of documents, and in each of its id and text; pieces (sentences) have offsets of their own.

    With `group`, elements that have the same value there are one document: the list of them.
    """

    each: str = "."
    group: Field | None = None
    id: Field | None = None
    text: Field | None = None
    text_file: str | None = None
    pieces: str | None = None


class FieldMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Paths to our fields.

    Args:
        name: of the map.
        version: of the file.
        about: whose files these are, for the reader.
        signs: paths that such a file has; two must be there for it to be told.
        suffix: of such a file, as one of the signs.
        unit: what offsets count.
        inclusive: whether `end` is the last place inside.
        literals: whether strings are read as Python's literals (lists in cells of a CSV).
        documents: where documents stand; without it the file is one.
        tokens, mentions, entities, events, quotes: where records stand, one rule or several.
    """

    name: str = "mine"
    version: str = "1"
    about: str = ""
    signs: list[str] = []
    suffix: str | None = None
    unit: Unit = "code points"
    inclusive: bool = False
    literals: bool = False
    documents: DocumentRule | None = None
    tokens: TokenRule | None = None
    mentions: MentionRule | list[MentionRule] = []
    entities: EntityRule | list[EntityRule] = []
    events: EventRule | list[EventRule] = []
    quotes: QuoteRule | list[QuoteRule] = []


FORM = (
    'a map is {"mentions": {"each": "entities[]", "text": "name", "type": "category"}}; docs/field-maps.md '
    "lists every key"
)
OF_TABLE = 'a map is {"mentions": {"each": "[]", "text": "name", "type": "category"}}'
"""The form of a field map for rows, for messages."""
_KIND = Kind("field map", "fieldmaps", FORM)


def rules(value: Any) -> list[Any]:
    """One rule or several, as a list."""
    return value if isinstance(value, list) else [value]


def load(name: str) -> FieldMap:
    """A shipped map by name, or any map by its file's path.

    Raises:
        UsageError: there is no such map, or the file is none.

    >>> load("presidio").unit
    'code points'
    """
    return decoded(*data_files.content(_KIND, name))


def decoded(content: bytes, where: str) -> FieldMap:
    """A field map from its JSON.

    Args:
        content: of the file.
        where: its name, for messages.

    Raises:
        UsageError: it is none.
    """
    fields = data_files.decoded(_KIND, content, where, FieldMap, _keys_at)
    if not any((fields.tokens, fields.mentions, fields.entities, fields.events, fields.quotes)):
        raise UsageError(f"field map {where}: it names no tokens, mentions, events or quotes; {FORM}")
    for path in _paths(msgspec.to_builtins(fields)):
        try:
            parsed(path)
        except UsageError as error:
            raise UsageError(f"field map {where}: {error}") from None
    return fields


_RULES: dict[str, type[msgspec.Struct]] = {
    "$": FieldMap,
    "documents": DocumentRule,
    "tokens": TokenRule,
    "mentions": MentionRule,
    "entities": EntityRule,
    "events": EventRule,
    "arguments": ArgumentRule,
    "quotes": QuoteRule,
    **dict.fromkeys(("content", *PHRASES), Rule),
}
"""The key under which a rule stands -> what it is; anywhere else is a field."""


def _keys_at(path: str) -> tuple[str, ...]:
    """The keys that may stand at a place of a map."""
    *_, name = ("$", *re.findall(r"[a-z_]+", path))
    return _RULES.get(name, Lookup).__struct_encode_fields__


_NO_PATHS = {
    "name",
    "version",
    "about",
    "suffix",
    "unit",
    "value",
    "values",
    "with",
    "text_file",
    "file",
    "tags",
}


def _paths(value: Any, key: str = "") -> Iterator[str]:
    """Every path of a map."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner)
    elif isinstance(value, dict):
        for inner_key, inner in value.items():
            if inner_key not in _NO_PATHS or (inner_key == "name" and key != ""):
                yield from _paths(inner, inner_key)


def shipped() -> list[str]:
    """The names of the maps in `schema/fieldmaps/`."""
    return data_files.names(_KIND)


def written(fields: FieldMap) -> str:
    """A map as its file holds it, without what is as it is by default."""
    return msgspec.json.encode(fields).decode("utf-8")
