"""The QIDs of mentions, and which mentions count: those whose entities gold judges.

A mention is linked through its entity. Gold has three states: a QID, null (no
item exists) and no key (not judged); a TIME is never judged. Mentions of gold
entities that are not judged are left out on both sides, so no row pays or
charges for what stands there. In a prediction null and no key both mean no link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from msgspec import UNSET

from presscheck.document.model import Document, Mention
from presscheck.layers.entities import span_keys
from presscheck.layers.entities.pairing import canonical, distinct
from presscheck.measure.cells import shared
from presscheck.measure.measure import DocumentPair

NEVER_JUDGED = "TIME"
"""The type of entities that are told by their values, and have no item to be linked to."""


def ids(doc: Document) -> dict[str | None, str]:
    """Entity id -> QID, for the entities that have one."""
    return {e.id: e.wikidata for e in doc.entities or () if e.wikidata is not UNSET and e.wikidata}


def _judged(doc: Document) -> set[str]:
    """The entities of which gold says what item they are, or that there is none."""
    first: dict[str, str] = {}
    if any(e.type is None for e in doc.entities or ()):
        for m in sorted(doc.mentions or (), key=canonical):
            if m.entity is not None and m.type is not None:
                first.setdefault(m.entity, m.type)
    return {
        e.id
        for e in doc.entities or ()
        if e.wikidata is not UNSET and (e.type or first.get(e.id)) != NEVER_JUDGED
    }


def not_judged(pair: DocumentPair) -> frozenset[int]:
    """The gold spans, packed, of whose entities gold does not say which items they are."""
    gold = pair.whole_gold
    judged, mentions = _judged(gold), gold.mentions or ()
    spans = pair.once(span_keys.of_pair)[0] if gold is pair.gold else span_keys.of_mentions(mentions)
    left_out = {span for span, m in zip(spans, mentions, strict=True) if m.entity not in judged}
    if left_out and len(set(spans)) < len(spans):
        left_out -= {span for span, m in zip(spans, mentions, strict=True) if m.entity in judged}
    return frozenset(left_out)


Key: TypeAlias = int | tuple[int, str | None]
"""A mention: its span, packed; with its type or its QID where some span stands twice on one side."""


class Linked(NamedTuple):
    """The mentions of a side that count, by keys.

    Args:
        qids: the QID of the entity of each of them, None if it has none.
        types: the type of each of them; those of mentions that do not count may stand beside.
    """

    qids: dict[Key, str | None]
    types: dict[Key, str | None]


class LinkedSides(NamedTuple):
    """Both sides.

    Args:
        gold: the mentions of entities that gold judges.
        pred: the predicted mentions, without those on the spans of the others.
        repeats: whether keys hold the types, because some span stands twice on one side.
    """

    gold: Linked
    pred: Linked
    repeats: bool


def linked(pair: DocumentPair) -> LinkedSides:
    """The mentions of both sides by span and type."""
    golds, preds = pair.once(span_keys.of_pair)
    left_out = pair.once(not_judged)
    if len(set(golds)) == len(golds) and len(set(preds)) == len(preds):
        gold = _linked(pair.gold, pair.gold.mentions or (), golds, left_out)
        return LinkedSides(gold, _linked(pair.pred, pair.pred.mentions or (), preds, left_out), False)
    gold, pred = (_typed(doc, left_out) for doc in (pair.gold, pair.pred))
    return LinkedSides(gold, pred, True)


def _typed(doc: Document, left_out: Collection[int]) -> Linked:
    """A side by keys that hold the types."""
    mentions = distinct(doc)
    keys = [(span_keys.packed(m), m.type) for m in mentions]
    return _linked(doc, mentions, keys, [key for key in keys if key[0] in left_out])


def _linked(
    doc: Document, mentions: Sequence[Mention], keys: Sequence[Key], left_out: Iterable[Key]
) -> Linked:
    qids = dict(zip(keys, map(ids(doc).get, [m.entity for m in mentions]), strict=True))
    for key in left_out:
        qids.pop(key, None)
    return Linked(qids, dict(zip(keys, shared([m.type for m in mentions]), strict=True)))


def merged(side: Linked) -> Linked:
    """A side by span and QID, once each, with the type of the last of several mentions."""
    types: dict[Key, str | None] = {(place_of(key), qid): side.types[key] for key, qid in side.qids.items()}
    return Linked({(place_of(key), qid): qid for key, qid in side.qids.items()}, types)


def place_of(key: Key) -> int:
    """The span of a mention, packed."""
    return key if isinstance(key, int) else key[0]


def qids_by_span(side: Linked) -> dict[int, str | None]:
    """Span, packed -> QID; a span with several records has the QID that one of them gives."""
    found: dict[int, str | None] = {}
    for key, qid in side.qids.items():
        found[place_of(key)] = found.get(place_of(key)) or qid
    return found


def not_counted(pair: DocumentPair) -> int:
    """Count the predicted links on mentions of gold entities that are not judged."""
    left_out = pair.once(not_judged)
    if not left_out:
        return 0
    known = ids(pair.pred)
    return sum(span_keys.packed(m) in left_out and m.entity in known for m in distinct(pair.pred))
