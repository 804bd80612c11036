"""The paragraphs of a document: those that it gives, else the lines of its text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import partial

from presscheck.document.model import NOWHERE, Document, Offsets


def given(doc: Document) -> tuple[Offsets, ...] | None:
    """The paragraphs that a document gives, in the order of the text; None if each line is one.

    >>> given(Document(id="d", text="One.", paragraphs=[(5, 8), (0, 4)])), given(Document(id="d"))
    (((0, 4), (5, 8)), None)
    """
    return tuple(sorted((start, end) for start, end in doc.paragraphs)) if doc.paragraphs else None


def lines(text: str) -> list[Offsets]:
    r"""The lines of a text, empty ones included, without their line feeds.

    >>> lines("one\n\nfour")
    [(0, 3), (4, 4), (5, 9)]
    """
    found, start = [], 0
    for line in text.split("\n"):
        found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def of(text: str, paragraphs: Sequence[Offsets] | None) -> list[Offsets]:
    """The paragraphs of a text that are not blank, in order.

    Args:
        text: a document's text.
        paragraphs: the value of `given`; None: each line is one.
    """
    return [(start, end) for start, end in paragraphs or lines(text) if text[start:end].strip()]


def finder(doc: Document) -> Callable[[int], int]:
    r"""The paragraph of an offset, from 1; 0 for what stands nowhere.

    What stands between two paragraphs belongs to the earlier one.

    >>> place = finder(Document(id="d", text="one\ntwo\n\nfour"))
    >>> place(0), place(3), place(4), place(9), place(-1)
    (1, 1, 2, 4, 0)
    >>> place = finder(Document(id="d", text="one\ntwo\n\nfour", paragraphs=[(0, 7), (9, 13)]))
    >>> place(0), place(4), place(8), place(9), place(-1)
    (1, 1, 1, 2, 0)
    """
    return partial(_number, [start for start, _ in given(doc) or lines(doc.text or "")])


def _number(starts: Sequence[int], offset: int) -> int:
    return 0 if offset <= NOWHERE else max(bisect_right(starts, offset), 1)
