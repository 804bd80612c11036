"""Order things where a choice has to be made: by the text, then by the contents of the records.

Ids are names that nobody chose for their order, and the order of records is not
information; neither has a say here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import msgspec

from presscheck.document.model import NOWHERE, Document, Event, Quote

Content: TypeAlias = tuple[Any, ...]
"""The contents of a record, as something that can be sorted."""

_R = TypeVar("_R")

Place: TypeAlias = tuple[float, float]

IDS = ("id", "entity", "event", "speaker")
"""Keys whose values are opaque names."""

_SILENT = (*IDS, "meta", "confidence")
"""Keys that say nothing of the text."""

_UNORDERED = ("arguments", "also")
"""Keys of lists whose order is not information."""

_END: Place = (float("inf"), float("inf"))


def said(record: Any) -> Content:
    """Return the contents of a record without ids: records with equal contents differ in nothing that counts.

    The order of arguments and of further frames does not count. The words beside offsets are only a copy,
    and count for nothing.

    Args:
        record: any record of a document.

    >>> from presscheck.document.model import Mention
    >>> said(Mention(start=0, end=4, entity="a")) == said(Mention(start=0, end=4, text="Oslo", entity="b"))
    True
    """
    return _plain(msgspec.to_builtins(record))


def _plain(value: Any) -> Content:
    """A JSON value as tuples that can be compared, whatever their types are."""
    if isinstance(value, dict):
        placed = value.get("start", NOWHERE) != NOWHERE
        kept = {k: v for k, v in value.items() if k not in _SILENT and not (placed and k == "text")}
        parts = {key: _plain(part) for key, part in kept.items()}
        for key in kept.keys() & _UNORDERED:
            sort, *items = parts[key]
            parts[key] = (sort, *sorted(items))
        return (4, *sorted(parts.items()))
    if isinstance(value, list | tuple):
        return (3, *map(_plain, value))
    if isinstance(value, str):
        return 2, value
    return (0,) if value is None else (1, value)


def entities(doc: Document) -> dict[str, int]:
    """Entity id -> its rank: the entity whose first mention is earliest, then its next mention, and so on.

    Entities with the same mentions are told apart by what their mentions say, then their records, then the
    quotes that name them as speakers.

    Args:
        doc: gold or prediction, with offsets.

    >>> from presscheck.document.model import Mention
    >>> said = [Mention(start=0, end=2, entity="z"), Mention(start=4, end=6, entity="a")]
    >>> entities(Document(id="d", mentions=said))
    {'z': 0, 'a': 1}
    """
    places: defaultdict[str, list[Place]] = defaultdict(list)
    records: defaultdict[str, list[Content]] = defaultdict(list)
    for m in doc.mentions or ():
        if isinstance(m.entity, str):
            places[m.entity].append((m.start, m.end))
            records[m.entity].append((0, said(m)))
    for e in doc.entities or ():
        records[e.id].append((1, said(e)))
    for q in doc.quotes or ():
        if isinstance(q.speaker, str) and q.speaker in records:
            records[q.speaker].append((2, quote(q, {})[:2]))
    return _ranked(records, places)


def events(doc: Document) -> dict[str, int]:
    """Event id -> its rank: as `entities`, by triggers.

    Args:
        doc: gold or prediction, with offsets.
    """
    places: defaultdict[str, list[Place]] = defaultdict(list)
    records: defaultdict[str, list[Content]] = defaultdict(list)
    for e in doc.events or ():
        if isinstance(e.event, str):
            places[e.event].append((e.start, e.end))
            records[e.event].append(event(e))
    return _ranked(records, places)


def event(record: Event) -> Content:
    """The content of an event mention; the order of its arguments does not count."""
    rest = msgspec.structs.replace(record, arguments=[])
    return record.type or "", said(rest), tuple(sorted(map(said, record.arguments or ())))


def quote(record: Quote, rank: Mapping[str, int]) -> Content:
    """The content of a quote; the order of its further frames does not count.

    Args:
        record: any quote.
        rank: of `entities`, for its speaker; one that is not an entity is known by its words.
    """
    speaker = record.speaker or ""
    named = (rank[speaker], "") if speaker in rank else (-1, speaker)
    rest = msgspec.structs.replace(record, also=[])
    return said(rest), tuple(sorted(map(said, record.also or ()))), named


def _ranked(records: dict[str, list[Content]], places: defaultdict[str, list[Place]]) -> dict[str, int]:
    def key(name: str) -> tuple[list[Place], list[Content]]:
        return [*sorted(set(places[name])), _END], sorted(records[name])

    return {name: rank for rank, name in enumerate(sorted(records, key=key))}


def in_turn(records: Sequence[_R] | None, more: Callable[[_R], tuple[Any, ...]]) -> list[tuple[int, _R]]:
    """Number the records and put them into an order that they do not have by their place in the file.

    Args:
        records: of one layer, or of one record.
        more: what tells records apart before everything else that they say.

    >>> from presscheck.document.model import Mention
    >>> two = [Mention(text="he", type="PER"), Mention(text="he", type="ORG")]
    >>> [number for number, _ in in_turn(two, lambda m: (m.type,))]
    [1, 0]
    """
    return sorted(enumerate(records or ()), key=lambda item: (*more(item[1]), said(item[1])))
