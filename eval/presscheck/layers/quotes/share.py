"""Who gets how much of the word: the distance between gold's and the prediction's shares (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from presscheck.layers.quotes.alignment import NormalQuote, aligned
from presscheck.layers.quotes.speakers import Resolver, resolver
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair

UNKNOWN = "\0unknown"
"""Whoever no gold entity was found for."""


def distance(gold: Mapping[str, float], pred: Mapping[str, float]) -> float | None:
    """Total variation distance: ½ Σ |share in gold − share in the prediction|.

    It is 1 if only one side attributes anything (the other's share is nobody's), undefined if neither does.

    Args:
        gold: speaker -> quotes or words.
        pred: likewise.

    >>> distance({"A": 3, "B": 1}, {"A": 2, "B": 2})
    0.25
    >>> distance({"A": 3}, {}), distance({}, {})
    (1.0, None)
    """
    ours, theirs = sum(gold.values()), sum(pred.values())
    if not ours and not theirs:
        return None
    if not ours or not theirs:
        return 1.0
    names = sorted(gold.keys() | pred.keys())
    return sum(abs(gold.get(name, 0) / ours - pred.get(name, 0) / theirs) for name in names) / 2


def by_quotes(pair: DocumentPair) -> Cells:
    """One document's distance, every quote counting once."""
    return _cell(*pair.once(_shares))


def by_words(pair: DocumentPair) -> Cells:
    """One document's distance, every quote counting its words."""
    return _cell(*pair.once(_word_shares))


def _cell(gold: Counter[str], pred: Counter[str]) -> Cells:
    far = distance(gold, pred)
    return Cells.from_counts({} if far is None else {"": Counts(far, 1, far, 1)})


def _shares(pair: DocumentPair) -> tuple[Counter[str], Counter[str]]:
    return _counted(pair, words=False)


def _word_shares(pair: DocumentPair) -> tuple[Counter[str], Counter[str]]:
    return _counted(pair, words=True)


def _counted(pair: DocumentPair, *, words: bool) -> tuple[Counter[str], Counter[str]]:
    found, who = pair.once(aligned), pair.once(resolver)
    gold: Counter[str] = Counter()
    pred: Counter[str] = Counter()
    for said in found.gold:
        if (speaker := who.gold(said.quote)) is not None:
            gold[_key(who, speaker)] += _words(said, found.text) if words else 1
    for said in found.pred:
        answer = who.pred(said.quote)
        if answer.path:
            speaker = _key(who, answer.entity) if answer.entity is not None else UNKNOWN
            pred[speaker] += _words(said, found.text) if words else 1
    return gold, pred


def _key(who: Resolver, entity: str) -> str:
    """Two records of one QID are one speaker."""
    qid = who.qid_of.get(entity)
    return who.entity_of[qid] if qid is not None else entity


def _words(said: NormalQuote, text: str) -> int:
    """Words with a letter or digit, those of an invented content included."""
    inside = [text[start:end] for start, end in said.content.parts]
    outside = [part.text or "" for part in said.quote.content if part.start >= len(text)]
    return sum(any(ch.isalnum() for ch in word) for part in inside + outside for word in part.split())
