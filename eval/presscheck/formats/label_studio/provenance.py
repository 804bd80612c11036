"""The making of a pulled annotation: annotator, pre-annotation, share that was kept, time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from presscheck.document.exceptions import Finding
from presscheck.document.model import Document
from presscheck.formats.label_studio.kept import Changes, summed
from presscheck.formats.label_studio.marks import Regions

KEY = "label_studio"
"""The key in a document's `meta`."""

KEPT, SECONDS = 0.98, 60
"""More of a pre-annotation kept, in less time, was hardly read."""

Answer = Mapping[str, Any]


def started_from(task: Answer, annotation: Answer) -> tuple[str, list[Any]] | None:
    """The pre-annotation that an annotation was made from, by name, and its items; None from an empty sheet.

    Args:
        task: as the server or a saved export gives it.
        annotation: one of the task's.
    """
    copy = annotation.get("prediction")
    if not copy and (number := annotation.get("parent_prediction")) is not None:
        listed = [p for p in task.get("predictions") or () if isinstance(p, Mapping)]
        copy = next((p for p in listed if p.get("id") == number), None)
    if not copy or copy.get("result") is None:
        return None
    return str(copy.get("model_version") or ""), list(copy["result"])


def recorded(
    who: str, annotation: Answer, source: str | None, changes: Mapping[str, Changes] | None, marked: Regions
) -> dict[str, Any]:
    """The making of a document, for its `meta`.

    Args:
        who: the annotator.
        annotation: theirs.
        source: the pre-annotation's name; None if they began with an empty sheet.
        changes: what became of it.
        marked: the regions, with what an adjudicator said.
    """
    said: dict[str, Any] = {"annotator": who, "pre_annotation": source}
    if changes is not None:
        said["kept"] = share(changes)
    seconds = annotation.get("lead_time")
    if isinstance(seconds, int | float):
        said["seconds"] = round(seconds, 1)
    decisions = [_decision(name, answers, marked) for name, answers in sorted(marked.decided.items())]
    if placed := [decision for decision in decisions if decision is not None]:
        said["decisions"] = placed
    waiting = [_place(name, marked) for name in _waiting(marked) if name in marked.regions]
    if waiting:
        said["open"] = waiting
    return said


def _waiting(marked: Regions) -> list[str]:
    """The regions of open differences: the mark is left, and nothing is chosen."""
    return [name for name in sorted(marked.undecided) if "decide" not in marked.decided.get(name, {})]


def _place(name: str, marked: Regions) -> dict[str, Any]:
    region = marked.regions[name]
    return {"row": region.control, "start": region.start, "end": region.end}


def _decision(name: str, answers: Mapping[str, str], marked: Regions) -> dict[str, Any] | None:
    return {**_place(name, marked), **answers} if name in marked.regions else None


def versions(meta: Mapping[str, Any]) -> dict[str, Any]:
    """The two versions between which somebody decided in a task, in the order of the push.

    Args:
        meta: the task's.
    """
    told = meta.get("versions")
    listed = [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []
    known = [{key: str(one.get(key)) for key in ("name", "digest")} for one in listed]
    return {"versions": known} if len(known) == 2 else {}


def share(changes: Mapping[str, Changes]) -> float | None:
    """The part of a pre-annotation that was kept; None if there was nothing in it."""
    whole = summed({"all": change} for change in changes.values()).get("all", Changes())
    return round(whole.kept / whole.pushed, 4) if whole.pushed else None


def doubtful(
    doc_id: str, annotation: Answer, changes: Mapping[str, Changes] | None, marked: Regions
) -> Iterator[Finding]:
    """Warnings: a pre-annotation that was hardly read, differences that nobody decided."""
    kept, seconds = share(changes) if changes is not None else None, annotation.get("lead_time")
    if kept is not None and kept > KEPT and isinstance(seconds, int | float) and seconds < SECONDS:
        message = f"{kept:.1%} of the pre-annotation was kept in {seconds:.0f} s; was it read?"
        yield Finding(rule="hasty", level="warning", doc=doc_id, message=message)
    for name in _waiting(marked):
        labels, region = marked.undecided[name], marked.regions.get(name)
        place = marked.place(name, region.start, region.end) if region else f"region {name}"
        message = f"{', '.join(labels)}: nobody has decided; choose in *decide*, or click the label again"
        yield Finding(rule="open-difference", level="warning", doc=doc_id, path=place, message=message)


def of(document: Document) -> Mapping[str, Any]:
    """Return the making of a document from its `meta`; empty if it was not pulled."""
    said = document.meta.get(KEY) if isinstance(document.meta, dict) else None
    return said if isinstance(said, Mapping) else {}
