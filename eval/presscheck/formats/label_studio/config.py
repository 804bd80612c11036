"""The labeling config of Label Studio, generated from the ontology into `schema/label_studio.xml`."""

from __future__ import annotations

import os
from xml.etree.ElementTree import Comment, Element, SubElement, canonicalize, indent, tostring

from presscheck.document.output import replacing
from presscheck.formats.label_studio.controls import ARGUMENT, Control, Field, controls, fields, relations

TEXT = "text"
"""The name of the text object that everything is marked on."""

_STYLE = (
    ".lsf-htx-richtext { white-space: pre-wrap !important; line-height: 2.6 !important; font-size: 15px; }"
)
_COLOURS = {
    "mention": ["#4477aa", "#66ccee", "#228833", "#ccbb44", "#998833", "#775533", "#44aa99", "#b58", "#777",
                "#882255", "#ddcc77", "#cc6677", "#88ccee", "#aa4499"],
    "trigger": ["#ee6677"],
    "quote": ["#aa3377"],
    "cue": ["#ee8866"],
    "use": ["#ddaa33"],
    "span": ["#bbbbbb"],
}  # fmt: skip
_LONG = 6


def xml() -> str:
    """The config as text, the same for the same ontology.

    The text object is `Text` with symbol granularity: its offsets are Unicode
    code points of the stored text, which those of `HyperText` are not.

    >>> xml().startswith("<View")
    True
    """
    view = Element("View", style="display: flex; flex-direction: column;")
    view.append(Comment(" Generated from schema/ontology.json (make config). Edit that file, not this one. "))
    SubElement(view, "Style").text = _STYLE
    _relations(view)
    _labels(view)
    body = SubElement(view, "View", style="display: flex; gap: 16px;")
    left = SubElement(body, "View", style="flex: 1 1 auto; padding-left: 90px;")
    SubElement(
        left,
        "Text",
        name=TEXT,
        value=f"${TEXT}",
        granularity="symbol",
        saveTextResult="yes",
        showLabels="true",
    )
    _panel(body)
    indent(view)
    return tostring(view, encoding="unicode") + "\n"


def same(one: str, other: str) -> bool:
    r"""Return whether two configs differ in nothing but blanks and comments.

    >>> same("<View>\n <A/></View>", "<View><A></A></View>")
    True
    """
    return canonicalize(one, strip_text=True) == canonicalize(other, strip_text=True)


def write(path: str | os.PathLike[str]) -> None:
    """Write the config, whole or not at all."""
    with replacing(path) as file:
        file.write(xml())


def _relations(view: Element) -> None:
    # One pair of regions holds one arrow in the editor; a filler with two roles needs two labels on it.
    arrows = SubElement(view, "Relations", choice="multiple")
    for name in relations():
        SubElement(
            arrows, "Relation", value=name, background="#a6cee3" if name.startswith(ARGUMENT) else "#e3b7d2"
        )


def _labels(view: Element) -> None:
    style = "position: sticky; top: 0; z-index: 10; background: var(--color-neutral-background, #fff);"
    bar = SubElement(
        view, "View", style=style + " padding: 4px 0; display: flex; flex-wrap: wrap; gap: 0 16px;"
    )
    for control in controls().values():
        _row(bar, control)


def _row(bar: Element, control: Control) -> None:
    row = SubElement(bar, "Labels", name=control.name, toName=TEXT, choice="single", showInline="true")
    colours = _COLOURS[control.name]
    for i, (label, key) in enumerate(control.labels.items()):
        shown = SubElement(row, "Label", value=label, background=colours[i % len(colours)])
        if key:
            shown.set("hotkey", key)


def _panel(body: Element) -> None:
    style = "flex: 0 0 300px; position: sticky; top: 120px; align-self: flex-start;"
    panel = SubElement(body, "View", style=style)
    for name in controls():
        asked = [field for field in fields().values() if field.control == name]
        if asked:
            group = SubElement(panel, "View", visibleWhen="region-selected", whenTagName=name)
            SubElement(group, "Header", value=name.capitalize(), size="5")
            for field in asked:
                _ask(group, field)


def _ask(group: Element, field: Field) -> None:
    common = {"name": field.name, "toName": TEXT, "perRegion": "true", "whenTagName": field.control}
    SubElement(group, "Header", value=field.name, size="6")
    if not field.choices:
        SubElement(
            group, "TextArea", common, maxSubmissions="1", editable="true", rows="1", placeholder=field.hint
        )
        return
    layout = {"layout": "select"} if len(field.choices) > _LONG else {"showInline": "true"}
    single = "single" if len(field.choices) > _LONG else "single-radio"
    choices = SubElement(group, "Choices", common, choice=single, **layout)
    for value in field.choices:
        SubElement(choices, "Choice", value=value)
