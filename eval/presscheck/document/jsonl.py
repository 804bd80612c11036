"""Reading and writing JSONL: one document a line, strictly.

Files are read through `jsonlines` with our own `loads`, because it otherwise takes whatever JSON library is
installed; the scorer's streaming path reads lines as bytes and decodes them with msgspec.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

import msgspec

from presscheck.document import kinds, streams, strict_json, unknown_keys
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import FileError, Finding, InvalidInputError, UsageError
from presscheck.document.model import NOWHERE, Document
from presscheck.document.output import replacing
from presscheck.text import wording
from presscheck.text.kinds import kind

_decode = msgspec.json.Decoder(Document).decode
_encode = msgspec.json.Encoder().encode


def loads(line: str | bytes) -> Document:
    """One line as a document.

    Args:
        line: JSON text, UTF-8 if bytes.

    Raises:
        InvalidInputError: not JSON, a key that stands twice, or not a document; says where.
        UsageError: it is neither a string nor bytes.

    >>> loads('{"id": "d1", "mentons": []}')  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    presscheck.document.exceptions.InvalidInputError: ... unknown key `mentons`; did you mean `mentions`?
    """
    if not isinstance(line, str | bytes):
        raise UsageError(f"expected a line of JSON, got {kind(line)}")
    return checked(line)


def checked(line: str | bytes, file: str | None = None, number: int | None = None) -> Document:
    """As `parse`, and no key may stand twice in one object: msgspec keeps the last one in silence."""
    document = parse(line, file, number)
    if isinstance(line, bytes) and strict_json.surely(line, document):
        return document
    try:
        strict_json.loads(line)
    except ValueError as error:
        raise InvalidInputError(_explained(line, file, number) or [_not_strict(error, document)]) from None
    return document


def _not_strict(error: ValueError, document: Document) -> Finding:
    return Finding(rule="duplicate-key", level="error", message=str(error), doc=document.id)


def _explained(line: str | bytes, file: str | None, number: int | None) -> list[Finding]:
    """Everything that is wrong with a line, in the words in which `validate` says it."""
    from presscheck.document import wellformed

    raw = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
    told = wellformed.of_line(raw, number or 1, file or "-", "prediction").findings
    fatal = (f for f in told if f.rule not in wellformed.MENDABLE)
    return [msgspec.structs.replace(f, file=file, line=number) for f in fatal]


def parse(line: str | bytes, file: str | None = None, number: int | None = None) -> Document:
    """As `loads`, with the file's name and the line's number in what is raised."""
    try:
        return decoded(line)
    except UNDECODED as error:
        finding = why_not(line, error)
    told = _explained(line, file, number)
    raise InvalidInputError(told or [msgspec.structs.replace(finding, file=file, line=number)])


UNDECODED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Exceptions that `decoded` raises."""


def decoded(line: str | bytes) -> Document:
    """One line as a document, by the fast decoder alone."""
    return _decode(line)


def why_not(line: str | bytes, error: Exception) -> Finding:
    """The reason why a line is not a document; a wrong type may be found before invalid JSON."""
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as malformed:
        return Finding(rule="json-syntax", level="error", message=f"not JSON: {malformed}")
    except RecursionError:
        return Finding(rule="json-syntax", level="error", message="not a document: nested too deeply")
    message, path = unknown_keys.readable(str(error))
    name = value.get("id") if isinstance(value, dict) else None
    doc = name if isinstance(name, str) else None
    return Finding(rule="schema", level="error", message=message, path=path, doc=doc)


def read(path: str | os.PathLike[str]) -> Iterator[Document]:
    """The documents of a file, one at a time.

    Args:
        path: a JSONL file in UTF-8.

    Raises:
        InvalidInputError: at the first line that is not a document.
        UsageError: the file cannot be opened.
    """
    for number, line in lines(path):
        yield checked(line, os.fspath(path), number)


def texts(path: str | os.PathLike[str]) -> dict[str, str]:
    """Id -> text of the documents of a file that have one.

    Raises:
        InvalidInputError: at the first line that is not a document.
        UsageError: the file cannot be opened.
    """
    return {document.id: document.text for document in read(path) if isinstance(document.text, str)}


def lines(path: str | os.PathLike[str]) -> Iterator[tuple[int, bytes]]:
    """The lines of a file as bytes, numbered from 1; blank lines are left out.

    Raises:
        InvalidInputError: the file is of another kind (an archive, a table, one list), or has no line.
        UsageError: the file cannot be opened.
    """
    blank = True
    with opened(path) as file:
        name = os.fspath(path)
        for number, line in enumerate(file, 1):
            if number == 1:
                _check_kind(line, name)
            if not line.isspace():
                blank = False
                yield number, line
    if blank:
        raise InvalidInputError([kinds.nothing_in(name)])


def _check_kind(line: bytes, name: str) -> None:
    from presscheck.document import wellformed

    if wrong := wellformed.whole_file(line, name):
        raise InvalidInputError(wrong)


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """A file for reading, from its beginning; one that cannot be opened is the user's question to mend."""
    with _open(path) as file:
        yield file


def _open(path: str | os.PathLike[str]) -> IO[bytes]:
    if not isinstance(path, str | os.PathLike):
        raise UsageError(f"expected the path of a file, got {kind(path)}")
    name = os.fspath(path)
    try:
        where = streams.stand_in(name) or Path(name)
        return streams.reader(name) if streams.is_copied(name) else where.open("rb")
    except IsADirectoryError:
        streams.refuse_set(name)
        say = f"a folder, not a file; {wording.verb('convert')} reads folders"
        raise UsageError(f"{name}: {say}") from None
    except OSError as error:
        reason = error.strerror or str(error)
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            raise UsageError(f"{name}: {reason}") from None
        raise FileError(f"{name}: cannot be read: {reason}") from None
    except UsageError:
        raise
    except ValueError as error:  # a name that no file can have
        raise UsageError(f"{name!r}: {error}") from None


def rows(path: str | os.PathLike[str]) -> Iterator[Any]:
    """Any JSONL file as plain values (decision records, exports), through `jsonlines`.

    Raises:
        InvalidInputError: at the first line that is not strict JSON.
        UsageError: the file cannot be opened.
    """
    import jsonlines

    with opened(path) as file:
        reader = jsonlines.Reader((line.decode("utf-8") for line in file), loads=strict_json.loads)
        try:
            yield from reader.iter(skip_empty=True)
        except (jsonlines.InvalidLineError, ValueError) as error:
            number, name = getattr(error, "lineno", None), os.fspath(path)
            raise InvalidInputError(
                [Finding(rule="json-syntax", level="error", message=str(error), file=name, line=number)]
            ) from None


def dumps(document: Document) -> str:
    """The canonical line of a document, without the line feed.

    >>> line = dumps(loads('{"id": "d", "mentions": [{"text": "b", "start": 1, "end": 2}]}'))
    >>> line[line.index("[") : line.index("]") + 1]
    '[{"start":1,"end":2,"text":"b"}]'
    """
    ordered = canonical(document)
    line = _encode(ordered).decode("utf-8")
    if f":{NOWHERE}," in line or '"pieces":[' in line:
        line = _encode(plain(ordered)).decode("utf-8")
    return line


def plain(document: Document) -> dict[str, Any]:
    """A document as plain dicts and lists, with the keys that a file has.

    >>> plain(Document(id="d", mentions=[]))
    {'id': 'd', 'mentions': []}
    """
    values: dict[str, Any] = _as_written(msgspec.to_builtins(document))
    return values


def _as_written(value: Any) -> Any:
    """Plain values without offsets that are nowhere, and with a list for a phrase in pieces."""
    if isinstance(value, dict):
        if isinstance(value.get("pieces"), list | tuple):
            return _as_written(value["pieces"])
        return {
            k: v if k == "meta" else _as_written(v)
            for k, v in value.items()
            if not (k in ("start", "end") and v == NOWHERE)
        }
    return [_as_written(v) for v in value] if isinstance(value, list | tuple) else value


def write(path: str | os.PathLike[str], documents: Iterable[Document]) -> int:
    """Write canonical lines, all of them or none.

    Returns:
        how many documents were written.
    """
    count = 0
    with replacing(path) as file:
        for document in documents:
            file.write(dumps(document) + "\n")
            count += 1
    return count


def write_rows(path: str | os.PathLike[str], values: Iterable[Any]) -> None:
    """Write plain values as JSONL, all of them or none."""
    import jsonlines

    with replacing(path) as file:
        jsonlines.Writer(file, dumps=partial(json.dumps, ensure_ascii=False)).write_all(values)


def from_plain(value: Any) -> Document:
    """A document from plain dicts and lists.

    Raises:
        InvalidInputError: it is not a document; says where.
    """
    if isinstance(value, Document):
        return value
    try:
        return msgspec.convert(value, Document)
    except msgspec.ValidationError as error:
        message, path = unknown_keys.readable(str(error))
        name = value.get("id") if isinstance(value, dict) else None
        raise InvalidInputError(
            [Finding(rule="schema", level="error", message=message, path=path, doc=name)]
        ) from None
