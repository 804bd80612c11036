"""Counts are what we add. Scores are what we divide: once, at the end.

A corpus total, a slice, a bootstrap trial and another machine's share are all
sums of the same four numbers.

    precision = tp_pred / n_pred        recall = tp_gold / n_gold

Set matching has tp_pred == tp_gold. B-cubed and LEA do not: what they credit
depends on the side that is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
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


class Summed(float):
    """A sum of numbers, rounded once, that still knows what was added: floats, or fractions.

    >>> half = Summed([0.1] * 5)
    >>> float(half), Summed([*half.terms, *half.terms]) == 1.0
    (0.5, True)
    """

    __slots__ = ("_few", "terms")
    terms: Sequence[float | Fraction]
    _few: Sequence[float | Fraction] | None

    def __new__(cls, terms: Sequence[float | Fraction]) -> Summed:
        """Add numbers up."""
        made = super().__new__(cls, _fractions(terms) if _rational(terms) else fsum(terms))
        made.terms, made._few = terms, None
        return made

    @property
    def few(self) -> Sequence[float | Fraction]:
        """As few numbers as may be with exactly the same sum."""
        if self._few is None:
            self._few = _few(self.terms)
        return self._few


def _rational(terms: Sequence[float | Fraction]) -> bool:
    return bool(terms) and isinstance(terms[0], Fraction)


def _fractions(terms: Sequence[float | Fraction]) -> Fraction:
    """The sum of fractions; those with one denominator are added first, as whole numbers."""
    of: Counter[int] = Counter()
    for term in (Fraction(number) for number in terms):
        of[term.denominator] += term.numerator
    return sum((Fraction(above, below) for below, above in of.items()), Fraction())


def _few(terms: Sequence[float | Fraction]) -> Sequence[float | Fraction]:
    """A fraction, or floats of which each is what those before it lack.

    >>> _few([0.1] * 10)
    [1.0, 5.551115123125783e-17]
    """
    if _rational(terms):
        return [_fractions(terms)]
    found: list[float] = []
    rest: list[float] = [float(term) for term in terms]
    while lacking := fsum(rest):
        found.append(lacking)
        rest.append(-lacking)
    return found


def summed(numbers: Sequence[float]) -> float:
    """A sum that does not depend on the order of what is added and still knows it; whole numbers stay whole.

    >>> summed([1, 2]), summed([0.1] * 10)
    (3, 1.0)
    """
    added = sum(numbers)
    return Summed(numbers) if isinstance(added, float) else added


def combined(whole: float, less: float, more: float) -> float:
    """A number less one and more another, as if everything that they are sums of had been added up at once.

    >>> combined(Summed([0.1, 0.2, 0.3]), Summed([0.3]), 0)
    0.30000000000000004
    """
    if not (isinstance(whole, Summed) or isinstance(less, Summed) or isinstance(more, Summed)):
        return whole - less + more
    parts = (_terms(whole), [-term for term in _terms(less)], _terms(more))
    fractions = sorted(parts, key=lambda part: not (part and isinstance(part[0], Fraction)))
    return float(Summed([term for part in fractions for term in part]))


def _terms(number: float) -> Sequence[float | Fraction]:
    return number.few if isinstance(number, Summed) else (number,)


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
