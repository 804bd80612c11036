"""Offsets in any unit, held against the words beside them: to half-open code points (internal)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from presscheck.anchoring.search import Finder
from presscheck.document.folding import fold
from presscheck.document.model import Offsets
from presscheck.formats.fieldmaps.model import Unit

_UNITS: tuple[Unit, ...] = ("code points", "UTF-16", "bytes")
_ENCODINGS = {"UTF-16": ("utf-16-le", 2), "bytes": ("utf-8", 1)}


class Given(NamedTuple):
    """The offsets and words of a span in a file.

    Args:
        start: in the file's unit, or None.
        end: exclusive, in the file's unit, or None.
        words: or None.
    """

    start: int | None
    end: int | None
    words: str | None


class Ruler:
    """Places in one text, for offsets of one unit.

    Args:
        text: the text that the offsets count in, or None if it is not known.
        unit: what they count.
        tokens: places of the tokens, for offsets in tokens.

    >>> Ruler("😀 Oslo", "UTF-16").place(Given(3, 7, "Oslo"))
    (2, 6)
    """

    def __init__(self, text: str | None, unit: Unit, tokens: Sequence[Offsets] = ()) -> None:
        self.text, self.unit, self.tokens = text, unit, tokens

    def place(self, given: Given, unit: Unit | None = None) -> Offsets | None:
        """Offsets in code points; None where they are not a place in the text."""
        unit = unit or self.unit
        if given.start is None or given.end is None or not 0 <= given.start < given.end:
            return None
        if unit == "tokens":
            inside = self.tokens[given.start : given.end]
            return (inside[0][0], inside[-1][1]) if given.end <= len(self.tokens) else None
        if unit == "code points" or self.text is None:
            known = self.text is None or given.end <= len(self.text)
            return (given.start, given.end) if known else None
        borders = self._borders[unit]
        start, end = (bisect_left(borders, at) for at in (given.start, given.end))
        exact = end < len(borders) and borders[start] == given.start and borders[end] == given.end
        return (start, end) if exact else None

    @cached_property
    def _borders(self) -> dict[str, list[int]]:
        """For each unit, where in it every code point begins, and the end."""
        text = self.text or ""
        return {
            unit: [0, *accumulate(len(char.encode(code, "surrogatepass")) // size for char in text)]
            for unit, (code, size) in _ENCODINGS.items()
        }

    def stands(self, given: Given, place: Offsets | None) -> bool:
        """Return whether the words stand at a place, but for typography, case and white space."""
        if place is None or self.text is None:
            return False
        there = self.text[slice(*place)]
        return there == given.words or fold(there).text.strip() == fold(given.words or "").text.strip()

    def fitting(self, spans: Sequence[Given]) -> Unit:
        """The unit in which most of the words stand at their offsets; the first of equals.

        >>> Ruler("Zoë met Åsa", "any").fitting([Given(9, 13, "Åsa"), Given(5, 8, "met")])
        'bytes'
        """
        counts = Counter[Unit]()
        for unit in _UNITS:
            counts[unit] = sum(self.stands(one, self.place(one, unit)) for one in spans if one.words)
        return max(_UNITS, key=lambda unit: counts[unit])

    def nearest(self, given: Given) -> Offsets | None:
        """The place of the words nearest to their offset; None if they stand nowhere."""
        if self._finder is None or not given.words or given.start is None:
            return None
        places = self._finder.exact(given.words) or self._finder.folded(given.words)
        at = given.start
        return min(places, key=lambda place: abs(place[0] - at), default=None)

    @cached_property
    def _finder(self) -> Finder | None:
        return None if self.text is None else Finder(self.text)
