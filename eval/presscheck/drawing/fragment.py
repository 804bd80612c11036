"""A drawing that brings its style along: what a notebook shows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from presscheck.drawing import escape, style
from presscheck.drawing.marks import Mark, Tag
from presscheck.drawing.page_text import draw

_OWN = "{0} .t{{font:16px/1.5 system-ui,sans-serif;max-width:46em}} {0} h4{{margin:.6em 0}}"


def fragment(text: str, marks: Sequence[Mark], tags: Sequence[Tag] = (), title: str = "") -> str:
    """One text as a piece of HTML that can stand in any page, several times as well.

    Args:
        text: any text.
        marks: what is drawn on it.
        tags: what follows spans.
        title: a heading; empty for none.

    >>> shown = fragment("Oslo.", [Mark("m", "gold", "plain", ((0, 4),))], title="d1")
    >>> shown.startswith('<div id=pc-'), "<h4>d1</h4>" in shown, "<script" in shown
    (True, True, False)
    """
    palette = style.Palette()
    drawn = draw(text, marks, tags, palette, items=False)
    head = f"<h4>{escape.words(title)}</h4>" if title else ""
    body = f"{head}<div class=t>{drawn.html}</div>"
    name = f"pc-{hashlib.sha256(body.encode('utf-8', 'replace')).hexdigest()[:8]}"
    scope = f"#{name} "
    css = "\n".join([style.sheet(scope), palette.css(scope), _OWN.format(scope.strip())])
    return f"<div id={name}><style>{css}</style>{body}</div>"
