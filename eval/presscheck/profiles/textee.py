"""TextEE's scorer: our default event scores under its names, with its 0 for 0/0 (internal)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from presscheck.layers.events import exact
from presscheck.measure.measure import Measure
from presscheck.profiles.base import Profile, zeroed

_NAMES = {
    "event.ti": "trigger_id",
    "event.tc": "trigger_cls",
    "event.ai": "argument_id",
    "event.ac": "argument_cls",
    "event.ai+": "argument_attached_id",
    "event.ac+": "argument_attached_cls",
}


def _rows() -> Iterator[Measure]:
    for row in exact.MEASURES:
        if row.id in _NAMES:
            yield from zeroed(
                msgspec.structs.replace(
                    row,
                    id=f"textee.{_NAMES[row.id]}",
                    formula=f"{row.formula}; 0 for 0/0",
                    source="TextEE, scorer.py, task E2E",
                )
            )


PROFILE = Profile(
    name="textee",
    says="TextEE's scorer (Huang et al. 2024), end to end: our defaults, its names and percent, 0 for 0/0.",
    measures=tuple(_rows()),
    percent=True,
)
