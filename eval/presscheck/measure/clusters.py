"""Clusterings compared: MUC, B³, CEAF, LEA, BLANC from one contingency table.

A side is a list of clusters of hashable mention keys, no key twice. Everything
below is arithmetic on how many keys each gold cluster shares with each
predicted one, counted without building a single pair; the same functions serve
entities and events. "Twinless" mentions (on one side only) stay where they are.

Sources: Vilain et al. 1995 (MUC), Bagga and Baldwin 1998 (B³), Luo 2005 (CEAF),
Recasens and Hovy 2011 and Luo et al. 2014 (BLANC), Moosavi and Strube 2016
(LEA), Pradhan et al. 2014 (all of them on predicted mentions).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from math import fsum
from typing import NamedTuple, TypeAlias

from presscheck.measure import assignment
from presscheck.measure.counts import Counts, Score, Summed, harmonic, ratio

Cluster: TypeAlias = Collection[Hashable]


class ContingencyTable(NamedTuple):
    """Overlap of two clusterings.

    Args:
        cells: (gold cluster, predicted cluster) -> number of shared mentions, only where there are some.
        gold: size of each gold cluster.
        pred: size of each predicted cluster.
        beyond: of a part of a table, how many mentions the rest of it shares, has in gold, and predicts.
    """

    cells: dict[tuple[int, int], int]
    gold: list[int]
    pred: list[int]
    beyond: tuple[int, int, int] = (0, 0, 0)


def contingency(gold: Sequence[Cluster], pred: Sequence[Cluster]) -> ContingencyTable:
    """Count what the clusters of two sides share.

    Args:
        gold: clusters of distinct keys; number them in canonical order.
        pred: likewise.

    >>> contingency(["abc", "defg"], ["ab", "cd", "fghi"]).cells
    {(0, 0): 2, (0, 1): 1, (1, 1): 1, (1, 2): 2}
    """
    gold_of = {key: i for i, cluster in enumerate(gold) for key in cluster}
    shared = [(gold_of[key], j) for j, cluster in enumerate(pred) for key in cluster if key in gold_of]
    return ContingencyTable(dict(Counter(shared)), [*map(len, gold)], [*map(len, pred)])


def mentions(table: ContingencyTable) -> Counts:
    """Mention detection: shared mentions over the mentions of each side.

    >>> mentions(contingency(["abc"], ["abx"]))
    Counts(tp_pred=2, n_pred=3, tp_gold=2, n_gold=3)
    """
    both = sum(table.cells.values())
    return Counts(both, sum(table.pred), both, sum(table.gold))


def muc(table: ContingencyTable) -> Counts:
    """Links: a cluster of n mentions has n - 1; each overlap of n keeps n - 1 of them.

    >>> muc(contingency(["abc", "defg"], ["ab", "cd", "fghi"]))
    Counts(tp_pred=2, n_pred=5, tp_gold=2, n_gold=5)
    """
    kept = sum(table.cells.values()) - len(table.cells)
    return Counts(kept, sum(table.pred) - len(table.pred), kept, sum(table.gold) - len(table.gold))


def b_cubed(table: ContingencyTable) -> Counts:
    """For each mention, the share of its cluster that the other side keeps with it.

    >>> b_cubed(contingency(["abc", "defg"], ["ab", "cd", "fghi"]))
    Counts(tp_pred=4.0, n_pred=8, tp_gold=2.9166666666666665, n_gold=7)
    """
    gold, pred = table.gold, table.pred
    by_gold = Summed([n * n / gold[i] for (i, _), n in table.cells.items()])
    by_pred = Summed([n * n / pred[j] for (_, j), n in table.cells.items()])
    return Counts(by_pred, sum(pred), by_gold, sum(gold))


def ceaf_m(table: ContingencyTable) -> Counts:
    """Clusters aligned one-to-one for the most shared mentions (φ3), over the mentions of each side.

    >>> ceaf_m(contingency(["abc", "defg"], ["ab", "cd", "fghi"]))
    Counts(tp_pred=4, n_pred=8, tp_gold=4, n_gold=7)
    """
    best = sum(table.cells[cell] for cell in assignment.assignment(table.cells))
    return Counts(best, sum(table.pred), best, sum(table.gold))


def ceaf_e(table: ContingencyTable) -> Counts:
    """Clusters aligned one-to-one for the most similarity (φ4), over the clusters of each side.

    >>> ceaf_e(contingency(["abc", "defg"], ["ab", "cd", "fghi"]))
    Counts(tp_pred=1.3, n_pred=3, tp_gold=1.3, n_gold=2)
    """
    return aligned(table, phi4(table))


def phi4(table: ContingencyTable) -> dict[tuple[int, int], float]:
    """Similarity of each overlapping pair of clusters: twice the shared over the sum of the sizes."""
    gold, pred = table.gold, table.pred
    return {(i, j): 2 * n / (gold[i] + pred[j]) for (i, j), n in table.cells.items()}


def aligned(table: ContingencyTable, similarity: dict[tuple[int, int], float]) -> Counts:
    """CEAF over any similarity of cluster pairs, with one point for each cluster of a side.

    Args:
        table: the contingency of the two sides.
        similarity: between 0 and 1; pairs that are left out cannot be aligned.
    """
    best = Summed([similarity[cell] for cell in assignment.assignment(similarity)])
    return Counts(best, len(table.pred), best, len(table.gold))


def lea(table: ContingencyTable) -> Counts:
    """For each cluster, the share of its links that the other side has, weighted by its size.

    A cluster of one has one link, to itself, which the other side has if it is a cluster of one there too.

    >>> lea(contingency(["abc", "defg"], ["ab", "cd", "fghi"]))
    Counts(tp_pred=2.6666666666666665, n_pred=8, tp_gold=1.6666666666666665, n_gold=7)
    """
    gold, pred = table.gold, table.pred
    by_gold: list[float] = []
    by_pred: list[float] = []
    for (i, j), n in table.cells.items():
        if n > 1:
            by_gold.append(n * (n - 1) / (gold[i] - 1))
            by_pred.append(n * (n - 1) / (pred[j] - 1))
        elif gold[i] == 1 and pred[j] == 1:
            by_gold.append(1)
            by_pred.append(1)
    return Counts(Summed(by_pred), sum(pred), Summed(by_gold), sum(gold))


def _links(n: int) -> int:
    return n * (n - 1) // 2


def coreferent_links(table: ContingencyTable) -> Counts:
    """Unordered pairs inside a cluster: shared ones over those of each side (BLANC's first cell).

    >>> coreferent_links(contingency(["abc", "defg"], ["ab", "cd", "fghi"]))
    Counts(tp_pred=2, n_pred=8, tp_gold=2, n_gold=9)
    """
    both = sum(map(_links, table.cells.values()))
    return Counts(both, sum(map(_links, table.pred)), both, sum(map(_links, table.gold)))


def other_links(table: ContingencyTable) -> Counts:
    """Unordered pairs across clusters: shared ones over those of each side (BLANC's second cell).

    >>> other_links(contingency(["abc", "defg"], ["ab", "cd", "fghi"]))
    Counts(tp_pred=8, n_pred=20, tp_gold=8, n_gold=12)
    """
    in_gold, in_pred = [0] * len(table.gold), [0] * len(table.pred)
    for (i, j), n in table.cells.items():
        in_gold[i] += n
        in_pred[j] += n
    shared, gold, pred = table.beyond
    both = _links(sum(in_gold) + shared) - sum(map(_links, in_gold)) - sum(map(_links, in_pred))
    both += sum(map(_links, table.cells.values()))
    n_gold = _links(sum(table.gold) + gold) - sum(map(_links, table.gold))
    n_pred = _links(sum(table.pred) + pred) - sum(map(_links, table.pred))
    return Counts(both, n_pred, both, n_gold)


def blanc(coreferent: Counts, other: Counts) -> Score:
    """BLANC with the CoNLL scorer's corner cases, which look at gold only (Recasens and Hovy 2011).

    If gold has no coreferent link, the other links decide alone, and the reverse; else the score is
    the mean of both, where 0/0 is 0. With no link at all on either side nothing is defined.

    >>> table = contingency(["abcdef"], ["ab", "cde", "f"])
    >>> round(blanc(coreferent_links(table), other_links(table)).f1, 6)
    0.421053
    """
    if not coreferent.n_gold and not other.n_gold:
        precision = ratio(0, coreferent.n_pred + other.n_pred)
        return Score(precision, None, harmonic(precision, None))
    if not coreferent.n_gold:
        return other.score()
    if not other.n_gold:
        return coreferent.score()
    return _mean([coreferent.score(), other.score()])


def blanc_luo(coreferent: Counts, other: Counts) -> Score:
    """BLANC after Luo et al. 2014: a kind of link is left out only if neither side has it.

    >>> table = contingency(["abcdef"], ["ab", "cde", "f"])
    >>> round(blanc_luo(coreferent_links(table), other_links(table)).f1, 6)
    0.210526
    """
    kinds = [links for links in (coreferent, other) if links.n_gold or links.n_pred]
    return _mean([links.score() for links in kinds])


def _mean(scores: Sequence[Score]) -> Score:
    if not scores:
        return Score(None, None, None)
    return Score(
        *(fsum(value or 0 for value in column) / len(scores) for column in zip(*scores, strict=True))
    )


def conll(parts: Iterable[Counts]) -> float | None:
    """The CoNLL mean: of the F1 of MUC, B³ and CEAFe, each over the whole corpus; an undefined one counts 0.

    Source: Pradhan et al. 2012 (CoNLL shared task).

    >>> conll([Counts(1, 1, 1, 1), Counts(1, 1, 1, 1), Counts(0, 0, 0, 0)])
    0.6666666666666666
    """
    values = [counts.score().f1 for counts in parts]
    if all(value is None for value in values):
        return None
    return fsum(value or 0 for value in values) / len(values)


def dropped(clusters: Iterable[Cluster]) -> list[Cluster]:
    """The clusters of more than one mention (`singletons="drop"`).

    >>> dropped(["a", "bc"])
    ['bc']
    """
    return [cluster for cluster in clusters if len(cluster) > 1]
