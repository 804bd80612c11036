"""A text with its typography ironed out, and the way back to the original indices.

Folding makes equal what people and models write differently without meaning
anything by it: quotation marks, dashes, ellipses, case, compatibility forms
(NFKC), white space, characters that cannot be seen, the marks over and under
letters (accents, harakat, niqqud), the tatweel, and the dot of the Turkish i.
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
_UNSEEN = "\u00ad\u0640\u200b-\u200f\u2060\ufeff"
_DROPPED = (
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0711\u0730-\u074a\u08d3-\u08e1\u08e3-\u08ff\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
"""Marks that people leave out, and selectors of a variant of a letter or an emoji.

Vowel signs of India and Thailand are not among them, nor those of kana.
"""

_JOINED = _DROPPED + "\u1160-\u11ff\u3099\u309a"

_PIECE = re.compile(
    rf"(?P<plain>(?:[!#-&(-,/-_a-z{{|}}~](?![{_JOINED}]))+)"
    rf"|(?P<space>[{_UNSEEN}]*\s[\s{_UNSEEN}]*)"
    rf"|(?P<unseen>[{_UNSEEN}]+)"
    rf"|(?P<dots>…|\.(?:[\s{_UNSEEN}]*\.){{2}})"
    rf"|(?P<mark>{_LONG_MARKS}|[{_MARKS}])"
    rf"|(?P<dash>[{_DASHES}]+)"
    rf"|(?P<other>(?s:.)[{_JOINED}]*)"
)
JOINED = re.compile(f"[{_JOINED}]")
"""A character that belongs to the letter before it."""

_MARKED = re.compile(f"[{_DROPPED}]+")
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
    r"""Fold a text; linear in its length. What is folded stays as it is when it is folded again.

    Args:
        text: any text.

    >>> fold("He  said: “Don’t … stop” —\u00a0NOW").text
    'he said: ’don’t ... stop’ - now'
    >>> fold("Jose\u0301").text, fold("José").original(0, 4), fold("Jose\u0301").original(0, 4)
    ('jose', (0, 4), (0, 5))
    """
    folded, final = _folded(text)
    for _ in range(PASSES):
        if final:
            break
        more, final = _folded(folded.text)
        final = final or more.text == folded.text
        starts = [folded.starts[at] for at in more.starts]
        folded = Folded(more.text, starts, [folded.ends[at - 1] for at in more.ends])
    return folded


PASSES = 8
"""Times that what a compatibility form brought in (a blank, a dash, dots) is folded at most."""


def _folded(text: str) -> tuple[Folded, bool]:
    """A text folded once, and whether that is all: no compatibility form could bring in more to fold."""
    final = True
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
        final = final and kind in _INSTEAD
        out.append(new)
        starts.extend([start] * len(new))
        ends.extend([end] * len(new))
    return Folded("".join(out), starts, ends), final


def _compatible(char: str) -> str:
    """One character in compatibility form, case folded, without the marks that it has."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char).casefold())
    return unicodedata.normalize("NFKC", _MARKED.sub("", plain).replace("ı", "i"))
