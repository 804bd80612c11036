"""A text with its typography ironed out, and the way back to the original indices.

Folding makes equal what people and models write differently without meaning
anything by it: quotation marks, dashes, ellipses, case, compatibility forms
(NFKC), white space and characters that cannot be seen.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import NamedTuple

from presscheck.document import quotation_marks

_LOOKALIKES = "`´‛‟′″‵‶＇"
"""Accents, primes and marks turned over: no quotation marks, but written for one and read for one."""

_MARKS = re.escape("".join(sorted({*_LOOKALIKES, *quotation_marks.CHARACTERS})))
_LONG_MARKS = "|".join(sorted(mark for mark in quotation_marks.DOUBLE if len(mark) > 1))
_DASHES = "\\-‐‑‒–—―⸺⸻﹘﹣－−"
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_JOINED = "\u0300-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"

_PIECE = re.compile(
    rf"(?P<plain>(?:[!#-&(-,/-_a-z{{|}}~](?![{_JOINED}]))+)"
    rf"|(?P<space>[{_UNSEEN}]*\s[\s{_UNSEEN}]*)"
    rf"|(?P<unseen>[{_UNSEEN}]+)"
    rf"|(?P<dots>…|\.(?:[\s{_UNSEEN}]*\.){{2}})"
    rf"|(?P<mark>{_LONG_MARKS}|[{_MARKS}])"
    rf"|(?P<dash>[{_DASHES}]+)"
    rf"|(?P<other>(?s:.)[{_JOINED}]*)"
)
_INSTEAD = {"space": " ", "unseen": "", "dots": "...", "mark": "’", "dash": "-"}


class Folded(NamedTuple):
    """A folded text and where each of its characters comes from.

    Args:
        text: the folded text.
        starts: for each folded character, the code point of the original at which its source starts.
        ends: likewise, the code point after its source.
    """

    text: str
    starts: list[int]
    ends: list[int]

    def original(self, start: int, end: int) -> tuple[int, int] | None:
        """The original span of a folded one; None where it would cut an original character in two.

        >>> folded = fold("Straße")
        >>> folded.text, folded.original(0, 7), folded.original(0, 5)
        ('strasse', (0, 6), None)
        """
        starts = self.starts
        if start and starts[start] == starts[start - 1]:
            return None
        if end < len(starts) and starts[end] == starts[end - 1]:
            return None
        return starts[start], self.ends[end - 1]

    def folded(self, start: int, end: int) -> tuple[int, int]:
        """The folded span of an original one, in code points of the folded text."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)


def fold(text: str) -> Folded:
    r"""Fold a text; linear in its length.

    Args:
        text: any text.

    >>> fold("He  said: “Don’t … stop” —\u00a0NOW").text
    'he said: ’don’t ... stop’ - now'
    """
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece in _PIECE.finditer(text):
        kind, start, end = piece.lastgroup or "", piece.start(), piece.end()
        if kind == "plain":
            out.append(piece[0].lower())
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            continue
        new = _INSTEAD[kind] if kind in _INSTEAD else _compatible(piece[0])
        out.append(new)
        starts.extend([start] * len(new))
        ends.extend([end] * len(new))
    return Folded("".join(out), starts, ends)


def _compatible(char: str) -> str:
    """One character with its marks in compatibility form, case folded."""
    plain = unicodedata.normalize("NFKC", char).casefold()
    return unicodedata.normalize("NFKC", plain)
