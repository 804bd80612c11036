"""Sums that are rounded once, at the end: the same for every order, and for every tree of partial sums."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import zip_longest
from math import fsum
from typing import Generic, Self, TypeVar

from presscheck.measure.counts import exact_sum

K = TypeVar("K", bound=Hashable)
Numbers = Sequence[float]

PENDING = 64
"""So many rows of numbers wait before they are added up."""


class ExactSums(Generic[K]):
    """Rows of numbers, added up by key and column.

    What was added is kept as a few numbers with exactly the same sum, so that sums of parts can be added up
    as if there had been no parts.

    Args:
        pending: so many rows of a key wait before they are added up.

    >>> tenths, both = ExactSums(), ExactSums()
    >>> for _ in range(5):
    ...     tenths.add("x", (0.1, 1))
    >>> both.merge(tenths)
    >>> both.merge(tenths)
    >>> both.sums()
    {'x': (1.0, 10)}
    """

    __slots__ = ("_pending", "_rows")

    def __init__(self, pending: int = PENDING) -> None:
        self._pending = pending
        self._rows: dict[K, list[Numbers]] = {}

    def add(self, key: K, numbers: Numbers) -> None:
        """Add one row of numbers, as long as the others of its key."""
        rows = self._rows.get(key)
        if rows is None:
            self._rows[key] = [numbers]
            return
        rows.append(numbers)
        if len(rows) > self._pending:
            rows[:] = fewer(rows)

    @classmethod
    def of(cls, rows: Mapping[K, Iterable[Numbers]]) -> Self:
        """The sums of rows that `rows` gave."""
        made = cls()
        made._rows = {key: [*some] for key, some in rows.items()}
        return made

    def rows(self) -> dict[K, list[tuple[float, ...]]]:
        """As few rows as may be, by key, with exactly the same sums."""
        return {key: fewer(rows) for key, rows in self._rows.items()}

    def merge(self, other: ExactSums[K]) -> None:
        """Add everything that was added elsewhere."""
        for key, rows in other._rows.items():
            for numbers in fewer(rows):
                self.add(key, numbers)

    def sums(self) -> dict[K, tuple[float, ...]]:
        """Each key's sums by column, in the order in which the keys came; whole numbers stay whole."""
        return {key: (*map(exact_sum, _columns(rows)),) for key, rows in self._rows.items()}

    def __reduce__(self) -> tuple[type[ExactSums[K]], tuple[()], tuple[None, dict[str, object]]]:
        return type(self), (), (None, {"_rows": self.rows(), "_pending": self._pending})


def fewer(rows: Sequence[Numbers]) -> list[tuple[float, ...]]:
    """As few rows as may be whose columns have exactly the same sums.

    >>> fewer([(1, 0.1)] * 10)
    [(10, 1.0), (0, 5.551115123125783e-17)]
    """
    return [*zip_longest(*map(parts, _columns(rows)), fillvalue=0)]


def parts(numbers: Iterable[float]) -> list[float]:
    """One whole number, or floats of which each is what those before it lack of the exact sum.

    >>> parts([1, 2]), parts([0.5, -0.5])
    ([3], [0.0])
    """
    rest = [*numbers]
    added = sum(rest)
    if not isinstance(added, float):
        return [added]
    kept: list[float] = []
    while lacking := fsum(rest):
        kept.append(lacking)
        rest.append(-lacking)
    return kept or [0.0]


def _columns(rows: Sequence[Numbers]) -> list[tuple[float, ...]]:
    return [*zip(*rows, strict=True)]
