"""SpkAtt-2023, task 1: JSON of a speech, with parts of quotes as tokens `sentence:token`.

The alternative layout, an object of sentences with annotations of their own,
is read too. Task 2 has the layout of the field map `gnqa`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from presscheck.document.model import ABSENT, Document
from presscheck.formats import losses, spoken, windows
from presscheck.formats.laid import decimal, lay
from presscheck.formats.source import Source, field, optional, records

ROLES = ("Source", "Cue", "Message", "Addr", *spoken.ASIDE)
ROWS = "Annotations"


class _Speech(NamedTuple):
    """A speech as it stands in the file.

    Args:
        sentences: number -> tokens.
        rows: annotations, each with its path.
    """

    sentences: dict[str, list[str]]
    rows: list[tuple[str, dict[str, Any]]]


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Sentences with tokens, and annotations with cues."""
    rows = records(begin)
    inner = [one for row in rows for one in row.values() if isinstance(one, dict) and "Tokens" in one]
    if inner or any("Sentences" in row for row in rows):
        yield "`Tokens`" if inner else "`Sentences`"
    if any(ROWS in row for row in [*rows, *inner]):
        yield f"`{ROWS}`"


def read(source: Source) -> Iterator[Document]:
    """Documents with quotes.

    Raises:
        InvalidInputError: not this layout; says where.
    """
    values = [*windows.objects(source)]
    for number, (line, path, value) in enumerate(values, 1):
        speech = (
            _whole(source, value, line, path)
            if isinstance(value, dict) and "Sentences" in value
            else _split(source, value, line, path)
        )
        yield _document(source, speech, line, _name(source, number, len(values)))


def _name(source: Source, number: int, count: int) -> str:
    """The id of a speech, which has none: that of the known text in its place, else the file's name.

    Args:
        source: with the texts.
        number: of the speech in the file, from 1.
        count: how many speeches the file has.
    """
    if len(source.texts) == count and not source.choices.assumed:
        return [*source.texts][number - 1]
    return source.numbered(number, count)


def _whole(source: Source, value: Any, line: int, path: str) -> _Speech:
    sentences = {
        str(one.get("SentenceId", i)): windows.tokens(source, one, line, f"{path}.Sentences[{i}]", "Tokens")
        for i, one in enumerate(_objects(source, value, "Sentences", line, path))
    }
    listed = _objects(source, value, ROWS, line, path)
    return _Speech(sentences, [(f"{path}.{ROWS}[{i}]", row) for i, row in enumerate(listed)])


def _split(source: Source, value: Any, line: int, path: str) -> _Speech:
    if not isinstance(value, dict) or not value:
        source.fail("expected `Sentences` and `Annotations`, or sentences by their numbers", line, path=path)
    speech = _Speech({}, [])
    for name, one in value.items():
        where = f"{path}.{name}"
        speech.sentences[name] = windows.tokens(source, one, line, where, "Tokens")
        listed = _objects(source, one, ROWS, line, where)
        speech.rows.extend((f"{where}.{ROWS}[{i}]", row) for i, row in enumerate(listed))
    return speech


def _objects(source: Source, value: Any, key: str, line: int, path: str) -> list[dict[str, Any]]:
    """A list of objects; an empty one where a test set has none."""
    listed: list[dict[str, Any]] = optional(source, value, key, list, line, path)
    for i, one in enumerate(listed):
        if not isinstance(one, dict):
            source.fail(f"expected an object, not {type(one).__name__}", line, path=f"{path}.{key}[{i}]")
    return listed


def _document(source: Source, speech: _Speech, line: int, name: str) -> Document:
    if not any(speech.sentences.values()):
        source.fail("no token in the speech", line)
    laid = lay(source, name, [[(line, token) for token in one] for one in speech.sentences.values()])
    first: dict[str, int] = {}
    at = 0
    for number, tokens in speech.sentences.items():
        first[number] = at
        at += len(tokens)
    quotes = [spoken.quote(laid, _roles(source, speech, first, row, line, path)) for path, row in speech.rows]
    return Document(
        id=name,
        text=laid.made,
        sentences=laid.sentences if laid.sentences is not None else ABSENT,
        quotes=[quote for quote in quotes if quote is not None],
    )


def _roles(
    source: Source, speech: _Speech, first: Mapping[str, int], row: dict[str, Any], line: int, path: str
) -> dict[str, list[int]]:
    """Role -> indexes of its tokens in the document."""
    losses.count_keys(source.notes, row, ROLES, "quotes")
    roles: dict[str, list[int]] = {}
    for role in ROLES:
        if row.get(role) is None:
            continue
        for i, token in enumerate(field(source, row, role, list, line, path)):
            sentence, _, number = str(token).partition(":")
            index = decimal(number)
            if index is None or index >= len(speech.sentences.get(sentence, ())):
                source.fail(
                    f"{token!r} is not a token; expected `sentence:token`", line, path=f"{path}.{role}[{i}]"
                )
            roles.setdefault(role, []).append(first[sentence] + index)
    return roles
