"""The part of a contingency table that changes when some mentions are left out: before, and after.

Every measure of `clusters` is a sum over cells and clusters, but for alignments. What an alignment does with
a cell depends on its row and its column; a cell that outweighs everything else in both settles them, and
nothing passes it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from presscheck.measure.clusters import Cluster, ContingencyTable

Cell: TypeAlias = tuple[int, int]
Line: TypeAlias = tuple[int, int]
"""A row (0, number) or a column (1, number)."""


class Anchor(NamedTuple):
    """A cell that outweighs all others in its row and in its column.

    Args:
        cell: row and column.
        rivals: the next weight in its row and in its column, as similarity and as a number of mentions.
    """

    cell: Cell
    rivals: tuple[tuple[float, float], tuple[float, float]]


Alone: TypeAlias = tuple[Collection[Hashable], Collection[Hashable]]
"""Mentions of gold and of the prediction that go on that side alone."""


class LeftAlone:
    """The mentions that are alone in their clusters when others are left out (`singletons="drop"`).

    Args:
        sides: the clusters of gold and of the prediction.

    >>> LeftAlone(["ab", "cde"], ["abc"]).without("b")
    (['a'], [])
    """

    def __init__(self, *sides: Sequence[Cluster]) -> None:
        self._sides = sides
        self._of = [{key: i for i, keys in enumerate(side) for key in keys} for side in sides]

    def without(self, gone: Collection[Hashable]) -> Alone:
        """The mentions of both sides that are alone without some others."""
        gold, pred = (self._of_side(s, gone) for s in (0, 1))
        return gold, pred

    def _of_side(self, s: int, gone: Collection[Hashable]) -> list[Hashable]:
        less = Counter(self._of[s][key] for key in gone if key in self._of[s])
        left = [self._sides[s][i] for i, n in less.items() if len(self._sides[s][i]) - n == 1]
        return [key for keys in left for key in keys if key not in gone]


class Around(NamedTuple):
    """The part of a table that changes.

    Args:
        before: as it is.
        after: without what is left out.
        lines: the numbers of its gold and its predicted clusters in the whole table, before and after.
    """

    before: ContingencyTable
    after: ContingencyTable
    lines: tuple[list[list[int]], list[list[int]]]


def _always(cell: Cell) -> bool:  # noqa: ARG001 - some tables have cells that are never aligned
    return True


class Subtables:
    """A table, and what leaving some mentions out does to it.

    Args:
        gold: clusters of distinct keys, in canonical order.
        pred: likewise.
        table: their contingency.
        order: the place of a key in the text.
        fits: whether two clusters that share mentions may be aligned.
    """

    def __init__(
        self,
        gold: Sequence[Cluster],
        pred: Sequence[Cluster],
        table: ContingencyTable,
        order: Callable[[Any], Any],
        *,
        fits: Callable[[Cell], bool] = _always,
    ) -> None:
        self._sides = (gold, pred)
        self._order, self._fits = order, fits
        self._table = table
        self._sizes = (table.gold, table.pred)
        self._totals = sum(table.cells.values()), sum(table.gold), sum(table.pred)
        self._of = tuple({key: i for i, keys in enumerate(side) for key in keys} for side in self._sides)
        self._others: tuple[defaultdict[int, list[int]], ...] = (defaultdict(list), defaultdict(list))
        for i, j in table.cells:
            self._others[0][i].append(j)
            self._others[1][j].append(i)
        self._anchors = self._anchored()

    def _phi(self, cell: Cell, n: int, less: Sequence[Counter[int]] = ()) -> float:
        sizes = [size[number] for size, number in zip(self._sizes, cell, strict=True)]
        for i, counts in enumerate(less):
            sizes[i] -= counts[cell[i]]
        return 2 * n / (sizes[0] + sizes[1]) if sizes[0] + sizes[1] else 0

    def _anchored(self) -> dict[Line, Anchor]:
        cells = self._table.cells.items()
        weights = {cell: (self._phi(cell, n), n) for cell, n in cells if self._fits(cell)}
        best: dict[Line, list[tuple[float, float]]] = defaultdict(list)
        for (i, j), weight in weights.items():
            best[0, i].append(weight)
            best[1, j].append(weight)
        found: dict[Line, Anchor] = {}
        nexts = {line: _next(values) for line, values in best.items()}
        for (i, j), weight in weights.items():
            row, column = nexts[0, i], nexts[1, j]
            if _outweighs(weight, row, column):
                found[0, i] = found[1, j] = Anchor((i, j), (row, column))
        return found

    def around(self, gone: Collection[Hashable], alone: Alone = ((), ())) -> Around:
        """Neighbours of some keys, before and after they are left out of both sides.

        Args:
            gone: the keys, on whichever side they stand.
            alone: keys that go on one side alone.
        """
        less, shared = self._lost(gone, alone)
        lines = self._near(less, shared)
        cells = self._cells(lines)
        after = {cell: n - shared[cell] for cell, n in cells.items() if n > shared[cell]}
        before = [sorted(number for side, number in lines if side == s) for s in (0, 1)]
        left = [[i for i in before[s] if self._sizes[s][i] > less[s][i]] for s in (0, 1)]
        for s in (0, 1):
            first = {
                i: self._order(next(k for k in self._sides[s][i] if k not in gone and k not in alone[s]))
                for i in left[s]
            }
            left[s].sort(key=first.__getitem__)
        nothing = (Counter[int](), Counter[int]())
        inside = sum(cells.values()), *(sum(self._sizes[s][i] for i in before[s]) for s in (0, 1))
        shared_beyond, gold, pred = (a - b for a, b in zip(self._totals, inside, strict=True))
        beyond = (shared_beyond, gold, pred)
        parts = (self._part(cells, before, nothing), self._part(after, left, less))
        whole, rest = (part._replace(beyond=beyond) for part in parts)
        return Around(whole, rest, (before, left))

    def _lost(
        self, gone: Collection[Hashable], alone: Alone
    ) -> tuple[tuple[Counter[int], Counter[int]], Counter[Cell]]:
        """The number of keys that each row, column and cell loses; 0 for a row whose column loses its key."""
        less = (Counter[int](), Counter[int]())
        shared: Counter[Cell] = Counter()
        both = dict.fromkeys(gone, (1, 1))
        sides = {key: tuple(int(key in keys) for keys in alone) for keys in alone for key in keys}
        for key, goes in {**both, **sides}.items():
            at = [of.get(key) for of in self._of]
            for side, number in enumerate(at):
                if number is not None:
                    less[side][number] += goes[side]
            if at[0] is not None and at[1] is not None:
                shared[at[0], at[1]] += 1
        return less, shared

    def _part(
        self, cells: Mapping[Cell, int], lines: Sequence[Sequence[int]], less: Sequence[Counter[int]]
    ) -> ContingencyTable:
        """Some cells as a table of their own, rows and columns numbered anew."""
        rows, columns = ({number: i for i, number in enumerate(side)} for side in lines)
        gold, pred = (
            [self._sizes[s][number] - less[s][number] for number in side] for s, side in enumerate(lines)
        )
        return ContingencyTable({(rows[i], columns[j]): n for (i, j), n in cells.items()}, gold, pred)

    def _near(self, less: Sequence[Counter[int]], shared: Mapping[Cell, int]) -> dict[Line, bool]:
        """The rows and columns that may change; False for those that are settled and end the search."""
        touched = [(side, number) for side in (0, 1) for number in less[side]]
        lines: dict[Line, bool] = dict.fromkeys(touched, True)
        grown: dict[Line, float] = defaultdict(float)
        for side, number in touched:
            for other in self._others[side][number]:
                cell = (number, other) if side == 0 else (other, number)
                weight = self._phi(cell, self._table.cells[cell] - shared.get(cell, 0), less)
                grown[1 - side, other] = max(grown[1 - side, other], weight)
        waiting = [*lines]
        while waiting:
            side, number = waiting.pop()
            for other in self._others[side][number]:
                line = (1 - side, other)
                if line in lines:
                    continue
                anchor = self._anchors.get(line)
                if anchor and self._holds(anchor, lines, grown):
                    lines[0, anchor.cell[0]] = lines[1, anchor.cell[1]] = False
                else:
                    lines[line] = True
                    waiting.append(line)
        return lines

    def _holds(self, anchor: Anchor, lines: Mapping[Line, bool], grown: Mapping[Line, float]) -> bool:
        """Return whether a cell still outweighs its rivals when those that changed have grown."""
        row, column = (0, anchor.cell[0]), (1, anchor.cell[1])
        if lines.get(row) or lines.get(column):
            return False
        (a, m), (b, n) = anchor.rivals
        rivals = (max(a, grown.get(row, 0)), m), (max(b, grown.get(column, 0)), n)
        size = self._table.cells[anchor.cell]
        return _outweighs((self._phi(anchor.cell, size), size), *rivals)

    def _cells(self, lines: Mapping[Line, bool]) -> dict[Cell, int]:
        """The cells of all rows and columns that may change, and those that settle the others."""
        found: dict[Cell, int] = {}
        for (side, number), open_ in lines.items():
            others: Collection[int] = self._others[side][number] if open_ else ()
            for other in others:
                cell = (number, other) if side == 0 else (other, number)
                found[cell] = self._table.cells[cell]
            if not open_:
                cell = self._anchors[side, number].cell
                found[cell] = self._table.cells[cell]
        return found


def _next(weights: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The second-best similarity and the second-best number; 0 where there is one cell."""
    if len(weights) < 2:
        return 0, 0
    phis, numbers = zip(*weights, strict=True)
    return sorted(phis)[-2], sorted(numbers)[-2]


def _outweighs(weight: tuple[float, float], *rivals: tuple[float, float]) -> bool:
    """Return whether a cell is worth more than either rival, and no less than both, by either weight."""
    return all(
        weight[i] > max(rivals[0][i], rivals[1][i]) and weight[i] >= rivals[0][i] + rivals[1][i]
        for i in (0, 1)
    )
