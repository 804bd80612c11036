"""A file that differs from a base document in one line that a person can read.

A patch is one statement a line:

    set PATH = JSON       another value for what is at PATH
    add PATH = JSON       a new key; at a list, a new last element; at a string, more words at its end;
                          at an element, a new one before it
    delete PATH           the key, the element, or with `$` the document
    repeat PATH           the element once more, right behind itself, or with `$` the document
    swap PATH with PATH   two values change places
    raw b"…" = b"…"       bytes that the file has exactly once, by others (Python's notation);
                          after everything else, for what JSON cannot say

A path is `events[1].arguments[0].role`. In brackets stands a number from 0, or the `id` or else the `text`
that only one record of the list has: `mentions["Bob Ray"].head`. Whatever a path names must be there.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from copy import deepcopy
from functools import reduce
from pathlib import Path
from typing import Any

_STATEMENT = re.compile(r"(set|add|delete|repeat|swap|raw) (.+)")
_PATH = re.compile(r'\w+(\.\w+|\[\d+\]|\["[^"]+"\])*')
_STEP = re.compile(r'\.?(?P<key>\w+)|\[(?P<index>\d+)\]|\["(?P<name>[^"]+)"\]')


class PatchError(ValueError):
    """A patch that cannot be applied: the message has the statement."""


def patched(base: Path, patch: str) -> bytes:
    """The bytes of a base file after a patch.

    Args:
        base: a JSONL file; the statements are about its first document.
        patch: statements, one a line.

    Raises:
        PatchError: a statement is unknown, or what it names is not in the file.
    """
    lines: list[Any] = [json.loads(line) for line in base.read_text(encoding="utf-8").splitlines()]
    statements = [line.strip() for line in patch.splitlines() if line.strip()]
    documents = [s for s in statements if not s.startswith("raw ")]
    if statements[: len(documents)] != documents:
        raise PatchError("`raw` changes bytes, so it comes after every other statement")
    for statement in documents:
        _change(lines, statement)
    data = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    return reduce(_replaced, statements[len(documents) :], data.encode())


def _change(lines: list[Any], statement: str) -> None:
    parsed = _STATEMENT.fullmatch(statement)
    if parsed is None:
        raise PatchError(f"{statement}: expected set, add, delete, repeat, swap or raw, and what it is about")
    verb, rest = parsed.groups()
    try:
        _VERBS[verb](lines, rest)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise PatchError(f"{statement}: {error}") from error


def _place(lines: list[Any], path: str) -> tuple[Any, Any]:
    """Return the container of the value at a path, and its key or index there, which may be new."""
    if path == "$":
        return lines, 0
    if not _PATH.fullmatch(path):
        raise ValueError(f"{path!r} is not a path like events[1].arguments[0].role")
    holder: Any = lines
    key: Any = 0
    for step in _STEP.finditer(path):
        holder = _value(holder, key)
        key = _key(holder, step)
    return holder, key


def _key(holder: Any, step: re.Match[str]) -> Any:
    if not isinstance(holder, dict if step["key"] else list):
        raise TypeError(f"{step[0]} is looked up in {json.dumps(holder, ensure_ascii=False)[:40]}")
    if step["name"]:
        return _named(holder, step["name"])
    return step["key"] or int(step["index"])


def _named(records: list[Any], name: str) -> int:
    """The index of the only record with an id, or else a text."""
    for key in ("id", "text"):
        hits = [i for i, record in enumerate(records) if record.get(key) == name]
        if len(hits) > 1:
            raise KeyError(f"{len(hits)} records have the {key} {name!r}")
        if hits:
            return hits[0]
    raise KeyError(f"no record has the id or text {name!r}")


def _value(holder: Any, key: Any) -> Any:
    """The value that is there."""
    if isinstance(holder, dict) and key not in holder:
        raise KeyError(f"{key} is not there")
    if isinstance(holder, list) and key >= len(holder):
        raise IndexError(f"[{key}] is not there")
    return holder[key]


def _path_and_value(rest: str) -> tuple[str, Any]:
    path, equals, value = rest.partition(" = ")
    if not equals:
        raise ValueError("expected PATH = JSON")
    return path, json.loads(value)


def _set(lines: list[Any], rest: str) -> None:
    path, value = _path_and_value(rest)
    holder, key = _place(lines, path)
    if _value(holder, key) == value:
        raise ValueError("it has this value already")
    holder[key] = value


def _add(lines: list[Any], rest: str) -> None:
    path, value = _path_and_value(rest)
    holder, key = _place(lines, path)
    if isinstance(holder, list):
        _value(holder, key)
        holder.insert(key, value)
    elif key not in holder:
        holder[key] = value
    elif isinstance(holder[key], list):
        holder[key].append(value)
    elif isinstance(holder[key], str):
        holder[key] += value
    else:
        raise TypeError(f"{key} is there, and neither a list nor a string")


def _delete(lines: list[Any], path: str) -> None:
    holder, key = _place(lines, path)
    _value(holder, key)
    del holder[key]


def _repeat(lines: list[Any], path: str) -> None:
    holder, key = _place(lines, path)
    if not isinstance(holder, list):
        raise TypeError("only an element of a list can be repeated")
    holder.insert(key, deepcopy(_value(holder, key)))


def _swap(lines: list[Any], rest: str) -> None:
    first, _, second = rest.partition(" with ")
    (a, i), (b, j) = _place(lines, first), _place(lines, second)
    a[i], b[j] = _value(b, j), _value(a, i)


_VERBS: dict[str, Callable[[list[Any], str], None]] = {
    "set": _set,
    "add": _add,
    "delete": _delete,
    "repeat": _repeat,
    "swap": _swap,
}


def _replaced(data: bytes, statement: str) -> bytes:
    old, _, new = statement.removeprefix("raw ").partition(" = ")
    try:
        before, after = ast.literal_eval(old), ast.literal_eval(new)
        times = data.count(before)
    except (SyntaxError, TypeError, ValueError) as error:
        raise PatchError(f'{statement}: expected raw b"…" = b"…"') from error
    if times != 1:
        raise PatchError(f"{statement}: the file has these bytes {times} times, not once")
    return data.replace(before, after)
