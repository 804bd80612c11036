"""The entities that one article's links are resampled by, and what each of them bears on (internal)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

import msgspec

from presscheck.document import ranks
from presscheck.document.model import NOWHERE, Document, Entity, Mention
from presscheck.layers.entities import linked, span_keys
from presscheck.measure.measure import DocumentPair
from presscheck.statistics.entity_tables import EntityTables
from presscheck.statistics.leaving_out import Change, kept_of, reduced, with_mentions
from presscheck.statistics.nearby import WHOLE
from presscheck.statistics.surroundings import Part

_NOWHERE = (float("inf"), 0)
"""Behind everything that stands in the text."""


class Owners:
    """Return the entity of every record of both sides; its name is a tuple."""

    def __init__(self, pair: DocumentPair) -> None:
        self.case = pair
        self._owners: dict[int, list[tuple[str, ...]]] = {}
        self._records: dict[int, dict[str, tuple[str, ...]]] = {}
        gold, pred = pair.gold, pair.pred
        self._sides = (("gold", gold), ("pred", pred))
        self._items = {side: linked.ids(doc) for side, doc in self._sides}
        self._entities: dict[str, defaultdict[str | None, list[Entity]]] = {}
        for side, doc in self._sides:
            self._entities[side] = defaultdict(list)
            for e in doc.entities or ():
                self._entities[side][e.id].append(e)
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

    @cached_property
    def _by_unit(self) -> dict[tuple[str, ...], list[tuple[str, Mention]]]:
        found: dict[tuple[str, ...], list[tuple[str, Mention]]] = {}
        for side, doc in self._sides:
            for m, owner in zip(doc.mentions or (), self.owners(side, doc), strict=True):
                found.setdefault(owner, []).append((side, m))
        return found

    @cached_property
    def _at(self) -> dict[tuple[int, int], list[tuple[str, Mention]]]:
        """Span -> the mentions of both sides there."""
        found: dict[tuple[int, int], list[tuple[str, Mention]]] = {}
        for mentions in self._by_unit.values():
            for side, m in mentions:
                found.setdefault((m.start, m.end), []).append((side, m))
        return found

    @cached_property
    def _holders(self) -> dict[tuple[str, str], dict[tuple[str, ...], Mention]]:
        """Side and item -> a mention with it in each of the first two units that have one."""
        left_out = self.case.once(linked.not_judged)
        found: dict[tuple[str, str], dict[tuple[str, ...], Mention]] = {}
        for unit, mentions in self._by_unit.items():
            for side, m in mentions:
                item = self._items[side].get(m.entity or "")
                holders = found.setdefault((side, item), {}) if item else {}
                if len(holders) < 2 and span_keys.packed(m) not in left_out:
                    holders.setdefault(unit, m)
        return found

    def near(self, unit: tuple[str, ...]) -> Part:
        """Return the scope of a unit: its mentions, the records on their spans, and others with its items."""
        own = self._by_unit.get(unit, [])
        found = {id(m): (side, m) for _, n in own for side, m in self._at[n.start, n.end]}
        for item in {self._items[side].get(m.entity or "") for side, m in own} - {None}:
            for side, _ in self._sides:
                holders = self._holders.get((side, item or ""), {})
                found |= {id(m): (side, m) for other, m in [*holders.items()] if other != unit}
        near = [[m for of, m in found.values() if of == side] for side, _ in self._sides]
        rest = [
            [m for m in mentions if self.mention(side, m) != unit]
            for (side, _), mentions in zip(self._sides, near, strict=True)
        ]
        part = Part(self._part(near), self._part(rest))
        self._tables.tell(part, *self._lost(unit, own))
        return part

    def _lost(self, unit: tuple[str, ...], own: Iterable[tuple[str, Mention]]) -> tuple[set[int], int]:
        """The spans, packed, that leave their clusters with a unit, and how many stay as mentions alone."""
        gone, alone = set(), 0
        for side, m in own:
            here = [other for of, other in self._at[m.start, m.end] if of == side]
            if m.entity is not None or all(other.entity is None for other in here):
                gone.add(span_keys.packed(m))
                alone += any(self.mention(side, other) != unit for other in here)
        return gone, alone

    @cached_property
    def _tables(self) -> EntityTables:
        return EntityTables(self.case)

    def _part(self, mentions: list[list[Mention]]) -> DocumentPair:
        gold, pred = (
            msgspec.structs.replace(
                doc,
                mentions=some,
                entities=[e for name in {m.entity for m in some} for e in self._entities[side].get(name, ())],
            )
            for (side, doc), some in zip(self._sides, mentions, strict=True)
        )
        return self.case.part(gold, pred, WHOLE)

    def without(self, unit: tuple[str, ...]) -> DocumentPair:
        """The case without a unit's mentions and records."""

        def change(side: str) -> Change:
            def changed(doc: Document, _: Document) -> Document:
                owners = self.owners(side, doc)
                mentions = [m for m, owner in zip(doc.mentions or (), owners, strict=True) if owner != unit]
                kept = with_mentions(doc, None if doc.mentions is None else mentions)
                if all(record != unit for record in self.records(side, doc).values()):
                    return kept
                records = kept_of(kept.entities, lambda e: self.records(side, doc).get(e.id) != unit)
                return msgspec.structs.replace(kept, entities=records)

            return changed

        return reduced(self.case, change("gold"), change("pred"))


def _self(side: str, m: Mention) -> tuple[str, ...]:
    return (side, m.entity) if m.entity is not None else (side, f"{m.start}-{m.end}")
