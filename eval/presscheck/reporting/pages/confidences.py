"""Precision and recall by the system's own confidence, where predictions carry it (internal)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from presscheck.reporting.pages.gathering import System
from presscheck.reporting.pages.reading import LAYERS, Item

SIZE = 240
"""Pixels of each axis of the plot."""

MOST = 200
"""Points of a drawn curve."""

GRID = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Thresholds of the table."""


class ThresholdRow(NamedTuple):
    """The records of a system from a confidence on."""

    threshold: float
    predicted: int
    precision: float | None
    recall: float | None
    f1: float | None
    used: bool


class Curve(NamedTuple):
    """Precision over recall of one layer, from the surest record to all of them.

    Args:
        layer: mentions, events or quotes; right is right in span and type (quotes: in content).
        predicted: records that carry a confidence.
        gold: items of gold.
        path: of an SVG.
        rows: a table of the same.
        average: average precision, over all of gold.
    """

    layer: str
    predicted: int
    gold: int
    path: str
    rows: list[ThresholdRow]
    average: float


def curves(system: System) -> list[Curve]:
    """A curve for each layer whose predicted records carry a confidence and of which gold has items."""
    least = system.result.signature.min_confidence
    found = []
    for layer in LAYERS:
        items = [item for doc in system.documents for item in doc.items if item.layer == layer]
        if (curve := _curve(layer, items, float(least) if least is not None else None)) is not None:
            found.append(curve)
    return found


def _curve(layer: str, items: Iterable[Item], least: float | None) -> Curve | None:
    gold, sure = 0, []
    for item in items:
        gold += item.gold is not None
        if item.confidence is not None:
            sure.append((item.confidence, item.verdict == "right"))
    right = sum(is_right for _, is_right in sure)
    if not gold or not right:
        return None
    from sklearn.metrics import precision_recall_curve

    precisions, recalls, _ = precision_recall_curve([r for _, r in sure], [c for c, _ in sure])
    points = [(float(r) * right / gold, float(p)) for r, p in zip(recalls, precisions, strict=True)][::-1]
    average = sum((b[0] - a[0]) * b[1] for a, b in pairwise(points))
    return Curve(layer, len(sure), gold, _path(points), [*_rows(sure, gold, least)], average)


def _path(points: list[tuple[float, float]]) -> str:
    """The curve as an SVG path; of very many points, some."""
    step = max(1, len(points) // MOST)
    kept = points[:-1:step] + points[-1:]
    return "M" + "L".join(f"{r * SIZE:.1f} {(1 - p) * SIZE:.1f}" for r, p in kept)


def _rows(sure: list[tuple[float, bool]], gold: int, least: float | None) -> Iterator[ThresholdRow]:
    for threshold in sorted({*GRID, *([least] if least is not None else [])}):
        kept = [is_right for confidence, is_right in sure if confidence >= threshold]
        right = sum(kept)
        precision = right / len(kept) if kept else None
        recall = right / gold
        f1 = 2 * right / (len(kept) + gold)
        yield ThresholdRow(threshold, len(kept), precision, recall, f1, threshold == (least or 0.0))
