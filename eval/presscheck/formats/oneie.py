"""OneIE: JSON of a sentence a line, with a graph of entities, triggers and roles by tokens of the sentence.

Scores from 0 to 1 become confidences. The layout that OneIE is trained on is
TextEE's; `textee` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from presscheck.document.model import ABSENT, Argument, Document, Event, Mention
from presscheck.formats import losses, windows
from presscheck.formats.source import Source, field, optional, records
from presscheck.formats.windows import FORMS, Placed, Window

GRAPH = ("entities", "triggers", "roles", "relations")
"""Keys of a graph."""
_ENTITY, _TRIGGER, _ROLE = 3, 3, 3


def signs(_path: Path, begin: str) -> Iterator[str]:
    """A sentence's number and tokens, and a graph of them."""
    rows = [row for row in records(begin) if {"sent_id", "tokens"} <= row.keys()]
    graphs = [row["graph"] for row in rows if isinstance(row.get("graph"), dict)]
    if graphs:
        yield "`sent_id` and `tokens`"
        yield from (f"`{key}` in `graph`" for key in GRAPH if any(key in graph for graph in graphs))


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and events.

    Raises:
        InvalidInputError: not OneIE's output; says where.
    """
    for name, members in windows.placed(source, _windows(source)):
        mentions: list[Mention] = []
        events: list[Event] = []
        for member in members:
            entities = [*_entities(member)]
            mentions += entities
            events += _events(member, entities)
        yield windows.document(name, members[0].laid, mentions, events)


def _windows(source: Source) -> Iterator[Window]:
    for line, path, value in windows.objects(source):
        name = field(source, value, "doc_id", str, line, path)
        graph = field(source, value, "graph", dict, line, path)
        left_out = optional(source, graph, "relations", list, line, f"{path}.graph")
        losses.count_records(source.notes, "relations left out", left_out)
        yield Window(name, line, path, value, [windows.tokens(source, value, line, path)])


def _rows(placed: Placed, key: str, size: int) -> Iterator[tuple[str, list[Any]]]:
    """The lists under a key of the graph, each with its path.

    Args:
        placed: the window.
        key: of the graph.
        size: how many values a list has at least.
    """
    source, window = placed.laid.source, placed.window
    where = f"{window.path}.graph"
    for i, row in enumerate(optional(source, window.value["graph"], key, list, window.line, where)):
        path = f"{where}.{key}[{i}]"
        if not isinstance(row, list) or len(row) < size or not isinstance(row[2], str):
            source.fail(f"{row!r}; expected two numbers and a label", window.line, path=path)
        yield path, row


def _score(row: list[Any], least: int) -> Any:
    """The last value, if there is one more than the file must have."""
    return windows.sure(row[-1]) if len(row) > least and isinstance(row[-1], float) else ABSENT


def _entities(placed: Placed) -> Iterator[Mention]:
    for path, row in _rows(placed, "entities", _ENTITY):
        form: Any = FORMS.get(str(row[3]), ABSENT) if len(row) > _ENTITY else ABSENT
        place = placed.span(row[0], row[1], None, path)
        yield Mention(**place, type=row[2], form=form, confidence=_score(row, _ENTITY))


def _events(placed: Placed, entities: list[Mention]) -> list[Event]:
    source = placed.laid.source
    triggers = [*_rows(placed, "triggers", _TRIGGER)]
    fillers: list[list[Argument]] = [[] for _ in triggers]
    for path, row in _rows(placed, "roles", _ROLE):
        at = (row[0], row[1])
        if not _among(row[0], triggers) or not _among(row[1], entities):
            source.fail(
                f"trigger {at[0]!r} and entity {at[1]!r}; there are {len(triggers)} and {len(entities)}",
                placed.window.line,
                path=path,
            )
        filler = entities[at[1]]
        fillers[at[0]].append(
            Argument(
                start=filler.start,
                end=filler.end,
                text=filler.text,
                role=row[2],
                confidence=_score(row, _ROLE),
            )
        )
    return [
        Event(
            **placed.span(row[0], row[1], None, path),
            type=row[2],
            arguments=windows.arguments(source, listed),
            confidence=_score(row, _TRIGGER),
        )
        for (path, row), listed in zip(triggers, fillers, strict=True)
    ]


def _among(index: Any, listed: list[Any]) -> bool:
    return isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(listed)
