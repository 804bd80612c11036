"""Definition of a profile, and what several of them need (internal)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from presscheck.measure.counts import Counts
from presscheck.measure.measure import Entry, Measure


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One peer's conventions: a row of settings over our own functions.

    Args:
        name: the peer's name, as in `--profile`.
        says: the tool and its version, for the user.
        measures: its rows; ids are `<profile>.<the peer's own name>`.
        percent: whether the peer prints percent (the JSON keeps fractions).
        settings: settings that the profile fixes.
        uncapped: whether the peer counts a repeated right item again, so that more of gold may be right than
            there is.
    """

    name: str
    says: str
    measures: tuple[Measure, ...]
    percent: bool = False
    settings: dict[str, str] = {}
    uncapped: bool = False


def zeroed(row: Measure) -> tuple[Measure, Measure]:
    """A row as most peers print it, with 0 for undefined ratios: a hidden row that counts, and its entry.

    Args:
        row: the row under its id in the profile; it counts as it would anywhere.

    >>> from presscheck.measure.counts import Counts
    >>> from presscheck.measure.cells import Cells
    >>> row = Measure(id="peer.name", layer="events", says="", count=lambda pair: Cells.from_counts({}))
    >>> hidden, shown = zeroed(row)
    >>> shown.compose({hidden.id: Counts()})["f1"]
    0.0
    """
    cell = f"{row.id}.counts"

    def compose(totals: Mapping[str, Counts]) -> Entry:
        counts = totals[cell]
        ratios = {name: value or 0.0 for name, value in counts.score()._asdict().items()}
        return {**ratios, **counts._asdict()}

    hidden = msgspec.structs.replace(row, id=cell, hidden=True, default=False)
    shown = msgspec.structs.replace(
        row, count=None, cells=(cell,), compose=compose, by=None, slices={}, default=False
    )
    return hidden, shown
