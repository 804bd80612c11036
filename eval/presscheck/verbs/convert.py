"""`presscheck.convert`: other formats to ours, and ours to others."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Literal, NamedTuple

from msgspec.structs import replace

from presscheck import formats
from presscheck.document import jsonl, placement, shipped, streams
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.formats import positions, reference
from presscheck.formats.detection import GENERAL, Recognition
from presscheck.formats.fieldmaps import model as field_maps
from presscheck.layers.texts import rules
from presscheck.mapping import labels, unknown_labels
from presscheck.text import wording
from presscheck.verbs.options import answered
from presscheck.verbs.sources import Held, read

Tell = Callable[[str], None]
"""Takes a remark as soon as it is known: what a format was recognised by is of use where reading fails."""


class Conversion(NamedTuple):
    """The result of `convert`.

    Args:
        documents: what was read, as it was written.
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


class _Asked(NamedTuple):
    """The questions about a file that the caller answers."""

    from_: str | None
    fields: str | None
    texts: str | os.PathLike[str] | None
    by_position: str | None
    join_parts: bool
    choices: formats.Choices


class _Remarks(list[str]):
    """Sentences about a file, told as they are added."""

    def __init__(self, tell: Tell | None) -> None:
        super().__init__()
        self._tell = tell

    def add(self, words: str) -> None:
        self.append(words)
        if self._tell is not None:
            self._tell(words)


class _Read(NamedTuple):
    """Documents, and what was noticed when they were read."""

    name: str
    format: str
    documents: list[Document]
    texts: Mapping[str, str]
    notes: Counter[str]
    bad: list[Finding]


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
    writer, remarks = _writer(to), _Remarks(tell)
    quotes = labels.load(label_map).quotes if label_map is not None else {}
    choices = formats.Choices(
        keep=keep, id=id, skip_bad=skip_bad, column=column, split=split, group=group, quotes=quotes
    )
    if isinstance(source, str | os.PathLike):
        asked = _Asked(from_, fields, texts, by_position, join_parts, choices)
        done = _of_file(os.fspath(source), asked, remarks)
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


def _of_documents(held: Held, texts: str | os.PathLike[str] | None) -> _Read:
    known = jsonl.texts(shipped.gold(texts))
    return _Read("source", "presscheck", [*read(held, "source")], known, Counter(), [])


def _of_file(source: str, asked: _Asked, remarks: _Remarks) -> _Read:
    """Read a file or folder in the format that was named, or that it is recognised by."""
    path = Path(source)
    if not path.exists() and not streams.is_stream(source):
        raise UsageError(f"{source}: No such file or directory")
    format_, fields = _format(path, asked, remarks)
    if not hasattr(formats.module(format_), "read"):
        say = f"this format can only be written; choose from {', '.join(formats.readable())}"
        raise UsageError(f"{wording.name('from_')} {format_}: {say}")
    if asked.join_parts and format_ not in formats.IN_PARTS:
        say = f"only {', '.join(formats.IN_PARTS)} has parts, not {format_}"
        raise UsageError(f"{wording.name('join_parts')}: {say}")
    known, named = _texts(asked.texts, asked.choices.id)
    tokens = positions.known(asked.by_position, format_) if asked.by_position else ()
    choices = asked.choices._replace(assumed=not named, tokens=tokens)
    notes: Counter[str] = Counter()
    origin = formats.Source(path, known, notes, join_parts=asked.join_parts, fields=fields, choices=choices)
    documents = _read_as_named(format_, origin, remarks) if asked.from_ else _read(format_, origin)
    for remark in origin.remarks:
        remarks.add(remark)
    return _Read(source, format_, documents, known, notes, origin.bad)


def _format(path: Path, asked: _Asked, remarks: _Remarks) -> tuple[str, str | None]:
    """The format and the field map: those that were named, else told by the file's signs, and said."""
    if asked.fields is not None:
        if asked.from_ not in (None, *formats.BY_FIELDS):
            say = f"only {', '.join(formats.BY_FIELDS)} use a field map, not {asked.from_}"
            raise UsageError(f"{wording.name('fields')}: {say}")
        field_maps.load(asked.fields)
        return asked.from_ or formats.BY_FIELDS[0], asked.fields
    if asked.from_ is not None:
        by_map = asked.from_ in field_maps.shipped()
        return (formats.BY_FIELDS[0], asked.from_) if by_map else (asked.from_, None)
    told = formats.recognised(path)
    what = field_maps.load(told.fields).about if told.fields else formats.FORMATS[told.name]
    remarks.add(f"reading {path} as {told} ({what}){_selected(told)}")
    return told.name, told.fields


def _selected(told: Recognition) -> str:
    """The reasons for a format, and the option that names it, as the end of a sentence."""
    option = wording.option("fields", told.fields) if told.fields else wording.option("from_", told.name)
    return f"{told.why}; {option} selects it"


def _read_as_named(format_: str, origin: formats.Source, remarks: _Remarks) -> list[Document]:
    """The documents of a file in the format that the user names; another format that it looks like is told.

    Raises:
        UsageError: nothing in it is of that format, and it looks like another one.
    """
    try:
        documents = _read(format_, origin)
    except (InvalidInputError, UsageError):
        if other := _another(format_, origin.path):
            remarks.add(f"{origin.path} looks like {other}{_selected(other)}")
        raise
    if not any(map(_has_records, documents)) and (other := _another(format_, origin.path)):
        say = f"it has no record in the format {format_}, and looks like {other}{_selected(other)}"
        raise UsageError(f"{origin.path}: {say}")
    return documents


def _has_records(doc: Document) -> bool:
    return bool(doc.mentions or doc.entities or doc.events or doc.quotes or doc.marked_uses)


def _another(format_: str, path: Path) -> Recognition | None:
    """The format that a file is recognised by, if it is not the one that was named."""
    if streams.is_stream(os.fspath(path)):
        return None
    try:
        told = formats.recognised(path)
    except UsageError:
        return None
    guessed = told.name in GENERAL and told.fields is None
    return None if guessed or told.name == format_ else told


def _texts(path: str | os.PathLike[str] | None, id_: str | None) -> tuple[dict[str, str], bool]:
    """The texts that a file may be about, and whether the user said so.

    An id that is known names its text; another one says that the shipped article is not meant.
    """
    texts = jsonl.texts(shipped.gold(path))
    if id_ in texts:
        return {id_: texts[id_]}, True
    return (texts if path is not None or id_ is None else {}), path is not None


def _read(format_: str, origin: formats.Source) -> list[Document]:
    """The documents of a file; one that is not about the shipped article is read with its own words."""
    try:
        return formats.read(format_, origin)
    except (InvalidInputError, UsageError) as error:
        if not origin.choices.assumed or not origin.texts:
            raise
        own = formats.Source(
            *(origin.path, {}, Counter()),
            join_parts=origin.join_parts,
            fields=origin.fields,
            choices=origin.choices,
        )
        try:
            documents = formats.read(format_, own)
        except (InvalidInputError, UsageError):
            raise error from None
        if not documents or not all(isinstance(doc.text, str) for doc in documents):
            raise
        why = error.findings[0].message if isinstance(error, InvalidInputError) else str(error)
        origin.notes.clear()
        origin.notes.update(own.notes)
        origin.bad = own.bad
        say = f"this is not about the shipped article ({why}): texts are made from its own words"
        yours = f"{wording.option('texts', 'FILE')} puts them into yours"
        origin.remarks = [f"{say}; {yours}", *own.remarks]
        return documents


def _matching(documents: list[Document], format_: str) -> str | None:
    """The label map that matches the labels of documents, unless they name one."""
    named = any(isinstance(doc.label_map, str) for doc in documents)
    return None if named else unknown_labels.matching(documents, reference.ABOUT[format_].label_map)


_DIVISIONS = (rules.sentence_offsets, rules.sentence_overlap, rules.paragraph_offsets)
"""Rules for the parts of a text, which are written one after the other."""


def _with_texts(done: _Read) -> list[Document]:
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


def _check_ids(done: _Read) -> None:
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


def _finding(done: _Read, doc: Document, rule: str, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", file=done.name, doc=doc.id, path=path, message=message)
