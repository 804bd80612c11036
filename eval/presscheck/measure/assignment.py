"""Pair items one-to-one: maximal, exact in ties, independent of record order.

Two readings of "matching" are needed. Sets: equal keys are right
(`measure.compared`). Assignments: the one-to-one pairing whose weights sum to
the most. An assignment is solved in three steps, because almost nothing is
left for the last one: cells that some optimum must hold are peeled off, the
rest falls into connected components, and each of them goes to a plain
shortest-augmenting-path solver, or to scipy when it is large.

Weights may be integers or fractions, then every comparison is exact; with
floats it is exact up to rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from presscheck.document.exceptions import UsageError
from presscheck.measure import tight
from presscheck.measure.crowds import crowds

Weight: TypeAlias = int | float | Fraction
Cell: TypeAlias = tuple[int, int]
Lines: TypeAlias = dict[int, dict[int, Weight]]

MOST = 4_000_000
"""So many pairs of overlapping spans are compared in one place at most."""

CROWDED = "too many overlaps to compare"


class CrowdedError(UsageError):
    """More spans overlap in one place than can be compared."""


LARGE = 64
"""A component with more rows and more columns than this goes to scipy, if its weights are safe as floats."""


def assignment(weights: Mapping[Cell, Weight]) -> list[Cell]:
    """The one-to-one pairing of rows and columns with the largest sum of weights.

    Args:
        weights: (row, column) -> weight; pairs that are not in it, or not above 0, are never made.
            Among equal sums the choice depends on row and column numbers alone: number in canonical order.

    Returns:
        the pairs, by row.

    >>> assignment({(0, 0): 2, (0, 1): 3, (1, 1): 2})
    [(0, 0), (1, 1)]
    >>> assignment({(0, 0): 2, (0, 1): 5, (1, 1): 2})
    [(0, 1)]
    """
    if len(weights) < 2:
        return [cell for cell, weight in weights.items() if weight > 0]
    pairs, rest = _peeled({cell: weight for cell, weight in weights.items() if weight > 0})
    if rest:
        rows: Lines = {}
        columns: Lines = {}
        for (r, c), weight in rest.items():
            rows.setdefault(r, {})[c] = weight
            columns.setdefault(c, {})[r] = weight
        for some_rows, some_columns in _components(rows, columns):
            pairs += _solve(rows, some_rows, some_columns)
    pairs.sort()
    return pairs


def _peeled(cells: dict[Cell, Weight]) -> tuple[list[Cell], dict[Cell, Weight]]:
    """Take every cell that is worth its best rival in the row and its best rival in the column together.

    A pairing without that cell holds at most those two rivals, so exchanging
    them for it loses nothing. Taking one cell only lowers the rivals of others.

    Returns:
        what was taken, and the cells in which no row or column is settled.
    """
    pairs: list[Cell] = []
    while cells:
        row_best, row_next, column_best, column_next = _rivals(cells)
        settled = [
            (r, c)
            for (r, c), weight in cells.items()
            if row_best[r] == weight == column_best[c] and weight >= row_next[r] + column_next[c]
        ]
        if not settled:
            break
        rows, columns = {r for r, _ in settled}, {c for _, c in settled}
        if len(rows) < len(settled) or len(columns) < len(settled):
            settled = _apart(settled)
            rows, columns = {r for r, _ in settled}, {c for _, c in settled}
        pairs += settled
        cells = {(r, c): w for (r, c), w in cells.items() if r not in rows and c not in columns}
    return pairs, cells


def _apart(cells: Iterable[Cell]) -> list[Cell]:
    """Of cells in one row or one column, the first one."""
    rows: dict[int, int] = {}
    columns: set[int] = set()
    for r, c in sorted(cells):
        if r not in rows and c not in columns:
            rows[r] = c
            columns.add(c)
    return [*rows.items()]


def _rivals(cells: dict[Cell, Weight]) -> tuple[dict[int, Weight], ...]:
    """The best and the second-best weight of each row, and of each column; 0 if there is none."""
    row_best: dict[int, Weight] = {}
    row_next: dict[int, Weight] = {}
    column_best: dict[int, Weight] = {}
    column_next: dict[int, Weight] = {}
    for (r, c), weight in cells.items():
        best = row_best.get(r, 0)
        if weight > best:
            row_best[r], row_next[r] = weight, best
        elif weight > row_next[r]:
            row_next[r] = weight
        best = column_best.get(c, 0)
        if weight > best:
            column_best[c], column_next[c] = weight, best
        elif weight > column_next[c]:
            column_next[c] = weight
    return row_best, row_next, column_best, column_next


def _components(rows: Lines, columns: Lines) -> Iterable[tuple[list[int], list[int]]]:
    """The connected parts of what is left, each as sorted rows and sorted columns."""
    left = dict(columns)
    waiting = set(rows)
    for start in sorted(rows):
        some_rows, some_columns, stack = [], [], [start]
        while stack:
            row = stack.pop()
            if row not in waiting:
                continue
            waiting.remove(row)
            some_rows.append(row)
            for column in rows[row].keys() & left.keys():
                some_columns.append(column)
                stack += left.pop(column)
        if some_rows:
            yield sorted(some_rows), sorted(some_columns)


def _solve(rows: Lines, some_rows: Sequence[int], some_columns: Sequence[int]) -> list[Cell]:
    if len(some_rows) <= len(some_columns):
        grid = [[rows[r].get(c, 0) for c in some_columns] for r in some_rows]
        pairs = [(some_rows[i], some_columns[j]) for i, j in _optimum(grid)]
    else:
        grid = [[rows[r].get(c, 0) for r in some_rows] for c in some_columns]
        pairs = [(some_rows[j], some_columns[i]) for i, j in _optimum(grid)]
    return [(r, c) for r, c in pairs if c in rows[r]]


def _optimum(grid: list[list[Weight]]) -> list[Cell]:
    """A maximal assignment of every row of a grid with at least as many columns as rows."""
    if len(grid) <= LARGE:
        return _augmented(grid)
    if _safe_as_floats(grid):
        from scipy.optimize import linear_sum_assignment

        found = linear_sum_assignment(grid, maximize=True)
        return [(int(i), int(j)) for i, j in zip(*found, strict=True)]
    every = {(i, j): weight for i, line in enumerate(grid) for j, weight in enumerate(line) if weight}
    some = {cell: every[cell] for cell in tight.cells(grid) if cell in every}
    return assignment(some) if len(some) < len(every) else _augmented(grid)


def _safe_as_floats(grid: list[list[Weight]]) -> bool:
    """Return whether no float can hold a wrong sum: floats anyway, or integers that stay below 2**53."""
    values = [weight for line in grid for weight in line if weight]
    if all(isinstance(weight, int) for weight in values):
        return max(values) * len(grid) < 1 << 53
    return not any(isinstance(weight, Fraction) for weight in values)


def _augmented(grid: list[list[Weight]]) -> list[Cell]:
    """Shortest augmenting paths with potentials (Jonker and Volgenant 1987), O(rows² · columns)."""
    width = len(grid[0])
    row_of = [-1] * width
    row_price: list[Weight] = [0] * len(grid)
    column_price: list[Weight] = [0] * width
    for start in range(len(grid)):
        end, came_from = _shortest(grid, start, row_of, row_price, column_price)
        while end != -1:
            before = came_from[end]
            row_of[end] = start if before == -1 else row_of[before]
            end = before
    return sorted((r, c) for c, r in enumerate(row_of) if r != -1)


def _shortest(
    grid: list[list[Weight]],
    start: int,
    row_of: list[int],
    row_price: list[Weight],
    column_price: list[Weight],
) -> tuple[int, list[int]]:
    """The free column nearest to row `start`, and the column before each column on the way; prices follow."""
    width = len(column_price)
    distance: list[Weight | None] = [None] * width
    came_from = [-1] * width
    left = list(range(width))
    done: list[int] = []
    row, before, walked = start, -1, _ZERO
    while True:
        line, price = grid[row], row_price[row]
        nearest, best = -1, _ZERO
        for c in left:
            there = walked - line[c] - price - column_price[c]
            known = distance[c]
            if known is None or there < known:
                distance[c] = known = there
                came_from[c] = before
            if nearest == -1 or known < best:
                nearest, best = c, known
        walked = best
        if row_of[nearest] == -1:
            break
        left.remove(nearest)
        done.append(nearest)
        row, before = row_of[nearest], nearest
    row_price[start] += walked
    for c in done:
        gone = walked - _known(distance[c])
        column_price[c] -= gone
        row_price[row_of[c]] += gone
    return nearest, came_from


_ZERO: Weight = 0


def _known(value: Weight | None) -> Weight:
    assert value is not None  # noqa: S101 - a column that was left behind has a distance
    return value


def ranked(values: Mapping[Cell, Sequence[int | Fraction]]) -> dict[Cell, int]:
    """One exact weight for several aims, the most important first.

    Maximising the sum of these weights maximises the sum of the first values;
    among those pairings, the sum of the second values; and so on.

    Args:
        values: (row, column) -> what the pair adds to each aim, none of it negative; equally many for all.

    >>> ranked({(0, 0): (1, 0, Fraction(1, 2)), (0, 1): (0, 1, Fraction(1, 3))})
    {(0, 0): 11, (0, 1): 6}
    """
    if not values:
        return {}
    most = min(len({r for r, _ in values}), len({c for _, c in values}))
    weights = dict.fromkeys(values, 0)
    unit = 1
    for aim in reversed(list(zip(*values.values(), strict=True))):
        scale = lcm(*(value.denominator for value in aim))
        numbers = [value.numerator * (scale // value.denominator) for value in aim]
        for cell, number in zip(values, numbers, strict=True):
            weights[cell] += unit * number
        unit *= most * max(numbers) + 1
    return weights


def overlap(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Return the number of code points that two half-open spans share; spans that only touch share none.

    >>> overlap((0, 5), (3, 9)), overlap((0, 3), (3, 5))
    (2, 0)
    """
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def jaccard(a: tuple[int, int], b: tuple[int, int]) -> Fraction:
    """Shared code points over covered code points of two spans, exactly.

    >>> jaccard((0, 4), (2, 6))
    Fraction(1, 3)
    """
    both = overlap(a, b)
    return Fraction(both, a[1] - a[0] + b[1] - b[0] - both)


def _refuse_crowds(gold: Sequence[tuple[int, int]], pred: Sequence[tuple[int, int]]) -> None:
    """Check that no island has more than `MOST` pairs.

    Raises:
        CrowdedError: with its place.
    """
    for crowd in crowds(gold, pred):
        if crowd.pairs > MOST:
            where = f"[{crowd.low}, {crowd.high})"
            raise CrowdedError(f"{CROWDED}: {crowd.pairs} pairs of spans overlap in {where}")


def touching(gold: Sequence[tuple[int, int]], pred: Sequence[tuple[int, int]]) -> list[Cell]:
    """The (gold, pred) positions of spans that share at least one code point.

    Args:
        gold: spans sorted by start.
        pred: spans sorted by start.

    Raises:
        CrowdedError: too many of them overlap in one place.

    >>> touching([(0, 4), (6, 9)], [(3, 7)])
    [(0, 0), (1, 0)]
    """
    if len(gold) * len(pred) > MOST:
        _refuse_crowds(gold, pred)
    found: list[Cell] = []
    active: list[int] = []
    i = 0
    for j, (start, end) in enumerate(pred):
        while i < len(gold) and gold[i][0] < end:
            active.append(i)
            i += 1
        active = [g for g in active if gold[g][1] > start]
        found += [(g, j) for g in active if gold[g][0] < end]
    return sorted(found)
