"""JSON of a Hugging Face token-classification pipeline: a list of entities, or one list for each text.

Grouped entities have `entity_group`; single tokens have `entity` (a BIO tag)
and are put together. Where `start` and `end` are null (slow tokenisers) the
words alone are kept, to be anchored.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from presscheck.document.model import ABSENT, NOWHERE, Document, Mention
from presscheck.formats.source import Source, field, parsed_head, records_of


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Lists of objects with `entity` or `entity_group`, and with `score` and `word`."""
    value = records_of(parsed_head(begin))
    if value is None or begin.lstrip("\ufeff \n\r\t")[:1] != "[":
        return
    if "entity_group" in value or "entity" in value:
        yield "`entity_group`" if "entity_group" in value else "`entity`"
    if {"word", "score"} <= value.keys():
        yield "`word` and `score`"


def read(source: Source) -> Iterator[Document]:
    """Predictions with mentions, for the known texts in their order.

    Raises:
        InvalidInputError: not the JSON of such a pipeline.
        UsageError: there are not as many texts as lists.
    """
    lists = per_text(source)
    for (name, text), (line, found) in zip(source.names(len(lists)), lists, strict=True):
        pieces = [_piece(source, value, line, f"$[{i}]") for i, value in enumerate(found)]
        yield Document(id=name, mentions=_merged(pieces, text or "", source))


def per_text(source: Source) -> list[tuple[int, list[Any]]]:
    """One list of entities for each text, with its line: a list, a list of lists, or a list on each line."""
    values = source.values()
    if len(values) == 1:
        line, value = values[0]
        if isinstance(value, list) and value and all(isinstance(inner, list) for inner in value):
            return [(line, inner) for inner in value]
    for line, value in values:
        if not isinstance(value, list):
            source.fail(f"expected a list of entities, not {type(value).__name__}", line)
    return values


def _piece(source: Source, value: Any, line: int, path: str) -> tuple[str, Mention]:
    """A mark (B, I, or "" for a whole entity) and the mention."""
    word = field(source, value, "word", str, line, path)
    start, end = value.get("start"), value.get("end")
    if start is None or end is None:
        start = end = NOWHERE
    elif not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        source.fail(f"`start` {start!r} and `end` {end!r} are no span", line, path=path)
    if "entity_group" in value:
        label = field(source, value, "entity_group", str, line, path)
        return "", Mention(start=start, end=end, text=word, type=label)
    mark, dash, label = field(source, value, "entity", str, line, path).partition("-")
    if not dash:
        mark, label = "B", mark
    return mark, Mention(start=start, end=end, text=word, type=label)


def _merged(pieces: list[tuple[str, Mention]], text: str, source: Source) -> list[Mention]:
    """Whole entities, tokens put together: an I- of the same type, or a word piece, goes on."""
    mentions: list[Mention] = []
    for mark, piece in pieces:
        if piece.type == "O":
            continue
        last = mentions[-1] if mentions else None
        goes_on = mark not in ("", "B", "S", "U") and last is not None and last.type == piece.type
        goes_on = goes_on or bool(mark and last is not None and (piece.text or "").startswith("##"))
        if (
            last is not None
            and goes_on
            and (piece.start == NOWHERE or not text[last.end : piece.start].strip())
        ):
            mentions[-1] = _longer(last, piece, text)
            continue
        if mark not in ("", "B", "S", "U"):
            source.notes[f"mentions that begin with {mark}-"] += 1
        mentions.append(_with_words(piece, text))
    return mentions


def _longer(last: Mention, piece: Mention, text: str) -> Mention:
    word = piece.text or ""
    both = f"{last.text}{word[2:]}" if word.startswith("##") else f"{last.text} {word}"
    longer = Mention(start=last.start, end=piece.end, text=both, type=last.type)
    return _with_words(longer, text)


def _with_words(mention: Mention, text: str) -> Mention:
    """The text's own words where there are offsets: a pipeline gives what its tokeniser made of them."""
    if mention.start == NOWHERE:
        return mention
    words = text[mention.start : mention.end]
    return Mention(start=mention.start, end=mention.end, text=words or ABSENT, type=mention.type)
