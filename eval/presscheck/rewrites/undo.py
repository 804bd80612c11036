"""The way back from a variant: the inverse edits, and what they do not bring back (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from presscheck.document.canonical import canonical
from presscheck.document.model import Document, Entity, Event, MarkedUse, Mention, Offsets, Quote
from presscheck.rewrites.carry import carried
from presscheck.rewrites.edits import Edit
from presscheck.rewrites.links import renamed

_LAYERS: dict[str, Any] = {
    "tokens": Offsets,
    "sentences": Offsets,
    "paragraphs": Offsets,
    "mentions": Mention,
    "entities": Entity,
    "events": Event,
    "quotes": Quote,
    "marked_uses": MarkedUse,
}


class Undo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Edits that lead from a variant back to its original, byte for byte.

    Args:
        edits: of the variant's text.
        ids: id of an entity in the variant -> its id in the original.
        marks: whether the quotation marks of the original are read.
        gone: layer -> records of the original that the edits do not bring back.
        new: layer -> records that the edits bring back otherwise.
        fields: other values of the original document.
        absent: its keys that are missing in the original.
    """

    edits: list[tuple[int, int, str, bool]] = []
    ids: dict[str, str] = {}
    marks: bool = True
    gone: dict[str, list[Any]] = {}
    new: dict[str, list[Any]] = {}
    fields: dict[str, Any] = {}
    absent: list[str] = []

    @property
    def by_edits(self) -> bool:
        """Return whether the edits bring back every record by themselves."""
        return not self.gone and not self.new and self.fields.keys().isdisjoint(_LAYERS)


def undo(
    original: Document,
    variant: Document,
    back: Sequence[Edit],
    ids: Mapping[str, str] | None = None,
    *,
    marks: bool = True,
) -> Undo:
    """Return the data that restore an original.

    Args:
        original: before the edits.
        variant: after them.
        back: the inverse edits.
        ids: old id of an entity -> its new id, where they differ.
        marks: as in `carry.carried`.
    """
    way = Undo([(*edit,) for edit in back], {new: old for old, new in (ids or {}).items()}, marks)
    want, got = canonical(original), _returned(variant, way)
    gone: dict[str, list[Any]] = {}
    new: dict[str, list[Any]] = {}
    fields, absent = {}, []
    for key in Document.__struct_fields__:
        right, there = getattr(want, key), getattr(got, key)
        if right == there:
            continue
        if key in _LAYERS and isinstance(right, list) and isinstance(there, list):
            more, less = _difference(right, there), _difference(there, right)
            gone |= {key: more} if more else {}
            new |= {key: less} if less else {}
        elif right is UNSET:
            absent.append(key)
        else:
            fields[key] = msgspec.to_builtins(right)
    way = replace(way, gone=gone, new=new, fields=fields, absent=absent)
    return way if (again := restored(variant, way)) == want else _with_ties(way, want, again)


def _with_ties(way: Undo, want: Document, again: Document) -> Undo:
    """The same with whole layers where records that share a place would stand in another order."""
    layers = [key for key in _LAYERS if getattr(want, key) != getattr(again, key)]
    fields = {key: msgspec.to_builtins(getattr(want, key)) for key in layers}
    return replace(way, fields={**way.fields, **fields})


def restored(variant: Document, way: Undo) -> Document:
    """The original of a variant, in canonical order.

    Args:
        variant: as it was made or read.
        way: from `undo`.
    """
    doc = _returned(variant, way)
    changed: dict[str, Any] = dict.fromkeys(way.absent, UNSET)
    for key in way.gone.keys() | way.new.keys():
        left = _difference(getattr(doc, key), way.new.get(key, []))
        changed[key] = _records(key, [*left, *way.gone.get(key, [])])
    for key, value in way.fields.items():
        changed[key] = _records(key, value) if key in _LAYERS and isinstance(value, list) else value
    return canonical(replace(doc, **changed))


def _records(layer: str, values: list[Any]) -> list[Any]:
    return [msgspec.convert(value, _LAYERS[layer]) for value in values]


def _returned(variant: Document, way: Undo) -> Document:
    moved = carried(variant, [Edit(*edit) for edit in way.edits], marks=way.marks)
    return canonical(renamed(moved, way.ids))


def _difference(records: Sequence[Any], without: Sequence[Any]) -> list[Any]:
    """The records, as plain values, that the others do not have as often."""
    counts = Counter(map(_line, without))
    left = []
    for record in records:
        line = _line(record)
        if counts[line]:
            counts[line] -= 1
        else:
            left.append(msgspec.json.decode(line))
    return left


def _line(record: Any) -> bytes:
    return msgspec.json.encode(record)
