"""DyGIE++: JSONL of a document a line, with spans by tokens of the document, the end included.

Where a file has both, the predictions (`predicted_ner` and so on) are read and
the gold beside them is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from presscheck.document.model import ABSENT, Argument, Document, Event, Mention, Offsets
from presscheck.formats import listed, losses, windows
from presscheck.formats.laid import whole
from presscheck.formats.source import Source, field, records
from presscheck.formats.windows import Placed, Window

LAYERS = ("ner", "events", "clusters", "event_clusters", "relations")
"""Keys of a document, alone or after `predicted_`."""


def signs(_path: Path, begin: str) -> Iterator[str]:
    """`doc_key` and `sentences`, and spans or events under DyGIE's own names."""
    rows = [row for row in records(begin) if {"doc_key", "sentences"} <= row.keys()]
    if rows:
        yield "`doc_key` and `sentences`"
    own = [f"{mark}{key}" for key in ("ner", "events") for mark in ("predicted_", "")]
    yield from (f"`{key}`" for key in own if any(listed.by_sentence(row.get(key)) for row in rows))


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions, entities and events, as far as the file has them.

    Raises:
        InvalidInputError: not DyGIE's layout; says where.
    """
    yield from (_document(placed) for placed in windows.wholes(source, _windows(source)))


def _windows(source: Source) -> Iterator[Window]:
    for line, path, value in windows.objects(source):
        name = field(source, value, "doc_key", str, line, path)
        sentences = windows.sentences(source, value, line, path)
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


def _document(placed: Placed) -> Document:
    value = placed.window.value
    entity_of = listed.clusters(placed, "clusters")
    mentions: list[Mention] | None = None
    if "ner" in value or "clusters" in value:
        mentions = [*listed.mentions(placed, _rows(placed, "ner"), entity_of)]
    events = [*_events(placed, listed.clusters(placed, "event_clusters"))] if "events" in value else None
    return windows.document(placed.window.document, placed.laid, mentions, events)


def _rows(placed: Placed, key: str) -> Iterator[tuple[str, list[Any]]]:
    """The lists of all sentences, each with its path."""
    for where, sentence in listed.under(placed, key):
        for j, row in enumerate(listed.items(placed, sentence, where)):
            path = f"{where}[{j}]"
            yield path, listed.items(placed, row, path)


def _events(placed: Placed, event_of: dict[Offsets, str] | None) -> Iterator[Event]:
    for path, row in _rows(placed, "events"):
        if not row:
            placed.laid.source.fail(
                "an empty list; expected a trigger and its arguments", placed.window.line, path=path
            )
        trigger = listed.items(placed, row[0], f"{path}[0]")
        place, label = _trigger(placed, trigger, f"{path}[0]")
        event: Any = ABSENT if event_of is None else event_of.get((place["start"], place["end"]))
        fillers = [_argument(placed, one, f"{path}[{i}]") for i, one in enumerate(row[1:], 1)]
        yield Event(
            **place,
            type=label,
            event=event,
            arguments=windows.arguments(placed.laid.source, fillers),
            confidence=listed.sure(trigger),
        )


def _trigger(placed: Placed, row: list[Any], path: str) -> tuple[dict[str, Any], str]:
    """A trigger of one token and its type, or of first and last token and its type."""
    several = len(row) >= listed.LABELLED and whole(row[1]) is not None
    numbers = row[:2] if several else [*row[:1], *row[:1]]
    label = row[2] if several else row[1] if len(row) > 1 else None
    return listed.span(placed, numbers, path), listed.label(placed, label, path)


def _argument(placed: Placed, row: Any, path: str) -> Argument:
    place = listed.span(placed, row, path)
    role = listed.label(placed, listed.third(row), path)
    return Argument(**place, role=role, confidence=listed.sure(row))
