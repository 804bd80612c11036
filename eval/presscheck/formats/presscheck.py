"""This project's own JSONL: nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from presscheck.document import jsonl
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.model import Document
from presscheck.formats.source import Source, first

LAYERS = ("text", "mentions", "entities", "events", "quotes", "marked_uses")
"""Keys of which a document has at least one."""


def looks(_path: Path, begin: str) -> bool:
    """An object with a string as id, and a text or a layer of ours, without doccano's keys."""
    found = first(begin)
    if not isinstance(found, dict) or not isinstance(found.get("id"), str) or "label" in found:
        return False
    return not found.keys().isdisjoint(LAYERS) and "relations" not in found


def read(source: Source) -> Iterator[Document]:
    """The documents as they are; one JSON value over several lines, or a list of documents, will do too.

    Raises:
        InvalidInputError: every value that is no document, with its line.
    """
    findings = []
    for line, value in source.values():
        for document in value if isinstance(value, list) else [value]:
            try:
                yield jsonl.from_plain(document)
            except InvalidInputError as error:
                findings += [
                    msgspec.structs.replace(f, file=str(source.path), line=line) for f in error.findings
                ]
    if findings:
        raise InvalidInputError(findings)


def write(path: Path, documents: Iterable[Document], _lost: Counter[str]) -> None:
    """Canonical lines."""
    jsonl.write(path, documents)
