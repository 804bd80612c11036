"""Quotes that share a character, found by one pass over a document, for the list of errors (internal)."""

from __future__ import annotations

from typing import NamedTuple

from presscheck.document.model import MarkedUse
from presscheck.layers.quotes.alignment import Alignment, QuotePair, aligned, near
from presscheck.layers.quotes.content import overlap
from presscheck.measure import assignment
from presscheck.measure.measure import DocumentPair


class Neighbours(NamedTuple):
    """Quotes and marked uses that share a character, by place and in order.

    Args:
        preds: for each gold quote, the predicted quotes.
        golds: for each predicted quote, the gold quotes.
        uses: for each predicted quote, the marked uses between whose first and last character it is.
        of_gold: gold quote -> its pair.
        of_pred: predicted quote -> its pair.
    """

    preds: list[list[int]]
    golds: list[list[int]]
    uses: list[list[MarkedUse]]
    of_gold: dict[int, QuotePair]
    of_pred: dict[int, QuotePair]

    def pairs_at_gold(self, i: int) -> list[QuotePair]:
        """The pairs whose predicted quote meets a gold quote, in order."""
        return sorted(self.of_pred[j] for j in self.preds[i] if j in self.of_pred)

    def pairs_at_pred(self, j: int) -> list[QuotePair]:
        """The pairs whose gold quote meets a predicted quote, in order."""
        return sorted(self.of_gold[i] for i in self.golds[j] if i in self.of_gold)


def neighbours(pair: DocumentPair) -> Neighbours:
    """Return the records that overlap.

    Args:
        pair: one document, both sides.
    """
    found = pair.once(aligned)
    preds: list[list[int]] = [[] for _ in found.gold]
    golds: list[list[int]] = [[] for _ in found.pred]
    for i, j in sorted(near(found.gold, found.pred)):
        if overlap(found.gold[i].content, found.pred[j].content, found.text):
            preds[i].append(j)
            golds[j].append(i)
    by_gold, by_pred = {m.gold: m for m in found.pairs}, {m.pred: m for m in found.pairs}
    return Neighbours(preds, golds, _uses(pair, found), by_gold, by_pred)


def _uses(pair: DocumentPair, found: Alignment) -> list[list[MarkedUse]]:
    uses = sorted(pair.whole_gold.marked_uses or (), key=lambda use: (use.start, use.end))
    preds = sorted((q.content.start, q.content.end, j) for j, q in enumerate(found.pred))
    by_pred: list[list[MarkedUse]] = [[] for _ in found.pred]
    spans = [(use.start, use.end) for use in uses]
    for u, p in assignment.touching(spans, [(start, end) for start, end, _ in preds]):
        by_pred[preds[p][2]].append(uses[u])
    return by_pred
