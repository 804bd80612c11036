"""One article without one of its parts: the units that a single document is resampled by.

A paragraph is a line of the text, or one of the `paragraphs` that gold gives;
both are called lines here. An item belongs to the line of its first character
(event: its trigger; argument: its event's trigger; quote: its first content
part); arguments and sources that pointed into a line go with it. For links the
unit is the entity: a predicted mention belongs to the gold entity that has its
span, else to the one that has its QID, else to its own entity.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

import msgspec

from presscheck.document import ranks
from presscheck.document.model import NOWHERE, Document, Entity, Event, Mention, Quote
from presscheck.document.paragraphs import finder
from presscheck.document.spans import pieces
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.scoring.run import count
from presscheck.scoring.totals import LeaveOneOut

Keep: TypeAlias = Callable[[int], bool]
"""True if the record at an offset stays."""

Change: TypeAlias = Callable[[Document, Document], Document]
"""From a document, and the same with all its mentions, to what is left of it."""

_T = TypeVar("_T")
_POINTING = ("events", "quotes")
"""Layers whose items point at others: leaving a line out also takes what pointed into it."""


class Units(Mapping[str, LeaveOneOut]):
    """One article by paragraphs, and for links by entities; each is worked out when somebody looks at it.

    Args:
        pair: the article, both sides.
        rows: what is counted, hidden cells included.
    """

    def __init__(self, pair: DocumentPair, rows: Sequence[Measure]) -> None:
        linking = [row for row in rows if row.layer == "links"]
        others = [row for row in rows if row.layer != "links"]
        self._work: dict[str, Callable[[], LeaveOneOut]] = {"paragraph": lambda: paragraphs(pair, others)}
        if linking:
            self._work["entity"] = lambda: entities(pair, linking)
        self._done: dict[str, LeaveOneOut] = {}

    def __getitem__(self, unit: str) -> LeaveOneOut:
        """The units of a kind."""
        if unit not in self._done:
            self._done[unit] = self._work[unit]()
        return self._done[unit]

    def __iter__(self) -> Iterator[str]:
        return iter(self._work)

    def __len__(self) -> int:
        return len(self._work)


def paragraphs(pair: DocumentPair, rows: Sequence[Measure]) -> LeaveOneOut:
    """One article paragraph by paragraph.

    Args:
        pair: the article, both sides.
        rows: what is counted, hidden cells included.
    """
    line = finder(pair.gold)
    bears = {layer: _lines_with(pair, layer, line) for layer in ("mentions", "events", "quotes")}
    numbers = sorted(set().union(*bears.values()))
    place = {number: i for i, number in enumerate(numbers)}
    found = {layer: sorted(place[n] for n in lines) for layer, lines in bears.items()}
    left = _left(pair, rows, (_without_line(pair, line, n) for n in numbers))

    def own() -> dict[str, array[float]]:
        pointing = [row for row in rows if row.layer in _POINTING]
        owned = _left(pair, pointing, (_without_owned(pair, line, n) for n in numbers))
        return _own(pair, rows, left | owned)

    found["coref"] = found["mentions"]
    return LeaveOneOut(ids=[str(n) for n in numbers], bears=found, left=left, own=own)


def entities(pair: DocumentPair, rows: Sequence[Measure]) -> LeaveOneOut:
    """One article entity by entity, for links.

    Args:
        pair: the article, both sides.
        rows: what is counted, hidden cells included.
    """
    owner = _Owners(pair)
    names = owner.units()
    left = _left(pair, rows, (owner.without(name) for name in names))
    ids = [" ".join(name) for name in names]
    bears = {"links": list(range(len(names)))}
    return LeaveOneOut(ids=ids, bears=bears, left=left, own=lambda: _own(pair, rows, left))


def _lines_with(pair: DocumentPair, layer: str, line: Callable[[int], int]) -> set[int]:
    docs = (pair.gold, pair.pred)
    if layer == "quotes":
        return {line(_first(q)) for doc in docs for q in doc.quotes or ()}
    return {line(record.start) for doc in docs for record in getattr(doc, layer) or ()}


def _reduced(pair: DocumentPair, gold: Change, pred: Change) -> DocumentPair:
    """A pair with both sides changed, and what they are views of."""
    golds = _changed(pair.gold, pair.whole_gold, gold)
    preds = _changed(pair.pred, pair.whole_pred, pred)
    return DocumentPair(golds[0], preds[0], pair.settings, golds[1], preds[1], pair.tasks, silent=pair.silent)


def _changed(doc: Document, whole: Document, change: Change) -> tuple[Document, Document]:
    """A document and the whole that it is a view of, both changed; the same one is changed once."""
    changed = change(whole, whole)
    return (changed if doc is whole else change(doc, whole)), changed


def _without_line(pair: DocumentPair, line: Callable[[int], int], number: int) -> DocumentPair:
    def keep(offset: int) -> bool:
        return line(offset) != number

    def change(doc: Document, whole: Document) -> Document:
        return without(doc, keep, whole)

    return _reduced(pair, change, change)


def _without_owned(pair: DocumentPair, line: Callable[[int], int], number: int) -> DocumentPair:
    def change(doc: Document, _: Document) -> Document:
        return msgspec.structs.replace(
            doc,
            events=_kept(doc.events, lambda e: line(e.start) != number),
            quotes=_kept(doc.quotes, lambda q: line(_first(q)) != number),
        )

    return _reduced(pair, change, change)


def without(doc: Document, keep: Keep, whole: Document | None = None) -> Document:
    """A document without what stands, or points to, where `keep` says no.

    Args:
        doc: gold or prediction.
        keep: whether what stands at an offset (code points) stays.
        whole: the document with all its mentions, if that is another; speakers are looked up there.
    """
    rest = _without_mentions(doc, keep)
    gone = _ids(whole or doc) - _ids(_without_mentions(whole, keep) if whole else rest)
    quotes = [_quote(q, keep, gone) for q in doc.quotes or () if keep(_first(q))]
    return msgspec.structs.replace(
        rest,
        events=None if doc.events is None else [_event(e, keep) for e in doc.events if keep(e.start)],
        quotes=None if doc.quotes is None else quotes,
    )


def _without_mentions(doc: Document, keep: Keep) -> Document:
    return with_mentions(doc, _kept(doc.mentions, lambda m: keep(m.start)))


def _ids(doc: Document) -> set[str | None]:
    return {m.entity for m in doc.mentions or ()} | {e.id for e in doc.entities or ()}


def with_mentions(doc: Document, kept: list[Mention] | None) -> Document:
    """A document with only these of its mentions; entities whose every mention went go too."""
    had = {m.entity for m in doc.mentions or ()}
    have = {m.entity for m in kept or ()}
    records = _kept(doc.entities, lambda e: e.id in have or e.id not in had)
    return msgspec.structs.replace(doc, mentions=kept, entities=records)


def _kept(records: Iterable[_T] | None, keep: Callable[[_T], bool]) -> list[_T] | None:
    return None if records is None else [r for r in records if keep(r)]


def _first(quote: Quote) -> int:
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


_NOWHERE = (float("inf"), 0)
"""Behind everything that stands in the text."""


class _Owners:
    """Return the entity of every record of both sides; its name is a tuple."""

    def __init__(self, pair: DocumentPair) -> None:
        self.case = pair
        self._owners: dict[int, list[tuple[str, ...]]] = {}
        self._records: dict[int, dict[str, tuple[str, ...]]] = {}
        gold, pred = pair.gold, pair.pred
        self.by_span: dict[tuple[int, int], tuple[str, ...]] = {}
        self._rank = {"gold": ranks.entities(gold), "pred": ranks.entities(pred)}
        for m in sorted(gold.mentions or (), key=lambda m: (m.start, m.end, m.entity is None)):
            self.by_span.setdefault((m.start, m.end), _self("gold", m))
        items = [e for e in gold.entities or () if isinstance(e.wikidata, str)]
        items.sort(key=lambda e: self._rank["gold"][e.id], reverse=True)
        self.by_item = {e.wikidata: ("gold", e.id) for e in items}
        self.linked = {e.id: e.wikidata for e in pred.entities or () if isinstance(e.wikidata, str)}

    def mention(self, side: str, m: Mention) -> tuple[str, ...]:
        """The unit of a mention: the gold entity of that span, else of that item, else its own entity."""
        span = self.by_span.get((m.start, m.end)) if m.start != NOWHERE else None
        if span or side == "gold":
            return span or _self(side, m)
        return self.by_item.get(self.linked.get(m.entity or "", ""), _self(side, m))

    def record(self, side: str, entity: Entity) -> tuple[str, ...]:
        """The unit of an entity that has no mention."""
        own = (side, entity.id)
        return own if side == "gold" else self.by_item.get(self.linked.get(entity.id, ""), own)

    def owners(self, side: str, doc: Document) -> list[tuple[str, ...]]:
        """The unit of every mention, worked out once a document."""
        if id(doc) not in self._owners:
            self._owners[id(doc)] = [self.mention(side, m) for m in doc.mentions or ()]
        return self._owners[id(doc)]

    def records(self, side: str, doc: Document) -> dict[str, tuple[str, ...]]:
        """The unit of every entity without mentions, worked out once a document."""
        if id(doc) not in self._records:
            had = {m.entity for m in doc.mentions or ()}
            alone = (e for e in doc.entities or () if e.id not in had)
            self._records[id(doc)] = {e.id: self.record(side, e) for e in alone}
        return self._records[id(doc)]

    def units(self) -> list[tuple[str, ...]]:
        """Every unit: gold's in the order of the text, then those of the prediction's own."""
        found: dict[tuple[str, ...], tuple[float, int]] = {}
        for side, doc in (("gold", self.case.gold), ("pred", self.case.pred)):
            for m, owner in zip(doc.mentions or (), self.owners(side, doc), strict=True):
                found[owner] = min(found.get(owner, _NOWHERE), (m.start, m.end))
            for owner in self.records(side, doc).values():
                found.setdefault(owner, _NOWHERE)
        return sorted(found, key=lambda unit: (unit[0], found[unit], self._rank[unit[0]].get(unit[1], -1)))

    def without(self, unit: tuple[str, ...]) -> DocumentPair:
        """The case without a unit's mentions and records."""

        def change(side: str) -> Change:
            def changed(doc: Document, _: Document) -> Document:
                owners = self.owners(side, doc)
                mentions = [m for m, owner in zip(doc.mentions or (), owners, strict=True) if owner != unit]
                kept = with_mentions(doc, None if doc.mentions is None else mentions)
                if all(record != unit for record in self.records(side, doc).values()):
                    return kept
                records = _kept(kept.entities, lambda e: self.records(side, doc).get(e.id) != unit)
                return msgspec.structs.replace(kept, entities=records)

            return changed

        return _reduced(self.case, change("gold"), change("pred"))


def _self(side: str, m: Mention) -> tuple[str, ...]:
    return (side, m.entity) if m.entity is not None else (side, f"{m.start}-{m.end}")


def _left(
    pair: DocumentPair, rows: Sequence[Measure], rests: Iterable[DocumentPair]
) -> dict[str, array[float]]:
    """Cell -> four numbers per unit: what is left without it."""
    left = {cell: array("d") for cell in _summed(pair, rows)}
    for rest in rests:
        counts = _summed(rest, rows)
        for cell, numbers in left.items():
            numbers.extend(counts[cell])
    return left


def _own(
    pair: DocumentPair, rows: Sequence[Measure], left: Mapping[str, array[float]]
) -> dict[str, array[float]]:
    """Cell -> four numbers per unit: the whole less what is left."""
    whole = _summed(pair, rows)
    return {
        cell: array("d", (whole[cell][i % 4] - x for i, x in enumerate(numbers)))
        for cell, numbers in left.items()
    }


def _summed(pair: DocumentPair, rows: Sequence[Measure]) -> dict[str, Counts]:
    return {cell: cells.whole for cell, cells in count(pair, rows).items()}
