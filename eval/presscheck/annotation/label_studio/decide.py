"""Read an adjudicator's decisions off the document that came back: a log for `presscheck adjudicate`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from presscheck.annotation.adjudication import Decision, compare, items
from presscheck.document.model import Document

RecordKey = tuple[str, str]


def decided(
    a: Document, b: Document, third: Document, log: Iterable[Decision], reason: str
) -> list[Decision]:
    """A decision for every item that the two passes and the adjudicated document do not share.

    Args:
        a: one pass; `third` has its ids.
        b: the other pass.
        third: the document as adjudicated.
        log: earlier decisions; one that is the same keeps its reason.
        reason: for the others.

    Returns:
        the decisions, those about items on which both passes agree last.

    Raises:
        UsageError: the texts differ.
    """
    compare(a, third)
    same, differing = compare(a, b)
    found = items(third)
    known = {(d.layer, d.key): d for d in log if d.doc == a.id}
    taken = [_decision(d, found, known, reason) for d in differing]
    places = {(d.layer, d.key) for d in differing}
    for layer, key in sorted({*same, *found} - places):
        item, agreed = found.get((layer, key)), same.get((layer, key))
        if item != agreed:
            amended = Decision(doc=a.id, layer=layer, key=key, text="", a=agreed, b=agreed)
            taken.append(_decision(amended, found, known, reason))
    return taken


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
