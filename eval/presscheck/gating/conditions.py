"""One condition of one rule, decided: value, baseline, delta, limit, verdict, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec

from presscheck.gating.baseline import TOLERANCE, Baseline, left_out
from presscheck.measure.measure import Measure
from presscheck.scoring.items import Outcomes
from presscheck.scoring.result import Result
from presscheck.statistics import jackknife
from presscheck.statistics.paired import Difference, paired
from presscheck.statistics.student import quantile

Verdict: TypeAlias = Literal["pass", "fail", "impossible"]


class Condition(msgspec.Struct, kw_only=True):
    """One condition of one rule, decided.

    Args:
        measure: its id.
        condition: the rule's key: min, max_drop, max_new_errors, confident_drop, non_inferior.
        value: now; None where undefined or missing.
        baseline: then; None where there is none.
        delta: value minus baseline.
        limit: the number in the rule.
        verdict: pass, fail, or impossible: the comparison cannot be made.
        says: why, in words.
        items: what was lost, each in words: new errors where it did not pass; all that was right where the
            measure is missing now.
    """

    measure: str
    condition: str
    value: float | None
    baseline: float | None
    delta: float | None
    limit: float
    verdict: Verdict
    says: str
    items: list[str] = []


class MeasureHistory:
    """One measure, now and in the baseline."""

    def __init__(
        self,
        row: Measure,
        result: Result,
        baseline: Baseline | None,
        items: Mapping[str, Outcomes],
        keys: Sequence[str],
    ) -> None:
        self.row = row
        self.now = result.value(row) if row in result.attempted() else None
        self.then = baseline.value(row.id) if baseline else None
        self.delta = None if self.now is None or self.then is None else self.now - self.then
        self.items = items.get(row.id)
        self.known = baseline.errors if baseline and row.id in baseline.errors.measures else None
        self.keys = keys
        self.missing = _missing(row, result, baseline)
        self.vanished = row not in result.attempted()
        self.difference: Difference | None = None
        if baseline and self.delta is not None and not keys:
            self.difference = paired(row, ("baseline", baseline.result), ("now", result), test=False)

    @property
    def has_items(self) -> bool:
        """Return whether errors can be counted by item, in the baseline if there is one."""
        return self.known is not None or self.items is not None

    def new_errors(self) -> list[str]:
        """Gold items that were right and are not now, and spurious items that are new; none where unknown."""
        if self.known is None or self.items is None:
            return []
        return self.known.new(self.row.id, self.items)

    @property
    def drop(self) -> float | None:
        """The drop in the measure's own direction; below 0 for a gain."""
        if self.delta is None:
            return None
        return self.delta if self.row.kind == "distance" else -self.delta

    def no_value(self) -> str | None:
        """Return the reason why there is no value now."""
        if self.now is None:
            return self.missing or "undefined now: nothing to count on either side"
        return None

    def no_delta(self) -> str | None:
        """Return the reason why there is nothing to compare."""
        if self.keys:
            return f"not scored alike: {'; '.join(self.keys)}"
        if self.missing or self.delta is not None:
            return self.missing
        return f"undefined {'now' if self.now is None else 'in the baseline'}"


def _missing(row: Measure, result: Result, baseline: Baseline | None) -> str | None:
    if row not in result.attempted():
        state = row.state(result.tasks) if row.task in result.tasks else "missing"
        return f"{row.id} is {'missing' if state == 'scored' else state} now"
    if baseline and row.id not in baseline.measures:
        why = left_out(baseline.result).get(row.id)
        return f"the baseline has no {row.id}" + (f": {why}" if why else "")
    return None


def checked(seen: MeasureHistory, condition: str, limit: float) -> Condition:
    """Decide one condition.

    Args:
        seen: the measure, now and then.
        condition: a key of a rule.
        limit: the number in the rule.
    """
    check = Condition(
        measure=seen.row.id,
        condition=condition,
        value=seen.now,
        baseline=seen.then,
        delta=seen.delta,
        limit=limit,
        verdict="impossible",
        says="",
    )
    reason = seen.no_value() if condition == "min" else seen.no_delta() or _unfounded(seen, condition)
    if reason:
        check.says = reason
        if seen.vanished and not seen.keys:
            check.items = seen.new_errors()
        return check
    bad, check.says = _CONDITIONS[condition](seen, limit)
    check.verdict = "fail" if bad else "pass"
    if condition == "max_new_errors" or (bad and condition != "min"):
        check.items = seen.new_errors()
    return check


def _unfounded(seen: MeasureHistory, condition: str) -> str | None:
    """Return what a condition needs beyond the two values and does not have."""
    if condition == "max_new_errors" and (seen.known is None or seen.items is None):
        return "this measure has no items to count errors by"
    if condition in ("confident_drop", "non_inferior"):
        difference = seen.difference
        if difference is None or difference.error is None:
            return (difference.reason if difference else None) or "no paired interval"
    return None


def _min(seen: MeasureHistory, limit: float) -> tuple[bool, str]:
    now = seen.now or 0.0
    return now < limit - TOLERANCE, f"{now:.4f} against a floor of {limit:g}"


def _max_drop(seen: MeasureHistory, limit: float) -> tuple[bool, str]:
    drop = seen.drop or 0.0
    return drop > limit + TOLERANCE, f"{moved(drop)}, allowed {limit:g}"


def _max_new_errors(seen: MeasureHistory, limit: float) -> tuple[bool, str]:
    many = len(seen.new_errors())
    return many > limit, f"{many} new error{'s' if many != 1 else ''}, allowed {limit:g}"


def _confident_drop(seen: MeasureHistory, limit: float) -> tuple[bool, str]:
    """Fails only if the whole one-sided 95 % interval of the drop lies beyond the limit."""
    proved = (seen.drop or 0.0) - _half(seen, jackknife.LEVEL)
    what = moved(proved, "at least ") if proved > TOLERANCE else "no drop is significant"
    return proved > limit + TOLERANCE, f"with 95 % confidence {what}, allowed {limit:g}"


def _non_inferior(seen: MeasureHistory, limit: float) -> tuple[bool, str]:
    """Passes only if the 95 % interval of the difference stays above minus the margin."""
    worst = (seen.drop or 0.0) + _half(seen, (1 + jackknife.LEVEL) / 2)
    return worst > limit + TOLERANCE, f"the interval allows {moved(worst, 'up to ')}, margin {limit:g}"


def _half(seen: MeasureHistory, p: float) -> float:
    difference = seen.difference
    if difference is None or not difference.error:
        return 0.0
    return quantile(p, difference.units - 1) * difference.error


def moved(drop: float, how: str = "") -> str:
    """A drop or a gain in words.

    >>> moved(0.25), moved(-0.25), moved(0.0)
    ('a drop of 0.2500', 'a gain of 0.2500', 'no drop')
    """
    if abs(drop) <= TOLERANCE:
        return "no drop"
    return f"a drop of {how}{drop:.4f}" if drop > 0 else f"a gain of {-drop:.4f}"


_CONDITIONS = {
    "min": _min,
    "max_drop": _max_drop,
    "max_new_errors": _max_new_errors,
    "confident_drop": _confident_drop,
    "non_inferior": _non_inferior,
}
