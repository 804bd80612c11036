"""Figures of always answering gold's commonest value: the baseline of an accuracy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from presscheck.measure.counts import ratio

VALUES = "gold_values"
"""Extra of a row: how often gold has each value, in pairs or not. A row whose gold has one is constant."""


def beside(paired: Mapping[str, float], values: Mapping[str, float]) -> dict[str, Any]:
    """Accuracy of always giving the commonest value; 1 beside it if gold has no other at all, else 0.

    Args:
        paired: gold's value -> in how many of the pairs that are counted.
        values: gold's value -> how often gold has it.

    >>> beside({"past": 3, "future": 1}, {"past": 5, "future": 2}), beside({"a": 2}, {"a": 4})
    ({'majority': 0.75, 'constant': 0}, {'majority': 1.0, 'constant': 1})
    """
    majority = ratio(max(paired.values(), default=0), sum(paired.values()))
    return {"majority": majority, "constant": int(sum(n > 0 for n in values.values()) == 1)}
