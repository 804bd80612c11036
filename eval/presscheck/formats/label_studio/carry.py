"""Merge back from the pushed document the parts that cannot be edited in the editor (internal).

Entities keep name, item and value by their id; quote types and event times
follow from the rest by rule, and are filled in where they were missing, unless
the pushed document said otherwise of the same record; `meta` stays with its record.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from presscheck.document.canonical import canonical
from presscheck.document.model import Document, Entity, Event, MarkedUse, Mention, Quote
from presscheck.formats.label_studio.controls import NOBODY, UNTYPED
from presscheck.formats.label_studio.marks import Region, Regions
from presscheck.layers.texts import mark_pairs, timex_values
from presscheck.layers.texts.mark_pairs import Marks

replace = msgspec.structs.replace
Values: TypeAlias = dict[tuple[int, int], str | None]
R = TypeVar("R", Mention, Event, Quote, MarkedUse)


def carried(found: Document, base: Document, spare: Iterable[Entity], marked: Regions) -> Document:
    """A document from the editor with what the pushed one knows besides.

    Args:
        found: the annotator's layers in the pushed document's frame.
        base: the pushed document.
        spare: entities for keys that the pushed document does not know.
        marked: the regions; conflicting entity fields are added to its findings.
    """
    entities = _entities(found, base, spare, marked)
    found = replace(found, entities=entities)
    now, before = timex_values.values_by_span(found), timex_values.values_by_span(base)
    events = found.events and [
        replace(new, time=_time(new, now, old, before)) for new, old in _paired(found.events, base.events)
    ]
    marks = mark_pairs.of(found)
    quotes = found.quotes and [
        replace(new, type=_type(new, old, marks)) for new, old in _paired(found.quotes, base.quotes)
    ]
    found = replace(found, events=_with_meta(events, base.events), quotes=_with_meta(quotes, base.quotes))
    found = replace(
        found,
        mentions=_with_meta(found.mentions, base.mentions),
        marked_uses=_with_meta(found.marked_uses, base.marked_uses),
    )
    return canonical(found)


def _identity(record: Mention | Event | Quote | MarkedUse) -> tuple[Any, ...]:
    if isinstance(record, Quote):
        return (*((part.start, part.end) for part in record.content),)
    kind = record.use if isinstance(record, MarkedUse) else record.type
    return record.start, record.end, kind


def _paired(new: Iterable[R], old: Iterable[R] | None) -> Iterator[tuple[R, R | None]]:
    """Each record with the pushed one in the same place; repeats in their order."""
    known: dict[tuple[Any, ...], list[R]] = defaultdict(list)
    for record in old or ():
        known[_identity(record)].append(record)
    for record in new:
        same = known[_identity(record)]
        yield record, same.pop(0) if same else None


def _with_meta(new: list[R] | None, old: list[R] | None) -> list[R] | None:
    if not new:
        return new
    return [_meta(record, known) if known else record for record, known in _paired(new, old)]


def _meta(new: R, old: R) -> R:
    if isinstance(new, Event) and isinstance(old, Event):
        known = {(a.role, a.start, a.end): a.meta for a in old.arguments}
        arguments = [replace(a, meta=known.get((a.role, a.start, a.end), UNSET)) for a in new.arguments]
        new = replace(new, arguments=arguments)
    return replace(new, meta=old.meta)


def _type(new: Quote, old: Quote | None, marks: Marks) -> str | None:
    derived = marks.quote_type([(part.start, part.end) for part in new.content])
    # A quote is paired with the pushed one by its content, so the rule says the same of both.
    return old.type if old is not None and old.type not in (None, derived) else derived


def _time(new: Event, now: Values, old: Event | None, before: Values) -> str | None:
    told_otherwise = old is not None and old.time not in (None, timex_values.derived(old, before))
    return old.time if old is not None and told_otherwise else timex_values.derived(new, now)


def _entities(
    found: Document, base: Document, spare: Iterable[Entity], marked: Regions
) -> list[Entity] | None:
    """The entities that keys on mentions name, and those that the pushed document had without mentions."""
    members = _members(marked)
    typed = {key: _typed(key, regions, marked) for key, regions in members.items()}
    own = {entity.id: entity for entity in base.entities or ()}
    known = {entity.id: entity for entity in spare if base.entities is not None} | own
    before = {m.entity for m in base.mentions or () if m.entity is not None}
    used = {*members, *(q.speaker for q in found.quotes or ())}
    kept = [
        _edited(entity, members.get(key, []), typed.get(key, {}), base)
        for key, entity in known.items()
        if key in used or (key in own and key not in before)
    ]
    fresh = [key for key in members if key not in known and (key not in before or typed[key])]
    linked = (
        not known or any(e.wikidata is not UNSET for e in known.values()) or any(map(_links, typed.values()))
    )
    made = [_new(key, members[key], typed[key], linked, marked.text) for key in fresh]
    return [*kept, *made] if made or base.entities is not None else None


def _members(marked: Regions) -> dict[str, list[Region]]:
    """Entity key -> its mentions in text order; item and value belong to a key."""
    members: dict[str, list[Region]] = defaultdict(list)
    for region in marked.in_control("mention"):
        key = region.said.get("entity")
        if key is not None:
            members[key].append(region)
        elif "wikidata" in region.said or "value" in region.said:
            marked.wrong("studio-field", region, "a Wikidata item or a value needs an entity key beside it")
    return dict(members)


def _typed(key: str, regions: list[Region], marked: Regions) -> dict[str, str]:
    """Return the values of an entity on any of its mentions."""
    typed: dict[str, str] = {}
    for name in ("wikidata", "value"):
        said = {region.said[name]: region for region in regions if name in region.said}
        if len(said) > 1:
            places = " and ".join(f"{value} on {region.id}" for value, region in said.items())
            marked.wrong("studio-field", regions[0], f"entity {key!r} has two: {name} {places}; leave one")
        if said:
            typed[name] = next(iter(said))
    return typed


def _links(typed: dict[str, str]) -> bool:
    return "wikidata" in typed


def _edited(entity: Entity, members: list[Region], typed: dict[str, str], base: Document) -> Entity:
    """A known entity with what was typed; its type follows its mentions where all have another one now."""
    changes: dict[str, Any] = {}
    if "wikidata" in typed:
        changes["wikidata"] = _item(typed["wikidata"])
    if "value" in typed:
        changes["value"] = None if typed["value"] == NOBODY else typed["value"]
    now = {_label(region) for region in members}
    before = {m.type for m in base.mentions or () if m.entity == entity.id}
    if len(now) == 1 and now != before and None not in now:
        changes["type"] = now.pop()
    return replace(entity, **changes)


def _new(key: str, members: list[Region], typed: dict[str, str], linked: bool, text: str) -> Entity:
    """An entity that the annotator made: named by its longest name, typed as most of its mentions."""
    kinds = Counter(_label(region) for region in members)
    names = [region for region in members if region.said.get("form") == "name"] or members[:1]
    longest = max(names, key=lambda region: region.end - region.start)
    item: str | UnsetType | None = (
        _item(typed["wikidata"]) if "wikidata" in typed else None if linked else UNSET
    )
    return Entity(
        id=key,
        type=kinds.most_common(1)[0][0],
        name=text[longest.start : longest.end],
        wikidata=item,
        value=None if typed.get("value") == NOBODY else typed.get("value"),
    )


def _label(region: Region) -> str | None:
    return None if region.label == UNTYPED else region.label


def _item(said: str) -> str | None:
    return None if said == NOBODY else said
