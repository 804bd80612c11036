"""Both sides of a score, document by document: read, paired by id, checked.

Files are streamed; a prediction in another order than gold is found again by
its byte offset. Everything that is wrong is collected, so that a user sees all
of it at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias, cast

import msgspec

from presscheck.document import doc_ids, jsonl, kinds, presence, schemas, shipped, streams, wellformed
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.model import Document
from presscheck.scoring.line_numbers import LineNumbers
from presscheck.text import wording

Source: TypeAlias = str | os.PathLike[str] | Iterable[Document | Mapping[str, Any]]
"""Source of documents: a JSONL file, or documents or plain dicts."""

Run: TypeAlias = tuple[int, int]
"""Lines one after the other: their first byte, and the first one after them."""

Role: TypeAlias = Literal["gold", "pred"]
"""The side that documents are of."""


class Documents:
    """The documents of one source, taken by id or one after the other.

    Args:
        source: a path or documents.
        role: which side it is; also its name in messages about objects that have no file.
        runs: first and last byte of the lines of a file that are read; by default all of it.
    """

    def __init__(self, source: Source, role: Role, runs: Sequence[Run] | None = None) -> None:
        self.role, self._runs = role, runs
        self.findings: list[Finding] = []
        self.lines = LineNumbers()
        self.file = os.fspath(source) if isinstance(source, str | os.PathLike) else None
        self._hash = hashlib.sha256()
        self._whole: Any = None
        self._passed: dict[str, tuple[int, int]] = {}
        self._kept: dict[str, Document] = {}
        self._objects: Iterable[Document | Mapping[str, Any]] = ()
        if role == "gold" and self.file is not None and not Path(self.file).exists():
            self.file = os.fspath(shipped.gold(self.file))
        self.name = shipped.shown(self.file) if self.file is not None else role
        if self.file is None:
            self._objects = cast("Iterable[Document | Mapping[str, Any]]", source)
        self._rest = self._from_file() if self.file is not None else self._from_objects()

    @property
    def digest(self) -> str:
        """sha256 over the file's bytes, or over canonical lines for objects; complete at the end."""
        return (self._whole or self._hash).hexdigest()

    @property
    def label(self) -> str:
        """The source in a signature: a release by name and version, else the file's stem, with its digest."""
        return self.label_of(self.digest)

    def label_of(self, digest: str) -> str:
        """The source in a signature, if this is its digest."""
        stem = streams.stem(self.file) if self.file else "objects"
        return f"{shipped.release(digest) or stem}@{digest[:8]}"

    def label_maps(self) -> list[str]:
        """The label maps that any document names, before the first one is taken."""
        if self.file is not None:
            with self.opened() as file:
                return list(dict.fromkeys(_named_in(file)))
        self._objects = [*self._objects]
        named = (_name_of(value) for value in self._objects)
        return list(dict.fromkeys(name for name in named if isinstance(name, str)))

    def indexed(self) -> Iterator[tuple[str | None, Run]]:
        """Each line of a file that is not blank: its id, or None if it has none, and its bytes.

        Nothing is checked and no document is taken; the digest is complete at the end.
        """
        whole = hashlib.sha256()
        with self.opened() as file:
            for offset, line in _lines(file, self._runs):
                whole.update(line)
                if not line.isspace():
                    yield _id_in(line), (offset, offset + len(line))
        self._whole = whole

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The file from its beginning, as often as it is asked for within `streams.kept`."""
        with jsonl.opened(self.file or "") as file:
            yield file

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
            if not self._first_time(document, name):
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
            self._passed[document.id] = (offset, self._number)

    def _first_time(self, document: Document, name: str = "") -> bool:
        """Note a document's line; its id is kept as the other side has it, if that asks for it by name."""
        number = self._number
        first = self.lines.first(name if document.id == name else document.id, number)
        if first == number:
            return True
        what = doc_ids.repeated_id(document.id, first)
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

    def _from_objects(self) -> Iterator[tuple[int, Document]]:
        objects = self._objects
        for self._number, value in enumerate(objects, 1):
            if unwritable := _unwritable(value):
                self._keep(InvalidInputError([unwritable]))
                continue
            try:
                document = jsonl.from_plain(value)
            except InvalidInputError as error:
                self._keep(InvalidInputError([*_of_plain(value, self.role)] or error.findings))
                continue
            if self.role == "gold" and presence.of_system(document):
                self._keep(InvalidInputError([*_of_plain(value, self.role)]))
                continue
            self._hash.update(jsonl.dumps(document).encode() + b"\n")
            yield -1, document

    def _from_file(self) -> Iterator[tuple[int, Document]]:
        with self.opened() as file:
            for number, (offset, line) in enumerate(_lines(file, self._runs), 1):
                self._number = number
                self._hash.update(line)
                if not line.isspace():
                    document = self._parsed(line)
                    if document is not None:
                        yield offset, document
                    elif self._number == 1 and (other := wellformed.whole_file(line, self.name)):
                        self.findings = other
                        return
        if not self.lines and not self.findings and self._runs is None:
            self.findings.append(kinds.nothing_in(self.name))

    def _parsed(self, line: bytes) -> Document | None:
        try:
            document = presence.without_null(line) or jsonl.checked(line, self.name, self._number)
        except InvalidInputError as error:
            self._keep(error)
            return None
        if self.role == "gold" and presence.of_system(document):
            self._keep(InvalidInputError(wellformed.findings([line], self.name, "gold")))
            return None
        return document

    def _keep(self, error: InvalidInputError) -> None:
        self.findings += [
            msgspec.structs.replace(f, file=self.name, line=self._number) for f in error.findings
        ]

    def _again(self, offset: int, number: int) -> Document:
        with self.opened() as file:
            file.seek(offset)
            line = file.readline()
            return presence.without_null(line) or jsonl.parse(line, self.name, number)


def _lines(file: IO[bytes], runs: Sequence[Run] | None) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, or of some runs of its bytes, each with its first byte."""
    for offset, end in runs if runs is not None else ((0, None),):
        file.seek(offset)
        for line in file:
            yield offset, line
            offset += len(line)  # noqa: PLW2901 - the place in the run
            if end is not None and offset >= end:
                break


class _Identified(msgspec.Struct):
    """A line, as far as it says which document it is."""

    id: str


_identified = msgspec.json.Decoder(_Identified).decode


_ID_FIRST = re.compile(rb'\{(?:"schema_version": ?(?:"[^"\\]*"|null), ?)?"id": ?"([^"\\]*)"')
"""The id where most writers put it; whether the rest is JSON is seen when the document is read."""


def _id_in(line: bytes) -> str | None:
    try:
        if found := _ID_FIRST.match(line):
            return found[1].decode()
        return _identified(line).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


_LABEL_MAP = re.compile(rb'"label_map"\s*:\s*("(?:[^"\\]|\\.)*")')


class _Naming(msgspec.Struct):
    """A line, as far as it names a label map."""

    label_map: str | None = None


def _named_in(file: Iterable[bytes]) -> Iterator[str]:
    """The label maps that lines of a file name; what is not a document is left to the reader."""
    known: set[bytes] = set()
    for line in file:
        if b'"label_map"' not in line or all(word in known for word in _LABEL_MAP.findall(line)):
            continue
        try:
            name = msgspec.json.decode(line, type=_Naming).label_map
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        if name is not None:
            known.add(msgspec.json.encode(name))
            yield name


def _name_of(value: Any) -> Any:
    """The label map that a document or plain values name."""
    return value.get("label_map") if isinstance(value, Mapping) else getattr(value, "label_map", None)


def _unwritable(value: Any) -> Finding | None:
    """Return values that have no place in a file: half a character, an invalid number."""
    if isinstance(value, Document):
        return None
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False, default=str).encode()
    except UnicodeEncodeError as error:
        say = f"{error.object[error.start]!a} is half a character; write the character itself"
        return Finding(rule="surrogate", level="error", message=say)
    except ValueError as error:
        return Finding(rule="not-finite", level="error", message=f"{error}; use null for an unknown value")
    return None


def _of_plain(value: Any, role: Role) -> Iterator[Finding]:
    """Everything in which plain values differ from a document."""
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
    pred.lines.beside = gold.lines
    for document in gold:
        found = pred.take(document.id)
        if found is None and missing == "error":
            message = doc_ids.missing_id(pred.name)
            gold.report(Finding(rule="missing-document", level="error", message=message, doc=document.id))
        yield document, found
    known, left = gold.lines, pred.left()
    other = shipped.golds_of(pred.lines) if left else None
    for name in left:
        message = doc_ids.unknown_id(name, known)
        if other:
            message = f"the gold has no document {name!r}; {wording.option('gold', other)} has it"
        pred.report(Finding(rule="unknown-document", level="error", message=message, doc=name))
