"""Pair predicted mentions with gold mentions: one pairing, many readers.

The pairing is one-to-one and maximises, in this order: pairs with equal span
and type, with equal span, with overlap and equal type, pairs, total Jaccard.
Partial credit, type credit, SemEval counts, the confusion matrix and the error
list are all read off it. What mentions are worth to each measure is in `credit`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from presscheck.document import spans
from presscheck.document.model import Document, Mention, Offsets
from presscheck.layers.entities import span_keys
from presscheck.measure import assignment
from presscheck.measure.measure import DocumentPair

MentionKey: TypeAlias = tuple[int, int, str | None]
"""Start, end, type."""


def key_of(mention: Mention) -> MentionKey:
    """Key by which two mentions are equal."""
    return mention.start, mention.end, mention.type


Distinct: TypeAlias = dict[MentionKey, Mention]


def distinct(doc: Document) -> Distinct:
    """The mentions of a document by span and type, repeats counted once.

    Where a span stands more than once, the order is canonical, so that no reader depends on the file's.
    """
    mentions = doc.mentions or []
    return _distinct(mentions, spans.any_twice(mentions))


def _distinct(mentions: list[Mention], twice: bool) -> Distinct:
    if not twice:
        return {(m.start, m.end, m.type): m for m in mentions}
    found: Distinct = {}
    for m in sorted(mentions, key=canonical):
        found.setdefault((m.start, m.end, m.type), m)
    return found


def canonical(m: Mention) -> tuple[int, int, str, str, tuple[int, int], bool]:
    """The place of a mention in canonical order, in which ids have no say."""
    return m.start, m.end, m.type or "", m.form or "", m.head or (-1, -1), m.entity is not None


def in_order(doc: Document) -> list[Mention]:
    """The mentions in canonical order; as they are if no span repeats."""
    mentions = doc.mentions or []
    return sorted(mentions, key=canonical) if spans.any_twice(mentions) else mentions


def heads(doc: Document) -> dict[Offsets, Offsets]:
    """Mention span -> head span, where one is given; of several on one span the first in canonical order."""
    return {(m.start, m.end): m.head for m in reversed(in_order(doc)) if m.head is not None}


class MentionSides:
    """Both sides of a case, and what needs no pairing: mentions that are equal on both.

    Args:
        gold: distinct gold mentions.
        pred: distinct predicted mentions.
        equal: keys that stand on both sides.
        repeats: whether some span may stand more than once on one side.
    """

    __slots__ = ("_labels", "equal", "gold", "pred", "repeats")

    def __init__(self, gold: Distinct, pred: Distinct, equal: set[MentionKey], repeats: bool) -> None:
        self.gold, self.pred, self.equal, self.repeats = gold, pred, equal, repeats
        self._labels: dict[Labels, SideLabels] = {}

    def labels(self, pair: DocumentPair, read: Labels) -> SideLabels:
        """Labels of the mentions, read once for all measures that ask."""
        known = self._labels.get(read)
        if known is None:
            gold, pred = read(pair, self.gold, self.gold), read(pair, self.pred, self.pred)
            right = read(pair, self.gold, self.equal)
            other = read(pair, self.pred, self.equal)
            known = self._labels[read] = SideLabels(gold, pred, right, right if right == other else other)
        return known


class SideLabels(NamedTuple):
    """The labels of all gold mentions, of all predicted ones, and of the equal ones as each side has them."""

    gold: list[str]
    pred: list[str]
    equal_gold: list[str]
    equal_pred: list[str]


Labels: TypeAlias = Callable[[DocumentPair, Distinct, Iterable[MentionKey]], list[str]]
"""Reads the labels of some mentions of a side: what they are counted under."""


def sides(pair: DocumentPair) -> MentionSides:
    """Work out both sides once."""
    golds, preds = pair.gold.mentions or [], pair.pred.mentions or []
    twice = [len(set(keys)) < len(keys) for keys in pair.once(span_keys.of_pair)]
    gold, pred = _distinct(golds, twice[0]), _distinct(preds, twice[1])
    return MentionSides(gold, pred, gold.keys() & pred.keys(), any(twice))


def left(pair: DocumentPair) -> tuple[list[MentionKey], list[MentionKey]]:
    """The mentions of gold and of the prediction that have no equal, in canonical order."""
    return unequal(pair.once(sides))


def unequal(both: MentionSides) -> tuple[list[MentionKey], list[MentionKey]]:
    """Return the mentions without an equal, sorted by span and type; a missing type sorts first."""
    order = _sortable if both.repeats else None  # types matter only where spans are repeated
    gold, pred = (sorted(side.keys() - both.equal, key=order) for side in (both.gold, both.pred))
    return gold, pred


class Pairing(NamedTuple):
    """The one pairing of a document.

    Args:
        equal: pairs with equal span and type.
        other: the other pairs, which overlap; by gold position.
        missed: gold mentions that nobody answers.
        spurious: predicted mentions that answer nobody.
    """

    equal: list[tuple[Mention, Mention]]
    other: list[tuple[Mention, Mention]]
    missed: list[Mention]
    spurious: list[Mention]

    def all(self) -> list[tuple[Mention, Mention]]:
        """Every pair, gold mention first."""
        return self.equal + self.other


def pairing(pair: DocumentPair) -> Pairing:
    """Pair the mentions of a case.

    Mentions equal in span and type are always paired with each other: an equal has only one equal, and
    equals come first. Only the rest has to be assigned.
    """
    both = pair.once(sides)
    keys = pair.once(left)
    gold, pred = [both.gold[key] for key in keys[0]], [both.pred[key] for key in keys[1]]
    values = {(i, j): _worth(gold[i], pred[j]) for i, j in assignment.touching(*map(spans_of, keys))}
    pairs = assignment.assignment(assignment.ranked(values))
    gold_done, pred_done = {i for i, _ in pairs}, {j for _, j in pairs}
    return Pairing(
        [(both.gold[key], both.pred[key]) for key in sorted(both.equal, key=_sortable)],
        [(gold[i], pred[j]) for i, j in pairs],
        [m for i, m in enumerate(gold) if i not in gold_done],
        [m for j, m in enumerate(pred) if j not in pred_done],
    )


def _sortable(key: MentionKey) -> tuple[int, int, str]:
    return key[0], key[1], key[2] or ""


def spans_of(keys: Iterable[MentionKey]) -> list[tuple[int, int]]:
    """The spans of mentions."""
    return [(start, end) for start, end, _ in keys]


def _worth(gold: Mention, pred: Mention) -> tuple[int, int, int, Fraction]:
    a, b = (gold.start, gold.end), (pred.start, pred.end)
    return int(a == b), int(gold.type == pred.type), 1, assignment.jaccard(a, b)


def same_span(gold: Mention, pred: Mention) -> bool:
    """Return whether two mentions stand on one span."""
    return gold.start == pred.start and gold.end == pred.end


def semeval_partial(pair: DocumentPair) -> Mapping[str, float]:
    """COR equal spans, PAR other pairs, MIS, SPU (SemEval-2013 task 9, boundaries)."""
    done = pair.once(pairing)
    cor = sum(same_span(gold, pred) for gold, pred in done.all())
    return _semeval(done, cor, par=len(done.all()) - cor)


def semeval_type(pair: DocumentPair) -> Mapping[str, float]:
    """COR pairs of equal type, INC other pairs, MIS, SPU (SemEval-2013 task 9, types)."""
    done = pair.once(pairing)
    cor = sum(gold.type == pred.type for gold, pred in done.all())
    return _semeval(done, cor, inc=len(done.all()) - cor)


def _semeval(done: Pairing, cor: int, *, inc: int = 0, par: int = 0) -> Mapping[str, float]:
    return {"cor": cor, "inc": inc, "par": par, "mis": len(done.missed), "spu": len(done.spurious)}


def confusion(pair: DocumentPair) -> Counter[tuple[str, str]]:
    """Count the predicted types of each gold type; "" means missed, and spurious.

    Row sums are gold counts, column sums are predicted counts.
    """
    done = pair.once(pairing)
    cells = Counter((gold.type or "?", pred.type or "?") for gold, pred in done.all())
    cells.update((m.type or "?", "") for m in done.missed)
    cells.update(("", m.type or "?") for m in done.spurious)
    return cells
