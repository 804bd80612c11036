"""Entities as wholes: found, put together, and given the right type and QID."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import NamedTuple, TypeAlias

from presscheck.document.model import Document
from presscheck.layers.entities import coref, span_keys
from presscheck.layers.entities.coref import Chains
from presscheck.layers.entities.linked import ids
from presscheck.layers.entities.links import counted_chains
from presscheck.layers.entities.pairing import distinct
from presscheck.measure import clusters
from presscheck.measure.cells import Cells
from presscheck.measure.clusters import ContingencyTable
from presscheck.measure.measure import DocumentPair, Measure


def similar_entities(
    same: Callable[[DocumentPair, int, int], bool],
    compared: Callable[[DocumentPair], ContingencyTable] = coref.table,
) -> Callable[[DocumentPair], Cells]:
    """CEAFe over pairs of entities that agree in more than their mentions.

    Args:
        same: whether a gold and a predicted entity, by number, agree.
        compared: whose entities; by default all.
    """

    def count(pair: DocumentPair) -> Cells:
        table = pair.once(compared)
        similarity = {cell: phi for cell, phi in clusters.phi4(table).items() if same(pair, *cell)}
        return Cells.from_counts({"": clusters.aligned(table, similarity)})

    return count


class Kinds(NamedTuple):
    """Type and QID of each cluster of a side."""

    types: list[str | None]
    qids: list[str | None]


class EntityKinds:
    """Types and QIDs of a side's entities: an entity's type is its own, or else that of its first mention.

    Args:
        doc: the document.
        found: its clusters.
    """

    def __init__(self, doc: Document, found: Chains) -> None:
        self._chains = found
        self._own = {e.id: e.type for e in doc.entities or ()}
        self._qids = ids(doc)
        self._by_span: dict[int, str] = {}
        for m in distinct(doc):
            if m.type is not None:
                self._by_span.setdefault(span_keys.packed(m), m.type)

    def of(self, numbers: Iterable[int], gone: Container[int] = ()) -> Kinds:
        """The types and QIDs of some clusters.

        Args:
            numbers: of the clusters.
            gone: spans, packed, whose mentions are left out.
        """
        chosen = [(self._chains.keys[i], self._chains.ids[i]) for i in numbers]
        return Kinds(
            [self._type(keys, entity, gone) for keys, entity in chosen],
            [self._qids.get(entity) if entity else None for _, entity in chosen],
        )

    def _type(self, keys: Iterable[int], entity: str | None, gone: Container[int]) -> str | None:
        given = self._own.get(entity) if entity else None
        return given or next((self._by_span[k] for k in keys if k in self._by_span and k not in gone), None)


def _kinds(doc: Document, found: Chains) -> Kinds:
    return EntityKinds(doc, found).of(range(len(found.ids)))


def gold_kinds(pair: DocumentPair) -> Kinds:
    """Gold's entities."""
    return _kinds(pair.gold, pair.once(coref.gold_chains))


def pred_kinds(pair: DocumentPair) -> Kinds:
    """The predicted entities."""
    return _kinds(pair.pred, pair.once(coref.pred_chains))


def same_type(pair: DocumentPair, gold: int, pred: int) -> bool:
    """Return whether two entities have the same type."""
    return pair.once(gold_kinds).types[gold] == pair.once(pred_kinds).types[pred]


def gold_judged(pair: DocumentPair) -> Chains:
    """Gold's clusters whose links gold judges."""
    return counted_chains(pair, pair.once(coref.gold_chains))


def pred_judged(pair: DocumentPair) -> Chains:
    """The predicted clusters, without mentions of gold entities that are not judged."""
    return counted_chains(pair, pair.once(coref.pred_chains))


def gold_linkable(pair: DocumentPair) -> Kinds:
    """Types and QIDs of `gold_judged`."""
    return _kinds(pair.gold, pair.once(gold_judged))


def pred_linkable(pair: DocumentPair) -> Kinds:
    """Types and QIDs of `pred_judged`."""
    return _kinds(pair.pred, pair.once(pred_judged))


def judged_table(pair: DocumentPair) -> ContingencyTable:
    """Return the overlaps of the clusters that links are judged of."""
    return clusters.contingency(pair.once(gold_judged).keys, pair.once(pred_judged).keys)


def same_type_and_qid(pair: DocumentPair, gold: int, pred: int) -> bool:
    """Return whether two entities, numbered as in `judged_table`, have one type and QID, or both none."""
    ours, theirs = pair.once(gold_linkable), pair.once(pred_linkable)
    return ours.qids[gold] == theirs.qids[pred] and ours.types[gold] == theirs.types[pred]


Side: TypeAlias = tuple[Callable[[DocumentPair], Chains], Callable[[DocumentPair], Kinds]]
"""Clusters of a side, and their kinds."""

Table: TypeAlias = Callable[[DocumentPair], ContingencyTable]
Same: TypeAlias = Callable[[DocumentPair, int, int], bool]

COMPARED: tuple[tuple[Table, Side, Side, Same], ...] = (
    (coref.table, (coref.gold_chains, gold_kinds), (coref.pred_chains, pred_kinds), same_type),
    (judged_table, (gold_judged, gold_linkable), (pred_judged, pred_linkable), same_type_and_qid),
)
"""For each row: its table, both sides of it, and which clusters agree."""

MEASURES = (
    Measure(
        id="entity.ceafe-typed",
        layer="links",
        says="coref.ceafe over entities of the same type: found, put together and typed. An entity's type "
        "is its own, or else that of its first mention.",
        formula="tp = max Σ φ4(k, r) · [types equal] over one-to-one alignments; P = tp / |R|, R = tp / |K|",
        source="presscheck, after Luo 2005",
        example="gold 0-1 PER x, 2-3 PER x, 4-5 ORG y | pred 0-1 PER x, 2-3 PER x, 4-5 PER y | P 1/2 R 1/2",
        count=similar_entities(same_type),
        needs="coref",
    ),
    Measure(
        id="entity.ceafe-linked",
        layer="links",
        says="entity.ceafe-typed over entities that also have the same QID, or both none. Entities that gold "
        "does not judge are left out, as in link.strong.",
        formula="tp = max Σ φ4(k, r) · [types equal] · [QIDs equal] over one-to-one alignments",
        source="presscheck, after Luo 2005",
        example="gold 0-1 PER Q1, 2-3 PER Q1, 4-5 ORG nil | pred 0-1 PER Q1, 4-5 ORG nil | P 5/6 R 5/6",
        count=similar_entities(same_type_and_qid, judged_table),
        symmetric=False,
        also=("coref",),
    ),
)
