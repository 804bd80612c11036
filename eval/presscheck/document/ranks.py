"""Order things where a choice has to be made: by the text, then by the contents of the records.

Ids are names that nobody chose for their order, and the order of records is not
information; neither has a say here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
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
    places: defaultdict[str, set[Place]] = defaultdict(set)
    for m in doc.mentions or ():
        if isinstance(m.entity, str):
            places[m.entity].add((m.start, m.end))
    for e in doc.entities or ():
        places.setdefault(e.id, set())

    def records(names: Container[str | None]) -> Iterator[tuple[str | None, Content]]:
        yield from ((m.entity, (0, said(m))) for m in doc.mentions or () if m.entity in names)
        yield from ((e.id, (1, said(e))) for e in doc.entities or () if e.id in names)
        yield from ((q.speaker, (2, quote(q, {})[:2])) for q in doc.quotes or () if q.speaker in names)

    return _ranked(places, records)


def events(doc: Document) -> dict[str, int]:
    """Event id -> its rank: as `entities`, by triggers.

    Args:
        doc: gold or prediction, with offsets.
    """
    places: defaultdict[str, set[Place]] = defaultdict(set)
    for e in doc.events or ():
        if isinstance(e.event, str):
            places[e.event].add((e.start, e.end))

    def records(names: Container[str | None]) -> Iterator[tuple[str | None, Content]]:
        return ((e.event, event(e)) for e in doc.events or () if e.event in names)

    return _ranked(places, records)


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


def _ranked(
    places: Mapping[str, set[Place]],
    records: Callable[[Container[str | None]], Iterable[tuple[str | None, Content]]],
) -> dict[str, int]:
    """Rank names by their places.

    Args:
        places: of each name.
        records: the contents of the records of some names; asked for those alone that have the same places.
    """
    at = {name: (*sorted(of), _END) for name, of in places.items()}
    times = Counter(at.values())
    contents: dict[str | None, list[Content]] = {name: [] for name, of in at.items() if times[of] > 1}
    for name, content in records(contents) if contents else ():
        contents[name].append(content)
    order = sorted(at, key=lambda name: (at[name], sorted(contents.get(name, ()))))
    return {name: rank for rank, name in enumerate(order)}


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
