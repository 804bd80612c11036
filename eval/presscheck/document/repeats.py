"""Records that stand more than once: one rule for every layer.

A record that is equal to another in every key but `text`, `meta` and
`confidence` is an *exact repeat* and counts once. Of records that are the same
thing with other fields, mentions of one span and type, events of one trigger and
type, and entities of one id are united (arguments added up, of other fields the
value that is given); quotes of one content are both kept, so the second is
spurious. Neither the order of records nor ids decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET

from presscheck.document import placement, ranks
from presscheck.document.model import (
    NOWHERE,
    Argument,
    Document,
    Entity,
    Event,
    Frame,
    MarkedUse,
    Mention,
    Quote,
    Record,
)
from presscheck.document.spans import PHRASES, any_twice, pieces

R = TypeVar("R", bound=Record)
_Key: TypeAlias = Callable[[Any], Hashable]

_BESIDE = ("text", "meta", "confidence")
"""The keys that do not make two records different."""


class Repeats(NamedTuple):
    """Number of records that occur more than once in a document.

    Args:
        exact: layer -> records beyond the first that are equal to it.
        other: layer -> records beyond the first that are the same thing with other fields.
    """

    exact: Counter[str]
    other: Counter[str]


LAYERS = ("mentions", "entities", "events", "quotes", "marked_uses")
"""The layers of a document, by their keys: records may stand more than once in each."""


def once(doc: Document, layers: Collection[str] = LAYERS) -> tuple[Document, Repeats]:
    """The document with every record once, and what stood more often.

    Args:
        doc: a document under `presence.without_unset`; records without offsets are left alone.
        layers: the layers to look at; `Columns.shared` says which may have repeats.

    >>> one, two = Mention(start=0, end=2, type="PER"), Mention(start=0, end=2, type="PER", confidence=0.5)
    >>> doc, repeats = once(Document(id="d", mentions=[one, two]))
    >>> len(doc.mentions), dict(repeats.exact)
    (1, {'mentions': 1})
    """
    repeats = Repeats(Counter(), Counter())
    new: dict[str, Any] = {}
    for layer in layers:
        if records := getattr(doc, layer):
            new[layer] = _layer(layer, records, doc, repeats)
    if "events" in new:
        new["events"] = [_arguments_once(event, doc, repeats) for event in new["events"]]
    if not repeats.exact and not repeats.other:
        return doc, repeats
    return msgspec.structs.replace(doc, **new), repeats


def _layer(layer: str, records: Sequence[R], doc: Document, repeats: Repeats) -> list[R]:
    """One layer's records, exact repeats left out, and the same thing united if that is the layer's way."""
    kept: list[R] = []
    for key, group in _groups(records, _SAME[layer]).items():
        distinct = group if key is None or len(group) == 1 else [*{exact_key(r): r for r in group}.values()]
        if len(distinct) < len(group):
            repeats.exact[layer] += len(group) - len(distinct)
        if key is None or len(distinct) == 1:
            kept += distinct
            continue
        repeats.other[layer] += len(distinct) - 1
        kept += [_unite(layer, doc, distinct)] if layer in _RANKS else distinct
    return kept


def _groups(records: Iterable[R], same: _Key) -> dict[Hashable, list[R]]:
    """Records that are the same thing together; under None those that cannot be compared."""
    groups: dict[Hashable, list[R]] = {}
    for record in records:
        groups.setdefault(same(record), []).append(record)
    return groups


def _unite(layer: str, doc: Document, group: list[Any]) -> Any:
    """One record of several that are the same thing with other fields."""
    ranked = _RANKS[layer](doc)
    rank = {id(record): ranked.get(getattr(record, _ID[layer]), -1) for record in group}
    ordered = sorted(group, key=lambda record: (ranks.said(record), rank[id(record)]))
    united = _united(ordered)
    if layer != "events":
        return united
    arguments = {exact_key(a): a for event in group for a in event.arguments}
    occurrences = [event.event for event in group if isinstance(event.event, str)]
    return msgspec.structs.replace(
        united,
        arguments=sorted(arguments.values(), key=ranks.said),
        event=min(occurrences, key=ranked.__getitem__, default=None),
    )


_RANKS: dict[str, Callable[[Document], Mapping[str, int]]] = {
    "mentions": ranks.entities,
    "events": ranks.events,
    "entities": lambda _: {},
}
"""Layer whose repeats are united -> the ranks of the ids that its records have."""

_ID = {"mentions": "entity", "events": "event", "entities": "id"}


def _arguments_once(event: Event, doc: Document, repeats: Repeats) -> Event:
    if not any_twice(event.arguments):
        return event
    arguments = _layer("arguments", event.arguments, doc, repeats)
    return msgspec.structs.replace(event, arguments=arguments)


def _united(group: list[R]) -> R:
    """One record with every field that any of a group gives; the first of the group decides between two."""
    first = group[0]
    new = {}
    for name in first.__struct_fields__:
        values = [getattr(record, name) for record in group]
        new[name] = min(values, key=_givenness)
    return msgspec.structs.replace(first, **new)


def _givenness(value: Any) -> int:
    """A value comes before null, and null before a key that is missing."""
    return 2 if value is UNSET else 1 if value is None or value == [] else 0


def exact_key(record: Any) -> Hashable:
    """Return what two records have in common if one repeats the other exactly.

    >>> from presscheck.document.model import Span
    >>> parts = [Span(start=0, end=2), Span(start=4, end=6)]
    >>> exact_key(Quote(content=parts)) == exact_key(Quote(content=parts[::-1]))
    True
    """
    names = (name for name in record.__struct_fields__ if name not in _BESIDE)
    return tuple(_comparable(name, getattr(record, name)) for name in names)


def _comparable(name: str, value: Any) -> Hashable:
    if value is UNSET:
        return "unset"
    if name == "content" or name in PHRASES:
        return tuple(sorted({(piece.start, piece.end) for piece in pieces(value)}))
    if isinstance(value, list):
        parts = {exact_key(part) if isinstance(part, Argument | Frame) else part for part in value}
        return tuple(sorted(parts, key=repr))
    return value if isinstance(value, str) else (value,)


def _same_mention(m: Mention) -> Hashable:
    return None if m.start == NOWHERE else (m.start, m.end, m.type)


def _same_event(event: Event) -> Hashable:
    return None if event.start == NOWHERE else (event.start, event.end, event.type)


def _same_argument(a: Argument) -> Hashable:
    return None if a.start == NOWHERE else (a.role, a.start, a.end)


def _same_use(use: MarkedUse) -> Hashable:
    return None if use.start == NOWHERE else (use.start, use.end, use.use)


def _same_quote(quote: Quote) -> Hashable:
    """The content as a set of spans; a speech event without content is known by its cue."""
    if any(part.start == NOWHERE for part in quote.content):
        return None
    return _comparable("content", quote.content) or ("cue", _comparable("cue", quote.cue))


def _same_entity(entity: Entity) -> Hashable:
    return entity.id


_SAME: dict[str, _Key] = {
    "mentions": _same_mention,
    "entities": _same_entity,
    "events": _same_event,
    "arguments": _same_argument,
    "quotes": _same_quote,
    "marked_uses": _same_use,
}
"""Layer -> what two records have in common if they are the same thing."""


def first_entity_only(doc: Document) -> Document:
    """The document in which a span is only in the entity that begins first in the text.

    It is the one whose first mention is earliest, then the one with the earlier next mention (`ranks`).
    """
    mentions = doc.mentions
    if mentions is None or not any(True for _ in placement.repeated_in_entities(doc)):
        return doc
    rank = ranks.entities(doc)
    first: dict[tuple[int, int], str] = {}
    for m in mentions:
        if m.entity is not None:
            place = (m.start, m.end)
            first[place] = min(first.get(place, m.entity), m.entity, key=rank.__getitem__)
    fixed = [msgspec.structs.replace(m, entity=first.get((m.start, m.end))) for m in mentions]
    return msgspec.structs.replace(doc, mentions=fixed)
