"""GePaDe: sentences with a list of roles for each predicate; a sentence is a document.

Predictions (a sentence a line) have no words: they count the tokens of the
known text of the sentence, which are parted by blanks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from presscheck.document.model import Document, Quote
from presscheck.formats import spoken, windows
from presscheck.formats.laid import Laid, lay
from presscheck.formats.source import Source, field, records
from presscheck.text import wording

NONE, CUE = "_", "V"
KEYS = {"predicate", "roles"}


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Annotations by tokens, each with a predicate and its roles."""
    rows = records(begin)
    inner = [one for row in rows for one in row.values() if isinstance(one, dict) and "words" in one]
    if inner:
        yield "sentences with `words`"
    elif any("sentence_id" in row for row in rows):
        yield "`sentence_id`"
    holders = [one.get("annotations") for one in [*rows, *inner]]
    listed = [one for holder in holders if isinstance(holder, dict) for one in holder.values()]
    if any(isinstance(one, dict) and KEYS & one.keys() for one in listed):
        yield "`predicate` and `roles`"
    elif inner and any(isinstance(holder, dict) for holder in holders):
        yield "`annotations` by their tokens"


def read(source: Source) -> Iterator[Document]:
    """Sentences with quotes.

    Raises:
        InvalidInputError: not this layout, or predictions about an unknown text; says where.
    """
    yield from source.each(_sentences(source), lambda one: _document(source, *one))


def _sentences(source: Source) -> Iterator[tuple[str, Any, int, str]]:
    """Id, value, line and path of each sentence."""
    for line, path, value in windows.objects(source):
        if isinstance(value, dict) and "sentence_id" in value:
            yield field(source, value, "sentence_id", str, line, path), value, line, path
        elif isinstance(value, dict):
            yield from ((name, one, line, f"{path}.{name}") for name, one in value.items())
        else:
            source.fail(
                "expected an object of sentences, or `sentence_id` and `annotations`", line, path=path
            )


def _document(source: Source, name: str, value: Any, line: int, path: str) -> Document:
    rows = field(source, value, "annotations", dict, line, path)
    if "words" in value:
        words = windows.tokens(source, value, line, path, "words")
    elif name in source.texts:
        words = [word for word in source.texts[name].split(" ") if word.strip()]
    else:
        say = f"no `words` and no known text {name!r}; give it with {wording.name('texts')}"
        source.fail(say, line, path=path)
    if not words:
        source.fail("no token in the sentence", line, path=path)
    laid = lay(source, name, [[(line, word) for word in words]])
    quotes = [_quote(laid, row, line, f"{path}.annotations.{token}") for token, row in rows.items()]
    return Document(id=name, text=laid.made, quotes=[quote for quote in quotes if quote is not None])


def _quote(laid: Laid, row: Any, line: int, path: str) -> Quote | None:
    """The quote of a predicate; None of a word that is not one."""
    source = laid.source
    predicate = field(source, row, "predicate", str, line, path)
    tags = field(source, row, "roles", list, line, path)
    if predicate == NONE:
        return None
    if len(tags) != len(laid.places):
        source.fail(f"{len(tags)} roles for {len(laid.places)} tokens", line, path=f"{path}.roles")
    roles: dict[str, list[int]] = {}
    for i, tag in enumerate(tags):
        mark, _, role = str(tag).partition("-")
        if tag != NONE and (mark not in ("B", "I") or not role):
            source.fail(f"{tag!r}; expected `_`, B-ROLE or I-ROLE", line, path=f"{path}.roles[{i}]")
        if tag != NONE:
            roles.setdefault("Cue" if role == CUE else role, []).append(i)
    return spoken.quote(laid, roles)
