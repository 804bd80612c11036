"""Tables of labels that are read in any spelling: `Justice:Arrest-Jail` is `Justice.ArrestJail` (internal).

Only a label map or a level reads labels this way; elsewhere they are compared
as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar, overload

T = TypeVar("T")
D = TypeVar("D")

_SEPARATORS = re.compile(r"[:._\-\s]+")
_LEVELS = re.compile(r"[:.]")
_UNSPECIFIED = re.compile(r"[:.](?:unspecified|n/a)\Z", re.IGNORECASE)
_ANY = re.compile(r"[:.]\*\Z")


def folded(label: str) -> str:
    """A label without case, `:`, `.`, `_`, `-` and blanks.

    >>> folded("Justice:Arrest-Jail"), folded("justice.arrestjail")
    ('justicearrestjail', 'justicearrestjail')
    """
    return _SEPARATORS.sub("", label).casefold()


def clashes(table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Pairs of keys that fold together and stand for different things.

    >>> list(clashes({"per": "PER", "Per": "PER", "PER": None}))
    [('per', 'PER')]
    """
    first: dict[str, str] = {}
    for label, target in table.items():
        other = first.setdefault(folded(label), label)
        if table[other] != target:
            yield other, label


class SpellingTable(Generic[T]):
    """A table that is looked up by labels in any spelling.

    Args:
        table: label -> what it means.

    >>> SpellingTable({"PER": 1}).get("per"), SpellingTable({"PER": 1}).get("person", 2)
    (1, 2)
    """

    def __init__(self, table: Mapping[str, T]) -> None:
        self._whole = {folded(label): target for label, target in table.items()}

    @overload
    def get(self, label: str) -> T | None: ...

    @overload
    def get(self, label: str, default: D) -> T | D: ...

    def get(self, label: str, default: D | None = None) -> T | D | None:
        """Return the target of a label, or the default."""
        return next((table[key] for table, key in self._places(label) if key in table), default)

    def __contains__(self, label: str) -> bool:
        """Return whether the table has the label, in any spelling."""
        return any(key in table for table, key in self._places(label))

    def _places(self, label: str) -> Iterator[tuple[Mapping[str, T], str]]:
        yield self._whole, folded(label)


class TypeTable(SpellingTable[T]):
    """A table of event types, which have levels: `Justice.Arrest-Jail`, `conflict.attack.bombing`.

    A subtype alone will do where it is the only one of its name. A last level `*` stands for any level or
    none; `unspecified` and `n/a` as a last level are none.

    Args:
        table: event type -> what it means.

    >>> table = TypeTable({"Justice.Arrest-Jail": 1, "conflict.attack.*": 2, "life.die": 3, "plant.die": 4})
    >>> labels = ("ArrestJail", "Conflict:Attack:Bombing", "Attack", "Die", "life.die.n/a")
    >>> [table.get(label) for label in labels]
    [1, 2, 2, None, 3]
    """

    def __init__(self, table: Mapping[str, T]) -> None:
        any_level = {_ANY.sub("", label): target for label, target in table.items() if _ANY.search(label)}
        super().__init__({_stem(label): target for label, target in table.items()})
        self._any = {folded(label): target for label, target in any_level.items()}
        self._short = _subtypes({label: target for label, target in table.items() if not _ANY.search(label)})
        self._any_short = _subtypes(any_level)

    def _places(self, label: str) -> Iterator[tuple[Mapping[str, T], str]]:
        stem = _stem(label)
        key, upper = folded(stem), folded(_LEVELS.split(stem[::-1], maxsplit=1)[-1][::-1])
        yield self._whole, key
        yield self._any, key
        yield self._any, upper
        yield self._short, key
        yield self._any_short, key
        yield self._any_short, upper


def _stem(label: str) -> str:
    return _UNSPECIFIED.sub("", label)


def _subtypes(table: Mapping[str, T]) -> dict[str, T]:
    """Return the targets of the last levels of types: those that are unambiguous."""
    meanings: dict[str, list[T]] = {}
    for label, target in table.items():
        levels = _LEVELS.split(_stem(label))
        for i in range(1, len(levels)):
            of_key = meanings.setdefault(folded(".".join(levels[i:])), [])
            of_key += [target] if target not in of_key else []
    return {key: targets[0] for key, targets in meanings.items() if len(targets) == 1}
