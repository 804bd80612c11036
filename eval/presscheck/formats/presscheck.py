"""This project's own JSONL: nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from presscheck import jsonl
from presscheck.formats.source import Source, first
from presscheck.model import Document

LAYERS = ("text", "mentions", "entities", "events", "quotes", "marked_uses")
"""Keys of which a document has at least one."""


def looks(_path: Path, begin: str) -> bool:
    """An object with an id, and a text or a layer of ours."""
    found = first(begin)
    return isinstance(found, dict) and "id" in found and not found.keys().isdisjoint(LAYERS)


def read(source: Source) -> Iterator[Document]:
    """The documents as they are."""
    return jsonl.read(source.path)


def write(path: Path, documents: Iterable[Document], _lost: Counter[str]) -> None:
    """Canonical lines."""
    jsonl.write(path, documents)
