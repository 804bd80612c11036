"""MAVEN and MAVEN-ERE: JSONL of a document a line, with events by tokens of a sentence, the end excluded.

An event is a cluster of mentions. MAVEN-Arg counts characters; the field map
`maven-arg` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from presscheck.document.model import Document, Event
from presscheck.formats import losses, windows
from presscheck.formats.laid import whole
from presscheck.formats.source import Source, field, optional, records
from presscheck.formats.windows import Placed, Window

KNOWN = ("id", "content", "sentences", "tokens", "events")
ASIDE = ("negative_triggers", "candidates")
"""Keys that no system is asked to find: words that are not triggers, and words that are to be judged."""


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Sentences with their tokens, and clusters of events with sentences' numbers, or candidates."""
    rows = [row for row in records(begin) if "id" in row and _has_sentences(row)]
    if rows:
        yield "an `id` and sentences with their `tokens`"
    yield from (
        f"`{key}`" for key in ("events", *ASIDE) if any(isinstance(row.get(key), list) for row in rows)
    )


def _has_sentences(row: dict[str, Any]) -> bool:
    content = row.get("content")
    if isinstance(content, list):
        return any(isinstance(one, dict) and "tokens" in one for one in content)
    tokens = row.get("tokens")
    return (
        isinstance(row.get("sentences"), list)
        and isinstance(tokens, list)
        and isinstance(next(iter(tokens), None), list)
    )


def read(source: Source) -> Iterator[Document]:
    """Documents with events; without `events` (a test set) that layer is not done.

    Raises:
        InvalidInputError: not MAVEN's layout; says where.
    """
    for name, members in windows.placed(source, _windows(source)):
        value = members[0].window.value
        events = [*_events(members)] if "events" in value else None
        yield windows.document(name, members[0].laid, None, events)


def _windows(source: Source) -> Iterator[Window]:
    """A window for each sentence; the first has the document."""
    for line, path, value in windows.objects(source):
        name = field(source, value, "id", str, line, path)
        losses.count_keys(source.notes, value, (*KNOWN, *ASIDE), "documents")
        for key in ASIDE:
            listed = optional(source, value, key, list, line, path)
            losses.count_records(source.notes, f"{key.replace('_', ' ')} left out", listed)
        for i, (text, tokens) in enumerate(_sentences(source, value, line, path)):
            yield Window(name, line, path, value if i == 0 else {}, [tokens], text)


def _sentences(
    source: Source, value: dict[str, Any], line: int, path: str
) -> Iterator[tuple[str, list[str]]]:
    if "content" in value:
        for i, one in enumerate(field(source, value, "content", list, line, path)):
            where = f"{path}.content[{i}]"
            yield field(source, one, "sentence", str, line, where), windows.tokens(source, one, line, where)
        return
    texts = field(source, value, "sentences", list, line, path)
    rows = windows.sentences(source, value, line, path, "tokens")
    if len(texts) != len(rows) or not all(isinstance(text, str) for text in texts):
        source.fail(
            f"expected {len(rows)} strings, one for each list of `tokens`", line, path=f"{path}.sentences"
        )
    yield from zip(texts, rows, strict=True)


def _events(sentences: Sequence[Placed]) -> Iterator[Event]:
    source, window = sentences[0].laid.source, sentences[0].window
    for i, event in enumerate(field(source, window.value, "events", list, window.line, window.path)):
        where = f"{window.path}.events[{i}]"
        kind = field(source, event, "type", str, window.line, where)
        name = str(event.get("id", i))
        for j, mention in enumerate(field(source, event, "mention", list, window.line, where)):
            yield Event(**_trigger(sentences, mention, f"{where}.mention[{j}]"), type=kind, event=name)


def _trigger(sentences: Sequence[Placed], mention: Any, path: str) -> dict[str, Any]:
    source, line = sentences[0].laid.source, sentences[0].window.line
    words = field(source, mention, "trigger_word", str, line, path)
    offset = field(source, mention, "offset", list, line, path)
    number = whole(field(source, mention, "sent_id", int, line, path))
    if number is None or number >= len(sentences):
        source.fail(f"expected a sentence from 0 to {len(sentences) - 1}", line, path=f"{path}.sent_id")
    first, after = (*offset, None, None)[:2]
    return sentences[number].span(first, after, words, f"{path}.offset")
