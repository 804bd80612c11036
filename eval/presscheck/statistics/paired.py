"""Two systems on one measure: the difference, its interval, its tests.

Both are scored on the same units, so the difference is taken unit by unit. The
interval is a jackknife with t; the test is approximate randomisation (Noreen
1989; all swaps where they can be enumerated), a paired t stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from presscheck.measure.measure import Measure
from presscheck.scoring.result import Result
from presscheck.statistics import jackknife
from presscheck.statistics.draws import SEED, TRIALS
from presscheck.statistics.student import quantile, tail
from presscheck.text.plural import plural

ALPHA = 0.05
"""A difference is proved where its adjusted p lies below this."""

FEWEST = 6
"""Below this many units no randomisation test can reach 0.05: the smallest p of five is 2/32."""


class Difference(msgspec.Struct, kw_only=True):
    """One measure of two systems: `after` minus `before`.

    Args:
        measure: its id.
        before: the first system's name.
        after: the second system's name.
        values: of the first and the second, None where undefined.
        delta: second minus first.
        interval: 95 % interval of the difference, jackknife and t.
        unit: what was left out and swapped: document, paragraph, entity.
        units: how many of them there are.
        error: standard error of the difference.
        detectable: the smallest true difference found four times in five.
        p: of the randomisation test.
        swaps: "exact", or how many swaps were drawn.
        p_t: of the paired t.
        p_holm: p adjusted for the whole comparison.
        better: which value is better, "higher" or "lower".
        reason: why something of this is missing.
    """

    measure: str
    before: str
    after: str
    values: tuple[float | None, float | None]
    delta: float | None = None
    interval: tuple[float, float] | None = None
    unit: str
    units: int
    error: float | None = None
    detectable: float | None = None
    p: float | None = None
    swaps: str | None = None
    p_t: float | None = None
    p_holm: float | None = None
    better: str = "higher"
    reason: str | None = None

    @property
    def gain(self) -> float:
        """The advantage of the second system; 0 if undefined."""
        return (self.delta or 0.0) * (-1 if self.better == "lower" else 1)

    @property
    def proved(self) -> bool:
        """Return whether the tests bear it out, after Holm's adjustment for the whole comparison."""
        return self.p_holm is not None and self.p_holm < ALPHA and bool(self.gain)


def paired(
    row: Measure,
    before: tuple[str, Result],
    after: tuple[str, Result],
    *,
    trials: int = TRIALS,
    seed: int = SEED,
    test: bool = True,
) -> Difference:
    """The difference of two systems on one measure.

    Args:
        row: the measure.
        before: name and result of the first system.
        after: name and result of the second.
        trials: swaps drawn where they cannot all be enumerated.
        seed: of the draws.
        test: whether to test it, or only to give the interval.
    """
    (_, a), (_, b) = before, after
    samples = jackknife.sample(a, row), jackknife.sample(b, row)
    ids = list(dict.fromkeys([*samples[0].ids, *samples[1].ids]))
    found = Difference(
        measure=row.id,
        before=before[0],
        after=after[0],
        values=(a.value(row), b.value(row)),
        unit=samples[0].unit,
        units=len(ids),
        better="lower" if row.kind == "distance" else "higher",
    )
    if None in found.values:
        found.reason = "undefined for one of the systems, so there is no difference"
        return found
    found.delta = (found.values[1] or 0.0) - (found.values[0] or 0.0)
    if crowded := samples[0].crowded or samples[1].crowded:
        found.reason = crowded
        return found
    _spread(found, row, a, b, ids)
    if test:
        _test(found, row, a, b, ids, trials=trials, seed=seed)
    return found


def _spread(found: Difference, row: Measure, a: Result, b: Result, ids: Sequence[str]) -> None:
    """The jackknife of the difference: error, interval, minimal detectable effect."""
    if len(ids) < 2:
        found.reason = f"one {found.unit} is not a sample"
        return
    left = list(zip(jackknife.left_out(a, row, ids), jackknife.left_out(b, row, ids), strict=True))
    if any(None in pair for pair in left):
        found.reason = f"all items of this measure are in one {found.unit}"
        return
    delta = found.delta or 0.0
    found.error = jackknife.spread([(y or 0.0) - (x or 0.0) for x, y in left])
    half = quantile((1 + jackknife.LEVEL) / 2, len(ids) - 1) * found.error
    found.interval = max(-1.0, delta - half), min(1.0, delta + half)
    if found.error:
        found.detectable = jackknife.detectable(found.error, len(ids))


def _test(
    found: Difference, row: Measure, a: Result, b: Result, ids: Sequence[str], *, trials: int, seed: int
) -> None:
    shares = jackknife.shares(a, row), jackknife.shares(b, row)
    if shares[0] is None or shares[1] is None:
        found.reason = (
            f"no test on one article: not a sum over {plural(found.unit)}; a test needs several documents"
        )
        return
    found.p_t = _paired_t(found)
    if len(ids) < FEWEST:
        few = f"{len(ids)} {plural(found.unit) if len(ids) != 1 else found.unit}"
        level = f"{1 - jackknife.LEVEL:.2g}"
        found.reason = f"no randomisation test: {few}, and with fewer than {FEWEST} it cannot reach {level}"
        return
    found.p, found.swaps = _randomised(row, (a, shares[0]), (b, shares[1]), ids, trials=trials, seed=seed)


def _paired_t(found: Difference) -> float | None:
    if found.error is None or found.delta is None:
        return None
    if found.error == 0:
        return 1.0 if abs(found.delta) <= jackknife.NOISE else None
    return min(1.0, 2 * tail(abs(found.delta / found.error), found.units - 1))


def _randomised(
    row: Measure,
    a: tuple[Result, Mapping[str, Any]],
    b: tuple[Result, Mapping[str, Any]],
    ids: Sequence[str],
    *,
    trials: int,
    seed: int,
) -> tuple[float, str]:
    import numpy as np

    from presscheck.statistics import bootstrap, randomisation

    cells = list(a[1])
    counts = [
        bootstrap.matrix(list(shares.values()), jackknife.places(result, cells[0], ids))
        for result, shares in (a, b)
    ]
    total = np.concatenate([np.array(a[0].whole(cell), dtype=float) for cell in cells])

    def difference(x: bootstrap.Matrix, y: bootstrap.Matrix) -> bootstrap.Matrix:
        columns = [{c: m[:, 4 * i : 4 * i + 4] for i, c in enumerate(cells)} for m in (x, y)]
        found: bootstrap.Matrix = bootstrap.values(row, columns[1]) - bootstrap.values(row, columns[0])
        return found

    return randomisation.randomised(counts[0], counts[1], total, difference, trials=trials, seed=seed)
