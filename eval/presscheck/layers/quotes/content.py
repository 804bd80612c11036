"""Content of a quote: characters that are not white space.

A content is a list of spans; its parts are sorted, and parts with only white
space between them are one. Everything is counted in characters other than
white space, so no tokenizer has a say, and compared as sets of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from presscheck.document.model import Offsets, Span
from presscheck.layers.texts.characters import characters

_LEADING_THAT = re.compile(r"that\b", re.IGNORECASE)
_NOT_HEAD = re.compile(r",|\b(?:of|who)\b")
_WORD = re.compile(r"\w[\w.’'-]*")  # apostrophes, not quotation marks: *o’clock*, *don't*


class Content(NamedTuple):
    """The normal form of a list of spans.

    Args:
        parts: sorted spans inside the text, touching ones merged.
        invented: spans at or beyond the end of the text: words that do not stand in it.
        size: characters other than white space, invented ones included.
    """

    parts: tuple[Offsets, ...]
    invented: tuple[Offsets, ...]
    size: int

    @property
    def reach(self) -> Offsets:
        """The first code point, and the one after the last."""
        spans = self.parts + self.invented or ((0, 0),)
        return spans[0][0], spans[-1][1]

    @property
    def start(self) -> int:
        """The first code point."""
        return self.reach[0]

    @property
    def end(self) -> int:
        """The code point after the last one."""
        return self.reach[1]


def visible_length(text: str, start: int, end: int) -> int:
    """Return the number of characters of `text[start:end]` that are not white space.

    >>> visible_length("no deal  yet", 0, 12)
    9
    """
    return characters(text).visible(start, end)


def visible(words: str) -> int:
    """Return the number of characters of some words that are not white space.

    >>> visible("no  way")
    5
    """
    return len("".join(words.split()))


class Contents:
    """The contents of quotes of one text; the same single span, as of gold and prediction, is counted once.

    Args:
        text: the document's.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._visible = characters(text).visible
        self._known: dict[Offsets, Content] = {}

    def of(self, spans: Sequence[Span]) -> Content:
        """The content of a quote, as `content`."""
        first = spans[0]
        place = first.start, first.end
        if len(spans) > 1 or first.end > len(self.text):
            return content(spans, self.text)
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = Content((place,), (), self._visible(*place))
        return known


def content(spans: Sequence[Span], text: str) -> Content:
    """The normal form of a quote's content.

    Args:
        spans: in any order; those that start at or beyond the end of the text are invented
            and count by their own `text`.
        text: the document's.

    >>> content([Span(start=3, end=8), Span(start=0, end=2)], "We agree. Now.")
    Content(parts=((0, 8),), invented=(), size=7)
    """
    size = len(text)
    inside = [(span.start, span.end) for span in spans if span.start < size]
    found = of_parts(inside, text)
    if len(inside) == len(spans):
        return found
    outside = {(span.start, span.end): span.text for span in spans if span.start >= size}
    invented = sum(
        visible(words) if words is not None else end - start for (start, end), words in outside.items()
    )
    return Content(found.parts, tuple(sorted(outside)), found.size + invented)


def of_parts(parts: Iterable[Offsets], text: str) -> Content:
    """The normal form of spans that all stand in the text."""
    merged = _merged(parts, text)
    return Content(tuple(merged), (), sum(visible_length(text, start, end) for start, end in merged))


def _merged(parts: Iterable[Offsets], text: str) -> list[Offsets]:
    """Spans in order, touching ones as one."""
    merged: list[Offsets] = []
    blank = characters(text).blank
    for start, end in sorted(parts):
        if merged and (start <= merged[-1][1] or blank(merged[-1][1], start)):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def common(a: Iterable[Offsets], b: Iterable[Offsets]) -> Iterator[Offsets]:
    """The intersections of two sorted lists of spans, in order.

    >>> list(common([(0, 4), (7, 12)], [(2, 9)]))
    [(2, 4), (7, 9)]
    """
    left, right = [*a], [*b]
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            yield start, end
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1


def overlap(a: Content, b: Content, text: str) -> int:
    """Return the number of characters, white space aside, that two contents share.

    >>> text = "abcdefghijkl"
    >>> overlap(of_parts([(0, 4), (7, 12)], text), of_parts([(0, 12)], text), text)
    9
    """
    if a.parts == b.parts and not a.invented:
        return a.size
    visible_in = characters(text).visible
    return sum([visible_in(start, end) for start, end in common(a.parts, b.parts)])


def same(a: Content, b: Content, text: str) -> bool:
    """Return whether two contents are the same set of characters."""
    return a.size == b.size and overlap(a, b, text) == a.size


def dice(shared: int, a: int, b: int) -> Fraction:
    """2|A ∩ B| / (|A| + |B|); 0 for two empty sets.

    Args:
        shared: |A ∩ B|.
        a: |A|.
        b: |B|.

    >>> dice(4, 9, 4)
    Fraction(8, 13)
    """
    return Fraction(2 * shared, a + b) if a + b else Fraction(0)


def trimmed(whole: Content, text: str) -> Content:
    """The content without marks and punctuation at the edges of its parts, and without a leading *that*.

    >>> text = "said that “we agree.”"
    >>> trimmed(of_parts([(5, 21)], text), text)
    Content(parts=((11, 19),), invented=(), size=7)
    """
    inside = of_parts(trimmed_parts(whole.parts, text), text)
    lost = sum(visible_length(text, start, end) for start, end in whole.parts) - inside.size
    return Content(inside.parts, whole.invented, whole.size - lost)


def trimmed_parts(parts: Sequence[Offsets], text: str) -> list[Offsets]:
    """The parts of a `trimmed` content; they are the same where it is the same set of characters."""
    edges = characters(text).trimmed
    cut = [edges(start, end) for start, end in parts]
    if cut:
        start, end = cut[0]
        that = _LEADING_THAT.match(text, start, end)
        if that:
            cut[0] = edges(that.end(), end)
    kept = [(start, end) for start, end in cut if start < end]
    return _merged(kept, text) if len(kept) > 1 else kept


def head(text: str, start: int, end: int) -> Offsets:
    """The last word before the first comma, *of* or *who*: where a phrase without a parse has its head.

    >>> text = "the leaders of France"
    >>> text[slice(*head(text, 0, 21))]
    'leaders'
    """
    words = [m.span() for m in _WORD.finditer(text, start, end)]
    stop = _NOT_HEAD.search(text, start, end)
    if stop:
        words = [word for word in words if word[1] <= stop.start()] or words
    return words[-1] if words else (start, end)
