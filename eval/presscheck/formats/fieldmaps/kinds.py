"""Records of a JSON and their layers, by the usual spellings of keys."""

from __future__ import annotations

from collections.abc import Sequence
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
    told = bool(words) and (layer == "mentions" or bool(typed))
    return (told or _placed(value)) and not has_layers(value, "mentions", *inside)


def _placed(value: dict[str, Any]) -> bool:
    """Return whether an object has a type and offsets, without words."""
    return bool(keys.spelt([value], keys.TYPES, (str,))) and any(offsets([value]).values())


def offsets(records: Sequence[Any]) -> dict[str, str | None]:
    """The paths to start, and end or length, of records: two keys, or one key with both.

    >>> offsets([{"start": 0, "end": 4}])["end"], offsets([{"span": [0, 4]}])["end"]
    ('end', 'span[1]')
    """
    starts, ends = _numbers(records, keys.STARTS), _numbers(records, keys.ENDS)
    lengths = _numbers(records, keys.LENGTHS)
    if starts and (ends or lengths):
        return {"start": starts, "end": ends, "length": None if ends else lengths}
    for key in keys.spelt(records, keys.PLACES, (list, dict)):
        inside = [
            one[key] for one in records if isinstance(one, dict) and isinstance(one.get(key), list | dict)
        ]
        if all(isinstance(one, list) and len(one) == _PAIR and all(map(_is_number, one)) for one in inside):
            return {"start": f"{key_step(key)}[0]", "end": f"{key_step(key)}[1]", "length": None}
        if all(isinstance(one, dict) for one in inside) and any((deep := offsets(inside)).values()):
            return {name: f"{key_step(key)}.{path}" if path else None for name, path in deep.items()}
    return {"start": None, "end": None, "length": None}


_PAIR = 2
_SIGNS = set('.[]|"^$*@')


def key_step(key: str) -> str:
    """A key as a step of a path."""
    return f'"{key}"' if _SIGNS & set(key) or key != key.strip() else key


def _numbers(records: Sequence[Any], names: tuple[str, ...]) -> str | None:
    """The keys of records that have whole numbers, in a table as words, as alternatives of one path."""
    whole = [
        {key: value for key, value in one.items() if _is_number(value)}
        for one in records
        if isinstance(one, dict)
    ]
    return "|".join(map(key_step, keys.spelt(whole, names, (int, str)))) or None


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().isdecimal()
    return isinstance(value, int) and not isinstance(value, bool)


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
