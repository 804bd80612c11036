"""Paired randomisation: how often chance alone gives a difference as large (internal)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from presscheck.statistics import jackknife

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix: TypeAlias = NDArray[np.float64]
from presscheck.statistics.bootstrap import AT_ONCE
from presscheck.statistics.draws import SEED, TRIALS

EXACT = 13
"""Up to this many units that differ, all swaps are enumerated."""


def randomised(
    a: Matrix,
    b: Matrix,
    total_a: Matrix,
    difference: Callable[[Matrix, Matrix], Matrix],
    *,
    trials: int = TRIALS,
    seed: int = SEED,
) -> tuple[float, str]:
    """Two-sided p of a paired difference: the systems' units swapped at random (Noreen 1989).

    Args:
        a: (units, columns) counts of one system.
        b: of the other, the same units.
        total_a: (columns,) counts of the first system over everything.
        difference: of the measure, from (trials, columns) totals of both.
        trials: how many swaps, where they are not enumerated.
        seed: of the bit generator.

    Returns:
        p, and how it was found: "exact" (all swaps) or the number of swaps.
    """
    moved = (b - a)[np.any(np.abs(b - a) > jackknife.NOISE, axis=1)]
    total_b = total_a + (b - a).sum(axis=0)
    exact = len(moved) <= EXACT
    trials = 2 ** len(moved) if exact else trials
    bits = np.random.PCG64(seed)
    seen = abs(difference(total_a[None], total_b[None])[0])
    extreme = 0
    for start in range(0, trials, max(1, AT_ONCE // max(1, len(moved)))):
        many = min(trials - start, max(1, AT_ONCE // max(1, len(moved))))
        swaps = _all_swaps(start, many, len(moved)) if exact else _swaps(bits, many, len(moved))
        shift = swaps @ moved
        drawn = np.abs(difference(total_a + shift, total_b - shift))
        # An undefined draw counts against a difference; the tolerance keeps equal sums equal.
        extreme += int((~(drawn < seen - 1e-12)).sum())
    return (extreme / trials, "exact") if exact else ((extreme + 1) / (trials + 1), str(trials))


def _all_swaps(start: int, many: int, n: int) -> Matrix:
    numbers = np.arange(start, start + many)[:, None]
    return ((numbers >> np.arange(n)) & 1).astype(np.float64)


def _swaps(bits: np.random.PCG64, many: int, n: int) -> Matrix:
    words = bits.random_raw(-(-many * n // 64))
    flags = np.unpackbits(words.astype("<u8").view(np.uint8))[: many * n]
    return flags.reshape(many, n).astype(np.float64)
