"""Files and folders of other formats, read as their user says or as they are recognised (internal)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from presscheck import formats
from presscheck.document import jsonl, shipped, streams
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.formats import positions
from presscheck.formats.detection import GENERAL, Recognition
from presscheck.formats.fieldmaps import model as field_maps
from presscheck.text import wording

Tell = Callable[[str], None]
"""Takes a remark as soon as it is known: what a format was recognised by is of use where reading fails."""


class Asked(NamedTuple):
    """The questions about a file that the caller answers."""

    from_: str | None
    fields: str | None
    texts: str | os.PathLike[str] | None
    by_position: str | None
    join_parts: bool
    choices: formats.Choices


class Remarks(list[str]):
    """Sentences about a file, told as they are added."""

    def __init__(self, tell: Tell | None) -> None:
        super().__init__()
        self._tell = tell

    def add(self, words: str) -> None:
        """Take in a sentence, and tell it."""
        self.append(words)
        if self._tell is not None:
            self._tell(words)


class Read(NamedTuple):
    """Documents, and what was noticed when they were read."""

    name: str
    format: str
    documents: list[Document]
    texts: Mapping[str, str]
    notes: Counter[str]
    bad: list[Finding]


def of_file(source: str, asked: Asked, remarks: Remarks) -> Read:
    """Read a file or folder in the format that was named, or that it is recognised by."""
    path = Path(source)
    if path.is_dir() and (inside := _inside(path, asked)):
        return _of_folder(path, inside, asked, remarks)
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
    return Read(source, format_, documents, known, notes, origin.bad)


def _inside(folder: Path, asked: Asked) -> list[Path]:
    """The files of a folder that no format reads as a whole: those with the commonest suffix."""
    named = asked.from_ is not None or asked.fields is not None
    if asked.from_ in formats.FOLDERS or (not named and _is_known(folder)):
        return []
    files = _files(folder)
    times = Counter(path.suffix for path in files)
    same = [path for path in files if path.suffix == max(times, key=lambda suffix: times[suffix])]
    return same if same and (named or _is_known(same[0])) else []


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _is_known(path: Path) -> bool:
    try:
        return bool(formats.recognised(path))
    except UsageError:
        return False


def _of_folder(folder: Path, files: list[Path], asked: Asked, remarks: Remarks) -> Read:
    """Read each file of a folder in one format; a document without an id has its file's name.

    Raises:
        InvalidInputError: something is wrong with any of them; all of it.
        UsageError: the first is not recognised, or a question about one has no answer.
    """
    remarks.add(f"{folder} is read file by file: {len(files)} with the suffix {files[0].suffix!r}")
    format_, fields = _format(files[0], asked, remarks)
    parts: list[Read] = []
    findings: list[Finding] = []
    for number, path in enumerate(files, 1):
        name = path.stem if asked.choices.id is None else f"{asked.choices.id}-{number}"
        own = asked._replace(from_=format_, fields=fields, choices=asked.choices._replace(id=name))
        try:
            parts.append(of_file(str(path), own, remarks if number == 1 else Remarks(None)))
        except InvalidInputError as error:
            findings += error.findings
    if findings:
        raise InvalidInputError(findings)
    notes = sum((part.notes for part in parts), Counter[str]())
    if others := len(_files(folder)) - len(files):
        notes["files with another suffix left out"] += others
    documents = [doc for part in parts for doc in part.documents]
    texts = {name: text for part in parts for name, text in part.texts.items()}
    return Read(str(folder), format_, documents, texts, notes, [bad for part in parts for bad in part.bad])


def _format(path: Path, asked: Asked, remarks: Remarks) -> tuple[str, str | None]:
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


def _read_as_named(format_: str, origin: formats.Source, remarks: Remarks) -> list[Document]:
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
