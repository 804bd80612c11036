"""DyGIE++: JSONL of a document a line, with spans by tokens of the document, the end included.

Where a file has both, the predictions (`predicted_ner` and so on) are read and
the gold beside them is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from presscheck.document.model import ABSENT, Argument, Document, Event, Mention, Offsets
from presscheck.formats import losses, windows
from presscheck.formats.laid import whole
from presscheck.formats.source import Source, field, records
from presscheck.formats.windows import Placed, Window

LAYERS = ("ner", "events", "clusters", "event_clusters", "relations")
"""Keys of a document, alone or after `predicted_`."""
_LABELLED, _PAIR = 3, 2


def signs(_path: Path, begin: str) -> Iterator[str]:
    """`doc_key` and `sentences`, and spans or events under DyGIE's own names."""
    rows = [row for row in records(begin) if {"doc_key", "sentences"} <= row.keys()]
    if rows:
        yield "`doc_key` and `sentences`"
    own = [f"{mark}{key}" for key in ("ner", "events") for mark in ("predicted_", "")]
    yield from (f"`{key}`" for key in own if any(isinstance(row.get(key), list) for row in rows))


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions, entities and events, as far as the file has them.

    Raises:
        InvalidInputError: not DyGIE's layout; says where.
    """
    for name, members in windows.placed(source, _windows(source)):
        if len(members) > 1:
            line, path = members[1].window.line, members[1].window.path
            source.fail(f"document {name!r} appears twice; expected one line per document", line, path=path)
        yield _document(name, members[0])


def _windows(source: Source) -> Iterator[Window]:
    for line, path, value in windows.objects(source):
        name = field(source, value, "doc_key", str, line, path)
        rows = field(source, value, "sentences", list, line, path)
        where = f"{path}.sentences"
        named = {f"[{i}]": row for i, row in enumerate(rows)}
        sentences = [windows.tokens(source, named, line, where, key) for key in named]
        yield Window(name, line, path, _layers(source, value), sentences)


def _layers(source: Source, value: dict[str, Any]) -> dict[str, Any]:
    """The layers to read, by their plain names."""
    mark = "predicted_" if any(f"predicted_{key}" in value for key in LAYERS) else ""
    if mark:
        beside = [key for key in LAYERS if value.get(key)]
        losses.count_records(source.notes, "gold layers beside the predictions left out", beside)
    kept = {key: value[f"{mark}{key}"] for key in LAYERS if value.get(f"{mark}{key}") is not None}
    relations = kept.pop("relations", ())
    if isinstance(relations, list):
        every = [one for row in relations if isinstance(row, list) for one in row]
        losses.count_records(source.notes, "relations left out", every)
    return kept


def _document(name: str, placed: Placed) -> Document:
    value = placed.window.value
    entity_of = _clusters(placed, "clusters")
    mentions: list[Mention] | None = None
    if "ner" in value or "clusters" in value:
        mentions = [*_mentions(placed, entity_of)]
    events = [*_events(placed, _clusters(placed, "event_clusters"))] if "events" in value else None
    return windows.document(name, placed.laid, mentions, events)


def _span(placed: Placed, row: Any, path: str) -> dict[str, Any]:
    """The span of a list that begins with its first and last token."""
    source, line = placed.laid.source, placed.window.line
    first_, last = (
        (whole(n) for n in row[:2]) if isinstance(row, list) and len(row) >= _PAIR else (None, None)
    )
    if first_ is None or last is None:
        source.fail(f"{row!r}; expected first and last token, from 0", line, path=path)
    return placed.span(first_, last + 1, None, path)


def _label(placed: Placed, value: Any, path: str) -> str:
    if not isinstance(value, str):
        placed.laid.source.fail(f"label {value!r}; expected a string", placed.window.line, path=path)
    return value


def _list(placed: Placed, value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        what = type(value).__name__
        placed.laid.source.fail(f"expected a list, not {what}", placed.window.line, path=path)
    return value


def _clusters(placed: Placed, key: str) -> dict[Offsets, str] | None:
    """Span -> number of its cluster, from 1; None where the file has no such key."""
    if key not in placed.window.value:
        return None
    entity_of: dict[Offsets, str] = {}
    where = f"{placed.window.path}.{key}"
    for i, cluster in enumerate(_list(placed, placed.window.value[key], where)):
        for j, row in enumerate(_list(placed, cluster, f"{where}[{i}]")):
            place = _span(placed, row, f"{where}[{i}][{j}]")
            at = (place["start"], place["end"])
            if entity_of.setdefault(at, str(i + 1)) != str(i + 1):
                placed.laid.source.notes["mentions of a span that is another entity's already"] += 1
    return entity_of


def _rows(placed: Placed, key: str) -> Iterator[tuple[str, list[Any]]]:
    """The lists of all sentences, each with its path."""
    where = f"{placed.window.path}.{key}"
    for i, sentence in enumerate(_list(placed, placed.window.value.get(key, []), where)):
        for j, row in enumerate(_list(placed, sentence, f"{where}[{i}]")):
            path = f"{where}[{i}][{j}]"
            yield path, _list(placed, row, path)


def _mentions(placed: Placed, entity_of: dict[Offsets, str] | None) -> Iterator[Mention]:
    """Named spans, and those of clusters that have no name."""
    named: set[Offsets] = set()
    for path, row in _rows(placed, "ner"):
        place = _span(placed, row, path)
        at = (place["start"], place["end"])
        named.add(at)
        label = _label(placed, row[2] if len(row) >= _LABELLED else None, path)
        entity: Any = ABSENT if entity_of is None else entity_of.get(at)
        yield Mention(**place, type=label, entity=entity, confidence=_sure(row))
    text = placed.laid.text
    for (start, end), entity in (entity_of or {}).items():
        if (start, end) not in named:
            yield Mention(start=start, end=end, text=text[start:end], entity=entity)


def _sure(row: list[Any]) -> Any:
    """The softmax, which is the last value of a prediction."""
    return windows.sure(row[-1]) if isinstance(row[-1], float) else ABSENT


def _events(placed: Placed, event_of: dict[Offsets, str] | None) -> Iterator[Event]:
    for path, row in _rows(placed, "events"):
        if not row:
            placed.laid.source.fail(
                "an empty list; expected a trigger and its arguments", placed.window.line, path=path
            )
        trigger = _list(placed, row[0], f"{path}[0]")
        place, label = _trigger(placed, trigger, f"{path}[0]")
        event: Any = ABSENT if event_of is None else event_of.get((place["start"], place["end"]))
        listed = [_argument(placed, one, f"{path}[{i}]") for i, one in enumerate(row[1:], 1)]
        yield Event(
            **place,
            type=label,
            event=event,
            arguments=windows.arguments(placed.laid.source, listed),
            confidence=_sure(trigger),
        )


def _trigger(placed: Placed, row: list[Any], path: str) -> tuple[dict[str, Any], str]:
    """A trigger of one token and its type, or of first and last token and its type."""
    several = len(row) >= _LABELLED and whole(row[1]) is not None
    numbers = row[:2] if several else [*row[:1], *row[:1]]
    label = row[2] if several else row[1] if len(row) > 1 else None
    return _span(placed, numbers, path), _label(placed, label, path)


def _argument(placed: Placed, row: Any, path: str) -> Argument:
    place = _span(placed, row, path)
    role = _label(placed, row[2] if len(row) >= _LABELLED else None, path)
    return Argument(**place, role=role, confidence=_sure(row))
