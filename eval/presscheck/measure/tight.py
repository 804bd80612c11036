"""Cells that a best assignment may hold, told by floats; exact weights are compared for them (internal)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

SLACK = 1e-9
"""Of the greatest weight: far above what floats round off, far below what tells most cells apart."""


def cells(grid: Sequence[Sequence[int | float | Fraction]]) -> Iterator[tuple[int, int]]:
    """The (row, column) of every cell that some best assignment of all rows may hold, and of a few others.

    A best assignment has prices of rows and columns that no cell exceeds and that its own cells reach; the
    cells of every other best one reach the same prices (complementary slackness).

    Args:
        grid: weights, none below 0; at least as many columns as rows.

    >>> [*cells([[4, 1, 0], [3, 2, 0]])]
    [(0, 0), (1, 0), (1, 1)]
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    most = max(map(max, grid)) or 1
    weights = np.array([[float(weight / most) for weight in line] for line in grid])
    rows, columns = linear_sum_assignment(weights, maximize=True)
    held = weights[rows, columns]
    beyond = weights - held[:, None]
    prices = np.zeros(weights.shape[1])
    for _ in range(len(grid) + 1):
        higher = np.maximum(prices, (beyond + prices[columns][:, None]).max(axis=0))
        settled = bool((higher - prices).max() < SLACK / 1000)
        prices = higher
        if settled:
            break
    slack = (held - prices[columns])[:, None] + prices - weights
    for row, column in zip(*np.nonzero(slack <= SLACK), strict=True):
        yield int(row), int(column)
