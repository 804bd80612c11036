"""A rewrite of dates: all of them a year earlier, on other days of the week (internal)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from random import Random

from msgspec.structs import replace

from presscheck.document.model import NOWHERE, Document, Mention
from presscheck.rewrites.edits import Edit
from presscheck.rewrites.rewrite import Plan, text_of

_WEEKS = 52
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_DAYS)})\b")
_MONTH = "|".join(_MONTHS)
_CALENDAR = re.compile(rf"\b(?:(?P<month>{_MONTH}) \d{{1,2}}|\d{{1,2}} (?:{_MONTH}))\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_VALUE = re.compile(r"(?P<year>\d{4})(?:-W(?P<week>\d\d)|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<rest>T.*)?")


def shifted(doc: Document, _: Random) -> Plan:
    """Every date a year earlier, weekdays by some days; publication and values of times with them."""
    days = _shift(doc.published if isinstance(doc.published, str) else "")
    times = {e.id: e.value for e in doc.entities or () if isinstance(e.value, str) and e.type == "TIME"}
    edits: list[Edit] = []
    for mention in doc.mentions or ():
        if isinstance(mention.entity, str) and mention.entity in times and mention.start != NOWHERE:
            edits += _edits(text_of(doc), mention, times[mention.entity], days)
    if not edits:
        return Plan([])
    published = {"published": value(doc.published, days)} if isinstance(doc.published, str) else {}
    return Plan(_apart(edits), published, partial(_with_values, days))


def _apart(edits: list[Edit]) -> list[Edit]:
    """Edits without overlaps: times that share words may want two texts, and the first has its own."""
    kept: list[Edit] = []
    for edit in sorted(dict.fromkeys(edits), key=lambda one: (one.start, one.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _shift(published: str) -> timedelta:
    """By how much everything moves: 52 weeks, and some days that leave week and month as they are."""
    year = timedelta(weeks=-_WEEKS)
    try:
        day = date.fromisoformat(published)
    except ValueError:
        return year
    for more in (-2, 2, -1, 1, -3, 3):
        moved = day + timedelta(days=more)
        if (moved.isocalendar()[:2], moved.month) == (day.isocalendar()[:2], day.month):
            return year + timedelta(days=more)
    return year


def value(old: str, days: timedelta) -> str:
    """A value of a time after the shift; a duration stays.

    Args:
        old: ISO 8601, as in `entities[].value`.
        days: by how much days move; weeks, months and years move by a year.

    >>> [value(old, timedelta(days=-366)) for old in ("2025-03-20", "2025-W12", "P30D", "2025-03-15TMO")]
    ['2024-03-19', '2024-W12', 'P30D', '2024-03-14TMO']
    """
    parts = _VALUE.fullmatch(old)
    if not parts:
        return old
    rest = parts["rest"] or ""
    year = int(parts["year"])
    if parts["day"]:
        return f"{date(year, int(parts['month']), int(parts['day'])) + days}{rest}"
    if parts["week"]:
        moved = date.fromisocalendar(year, int(parts["week"]), 4) - timedelta(weeks=_WEEKS)
        return f"{moved.isocalendar()[0]}-W{moved.isocalendar()[1]:02}{rest}"
    return f"{year - 1:04}" + (f"-{parts['month']}" if parts["month"] else "") + rest


def _with_values(days: timedelta, doc: Document) -> Document:
    entities = [
        replace(e, value=value(e.value, days)) if isinstance(e.value, str) and e.type == "TIME" else e
        for e in doc.entities or ()
    ]
    return replace(doc, entities=entities) if entities else doc


def _edits(text: str, mention: Mention, old: str, days: timedelta) -> Iterator[Edit]:
    """Return the changes in the words of one mention of a time."""
    words = text[mention.start : mention.end]
    for weekday in _WEEKDAY.finditer(words):
        name = _DAYS[(_DAYS.index(weekday[0]) + days.days) % 7]
        yield _at(mention, weekday, name)
    for year in _YEAR.finditer(words):
        yield _at(mention, year, str(int(year[0]) - 1))
    parts = _VALUE.fullmatch(old)
    if parts and parts["day"] and (written := _CALENDAR.search(words)):
        moved = date.fromisoformat(f"{old[:10]}") + days
        month, day = _MONTHS[moved.month - 1], str(moved.day)
        yield _at(mention, written, f"{month} {day}" if written["month"] else f"{day} {month}")


def _at(mention: Mention, match: re.Match[str], text: str) -> Edit:
    return Edit(mention.start + match.start(), mention.start + match.end(), text)
