"""Scores without intervals: most tests ask for numbers alone."""

from __future__ import annotations

from typing import Any

from presscheck import api
from presscheck.scoring.result import Result


def score(gold: Any, pred: Any, **options: Any) -> Result:
    """`presscheck.score` without resampling."""
    return api.score(gold, pred, resample=None, **options)
