"""Edits of a text, and where its places are after them (internal).

An edit replaces the code points from `start` to `end`; what it inserts between
two places belongs to no span that begins or ends there. A place strictly inside
what is replaced has no counterpart: a span that begins there begins after the
replacement, one that ends there ends before it. Only an edit letter by letter
keeps the places inside.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple


class Edit(NamedTuple):
    """One replacement.

    Args:
        start: the first code point that is replaced.
        end: the one after the last; equal to `start` where something is inserted.
        text: what is there instead.
        letters: whether each character replaces the one at its place; both sides are equally long.
    """

    start: int
    end: int
    text: str
    letters: bool = False

    @property
    def more(self) -> int:
        """By how many code points the text grows."""
        return len(self.text) - (self.end - self.start)


def ordered(edits: Iterable[Edit], size: int) -> list[Edit]:
    """Edits in the order of the text; insertions at one place are one.

    Args:
        edits: in any order.
        size: code points of the text.

    Raises:
        ValueError: two of them overlap, or one lies outside the text.

    >>> ordered([Edit(3, 4, "x"), Edit(0, 0, "a"), Edit(0, 0, "b")], 4)
    [Edit(start=0, end=0, text='ab', letters=False), Edit(start=3, end=4, text='x', letters=False)]
    """
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        last = kept[-1] if kept else Edit(0, 0, "")
        if not 0 <= edit.start <= edit.end <= size or edit.start < last.end:
            raise ValueError(f"[{edit.start}, {edit.end}) overlaps another edit or lies outside the text")
        if edit.letters and edit.more:
            raise ValueError(
                f"[{edit.start}, {edit.end}) is letter by letter, but {edit.text!r} is not as long"
            )
        if kept and edit.start == edit.end == last.start == last.end:
            kept[-1] = last._replace(text=last.text + edit.text)
        else:
            kept.append(edit)
    return kept


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text after its edits.

    Args:
        text: before.
        edits: from `ordered`.

    >>> applied("Oslo met Rome.", [Edit(0, 4, "Bergen"), Edit(9, 9, "old ")])
    'Bergen met old Rome.'
    """
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def inverse(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits that lead back.

    Args:
        text: before the edits.
        edits: from `ordered`.

    >>> inverse("Oslo met Rome.", [Edit(0, 4, "Bergen"), Edit(9, 9, "old ")])
    [Edit(start=0, end=6, text='Oslo', letters=False), Edit(start=11, end=15, text='', letters=False)]
    """
    back, grown = [], 0
    for edit in edits:
        start = edit.start + grown
        back.append(Edit(start, start + len(edit.text), text[edit.start : edit.end], edit.letters))
        grown += edit.more
    return back


class PlaceMap:
    """Map of the places of a text to those after its edits.

    Args:
        edits: from `ordered`.

    >>> places = PlaceMap([Edit(0, 0, "Hm. "), Edit(5, 8, "saw")])
    >>> places.span(0, 4), places.span(5, 8), places.span(0, 14)
    ((4, 8), (9, 12), (4, 18))
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._ends = [edit.end for edit in edits]
        self._grown = [*accumulate((edit.more for edit in edits), initial=0)]

    def start(self, at: int) -> int:
        """Return the new start of a span that began here."""
        i = bisect_right(self._ends, at)
        return self._inside(i, at, after=True)

    def end(self, at: int) -> int:
        """Return the new end of a span that ended here."""
        i = bisect_right(self._ends, at)
        while i and self._edits[i - 1].start == at:
            i -= 1
        return self._inside(i, at, after=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the new place of a span; one that has vanished has an end that is not after its start."""
        return self.start(start), self.end(end)

    def _inside(self, i: int, at: int, *, after: bool) -> int:
        """A place before the edit `i` or strictly inside it."""
        if i == len(self._edits) or self._edits[i].start >= at or self._edits[i].letters:
            return at + self._grown[i]
        edit = self._edits[i]
        return edit.start + self._grown[i] + (len(edit.text) if after else 0)
