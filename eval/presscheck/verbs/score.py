"""`presscheck.score` and `presscheck.score_one`: what a user holds in, a result out."""

from __future__ import annotations

from functools import cache, partial
from typing import Any, Unpack

from msgspec.structs import replace

from presscheck import api
from presscheck.distributed import jobs
from presscheck.measure.error_record import ErrorRecord
from presscheck.scoring import problems
from presscheck.scoring.intake import Source
from presscheck.scoring.result import Result
from presscheck.scoring.run import Watch
from presscheck.verbs.options import ScoreOptions, SettingsByName, spelled_out
from presscheck.verbs.sources import Held, sides


@spelled_out(ScoreOptions)
def score(gold: Held, pred: Held, *, watch: Watch | None = None, **options: Unpack[ScoreOptions]) -> Result:
    """Score predictions against gold, with an interval on every measure.

    Args:
        gold: a path, documents, dicts, a data frame, a `datasets.Dataset`; one document or many; or the
            name of a shipped gold (article, companions, all). None means the article.
        pred: likewise, or spaCy `Doc`s, each of which is about the gold document that has its text.
        watch: called with every pair of documents and what was counted in it.
        options: every option of `presscheck score` by the same name (docs/settings.md), such as
            `measures="coref"`, `missing="empty"`, `by="document"` or `resample=None`.

    Returns:
        a mapping from measure ids to entries of the scores JSON.

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: an unknown name or option, a file that cannot be opened, something that is not documents.

    >>> gold = {"id": "d", "text": "Oslo met Rome.", "mentions": [
    ...     {"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]}
    >>> result = score(gold, {"id": "d", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}, resample=None)
    >>> result["mention.strict"]["recall"], [error.words for error in result.errors]
    (0.5, ['Rome'])
    """
    golds, preds = sides(gold, pred)
    counting = jobs.counting(options.get("jobs", 1))
    asked = {name: value for name, value in options.items() if name != "jobs"}
    result = api.score(golds, preds, watch=watch, counting=counting, **_plain(asked))
    asked = {name: value for name, value in options.items() if name in SettingsByName.__annotations__}
    return replace(result, trace=cache(partial(_errors, golds, preds, asked)))


@spelled_out(SettingsByName)
def score_one(gold: Held, pred: Held, **options: Unpack[SettingsByName]) -> Result:
    """Score one prediction against one gold document, without intervals: for loops and harnesses.

    Args:
        gold: one document, as `score` takes it.
        pred: the prediction for it.
        options: the settings of `score`.

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: an unknown name or option.

    >>> gold = {"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    >>> score_one(gold, gold)["mention.strict"]["f1"]
    1.0
    """
    return score(gold, pred, resample=None, **options)


def _plain(options: Any) -> dict[str, Any]:
    return dict(options)


def _errors(gold: Source, pred: Source, options: dict[str, Any]) -> list[ErrorRecord]:
    return problems.find(gold, pred, **options).errors
