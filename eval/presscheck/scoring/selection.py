"""From names to rows: which measures and breakdowns are scored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias, get_args

import msgspec

from presscheck.document.exceptions import UsageError
from presscheck.layers import MEASURES, TASKS
from presscheck.measure.measure import Layer, Measure
from presscheck.profiles import PROFILES
from presscheck.text.nearest import nearest

Wanted: TypeAlias = str | Iterable[str | Measure] | None


DOCUMENT = {"document": "id", "publisher": "publisher", "published": "published", "language": "language"}
"""Attributes of a document that any measure can be broken down by, and their keys."""


def select(measures: Wanted, profile: str | None = None, own: Iterable[Measure] = ()) -> tuple[Measure, ...]:
    """The rows that were asked for, in table order, and the hidden cells they are made of.

    Args:
        measures: "default", "all", ids or layer names, or rows of the user's own.
        profile: whose table is meant, if not ours.
        own: rows of the user's own that `measures` may name by id.

    Raises:
        UsageError: no measure, layer or profile has that name, or a row of the user's own cannot be scored.
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
        chosen = _named(measures, [*shown, *own])
    cells = {cell for row in chosen for cell in row.cells}
    added = _own(chosen, table)
    parts = (row if row in chosen else msgspec.structs.replace(row, hidden=True) for row in table)
    return (*(row for row in parts if not row.hidden or row.id in cells), *added)


def own_rows(measures: Wanted) -> list[Measure]:
    """The rows of the user's own among what was asked for.

    >>> own_rows(["mention.strict", Measure(id="mine.ends", layer="mentions", says="Ends.")])[0].id
    'mine.ends'
    """
    if measures is None or isinstance(measures, str):
        return []
    return [row for row in measures if isinstance(row, Measure)]


def _own(chosen: Iterable[Measure], table: Sequence[Measure]) -> list[Measure]:
    """The rows that no table of ours has, each once.

    Raises:
        UsageError: with the first thing that keeps a row from being scored.
    """
    own: dict[str, Measure] = {}
    for row in chosen:
        if row not in table and own.setdefault(row.id, row) != row:
            raise UsageError(f"measure {row.id!r}: two rows have this id; give each an id of its own")
    known = {row.id for row in (*table, *own.values()) if row.count}
    for row in own.values():
        for problem in _problems(row, known):
            raise UsageError(f"measure {row.id!r}: {problem}")
    return list(own.values())


_ID = re.compile(r"[\w+-]+(\.[\w+-]+)+")
_SHIPPED = {row.id: row for row in (*MEASURES, *(r for p in PROFILES.values() for r in p.measures))}
_HEADLINES = {
    "prf": ("f1", "precision", "recall"),
    "accuracy": ("accuracy",),
    "mean": ("f1",),
    "distance": ("value",),
}


def _problems(row: Measure, cells: set[str]) -> Iterator[str]:
    """What keeps a row from being scored, and what would be right.

    Args:
        row: of the user's own.
        cells: the ids of all rows with counts that are at hand.
    """
    layers = get_args(Layer)
    unknown = [cell for cell in row.cells if cell not in cells]
    if not _ID.fullmatch(row.id):
        yield "expected an id such as 'mention.ends': words joined by points, for it is a key in files"
    if _SHIPPED.get(row.id, row) != row:
        yield "a measure of presscheck has this id; choose another, such as one that begins with your name"
    if row.layer not in layers:
        yield f"expected a layer, got {row.layer!r}; {nearest(row.layer, layers)}"
    if row.task not in TASKS:
        yield f"`needs` has no task {row.task!r}; {nearest(row.task, TASKS)}"
    if (row.count is None) == (row.compose is None):
        yield "expected either `count`, such as matched_sets(view), or `cells` and `compose`"
    if unknown:
        yield f"no row counts the cell {unknown[0]!r}; {nearest(unknown[0], sorted(cells))}"
    if row.kind not in _HEADLINES:
        yield f"expected a kind of entry, got {row.kind!r}; {nearest(row.kind, _HEADLINES)}"
    elif row.count and row.kind not in ("prf", "accuracy"):
        yield f"counts make a measure of kind 'prf' or 'accuracy', not {row.kind!r}"
    elif row.headline not in _HEADLINES[row.kind]:
        options = " or ".join(map(repr, _HEADLINES[row.kind]))
        yield f"a measure of kind {row.kind!r} has the headline {options}, not {row.headline!r}"


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
