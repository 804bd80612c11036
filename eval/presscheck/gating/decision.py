"""May this build pass: rules that hold a result to floors and to a baseline.

The gold and a deterministic extractor have no sampling noise, so "the score on
this corpus fell" needs no test: by default nothing may drop. Significance
answers another question and is only ever asked for by name. A comparison that
cannot be made is a verdict of its own and never reads as a pass.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from presscheck.document.exceptions import Finding, UsageError
from presscheck.gating import baseline as baselines
from presscheck.gating import rewritten
from presscheck.gating.baseline import Baseline, left_out
from presscheck.gating.conditions import Condition, MeasureHistory, checked
from presscheck.gating.rules import GateRule, expanded
from presscheck.layers import TASKS, definitions
from presscheck.scoring.items import Outcomes
from presscheck.scoring.result import Result
from presscheck.statistics.compare import disagreements
from presscheck.text import wording

MISSING = "missing-prediction"
"""The finding that a baseline has no prediction."""


class Decision(msgspec.Struct, kw_only=True):
    """The decision of the gate on one prediction.

    Args:
        name: of the prediction.
        checks: one per condition of each rule.
        detectable: measure -> the smallest true difference that could be found, where it can be estimated.
        notes: what a reader must know.
        signature: of the result; empty where there is none.
        findings: why there is no result: the prediction or the baseline cannot be read.
    """

    name: str
    checks: list[Condition]
    detectable: dict[str, float]
    notes: list[str]
    signature: str
    findings: list[Finding] = []

    @property
    def code(self) -> int:
        """The exit code: 0 passed, 1 failed, 3 cannot be decided; everything printed follows from it."""
        verdicts = {check.verdict for check in self.checks}
        if "impossible" in verdicts or self.findings or not self.checks:
            return 3
        return 1 if "fail" in verdicts else 0

    @property
    def passed(self) -> bool:
        """Return whether every check passed, and there was at least one."""
        return self.code == 0

    def headline(self) -> str:
        """The verdict in one line.

        >>> Decision(name="x", checks=[], detectable={}, notes=[], signature="").headline()
        'gate: x: CANNOT BE DECIDED: nothing was checked'
        """
        total = len(self.checks)
        failed = sum(check.verdict == "fail" for check in self.checks)
        open_ = sum(check.verdict == "impossible" for check in self.checks)
        match self.code:
            case 0:
                return f"gate: {self.name}: passed ({total} checks)"
            case 1:
                return f"gate: {self.name}: FAILED ({failed} of {total} checks)"
        why = f"{open_} of {total} checks cannot be made" if total else "nothing was checked"
        if self.findings:
            gone = all(finding.rule == MISSING for finding in self.findings)
            why = "its prediction is missing" if gone else "invalid input"
        return f"gate: {self.name}: CANNOT BE DECIDED: {why}"


_NOTHING_DROPS = GateRule(measure="default", max_drop=0)


def decide(
    result: Result,
    rules: Sequence[GateRule],
    baseline: Baseline | None = None,
    items: Mapping[str, Outcomes] | None = None,
    name: str = "prediction",
) -> Decision:
    """Hold a result to rules.

    Args:
        result: from `api.score`.
        rules: from `gate_rules.load`; none means that no default measure of the baseline may drop.
        baseline: what it is compared with; needed by every condition but `min`.
        items: the items of the result, by measure, for `max_new_errors`.
        name: of the prediction, for what is printed.

    Raises:
        UsageError: a rule names no measure, or needs a baseline and there is none.
    """
    on_rewrites = [rule for rule in rules if rule.rewrite is not None]
    rules = [rule for rule in rules if rule.rewrite is None] or ([] if on_rewrites else [_NOTHING_DROPS])
    if baseline is None and any(rule.compares for rule in rules):
        raise UsageError(
            f"these rules compare with a baseline: give {wording.name('baseline')}; {baselines.writes()}"
        )
    keys = differences(baseline.result, result) if baseline else []
    wanted = expanded(rules, result, baseline)
    checks, detectable = rewritten.checks(on_rewrites, result) if on_rewrites else [], {}
    for rule, row in wanted:
        seen = MeasureHistory(row, result, baseline, items or {}, keys)
        checks += [checked(seen, name, rule.limit(name)) for name in rule.conditions(seen.has_items)]
        if seen.difference and seen.difference.detectable:
            detectable[row.id] = seen.difference.detectable
    update = wording.either("`--update --force`", "`update=True, force=True`")
    way_out = f"score as the baseline was, or make a new one with {update}"
    notes = [f"{key}; {way_out}" for key in keys]
    return Decision(
        name=name,
        checks=checks,
        detectable=detectable,
        notes=[*notes, *_notes(result, baseline, rules, {check.measure for check in checks})],
        signature=str(result.signature),
    )


def differences(before: Result, now: Result) -> list[str]:
    """Explain why two results cannot be compared: other settings, another gold, other documents.

    Args:
        before: of the baseline.
        now: of the prediction.
    """
    keys = before.signature.differences(now.signature)
    said = [_gold_change(before.signature.gold, now.signature.gold)] if "gold" in keys else []
    said += [key for key in disagreements(before, now) if not key.startswith("gold is ")]
    if not keys and (odd := sorted(set(before.units) ^ set(now.units))):
        said.append(f"the documents are not those of the baseline: {', '.join(odd[:5])}")
    return said


_RELEASE = re.compile(r"(?P<name>.+)-(?P<version>\d+(?:\.\d+)+)@[0-9a-f]+")


def _gold_change(before: str, now: str) -> str:
    """Describe the change of the gold, by version if both are releases of one corpus.

    >>> _gold_change("news-1.0.2@3f9a1c0e", "news-1.1.0@77aa0000")
    'the gold changed from 1.0.2 to 1.1.0'
    >>> _gold_change("news-1.0.2@3f9a1c0e", "mine@77aa0000")
    'the gold changed from news-1.0.2@3f9a1c0e to mine@77aa0000'
    """
    a, b = _RELEASE.fullmatch(before), _RELEASE.fullmatch(now)
    if a and b and a["name"] == b["name"] and a["version"] != b["version"]:
        before, now = a["version"], b["version"]
    return f"the gold changed from {before} to {now}"


def gained(baseline: Baseline, result: Result) -> list[str]:
    """Name the layers that the prediction does now and that no baseline checks.

    Args:
        baseline: what it is compared with.
        result: of the prediction.
    """
    then, now = baseline.result.tasks, result.tasks
    new = [t for t in TASKS if now.get(t) == "scored" and then.get(t, "scored") == "not attempted"]
    new = [task for task in new if task == TASKS[task].layer or TASKS[task].layer not in new]
    out = left_out(result)
    rows = [row.id for row in result.attempted() if row.id in left_out(baseline.result) and row.id not in out]
    way_out = f"so it is not checked; {wording.option('update')} adds it"
    said = [f"gained: {', '.join(new)}: not attempted in the baseline, {way_out}"] if new else []
    return said + ([f"gained: {', '.join(rows)}: left out of the baseline, {way_out}"] if rows else [])


def undecided(name: str, findings: Sequence[Finding]) -> Decision:
    """The decision on a prediction that cannot be scored: none, and that is not a pass.

    Args:
        name: of the prediction.
        findings: everything that is wrong with it, or with its baseline.

    >>> found = undecided("x", [Finding(rule="json-syntax", level="error", message="not JSON")])
    >>> found.code, found.headline()
    (3, 'gate: x: CANNOT BE DECIDED: invalid input')
    """
    return Decision(name=name, checks=[], detectable={}, notes=[], signature="", findings=list(findings))


def _notes(result: Result, baseline: Baseline | None, rules: Sequence[GateRule], held: set[str]) -> list[str]:
    said = gained(baseline, result) if baseline else []
    if baseline and baseline.result.signature.version != result.signature.version:
        before, now = baseline.result.signature.version, result.signature.version
        said += [f"baseline made by version {before}", *definitions.changed(before, now, held)]
    moved = [m for m in baseline.moved() if m in held] if baseline else []
    if moved:
        said.append(
            f"the toolkit computes {', '.join(moved)} differently now, from the baseline's own counts"
        )
    if len(result.units) == 1 and any(rule.non_inferior is not None for rule in rules):
        said.append("non_inferior on one article: its interval is so wide that this practically always fails")
    return said + list(result.warnings)
