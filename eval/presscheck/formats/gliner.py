"""JSON of GLiNER: a list of `{start, end, text, label, score}`, or one list for each text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from presscheck.document.model import Document, Mention
from presscheck.formats import losses
from presscheck.formats.huggingface import per_text
from presscheck.formats.laid import confidence
from presscheck.formats.source import Source, field, records

KEYS = frozenset(["start", "end", "text", "label", "score", "class_probs", "generated_labels", "vector"])
"""Keys of an entity."""
READ = ("start", "end", "text", "label", "score")


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Objects with `start`, `end`, `text`, and with `label` and `score`, and hardly anything else."""
    rows = [row for row in records(begin) if row.keys() <= KEYS]
    if any({"start", "end", "text"} <= row.keys() for row in rows):
        yield "`start`, `end` and `text`"
    if any({"label", "score"} <= row.keys() for row in rows):
        yield "`label` and `score`"


def read(source: Source) -> Iterator[Document]:
    """Predictions with mentions, for the known texts in their order; labels stay as they were asked for.

    Raises:
        InvalidInputError: not GLiNER's JSON.
        UsageError: there are not as many texts as lists.
    """
    lists = per_text(source)
    items = [*zip(source.names(len(lists)), lists, strict=True)]
    yield from source.each(items, lambda item: _document(source, item[0][0], *item[1]))


def _document(source: Source, name: str, line: int, values: list[Any]) -> Document:
    mentions = [_mention(source, value, line, f"$[{i}]") for i, value in enumerate(values)]
    return Document(id=name, mentions=mentions)


def _mention(source: Source, value: Any, line: int, path: str) -> Mention:
    start, end = (field(source, value, key, int, line, path) for key in ("start", "end"))
    if not 0 <= start < end:
        source.fail(f"`start` {start} and `end` {end} are not a span", line, path=path)
    words, label = (field(source, value, key, str, line, path) for key in ("text", "label"))
    losses.count_keys(source.notes, value, READ, "entities")
    score = confidence(value.get("score"))
    sure: dict[str, Any] = {} if score is None else {"confidence": score}
    return Mention(start=start, end=end, text=words, type=label, **sure)
