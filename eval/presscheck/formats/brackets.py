"""Brackets of coreference in columns: `(3`, `3)`, `(3)`; several with bars or without; some with a type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol, TypeVar

_EMPTY = ("-", "_", "*", "")
_BRACKET = re.compile(r"\(([^()|\s]+)\)|\(([^()|\s]+)|([^()|\s]+)\)")
_CELL = re.compile(rf"(?>{_BRACKET.pattern})(?:\|?(?>{_BRACKET.pattern}))*+")
_TYPED = re.compile(r"([^\W\d_][^-]*)-([^-]+)(?:-.*)?")
_NAMES = re.compile(r"\(([^()*\s]+)|\)")


class Chain(NamedTuple):
    """A mention by tokens.

    Args:
        entity: its number, with the part it is from where parts are joined.
        first: index of its first token in the document.
        last: of its last.
        type: if the brackets have one (`(person-1`).
    """

    entity: str
    first: int
    last: int
    type: str | None = None


class Cell(NamedTuple):
    """The cell of a column for one token.

    Args:
        prefix: of the entities of its part.
        content: of the column.
        line: counted from 1.
    """

    prefix: str
    content: str
    line: int


def _named(label: str) -> tuple[str, str | None]:
    """The entity of a bracket, and its type.

    >>> _named("3"), _named("person-1"), _named("place-4-Hong_Kong")
    (('3', None), ('1', 'person'), ('4', 'place'))
    """
    match = _TYPED.fullmatch(label)
    return (match[2], match[1]) if match else (label, None)


def chains(cells: Iterable[Cell], fail: Callable[[str, int], object]) -> Iterator[Chain]:
    """The mentions of a column; brackets of one entity close innermost first.

    Args:
        cells: of all tokens of a document, in order.
        fail: stops with a message and a line.
    """
    open_: dict[str, list[tuple[int, int, str | None]]] = {}
    for i, cell in enumerate(cells):
        if cell.content in _EMPTY:
            continue
        if not _CELL.fullmatch(cell.content):
            fail(
                f"{cell.content!r} is not a coreference column: `-`, or brackets like (0, 0), (0)", cell.line
            )
        for single, begin, end in _BRACKET.findall(cell.content):
            name, kind = _named(single or begin or end)
            entity = cell.prefix + name
            if single:
                yield Chain(entity, i, i, kind)
            elif begin:
                open_.setdefault(entity, []).append((i, cell.line, kind))
            elif not open_.get(entity):
                fail(f"`{end})` closes what is not open", cell.line)
            else:
                first, _, kind = open_[entity].pop()
                yield Chain(entity, first, i, kind)
    for entity, left in open_.items():
        for _, line, _ in left:
            fail(f"`({entity.rpartition('-')[2]}` is never closed", line)


class _Bracketed(Protocol):
    """The text between two brackets of an entity."""

    @property
    def entity(self) -> str: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


B = TypeVar("B", bound=_Bracketed)


def uncrossed(brackets: Iterable[B], lost: Counter[str]) -> list[B]:
    """Mentions without those that cross another one of their entity: brackets of one name only nest.

    Args:
        brackets: of a sentence.
        lost: gains what was left out.

    >>> found = uncrossed([Chain("1", 0, 2), Chain("1", 1, 3), Chain("2", 1, 3)], lost := Counter())
    >>> [(one.entity, one.first) for one in found], dict(lost)
    ([('1', 0), ('2', 1)], {'mentions that cross another one of their entity': 1})
    """
    kept: list[B] = []
    for one in sorted(brackets, key=lambda bracket: (bracket.first, -bracket.last)):
        if any(o.entity == one.entity and o.first < one.first <= o.last < one.last for o in kept):
            lost["mentions that cross another one of their entity"] += 1
        else:
            kept.append(one)
    return kept


def names(cells: Iterable[str]) -> dict[tuple[int, int], str]:
    """The types of the column of names: first and last token -> type; what does not close is none.

    >>> names(["(PERSON*", "*)", "*", "(GPE)"])
    {(0, 1): 'PERSON', (3, 3): 'GPE'}
    """
    found: dict[tuple[int, int], str] = {}
    open_: list[tuple[int, str]] = []
    for i, cell in enumerate(cells):
        for match in _NAMES.finditer(cell):
            if match[1]:
                open_.append((i, match[1]))
            elif open_:
                first, kind = open_.pop()
                found[first, i] = kind
    return found
