"""The gate from file to decision: what the command line and the pytest plugin both do."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from presscheck import api
from presscheck.document import shipped, streams
from presscheck.gating import baseline
from presscheck.gating import decision as gating_decision
from presscheck.gating import rules as gate_rules
from presscheck.gating.baseline import Baseline
from presscheck.gating.decision import Decision
from presscheck.gating.known_errors import KnownErrors, NewErrors
from presscheck.gating.rules import GateRule
from presscheck.rewrites import sets
from presscheck.scoring import selection, stored
from presscheck.scoring.intake import Source
from presscheck.scoring.result import Result
from presscheck.scoring.run import Watch
from presscheck.scoring.selection import own_rows
from presscheck.statistics import stored_results


def held(
    pred: Source,
    *,
    against: str | os.PathLike[str] | None = None,
    rules: str | os.PathLike[str] | None = None,
    gold: Source | None = None,
    name: str | None = None,
    **settings: Any,
) -> Decision:
    """Score a prediction and hold it to a baseline and to rules.

    Args:
        pred: a prediction, or the file of a stored result.
        against: baseline file.
        rules: TOML file; without it, no default measure may drop.
        gold: by default the shipped article; under rules on rewrites a folder with a challenge set.
        name: for what is printed; by default the file's stem.
        settings: of `presscheck.score`.

    Raises:
        InvalidInputError: the prediction or the baseline cannot be read.
        UsageError: the rules file is invalid, or a file cannot be opened.
    """
    own = own_rows(settings.get("measures"))
    found = gate_rules.load(rules, own) if rules is not None else []
    then = baseline.read(os.fspath(against), own) if against is not None else None
    if any(rule.rewrite is not None for rule in found):
        gold = _challenge(gold)
    if settings.get("measures", "default") == "default":
        settings["measures"] = measures(found, then)
    if then is None:  # a floor needs no interval
        settings.setdefault("resample", None)
    seen = NewErrors(then.errors if then is not None else KnownErrors())
    names_items = bool(then and then.errors.measures) or any(
        rule.max_new_errors is not None for rule in found
    )
    result = scored(pred, seen if names_items else None, gold, **settings)
    stem = streams.stem(pred) if isinstance(pred, str | os.PathLike) else "prediction"
    decision = gating_decision.decide(result, found, then, seen.by_measure, name or stem)
    for check in decision.checks:
        pairs = [item.partition(" ") for item in check.items]
        check.items = [f"{kind} {seen.says(item)}" for kind, _, item in pairs]
    return decision


def _challenge(gold: Source | None) -> Source:
    """A challenge set as gold: the one that is given, or that of the shipped gold."""
    if gold is not None and not isinstance(gold, str | os.PathLike):
        return gold
    own = gold is None or Path(gold) == shipped.gold()
    return [*sets.read(None if own else gold).documents.values()]


def measures(rules: Sequence[GateRule], then: Baseline | None) -> str:
    """Return the measures to score by default: those the rules need, or the baseline's if it has them.

    Args:
        rules: from `gate_rules.load`.
        then: the baseline, if there is one.
    """
    named = {rule.measure for rule in rules if "." in rule.measure}
    if then is not None and named <= {row.id for row in then.result.rows if not row.hidden}:
        return selection.words_of(then.result.signature, then.result.rows)
    return gate_rules.measures(rules)


def scored(pred: Source, seen: Watch | None = None, gold: Source | None = None, **settings: Any) -> Result:
    """A prediction scored, or the result that a file holds; told apart by content.

    Args:
        pred: a prediction, or the file of a stored result.
        seen: looks at the pairs of a prediction, if anybody asks for their items.
        gold: by default the shipped article.
        settings: of `presscheck.score`.
    """
    if isinstance(pred, str | os.PathLike) and (values := stored.read(pred)) is not None:
        return stored_results.result(values, os.fspath(pred), own=own_rows(settings.get("measures")))
    return api.score(shipped.gold() if gold is None else gold, pred, watch=seen, **settings)
