"""This project's own JSONL: nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from presscheck.document import jsonl
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.model import Document, Entity, Event, Mention, Quote
from presscheck.formats.source import Source, records

LAYERS = ("text", "mentions", "entities", "events", "quotes", "marked_uses")
"""Keys of which a document has at least one."""


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Ids that are strings, no key but a document's, and layers of ours."""
    rows = records(begin)
    if not rows or not all(isinstance(row.get("id"), str) for row in rows):
        return
    layers = [layer for layer in LAYERS if layer in rows[0]]
    if layers:
        yield f"`id` and `{layers[0]}`"
    if all(row.keys() <= set(Document.__struct_fields__) for row in rows) and not _alien(rows):
        yield "no key but a document's"


_OURS: dict[str, tuple[type[msgspec.Struct], tuple[str, ...]]] = {
    "mentions": (Mention, ("start", "text")),
    "entities": (Entity, ("id",)),
    "events": (Event, ("start", "text")),
    "quotes": (Quote, ("content", "cue")),
}
"""Layer -> the struct of its records, and keys of which a record has one."""


def _alien(rows: list[dict[str, Any]]) -> bool:
    """Return whether a layer has records, and none of them has the keys of ours."""
    for layer, (struct, vital) in _OURS.items():
        layered = [row[layer] for row in rows if isinstance(row.get(layer), list)]
        listed = [one for some in layered for one in some if one]
        known = set(struct.__struct_encode_fields__)
        if listed and not any(
            isinstance(one, dict) and one.keys() <= known and any(key in one for key in vital)
            for one in listed
        ):
            return True
    return False


def read(source: Source) -> Iterator[Document]:
    """The documents as they are; one JSON value over several lines, or a list of documents, will do too.

    Raises:
        InvalidInputError: every value that is not a document, with its line.
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
