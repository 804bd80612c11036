"""In which row each mark is drawn, so that none hides another (internal)."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from presscheck.drawing.marks import Part


def lanes(spans: Sequence[Part]) -> list[int]:
    """The row of each span, counted from the words outwards: first fit, the shortest first.

    What stands inside another span is therefore nearer to the words than that.

    >>> lanes([(0, 9), (2, 4), (10, 12), (3, 11)])
    [2, 0, 0, 1]
    """
    found = [0] * len(spans)
    taken: list[list[Part]] = []
    for i in sorted(range(len(spans)), key=lambda i: (spans[i][1] - spans[i][0], spans[i], i)):
        lane = next((n for n, row in enumerate(taken) if _free(row, spans[i])), len(taken))
        if lane == len(taken):
            taken.append([])
        insort(taken[lane], spans[i])
        found[i] = lane
    return found


def _free(row: list[Part], span: Part) -> bool:
    """Return whether a span fits between the spans of a row, which do not overlap."""
    at = bisect_left(row, (span[1], -1))
    return at == 0 or row[at - 1][1] <= span[0]
