"""`presscheck.gate`: whether a build may pass."""

from __future__ import annotations

import os
from typing import Any, Unpack

from presscheck.distributed.jobs import counting
from presscheck.document.exceptions import UsageError
from presscheck.gating import run
from presscheck.gating import update as updating
from presscheck.verbs.options import ScoreOptions, spelled_out
from presscheck.verbs.shown import Decision, fields
from presscheck.verbs.sources import Held, sides


@spelled_out(ScoreOptions)
def gate(
    pred: Held,
    *,
    baseline: str | os.PathLike[str] | None = None,
    rules: str | os.PathLike[str] | None = None,
    gold: Held = None,
    name: str | None = None,
    update: bool = False,
    force: bool = False,
    **options: Unpack[ScoreOptions],
) -> Decision:
    """Hold a prediction to a baseline and to rules, as `presscheck gate` does.

    Args:
        pred: a prediction as `score` takes it, or the file of a stored result.
        baseline: a file that `update=True` wrote, here or on the command line.
        rules: a TOML file; without it, no default measure may drop.
        gold: as for `score`; by default the shipped article.
        name: of the prediction, for what is printed.
        update: write the baseline from this prediction first.
        force: write it even where its settings differ, so that the numbers are not comparable.
        options: the options of `score`.

    Returns:
        the decision: `passed`, `code` and every check.

    Raises:
        InvalidInputError: prediction or baseline cannot be read.
        UsageError: a rule is wrong, a file cannot be opened, or an update needs `force`.
    """
    golds, preds = sides(gold, pred)
    asked: dict[str, Any] = dict(options)
    asked["counting"] = counting(asked.pop("jobs", 1))
    if update:
        if baseline is None:
            raise UsageError("update: expected `baseline`, the file to write; got none")
        path = os.fspath(baseline)
        _write(updating.prepared(preds, path, rules=rules, force=force, gold=golds, **asked), force=force)
    decided = run.held(preds, against=baseline, rules=rules, gold=golds, name=name, **asked)
    return Decision(**fields(decided))


def _write(made: updating.BaselineUpdate, *, force: bool) -> None:
    if made.differences and not force:
        keys = "; ".join(made.differences)
        raise UsageError(f"{made.path}: not updated: {keys}; `force=True` replaces the baseline anyway")
    made.write()
