"""The measures of one article that cost too much to work out without each paragraph (internal)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatch
from typing import TypeAlias

from presscheck.document.model import Document, Offsets
from presscheck.layers import MEASURES
from presscheck.measure.crowds import crowds
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.statistics.leaving_out import Line
from presscheck.statistics.nearby import extent

MOST = 150_000
"""So many pairs of overlapping spans are compared again, over all paragraphs: some seconds."""

_PAIRING = (
    "mention.head",
    "mention.partial",
    "mention.soft",
    "mention.type",
    "event.overlap.*",
    "event.head.*",
)
_OURS = frozenset(row.id for row in MEASURES)

_SPANS: dict[str, Callable[[Document], list[Offsets]]] = {
    "mentions": lambda doc: [(m.start, m.end) for m in doc.mentions or ()],
    "events": lambda doc: [(e.start, e.end) for e in doc.events or ()],
    "quotes": lambda doc: [extent(q) for q in doc.quotes or ()],
}

Reasons: TypeAlias = dict[str, str]


def pairing(row: Measure) -> bool:
    """Return whether a row pairs spans that overlap; of rows that are not ours that is not known."""
    return row.layer == "quotes" or row.id not in _OURS or any(fnmatch(row.id, name) for name in _PAIRING)


def crowded(pair: DocumentPair, rows: Sequence[Measure], line: Line) -> Reasons:
    """The rows that are not worked out without each paragraph, and why.

    Args:
        pair: one article, both sides.
        rows: what is counted.
        line: the line of an offset.
    """
    found: Reasons = {}
    for layer, spans in _SPANS.items():
        asked = [row.id for row in rows if row.layer == layer and pairing(row)]
        if asked and (reason := _reason(spans(pair.gold), spans(pair.pred), line)):
            found |= dict.fromkeys(asked, reason)
    return found


def _reason(gold: Sequence[Offsets], pred: Sequence[Offsets], line: Line) -> str | None:
    starts = sorted(start for start, _ in (*gold, *pred))
    if len(gold) * len(pred) * len(starts) <= MOST:
        return None
    work = [*_work(gold, pred, starts, line)]
    if sum(pairs for pairs, _ in work) <= MOST:
        return None
    _, where = max(work)
    return f"too many overlaps to leave out each paragraph: {where}"


def _work(
    gold: Sequence[Offsets], pred: Sequence[Offsets], starts: Sequence[int], line: Line
) -> Iterator[tuple[int, str]]:
    """The pairs of each crowd, as often as a paragraph is left out of it, and where it is."""
    for crowd in crowds(gold, pred):
        inside = starts[bisect_left(starts, crowd.low) : bisect_left(starts, crowd.high)]
        lines = len({line(start) for start in inside})
        where = f"{crowd.pairs} pairs of spans overlap in [{crowd.low}, {crowd.high}), in {lines} paragraphs"
        yield crowd.pairs * lines, where
