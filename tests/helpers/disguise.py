"""The same document under other ids and in another order: what no score may see."""

from __future__ import annotations

import json
import random
import re
from typing import Any

Plain = dict[str, Any]

_ID = re.compile(r"[a-z]Ω\d+")


class Disguise:
    """New ids for old ones, in no order that the old ones had, and the way back.

    Args:
        rng: what the ids and the order of records are drawn from.
        order: whether records are shuffled too.
    """

    def __init__(self, rng: random.Random, *, order: bool = True) -> None:
        self._rng, self._order = rng, order
        self._old: dict[str, str] = {}

    def document(self, doc: Plain) -> Plain:
        """A document with new ids, its records and what is in them shuffled."""
        named = {m.get("entity") for m in doc["mentions"]} | {e["id"] for e in doc["entities"]}
        entities = {name: self._new(name) for name in sorted(named - {None})}
        events = {name: self._new(name) for name in sorted({e.get("event") for e in doc["events"]} - {None})}
        new = {
            **doc,
            "mentions": [_replaced(m, "entity", entities) for m in doc["mentions"]],
            "entities": [_replaced(e, "id", entities) for e in doc["entities"]],
            "events": [self._event(_replaced(e, "event", events)) for e in doc["events"]],
            "quotes": [self._quote(_replaced(q, "speaker", entities)) for q in doc["quotes"]],
        }
        layers = ("mentions", "entities", "events", "quotes", "marked_uses")
        return new | {name: self._shuffled(new[name]) for name in layers if name in new}

    def undone(self, value: Any) -> str:
        """A value as JSON with the old ids."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        return _ID.sub(lambda found: self._old[found.group()], text)

    def _new(self, name: str) -> str:
        fresh = f"{self._rng.choice('abcdefghijklmnopqrstuvwxyz')}Ω{len(self._old)}"
        self._old[fresh] = name
        return fresh

    def _event(self, event: Plain) -> Plain:
        return {**event, "arguments": self._shuffled(event["arguments"])}

    def _quote(self, quote: Plain) -> Plain:
        return {**quote, "also": self._shuffled(quote.get("also", []))}

    def _shuffled(self, records: list[Any]) -> list[Any]:
        return self._rng.sample(records, len(records)) if self._order else records


def _replaced(record: Plain, key: str, names: dict[str, str]) -> Plain:
    name = record.get(key)
    return {**record, key: names.get(name, name)} if name is not None else record
