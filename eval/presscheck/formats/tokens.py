"""Tokens and texts: tokens of a file to their places in a text, a text to tokens that respect spans."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from presscheck.document.folding import fold
from presscheck.document.model import Document, Mention, Offsets
from presscheck.formats.source import Source

BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
"""What the Penn Treebank writes for brackets."""

FAR = 200
"""Code points of the text that may stand between two tokens without a token of their own."""

_TOKEN = re.compile(r"\w+(?:[’']\w+)*|[^\w\s]")


class Line(NamedTuple):
    """One line of a column file.

    Args:
        number: counted from 1.
        cells: its columns.
    """

    number: int
    cells: list[str]


def joined(words: Iterable[str]) -> tuple[str, list[Offsets]]:
    """A text made of tokens, where no other is known, and their places.

    >>> joined(["Oslo", "calls"])
    ('Oslo calls', [(0, 4), (5, 10)])
    """
    places, at = [], 0
    said = list(words)
    for word in said:
        places.append((at, at + len(word)))
        at += len(word) + 1
    return " ".join(said), places


def aligned(words: Sequence[tuple[int, str]], text: str, source: Source) -> list[Offsets]:
    """Where tokens stand in a text, one after the other; typography may differ, nothing else.

    Args:
        words: line numbers and tokens.
        text: the document's text.
        source: for messages; notes what of the text has no token.

    Raises:
        InvalidInputError: a token does not stand where it must; names its line.
    """
    folded = fold(text)
    places: list[Offsets] = []
    at = 0
    for number, word in words:
        wanted = fold(BRACKETS.get(word, word)).text.strip()
        if not wanted:  # a soft hyphen or the like: nothing is left of it, so it is looked for as it is
            begin = text.find(word, places[-1][1] if places else 0)
            if begin < 0:
                source.fail(f"token {word!r} is not in the text after the token before it", number)
            places.append((begin, begin + len(word)))
            continue
        begin = folded.text.find(wanted, at, at + len(wanted) + FAR)
        place = folded.original(begin, begin + len(wanted)) if begin >= 0 else None
        if place is None:
            after = text[max(0, places[-1][1] - 20) : places[-1][1]] if places else ""
            source.fail(f"token {word!r} is not in the text after {after!r}", number)
        if folded.text[at:begin].strip():
            source.notes["stretches of text without tokens"] += 1
        places.append(place)
        at = begin + len(wanted)
    return places


def sentences(
    sizes: Iterable[int], places: Sequence[Offsets], text: str, source: Source
) -> list[Offsets] | None:
    """The sentences that blank lines make of tokens; None where they make none.

    What stands between two tokens without a token of its own belongs to the sentence before it, on its line.

    Args:
        sizes: how many tokens each block between blank lines has.
        places: of all tokens.
        text: the document's text.
        source: notes blocks that run over the end of a paragraph, which then are no sentences.
    """
    if not places:
        return None
    ends = [*accumulate(size for size in sizes if size)]
    borders = [0, *(_border(text, places[end - 1][1], places[end][0]) for end in ends[:-1]), len(text)]
    found = [_stripped(text, start, end) for start, end in pairwise(borders)]
    if any("\n" in text[start:end] or start >= end for start, end in found):
        source.notes["documents whose blank lines do not part sentences"] += 1
        return None
    return found


def _border(text: str, end: int, start: int) -> int:
    """Where a sentence ends whose last token does at `end`, if the next token begins at `start`."""
    return text.rfind("\n", end, start) + 1 or start


def _stripped(text: str, start: int, end: int) -> Offsets:
    """A stretch of a text without white space at its ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def tokenised(doc: Document, spans: Iterable[Offsets]) -> list[list[Offsets]]:
    """A text as sentences of tokens, none of which crosses the border of a span.

    Args:
        doc: a document with `text`; sentences are its own, else its lines.
        spans: borders that tokens must respect.
    """
    text = doc.text or ""
    borders = sorted({border for span in spans for border in span})
    sentences = sorted(doc.sentences or ()) or _lines(text)
    return [[p for m in _TOKEN.finditer(text, a, b) for p in _cut(m.span(), borders)] for a, b in sentences]


def _cut(place: Offsets, borders: list[int]) -> list[Offsets]:
    inner = borders[bisect_left(borders, place[0] + 1) : bisect_left(borders, place[1])]
    edges = [place[0], *inner, place[1]]
    return list(pairwise(edges))


def within(mentions: Iterable[Mention], sentence: Sequence[Offsets]) -> list[Mention]:
    """The mentions that begin in a sentence of tokens."""
    return [m for m in mentions if sentence and sentence[0][0] <= m.start < sentence[-1][1]]


def outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions without those inside others, or across them.

    Args:
        mentions: by start, the longer ones first.
    """
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _lines(text: str) -> list[Offsets]:
    return [m.span() for m in re.finditer(r"[^\n]+", text)]


def covered(tokens: Sequence[Offsets], span: Offsets) -> tuple[int, int] | None:
    """The tokens that make up a span, as first and last index; None if they do not.

    >>> covered([(0, 4), (5, 9), (9, 10)], (5, 10)), covered([(0, 4)], (0, 3))
    ((1, 2), None)
    """
    first = next((i for i, (start, _) in enumerate(tokens) if start == span[0]), None)
    last = next((i for i, (_, end) in enumerate(tokens) if end == span[1]), None)
    return (first, last) if first is not None and last is not None and first <= last else None
