"""Any prediction made fit for the editor: our labels, offsets, the frame of the gold document."""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET

from presscheck.anchoring import anchor
from presscheck.document import placement, spans
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.model import Document, Event, Quote, Span
from presscheck.document.presence import without_unset
from presscheck.mapping import labels

S = TypeVar("S", bound=Span)
FRAME = ("schema_version", "title", "publisher", "published", "language", "rights", "text", "sentences")
"""Keys of a document besides its annotation: nobody edits them, and a prediction has them from gold."""

replace = msgspec.structs.replace


def prepared(
    doc: Document, gold: Document | None = None, table: labels.LabelMap | None = None
) -> tuple[Document, list[str]]:
    """A document that `regions.to_regions` can show, and what had to be left out.

    Args:
        doc: gold or a prediction.
        gold: the corpus document with this id, if there is one: gives the text and what else `doc` lacks.
        table: the label map of the file, from `labels.of_documents`.

    Raises:
        InvalidInputError: the texts differ.
    """
    notes: list[str] = []
    doc = without_unset(doc)
    if gold is not None:
        doc = _framed(doc, gold)
    if table is not None:
        lost: Counter[str] = Counter()
        doc = labels.map_pred(table, replace(doc, label_map=UNSET), lost)
        notes += [f"{what} ({n}): no label of ours" for what, n in sorted(lost.items())]
    if doc.text is not None and any(spans.nowhere(span) for _, span in spans.walk(doc)):
        found = anchor.anchored(doc, doc.text)
        invented = [step.string for step in found.steps if step.way == "invented"]
        notes += [f"{string!r} is not in the text" for string in invented]
        doc = _without_invented(found.document, len(doc.text))
    return canonical(doc), [f"{doc.id}: {note}; left out" for note in notes]


def _framed(doc: Document, gold: Document) -> Document:
    if doc.text is not None and gold.text is not None:
        difference = placement.text_difference(gold.text, doc.text)
        if difference:
            raise InvalidInputError(
                [Finding(rule="text", level="error", doc=doc.id, path="$.text", message=difference)]
            )
    return replace(doc, **{key: getattr(gold, key) for key in FRAME if getattr(doc, key) is None})


def _without_invented(doc: Document, size: int) -> Document:
    """Leave out spans that anchoring could not place: they are behind the end of the text."""
    layers: dict[str, Any] = {
        "mentions": _inside(doc.mentions, size),
        "events": doc.events and [_event(event, size) for event in _inside(doc.events, size) or ()],
        "quotes": doc.quotes and [q for quote in doc.quotes if (q := _quote(quote, size)).content],
        "marked_uses": _inside(doc.marked_uses, size),
    }
    return replace(doc, **layers)


def _inside(records: list[S] | None, size: int) -> list[S] | None:
    return records and [record for record in records if record.end <= size]


def _event(event: Event, size: int) -> Event:
    return replace(event, arguments=[a for a in event.arguments if a.end <= size])


def _quote(quote: Quote, size: int) -> Quote:
    also = [replace(frame, **_parties(frame, size)) for frame in quote.also]
    return replace(
        quote,
        content=_inside(quote.content, size) or [],
        also=[frame for frame in also if frame.cue or frame.source],
        **_parties(quote, size),
    )


def _parties(frame: Any, size: int) -> dict[str, Span | None]:
    return {
        name: phrase if not phrase or phrase.end <= size else None
        for name, phrase in spans.phrases_of(frame).items()
    }
