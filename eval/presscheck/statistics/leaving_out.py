"""A document without what stands, or points to, in one of its lines (internal)."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import TypeAlias, TypeVar

import msgspec

from presscheck.document.model import NOWHERE, Document, Event, Mention, Quote
from presscheck.document.spans import pieces
from presscheck.measure.measure import DocumentPair

Keep: TypeAlias = Callable[[int], bool]
"""True if the record at an offset stays."""

Line: TypeAlias = Callable[[int], int]
"""The line of an offset, from 1."""

Change: TypeAlias = Callable[[Document, Document], Document]
"""From a document, and the same with all its mentions, to what is left of it."""

_T = TypeVar("_T")


def without(doc: Document, keep: Keep, whole: Document | None = None) -> Document:
    """A document without what stands, or points to, where `keep` says no.

    Args:
        doc: gold or prediction.
        keep: whether what is at an offset (code points) stays.
        whole: the document with all its mentions, if that is another; speakers are looked up there.
    """
    of = whole or doc
    return part_without(doc, keep, _ids(of) - _ids(_without_mentions(of, keep)))


def part_without(doc: Document, keep: Keep, gone: Container[str | None]) -> Document:
    """As `without`, where it is known which entities lose all their mentions."""
    rest = _without_mentions(doc, keep)
    quotes = [_quote(q, keep, gone) for q in doc.quotes or () if keep(first(q))]
    return msgspec.structs.replace(
        rest,
        events=None if doc.events is None else [_event(e, keep) for e in doc.events if keep(e.start)],
        quotes=None if doc.quotes is None else quotes,
    )


def only_without(doc: Document, keep: Keep) -> Document:
    """A document without the events and quotes that stand where `keep` says no; nothing else goes."""
    return msgspec.structs.replace(
        doc,
        events=kept_of(doc.events, lambda e: keep(e.start)),
        quotes=kept_of(doc.quotes, lambda q: keep(first(q))),
    )


def _without_mentions(doc: Document, keep: Keep) -> Document:
    return with_mentions(doc, kept_of(doc.mentions, lambda m: keep(m.start)))


def _ids(doc: Document) -> set[str | None]:
    return {m.entity for m in doc.mentions or ()} | {e.id for e in doc.entities or ()}


def with_mentions(doc: Document, kept: list[Mention] | None) -> Document:
    """A document with only these of its mentions; entities whose every mention went go too."""
    had = {m.entity for m in doc.mentions or ()}
    have = {m.entity for m in kept or ()}
    records = kept_of(doc.entities, lambda e: e.id in have or e.id not in had)
    return msgspec.structs.replace(doc, mentions=kept, entities=records)


def kept_of(records: Iterable[_T] | None, keep: Callable[[_T], bool]) -> list[_T] | None:
    """The records that stay; None for a layer that is not there."""
    return None if records is None else [r for r in records if keep(r)]


def first(quote: Quote) -> int:
    """Return the start of a quote: of its content, else of its cue."""
    return min((part.start for part in quote.content or pieces(quote.cue)), default=NOWHERE)


def _event(event: Event, keep: Keep) -> Event:
    if all(keep(a.start) for a in event.arguments):
        return event
    return msgspec.structs.replace(event, arguments=[a for a in event.arguments if keep(a.start)])


def _quote(quote: Quote, keep: Keep, gone: Container[str | None]) -> Quote:
    """The speaker goes with the source that names it, or with its entity; so does a further frame."""
    also = [f for f in quote.also if all(keep(piece.start) for piece in pieces(f.source))]
    if len(also) < len(quote.also):
        quote = msgspec.structs.replace(quote, also=also)
    if quote.speaker in gone:  # an id that names nothing any more is not a name either
        quote = msgspec.structs.replace(quote, speaker=None)
    if not all(keep(piece.start) for piece in pieces(quote.source)):
        quote = msgspec.structs.replace(quote, source=None, speaker=None)
    return quote


def reduced(pair: DocumentPair, gold: Change, pred: Change) -> DocumentPair:
    """A pair with both sides changed, and what they are views of."""
    golds = _changed(pair.gold, pair.whole_gold, gold)
    preds = _changed(pair.pred, pair.whole_pred, pred)
    return DocumentPair(golds[0], preds[0], pair.settings, golds[1], preds[1], pair.tasks, silent=pair.silent)


def _changed(doc: Document, whole: Document, change: Change) -> tuple[Document, Document]:
    """A document and the whole that it is a view of, both changed; the same one is changed once."""
    changed = change(whole, whole)
    return (changed if doc is whole else change(doc, whole)), changed
