"""`presscheck.convert`: other formats to ours, and ours to others."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Literal, NamedTuple

from msgspec.structs import replace

from presscheck import formats
from presscheck.document import jsonl, placement, shipped
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.formats import losses, reference
from presscheck.layers.texts import rules
from presscheck.mapping import labels, unknown_labels
from presscheck.text import wording
from presscheck.verbs.foreign_files import Asked, Read, Remarks, Tell, of_file
from presscheck.verbs.options import answered
from presscheck.verbs.sources import Held, read


class Conversion(NamedTuple):
    """The result of `convert`.

    Args:
        documents: what was read, as it was written; those that a format has no place for are left out.
        remarks: sentences about the file: how it was recognised, which label map its labels need.
        notes: what was repaired or left out -> how often.
        lost: what the format that was written cannot represent -> how often.
        findings: why documents were left out, with `skip_bad`.
    """

    documents: list[Document]
    remarks: list[str]
    notes: dict[str, int]
    lost: dict[str, int]
    findings: list[Finding]

    def __repr__(self) -> str:
        noted = [f"{what} ({n})" for counts in (self.notes, self.lost) for what, n in counts.items()]
        said = "; ".join([*self.remarks, *noted, *map(str, self.findings)])
        return f"<Conversion: {len(self.documents)} documents{'; ' if said else ''}{said}>"


@answered
def convert(
    source: Held,
    output: str | os.PathLike[str] | None = None,
    *,
    from_: str | None = None,
    to: str = "presscheck",
    fields: str | None = None,
    texts: str | os.PathLike[str] | None = None,
    label_map: str | None = None,
    id: str | None = None,  # noqa: A002 - the document's id
    keep: Literal["offsets", "words"] | None = None,
    skip_bad: bool = False,
    column: int | None = None,
    split: Literal["blank"] | None = None,
    group: str | None = None,
    by_position: str | None = None,
    join_parts: bool = False,
    tell: Tell | None = None,
) -> Conversion:
    """Read a file of another format, or write documents in one.

    Args:
        source: a file or folder; or documents, as `score` takes them.
        output: what is written; None writes nothing.
        from_: format of `source`; by default it is recognised, and `remarks` names it.
        to: format of `output`.
        fields: field map, by name or file: the places of records in JSON, JSONL or CSV of your own.
        texts: JSONL with the ids and texts that `source` is about; by default the shipped article, unless
            `source` has words of its own.
        label_map: label map that the labels need; it is named in the documents.
        id: of a document that has none; a known id gives its text.
        keep: "offsets" or "words" where words do not match their offsets; by default it is an error.
        skip_bad: leave out documents that cannot be read; `findings` names them.
        column: of the tags in column files, from 1.
        split: "blank" where blank lines separate the documents of a column file.
        group: of the spans with the mentions, for spaCy.
        by_position: a file whose tokens are those of `source`, one for one (conll, conll2012).
        join_parts: read the parts of a document as one document (conll2012).
        tell: is called with each remark about `source` as soon as it is known.

    Raises:
        InvalidInputError: something in the file is wrong, or it contains no document.
        UsageError: the format is not known, cannot be read or written, or a file cannot be opened.

    >>> doc = {"id": "d", "text": "Oslo won.", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    >>> convert(doc).documents[0].mentions[0].type
    'GPE'
    """
    writer, remarks = _writer(to), Remarks(tell)
    quotes = labels.load(label_map).quotes if label_map is not None else {}
    choices = formats.Choices(
        keep=keep, id=id, skip_bad=skip_bad, column=column, split=split, group=group, quotes=quotes
    )
    if isinstance(source, str | os.PathLike):
        asked = Asked(from_, fields, texts, by_position, join_parts, choices)
        done = of_file(os.fspath(source), asked, remarks)
    else:
        done = _of_documents(source, texts)
    _check_ids(done)
    if id is not None and not any(doc.id == id or doc.id.startswith(f"{id}-") for doc in done.documents):
        remarks.add(f"{wording.option('id', id)} is not used: what was read has ids of its own")
    documents = done.documents if to in formats.WHOLE else _with_texts(done)
    if label_map is not None:
        documents = [replace(doc, label_map=label_map) for doc in documents]
    lost: Counter[str] = Counter()
    if output is not None:
        if need := formats.NEEDS.get(to):
            documents = _held(documents, need, done, to, lost)
        writer.write(Path(output), documents, lost)
    if to in formats.WHOLE and (say := _matching(documents, done.format)):
        remarks.append(say)  # nothing fails any more
    return Conversion(documents, list(remarks), dict(done.notes), dict(lost), done.bad)


def _writer(to: str) -> ModuleType:
    writer = formats.module(to)
    if not hasattr(writer, "write"):
        known = ", ".join(formats.writable())
        raise UsageError(f"{wording.name('to')} {to}: this format can only be read; choose from {known}")
    return writer


def _of_documents(held: Held, texts: str | os.PathLike[str] | None) -> Read:
    known = jsonl.texts(shipped.gold(texts))
    return Read("source", "presscheck", [*read(held, "source")], known, Counter(), [])


def _matching(documents: list[Document], format_: str) -> str | None:
    """The label map that matches the labels of documents, unless they name one."""
    named = any(isinstance(doc.label_map, str) for doc in documents)
    return None if named else unknown_labels.matching(documents, reference.ABOUT[format_].label_map)


def _held(
    documents: list[Document], need: Literal["token", "mention"], done: Read, to: str, lost: Counter[str]
) -> list[Document]:
    """The documents that a format has a place for.

    Raises:
        InvalidInputError: there are none: what was written could not be read.
    """
    kept = losses.held(documents, need, lost)
    if not kept:
        say = f"no document has a {need}, and a file of {to} is made of {need}s; choose another format"
        raise InvalidInputError([Finding(rule="format", level="error", message=say, file=done.name)])
    return kept


_DIVISIONS = (rules.sentence_offsets, rules.sentence_overlap, rules.paragraph_offsets)
"""Rules for the parts of a text, which are written one after the other."""


def _with_texts(done: Read) -> list[Document]:
    """The documents with their texts, in which every span stands: other formats are made of both.

    Raises:
        InvalidInputError: a text is nowhere, or a span is not in it.
    """
    findings: list[Finding] = []
    whole = []
    for doc in done.documents:
        text = doc.text if isinstance(doc.text, str) else done.texts.get(doc.id)
        if text is None:
            source = wording.either("SOURCE", "the source")
            say = f"neither {source} nor {wording.name('texts')} has its text"
            findings.append(_finding(done, doc, "no-text", "$.text", say))
            continue
        wrong = placement.misplaced(doc, text)
        findings += [_finding(done, doc, rule, path, message) for rule, path, message in wrong]
        full = replace(doc, text=text)
        findings += [
            _finding(done, doc, rule.__name__.replace("_", "-"), violation.path, violation.message)
            for rule in _DIVISIONS
            for violation in rule(full)
        ]
        whole.append(full)
    if findings:
        raise InvalidInputError(findings)
    return whole


def _check_ids(done: Read) -> None:
    if not done.documents and done.bad:
        raise InvalidInputError(done.bad)
    if not done.documents:
        message = "it contains no document"
        raise InvalidInputError([Finding(rule="format", level="error", message=message, file=done.name)])
    times = Counter(doc.id for doc in done.documents)
    twice = [doc for doc in {doc.id: doc for doc in done.documents}.values() if times[doc.id] > 1]
    if twice:
        raise InvalidInputError(
            [_finding(done, doc, "duplicate-document", "$.id", "this id appears twice") for doc in twice]
        )


def _finding(done: Read, doc: Document, rule: str, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", file=done.name, doc=doc.id, path=path, message=message)
