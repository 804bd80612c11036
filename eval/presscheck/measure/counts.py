"""Counts are what we add. Scores are what we divide: once, at the end.

A corpus total, a slice, a bootstrap trial and another machine's share are all
sums of the same four numbers.

    precision = tp_pred / n_pred        recall = tp_gold / n_gold

Set matching has tp_pred == tp_gold. B-cubed and LEA do not: what they credit
depends on the side that is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from math import fsum
from typing import NamedTuple


class Counts(NamedTuple):
    """Four additive numbers of one measure, in one unit, for one label.

    >>> Counts(1, 2, 1, 4) + Counts(1, 1, 1, 1)
    Counts(tp_pred=2, n_pred=3, tp_gold=2, n_gold=5)
    """

    tp_pred: float = 0
    n_pred: float = 0
    tp_gold: float = 0
    n_gold: float = 0

    def __add__(self, other: Counts) -> Counts:  # type: ignore[override]
        return Counts(
            self.tp_pred + other.tp_pred,
            self.n_pred + other.n_pred,
            self.tp_gold + other.tp_gold,
            self.n_gold + other.n_gold,
        )

    def score(self) -> Score:
        """Divide.

        >>> Counts(1, 2, 1, 4).score()
        Score(precision=0.5, recall=0.25, f1=0.3333333333333333)
        """
        precision = ratio(self.tp_pred, self.n_pred)
        recall = ratio(self.tp_gold, self.n_gold)
        return Score(precision, recall, harmonic(precision, recall))


class Score(NamedTuple):
    """Precision, recall and F1; None where nothing was asked and nothing said."""

    precision: float | None
    recall: float | None
    f1: float | None


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of any number of counts, of none too.

    >>> total([])
    Counts(tp_pred=0, n_pred=0, tp_gold=0, n_gold=0)
    """
    columns = [*zip(*counts, strict=True)]
    return Counts(*map(exact_sum, columns)) if columns else Counts()


def exact_sum(numbers: Collection[float]) -> float:
    """A sum that does not depend on the order of what is added; whole numbers stay whole.

    >>> exact_sum([0.1] * 10), exact_sum([1, 2])
    (1.0, 3)
    """
    added = sum(numbers)
    return fsum(numbers) if isinstance(added, float) else added


def ratio(part: float, whole: float) -> float | None:
    """The one division; 0/0 is undefined, not zero.

    >>> ratio(1, 4), ratio(0, 0)
    (0.25, None)
    """
    return part / whole if whole else None


def harmonic(precision: float | None, recall: float | None) -> float | None:
    """F1 of two ratios.

    >>> harmonic(0.5, 1.0)
    0.6666666666666666
    >>> harmonic(None, 0.0)     # gold, and no predictions
    0.0
    >>> harmonic(None, None)    # no gold, and no predictions
    """
    if precision is None and recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0
