"""`presscheck.score`: a score with its intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.mapping import wikidata
from presscheck.measure.settings import Settings
from presscheck.scoring import run, selection
from presscheck.scoring.intake import Source
from presscheck.scoring.result import Result
from presscheck.statistics import leave_one_out
from presscheck.statistics.draws import SEED, TRIALS
from presscheck.statistics.intervals import completed, method


def score(
    gold: Source,
    pred: Source,
    settings: Settings | None = None,
    *,
    measures: selection.Wanted = None,
    by: str | Iterable[str] = (),
    redirects: wikidata.Given | None = None,
    resample: str | None = "jackknife",
    trials: int = TRIALS,
    seed: int = SEED,
    watch: run.Watch | None = None,
    counting: run.Counting | None = None,
    **options: Any,
) -> Result:
    """Score predictions against gold, with an interval on every measure.

    Args:
        gold: a JSONL file, or documents, or plain dicts.
        pred: likewise.
        settings: in place of `options`.
        measures: "default", "all", ids or layer names (joined by commas or as a list), or rows of your own.
        by: names of further breakdowns, as a list or joined by commas.
        redirects: ids and their canonical ids, applied to both sides: a file or a mapping.
        resample: "jackknife" (delete one unit, logit scale, t), "bootstrap" (percentile) or None.
        trials: corpora drawn by the bootstrap.
        seed: of the bootstrap.
        watch: called with every pair of documents and what was counted in it.
        counting: takes in the documents; by default one after the other, in this process.
        options: the fields of `Settings` by name, such as `missing="empty"`. Every keyword but `settings`,
            `trials`, `seed`, `watch` and `counting` is an option of `presscheck score` by the same name.

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: an unknown name, a file that cannot be opened, one document where a list belongs.

    >>> gold = [{"id": str(i), "text": "Oslo met Rome.", "mentions": [
    ...     {"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]} for i in range(4)]
    >>> pred = [{"id": str(i), "mentions": [{"start": 0, "end": 4 - (i == 0), "type": "GPE"}]}
    ...         for i in range(4)]
    >>> result = score(gold, pred)
    >>> ci = result["mention.strict"]["ci"]
    >>> [round(bound, 3) for bound in ci["f1"]], ci["unit"], ci["units"]
    ([0.107, 0.893], 'document', 4)
    """
    for side, source in (("gold", gold), ("pred", pred)):
        if isinstance(source, Document | Mapping):
            raise UsageError(f"{side} is one document; give documents as a list: [{side}]")
    asked = settings or Settings.from_options(options)
    wanted = measures if measures is not None else asked.measures
    asked = msgspec.structs.replace(asked, resample=method(resample, trials, seed))
    totals = run.score(
        gold,
        pred,
        asked,
        measures=wanted,
        redirects=redirects if redirects is not None else asked.redirects,
        by=by,
        watch=watch,
        within=leave_one_out.Units,
        counting=counting,
    )
    return completed(totals)
