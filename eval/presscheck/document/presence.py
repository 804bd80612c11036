"""Report the keys that a record has: missing, null and a value are three things.

Readers and writers keep the three apart. What counts, compares or draws asks
for `without_unset`, where a missing key reads as null, and as an empty list
where the field is a list inside a record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import UnionType
from typing import Annotated, Any, TypeAlias, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType, structs
from msgspec.structs import force_setattr

from presscheck.document.model import (
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
from presscheck.document.spans import NAMED, frames, joined

Kind: TypeAlias = type[Record]

_LAYERS: dict[str, Kind] = {
    "mentions": Mention,
    "entities": Entity,
    "events": Event,
    "quotes": Quote,
    "marked_uses": MarkedUse,
}


def given(record: Record, key: str) -> bool:
    """Return whether a record has a key, null or not.

    Args:
        record: any record, as it was read.
        key: one of its fields.

    >>> given(Mention(start=0, end=2, entity=None), "entity"), given(Mention(start=0, end=2), "entity")
    (True, False)
    """
    return getattr(record, key) is not UNSET


def lacks_keys(document: Document) -> bool:
    """Return whether a key of the document itself is missing, in a document as read, not `without_unset`.

    >>> lacks_keys(Document(id="d")), lacks_keys(without_unset(Document(id="d")))
    (True, False)
    """
    if not isinstance(document, _COMPLETE[Document]):
        return True
    layers = ((kind, getattr(document, layer) or ()) for layer, kind in _LAYERS.items())
    return any(set(map(type, records)) - {_COMPLETE[kind]} for kind, records in layers)


def without_unset(document: Document) -> Document:
    """The same document with null where a key is missing: what layers, drawings and rules read.

    `arguments` and `also` become empty lists, a phrase in pieces becomes `Pieces`. Fields whose type
    names `UnsetType` stay as they are.

    >>> doc = without_unset(Document(id="d", quotes=[Quote(content=[Span(start=0, end=2)])]))
    >>> doc.text, doc.quotes[0].cue, doc.quotes[0].also
    (None, None, [])
    """
    if not lacks_keys(document):
        return document
    whole: Document = _decode(_encode(_apart(document)))
    return whole


def _apart(document: Document) -> Document:
    """A document whose phrases in pieces are lists again, as in a file: some of its records are new."""
    if not any(isinstance(getattr(f, name), Pieces) for f in _all_frames(document) for name in NAMED):
        return document
    quotes = [
        Quote(**_listed(quote), also=[Frame(**_listed(frame)) for frame in quote.also or ()])
        for quote in document.quotes or ()
    ]
    return structs.replace(document, quotes=quotes)


def _all_frames(document: Document) -> Iterator[Quote | Frame]:
    return (frame for quote in document.quotes or () for _, frame in frames(quote, ""))


def _listed(frame: Quote | Frame) -> dict[str, Any]:
    """The fields of a frame, its phrases as lists, without further frames."""
    fields = structs.asdict(frame)
    fields.pop("also", None)
    return {k: [*value.pieces] if isinstance(value, Pieces) else value for k, value in fields.items()}


class _Event:
    """Give an event a list of arguments, whatever its line says."""

    __slots__ = ()

    def __post_init__(self) -> None:
        _fill_list(self, "arguments")


class _Frame:
    """Give a frame one record for each phrase."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for name in NAMED:
            phrase = getattr(self, name)
            if isinstance(phrase, list):
                _set(self, name, joined(phrase) if phrase else None)


class _Quote(_Frame):
    """Give a quote a list of further frames."""

    __slots__ = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        _fill_list(self, "also")


def _fill_list(record: Any, name: str) -> None:
    if getattr(record, name) is None:
        _set(record, name, [])


_set: Callable[[Any, str, Any], None] = force_setattr


def _complete(kind: Kind, *more: type) -> Kind:
    """A kind of record in which a missing key reads as null; to decode into it is the quickest way."""
    hints = get_type_hints(kind, include_extras=True)
    fields: list[Any] = []
    for field in msgspec.structs.fields(kind):
        name, hint = field.name, _completed(hints[field.name])
        unset = field.default is UNSET and UnsetType not in get_args(hints[name])
        fields.append((name, hint) if field.required else (name, hint, None if unset else field.default))
    made: Any = msgspec.defstruct(
        kind.__name__,
        fields,
        bases=(*more, kind),
        namespace={"__eq__": _equal, "__hash__": Record.__hash__},
        kw_only=True,
        frozen=True,
        gc=False,
    )
    return cast("Kind", made)


def _equal(self: Record, other: object) -> bool:
    """Compare by contents: a record that has every key is the same, decoded like this or not."""
    alike = isinstance(other, Record) and self.__struct_fields__ == other.__struct_fields__
    return alike and structs.astuple(self) == structs.astuple(cast("Record", other))


def _completed(hint: Any) -> Any:
    """A field's type, with complete records and without limits: what is decoded was checked before."""
    origin, inner = get_origin(hint), [_completed(part) for part in get_args(hint)]
    if origin is Annotated:
        return _completed(hint.__origin__)
    if origin in (Union, UnionType):
        return Union[tuple(inner)]  # noqa: UP007 - the types are not known before
    if origin is None:
        return _COMPLETE.get(hint, hint)
    return origin[tuple(inner)]


_COMPLETE: dict[Any, Kind] = {}
for _kind, *_more in (
    *((Span,), (Mention,), (Entity,), (Argument,), (Event, _Event), (Frame, _Frame), (Quote, _Quote)),
    *((MarkedUse,), (Document,)),
):
    _COMPLETE[_kind] = _complete(_kind, *_more)

_encode = msgspec.json.Encoder().encode
_decode: Callable[[bytes], Any] = msgspec.json.Decoder(_COMPLETE[Document]).decode
