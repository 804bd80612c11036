"""Quotation marks: which belong together, and what type of quote they make.

Only double marks count: “ ” „ « » and the straight ". A paragraph is a line of
the text. A quotation that runs over several paragraphs repeats its opening
mark at the start of each and closes once, at the end of the last; one that is
never closed ends with its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from presscheck.document.model import Document, Quote

_CLOSERS = {"“": "”", "„": "“”", "«": "»", '"': '"'}
_MARK = re.compile('[“”„«»"]')
_COMPLEMENTIZER = re.compile(r"\s*(?:that|whether|if|to)\b", re.IGNORECASE)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_INSIDE = "\0"


class Marked(NamedTuple):
    """A pair of double quotation marks.

    Args:
        parts: the spans it covers, marks included: one, or one for each paragraph.
        closed: whether the closing mark stands there.
    """

    parts: tuple[tuple[int, int], ...]
    closed: bool


def pairs(text: str) -> list[Marked]:
    r"""The pairs of double quotation marks of a text, by their first mark.

    Nested pairs are pairs of their own; a closing mark that nothing opened is
    passed over, and so is a mark left open inside a pair (*“6" long”*); straight
    marks open and close in turn within their paragraph.

    Args:
        text: a document's text; paragraphs are its lines.

    >>> pairs("He said “yes” and “no”.")
    [Marked(parts=((8, 13),), closed=True), Marked(parts=((18, 22),), closed=True)]
    >>> pairs("“One.\n“Two.”")
    [Marked(parts=((0, 5), (6, 12)), closed=True)]
    >>> pairs("“One.\nTwo.")
    [Marked(parts=((0, 5),), closed=False)]
    """
    found: list[Marked] = []
    open_over: list[tuple[int, int]] = []
    over_mark = ""
    for start, end in _paragraphs(text):
        first = _first_character(text, start, end)
        carried = open_over if open_over and text[first : first + 1] == over_mark else []
        if open_over and not carried:
            found.append(Marked((*open_over,), closed=False))
        left = _paragraph(text, start, end, carried, found)
        if left is None:
            open_over = []
        else:
            over_mark, open_over = left
    if open_over:
        found.append(Marked((*open_over,), closed=False))
    return sorted(found)


def _paragraph(
    text: str, start: int, end: int, carried: list[tuple[int, int]], found: list[Marked]
) -> tuple[str, list[tuple[int, int]]] | None:
    """Pair the marks of one paragraph; what stays open at its end, outermost first, or None."""
    stack: list[tuple[str, int]] = []
    before = carried
    for standing in _MARK.finditer(text, start, end):
        at, mark = standing.start(), standing[0]
        depth = next((i for i in range(len(stack))[::-1] if mark in _CLOSERS[stack[i][0]]), None)
        if depth is not None:
            earlier = () if depth else (*before,)
            before = before if depth else []
            found.append(Marked((*earlier, (stack[depth][1], at + 1)), closed=True))
            del stack[depth:]
        elif mark in _CLOSERS:
            stack.append((mark, at))
    if not stack:
        return None
    for _, opened in stack[1:]:
        found.append(Marked(((opened, _trimmed(text, opened, end)),), closed=False))
    mark, opened = stack[0]
    return mark, [*before, (opened, _trimmed(text, opened, end))]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _first_character(text: str, start: int, end: int) -> int:
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def inside(text: str) -> list[tuple[int, int]]:
    """The spans inside double quotation marks, marks included, without overlaps and in order.

    >>> inside("“A “B” C” D")
    [(0, 9)]
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted(part for pair in pairs(text) for part in pair.parts):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def quote_type(text: str, content: Iterable[tuple[int, int]], within: list[tuple[int, int]]) -> str:
    """The type of a quote, which follows from its marks.

    *indirect* if no character of the content lies inside double marks; *direct*
    if what lies outside them, after dropping one leading *that, whether, if* or
    *to*, holds no letter or digit; else *mixed*.

    Args:
        text: the document's text.
        content: the spans of the content, in order.
        within: what lies inside marks, from `inside(text)`.

    >>> text = "He said that “yes” is enough."
    >>> [quote_type(text, [span], inside(text)) for span in [(8, 18), (8, 28), (19, 28)]]
    ['direct', 'mixed', 'indirect']
    """
    outside = " ".join(_masked(text, start, end, within) for start, end in content)
    if _INSIDE not in outside:
        return "indirect"
    rest = _COMPLEMENTIZER.sub("", outside, count=1) if _COMPLEMENTIZER.match(outside) else outside
    return "mixed" if _LETTER_OR_DIGIT.search(rest) else "direct"


def _masked(text: str, start: int, end: int, within: list[tuple[int, int]]) -> str:
    """The words of a span, with a placeholder for each character inside marks."""
    pieces, at = [], start
    for first, last in within:
        low, high = max(first, start), min(last, end)
        if low < high:
            pieces += [text[at:low], _INSIDE * (high - low)]
            at = high
    return "".join([*pieces, text[at:end]])


def derived_type(doc: Document, quote: Quote) -> str | None:
    """The type of one quote of a document; None if the document has no text or the quote no offsets."""
    if not isinstance(doc.text, str) or not quote.content or any(part.start < 0 for part in quote.content):
        return None
    spans = [(part.start, part.end) for part in quote.content]
    return quote_type(doc.text, spans, inside(doc.text))
