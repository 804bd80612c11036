"""A result as plain values for JSON: the scores, with the counts of every unit beside them.

Such a file is enough to compare two systems, to add up the shards of a corpus,
or to serve as a baseline, without the predictions it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from presscheck.layers import MEASURES
from presscheck.measure.counts import Counts
from presscheck.measure.measure import Measure
from presscheck.profiles import PROFILES
from presscheck.scoring.totals import Entries, LeaveOneOut

DIGITS = 12
"""Decimals kept: far below any tolerance, and above the noise of another order of addition."""


def plain(result: Entries) -> dict[str, Any]:
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


def _within(part: LeaveOneOut, result: Entries) -> dict[str, Any]:
    """Return the remainders, and the shares if they are not simply the complements."""
    left = {cell: _fours(vector) for cell, vector in part.left.items()}
    rest = {cell: remainder(result.whole(cell), vector) for cell, vector in part.left.items()}
    own = {cell: _fours(vector) for cell, vector in part.shares().items() if _fours(vector) != rest[cell]}
    return {"ids": part.ids, "bears": part.bears, "left": left, "own": own}


def remainder(whole: Counts, left: Sequence[float]) -> list[list[float]]:
    """Return the counts that each unit owns in a sum: the whole less the remainder, in fours."""
    return _fours([whole[i % 4] - x for i, x in enumerate(left)])


def _fours(vector: Sequence[float]) -> list[list[float]]:
    return [[_short(x) for x in vector[i : i + 4]] for i in range(0, len(vector), 4)]


def _labels(labels: Mapping[str, Counts]) -> dict[str, list[float]]:
    return {label: [_short(x) for x in counts] for label, counts in sorted(labels.items())}


def _short(x: float) -> float:
    rounded = round(x, DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def own_rows(rows: Iterable[Measure]) -> tuple[Measure, ...]:
    """The rows that are in none of our tables: a user's own."""
    ours = {row.id for table in (MEASURES, *(p.measures for p in PROFILES.values())) for row in table}
    return tuple(row for row in rows if row.id not in ours)


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
    return "".join(pieces(values))


def pieces(value: Any, margin: str = "") -> Iterator[str]:
    """The text of `dumps`, piece by piece.

    Args:
        value: plain values.
        margin: before every line but the first.
    """
    inner = margin + " "
    if isinstance(value, Mapping) and value:
        before = "{"
        for key in sorted(value):
            yield f"{before}\n{inner}{_json(str(key))}: "
            yield from pieces(value[key], inner)
            before = ","
        yield f"\n{margin}}}"
    elif isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        lines = f",\n{inner}".join(map(_json, value))
        yield f"[\n{inner}{lines}\n{margin}]"
    else:
        yield _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
