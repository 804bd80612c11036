"""Source of every format: a path, the texts that it may be about, and a place for notes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple, NoReturn, TypeVar

import msgspec

from presscheck.document import jsonl, strict_json
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document, Offsets
from presscheck.text import wording

LONGEST = 400
"""Characters of a message that quotes a file: more says nothing more."""

HEAD = 1_000_000
"""Bytes of a file that are looked at to tell its format."""


T = TypeVar("T")


class Tokens(NamedTuple):
    """The tokens of a document that is known already.

    Args:
        id: of the document.
        text: of the document.
        places: of its tokens, in order.
    """

    id: str
    text: str
    places: list[Offsets]


class Choices(NamedTuple):
    """A user's choices about a file that the file does not contain.

    Args:
        keep: what holds where words do not stand at their offsets; None: neither, it is an error.
        id: of a document that has none of its own; several are numbered.
        skip_bad: whether a document with something wrong is left out, not the whole file.
        assumed: whether nobody said that the known texts are those of the file.
        column: of the tags in a column file, counted from 1.
        split: "blank" where blank lines part documents.
        group: of spans, where a file has several.
        tokens: documents whose tokens stand one for one for those of the file.
        quotes: label or role of a part of a quote -> content, cue, source or addressee.
    """

    keep: Literal["offsets", "words"] | None = None
    id: str | None = None
    skip_bad: bool = False
    assumed: bool = False
    column: int | None = None
    split: Literal["blank"] | None = None
    group: str | None = None
    tokens: tuple[Tokens, ...] = ()
    quotes: Mapping[str, str] = {}


class Source:
    """One file or folder in some format.

    Args:
        path: where it is.
        texts: id -> text of the documents it may be about, in their order.
        notes: gains what was repaired or left out, as words -> how often.
        join_parts: whether the parts of a document are read as one document, by formats that have parts.
        fields: name or file of the field map, by formats that go by one.
        choices: what the user says about the file.
    """

    def __init__(
        self,
        path: Path,
        texts: Mapping[str, str],
        notes: Counter[str],
        *,
        join_parts: bool = False,
        fields: str | None = None,
        choices: Choices | None = None,
    ) -> None:
        self.path, self.texts, self.notes, self.join_parts = path, texts, notes, join_parts
        self.fields = fields
        self.remarks: list[str] = []
        self.choices = choices or Choices()
        self.bad: list[Finding] = []
        self.first: str | None = None
        self._given: dict[int, str] = {}
        self.origins: dict[tuple[str, str], tuple[str, int | None]] = {}

    def each(self, items: Iterable[T], make: Callable[[T], Document]) -> Iterator[Document]:
        """A document of each item; what is wrong with one does not keep the others from being read.

        Args:
            items: what the file holds, one a document.
            make: reads one of them.

        Raises:
            InvalidInputError: something is wrong with any of them, unless bad ones are skipped; all of it.
        """
        for item in items:
            try:
                yield make(item)
            except InvalidInputError as error:
                self.bad += error.findings
        if self.bad and not self.choices.skip_bad:
            raise InvalidInputError(self.bad)

    def content(self, path: Path | None = None) -> str:
        """The text of the file, or of another one beside it.

        Raises:
            InvalidInputError: it is not UTF-8.
            UsageError: it cannot be opened.
        """
        where = path or self.path
        with jsonl.opened(where) as file:
            raw = file.read()
        if raw.startswith(_UTF_16):
            return raw.decode("utf-16", errors="replace")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.fail(f"not UTF-8: byte {error.start} is {raw[error.start]:#04x}", line, file=where)

    def values(self) -> list[tuple[int, Any]]:
        """The JSON values of the file, each with its line: one value, or one a line.

        Raises:
            InvalidInputError: neither; says where.
        """
        content = self.content()
        if not content.strip():
            self.fail("the file is empty")
        try:
            return [(1, strict_json.loads(content))]
        except ValueError as error:
            lines = [(n, line) for n, line in enumerate(content.split("\n"), 1) if line.strip()]
            if len(lines) < 2 or _whole(lines[0][1]) is None:
                self.fail(f"not JSON: {error}", getattr(error, "lineno", 1))
        return [(number, self._value(line, number)) for number, line in lines]

    def _value(self, line: str, number: int) -> Any:
        try:
            return strict_json.loads(line)
        except ValueError as error:
            self.fail(f"not JSON: {error}", number)

    def fail(
        self, message: str, line: int | None = None, *, path: str = "$", file: Path | None = None
    ) -> NoReturn:
        """Stop: the file is not what its format says.

        Args:
            message: what is wrong and what would be right.
            line: counted from 1.
            path: JSON path, for JSON.
            file: if it is not the source itself.
        """
        where = str(file or self.path)
        said = message if len(message) <= LONGEST else f"{message[:LONGEST]} …"
        found = Finding(rule="format", level="error", message=said, file=where, line=line, path=path)
        raise InvalidInputError([found])

    def names(self, count: int) -> list[tuple[str, str | None]]:
        """Ids and texts for documents that have none of their own: those of `texts`, in order.

        Raises:
            UsageError: there are not as many texts as documents.
        """
        if not self.texts:
            return [(self.numbered(i, count), None) for i in range(1, count + 1)]
        if len(self.texts) != count:
            raise UsageError(f"{self.path} holds {too_many(count, len(self.texts))}")
        return list(self.texts.items())

    def name_of(self, text: str, number: int) -> str:
        """The id of the known document with this very text, else the file's name with a number.

        Where several known documents have the text, each number gets another of them, and that is noted.
        """
        if names := [name for name, known in self.texts.items() if known == text]:
            return names[0] if len(names) == 1 else self._one_of(names, number)
        self.first = self.numbered(1, 1) if number == 1 else self.first
        return self.numbered(number, 1 if number == 1 else number)

    def _one_of(self, names: Sequence[str], number: int) -> str:
        """The first of some ids that no other number has, else the first."""
        if number not in self._given:
            self.notes["documents with a text that several have, told apart by their order alone"] += 1
            others = {*self._given.values()}
            self._given[number] = next((name for name in names if name not in others), names[0])
        return self._given[number]

    def renumbered(self, documents: list[Document]) -> list[Document]:
        """Documents of which the first has the file's name and a number too, where others have one."""
        first, number = self.first, self.numbered(1, 2)
        names = {doc.id for doc in documents}
        if first is None or self.numbered(2, 2) not in names or number in names:
            return documents
        return [msgspec.structs.replace(doc, id=number) if doc.id == first else doc for doc in documents]

    def numbered(self, number: int, count: int) -> str:
        """The id of a document that has none: the one that the user chose, or the file's name.

        Args:
            number: of the document in the file, counted from 1.
            count: how many documents without ids the file has; a single one is not numbered.
        """
        name = self.choices.id or self.path.stem
        return name if count == 1 else f"{name}-{number}"


def too_many(nameless: int, texts: int) -> str:
    """Say that documents without ids are not as many as the texts, and what to do.

    >>> too_many(1, 2)
    '1 document without an id, but there are 2 texts; name its text with `id`'
    >>> too_many(2, 1)
    '2 documents without ids, but there is 1 text; give the texts that it is about with `texts`'
    """
    are = f"are {texts} texts" if texts != 1 else "is 1 text"
    if nameless == 1:
        return f"1 document without an id, but there {are}; name its text with {wording.name('id')}"
    way_out = f"give the texts that it is about with {wording.name('texts')}"
    return f"{nameless} documents without ids, but there {are}; {way_out}"


def head(path: Path) -> str:
    """The first characters of a file, to tell its format; nothing of a folder.

    Raises:
        UsageError: there is nothing at this path.
    """
    if path.is_dir():
        return ""
    with jsonl.opened(path) as file:
        raw = file.read(HEAD)
    return raw.decode("utf-16" if raw.startswith(_UTF_16) else "utf-8-sig", errors="replace")


@lru_cache(maxsize=4)
def parsed_head(begin: str) -> Any:
    """The JSON value that a head begins, without what the end of the head cuts off; None if it is not JSON.

    >>> parsed_head('[{"entity": "B-PER", "start": 1}, {"enti')
    [{'entity': 'B-PER', 'start': 1}, {}]
    >>> parsed_head('{"sentences": [{"index": 0, "tokens": [{"word": "Os')
    {'sentences': [{'index': 0, 'tokens': [{}]}]}
    """
    text = begin.lstrip(_BLANK)
    if not text.startswith(("{", "[")):
        return None
    for whole in (str, _closed):
        try:
            return json.JSONDecoder().raw_decode(whole(text))[0]
        except (ValueError, RecursionError):
            continue
    return None


def _closed(text: str) -> str:
    """A JSON text that is cut off, up to its last whole member, with what closes it; itself if it is not."""
    open_: list[str] = []
    end, closers = 0, ""
    for match in _STEP.finditer(text):
        step = match[0]
        if step.startswith('"'):
            continue
        if step in _CLOSERS:
            open_.append(_CLOSERS[step])
        elif step != "," and open_:
            open_.pop()
        if not open_:
            return text
        end, closers = match.start() if step == "," else match.end(), "".join(reversed(open_))
    return text[:end] + closers


_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""The first bytes of a file in UTF-16, as PowerShell writes it."""
_BLANK = "\ufeff \n\r\t"
_CLOSERS = {"{": "}", "[": "]"}
_STEP = re.compile(r'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)|[\[\]{},]', re.DOTALL)
_LISTS = 4
"""Lists that may stand around a record."""
_RECORDS = 20
"""Records of a file that are looked at to tell its format."""


def records(begin: str) -> list[dict[str, Any]]:
    r"""The first objects of a head: one a line, in a list, or in lists in a list; what is cut off is closed.

    >>> records('{"a": 1}\n{"b": 2}\n{"c'), records('[[], [{"a": 1}, {"b": [1, 2'), records("Oslo")
    ([{'a': 1}, {'b': 2}], [{'a': 1}, {'b': [1]}], [])
    """
    lines = begin.lstrip(_BLANK).split("\n", _RECORDS)[1:]
    values = [parsed_head(begin), *(_whole(line) for line in lines if line.startswith(("{", "[")))]
    return list(islice(_within(values, _LISTS), _RECORDS))


def _within(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects of a list, or of the lists in it."""
    if isinstance(value, dict):
        yield from [value] if value else []
    elif isinstance(value, list) and depth:
        for one in value:
            yield from _within(one, depth - 1)


def _whole(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def field(source: Source, value: Any, key: str, kind: type, line: int, path: str) -> Any:
    """A key of a JSON object that must be there and have a type.

    Raises:
        InvalidInputError: it is missing or another type; says where.
    """
    if not isinstance(value, dict):
        source.fail(f"expected an object, not {type(value).__name__}", line, path=path)
    if key not in value or not isinstance(value[key], kind) or isinstance(value[key], bool):
        what = f"`{key}` is {type(value[key]).__name__}" if key in value else f"`{key}` is missing"
        source.fail(f"{what}; expected {kind.__name__}", line, path=path)
    return value[key]


def optional(source: Source, value: Mapping[str, Any], key: str, kind: type, line: int, path: str) -> Any:
    """As `field`, for a key that may be missing or null: then an empty value of its type."""
    return kind() if value.get(key) is None else field(source, value, key, kind, line, path)
