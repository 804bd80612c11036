"""Coreference: which mentions refer to the same entity.

Clusters are entities seen as sets of spans. A mention without an entity is a
cluster of its own. All measures are read off one contingency table; the
arithmetic is in `presscheck.measure.clusters`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from operator import lt
from typing import NamedTuple

from presscheck.document.model import Document
from presscheck.layers.entities import span_keys
from presscheck.measure import clusters
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Entry, Measure


class Chains(NamedTuple):
    """The clusters of one side, in the order of their first mentions.

    Args:
        keys: the spans of each cluster, in text order.
        ids: the entity of each cluster; None for a mention without one.
    """

    keys: list[list[int]]
    ids: list[str | None]


class Owners(NamedTuple):
    """The entities of one side, numbered in the order of their first mentions.

    Args:
        spans: every span, in text order.
        numbers: the number of the entity of each of them.
        ids: the entity of each number; a span without an entity is its own.
        sizes: how many spans each entity has.
    """

    spans: list[int]
    numbers: list[int]
    ids: list[str | int | None]
    sizes: list[int]

    def chains(self) -> Chains:
        """The clusters."""
        keys: list[list[int]] = [[] for _ in self.ids]
        for key, number in zip(self.spans, self.numbers, strict=True):
            keys[number].append(key)
        return Chains(keys, [owner if isinstance(owner, str) else None for owner in self.ids])


_NOBODY = Owners([], [], [], [])


def owners(doc: Document, spans: list[int], singletons: str = "keep") -> Owners:
    """The entities of a document's spans.

    Args:
        doc: a document whose spans are in one entity each.
        spans: of its mentions, in the order of the file.
        singletons: "drop" leaves clusters of one mention out, before everything else.
    """
    of: list[str | int | None] = [m.entity for m in doc.mentions or ()]
    if not all(map(lt, spans, spans[1:])):  # files mostly are in text order, with each span once
        merged = sorted(_merged(spans, of).items())
        spans, of = [span for span, _ in merged], [owner for _, owner in merged]
    sizes = Counter(of)
    if None in sizes:
        of = [span if owner is None else owner for span, owner in zip(spans, of, strict=True)]
        sizes = Counter(of)
    if singletons == "drop":
        spans = [span for span, owner in zip(spans, of, strict=True) if sizes[owner] > 1]
        of = [owner for owner in of if sizes[owner] > 1]
        sizes = Counter(of)
    number = dict(zip(sizes, range(len(sizes)), strict=True))
    return Owners(spans, [*map(number.__getitem__, of)], [*sizes], [*sizes.values()])


def _merged(spans: list[int], of: Iterable[str | int | None]) -> dict[int, str | int | None]:
    """Each span once, with the entity that one of its mentions gives."""
    owner: dict[int, str | int | None] = dict.fromkeys(spans)
    for span, entity in zip(spans, of, strict=True):
        if owner[span] is None:
            owner[span] = entity
    return owner


def chains(doc: Document, singletons: str = "keep") -> Chains:
    """The clusters of a document.

    Args:
        doc: a document whose spans are in one entity each.
        singletons: "drop" leaves clusters of one mention out, before everything else.
    """
    return owners(doc, span_keys.of_mentions(doc.mentions or ()), singletons).chains()


def both_owners(pair: DocumentPair) -> tuple[Owners, Owners]:
    """The entities of both sides, under the settings; none in a prediction that does not answer."""
    (golds, preds), singletons = pair.once(span_keys.of_pair), pair.settings.singletons
    gold = owners(pair.gold, golds, singletons)
    return gold, owners(pair.pred, preds, singletons) if pair.answers("coref") else _NOBODY


def gold_chains(pair: DocumentPair) -> Chains:
    """Gold's clusters, under the settings."""
    return pair.once(both_owners)[0].chains()


def pred_chains(pair: DocumentPair) -> Chains:
    """The predicted clusters, under the settings."""
    return pair.once(both_owners)[1].chains()


def table(pair: DocumentPair) -> clusters.ContingencyTable:
    """The overlaps of the clusters of both sides."""
    gold, pred = pair.once(both_owners)
    theirs = dict(zip(pred.spans, pred.numbers, strict=True))
    cells = clusters.overlaps(zip(gold.spans, gold.numbers, strict=True), theirs, len(pred.ids))
    return clusters.ContingencyTable(cells, gold.sizes, pred.sizes)


def of_table(
    arithmetic: Callable[[clusters.ContingencyTable], Counts],
    compared: Callable[[DocumentPair], clusters.ContingencyTable] = table,
) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row that is read off a contingency table.

    Args:
        arithmetic: a function of `presscheck.measure.clusters`.
        compared: whose clusters; by default entities.
    """

    def count(pair: DocumentPair) -> Cells:
        return Cells.from_counts({"": arithmetic(pair.once(compared))})

    return count


def blanc_entry(totals: Mapping[str, Counts]) -> Entry:
    """BLANC of corpus totals, with the counts of both kinds of links."""
    coreferent, other = totals["coref.blanc.coreferent"], totals["coref.blanc.other"]
    cells = {"coreferent": coreferent._asdict(), "other": other._asdict()}
    return {**clusters.blanc(coreferent, other)._asdict(), "cells": cells}


def conll_entry(totals: Mapping[str, Counts]) -> Entry:
    """The CoNLL mean of corpus totals, and what it is the mean of."""
    return {"f1": clusters.conll(totals.values()), "of": list(totals)}


EXAMPLE = "gold {abc} {defg} | pred {ab} {cd} {fghi} | "
"""The case of Pradhan et al. 2014, in front of what a measure makes of it."""

MEASURES = (
    Measure(
        id="coref.muc",
        layer="coref",
        says="The number of links that would repair the clusters: an entity of n mentions has n - 1 links, "
        "and what it shares with one entity of the other side keeps one link less than mentions. Entities "
        "of one mention have none.",
        formula="tp = Σ max(0, |k ∩ r| - 1); P = tp / Σ (|r| - 1), R = tp / Σ (|k| - 1)",
        source="Vilain et al. 1995; CoNLL reference scorer v8.01",
        example=EXAMPLE + "P 2/5 R 2/5",
        count=of_table(clusters.muc),
        default=True,
    ),
    Measure(
        id="coref.b3",
        layer="coref",
        says="For each mention, the share of its entity's mentions that the other side puts together with "
        "it.",
        formula="tp_gold = Σ |k ∩ r|² / |k|, tp_pred = Σ |k ∩ r|² / |r|; over the mentions of each side",
        source="Bagga and Baldwin 1998; CoNLL reference scorer v8.01",
        example=EXAMPLE + "P 4/8 R 35/84",
        count=of_table(clusters.b_cubed),
        default=True,
    ),
    Measure(
        id="coref.ceafe",
        layer="coref",
        says="Entities are aligned one-to-one so that their similarity (twice the shared mentions over the "
        "sum of the sizes) adds up to the most; every entity counts the same.",
        formula="tp = max Σ 2 |k ∩ r| / (|k| + |r|) over one-to-one alignments; P = tp / |R|, R = tp / |K|",
        source="Luo 2005 (φ4); CoNLL reference scorer v8.01",
        example=EXAMPLE + "P 13/30 R 13/20",
        count=of_table(clusters.ceaf_e),
        default=True,
    ),
    Measure(
        id="coref.conll",
        layer="coref",
        says="The mean of the F1 of coref.muc, coref.b3 and coref.ceafe, each over the whole corpus. An "
        "undefined one counts 0, as in published scores, with a warning.",
        formula="(F1(muc) + F1(b3) + F1(ceafe)) / 3",
        source="Pradhan et al. 2012 (CoNLL shared task)",
        example=EXAMPLE + "(2/5 + 5/11 + 13/25) / 3, F1 126/275",
        kind="mean",
        cells=("coref.muc", "coref.b3", "coref.ceafe"),
        compose=conll_entry,
        default=True,
    ),
    Measure(
        id="coref.lea",
        layer="coref",
        says="For each entity, the share of its links (pairs of mentions) that the other side has, "
        "weighted by its size. An entity of one mention has one link, to itself, found if it is alone on "
        "the other side too.",
        formula="tp_gold = Σ |k| · Σ C(|k ∩ r|, 2) / C(|k|, 2), tp_pred likewise; over the mentions of "
        "each side",
        source="Moosavi and Strube 2016",
        example=EXAMPLE + "P 1/3 R 5/21",
        count=of_table(clusters.lea),
        default=True,
    ),
    Measure(
        id="coref.mention",
        layer="coref",
        says="Mention detection as coreference sees it: spans on both sides, types aside. A mention without "
        "an entity is an entity of its own.",
        formula="tp = |M_K ∩ M_R|, the mentions of gold and of predicted entities; over the mentions of each "
        "side",
        source="Pradhan et al. 2012; CoNLL reference scorer v8.01",
        example=EXAMPLE + "P 6/8 R 6/7",
        count=of_table(clusters.mentions),
    ),
    Measure(
        id="coref.ceafm",
        layer="coref",
        says="Entities are aligned one-to-one so that they share the most mentions; every mention counts "
        "the same.",
        formula="tp = max Σ |k ∩ r| over one-to-one alignments; over the mentions of each side",
        source="Luo 2005 (φ3); CoNLL reference scorer v8.01",
        example=EXAMPLE + "P 4/8 R 4/7",
        count=of_table(clusters.ceaf_m),
    ),
    Measure(
        id="coref.blanc.coreferent",
        layer="coref",
        says="Pairs of mentions inside one entity: BLANC's first cell.",
        count=of_table(clusters.coreferent_links),
        hidden=True,
    ),
    Measure(
        id="coref.blanc.other",
        layer="coref",
        says="Pairs of mentions of two entities: BLANC's second cell.",
        count=of_table(clusters.other_links),
        hidden=True,
    ),
    Measure(
        id="coref.blanc",
        layer="coref",
        says="The mean of two scores over pairs of mentions: those inside one entity, and those of two "
        "entities. If gold has only one kind of pair, that kind decides alone (the CoNLL scorer's "
        "corner cases).",
        formula="c: pairs inside one entity, n: pairs of two entities; P_c = |K_c ∩ R_c| / |R_c|, R_c = "
        "|K_c ∩ R_c| / |K_c|, n likewise, counts added over documents first, 0 for 0/0; P = (P_c + P_n) / 2, "
        "R = (R_c + R_n) / 2, F1 = (F_c + F_n) / 2",
        source="Recasens and Hovy 2011, Pradhan et al. 2014; CoNLL reference scorer v8.01",
        example=EXAMPLE + "c 2/8 2/9, n 8/20 8/12, P 13/40 R 4/9",
        cells=("coref.blanc.coreferent", "coref.blanc.other"),
        compose=blanc_entry,
    ),
)
