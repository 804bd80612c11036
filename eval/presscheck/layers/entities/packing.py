"""Spans as integers: one list a side and document, which mentions, coreference and links share."""

from __future__ import annotations

from collections.abc import Iterable

from presscheck.document.model import Document, Mention, Offsets
from presscheck.measure.measure import DocumentPair

SHIFT = 32
"""A span is one integer, `start << SHIFT | end`: cheaper to hash than a pair, and in text order."""

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


def all_unpacked(keys: Iterable[int]) -> list[Offsets]:
    """Many spans again.

    >>> all_unpacked([packed(Mention(start=3, end=9))])
    [(3, 9)]
    """
    return [(key >> SHIFT, key & _END) for key in keys]


def spans_of(doc: Document) -> list[int]:
    """The span of every mention, in the order of the file."""
    return [m.start << SHIFT | m.end for m in doc.mentions or ()]


def both_spans(pair: DocumentPair) -> tuple[list[int], list[int]]:
    """The span of every gold mention, and of every predicted one."""
    return spans_of(pair.gold), spans_of(pair.pred)
