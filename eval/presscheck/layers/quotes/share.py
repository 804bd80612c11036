"""Compare the speakers' shares of the quoted words in gold and prediction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import fsum

from presscheck.layers.quotes.alignment import NormalQuote, aligned
from presscheck.layers.quotes.speakers import Resolver, gold_resolver, resolver
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
    names = gold.keys() | pred.keys()
    return fsum(abs(gold.get(name, 0) / ours - pred.get(name, 0) / theirs) for name in names) / 2


def by_quotes(pair: DocumentPair) -> Cells:
    """One document's distance, every quote counting once."""
    return pair.once(quote_distance)


def by_words(pair: DocumentPair) -> Cells:
    """One document's distance, every quote counting its words."""
    return pair.once(word_distance)


def quote_distance(pair: DocumentPair) -> Cells:
    """Distance of the shares of quotes."""
    return _cell(*pair.once(shares))


def word_distance(pair: DocumentPair) -> Cells:
    """Distance of the shares of quoted words."""
    return _cell(*pair.once(word_shares))


def _cell(gold: Counter[str], pred: Counter[str]) -> Cells:
    far = distance(gold, pred)
    return Cells.from_counts({} if far is None else {"": Counts(far, 1, far, 1)})


def shares(pair: DocumentPair) -> tuple[Counter[str], Counter[str]]:
    """Return the number of quotes of each speaker, in gold and in the prediction."""
    return _counted(pair, words=False)


def word_shares(pair: DocumentPair) -> tuple[Counter[str], Counter[str]]:
    """Return the number of quoted words of each speaker, in gold and in the prediction."""
    return _counted(pair, words=True)


def _counted(pair: DocumentPair, *, words: bool) -> tuple[Counter[str], Counter[str]]:
    """Return the words of each speaker on either side; gold's speakers are resolved as a prediction's are."""
    found = pair.once(aligned)
    return (
        _amounts(pair.once(gold_resolver), found.gold, found.text, words),
        _amounts(pair.once(resolver), found.pred, found.text, words),
    )


def _amounts(who: Resolver, quotes: Iterable[NormalQuote], text: str, words: bool) -> Counter[str]:
    amounts: Counter[str] = Counter()
    for quote in quotes:
        answer = who.pred(quote.quote)
        if answer.path:
            speaker = _key(who, answer.entity) if answer.entity is not None else UNKNOWN
            amounts[speaker] += _words(quote, text) if words else 1
    return amounts


def _key(who: Resolver, entity: str) -> str:
    """Two records of one QID are one speaker, who is the same when one of them is left out."""
    qid = who.qid_of.get(entity)
    return f"\0item {qid}" if qid is not None else entity


def _words(said: NormalQuote, text: str) -> int:
    """Words with a letter or digit, those of an invented content included."""
    inside = [text[start:end] for start, end in said.content.parts]
    outside = [part.text or "" for part in said.quote.content if part.start >= len(text)]
    return sum(any(ch.isalnum() for ch in word) for part in inside + outside for word in part.split())
