"""JSON of a Hugging Face token-classification pipeline: a list of entities, or one list for each text.

Grouped entities have `entity_group`; single tokens have `entity` (a tag, with
or without a mark) and are put together. Where `start` and `end` are null (slow
tokenisers) the words alone are kept, to be anchored.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from presscheck.document.model import NOWHERE, Document, Mention
from presscheck.formats import losses
from presscheck.formats.laid import confidence
from presscheck.formats.pieces import agree, is_piece, spelled
from presscheck.formats.source import Source, field, records
from presscheck.formats.tags import prefixed

READ = ("entity", "entity_group", "score", "word", "start", "end", "index")
"""Keys of a token or an entity."""


class _Token(NamedTuple):
    """A token, or a whole entity, in the output of a pipeline.

    Args:
        mark: of its tag; "" for a whole entity or a label without mark.
        whole: whether it is a whole entity.
        label: its type.
        word: as the tokeniser writes it.
        start: in code points; NOWHERE if it is not known.
        end: likewise.
        score: how sure the system is; None if it does not say.
        path: its place in the file.
    """

    mark: str
    whole: bool
    label: str
    word: str
    start: int
    end: int
    score: float | None
    path: str


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Objects with `entity` or `entity_group`, and with `score` and `word`."""
    rows = records(begin)
    yield from [f"`{key}`" for key in ("entity_group", "entity") if any(key in row for row in rows)][:1]
    if any({"word", "score"} <= row.keys() for row in rows):
        yield "`word` and `score`"


def read(source: Source) -> Iterator[Document]:
    """Predictions with mentions, for the known texts in their order.

    Raises:
        InvalidInputError: not the JSON of such a pipeline.
        UsageError: there are not as many texts as lists.
    """
    lists = per_text(source)
    items = [*zip(source.names(len(lists)), lists, strict=True)]
    yield from source.each(items, lambda item: _document(source, *item[0], *item[1]))


def _document(source: Source, name: str, text: str | None, line: int, values: list[Any]) -> Document:
    tokens = [_token(source, value, line, f"$[{i}]") for i, value in enumerate(values)]
    groups = _groups(tokens, text, source)
    mentions = [_mention(group, text) for group in groups]
    source.origins.update(
        {(name, f"$.mentions[{i}]"): (str(source.path), line) for i, _ in enumerate(mentions)}
    )
    return Document(id=name, mentions=mentions)


def per_text(source: Source) -> list[tuple[int, list[Any]]]:
    """One list of entities for each text, with its line: a list, a list of lists, a list or entity a line."""
    values = source.values()
    if all(isinstance(value, dict) for _, value in values):
        return [(values[0][0], [value for _, value in values])]
    if len(values) == 1:
        line, value = values[0]
        if isinstance(value, list) and value and all(isinstance(inner, list) for inner in value):
            return [(line, inner) for inner in value]
    for line, value in values:
        if not isinstance(value, list):
            source.fail(f"expected a list of entities, not {type(value).__name__}", line)
    return values


def _token(source: Source, value: Any, line: int, path: str) -> _Token:
    word = field(source, value, "word", str, line, path)
    start, end = value.get("start"), value.get("end")
    if start is None or end is None:
        start = end = NOWHERE
    elif not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        source.fail(f"`start` {start!r} and `end` {end!r} are not a span", line, path=path)
    score = confidence(value.get("score"))
    losses.count_keys(source.notes, value, READ, "entities")
    if "entity_group" in value:
        label = field(source, value, "entity_group", str, line, path)
        return _Token("", True, label, word, start, end, score, path)
    tag = field(source, value, "entity", str, line, path)
    mark, label = prefixed(tag) or ("", tag)
    if label == "O":
        source.notes[f"tokens tagged {tag}, left out"] += 1
        mark = "O"
    return _Token(mark, False, label, word, start, end, score, path)


def _groups(tokens: list[_Token], text: str | None, source: Source) -> list[list[_Token]]:
    """Whole entities, and tokens that are one: an I-, a label again, or a further piece of the same word."""
    groups: list[list[_Token]] = []
    for token in tokens:
        if token.mark in ("O", "X"):
            continue
        last = groups[-1] if groups and not token.whole and not groups[-1][-1].whole else None
        if last is not None and _next(last[-1], token, text):
            piece = is_piece(token.word, joins=last[-1].end == token.start != NOWHERE)
            if piece and token.label != last[0].label:
                source.notes["pieces of a word with another label than its first, which counts"] += 1
            if piece or (token.mark not in ("B", "S", "U") and token.label == last[0].label):
                last.append(token)
                continue
        if token.mark not in ("", "B", "S", "U"):
            source.notes[f"mentions that begin with {token.mark}-"] += 1
        groups.append([token])
    return groups


def _next(last: _Token, token: _Token, text: str | None) -> bool:
    """Return whether only white space is between two tokens; true if that is not known."""
    if NOWHERE in (last.start, token.start):
        return True
    if text is None:
        return token.start - last.end in (0, 1)
    return last.end <= token.start and not text[last.end : token.start].strip()


def _mention(group: list[_Token], text: str | None) -> Mention:
    """One mention of its tokens; its words are the text's where every token's word stands at its offsets."""
    first, last = group[0], group[-1]
    scores = [token.score for token in group if token.score is not None]
    sure: dict[str, Any] = {"confidence": sum(scores) / len(scores)} if len(scores) == len(group) else {}
    start, end = first.start, last.end if first.start != NOWHERE else NOWHERE
    words = spelled([token.word for token in group], whole=first.whole)
    if text is not None and start != NOWHERE:
        if all(agree(token.word, text[token.start : token.end]) for token in group) and end <= len(text):
            words = text[start:end]
    elif start != NOWHERE:
        return Mention(start=start, end=end, type=first.label, **sure)
    return Mention(start=start, end=end, text=words, type=first.label, **sure)
