"""Adjust links to an edit of names: an entity with another name is not judged (internal)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from presscheck.document.model import Document
from presscheck.rewrites.carry import Change
from presscheck.rewrites.edits import Edit


def touched(doc: Document, edits: Iterable[Edit]) -> set[str]:
    """The entities some of whose mentions share characters with an edit."""
    places = [(edit.start, edit.end) for edit in edits]
    return {
        mention.entity
        for mention in doc.mentions or ()
        if isinstance(mention.entity, str)
        and any(start < mention.end and mention.start < end for start, end in places)
    }


def unjudged(doc: Document, edits: Iterable[Edit]) -> Change:
    """Take the links of entities whose mentions are edited; their names stay."""
    gone = touched(doc, edits)

    def change(new: Document) -> Document:
        entities = [replace(e, wikidata=UNSET) if e.id in gone else e for e in new.entities or ()]
        return replace(new, entities=entities) if new.entities else new

    return change


def renamed(doc: Document, ids: Mapping[str, str]) -> Document:
    """The document with other ids of entities, wherever they stand.

    Args:
        doc: any document.
        ids: old id -> new id. An entity whose new id another entity has stays what it is: its mentions
            become the other's.
    """
    if not ids:
        return doc
    there = {entity.id for entity in doc.entities or ()}
    new: dict[str, Any] = {}
    if doc.mentions:
        new["mentions"] = [replace(m, entity=_other(m.entity, ids)) for m in doc.mentions]
    if doc.entities:
        new["entities"] = [
            e if ids.get(e.id) in there else replace(e, id=_other(e.id, ids)) for e in doc.entities
        ]
    if doc.quotes:
        new["quotes"] = [replace(q, speaker=_other(q.speaker, ids)) for q in doc.quotes]
    return replace(doc, **new)


def _other(name: Any, ids: Mapping[str, str]) -> Any:
    return ids.get(name, name) if isinstance(name, str) else name
