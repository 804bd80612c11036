"""Scores as a page shows them: the strings of the command line, and a dot with its interval (internal)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec

from presscheck.layers import HEADLINES
from presscheck.measure.measure import Measure
from presscheck.measure.settings import Settings, fields
from presscheck.scoring import result_table
from presscheck.scoring.result import Result
from presscheck.scoring.totals import Totals

WIDTH = 140
"""Pixels from 0 to 1 of a dot's axis."""


class Dot(NamedTuple):
    """A value and its interval on an axis from 0 to 1, in pixels.

    Args:
        x: of the value.
        low: of the interval; None if there is none.
        high: likewise.
    """

    x: float
    low: float | None
    high: float | None


class ScoreRow(NamedTuple):
    """One row of the table.

    Args:
        id: of the measure, or what a breakdown's row is called.
        cells: its strings, as `presscheck score` prints them.
        dot: where there is a value between 0 and 1.
        says: the measure's definition.
    """

    id: str
    cells: list[str]
    dot: Dot | None
    says: str


class Headline(NamedTuple):
    """One measure, in words.

    Args:
        id: of the measure.
        value: as it is printed.
        interval: likewise; empty where none was asked for.
        counts: what it is made of.
        dot: where the value lies.
    """

    id: str
    value: str
    interval: str
    counts: str
    dot: Dot | None


class ScoreGroup(NamedTuple):
    """The headline rows of one layer.

    Args:
        layer: its name.
        rows: two or three.
    """

    layer: str
    rows: list[Headline]


def dot(value: float | None, bounds: list[float] | None) -> Dot | None:
    """Position of a value and its interval.

    >>> dot(0.5, [0.25, 1.0])
    Dot(x=70.0, low=35.0, high=140.0)
    """
    if value is None or not 0 <= value <= 1:
        return None
    low, high = (round(WIDTH * b, 1) for b in bounds) if bounds else (None, None)
    return Dot(round(WIDTH * value, 1), low, high)


def _dot(result: Result, row: Measure) -> Dot | None:
    return dot(result.value(row), result.ci.get(row.id, {}).get(row.headline))


def table(result: Result) -> tuple[list[str], list[ScoreRow]]:
    """Header and rows of the whole table."""
    header, rows = result_table.lines(result)
    known = {row.id: row for row in result.shown()}
    found = []
    for cells in rows:
        row = known.get(cells[0])
        found.append(
            ScoreRow(cells[0], cells[1:], _dot(result, row) if row else None, _first(row.says) if row else "")
        )
    return header, found


def _first(says: str) -> str:
    """The first sentence of a definition.

    >>> _first("A span, e.g. a name. And more.")
    'A span, e.g. a name.'
    """
    found = re.match(r".*?[.?](?=\s+[A-Z]|$)", says, re.DOTALL)
    return found[0] if found else says


def headlines(result: Result) -> list[ScoreGroup]:
    """Two or three rows a layer; of a layer without one of `HEADLINES` its first two."""
    shown = result.attempted()
    groups = []
    for layer in dict.fromkeys(row.layer for row in shown):
        rows = [row for row in shown if row.layer == layer]
        chosen = [row for row in rows if row.id in HEADLINES] or rows[:2]
        groups.append(ScoreGroup(layer, [_headline(result, row) for row in chosen]))
    return groups


def _headline(result: Result, row: Measure) -> Headline:
    ratio = result_table.ratio_of(result)
    value = ratio(result.value(row))
    ci = result.ci.get(row.id, {})
    interval = result_table.interval(row, ci, ratio) if ci.get(row.headline) else "no interval" * bool(ci)
    return Headline(row.id, value, interval, _counts(result.entry(row)), _dot(result, row))


def _counts(entry: dict[str, Any]) -> str:
    """Return the number of right items, in words."""
    match entry["kind"]:
        case "prf" if "tp_gold" in entry:
            cells = result_table.line("", entry)
            return f"right {cells[4]}, predicted {cells[5]}, gold {cells[6]}"
        case "accuracy":
            cells = result_table.line("", entry)
            return f"right {cells[4]} of {cells[5]}"
        case _:
            return ""


def settings(result: Totals) -> list[tuple[str, str, str]]:
    """The settings that are not the default: name, value, what it means."""
    usual = msgspec.structs.asdict(Settings())
    found = []
    for name, field in fields().items():
        value = getattr(result.signature, name, None)
        if value != usual.get(name) and value is not None and name not in ("measures", "resample"):
            found.append((f"--{name.replace('_', '-')}", str(value), field.text))
    return found


def scope(result: Result, sides: tuple[str, str] = ("gold", "predicted")) -> str:
    """Describe the scope of the scores, in a sentence.

    Args:
        result: of one system.
        sides: what the two sides are called.
    """
    n = len(result.units)
    word = str(result.signature.measures).partition("@")[0]
    which = "the default measures" if word == "default" else f"the measures {word}"
    profile = f", by the conventions of {result.signature.profile}" if result.signature.profile else ""
    documents = f"{n} document{'s' * (n != 1)}"
    return f"{documents}, scored by {which}{profile}; {sides[0]}: {result.signature.gold}."
