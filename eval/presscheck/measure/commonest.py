"""Figures of always answering gold's commonest value: the baseline of an accuracy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from presscheck.measure.counts import ratio

PAIRED = "commonest"
"""Extra of a row whose values are a document's own: pairs with its commonest value, and with others."""

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


def of_document(values: Iterable[Hashable | None]) -> dict[str, float]:
    """Count the values of one document that are its commonest, and the others; None is not a value.

    >>> of_document(["Roe", None, "Roe", "Hale"]), of_document([])
    ({'commonest': 2, 'others': 1}, {'commonest': 0, 'others': 0})
    """
    given = [value for value in values if value is not None]
    most = max(Counter(given).values()) if given else 0
    return {"commonest": most, "others": len(given) - most}


def beside_own(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Baseline of an accuracy of names, ids or dates: always giving the commonest of each document.

    Args:
        entry: of a row with the extras `PAIRED` and `VALUES`, each from `of_document`.

    >>> beside_own({"commonest": {"commonest": 1, "others": 3}, "gold_values": {"commonest": 2, "others": 4}})
    {'beside': {'majority': 0.25, 'constant': 0}}
    """
    paired, values = entry.get(PAIRED, {}), entry.get(VALUES, {})
    majority = ratio(paired.get("commonest", 0), sum(paired.values()))
    return {
        "beside": {"majority": majority, "constant": int(values.get("others") == 0 < values["commonest"])}
    }
