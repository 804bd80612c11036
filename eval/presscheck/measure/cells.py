"""Counts by label: how one document is compared, and how many documents add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Mapping, Sequence
from operator import add
from sys import intern
from typing import Any, TypeAlias, TypeVar

from presscheck.measure.counts import Counts, combined, total
from presscheck.measure.exact_sums import ExactSums

K = TypeVar("K", bound=Hashable)


Labels: TypeAlias = Collection[str | None]
"""The labels of some items; one without a label has None."""


def shared(labels: Iterable[str | None]) -> list[str | None]:
    """Labels of which equal ones are one object: many rows compare and count them.

    >>> a, b = shared(["".join("PER"), "".join("PER")])
    >>> a is b
    True
    """
    return [label if label is None else intern(label) for label in labels]


Graded: TypeAlias = Iterable[tuple[Hashable, bool]]
"""Items by key (spans in code points, labels), each with whether it earned all that it could."""

Items: TypeAlias = Callable[[], tuple[Graded, Graded]]
"""Names gold's items and the prediction's; called only when somebody asks."""


class Cells:
    """The counts of one row in one document: as a whole, by label, and item by item.

    They are kept as lists of labels, one for each item, beside counts that are not whole items. Labels are
    counted when somebody asks, or many documents together (`Tally`). The constructors are `from_counts`,
    `from_labels`, `from_keys`, `from_sets` and `from_columns`; rows without labels use the label `""`.

    `labels` are those of right predicted items, of all predicted items, and of gold's likewise.
    """

    __slots__ = ("_items", "labels", "sums")

    def __init__(
        self,
        labels: tuple[Labels, Labels, Labels, Labels] | None,
        sums: Mapping[str, Counts],
        items: Items | None,
    ) -> None:
        self.labels = labels
        self.sums = sums
        self._items = items

    @classmethod
    def from_counts(cls, counts: Mapping[str, Counts], items: Items | None = None) -> Cells:
        """Counts that are known already.

        Args:
            counts: by label; under `""` if there are no labels.
            items: gold's items and the prediction's, if the row has any.

        >>> cells = Cells.from_counts({"PER": Counts(1, 2, 1, 1), "ORG": Counts(0, 1, 0, 2)})
        >>> cells.whole, cells.items()
        (Counts(tp_pred=1, n_pred=3, tp_gold=1, n_gold=3), None)
        """
        return cls(None, counts, items)

    @classmethod
    def from_labels(
        cls,
        tp_pred: Labels,
        n_pred: Labels,
        tp_gold: Labels,
        n_gold: Labels,
        items: Items | None = None,
        more: Mapping[str, Counts] | None = None,
    ) -> Cells:
        """One count for each item.

        Args:
            tp_pred: the labels of predicted items that are right; and likewise the other three.
            n_pred: of all predicted items.
            tp_gold: of gold items that are right.
            n_gold: of all gold items.
            items: gold's items and the prediction's, if the row has any.
            more: what labels are worth beside whole items.

        >>> cells = Cells.from_labels(["PER"], ["PER", "ORG"], ["PER"], ["PER"])
        >>> cells.whole, cells.by_label()["ORG"]
        (Counts(tp_pred=1, n_pred=2, tp_gold=1, n_gold=1), Counts(tp_pred=0, n_pred=1, tp_gold=0, n_gold=0))
        """
        return cls((tp_pred, n_pred, tp_gold, n_gold), more or _NO_SUMS, items)

    @classmethod
    def from_keys(cls, gold: Mapping[Any, str], pred: Mapping[Any, str]) -> Cells:
        """Set matching: equal keys are right, whatever their labels.

        Args:
            gold: gold's keys, each with the label that it is counted under.
            pred: the prediction's.

        >>> cells = Cells.from_keys({(0, 2): "PER"}, {(0, 2): "ORG", (5, 6): "ORG"})
        >>> for label, counts in cells.by_label().items():
        ...     print(label, counts)
        PER Counts(tp_pred=0, n_pred=0, tp_gold=1, n_gold=1)
        ORG Counts(tp_pred=1, n_pred=2, tp_gold=0, n_gold=0)
        >>> cells.items()
        ([((0, 2), True)], [((0, 2), True), ((5, 6), False)])
        """
        right_gold = [label for key, label in gold.items() if key in pred]
        right_pred = [label for key, label in pred.items() if key in gold]

        def items() -> tuple[Graded, Graded]:
            return [(key, key in pred) for key in gold], [(key, key in gold) for key in pred]

        return cls((right_pred, pred.values(), right_gold, gold.values()), _NO_SUMS, items)

    @classmethod
    def from_sets(cls, gold: set[K], pred: set[K], named: Callable[[K], Hashable] | None = None) -> Cells:
        """Set matching of keys without labels.

        Args:
            gold: gold's keys.
            pred: the prediction's.
            named: what a key is called when items are listed, if not by itself.

        >>> Cells.from_sets({(0, 2), (5, 6)}, {(0, 2)}).by_label()
        {'': Counts(tp_pred=1, n_pred=1, tp_gold=1, n_gold=2)}
        """
        right = gold & pred
        counts = Counts(len(right), len(pred), len(right), len(gold))
        return cls(None, {"": counts} if gold or pred else _NO_SUMS, _named(gold, pred, right, named))

    @classmethod
    def from_columns(
        cls,
        gold: Sequence[Sequence[Any]],
        pred: Sequence[Sequence[Any]],
        label: int | None,
        named: Callable[[Any], Hashable],
    ) -> Cells:
        """Set matching of keys that are given by columns; one column may be their labels.

        Args:
            gold: what gold's keys are made of, column by column.
            pred: likewise.
            label: the number of the column that holds the labels; None for no labels.
            named: what a key is called when items are listed.

        >>> cells = Cells.from_columns([["PER", "ORG"], [0, 5]], [["PER"], [0]], 0, lambda key: key)
        >>> cells.by_label()["ORG"]
        Counts(tp_pred=0, n_pred=0, tp_gold=0, n_gold=1)
        """
        golds, preds = set(zip(*gold, strict=True)), set(zip(*pred, strict=True))
        if label is None:
            return cls.from_sets(golds, preds, named)
        right = golds & preds
        labels = [key[label] for key in right]
        n_gold, n_pred = gold[label], pred[label]
        if len(golds) < len(n_gold):  # some key stands there twice
            n_gold = [key[label] for key in golds]
        if len(preds) < len(n_pred):
            n_pred = [key[label] for key in preds]
        return cls((labels, n_pred, labels, n_gold), _NO_SUMS, _named(golds, preds, right, named))

    @property
    def whole(self) -> Counts:
        """The counts of all labels together."""
        sums = self.sums
        if not sums:
            return Counts(*self.lengths())
        more = next(iter(sums.values())) if len(sums) == 1 else total(sums.values())
        return more if self.labels is None else Counts(*self.lengths()) + more

    def lengths(self) -> tuple[int, int, int, int]:
        """The number of whole items."""
        if self.labels is None:
            return 0, 0, 0, 0
        tp_pred, n_pred, tp_gold, n_gold = self.labels
        return len(tp_pred), len(n_pred), len(tp_gold), len(n_gold)

    def __bool__(self) -> bool:
        """Tell whether anything is counted."""
        return bool(self.sums or any(self.lengths()))

    def by_label(self) -> dict[str, Counts]:
        """The counts of each label."""
        tally = Tally()
        tally.add(self)
        return tally.by_label()

    def items(self) -> tuple[Graded, Graded] | None:
        """Gold's items and the prediction's, each with whether it is right; None if the row has no items."""
        return self._items() if self._items is not None else None


def rest(whole: Cells, near: Cells, after: Cells) -> Counts:
    """The counts of a document without some records: all of it, with what is near them counted anew.

    Args:
        whole: the document.
        near: the part of it that may change, as it was.
        after: that part without the records.

    >>> whole = Cells.from_keys({1: "PER", 2: "ORG"}, {2: "ORG"})
    >>> rest(whole, Cells.from_keys({1: "PER"}, {}), Cells.from_keys({}, {}))
    Counts(tp_pred=1, n_pred=1, tp_gold=1, n_gold=1)
    """
    parts = (whole, near, after)
    items = [a - b + c for a, b, c in zip(*(part.lengths() for part in parts), strict=True)]
    if not (whole.sums or near.sums or after.sums):
        return Counts(*items)
    changed = near.sums.keys() | after.sums.keys()
    sums = [counts for label, counts in whole.sums.items() if label not in changed]
    for label in changed:
        known = (part.sums.get(label, _NOTHING) for part in parts)
        sums.append(Counts(*map(combined, *known)))
    return Counts(*map(add, items, total(sums)))


_NOTHING = Counts()
_NO_SUMS: Mapping[str, Counts] = {}


PENDING = 1 << 11
"""So many labels wait before they are counted together: few enough to stay in the cache of the processor."""


class Tally:
    """Add up the counts of many documents, label by label.

    >>> tally = Tally()
    >>> tally.add(Cells.from_counts({"PER": Counts(1, 2, 1, 1)}))
    Counts(tp_pred=1, n_pred=2, tp_gold=1, n_gold=1)
    >>> tally.add(Cells.from_keys({"a": "PER"}, {}))
    Counts(tp_pred=0, n_pred=0, tp_gold=0, n_gold=1)
    >>> tally.by_label()
    {'PER': Counts(tp_pred=1, n_pred=2, tp_gold=1, n_gold=2)}
    """

    __slots__ = ("_n_gold", "_n_pred", "_right", "_sums", "_tp_gold", "_tp_pred")

    def __init__(self) -> None:
        self._sums: ExactSums[str] = ExactSums()
        self._right: list[str | None] = []
        self._tp_pred: list[str | None] = []
        self._n_pred: list[str | None] = []
        self._tp_gold: list[str | None] = []
        self._n_gold: list[str | None] = []

    def add(self, cells: Cells) -> Counts:
        """Take in the counts of one document; returns their whole."""
        if cells.labels is not None:
            self._wait(*cells.labels)
        for label, counts in cells.sums.items():
            self._sums.add(label, counts)
        return cells.whole

    def _wait(self, tp_pred: Labels, n_pred: Labels, tp_gold: Labels, n_gold: Labels) -> None:
        if tp_pred is tp_gold:
            self._right += tp_gold
        else:
            self._tp_pred += tp_pred
            self._tp_gold += tp_gold
        self._n_pred += n_pred
        self._n_gold += n_gold
        if len(self._n_pred) + len(self._n_gold) > PENDING:
            self._count()

    def merge(self, other: Tally) -> None:
        """Take in the counts of other documents."""
        other._count()
        self._sums.merge(other._sums)

    def rows(self) -> dict[str, list[tuple[float, ...]]]:
        """The sums as rows of numbers that are exact, for `take`."""
        self._count()
        return self._sums.rows()

    def take(self, rows: Mapping[str, Iterable[Sequence[float]]]) -> None:
        """Take in the sums of other documents."""
        self._sums.merge(ExactSums.of(rows))

    def by_label(self) -> dict[str, Counts]:
        """The sums, each rounded once."""
        self._count()
        return {label: Counts(*sums) for label, sums in self._sums.sums().items()}

    def _count(self) -> None:
        waiting = (self._right, self._tp_pred, self._n_pred, self._tp_gold, self._n_gold)
        right, tp_pred, n_pred, tp_gold, n_gold = map(Counter, waiting)
        for label in {**n_gold, **n_pred}:
            both = right[label]
            numbers = (both + tp_pred[label], n_pred[label], both + tp_gold[label], n_gold[label])
            self._sums.add(label or "", numbers)
        for labels in waiting:
            labels.clear()


def _named(
    gold: Collection[K], pred: Collection[K], right: Container[K], named: Callable[[K], Hashable] | None
) -> Items:
    """The items of two sets of keys."""

    def graded(keys: Iterable[K]) -> Graded:
        return [(named(key) if named else key, key in right) for key in keys]

    return lambda: (graded(gold), graded(pred))
