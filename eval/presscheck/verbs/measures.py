"""`presscheck.measures`: what the numbers mean."""

from __future__ import annotations

from presscheck.measure.measure import Measure
from presscheck.scoring.selection import Wanted, select
from presscheck.verbs.options import answered


@answered
def measures(wanted: Wanted = "all", profile: str | None = None) -> list[Measure]:
    """Look up measures: each has `id`, `layer`, its definition (`says`), `formula`, `source` and `example`.

    Args:
        wanted: "default", "all", ids and layers, joined by commas or as a list.
        profile: whose measures, by default ours.

    Raises:
        UsageError: no measure, layer or profile has that name.

    >>> [row.id for row in measures("mention.strict,mention.exact")]
    ['mention.strict', 'mention.exact']
    """
    return [row for row in select(wanted, profile) if not row.hidden]
