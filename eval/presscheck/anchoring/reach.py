"""Track how far the records that are already placed reach over each place of a text (internal)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from presscheck.document.model import Offsets


class Reach:
    """Spans, of which one that lies inside another says nothing more.

    >>> reach = Reach()
    >>> reach.cover([(0, 4), (2, 9), (5, 6)])
    >>> reach.at(1), reach.at(5)
    (4, 9)
    """

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def cover(self, spans: Iterable[Offsets]) -> None:
        """Add spans, in code points."""
        for start, end in spans:
            at = bisect_right(self._starts, start)
            if at and self._ends[at - 1] >= end:
                continue
            after = bisect_right(self._ends, end, at)
            self._starts[at:after], self._ends[at:after] = [start], [end]

    def at(self, place: int) -> int:
        """The end of the span that reaches furthest of those that begin at a place or before it; else 0."""
        at = bisect_right(self._starts, place)
        return self._ends[at - 1] if at else 0
