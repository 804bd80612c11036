"""ACE 2005 as its usual preprocessing leaves it: a JSON list of sentences with golden mentions by tokens.

A sentence has no document of its own: ids of mentions name it, and sentences
without mentions go with the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from presscheck.document.model import Document
from presscheck.formats import losses, textee, windows
from presscheck.formats.source import Source, field, records
from presscheck.formats.windows import Window

ENTITIES, EVENTS = "golden-entity-mentions", "golden-event-mentions"
KNOWN = ("sentence", "words", ENTITIES, EVENTS, "stanford-colcc", "pos-tags", "lemma", "parse", "chunk")
_ID = re.compile(r"(.+)-E\d+-\d+")


def signs(_path: Path, begin: str) -> Iterator[str]:
    """The keys that begin with `golden`."""
    rows = records(begin)
    yield from (f"`{key}`" for key in (ENTITIES, EVENTS) if any(key in row for row in rows))


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and events.

    Raises:
        InvalidInputError: not this layout; says where.
    """
    for name, members in windows.placed(source, _windows(source)):
        tables = [textee.mentions(member, name) for member in members]
        mentions = [mention for table in tables for mention in table.values()]
        events = [event for member in members for event in textee.events(member, name)]
        yield windows.document(name, members[0].laid, mentions, events)


def _windows(source: Source) -> Iterator[Window]:
    document = source.numbered(1, 1)
    for line, path, value in windows.objects(source):
        words = windows.tokens(source, value, line, path, "words")
        text = field(source, value, "sentence", str, line, path)
        losses.count_keys(source.notes, value, KNOWN, "sentences")
        entities = field(source, value, ENTITIES, list, line, path)
        document = _document(entities) or document
        own = {
            "entity_mentions": [
                _entity(source, one, line, f"{path}.{ENTITIES}[{i}]") for i, one in enumerate(entities)
            ],
            "event_mentions": [
                _event(source, one, line, f"{path}.{EVENTS}[{i}]")
                for i, one in enumerate(field(source, value, EVENTS, list, line, path))
            ],
        }
        yield Window(document, line, path, own, [words], text)


def _document(entities: list[Any]) -> str | None:
    """The document that the ids of mentions name."""
    ids = (_ID.fullmatch(str(one.get("entity_id"))) for one in entities if isinstance(one, dict))
    return next((match[1] for match in ids if match), None)


def _entity(source: Source, value: Any, line: int, path: str) -> Mapping[str, Any]:
    """A mention under TextEE's keys."""
    kind, _, subtype = field(source, value, "entity-type", str, line, path).partition(":")
    own = {"id": value["entity_id"]} if "entity_id" in value else {}
    return {**value, **own, "entity_type": kind, "entity_subtype": subtype}


def _event(source: Source, value: Any, line: int, path: str) -> Mapping[str, Any]:
    """An event under TextEE's keys."""
    field(source, value, "event_type", str, line, path)
    return {**value, "arguments": field(source, value, "arguments", list, line, path)}
