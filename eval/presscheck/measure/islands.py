"""Islands: spans that overlap, one after the other. What is compared by overlap never leaves its island."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from presscheck.document.model import Offsets


class Islands:
    """The islands of some spans, numbered in the order of the text.

    Args:
        spans: half-open, in any order.

    >>> islands = Islands([(0, 4), (9, 12), (2, 6), (6, 8)])
    >>> len(islands), islands.of(2), [*islands.touched(5, 10)]
    (3, 0, [0, 1, 2])
    """

    def __init__(self, spans: Iterable[Offsets]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __len__(self) -> int:
        return len(self._starts)

    def of(self, start: int) -> int:
        """The island that holds a place at which one of the spans begins."""
        return bisect_right(self._starts, start) - 1

    def touched(self, start: int, end: int) -> range:
        """The islands that share a code point with any span."""
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))
