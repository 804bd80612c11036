"""Quotation marks: which belong together, and what type of quote they make.

Double marks of any row of `document.quotation_marks` count, single ones in a
document that says so. A paragraph is a line of the text, unless the document gives
`paragraphs`. A quotation that runs over several paragraphs repeats its opening mark
at the start of each and closes once, at the end of the last; one that is never
closed ends with its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from math import inf
from typing import NamedTuple

from presscheck.document import paragraphs, quotation_marks
from presscheck.document.model import Document, Offsets, Quote
from presscheck.layers.texts import mark_styles
from presscheck.layers.texts.mark_styles import Force, Mark

_COMPLEMENTIZER = re.compile(r"\s*(?:that|whether|if|to)\b", re.IGNORECASE)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_INSIDE = "\0"


class Marked(NamedTuple):
    """A pair of quotation marks.

    Args:
        parts: the spans it covers, marks included: one, or one for each paragraph.
        closed: whether the closing mark is there.
    """

    parts: tuple[Offsets, ...]
    closed: bool


class Marks:
    """The quotation marks of one text, paired once.

    Args:
        text: a document's text.
        single: whether single marks count.
        within: its paragraphs, in order; None: each line is one.

    >>> marks = Marks("He said “yes” and “no”.")
    >>> marks.inside, marks.clipped(10, 20), marks.quote_type([(8, 13)])
    ([(8, 13), (18, 22)], [(10, 13), (18, 20)], 'direct')
    """

    def __init__(self, text: str, single: bool = False, within: tuple[Offsets, ...] | None = None) -> None:
        self.text, self.single = text, single
        self.pairs = pairs(text, single, within)
        self.inside = _merged(part for pair in self.pairs for part in pair.parts)

    @cached_property
    def known(self) -> bool:
        """Return whether the marks of the text are known: a row is used, or nothing looks like a mark."""
        return bool(self.pairs) or not quotation_marks.strange(self.text)

    def clipped(self, start: int, end: int) -> list[Offsets]:
        """The parts of a span that stand inside marks."""
        return clipped(self.inside, start, end)

    def quote_type(self, content: Iterable[Offsets]) -> str | None:
        """The type of a quote, as `quote_type`; None where the marks of the text are not known."""
        return quote_type(self.text, content, self.inside) if self.known else None


@lru_cache(maxsize=8)
def marks(text: str, single: bool = False, within: tuple[Offsets, ...] | None = None) -> Marks:
    """The marks of a text; those of the last few texts are kept, for a text is scored many times over."""
    return Marks(text, single, within)


def of(doc: Document) -> Marks:
    """The marks of a document; of none, if it has no text."""
    return marks(doc.text or "", quotation_marks.marks_singly(doc), paragraphs.given(doc))


def pairs(text: str, single: bool = False, within: tuple[Offsets, ...] | None = None) -> list[Marked]:
    r"""The pairs of quotation marks of a text, by their first mark.

    Nested pairs are pairs of their own; a closing mark that nothing opened is
    passed over, and so is a mark left open inside a pair, and an inch sign
    (*“6" long”*); straight marks open and close in turn within their paragraph.

    Args:
        text: a document's text.
        single: whether single marks count.
        within: its paragraphs, in order; None: each line is one.

    >>> pairs("He said “yes” and “no”.")
    [Marked(parts=((8, 13),), closed=True), Marked(parts=((18, 22),), closed=True)]
    >>> pairs("“One.\n“Two.”")
    [Marked(parts=((0, 5), (6, 12)), closed=True)]
    >>> pairs("“One.\nTwo.")
    [Marked(parts=((0, 5),), closed=False)]
    >>> pairs("“One.\nTwo.”", within=((0, 11),))
    [Marked(parts=((0, 11),), closed=True)]
    """
    standing = mark_styles.standing(text, single)
    pairing = _Pairing(text, mark_styles.force(standing, single))
    at = 0
    for start, end in paragraphs.of(text, within):
        here = []
        while at < len(standing) and standing[at].at < end:
            here.append(standing[at])
            at += 1
        pairing.paragraph(start, end, here)
    return pairing.finished()


class _Pairing:
    """Pairs so far, and the marks that the last paragraph left open."""

    def __init__(self, text: str, force: Force) -> None:
        self.text, self.force = text, force
        self.found: list[Marked] = []
        self.over: list[Offsets] = []
        self.over_mark = ""

    def paragraph(self, start: int, end: int, standing: Sequence[Mark]) -> None:
        """Pair the marks of the next paragraph."""
        first = start + len(self.text[start:end]) - len(self.text[start:end].lstrip())
        again = bool(standing) and (standing[0].at, standing[0].mark) == (first, self.over_mark)
        if self.over and not again:
            self._leave()
        self._left(self._stack(standing), end)

    def finished(self) -> list[Marked]:
        """Every pair, in order."""
        if self.over:
            self._leave()
        return sorted(self.found)

    def _leave(self) -> None:
        self.found.append(Marked((*self.over,), closed=False))
        self.over = []

    def _stack(self, standing: Sequence[Mark]) -> list[Mark]:
        """Pair what closes within a paragraph; what stays open, outermost first."""
        stack: list[Mark] = []
        depths: dict[str, list[int]] = {}
        no_closers = mark_styles.no_closers(standing, self.text, self.force)
        for mark in standing:
            kin = [depths[opening] for opening in self.force.closed.get(mark.mark, ()) if depths.get(opening)]
            if not kin:
                if self.force.may_open(mark, self.text):
                    depths.setdefault(mark.mark, []).append(len(stack))
                    stack.append(mark)
            elif self._closes(mark, kin, no_closers):
                depth = max(levels[-1] for levels in kin)
                self._close(stack[depth].at, mark.end, outermost=depth == 0)
                while len(stack) > depth:
                    depths[stack.pop().mark].pop()
        return stack

    def _closes(self, mark: Mark, kin: list[list[int]], no_closers: set[int]) -> bool:
        """Return whether a mark closes an open pair: not after a space, no inch sign in the only pair."""
        if mark.mark in ("’", "'") and not self.text[mark.at - 1 : mark.at].strip():
            return False
        return mark.at not in no_closers or sum(map(len, kin)) > 1

    def _close(self, start: int, end: int, *, outermost: bool) -> None:
        earlier = self.over if outermost else []
        self.found.append(Marked((*earlier, (start, end)), closed=True))
        if outermost:
            self.over = []

    def _left(self, stack: Sequence[Mark], end: int) -> None:
        """Close the open pairs at the end of a paragraph; the outermost may continue in the next."""
        stack = [mark for mark in stack if mark.opens or mark.mark not in mark_styles.BY_PLACE]
        if not stack:
            if self.over:
                self._leave()
            return
        last = stack[-1].at + len(self.text[stack[-1].at : end].rstrip())
        self.found += [Marked(((mark.at, last),), closed=False) for mark in stack[1:]]
        self.over_mark = stack[0].mark
        self.over.append((stack[0].at, last))


def _merged(parts: Iterable[Offsets]) -> list[Offsets]:
    merged: list[Offsets] = []
    for start, end in sorted(parts):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def inside(text: str, single: bool = False) -> list[Offsets]:
    """The spans inside quotation marks, marks included, without overlaps and in order.

    Args:
        text: a document's text.
        single: whether single marks count.

    >>> inside("“A “B” C” D")
    [(0, 9)]
    """
    return marks(text, single).inside


def clipped(within: Sequence[Offsets], start: int, end: int) -> list[Offsets]:
    """Return the parts of some disjoint spans, in order, that lie in a span.

    >>> clipped([(0, 4), (6, 9), (12, 14)], 2, 8)
    [(2, 4), (6, 8)]
    """
    found: list[Offsets] = []
    for i in range(max(bisect_right(within, (start, inf)) - 1, 0), len(within)):
        first, last = within[i]
        if first >= end:
            break
        if last > start:
            found.append((max(first, start), min(last, end)))
    return found


def quote_type(text: str, content: Iterable[Offsets], within: Sequence[Offsets]) -> str:
    """The type of a quote, which follows from its marks.

    *indirect* if no character of the content lies inside marks; *direct* if what
    lies outside them, after dropping one leading *that, whether, if* or *to*,
    holds no letter or digit; else *mixed*.

    Args:
        text: the document's text.
        content: the spans of the content, in order.
        within: what lies inside marks, from `inside(text)`.

    >>> text = "He said that “yes” is enough."
    >>> [quote_type(text, [span], inside(text)) for span in [(8, 18), (8, 28), (19, 28)]]
    ['direct', 'mixed', 'indirect']
    """
    outside = " ".join(_masked(text, start, end, within) for start, end in content)
    if _INSIDE not in outside:
        return "indirect"
    rest = _COMPLEMENTIZER.sub("", outside, count=1) if _COMPLEMENTIZER.match(outside) else outside
    return "mixed" if _LETTER_OR_DIGIT.search(rest) else "direct"


def _masked(text: str, start: int, end: int, within: Sequence[Offsets]) -> str:
    """The words of a span, with a placeholder for each stretch inside marks."""
    pieces, at = [], start
    for low, high in clipped(within, start, end):
        pieces += [text[at:low], _INSIDE]
        at = high
    return "".join([*pieces, text[at:end]])


def derived_type(doc: Document, quote: Quote) -> str | None:
    """The type of one quote of a document.

    None if the document has no text or marks that are not known, or the quote has no offsets.
    """
    if not isinstance(doc.text, str) or not quote.content or any(part.start < 0 for part in quote.content):
        return None
    return of(doc).quote_type([(part.start, part.end) for part in quote.content])
