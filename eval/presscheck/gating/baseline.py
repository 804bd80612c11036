"""A baseline: a result that later ones are held to, with the names of its wrong items.

It keeps the counts of every unit, so that a paired interval needs no old
predictions, and the errors of every document, so that new ones can be listed.
Keys are sorted: what an update changed is a readable difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from presscheck.document.exceptions import UsageError
from presscheck.document.rule import Violation
from presscheck.gating.known_errors import KnownErrors, KnownItems, contradictions
from presscheck.measure.measure import Measure
from presscheck.scoring import plain_values, stored
from presscheck.scoring.items import Outcomes
from presscheck.scoring.result import Result
from presscheck.scoring.stored import CONTRADICTION
from presscheck.scoring.stored_form import refusal, shaped
from presscheck.statistics import stored_results
from presscheck.text import wording

FORMAT = "presscheck-baseline-2"

OLDER = "presscheck-baseline-1"
"""The format of 0.1.0, with the items that are right instead of those that are missed."""

TOLERANCE = 1e-9
"""Equality passes: rounding is not a drop."""


class Baseline(msgspec.Struct, kw_only=True):
    """The contents of a baseline file.

    Args:
        result: with its counts per unit.
        errors: the items that were wrong.
        measures: measure -> value, as it was then.
    """

    result: Result
    errors: KnownErrors
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


def from_result(result: Result, items: Mapping[str, Outcomes] | KnownErrors) -> Baseline:
    """The baseline that a result makes.

    Args:
        result: from `api.score`.
        items: of the measures that have items; or the wrong ones of them, as `KnownErrors` collects them.
    """
    values = _held(result)
    grouped = result.signature.groups is not None  # nobody reads the items of so many documents
    errors = items if isinstance(items, KnownErrors) else KnownErrors.from_outcomes(items)
    return Baseline(
        result=result, errors=KnownErrors() if grouped else errors.of_measures(values), measures=values
    )


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
    return "".join(pieces(baseline))


def pieces(baseline: Baseline) -> Iterator[str]:
    """The file's text, piece by piece."""
    errors = {
        "measures": sorted(baseline.errors.measures),
        "documents": msgspec.to_builtins(baseline.errors.stored()),
    }
    values = {"format": FORMAT, "errors": errors, **plain_values.plain(baseline.result)}
    yield from plain_values.pieces(values)
    yield "\n"


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
    form = shaped({k: v for k, v in values.items() if k in _ITEMS}, _ITEMS_OF[values["format"]])
    if isinstance(form, Violation):
        raise refusal("baseline", path, [form], "this baseline is broken", heals())
    rest = {key: value for key, value in values.items() if key not in ("format", *_ITEMS)}
    result = stored_results.result(rest, path, heals(), own, "baseline")
    errors = form.known(result)
    if problems := [*contradictions(errors, result)]:
        raise refusal("baseline", path, problems, CONTRADICTION, heals())
    held = {m: values["measures"][m][_headline(result, m)] for m in _held(result) if m in values["measures"]}
    return Baseline(result=result, errors=errors, measures=held)


class StoredErrors(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The wrong items of a baseline file.

    Args:
        measures: those that have items.
        documents: document -> measure -> its wrong items; measures with the same items are named together,
            with commas.
    """

    measures: list[str]
    documents: dict[str, dict[str, KnownItems]]


class StoredItems(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The contents of a baseline file beside its result."""

    errors: StoredErrors

    def known(self, result: Result) -> KnownErrors:  # noqa: ARG002 - as in older files
        """The errors."""
        return KnownErrors(self.errors.measures, self.errors.documents)


class OlderItems(msgspec.Struct, forbid_unknown_fields=True):
    """The items of one measure in a file of 0.1.0, each by its name in the document.

    Args:
        right: document -> gold items that the prediction got right.
        spurious: document -> predicted items that answer no gold item.
    """

    right: dict[str, list[str]]
    spurious: dict[str, list[str]]


class OlderStoredItems(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The contents of a baseline file of 0.1.0 beside its result."""

    items: dict[str, OlderItems]

    def known(self, result: Result) -> KnownErrors:
        """The errors; of each measure something is known in each document."""
        documents: dict[str, dict[str, KnownItems]] = {}
        for measure, kept in self.items.items():
            for doc in {*result.units, *kept.right, *kept.spurious}:
                right, spurious = (" ".join(side.get(doc, ())) for side in (kept.right, kept.spurious))
                of_document = documents.setdefault(doc, {})
                of_document[measure] = KnownItems(right=right, spurious=spurious)
        return KnownErrors(self.items, documents)


_ITEMS = ("errors", "items")
_ITEMS_OF: dict[str, type[StoredItems] | type[OlderStoredItems]] = {
    FORMAT: StoredItems,
    OLDER: OlderStoredItems,
}
"""Format -> the struct of what is in the file beside its result."""


def _opened(path: str) -> dict[str, Any]:
    """The plain values of a file that says it is a baseline."""
    values = stored.read(path, heals())
    if values is None or values.get("format") not in [*_ITEMS_OF]:
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
