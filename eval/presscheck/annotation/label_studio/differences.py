"""Two versions on one sheet: what both agree on is quiet, what is open is marked and stands first.

The editor starts from everything that either version has, the first one's form
where both have it. Each difference is a label on its region and a note; who
decides it takes the label away, and deletes what is wrong.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from presscheck.annotation import adjudication, wording
from presscheck.annotation.adjudication import Decision
from presscheck.annotation.label_studio import push
from presscheck.annotation.label_studio.sources import versions
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.model import Document
from presscheck.formats.label_studio.config import TEXT
from presscheck.formats.label_studio.regions import Sheet

AGREED = "agreed and open"
"""The pre-annotation that an adjudicator starts from."""

Place = tuple[str, int, int]
"""The row of a region, and its span."""

ROWS = {
    "mentions": "mention",
    "entities": "mention",
    "events": "trigger",
    "arguments": "trigger",
    "quotes": "quote",
    "marked_uses": "use",
}
"""Layer of a difference -> the row of the region that it is marked on."""


def sheets(sources: Mapping[str, Mapping[str, Document]], links: push.Links) -> list[Sheet]:
    """A sheet a document: both versions, the second with the first one's ids, and what is open.

    Args:
        sources: two names, each with its documents.
        links: where what tasks link to can be read.

    Raises:
        UsageError: there are not two, or they do not have the same documents.
        InvalidInputError: with everything that cannot be shown.
    """
    a, b = versions(sources)
    made, findings = [], []
    for name, one in sources[a].items():
        try:
            made.append(_sheet((a, one), (b, sources[b][name]), links))
        except InvalidInputError as error:
            findings += error.findings
    if findings:
        raise InvalidInputError(findings)
    return made


def _sheet(one: tuple[str, Document], other: tuple[str, Document], links: push.Links) -> Sheet:
    (a, ours), (b, theirs) = one, other
    _, differing = adjudication.compare(ours, theirs)
    theirs = adjudication.renamed(ours, theirs)
    both = adjudication.assembled(ours, {**adjudication.items(theirs), **adjudication.items(ours)})
    marks: dict[Place, list[Decision]] = {}
    for decision in differing:
        if (place := _shown_at(decision, both)) is not None:
            marks.setdefault(place, []).append(decision)

    def opened(result: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [*_marks(result, marks, (a, b)), *result]

    made = push.sheet({a: ours, b: theirs, AGREED: both}, links, {AGREED: opened})
    told = [{"name": name, "digest": digest(doc)} for name, doc in (one, other)]
    return {**made, "meta": {**made["meta"], "versions": told}}


def digest(document: Document) -> str:
    """Return what tells one version of a text from another, however it was made.

    Args:
        document: a version.
    """
    told = sorted(
        (*place, json.dumps(item, sort_keys=True)) for place, item in adjudication.items(document).items()
    )
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _shown_at(decision: Decision, both: Document) -> Place | None:
    """The region on which a difference is marked; None where nothing can be marked."""
    return next(iter(places(decision, both)), None)


def places(decision: Decision, document: Document) -> list[Place]:
    """The regions that a difference may be marked on.

    Args:
        decision: a difference.
        document: with the mentions of its entity.

    >>> places(Decision(doc="d", layer="arguments", key="4-7 Place 15-19", text=""), Document(id="d"))
    [('trigger', 4, 7)]
    """
    row = ROWS.get(decision.layer)
    if row is None:
        return []
    if decision.layer == "entities":
        return [(row, m.start, m.end) for m in document.mentions or () if m.entity == decision.key]
    span = re.match(r"(\d+)-(\d+)", decision.key)
    return [(row, int(span[1]), int(span[2]))] if span else []


def _marks(
    result: Sequence[Mapping[str, Any]], marks: Mapping[Place, Sequence[Decision]], names: tuple[str, str]
) -> Iterator[dict[str, Any]]:
    """An item for each region with differences: what kind, and both versions in its note."""
    first: dict[Place, Mapping[str, Any]] = {}
    for item in result:
        if item["type"] == "labels":
            first.setdefault((item["from_name"], item["value"]["start"], item["value"]["end"]), item)
    for place, decisions in sorted(marks.items(), key=lambda pair: (pair[0][1:], pair[0][0])):
        if place in first:
            item = first[place]
            value = {key: item["value"][key] for key in ("start", "end", "text")}
            yield {
                "id": item["id"],
                "from_name": "open",
                "to_name": TEXT,
                "type": "labels",
                "value": {**value, "labels": [_label(decisions, names)]},
                "meta": {"text": ["\n".join(_note(decision, names) for decision in decisions)]},
            }


def _label(decisions: Iterable[Decision], names: tuple[str, str]) -> str:
    """The label of the gravest difference on a region."""
    kinds = [_kind(decision, names) for decision in decisions]
    order = [f"only {names[0]}", f"only {names[1]}", "differs", "entity", "arrow"]
    return f"open: {min(kinds, key=order.index)}"


def _kind(decision: Decision, names: tuple[str, str]) -> str:
    if decision.layer in ("arguments", "entities"):
        return {"arguments": "arrow", "entities": "entity"}[decision.layer]
    if decision.b is None:
        return f"only {names[0]}"
    return f"only {names[1]}" if decision.a is None else "differs"


def _note(decision: Decision, names: tuple[str, str]) -> str:
    """Both versions of what differs."""
    ours, theirs = decision.a, decision.b
    if ours is None or theirs is None:
        side, item = (names[0], ours) if theirs is None else (names[1], theirs)
        told = {
            key: value
            for key, value in (item or {}).items()
            if (decision.layer, key) != ("arguments", "event")
        }
        return f"only {side}: {wording.short(told)}"
    keys = [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]
    said = [
        f"{name}: " + ", ".join(wording.words(item.get(key)) for key in keys)
        for name, item in zip(names, (ours, theirs), strict=True)
    ]
    return "\n".join([", ".join(keys), *said])
