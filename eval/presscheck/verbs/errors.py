"""`presscheck.errors`: everything that went wrong in a prediction, and which of it matters most."""

from __future__ import annotations

from typing import Any, Unpack

from presscheck.distributed.jobs import counting
from presscheck.scoring import problems
from presscheck.verbs.options import SettingsByName, spelled_out
from presscheck.verbs.shown import PredictionErrors
from presscheck.verbs.sources import Held, sides


@spelled_out(SettingsByName)
def errors(gold: Held, pred: Held, *, jobs: int = 1, **options: Unpack[SettingsByName]) -> PredictionErrors:
    """List what is wrong in a prediction: the same records, in the same order, as `presscheck errors`.

    Args:
        gold: as for `score`.
        pred: as for `score`.
        jobs: processes that share the documents of files.
        options: the settings of `score`.

    Returns:
        every error, the confusion of mention types, and the layers that were not compared.

    Raises:
        InvalidInputError: with every reason why the input cannot be compared.
        UsageError: an unknown name or option, something that is not documents.

    >>> gold = {"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    >>> [(e.kind, e.words) for e in errors(gold, {"id": "d", "mentions": []}).errors]
    [('missed', 'Oslo')]
    """
    golds, preds = sides(gold, pred)
    settings: dict[str, Any] = dict(options)
    return PredictionErrors(*problems.find(golds, preds, counting=counting(jobs), **settings))
