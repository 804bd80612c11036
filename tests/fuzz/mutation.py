"""Values and texts with something changed at random."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

VALUES: list[Any] = [
    *(None, True, 0, 1, -1, 3.5, 10**9, 2**70, "", " ", "x", "Oslo", [], {}, [0, 4], [4, 0], [[0, 4]], 0.0),
    *({"start": 0, "end": 4}, {"text": ""}, {"text": "Oslo"}, {"start": 1}, float("nan"), 1e400, "\ud800"),
    *("9.0.0", "1.0.0", "1.1.0\n", "he", ["mentions"], ["none"], "single", "a" * 64, 0.5, "common", ["\x1b"]),
]
"""Values that stand in for others."""

WORDS = [
    *("", " ", "\n", "\r\n", "\t", "\x00", "\ufeff", "\u2028", "é", "e\u0301", "𝔘", "\ud800", "“", "(", ")"),
    *("0", "-1", "4", "1e400", "NaN", "null", "true", "[]", "{}", "[[", '"', "'", ",", ":", "=", "#", "*"),
    *("|", "B-PER", "I-PER", "O", "_", "T1", "R1", "-DOCSTART-", "```", "::error::x", "[[rule]]", "default"),
]
"""Pieces that are put into a text."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every place in plain values, the whole included."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inside:
        yield from places(child, (*path, key))


def mutated(value: Any, rng: random.Random, names: Sequence[str], values: Sequence[Any] = VALUES) -> Any:
    """Plain values with one to three things changed.

    Args:
        value: a list or an object; it stays as it is.
        rng: what is drawn from.
        names: keys that may be set in an object.
        values: what a value may become.
    """
    value = deepcopy(value)
    for _ in range(rng.choice([1, 1, 2, 3])):
        inside = [path for path in places(value) if path]
        if not inside:
            break
        *outer, key = rng.choice(inside)
        parent: Any = value
        for step in outer:
            parent = parent[step]
        match rng.randrange(5):
            case 0:
                parent.pop(key)
            case 1 if isinstance(parent, list):
                parent.insert(rng.randrange(len(parent) + 1), deepcopy(parent[key]))
            case 1 | 2 if isinstance(parent, dict) and names:
                parent[rng.choice(names)] = deepcopy(rng.choice(values))
            case 3 if isinstance(parent[key], str):
                parent[key] = garbled(parent[key], rng)
            case 4 if isinstance(parent[key], int) and not isinstance(parent[key], bool):
                parent[key] += rng.choice((-1, 1, 1, 2, -5, 40))
            case _:
                parent[key] = deepcopy(rng.choice(values))
    return value


def garbled(text: str, rng: random.Random) -> str:
    """A text with a piece cut out, doubled, moved or put in."""
    if not text:
        return rng.choice(WORDS)
    units = text.splitlines(keepends=True) if "\n" in text and rng.random() < 0.5 else list(text)
    start = rng.randrange(len(units))
    end = min(len(units), start + rng.choice((1, 1, 2, 5)))
    piece = units[start:end]
    match rng.randrange(4):
        case 0:
            units[start:end] = []
        case 1:
            units[start:start] = piece
        case 2:
            units[start:end] = []
            at = rng.randrange(len(units) + 1)
            units[at:at] = piece
        case _:
            units[start : start + rng.randrange(2)] = [rng.choice(WORDS)]
    return "".join(units)


def in_bytes(value: Any, rng: random.Random) -> bytes:
    """JSON of plain values, sometimes damaged as bytes are."""
    return damaged(
        json.dumps(value, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass"), rng, 0.2
    )


def damaged(raw: bytes, rng: random.Random, share: float) -> bytes:
    """Bytes, of which a share of all inputs loses its end, has a wrong byte or gains a mark at its front."""
    if not raw or rng.random() >= share:
        return raw
    at = rng.randrange(len(raw))
    match rng.randrange(4):
        case 0:
            return raw[:at]
        case 1:
            return raw[:at] + bytes([rng.randrange(256)]) + raw[at + 1 :]
        case 2:
            return b"\xef\xbb\xbf" + raw
        case _:
            return raw[:at] + raw[at:].replace(b'": ', b'": 0, "start": ', 1)
