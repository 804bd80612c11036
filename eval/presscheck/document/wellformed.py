"""Levels 1 and 2: is this line JSON, and has it the shape of a document?

The scorer decodes with msgspec, which stops at the first thing that is wrong
in a line. Here a line is read slowly, and everything that is wrong in it is
said: `lines` reads a file, `findings` only says what is wrong with it.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from presscheck.document import jsonl, kinds, schemas, shape, strict_json
from presscheck.document.exceptions import Finding
from presscheck.document.model import Document
from presscheck.document.rule import Violation, rule_id

Kind: TypeAlias = Literal["gold", "prediction"]
_BOM = b"\xef\xbb\xbf"
_SURROGATE = re.compile("[\ud800-\udfff]")


class Line(NamedTuple):
    """One line of a file, with the document in it if it is one.

    Args:
        number: counted from 1.
        raw: the bytes, line feed included.
        document: None if the line is blank or something at level 1 or 2 is wrong.
        findings: what is wrong at level 1 or 2.
    """

    number: int
    raw: bytes
    document: Document | None
    findings: list[Finding]


def encoding(raw: bytes) -> Iterator[Violation]:
    """A file is UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        fix = "save the file as UTF-8; if it is Latin-1: iconv -f LATIN1 -t UTF-8 FILE"
        yield Violation("$", f"byte {error.start + 1} is not UTF-8 ({error.reason}); {fix}")


def byte_order_mark(raw: bytes) -> Iterator[Violation]:
    """A file begins with its first document, not with a byte order mark."""
    if raw.startswith(_BOM):
        yield Violation("$", "the file begins with a byte order mark; save it as UTF-8 without one")


def file_shape(raw: bytes) -> Iterator[Violation]:
    """A file has one document per line: it is not a list, an object from ids to documents, or a table."""
    if shape := kinds.other_shape(raw):
        yield Violation("$", f"the file is {shape}")


def json_syntax(raw: bytes) -> Iterator[Violation]:
    """A line is one JSON value."""
    try:
        _parsed(raw)
    except json.JSONDecodeError as error:
        at = "the end of the line" if error.lineno > 1 else f"column {error.colno}"
        yield Violation("$", f"not JSON: {error.msg} at {at}")
    except RecursionError:
        yield Violation("$", "not a document: nested too deeply")


def duplicate_key(raw: bytes) -> Iterator[Violation]:
    """A key appears once in an object: with two values, each reader would choose its own."""
    for path, value in _walk(_parsed(raw)):
        if isinstance(value, _Object):
            for key in value.repeated:
                yield Violation(path, f"key `{key}` appears twice in one object; keep one of them")


def not_finite(raw: bytes) -> Iterator[Violation]:
    """NaN and Infinity are not JSON, and neither is a number that is too large."""
    for path, value in _walk(_parsed(raw)):
        if isinstance(value, float) and not math.isfinite(value):
            yield Violation(path, f"{value} is not JSON; use null for an unknown value")


def surrogate(raw: bytes) -> Iterator[Violation]:
    """An escape never names half a character (a surrogate without its pair)."""
    for path, value in _walk(_parsed(raw)):
        half = _SURROGATE.search(value) if isinstance(value, str) else None
        if half:
            yield Violation(path, f"\\u{ord(half[0]):04x} is half a character; write the character itself")


def blank_line(raw: bytes) -> Iterator[Violation]:
    """Each line is one document. Blank lines are not allowed, not even at the end."""
    if not raw.strip():
        yield Violation("$", "a blank line; each line is one document")


def line_ending(raw: bytes) -> Iterator[Violation]:
    """Lines end with a line feed, without a carriage return."""
    if raw.endswith((b"\r\n", b"\r")):
        yield Violation("$", "the line ends with a carriage return; save the file with line feeds (LF)")


def final_line_feed(raw: bytes) -> Iterator[Violation]:
    """Every line ends with a line feed, the last one too, so that files can be joined."""
    if not raw.endswith((b"\n", b"\r")):
        yield Violation("$", "the last line has no line feed at its end")


def schema(value: Any, kind: Kind) -> Iterator[Violation]:
    """A document has the keys and types of its JSON Schema, and no others (`meta` is for your own data)."""
    for path, message in schemas.broken(value, schemas.DOCUMENT if kind == "gold" else schemas.PREDICTION):
        yield Violation(path, message)


Bytes: TypeAlias = Callable[[bytes], Iterator[Violation]]
_ENCODING: tuple[Bytes, ...] = (encoding,)
_LINE: tuple[Bytes, ...] = (blank_line, line_ending, final_line_feed)
_VALUE: tuple[Bytes, ...] = (duplicate_key, not_finite, surrogate)
READING: tuple[Bytes, ...] = (*_ENCODING, byte_order_mark, file_shape, json_syntax, *_VALUE, *_LINE)
"""Rules of level 1, but for those about the file as a whole."""


def lines(path: str | os.PathLike[str], kind: Kind) -> Iterator[Line]:
    """The lines of a file, each with its document or with what is wrong.

    Args:
        path: a JSONL file.
        kind: which schema its documents follow.

    Raises:
        UsageError: the file cannot be opened.
    """
    with jsonl.opened(path) as file:
        yield from lines_of(file, os.fspath(path), kind)


def lines_of(file: Iterable[bytes], name: str, kind: Kind, first: int = 1) -> Iterator[Line]:
    """As `lines`, of what is open already.

    Args:
        file: its lines.
        name: as the user gave it.
        kind: which schema its documents follow.
        first: the number of the first line.
    """
    for number, raw in enumerate(file, first):
        if number == 1 and (other := whole_file(raw, name)):
            yield Line(1, raw, None, other)
            return
        yield of_line(raw, number, name, kind)


def whole_file(raw: bytes, name: str) -> list[Finding]:
    """Return the error of a file as a whole, by its first line; other lines are not checked then.

    Args:
        raw: the first line.
        name: of the file, as the user gave it.
    """
    if other := kinds.other_file(raw):
        what = Violation("$", f"the file is {other.replace('FILE', name)}")
        return [_finding(rule_id(encoding), what, name, 1, None)]
    shapes = (what._replace(message=what.message.replace("FILE", name)) for what in file_shape(raw))
    return [_finding(rule_id(file_shape), what, name, 1, None) for what in shapes]


def of_line(raw: bytes, number: int, name: str, kind: Kind) -> Line:
    """One line, with its document or with everything that is wrong.

    Args:
        raw: the bytes, line feed included.
        number: counted from 1.
        name: of the file.
        kind: which schema a document follows.
    """
    broken = [*_broken_line(raw, number == 1)]
    body = raw.removeprefix(_BOM) if number == 1 else raw
    document, doc = _sound(body, kind), None
    if document is None:
        document, more, doc = _searched(body, kind)
        broken += more
    doc = document.id if document is not None else doc
    return Line(number, raw, document, [_finding(*b, name, number, doc) for b in broken])


def _sound(body: bytes, kind: Kind) -> Document | None:
    """The document of a line in which surely nothing is wrong; None where it has to be searched."""
    document, _ = _decoded(body)
    sound = document is not None and strict_json.surely(body, document)
    return document if sound and document and shape.fits(document, gold=kind == "gold") else None


def _searched(body: bytes, kind: Kind) -> tuple[Document | None, list[tuple[str, Violation]], Any]:
    """The document of a line, everything that is wrong in it, and the id that it gives."""
    broken, value = _value(body)
    document = None
    if not broken and body.strip():
        broken = [("schema", found) for found in schema(value, kind)]
        if not broken:
            document, broken = _decoded(body)
    return document, broken, value.get("id") if isinstance(value, dict) else None


def findings(file: Iterable[bytes], name: str, kind: Kind) -> list[Finding]:
    """Everything of levels 1 and 2 that keeps a file from being read."""
    return [f for line in lines_of(file, name, kind) for f in line.findings if f.rule not in MENDABLE]


def _broken_line(raw: bytes, first: bool) -> Iterator[tuple[str, Violation]]:
    if first:
        yield from _named(byte_order_mark, raw)
    for rule in _LINE:
        yield from _named(rule, raw)


def _value(body: bytes) -> tuple[list[tuple[str, Violation]], Any]:
    """Return the errors in the JSON of a line, and its value (None if there is none)."""
    if not body.strip():
        return [], None
    for stage in (_ENCODING, (json_syntax,), _VALUE):
        found = [broken for rule in stage for broken in _named(rule, body)]
        if found:
            return found, None if stage is not _VALUE else _parsed(body)
    return [], _parsed(body)


def _named(rule: Bytes, raw: bytes) -> Iterator[tuple[str, Violation]]:
    for broken in rule(raw):
        yield rule_id(rule), broken


UNREAD = frozenset(map(rule_id, (encoding, byte_order_mark, json_syntax, *_VALUE)))
"""Errors that keep a line from being JSON, whatever it contains."""

MENDABLE = frozenset(rule_id(rule) for rule in _LINE)
"""Errors that a reader can pass over without guessing."""


def _decoded(body: bytes) -> tuple[Document | None, list[tuple[str, Violation]]]:
    try:
        return jsonl.decoded(body), []
    except jsonl.UNDECODED as error:
        f = jsonl.why_not(body, error)
        return None, [("schema", Violation(f.path, f.message))]


def _finding(rule: str, broken: Violation, file: str, line: int, doc: object) -> Finding:
    return Finding(
        rule=rule,
        level="error",
        message=_printable(broken.message),
        file=file,
        line=line,
        doc=_printable(doc) if isinstance(doc, str) else None,
        path=_printable(broken.path),
    )


def _printable(words: str) -> str:
    return words.encode("utf-8", "backslashreplace").decode("utf-8")


class _Object(dict[str, Any]):
    """A JSON object that remembers which keys it had twice."""

    repeated: Sequence[str] = ()


def _parsed(body: bytes) -> Any:
    return json.loads(body.decode("utf-8"), object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        found.repeated = [key for key in found if keys.count(key) > 1]
    return found


def _walk(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    yield path, value
    children: Iterable[tuple[str, Any]] = ()
    if isinstance(value, dict):
        children = ((f"{path}.{key}", child) for key, child in value.items())
    elif isinstance(value, list):
        children = ((f"{path}[{i}]", child) for i, child in enumerate(value))
    for where, child in children:
        yield from _walk(child, where)
