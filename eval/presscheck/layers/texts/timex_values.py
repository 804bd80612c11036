"""Values of times (ISO 8601, optionally with TIMEX3's part of day), and which one an event has."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from presscheck.document import shipped
from presscheck.document.model import Document, Event

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
    day, part = (value[:-3], value[-3:]) if value[-3:] in shipped.ontology()["parts_of_day"] else (value, "")
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
