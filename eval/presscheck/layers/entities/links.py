"""Links: which knowledge-base item (QID) a mention's entity is, or that there is none.

A mention is linked through its entity. Gold has three states: a QID, null (no
item exists) and no key (not judged); a TIME is never judged. Mentions of gold
entities that are not judged are left out on both sides, so no row pays or
charges for what stands there. In a prediction null and no key both mean no link.
Clusters of unlinked mentions are the document's own. Ids are compared in one
spelling and after the redirect table, if one was given.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TypeAlias

from msgspec import UNSET

from presscheck.document.model import Document
from presscheck.layers.entities import coref, span_keys
from presscheck.layers.entities.coref import Chains
from presscheck.layers.entities.pairing import Distinct, MentionKey, canonical, sides
from presscheck.measure import clusters, commonest
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts
from presscheck.measure.error_record import ErrorRecord, context, place
from presscheck.measure.measure import DocumentPair, Entry, Measure

Linked: TypeAlias = dict[MentionKey, str | None]
"""The distinct mentions of a side by span and type, with the QID of their entity, None if it has none."""

NEVER_JUDGED = "TIME"
"""The type of entities that are told by their values, and have no item to be linked to."""

LinkView: TypeAlias = Callable[[Linked], Mapping[Hashable, str]]
"""Items that a measure compares: keys and the labels they are counted under."""


def ids(doc: Document) -> dict[str, str]:
    """Entity id -> QID, for the entities that have one."""
    return {e.id: e.wikidata for e in doc.entities or () if e.wikidata is not UNSET and e.wikidata}


def linked(doc: Document, mentions: Distinct) -> Linked:
    """The distinct mentions of a document with their QIDs."""
    known = ids(doc).get
    return {key: known(m.entity) if m.entity else None for key, m in mentions.items()}


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
    judged = _judged(gold)
    mentions = gold.mentions or []
    keys = pair.once(span_keys.of_pair)[0] if gold is pair.gold else span_keys.of_mentions(mentions)
    owned = [(key, m.entity in judged) for key, m in zip(keys, mentions, strict=True)]
    left_out = frozenset(key for key, known in owned if not known)
    return left_out.difference(key for key, known in owned if known) if left_out else left_out


def _counted(pair: DocumentPair, side: Linked) -> Linked:
    left_out = pair.once(not_judged)
    if not left_out:
        return side
    return {key: qid for key, qid in side.items() if (key[0] << span_keys.SHIFT | key[1]) not in left_out}


def gold_linked(pair: DocumentPair) -> Linked:
    """Gold's side: the mentions of entities that gold judges."""
    return _counted(pair, linked(pair.gold, pair.once(sides).gold))


def all_pred_linked(pair: DocumentPair) -> Linked:
    """The predicted side, with what stands where gold does not judge."""
    return linked(pair.pred, pair.once(sides).pred)


def pred_linked(pair: DocumentPair) -> Linked:
    """The predicted side, without what stands where gold does not judge."""
    return _counted(pair, pair.once(all_pred_linked))


def not_counted(pair: DocumentPair) -> int:
    """Count the predicted links on mentions of gold entities that are not judged."""
    every, counted = (pair.once(side).values() for side in (all_pred_linked, pred_linked))
    return sum(map(bool, every)) - sum(map(bool, counted))


def counted_chains(pair: DocumentPair, found: Chains) -> Chains:
    """Clusters without the mentions of gold entities that are not judged.

    Args:
        pair: one document, both sides.
        found: the clusters of one of them.
    """
    left_out = pair.once(not_judged)
    if not left_out:
        return found
    rest = [[key for key in keys if key not in left_out] for keys in found.keys]
    kept = [(keys, name) for keys, name in zip(rest, found.ids, strict=True) if keys]
    return Chains([keys for keys, _ in kept], [name for _, name in kept])


def matched(view: LinkView) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row that compares sets of keys over linked mentions.

    Args:
        view: keys and labels of a side, without the mentions that the measure leaves out.
    """

    def count(pair: DocumentPair) -> Cells:
        return Cells.from_keys(view(pair.once(gold_linked)), view(pair.once(pred_linked)))

    return count


def strong(side: Linked) -> Mapping[Hashable, str]:
    """Linked mentions by span and QID."""
    return {(start, end, qid): kind or "" for (start, end, kind), qid in side.items() if qid}


def typed(side: Linked) -> Mapping[Hashable, str]:
    """Linked mentions by span, type and QID."""
    return {(*key, qid): key[2] or "" for key, qid in side.items() if qid}


def nil(side: Linked) -> Mapping[Hashable, str]:
    """Mentions without a QID, by span."""
    return {(start, end): kind or "" for (start, end, kind), qid in side.items() if not qid}


def all_of_them(side: Linked) -> Mapping[Hashable, str]:
    """Every mention by span and QID, none being a value like any other."""
    return {(start, end, qid): kind or "" for (start, end, kind), qid in side.items()}


def entities(side: Linked) -> Mapping[Hashable, str]:
    """The QIDs of a document."""
    return dict.fromkeys(filter(None, side.values()), "")


def by_qid(pair: DocumentPair) -> tuple[list[list[int]], list[list[int]]]:
    """The mentions of each QID, and those of each entity without one, of both sides."""
    return _by_qid(pair, pair.gold), _by_qid(pair, pair.pred)


def _by_qid(pair: DocumentPair, doc: Document) -> list[list[int]]:
    known = ids(doc)
    found = counted_chains(pair, coref.chains(doc))
    merged: dict[tuple[bool, str | int], list[int]] = {}
    for number, (keys, entity) in enumerate(zip(*found, strict=True)):
        qid = known.get(entity) if entity else None
        merged.setdefault((True, qid) if qid else (False, number), []).extend(keys)
    return list(merged.values())


def qid_table(pair: DocumentPair) -> clusters.ContingencyTable:
    """The overlaps of the clusters by QID."""
    return clusters.contingency(*pair.once(by_qid))


def qids_by_span(items: Linked) -> dict[tuple[int, int], str | None]:
    """Span -> QID; a span with several records has the QID that one of them gives."""
    found: dict[tuple[int, int], str | None] = {}
    for (start, end, _), qid in items.items():
        found[start, end] = found.get((start, end)) or qid
    return found


def linked_spans(pair: DocumentPair) -> list[tuple[str, bool, bool]]:
    """The QID of each gold linked span, whether the span was predicted, and whether with this QID."""
    gold, pred = qids_by_span(pair.once(gold_linked)), qids_by_span(pair.once(pred_linked))
    return [(qid, span in pred, pred.get(span) == qid) for span, qid in gold.items() if qid]


def _share(hits: list[bool]) -> Cells:
    return Cells.from_counts({"": Counts(sum(hits), len(hits), sum(hits), len(hits))})


def right_of_found(pair: DocumentPair) -> Cells:
    """Gold linked spans that were predicted, and those of them with the right QID."""
    return _share([right for _, found, right in pair.once(linked_spans) if found])


def found_of_linked(pair: DocumentPair) -> Cells:
    """Gold linked spans, and those of them that were predicted at all."""
    return _share([found for _, found, _ in pair.once(linked_spans)])


def own_ids(found_only: bool) -> Callable[[DocumentPair], dict[str, float]]:
    """Count linked spans of gold, all or the found ones, with the document's commonest QID, and others."""
    kept = (True,) if found_only else (True, False)
    return lambda pair: commonest.of_document(q for q, found, _ in pair.once(linked_spans) if found in kept)


def accuracy_entry(totals: Mapping[str, Counts]) -> Entry:
    """Accuracy on the spans that were found, with how many that are."""
    right, found = totals["link.accuracy.right"], totals["link.accuracy.found"]
    accuracy = {"accuracy": right.score().precision, "right": right.tp_gold, "n": right.n_gold}
    return {**accuracy, "coverage": found.score().recall, "linked": found.n_gold}


def errors(pair: DocumentPair) -> Iterator[ErrorRecord]:
    """Wrong links on spans that both sides have: wrong id, spurious link (gold has none), missed link.

    What gold does not judge has none.

    Args:
        pair: one document, both sides.
    """
    gold, pred = qids_by_span(pair.once(gold_linked)), qids_by_span(pair.once(pred_linked))
    text = pair.gold.text or ""
    for start, end in sorted(gold.keys() & pred.keys()):
        right, said = gold[start, end], pred[start, end]
        if right == said:
            continue
        kind = "wrong id" if right and said else "spurious link" if said else "missed link"
        yield ErrorRecord(
            layer="links",
            kind=kind,
            doc=pair.gold.id,
            gold=place(text, start, end, right or "no id"),
            pred=place(text, start, end, said or "no id"),
            context=context(text, start, end),
            cost=2 if right and said else 1,
        )


_SPANS = "gold 0-2 PER Q1, 5-8 ORG Q2, 9-12 GPE Q3, 13-15 PER nil"

MEASURES = (
    Measure(
        id="link.strong",
        layer="links",
        says="A linked predicted mention is right if a gold mention has the same span and the same QID. "
        "A gold entity without the key `wikidata`, and a TIME, is not judged: its mentions are left out on "
        "both sides, here and in every row of links.",
        formula="tp = |G ∩ P| over (document, start, end, QID), mentions without a QID left out",
        source="neleval, strong_link_match (Hachey et al. 2014)",
        example=f"{_SPANS} | pred 0-2 PER Q1, 5-8 ORG Q9, 13-15 PER Q4 | P 1/3 R 1/3",
        count=matched(strong),
        by="type",
        default=True,
        symmetric=False,
    ),
    Measure(
        id="link.entity",
        layer="links",
        says="The QIDs in a document, at any place: sets of QIDs are compared, document by document. A "
        "predicted QID whose every mention is a gold mention that is not judged is left out.",
        formula="tp = |G ∩ P| over (document, QID)",
        source="neleval, entity_match (Hachey et al. 2014); GERBIL's C2KB",
        example=f"{_SPANS} | pred 0-3 PER Q1, 5-8 ORG Q9, 13-15 PER Q3 | P 2/3 R 2/3",
        count=matched(entities),
        default=True,
        symmetric=False,
    ),
    Measure(
        id="link.nil",
        layer="links",
        says="A predicted mention without a QID is right if a gold mention without one has the same span.",
        formula="tp = |G ∩ P| over (document, start, end), only mentions without a QID",
        source="neleval, strong_nil_match, with null in place of its `NIL` prefix",
        example=f"{_SPANS} | pred 0-2 PER nil, 13-15 PER nil | P 1/2 R 1/1",
        count=matched(nil),
        by="type",
        symmetric=False,
    ),
    Measure(
        id="link.all",
        layer="links",
        says="As link.strong over all mentions: having no QID is an answer like any other.",
        formula="tp = |G ∩ P| over (document, start, end, QID or null)",
        source="neleval, strong_all_match",
        example=f"{_SPANS} | pred 0-2 PER Q1, 5-8 ORG nil, 13-15 PER nil | P 2/3 R 2/4",
        count=matched(all_of_them),
        by="type",
        symmetric=False,
    ),
    Measure(
        id="link.typed",
        layer="links",
        says="As link.strong, and the mentions' types are the same too.",
        formula="tp = |G ∩ P| over (document, start, end, type, QID), mentions without a QID left out",
        source="neleval, strong_typed_link_match",
        example=f"{_SPANS} | pred 0-2 ORG Q1, 5-8 ORG Q2, 13-15 PER Q4 | P 1/3 R 1/3",
        count=matched(typed),
        by="type",
        symmetric=False,
    ),
    Measure(
        id="link.ceafm",
        layer="links",
        says="Mentions with the same QID are one cluster, unlinked ones cluster by entity; clusters are "
        "aligned one-to-one for the most shared mentions. The QID of a cluster does not matter. "
        "Clusters are those of a document, also for linked entities.",
        formula="tp = max Σ |k ∩ r| over one-to-one alignments; over the mentions of each side",
        source="neleval, mention_ceaf, by document (TAC KBP 2014)",
        example="gold 0-1 PER Q1, 2-3 PER Q1, 4-5 PER Q2 | pred 0-1 PER Q7, 2-3 PER Q7, 4-5 PER Q7 | P 2/3 "
        "R 2/3",
        count=coref.of_table(clusters.ceaf_m, qid_table),
        symmetric=False,
    ),
    Measure(
        id="link.accuracy.right",
        layer="links",
        says="Right QIDs among the gold linked spans that were found.",
        count=right_of_found,
        hidden=True,
        symmetric=False,
    ),
    Measure(
        id="link.accuracy.found",
        layer="links",
        says="Found spans among the gold linked ones.",
        count=found_of_linked,
        hidden=True,
        symmetric=False,
    ),
    Measure(
        id="link.accuracy",
        layer="links",
        says="Of the gold linked spans that were predicted (whatever their QID), the share with the right "
        "QID. `coverage` is the share of all gold linked spans that this speaks of, `linked` their number.",
        formula="accuracy = right / found, coverage = found / linked",
        source="disambiguation accuracy, as in Hachey et al. 2014",
        example=f"{_SPANS} | pred 0-2 PER Q1, 5-8 ORG Q9 | accuracy 1/2",
        kind="accuracy",
        headline="accuracy",
        cells=("link.accuracy.right", "link.accuracy.found"),
        compose=accuracy_entry,
        extra={commonest.PAIRED: own_ids(True), commonest.VALUES: own_ids(False)},
        finish=commonest.beside_own,
        symmetric=False,
    ),
)
