"""Cut two files into parts that can be counted alone: ranges of gold with their predictions (internal)."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from presscheck.document import streams
from presscheck.scoring.intake import Documents, Run

BYTES = 8_000_000
"""Bytes of both files in a part: about half a second of counting."""

FEWEST = 4
"""Parts for each process, so that none waits long for the last one."""


class Part(NamedTuple):
    """Some documents of both sides.

    Args:
        gold: the file with gold.
        pred: the file with the predictions.
        golds: the bytes of the gold documents.
        preds: the bytes of their predictions, in the order of the file.
    """

    gold: str
    pred: str
    golds: tuple[Run, ...]
    preds: tuple[Run, ...]


class Places:
    """The places of the documents of two files: gold's lines, and the lines of the predictions for them.

    Args:
        golds: the gold side.
        preds: the predicted side.

    Raises:
        ValueError: a line has no id, an id is there twice, or a prediction has no gold document.
    """

    def __init__(self, golds: Documents, preds: Documents) -> None:
        self._starts, self._ends = array("Q"), array("Q")
        known: dict[str, int] = {}
        for name, (start, end) in golds.indexed():
            if name is None or known.setdefault(name, len(self._starts)) != len(self._starts):
                raise ValueError("gold has to be read in order")
            self._starts.append(start)
            self._ends.append(end)
        self._from, self._to = (array("Q", bytes(8 * len(known))) for _ in range(2))
        for name, (start, end) in preds.indexed():
            place = known.get(name or "")
            if place is None or self._to[place]:
                raise ValueError("the prediction has to be read in order")
            self._from[place], self._to[place] = start, end
        self.complete = all(self._to)

    def __len__(self) -> int:
        """Return the number of gold documents."""
        return len(self._starts)

    def cut(self, gold: str, pred: str, size: int) -> Iterator[Part]:
        """The documents in parts, in gold's order.

        Args:
            gold: the file with gold.
            pred: the file with the predictions.
            size: bytes of both files in a part, about.
        """
        for first, last in pairwise(self._cuts(size)):
            yield self._between(gold, pred, first, last)

    def _between(self, gold: str, pred: str, first: int, last: int) -> Part:
        golds = _joined([*zip(self._starts[first:last], self._ends[first:last], strict=True)])
        pairs = zip(self._from[first:last], self._to[first:last], strict=True)
        return Part(gold, pred, golds, _joined(sorted((a, b) for a, b in pairs if b)))

    def share(self, i: int, n: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
        """The bytes of the i-th of n parts of the documents, on both sides.

        Args:
            i: from 1.
            n: how many parts.
        """
        first, last = len(self) * (i - 1) // n, len(self) * i // n
        part = self._between("", "", first, last)
        return part.golds, part.preds

    def size(self) -> int:
        """Bytes of all documents of both sides."""
        return sum(self._ends) - sum(self._starts) + sum(self._to) - sum(self._from)

    def _cuts(self, size: int) -> list[int]:
        cuts, held = [0], 0
        for i in range(len(self)):
            held += self._ends[i] - self._starts[i] + self._to[i] - self._from[i]
            if held >= size:
                cuts.append(i + 1)
                held = 0
        return cuts if cuts[-1] == len(self) else [*cuts, len(self)]


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Runs in their order, those that touch as one.

    >>> _joined([(0, 5), (5, 9), (12, 20)])
    ((0, 9), (12, 20))
    """
    joined: list[Run] = []
    for start, end in runs:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def parts_of(golds: Documents, preds: Documents, jobs: int, missing: str) -> list[Part] | None:
    """The parts of two files, or None where they have to be read in order: one document, something wrong.

    Args:
        golds: the gold side; its digest is complete afterwards.
        preds: the predicted side, likewise.
        jobs: processes that share the parts.
        missing: "error" or "empty", as in the settings.
    """
    if golds.file is None or preds.file is None:
        return None
    try:
        places = Places(golds, preds)
    except ValueError:
        return None
    if len(places) < 2 or (missing == "error" and not places.complete):
        return None
    size = min(BYTES, max(1, places.size() // (FEWEST * jobs)))
    return [*places.cut(str(streams.real(golds.file)), str(streams.real(preds.file)), size)]
