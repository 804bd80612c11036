"""Colours that can be told apart and read on white: chosen by computed contrast and distance (internal)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import product

READABLE = 4.5
"""The contrast of text on its ground that WCAG 2 asks for."""

GREY = "#6b6b6b"
"""Of what stands alone."""

RED = "#c00000"
"""Of an open difference."""

ROWS = {"trigger": "#0000ff", "quote": "#806000", "cue": "#442288", "use": "#224400", "span": "#aa0000"}
"""Row of labels -> its colour, which no chain has. That of quotes is pale: mentions stand in them."""

_STEPS = (0x00, 0x22, 0x44, 0x66, 0x88, 0xAA, 0xCC, 0xEE)
_DISTINCT = 24
_COLOURFUL = 0.025
_FILL = 0.3
"""The part of a label's colour in the ground of its words; the editor mixes it with white."""


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


def fill(colour: str) -> str:
    """The ground of the words that have a label of this colour, on white.

    >>> fill("#000000")
    '#b2b2b2'
    """
    mixed = (round(_FILL * int(colour[i : i + 2], 16) + (1 - _FILL) * 255) for i in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _chroma(colour: str) -> float:
    """The distance of a colour from grey, in Oklab."""
    _, green_red, blue_yellow = _oklab(colour)
    return float(math.hypot(green_red, blue_yellow))


@cache
def palette() -> tuple[str, ...]:
    """Colours that can be read on white, the fill of each as far as possible from those before it.

    White, grey and the colours of the rows count as before all, and nothing looks like grey.

    >>> min(contrast(colour, "#ffffff") for colour in palette()) >= READABLE
    True
    """
    every = (f"#{r:02x}{g:02x}{b:02x}" for r, g, b in product(_STEPS, repeat=3))
    left = [c for c in every if contrast(c, "#ffffff") >= READABLE and _chroma(fill(c)) >= _COLOURFUL]
    taken = [*ROWS.values(), GREY, RED, "#ffffff"]
    apart = {colour: min(distance(fill(colour), fill(other)) for other in taken) for colour in left}
    chosen: list[str] = []
    while len(chosen) < _DISTINCT:
        best = max(apart, key=lambda colour: (apart[colour], colour))
        chosen.append(best)
        apart = {c: min(d, distance(fill(c), fill(best))) for c, d in apart.items() if c != best}
    return tuple(chosen)


def chain_colours(chains: Sequence[str]) -> dict[str, str]:
    """A colour for each chain; those with most mentions get those that differ most.

    Args:
        chains: keys, the most important first; from the twenty-fifth on the last twelve colours repeat.
    """
    half = _DISTINCT // 2
    return {key: palette()[i if i < half else half + i % half] for i, key in enumerate(chains)}
