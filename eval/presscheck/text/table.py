"""Tables in plain text and Markdown, their numbers, and the nearest name for one that does not exist."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from presscheck.text import visible

_PIPE = re.compile(r"(\\*)\|")


def render(header: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """Columns aligned: the first to the left, the others to the right.

    Args:
        header: the columns' names.
        rows: their cells.
        left: how many columns are aligned to the left.

    >>> print(render(["measure", "F1"], [["mention.strict", "0.5"]]))
    measure          F1
    mention.strict  0.5
    """
    return "\n".join(lines(header, [*rows], left))


def lines(header: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> Iterator[str]:
    """The lines of `render`, one after the other.

    Args:
        header: the columns' names.
        rows: their cells; they are gone through twice.
        left: how many columns are aligned to the left.
    """
    widths = [0] * len(header)
    for row in _visible(header, rows):
        widths = [max(width, len(cell)) for width, cell in zip(widths, row, strict=True)]
    for row in _visible(header, rows):
        yield _line(row, widths, left)


def _visible(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    return ([*map(visible.visible, row)] for row in chain([header], rows))


WIDTH = 80
"""Columns of a terminal that everything but a signature fits."""


def wrapped(note: str) -> list[str]:
    """A note in lines that fit a terminal; the second and later ones are indented.

    >>> [len(line) for line in wrapped("links, " * 20)]
    [76, 64]
    """
    return textwrap.wrap(note, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def fits(text: str) -> bool:
    """Return whether every line of a text fits a terminal."""
    return all(len(line) <= WIDTH for line in text.split("\n"))


def _line(row: Sequence[str], widths: Sequence[int], left: int) -> str:
    cells = zip(row, widths, strict=True)
    return "  ".join(
        cell.ljust(w) if i < left else cell.rjust(w) for i, (cell, w) in enumerate(cells)
    ).rstrip()


def number(value: float | None, digits: int = 3) -> str:
    """A ratio for a table; undefined is a dash.

    >>> number(0.5), number(None)
    ('0.500', '–')
    """
    return "–" if value is None else f"{value:.{digits}f}"


def percent(value: float | None) -> str:
    """A ratio in percent, as some peers print it; undefined is a dash.

    >>> percent(4 / 3), percent(None)
    ('133.33', '–')
    """
    return "–" if value is None else f"{100 * value:.2f}"


def count(value: float) -> str:
    """A count for a table: whole numbers as such, credit with its decimals.

    >>> count(3.0), count(35 / 12)
    ('3', '2.92')
    """
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


def markdown(
    header: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1, *, written: bool = False
) -> str:
    r"""A Markdown table: the first column to the left, the others to the right.

    Args:
        header: the columns' names.
        rows: their cells.
        left: how many columns are aligned to the left.
        written: whether cells are Markdown of our own; else they are words, whatever they hold.

    >>> print(markdown(["measure", "F1"], [["a|b", "0.5"]]))
    | measure | F1 |
    | --- | --: |
    | a\|b | 0.5 |
    """
    ruler = ["---" if i < left else "--:" for i in range(len(header))]
    ours = visible.visible if written else visible.markdown
    return "\n".join(_pipes([*map(ours, row)]) for row in (header, ruler, *rows))


def _pipes(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_PIPE.sub(_escaped, cell) for cell in cells)} |"


def _escaped(found: re.Match[str]) -> str:
    return f"{2 * found[1]}\\|"
