"""The CorefUD scorer's defaults: match by head, no singletons, BLANC after Luo et al. 2014 (internal).

Where gold or prediction gives no head, the head is the whole span. Overlap is
counted in words; it decides between several gold mentions with the same head,
and where it is equal, the solver that the peer uses decides as it does there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from presscheck.document.model import Document, Offsets
from presscheck.layers.entities import coref, pairing, span_keys
from presscheck.measure import assignment, clusters
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Entry, Measure
from presscheck.measure.scipy_pairing import as_scipy_decides
from presscheck.profiles.base import Profile
from presscheck.profiles.conll2012 import cell_rows, mean_row, zeros

SOURCE = "CorefUD scorer 2 (Universal Anaphora scorer), default settings"


def paired(pair: DocumentPair) -> dict[int, int]:
    """Predicted span -> the gold span that it counts as.

    First equal spans with equal heads, then the one-to-one pairing of the rest with equal heads that covers
    the largest shares of the words of gold mentions.
    """
    gold, pred = (
        _heads(pair.gold, pair.once(coref.gold_chains)),
        _heads(pair.pred, pair.once(coref.pred_chains)),
    )
    same = {key: key for key, head in pred.items() if gold.get(key) == head}
    words = Words(pair.whole_gold)
    rest_gold = _by_words([key for key in gold if key not in same], words)
    rest_pred = _by_words([key for key in pred if key not in same], words)
    weights = {
        (i, j): share
        for i, j in _with_equal_heads(
            [gold[key] for key, _ in rest_gold], [pred[key] for key, _ in rest_pred]
        )
        if (share := _share(rest_gold[i][1], rest_pred[j][1]))
    }
    cells = as_scipy_decides(weights, len(rest_gold), len(rest_pred))
    return same | {rest_pred[j][0]: rest_gold[i][0] for i, j in cells}


class Words:
    """The words of a gold document: its tokens if it gives them, else the strings between white space.

    Args:
        doc: with `text`.

    >>> Words(Document(id="d", text="Oslo’s mayor, Ida.")).covered((7, 12))
    (1, 2)
    """

    def __init__(self, doc: Document) -> None:
        given: Sequence[Offsets] = doc.tokens or ()
        spans = sorted(given) or [m.span() for m in re.finditer(r"\S+", doc.text or "")]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def covered(self, span: Offsets) -> Offsets:
        """The words that a span shares a character with, as first and one past the last."""
        return bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1])


def _by_words(keys: Iterable[int], words: Words) -> list[tuple[int, Offsets]]:
    """Spans with their words, in the peer's order: by first word, then by last."""
    return sorted(((key, words.covered(span_keys.unpacked(key))) for key in keys), key=lambda x: (x[1], x[0]))


def _with_equal_heads(gold: Sequence[Offsets], pred: Sequence[Offsets]) -> Iterator[tuple[int, int]]:
    places: dict[Offsets, list[int]] = {}
    for j, head in enumerate(pred):
        places.setdefault(head, []).append(j)
    return ((i, j) for i, head in enumerate(gold) for j in places.get(head, ()))


def _share(gold: Offsets, pred: Offsets) -> float:
    """Share of a gold mention's words that a predicted one covers; 0 for a mention without a word."""
    shared = assignment.overlap(gold, pred)
    return shared / (gold[1] - gold[0]) if shared else 0.0


def _heads(doc: Document, chains: coref.Chains) -> dict[int, tuple[int, int]]:
    given = pairing.heads(doc)
    spans = ((key, span_keys.unpacked(key)) for keys in chains.keys for key in keys)
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


_FIRST = (
    "Singletons are dropped first. A predicted mention counts as the gold mention with its head, whatever "
    "their spans; of several, the one of whose words it covers the largest share, one to one."
)


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
    "percent. Words are gold's `tokens`, else the strings between white space. A mention without `head` has "
    "its whole span as head, where the peer takes the first word. Not reproduced, for no mention here has "
    "them: empty nodes (zeros), pieces, split antecedents.",
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
