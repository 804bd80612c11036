"""The style sheet of a drawing: one class for each combination of lines that occurs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from presscheck.drawing.pieces import GAP, Stroke

LAYERS = "mequ"
"""Every letter that a layer may have, in the order in which their rows leave the words."""

BANDS = "q"
"""Layers whose marks also tint the half of the line that is theirs."""

PITCH = 6
"""Pixels from a row to the next."""

_ROUND = {"b": "9px", "t": "5px", "x": "14px"}
"""Patterns that repeat, and how long a period is; it is stretched so that a piece holds whole ones."""

_WIDTHS = {
    (False, False): ("0", "100%"),
    (True, False): ("100%", "var(--u)"),
    (False, True): ("0", "var(--u)"),
    (True, True): ("50%", "var(--v)"),
}
"""Where a line lies in its piece: a pixel is free where the mark begins and where it ends."""


class Palette:
    """The classes that a page uses, in the order in which they occur.

    >>> palette = Palette()
    >>> palette.of((Stroke("m", "gold", 0, "r", True, True),)), palette.tag("m", "b")
    ('a0', 'xmb')
    """

    def __init__(self) -> None:
        self._classes: dict[tuple[Stroke, ...], str] = {}
        self._tags: dict[tuple[str, str], str] = {}
        self._rows: set[tuple[str, int]] = set()

    def of(self, strokes: tuple[Stroke, ...]) -> str:
        """The classes of the lines of a piece, one a layer and side, with a blank between."""
        sides = [tuple(group) for _, group in groupby(strokes, key=lambda s: (s.layer, s.side))]
        return " ".join(self._classes.setdefault(own, f"a{len(self._classes)}") for own in sides)

    def rows(self, rows: Mapping[str, int]) -> str:
        """The classes of a line of text that needs so many rows of each layer."""
        self._rows |= rows.items()
        return " ".join(f"n{layer}{n}" for layer, n in sorted(rows.items()))

    def tag(self, layer: str, letter: str) -> str:
        """The class of a letter."""
        return self._tags.setdefault((layer, letter), f"x{layer}{letter}")

    def letters(self, layer: str) -> list[str]:
        """The letters of one layer that occur."""
        return sorted(letter for owner, letter in self._tags if owner == layer)

    def css(self, scope: str = "") -> str:
        """The rules of these classes, and the heights that they draw at.

        Args:
            scope: a selector that stands before each, with a blank behind it.
        """
        rules = [_rule(f"{scope}.{name}", strokes) for strokes, name in self._classes.items()]
        heights = {_height(s): _y(s) for strokes in self._classes for s in strokes}
        heights |= {
            f"{_height(s)}s": _y(s, 1) for strokes in self._classes for s in strokes if s.pattern == "s"
        }
        rules.append(f"{scope}.t p{{{';'.join(f'{name}:{y}' for name, y in sorted(heights.items()))}}}")
        rules += [f"{scope}.n{layer}{n}{{--n{layer}:{n}}}" for layer, n in sorted(self._rows)]
        for (_, letter), name in self._tags.items():
            shown = letter.replace("-", "/")
            rules.append(f'{scope}.{name}::after{{content:"{shown}"}}')
        return "\n".join(rules)

    def hidden(self, layer: str) -> str:
        """What switches a layer off: rules for its tags, as a selector; empty if it has none."""
        return ",".join(f".{name}" for (owner, _), name in self._tags.items() if owner == layer)


def sheet(scope: str = "") -> str:
    """The rules that every drawing needs.

    Args:
        scope: a selector that stands before each, with a blank behind it.
    """
    text = Path(__file__).with_name("drawing.css").read_text(encoding="utf-8")
    rows = [f"var(--L{layer},1)*var(--n{layer},0)" for layer in LAYERS]
    offsets = [f"--o{layer}:calc(({' + '.join(rows[:i]) or 0})*{PITCH}px)" for i, layer in enumerate(LAYERS)]
    height = f"--h:calc(({' + '.join(rows)})*{PITCH}px + 2px)"
    stack = ",".join(f"var(--{layer}{side},var(--Z))" for layer in LAYERS for side in "gp")
    own = [f"{scope}.t p{{{';'.join([*offsets, height])}}}", f"{scope}.t i{{background:{stack}}}"]
    return "\n".join([text.replace("/*scope*/ ", scope).strip(), *own])


def _rule(selector: str, strokes: Sequence[Stroke]) -> str:
    layers: dict[str, list[str]] = defaultdict(list)
    for stroke in strokes:
        layers[f"--{stroke.layer}{stroke.side[0]}"] += _images(stroke)
    for stroke in strokes:
        if stroke.layer in BANDS and stroke.pattern != GAP:
            layers[f"--{stroke.layer}{stroke.side[0]}"].append(_band(stroke))
    values = [f"{name}:{','.join(images)}" for name, images in layers.items()]
    return f"{selector}{{{';'.join(values)}}}"


def _band(stroke: Stroke) -> str:
    """The tint of the upper or the lower half of the words."""
    at = "var(--h)" if stroke.side == "gold" else "calc(100% - var(--h))"
    return f"var(--W) 0 {at}/100% calc(50% - var(--h)) no-repeat"


def _images(stroke: Stroke) -> Iterator[str]:
    """One line as layers of a background."""
    x, width = _WIDTHS[stroke.begins, stroke.ends]
    y = f"var({_height(stroke)})"
    if stroke.pattern == "s":
        yield from (
            f"var(--S) {side} var({_height(stroke)}s)/2px 6px no-repeat"
            for side, is_end in (("1px", stroke.begins), ("calc(100% - 1px)", stroke.ends))
            if is_end
        )
        yield f"var(--D) {x} {y}/{width} 4px no-repeat"
    elif stroke.pattern in _ROUND:
        image = f"var(--{stroke.pattern.upper()})"
        yield f"{image} 0 {y}/{_ROUND[stroke.pattern]} 4px round no-repeat"
    else:
        yield f"var(--{stroke.pattern.upper()}) {x} {y}/{width} 4px no-repeat"


def _height(stroke: Stroke) -> str:
    """The variable that holds where a row lies."""
    return f"--{stroke.layer}{stroke.side[0]}{stroke.lane}"


def _y(stroke: Stroke, more: int = 0) -> str:
    """How far from its edge of the element a line lies; `more` pixels nearer to the edge."""
    out = f"var(--o{stroke.layer})"
    away = PITCH * (stroke.lane + 1) - 1 + more
    if stroke.side == "gold":
        return f"calc(var(--h) - {out} - {away}px)"
    return f"calc(100% - var(--h) + {out} + {away}px)"
