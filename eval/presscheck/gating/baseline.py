"""A baseline: a result that later ones are held to, with the names of its right items.

It keeps the counts of every unit, so that a paired interval needs no old
predictions, and the items, so that new errors can be listed. Keys are sorted
and lines short: what an update changed is a readable difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.measure.measure import Measure
from presscheck.scoring import plain_values, stored
from presscheck.scoring.items import Outcomes
from presscheck.scoring.result import Result

FORMAT = "presscheck-baseline-1"

TOLERANCE = 1e-9
"""Equality passes: rounding is no drop."""


class Baseline(msgspec.Struct, kw_only=True):
    """What a baseline file holds.

    Args:
        result: with its counts per unit.
        items: measure -> its items.
        measures: measure -> value, as it was then.
    """

    result: Result
    items: dict[str, Outcomes]
    measures: dict[str, float | None]

    def value(self, measure: str) -> float | None:
        """The value of a measure then; None where undefined or missing."""
        return self.measures.get(measure)

    def moved(self) -> list[str]:
        """The measures that its own counts have another value for now: the toolkit's formula has changed."""
        now = {row.id: self.result.value(row) for row in self.result.attempted()}
        return [m for m, then in self.measures.items() if not same(then, now.get(m))]


def same(a: float | None, b: float | None) -> bool:
    """Whether two values are equal but for rounding; undefined equals undefined alone.

    >>> same(0.5, 0.5 + 1e-12), same(0.0, None), same(None, None)
    (True, False, True)
    """
    return a == b if a is None or b is None else abs(a - b) <= TOLERANCE


def from_result(result: Result, items: Mapping[str, Outcomes]) -> Baseline:
    """The baseline that a result makes.

    Args:
        result: from `api.score`.
        items: of the measures that have items.
    """
    left_out = set(unfounded(result))
    values = {row.id: result.value(row) for row in result.attempted() if row.id not in left_out}
    return Baseline(result=result, items={m: items[m] for m in values if m in items}, measures=values)


def unfounded(result: Result) -> list[str]:
    """The rows that have a value though gold has nothing to count in them: nothing is held to that."""
    return [
        row.id
        for row in result.attempted()
        if result.value(row) is not None and row.kind != "distance" and not result.founded(row)
    ]


def dumps(baseline: Baseline) -> str:
    """The file's text."""
    kept = {
        measure: {"right": _by_document(found.right), "spurious": _by_document(found.spurious)}
        for measure, found in baseline.items.items()
    }
    values = {"format": FORMAT, "items": kept, **plain_values.plain(baseline.result)}
    return plain_values.dumps(values) + "\n"


def _by_document(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        doc, _, key = name.rpartition(" ")
        found.setdefault(doc, []).append(key)
    return found


def read(path: str, own: Iterable[Measure] = ()) -> Baseline:
    """A baseline file.

    Args:
        path: as `dumps` wrote it.
        own: the rows of the user's own that it may hold.

    Raises:
        InvalidInputError: it is no baseline.
        UsageError: it cannot be opened.
    """
    if not Path(path).exists():
        raise UsageError(f"{path}: No such file or directory; {_WAY_OUT}")
    values = stored.read(path)
    if values is None or values.get("format") != FORMAT:
        raise _no_baseline(path, "this is not a baseline")
    result = stored.result(values, path, _WAY_OUT, own)
    try:
        left_out = set(unfounded(result))
        rows = [row for row in result.attempted() if row.id not in left_out]
        kept = {row.id: values["measures"][row.id][row.headline] for row in rows}
        return Baseline(result=result, items=_items(values["items"]), measures=kept)
    except (KeyError, TypeError, AttributeError) as error:
        raise _no_baseline(path, f"this baseline is broken ({type(error).__name__}: {error})") from None


_WAY_OUT = "`presscheck gate PRED --baseline FILE --update` writes one"


def _no_baseline(path: str, what: str) -> InvalidInputError:
    return InvalidInputError(
        [Finding(rule="baseline", level="error", message=f"{what}; {_WAY_OUT}", file=path)]
    )


def _items(values: Mapping[str, Any]) -> dict[str, Outcomes]:
    return {
        measure: Outcomes(right=_named(found["right"]), spurious=_named(found["spurious"]))
        for measure, found in values.items()
    }


def _named(by_document: Mapping[str, Sequence[str]]) -> set[str]:
    return {f"{doc} {key}" for doc, keys in by_document.items() for key in keys}
