"""A result as JSON that can be read back: the scores, with the counts of every unit beside them.

Such a file is enough to compare two systems, to add up the shards of a corpus,
or to serve as a baseline, without the predictions it was made from.
"""

from __future__ import annotations

import json
import os
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from presscheck.document import jsonl
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.note import Note
from presscheck.layers import MEASURES
from presscheck.measure.counts import Counts, total
from presscheck.measure.measure import Measure
from presscheck.measure.signature import Signature
from presscheck.profiles import PROFILES
from presscheck.scoring.result import Result
from presscheck.scoring.selection import held
from presscheck.scoring.totals import LeaveOneOut

DIGITS = 12
"""Decimals kept: far below any tolerance, and above the noise of another order of addition."""


def plain(result: Result) -> dict[str, Any]:
    """The scores JSON with `units`: per document, and for one article per paragraph and entity.

    Args:
        result: from `api.score`.
    """
    units: dict[str, Any] = {
        "rows": [row.id for row in result.rows if not row.hidden],
        "documents": result.units,
        "counts": {cell: _fours(vector) for cell, vector in result.vectors.items()},
        "labels": {cell: _labels(labels) for cell, labels in result.totals.items()},
        "slices": [[row, name, _labels(labels)] for (row, name), labels in result.slices.items()],
        "extra": [[row, name, dict(numbers)] for (row, name), numbers in result.extra.items()],
        "within": {kind: _within(part, result) for kind, part in result.within.items()},
    }
    plain: dict[str, Any] = _rounded(result.as_dict())
    return plain | {"units": units}


def _rounded(value: Any) -> Any:
    """Ratios to fewer digits than counts, so that reading back and writing again changes nothing."""
    if isinstance(value, Mapping):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return _short(round(value, DIGITS - 2)) if isinstance(value, float) else value


def _within(part: LeaveOneOut, result: Result) -> dict[str, Any]:
    """What is left, and the shares where they are not simply the rest of it."""
    left = {cell: _fours(vector) for cell, vector in part.left.items()}
    rest = {cell: _rest(result.whole(cell), vector) for cell, vector in part.left.items()}
    own = {cell: _fours(vector) for cell, vector in part.shares().items() if _fours(vector) != rest[cell]}
    return {"ids": part.ids, "bears": part.bears, "left": left, "own": own}


def _rest(whole: Counts, left: Sequence[float]) -> list[list[float]]:
    return _fours([whole[i % 4] - x for i, x in enumerate(left)])


def _fours(vector: Sequence[float]) -> list[list[float]]:
    return [[_short(x) for x in vector[i : i + 4]] for i in range(0, len(vector), 4)]


def _labels(labels: Mapping[str, Counts]) -> dict[str, list[float]]:
    return {label: [_short(x) for x in counts] for label, counts in sorted(labels.items())}


def _short(x: float) -> float:
    rounded = round(x, DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


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


def unpickled(values: Mapping[str, Any], by: tuple[str, ...], own: tuple[Measure, ...]) -> Result:
    """The result that was pickled.

    Args:
        values: from `plain`.
        by: the breakdowns that were asked for.
        own: rows that are in none of our tables.
    """
    return msgspec.structs.replace(_result(values, own), by=by)


def own_rows(rows: Iterable[Measure]) -> tuple[Measure, ...]:
    """The rows that are in none of our tables: a user's own."""
    ours = {row.id for table in (MEASURES, *(p.measures for p in PROFILES.values())) for row in table}
    return tuple(row for row in rows if row.id not in ours)


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
        tasks=dict(values["layers"]),
        anchoring=dict(values["anchoring"]),
        label_map_lost=dict(values["label_map_lost"]),
        warnings=[*values["warnings"], *_left_out(listed or (), rows)],
        notes=[Note(**note) for note in values.get("notes", [])],
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
    own = {cell: _vector(_rest(total(totals[cell].values()), vector), many) for cell, vector in left.items()}
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


def dumps(values: Mapping[str, Any]) -> str:
    """JSON with sorted keys and a line for every cell and item, so that a change is a readable difference.

    >>> print(dumps({"b": {"x": [[1, 2], [3, 4]]}, "a": ["one", "two"]}))
    {
     "a": [
      "one",
      "two"
     ],
     "b": {
      "x": [[1,2],[3,4]]
     }
    }
    """
    return _dumped(values, "")


def _dumped(value: Any, margin: str) -> str:
    inner = margin + " "
    if isinstance(value, Mapping) and value:
        lines = [f"{_json(str(key))}: {_dumped(value[key], inner)}" for key in sorted(value)]
        opening, closing = "{}"
    elif isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        lines = [_json(part) for part in value]
        opening, closing = "[]"
    else:
        return _json(value)
    body = f",\n{inner}".join(lines)
    return f"{opening}\n{inner}{body}\n{margin}{closing}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
