"""The speakers of aligned quotes: whether the prediction means whom gold means (internal)."""

from __future__ import annotations

from typing import NamedTuple

from presscheck.document.model import Frame, Quote, Span
from presscheck.document.spans import touch
from presscheck.layers.quotes.alignment import Alignment, QuotePair
from presscheck.layers.quotes.speakers import Resolution, gold_resolver, resolver
from presscheck.measure.measure import DocumentPair


class Judged(NamedTuple):
    """The speakers of two aligned quotes.

    Args:
        match: the quotes.
        gold: the gold speaker's entity, or None.
        found: what became of the predicted speaker.
        outcome: one of `OUTCOMES`; where gold names no speaker, "right" if the prediction names the same.
        other_mention: the predicted source is elsewhere than every source that gold gives.
    """

    match: QuotePair
    gold: str | None
    found: Resolution
    outcome: str
    other_mention: bool


OUTCOMES = ("right", "wrong", "missing", "unresolved")
"""Of a predicted speaker: the same entity, another one, none given, or no entity found for it."""


def judge(pair: DocumentPair, found: Alignment) -> list[Judged]:
    """The speakers of every aligned pair."""
    return [
        _judged(pair, match, found.gold[match.gold].quote, found.pred[match.pred].quote)
        for match in found.pairs
    ]


def _judged(pair: DocumentPair, match: QuotePair, gold: Quote, pred: Quote) -> Judged:
    who = pair.once(resolver)
    answer = who.pred(pred)
    outcome = "right" if who.right(gold, answer) else _wrong(answer)
    if outcome != "right" and _as_gold(pair, gold, answer):
        outcome = "right"
    return Judged(match, who.gold(gold), answer, outcome, _elsewhere(gold, pred.source))


def _wrong(answer: Resolution) -> str:
    """Describe the error of an answer that is not right."""
    if not answer.path:
        return "missing"
    return "unresolved" if answer.entity is None and answer.path != "qid" else "wrong"


def _as_gold(pair: DocumentPair, gold: Quote, answer: Resolution) -> bool:
    """Return whether gold's speaker, read as a prediction's, is unknown too: the same words name nobody."""
    if not answer.path:
        return False
    own = pair.once(gold_resolver).pred(gold)
    return (own.path, own.entity, own.words) == (answer.path, answer.entity, answer.words)


def _elsewhere(gold: Quote, source: Span | None) -> bool:
    if not source:
        return False
    frames: list[Quote | Frame] = [gold, *(gold.also or ())]
    sources = [frame.source for frame in frames if frame.source]
    return bool(sources) and not any(touch(s, source) for s in sources)
