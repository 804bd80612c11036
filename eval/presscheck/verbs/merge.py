"""`presscheck.merge`: results of shards as one result."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from presscheck.document.exceptions import UsageError
from presscheck.scoring import stored
from presscheck.scoring.result import Result
from presscheck.statistics import stored_results
from presscheck.statistics.merge import merge as merged


def merge(results: Iterable[str | os.PathLike[str] | Result] | Mapping[str, Result]) -> Result:
    """Add up results of different documents; counts are added and divided once.

    Args:
        results: results, files that `presscheck score PRED --format result -o FILE` wrote, or names and
            results; their order does not matter.

    Raises:
        InvalidInputError: they were scored with other settings, or share a document.
        UsageError: a file is not a result.

    >>> from presscheck import score
    >>> def shard(name):
    ...     return {"id": name, "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    >>> merge(score(shard(name), shard(name)) for name in ("a", "b")).units
    ['a', 'b']
    """
    if isinstance(results, Mapping):
        return merged(results)
    shards: dict[str, Result] = {}
    for number, given in enumerate(results, 1):
        name = f"result {number}" if isinstance(given, Result) else os.fspath(given)
        if name in shards:
            raise UsageError(f"{name} is given twice")
        shards[name] = given if isinstance(given, Result) else _read(name)
    if not shards:
        raise UsageError("merge: expected at least one result, got none")
    return merged(shards)


def _read(path: str) -> Result:
    values = stored.read(path)
    if values is None:
        raise UsageError(f"{path}: expected a stored result, got another file; {stored.WAY_OUT}")
    return stored_results.result(values, path)
