"""Predicted spans that miss gold's in one way, over a whole run (internal)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from presscheck.document.model import Document, Offsets
from presscheck.document.shifts import Misses, Place, Starts, counted


def spans_by_layer(doc: Document) -> Iterator[tuple[str, set[Place]]]:
    """The distinct spans that are compared, layer by layer; a further part of a record is a layer here."""
    events, quotes = doc.events or (), doc.quotes or ()
    yield "mentions", {(m.start, m.end) for m in doc.mentions or ()}
    yield "triggers", {(e.start, e.end) for e in events}
    yield "arguments", {(a.start, a.end) for e in events for a in e.arguments}
    yield "contents", {(part.start, part.end) for q in quotes for part in q.content}


def add(misses: Misses, gold: Document, pred: Document, changed: Mapping[Offsets, Offsets]) -> None:
    """Take in one document of both sides, offsets given; layers that gold does not have say nothing.

    Args:
        misses: what adds up.
        gold: the gold document, with its text.
        pred: the prediction for it.
        changed: predicted span -> the offsets that the file has, where those are others.
    """
    text = gold.text or ""
    units = counted(gold, text)
    for (_, right), (_, pred_spans) in zip(spans_by_layer(gold), spans_by_layer(pred), strict=True):
        if right:
            known = Starts(right)
            for span in sorted(pred_spans - right):
                start, end = changed.get(span, span)
                if start >= 0 and (
                    span in changed or end <= len(text)
                ):  # an invented string stands behind the text
                    misses.by_spans(units, start, end, known)
