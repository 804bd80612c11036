"""Which objects of a JSON are records, and of which layer, by the usual spellings of keys."""

from __future__ import annotations

from typing import Any

from presscheck.formats.fieldmaps import spellings as keys

SAYINGS = ("quotes", "quotations", "statements", "direct_quotes")
"""Keys under an entity: its quotes."""

NESTED = (*SAYINGS, "events", "event_mentions")
"""Keys of layers that may stand under an entity."""


def kind(record: Any, layer: str | None) -> str | None:
    """The layer of a record, by its keys and by what stands around it."""
    if not isinstance(record, dict):
        return layer if isinstance(record, str) else None
    if keys.spelt([record], keys.TRIGGERS, (str, dict)):
        return "events"
    said = keys.spelt([record], keys.QUOTES, (str, list, dict))
    if layer == "quotes" or (
        layer is None and said and keys.spelt([record], (*keys.SPEAKERS, *keys.CUES, "source"), (str, dict))
    ):
        return "quotes"
    if layer is None and said and keys.plain(said[0]) in ("quote", "quotation"):
        return "quotes"
    return layer or "mentions"


def is_record(value: Any, layer: str | None) -> bool:
    """Return whether an object is a record and not what holds records."""
    if not isinstance(value, dict):
        return False
    what = kind(value, layer)
    if what == "events":
        return bool(keys.spelt([value], (*keys.TRIGGERS, *keys.WORDS), (str, dict))) and not has_layers(
            value, "arguments"
        )
    if what == "quotes":
        return bool(keys.spelt([value], (*keys.QUOTES, *keys.WORDS), (str, list, dict))) and not has_layers(
            value
        )
    words = keys.spelt([value], keys.WORDS, (str,))
    typed = keys.spelt([value], (*keys.TYPES, *keys.STARTS), (str, int))
    inside = NESTED if layer == "mentions" or _has_label(value) else ()
    return bool(words) and (layer == "mentions" or bool(typed)) and not has_layers(value, "mentions", *inside)


def _has_label(value: dict[str, Any]) -> bool:
    """Return whether the type of an object is one of a known label map."""
    return any(
        keys.plain(value[key]) in keys.known_labels() for key in keys.spelt([value], keys.TYPES, (str,))
    )


def has_layers(value: dict[str, Any], *but: str) -> bool:
    """Return whether layers stand under keys of an object, other than those that belong to a record."""
    return any(
        keys.plain(key) in keys.CONTAINERS
        and keys.plain(key) not in but
        and isinstance(inner, list | dict)
        and keys.plain(key) not in ("quote", "event", "entity")
        for key, inner in value.items()
    )
