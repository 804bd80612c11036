"""The layout of the editor: wide text, labels beside it, arrows between the lines (internal)."""

from __future__ import annotations

ROW = "display:flex; gap:16px; align-items:flex-start"
WORDS = "flex:1 1 auto; min-width:0; padding-left:70px"
SIDE = (
    "flex:0 0 360px; position:sticky; top:0; height:calc(100vh - 130px); overflow:auto; "
    "background:var(--color-neutral-background,#fff)"
)
"""A column with its own scrolling: arrows lie over everything that stands above the text."""

COLUMN = "max-height:150px; overflow:auto"

STYLE = " ".join(
    (
        ".lsf-htx-richtext { white-space: pre-wrap !important; font-size: 16px;",
        "line-height: 1.9 !important; max-width: 62em; }",
        ".htx-highlight::after { font-size: 11px !important; font-weight: normal !important; }",
        '.htx-highlight[data-label$=":QUOTE"]::after { content: "Q"; }',
        '.htx-highlight[data-label*=":open"] { outline: 2px solid #c00000; }',
        "body:not(:has(.switch input[name=arrows]:checked)) .relations-overlay { opacity: 0; }",
        "body:has(.switch input[name=arrows]:checked) .lsf-htx-richtext { line-height: 3 !important; }",
        "body:has(.switch input[name=bare]:checked) .htx-highlight::after { display: none; }",
        ".relations-overlay text { font-size: 10px !important; }",
        ".lsf-wrapper_viewAll .side { display: none; }",
    )
)
"""Not `display: none` for arrows, whose boxes are measured when first drawn; no `>`, which is escaped."""
