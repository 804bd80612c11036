"""The canonical order of records: two files that say the same are equal line by line.

Mentions, events and marked uses stand by start, end and type; quotes by content
and cue; entities by first mention; what a record holds likewise.
"""

from __future__ import annotations

from typing import Any

import msgspec

from presscheck.document.model import NOWHERE, Document, Event, Frame, MarkedUse, Mention, Quote, Span
from presscheck.document.spans import phrases_of, pieces


def canonical(document: Document) -> Document:
    """The same document with its records in canonical order."""
    ordered: dict[str, Any] = {}
    for layer in ("mentions", "marked_uses"):
        if records := getattr(document, layer):
            ordered[layer] = sorted(records, key=_place)
    if document.events:
        ordered["events"] = sorted((_event(e) for e in document.events), key=_place)
    if document.quotes:
        ordered["quotes"] = sorted((_quote(q) for q in document.quotes), key=_quote_place)
    if document.entities:
        first = _first_mentions(document)
        ordered["entities"] = sorted(document.entities, key=lambda e: (first.get(e.id, _LAST), e.id))
    for key in ("tokens", "sentences", "paragraphs"):
        if places := getattr(document, key):
            ordered[key] = sorted(places)
    return msgspec.structs.replace(document, **ordered)


_LAST = (1 << 62, 0)


def _first_mentions(document: Document) -> dict[str, tuple[int, int]]:
    first: dict[str, tuple[int, int]] = {}
    for mention in document.mentions or ():
        if isinstance(mention.entity, str):
            place = (mention.start, mention.end)
            first[mention.entity] = min(first.get(mention.entity, _LAST), place)
    return first


def _place(record: Mention | Event | MarkedUse) -> tuple[int, int, str]:
    if record.start == NOWHERE:  # what has no place has no order in the text
        return NOWHERE, NOWHERE, ""
    kind = record.use if isinstance(record, MarkedUse) else record.type
    return record.start, record.end, kind or ""


def _span_place(phrase: Span | None) -> tuple[int, int]:
    """The offsets of a span, or of the first piece of a phrase."""
    return min(((piece.start, piece.end) for piece in pieces(phrase)), default=(NOWHERE, NOWHERE))


def _event(event: Event) -> Event:
    if not event.arguments:
        return event
    arguments = sorted(event.arguments, key=lambda a: (a.role, a.start, a.end))
    return msgspec.structs.replace(event, arguments=arguments)


def _quote(quote: Quote) -> Quote:
    new: dict[str, Any] = {"content": sorted(quote.content, key=_span_place), **_phrases(quote)}
    if quote.also:
        frames = [msgspec.structs.replace(frame, **_phrases(frame)) for frame in quote.also]
        new["also"] = sorted(frames, key=_frame_place)
    return msgspec.structs.replace(quote, **new)


def _frame_place(frame: Frame) -> tuple[Any, ...]:
    return _span_place(frame.cue), _span_place(frame.source), _span_place(frame.addressee)


def _phrases(frame: Quote | Frame) -> dict[str, list[Span]]:
    """The phrases in pieces, each in the order of the text."""
    named = phrases_of(frame).items()
    return {name: sorted(phrase, key=_span_place) for name, phrase in named if isinstance(phrase, list)}


def _quote_place(quote: Quote) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    content = [_span_place(part) for part in quote.content]
    lost = _span_place(None) in content
    return ([_span_place(None)] if lost else content), _span_place(None if lost else quote.cue)
