"""`presscheck.validate`: everything that is wrong with documents."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from presscheck.distributed.validation import checking
from presscheck.document import jsonl, streams
from presscheck.document.model import Document
from presscheck.scoring.intake import Source
from presscheck.validation import file
from presscheck.verbs.options import answered
from presscheck.verbs.shown import Report, fields
from presscheck.verbs.sources import Held, by_text, documents, named


@answered
def validate(
    held: Held = None,
    *,
    kind: Literal["gold", "prediction"] | None = None,
    strict: bool | None = None,
    gold: Held = None,
    jobs: int = 1,
) -> Report:
    """Check documents by every rule.

    Args:
        held: a path; or documents as `score` takes them, each of which is a line. None means the shipped
            gold.
        kind: what they are; by default told by content: gold has `text` and `schema_version`.
        strict: whether gold must follow the rules of the shipped corpus; by default only that corpus must.
        gold: for predictions: the gold with their texts, as `score` takes it; by default the shipped article.
        jobs: processes that share the lines.

    Returns:
        the report: every finding with its place, and how many there are.

    Raises:
        UsageError: a file cannot be opened, or what is given is not documents.

    >>> report = validate([{"id": "d", "text": "Oslo", "sentences": [[0, 2]]}], kind="gold")
    >>> [finding.rule for finding in report.findings]
    ['sentence-cover']
    """
    source = documents(named(held), "documents", by_text(gold))
    golds = documents(named(gold), "gold")
    with tempfile.TemporaryDirectory() as folder:
        path, against = _file(source, "documents", folder), _file(golds, "gold", folder)
        with streams.standing_in({**path.stand_in, **against.stand_in}):
            purpose = file.purpose(path.name, kind, strict)
            found = file.check_file(path.name, purpose, against.name, checking=checking(jobs))
    return Report(**fields(found))


class _Read(NamedTuple):
    """A source by the name that findings have for it, and the file that is read for it."""

    name: str | os.PathLike[str]
    stand_in: dict[str, Path]


def _file(source: Source, name: str, folder: str) -> _Read:
    if isinstance(source, str | os.PathLike):
        return _Read(source, {})
    path = Path(folder) / f"{name}.jsonl"
    path.write_text("".join(f"{_line(one)}\n" for one in source), encoding="utf-8")
    return _Read(name, {name: path})


def _line(document: Document | Mapping[str, Any]) -> str:
    return (
        jsonl.dumps(document) if isinstance(document, Document) else json.dumps(document, ensure_ascii=False)
    )
