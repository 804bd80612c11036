"""Intervals for a result, made as its signature says."""

from __future__ import annotations

from typing import Any

from presscheck.document.exceptions import UsageError
from presscheck.scoring.result import Result
from presscheck.scoring.totals import Totals
from presscheck.statistics import jackknife
from presscheck.statistics.draws import SEED, TRIALS, check
from presscheck.text.nearest import nearest

METHODS = ("jackknife", "bootstrap", "none")


def method(resample: str | None, trials: int = TRIALS, seed: int = SEED) -> str | None:
    """The `resample` key of a signature.

    Raises:
        UsageError: the method is unknown, or its draws are not whole numbers.

    >>> method("jackknife"), method("bootstrap", 1000, 7), method(None)
    ('jackknife-logit-t', 'bootstrap-1000-7', None)
    """
    check(trials, seed)
    match resample:
        case "jackknife":
            return "jackknife-logit-t"
        case "bootstrap":
            return f"bootstrap-{trials}-{seed}"
        case None | "none":
            return None
    raise UsageError(f"resample: there is no {resample!r}; {nearest(str(resample), METHODS)}")


def completed(totals: Totals) -> Result:
    """A result from its totals: with the intervals that the signature names."""
    kept = {name: getattr(totals, name) for name in Totals.__struct_fields__}
    return Result(**kept, ci=_intervals(totals))


def _intervals(totals: Totals) -> dict[str, dict[str, Any]]:
    name = totals.signature.resample
    if name is None:
        return {}
    if name.startswith("bootstrap-"):
        from presscheck.statistics import bootstrap

        trials, seed = map(int, name.removeprefix("bootstrap-").split("-", 1))
        return bootstrap.intervals(totals, trials, seed)
    return jackknife.intervals(totals)
