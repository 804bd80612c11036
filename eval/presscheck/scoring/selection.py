"""From names to rows: which measures and breakdowns are scored."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from hashlib import sha256
from typing import TypeAlias

import msgspec

from presscheck.document.exceptions import UsageError
from presscheck.layers import MEASURES
from presscheck.measure.measure import Measure, first_name
from presscheck.measure.settings import Settings
from presscheck.profiles import PROFILES
from presscheck.scoring.own_measures import checked_rows
from presscheck.text import wording
from presscheck.text.kinds import kind
from presscheck.text.nearest import nearest

Wanted: TypeAlias = str | Iterable[str | Measure] | None


DOCUMENT = {"document": "id", "publisher": "publisher", "published": "published", "language": "language"}
"""Attributes of a document that any measure can be broken down by, and their keys."""


META = "meta."
"""Prefix of a breakdown by a string in gold documents' `meta`."""


_VALUES = ("f1", "f", "precision", "recall", "accuracy", "p", "r")
"""Names of the values of a measure, which are taken for measures."""


_ANY = ".*"
"""Suffix of a name that means every measure with a prefix."""


def own_rows(measures: Wanted) -> list[Measure]:
    """The rows of the user's own among what was asked for.

    >>> own_rows(["mention.strict", Measure(id="mine.ends", layer="mentions", says="Ends.")])[0].id
    'mine.ends'
    """
    return [name for name in _names(measures) if isinstance(name, Measure)]


def select(measures: Wanted, profile: str | None = None) -> tuple[Measure, ...]:
    """The rows that were asked for, in table order, and the hidden cells they are made of.

    Args:
        measures: "default", "all", ids and layers (joined by commas or as a list), rows of one's own.
        profile: whose table the names are looked up in.

    Raises:
        UsageError: no measure, layer or profile has that name, or a row of one's own cannot be scored.
    """
    table = table_of(profile)
    visible = [row for row in table if not row.hidden]
    rows = [row for name in _names(measures) for row in _meant(name, visible, profile)]
    return _with_cells(rows, table)


def resolved(measures: Wanted, profile: str | None = None) -> str:
    """The words that were asked for, as they stand in a signature: a name of several rows has their digest.

    >>> resolved("mention.strict,mention.exact")
    'mention.strict,mention.exact'
    >>> resolved("coref").split("@")[0]
    'coref'
    """
    visible = [row for row in table_of(profile) if not row.hidden]
    words = []
    for name in _names(measures):
        ids = [row.id for row in _meant(name, visible, profile)]
        word = name.id if isinstance(name, Measure) else name
        words.append(word if ids == [word] else f"{word}@{sha256(','.join(ids).encode()).hexdigest()[:8]}")
    return ",".join(dict.fromkeys(words))


def held(
    signature: Settings, ids: Sequence[str] | None, totals: Container[str], own: Iterable[Measure] = ()
) -> tuple[Measure, ...]:
    """The rows that a stored result holds: what its words meant when it was made, whatever they mean now.

    Args:
        signature: of the result.
        ids: the rows that it lists; None for a file of 0.1.0, whose words mean what it has counts of.
        totals: the cells that it has counts of.
        own: rows of one's own that it may list.
    """
    table = table_of(signature.profile)
    if ids is None:
        words = [word.partition("@")[0].strip() for word in signature.measures.split(",")]
        visible = [*(row for row in table if not row.hidden), *own]
        ids = [row.id for word in words for row in _fits(word, visible, signature.profile)]
    counted = (row for row in (*table, *own) if all(cell in totals for cell in row.cells or (row.id,)))
    return _with_cells([row for row in counted if row.id in ids], table)


def words_of(signature: Settings, rows: Iterable[Measure]) -> str:
    """Return the words that give the measures of a result again: its own, if they still mean its rows.

    Args:
        signature: of the result.
        rows: of the result.
    """
    ids = [row.id for row in rows if not row.hidden]
    words = ",".join(word.partition("@")[0] for word in signature.measures.split(","))
    try:
        now = [row.id for row in select(words, signature.profile) if not row.hidden]
    except UsageError:
        now = []
    return words if now == ids else ",".join(ids)


def table_of(profile: str | None) -> Sequence[Measure]:
    """Our measures, or a profile's.

    Raises:
        UsageError: there is no such profile.
    """
    if profile is None:
        return MEASURES
    if profile not in PROFILES:
        raise UsageError(f"there is no profile {profile!r}; {nearest(str(profile), PROFILES)}")
    return PROFILES[profile].measures


def _names(measures: Wanted) -> list[str | Measure]:
    names = (measures or "default").split(",") if measures is None or isinstance(measures, str) else measures
    if not isinstance(names, Iterable) or not all(isinstance(name, str | Measure) for name in names):
        raise UsageError(f"measures: expected names or rows of measures, got {kind(measures)}")
    return [first_name(name.strip()) if isinstance(name, str) else name for name in names]


def _meant(name: str | Measure, visible: Sequence[Measure], profile: str | None) -> list[Measure]:
    """The rows that a name stands for.

    Raises:
        UsageError: it stands for none.
    """
    if isinstance(name, Measure):
        return [name]
    rows = _fits(name, visible, profile)
    if not rows:
        raise UsageError(f"there is no measure {name!r}; {_instead(name, visible)}")
    return rows


def _instead(name: str, visible: Sequence[Measure]) -> str:
    """Suggest a name instead of an unknown one: a bare prefix is answered with its measures."""
    under = [row for row in visible if row.id.startswith(f"{name}.")]
    if under:
        default = [row.id for row in under if row.default]
        some = f"; {', '.join(default)} by default" if default else ""
        return f"`{name}.*` is {len(under)} measures, from {under[0].id} to {under[-1].id}{some}"
    layers = [*dict.fromkeys(row.layer for row in visible)]
    near = nearest(name, [*layers, *(row.id for row in visible)])
    if near.startswith("did you mean"):
        return near
    value = "it is a value of each measure; " if name.casefold() in _VALUES else ""
    some = ", ".join([*layers, *(row.id for row in visible[:3])])
    return f"{value}choose from {some}, …; {wording.verb('measures')} lists all {len(visible)}"


def _fits(name: str | Measure, visible: Sequence[Measure], profile: str | None) -> list[Measure]:
    if name == "all":
        return list(visible)
    if name == "default":
        return [row for row in visible if row.default or profile is not None]
    if isinstance(name, str) and name.endswith(_ANY):
        return [row for row in visible if row.id.startswith(name.removesuffix("*"))]
    return [row for row in visible if row.id == name] or [row for row in visible if row.layer == name]


def _with_cells(rows: Sequence[Measure], table: Sequence[Measure]) -> tuple[Measure, ...]:
    """Rows in table order with the hidden cells that they need, then rows that are in no table."""
    cells = {cell for row in rows for cell in row.cells}
    own = checked_rows(rows, table)
    marked = (row if row in rows else msgspec.structs.replace(row, hidden=True) for row in table)
    return (*(row for row in marked if not row.hidden or row.id in cells), *own)


def of_meta(name: str) -> bool:
    """Return whether a breakdown is a key of gold documents' `meta`."""
    return name.startswith(META) and name != META


def breakdowns(by: str | Iterable[str], rows: Iterable[Measure]) -> tuple[str, ...]:
    """The breakdowns that were asked for.

    Args:
        by: names, as a list or joined by commas.
        rows: the measures.

    Raises:
        UsageError: neither a document nor any of the measures has such an attribute.
    """
    words = by.split(",") if isinstance(by, str) else [*by] if isinstance(by, Iterable) else [by]
    if wrong := [word for word in words if not isinstance(word, str)]:
        raise UsageError(f"by: expected names of breakdowns, got {kind(wrong[0])}")
    names = tuple(dict.fromkeys(word.strip() for word in words))
    known = dict.fromkeys(DOCUMENT)
    for row in rows:
        known |= dict.fromkeys((*row.slices, *((row.by,) if row.by else ())))
    for name in names:
        if name not in known and not of_meta(name):
            raise UsageError(f"by: there is no breakdown {name!r}; {nearest(name, known)}")
    return names
