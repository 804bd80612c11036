"""The shapes of what a result gives, for editors and type checkers."""

from __future__ import annotations

from typing import Any, TypedDict


class Interval(TypedDict, total=False):
    """An interval: its level, the bounds of each value, and what was resampled.

    Keys: `level` (0.95), `precision`, `recall`, `f1`, `accuracy`, `value` (pairs of bounds, null where
    undefined), `unit` ("document", "paragraph" or "entity") and `units` (how many).
    """

    level: float
    precision: list[float] | None
    recall: list[float] | None
    f1: list[float] | None
    accuracy: list[float] | None
    value: list[float] | None
    unit: str
    units: int


class MeasureEntry(TypedDict, total=False):
    """One measure in the scores JSON (`schema/scores.schema.json`).

    Keys: `kind` always; `precision`, `recall`, `f1` and four counts for "prf"; `accuracy`, `right`, `n` for
    "accuracy"; `f1`, `of` for "mean"; `value` for "distance"; `reason` where there is no value; `ci` with
    intervals; `by` with breakdowns. Values are fractions from 0 to 1, null for 0/0.
    """

    kind: str
    precision: float | None
    recall: float | None
    f1: float | None
    tp_pred: float
    n_pred: float
    tp_gold: float
    n_gold: float
    accuracy: float | None
    right: float
    n: float
    value: float | None
    of: list[str]
    cells: dict[str, Any]
    semeval: dict[str, float]
    reason: str
    ci: Interval
    by: dict[str, dict[str, MeasureEntry]]
