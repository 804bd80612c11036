"""Spans of both sides that overlap in one place, and how many pairs they make."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from presscheck.measure.islands import Islands


class Crowd(NamedTuple):
    """Spans of both sides that overlap one another, or are joined by others that overlap both.

    Args:
        pairs: the number of pairs that overlap.
        low: the first code point.
        high: one past the last code point.
    """

    pairs: int
    low: int
    high: int


def crowds(gold: Sequence[tuple[int, int]], pred: Sequence[tuple[int, int]]) -> Iterator[Crowd]:
    """The islands of spans that both sides have, with the number of pairs in each.

    Args:
        gold: spans of gold.
        pred: spans of the prediction.

    >>> [*crowds([(0, 4), (6, 9)], [(3, 7), (12, 14)])]
    [Crowd(pairs=2, low=0, high=9)]
    """
    islands = Islands([*gold, *pred])
    sides: list[dict[int, list[tuple[int, int]]]] = [{}, {}]
    for on, spans in zip(sides, (gold, pred), strict=True):
        for span in spans:
            on.setdefault(islands.of(span[0]), []).append(span)
    for island in sorted(sides[0].keys() & sides[1].keys()):
        golds, preds = sides[0][island], sides[1][island]
        starts, ends = sorted(start for start, _ in golds), sorted(end for _, end in golds)
        pairs = sum(bisect_left(starts, end) - bisect_right(ends, start) for start, end in preds)
        yield Crowd(pairs, min(golds + preds)[0], max(end for _, end in golds + preds))
