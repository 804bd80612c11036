"""Ways of anchoring, modes, and one step."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from presscheck.document.exceptions import UsageError
from presscheck.document.model import Offsets
from presscheck.text.nearest import nearest

Way: TypeAlias = Literal["exact", "folded", "fuzzy", "invented"]
WAYS: tuple[Way, ...] = ("exact", "folded", "fuzzy", "invented")
"""Ways in which a string was anchored, best first."""

Chain: TypeAlias = tuple[Offsets, ...]
"""The places of one record: one, or several for a quote in pieces."""

MODES = ("exact+folded+fuzzy", "exact+folded", "exact")
"""Modes that may be tried; the first is the default."""


def known(mode: str | None) -> str:
    """A mode, None for the default.

    Raises:
        UsageError: there is no such mode.
    """
    if mode is None:
        return MODES[0]
    if mode not in MODES:
        raise UsageError(f"there is no anchoring {mode!r}; {nearest(mode, MODES)}")
    return mode


class AnchoredString(NamedTuple):
    """The outcome for one string.

    Args:
        path: JSON path of the record in the prediction.
        string: the words as predicted.
        way: how they were found.
        places: the spans they got; for an invented string, one behind the text.
        occurs: how often the words stand in the text, found that way; for an invented string that
            does stand there, equal records have every place.
    """

    path: str
    string: str
    way: Way
    places: Chain
    occurs: int

    def __str__(self) -> str:
        too_often = self.way == "invented" and self.occurs
        why = ", predicted more often than it occurs" if too_often else ""
        return f"{self.path} {self.string!r}{why}"
