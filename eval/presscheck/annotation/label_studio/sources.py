"""Files that are pushed, read whole: everything wrong with any of them is said before a server is asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from presscheck.annotation.label_studio import push
from presscheck.document import doc_ids, jsonl, kinds, wellformed
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import prepare
from presscheck.mapping import labels
from presscheck.text import wording
from presscheck.validation import file as validation_file
from presscheck.validation.rules import Purpose


class Sources(NamedTuple):
    """The files' documents.

    Args:
        documents: name of a source -> its documents by id.
        notes: what had to be left out of them, for a reader.
    """

    documents: dict[str, dict[str, Document]]
    notes: list[str]


def read(
    paths: Mapping[str, str],
    corpus: Mapping[str, Document],
    label_map: str | None = None,
    *,
    blank: bool = False,
) -> Sources:
    """The documents of some files: `.txt`, or JSONL with ids and texts, annotations or predictions.

    Args:
        paths: name -> file.
        corpus: texts for predictions.
        label_map: entity labels to ours; None: the map that a prediction names.
        blank: whether the texts alone are wanted.

    Raises:
        InvalidInputError: with everything that is wrong in any of the files.
        UsageError: one of them cannot be opened.
    """
    sources = Sources({}, [])
    findings: list[Finding] = []
    for name, path in paths.items():
        given, wrong = _documents(path)
        findings += wrong
        kind = "prediction" if path.endswith(".txt") else validation_file.purpose_of(path)
        findings += [
            msgspec.structs.replace(f, file=path)
            for f in _take(sources, name, given, corpus, label_map, kind, blank=blank)
        ]
    if findings:
        raise InvalidInputError(findings)
    return sources


def held(
    given: Mapping[str, Sequence[Document]],
    corpus: Mapping[str, Document],
    label_map: str | None = None,
    *,
    blank: bool = False,
) -> Sources:
    """The same of documents that somebody holds.

    Args:
        given: name -> documents.
        corpus: as for `read`.
        label_map: as for `read`.
        blank: as for `read`.

    Raises:
        InvalidInputError: with everything that is wrong in any of them.
    """
    sources = Sources({}, [])
    findings = [
        finding
        for name, docs in given.items()
        for finding in _take(sources, name, docs, corpus, label_map, "prediction", blank=blank)
    ]
    if findings:
        raise InvalidInputError(findings)
    return sources


def _take(
    sources: Sources,
    name: str,
    given: Sequence[Document],
    corpus: Mapping[str, Document],
    label_map: str | None,
    kind: str,
    *,
    blank: bool,
) -> Iterator[Finding]:
    """Add documents to the sources; yield everything that is wrong with them."""
    table = labels.of_documents(given, label_map)
    kept = sources.documents.setdefault(name, {})
    for doc in given:
        try:
            kept[doc.id], notes = _prepared(doc, corpus, table, kind, blank)
            sources.notes.extend(map(str, notes))
        except InvalidInputError as error:
            yield from error.findings


def _documents(path: str) -> tuple[list[Document], list[Finding]]:
    if path.endswith(".txt"):
        return _text(path)
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    first: dict[str, int] = {}
    for line in wellformed.lines(path, "prediction"):
        findings += [finding for finding in line.findings if finding.level == "error"]
        if line.document is None:
            continue
        name = line.document.id
        if first.setdefault(name, line.number) != line.number:
            message = doc_ids.repeated_id(name, first[name])
            findings.append(_wrong("duplicate-document", message, path, name, line.number))
            continue
        documents[name] = line.document
    if not documents and all(finding.rule == "blank-line" for finding in findings):
        return [], [kinds.nothing_in(path)]
    return [*documents.values()], findings


def _text(path: str) -> tuple[list[Document], list[Finding]]:
    """A plain text as a document, named by its file; line ends are line feeds, letters composed (NFC)."""
    with jsonl.opened(path) as file:
        raw = file.read()
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} is not UTF-8; save the file in that encoding"
        return [], [_wrong("encoding", what, path)]
    if not text.strip():
        return [], [_wrong("empty-file", "the file has no text", path)]
    return [Document(id=Path(path).stem, text=unicodedata.normalize("NFC", text))], []


def _wrong(rule: str, message: str, path: str, doc: str | None = None, line: int | None = None) -> Finding:
    return Finding(rule=rule, level="error", message=message, file=path, doc=doc, line=line)


def _prepared(
    doc: Document, corpus: Mapping[str, Document], table: labels.LabelMap | None, kind: str, blank: bool
) -> tuple[Document, list[str]]:
    """A document that the editor can show, held to the rules for what it is."""
    if blank:
        doc = push.bare(without_unset(doc))
    document, notes = prepare.prepared(doc, corpus.get(doc.id), table)
    if blank:
        document = push.bare(document)
    purpose: Purpose = "prediction" if kind == "prediction" else "gold"
    if wrong := [f for f in validation_file.check_document(document, purpose) if f.level == "error"]:
        raise InvalidInputError(wrong)
    return document, notes


def versions(sources: Mapping[str, Mapping[str, Document]]) -> tuple[str, str]:
    """The names of the two passes that are to be adjudicated.

    Args:
        sources: what was read.

    Raises:
        UsageError: there are not two, or they do not have the same documents.
    """
    if len(sources) != 2:
        raise UsageError(
            f"{wording.name('adjudicate')}: expected the passes of two annotators, got {len(sources)} files"
        )
    (one, ours), (other, theirs) = sources.items()
    if ours.keys() != theirs.keys():
        odd = ", ".join(sorted(ours.keys() ^ theirs.keys()))
        raise UsageError(f"{one} and {other} do not have the same documents: {odd}")
    return one, other
