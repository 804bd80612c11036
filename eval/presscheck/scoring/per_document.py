"""Counts of each document as lines of a file, written as documents pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Any

import msgspec

from presscheck.measure.cells import Cells
from presscheck.measure.measure import DocumentPair


class CountLines:
    r"""Lines with the counts of every document that passes: a `Watch`.

    Args:
        file: where lines are written; None keeps them for `merge`.

    >>> from presscheck import api
    >>> gold = [{"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> lines = CountLines(None)
    >>> result = api.score(gold, gold, measures="mention.strict", watch=lines)
    >>> lines.kept
    ['{"id":"d","counts":{"mention.strict":[1,1,1,1]}}\n']
    """

    def __init__(self, file: IO[str] | None) -> None:
        self._file = file
        self.kept: list[str] = []

    def __call__(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        """Write the line of one document."""
        counts = {cell: [*map(_plain, cells.whole)] for cell, cells in counted.items()}
        self._write(msgspec.json.encode({"id": pair.gold.id, "counts": counts}).decode() + "\n")

    def merge(self, other: CountLines) -> None:
        """Write the lines of the documents that come after these."""
        for line in other.kept:
            self._write(line)

    def _write(self, line: str) -> None:
        if self._file is None:
            self.kept.append(line)
        else:
            self._file.write(line)

    def __deepcopy__(self, memo: Mapping[int, Any]) -> CountLines:
        """Return one without a file, for another process."""
        return CountLines(None)

    def __reduce__(self) -> tuple[Callable[[list[str]], CountLines], tuple[list[str]]]:
        return _kept, (self.kept,)


def _plain(number: float) -> float:
    """A number without the memory of what it is a sum of."""
    return number if type(number) is int else float(number)


def _kept(lines: list[str]) -> CountLines:
    made = CountLines(None)
    made.kept = lines
    return made
