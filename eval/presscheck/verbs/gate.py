"""`presscheck.gate`: whether a build may pass."""

from __future__ import annotations

import os
from typing import Any, Unpack

from presscheck.distributed.jobs import counting
from presscheck.gating import run
from presscheck.gating.decision import Decision
from presscheck.verbs.options import ScoreOptions, spelled_out
from presscheck.verbs.sources import Held, sides


@spelled_out(ScoreOptions)
def gate(
    pred: Held,
    *,
    baseline: str | os.PathLike[str] | None = None,
    rules: str | os.PathLike[str] | None = None,
    gold: Held = None,
    name: str | None = None,
    **options: Unpack[ScoreOptions],
) -> Decision:
    """Hold a prediction to a baseline and to rules, as `presscheck gate` does.

    Args:
        pred: a prediction as `score` takes it, or the file of a stored result.
        baseline: what `presscheck gate PRED --baseline FILE --update` wrote.
        rules: a TOML file; without it, no default measure may drop.
        gold: as for `score`; by default the shipped article.
        name: of the prediction, for what is printed.
        options: the options of `score`.

    Returns:
        the decision: `passed`, `code` and every check.

    Raises:
        InvalidInputError: prediction or baseline cannot be read.
        UsageError: a rule is wrong, a file cannot be opened.
    """
    golds, preds = sides(gold, pred)
    asked: dict[str, Any] = dict(options)
    asked["counting"] = counting(asked.pop("jobs", 1))
    return run.held(preds, against=baseline, rules=rules, gold=golds, name=name, **asked)
