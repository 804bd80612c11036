"""Results read back from the JSON that `plain` writes."""

from __future__ import annotations

import os
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from presscheck.document import jsonl, strict_json
from presscheck.document.rule import Violation
from presscheck.layers import PARTS, TASKS
from presscheck.measure.assignment import CROWDED
from presscheck.measure.counts import Counts, total
from presscheck.measure.measure import Measure
from presscheck.scoring.notes import unknown_layers
from presscheck.scoring.plain_values import remainder
from presscheck.scoring.proof import of_counts, of_entries
from presscheck.scoring.result import Result
from presscheck.scoring.selection import held, table_of
from presscheck.scoring.stored_form import StoredParts, StoredResult, refusal, shaped
from presscheck.scoring.totals import LeaveOneOut

NOT_IN_GOLD = "not in gold"

CONTRADICTION = "this file contradicts itself, so it was changed or damaged after it was written"
_OTHER_VALUES = f"{CONTRADICTION}, or another build of the toolkit made it"


def result(
    values: Mapping[str, Any],
    name: str = "result",
    way_out: str | None = None,
    own: Iterable[Measure] = (),
    rule: str = "result",
) -> Result:
    """Read back what `plain` wrote, if it has the form of a result and its numbers can be true.

    Args:
        values: the parsed JSON.
        name: the file's name for messages.
        way_out: how such a file is made, for messages; by default of a result.
        own: the rows of the user's own that it may hold.
        rule: the kind of file, for messages.

    Raises:
        InvalidInputError: it has no counts per unit, is not a result at all, or contradicts itself.
    """
    form = shaped(values, StoredResult)
    if isinstance(form, Violation):
        raise refusal(rule, name, [form], "this is not a result with counts per unit", way_out)
    if problems := [*of_counts(form), *unknown_layers(form.notes)]:
        raise refusal(rule, name, problems, CONTRADICTION, way_out)
    try:
        found = _result(form, own)
    except ValueError as error:
        wrong = Violation("$.signature", str(error))
        raise refusal(rule, name, [wrong], "this result cannot be read", way_out) from None
    now = {row.id: found.entry(row) for row in found.shown()}
    if problems := [*_lacking(form, found), *of_entries(form, now, found.rows)]:
        raise refusal(rule, name, problems, _OTHER_VALUES, way_out)
    return found


def _result(form: StoredResult, own: Iterable[Measure]) -> Result:
    units = form.units
    totals = {cell: _counts(labels) for cell, labels in units.labels.items()}
    rows = held(form.signature, units.rows, totals, own)
    return Result(
        signature=form.signature,
        rows=rows,
        totals=totals,
        slices={(row, by): _counts(labels) for row, by, labels in units.slices},
        extra={(row, by): Counter(numbers) for row, by, numbers in units.extra},
        units=units.documents,
        vectors={cell: _vector(fours) for cell, fours in units.counts.items()},
        tasks=_tasks(form.layers) | _parts(rows, form.measures) | _unsolved(form.measures),
        anchoring=form.anchoring,
        label_map_lost=form.label_map_lost,
        warnings=[*form.warnings, *_left_out(units.rows or (), rows)],
        notes=form.notes,
        invented=form.invented,
        ci={row: entry["ci"] for row, entry in form.measures.items() if "ci" in entry},
        within={kind: _units(part, totals) for kind, part in units.within.items()},
    )


def _lacking(form: StoredResult, found: Result) -> Iterator[Violation]:
    """Measures that the file lists and this toolkit knows, but that it has no counts of."""
    table = {row.id: row for row in table_of(form.signature.profile)}
    held_rows = {row.id for row in found.rows}
    for measure in form.units.rows or ():
        if measure in table and measure not in held_rows:
            cells = table[measure].cells or (measure,)
            lacking = next(cell for cell in cells if cell not in form.units.labels)
            yield Violation("$.units.counts", f"{lacking} is missing, of which {measure} is made")


def _left_out(listed: Sequence[str], rows: Iterable[Measure]) -> list[str]:
    """Describe the contents of a file that this toolkit cannot show."""
    known = {row.id for row in rows}
    if unknown := [name for name in listed if name not in known]:
        way_out = "they are a newer version's, or your own: then give `measures` their rows"
        return [f"left out, because there are no such measures here: {', '.join(unknown)}; {way_out}"]
    return []


def _units(part: StoredParts, totals: Mapping[str, Mapping[str, Counts]]) -> LeaveOneOut:
    left = {cell: _vector(fours) for cell, fours in part.left.items()}
    own = {cell: _vector(remainder(_whole(totals, cell), vector)) for cell, vector in left.items()}
    own |= {cell: _vector(fours) for cell, fours in part.own.items()}
    return LeaveOneOut(ids=part.ids, bears=part.bears, left=left, own=own, crowded=part.crowded)


def _whole(totals: Mapping[str, Mapping[str, Counts]], cell: str) -> Counts:
    return total(totals.get(cell, {}).values())


def _counts(labels: Mapping[str, Sequence[float]]) -> dict[str, Counts]:
    return {label: Counts(*numbers) for label, numbers in labels.items()}


def _vector(fours: Sequence[Sequence[float]]) -> array[float]:
    return array("d", [x for four in fours for x in four])


_KEYS = (b'"anchoring"', b'"invented"', b'"label_map_lost"', b'"measures"', b'"signature"', b'"units"')
"""By two of these a file is known that is meant to be a result, even if half of it is gone."""


def read(path: str | os.PathLike[str], way_out: str | None = None) -> dict[str, Any] | None:
    """The parsed JSON of a file that holds one object with a signature; None for any other file.

    A prediction is JSONL, its first line a whole document; a result is one object over many lines.
    They are told apart by content.

    Args:
        path: the file.
        way_out: how it is made, for messages; by default of a result.

    Raises:
        InvalidInputError: it is meant to be such a file, and is not JSON.
        UsageError: the file cannot be opened.
    """
    with jsonl.opened(path) as file:
        start = file.readline()
        if start.strip() != b"{" and b'"signature"' not in start:
            return None
        content = start + file.read()
    try:
        values = strict_json.loads(content)
    except ValueError as error:
        if sum(key in content for key in _KEYS) < 2:
            return None
        broken = Violation("$", str(error))
        raise refusal("json-syntax", os.fspath(path), [broken], "not JSON", way_out) from None
    return values if isinstance(values, dict) and "signature" in values else None


def _unsolved(entries: Mapping[str, Any]) -> dict[str, str]:
    """The rows that had too much to compare, and where."""
    reasons = {row: entry.get("reason") or "" for row, entry in entries.items()}
    return {row: reason for row, reason in reasons.items() if reason.startswith(CROWDED)}


def _parts(rows: Iterable[Measure], entries: Mapping[str, Any]) -> dict[str, str]:
    """Return the parts that single rows need and gold does not have: those rows are silent, or not shown."""
    asking = ((row, part) for row in rows if not row.hidden for part in row.also if part in PARTS)
    silent = {"reason": NOT_IN_GOLD}
    return {
        part: NOT_IN_GOLD for row, part in asking if entries.get(row.id, silent).get("reason") == NOT_IN_GOLD
    }


def _tasks(states: Mapping[str, str]) -> dict[str, str]:
    """The states of all tasks; in results of schema 1.0 the parts of a layer are scored as their whole."""
    parts = {name: states[task.part_of] for name, task in TASKS.items() if task.part_of in states}
    known = {**parts, **states}
    return {name: known[name] for name in (*TASKS, *states) if name in known}
