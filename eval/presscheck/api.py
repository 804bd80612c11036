"""`presscheck.score`: a score with its intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from presscheck import scoring, units
from presscheck.intake import Source
from presscheck.measure import Case, Cells
from presscheck.model import Document, UsageError
from presscheck.resample import intervals
from presscheck.result import Result, Units
from presscheck.table import nearest

METHODS = ("jackknife", "bootstrap", "none")
TRIALS = 10_000
SEED = 13


def score(
    gold: Source,
    pred: Source,
    *,
    measures: scoring.Wanted = None,
    profile: str | None = None,
    missing: str = "error",
    repeats: str = "error",
    singletons: str = "keep",
    window: str = "document",
    label_map: str | None = None,
    resample: str | None = "jackknife",
    trials: int = TRIALS,
    seed: int = SEED,
    watch: scoring.Watch | None = None,
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
    result = scoring.score(
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


def method(resample: str | None, trials: int = TRIALS, seed: int = SEED) -> str | None:
    """The `resample` key of a signature.

    Raises:
        UsageError: there is no such method.

    >>> method("jackknife"), method("bootstrap", 1000, 7), method(None)
    ('jackknife-logit-t', 'bootstrap-1000-7', None)
    """
    match resample:
        case "jackknife":
            return "jackknife-logit-t"
        case "bootstrap":
            return f"bootstrap-{trials}-{seed}"
        case None | "none":
            return None
    raise UsageError(f"resample: there is no {resample!r}; {nearest(resample, METHODS)}")


class _OnlyCase:
    """Remembers the case of a corpus of one document, and passes all on."""

    def __init__(self, watch: scoring.Watch | None) -> None:
        self.watch, self.seen = watch, 0
        self.case: Case | None = None

    def __call__(self, case: Case, counted: Mapping[str, Cells]) -> None:
        self.seen += 1
        self.case = case if self.seen == 1 else None
        if self.watch:
            self.watch(case, counted)


def parts(case: Case, result: Result) -> dict[str, Units]:
    """One article by paragraphs, and for links by entities."""
    used = {cell for row in result.shown() for cell in (row.id, *row.of)}
    rows = [row for row in result.rows if row.id in used and row.count]
    linking = [row for row in rows if row.layer == "links"]
    found = {"paragraph": units.paragraphs(case, [row for row in rows if row.layer != "links"])}
    return found | ({"entity": units.entities(case, linking)} if linking else {})


def with_intervals(result: Result) -> Result:
    """A result with its intervals, made as its signature says."""
    name = result.signature.resample
    if name is None:
        result.ci = {}
    elif name.startswith("bootstrap-"):
        from presscheck import draws

        trials, seed = map(int, name.removeprefix("bootstrap-").split("-", 1))
        result.ci = draws.intervals(result, trials, seed)
    else:
        result.ci = intervals(result)
    return result
