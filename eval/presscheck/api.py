"""`presscheck.score`: a score with its intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.measure.cells import Cells
from presscheck.measure.measure import DocumentPair
from presscheck.scoring import run, selection
from presscheck.scoring.intake import Source
from presscheck.scoring.result import Result
from presscheck.statistics.intervals import SEED, TRIALS, method, parts, with_intervals


def score(
    gold: Source,
    pred: Source,
    *,
    measures: selection.Wanted = None,
    profile: str | None = None,
    missing: str = "error",
    repeats: str = "error",
    singletons: str = "keep",
    window: str = "document",
    label_map: str | None = None,
    resample: str | None = "jackknife",
    trials: int = TRIALS,
    seed: int = SEED,
    watch: run.Watch | None = None,
    **settings: Any,
) -> Result:
    """Score predictions against gold, with an interval on every measure.

    Args:
        gold: a JSONL file, or documents, or plain dicts.
        pred: likewise.
        measures: "default", "all", ids or layer names (joined by commas or as a list), or rows of your own.
        profile: a peer's conventions in place of ours.
        missing: "error", or "empty" for gold documents without a prediction.
        repeats: "error", or "first" where one span is in two entities.
        singletons: "keep" or "drop" entities of one mention before everything else.
        window: "document" or "sentence", for unattached event arguments.
        label_map: name or file; by default the one that the prediction names.
        resample: "jackknife" (delete one unit, logit scale, t), "bootstrap" (percentile) or None.
        trials: corpora drawn by the bootstrap.
        seed: of the bootstrap.
        watch: called with every case and what was counted in it.
        settings: `by`, `redirects` and the settings of single layers, as in `scoring.score`. Every keyword
            but `trials`, `seed` and `watch` is an option of `presscheck score` by the same name.

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: an unknown name, a file that cannot be opened, one document where a list belongs.

    >>> gold = [{"id": str(i), "text": "Oslo met Rome.", "mentions": [
    ...     {"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]} for i in range(4)]
    >>> pred = [{"id": str(i), "mentions": [{"start": 0, "end": 4 + (i == 0), "type": "GPE"}]}
    ...         for i in range(4)]
    >>> result = score(gold, pred)
    >>> ci = result.as_dict()["measures"]["mention.strict"]["ci"]
    >>> [round(bound, 3) for bound in ci["f1"]], ci["unit"], ci["units"]
    ([0.107, 0.893], 'document', 4)
    """
    name = method(resample, trials, seed)
    for side, source in (("gold", gold), ("pred", pred)):
        if isinstance(source, Document | Mapping):
            raise UsageError(f"{side} is one document; give documents as a list: [{side}]")
    keep = _OnlyCase(watch)
    result = run.score(
        gold,
        pred,
        measures=measures,
        profile=profile,
        missing=missing,
        repeats=repeats,
        singletons=singletons,
        window=window,
        label_map=label_map,
        watch=keep,
        resample=name,
        **settings,
    )
    if keep.case is not None:
        result.within = parts(keep.case, result)
    return with_intervals(result)


class _OnlyCase:
    """Remembers the case of a corpus of one document, and passes all on."""

    def __init__(self, watch: run.Watch | None) -> None:
        self.watch, self.seen = watch, 0
        self.case: DocumentPair | None = None

    def __call__(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        self.seen += 1
        self.case = pair if self.seen == 1 else None
        if self.watch:
            self.watch(pair, counted)
