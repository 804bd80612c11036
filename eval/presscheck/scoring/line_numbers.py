"""The lines of documents by their ids, with little room for each (internal)."""

from __future__ import annotations

from array import array
from collections.abc import Iterator


class LineNumbers:
    """The line of each id in a file; of ids that the other file has, the number alone is kept.

    >>> gold, pred = LineNumbers(), LineNumbers()
    >>> pred.beside = gold
    >>> gold.first("a", 1), pred.first("a", 3), pred.first("b", 4), pred.first("a", 5)
    (1, 3, 4, 3)
    >>> [*pred], pred.get("a"), len(pred)
    (['b', 'a'], 3, 2)
    """

    def __init__(self) -> None:
        self.beside: LineNumbers | None = None
        self._lines: dict[str, int] = {}
        self._numbers = array("I")

    def first(self, name: str, number: int) -> int:
        """The first line with an id: this one, if it is new.

        Args:
            name: the id.
            number: of its line, from 1.
        """
        place = self._place(name)
        if place == 0 or name in self._lines:
            return self._lines.setdefault(name, number)
        numbers = self._numbers
        if place >= len(numbers):
            numbers.frombytes(bytes(numbers.itemsize * (place + 1 - len(numbers))))
        numbers[place] = numbers[place] or number
        return numbers[place]

    def get(self, name: str) -> int | None:
        """The first line with an id; None if there is none."""
        if name in self._lines:
            return self._lines[name]
        place = self._place(name)
        return (self._numbers[place] or None) if place < len(self._numbers) else None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        yield from self._lines
        if self.beside is not None:
            yield from (name for name in self.beside if name not in self._lines and name in self)

    def __len__(self) -> int:
        return len(self._lines) + sum(map(bool, self._numbers))

    def _place(self, name: str) -> int:
        """The line of an id in the other file; 0 if it has none."""
        return (self.beside.get(name) or 0) if self.beside is not None else 0
