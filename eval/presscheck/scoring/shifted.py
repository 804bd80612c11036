"""Predicted spans that miss gold's in one way, over a whole run (internal)."""

from __future__ import annotations

from collections.abc import Iterator

from presscheck.document.model import Document
from presscheck.document.shifts import Misses, Place, Starts, counted


def spans_by_layer(doc: Document) -> Iterator[tuple[str, set[Place]]]:
    """The distinct spans that are compared, layer by layer; a further part of a record is a layer here."""
    events, quotes = doc.events or (), doc.quotes or ()
    yield "mentions", {(m.start, m.end) for m in doc.mentions or ()}
    yield "triggers", {(e.start, e.end) for e in events}
    yield "arguments", {(a.start, a.end) for e in events for a in e.arguments}
    yield "contents", {(part.start, part.end) for q in quotes for part in q.content}


def add(misses: Misses, gold: Document, pred: Document) -> None:
    """Take in one document of both sides, offsets given; layers that gold does not have say nothing.

    Args:
        misses: what adds up.
        gold: the gold document, with its text.
        pred: the prediction for it.
    """
    text = gold.text or ""
    units = counted(gold, text)
    for (_, right), (_, given) in zip(spans_by_layer(gold), spans_by_layer(pred), strict=True):
        if right:
            known = Starts(right)
            for start, end in sorted(given - right):
                if end <= len(text):  # an invented string stands behind the text
                    misses.by_spans(units, start, end, known)
