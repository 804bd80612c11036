"""Report the keys that a record has: missing, null and a value are three things.

Readers and writers keep the three apart. What counts, compares or draws asks
for `without_unset`, where a missing key reads as null, and as an empty list
where the field is a list inside a record. A line in which nothing is null is
read in that form at once (`without_null`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import force_setattr

from presscheck.document import strict_json
from presscheck.document.model import (
    NOWHERE,
    Argument,
    Document,
    Entity,
    Event,
    Frame,
    MarkedUse,
    Mention,
    Pieces,
    Quote,
    Record,
    Span,
)
from presscheck.document.spans import NAMED, joined, phrases_of, pieces

Kind: TypeAlias = type[Record]


def given(record: Record, key: str) -> bool:
    """Return whether a record has a key, null or not.

    Args:
        record: any record, as it was read.
        key: one of its fields.

    >>> given(Mention(start=0, end=2, entity=None), "entity"), given(Mention(start=0, end=2), "entity")
    (True, False)
    """
    return getattr(record, key) is not absent(type(record), key)


@cache
def absent(kind: Kind, key: str) -> Any:
    """The value of a field whose key is missing, in a kind of record.

    >>> absent(Mention, "head"), absent(Mention, "start")
    (UNSET, -1)
    """
    if not issubclass(kind, Valued):
        return NOWHERE if key in ("start", "end") else UNSET
    fields: Any = msgspec.structs.fields(kind)
    return next(field.default for field in fields if field.name == key)


def of_system(doc: Document) -> bool:
    """Return whether a document has a key of predictions: a label map, attempted tasks, a confidence."""
    if doc.attempted is not UNSET or doc.label_map is not UNSET:
        return True
    events = doc.events or ()
    layers = (doc.mentions or (), doc.entities or (), events, doc.quotes or (), doc.marked_uses or ())
    records: Iterator[Any] = chain(*layers, *(event.arguments or () for event in events))
    return not _UNSURE.issuperset(map(_CONFIDENCE, records))


_CONFIDENCE = attrgetter("confidence")
_UNSURE: frozenset[Any] = frozenset([UNSET])


def lacks_keys(document: Document) -> bool:
    """Return whether a key of the document itself is missing, in a document as read, not `without_unset`.

    >>> lacks_keys(Document(id="d")), lacks_keys(without_unset(Document(id="d")))
    (True, False)
    """
    return not isinstance(document, _WHOLE)


def without_null(line: bytes) -> Document | None:
    """The document of a line in the form of `without_unset`, where no key can be both null and missing.

    A line that has a null or a phrase in pieces, or that is not surely a document, gives None. In the records
    of the document, `given` is true of the keys that the line has.

    >>> doc = without_null(b'{"id": "d", "mentions": [{"start": 0, "end": 2}]}')
    >>> doc.mentions[0].head, given(doc.mentions[0], "head"), without_null(b'{"id": "d", "text": null}')
    (None, False, None)
    """
    try:
        document: Document = _decode_valued(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return document if strict_json.surely(line, document) else None


def without_unset(document: Document) -> Document:
    """The same document with null where a key is missing: what layers, drawings and rules read.

    `arguments` and `also` become empty lists, a phrase in pieces becomes `Pieces`. A missing key
    stays missing where the field's type names `UnsetType`.

    >>> doc = without_unset(Document(id="d", quotes=[Quote(content=[Span(start=0, end=2)])]))
    >>> doc.text, doc.quotes[0].cue, doc.quotes[0].also
    (None, None, [])
    """
    if not lacks_keys(document):
        return _mended(document)
    whole: Document = _decode(_encode(document))
    return whole


class Valued:
    """Mark of records in which a key that would be null is missing."""

    __slots__ = ()


class _Missing(list[Any]):
    """List of a record whose key is missing: it is empty and is not written."""

    __slots__ = ()


_MISSING = _Missing()


class _Event:
    """Give an event a list of arguments, whatever its line says."""

    __slots__ = ()

    def __post_init__(self: Any) -> None:
        if self.arguments is None:
            _set(self, "arguments", [])


class _Frame:
    """Give a frame one record for each phrase."""

    __slots__ = ()

    def __post_init__(self: Any) -> None:
        if isinstance(self.cue, list) or isinstance(self.source, list) or isinstance(self.addressee, list):
            for name in NAMED:
                phrase = getattr(self, name)
                if isinstance(phrase, list):
                    _set(self, name, joined(phrase) if phrase else None)


class _Quote(_Frame):
    """Give a quote a list of further frames."""

    __slots__ = ()

    def __post_init__(self: Any) -> None:
        _Frame.__post_init__(self)
        if isinstance(self.frame, list):
            _set(self, "frame", joined(self.frame) if self.frame else None)
        if self.also is None:
            _set(self, "also", [])


_set: Callable[[Any, str, Any], None] = force_setattr


def _complete(kind: Kind, *more: type) -> Kind:
    """A kind of record in which a missing key reads as null; to decode into it is the quickest way."""
    fields = []
    for name, hint, default in _fields(kind):
        read = _read_as(hint, _COMPLETE)
        fields.append((name, read, None if _reads_as_null(hint, default) else default))
    return _made(kind, fields, *more)


def _valued(kind: Kind) -> Kind:
    """The same kind for lines without null: it refuses null where it would be read as a missing key."""
    fields = []
    for name, hint, default in _fields(kind):
        read = _read_as(hint, _VALUED, limits=True)
        if not _reads_as_null(hint, default):
            fields.append((name, read, default))
            continue
        value = _union(part for part in get_args(read) if part is not NoneType)
        fields.append((name, value, None if kind is Document or get_origin(value) is not list else _MISSING))
    return _made(kind, fields, Valued, omit_defaults=True)


def _fields(kind: Kind) -> Iterator[tuple[str, Any, Any]]:
    """The fields of a kind of record: name, type and default."""
    hints = get_type_hints(kind, include_extras=True)
    for field in msgspec.structs.fields(kind):
        yield field.name, hints[field.name], field.default


def _reads_as_null(hint: Any, default: Any) -> bool:
    """Return whether a missing key of a field reads as null: its type does not name `UnsetType`."""
    return default is UNSET and UnsetType not in get_args(hint)


def _made(
    kind: Kind, fields: Iterable[tuple[str, Any, Any]], *more: type, omit_defaults: bool = False
) -> Kind:
    given: list[Any] = [field if field[2] is not msgspec.NODEFAULT else field[:2] for field in fields]
    options: dict[str, Any] = {"kw_only": True, "frozen": True, "gc": False, "omit_defaults": omit_defaults}
    made: Any = msgspec.defstruct(kind.__name__, given, bases=(*more, kind), **options)
    return cast("Kind", made)


def _read_as(hint: Any, kinds: Mapping[Any, Kind], limits: bool = False) -> Any:
    """A field's type with other kinds of records; without limits where the values were checked before.

    A phrase in pieces is for kinds without limits alone.
    """
    origin, inner = get_origin(hint), [_read_as(part, kinds, limits) for part in get_args(hint)]
    if origin is Annotated:
        plain = _read_as(hint.__origin__, kinds, limits)
        return Annotated[(plain, *hint.__metadata__)] if limits else plain
    if origin in (Union, UnionType):
        if limits and kinds.get(Span) in inner:
            inner = [part for part in inner if get_origin(part) is not Annotated]
        return _union(inner)
    if origin is None:
        return kinds.get(hint, hint)
    return origin[tuple(inner)]


def _union(parts: Iterable[Any]) -> Any:
    return Union[tuple(parts)]  # noqa: UP007 - the types are not known before


_COMPLETE: dict[Any, Kind] = {}
_VALUED: dict[Any, Kind] = {}
for _kind, *_more in (
    *((Span,), (Mention,), (Entity,), (Argument,), (Event, _Event), (Frame, _Frame), (Quote, _Quote)),
    *((MarkedUse,), (Document,)),
):
    _COMPLETE[_kind] = _complete(_kind, *_more)
    _VALUED[_kind] = _valued(_kind)

_WHOLE = (_COMPLETE[Document], Valued)
_LAYERS = ("mentions", "entities", "events", "quotes", "marked_uses")
_KINDS: dict[type, Kind] = {
    known: kind for kinds in (_COMPLETE, _VALUED) for kind, known in kinds.items()
} | {kind: kind for kind in _COMPLETE}


def _mended(document: Document) -> Document:
    """The document without missing keys, also where `replace` has put other records into it."""
    new = {}
    for layer in _LAYERS:
        records = getattr(document, layer) or ()
        if any(map(_is_mixed, records)):
            new[layer] = [_whole(record) if _is_mixed(record) else record for record in records]
    return msgspec.structs.replace(document, **new) if new else document


def _is_mixed(record: Any) -> bool:
    """Return whether a record, or one in it, may lack a key."""
    if type(record) in _COMPLETE:
        return True
    if isinstance(record, Event):
        return any(type(argument) in _COMPLETE for argument in record.arguments)
    if isinstance(record, Quote):
        inner = [*record.content, *record.also, *_phrases(record)]
        inner += [phrase for frame in record.also for phrase in _phrases(frame)]
        return any(type(one) in _COMPLETE for one in inner)
    return False


def _phrases(frame: Any) -> list[Span]:
    return [piece for phrase in phrases_of(frame).values() for piece in pieces(phrase)]


def _whole(record: Any) -> Any:
    return msgspec.json.decode(_encode(_spread(record)), type=_COMPLETE[_KINDS[type(record)]])


def _spread(record: Any) -> Any:
    """A record as it is written: with a list where a phrase is in pieces."""
    kind = _KINDS[type(record)]
    if kind not in (Frame, Quote):
        return record
    values = {name: getattr(record, name) for name in record.__struct_fields__}
    for name, phrase in phrases_of(record).items():
        if isinstance(phrase, Pieces):
            values[name] = [*phrase.pieces]
    if values.get("also"):
        values["also"] = [_spread(frame) for frame in values["also"]]
    return kind(**values)


_encode = msgspec.json.Encoder().encode
_decode: Callable[[bytes], Any] = msgspec.json.Decoder(_COMPLETE[Document]).decode
_decode_valued: Callable[[bytes], Any] = msgspec.json.Decoder(_VALUED[Document]).decode
