"""Values of times, as TIMEX3 (ISO-TimeML) has them, and which one an event has."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from presscheck.document import shipped
from presscheck.document.model import Document, Event

_NUMBER = r"(?:\d+(?:\.\d+)?|X{1,2})"
_UNITS = ("Y", "M", "W", "D")
_WHOLE_UNITS = ("Q", "H", "WE", "SP", "SU", "FA", "WI", "DE", "CE", "L")
_DURATION = re.compile(
    rf"P(?!$|T$)(?:{''.join(f'(?:{_NUMBER}{unit})?' for unit in _UNITS)}"
    rf"(?:T(?!$)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?|{_NUMBER}(?:{'|'.join(_WHOLE_UNITS)}))"
)
_DAY = re.compile(r"(\d{4}|XXXX)-(\d{2}|XX)-(\d{2}|XX)")
_WEEK = re.compile(r"(\d{4}|XXXX)-W(\d{2}|XX)(?:-([1-7]|WE))?")
_COARSE = re.compile(r"(?:BC)?\d{4}|\d{1,3}|(?:\d{4}|XXXX)-(?:Q[1-4X]|H[12X]|SP|SU|FA|WI)")
_MONTH = re.compile(r"(\d{4}|XXXX)-(\d{2}|XX)")
_CLOCK = re.compile(r"(\d{2}:\d{2}(?::\d{2})?)(?:Z|[+-]\d{2}(?::\d{2})?)?")
_REPEATED = re.compile(r"R\d*/(.+)")
_REFERENCES = ("PAST_REF", "PRESENT_REF", "FUTURE_REF")


def is_value(value: str) -> bool:
    """Return whether this is a value that a time can have.

    Args:
        value: a date of any size (day, week, weekend, month, quarter, half, season, year, decade, century; X
            for what is left open), with a clock time or a part of day if it is a day or week; a duration; an
            interval `A/B`; a repetition `R/P1W`.

    >>> [is_value(v) for v in ("2025", "2025-03", "2025-W11", "2025-03-20", "2025-03-15TMO", "P30D")]
    [True, True, True, True, True, True]
    >>> [is_value(v) for v in ("2025-Q3", "2025-SU", "2025-W18-WE", "201", "2018/2021", "R/P1W")]
    [True, True, True, True, True, True]
    >>> [is_value(v) for v in ("2025-02-30", "2025-W60", "next week", "P", "2025-03-15TXX", "2021/2018")]
    [False, False, False, False, False, False]
    """
    if again := _REPEATED.fullmatch(value):
        return _DURATION.fullmatch(again[1]) is not None
    first, slash, last = value.partition("/")
    if slash:
        return _is_interval(first, last)
    return value in _REFERENCES or _DURATION.fullmatch(value) is not None or _is_date(value)


def _is_interval(first: str, last: str) -> bool:
    """Two dates in order, or a date and a duration."""
    dates = [_is_date(part) for part in (first, last)]
    durations = [_DURATION.fullmatch(part) is not None for part in (first, last)]
    if all(dates):
        return len(first) != len(last) or first <= last
    return any(dates) and any(durations)


def _is_date(value: str) -> bool:
    day, mark, rest = value.partition("T")
    if mark:
        return _is_time_of_day(rest) and (_exists(day) if _DAY.fullmatch(day) else _is_week(day))
    return _COARSE.fullmatch(day) is not None or _exists(day) or _is_week(day)


def _is_time_of_day(rest: str) -> bool:
    if f"T{rest}" in shipped.ontology()["parts_of_day"]:
        return True
    clock = _CLOCK.fullmatch(rest)
    return clock is not None and _clock_exists(clock[1])


def _clock_exists(clock: str) -> bool:
    try:
        datetime.time.fromisoformat(clock)
    except ValueError:
        return clock in ("24:00", "24:00:00")
    return True


def _exists(value: str) -> bool:
    """Return whether this is a day or a month that the calendar has; what is X may be any."""
    parts = _DAY.fullmatch(value) or _MONTH.fullmatch(value)
    if parts is None:
        return False
    year, month, *day = ("" if part.startswith("X") else part for part in parts.groups())
    try:
        datetime.date(int(year or 2024), int(month or 1), int((day and day[0]) or 1))
    except ValueError:
        return False
    return True


def _is_week(value: str) -> bool:
    parts = _WEEK.fullmatch(value)
    if parts is None:
        return False
    year, week = ("" if part.startswith("X") else part for part in parts.groups()[:2])
    try:
        datetime.date.fromisocalendar(int(year or 2020), int(week or 1), 1)
    except ValueError:
        return False
    return True


def values_by_span(doc: Document) -> dict[tuple[int, int], str | None]:
    """Span of a mention -> the value of its entity."""
    values = {entity.id: entity.value for entity in doc.entities or ()}
    return {(m.start, m.end): values.get(m.entity or "") for m in doc.mentions or ()}


def derived(event: Event, values: Mapping[tuple[int, int], str | None]) -> str | None:
    """The value of the entity that the event's first Time argument names; None if it has none.

    Args:
        event: any event.
        values: of the mentions of its document, from `values_by_span`.
    """
    spans = sorted((a.start, a.end) for a in event.arguments if a.role == "Time")
    return values.get(spans[0]) if spans else None
