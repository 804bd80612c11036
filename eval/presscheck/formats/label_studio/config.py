"""The labeling config of Label Studio, generated from the ontology into `schema/label_studio.xml`."""

from __future__ import annotations

import os
from xml.etree.ElementTree import Comment, Element, ParseError, SubElement, canonicalize, indent, tostring

from presscheck.document.output import replacing
from presscheck.formats.label_studio import guidance
from presscheck.formats.label_studio.colours import RED, ROWS
from presscheck.formats.label_studio.controls import (
    OPEN,
    VIEW,
    Control,
    Field,
    controls,
    decision_fields,
    fields,
    open_labels,
    relations,
)
from presscheck.formats.label_studio.style import COLUMN, ROW, SIDE, WORDS, style

TEXT = "text"
"""The name of the text object that everything is marked on."""

PROOF = "proof"
"""The field of a task that links to its proof page."""

_LONG = 6
_FEW = 3
_HOT = 9
_DECIDING = "abnm"
"""Keys of the choices of `decide`: the first version, the second, neither, as marked."""


def xml(versions: tuple[str, str] | None = None) -> str:
    """The config as text, the same for the same ontology.

    The text object is `Text` with symbol granularity: its offsets are Unicode
    code points of the stored text, which those of `HyperText` are not. It is the
    first field of the task that is named, and so what lists of tasks show.

    Args:
        versions: the names of two versions, for a project in which somebody decides between them.

    >>> xml().startswith("<View"), "open: only bob" in xml(("alice", "bob"))
    (True, True)
    """
    view = Element("View", style=ROW)
    view.append(Comment(" Generated from schema/ontology.json (make config). Edit that file, not this one. "))
    asking = dict.fromkeys(field.control for field in fields().values())
    SubElement(view, "Style").text = style(
        controls()["trigger"].labels, asking, versions=versions is not None
    )
    _relations(view)
    left = SubElement(view, "View", className="text", style=WORDS)
    SubElement(
        left,
        "Text",
        name=TEXT,
        value=f"${TEXT}",
        granularity="symbol",
        saveTextResult="yes",
        showLabels="true",
    )
    SubElement(left, "Markdown", value=f"${PROOF}")
    side = SubElement(view, "View", className="side", style=SIDE)
    SubElement(side, "Markdown", className="help", value=guidance.OPEN_WORDS if versions else guidance.WORDS)
    _switches(side)
    if versions:
        _open(side, versions)
    for control in controls().values():
        _row(side, control)
    _panels(side)
    indent(view)
    return tostring(view, encoding="unicode") + "\n"


def same(one: str, other: str) -> bool:
    r"""Return whether two configs differ in nothing but blanks and comments; what is not XML differs.

    >>> same("<View>\n <A/></View>", "<View><A></A></View>")
    True
    """
    try:
        return canonicalize(one, strip_text=True) == canonicalize(other, strip_text=True)
    except ParseError:
        return False


def write(path: str | os.PathLike[str]) -> None:
    """Write the config, whole or not at all."""
    with replacing(path) as file:
        file.write(xml())


def _relations(view: Element) -> None:
    # One pair of regions holds one arrow in the editor; a filler with two roles needs two labels on it.
    arrows = SubElement(view, "Relations", choice="multiple")
    for name in relations():
        SubElement(arrows, "Relation", value=name)


def _switches(side: Element) -> None:
    switch = SubElement(side, "View", className="switch")
    choices = SubElement(switch, "Choices", name=VIEW, toName=TEXT, choice="multiple", showInline="true")
    SubElement(
        choices, "Choice", value="arrows", hotkey="shift+a", hint="Show the arrows, between wider lines"
    )
    SubElement(choices, "Choice", value="bare", hotkey="shift+n", hint="Hide the labels behind the words")


def _open(side: Element, versions: tuple[str, str]) -> None:
    """The row of open differences, first and red, and the panel that asks for the decision."""
    row = SubElement(side, "Labels", name=OPEN, toName=TEXT, choice="single", showInline="true")
    for value in open_labels(*versions):
        SubElement(row, "Label", value=value, background=RED, hint="Click again to take it away: decided")
    group = _panel(side, OPEN)
    for field in decision_fields().values():
        choices = (*versions, *field.choices) if field.choices else ()
        _ask(group, field._replace(choices=choices))


def _row(side: Element, control: Control) -> None:
    few = "" if control.name in guidance.FILTERS or len(control.labels) > _FEW else " few"
    side = SubElement(side, "View", className=f"row row-{control.name}{few}")
    if control.name in guidance.FILTERS:
        words, key = guidance.FILTERS[control.name]
        SubElement(
            side,
            "Filter",
            name=f"find_{control.name}",
            toName=control.name,
            placeholder=words,
            minlength="0",
            hotkey=key,
        )
        side = SubElement(side, "View", className="many", style=COLUMN)
    common = {"name": control.name, "toName": TEXT, "choice": "single", "showInline": "true"}
    if control.name == "mention":
        SubElement(side, "Labels", common, value="$entities")
        return
    row = SubElement(side, "Labels", common)
    for label, key in control.labels.items():
        shown = SubElement(row, "Label", value=label, background=ROWS[control.name])
        if key:
            shown.set("hotkey", key)
        if words := guidance.of_label(control.name, label):
            shown.set("hint", words)


def _panels(side: Element) -> None:
    for name in controls():
        asked = [field for field in fields().values() if field.control == name]
        if asked:
            group = _panel(side, name)
            for field in asked:
                _ask(group, field)


def _panel(side: Element, name: str) -> Element:
    kind = f"panel of-{name}" + (" asks" if name != OPEN else "")
    group = SubElement(side, "View", className=kind, visibleWhen="region-selected", whenTagName=name)
    SubElement(group, "Header", value=name.capitalize(), size="5")
    SubElement(group, "Markdown", value=f"$help_{name}")
    return group


def _ask(group: Element, field: Field) -> None:
    common = {"name": field.name, "toName": TEXT, "perRegion": "true", "whenTagName": field.control}
    SubElement(group, "Header", value=f"{field.name}: {guidance.of_field(field.name)}", size="6")
    if not field.choices:
        SubElement(
            group, "TextArea", common, maxSubmissions="1", editable="true", rows="1", placeholder=field.hint
        )
        return
    long = len(field.choices) > _LONG and field.name != "type_of"
    layout = {"layout": "select"} if long else {"showInline": "true"}
    choices = SubElement(group, "Choices", common, choice="single" if long else "single-radio", **layout)
    for number, value in enumerate(field.choices, 1):
        shown = SubElement(choices, "Choice", value=value)
        if field.name == "type_of" and number <= _HOT:
            shown.set("hotkey", str(number))
        if field.name == "decide":
            shown.set("hotkey", _DECIDING[number - 1])
        if words := guidance.of_label(field.name, value):
            shown.set("hint", words)
