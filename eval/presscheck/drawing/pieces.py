"""The text, cut wherever a mark begins or ends: each piece knows what is drawn on it (internal)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from presscheck.drawing.lanes import lanes
from presscheck.drawing.marks import VERDICTS, Mark, Side

GAP = "g"
"""The pattern between the parts of one item."""


class Stroke(NamedTuple):
    """One line on one piece.

    Args:
        layer: of its mark.
        side: above or below.
        lane: its row, counted from the words outwards.
        pattern: the letter of its verdict, or `GAP`.
        begins: whether the mark (or a part of it) begins with this piece.
        ends: whether it ends with it.
    """

    layer: str
    side: Side
    lane: int
    pattern: str
    begins: bool
    ends: bool


class Piece(NamedTuple):
    """A stretch of text on which the same is drawn from end to end.

    Args:
        start: first code point.
        end: one past the last.
        strokes: what is drawn, in order.
        items: the numbers of the items that stand here.
    """

    start: int
    end: int
    strokes: tuple[Stroke, ...]
    items: tuple[int, ...]


class _Segment(NamedTuple):
    """A part of a mark, or the gap between two parts, in its row."""

    start: int
    end: int
    layer: str
    side: Side
    lane: int
    pattern: str
    item: int


def segments(marks: Sequence[Mark]) -> list[_Segment]:
    """Every part and every gap of some marks, with its row."""
    groups: dict[tuple[str, Side], list[Mark]] = defaultdict(list)
    for mark in marks:
        groups[mark.layer, mark.side].append(mark)
    found: list[_Segment] = []
    for (layer, side), members in groups.items():
        for mark, lane in zip(members, lanes([m.hull for m in members]), strict=True):
            ends = [(*part, VERDICTS[mark.verdict]) for part in mark.parts]
            gaps = pairwise(mark.parts)
            ends += [(a[1], b[0], GAP) for a, b in gaps if a[1] < b[0]]
            found += [_Segment(a, z, layer, side, lane, pattern, mark.item) for a, z, pattern in ends]
    return found


def cut(text: str, found: Iterable[_Segment], more: Iterable[int] = ()) -> Iterator[Piece]:
    r"""The pieces of a text from its start to its end; a line feed is a piece of its own.

    Args:
        text: any text.
        found: from `segments`.
        more: further places to cut at.

    >>> marks = [Mark("m", "gold", "right", ((0, 4),)), Mark("m", "pred", "right", ((0, 4),))]
    >>> [(p.start, p.end, len(p.strokes)) for p in cut("Oslo won.\n", segments(marks))]
    [(0, 4, 2), (4, 9, 0), (9, 10, 0)]
    """
    opening: dict[int, list[_Segment]] = defaultdict(list)
    closing: dict[int, list[_Segment]] = defaultdict(list)
    for segment in found:
        opening[segment.start].append(segment)
        closing[segment.end].append(segment)
    feeds = {at for i, char in enumerate(text) if char == "\n" for at in (i, i + 1)}
    places = sorted({0, len(text), *feeds, *opening, *closing, *more})
    active: list[_Segment] = []
    for start, end in pairwise(places):
        if gone := closing.get(start):
            active = [segment for segment in active if segment not in gone]
        active += opening.get(start, ())
        yield _piece(start, end, active)


def _piece(start: int, end: int, active: Sequence[_Segment]) -> Piece:
    strokes = sorted(
        Stroke(s.layer, s.side, s.lane, s.pattern, s.start == start, s.end == end) for s in active
    )
    items = sorted({s.item for s in active if s.item and s.pattern != GAP})
    return Piece(start, end, tuple(strokes), tuple(items))
