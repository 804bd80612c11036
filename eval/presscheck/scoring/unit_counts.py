"""Counts by unit: by document, and from many documents on by group of documents."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from math import fsum
from typing import TypeAlias

from presscheck.measure.counts import Counts
from presscheck.measure.exact_sums import ExactSums

MOST = 100_000
"""Documents up to which each is a unit, unless groups were asked for."""

GROUPS = 1_024
"""Groups from one document more on."""

Vector: TypeAlias = "array[float]"


class UnitCounts:
    """The four counts of every cell for each unit.

    Args:
        cells: ids of the rows that are counted.
        groups: how many groups, if they were asked for.
    """

    def __init__(self, cells: Iterable[str], groups: int | None = None) -> None:
        self.documents = 0
        self.ids: list[str] = []
        self.vectors: dict[str, Vector] = {cell: no_numbers() for cell in cells}
        self.groups: dict[str, GroupCounts] | None = None
        if groups is not None:
            self._group(groups)

    def add(self, name: str, counts: Mapping[str, Counts]) -> None:
        """Take in one document.

        Args:
            name: its id.
            counts: cell -> counts; a cell that is not there has none.
        """
        self.documents += 1
        if self.groups is not None:
            for cell, four in counts.items():
                self.groups[cell].add(name, four)
            return
        self.ids.append(name)
        for cell, vector in self.vectors.items():
            numbers = counts.get(cell, _NOTHING)
            try:
                vector.fromlist([*numbers])
            except (OverflowError, TypeError):
                self.vectors[cell] = extended(vector, numbers)
        self._group_if_many()

    def merge(self, other: UnitCounts) -> None:
        """Take in the documents that come after these."""
        self.documents += other.documents
        if self.groups is None and other.groups is not None:
            self._group(other.many)
        if self.groups is None:
            self.ids += other.ids
            for cell, vector in other.vectors.items():
                self.vectors[cell] = joined(self.vectors[cell], vector)
            self._group_if_many()
            return
        for cell, group in self.groups.items():
            if other.groups is not None:
                group.merge(other.groups[cell])
            else:
                _take(group, other.ids, other.vectors[cell])

    @property
    def many(self) -> int:
        """The number of groups; 0 if documents are the units."""
        return next((group.many for group in (self.groups or {}).values()), 0)

    def table(self) -> tuple[list[str], dict[str, Vector]]:
        """The units, and for each cell four counts per unit."""
        if self.groups is None:
            return self.ids, self.vectors
        names = [f"group {i}" for i in range(self.many)]
        return names, {cell: group.vector() for cell, group in self.groups.items()}

    def _group_if_many(self) -> None:
        if self.documents > MOST:
            self._group(GROUPS)

    def _group(self, many: int) -> None:
        """Put documents into groups, from now on too."""
        self.groups = {cell: GroupCounts(many) for cell in self.vectors}
        for cell, group in self.groups.items():
            _take(group, self.ids, self.vectors[cell])
            self.vectors[cell] = no_numbers()
        self.ids = []


class GroupCounts:
    """The counts of one cell by group: whole numbers, and exact sums of the others.

    Args:
        many: how many groups.
    """

    def __init__(self, many: int) -> None:
        self.many = many
        self.whole = array("q", bytes(8 * 4 * many))
        self.rest: ExactSums[str] = ExactSums(_PENDING)

    def add(self, name: str, four: Sequence[float]) -> None:
        """Add the counts of a document to those of its group."""
        at = group_of(name, self.many)
        if any(type(n) is not int for n in four):
            self.rest.add(str(at), four)
            return
        for i, n in enumerate(four, 4 * at):
            self.whole[i] += int(n)

    def merge(self, other: GroupCounts) -> None:
        """Add the counts of other documents."""
        for i, n in enumerate(other.whole):
            self.whole[i] += n
        self.rest.merge(other.rest)

    def vector(self) -> Vector:
        """Four counts per group, each rounded once."""
        numbers = array("d", self.whole)
        for group, rows in self.rest.rows().items():
            for i, column in enumerate(zip(*rows, strict=True), 4 * int(group)):
                numbers[i] = fsum((*column, self.whole[i]))
        return numbers


_PENDING = 4
_NOTHING = Counts()


def group_of(name: str, many: int) -> int:
    """The group of a document: its id alone decides.

    >>> group_of("d1", 1024), group_of("d1", 4)
    (966, 2)
    """
    return int.from_bytes(sha256(name.encode("utf-8", "surrogatepass")).digest()[:8]) % many


def _take(group: GroupCounts, ids: Sequence[str], vector: Vector) -> None:
    for i, name in enumerate(ids):
        group.add(name, vector[4 * i : 4 * i + 4].tolist())


def no_numbers() -> Vector:
    """An empty vector, of bytes until a number needs more."""
    return array("B")  # type: ignore[return-value]  # its type code may change


def extended(vector: Vector, numbers: Iterable[float]) -> Vector:
    """A vector with more numbers; one of wider numbers if they do not fit.

    >>> extended(extended(array("B"), [1, 2]), [300]), extended(array("B", [1]), [0.5])
    (array('H', [1, 2, 300]), array('d', [1.0, 0.5]))
    """
    try:
        vector.fromlist([*numbers])
    except (OverflowError, TypeError):
        wider = _WIDER[vector.typecode]
        return extended(array(wider, vector), numbers)
    return vector


_WIDER = {"B": "H", "H": "I", "I": "d"}
"""Type codes of arrays: bytes, 16 and 32 bits, floats."""


def joined(first: Vector, second: Vector) -> Vector:
    """Two vectors as one."""
    code = max(first.typecode, second.typecode, key="BHId".index)
    if first.typecode != code:
        first = array(code, first)
    first.extend(second if second.typecode == code else array(code, second))
    return first
