"""Values of a file: looked up by the fields of a map; what nobody asks for is counted."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from presscheck.formats.fieldmaps.model import Field, Lookup
from presscheck.formats.fieldmaps.paths import Node, Place, Rows, select
from presscheck.formats.laid import decimal
from presscheck.formats.source import Source

NO_VALUE = ("", "null", "none", "n/a", "nil")
"""Words that mean that there is nothing, as models and tables write them."""


class Values:
    """The values of one file.

    Args:
        source: for messages.
        line: of the value, from 1.
        literals: whether strings are read as Python's literals where they are such.
        lines: of the items of the value, where each has its own.
    """

    def __init__(
        self, source: Source, line: int, *, literals: bool = False, lines: Sequence[int] = ()
    ) -> None:
        self.source, self.line, self.literals, self.lines = source, line, literals, lines
        self.read: set[Place] = set()

    def nodes(self, node: Node, path: str, *, words: bool = False) -> Iterator[Node]:
        """Return the values that a path selects, noted as read."""
        for found in select(node, path, words=words):
            self.read.add(found.place)
            yield found

    def one(self, node: Node, field: Field | None, *, words: bool = False) -> Any:
        """The first value of a field, None if it has none."""
        if field is None:
            return None
        if isinstance(field, str):
            found = next(self.nodes(node, field, words=words), None)
            return None if found is None else found.value
        return self._looked_up(node, field)

    def _looked_up(self, node: Node, field: Lookup) -> Any:
        if field.value is not None:
            return field.value
        if field.join:
            parts = [self.word(node, path) for path in field.join]
            return field.by.join(part for part in parts if part) or None
        value = self.one(node, field.path)
        return value if field.values is None else field.values.get(str(value), str(value))

    def word(self, node: Node, field: Field | None) -> str | None:
        """A field's words; numbers are words too, and what means nothing is None."""
        value = self.one(node, field, words=True)
        if isinstance(value, bool | float | dict | list) or value is None:
            return None
        words = str(value)
        if isinstance(field, Lookup) and words in (field.values or {}).values():
            return words  # the map itself names it
        return None if words.strip().casefold() in NO_VALUE else words

    def number(self, node: Node, field: Field | None) -> int | None:
        """A field's whole number; below 0 is none.

        Raises:
            InvalidInputError: it is something else.
        """
        value = self.one(node, field)
        words = value.strip() if isinstance(value, str) else ""
        if decimal(words.removeprefix("-")) is not None:
            value = int(words)
        if value is None or value == "":
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.fail(node, f"{field!r} is {value!r}; expected a whole number, an offset")
        return value if value >= 0 else None

    def fail(self, node: Node, message: str) -> NoReturn:
        """Stop, with the place of a value."""
        first = node.place[0] if node.place else None
        line = self.lines[first] if self.lines and isinstance(first, int) else self.line
        self.source.fail(message, line, path=str(node))

    def left(self, node: Node) -> Counter[str]:
        """Keys with values that no field asked for, each with how often."""
        counts: Counter[str] = Counter()
        for place in _leaves(node.value, node.place):
            if not any(place[:size] in self.read for size in range(len(place) + 1)):
                counts[next((str(step) for step in reversed(place) if isinstance(step, str)), "items")] += 1
        return counts


def _leaves(value: Any, place: Place) -> Iterator[Place]:
    if isinstance(value, Rows):
        for inner, at in zip(value, value.places, strict=True):
            yield from _leaves(inner, at)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*place, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _leaves(inner, (*place, i))
    elif value not in (None, ""):
        yield place


def opened(value: Any) -> Any:
    """Strings that are JSON, or Python's lists, tuples, sets or dicts, as what they are (sets sorted).

    >>> opened({"spans": "[[3, 9]]", "name": "Oslo", "names": "{'b', 'a'}"})
    {'spans': [[3, 9]], 'name': 'Oslo', 'names': ['a', 'b']}
    """
    if isinstance(value, dict):
        return {key: opened(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [opened(inner) for inner in value]
    if not isinstance(value, str) or value[:1] not in "[({":
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        pass
    try:
        return as_json(ast.literal_eval(value))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value


def as_json(value: Any) -> Any:
    """Python values as JSON has them: lists for tuples and sets, strings for keys, null for what it lacks.

    >>> as_json({1: (2, b"no")})
    {'1': [2, None]}
    """
    if isinstance(value, dict):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(as_json, value), key=str)
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    return None if isinstance(value, bytes | complex) or value is ... else value
