"""The items of a log of decisions: each is a record of its layer (internal)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from presscheck.document import unknown_keys
from presscheck.document.model import Argument, Entity, Event, MarkedUse, Mention, Offsets, Quote, Record
from presscheck.document.rule import Violation


class Sentence(Record, frozen=True):
    """A sentence as an item."""

    span: Offsets


class ArgumentOf(Argument, kw_only=True, frozen=True):
    """An argument as an item: with the place of its event."""

    event: str


RECORDS: dict[str, type[Record]] = {
    "sentences": Sentence,
    "mentions": Mention,
    "entities": Entity,
    "events": Event,
    "arguments": ArgumentOf,
    "quotes": Quote,
    "marked_uses": MarkedUse,
}
"""Layer of a decision -> what its items are."""

_PLACED = ("mentions", "events", "arguments", "marked_uses")


def problems(layer: str, items: Mapping[str, Any]) -> Iterator[Violation]:
    """Return the errors that keep a decision from being applied.

    Args:
        layer: as the decision has it.
        items: `a`, `b` and `gold`, as they stand there.

    >>> [*problems("mentions", {"a": None, "b": {"start": 0}, "gold": {"start": "0", "end": 3}})]
    ... # doctest: +NORMALIZE_WHITESPACE
    [Violation(path='$.b', message='the key `end` is missing'),
     Violation(path='$.gold.start', message='expected a whole number, got a string')]
    """
    if layer not in RECORDS:
        yield Violation("$.layer", f"{layer!r} is not one of {', '.join(RECORDS)}")
        return
    for side, item in items.items():
        if item is not None:
            yield from _of_item(f"$.{side}", layer, item)


def _of_item(path: str, layer: str, item: Mapping[str, Any]) -> Iterator[Violation]:
    if layer in _PLACED and (lacking := [key for key in ("start", "end") if key not in item]):
        yield Violation(path, f"the key `{lacking[0]}` is missing")
        return
    if layer == "events" and "arguments" in item:
        yield Violation(path, "the arguments of an event are separate items, in the layer `arguments`")
        return
    try:
        msgspec.convert(item, RECORDS[layer])
    except msgspec.ValidationError as error:
        what, place = unknown_keys.readable(str(error), RECORDS[layer].__struct_fields__)
        yield Violation(path + place.removeprefix("$"), what)
