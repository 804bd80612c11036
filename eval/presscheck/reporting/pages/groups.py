"""Groups of documents side by side: their headline scores with counts and intervals (internal)."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from presscheck.reporting.pages import numbers
from presscheck.reporting.pages.gathering import System
from presscheck.scoring.result import Result
from presscheck.scoring.totals import Totals
from presscheck.statistics import intervals


class GroupRow(NamedTuple):
    """One measure of one group.

    Args:
        label: of the group.
        documents: how many.
        score: the measure.
    """

    label: str
    documents: int
    score: numbers.Headline


def groups(system: System) -> list[tuple[str, list[GroupRow]]]:
    """For each breakdown by documents that was asked for, the groups' headline scores."""
    return [(name, [*_groups(system, labels)]) for name, labels in system.labels.items()]


def _groups(system: System, labels: Sequence[str]) -> list[GroupRow]:
    rows = []
    for label in sorted(set(labels)):
        chosen = [i for i, other in enumerate(labels) if other == label]
        part = part_of(system.result, chosen)
        for group in numbers.headlines(part):
            rows += [GroupRow(label, len(chosen), score) for score in group.rows]
    return rows


def part_of(result: Result, chosen: Sequence[int]) -> Result:
    """The result of some documents alone, from the counts that are there: nothing is matched again.

    Args:
        result: of all.
        chosen: places in `result.units`.
    """
    counts = {cell: [result.per_unit(cell)[i] for i in chosen] for cell in result.vectors}
    kept = {name: getattr(result, name) for name in Totals.__struct_fields__}
    return intervals.completed(
        replace(
            Totals(**kept),
            units=[result.units[i] for i in chosen],
            vectors={cell: array("d", (x for four in fours for x in four)) for cell, fours in counts.items()},
            totals={cell: {"": sum(fours[1:], fours[0])} for cell, fours in counts.items()},
            slices={},
            extra={},
            within={},
            by=(),
        )
    )
