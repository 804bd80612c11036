"""A gate's decisions as a table, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import groupby

import msgspec

from presscheck.gating.baseline import TOLERANCE
from presscheck.gating.conditions import Condition
from presscheck.gating.decision import Decision
from presscheck.reporting.comparison import Grid, signed
from presscheck.text import table, wording
from presscheck.text.visible import code, markdown, visible

NAMED = 6
"""So many checks with one reason are named; the verdicts of all stand in the table."""

LISTED = 20
"""So many lost items of a measure are listed unless all are asked for."""

WORDS = {"pass": "pass", "fail": "FAIL", "impossible": "CANNOT BE MADE"}


def grid(decision: Decision) -> Grid:
    """One line a check: value, baseline, delta, limit, verdict."""
    header = ["measure", "rule", "value", "baseline", "delta", "limit", "detectable", "verdict"]
    return header, [_row(check, decision.detectable.get(check.measure)) for check in decision.checks]


def _row(check: Condition, detectable: float | None) -> list[str]:
    delta = signed(check.delta)
    if check.delta and abs(check.delta) > TOLERANCE and delta == "0.000":
        delta = f"{check.delta:+.1e}"
    if check.condition == "max_new_errors" and check.verdict != "impossible":
        delta = f"{len(check.items)} new"
    numbers = [table.number(check.value), table.number(check.baseline), delta, f"{check.limit:g}"]
    return [check.measure, check.condition, *numbers, table.number(detectable), WORDS[check.verdict]]


def line(check: Condition) -> str:
    """One check in one line.

    >>> line(Condition(measure="coref.b3", condition="max_drop", value=0.5, baseline=0.75, delta=-0.25,
    ...            limit=0.0, verdict="fail", says="a drop of 0.2500"))
    'coref.b3 max_drop: value 0.500, baseline 0.750, delta -0.250, limit 0: FAIL: a drop of 0.2500'
    """
    _, rule, value, baseline, delta, limit, _, verdict = _row(check, None)
    numbers = f"value {value}, baseline {baseline}, delta {delta}, limit {limit}"
    return visible(f"{check.measure} {rule}: {numbers}: {verdict}: {check.says}")


def remarks(decision: Decision, most: int | None = LISTED) -> list[str]:
    """Yield what did not pass and why, with the losses; then the notes.

    Args:
        decision: of one prediction.
        most: so many lost items are listed of each measure; None for all.
    """
    said = []
    listed: set[tuple[str, ...]] = set()
    spoken = [check for check in decision.checks if _speaks(check)]
    for _, group in groupby(spoken, key=lambda c: (c.says, c.items)):
        alike = list(group)
        said.append(f"{_names(alike, decision)}: {alike[0].says}")
        if (items := tuple(alike[0].items)) not in listed:
            said += [f"  {item}" for item in cut(items, most)]
            listed.add(items)
    if decision.detectable:
        said.append("detectable: the smallest true change that this corpus shows four times in five")
    return [*map(visible, said + decision.notes)]


def cut(items: Sequence[str], most: int | None = LISTED) -> list[str]:
    """The first few items, and how many more there are.

    Args:
        items: each in words.
        most: so many are listed; None for all.

    >>> cut(["a", "b", "c"], 2)
    ['a', 'b', 'and 1 more']
    """
    if most is None or len(items) <= most:
        return list(items)
    way_out = wording.either(" (`--list all` lists them)", "")
    return [*items[:most], f"and {len(items) - most} more{way_out}"]


def _names(alike: Sequence[Condition], decision: Decision) -> str:
    if len(alike) == len(decision.checks) > 1:
        return "all checks"
    names = [f"{check.measure} {check.condition}" for check in alike]
    if len(names) > NAMED + 1:
        names[NAMED:] = [f"{len(names) - NAMED} more"]
    return ", ".join(names)


def _speaks(check: Condition) -> bool:
    """Explain what the columns do not show: why it did not pass, or what an interval allows."""
    return check.verdict != "pass" or check.condition in ("confident_drop", "non_inferior")


def as_table(decisions: Sequence[Decision], most: int | None = LISTED) -> str:
    """Plain text; the verdict line is the last of each prediction. Findings are left to stderr."""
    return "\n\n".join(_paragraph(d, most) for d in decisions)


def _paragraph(d: Decision, most: int | None) -> str:
    if not d.checks:
        return "\n".join([*remarks(d, most), visible(d.headline())])
    said = [*remarks(d, most), visible(d.signature), visible(d.headline())]
    return "\n".join([table.render(*grid(d)), *said])


def as_markdown(decisions: Sequence[Decision], most: int | None = LISTED) -> str:
    """A section a prediction, the verdict as its title."""
    parts = []
    for d in decisions:
        said = [*map(str, d.findings), *remarks(d, most)]
        notes = "\n".join(f"- {markdown(remark.strip())}" for remark in said)
        parts += [f"### {markdown(d.headline())}"]
        parts += [table.markdown(*grid(d))] if d.checks else []
        parts += [notes] if notes else []
        parts += [code(d.signature)] if d.signature else []
    return "\n\n".join(parts)


def as_json(decisions: Sequence[Decision], most: int | None = LISTED) -> str:  # noqa: ARG001 - as the others
    """Everything, with full precision, every item and the exit code of each prediction."""
    values = [msgspec.to_builtins(d) | {"code": d.code} for d in decisions]
    return json.dumps(values, ensure_ascii=False, indent=1)


FORMATS: dict[str, Callable[[Sequence[Decision], int | None], str]] = {
    "table": as_table,
    "markdown": as_markdown,
    "json": as_json,
}
