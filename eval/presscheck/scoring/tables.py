"""A result as flat numbers: a dict for loggers, rows for data frames, counts that can be added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from presscheck.document.exceptions import UsageError
from presscheck.layers import MEASURES
from presscheck.measure.counts import Counts, total
from presscheck.measure.measure import Entry, Measure, safe_name
from presscheck.scoring.selection import table_of
from presscheck.scoring.totals import Entries, shaped
from presscheck.text import wording
from presscheck.text.kinds import kind

RATIOS = ("precision", "recall", "f1", "accuracy", "value")
"""The keys of an entry that are values; the rest are counts and words."""

_COUNTS = ("tp_pred", "n_pred", "tp_gold", "n_gold")

PlainCounts = Mapping[str, Mapping[str, float]]
"""Cell -> the four counts by name."""


def flat(result: Entries) -> dict[str, float]:
    """Every value of a result under one legal name; values that are undefined are left out.

    Args:
        result: what was scored.
    """
    return {
        f"{safe_name(row.id)}.{key}": float(value)
        for row in result.shown()
        for key, value in result.entry(row).items()
        if key in RATIOS and value is not None
    }


def rows(result: Entries) -> Iterator[dict[str, Any]]:
    """One flat row for each measure and each label that it is broken down by.

    Args:
        result: what was scored.
    """
    for row in result.shown():
        entry = result.entry(row)
        yield _row(row, "", "", entry) | _bounds(row, entry)
        for by, parts in entry.get("by", {}).items():
            for label, part in parts.items():
                yield _row(row, by, label, part) | {"low": None, "high": None}


def _row(row: Measure, by: str, label: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    names = {"layer": row.layer, "measure": row.id, "by": by, "label": label}
    numbers = {key: entry.get(key) for key in (*RATIOS, *_COUNTS)}
    if row.kind == "accuracy":
        numbers |= {"tp_pred": entry.get("right"), "n_pred": entry.get("n")}
    return names | numbers


def _bounds(row: Measure, entry: Mapping[str, Any]) -> dict[str, Any]:
    low, high = entry.get("ci", {}).get(row.headline) or (None, None)
    return {"low": low, "high": high}


def counts(result: Entries) -> dict[str, dict[str, float]]:
    """The counts that everything else is divided from: cell -> four numbers by name.

    Args:
        result: what was scored.
    """
    return {cell: result.whole(cell)._asdict() for cell in result.totals}


def per_document(result: Entries) -> dict[str, dict[str, Entry]]:
    """Every measure of every document: id -> measure -> entry.

    Args:
        result: with counts of every document.

    Raises:
        UsageError: it has counts of groups of documents.
    """
    if result.signature.groups is not None:
        raise UsageError(
            f"this result has counts of {result.signature.groups} groups of documents, not of documents; "
            f"{wording.option('per_document', 'FILE')} of {wording.verb('score')} writes those"
        )
    vectors = {cell: result.per_unit(cell) for cell in result.vectors}
    return {
        name: {
            row.id: _composed(row, {cell: units[i] for cell, units in vectors.items()})
            for row in result.attempted()
        }
        for i, name in enumerate(result.units)
    }


def from_counts(several: Iterable[PlainCounts], profile: str | None = None) -> dict[str, Entry]:
    """Add up counts and divide once: the measures whose cells are in all of them, composed ones too.

    Args:
        several: what `Result.counts` gave, for one document each, or for shards.
        profile: that they were scored under.

    Returns:
        measure -> entry, as in the scores JSON, without intervals and breakdowns.

    Raises:
        ValueError: a cell has other numbers than the four.

    >>> from presscheck import score
    >>> gold = [{"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> one = score(gold, gold, measures="mention.strict").counts()
    >>> from_counts([one, one])["mention.strict"]["n_gold"]
    2
    """
    listed = [{cell: _counts(cell, four) for cell, four in one.items()} for one in _listed(several)]
    cells = set[str]().union(*listed)
    sums = {cell: total(one[cell] for one in listed if cell in one) for cell in cells}
    table = table_of(profile) if profile is not None else MEASURES
    return {row.id: _composed(row, sums) for row in table if not row.hidden and _has(row, cells)}


def _listed(several: Iterable[PlainCounts]) -> list[PlainCounts]:
    if not isinstance(several, Iterable) or isinstance(several, Mapping):
        raise UsageError(f"from_counts: expected a list of counts, got {kind(several)}")
    listed = [*several]
    for one in listed:
        if not isinstance(one, Mapping):
            raise UsageError(f"from_counts: expected what `Result.counts` gave, got {kind(one)}")
    return listed


def _has(row: Measure, cells: set[str]) -> bool:
    return cells.issuperset(row.cells) if row.compose else row.id in cells


def _composed(row: Measure, cells: Mapping[str, Counts]) -> Entry:
    if row.compose:
        return {"kind": row.kind, **row.compose({cell: cells[cell] for cell in row.cells})}
    return {"kind": row.kind, **shaped(row, cells[row.id])}


def _counts(cell: str, four: Mapping[str, float]) -> Counts:
    if set(four) != set(_COUNTS):
        raise ValueError(
            f"{cell}: expected the counts {', '.join(_COUNTS)}; got {', '.join(four) or 'nothing'}"
        )
    return Counts(**four)
