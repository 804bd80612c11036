"""A plain-text table, and the nearest name for one that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


def render(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns aligned: the first to the left, the others to the right.

    >>> print(render(["measure", "F1"], [["mention.strict", "0.5"]]))
    measure          F1
    mention.strict  0.5
    """
    grid = [list(header), *(list(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    return "\n".join(_line(row, widths) for row in grid)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first = row[0].ljust(widths[0])
    return "  ".join([first, *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]).rstrip()


def nearest(name: str, names: Iterable[str]) -> str:
    """What to add to "there is no X": the nearest name, or all of them.

    >>> nearest("mention.strct", ["mention.strict", "coref.muc"])
    'did you mean mention.strict?'
    >>> nearest("x", ["a", "b"])
    'choose from a, b'
    """
    known = list(names)
    near = difflib.get_close_matches(name, known, 1)
    return f"did you mean {near[0]}?" if near else f"choose from {', '.join(known)}"


def number(value: float | None, digits: int = 3) -> str:
    """A ratio for a table; undefined is a dash.

    >>> number(0.5), number(None)
    ('0.500', '–')
    """
    return "–" if value is None else f"{value:.{digits}f}"


def count(value: float) -> str:
    """A count for a table: whole numbers as such, credit with its decimals.

    >>> count(3.0), count(35 / 12)
    ('3', '2.92')
    """
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"
