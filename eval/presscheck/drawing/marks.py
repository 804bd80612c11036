"""Marks on spans of a text, and the small letters behind them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

Part: TypeAlias = tuple[int, int]
"""Half-open code points of the text."""

Side: TypeAlias = Literal["gold", "pred"]
"""Above the words (gold) or below them (the prediction)."""

Verdict: TypeAlias = Literal["right", "boundary", "type", "boundary and type", "missed", "spurious", "plain"]

VERDICTS: dict[Verdict, str] = {
    "right": "r",
    "boundary": "b",
    "type": "t",
    "boundary and type": "x",
    "missed": "m",
    "spurious": "s",
    "plain": "p",
}
"""Meanings of a mark, and the letter of its pattern in the style sheet."""


class Mark(NamedTuple):
    """One item on one side.

    Args:
        layer: one letter; marks of one layer stand in rows of their own, and can be switched off together.
        side: above or below the words.
        verdict: its pattern and colour.
        parts: its place; several for a discontinuous item.
        item: the number that both sides of an item share; 0 if nothing is to be said of it.
    """

    layer: str
    side: Side
    verdict: Verdict
    parts: tuple[Part, ...]
    item: int = 0

    @property
    def hull(self) -> Part:
        """From its first character to its last."""
        return self.parts[0][0], self.parts[-1][1]


class Tag(NamedTuple):
    """A small letter behind a span: what is wrong there, with a link to the words about it.

    Args:
        layer: as in a mark.
        letter: what is printed; a part of a class name as well, so letters, digits and `-` only.
        at: the code point that it is in front of.
        href: where it leads; empty for a tag that leads nowhere.
        title: the meaning of the letter, in words.
    """

    layer: str
    letter: str
    at: int
    href: str = ""
    title: str = ""


def clipped(parts: Iterable[Part], size: int) -> tuple[Part, ...]:
    """The parts that stand in a text, in its order; what is in no text has none.

    Args:
        parts: half-open code points.
        size: code points of the text.

    >>> clipped([(5, 9), (0, 2), (9, 12)], 9)
    ((0, 2), (5, 9))
    """
    return tuple(sorted((max(a, 0), min(z, size)) for a, z in parts if max(a, 0) < min(z, size)))
