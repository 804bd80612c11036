"""A baseline: a result that later ones are held to, with the names of its right items.

It keeps the counts of every unit, so that a paired interval needs no old
predictions, and the items, so that new errors can be listed. Keys are sorted
and lines short: what an update changed is a readable difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from presscheck.document.exceptions import UsageError
from presscheck.document.rule import Violation
from presscheck.gating.kept_items import KeptItems, contradictions
from presscheck.measure.measure import Measure
from presscheck.scoring import plain_values, stored
from presscheck.scoring.items import Outcomes
from presscheck.scoring.result import Result
from presscheck.scoring.stored import CONTRADICTION
from presscheck.scoring.stored_form import refusal, shaped
from presscheck.statistics import stored_results
from presscheck.text import wording

FORMAT = "presscheck-baseline-1"

TOLERANCE = 1e-9
"""Equality passes: rounding is not a drop."""


class Baseline(msgspec.Struct, kw_only=True):
    """The contents of a baseline file.

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
    """Return whether two values are equal but for rounding; undefined equals undefined alone.

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
    values = _held(result)
    grouped = result.signature.groups is not None  # nobody reads the items of so many documents
    kept = {} if grouped else {m: items[m] for m in values if m in items}
    return Baseline(result=result, items=kept, measures=values)


def _held(result: Result) -> dict[str, float | None]:
    """The values that later ones are held to."""
    out = left_out(result)
    return {row.id: result.value(row) for row in result.attempted() if row.id not in out}


def left_out(result: Result) -> dict[str, str]:
    """The rows that nothing can be held to, and why: 0 of 0, or a value though gold has nothing to count."""
    out = {}
    for row in result.attempted():
        if result.value(row) is None:
            out[row.id] = f"0 of 0, {result.reason(row) or 'there is nothing to count on either side'}"
        elif row.kind != "distance" and not result.founded(row):
            out[row.id] = "gold has nothing to count"
    return out


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
    """A baseline file, if it has the form of one and its numbers can be true.

    Args:
        path: as `dumps` wrote it.
        own: the rows of the user's own that it may hold.

    Raises:
        InvalidInputError: it is not a baseline, or contradicts itself.
        UsageError: it cannot be opened.
    """
    if not Path(path).exists():
        raise UsageError(f"{path}: No such file or directory; {writes()}")
    values = _opened(path)
    form = shaped({key: value for key, value in values.items() if key == "items"}, StoredItems)
    if isinstance(form, Violation):
        raise refusal("baseline", path, [form], "this baseline is broken", heals())
    rest = {key: value for key, value in values.items() if key not in ("format", "items")}
    result = stored_results.result(rest, path, heals(), own, "baseline")
    if problems := [*contradictions(form.items, result)]:
        raise refusal("baseline", path, problems, CONTRADICTION, heals())
    held = {m: values["measures"][m][_headline(result, m)] for m in _held(result) if m in values["measures"]}
    return Baseline(result=result, items={m: k.outcomes() for m, k in form.items.items()}, measures=held)


class StoredItems(msgspec.Struct, kw_only=True):
    """The contents of a baseline file beside its result."""

    items: dict[str, KeptItems]


def _opened(path: str) -> dict[str, Any]:
    """The plain values of a file that says it is a baseline."""
    values = stored.read(path, heals())
    if values is None or values.get("format") != FORMAT:
        wrong = Violation(
            "$", "it has no signature and counts" if values is None else f"`format` is not {FORMAT}"
        )
        raise refusal("baseline", path, [wrong], "this is not a baseline", writes())
    return values


def _headline(result: Result, measure: str) -> str:
    return next(row.headline for row in result.rows if row.id == measure)


def writes() -> str:
    """Say what makes a baseline."""
    return f"{_gate('--update', 'update=True')} writes one"


def heals() -> str:
    """Say what replaces a baseline."""
    return f"{_gate('--update --force', 'update=True, force=True')} writes it anew"


def _gate(shell: str, python: str) -> str:
    return wording.verb("gate", f"PRED --baseline FILE {shell}", f"(PRED, baseline=FILE, {python})")
