"""Read an adjudicator's decisions off the document that came back: a log for `presscheck adjudicate`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from presscheck.annotation.adjudication import Decision, assembled, compare, items, renamed
from presscheck.annotation.label_studio.differences import Place, places
from presscheck.document.model import Document
from presscheck.formats.label_studio import provenance

RecordKey = tuple[str, str]


def decided(
    a: Document, b: Document, third: Document, log: Iterable[Decision], reason: str
) -> list[Decision]:
    """A decision for every item that the two passes and the adjudicated document do not share.

    Args:
        a: one pass; `third` has its ids.
        b: the other pass.
        third: the document as adjudicated.
        log: earlier decisions; one that says the same keeps its reason.
        reason: for the others, unless the adjudicator gave one in the editor.

    Returns:
        the decisions, those about items on which both passes agree last; open ones where the adjudicator
        left the mark of a difference.

    Raises:
        UsageError: the texts differ.
    """
    compare(a, third)
    same, differing = compare(a, b)
    found = items(third)
    known = {(d.layer, d.key): d for d in log if d.doc == a.id}
    answers, waiting = _answers(third), _open(third)
    both = assembled(a, {**items(renamed(a, b)), **items(a)})
    taken = []
    for d in differing:
        marked = places(d, both)
        if waiting & {*marked}:
            taken.append(d)
            continue
        given = next((answers[place] for place in marked if place in answers), reason)
        taken.append(_decision(d, found, known, given))
    differ = {(d.layer, d.key) for d in differing}
    for layer, key in sorted({*same, *found} - differ):
        item, agreed = found.get((layer, key)), same.get((layer, key))
        if item != agreed:
            amended = Decision(doc=a.id, layer=layer, key=key, text="", a=agreed, b=agreed)
            taken.append(_decision(amended, found, known, reason))
    return taken


def _answers(third: Document) -> dict[Place, str]:
    """Place of an item -> the adjudicator's reason."""
    said = provenance.of(third).get("decisions") or []
    return {_place(one): str(one["reason"]) for one in said if one.get("reason")}


def _open(third: Document) -> set[Place]:
    return {_place(one) for one in provenance.of(third).get("open") or []}


def _place(said: Mapping[str, Any]) -> Place:
    return str(said.get("row")), int(said.get("start", -1)), int(said.get("end", -1))


def _decision(
    open_one: Decision,
    found: Mapping[RecordKey, dict[str, object]],
    known: Mapping[RecordKey, Decision],
    reason: str,
) -> Decision:
    place = open_one.layer, open_one.key
    item, old = found.get(place), known.get(place)
    if (
        old is not None
        and old.decision is not None
        and (old.a, old.b, old.chosen) == (open_one.a, open_one.b, item)
    ):
        return old
    if item is None:
        return msgspec.structs.replace(open_one, decision="neither", reason=reason)
    if item in (open_one.a, open_one.b):
        return msgspec.structs.replace(open_one, decision="a" if item == open_one.a else "b", reason=reason)
    return msgspec.structs.replace(open_one, decision="gold", gold=item, reason=reason)
