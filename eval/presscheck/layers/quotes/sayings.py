"""The sources of gold quotes, and who speaks there (internal)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from presscheck.document import ranks
from presscheck.document.model import Offsets, Quote
from presscheck.document.spans import pieces, sources

Saying: TypeAlias = tuple[bool, Quote]
"""A quote that has a source at a place, after True if the source is one of a further frame."""


def by_place(quotes: Iterable[Quote], speaker: Callable[[Quote], str | None]) -> dict[Offsets, list[Saying]]:
    """The sources of quotes that say who speaks, by their places.

    Args:
        quotes: gold's.
        speaker: the speaker that a quote states, if any.
    """
    found: dict[Offsets, list[Saying]] = {}
    for quote in quotes:
        if speaker(quote) is not None:
            for further, source in enumerate(sources(quote)):
                for piece in pieces(source):
                    found.setdefault((piece.start, piece.end), []).append((further > 0, quote))
    return found


def first_speaker(at: Sequence[Saying], rank: Callable[[], Mapping[str, int]]) -> str:
    """The speaker of the first quote that has a source, its own source before one of a further frame.

    Args:
        at: the sayings of one place.
        rank: the ranks of gold's entities; asked only where speakers differ.
    """
    if len({quote.speaker for _, quote in at}) > 1:
        at = sorted(at, key=lambda saying: (saying[0], ranks.quote(saying[1], rank())))
    return at[0][1].speaker or ""
