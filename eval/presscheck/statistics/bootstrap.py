"""Chance, drawn: the bootstrap and the randomisation test, as matrix products over units (internal).

Every trial is a vector of unit weights (or swaps), so ten thousand trials are
one product. Indices come from the bit generator's raw 64-bit words, whose
stream numpy promises to keep; `Generator`'s methods may change between versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from presscheck.measure.counts import Counts
from presscheck.measure.measure import Measure
from presscheck.scoring.totals import Totals, headline
from presscheck.statistics import jackknife
from presscheck.statistics.draws import SEED, TRIALS
from presscheck.text.plural import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix: TypeAlias = NDArray[np.float64]


AT_ONCE = 8_000_000
"""Weights held in memory at one time."""


def bootstrap(units: Matrix, trials: int, seed: int) -> Matrix:
    """The summed counts of `trials` corpora drawn with replacement.

    Args:
        units: (units, columns) counts.
        trials: how many corpora.
        seed: of the bit generator.

    Returns:
        (trials, columns).
    """
    n = len(units)
    bits = np.random.PCG64(seed)
    chunk = max(1, AT_ONCE // n)
    return np.concatenate([_weights(bits, m, n) @ units for m in _chunks(trials, chunk)])


def intervals(result: Totals, trials: int = TRIALS, seed: int = SEED) -> dict[str, dict[str, Any]]:
    """The percentile bootstrap interval of every measure, as in the scores JSON.

    Args:
        result: scored, with `within` filled in if it is one article.
        trials: corpora drawn.
        seed: of the bit generator.
    """
    corpora: dict[tuple[str, ...], dict[str, Any]] = {}
    reasons = {}
    for row in result.shown():
        units = jackknife.sample(result, row)
        reasons[row.id], vectors = _why_none(result, row, units), jackknife.shares(result, row)
        if reasons[row.id] is None:
            corpora.setdefault(_drawn_from(result, units), {}).update(vectors or {})
    drawn = {ids: _totals(result, vectors, ids, trials, seed) for ids, vectors in corpora.items()}
    found = {}
    for row in result.shown():
        units, reason = jackknife.sample(result, row), reasons[row.id]
        totals = drawn.get(_drawn_from(result, units), {})
        bounds = None if reason else percentile(values(row, totals), jackknife.LEVEL)
        found[row.id] = jackknife.entry(result, row, units, bounds, reason)
    return found


def _why_none(result: Totals, row: Measure, units: jackknife.Sample) -> str | None:
    left = jackknife.left_out(result, row, units.ids) if len(units.ids) > 1 else []
    reason = jackknife.why_none(result.value(row), left, units)
    if reason is None and jackknife.shares(result, row) is None:
        return f"not a sum over {plural(units.unit)}, which a bootstrap needs"
    return reason


def _drawn_from(result: Totals, units: jackknife.Sample) -> tuple[str, ...]:
    return units.ids if len(result.units) == 1 else tuple(result.units)


def _totals(
    result: Totals, vectors: Mapping[str, Any], ids: tuple[str, ...], trials: int, seed: int
) -> dict[str, Matrix]:
    """All cells that are drawn from the same units, in one product."""
    place = jackknife.places(result, next(iter(vectors)), ids)
    summed = bootstrap(matrix([*vectors.values()], place), trials, seed)
    return {cell: summed[:, 4 * i : 4 * i + 4] for i, cell in enumerate(vectors)}


def _chunks(trials: int, size: int) -> Iterator[int]:
    for start in range(0, trials, size):
        yield min(size, trials - start)


def _weights(bits: np.random.PCG64, trials: int, n: int) -> Matrix:
    words = bits.random_raw(trials * n)
    drawn = ((words >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32)
    flat = drawn.reshape(trials, n).astype(np.int64) + np.arange(trials)[:, None] * n
    return np.bincount(flat.ravel(), minlength=trials * n).reshape(trials, n).astype(np.float64)


def percentile(values: Matrix, level: float) -> tuple[float, float]:
    """The middle part of the trials' values; undefined ones (NaN) are left out."""
    low, high = np.nanquantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def values(row: Measure, columns: Mapping[str, Matrix]) -> Matrix:
    """A measure's value in every trial; NaN where it is undefined.

    Args:
        row: any measure.
        columns: cell -> (trials, 4) counts.
    """
    if not row.compose and row.headline in ("f1", "accuracy"):
        return jackknife.ratios(columns[row.id], row.headline)
    cells = {cell: columns[cell].tolist() for cell in row.cells or (row.id,)}
    found = []
    for trial in zip(*cells.values(), strict=True):
        counts = {cell: Counts(*numbers) for cell, numbers in zip(cells, trial, strict=True)}
        found.append(headline(row, counts.__getitem__))
    return np.array(found, dtype=np.float64)


def matrix(vectors: Sequence[Any], places: Sequence[int | None]) -> Matrix:
    """(units, 4 x cells) counts; zeros for a unit that is not there.

    Args:
        vectors: per cell, four numbers a unit, one after the other.
        places: which units, in which order.
    """
    columns = []
    for vector in vectors:
        units = np.asarray(vector).reshape(-1, 4)
        padded = np.vstack([units, np.zeros((1, 4))])
        columns.append(padded[[len(units) if i is None else i for i in places]])
    return np.concatenate(columns, axis=1)
