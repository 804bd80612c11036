"""Prepare the text that a pipeline reads: paragraphs without wraps and odd characters (internal).

Pipelines are trained on clean text. A line feed inside a sentence, a soft
hyphen, a ligature or an accent that stands apart from its letter is a matter of
files and not of language, and so are the two characters of a mark in the Penn
Treebank: all this is taken out before the text is parsed, and every offset leads
back to the text as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

WIDEST = 100
"""Code points of the longest line that is still taken for a wrapped one."""

NARROWEST = 30
"""Code points of the longest line that may be one."""

_PIECE = re.compile(
    "(?P<unseen>[\u00ad\u200b\u2060\ufeff]+)"
    "|(?P<blank>\\s+)"
    "|(?P<ligature>[\ufb00-\ufb06])"
    "|(?P<marked>[^\\W\\d_][\u0300-\u036f]+)"
    "|(?P<mark>``|''(?!'))"
    "|(?P<plain>(?s:.))"
)


class Reading(NamedTuple):
    """A paragraph as a pipeline reads it.

    Args:
        text: without the parts that are not language.
        starts: for each of its characters, the code point of the document's text at which its source starts.
        ends: likewise, the code point after its source.
    """

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place of a span of the paragraph in the document's text."""
        return self.starts[start], self.ends[end - 1]


def paragraphs(text: str) -> list[Reading]:
    r"""The paragraphs of a text that hold any words: its lines, those of a hard-wrapped text joined.

    >>> [read.text for read in paragraphs("One\u00ad line.\n\n\tAno\ufb00er.")]
    ['One line.', 'Anoffer.']
    """
    return [_read(text, start, end) for start, end in _joined(text)]


def _joined(text: str) -> Iterator[tuple[int, int]]:
    """Lines, and lines that a hard wrap has made of one."""
    lines = [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text)]
    full = _full(text, lines)
    start = None
    for i, line in enumerate(lines):
        start = line[0] if start is None else start
        if not full[i]:
            yield start, line[1]
            start = None


def _full(text: str, lines: Sequence[tuple[int, int]]) -> list[bool]:
    """For each line, whether it ends as the next word had no place; never, if most end otherwise."""
    width = max((end - start for start, end in lines), default=0)
    no_place = [
        start == end + 1 and end - begin + 1 + len(text[start:last].split(maxsplit=1)[0]) > width
        for (begin, end), (start, last) in pairwise(lines)
    ]
    wrapped = NARROWEST <= width <= WIDEST and len(lines) > 3 and 2 * sum(no_place) > len(no_place)
    return [*(no_place if wrapped else [False] * len(no_place)), False]


def _read(text: str, start: int, end: int) -> Reading:
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    first, last = len(text[:end]) - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())
    marks = "``" in text  # else two apostrophes may be inches
    for piece in _PIECE.finditer(text, first, last):
        kind = piece.lastgroup or ""
        new = piece[0] if kind == "mark" and not marks else _clean(piece[0], kind)
        out.append(new)
        kept = len(new) == len(piece[0]) > 1  # two apostrophes that stay: each leads to itself
        starts += range(piece.start(), piece.end()) if kept else [piece.start()] * len(new)
        ends += range(piece.start() + 1, piece.end() + 1) if kept else [piece.end()] * len(new)
    return Reading("".join(out), starts, ends)


def _clean(words: str, kind: str) -> str:
    if kind == "unseen":
        return ""
    if kind == "blank":
        return " "
    if kind == "mark":
        return "“" if words == "``" else "”"
    if kind == "marked":
        return unicodedata.normalize("NFC", words)
    return unicodedata.normalize("NFKC", words) if kind == "ligature" else words
