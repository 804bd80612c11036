"""Rules on rewrites: what a prediction of a challenge set may lose against itself (internal)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from presscheck.gating.baseline import TOLERANCE
from presscheck.gating.conditions import Condition, moved
from presscheck.gating.rules import ANY, GateRule, expanded
from presscheck.measure.measure import Measure
from presscheck.rewrites.effects import Counted
from presscheck.rewrites.sets import ScoredSet
from presscheck.rewrites.table import REWRITES
from presscheck.rewrites.variant import ORIGINAL, parts
from presscheck.scoring.result import Result
from presscheck.text import wording


def checks(rules: Sequence[GateRule], result: Result) -> list[Condition]:
    """Decide every condition of rules on rewrites.

    Args:
        rules: those with a `rewrite`.
        result: of a whole challenge set.
    """
    counted = Counted(result, ScoredSet({}, {}))
    there = {parts(name)[1] for name in result.units}
    found = []
    for rule, row in expanded(rules, result, None):
        if row not in result.attempted() and "." not in rule.measure:
            continue
        names = [name for name in REWRITES if name in there] if rule.rewrite == ANY else [rule.rewrite or ""]
        found += [check for name in names or [ANY] for check in _of(rule, row, name, counted)]
    return found


def _of(rule: GateRule, row: Measure, rewrite: str, counted: Counted) -> Iterator[Condition]:
    """The conditions of one rule on one measure and one rewrite."""
    after = [name for name in counted.totals.units if parts(name)[1] == rewrite]
    before = [f"{parts(name)[0]}~{ORIGINAL}" for name in after]
    whole = bool(after) and all(name in counted.at for name in before)
    now, then = (counted.value(row.id, names) if whole else None for names in (after, before))
    delta = None if now is None or then is None else now - then
    for condition in rule.conditions():
        check = Condition(
            measure=row.id,
            condition=f"{condition} {rewrite}",
            value=now,
            baseline=then,
            delta=delta,
            limit=rule.limit(condition),
            verdict="impossible",
            says=_missing(rewrite, whole=whole),
        )
        yield _decided(check, row) if whole and not (now is None or delta is None) else check


def _missing(rewrite: str, *, whole: bool) -> str:
    """The reason why there is no verdict."""
    if whole:
        return "undefined, or not attempted"
    way_out = f"give {wording.name('gold')} the folder of a challenge set"
    return f"no document ID~{rewrite} beside its ID~{ORIGINAL}: {way_out}"


def _decided(check: Condition, row: Measure) -> Condition:
    if check.condition.startswith("min "):
        bad = (check.value or 0.0) < check.limit - TOLERANCE
        check.says = f"{check.value or 0.0:.4f} against a floor of {check.limit:g}"
    else:
        drop = (check.delta or 0.0) * (1 if row.kind == "distance" else -1)
        bad = drop > check.limit + TOLERANCE
        check.says = f"{moved(drop)} against the original, allowed {check.limit:g}"
    check.verdict = "fail" if bad else "pass"
    return check
