"""A table with notes as HTML that can stand in any page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from presscheck.drawing import escape


def table(header: Sequence[str], rows: Iterable[Sequence[str]], notes: Iterable[str] = ()) -> str:
    """A table, and what has to be said below it.

    Args:
        header: the columns' names; the first column names the rows.
        rows: their cells.
        notes: a line each.

    >>> table(["measure", "F1"], [["a<b", "0.5"]], ["n"])
    '<table><tr><th>measure</th><th>F1</th></tr><tr><th>a&lt;b</th><td>0.5</td></tr></table><p>n</p>'
    """
    head = "".join(f"<th>{escape.words(name)}</th>" for name in header)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    said = "<br>".join(map(escape.words, notes))
    return f"<table><tr>{head}</tr>{body}</table>" + (f"<p>{said}</p>" if said else "")


def _cells(row: Sequence[str]) -> str:
    first, *rest = row
    return "".join([f"<th>{escape.words(first)}</th>", *(f"<td>{escape.words(cell)}</td>" for cell in rest)])
