"""A saved export of Label Studio: of this project's labelling set-up, or of any other (JSON, JSON_MIN).

The work is done by `presscheck.annotation.label_studio`; `presscheck pull --from-file` does the
same and also says what became of a pre-annotation.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from presscheck.document.model import Document
from presscheck.formats.label_studio import exports, foreign
from presscheck.formats.source import Source, has_keys


def looks(_path: Path, begin: str) -> bool:
    """Tasks with `data` and `annotations`, or rows of JSON_MIN."""
    if has_keys(begin, "annotations", "start_offset"):  # doccano's old layout
        return False
    tasks = has_keys(begin, "data") and (has_keys(begin, "annotations") or has_keys(begin, "completions"))
    rows = has_keys(begin, "annotation_id", "annotator")
    return (tasks or rows) and not has_keys(begin, "extractions")


def read(source: Source) -> Iterator[Document]:
    """The annotated documents, if everything about them is right.

    Raises:
        InvalidInputError: no export, or an annotation that cannot be read; every finding.
    """
    if foreign.is_foreign(source):
        yield from foreign.read(source)
        return
    found = exports.pull(exports.exported(source.path), file=str(source.path))
    for warning in found.warnings:
        source.notes[f"warning: {warning}"] += 1
    yield from (one.document for one in found.pulled)
