"""Every layer of a document carried through the edits of its text (internal).

A record whose words vanish vanishes with what depends on it; two records that
become one are one. Copies of words, sentences, tokens and paragraphs are worked
out again; types of quotes and times of events are, where they were what follows
from the text. Every other value stays as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from presscheck.document import quotation_marks, spans
from presscheck.document.exceptions import UsageError
from presscheck.document.model import (
    NOWHERE,
    Document,
    Event,
    Frame,
    MarkedUse,
    Mention,
    Offsets,
    Quote,
)
from presscheck.document.presence import given
from presscheck.layers.texts import mark_pairs, timex_values
from presscheck.rewrites import coverage
from presscheck.rewrites.edits import Edit, PlaceMap, applied, ordered

R = TypeVar("R")
_Values = Mapping[tuple[int, int], str | None]
Change = Callable[[Document], Document]
"""Effects of an edit beyond places: other names, links, forms, values; the number of records is the same."""


def carried(
    doc: Document,
    edits: Iterable[Edit],
    fields: Mapping[str, Any] | None = None,
    change: Change | None = None,
    *,
    marks: bool = True,
) -> Document:
    """The document after edits of its text.

    Args:
        doc: gold, as it was read.
        edits: in code points of its text.
        fields: other values of the document itself, such as its title.
        change: what else changes in its records.
        marks: whether the quotation marks of the new text are read; else types and marked uses stay.

    Raises:
        UsageError: the document has no text.
        ValueError: edits overlap or lie outside the text.

    >>> doc = Document(id="d", text="Oslo met Rome.", mentions=[Mention(start=9, end=13, text="Rome")])
    >>> new = carried(doc, [Edit(0, 4, "Bergen"), Edit(9, 9, "old ")])
    >>> new.text, new.mentions[0].start, new.mentions[0].end
    ('Bergen met old Rome.', 15, 19)
    """
    if not isinstance(doc.text, str):
        raise UsageError(f"{doc.id}: the document has no `text`, so it cannot be rewritten")
    run = _Carrying(doc, doc.text, ordered(edits, len(doc.text)), marks=marks)
    new = replace(run.document(), **(fields or {}))
    new = change(new) if change else new
    return run.settled(new)


class _Carrying:
    """One document on its way through edits."""

    def __init__(self, doc: Document, old: str, edits: Sequence[Edit], *, marks: bool) -> None:
        self.doc, self.old, self.marks = doc, old, marks
        self.text = applied(old, edits)
        self.places = PlaceMap(edits)
        self.kept: dict[str, list[int]] = {}

    def span(self, start: int, end: int) -> Offsets | None:
        """Return the new place of a span, trimmed if it was; None if nothing of it is left."""
        first, last = self.places.span(start, end)
        words, before = self.text[first:last], self.old[start:end]
        if first >= last or (not words.strip() and before.strip()):
            return None
        if before == before.strip() and words != words.strip():
            first += len(words) - len(words.lstrip())
            last -= len(words) - len(words.rstrip())
        return first, last

    def document(self) -> Document:
        """The document with its spans in the new text."""
        doc, new = self.doc, {"text": self.text, **self._copies()}
        new["mentions"] = self._records("mentions", self._mention, lambda m: (m.start, m.end, m.type))
        if isinstance(new["mentions"], list):
            new["mentions"] = self._one_entity_a_span(new["mentions"])
        new["events"] = self._records("events", self._event, lambda e: (e.start, e.end, e.type))
        new["quotes"] = self._records("quotes", self._quote, _contents)
        new["marked_uses"] = self._records("marked_uses", self._use, lambda u: (u.start, u.end, u.use))
        for key, work in _COVERS.items():
            new[key] = work(doc, self.text, self.span)
        moved = replace(doc, **new)
        return replace(moved, entities=self._entities(moved))

    def _copies(self) -> dict[str, Any]:
        """Digest and length of the text, where they are given."""
        digest, size = self.doc.text_sha256, self.doc.text_length
        copies: dict[str, Any] = {}
        if isinstance(digest, str):
            copies["text_sha256"] = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        return copies | ({"text_length": len(self.text)} if isinstance(size, int) else {})

    def _records(
        self, layer: str, carry: Callable[[Any], Any | None], key: Callable[[Any], Hashable]
    ) -> list[Any] | None:
        """The records of a layer that are left; what two places have become is one record."""
        records: list[Any] | None = getattr(self.doc, layer)
        self.kept[layer] = []
        if not records:
            return records
        repeated = _repeats(map(key, records))
        left: dict[int, Any] = {}
        taken: set[Hashable] = set()
        for i, record in enumerate(records):
            new = carry(record)
            if new is None or (key(new) in taken and key(record) not in repeated):
                continue
            taken.add(key(new))
            left[i] = new
        self.kept[layer] = [*left]
        return [*left.values()]

    def _one_entity_a_span(self, mentions: list[Mention]) -> list[Mention]:
        """Mentions whose spans have become one and whose entities are two: the first one stays."""
        owner: dict[Offsets, tuple[Mention, Offsets]] = {}
        left: dict[int, Mention] = {}
        for i, mention in zip(self.kept["mentions"], mentions, strict=True):
            old = (self.doc.mentions or [])[i]
            first, place = owner.setdefault((mention.start, mention.end), (mention, (old.start, old.end)))
            if first.entity == mention.entity or place == (old.start, old.end):
                left[i] = mention
        self.kept["mentions"] = [*left]
        return [*left.values()]

    def _moved(self, record: R) -> R | None:
        """A record with one span, and the copy of its words."""
        span: Any = record
        if span.start == NOWHERE:
            return record
        place = self.span(span.start, span.end)
        if place is None:
            return None
        words = {"text": self.text[slice(*place)]} if isinstance(span.text, str) else {}
        moved: R = replace(span, start=place[0], end=place[1], **words)
        return moved

    def _mention(self, mention: Mention) -> Mention | None:
        moved = self._moved(mention)
        if moved is None or not mention.head:
            return moved
        return replace(moved, head=self.span(*mention.head))

    def _event(self, event: Event) -> Event | None:
        moved = self._moved(event)
        if moved is None or not event.arguments:
            return moved
        arguments = [new for a in event.arguments if (new := self._moved(a)) is not None]
        repeated = _repeats((a.role, a.start, a.end) for a in event.arguments)
        once = {} if repeated else {(a.role, a.start, a.end): a for a in reversed(arguments)}
        return replace(moved, arguments=arguments if repeated else [*reversed(once.values())])

    def _quote(self, quote: Quote) -> Quote | None:
        parts = [now for part in quote.content if (now := self._moved(part)) is not None]
        new: dict[str, Any] = {"content": parts, **self._named(quote)}
        if not parts and (quote.content or not new.get("cue")):
            return None
        if quote.also:
            frames = [(frame, replace(frame, **self._named(frame))) for frame in quote.also]
            new["also"] = [now for before, now in frames if not _phrases(before) or _phrases(now)]
        return replace(quote, **new)

    def _named(self, frame: Quote | Frame) -> dict[str, Any]:
        """The phrases of a frame; null where the words have vanished."""
        return {name: self._phrase(phrase) for name, phrase in spans.phrases_of(frame).items() if phrase}

    def _phrase(self, phrase: Any) -> Any:
        """A phrase in its new place: a list if it was one, and null if its words have vanished."""
        parts = [now for part in spans.pieces(phrase) if (now := self._moved(part)) is not None]
        return (parts or None) if isinstance(phrase, list) else parts[0] if parts else None

    def _use(self, use: MarkedUse) -> MarkedUse | None:
        """A marked use; what has lost its marks is none."""
        moved = self._moved(use)
        if moved is None or not self.marks or not _marked(self.old[use.start : use.end]):
            return moved
        return moved if _marked(self.text[moved.start : moved.end]) else None

    def _entities(self, moved: Document) -> Any:
        """The entities without those that have lost their last mention."""
        if not self.doc.entities:
            return self.doc.entities
        lost = _used(self.doc) - _used(moved)
        return [entity for entity in self.doc.entities if entity.id not in lost]

    def settled(self, new: Document) -> Document:
        """The document with the values that follow from others."""
        changed: dict[str, Any] = {}
        if new.events:
            changed["events"] = self._times(new)
        if new.quotes and self.marks:
            changed["quotes"] = [
                replace(quote, type=mark_pairs.derived_type(new, quote) or quote.type)
                if isinstance(old.type, str) and mark_pairs.derived_type(self.doc, old) == old.type
                else quote
                for old, quote in self._both("quotes", new)
            ]
        return replace(new, **changed)

    def _both(self, layer: str, new: Document) -> list[tuple[Any, Any]]:
        olds = [getattr(self.doc, layer)[i] for i in self.kept[layer]]
        return [*zip(olds, getattr(new, layer), strict=True)]

    def _times(self, new: Document) -> list[Event]:
        """The events, with times by their first Time argument where they had it from there."""
        before, after = timex_values.values_by_span(_flat(self.doc)), timex_values.values_by_span(_flat(new))
        return [_timed(old, event, before, after) for old, event in self._both("events", new)]


_COVERS = {
    "sentences": coverage.sentences,
    "tokens": coverage.tokens,
    "paragraphs": coverage.within,
}


def _flat(doc: Document) -> Document:
    """A document whose mentions and entities can be looked up by what may be missing."""
    return replace(doc, mentions=doc.mentions or [], entities=doc.entities or [])


def _timed(old: Event, new: Event, before: _Values, after: _Values) -> Event:
    if not old.arguments or not given(old, "time") or old.time != _or_none(timex_values.derived(old, before)):
        return new
    return replace(new, time=_or_none(timex_values.derived(new, after)))


def _or_none(value: Any) -> Any:
    return None if value is UNSET else value


def _repeats(keys: Iterable[Hashable]) -> set[Hashable]:
    once: set[Hashable] = set()
    return {key for key in keys if key in once or once.add(key)}  # type: ignore[func-returns-value]


def _contents(quote: Quote) -> Hashable:
    cue = tuple((p.start, p.end) for p in spans.pieces(quote.cue)) if not quote.content else ()
    return tuple(sorted((part.start, part.end) for part in quote.content)), cue


def _phrases(frame: Frame) -> bool:
    return any(spans.phrases_of(frame).values())


def _marked(words: str) -> bool:
    return len(words) > 1 and {words[0], words[-1]} <= quotation_marks.CHARACTERS


def _used(doc: Document) -> set[str]:
    """The entities that something refers to."""
    mentions = {m.entity for m in doc.mentions or () if isinstance(m.entity, str)}
    return mentions | {q.speaker for q in doc.quotes or () if isinstance(q.speaker, str)}
