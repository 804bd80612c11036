"""List the changes of an update in a baseline: old and new numbers of the same prediction."""

from __future__ import annotations

from presscheck.gating import baseline
from presscheck.gating.baseline import Baseline
from presscheck.gating.decision import differences
from presscheck.reporting.comparison import signed
from presscheck.text import table


def lines(old: Baseline | None, new: Baseline) -> list[str]:
    """Yield what is new, what changes, and what is left out.

    Args:
        old: the baseline that is there; None if there is none.
        new: the one that is written in its place.
    """
    out = [f"left out: {measure}: {why}" for measure, why in baseline.left_out(new.result).items()]
    if old is None:
        return ["new baseline", *out]
    if keys := differences(old.result, new.result):
        return [*out, *keys, *_side_by_side(old, new)]
    moved = [
        f"{measure}: {table.number(old.value(measure), 4)} → {table.number(new.value(measure), 4)}"
        for measure in _measures(old, new)
        if not baseline.same(old.value(measure), new.value(measure))
    ]
    return [*out, *moved] or ["no value changes"]


def _measures(old: Baseline, new: Baseline) -> list[str]:
    return list(dict.fromkeys([*old.measures, *new.measures]))


def _side_by_side(old: Baseline, new: Baseline) -> list[str]:
    """Every measure under both golds or settings: numbers of two things, to be looked at and not compared."""
    rows = []
    for measure in _measures(old, new):
        before, now = old.value(measure), new.value(measure)
        delta = None if before is None or now is None else now - before
        rows.append([measure, table.number(before, 4), table.number(now, 4), signed(delta)])
    return table.render(["measure", "old", "new", "delta"], rows).splitlines()
