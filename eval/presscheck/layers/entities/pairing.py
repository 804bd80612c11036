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
from presscheck.measure import assignment
from presscheck.measure.measure import DocumentPair

MentionKey: TypeAlias = tuple[int, int, str | None]
"""Start, end, type."""


def key_of(mention: Mention) -> MentionKey:
    """Key by which two mentions are equal."""
    return mention.start, mention.end, mention.type


def distinct(doc: Document) -> list[Mention]:
    """The mentions of a document by span and type, repeats counted once.

    Where a span stands more than once, the order is canonical, so that no reader depends on the file's.
    """
    return _each_once(doc.mentions or [])


def _each_once(mentions: list[Mention]) -> list[Mention]:
    if not spans.any_twice(mentions):
        return mentions
    first: dict[MentionKey, Mention] = {}
    for m in sorted(mentions, key=canonical):
        first.setdefault(key_of(m), m)
    return [*first.values()]


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


class Side:
    """The mentions of one side.

    Args:
        mentions: in the order of the file.

    `keys` are their spans and types, each once.
    """

    __slots__ = ("_by_key", "keys", "mentions")

    def __init__(self, mentions: list[Mention]) -> None:
        self.mentions = mentions
        self.keys = {(m.start, m.end, m.type) for m in mentions}
        self._by_key: dict[MentionKey, Mention] | None = None

    @property
    def by_key(self) -> dict[MentionKey, Mention]:
        """The mentions by their keys; in canonical order if some span repeats."""
        if self._by_key is None:
            self._by_key = {key_of(m): m for m in _each_once(self.mentions)}
        return self._by_key

    @property
    def repeats(self) -> bool:
        """Tell whether some span stands there with several types."""
        many = len(self.keys)
        if len({start for start, _, _ in self.keys}) == many:
            return False
        return len({(start, end) for start, end, _ in self.keys}) < many

    def of(self, keys: Iterable[MentionKey]) -> list[Mention]:
        """The mentions of some keys."""
        return [*map(self.by_key.__getitem__, keys)]

    def some(self, fits: Callable[[Mention], bool]) -> Side:
        """Some of the mentions."""
        return Side([m for m in self.by_key.values() if fits(m)])


class MentionSides:
    """Both sides of a case, and what needs no pairing: mentions that are equal on both.

    Args:
        gold: gold's mentions.
        pred: the predicted mentions.
        equal: keys that stand on both sides; by default all that do.
    """

    __slots__ = ("_labels", "equal", "gold", "pred")

    def __init__(self, gold: Side, pred: Side, equal: set[MentionKey] | None = None) -> None:
        self.gold, self.pred = gold, pred
        self.equal = gold.keys & pred.keys if equal is None else equal
        self._labels: dict[Labels, SideLabels] = {}

    @property
    def repeats(self) -> bool:
        """Tell whether some span stands with several types on one side."""
        return self.gold.repeats or self.pred.repeats

    def labels(self, pair: DocumentPair, read: Labels) -> SideLabels:
        """Labels of the mentions, read once for all measures that ask."""
        known = self._labels.get(read)
        if known is None:
            gold, pred = self.gold, self.pred
            right, other = read(pair, gold, self.equal), read(pair, pred, self.equal)
            known = self._labels[read] = SideLabels(
                read(pair, gold, gold.keys),
                read(pair, pred, pred.keys),
                right,
                right if right == other else other,
            )
        return known


class SideLabels(NamedTuple):
    """The labels of all gold mentions, of all predicted ones, and of the equal ones as each side has them."""

    gold: list[str | None]
    pred: list[str | None]
    equal_gold: list[str | None]
    equal_pred: list[str | None]


Labels: TypeAlias = Callable[[DocumentPair, Side, Iterable[MentionKey]], list[str | None]]
"""Reads the labels of some mentions of a side: what they are counted under."""


def sides(pair: DocumentPair) -> MentionSides:
    """Work out both sides once."""
    return MentionSides(Side(pair.gold.mentions or []), Side(pair.pred.mentions or []))


Unequal: TypeAlias = tuple[list[MentionKey], list[MentionKey]]
"""The mentions of gold and of the prediction that have no equal."""


def left(pair: DocumentPair) -> Unequal:
    """The mentions that have no equal, in canonical order."""
    return unequal(pair.once(sides))


def unequal(both: MentionSides) -> Unequal:
    """The mentions without an equal, sorted by span and type; a missing type sorts first."""
    return _sorted(both.gold.keys - both.equal), _sorted(both.pred.keys - both.equal)


def _sorted(keys: set[MentionKey]) -> list[MentionKey]:
    try:
        return sorted(keys)
    except TypeError:  # on one span stands a mention with a type and one without
        return sorted(keys, key=_sortable)


def _sortable(key: MentionKey) -> tuple[int, int, str]:
    return key[0], key[1], key[2] or ""


def spans_of(keys: Iterable[MentionKey]) -> list[Offsets]:
    """The spans of mentions."""
    return [(start, end) for start, end, _ in keys]


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
    both, rest = pair.once(sides), pair.once(left)
    gold, pred = both.gold.of(rest[0]), both.pred.of(rest[1])
    values = {(i, j): _worth(gold[i], pred[j]) for i, j in assignment.touching(*map(spans_of, rest))}
    pairs = assignment.assignment(assignment.ranked(values))
    gold_done, pred_done = {i for i, _ in pairs}, {j for _, j in pairs}
    return Pairing(
        [(both.gold.by_key[key], both.pred.by_key[key]) for key in _sorted(both.equal)],
        [(gold[i], pred[j]) for i, j in pairs],
        [m for i, m in enumerate(gold) if i not in gold_done],
        [m for j, m in enumerate(pred) if j not in pred_done],
    )


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
