"""Student's t, in plain Python: importing scipy for one quantile costs more than scoring an article.

The distribution function is the regularised incomplete beta function, worked
out by its continued fraction (DLMF 8.17.22); the quantile inverts it. Both are
tested against scipy.
"""

from __future__ import annotations

from functools import cache
from math import exp, lgamma, log, log1p

_TINY = 1e-300
_STEPS = 10_000


def tail(t: float, df: int) -> float:
    """P(T > t) of Student's t.

    Args:
        t: any number.
        df: degrees of freedom, at least 1.

    >>> round(tail(2.2, 11), 6), tail(0.0, 5)
    (0.025043, 0.5)
    """
    if t < 0:
        return 1 - tail(-t, df)
    square = t * t
    return 0.5 * _beta(df / (df + square), square / (df + square), df / 2, 0.5)


@cache
def quantile(p: float, df: int) -> float:
    """The t with P(T < t) = p.

    Args:
        p: between 0 and 1.
        df: degrees of freedom, at least 1.

    >>> round(quantile(0.975, 11), 6), quantile(0.5, 3)
    (2.200985, 0.0)
    """
    if p < 0.5:
        return -quantile(1 - p, df)
    if p == 0.5:
        return 0.0
    low, high = 0.0, 1.0
    while tail(high, df) > 1 - p:
        low, high = high, high * 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if tail(middle, df) > 1 - p else (low, middle)
    return (low + high) / 2


def _beta(x: float, rest: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b); `rest` is 1 - x, given apart to keep its digits."""
    if x <= 0 or rest <= 0:
        return 0.0 if x <= 0 else 1.0
    log_x = log1p(-rest) if rest < 0.5 else log(x)
    log_rest = log1p(-x) if x < 0.5 else log(rest)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log_x + b * log_rest)
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(rest, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's evaluation of the continued fraction."""
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _nonzero(1 + term * d)
            c = _nonzero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < 4e-16:
            break
    return value


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
