"""The gate's rules, as they stand in a TOML file.

    [[rule]]
    measure = "mention.strict"   # an id, a layer, or "default"
    min = 0.80                   # floor
    max_drop = 0.01              # below the baseline, on the scale of 0 to 1
    max_new_errors = 0           # items that were right, or were not predicted, and are wrong now
    confident_drop = true        # max_drop counts only what is proved (one-sided 95 %)
    non_inferior = 0.02          # fails unless a drop beyond this is ruled out (95 %)

    [[rule]]                     # of a challenge set: `presscheck challenge make`
    measure = "quote.overlap"
    rewrite = "hard-wrap-72"     # its name, or "any"
    max_drop = 0.05              # below the documents as they were; no baseline is needed

Every condition given must hold.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.gating.baseline import Baseline
from presscheck.layers import MEASURES
from presscheck.measure.measure import Measure
from presscheck.profiles import PROFILES
from presscheck.rewrites.table import REWRITES
from presscheck.scoring.result import Result
from presscheck.text.nearest import nearest

ANY = "any"
"""Every rewrite that the prediction has."""

Share = Annotated[float, Meta(ge=0, le=1)]


class GateRule(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Conditions on one measure, layer or set of measures.

    Args:
        measure: an id, a layer, or "default".
        min: smallest value allowed.
        max_drop: largest drop below the baseline allowed.
        max_new_errors: largest number of new errors allowed.
        confident_drop: `max_drop` (0 if not given) fails only if it is exceeded with 95 % confidence.
        non_inferior: the margin that the interval of the difference must stay within.
        rewrite: of a challenge set; `min` and `max_drop` are about the documents after this rewrite.
    """

    measure: str
    min: Share | None = None
    max_drop: Share | None = None
    max_new_errors: Annotated[int, Meta(ge=0)] | None = None
    confident_drop: bool = False
    non_inferior: Share | None = None
    rewrite: str | None = None

    def conditions(self, items: bool = True) -> list[str]:
        """Its conditions by name.

        Args:
            items: whether the measure at hand has items. Where it has none, and the rule speaks of a layer
                or of the default measures, `max_new_errors` is left to those that have.

        >>> GateRule(measure="mention.strict", min=0.5, max_drop=0.1, confident_drop=True).conditions()
        ['min', 'confident_drop']
        """
        given = ["min"] if self.min is not None else []
        if self.confident_drop:
            given.append("confident_drop")
        elif self.max_drop is not None:
            given.append("max_drop")
        if self.max_new_errors is not None and (items or "." in self.measure):
            given.append("max_new_errors")
        return given + (["non_inferior"] if self.non_inferior is not None else [])

    def limit(self, condition: str) -> float:
        """The number that a condition is held to."""
        number: float | None = self.max_drop if condition == "confident_drop" else getattr(self, condition)
        return 0.0 if number is None else float(number)

    @property
    def compares(self) -> bool:
        """Return whether it needs a baseline."""
        return self.rewrite is None and self.conditions() != ["min"]


class Rules(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The rules of a gate; each must hold.

    Args:
        rule: at least one.
    """

    rule: list[GateRule] = []


def load(path: str | os.PathLike[str], own: Iterable[Measure] = ()) -> list[GateRule]:
    """The rules of a TOML file.

    Args:
        path: the file.
        own: rows of the user's own that rules may name beside ours.

    Raises:
        UsageError: it cannot be read, is no TOML, has an unknown key or measure, or a rule says nothing.
    """
    name = os.fspath(path)
    with jsonl.opened(path) as file:
        try:
            values = tomllib.load(file)
            found = msgspec.convert(values, Rules)
        except msgspec.ValidationError as error:
            raise UsageError(
                f"{name}: {error}; a rule's keys are {', '.join(GateRule.__struct_fields__)}"
            ) from None
        except (ValueError, RecursionError) as error:
            why = "nested too deeply" if isinstance(error, RecursionError) else error
            raise UsageError(
                f"{name}: not TOML: {why}; a rule is [[rule]] and lines such as min = 0.8"
            ) from None
    if not found.rule:
        raise UsageError(f"{name}: no [[rule]]; a gate without rules checks nothing")
    for number, rule in enumerate(found.rule, 1):
        if problem := _problem(rule, [*_all(), *own]):
            raise UsageError(f"{name}: rule {number} ({rule.measure}): {problem}")
    return found.rule


def _problem(rule: GateRule, known: Sequence[Measure]) -> str | None:
    if not rule.conditions():
        return "no condition; give min, max_drop, max_new_errors, confident_drop or non_inferior"
    if rule.rewrite is not None and (problem := _rewrite_problem(rule)):
        return problem
    rows = _fitting(rule, known)
    if not rows:
        return f"there is no measure {rule.measure!r}; {nearest(rule.measure, _names(known))}"
    if rule.min is not None and any(row.kind == "distance" for row in rows):
        return "smaller is better for this measure, so it has no floor; use max_drop"
    return None


def _rewrite_problem(rule: GateRule) -> str | None:
    if rule.rewrite not in (ANY, *REWRITES):
        return f"there is no rewrite {rule.rewrite!r}; {nearest(rule.rewrite or '', [ANY, *REWRITES])}"
    others = [name for name in rule.conditions() if name not in ("min", "max_drop")]
    return f"a rule on a rewrite has min and max_drop, not {others[0]}" if others else None


_OURS = {row.id: row for row in (*MEASURES, *(row for p in PROFILES.values() for row in p.measures))}


def _all() -> list[Measure]:
    return [row for row in _OURS.values() if not row.hidden]


def _names(rows: Sequence[Measure]) -> list[str]:
    return ["default", *dict.fromkeys(row.layer for row in rows), *(row.id for row in rows)]


def _fitting(rule: GateRule, rows: Sequence[Measure]) -> list[Measure]:
    """The rows that a rule is about; a layer means its default rows."""
    if rule.measure == "default":
        return [row for row in rows if _default(row)]
    return [row for row in rows if row.id == rule.measure or (row.layer == rule.measure and _default(row))]


def _default(row: Measure) -> bool:
    """Return whether "default" or a layer's name means a row too; a row of the user's own was asked for."""
    return row.default or row.id not in _OURS


def measures(rules: Sequence[GateRule]) -> str:
    """Return the measures that the rules need, and no others; without rules, the defaults.

    >>> measures([GateRule(measure="default", max_drop=0)])
    'default'
    >>> measures([GateRule(measure="mention.soft", min=0.5)])
    'mention.soft'
    """
    rows = [row for rule in rules for row in _fitting(rule, _all())]
    if not rules or any(rule.measure == "default" for rule in rules):
        return ",".join(["default", *dict.fromkeys(row.id for row in rows if not row.default)])
    return ",".join(dict.fromkeys(row.id for row in rows))


def expanded(
    rules: Sequence[GateRule], result: Result, baseline: Baseline | None
) -> Iterator[tuple[GateRule, Measure]]:
    """Every rule with every row that it is about; each rule has at least one.

    An id is taken at its word. "default" and a layer mean the rows that the
    baseline has a value for; a row that has vanished since then is still asked for. Rows of the user's own
    in the result are among them.
    """
    profile = result.signature.profile
    known_rows = [*_all(), *(row for row in result.rows if row.id not in _OURS)]
    for rule in rules:
        rows = _fitting(rule, known_rows)
        if rule.measure == "default" and profile is not None:
            rows = [row for row in PROFILES[profile].measures if not row.hidden]
        known = [row for row in rows if baseline and baseline.value(row.id) is not None]
        yield from ((rule, row) for row in known or rows)
