"""Pair predicted mentions with gold mentions: one pairing, many readers.

The pairing is one-to-one and maximises, in this order: pairs with equal span
and type, with equal span, with overlap and equal type, pairs, total Jaccard.
Partial credit, type credit, SemEval counts, the confusion matrix and the error
list are all read off it. What mentions are worth to each measure is in `credit`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from presscheck.document import spans
from presscheck.document.model import Document, Mention, Offsets
from presscheck.layers.entities.packing import all_unpacked, both_spans, packed, unpacked
from presscheck.measure import assignment
from presscheck.measure.cells import shared
from presscheck.measure.measure import DocumentPair

MentionKey: TypeAlias = tuple[int, int, str | None]
"""Start, end, type."""

Key: TypeAlias = int | tuple[int, str | None]
"""A mention of a side: its span, packed; where some span stands twice on one side, with the type."""


def key_of(mention: Mention) -> MentionKey:
    """Key by which two mentions are equal."""
    return mention.start, mention.end, mention.type


def place_of(key: Key) -> int:
    """The span of a mention, packed."""
    return key if isinstance(key, int) else key[0]


def span_of(key: Key) -> Offsets:
    """The span of a mention."""
    return unpacked(place_of(key))


def distinct(doc: Document) -> list[Mention]:
    """The mentions of a document by span and type, repeats counted once.

    Where a span stands more than once, the order is canonical, so that no reader depends on the file's.
    """
    mentions = doc.mentions or []
    return _each_once(mentions) if spans.any_twice(mentions) else mentions


def _each_once(mentions: Iterable[Mention]) -> list[Mention]:
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
    """The distinct mentions of one side.

    Args:
        keys: of the mentions.
        mentions: in the same order.
        repeats: whether some span may stand more than once.

    `types` are the types of the mentions by their keys.
    """

    __slots__ = ("_by_key", "mentions", "repeats", "types")

    def __init__(self, keys: Iterable[Key], mentions: list[Mention], repeats: bool = False) -> None:
        self.mentions, self.repeats = mentions, repeats
        self.types = dict(zip(keys, shared([m.type for m in mentions]), strict=True))
        self._by_key: dict[Key, Mention] | None = None

    @property
    def by_key(self) -> dict[Key, Mention]:
        """The mentions by their keys."""
        if self._by_key is None:
            self._by_key = dict(zip(self.types, self.mentions, strict=True))
        return self._by_key

    def of(self, keys: Iterable[Key]) -> list[Mention]:
        """The mentions of some keys."""
        return [*map(self.by_key.__getitem__, keys)]

    def types_of(self, keys: Iterable[Key]) -> list[str | None]:
        """The types of some keys."""
        return [*map(self.types.__getitem__, keys)]

    def spans_of(self, keys: Iterable[Key]) -> list[Offsets]:
        """The spans of some keys."""
        return all_unpacked(map(place_of, keys) if self.repeats else keys)  # type: ignore[arg-type]

    def at(self, spans: Collection[int]) -> Iterable[Key]:
        """The keys that mentions of some spans have."""
        return [key for key in self.types if place_of(key) in spans] if self.repeats else spans

    def some(self, fits: Callable[[Mention], bool]) -> Side:
        """Some of the mentions."""
        kept = [(key, m) for key, m in self.by_key.items() if fits(m)]
        return Side([key for key, _ in kept], [m for _, m in kept], self.repeats)


class MentionSides:
    """Both sides of a case, and what needs no pairing: mentions that are equal on both.

    Args:
        gold: distinct gold mentions.
        pred: distinct predicted mentions.
        equal: mentions that stand on both sides.
    """

    __slots__ = ("_labels", "equal", "gold", "pred")

    def __init__(self, gold: Side, pred: Side, equal: list[Key]) -> None:
        self.gold, self.pred, self.equal = gold, pred, equal
        self._labels: dict[Labels, SideLabels] = {}

    @classmethod
    def of(cls, gold: Side, pred: Side) -> MentionSides:
        """Both sides, equal where they have one span and one type."""
        theirs = pred.types.get
        equal = [key for key, kind in gold.types.items() if theirs(key, _NOWHERE) == kind]
        return cls(gold, pred, equal)

    @property
    def repeats(self) -> bool:
        """Tell whether some span may stand more than once on one side."""
        return self.gold.repeats

    def key(self, mention: Mention) -> Key:
        """The key of a mention."""
        return (packed(mention), mention.type) if self.repeats else packed(mention)

    def labels(self, pair: DocumentPair, read: Labels) -> SideLabels:
        """Labels of the mentions, read once for all measures that ask."""
        known = self._labels.get(read)
        if known is None:
            gold, pred = read(pair, self.gold), read(pair, self.pred)
            right, other = ([*map(side.__getitem__, self.equal)] for side in (gold, pred))
            known = self._labels[read] = SideLabels(gold, pred, right, right if right == other else other)
        return known


_NOWHERE = -1
"""The type of no mention."""


class SideLabels(NamedTuple):
    """The labels of all gold mentions, of all predicted ones, and of the equal ones as each side has them."""

    gold: Mapping[Key, str | None]
    pred: Mapping[Key, str | None]
    equal_gold: list[str | None]
    equal_pred: list[str | None]


Labels: TypeAlias = Callable[[DocumentPair, Side], Mapping[Key, str | None]]
"""Reads the labels of the mentions of a side: what they are counted under."""


def sides(pair: DocumentPair) -> MentionSides:
    """Work out both sides once."""
    golds, preds = pair.once(both_spans)
    gold, pred = Side(golds, pair.gold.mentions or []), Side(preds, pair.pred.mentions or [])
    if len(gold.types) == len(gold.mentions) and len(pred.types) == len(pred.mentions):
        return MentionSides.of(gold, pred)
    return MentionSides.of(_with_types(gold), _with_types(pred))


def _with_types(side: Side) -> Side:
    """A side with keys that hold the types, because some span stands twice on it or on the other one."""
    mentions = side.mentions
    if len(side.types) < len(mentions):
        mentions = _each_once(mentions)
    return Side([(packed(m), m.type) for m in mentions], mentions, repeats=True)


class Unequal(NamedTuple):
    """The mentions of gold and of the prediction that have no equal, in canonical order.

    Args:
        gold: keys of gold's.
        pred: keys of the predicted ones.
        spans: the spans of both.
    """

    gold: list[Key]
    pred: list[Key]
    spans: tuple[list[Offsets], list[Offsets]]


def left(pair: DocumentPair) -> Unequal:
    """The mentions that have no equal."""
    return unequal(pair.once(sides))


def unequal(both: MentionSides) -> Unequal:
    """The mentions without an equal, sorted by span and type; a missing type sorts first."""
    gold = _sorted(both.gold.types.keys() - both.equal, both.repeats)
    pred = _sorted(both.pred.types.keys() - both.equal, both.repeats)
    return Unequal(gold, pred, (both.gold.spans_of(gold), both.pred.spans_of(pred)))


def _sorted(keys: Iterable[Key], repeats: bool) -> list[Key]:
    """Keys in canonical order; types matter only where spans are repeated."""
    return sorted(keys, key=_sortable) if repeats else sorted(keys)


def _sortable(key: Key) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (key[0], key[1] or "")


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
    gold, pred = both.gold.of(rest.gold), both.pred.of(rest.pred)
    values = {(i, j): _worth(gold[i], pred[j]) for i, j in assignment.touching(*rest.spans)}
    pairs = assignment.assignment(assignment.ranked(values))
    gold_done, pred_done = {i for i, _ in pairs}, {j for _, j in pairs}
    return Pairing(
        [(both.gold.by_key[key], both.pred.by_key[key]) for key in _sorted(both.equal, both.repeats)],
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
