"""Paths into JSON: `results.documents[]`, `labels[0].value`, `^.type`, `@key`, `name|text`.

Steps are joined by points: a key (in double quotes if it holds signs of this
language), `*` for every key of an object, then `[]` for every item of a list,
`[2]` for one, `[@]` for the one with the same number as the element. `.` is
the element itself, `$` the document, `^` what the element was selected from,
`@key` and `@index` the key or number under which it stands. `a|b` is the first
that has a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from presscheck.document.exceptions import UsageError

Place = tuple[str | int, ...]
"""Path of a value: keys and indexes from the root of the file."""

_STEP = re.compile(
    r'"(?P<quoted>[^"]+)"|(?P<up>\^)|(?P<root>\$)|@(?P<own>key|index)|(?P<star>\*)|(?P<key>[^.\[\]|"^$*@]+)'
)
_ITEM = re.compile(r"\[(\d{0,9}|@)\]")
FORM = "a path is like `entities[].name`, `^.type` or `@key`"


class Rows(list[Any]):
    """Items of a list that belong together, with their places in the file."""

    def __init__(self, items: Iterable[Any], places: Sequence[Place]) -> None:
        super().__init__(items)
        self.places = places


class Node(NamedTuple):
    """A value that a path selected.

    Args:
        value: as it is in the file.
        place: where.
        above: the element that it was selected from, one level up; None for the root.
        key: the key that the last `*` stood for.
        number: its place in its list.
    """

    value: Any
    place: Place
    above: Node | None = None
    key: str | None = None
    number: int | None = None

    def __str__(self) -> str:
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place)


class Step(NamedTuple):
    """One step of a path: what is done, and with which key or number."""

    kind: str
    name: str | int = ""


@cache
def parsed(path: str) -> tuple[tuple[Step, ...], ...]:
    """The alternatives of a path, each as steps.

    Raises:
        UsageError: it is not a path.

    >>> parsed("a[].b|@key")[0]
    (Step(kind='key', name='a'), Step(kind='each', name=''), Step(kind='key', name='b'))
    """
    parts = re.findall(r'(?:"[^"]*"|[^|"])+', path) or [path]
    return tuple(tuple(_steps(part.strip(), path)) for part in parts)


def _steps(text: str, whole: str) -> Iterator[Step]:
    at = 1 if text.startswith(".") else 0
    while at < len(text):
        item = _ITEM.match(text, at)
        step = item or _STEP.match(text, at)
        if step is None:
            raise UsageError(f"path {whole!r}: {text[at:]!r} is not a step; {FORM}")
        yield _item(item[1]) if item else _step(step)
        at = step.end()
        if text.startswith(".", at) and at + 1 < len(text):
            at += 1


def _item(inside: str) -> Step:
    if not inside:
        return Step("each")
    return Step("same") if inside == "@" else Step("at", int(inside))


def _step(match: re.Match[str]) -> Step:
    if match["quoted"] or match["key"]:
        return Step("key", match["quoted"] or match["key"].strip())
    if match["own"]:
        return Step("own", match["own"])
    return Step("up" if match["up"] else "root" if match["root"] else "star")


def select(node: Node, path: str, *, words: bool = False) -> Iterator[Node]:
    """Every value of the first alternative that has one.

    Args:
        node: where the path begins.
        path: as written.
        words: whether only strings and numbers are values.

    >>> [str(found) for found in select(Node({"a": [{"b": 1}, {"b": 2}]}, ()), "a[].b")]
    ['$.a[0].b', '$.a[1].b']
    """
    for steps in parsed(path):
        nodes = [found for found in _followed(node, steps) if found.value is not None]
        if words:
            nodes = [found for found in nodes if not isinstance(found.value, dict | list)]
        if nodes:
            yield from nodes
            return


def _followed(node: Node, steps: tuple[Step, ...]) -> Iterator[Node]:
    nodes = [(node, node)]
    for step in steps:
        nodes = [pair for current, level in nodes for pair in _taken(current, level, step, node)]
    return (current for current, _ in nodes)


def _taken(node: Node, level: Node, step: Step, begin: Node) -> Iterator[tuple[Node, Node]]:
    """Return the nodes that one step leads to, each with its level."""
    if step.kind in ("each", "star"):
        yield from ((inner, inner) for inner in _items(node, level, step))
    elif step.kind in ("up", "root"):
        if (other := level.above if step.kind == "up" else _root(begin)) is not None:
            yield other, other
    elif step.kind == "own":
        own = node.key if step.name == "key" else node.number
        if own is not None:
            yield node._replace(value=own), level
    else:
        at = begin.number if step.kind == "same" else step.name
        if (inner := _inner(node, at)) is not None:
            yield inner._replace(above=level.above), level


def _items(node: Node, level: Node, step: Step) -> Iterator[Node]:
    """The items of a list, or the values of an object: a level of their own."""
    if step.kind == "each" and isinstance(node.value, list):
        for i, inner in enumerate(node.value):
            place = node.value.places[i] if isinstance(node.value, Rows) else (*node.place, i)
            yield Node(inner, place, level, node.key, i)
    elif step.kind == "star" and isinstance(node.value, dict):
        for key, inner in node.value.items():
            yield Node(inner, (*node.place, key), level, key, node.number)


def _inner(node: Node, at: str | int | None) -> Node | None:
    """Return the value under a key or at a number."""
    value = node.value
    has = isinstance(value, dict) if isinstance(at, str) else isinstance(value, list)
    if at is None or not has or (at not in value if isinstance(at, str) else at >= len(value)):
        return None
    return node._replace(value=value[at], place=(*node.place, at))


def _root(node: Node) -> Node:
    """The document that a node stands in."""
    while node.above is not None:
        node = node.above
    return node


def broken(node: Node, path: str) -> tuple[Node, Step] | None:
    """The value at which the first alternative of a path goes no further, and the step; None if it goes on.

    >>> at, step = broken(Node({"a": [{"b": 1}]}, ()), "a[].c")
    >>> str(at), step.name
    ('$.a[0]', 'c')
    """
    nodes = [(node, node)]
    for step in parsed(path)[0]:
        following = [pair for current, level in nodes for pair in _taken(current, level, step, node)]
        if not following:
            return nodes[0][0], step
        nodes = following
    return None


def container(path: str) -> str:
    """The path of the list or object whose items a path selects: `a[].b[]` gives `a[].b`.

    >>> container("entities[]"), container("[]"), container("entities.*[]")
    ('entities', '.', 'entities')
    """
    short = path
    while short.endswith(("[]", ".*")) or short == "*":
        short = short[:-2].rstrip(".") if short != "*" else ""
    return short or "."
