"""`presscheck.validate`: everything that is wrong with documents."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import replace

from presscheck.distributed.validation import checking
from presscheck.document import jsonl, shipped
from presscheck.document.model import Document
from presscheck.validation import file
from presscheck.validation.file import Report
from presscheck.verbs.sources import Held, documents


def validate(
    held: Held = None,
    *,
    kind: Literal["gold", "prediction"] | None = None,
    strict: bool | None = None,
    gold: str | os.PathLike[str] | None = None,
    jobs: int = 1,
) -> Report:
    """Check documents by every rule.

    Args:
        held: a path; or documents as `score` takes them, each of which is a line. None means the shipped
            gold.
        kind: what they are; by default told by content: gold has `text` and `schema_version`.
        strict: whether gold is held to what the shipped corpus keeps; by default only the shipped corpus is.
        gold: for predictions: the gold with their texts; by default the shipped article.
        jobs: processes that share the lines of a file.

    Returns:
        the report: every finding with its place, and how many there are.

    Raises:
        UsageError: a file cannot be opened, or what is given is not documents.

    >>> report = validate([{"id": "d", "text": "Oslo", "sentences": [[0, 2]]}], kind="gold")
    >>> [finding.rule for finding in report.findings]
    ['sentence-cover']
    """
    source = documents(shipped.gold() if held is None else held, "documents")
    if isinstance(source, str | os.PathLike):
        purpose = file.purpose(source, kind, strict)
        return file.check_file(source, purpose, gold, checking=checking(jobs))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.jsonl"
        path.write_text("".join(f"{_line(one)}\n" for one in source), encoding="utf-8")
        report = file.check_file(path, file.purpose(path, kind, strict), gold)
    named = [replace(finding, file="documents") for finding in report.findings]
    return replace(report, file="documents", findings=named)


def _line(document: Document | Mapping[str, Any]) -> str:
    return (
        jsonl.dumps(document) if isinstance(document, Document) else json.dumps(document, ensure_ascii=False)
    )
