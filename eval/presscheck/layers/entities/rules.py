"""Rules for mentions and entities."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import UNSET

from presscheck.document import placement, shipped
from presscheck.document.model import NOWHERE, Document, Mention
from presscheck.document.rule import RuleFunction, Violation
from presscheck.layers.texts import timex_values
from presscheck.mapping.item_ids import is_item, understood
from presscheck.text.nearest import nearest

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _placed(doc: Document) -> Iterator[tuple[int, Mention]]:
    return ((i, m) for i, m in enumerate(doc.mentions or ()) if m.start != NOWHERE)


def entity_label(doc: Document) -> Iterator[Violation]:
    """Types and forms of mentions and entities are labels of the ontology."""
    types, forms = shipped.ontology()["entity_types"], shipped.ontology()["forms"]
    own_types = doc.label_map is UNSET or doc.label_map is None
    for i, mention in enumerate(doc.mentions or ()):
        if own_types and mention.type is not None and mention.type not in types:
            yield Violation(
                f"$.mentions[{i}].type", f"no entity type {mention.type!r}; {nearest(mention.type, types)}"
            )
        if mention.form is not None and mention.form not in forms:
            yield Violation(
                f"$.mentions[{i}].form", f"no form {mention.form!r}; {nearest(mention.form, forms)}"
            )
    for i, entity in enumerate(doc.entities or ()):
        if own_types and entity.type is not None and entity.type not in types:
            yield Violation(
                f"$.entities[{i}].type", f"no entity type {entity.type!r}; {nearest(entity.type, types)}"
            )


def mention_unlabelled(doc: Document) -> Iterator[Violation]:
    """In the shipped gold every mention has type, form and entity, and every entity a type and a name."""
    for i, mention in enumerate(doc.mentions or ()):
        for key in ("type", "form", "entity"):
            if getattr(mention, key) is None:
                yield Violation(f"$.mentions[{i}].{key}", "null; every mention has one")
    for i, entity in enumerate(doc.entities or ()):
        for key in ("type", "name"):
            if getattr(entity, key) is None:
                yield Violation(f"$.entities[{i}].{key}", "null; every entity has one")


def crossing_mentions(doc: Document) -> Iterator[Violation]:
    """Two mentions are apart or one lies inside the other; they never cross."""
    open_: list[tuple[int, Mention]] = []
    for i, mention in sorted(_placed(doc), key=lambda item: (item[1].start, -item[1].end)):
        open_ = [(j, other) for j, other in open_ if other.end > mention.start]
        for j, other in open_:
            if other.end < mention.end:
                here = f"[{mention.start}, {mention.end}) crosses [{other.start}, {other.end})"
                yield Violation(f"$.mentions[{i}]", f"{here} at $.mentions[{j}]")
        open_.append((i, mention))


def duplicate_mention(doc: Document) -> Iterator[Violation]:
    """A mention appears once: no other has the same span and type."""
    seen: dict[tuple[int, int, str | None, str | None], int] = {}
    for i, m in _placed(doc):
        j = seen.setdefault((m.start, m.end, m.type, m.entity), i)
        if j != i:
            yield Violation(f"$.mentions[{i}]", f"same span and type as $.mentions[{j}]; counted once")


def mention_span_once(doc: Document) -> Iterator[Violation]:
    """A span is one mention and has one type."""
    seen: dict[tuple[int, int], tuple[int, Mention]] = {}
    for i, m in _placed(doc):
        j, other = seen.setdefault((m.start, m.end), (i, m))
        if other.type != m.type and other.entity == m.entity:
            yield Violation(
                f"$.mentions[{i}]", f"{m.type} here and {other.type} at $.mentions[{j}]; keep one"
            )


def repeated_mention(doc: Document) -> Iterator[Violation]:
    """A span is in one entity only."""
    for path, message in placement.repeated_in_entities(doc):
        yield Violation(path, message)


def head_inside(doc: Document) -> Iterator[Violation]:
    """The head of a mention is inside the mention."""
    for i, m in _placed(doc):
        if m.head is not None and not m.start <= m.head[0] < m.head[1] <= m.end:
            yield Violation(f"$.mentions[{i}].head", f"{[*m.head]} does not lie inside [{m.start}, {m.end})")


def head_given(doc: Document) -> Iterator[Violation]:
    """A nominal of more than one word names its head; elsewhere the head is the whole span, and null."""
    for i, m in _placed(doc):
        words = (doc.text or "")[m.start : m.end].split()
        wanted = m.form == "nominal" and len(words) > 1
        if wanted and m.head is None:
            yield Violation(
                f"$.mentions[{i}].head", f"null; the head of {' '.join(words)!r} is one of its words"
            )
        if not wanted and m.head is not None:
            yield Violation(
                f"$.mentions[{i}].head", "only nominals of more than one word have one; make it null"
            )


def duplicate_entity(doc: Document) -> Iterator[Violation]:
    """An entity's id is unique in its document."""
    seen: dict[str, int] = {}
    for i, entity in enumerate(doc.entities or ()):
        j = seen.setdefault(entity.id, i)
        if j != i:
            yield Violation(f"$.entities[{i}].id", f"{entity.id!r} is also the id of $.entities[{j}]")


def entity_id(doc: Document) -> Iterator[Violation]:
    """In the shipped gold an entity's id is a readable slug: lower-case letters, digits, hyphens."""
    for i, entity in enumerate(doc.entities or ()):
        if not _SLUG.fullmatch(entity.id):
            yield Violation(f"$.entities[{i}].id", f"{entity.id!r} is not a slug such as `keir-starmer`")


def wikidata_form(doc: Document) -> Iterator[Violation]:
    """A Wikidata id is a Q and a number, or null; any other id is compared as it is written."""
    for path, name in _items(doc):
        item = understood(name)
        if item is not None and not is_item(item):
            said = f"{name!r} is not a Wikidata id such as Q84; it is compared as it is written"
            yield Violation(path, said)


def wikidata_spelling(doc: Document) -> Iterator[Violation]:
    """In the shipped gold a Wikidata id is in its own form, and an entity without an item has null."""
    for path, name in _items(doc):
        item = understood(name)
        if item != name and (item is None or is_item(item)):
            yield Violation(path, f"{name!r} means {item or 'null'}; write it that way")


def _items(doc: Document) -> Iterator[tuple[str, str]]:
    for i, entity in enumerate(doc.entities or ()):
        if isinstance(entity.wikidata, str):
            yield f"$.entities[{i}].wikidata", entity.wikidata


def wikidata_once(doc: Document) -> Iterator[Violation]:
    """Two entities never share a Wikidata id; they would be one entity."""
    yield from _shared(doc, "wikidata", "this is the id of one thing, so the two are one entity")


def time_once(doc: Document) -> Iterator[Violation]:
    """Two times never share a value: times with equal values are one entity."""
    yield from _shared(doc, "value", "times with equal values are one entity")


def _shared(doc: Document, key: str, why: str) -> Iterator[Violation]:
    seen: dict[str, int] = {}
    for i, entity in enumerate(doc.entities or ()):
        value = getattr(entity, key)
        if isinstance(value, str) and key == "wikidata":
            value = understood(value)
        if isinstance(value, str):
            j = seen.setdefault(value, i)
            if j != i and doc.entities and doc.entities[j].id != entity.id:
                yield Violation(f"$.entities[{i}].{key}", f"{value} is at $.entities[{j}] too; {why}")


def time_value(doc: Document) -> Iterator[Violation]:
    """A TIME entity has a value, in TIMEX3; no other entity has one."""
    for i, entity in enumerate(doc.entities or ()):
        path = f"$.entities[{i}].value"
        if entity.type != "TIME":
            if entity.value is not None and entity.type is not None:
                yield Violation(path, f"{entity.type} has no value; make it null")
        elif entity.value is None:
            yield Violation(path, "null; a TIME has a value such as 2025-03-20, 2025-W11 or P30D")
        elif not timex_values.is_value(entity.value):
            yield Violation(
                path, f"{entity.value!r} is not a TIMEX3 value such as 2025-03-20, 2025-Q1 or P30D"
            )


def entity_known(doc: Document) -> Iterator[Violation]:
    """The entity that a mention names is in `entities`."""
    if doc.entities is None:
        return
    known = [entity.id for entity in doc.entities]
    for i, m in enumerate(doc.mentions or ()):
        if m.entity is not None and m.entity not in known:
            yield Violation(
                f"$.mentions[{i}].entity", f"no entity has the id {m.entity!r}; {nearest(m.entity, known)}"
            )


def entity_used(doc: Document) -> Iterator[Violation]:
    """Every entity has a mention, or is the speaker of a quote that names nobody."""
    used = {m.entity for m in doc.mentions or ()} | {q.speaker for q in doc.quotes or () if q.source is None}
    for i, entity in enumerate(doc.entities or ()):
        if entity.id not in used:
            yield Violation(f"$.entities[{i}]", f"no mention refers to {entity.id!r}")


def entity_type(doc: Document) -> Iterator[Violation]:
    """A mention has the type of its entity: a metonymic use keeps the type of what it refers to here."""
    types = {entity.id: entity.type for entity in doc.entities or ()}
    for i, m in enumerate(doc.mentions or ()):
        own = types.get(m.entity) if m.entity is not None else None
        if own is not None and m.type is not None and own != m.type:
            yield Violation(f"$.mentions[{i}].type", f"{m.type}, but its entity {m.entity!r} is {own}")


WITHIN: tuple[RuleFunction, ...] = (
    mention_unlabelled,
    crossing_mentions,
    duplicate_mention,
    mention_span_once,
    repeated_mention,
    head_inside,
    head_given,
    duplicate_entity,
    entity_id,
    wikidata_form,
    wikidata_spelling,
)
"""Rules of level 3: over one mention or entity, or what stands twice."""

ACROSS: tuple[RuleFunction, ...] = (
    entity_label,
    entity_known,
    entity_used,
    entity_type,
    wikidata_once,
    time_value,
    time_once,
)
"""Rules of level 4: between mentions and entities, and against the ontology."""
