"""Decide which quotation marks open and close in a text, by their use there (internal).

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

_ROWS = [(style.opening, style.closing) for style in STYLES]

GUILLEMETS = [(left, right) for i, (left, right) in enumerate(_ROWS) if (right, left) in _ROWS[i + 1 :]]
"""Marks that stand either way round, as the table has them first."""

_TURNED = {mark for pair in GUILLEMETS for mark in pair}

_BOTH_WAYS = [
    mark
    for mark, closing in _ROWS
    if mark == closing and mark not in _TURNED and any(o != c == mark for o, c in _ROWS)
]
"""Marks that close what another mark opens, and in another style open as well."""

_APOSTROPHES = ("’", "'")

BY_PLACE = frozenset([*_BOTH_WAYS, *(right for _, right in GUILLEMETS), "'"])
"""Marks that do not open where they stand as closing ones, nor stay open but where they stand as opening."""

_OPENING = frozenset(opening[-1] for opening, _ in _ROWS)
_CLOSING = frozenset(closing[0] for _, closing in _ROWS)
_STOP = frozenset(".,;:!?)]}")
_BEFORE_OPENING = frozenset("([{-–—―/") | _OPENING
_AFTER_CLOSING = frozenset("…-–—―/") | _STOP | _CLOSING


class Mark(NamedTuple):
    """One mark of a text, or what looks like one.

    Args:
        at: its first code point.
        mark: its characters.
        opens: whether it is an opening mark and not a closing one.
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
    """Uses of marks in one text.

    Args:
        closers: opening mark -> what closes it.
        closed: closing mark -> what it closes.
    """

    closers: Mapping[str, frozenset[str]]
    closed: Mapping[str, frozenset[str]]

    def may_open(self, mark: Mark, text: str) -> bool:
        """Return whether a mark that closes nothing opens something."""
        if mark.mark not in self.closers:
            return False
        if mark.mark == "'":
            return mark.opens
        inch = text[mark.at - 1 : mark.at].isdigit() and self._may_measure(mark)
        return not inch and not (mark.closes and mark.mark in BY_PLACE)

    def _may_measure(self, mark: Mark) -> bool:
        """Return whether a mark after a digit is an inch sign: it closes, and it is not sure to open."""
        return mark.mark in self.closed and (mark.closes or mark.mark in self.closers[mark.mark])


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
    in_front = not before or before.isspace() or before in _BEFORE_OPENING
    behind = not after or after.isspace() or after in _AFTER_CLOSING
    opens = in_front and bool(after) and not after.isspace() and not stop
    closes = behind and bool(before) and (stop or not before.isspace()) and before not in "([{"
    return Mark(at, mark, opens and not closes, closes and not opens)


def _apostrophe(text: str, mark: Mark) -> bool:
    """Return whether a single mark stands between letters or digits, or in front of a word after a space."""
    if mark.mark not in _APOSTROPHES:
        return False
    before, after = text[mark.at - 1 : mark.at] if mark.at else "", text[mark.end : mark.end + 1]
    return after.isalnum() and (before.isalnum() or (mark.mark == "’" and (not before or before.isspace())))


def force(marks: Sequence[Mark], single: bool) -> Force:
    """Return the uses of the marks of a text.

    Args:
        marks: all of them.
        single: whether single marks count.

    >>> force(standing("»Ja«, sagte sie.", single=False), single=False).closers["»"]
    frozenset({'«'})
    """
    count = Counter(mark.mark for mark in marks)
    out = {("'", "'")} if any(count[mark] for mark in quotation_marks.SINGLE_OPENING) else set()
    for left, right in GUILLEMETS:
        out |= _against(left, right, _way(left, right, [m for m in marks if m.mark in (left, right)]))
    for mark in _BOTH_WAYS:
        others = sum(count[opening] for opening, closing in _ROWS if closing == mark != opening)
        if others and sum(m.opens for m in marks if m.mark == mark) <= others:
            out.add((mark, mark))
    return _table((s.opening, s.closing) for s in STYLES if s.single <= single and s[1:3] not in out)


def _way(left: str, right: str, marks: Sequence[Mark]) -> str:
    """Return the direction of guillemets in a text: outwards, inwards, or all of them to the right."""
    opening = Counter(mark.mark for mark in marks if mark.opens)
    closing = Counter(mark.mark for mark in marks if mark.closes)
    lefts = sum(mark.mark == left for mark in marks)
    if min(opening[right], closing[right]) > lefts:
        return "right"
    inwards = opening[right] + closing[left] - opening[left] - closing[right]
    turned = inwards > 0 or (inwards == 0 and marks and marks[0].mark == right)
    return "inwards" if lefts and turned else "outwards"


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


def no_closers(marks: Sequence[Mark], text: str, force: Force) -> set[int]:
    """The marks of a paragraph that close no quote, for a later mark would then be left: inches, possessives.

    In *"It is 6" long," he said* the second mark stands after a digit, and the third can only close; so
    it is in *‘The dogs’ bowls,’ he said* after an *s*. It is a limit that a mark after a digit or an *s*
    closes where no such mark follows: *‘The dogs’ bowls are his’*.

    Args:
        marks: of one paragraph.
        text: the document's text.
        force: what they may do.

    Returns:
        their first code points.
    """
    found: set[int] = set()
    later: dict[str, int] = {}
    for i in range(len(marks) - 1, -1, -1):
        mark = marks[i]
        kin = force.closed.get(mark.mark)
        if kin is None or not _doubtful(mark, text):
            later[mark.mark] = i
            continue
        after = min((later[other] for other in {mark.mark, *kin} if other in later), default=-1)
        if after >= 0 and marks[after].mark == mark.mark and marks[after].closes:
            found.add(mark.at)
    return found


def _doubtful(mark: Mark, text: str) -> bool:
    before = text[mark.at - 1 : mark.at] if mark.at else ""
    possessive = mark.mark in _APOSTROPHES and before in ("s", "S")
    return before.isdigit() or (possessive and text[mark.end : mark.end + 1].isspace())
