"""Intervals and their arithmetic: leave one unit out, score again, look at the spread.

The delete-one jackknife on the logit scale, with Student's t, holds its level
from three documents up and on one article, for measures that are not sums of
their units too (Efron & Tibshirani 1993, chapter 11; our simulation is
`bench/coverage.py`). It draws nothing: no seed, no resamples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, isnan, log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from presscheck.measure.counts import Counts
from presscheck.measure.measure import Measure
from presscheck.scoring.totals import LeaveOneOut, Totals, headline
from presscheck.statistics.student import quantile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVEL = 0.95
POWER = 0.8
NOISE = 1e-9
"""Differences below this are rounding, not spread."""

VECTORISED = 2_000
"""From this many units on numpy is worth its import."""

_RATIOS = ("f1", "accuracy")
_CLUSTERED = ("coref", "event-coref")


class Sample(NamedTuple):
    """The units of one measure.

    Args:
        unit: what they are: document, paragraph, entity.
        ids: their names, those alone on which the measure has something to say.
        crowded: why the measure is not worked out without each of them, if it is not.
    """

    unit: str
    ids: tuple[str, ...]
    crowded: str | None = None


def sample(result: Totals, row: Measure) -> Sample:
    """The units that bear on a measure: documents from two on, else the parts of the one article.

    Args:
        result: from a run or `api.score`.
        row: one of its rows.
    """
    if len(result.units) != 1:
        cells = [result.vectors[cell] for cell in row.cells or (row.id,)]
        ids = (name for i, name in enumerate(result.units) if any(any(v[4 * i : 4 * i + 4]) for v in cells))
        return Sample("document" if result.signature.groups is None else "group", tuple(ids))
    unit = unit_of(row)
    units = result.within.get(unit)
    if units is None:
        return Sample(unit, ())
    bearing = tuple(units.ids[i] for i in units.bears.get(row.layer, ()))
    reasons = (units.crowded[cell] for cell in row.cells or (row.id,) if cell in units.crowded)
    return Sample(unit, bearing, next(reasons, None))


def unit_of(row: Measure) -> str:
    """Units by which one article is resampled."""
    return "entity" if row.layer == "links" else "paragraph"


def left_out(result: Totals, row: Measure, ids: Sequence[str]) -> list[float | None]:
    """The measure's value without each unit in turn.

    Args:
        result: from a run or `api.score`.
        row: one of its rows.
        ids: unit names; one that the result does not have leaves everything as it is.
    """
    cells = row.cells or (row.id,)
    place = places(result, cells[0], ids)
    if len(result.units) != 1 and not row.compose and len(ids) >= VECTORISED and row.headline in _RATIOS:
        return _vectorised(result, row, [i for i in place if i is not None])
    totals = {cell: result.whole(cell) for cell in cells}
    if len(result.units) != 1:
        rests = ({c: _minus(totals[c], result.vectors[c], i) for c in cells} for i in place)
    else:
        left = result.within[unit_of(row)].left
        rests = ({c: _at(totals[c], left[c], i) for c in cells} for i in place)
    return [headline(row, rest.__getitem__) for rest in rests]


def places(result: Totals, cell: str, ids: Sequence[str]) -> list[int | None]:
    """Return the places of units in the vectors of a cell; None for one that the result does not have."""
    known = result.units if len(result.units) != 1 else _holder(result, cell).ids
    place = {name: i for i, name in enumerate(known)}
    return [place.get(name) for name in ids]


def _holder(result: Totals, cell: str) -> LeaveOneOut:
    return next(units for units in result.within.values() if cell in units.left)


def shares(result: Totals, row: Measure) -> dict[str, Sequence[float]] | None:
    """Return what each unit adds to each cell of a measure; None if the measure is not a sum of its units.

    Clusters of one article are none: leaving a line out also breaks the links
    that pass through it. (Perfect clusters would add up, by luck.)
    """
    cells = row.cells or (row.id,)
    if len(result.units) != 1:
        return {cell: result.vectors[cell] for cell in cells}
    if row.task in _CLUSTERED or "ceaf" in row.id:
        return None
    own = result.within[unit_of(row)].shares()
    for cell in cells:
        sums = [sum(own[cell][i::4]) for i in range(4)]
        if any(abs(a - b) > 1e-6 for a, b in zip(sums, result.whole(cell), strict=True)):
            return None
    return {cell: own[cell] for cell in cells}


def _minus(total: Counts, vector: Sequence[float], i: int | None) -> Counts:
    if i is None:
        return total
    return Counts(*(a - b for a, b in zip(total, vector[4 * i : 4 * i + 4], strict=True)))


def _at(total: Counts, vector: Sequence[float], i: int | None) -> Counts:
    return total if i is None else Counts(*vector[4 * i : 4 * i + 4])


def _vectorised(result: Totals, row: Measure, places: list[int]) -> list[float | None]:
    import numpy as np

    units = np.asarray(result.vectors[row.id]).reshape(-1, 4)[places]
    values = ratios(np.array(result.whole(row.id)) - units, row.headline)
    return [None if isnan(value) else value for value in values.tolist()]


def ratios(counts: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    """F1 (or accuracy, tp_pred / n_pred) of many counts at once; NaN for 0/0.

    Args:
        counts: (any number, 4).
        name: "f1" or "accuracy".

    >>> import numpy as np
    >>> ratios(np.array([[1.0, 2, 1, 4], [0, 0, 0, 0], [0, 0, 0, 3]]), "f1").tolist()
    [0.3333333333333333, nan, 0.0]
    """
    import numpy as np

    tp_pred, n_pred, tp_gold, n_gold = counts.T
    with np.errstate(invalid="ignore", divide="ignore"):
        p, r = tp_pred / n_pred, tp_gold / n_gold
        if name == "accuracy":
            return np.asarray(p)
        f1 = np.where((p > 0) & (r > 0), 2 * p * r / (p + r), 0.0)
    return np.where((n_pred == 0) & (n_gold == 0), np.nan, f1)


def spread(values: Sequence[float]) -> float:
    """The jackknife's standard error from the values with one unit left out.

    >>> round(spread([0.5, 0.6, 0.7]), 6)
    0.11547
    """
    n = len(values)
    mean = sum(values) / n
    error = sqrt((n - 1) / n * sum((v - mean) ** 2 for v in values))
    return error if error > NOISE else 0.0


def intervals(result: Totals) -> dict[str, dict[str, Any]]:
    """The jackknife interval of every measure, as in the scores JSON.

    Args:
        result: scored, with `within` filled in if it is one article.
    """
    return {row.id: interval(result, row) for row in result.shown()}


def interval(result: Totals, row: Measure) -> dict[str, Any]:
    """One measure's interval, or null and the reason.

    Args:
        result: scored, with `within` filled in if it is one article.
        row: one of its rows.
    """
    found = sample(result, row)
    value = result.value(row)
    left = left_out(result, row, found.ids) if value is not None and len(found.ids) > 1 else []
    reason = why_none(value, left, found)
    bounds = None if reason or value is None else logit_t(value, spread([v or 0.0 for v in left]), len(left))
    return entry(result, row, found, bounds, reason)


def why_none(value: float | None, left: Sequence[float | None], found: Sample) -> str | None:
    """Return the reason why there can be no interval, or None if there can be one."""
    if value is None:
        return "the value itself is undefined"
    if found.crowded:
        return found.crowded
    if len(found.ids) < 2:
        return f"one {found.unit} is not a sample" if found.ids else "no units"
    if any(v is None for v in left):
        return f"all items of this measure are in one {found.unit}"
    if spread([v or 0.0 for v in left]) == 0:
        return f"every {found.unit} has the same score, so there is no variation to estimate an interval from"
    return None


def entry(
    result: Totals, row: Measure, found: Sample, bounds: tuple[float, float] | None, reason: str | None
) -> dict[str, Any]:
    """The `ci` of one measure in the scores JSON."""
    ci: dict[str, Any] = {"level": LEVEL, row.headline: list(bounds) if bounds else None}
    ci |= {"unit": found.unit, "units": len(found.ids)}
    if len(result.units) == 1:
        ci["scope"] = "this article"
    return ci | ({"reason": reason} if reason else {})


def logit_t(value: float, error: float, units: int) -> tuple[float, float]:
    """An interval that stays within 0 and 1: t on the logit scale (at 0 or 1 itself: t, cut off).

    Args:
        value: a ratio.
        error: its standard error, above 0.
        units: how many units it comes from; degrees of freedom are one less.

    >>> low, high = logit_t(0.8, 0.05, 12)
    >>> round(low, 4), round(high, 4)
    (0.6679, 0.8884)
    """
    t = quantile((1 + LEVEL) / 2, units - 1)
    inside = value * (1 - value)
    if inside <= 1e-12:
        return max(0.0, value - t * error), min(1.0, value + t * error)
    middle, half = log(value / (1 - value)), t * error / inside
    return _expit(middle - half), _expit(middle + half)


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x)) if x > 0 else exp(x) / (1 + exp(x))


def holm(raw: Mapping[Any, float]) -> dict[Any, float]:
    """p-values adjusted for the family they belong to (Holm 1979).

    >>> holm({"a": 0.01, "b": 0.04, "c": 0.03})
    {'a': 0.03, 'c': 0.06, 'b': 0.06}
    """
    adjusted, worst = {}, 0.0
    for rank, (key, p) in enumerate(sorted(raw.items(), key=lambda item: item[1])):
        worst = max(worst, min(1.0, (len(raw) - rank) * p))
        adjusted[key] = worst
    return adjusted


def detectable(error: float, units: int) -> float:
    """The smallest true difference that a two-sided test at 5 % finds four times in five.

    Args:
        error: standard error of the paired difference.
        units: how many units it comes from.

    >>> round(detectable(0.053, 12), 3)
    0.163
    """
    return (quantile((1 + LEVEL) / 2, units - 1) + quantile(POWER, units - 1)) * error
