"""Where a text has white space and where a span of it has its edges: found once, then looked up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache

from presscheck.document import quotation_marks
from presscheck.document.model import Offsets

EDGE = "".join(sorted({*quotation_marks.CHARACTERS, *",.:;—–-…"}))
"""What trimming takes off both ends of a part, white space aside: quotation marks and punctuation."""

_BLANK = re.compile(r"\s")
_EDGES = re.compile(rf"[\s{re.escape(EDGE)}]+")


class Characters:
    """A text with its white space and its edges.

    Args:
        text: a document's text.

    >>> characters = Characters("no deal  yet")
    >>> characters.visible(0, 12), characters.blank(7, 9)
    (9, True)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._blanks = [match.start() for match in _BLANK.finditer(text)]

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        runs = [match.span() for match in _EDGES.finditer(self.text)]
        return [start for start, _ in runs], [end for _, end in runs]

    def visible(self, start: int, end: int) -> int:
        """How many characters of a span are not white space."""
        end = min(end, len(self.text))
        if start >= end:
            return 0
        blanks = self._blanks
        first = bisect_left(blanks, start)
        return end - start - bisect_left(blanks, end, first) + first

    def blank(self, start: int, end: int) -> bool:
        """Whether a span has white space and nothing else."""
        return start < end and not self.visible(start, end)

    def trimmed(self, start: int, end: int) -> Offsets:
        """A span without the marks, punctuation and white space at its ends.

        >>> Characters("said “we agree.”").trimmed(5, 16)
        (6, 14)
        """
        starts, ends = self._edges
        run = bisect_right(starts, start) - 1
        if run >= 0 and ends[run] > start:
            start = min(ends[run], end)
        run = bisect_left(starts, end) - 1
        if run >= 0 and ends[run] >= end:
            end = max(starts[run], start)
        return start, end


@lru_cache(maxsize=8)
def characters(text: str) -> Characters:
    """The characters of a text; the last few texts are kept, for a text is scored many times over."""
    return Characters(text)
