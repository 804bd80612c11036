"""Results read back from the JSON that `plain` writes."""

from __future__ import annotations

import os
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from presscheck.document import jsonl
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.layers import PARTS, TASKS
from presscheck.measure.assignment import CROWDED
from presscheck.measure.counts import Counts, total
from presscheck.measure.measure import Measure
from presscheck.measure.signature import Signature
from presscheck.scoring.plain_values import remainder
from presscheck.scoring.result import Result
from presscheck.scoring.selection import held
from presscheck.scoring.totals import LeaveOneOut

NOT_IN_GOLD = "not in gold"

WAY_OUT = "`presscheck score PRED --format result -o FILE` writes one"


def result(
    values: Mapping[str, Any], name: str = "result", way_out: str = WAY_OUT, own: Iterable[Measure] = ()
) -> Result:
    """Read back what `plain` wrote.

    Args:
        values: the parsed JSON.
        name: the file's name for messages.
        way_out: how such a file is made, for messages.
        own: the rows of the user's own that it may hold.

    Raises:
        InvalidInputError: it has no counts per unit, or is not a result at all.
    """
    try:
        return _result(values, own)
    except KeyError as error:
        what = f"`{error.args[0]}` is missing"
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        what = str(error)
    message = f"this is not a result with counts per unit: {what}; {way_out}"
    raise InvalidInputError([Finding(rule="result", level="error", message=message, file=name)])


def _result(values: Mapping[str, Any], own: Iterable[Measure]) -> Result:
    signature = Signature(**values["signature"])
    units = values["units"]
    totals = {cell: _counts(labels) for cell, labels in units["labels"].items()}
    listed = units.get("rows")
    if listed is not None and (strays := values["measures"].keys() - set(listed)):
        raise ValueError(f"`units.rows` does not list {', '.join(sorted(strays))}")
    rows = held(signature, listed, totals, own)
    return Result(
        signature=signature,
        rows=rows,
        totals=totals,
        slices={(row, by): _counts(labels) for row, by, labels in units["slices"]},
        extra={(row, by): Counter(numbers) for row, by, numbers in units["extra"]},
        units=list(units["documents"]),
        vectors={cell: _vector(fours, len(units["documents"])) for cell, fours in units["counts"].items()},
        tasks=_tasks(values["layers"]) | _parts(rows, values["measures"]) | _unsolved(values["measures"]),
        anchoring=dict(values["anchoring"]),
        label_map_lost=dict(values["label_map_lost"]),
        warnings=[*values["warnings"], *_left_out(listed or (), rows)],
        invented=list(values.get("invented", [])),
        ci={row: entry["ci"] for row, entry in values["measures"].items() if "ci" in entry},
        within={kind: _units(part, totals) for kind, part in units["within"].items()},
    )


def _left_out(listed: Sequence[str], rows: Iterable[Measure]) -> list[str]:
    """What a file holds and this toolkit cannot show, in words."""
    known = {row.id for row in rows}
    if unknown := [name for name in listed if name not in known]:
        way_out = "they are a newer version's, or your own: then give `measures` their rows"
        return [f"left out, because there are no such measures here: {', '.join(unknown)}; {way_out}"]
    return []


def _units(part: Mapping[str, Any], totals: Mapping[str, Mapping[str, Counts]]) -> LeaveOneOut:
    many = len(part["ids"])
    left = {cell: _vector(fours, many) for cell, fours in part["left"].items()}
    own = {
        cell: _vector(remainder(total(totals[cell].values()), vector), many) for cell, vector in left.items()
    }
    own |= {cell: _vector(fours, many) for cell, fours in part["own"].items()}
    return LeaveOneOut(ids=list(part["ids"]), bears=dict(part["bears"]), left=left, own=own)


def _counts(labels: Mapping[str, Sequence[float]]) -> dict[str, Counts]:
    return {label: Counts(*numbers) for label, numbers in labels.items()}


def _vector(fours: Sequence[Sequence[float]], many: int) -> array[float]:
    if len(fours) != many or any(len(four) != 4 for four in fours):
        raise ValueError(f"{len(fours)} units with counts, where {many} units with four counts belong")
    return array("d", [x for four in fours for x in four])


def read(path: str | os.PathLike[str]) -> dict[str, Any] | None:
    """The parsed JSON of a file that holds one object with a signature; None for any other file.

    A prediction is JSONL, its first line a whole document; a result is one object over many lines.
    They are told apart by content.

    Raises:
        UsageError: the file cannot be opened.
    """
    with jsonl.opened(path) as file:
        start = file.readline()
        if start.strip() != b"{" and b'"signature"' not in start:
            return None
        try:
            values = jsonl.strict(start + file.read())
        except ValueError:
            return None
    return values if isinstance(values, dict) and "signature" in values else None


def _unsolved(entries: Mapping[str, Any]) -> dict[str, str]:
    """The rows that had too much to compare, and where."""
    reasons = {row: entry.get("reason") or "" for row, entry in entries.items()}
    return {row: reason for row, reason in reasons.items() if reason.startswith(CROWDED)}


def _parts(rows: Iterable[Measure], entries: Mapping[str, Any]) -> dict[str, str]:
    """What gold does not have of that which single rows ask of it: those rows are silent, or not shown."""
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
