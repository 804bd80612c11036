"""Intervals for a result, made as its signature says."""

from __future__ import annotations

from presscheck.document.exceptions import UsageError
from presscheck.measure.measure import DocumentPair
from presscheck.scoring.result import LeaveOneOut, Result
from presscheck.statistics import leave_one_out
from presscheck.statistics.jackknife import intervals
from presscheck.text.nearest import nearest

METHODS = ("jackknife", "bootstrap", "none")


TRIALS = 10_000


SEED = 13


def method(resample: str | None, trials: int = TRIALS, seed: int = SEED) -> str | None:
    """The `resample` key of a signature.

    Raises:
        UsageError: there is no such method.

    >>> method("jackknife"), method("bootstrap", 1000, 7), method(None)
    ('jackknife-logit-t', 'bootstrap-1000-7', None)
    """
    match resample:
        case "jackknife":
            return "jackknife-logit-t"
        case "bootstrap":
            return f"bootstrap-{trials}-{seed}"
        case None | "none":
            return None
    raise UsageError(f"resample: there is no {resample!r}; {nearest(resample, METHODS)}")


def parts(pair: DocumentPair, result: Result) -> dict[str, LeaveOneOut]:
    """One article by paragraphs, and for links by entities."""
    used = {cell for row in result.shown() for cell in (row.id, *row.cells)}
    rows = [row for row in result.rows if row.id in used and row.count]
    linking = [row for row in rows if row.layer == "links"]
    found = {"paragraph": leave_one_out.paragraphs(pair, [row for row in rows if row.layer != "links"])}
    return found | ({"entity": leave_one_out.entities(pair, linking)} if linking else {})


def with_intervals(result: Result) -> Result:
    """A result with its intervals, made as its signature says."""
    name = result.signature.resample
    if name is None:
        result.ci = {}
    elif name.startswith("bootstrap-"):
        from presscheck.statistics import bootstrap

        trials, seed = map(int, name.removeprefix("bootstrap-").split("-", 1))
        result.ci = bootstrap.intervals(result, trials, seed)
    else:
        result.ci = intervals(result)
    return result
