"""AIDA-CoNLL: columns of token, B or I, mention, YAGO id, Wikipedia URL and more; `--NME--` means no link.

A link is the title in the Wikipedia URL, else the YAGO id, as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from presscheck.document.model import ABSENT, Document, Entity, Mention
from presscheck.formats import chains
from presscheck.formats.laid import lay
from presscheck.formats.source import Source

NIL = "--NME--"
_BEGIN = re.compile(r"-DOCSTART- \((.+)\)\s*")
_MENTION, _LINK, _URL = 2, 3, 4
"""Columns after token and tag."""


class _Token(NamedTuple):
    """A line with a token.

    Args:
        number: of the line, from 1.
        cells: its columns.
    """

    number: int
    cells: list[str]


class _Article(NamedTuple):
    """A document while it is read.

    Args:
        name: its id.
        sentences: of tokens.
    """

    name: str
    sentences: list[list[_Token]]


def signs(_path: Path, begin: str) -> Iterator[str]:
    """`-DOCSTART- (NAME)`, and mentions beside their first tokens."""
    if begin.startswith("-DOCSTART- ("):
        yield "`-DOCSTART- (…)`"
    rows = [line.rstrip("\r").split("\t") for line in begin.split("\n")]
    if any(len(row) > _MENTION and row[1] == "B" and row[_MENTION].startswith(row[0]) for row in rows):
        yield "mentions beside B and I"


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and the entities that they are linked to.

    Raises:
        InvalidInputError: a line is not in the layout; says which.
    """
    articles: list[_Article] = []
    for number, line in enumerate(source.content().split("\n"), 1):
        if begins := _BEGIN.match(line):
            articles.append(_Article(begins[1], [[]]))
        elif not line.strip():
            if articles:
                articles[-1].sentences.append([])
        elif not articles:
            source.fail("a token before any document; expected `-DOCSTART- (NAME)`", number)
        else:
            articles[-1].sentences[-1].append(_token(source, line, number))
    if not any(any(article.sentences) for article in articles):
        source.fail("no token in the file", 1)
    yield from source.each(articles, lambda article: _document(source, article))


def _token(source: Source, line: str, number: int) -> _Token:
    cells = line.rstrip("\r").split("\t")
    tagged = len(cells) > 1 and any(cells[1:])
    if not cells[0].strip() or (tagged and (cells[1] not in ("B", "I") or len(cells) <= _MENTION)):
        source.fail(f"{line!r}; expected a token, or a token, B or I, and the mention", number)
    return _Token(number, cells if tagged else cells[:1])


def _document(source: Source, article: _Article) -> Document:
    sentences = [sentence for sentence in article.sentences if sentence]
    laid = lay(source, article.name, [[(one.number, one.cells[0]) for one in some] for some in sentences])
    tokens = [token for sentence in sentences for token in sentence]
    mentions, titles = [], {}
    for first, after in _runs(source, tokens):
        token = tokens[first]
        title = _title(token.cells)
        entity: Any = None if title is None else title
        if title is not None:
            titles[title] = title
        place = laid.span(first, after, token.cells[_MENTION], token.number, "$")
        mentions.append(Mention(**place, entity=entity))
    kept = chains.admissible(mentions, source.notes)
    return Document(
        id=article.name,
        text=laid.made,
        sentences=laid.sentences if laid.sentences is not None else ABSENT,
        mentions=kept,
        entities=[Entity(id=title, wikidata=title) for title in titles],
    )


def _runs(source: Source, tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    """First token of each mention, and the one after its last."""
    begin: int | None = None
    for i, token in enumerate([*tokens, _Token(0, [""])]):
        tag = token.cells[1] if len(token.cells) > 1 else ""
        if begin is None and tag == "I":
            source.fail("I without a B before it", token.number)
        if begin is not None and tag != "I":
            yield begin, i
            begin = None
        if tag == "B":
            begin = i


def _title(cells: list[str]) -> str | None:
    """The target of a mention's link; None if it has none.

    >>> _title(["Bo", "B", "Bo", "Bo", "http://en.wikipedia.org/wiki/Bo_B"]), _title(["Bo", "B", "Bo", NIL])
    ('Bo_B', None)
    """
    link = cells[_LINK].strip() if len(cells) > _LINK else ""
    if not link or link == NIL:
        return None
    url = cells[_URL].strip() if len(cells) > _URL else ""
    return unquote(url.rsplit("/", 1)[-1]) or link
