"""Which quotation marks open and close in one text: a mark that can do both is read by how it is used there.

*»* closes in French and opens in German; *”* closes in English and opens in
Swedish. A mark with a space or nothing in front and a word behind stands as an
opening one, a mark with a word in front and a space behind as a closing one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from presscheck.document import quotation_marks
from presscheck.document.quotation_marks import STYLES

_BEFORE_OPENING = frozenset("([{-–—―/")
_STOP = frozenset(".,;:!?)]}")
_AFTER_CLOSING = frozenset("…-–—―/") | _STOP

_GUILLEMETS = (("«", "»"), ("‹", "›"))
_BOTH_WAYS = ("”", "''")
BY_PLACE = frozenset((*_BOTH_WAYS, "»", "›", "'"))
"""Marks that do not open where they stand as closing ones, nor stay open but where they stand as opening."""


class Mark(NamedTuple):
    """One mark of a text, or what looks like one.

    Args:
        at: its first code point.
        mark: its characters.
        opens: whether it stands as an opening mark and not as a closing one.
        closes: the reverse; neither is said of a mark between two spaces or two letters.
    """

    at: int
    mark: str
    opens: bool
    closes: bool

    @property
    def end(self) -> int:
        """The code point after it."""
        return self.at + len(self.mark)


class Force(NamedTuple):
    """What marks may do in one text.

    Args:
        closers: opening mark -> what closes it.
        closed: closing mark -> what it closes.
    """

    closers: Mapping[str, frozenset[str]]
    closed: Mapping[str, frozenset[str]]

    def may_open(self, mark: Mark, text: str) -> bool:
        """Whether a mark that closes nothing opens something."""
        if mark.mark not in self.closers:
            return False
        if mark.mark == "'":
            return mark.opens
        digit = text[mark.at - 1 : mark.at].isdigit() and mark.mark in self.closed
        return not digit and not (mark.closes and mark.mark in BY_PLACE)


def standing(text: str, single: bool) -> list[Mark]:
    """Every mark of a text, apostrophes left out.

    Args:
        text: a document's text.
        single: whether single marks count.

    >>> [(mark.mark, mark.opens, mark.closes) for mark in standing("He said “it’s ‘so’”.", single=True)]
    [('“', True, False), ('‘', True, False), ('’', False, True), ('”', False, True)]
    """
    marks = (_mark(text, match.start(), match[0]) for match in _pattern(single).finditer(text))
    return [mark for mark in marks if not _apostrophe(text, mark)]


@cache
def _pattern(single: bool) -> re.Pattern[str]:
    marks = quotation_marks.DOUBLE | (quotation_marks.SINGLE if single else frozenset())
    return re.compile(quotation_marks.pattern(marks))


def _mark(text: str, at: int, mark: str) -> Mark:
    before, after = text[at - 1 : at] if at else "", text[at + len(mark) : at + len(mark) + 1]
    stop = after in _STOP and not text.startswith("..", at + len(mark))
    in_front = not before or before.isspace() or before in _BEFORE_OPENING or before in _OPENING
    behind = not after or after.isspace() or after in _AFTER_CLOSING or after in _CLOSING
    opens = in_front and bool(after) and not after.isspace() and not stop
    closes = behind and bool(before) and (stop or not before.isspace()) and before not in "([{"
    return Mark(at, mark, opens and not closes, closes and not opens)


_OPENING = "([{-–—―/"
_STOP = frozenset(".,;:!?)]}")
_AFTER_CLOSING = frozenset("…-–—―/") | _STOP

_GUILLEMETS = (("«", "»"), ("‹", "›"))
_BOTH_WAYS = ("”", "''")
BY_PLACE = frozenset((*_BOTH_WAYS, "»", "›", "'"))
"""Marks that do not open where they stand as closing ones, nor stay open but where they stand as opening."""


class Mark(NamedTuple):
    """One mark of a text, or what looks like one.

    Args:
        at: its first code point.
        mark: its characters.
        opens: whether it stands as an opening mark and not as a closing one.
        closes: the reverse; neither is said of a mark between two spaces or two letters.
    """

    at: int
    mark: str
    opens: bool
    closes: bool

    @property
    def end(self) -> int:
        """The code point after it."""
        return self.at + len(self.mark)


class Force(NamedTuple):
    """What marks may do in one text.

    Args:
        closers: opening mark -> what closes it.
        closed: closing mark -> what it closes.
    """

    closers: Mapping[str, frozenset[str]]
    closed: Mapping[str, frozenset[str]]

    def may_open(self, mark: Mark, text: str) -> bool:
        """Whether a mark that closes nothing opens something."""
        if mark.mark not in self.closers:
            return False
        if mark.mark == "'":
            return mark.opens
        digit = text[mark.at - 1 : mark.at].isdigit() and mark.mark in self.closed
        return not digit and not (mark.closes and mark.mark in BY_PLACE)


def standing(text: str, single: bool) -> list[Mark]:
    """Every mark of a text, apostrophes left out.

    Args:
        text: a document's text.
        single: whether single marks count.

    >>> [(mark.mark, mark.opens, mark.closes) for mark in standing("He said “it’s ‘so’”.", single=True)]
    [('“', True, False), ('‘', True, False), ('’', False, True), ('”', False, True)]
    """
    marks = (_mark(text, match.start(), match[0]) for match in _pattern(single).finditer(text))
    return [mark for mark in marks if not _apostrophe(text, mark)]


@cache
def _pattern(single: bool) -> re.Pattern[str]:
    marks = quotation_marks.DOUBLE | (quotation_marks.SINGLE if single else frozenset())
    return re.compile(quotation_marks.pattern(marks))


def _mark(text: str, at: int, mark: str) -> Mark:
    before, after = text[at - 1 : at] if at else "", text[at + len(mark) : at + len(mark) + 1]
    in_front = not before or before.isspace() or before in _BEFORE_OPENING or before in _OPENING
    behind = not after or after.isspace() or after in _AFTER_CLOSING or after in _CLOSING
    opens = in_front and bool(after) and not after.isspace()
    closes = behind and bool(before) and not before.isspace() and before not in "([{"
    return Mark(at, mark, opens and not closes, closes and not opens)


_OPENING = frozenset(style.opening[-1] for style in STYLES)
_CLOSING = frozenset(style.closing[0] for style in STYLES)


def _apostrophe(text: str, mark: Mark) -> bool:
    """Whether a single mark stands between letters or digits, or in front of a word after a space."""
    if mark.mark not in ("’", "'"):
        return False
    before, after = text[mark.at - 1 : mark.at] if mark.at else "", text[mark.end : mark.end + 1]
    return after.isalnum() and (before.isalnum() or (mark.mark == "’" and (not before or before.isspace())))


def force(marks: Sequence[Mark], single: bool) -> Force:
    """What the marks of a text may do.

    Args:
        marks: all of them.
        single: whether single marks count.

    >>> force(standing("»Ja«, sagte sie.", single=False), single=False).closers["»"]
    frozenset({'«'})
    """
    count = Counter(mark.mark for mark in marks)
    opening = Counter(mark.mark for mark in marks if mark.opens)
    closing = Counter(mark.mark for mark in marks if mark.closes)
    first: dict[str, str] = {}
    for left, right in _GUILLEMETS:
        first[left] = next((mark.mark for mark in marks if mark.mark in (left, right)), left)
    out = {("'", "'")} if count["‘"] or count["‚"] else set()
    for left, right in _GUILLEMETS:
        out |= _against(left, right, _way(left, right, count, opening, closing, first[left]))
    for mark in _BOTH_WAYS:
        others = sum(count[s.opening] for s in STYLES if s.closing == mark != s.opening)
        if others and opening[mark] <= others:
            out.add((mark, mark))
    return _table((s.opening, s.closing) for s in STYLES if s.single <= single and s[1:3] not in out)


def _way(
    left: str, right: str, count: Counter[str], opening: Counter[str], closing: Counter[str], first: str
) -> str:
    """How guillemets point in a text: as the table writes them in the first row, inwards, or to the right."""
    if min(opening[right], closing[right]) > count[left]:
        return "right"
    inwards = opening[right] + closing[left] - opening[left] - closing[right]
    return "inwards" if count[left] and (inwards > 0 or (inwards == 0 and first == right)) else "outwards"


def _against(left: str, right: str, way: str) -> set[tuple[str, str]]:
    rows = {"outwards": {(left, right)}, "inwards": {(right, left)}, "right": {(left, right), (right, right)}}
    return {(left, right), (right, left), (right, right)} - rows[way]


def _table(rows: Iterable[tuple[str, str]]) -> Force:
    closers: dict[str, set[str]] = {}
    closed: dict[str, set[str]] = {}
    for opening, closing in rows:
        closers.setdefault(opening, set()).add(closing)
        closed.setdefault(closing, set()).add(opening)
    return Force(
        {mark: frozenset(others) for mark, others in closers.items()},
        {mark: frozenset(others) for mark, others in closed.items()},
    )


def measures(marks: Sequence[Mark], text: str, force_: Force) -> set[int]:
    """The marks of a paragraph that would close a quote for which a later mark is left: inches and feet.

    In *"It is 6" long," he said* the second mark stands after a digit, and the third can only close.

    Args:
        marks: of one paragraph.
        text: the document's text.
        force_: what they may do.

    Returns:
        their first code points.
    """
    found: set[int] = set()
    later: dict[str, int] = {}
    for i in range(len(marks) - 1, -1, -1):
        mark = marks[i]
        kin = force_.closed.get(mark.mark)
        if kin is None or not text[mark.at - 1 : mark.at].isdigit():
            later[mark.mark] = i
            continue
        after = min((later[other] for other in {mark.mark, *kin} if other in later), default=-1)
        if after >= 0 and marks[after].mark == mark.mark and marks[after].closes:
            found.add(mark.at)
    return found
