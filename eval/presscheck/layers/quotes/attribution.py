"""The speakers of aligned quotes: whether the prediction means whom gold means (internal)."""

from __future__ import annotations

from typing import NamedTuple

from presscheck.document.model import Quote, Span
from presscheck.document.spans import sources, touch
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
    """

    match: QuotePair
    gold: str | None
    found: Resolution
    outcome: str


OUTCOMES = ("right", "wrong", "missing", "unresolved")
"""Of a predicted speaker: the same entity, another one, none given, or no entity found for it."""


def judge(pair: DocumentPair, found: Alignment) -> list[Judged]:
    """The speakers of every aligned pair."""
    who = pair.once(resolver)
    rows = []
    for match in found.pairs:
        gold = found.gold[match.gold].quote
        golds, answer = who.golds(gold), who.pred(found.pred[match.pred].quote)
        right = who.right(golds, answer) or _as_gold(pair, gold, answer)
        rows.append(Judged(match, golds[0] if golds else None, answer, "right" if right else _wrong(answer)))
    return rows


def _wrong(answer: Resolution) -> str:
    """Describe the error of an answer that is not right."""
    if not answer.path:
        return "missing"
    return "unresolved" if answer.entity is None and answer.path != "qid" else "wrong"


def _as_gold(pair: DocumentPair, gold: Quote, answer: Resolution) -> bool:
    """Return whether gold's speaker, read as a prediction's, is unknown too: the same words name nobody."""
    if not answer.path or (answer.path == "cluster" and answer.entity is not None):
        return False  # gold's own clusters are its entities, which were compared
    own = pair.once(gold_resolver).pred(gold)
    return (own.path, own.entity, own.words) == (answer.path, answer.entity, answer.words)


def elsewhere(gold: Quote, source: Span | None) -> bool:
    """Return whether a predicted source is elsewhere than every source that gold gives."""
    if source is None or gold.source == source:
        return False
    given = [other for other in sources(gold) if other]
    return bool(given) and not any(touch(other, source) for other in given)
