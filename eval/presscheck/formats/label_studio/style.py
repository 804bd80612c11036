"""The layout of the editor: wide text, labels beside it, arrows between the lines (internal)."""

from __future__ import annotations

import re
from collections.abc import Iterable

ROW = "display:flex; gap:16px; align-items:flex-start"
WORDS = "flex:1 1 auto; min-width:0; padding-left:70px"
SIDE = (
    "flex:0 0 360px; position:sticky; top:0; height:calc(100vh - 130px); overflow:auto; "
    "background:var(--color-neutral-background,#fff)"
)
"""A column with its own scrolling: arrows lie over everything that stands above the text."""

COLUMN = "max-height:20vh; overflow:auto"
"""Of a row with more labels than one looks through; lower while a region is asked about."""

_SHOWN = ':not([style*="none"])'
"""A panel that `visibleWhen` shows: the editor hides the others in their `style`."""

_STYLE = (
    ".lsf-htx-richtext { white-space: pre-wrap !important; font-size: 16px;",
    "line-height: 1.9 !important; max-width: 62em; }",
    ".htx-highlight::after { font-size: 11px !important; font-weight: normal !important; }",
    '.htx-highlight[data-label$=":QUOTE"]::after { content: "Q"; }',
    # Arrows: by a switch, between wider lines, never over a word that cannot be read through them.
    "body:not(:has(.switch input[name=arrows]:checked)) .relations-overlay { opacity: 0; }",
    "body:has(.switch input[name=arrows]:checked) .lsf-htx-richtext { line-height: 3 !important; }",
    "body:has(.switch input[name=bare]:checked) .htx-highlight::after { display: none; }",
    ".relations-overlay text { font-size: 10px !important; }",
    ".relations-overlay g g { translate: -14px 0; }",
    "[data-color-scheme=light] .relations-overlay { mix-blend-mode: multiply; }",
    # The column of labels: while a region is asked about, its own row and its panel.
    ".side p { font-size: 13px; line-height: 1.4; margin: 0 0 6px; }",
    ".side h4 { font-size: 13px !important; margin: 8px 0 2px !important; }",
    ".side .lsf-labels { margin: 6px 0 !important; }",
    ".side .few { display: inline-block; vertical-align: top; margin-right: 10px; }",
    f".side:has(.panel{_SHOWN}) .help {{ display: none; }}",
    f".side:has(.asks{_SHOWN}) .row {{ display: none; }}",
    f".side:has(.panel{_SHOWN}) .many {{ max-height: 12vh !important; }}",
    ".side textarea, .side input[type=text] { padding-top: 2px; padding-bottom: 2px; }",
    ".lsf-wrapper_viewAll .side { display: none; }",
)
"""Not `display: none` for arrows, whose boxes are measured when first drawn; no `>`, which is escaped."""

_OPEN = (
    '.htx-highlight:not([data-label*=":open"])',
    "{ background-image: linear-gradient(var(--quiet), var(--quiet)); }",
    '.htx-highlight:not([data-label*=":open"])::after { opacity: 0.55; }',
    '.htx-highlight[data-label*=":open"] { outline: 2px solid #c00000; }',
    # The note with both versions stands first in Info.
    ".lsf-detailed-region { display: flex; flex-direction: column; }",
    ".lsf-detailed-region__head { order: -2; }",
    ".lsf-detailed-region__content:has(.lsf-detailed-region__meta-text) { order: -1; }",
    "body { --quiet: color-mix(in srgb, var(--color-neutral-background, #fff) 55%, transparent); }",
)
"""Open differences are framed, the rest is pale."""


def style(triggers: Iterable[str], asking: Iterable[str], *, versions: bool) -> str:
    """The CSS of a project.

    Args:
        triggers: labels of events, which are told from mentions by their form and not by their colour alone.
        asking: rows that have a panel of their own.
        versions: whether somebody decides between two versions in it.
    """
    ends = ", ".join(f'[data-label$=":{label}"]' for label in triggers if re.fullmatch(r"[\w.-]+", label))
    bold = (
        f".htx-highlight:is({ends}) {{ font-weight: bold; border-bottom: 2px solid #0000ff; }}"
        if ends
        else ""
    )
    own = (f".side:has(.of-{name}{_SHOWN}) .row-{name} {{ display: block; }}" for name in asking)
    return " ".join(filter(None, (*_STYLE, bold, *own, *(_OPEN if versions else ()))))
