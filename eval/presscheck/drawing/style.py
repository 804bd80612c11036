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

_ROUND = {"b": "var(--b)", "t": "var(--t)", "x": "var(--x)"}
"""Patterns that repeat, and the size of a period; it is stretched so that a piece holds whole ones."""

_WIDTHS = {
    (False, False): ("0", "var(--w)"),
    (True, False): ("100%", "var(--u)"),
    (False, True): ("0", "var(--u)"),
    (True, True): ("50%", "var(--v)"),
}
"""Positions of a line in its piece: a pixel is free at the begin and at the end of the mark."""

_BANDS = tuple(
    f"--W{side}:var(--W) 0 {at}/100% calc(50% - var(--h)) no-repeat"
    for side, at in (("g", "var(--h)"), ("p", "calc(100% - var(--h))"))
)
"""The tints of the upper and of the lower half of the words."""


class Palette:
    """The classes that a page uses, in the order in which they occur.

    >>> palette = Palette()
    >>> palette.of((Stroke("m", "gold", 0, "r", True, True),)), palette.tag("m", "b")
    ('A', 'xmb')
    """

    def __init__(self) -> None:
        self._classes: dict[str, str] = {}
        self._heights: dict[str, str] = {}
        self._tags: dict[tuple[str, str], tuple[str, str]] = {}
        self._rows: set[tuple[str, int]] = set()

    def of(self, strokes: tuple[Stroke, ...]) -> str:
        """The classes of the lines of a piece, one a layer, with a blank between."""
        return " ".join(self._class(tuple(group)) for _, group in groupby(strokes, key=lambda s: s.layer))

    def _class(self, strokes: tuple[Stroke, ...]) -> str:
        """The class of these lines; lines that look alike share one."""
        self._heights |= {_height(s): _y(s) for s in strokes}
        self._heights |= {f"{_height(s)}s": _y(s, 1) for s in strokes if s.pattern == "s"}
        return self._classes.setdefault(_declared(strokes), _letters(len(self._classes)))

    def rows(self, rows: Mapping[str, int]) -> str:
        """The classes of a line of text that needs so many rows of each layer."""
        self._rows |= rows.items()
        return " ".join(f"n{layer}{n}" for layer, n in sorted(rows.items()))

    def tag(self, layer: str, letter: str, title: str = "") -> str:
        """The class of a letter, which stands for the words of `title`."""
        return self._tags.setdefault((layer, letter), (f"x{layer}{letter}", title))[0]

    def letters(self, layer: str) -> list[str]:
        """The letters of one layer that occur."""
        return sorted(letter for owner, letter in self._tags if owner == layer)

    def css(self, scope: str = "") -> str:
        """The rules of these classes, and the heights that they draw at.

        Args:
            scope: a selector that is before each, with a blank behind it.
        """
        rules = [f"{scope}.{name}{{{declared}}}" for declared, name in self._classes.items()]
        heights = sorted(self._heights.items())
        rules.append(f"{scope}.t p{{{';'.join(f'{name}:{y}' for name, y in heights)}}}")
        rules += [f"{scope}.n{layer}{n}{{--n{layer}:{n}}}" for layer, n in sorted(self._rows)]
        for (_, letter), (name, title) in self._tags.items():
            shown = letter.replace("-", "/")
            rules.append(f'{scope}.{name}{{--l:"{shown}";--k:"{title}"}}')
        return "\n".join(rules)

    def hidden(self, layer: str) -> str:
        """The selector of a layer's tags; empty if it has none."""
        return f"[class^=x{layer}]" if self.letters(layer) else ""


def sheet(scope: str = "") -> str:
    """The rules that every drawing needs.

    Args:
        scope: a selector that is before each, with a blank behind it.
    """
    text = Path(__file__).with_name("drawing.css").read_text(encoding="utf-8")
    rows = [f"var(--L{layer},1)*var(--n{layer},0)*{PITCH}px" for layer in LAYERS]
    below = ["0px", *(f"var(--o{layer}) + {row}" for layer, row in zip(LAYERS, rows, strict=True))]
    offsets = [f"--o{layer}:calc({sum_})" for layer, sum_ in zip(LAYERS, below[:-1], strict=True)]
    height = f"--h:calc({below[-1]} + 2px)"
    stack = ",".join(f"var(--{layer}{side},var(--Z))" for layer in LAYERS for side in "gp")
    own = [f"{scope}.t p{{{';'.join([*offsets, height, *_BANDS])}}}", f"{scope}.t i{{background:{stack}}}"]
    return "\n".join([text.replace("/*scope*/ ", scope).strip(), *own])


def _letters(number: int) -> str:
    """The name of a class by its number from 0: A to Z, then AA; no other class begins with a capital.

    >>> _letters(0), _letters(25), _letters(26), _letters(52)
    ('A', 'Z', 'AA', 'BA')
    """
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _declared(strokes: Sequence[Stroke]) -> str:
    """The declarations of some lines: a variable for each layer and side, as the sheet stacks them."""
    layers: dict[str, list[str]] = defaultdict(list)
    for stroke in strokes:
        layers[f"--{stroke.layer}{stroke.side[0]}"] += _images(stroke)
    for stroke in strokes:
        if stroke.layer in BANDS and stroke.pattern != GAP:
            layers[f"--{stroke.layer}{stroke.side[0]}"].append(f"var(--W{stroke.side[0]})")
    return ";".join(f"{name}:{','.join(images)}" for name, images in layers.items())


def _images(stroke: Stroke) -> Iterator[str]:
    """One line as layers of a background."""
    x, width = _WIDTHS[stroke.begins, stroke.ends]
    y = f"var({_height(stroke)})"
    if stroke.pattern == "s":
        yield from (
            f"var(--S) {side} var({_height(stroke)}s)/var(--s)"
            for side, is_end in (("1px", stroke.begins), ("var(--r)", stroke.ends))
            if is_end
        )
        yield f"var(--D) {x} {y}/{width}"
    elif stroke.pattern in _ROUND:
        image = f"var(--{stroke.pattern.upper()})"
        yield f"{image} 0 {y}/{_ROUND[stroke.pattern]}"
    else:
        yield f"var(--{stroke.pattern.upper()}) {x} {y}/{width}"


def _height(stroke: Stroke) -> str:
    """The variable that holds where a row lies."""
    return f"--{stroke.layer}{stroke.side[0]}{stroke.lane}"


def _y(stroke: Stroke, more: int = 0) -> str:
    """Return the distance of a line from its edge of the element; `more` pixels nearer to the edge."""
    out = f"var(--o{stroke.layer})"
    away = PITCH * (stroke.lane + 1) - 1 + more
    if stroke.side == "gold":
        return f"calc(var(--h) - {out} - {away}px)"
    return f"calc(100% - var(--h) + {out} + {away}px)"
