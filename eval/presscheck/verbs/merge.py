"""`presscheck.merge`: results of shards as one result."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from presscheck.document.exceptions import UsageError
from presscheck.scoring import stored
from presscheck.scoring.result import Result
from presscheck.scoring.stored_form import writes
from presscheck.statistics import stored_results
from presscheck.statistics.merge import merge as merged
from presscheck.text.kinds import kind
from presscheck.verbs.options import answered


@answered
def merge(results: Iterable[str | os.PathLike[str] | Result] | Mapping[str, Result]) -> Result:
    """Add up results of different documents; counts are added and divided once.

    Args:
        results: results, files that `Result.save` or `presscheck score --format result` wrote, or names
            and results; their order does not matter.

    Raises:
        InvalidInputError: they were scored with other settings, or share a document.
        UsageError: a file is not a result.

    >>> from presscheck import score
    >>> def shard(name):
    ...     return {"id": name, "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    >>> merge(score(shard(name), shard(name)) for name in ("a", "b")).units
    ['a', 'b']
    """
    if isinstance(results, Mapping) and not isinstance(results, Result):
        wrong = [value for value in results.values() if not isinstance(value, Result)]
        if wrong or not results:
            got = kind(wrong[0]) if wrong else "nothing"
            raise UsageError(f"merge: expected names and results, got {got}")
        return merged(results)
    if isinstance(results, str | os.PathLike | Result) or not isinstance(results, Iterable):
        raise UsageError(f"merge: expected a list of results or of their files, got {kind(results)}")
    shards: dict[str, Result] = {}
    for number, given in enumerate(results, 1):
        if not isinstance(given, str | os.PathLike | Result):
            raise UsageError(f"merge: expected a result or its file, got {kind(given)}")
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
        raise UsageError(f"{path}: expected a stored result, got another file; {writes()}")
    return stored_results.result(values, path)
