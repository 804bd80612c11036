"""Generated blocks about statistics: the table of systems, and what the simulation found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from presscheck import api
from presscheck.document import shipped
from presscheck.measure.measure import Measure
from presscheck.reporting.comparison import NONE_SIGNIFICANT, proved
from presscheck.scoring.result import Result
from presscheck.scoring.result_table import interval
from presscheck.statistics import compare
from presscheck.text import table


def companions(label_map: str, *shown: str) -> str:
    """The same about the outputs on the companions, in Markdown.

    Raises:
        ValueError: one of the measures is not a default measure.
    """
    return _compared("companions", label_map, shown)


def systems(label_map: str, *shown: str) -> str:
    """The shipped predictions compared on the default measures and grouped into ties, in Markdown.

    Args:
        label_map: one for all of them, so that all are held to the same gold.
        shown: ids of the measures that the table has a line for; by default all.

    Raises:
        ValueError: one of them is not a default measure.
    """
    return _compared("article", label_map, shown)


def _compared(gold: str, label_map: str, shown: tuple[str, ...]) -> str:
    folder = shipped.root() / "corpus" / "predictions"
    paths = sorted((folder if gold == "article" else folder / gold).glob("*.jsonl"))
    found = {path.stem: api.score(shipped.gold(gold), path, label_map=label_map) for path in paths}
    compared = compare.compare(found)
    rows = [row for row in next(iter(found.values())).rows if row.default]
    if unknown := set(shown) - {row.id for row in rows}:
        raise ValueError(f"no default measure: {', '.join(sorted(unknown))}")
    body = []
    for row in (row for row in rows if row.id in shown or not shown):
        ranks = compared.ranks.get(row.id, {})
        cells = [_cell(result, row, ranks.get(name)) for name, result in found.items()]
        if any(cells):
            body.append([f"`{row.id}`", *cells])
    scope = "this one article" if compared.documents == 1 else f"these {compared.documents} documents"
    better = proved(compared)
    said = f"Significant on {scope}: {better}." if better else f"On {scope}, {NONE_SIGNIFICANT}."
    return f"{table.markdown(['measure', *found], body, written=True)}\n\n{said}\n\n`{compared.signature}`"


def _cell(result: Result, row: Measure, rank: compare.Rank | None) -> str:
    """A value, its interval, and the ranks that are open; empty if the system does not attempt this."""
    if row not in result.shown():
        return ""
    value = table.number(result.value(row))
    bounds = interval(row, result.ci.get(row.id, {}))
    return f"{value} ({bounds})" + (f" [{rank}]" if rank else "")


def coverage() -> str:
    """Share of intervals that contain the true value, in Markdown."""
    rows = [
        [r["corpus"], r["target"], r["method"], f"{r['coverage']:.3f}", f"{100 * r['width']:.1f}"]
        for r in _simulated()["coverage"]
    ]
    return table.markdown(
        ["corpus", "the true value is", "interval", "coverage", "width (points)"], rows, written=True
    )


def group_coverage() -> str:
    """The same for groups of documents, in Markdown."""
    rows = [
        [f"{r['documents']:,}", f"{r['groups']:,}", f"{r['coverage']:.3f}", f"{100 * r['width']:.2f}"]
        for r in _simulated()["groups"]
    ]
    return table.markdown(["documents", "groups", "coverage", "width (points)"], rows, written=True)


def measure_coverage() -> str:
    """The same on one generated article, measure by measure, in Markdown."""
    rows = [
        [f"`{r['measure']}`", r["unit"], f"{r['coverage']:.3f}", f"{100 * r['width']:.0f}"]
        for r in _simulated()["measures"]
    ]
    return table.markdown(["measure", "unit", "coverage", "width (points)"], rows, written=True)


def levels() -> str:
    """Share of equal systems that are found to differ at a nominal 5 %, in Markdown."""
    found = _simulated()["levels"]
    tests = list(dict.fromkeys(r["test"] for r in found))
    sizes = list(dict.fromkeys(r["documents"] for r in found))
    rates = {(r["documents"], r["test"]): r["rate"] for r in found}
    rows = [[str(n), *(table.number(rates[n, test]) for test in tests)] for n in sizes]
    return table.markdown(["documents", *tests], rows, written=True)


def detectable() -> str:
    """The smallest difference that is found four times in five, in Markdown."""
    rows = [[str(r["documents"]), f"{100 * r['detectable']:.1f}"] for r in _simulated()["effects"]]
    return table.markdown(["documents", "detectable (points)"], rows, written=True)


def _simulated() -> dict[str, Any]:
    path: Path = shipped.root() / "bench" / "coverage.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


BLOCKS: dict[str, Callable[..., str]] = {
    "systems": systems,
    "systems-companions": companions,
    "coverage": coverage,
    "group-coverage": group_coverage,
    "measure-coverage": measure_coverage,
    "levels": levels,
    "detectable": detectable,
}
"""Blocks that a marker may name."""
