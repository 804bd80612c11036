"""The contamination probe: a known article against itself with other names, countries and dates.

A system that reads does not care what people and places are called. What it
loses when all of them are replaced at once is the share that it may owe to
having met this article, or these people, before. The figure does not prove
that: unusual names are harder to read too. A figure around 0 shows that there
is nothing to explain.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from presscheck import api
from presscheck.document import jsonl
from presscheck.document.model import Document
from presscheck.measure.measure import Measure
from presscheck.measure.settings import Settings
from presscheck.rewrites.effects import HEADLINES
from presscheck.rewrites.sets import ScoredSet
from presscheck.rewrites.table import PROBE
from presscheck.rewrites.variant import ORIGINAL, parts
from presscheck.scoring.result import Result
from presscheck.statistics import jackknife
from presscheck.statistics.student import quantile


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """One figure: the mean over the headline measures, renamed minus original.

    Args:
        measures: the measures in the mean.
        original: their mean on the documents as they were.
        change: how much it changes when names, countries and dates are replaced.
        interval: of the change, by the jackknife, 95 %; None where there are no units.
        unit: what is left out, one at a time.
        units: how many there are.
    """

    measures: list[str]
    original: float
    change: float
    interval: tuple[float, float] | None
    unit: str
    units: int


def probe(
    challenge: ScoredSet,
    pred: str | os.PathLike[str] | Iterable[Document],
    settings: Settings | None = None,
    measures: Sequence[str] = HEADLINES,
) -> Probe | None:
    """Measure the loss of a system when every person and place has another name.

    Args:
        challenge: the set.
        pred: a file, or documents.
        settings: as for a score.
        measures: what the mean is over.

    Returns:
        None if the prediction does not have both sides, or attempts none of the measures.
    """
    given = {doc.id: doc for doc in (jsonl.read(pred) if isinstance(pred, str | os.PathLike) else pred)}
    names = [
        name
        for doc in given
        for name, rewrite in [parts(doc)]
        if rewrite == PROBE and f"{name}~{ORIGINAL}" in given and doc in challenge.documents
    ]
    if not names:
        return None
    sides = [
        api.score(
            [_as(challenge.documents[f"{name}~{side}"], name) for name in names],
            [_as(given[f"{name}~{side}"], name) for name in names],
            replace(settings or Settings(), measures=",".join(measures)),
            resample="jackknife",
        )
        for side in (ORIGINAL, PROBE)
    ]
    return _mean(sides[0], sides[1])


def _as(doc: Document, name: str) -> Document:
    return replace(doc, id=name)


def _mean(before: Result, after: Result) -> Probe | None:
    rows = [row for row in before.shown() if None not in (before.value(row), after.value(row))]
    if not rows:
        return None
    samples = [jackknife.sample(side, row) for side in (before, after) for row in rows]
    ids = list(dict.fromkeys(name for sample in samples for name in sample.ids))
    values = [_of(side, rows) for side in (before, after)]
    change = values[1] - values[0]
    return Probe(
        measures=[row.id for row in rows],
        original=values[0],
        change=change,
        interval=_interval(change, before, after, rows, ids),
        unit=samples[0].unit,
        units=len(ids),
    )


def _of(side: Result, rows: Sequence[Measure]) -> float:
    return sum(side.value(row) or 0.0 for row in rows) / len(rows)


def _interval(
    change: float, before: Result, after: Result, rows: Sequence[Measure], ids: Sequence[str]
) -> tuple[float, float] | None:
    """The jackknife of the difference of the means."""
    if len(ids) < 2:
        return None
    left = [0.0] * len(ids)
    for row in rows:
        pairs = zip(jackknife.left_out(after, row, ids), jackknife.left_out(before, row, ids), strict=True)
        for i, (now, then) in enumerate(pairs):
            left[i] += ((now or 0.0) - (then or 0.0)) / len(rows)
    half = quantile((1 + jackknife.LEVEL) / 2, len(ids) - 1) * jackknife.spread(left)
    return max(-1.0, change - half), min(1.0, change + half)
