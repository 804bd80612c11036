"""Colours that can be told apart and read on white: chosen by computed contrast and distance (internal)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product

READABLE = 4.5
"""The contrast of text on its ground that WCAG 2 asks for."""

GREY = "#6b6b6b"
"""Of what stands alone."""

_STEPS = (0x00, 0x33, 0x66, 0x99, 0xCC, 0xFF)
_DISTINCT = 40
_ROWS = ("trigger", "quote", "cue", "use", "span")


def _channels(colour: str) -> tuple[float, float, float]:
    plain = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in plain)
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 computes it, between 1 and 21.

    >>> contrast("#000000", "#ffffff"), round(contrast("#767676", "#ffffff"), 2)
    (21.0, 4.54)
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str) -> float:
    """The visible difference of two colours: Euclidean in Oklab, where 0.02 is just seen.

    >>> distance("#000000", "#000000"), round(distance("#000000", "#ffffff"), 2)
    (0.0, 1.0)
    """
    pairs = zip(_oklab(one), _oklab(other), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


@cache
def _oklab(colour: str) -> tuple[float, float, float]:
    r, g, b = _channels(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


@cache
def palette() -> tuple[str, ...]:
    """Colours that can be read on white, each as far as possible from those before it and from grey.

    >>> min(contrast(colour, "#ffffff") for colour in palette()) >= READABLE
    True
    """
    every = (f"#{r:02x}{g:02x}{b:02x}" for r, g, b in product(_STEPS, repeat=3))
    left = [colour for colour in every if contrast(colour, "#ffffff") >= READABLE]
    apart = {colour: min(distance(colour, GREY), distance(colour, "#000000")) for colour in left}
    chosen: list[str] = []
    while len(chosen) < _DISTINCT:
        best = max(apart, key=lambda colour: (apart[colour], colour))
        chosen.append(best)
        apart = {c: min(d, distance(c, best)) for c, d in apart.items() if c != best}
    return tuple(chosen)


def row_colours() -> dict[str, str]:
    """Row of labels -> its colour, which no chain has."""
    return dict(zip(_ROWS, palette(), strict=False))


def chain_colours(chains: Sequence[str]) -> dict[str, str]:
    """A colour for each chain; those with most mentions get those that differ most.

    Args:
        chains: keys, the most important first; from the thirty-sixth on colours repeat.
    """
    free = palette()[len(_ROWS) :]
    return {key: free[i % len(free)] for i, key in enumerate(chains)}
