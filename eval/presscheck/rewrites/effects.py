"""Measure the losses of a system by rewrite: one run over the whole set, counts added up by rewrite."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.measure.counts import Counts, total
from presscheck.measure.measure import Measure
from presscheck.measure.settings import Settings
from presscheck.rewrites import pairs as minimal_pairs
from presscheck.rewrites.sets import ScoredSet
from presscheck.rewrites.table import REWRITES
from presscheck.rewrites.variant import ORIGINAL, parts
from presscheck.scoring import run
from presscheck.scoring.selection import select
from presscheck.scoring.totals import Totals, headline
from presscheck.text import wording

HEADLINES = ("mention.strict", "coref.conll", "event.tc", "quote.overlap", "quote.e2e")
"""The measures that a challenge is told by, one for each kind of item."""

PAIRS = "pairs"
"""Name of the minimal pairs among the parts of a set."""

OUTCOMES = ("both", "one", "none", "not attempted")
"""Results that a minimal pair can have."""

TOLERANCE = 1e-9


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """One rewrite.

    Args:
        rewrite: its name.
        documents: how many documents have it.
        kept: the share of gold's records that are left in them.
        before: measure -> value on the same documents as they were.
        after: measure -> value on the rewritten ones; None where undefined or not attempted.
    """

    rewrite: str
    documents: int
    kept: float
    before: dict[str, float | None]
    after: dict[str, float | None]

    def change(self, measure: str) -> float | None:
        """Return the change of a measure; None if either value is undefined."""
        before, after = self.before[measure], self.after[measure]
        return None if before is None or after is None else after - before

    @property
    def worst(self) -> float:
        """The largest drop on any measure, as a number of 0 or less."""
        return min((change for m in self.before if (change := self.change(m)) is not None), default=0.0)


class PairOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """One minimal pair.

    Args:
        name: its id.
        phenomenon: what it tests.
        right: for both documents, whether every measure that it asks for is 1; None where the prediction
            does not attempt one of them.
        failed: for both documents, the measures that are not 1.
        texts: both texts.
    """

    name: str
    phenomenon: str
    right: tuple[bool, bool] | None
    failed: tuple[list[str], list[str]] = ([], [])
    texts: tuple[str, str]


class Effects(msgspec.Struct, frozen=True, kw_only=True):
    """The results of a system on a challenge set.

    Args:
        signature: of the run.
        measures: ids of the measures that the rewrites are told by, those that the system attempts.
        not_scored: measure -> "not attempted" or "not in gold", the others that were asked for.
        documents: how many documents there are as they were.
        original: measure -> value on all documents as they were.
        rewrites: one for each, the worst first.
        pairs: the minimal pairs.
        left_out: rewrites that the prediction does not have; `pairs` for the minimal pairs.
    """

    signature: str
    measures: list[str]
    not_scored: dict[str, str]
    documents: int
    original: dict[str, float | None]
    rewrites: list[Effect]
    pairs: list[PairOutcome]
    left_out: list[str]


class Counted:
    """One run over a set.

    Args:
        totals: its counts.
        challenge: the set.
    """

    def __init__(self, totals: Totals, challenge: ScoredSet) -> None:
        self.totals, self.challenge = totals, challenge
        self.at = {name: i for i, name in enumerate(totals.units)}
        self.rows = {row.id: row for row in totals.rows}
        self._counts: dict[str, list[Counts]] = {}

    def value(self, measure: str, names: Iterable[str]) -> float | None:
        """A measure over some documents; None where it is undefined or not attempted."""
        if self.state(measure) != "scored":
            return None
        at = [self.at[name] for name in names]
        return headline(self.rows[measure], lambda cell: total(self._of(cell)[i] for i in at))

    def state(self, measure: str) -> str:
        """Return "scored", "not attempted", "not in gold", or why a measure is not solved."""
        return self.rows[measure].state(self.totals.tasks)

    def _of(self, cell: str) -> list[Counts]:
        if cell not in self._counts:
            self._counts[cell] = self.totals.per_unit(cell)
        return self._counts[cell]

    def effect(self, rewrite: str, measures: Sequence[str]) -> Effect:
        """The effect of one rewrite."""
        after = [name for name in self.totals.units if parts(name)[1] == rewrite]
        before = [f"{parts(name)[0]}~{ORIGINAL}" for name in after]
        kept = [self.challenge.kept[name] for name in after]
        return Effect(
            rewrite=rewrite,
            documents=len(after),
            kept=sum(kept) / len(kept),
            before={m: self.value(m, before) for m in measures},
            after={m: self.value(m, after) for m in measures},
        )

    def pair(self, pair: minimal_pairs.Pair) -> PairOutcome:
        """Return whether both documents of a pair are right."""
        a, b = pair.documents
        attempted = all(self.state(measure) == "scored" for measure in pair.asks)
        failed = (self._failed(pair, a), self._failed(pair, b))
        return PairOutcome(
            name=pair.name,
            phenomenon=pair.phenomenon,
            right=(not failed[0], not failed[1]) if attempted else None,
            failed=failed if attempted else ([], []),
            texts=(a.text or "", b.text or ""),
        )

    def _failed(self, pair: minimal_pairs.Pair, doc: Document) -> list[str]:
        """The measures that a pair asks for and that are below 1 in one of its documents."""
        values = {measure: self.value(measure, [doc.id]) for measure in pair.asks}
        return [measure for measure, value in values.items() if value is not None and value <= 1 - TOLERANCE]


def counted(
    challenge: ScoredSet,
    pred: str | os.PathLike[str] | Iterable[Document],
    settings: Settings,
    measures: Sequence[str] = HEADLINES,
) -> tuple[Counted, list[str]]:
    """A prediction counted on the part of a set that it answers.

    Args:
        challenge: the set.
        pred: a file, or documents.
        settings: as for a score.
        measures: ids of what the rewrites are told by.

    Returns:
        the counts, and the rewrites that the prediction has no document of.

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: the prediction has nothing of the set as it was.
    """
    given = pred if isinstance(pred, str | os.PathLike) else [*pred]
    ids = {doc.id for doc in (jsonl.read(given) if isinstance(given, str | os.PathLike) else given)}
    there = groups_of(challenge.documents)
    groups = groups_of(ids & challenge.documents.keys())
    if ORIGINAL not in groups:
        raise UsageError(
            f"the prediction has no document ID~{ORIGINAL} of this challenge set; extract from the "
            f"`texts.jsonl` that {wording.verb('challenge make')} wrote, and give its folder to "
            f"{wording.name('gold')}"
        )
    gold = [doc for name, doc in challenge.documents.items() if group_of(name) in groups]
    known = {row.id for row in select("all", None)}
    asks = [ask for pair in minimal_pairs.load() for ask in pair.asks]
    wanted = ",".join(dict.fromkeys([*measures, *(ask for ask in asks if ask in known)]))
    totals = run.score(gold, given, settings, measures=wanted, redirects=settings.redirects)
    return Counted(totals, challenge), [name for name in (*REWRITES, PAIRS) if name in there - groups]


def group_of(name: str) -> str:
    """The part of a set that a document belongs to: a rewrite, the originals, or the minimal pairs.

    >>> group_of("d~tabs"), group_of("tense-will~a")
    ('tabs', 'pairs')
    """
    kind = parts(name)[1]
    return PAIRS if kind in minimal_pairs.SIDES else kind


def groups_of(names: Iterable[str]) -> set[str]:
    """The parts of a set that some documents belong to."""
    return {group_of(name) for name in names}


def effects(
    challenge: ScoredSet,
    pred: str | os.PathLike[str] | Iterable[Document],
    settings: Settings | None = None,
    measures: Sequence[str] = HEADLINES,
) -> Effects:
    """Return the losses of a system by rewrite, the worst first, and the minimal pairs that it gets right.

    Args:
        challenge: the set.
        pred: a file, or documents.
        settings: as for a score.
        measures: ids of what the rewrites are told by.

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: the prediction has nothing of the set, or there is no such measure.
    """
    counts, left_out = counted(challenge, pred, settings or Settings(), measures)
    units = counts.totals.units
    states = {measure: counts.state(measure) for measure in measures}
    shown = [measure for measure, state in states.items() if state == "scored"]
    originals = [name for name in units if parts(name)[1] == ORIGINAL]
    groups = groups_of(units)
    rows = [counts.effect(name, shown) for name in REWRITES if name in groups]
    return Effects(
        signature=str(counts.totals.signature),
        measures=shown,
        not_scored={measure: state for measure, state in states.items() if state != "scored"},
        documents=len(originals),
        original={m: counts.value(m, originals) for m in shown},
        rewrites=sorted(rows, key=lambda effect: round(effect.worst, 9)),
        pairs=[counts.pair(pair) for pair in _pairs(challenge)] if PAIRS in groups else [],
        left_out=left_out,
    )


def _pairs(challenge: ScoredSet) -> tuple[minimal_pairs.Pair, ...]:
    """The minimal pairs of a set, which are those of this version."""
    pairs = minimal_pairs.load()
    there = {name for name in challenge.documents if group_of(name) == PAIRS}
    if there != {doc.id for pair in pairs for doc in pair.documents}:
        raise UsageError(
            "the minimal pairs of this set are of another version; run "
            f"{wording.verb('challenge make')} again"
        )
    return pairs


def phenomena(pairs: Iterable[PairOutcome]) -> dict[str, dict[str, int]]:
    """Phenomenon by phenomenon, how many pairs are right on both sides, on one, on none, or not attempted.

    Args:
        pairs: from `effects`.

    >>> pair = PairOutcome(name="x", phenomenon="tense", right=(True, False), texts=("", ""))
    >>> phenomena([pair])
    {'tense': {'both': 0, 'one': 1, 'none': 0, 'not attempted': 0}}
    """
    counts: dict[str, dict[str, int]] = {}
    for pair in pairs:
        row = counts.setdefault(pair.phenomenon, dict.fromkeys(OUTCOMES, 0))
        row["not attempted" if pair.right is None else ("none", "one", "both")[sum(pair.right)]] += 1
    return counts


def plain(found: Effects) -> dict[str, Any]:
    """The effects as JSON values, with the differences, and the minimal pairs counted."""
    values: dict[str, Any] = msgspec.to_builtins(found)
    for row, effect in zip(values["rewrites"], found.rewrites, strict=True):
        row["change"] = {m: effect.change(m) for m in found.measures}
    values["phenomena"] = phenomena(found.pairs)
    return values


def rows_of(names: Iterable[str]) -> list[Measure]:
    """Rows of measures by id."""
    return [row for row in select(",".join(names), None) if not row.hidden]
