"""A saved export of Label Studio (format JSON), made with this project's labelling set-up.

The work is done by `presscheck.annotation.label_studio`; `presscheck pull --from-file` does the
same and also says what became of a pre-annotation.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from presscheck.document.model import Document
from presscheck.formats.label_studio import exports
from presscheck.formats.source import Source, parsed_head, records_of


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Tasks with `data`, and with `annotations` that have a `result`."""
    value = records_of(parsed_head(begin))
    if value is None:
        return
    if isinstance(value.get("data"), dict):
        yield "`data`"
    inner = value.get("annotations")
    if isinstance(inner, list) and all(isinstance(one, dict) and "result" in one for one in inner):
        yield "`annotations` with `result`"


def read(source: Source) -> Iterator[Document]:
    """The annotated documents, if everything about them is right.

    Raises:
        InvalidInputError: no export, or an annotation that cannot be read; every finding.
    """
    found = exports.pull(exports.exported(source.path), file=str(source.path))
    for warning in found.warnings:
        source.notes[f"warning: {warning}"] += 1
    yield from (one.document for one in found.pulled)
