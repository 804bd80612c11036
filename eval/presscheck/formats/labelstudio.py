"""A saved export of Label Studio: of this project's labelling set-up, or of any other (JSON, JSON_MIN).

The work is done by `presscheck.annotation.label_studio`; `presscheck pull --from-file` does the
same and also says what became of a pre-annotation.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from presscheck.document.model import Document
from presscheck.formats.label_studio import exports, foreign
from presscheck.formats.source import Source, records

TASK = ("file_upload", "drafts", "inner_id", "total_annotations", "predictions", "project")
"""Keys that the server gives a task."""
ROW = ("lead_time", "created_at", "updated_at")
"""Keys that it gives a row of JSON_MIN."""


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Tasks with `data` and `annotations` of the server's own keys, or rows of JSON_MIN."""
    rows = records(begin)
    tasks = [row for row in rows if isinstance(row.get("data"), dict)]
    for key in ("annotations", "completions"):
        lists = [row[key] for row in tasks if isinstance(row.get(key), list)]
        if lists:
            yield f"`data` and `{key}`"
            made = [one for some in lists for one in some if isinstance(one, dict) and "result" in one]
            yield from ["`result` in them"] if made else _own(tasks, TASK)
    flat = [row for row in rows if {"annotation_id", "annotator"} <= row.keys()]
    if flat:
        yield "`annotation_id` and `annotator`"
        yield from _own(flat, ROW)


def _own(rows: list[dict[str, Any]], keys: tuple[str, ...]) -> list[str]:
    """The first of some keys that a row has, as a sign."""
    return [f"`{key}`" for key in keys if any(key in row for row in rows)][:1]


def read(source: Source) -> Iterator[Document]:
    """The annotated documents, if everything about them is right.

    Raises:
        InvalidInputError: no export, or an annotation that cannot be read; every finding.
    """
    if foreign.is_foreign(source):
        yield from foreign.read(source)
        return
    found = exports.pull(exports.exported(source.path), file=str(source.path), keep=source.choices.keep)
    for warning in found.warnings:
        source.notes[f"warning: {warning}"] += 1
    yield from (one.document for one in found.pulled)
