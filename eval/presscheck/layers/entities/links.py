"""Links: which knowledge-base item (QID) a mention's entity is, or that there is none.

Which mentions count is told in `linked`. Clusters of unlinked mentions are the
document's own. Ids are compared in one spelling and after the redirect table,
if one was given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from itertools import compress
from operator import not_
from typing import Any, NamedTuple, TypeAlias, TypeVar

from presscheck.document.model import Document, Offsets
from presscheck.layers.entities import coref, span_keys
from presscheck.layers.entities.coref import Chains
from presscheck.layers.entities.linked import (
    Key,
    Linked,
    ids,
    linked,
    merged,
    not_judged,
    place_of,
    qids_by_span,
)
from presscheck.measure import clusters, commonest
from presscheck.measure.cells import Cells, Graded
from presscheck.measure.counts import Counts
from presscheck.measure.error_record import ErrorRecord, context, place
from presscheck.measure.measure import DocumentPair, Entry, Measure

T = TypeVar("T")


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


class Column(NamedTuple):
    """Mentions of one side: keys, types and QIDs, one each for every mention."""

    keys: Collection[Key]
    types: list[str | None]
    qids: Iterable[str | None]


Compared: TypeAlias = tuple[Column, Column, Column, Column]
"""The equal mentions as the prediction has them, all predicted ones, and gold's likewise."""


def _compared(gold: Linked, pred: Linked, equal: list[Key]) -> Compared:
    qids = [*map(gold.qids.__getitem__, equal)]
    ours, theirs = gold.types.__getitem__, pred.types.__getitem__
    return (
        Column(equal, [*map(theirs, equal)], qids),
        Column(pred.qids, [*map(theirs, pred.qids)], pred.qids.values()),
        Column(equal, [*map(ours, equal)], qids),
        Column(gold.qids, [*map(ours, gold.qids)], gold.qids.values()),
    )


def by_item(pair: DocumentPair) -> Compared:
    """Both sides by span and QID."""
    gold, pred, repeats = pair.once(linked)
    if repeats:
        gold, pred = merged(gold), merged(pred)
    theirs = pred.qids.get
    return _compared(gold, pred, [key for key, qid in gold.qids.items() if theirs(key, "") == qid])


def by_mention(pair: DocumentPair) -> Compared:
    """Both sides by span, type and QID."""
    gold, pred, _ = pair.once(linked)
    theirs, kinds = pred.qids.get, pred.types
    same = [key for key, qid in gold.qids.items() if theirs(key, "") == qid]
    return _compared(gold, pred, [key for key in same if gold.types[key] == kinds[key]])


def unlinked(values: Iterable[T], qids: Iterable[str | None]) -> Iterable[T]:
    """The values of mentions without a QID; `compress` has those of the others."""
    return compress(values, map(not_, qids))


def every(values: Iterable[T], _: Iterable[str | None]) -> Iterable[T]:
    """The values of all mentions."""
    return values


def matched(
    chosen: Callable[[Iterable[Any], Iterable[str | None]], Iterable[Any]],
    named: Callable[[Offsets, str | None, str | None], Hashable],
    both: Callable[[DocumentPair], Compared] = by_item,
) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row that compares linked mentions.

    Args:
        chosen: from values of mentions, and their QIDs, to the values of those that are compared.
        named: what a mention is called by its span, its type and its QID, when items are listed.
        both: the mentions of both sides.
    """

    def count(pair: DocumentPair) -> Cells:
        right_pred, pred, right_gold, gold = pair.once(both)

        def items() -> tuple[Graded, Graded]:
            right = set(right_gold.keys)
            golds, preds = (
                [
                    (named(span_keys.unpacked(place_of(key)), kind, qid), key in right)
                    for key, kind, qid in chosen(zip(*column, strict=True), column.qids)
                ]
                for column in (gold, pred)
            )
            return golds, preds

        return Cells.from_labels(
            [*chosen(right_pred.types, right_pred.qids)],
            [*chosen(pred.types, pred.qids)],
            [*chosen(right_gold.types, right_gold.qids)],
            [*chosen(gold.types, gold.qids)],
            items,
        )

    return count


def entities(pair: DocumentPair) -> Cells:
    """The QIDs of a document."""
    gold, pred, _ = pair.once(linked)
    return Cells.from_sets({*filter(None, gold.qids.values())}, {*filter(None, pred.qids.values())})


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


def linked_spans(pair: DocumentPair) -> list[tuple[str, bool, bool]]:
    """The QID of each gold linked span, whether the span was predicted, and whether with this QID."""
    gold, pred = map(qids_by_span, pair.once(linked)[:2])
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
    gold, pred = map(qids_by_span, pair.once(linked)[:2])
    text = pair.gold.text or ""
    for span in sorted(gold.keys() & pred.keys()):
        right, said = gold[span], pred[span]
        if right == said:
            continue
        start, end = span_keys.unpacked(span)
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
        count=matched(compress, lambda span, _, qid: (*span, qid)),
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
        count=entities,
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
        count=matched(unlinked, lambda span, *_: span),
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
        count=matched(every, lambda span, _, qid: (*span, qid)),
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
        count=matched(compress, lambda span, kind, qid: (*span, kind, qid), by_mention),
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
