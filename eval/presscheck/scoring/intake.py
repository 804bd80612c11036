"""Both sides of a score, document by document: read, paired by id, checked.

Files are streamed; a prediction in another order than gold is found again by
its byte offset. Everything that is wrong is collected, so that a user sees all
of it at once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec

from presscheck.document import jsonl, schemas, shipped, wellformed
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.model import Document
from presscheck.text.nearest import nearest

Source: TypeAlias = str | os.PathLike[str] | Iterable[Document | Mapping[str, Any]]
"""Where documents come from: a JSONL file, or documents or plain dicts."""

STRICT_BYTES = 4_000_000
"""Files up to this size are also searched for repeated keys (msgspec keeps the last one in silence)."""


Role: TypeAlias = Literal["gold", "pred"]
"""Whose documents they are."""


class Documents:
    """The documents of one source, taken by id or one after the other.

    Args:
        source: a path or documents.
        role: which side it is; also its name in messages about objects that have no file.
    """

    def __init__(self, source: Source, role: Role) -> None:
        self.role = role
        self.findings: list[Finding] = []
        self.lines: dict[str, int] = {}
        self.file = os.fspath(source) if isinstance(source, str | os.PathLike) else None
        self.name = self.file or role
        self._hash = hashlib.sha256()
        self._passed: dict[str, tuple[int, int]] = {}
        self._kept: dict[str, Document] = {}
        self._rest = self._from_file(self.file) if self.file is not None else self._from_objects(source)  # type: ignore[arg-type]

    @property
    def digest(self) -> str:
        """sha256 over the file's bytes, or over canonical lines for objects; complete at the end."""
        return self._hash.hexdigest()

    @property
    def label(self) -> str:
        """The source in a signature: a release by name and version, else the file's stem, with its digest."""
        stem = Path(self.file).stem if self.file else "objects"
        return f"{shipped.release(self.digest) or stem}@{self.digest[:8]}"

    def __iter__(self) -> Iterator[Document]:
        for _, document in self._rest:
            if self._first_time(document):
                yield document

    def take(self, name: str) -> Document | None:
        """The document with this id, wherever it stands; None if there is none."""
        if name in self._kept:
            return self._kept.pop(name)
        if name in self._passed:
            return self._again(*self._passed.pop(name))
        for offset, document in self._rest:
            if not self._first_time(document):
                continue
            if document.id == name:
                return document
            self._pass(offset, document)
        return None

    def left(self) -> list[str]:
        """The ids that nobody took."""
        for offset, document in self._rest:
            if self._first_time(document):
                self._pass(offset, document)
        return [*self._passed, *self._kept]

    def report(self, finding: Finding) -> None:
        """Keep a finding about one of these documents, with its place."""
        line = self.lines.get(finding.doc) if finding.doc is not None else None
        self.findings.append(msgspec.structs.replace(finding, file=self.name, line=line))

    def _pass(self, offset: int, document: Document) -> None:
        if offset < 0:
            self._kept[document.id] = document
        else:
            self._passed[document.id] = (offset, self.lines[document.id])

    def _first_time(self, document: Document) -> bool:
        number = self._number
        first = self.lines.setdefault(document.id, number)
        if first == number:
            return True
        what = jsonl.repeated_id(document.id, first)
        self.findings.append(
            Finding(
                rule="duplicate-document",
                level="error",
                message=what,
                file=self.name,
                line=number,
                doc=document.id,
            )
        )
        return False

    def _from_objects(self, source: Iterable[Document | Mapping[str, Any]]) -> Iterator[tuple[int, Document]]:
        for self._number, value in enumerate(source, 1):
            try:
                document = jsonl.from_plain(value)
            except InvalidInputError as error:
                self._keep(InvalidInputError([*_of_plain(value, self.role)] or error.findings))
                continue
            self._hash.update(jsonl.dumps(document).encode() + b"\n")
            yield -1, document

    def _from_file(self, path: str) -> Iterator[tuple[int, Document]]:
        offset = 0
        with jsonl.opened(path) as file:
            strict = os.fstat(file.fileno()).st_size <= STRICT_BYTES
            for self._number, line in enumerate(file, 1):
                self._hash.update(line)
                if self._number == 1 and wellformed.other_file(line):
                    self._keep(InvalidInputError(wellformed.findings(path, "prediction")))
                    return
                if not line.isspace():
                    document = self._parsed(line, strict)
                    if document is not None:
                        yield offset, document
                offset += len(line)

    def _parsed(self, line: bytes, strict: bool) -> Document | None:
        try:
            return (jsonl.checked if strict else jsonl.parse)(line, self.name, self._number)
        except InvalidInputError as error:
            self._keep(error)
        return None

    def _keep(self, error: InvalidInputError) -> None:
        self.findings += [
            msgspec.structs.replace(f, file=self.name, line=self._number) for f in error.findings
        ]

    def _again(self, offset: int, number: int) -> Document:
        assert self.file is not None  # noqa: S101 - only files have offsets
        with jsonl.opened(self.file) as file:
            file.seek(offset)
            return jsonl.parse(file.readline(), self.name, number)


def _of_plain(value: Any, role: Role) -> Iterator[Finding]:
    """Everything in which plain values are no document."""
    try:
        plain = msgspec.to_builtins(value)
    except TypeError:
        return  # what has no JSON form has no place in a schema; the decoder's finding stays
    name = plain.get("id") if isinstance(plain, dict) else None
    for path, what in schemas.broken(plain, schemas.DOCUMENT if role == "gold" else schemas.PREDICTION):
        doc = name if isinstance(name, str) else None
        yield Finding(rule="schema", level="error", message=what, path=path, doc=doc)


def paired(gold: Documents, pred: Documents, missing: str) -> Iterator[tuple[Document, Document | None]]:
    """Each gold document with its prediction; None where there is none.

    Args:
        gold: the gold side.
        pred: the predicted side.
        missing: "error" reports a missing prediction, "empty" lets it pass.
    """
    for document in gold:
        found = pred.take(document.id)
        if found is None and missing == "error":
            message = (
                f"{pred.name} has no prediction for this document (`--missing empty` counts it as empty)"
            )
            gold.report(Finding(rule="missing-document", level="error", message=message, doc=document.id))
        yield document, found
    known = gold.lines
    for name in pred.left():
        message = f"the gold has no document {name!r}; {nearest(name, known)}"
        pred.report(Finding(rule="unknown-document", level="error", message=message, doc=name))
