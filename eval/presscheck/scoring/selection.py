"""From names to rows: which measures and breakdowns are scored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from presscheck.document.exceptions import UsageError
from presscheck.layers import MEASURES
from presscheck.measure.measure import Measure
from presscheck.profiles import PROFILES
from presscheck.text.nearest import nearest

Wanted: TypeAlias = str | Iterable[str | Measure] | None


DOCUMENT = {"document": "id", "publisher": "publisher", "published": "published", "language": "language"}
"""Attributes of a document that any measure can be broken down by, and their keys."""


def select(measures: Wanted, profile: str | None = None) -> tuple[Measure, ...]:
    """The rows that were asked for, in table order, and the hidden cells they are made of.

    Raises:
        UsageError: no measure, layer or profile has that name.
    """
    if profile is not None and profile not in PROFILES:
        raise UsageError(f"there is no profile {profile!r}; {nearest(profile, PROFILES)}")
    table = PROFILES[profile].measures if profile is not None else MEASURES
    shown = [row for row in table if not row.hidden]
    if measures is None or measures == "default":
        chosen = shown if profile is not None else [row for row in shown if row.default]
    elif measures == "all":
        chosen = shown
    else:
        chosen = _named(measures, shown)
    cells = {cell for row in chosen for cell in row.cells}
    own = [row for row in chosen if row not in table]
    parts = (row if row in chosen else msgspec.structs.replace(row, hidden=True) for row in table)
    return (*(row for row in parts if not row.hidden or row.id in cells), *own)


def _named(measures: str | Iterable[str | Measure], table: list[Measure]) -> list[Measure]:
    names = measures.split(",") if isinstance(measures, str) else measures
    found: list[Measure] = []
    for name in names:
        if isinstance(name, Measure):
            found.append(name)
            continue
        fits = [row for row in table if name.strip() in (row.id, row.layer)]
        if name.strip() == "default":
            fits = [row for row in table if row.default]
        if not fits:
            known = [*dict.fromkeys(row.layer for row in table), *(row.id for row in table)]
            raise UsageError(f"there is no measure {name.strip()!r}; {nearest(name.strip(), known)}")
        found += fits
    return found


def _name(measures: Wanted) -> str:
    if measures is None:
        return "default"
    names = measures.split(",") if isinstance(measures, str) else measures
    return ",".join(m.strip() if isinstance(m, str) else m.id for m in names)


def _known_breakdowns(by: Iterable[str], rows: Iterable[Measure]) -> tuple[str, ...]:
    """The names that were asked for.

    Raises:
        UsageError: neither a document nor any of the measures has such an attribute.
    """
    names = tuple(dict.fromkeys(by))
    known = dict.fromkeys(DOCUMENT)
    for row in rows:
        known |= dict.fromkeys((*row.slices, *((row.by,) if row.by else ())))
    for name in names:
        if name not in known:
            raise UsageError(f"by: there is no breakdown {name!r}; {nearest(name, known)}")
    return names
