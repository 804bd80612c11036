"""The canonical order of records: two files that say the same are equal line by line.

Mentions, events and marked uses stand by start, end and type; quotes by content
and cue; entities by first mention; what a record holds likewise.
"""

from __future__ import annotations

from typing import Any

import msgspec

from presscheck.document.model import NOWHERE, Document, Event, MarkedUse, Mention, Quote, Span


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
    if document.sentences:
        ordered["sentences"] = sorted(document.sentences)
    return msgspec.structs.replace(document, **ordered)


_LAST = (1 << 62, 0)


def _first_mentions(document: Document) -> dict[str, tuple[int, int]]:
    first: dict[str, tuple[int, int]] = {}
    for mention in document.mentions or ():
        if mention.entity is not None:
            place = (mention.start, mention.end)
            first[mention.entity] = min(first.get(mention.entity, _LAST), place)
    return first


def _place(record: Mention | Event | MarkedUse) -> tuple[int, int, str]:
    if record.start == NOWHERE:  # what has no place has no order in the text
        return NOWHERE, NOWHERE, ""
    kind = record.use if isinstance(record, MarkedUse) else record.type
    return record.start, record.end, kind or ""


def _span_place(span: Span | None) -> tuple[int, int]:
    return (span.start, span.end) if span else (NOWHERE, NOWHERE)


def _event(event: Event) -> Event:
    arguments = sorted(event.arguments, key=lambda a: (a.role, a.start, a.end))
    return msgspec.structs.replace(event, arguments=arguments)


def _quote(quote: Quote) -> Quote:
    return msgspec.structs.replace(
        quote,
        content=sorted(quote.content, key=_span_place),
        also=sorted(quote.also, key=lambda f: (_span_place(f.cue), _span_place(f.source))),
    )


def _quote_place(quote: Quote) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    content = [_span_place(part) for part in quote.content]
    lost = _span_place(None) in content
    return ([_span_place(None)] if lost else content), _span_place(None if lost else quote.cue)
