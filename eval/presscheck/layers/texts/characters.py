"""Tables of a text's white space and of the edges of its spans: built once, then looked up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache

from presscheck.document import quotation_marks
from presscheck.document.model import Offsets

EDGE = "".join(sorted({*quotation_marks.CHARACTERS, *",.:;—–-…"}))
"""Characters that trimming removes at the ends of a part besides white space: marks and punctuation."""

SHORT = 512
"""Code points of a span or of an edge up to which a look at them is cheaper than the tables."""

_BLANK = re.compile(r"\s")
_EDGE = frozenset(EDGE)
_EDGES = re.compile(rf"[\s{re.escape(EDGE)}]+")


class Characters:
    """A text with its white space and its edges: no look at a span costs more than `SHORT` or a bisection.

    Args:
        text: a document's text.

    >>> characters = Characters("no deal  yet")
    >>> characters.visible(0, 12), characters.blank(7, 9)
    (9, True)
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _blanks(self) -> list[int]:
        return [match.start() for match in _BLANK.finditer(self.text)]

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        runs = [match.span() for match in _EDGES.finditer(self.text)]
        return [start for start, _ in runs], [end for _, end in runs]

    def visible(self, start: int, end: int) -> int:
        """Return the number of characters of a span that are not white space."""
        if end - start <= SHORT:
            return len("".join(self.text[start:end].split()))
        end = min(end, len(self.text))
        first = bisect_left(self._blanks, start)
        return max(end - start - bisect_left(self._blanks, end, first) + first, 0)

    def blank(self, start: int, end: int) -> bool:
        """Return whether a span has white space and nothing else."""
        near = self.text[start : min(end, start + SHORT)].isspace()
        return near and (end - start <= SHORT or not self.visible(start, end))

    def trimmed(self, start: int, end: int) -> Offsets:
        """A span without the marks, punctuation and white space at its ends.

        >>> Characters("said “we agree.”").trimmed(5, 16)
        (6, 14)
        """
        start = self._after_edge(start, end)
        return start, self._before_edge(start, end)

    def _after_edge(self, start: int, end: int) -> int:
        for at in range(start, min(end, start + SHORT)):
            if not self._edge(at):
                return at
        return min(self._edges[1][bisect_right(self._edges[0], start) - 1], end) if start < end else end

    def _before_edge(self, start: int, end: int) -> int:
        for at in range(end, max(start, end - SHORT), -1):
            if not self._edge(at - 1):
                return at
        return max(self._edges[0][bisect_left(self._edges[0], end) - 1], start) if start < end else start

    def _edge(self, at: int) -> bool:
        letter = self.text[at]
        return letter in _EDGE or letter.isspace()


@lru_cache(maxsize=8)
def characters(text: str) -> Characters:
    """The characters of a text; the last few texts are kept, for a text is scored many times over."""
    return Characters(text)
