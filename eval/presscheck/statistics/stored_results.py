"""Stored results, proved to the last: every reader of such a file passes through `result`.

What `scoring.stored` proves is the counts and the values made of them; here
the intervals are made anew, and have to be the ones that the file holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from presscheck.document.rule import Violation
from presscheck.measure.measure import Measure
from presscheck.scoring import proof, stored
from presscheck.scoring.result import Result
from presscheck.scoring.stored import CONTRADICTION
from presscheck.scoring.stored_form import refusal
from presscheck.statistics import jackknife
from presscheck.version import __version__

_METHOD = re.compile(r"jackknife-logit-t|bootstrap-[1-9]\d{0,6}-\d{1,18}")
"""The `resample` of a signature: nobody draws more than ten million corpora."""

_CLOSE = 1e-6
"""Allowed difference of an interval of counts with twelve decimals."""


def result(
    values: Mapping[str, Any],
    name: str = "result",
    way_out: str | None = None,
    own: Iterable[Measure] = (),
    rule: str = "result",
) -> Result:
    """Read back what `plain_values.plain` wrote, if all of it can be true.

    Args:
        values: the parsed JSON.
        name: the file's name for messages.
        way_out: how such a file is made, for messages; by default of a result.
        own: the rows of the user's own that it may hold.
        rule: the kind of file, for messages.

    Raises:
        InvalidInputError: it has no counts per unit, is not a result at all, or contradicts itself.

    >>> from presscheck import api
    >>> from presscheck.scoring.plain_values import plain
    >>> gold = [{"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> values = plain(api.score(gold, gold, measures="mention.strict"))
    >>> result(values)["mention.strict"]["f1"]
    1.0
    >>> values["measures"]["mention.strict"]["f1"] = 0.5
    >>> result(values)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    presscheck.document.exceptions.InvalidInputError: result $.measures.mention.strict.f1: error[result]: ...
    """
    found = stored.result(values, name, way_out, own, rule)
    if problems := [
        *_of_units(found),
        *(() if _of_method(found) else _of_intervals(found)),
        *_of_method(found),
    ]:
        raise refusal(rule, name, problems, CONTRADICTION, way_out)
    return found


def _of_units(found: Result) -> Iterator[Violation]:
    """Check what leave-one-out needs of a single article: its parts, for every measure."""
    if len(found.units) != 1:
        return
    for row in found.attempted():
        kind = jackknife.unit_of(row)
        part = found.within.get(kind)
        for cell in row.cells or (row.id,):
            if part is None or cell not in part.left:
                yield Violation(
                    "$.units.within", f"`{kind}` does not contain {cell}, of which {row.id} is made"
                )


def _of_method(found: Result) -> list[Violation]:
    name = found.signature.resample
    if name is None or _METHOD.fullmatch(name):
        return []
    say = f"{name!r} is not a way to make intervals; expected jackknife-logit-t or bootstrap-TRIALS-SEED"
    return [Violation("$.signature.resample", say)]


def _of_intervals(found: Result) -> Iterator[Violation]:
    """Intervals that are not those of the file's own counts; drawn ones can only be looked at."""
    method = found.signature.resample
    wanted = {row.id for row in found.shown()} if method is not None else set()
    ours = found.signature.version == __version__
    for measure in sorted(found.ci.keys() - wanted if ours else ()):
        yield Violation(f"$.measures.{measure}.ci", "an interval, though by the signature there are none")
    for row in (row for row in found.shown() if row.id in wanted):
        path, ci = f"$.measures.{row.id}.ci", found.ci.get(row.id)
        if ci is None:
            if ours:
                yield Violation(path, f"is missing, though the signature has {method}")
        elif ours or not proof.redefined(found.signature.version, row.id):
            yield from _of_interval(path, ci, row, found)


def _of_interval(path: str, ci: Any, row: Measure, found: Result) -> Iterator[Violation]:
    if not isinstance(ci, dict):
        yield Violation(path, "expected an object")
        return
    bounds = ci.get(row.headline)
    if not _bounds(bounds):
        yield Violation(f"{path}.{row.headline}", "expected a lower and an upper end, in this order")
        return
    cells = row.cells or (row.id,)
    if len(found.units) == 1 and not all(any(c in p.left for p in found.within.values()) for c in cells):
        yield Violation(path, f"the file does not contain the parts of the article that {row.id} needs")
        return
    right = jackknife.interval(found, row)
    if str(found.signature.resample).startswith("bootstrap"):
        sample = jackknife.sample(found, row)
        right = {**ci, "level": jackknife.LEVEL, "unit": sample.unit, "units": len(sample.ids)}
    for key in sorted((right.keys() | ci.keys()) - {"reason"}):  # its words may change
        then, now = ci.get(key), right.get(key)
        if not _alike(then, now):
            yield Violation(f"{path}.{key}", f"{then} does not follow from its counts, which give {now}")


def _bounds(value: Any) -> bool:
    """Return whether a value is an interval, or null for none; the ends may be undefined."""
    if value is None:
        return True
    if not isinstance(value, list) or len(value) != 2:
        return False
    ends = [end for end in value if end is not None]
    return all(map(proof.is_number, ends)) and ends == sorted(ends)


def _alike(then: Any, now: Any) -> bool:
    if isinstance(then, list) and isinstance(now, list):
        return len(then) == len(now) and all(
            a == b if a is None or b is None else abs(a - b) <= _CLOSE for a, b in zip(then, now, strict=True)
        )
    return proof.same(then, now)
