"""Report the keys that a record has: missing, null and a value are three things.

Readers and writers keep the three apart. What counts, compares or draws asks
for `without_unset`, where a missing key reads as null, and as an empty list
where the field is a list inside a record.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from operator import attrgetter, is_not
from typing import Any, TypeAlias, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

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
    new: dict[str, Any] = _nulls(document)
    for layer, complete in _LAYERS.items():
        records = getattr(document, layer)
        if records:
            changed = complete(records)
            if changed is not records:
                new[layer] = changed
    return replace(document, **new) if new else document


def _nulls(record: Record) -> dict[str, Any]:
    """Null for each key that is missing."""
    kind = type(record)
    values = _VALUES[kind](record)
    if UNSET not in values:
        return {}
    return {key: None for key, value in zip(_KEYS[kind], values, strict=True) if value is UNSET}


def _flat(record: R) -> R:
    """A record that holds no others."""
    new = _nulls(record)
    return replace(record, **new) if new else record


def _flats(records: list[R]) -> list[R]:
    """Records of one kind that hold no others; the same list if no key is missing."""
    if UNSET not in chain.from_iterable(map(_VALUES[type(records[0])], records)):
        return records
    return list(map(_flat, records))


def _events(events: list[Event]) -> list[Event]:
    changed = list(map(_event, events))
    return changed if any(map(is_not, changed, events)) else events


def _quotes(quotes: list[Quote]) -> list[Quote]:
    changed = list(map(_quote, quotes))
    return changed if any(map(is_not, changed, quotes)) else quotes


def _event(event: Event) -> Event:
    new = _nulls(event)
    arguments = event.arguments
    if not arguments:
        new |= {} if arguments == [] else {"arguments": []}
    elif (changed := _flats(arguments)) is not arguments:
        new["arguments"] = changed
    return replace(event, **new) if new else event


def _quote(quote: Quote) -> Quote:
    new = _phrases(quote)
    if quote.content and (content := _flats(quote.content)) is not quote.content:
        new["content"] = content
    if quote.also != []:
        new["also"] = [_frame(frame) for frame in quote.also or ()]
    return replace(quote, **new) if new else quote


def _frame(frame: Frame) -> Frame:
    new = _phrases(frame)
    return replace(frame, **new) if new else frame


def _phrases(frame: Quote | Frame) -> dict[str, Any]:
    """Return the changes in a frame: null for what is missing, one record for each phrase."""
    new = _nulls(frame)
    for name, phrase in zip(NAMED, _IN_FRAME(frame), strict=True):
        if isinstance(phrase, list):
            new[name] = joined([_flat(piece) for piece in phrase]) if phrase else None
        elif phrase and (whole := _flat(phrase)) is not phrase:
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
    "events": _events,
    "quotes": _quotes,
    "marked_uses": _flats,
}
