"""Check that a stored result can be true: the arithmetic that its own numbers must obey.

A file of ours holds counts by unit, the same counts by label, and the ratios
that were made of them. So it proves itself: what was changed in one place, by
hand or by a merge, no longer fits the others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isclose, isfinite
from typing import Any

from presscheck.document.rule import Violation
from presscheck.layers import definitions
from presscheck.measure.counts import Counts, total
from presscheck.measure.measure import Measure
from presscheck.profiles import PROFILES
from presscheck.scoring.stored_form import Four, StoredParts, StoredResult
from presscheck.text.plural import plural
from presscheck.text.table import number
from presscheck.version import __version__

ROUNDING = 1e-9
"""Allowed difference of numbers written with ten decimals; sums differ by a little more."""


def of_counts(stored: StoredResult) -> Iterator[Violation]:
    """Counts that cannot be: more right than there are, and sums that are not sums.

    Args:
        stored: a file of the right form.
    """
    units, ids = stored.units, stored.units.documents
    profile = PROFILES.get(stored.signature.profile or "")
    capped = profile is None or not profile.uncapped
    yield from _unique("$.units.documents", ids)
    if stored.signature.groups is not None:
        if int(stored.signature.groups) != len(ids):
            say = f"{stored.signature.groups} groups, but `units.documents` lists {len(ids)}"
            yield Violation("$.signature.groups", say)
    elif stored.signature.documents != len(ids):
        yield Violation(
            "$.signature.documents",
            f"{stored.signature.documents} documents, but `units.documents` lists {len(ids)}",
        )
    tables = [(f"labels.{cell}", labels) for cell, labels in units.labels.items()]
    tables += [(f"slices.{row}.{by}", labels) for row, by, labels in units.slices]
    for name, labels in tables:
        for label, four in labels.items():
            yield from _possible(f"$.units.{name}.{label}", four, capped=capped)
    for cell in units.counts.keys() ^ units.labels.keys():
        yield Violation("$.units", f"only one of `counts` and `labels` has the cell {cell}")
    for cell, fours in units.counts.items():
        yield from _column(f"$.units.counts.{cell}", fours, len(ids), "document", capped=capped)
        yield from _sum(cell, fours, units.labels.get(cell))
    yield from _finite(units.extra)
    yield from _parts(stored, capped=capped)


def _unique(path: str, names: Sequence[str]) -> Iterator[Violation]:
    if (
        twice := next((name for i, name in enumerate(names) if name in set(names[:i])), None)
        if len(set(names)) < len(names)
        else None
    ):
        yield Violation(path, f"{twice!r} appears twice")


def _column(
    path: str, fours: Sequence[Four], many: int, unit: str, *, capped: bool = True
) -> Iterator[Violation]:
    if len(fours) != many:
        yield Violation(path, f"{len(fours)} rows of counts, where {many} {plural(unit)} have one each")
    for i, four in enumerate(fours):
        yield from _possible(f"{path}[{i}]", four, capped=capped)


def _possible(path: str, four: Four, *, capped: bool = True) -> Iterator[Violation]:
    """Four numbers of which the right are no more than there are (negative ones have another form)."""
    counts = Counts(*four)
    if not all(map(isfinite, counts)):
        yield Violation(path, "a number that is not finite")
    elif counts.tp_pred > counts.n_pred + ROUNDING:
        yield Violation(path, f"{counts.tp_pred:g} right of {counts.n_pred:g} predicted")
    elif capped and counts.tp_gold > counts.n_gold + ROUNDING:
        yield Violation(path, f"{counts.tp_gold:g} right of {counts.n_gold:g} in gold")


def _sum(cell: str, fours: Sequence[Four], labels: Mapping[str, Four] | None) -> Iterator[Violation]:
    """The counts by label and by document are the same counts."""
    if labels is None:
        return
    by_document, by_label = (total([Counts(*four) for four in part]) for part in (fours, labels.values()))
    for name, a, b in zip(Counts._fields, by_document, by_label, strict=True):
        if not isclose(a, b, rel_tol=ROUNDING, abs_tol=ROUNDING):
            say = f"{name} adds up to {b:g} over labels and to {a:g} over documents"
            yield Violation(f"$.units.labels.{cell}", say)


def _finite(extra: Iterable[tuple[str, str, Mapping[str, float]]]) -> Iterator[Violation]:
    for row, name, numbers in extra:
        if not all(map(isfinite, numbers.values())):
            yield Violation(f"$.units.extra.{row}.{name}", "a number that is not finite")


def _parts(stored: StoredResult, *, capped: bool) -> Iterator[Violation]:
    """One article has its parts, many documents have none."""
    units = stored.units
    if len(units.documents) != 1 and units.within:
        yield Violation("$.units.within", f"parts of one article, but there are {len(units.documents)}")
    for kind, part in units.within.items():
        path = f"$.units.within.{kind}"
        yield from _unique(f"{path}.ids", part.ids)
        for layer, places in part.bears.items():
            if len(set(places)) < len(places) or any(place >= len(part.ids) for place in places):
                yield Violation(
                    f"{path}.bears.{layer}", f"expected each of {len(part.ids)} units once at most"
                )
        yield from _left(path, part, units.counts, capped=capped)


def _left(
    path: str, part: StoredParts, counts: Mapping[str, Sequence[Four]], *, capped: bool
) -> Iterator[Violation]:
    """Check that an article without one of its parts has at most the counts of the whole article."""
    for cell, fours in part.left.items():
        place = f"{path}.left.{cell}"
        yield from _column(place, fours, len(part.ids), "unit", capped=capped)
        whole = total([Counts(*four) for four in counts.get(cell, ())])
        for i, four in enumerate(fours):
            if four[1] > whole.n_pred + ROUNDING or four[3] > whole.n_gold + ROUNDING:
                yield Violation(f"{place}[{i}]", "more than the whole article has")
    for cell, shares in part.own.items():
        if len(shares) != len(part.ids) or not all(isfinite(x) for four in shares for x in four):
            yield Violation(f"{path}.own.{cell}", f"expected {len(part.ids)} units with four numbers")


def of_entries(
    stored: StoredResult, now: Mapping[str, Mapping[str, Any]], rows: Iterable[Measure]
) -> Iterator[Violation]:
    """Values that are not what the file's counts give.

    A file of another version may have other keys, and other numbers where a definition has changed since.

    Args:
        stored: the file.
        now: measure -> its entry, made anew of the file's counts.
        rows: the measures of the file that are known here.
    """
    ours = stored.signature.version == __version__
    known = {row.id for row in rows if not row.hidden}
    listed = known if stored.units.rows is None else {*stored.units.rows}
    for measure in stored.measures.keys() - listed:
        yield Violation("$.units.rows", f"`measures` has {measure}, which is not listed here")
    for measure in sorted(known):
        then, here = stored.measures.get(measure), now.get(measure)
        if ours and then is None and here is not None:
            yield Violation("$.measures", f"{measure} is missing, though there are counts of it")
        elif then is not None and here is None and ours:
            yield Violation("$.measures", f"{measure} has an entry, though it is not scored")
        elif then is not None and here is not None and not redefined(stored.signature.version, measure):
            yield from _same(f"$.measures.{measure}", _without_ci(then), _without_ci(here), exact=ours)


def redefined(version: str, measure: str) -> bool:
    """Return whether a measure means something else here than in a version of the toolkit.

    >>> redefined(__version__, "mention.strict")
    False
    """
    return bool(definitions.changed(version, __version__, [measure]))


def _without_ci(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "ci"}


def _same(path: str, then: Any, now: Any, *, exact: bool) -> Iterator[Violation]:
    """Every place in which two values differ by more than rounding."""
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for key in sorted(then.keys() & now.keys()):
            yield from _same(f"{path}.{key}", then[key], now[key], exact=exact)
        if exact and (odd := sorted(then.keys() ^ now.keys())):
            stray = "there is no" if odd[0] in then else "the file lacks"
            yield Violation(path, f"{stray} `{odd[0]}` by its counts")
    elif not same(then, now):
        yield Violation(path, f"{_shown(then)} does not follow from its counts, which give {_shown(now)}")


def same(then: Any, now: Any) -> bool:
    """Return whether two plain values are equal but for rounding; true is not 1.

    >>> same(0.5, 0.5 + 1e-12), same([1, None], [1, None]), same(True, 1), same(0.0, None)
    (True, True, False, False)
    """
    if is_number(then) and is_number(now):
        return isclose(then, now, rel_tol=ROUNDING, abs_tol=ROUNDING)
    if isinstance(then, list | tuple) and isinstance(now, list | tuple):
        return len(then) == len(now) and all(same(a, b) for a, b in zip(then, now, strict=True))
    return type(then) is type(now) and bool(then == now)


def is_number(value: Any) -> bool:
    """Return whether a plain value is a finite number, and none that no float can hold.

    >>> is_number(1), is_number(True), is_number(10**400)
    (True, False, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -sys.float_info.max <= value <= sys.float_info.max


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    return number(value, 4) if isinstance(value, float) else repr(value)[:60]
