"""Offsets that are all wrong in one way: inclusive ends, other units, or a constant.

A span that misses is tried under every way to count; what many of them would
be mended by is told once. Two things can say where a span belongs: its words,
or a set of right spans.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TypeAlias

from msgspec import UNSET

from presscheck.document.columns import Columns
from presscheck.document.model import Document, Offsets

FEWEST = 20
"""Spans that must miss before anything is said."""

SHARE = 0.6
"""Part of the misses that one shift must mend."""

FAR = 50
"""Code points by which a constant shift may be off."""

NEAR = 8
"""Right spans of equal length that are tried on each side of a span."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WIDE = re.compile(r"[^\x00-\x7f]")
_INDICES = "these were token indices"
_ANY = range(1 << 62)

Place: TypeAlias = tuple[int, int]
Shift: TypeAlias = str | int
"""A correction of a span: a way to count, in words, or a number of code points more on both ends."""

Fits: TypeAlias = Callable[[Place], bool]


class Counted:
    """One text, and what its offsets are in other units.

    Args:
        text: the document's text.
        tokens: its tokens, if the document gives them; else words and signs.
    """

    def __init__(self, text: str, tokens: Sequence[Offsets] | None = None) -> None:
        self.text = text
        self._given = tokens

    @cached_property
    def _units(self) -> dict[str, tuple[list[int], list[int]]]:
        """Unit -> where wide characters end in it, and how much wider than one they are, added up."""
        wide = [(match.start(), match[0]) for match in _WIDE.finditer(self.text)]
        sizes = {
            "UTF-16 units": [(at, 1) for at, char in wide if char > "\uffff"],
            "UTF-8 bytes": [(at, len(char.encode("utf-8", "surrogatepass")) - 1) for at, char in wide],
        }
        units = {}
        for unit, places in sizes.items():
            more = list(accumulate(extra for _, extra in places))
            units[unit] = [at + 1 + extra for (at, _), extra in zip(places, more, strict=True)], [0, *more]
        return units

    def _counted_in(self, unit: str, offset: int) -> int | None:
        """The code point that an offset in another unit is; None if it is inside a character, or outside."""
        ends, more = self._units[unit]
        before = bisect_right(ends, offset)
        at = offset - more[before]
        inside = before < len(ends) and at > ends[before] - more[before + 1] - 1
        return None if inside or not 0 <= at <= len(self.text) else at

    @cached_property
    def _tokens(self) -> Sequence[Offsets]:
        return self._given or [match.span() for match in _TOKEN.finditer(self.text)]

    def numbers(self, words: Iterable[str]) -> Container[int]:
        """The numbers of tokens that some words may be; anything, if the document gives its tokens."""
        if self._given:
            return _ANY
        return {1 if some.isalnum() else len(_TOKEN.findall(some)) for some in words}

    def moved(
        self, start: int, end: int, numbers: Callable[[], Container[int]] = lambda: _ANY
    ) -> Iterator[tuple[str, Place]]:
        """Yield the place of a span for each other way to count its offsets, with the words for it.

        Args:
            start: as given.
            end: as given.
            numbers: how many tokens there are at the places that are asked for.
        """
        yield "every end were one more", (start, end + 1)
        yield "every start were one less", (start - 1, end)
        for unit, (ends, _) in self._units.items() if not self.text.isascii() else ():
            if ends and start >= 0 and end >= ends[0]:
                low, high = self._counted_in(unit, start), self._counted_in(unit, end)
                if low is not None and high is not None:
                    yield f"these were {unit}", (low, high)
        for last, way in ((end - 1, _INDICES), (end, f"{_INDICES} with inclusive ends")):
            if 0 <= start <= last and last - start + 1 in numbers() and last < len(self._tokens):
                yield way, (self._tokens[start][0], self._tokens[last][1])

    def shifted(self, start: int, end: int, shift: Shift | None) -> Place | None:
        """Return the place of a span under a shift; None if it has no place there.

        Args:
            start: as given.
            end: as given.
            shift: from `Misses.shift`.
        """
        if isinstance(shift, int):
            return (start + shift, end + shift) if start + shift >= 0 else None
        return next((place for way, place in self.moved(start, end) if way == shift), None)


class Misses:
    """The spans of a file that miss, and how many of them each shift would mend.

    Args:
        n: how many miss.
        mended: shift -> how many it would mend.

    >>> misses = Misses()
    >>> text = Counted("one two " * 30)
    >>> for at in range(0, 160, 8):
    ...     misses.by_words(text, at, at + 2, "one")
    >>> misses.told()
    '20 of 20 inexact spans would be exact if every end were one more'
    """

    def __init__(self, n: int = 0, mended: Counter[Shift] | None = None) -> None:
        self.n = n
        self.mended: Counter[Shift] = Counter() if mended is None else mended

    def merge(self, other: Misses) -> None:
        """Take in the spans of other documents."""
        self.n += other.n
        self.mended.update(other.mended)

    def by_words(self, text: Counted, start: int, end: int, words: str) -> None:
        """Take in a span whose words do not stand at its offsets."""

        def fits(place: Place) -> bool:
            return place[0] >= 0 and text.text[place[0] : place[1]] == words

        self._add(text.moved(start, end, lambda: text.numbers([words])), fits, steps(text.text, start, words))

    def by_spans(self, text: Counted, start: int, end: int, right: Starts) -> None:
        """Take in a span that is none of the right ones."""
        moved = text.moved(start, end, lambda: right.numbers(text))
        self._add(moved, right.__contains__, right.steps(start, end))

    def _add(self, moved: Iterable[tuple[str, Place]], fits: Fits, by: Iterable[int]) -> None:
        self.n += 1
        for shift in {way for way, place in moved if fits(place)} | set(by):
            self.mended[shift] += 1

    def shift(self, fewest: int = FEWEST) -> Shift | None:
        """The shift that mends most; None where none mends enough.

        Args:
            fewest: spans that must miss.
        """
        if self.n < fewest or not self.mended:
            return None
        shift = min(self.mended, key=lambda shift: (-self.mended[shift], _order(shift)))
        return shift if self.mended[shift] >= SHARE * self.n else None

    def told(self) -> str | None:
        """One line on the shift that mends most; None where none mends enough."""
        shift = self.shift()
        if shift is None:
            return None
        way = _constant(shift) if isinstance(shift, int) else shift
        return f"{self.mended[shift]} of {self.n} inexact spans would be exact if {way}"


def _order(shift: Shift) -> tuple[int, int, str]:
    """Other ways to count first, then constants, the smaller first."""
    return (1, abs(shift), str(shift)) if isinstance(shift, int) else (0, 0, shift)


class Starts:
    """Right spans, to look up by length what stands near.

    Args:
        spans: in code points.
    """

    def __init__(self, spans: Collection[Place]) -> None:
        self._spans = set(spans)
        self._numbers: Container[int] | None = None
        self._by_length: dict[int, list[int]] = {}
        for start, end in sorted(self._spans):
            self._by_length.setdefault(end - start, []).append(start)

    def __contains__(self, place: object) -> bool:
        return place in self._spans

    def numbers(self, text: Counted) -> Container[int]:
        """The numbers of tokens that the spans have."""
        if self._numbers is None:
            self._numbers = text.numbers(text.text[start:end] for start, end in self._spans)
        return self._numbers

    def steps(self, start: int, end: int) -> list[int]:
        """Return the distance from a span to right spans of equal length, the nearest on both sides."""
        starts = self._by_length.get(end - start, [])
        at = bisect_left(starts, start)
        near = starts[max(0, at - NEAR) : at + NEAR]
        return [other - start for other in near if 0 < abs(other - start) <= FAR]


def steps(text: str, start: int, words: str) -> list[int]:
    """Return the distance of words from their stated start, at most `FAR` code points.

    >>> steps("a man, a plan", 1, "a")
    [-1, 2, 6, 10]
    """
    if not words:
        return []
    low, high = max(0, start - FAR), start + FAR + len(words)
    within = []
    at = text.find(words, low, high)
    while at >= 0:
        if at != start:
            within.append(at - start)
        at = text.find(words, at + 1, high)
    return within


def _constant(step: int) -> str:
    return f"every offset were {abs(step)} {'more' if step > 0 else 'less'}"


def counted(doc: Document, text: str) -> Counted:
    """A document's text with its tokens."""
    return Counted(text, doc.tokens if doc.tokens is not UNSET else None)


def add(
    misses: Misses,
    gold: Columns,
    missing: Mapping[str, Collection[Place]],
    changed: Mapping[Offsets, Offsets],
) -> None:
    """Take in the predicted spans of one document that gold does not have.

    Args:
        misses: what adds up.
        gold: the gold document, with its text.
        missing: layer -> predicted spans, from `Columns.beyond`.
        changed: predicted span -> the offsets that the file has, where those are others.
    """
    text = gold.doc.text or ""
    units = counted(gold.doc, text)
    for layer, spans in missing.items():
        right = Starts(gold.spans[layer])
        for span in spans:
            start, end = changed.get(span, span)
            # An invented string is behind the text.
            if start >= 0 and (span in changed or end <= len(text)):
                misses.by_spans(units, start, end, right)
