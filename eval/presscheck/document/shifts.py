"""Offsets that are all wrong in one way: inclusive ends, other units, or a constant.

A span that misses is tried under every way to count; what many of them would
be mended by is told once. Two things can say where a span belongs: its words,
or a set of right spans.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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

Place: TypeAlias = tuple[int, int]
Shift: TypeAlias = str | int
"""A correction of a span: a way to count, in words, or a number of code points more on both ends."""


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

    def moved(
        self, spans: Collection[Place], last: int | None = None
    ) -> Iterator[tuple[str, list[Place | None]]]:
        """Yield each other way to count offsets, in words, with the place of each span by it.

        Nothing is counted in tokens where a span ends in the second half of the text: few texts have so many.

        Args:
            spans: as given.
            last: the greatest end in the document, if these are some of its spans.
        """
        yield "every end were one more", [(start, end + 1) for start, end in spans]
        yield "every start were one less", [(start - 1, end) for start, end in spans]
        last = max((end for _, end in spans), default=0) if last is None else last
        for unit, (ends, _) in self._units.items() if not self.text.isascii() else ():
            if ends and last >= ends[0]:
                yield f"these were {unit}", [self._place_in(unit, *span) for span in spans]
        if last <= (len(self._given) if self._given else (len(self.text) + 1) // 2):
            for way, more in ((_INDICES, 0), (f"{_INDICES} with inclusive ends", 1)):
                yield way, [self._place_of_tokens(start, end + more) for start, end in spans]

    def _place_in(self, unit: str, start: int, end: int) -> Place | None:
        """Return the place of a span counted in another unit; None if no wide character is before its end."""
        if start < 0 or end < self._units[unit][0][0]:
            return None
        low, high = self._counted_in(unit, start), self._counted_in(unit, end)
        return None if low is None or high is None else (low, high)

    def _place_of_tokens(self, start: int, end: int) -> Place | None:
        """Return the place of some tokens by their numbers."""
        tokens = self._tokens
        return (tokens[start][0], tokens[end - 1][1]) if 0 <= start < end <= len(tokens) else None

    def shifted(self, start: int, end: int, shift: Shift | None) -> Place | None:
        """Return the place of a span under a shift; None if it has no place there.

        Args:
            start: as given.
            end: as given.
            shift: from `Misses.shift`.
        """
        if isinstance(shift, int):
            return (start + shift, end + shift) if start + shift >= 0 else None
        return next((place for way, (place,) in self.moved([(start, end)]) if way == shift), None)


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
        self.n += 1
        for way, (place,) in text.moved([(start, end)]):
            if place is not None and place[0] >= 0 and text.text[place[0] : place[1]] == words:
                self.mended[way] += 1
        self.mended.update(steps(text.text, start, words))

    def by_spans(
        self, text: Counted, spans: Collection[Place], right: Collection[Place], last: int | None = None
    ) -> None:
        """Take in spans, each once, that are none of the right ones; `last` as for `Counted.moved`."""
        self.n += len(spans)
        places = set(right)
        for way, moved in text.moved(spans, last):
            if mended := len(places.intersection(moved)):
                self.mended[way] += mended
        for distance in _distances(spans, places):
            self.mended[distance] += 1

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


def _distances(spans: Collection[Place], right: Iterable[Place]) -> Iterator[int]:
    """Yield the distances from each span to right spans of equal length, the nearest on both sides."""
    by_length: dict[int, list[int]] = {end - start: [] for start, end in spans}
    for start, end in right:
        if end - start in by_length:
            by_length[end - start].append(start)
    for starts in by_length.values():
        starts.sort()
    for start, end in spans:
        starts = by_length[end - start]
        low, high = bisect_left(starts, start - FAR), bisect_right(starts, start + FAR)
        if low < high:
            at = bisect_left(starts, start)
            near = starts[max(low, at - NEAR) : min(high, at + NEAR)]
            yield from (other - start for other in near if other != start)


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
    given: dict[str, list[Place]] = {}
    for layer, spans in missing.items():
        # An invented string is behind the text.
        near = (span for span in spans if span[1] <= len(text) or span in changed)
        given[layer] = [place for place in (changed.get(span, span) for span in near) if place[0] >= 0]
    last = max((end for places in given.values() for _, end in places), default=0)
    for layer, places in given.items():
        misses.by_spans(units, places, gold.spans[layer], last)
