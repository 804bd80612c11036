"""Measures of one's own: what a row must have so that it can be scored, stored and compared (internal)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import get_args

from presscheck.document.exceptions import UsageError
from presscheck.layers import MEASURES, TASKS
from presscheck.measure.measure import Layer, Measure
from presscheck.profiles import PROFILES
from presscheck.text.nearest import nearest


def checked_rows(chosen: Iterable[Measure], table: Sequence[Measure]) -> list[Measure]:
    """The rows that no table of ours has, each once.

    Raises:
        UsageError: with the first thing that keeps a row from being scored.
    """
    own: dict[str, Measure] = {}
    for row in chosen:
        if row not in table and own.setdefault(row.id, row) != row:
            raise UsageError(f"measure {row.id!r}: two rows have this id; give each an id of its own")
    known = {row.id for row in (*table, *own.values()) if row.count}
    for row in own.values():
        for problem in _problems(row, known):
            raise UsageError(f"measure {row.id!r}: {problem}")
    return list(own.values())


@cache
def _shipped() -> dict[str, Measure]:
    """Every row of ours and of the profiles, by id."""
    return {row.id: row for row in (*MEASURES, *(r for p in PROFILES.values() for r in p.measures))}


_ID = re.compile(r"[\w+-]+(\.[\w+-]+)+")
_HEADLINES = {
    "prf": ("f1", "precision", "recall"),
    "accuracy": ("accuracy",),
    "mean": ("f1",),
    "distance": ("value",),
}


def _problems(row: Measure, cells: set[str]) -> Iterator[str]:
    """Return the error that keeps a row from being scored, and the correction.

    Args:
        row: of the user's own.
        cells: the ids of all rows with counts that are at hand.
    """
    layers = get_args(Layer)
    unknown = [cell for cell in row.cells if cell not in cells]
    if not _ID.fullmatch(row.id):
        yield "expected an id such as 'mention.ends': words joined by points, for it is a key in files"
    if _shipped().get(row.id, row) != row:
        yield "a measure of presscheck has this id; choose another, such as one that begins with your name"
    if row.layer not in layers:
        yield f"expected a layer, got {row.layer!r}; {nearest(row.layer, layers)}"
    if row.task not in TASKS:
        yield f"`needs` has no task {row.task!r}; {nearest(row.task, TASKS)}"
    if (row.count is None) == (row.compose is None):
        yield "expected either `count`, such as matched_sets(view), or `cells` and `compose`"
    if unknown:
        yield f"no row counts the cell {unknown[0]!r}; {nearest(unknown[0], sorted(cells))}"
    if row.kind not in _HEADLINES:
        yield f"expected a kind of entry, got {row.kind!r}; {nearest(row.kind, _HEADLINES)}"
    elif row.count and row.kind not in ("prf", "accuracy"):
        yield f"counts make a measure of kind 'prf' or 'accuracy', not {row.kind!r}"
    elif row.headline not in _HEADLINES[row.kind]:
        options = " or ".join(map(repr, _HEADLINES[row.kind]))
        yield f"a measure of kind {row.kind!r} has the headline {options}, not {row.headline!r}"
