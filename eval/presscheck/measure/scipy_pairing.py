"""The pairing that scipy's solver makes, for peers whose figures depend on its choice among equal sums."""

from __future__ import annotations

from collections.abc import Mapping

from presscheck.measure.assignment import Cell, Weight


def as_scipy_decides(
    weights: Mapping[Cell, Weight], rows: int, columns: int, *, idle: bool = False
) -> list[Cell]:
    """The pairing of `scipy.optimize.linear_sum_assignment` on the whole grid, for a peer that goes by it.

    Its sum is the largest, up to rounding; among equal sums it is the one that scipy finds, which depends on
    every row and column of the grid. Where no row or column has a choice, scipy is not loaded.

    Args:
        weights: (row, column) -> weight above 0; everywhere else the grid has 0.
        rows: how many rows the grid has, those without any weight included.
        columns: how many columns.
        idle: whether pairs without weight are returned too, as many as the grid allows.

    >>> as_scipy_decides({(0, 0): 2, (0, 1): 3, (1, 0): 1, (1, 1): 2}, 2, 2)
    [(0, 1), (1, 0)]
    >>> as_scipy_decides({(0, 1): 2}, 2, 3, idle=True)
    [(0, 1), (1, 0)]
    """
    if not (rows and columns):
        return []
    all_made = not idle or len(weights) == min(rows, columns)
    if all_made and len(weights) == len({r for r, _ in weights}) == len({c for _, c in weights}):
        return sorted(weights)
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    grid = np.zeros((rows, columns))
    for cell, weight in weights.items():
        grid[cell] = weight
    found = linear_sum_assignment(-grid)
    return [(int(r), int(c)) for r, c in zip(*found, strict=True) if idle or (r, c) in weights]
