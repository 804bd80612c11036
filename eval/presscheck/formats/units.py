"""Offsets that count UTF-16 units or bytes: told by the words beside them, and turned into code points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import NamedTuple

from presscheck.document.model import Offsets
from presscheck.document.placement import same_words


class Copy(NamedTuple):
    """The offsets and words of a span in a file.

    Args:
        start: its first offset.
        end: the offset after its last.
        words: what is there.
    """

    start: int
    end: int
    words: str


class Unit(NamedTuple):
    """A unit of offsets.

    Args:
        name: in the plural.
        points: offset in this unit -> the same in code points.
    """

    name: str
    points: Mapping[int, int]


def other(copies: Iterable[Copy], text: str) -> Unit | None:
    """The unit in which every copy of words stands at its offsets, where they do not in code points.

    Args:
        copies: the spans of a document that have words.
        text: of the document.

    >>> found = other([Copy(3, 7, "Oslo"), Copy(10, 11, ".")], "😀 Oslo 😀.")
    >>> found.name, found.points[3]
    ('UTF-16 units', 2)
    """
    given = list(copies)
    if text.isascii() or all(same_words(text[start:end], words) for start, end, words in given):
        return None
    for unit in _units(text):
        at = unit.points
        if all(a in at and b in at and same_words(text[at[a] : at[b]], words) for a, b, words in given):
            return unit
    return None


def nearest(text: str, words: str, hint: int) -> Offsets | None:
    """The occurrence of words that is nearest to an offset; None if there is none.

    >>> nearest("Bo, Bo and Bo", "Bo", 5), nearest("Bo", "Ida", 0)
    ((4, 6), None)
    """
    hint = max(hint, 0)
    near = [text.rfind(words, 0, hint + len(words)), text.find(words, hint)]
    start = min((at for at in near if at >= 0 and words), key=lambda at: abs(at - hint), default=None)
    return None if start is None else (start, start + len(words))


def _units(text: str) -> Iterable[Unit]:
    yield Unit("UTF-16 units", _points(1 + (char > "\uffff") for char in text))
    yield Unit("bytes", _points(len(char.encode("utf-8", "surrogatepass")) for char in text))


def _points(sizes: Iterable[int]) -> dict[int, int]:
    return {at: point for point, at in enumerate(accumulate(sizes, initial=0))}
