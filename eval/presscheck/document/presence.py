"""Report the keys that a record has: missing, null and a value are three things.

Readers and writers keep the three apart. What counts, compares or draws asks
for `without_unset`, where a missing key reads as null, and as an empty list
where the field is a list inside a record.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import compress, repeat
from operator import attrgetter, is_, is_not
from typing import Any, TypeAlias, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType
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
from presscheck.document.spans import NAMED, joined

R = TypeVar("R", bound=Record)
_Getter: TypeAlias = Callable[[Any], tuple[Any, ...]]


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
    return UNSET in _VALUES[Document](document)


def without_unset(document: Document) -> Document:
    """The same document with null where a key is missing: what layers, drawings and rules read.

    `arguments` and `also` become empty lists, a phrase in pieces becomes `Pieces`. Fields whose type
    names `UnsetType` stay as they are.

    >>> doc = without_unset(Document(id="d", quotes=[Quote(content=[Span(start=0, end=2)])]))
    >>> doc.text, doc.quotes[0].cue, doc.quotes[0].also
    (None, None, [])
    """
    new: dict[str, Any] = {}
    for layer, complete in _LAYERS.items():
        records = getattr(document, layer)
        if records:
            changed = complete(records)
            if changed is not records:
                new[layer] = changed
    return _filled(document, new)


_NOTHING: dict[str, Any] = {}
_MISSING = repeat(UNSET)


def _filled(record: R, new: dict[str, Any] = _NOTHING) -> R:
    """A record with null for each key that is missing, and some values in place of others."""
    kind = type(record)
    values = _VALUES[kind](record)
    if UNSET not in values and not new:
        return record
    # A copy is nobody else's yet, and quicker than `replace`.
    made: R = record.__copy__()  # type: ignore[attr-defined]
    for key in compress(_KEYS[kind], map(is_, values, _MISSING)):
        force_setattr(made, key, None)
    for key, value in new.items():
        force_setattr(made, key, value)
    return made


def _all(complete: Callable[[R], R]) -> Callable[[list[R]], list[R]]:
    """Complete every record of a list; the same list if no key is missing."""

    def completed(records: list[R]) -> list[R]:
        changed = list(map(complete, records))
        return changed if any(map(is_not, changed, records)) else records

    return completed


_flats: Callable[[list[Any]], list[Any]] = _all(_filled)
"""Records of one kind that hold no others."""


def _event(event: Event) -> Event:
    arguments = event.arguments
    changed = _flats(arguments) if arguments else arguments if arguments == [] else []
    return _filled(event, {"arguments": changed} if changed is not arguments else _NOTHING)


def _quote(quote: Quote) -> Quote:
    new = _phrases(quote)
    if quote.content and (content := _flats(quote.content)) is not quote.content:
        new["content"] = content
    if quote.also != []:
        new["also"] = [_frame(frame) for frame in quote.also or ()]
    return _filled(quote, new)


def _frame(frame: Frame) -> Frame:
    return _filled(frame, _phrases(frame))


def _phrases(frame: Quote | Frame) -> dict[str, Any]:
    """Return the changes in a frame beside its keys: one record for each phrase."""
    new: dict[str, Any] = {}
    for name, phrase in zip(NAMED, _IN_FRAME(frame), strict=True):
        if isinstance(phrase, list):
            new[name] = joined([_filled(piece) for piece in phrase]) if phrase else None
        elif phrase and (whole := _filled(phrase)) is not phrase:
            new[name] = whole
    return new


_IN_FRAME = attrgetter(*NAMED)


def _getter(keys: tuple[str, ...]) -> _Getter:
    """A getter of some keys at once; it returns a tuple for a single key as well."""
    if len(keys) == 1:
        return lambda record: (getattr(record, keys[0]),)
    return attrgetter(*keys)


def _optional(kind: type[Record]) -> tuple[str, ...]:
    """The keys of a record that may be missing, and read as null then."""
    hints = get_type_hints(kind)
    fields = (field.name for field in msgspec.structs.fields(kind) if field.default is UNSET)
    return tuple(name for name in fields if UnsetType not in get_args(hints[name]))


_KEYS: dict[type[Record], tuple[str, ...]] = {
    kind: _optional(kind)
    for kind in (Document, Mention, Entity, Event, Argument, Quote, Frame, Span, Pieces, MarkedUse)
}
_VALUES: dict[type[Record], _Getter] = {kind: _getter(keys) for kind, keys in _KEYS.items()}
_LAYERS: dict[str, Callable[[Any], Any]] = {
    "mentions": _flats,
    "entities": _flats,
    "events": _all(_event),
    "quotes": _all(_quote),
    "marked_uses": _flats,
}
