"""Counts by label: how one document is compared, and how many documents add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from math import fsum
from typing import Any, TypeAlias, TypeVar

from presscheck.measure.counts import Counts, total

K = TypeVar("K", bound=Hashable)


Cells: TypeAlias = Mapping[str, Counts]
"""Counts by label; the whole is their sum. Rows without labels use the label `""`."""


Graded: TypeAlias = Iterable[tuple[Hashable, bool]]
"""Items by key (spans in code points, labels), each with whether it earned all that it could."""


class Compared(dict[str, Counts]):
    """Counts by label that can name their items: what `compare` lists and a gate holds on to.

    Args:
        cells: the counts.
        items: gold's items and the prediction's; called only when somebody asks.
    """

    __slots__ = ("items_of_both",)

    def __init__(self, cells: Mapping[str, Counts], items: Callable[[], tuple[Graded, Graded]]) -> None:
        super().__init__(cells)
        self.items_of_both = items


class Labelled(Mapping[str, Counts]):
    """Counts by label, kept as lists of labels: they are counted when somebody looks, or many at once.

    Args:
        tp_pred: the labels of predicted items that are right; and likewise the other three.
        n_pred: of all predicted items.
        tp_gold: of gold items that are right.
        n_gold: of all gold items.
        items: gold's items and the prediction's; called only when somebody asks.
        more: what a label is worth beside whole items, on both sides the same.

    >>> cells = Labelled(["PER"], ["PER", "ORG"], ["PER"], ["PER"], lambda: ([], []))
    >>> cells.whole, cells["ORG"]
    (Counts(tp_pred=1, n_pred=2, tp_gold=1, n_gold=1), Counts(tp_pred=0, n_pred=1, tp_gold=0, n_gold=0))
    """

    __slots__ = ("_cells", "items_of_both", "more", "n_gold", "n_pred", "tp_gold", "tp_pred")

    def __init__(
        self,
        tp_pred: Collection[str],
        n_pred: Collection[str],
        tp_gold: Collection[str],
        n_gold: Collection[str],
        items: Callable[[], tuple[Graded, Graded]],
        more: Mapping[str, float] | None = None,
    ) -> None:
        self.tp_pred, self.n_pred, self.tp_gold, self.n_gold = tp_pred, n_pred, tp_gold, n_gold
        self.items_of_both = items
        self.more = more
        self._cells: dict[str, Counts] | None = None

    @property
    def whole(self) -> Counts:
        """The counts of all labels together."""
        more = fsum(self.more.values()) if self.more else 0
        return Counts(len(self.tp_pred) + more, len(self.n_pred), len(self.tp_gold) + more, len(self.n_gold))

    def _by_label(self) -> dict[str, Counts]:
        if self._cells is None:
            tally = Tally()
            tally.add(self)
            self._cells = tally.by_label()
        return self._cells

    def __getitem__(self, label: str) -> Counts:
        return self._by_label()[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_label())

    def __len__(self) -> int:
        return len(self._by_label())


PENDING = 1 << 14
"""So many labels wait before they are counted together."""


class Tally:
    """What the counts of many documents add up to, label by label.

    >>> tally = Tally()
    >>> tally.add({"PER": Counts(1, 2, 1, 1)}), tally.add(compared({"a": "PER"}, {}))
    (Counts(tp_pred=1, n_pred=2, tp_gold=1, n_gold=1), Counts(tp_pred=0, n_pred=0, tp_gold=0, n_gold=1))
    >>> tally.by_label()
    {'PER': Counts(tp_pred=1, n_pred=2, tp_gold=1, n_gold=2)}
    """

    __slots__ = ("_n_gold", "_n_pred", "_right", "_sums", "_tp_gold", "_tp_pred")

    def __init__(self) -> None:
        self._sums: dict[str, list[float]] = {}
        self._right: list[str] = []
        self._tp_pred: list[str] = []
        self._n_pred: list[str] = []
        self._tp_gold: list[str] = []
        self._n_gold: list[str] = []

    def add(self, cells: Cells) -> Counts:
        """Take in the counts of one document; returns their whole."""
        if not isinstance(cells, Labelled):
            for label, counts in cells.items():
                self._add(label, counts)
            return added_up(cells)
        if cells.tp_pred is cells.tp_gold:
            self._right += cells.tp_gold
        else:
            self._tp_pred += cells.tp_pred
            self._tp_gold += cells.tp_gold
        self._n_pred += cells.n_pred
        self._n_gold += cells.n_gold
        for label, worth in (cells.more or {}).items():
            self._add(label, (worth, 0, worth, 0))
        if len(self._n_pred) + len(self._n_gold) > PENDING:
            self._count()
        return cells.whole

    def by_label(self) -> dict[str, Counts]:
        """The sums."""
        self._count()
        return {label: Counts(*sums) for label, sums in self._sums.items()}

    def _add(self, label: str, counts: Iterable[float]) -> None:
        sums = self._sums.setdefault(label, [0, 0, 0, 0])
        for at, number in enumerate(counts):
            sums[at] += number

    def _count(self) -> None:
        waiting = (self._right, self._tp_pred, self._n_pred, self._tp_gold, self._n_gold)
        right, tp_pred, n_pred, tp_gold, n_gold = map(Counter, waiting)
        for label in {**n_gold, **n_pred}:
            both = right[label]
            self._add(label, (both + tp_pred[label], n_pred[label], both + tp_gold[label], n_gold[label]))
        for labels in waiting:
            labels.clear()


def added_up(cells: Cells) -> Counts:
    """The counts of all labels together.

    >>> added_up({"PER": Counts(1, 2, 1, 1), "ORG": Counts(0, 1, 0, 2)})
    Counts(tp_pred=1, n_pred=3, tp_gold=1, n_gold=3)
    """
    if isinstance(cells, Labelled):
        return cells.whole
    return next(iter(cells.values())) if len(cells) == 1 else total(cells.values())


def compared(gold: Mapping[Any, str], pred: Mapping[Any, str]) -> Labelled:
    """Set matching: equal keys are right, whatever their labels.

    Args:
        gold: gold's keys, each with the label that it is counted under.
        pred: the prediction's.

    >>> both = compared({(0, 2): "PER"}, {(0, 2): "ORG", (5, 6): "ORG"})
    >>> both["PER"], both["ORG"]
    (Counts(tp_pred=0, n_pred=0, tp_gold=1, n_gold=1), Counts(tp_pred=1, n_pred=2, tp_gold=0, n_gold=0))
    >>> [list(side) for side in compared({"a": ""}, {"a": "", "b": ""}).items_of_both()]
    [[('a', True)], [('a', True), ('b', False)]]
    """
    right_gold = [label for key, label in gold.items() if key in pred]
    right_pred = [label for key, label in pred.items() if key in gold]

    def items() -> tuple[Graded, Graded]:
        return [(key, key in pred) for key in gold], [(key, key in gold) for key in pred]

    return Labelled(right_pred, pred.values(), right_gold, gold.values(), items)


def compared_keys(
    gold: set[K],
    pred: set[K],
    labels: Callable[[Iterable[K]], list[str]] | None = None,
    named: Callable[[K], Hashable] | None = None,
) -> Labelled | Compared:
    """Set matching of keys that hold their own labels.

    Args:
        gold: gold's keys.
        pred: the prediction's.
        labels: reads the labels off many keys; None for no label.
        named: what a key is called when items are listed, if not by itself.

    >>> compared_keys({(0, 2), (5, 6)}, {(0, 2)})
    {'': Counts(tp_pred=1, n_pred=1, tp_gold=1, n_gold=2)}
    """
    right = gold & pred

    def items() -> tuple[Graded, Graded]:
        name = named or _as_it_is
        return [(name(key), key in right) for key in gold], [(name(key), key in right) for key in pred]

    if labels is None:
        counts = Counts(len(right), len(pred), len(right), len(gold))
        return Compared({"": counts} if gold or pred else {}, items)
    both = labels(right)
    return Labelled(both, labels(pred), both, labels(gold), items)


def _as_it_is(key: Hashable) -> Hashable:
    return key
