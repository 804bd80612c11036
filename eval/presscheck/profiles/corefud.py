"""The CorefUD scorer's defaults: mentions match by head, singletons are dropped, BLANC after Luo et al. 2014.

Where gold or prediction gives no head, the head is the whole span. The peer
measures overlap in words, we in code points; it only decides between several
gold mentions with the same head.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import msgspec

from presscheck.document.model import Document
from presscheck.layers.entities import coref, pairing
from presscheck.measure import assignment, clusters
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Entry, Measure
from presscheck.profiles.base import Profile
from presscheck.profiles.conll2012 import cell_rows, mean_row, zeros

SOURCE = "CorefUD scorer 2 (Universal Anaphora scorer), default settings"


def paired(pair: DocumentPair) -> dict[int, int]:
    """Predicted span -> the gold span that it counts as.

    First equal spans with equal heads, then the one-to-one pairing of the rest with equal heads that covers
    the largest shares of gold mentions.
    """
    gold, pred = (
        _heads(pair.gold, pair.once(coref.gold_chains)),
        _heads(pair.pred, pair.once(coref.pred_chains)),
    )
    same = {key: key for key, head in pred.items() if gold.get(key) == head}
    rest_gold = [key for key in sorted(gold) if key not in same]
    rest_pred = [key for key in sorted(pred) if key not in same]
    weights: dict[tuple[int, int], Fraction] = {}
    for i, j in assignment.touching(
        list(map(coref.unpacked, rest_gold)), list(map(coref.unpacked, rest_pred))
    ):
        if gold[rest_gold[i]] == pred[rest_pred[j]]:
            start, end = coref.unpacked(rest_gold[i])
            weights[i, j] = Fraction(
                assignment.overlap((start, end), coref.unpacked(rest_pred[j])), end - start
            )
    return same | {rest_pred[j]: rest_gold[i] for i, j in assignment.assignment(weights)}


def _heads(doc: Document, chains: coref.Chains) -> dict[int, tuple[int, int]]:
    given = pairing.heads(doc)
    spans = ((key, coref.unpacked(key)) for keys in chains.keys for key in keys)
    return {key: given.get(span, span) for key, span in spans}


def table(pair: DocumentPair) -> clusters.ContingencyTable:
    """The contingency table after matching by head; a span that counts as no gold one is nobody's."""
    counts_as = pair.once(paired)
    gold, pred = pair.once(coref.gold_chains), pair.once(coref.pred_chains)
    return clusters.contingency(
        gold.keys, [[counts_as.get(key, -1 - key) for key in keys] for keys in pred.keys]
    )


def blanc_entry(totals: Mapping[str, Counts]) -> Entry:
    """BLANC with the corner cases of Luo et al. 2014."""
    coreferent, other = totals["corefud.coreferent.counts"], totals["corefud.other.counts"]
    cells = {"coreferent": coreferent._asdict(), "other": other._asdict()}
    return {**clusters.blanc_luo(coreferent, other)._asdict(), "cells": cells}


_ARITHMETIC = {
    "mentions": clusters.mentions,
    "muc": clusters.muc,
    "bcub": clusters.b_cubed,
    "ceafm": clusters.ceaf_m,
    "ceafe": clusters.ceaf_e,
    "lea": clusters.lea,
    "coreferent": clusters.coreferent_links,
    "other": clusters.other_links,
}


_FIRST = "Singletons are always dropped first, and mentions with equal heads are one mention."


def _row(row: Measure) -> Measure:
    """A row of the CoNLL scorer, its cell counted after matching by head."""
    if not row.hidden:
        return msgspec.structs.replace(row, source=SOURCE, says=f"{row.says} {_FIRST}")
    arithmetic = _ARITHMETIC[row.id.split(".")[1]]
    return msgspec.structs.replace(row, count=coref.of_table(arithmetic, table), symmetric=False)


def _cell(name: str) -> Measure:
    return _row(
        Measure(id=f"corefud.{name}.counts", layer="coref", says=f"Links for BLANC: {name}.", hidden=True)
    )


PROFILE = Profile(
    name="corefud",
    says="The CorefUD scorer's defaults: head match, singletons dropped, BLANC after Luo et al. 2014, in "
    "percent.",
    measures=(
        *map(_row, cell_rows("corefud", lea=True)),
        _cell("coreferent"),
        _cell("other"),
        Measure(
            id="corefud.blanc",
            layer="coref",
            says="The mean of two scores over pairs of mentions: those inside one entity (c), and those of "
            f"two entities (n). A kind is left out only if neither side has a pair of it. {_FIRST}",
            formula="as coref.blanc; 0 for 0/0",
            source=f"{SOURCE}; Luo et al. 2014",
            example="gold {abcd} | pred {ab} {cd} | c 2/2 2/6, n 0/4 0/0, P 1/2 R 1/6 F1 1/4",
            cells=("corefud.coreferent.counts", "corefud.other.counts"),
            compose=zeros(blanc_entry),
        ),
        _row(mean_row("corefud", "conll")),
    ),
    percent=True,
    settings={"singletons": "drop"},
)
