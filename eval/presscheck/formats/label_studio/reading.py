"""A list of region items as regions and arrows, with everything that is wrong with them (internal).

The server checks next to nothing: labels that no config has, offsets outside
the text and arrows into nowhere all come back from it. Words beside offsets
are compared before (`copies`). A mention comes out with its type as label and
its entity's key in `said`, whichever of both the annotator chose as label; so
does an event with its type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from presscheck.formats.label_studio.chosen import named
from presscheck.formats.label_studio.controls import (
    OPEN,
    TRIGGER,
    VIEW,
    Control,
    Field,
    controls,
    decision_fields,
    fields,
    relations,
)
from presscheck.formats.label_studio.keys import Offer
from presscheck.formats.label_studio.marks import Arrow, Region, Regions, offsets
from presscheck.formats.label_studio.older import renewed
from presscheck.text.nearest import nearest


def read(result: Sequence[Mapping[str, Any]], doc_id: str, text: str, offer: Offer | None = None) -> Regions:
    """Regions and arrows of a result list.

    Args:
        result: items as the server returns them, in any order, also with the earlier config's names.
        doc_id: the document's id.
        text: its text; offsets are code points of it.
        offer: the labels of mentions that the task has.

    >>> item = {"id": "m0-6", "from_name": "mention", "type": "labels",
    ...         "value": {"start": 0, "end": 6, "labels": ["london"]}}
    >>> (london,) = read([item], "d", "LONDON", Offer({"london": "GPE"})).in_control("mention")
    >>> london.label, london.said
    ('GPE', {'entity': 'london'})
    """
    marked, offer, result = Regions(doc_id, text), offer or Offer({}), renewed(result)
    said = _said(result, marked)
    for item in result:
        if item.get("from_name") in controls():
            _region(item, said.pop(str(item.get("id")), {}), marked, offer)
    known = {str(item.get("id")) for item in result if item.get("from_name") in controls()}
    for name in sorted({*said, *marked.undecided, *marked.decided} - known):
        marked.wrong("studio-label", f"region {name}", "has no label: choose one, or delete the region")
    named(marked, offer)
    for item in result:
        if item.get("type") == "relation":
            _arrows(item, marked, known)
    return marked


def _said(result: Sequence[Mapping[str, Any]], marked: Regions) -> dict[str, dict[str, str]]:
    """Region id -> what its fields hold; what an adjudicator said is kept beside."""
    said: dict[str, dict[str, str]] = {}
    for item in result:
        name, region = item.get("from_name"), str(item.get("id"))
        if item.get("type") == "relation" or name in controls() or name == VIEW:
            continue
        value = item.get("value") or {}
        place = marked.place(region, value.get("start"), value.get("end"))
        if name == OPEN:
            marked.undecided.setdefault(region, []).extend(value.get("labels") or [])
        elif not isinstance(name, str) or (field := _asked().get(name)) is None:
            known = [*controls(), *_asked()]
            marked.wrong(
                "studio-control", place, f"the config has no control {name!r}; {nearest(str(name), known)}"
            )
        elif (answer := _answer(field, value, place, marked)) is not None:
            kept = marked.decided if field.control == OPEN else said
            kept.setdefault(region, {})[name] = answer
    return said


def _asked() -> Mapping[str, Field]:
    return {**fields(), **decision_fields()}


def _answer(field: Field, value: Mapping[str, Any], place: str, marked: Regions) -> str | None:
    name, choices = field.name, field.choices
    given = value.get("choices" if choices else "text")
    values = [str(v).strip() for v in given if str(v).strip()] if isinstance(given, list) else []
    if len(values) > 1:
        marked.wrong("studio-field", place, f"{name} has {len(values)} values, {values}; leave one")
    elif values and choices and values[0] not in choices and field.control != OPEN:
        marked.wrong("studio-field", place, f"{name} cannot be {values[0]!r}; {nearest(values[0], choices)}")
    return values[0] if len(values) == 1 else None


def _region(item: Mapping[str, Any], said: Mapping[str, str], marked: Regions, offer: Offer) -> None:
    value: Mapping[str, Any] = item.get("value") or {}
    name, start, end = str(item.get("id")), value.get("start"), value.get("end")
    place = marked.place(name, start, end)
    control, labels = controls()[item["from_name"]], value.get("labels") or []
    if not offsets(start, end, marked.text):
        marked.wrong("offsets", place, f"is not a span of a text of {len(marked.text)} code points")
        return
    if name in marked.regions:
        marked.wrong("studio-label", place, "has labels from two rows; leave one")
        return
    if len(labels) != 1 or not _known(control, labels[0], offer):
        choices = [*control.labels, *(offer.kinds if control.name == "mention" else ())]
        allowed = nearest(str(labels[0]), choices) if len(labels) == 1 else "choose one"
        marked.wrong("studio-label", place, f"{control.name} is labelled {labels}; {allowed}")
        return
    for field in said:
        if fields()[field].control != control.name:
            marked.wrong("studio-field", place, f"a {control.name} has no {field}")
    low, high = _stripped(place, start, end, marked)
    if low < high:
        marked.regions[name] = _typed(Region(name, control.name, labels[0], low, high, dict(said)))


def _known(control: Control, label: Any, offer: Offer) -> bool:
    return label in control.labels or (control.name == "mention" and offer.knows(label))


def _typed(region: Region) -> Region:
    """An event with its type as what is said of it: what was chosen as label."""
    if region.control != "trigger":
        return region
    kind = {} if region.label == TRIGGER else {"type": region.label}
    return region._replace(label=TRIGGER, said={**region.said, **kind})


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
