"""Notes on an input that can be scored: how many records were read in a stated way."""

from __future__ import annotations

import msgspec


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that changed what was counted, with its count.

    Args:
        id: its stable name; for what `validate` reports too, the id of the rule.
        side: whose documents it is about: gold or pred.
        layer: the layer whose records were counted.
        count: how many records.
        text: the same in words, as it is among the warnings.

    >>> Note(id="duplicate-event", side="pred", layer="events", count=2, text="…").count
    2
    """

    id: str
    side: str
    layer: str
    count: int
    text: str
