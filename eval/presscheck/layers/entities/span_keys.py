"""Spans of mentions as single integers: cheaper to hash than pairs, and in the order of the text."""

from __future__ import annotations

from collections.abc import Iterable

from presscheck.document.model import Mention, Offsets
from presscheck.measure.measure import DocumentPair

SHIFT = 32
"""Bits of the end of a span: the key of one is `start << SHIFT | end`."""

_END = (1 << SHIFT) - 1


def packed(mention: Mention) -> int:
    """The span of a mention as one integer."""
    return mention.start << SHIFT | mention.end


def unpacked(key: int) -> Offsets:
    """The span again.

    >>> unpacked(packed(Mention(start=3, end=9)))
    (3, 9)
    """
    return key >> SHIFT, key & _END


def of_mentions(mentions: Iterable[Mention]) -> list[int]:
    """The spans of mentions, in their order."""
    return [m.start << SHIFT | m.end for m in mentions]


def of_pair(pair: DocumentPair) -> tuple[list[int], list[int]]:
    """The spans of the mentions of both sides, read once for all layers that ask."""
    return of_mentions(pair.gold.mentions or ()), of_mentions(pair.pred.mentions or ())
