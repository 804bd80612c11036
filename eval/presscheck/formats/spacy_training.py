"""Read spaCy's training data before version 3: pairs of a text and its entities, and its JSON (internal)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

from presscheck.document.model import Offsets
from presscheck.formats.source import Source, field, optional
from presscheck.formats.tags import SCHEMES, runs
from presscheck.formats.tokens import aligned, joined

ENTITY = ("start", "end", "label")
MISSING = "-"
"""The tag of a token of which nothing is known."""


def is_pair(value: Any) -> bool:
    """Return whether a value is a text and what is annotated in it."""
    pair = isinstance(value, list) and len(value) == len(("text", "annotations"))
    return pair and isinstance(value[0], str) and isinstance(value[1], dict)


def paired(value: list[Any]) -> dict[str, Any]:
    """A pair, as `Doc.to_json` would have it."""
    return {"text": value[0], "ents": _entities(value[1].get("entities"))}


def _entities(listed: Any) -> list[Any]:
    return [
        dict(zip(ENTITY, one, strict=False)) if isinstance(one, list | tuple) else one for one in listed or ()
    ]


def is_training(value: Any) -> bool:
    """Return whether a value is a document of version 2: paragraphs of sentences of tokens.

    >>> is_training({"id": 0, "paragraphs": [{"raw": "Oslo", "sentences": []}]}), is_training({"id": 0})
    (True, False)
    """
    paragraphs = value.get("paragraphs") if isinstance(value, dict) else None
    return isinstance(paragraphs, list) and all(
        isinstance(one, dict) and "sentences" in one for one in paragraphs
    )


def tokens_in(paragraphs: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The tokens of paragraphs, as far as they are such."""
    for paragraph in paragraphs:
        sentences = paragraph.get("sentences")
        for one in sentences if isinstance(sentences, list) else ():
            tokens = one.get("tokens") if isinstance(one, dict) else None
            yield from (token for token in tokens or () if isinstance(token, dict))


def documents(source: Source, value: dict[str, Any], line: int, path: str) -> Iterator[tuple[str, Any]]:
    """The paragraphs of a document, each as `Doc.to_json` would have it, with its JSON path.

    Args:
        source: for messages and notes.
        value: the document.
        line: for messages.
        path: JSON path of it.

    Raises:
        InvalidInputError: a token has no words, or is not in the text.
    """
    for i, paragraph in enumerate(value["paragraphs"]):
        where = f"{path}.paragraphs[{i}]"
        listed = field(source, paragraph, "sentences", list, line, where)
        sentences = [
            field(source, one, "tokens", list, line, f"{where}.sentences[{k}]")
            for k, one in enumerate(listed)
        ]
        words = [
            (line, field(source, token, "orth", str, line, f"{where}.sentences[{k}].tokens[{j}]"))
            for k, tokens in enumerate(sentences)
            for j, token in enumerate(tokens)
        ]
        raw = paragraph.get("raw")
        text, places = (
            (raw, aligned(words, raw, source)) if isinstance(raw, str) else joined(w for _, w in words)
        )
        given = optional(source, paragraph, "entities", list, line, where)
        ents = _entities(given) if given else [*_tagged(source, sentences, places)]
        yield where, {"text": text, "ents": ents, "sents": [*_sentences(sentences, places)]}


def _tagged(source: Source, sentences: list[list[Any]], places: list[Offsets]) -> Iterator[dict[str, Any]]:
    at = 0
    for tokens in sentences:
        tags = [str(token.get("ner") or MISSING) for token in tokens]
        if unknown := tags.count(MISSING):
            source.notes["tokens of which nothing is known, read as outside"] += unknown
        for run in runs(["O" if tag == MISSING else tag for tag in tags], SCHEMES[0], source.notes):
            first, last = places[at + run.first], places[at + run.last]
            yield {"start": first[0], "end": last[1], "label": run.label}
        at += len(tokens)


def _sentences(sentences: list[list[Any]], places: list[Offsets]) -> Iterator[dict[str, int]]:
    ends = [*accumulate(map(len, sentences))]
    for start, end in zip([0, *ends], ends, strict=False):
        if start < end:
            yield {"start": places[start][0], "end": places[end - 1][1]}
