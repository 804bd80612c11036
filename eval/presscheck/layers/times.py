"""Values of times: ISO 8601, optionally with TIMEX3's part of day."""

from __future__ import annotations

import datetime
import re

from presscheck import data

_DURATION = re.compile(r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-W(\d{2}))?(T\d{2}:\d{2})?")


def is_value(value: str) -> bool:
    """Whether this is a value that a time can have.

    Args:
        value: a year, month, week, day, or time of day; or a duration.

    >>> [is_value(v) for v in ("2025", "2025-03", "2025-W11", "2025-03-20", "2025-03-15TMO", "P30D")]
    [True, True, True, True, True, True]
    >>> [is_value(v) for v in ("2025-02-30", "2025-W60", "next week", "P", "2025-03-15TXX")]
    [False, False, False, False, False]
    """
    if _DURATION.fullmatch(value):
        return True
    day, part = (value[:-3], value[-3:]) if value[-3:] in data.ontology()["parts_of_day"] else (value, "")
    found = _DATE.fullmatch(day)
    if not found or (part and found[5]):
        return False
    return _exists(*found.groups())


def _exists(year: str, month: str | None, day: str | None, week: str | None, clock: str | None) -> bool:
    try:
        if week is not None:
            datetime.date.fromisocalendar(int(year), int(week), 1)
        else:
            datetime.date(int(year), int(month or 1), int(day or 1))
        if clock is not None:
            datetime.time.fromisoformat(clock[1:])
    except ValueError:
        return False
    return clock is None or day is not None
