"""Coreference: which mentions refer to the same entity.

Clusters are entities seen as sets of spans. A mention without an entity is a
cluster of its own. All measures are read off one contingency table; the
arithmetic is in `presscheck.measure.clusters`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter, lt
from typing import NamedTuple

from presscheck.document.model import Document, Mention
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


def chains(doc: Document, singletons: str = "keep", keys: Sequence[int] | None = None) -> Chains:
    """The clusters of a document.

    Args:
        doc: a document whose spans are in one entity each.
        singletons: "drop" leaves clusters of one mention out, before everything else.
        keys: `span_keys.of_mentions` of it, if they are at hand.
    """
    mentions = doc.mentions or []
    keys = span_keys.of_mentions(mentions) if keys is None else keys
    if all(map(lt, keys, keys[1:])):  # in text order and each span once, as files mostly are
        owned: Iterable[tuple[int, str | int | None]] = zip(keys, map(_ENTITY, mentions), strict=True)
    else:
        owned = sorted(_merged(mentions).items())
    members: dict[str | int, list[int]] = defaultdict(list)
    for key, owner in owned:
        members[key if owner is None else owner].append(key)
    if singletons == "drop":
        members = {owner: found for owner, found in members.items() if len(found) > 1}
    return Chains([*members.values()], [owner if isinstance(owner, str) else None for owner in members])


_ENTITY = attrgetter("entity")


def _merged(mentions: Iterable[Mention]) -> dict[int, str | int]:
    """Each span once, with the entity that one of its mentions gives, or else with none but itself."""
    owner: dict[int, str | int] = {}
    for m in mentions:
        if m.entity is not None:
            owner.setdefault(span_keys.packed(m), m.entity)
    for m in mentions:
        key = span_keys.packed(m)
        owner.setdefault(key, key)
    return owner


def gold_chains(pair: DocumentPair) -> Chains:
    """Gold's clusters, under the settings."""
    return chains(pair.gold, pair.settings.singletons, pair.once(span_keys.of_pair)[0])


def pred_chains(pair: DocumentPair) -> Chains:
    """The predicted clusters, under the settings; none in a document that does not answer."""
    if not pair.answers("coref"):
        return Chains([], [])
    return chains(pair.pred, pair.settings.singletons, pair.once(span_keys.of_pair)[1])


def table(pair: DocumentPair) -> clusters.ContingencyTable:
    """The overlaps of the clusters of both sides."""
    return clusters.contingency(pair.once(gold_chains).keys, pair.once(pred_chains).keys)


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
