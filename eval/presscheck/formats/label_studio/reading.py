"""A list of region items as regions and arrows, with everything that is wrong with them (internal).

The server checks next to nothing: labels that no config has, offsets outside
the text and arrows into nowhere all come back from it. Words beside offsets
are compared before (`copies`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from presscheck.document.exceptions import Finding, Severity
from presscheck.formats.label_studio.controls import controls, fields, relations
from presscheck.text.nearest import nearest


class Region(NamedTuple):
    """The marks of one person, and the answers about them.

    Args:
        id: the region's id.
        control: the row its label is from, such as "mention".
        label: the label.
        start: first code point.
        end: one past the last code point.
        said: what the panel's fields hold.
    """

    id: str
    control: str
    label: str
    start: int
    end: int
    said: Mapping[str, str]


class Arrow(NamedTuple):
    """A labelled arrow between two regions."""

    start: Region
    end: Region
    label: str


class Regions(msgspec.Struct, gc=False):
    """Everything on one sheet.

    Args:
        doc_id: the document's id, for findings.
        text: the document's text.
    """

    doc_id: str
    text: str
    regions: dict[str, Region] = {}
    arrows: list[Arrow] = []
    findings: list[Finding] = []

    def in_control(self, control: str) -> list[Region]:
        """The regions of one row of labels, in text order."""
        found = [region for region in self.regions.values() if region.control == control]
        return sorted(found, key=lambda r: (r.start, r.end, r.label, r.id))

    def drawn(self, start: Region, label: str) -> list[Region]:
        """Return the ends of the arrows with this label from a region, in text order."""
        ends = [arrow.end for arrow in self.arrows if arrow.start.id == start.id and arrow.label == label]
        return sorted(ends, key=lambda r: (r.start, r.end, r.id))

    def place(self, name: str, start: Any, end: Any) -> str:
        """A region for a reader: its id, its offsets and its words."""
        if not _offsets(start, end, self.text):
            return f"region {name} [{start}, {end})"
        words = self.text[start:end]
        shown = words if len(words) <= 40 else f"{words[:37]}..."
        return f"region {name} [{start}, {end}) {shown!r}"

    def between(self, start: str, end: str) -> str:
        """A relation for a reader: both its regions."""
        ends = [self.regions.get(name) for name in (start, end)]
        shown = [
            self.place(r.id, r.start, r.end) if r else name
            for r, name in zip(ends, (start, end), strict=True)
        ]
        return f"relation from {shown[0]} to {shown[1]}"

    def wrong(self, rule: str, where: Region | str, message: str, level: Severity = "error") -> None:
        """Note a finding about a region, or about a place in words."""
        path = where if isinstance(where, str) else self.place(where.id, where.start, where.end)
        self.findings.append(Finding(rule=rule, level=level, doc=self.doc_id, path=path, message=message))


def read(result: Sequence[Mapping[str, Any]], doc_id: str, text: str) -> Regions:
    """Regions and arrows of a result list.

    Args:
        result: items as the server returns them, in any order.
        doc_id: the document's id.
        text: its text; offsets are code points of it.

    >>> item = {"id": "m0-6", "from_name": "mention", "type": "labels",
    ...         "value": {"start": 0, "end": 6, "labels": ["GPE"]}}
    >>> read([item], "d", "LONDON").in_control("mention")[0].label
    'GPE'
    """
    marked = Regions(doc_id, text)
    said = _said(result, marked)
    for item in result:
        if item.get("from_name") in controls():
            _region(item, said.pop(str(item.get("id")), {}), marked)
    known = {str(item.get("id")) for item in result if item.get("from_name") in controls()}
    for name in sorted(said.keys() - known):
        marked.wrong("studio-label", f"region {name}", "has no label: choose one, or delete the region")
    for item in result:
        if item.get("type") == "relation":
            _arrows(item, marked, known)
    return marked


def _said(result: Sequence[Mapping[str, Any]], marked: Regions) -> dict[str, dict[str, str]]:
    """Region id -> what its fields hold."""
    said: dict[str, dict[str, str]] = {}
    for item in result:
        name = item.get("from_name")
        if item.get("type") == "relation" or name in controls():
            continue
        value = item.get("value") or {}
        place = marked.place(str(item.get("id")), value.get("start"), value.get("end"))
        if not isinstance(name, str) or name not in fields():
            known = [*controls(), *fields()]
            marked.wrong(
                "studio-control", place, f"the config has no control {name!r}; {nearest(str(name), known)}"
            )
        elif (answer := _answer(name, value, place, marked)) is not None:
            said.setdefault(str(item.get("id")), {})[name] = answer
    return said


def _answer(name: str, value: Mapping[str, Any], place: str, marked: Regions) -> str | None:
    choices = fields()[name].choices
    given = value.get("choices" if choices else "text")
    values = [str(v).strip() for v in given if str(v).strip()] if isinstance(given, list) else []
    if len(values) > 1:
        marked.wrong("studio-field", place, f"{name} has {len(values)} values, {values}; leave one")
    elif values and choices and values[0] not in choices:
        marked.wrong("studio-field", place, f"{name} cannot be {values[0]!r}; {nearest(values[0], choices)}")
    return values[0] if len(values) == 1 else None


def _region(item: Mapping[str, Any], said: Mapping[str, str], marked: Regions) -> None:
    value: Mapping[str, Any] = item.get("value") or {}
    name, start, end = str(item.get("id")), value.get("start"), value.get("end")
    place = marked.place(name, start, end)
    control, labels = controls()[item["from_name"]], value.get("labels") or []
    if not _offsets(start, end, marked.text):
        marked.wrong("offsets", place, f"is not a span of a text of {len(marked.text)} code points")
        return
    if name in marked.regions:
        marked.wrong("studio-label", place, "has labels from two rows; leave one")
        return
    if len(labels) != 1 or labels[0] not in control.labels:
        allowed = nearest(str(labels[0]), control.labels) if labels else "choose one"
        marked.wrong("studio-label", place, f"{control.name} is labelled {labels}; {allowed}")
        return
    for field in said:
        if fields()[field].control != control.name:
            marked.wrong("studio-field", place, f"a {control.name} has no {field}")
    low, high = _stripped(place, start, end, marked)
    if low < high:
        marked.regions[name] = Region(name, control.name, labels[0], low, high, dict(said))


def _offsets(start: Any, end: Any, text: str) -> bool:
    return type(start) is int and type(end) is int and 0 <= start < end <= len(text)


def _stripped(place: str, start: Any, end: Any, marked: Regions) -> tuple[int, int]:
    """The span without outer blanks: the mouse takes them along."""
    words = marked.text[start:end]
    low, high = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if low >= high:
        marked.wrong("blanks", place, "covers nothing but blanks; delete it")
        return start, start
    if (low, high) != (start, end):
        marked.wrong("blanks", place, f"outer blanks left out: now [{low}, {high})", "warning")
    return low, high


def _arrows(item: Mapping[str, Any], marked: Regions, known: set[str]) -> None:
    ends = [str(item.get("from_id")), str(item.get("to_id"))]
    place = marked.between(*ends)
    lost = [name for name in ends if name not in known]
    if lost:
        marked.wrong("studio-relation", place, f"there is no region {lost[0]!r}")
    if item.get("direction") == "bi":
        marked.wrong("studio-relation", place, "goes both ways; give it one direction")
    labels = item.get("labels") or []
    if not labels:
        marked.wrong(
            "studio-relation", place, "has no label; choose one for it in the Relations panel, or delete it"
        )
    if item.get("direction") == "left":
        ends.reverse()
    for label in labels:
        if label not in relations():
            marked.wrong(
                "studio-relation", place, f"there is no relation {label!r}; {nearest(label, relations())}"
            )
        elif ends[0] in marked.regions and ends[1] in marked.regions:
            marked.arrows.append(Arrow(marked.regions[ends[0]], marked.regions[ends[1]], label))
