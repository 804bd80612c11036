"""Which predicted mention answers which gold mention: one pairing, many readers.

The pairing is one-to-one and maximises, in this order: pairs with equal span
and type, with equal span, with overlap and equal type, pairs, total Jaccard.
Partial credit, type credit, SemEval counts, the confusion matrix and the error
list are all read off it. `mention.soft` and `mention.head` ask another
question and have pairings of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from presscheck.document import spans
from presscheck.document.model import Document, Mention, Offsets
from presscheck.measure import assignment
from presscheck.measure.cells import Cells, Compared, Graded, Labelled
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair

MentionKey: TypeAlias = tuple[int, int, str | None]
"""Start, end, type."""

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
    for m in sorted(mentions, key=_canonical):
        found.setdefault((m.start, m.end, m.type), m)
    return found


def _canonical(m: Mention) -> tuple[int, int, str, str, tuple[int, int], bool]:
    return m.start, m.end, m.type or "", m.form or "", m.head or (-1, -1), m.entity is not None


def in_order(doc: Document) -> list[Mention]:
    """The mentions in canonical order, in which ids have no say; as they are if no span repeats."""
    mentions = doc.mentions or []
    return sorted(mentions, key=_canonical) if spans.any_twice(mentions) else mentions


def heads(doc: Document) -> dict[Offsets, Offsets]:
    """Mention span -> head span, where one is given; of several on one span the first in canonical order."""
    return {(m.start, m.end): m.head for m in reversed(in_order(doc)) if m.head is not None}


class MentionSides(NamedTuple):
    """Both sides of a case, and what needs no pairing: equal span and type.

    Args:
        gold: distinct gold mentions.
        pred: distinct predicted mentions.
        equal: keys that stand on both sides.
        repeats: whether some span stands more than once on one side.
    """

    gold: Distinct
    pred: Distinct
    equal: set[MentionKey]
    repeats: bool


def sides(pair: DocumentPair) -> MentionSides:
    """Work out both sides once."""
    golds, preds = pair.gold.mentions or [], pair.pred.mentions or []
    twice = spans.any_twice(golds), spans.any_twice(preds)
    gold, pred = _distinct(golds, twice[0]), _distinct(preds, twice[1])
    return MentionSides(gold, pred, gold.keys() & pred.keys(), any(twice))


def left(pair: DocumentPair) -> tuple[list[Mention], list[Mention]]:
    """The mentions of gold and of the prediction that have no equal, in canonical order."""
    both = pair.once(sides)
    return _left(both.gold, both.equal), _left(both.pred, both.equal)


def _left(side: Distinct, equal: set[MentionKey]) -> list[Mention]:
    """What is not equal, sorted by span and type; a missing type sorts first."""
    return [side[key] for key in sorted(side.keys() - equal, key=_sortable)]


class ByType(NamedTuple):
    """The types of the mentions of gold, of the prediction, and of those equal on both sides."""

    gold: list[str]
    pred: list[str]
    equal: list[str]


def by_type(pair: DocumentPair) -> ByType:
    """List the types once."""
    both = pair.once(sides)
    return ByType(*([kind or "" for _, _, kind in keys] for keys in (both.gold, both.pred, both.equal)))


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
    gold, pred = pair.once(left)
    values = {
        cell: _worth(gold[cell[0]], pred[cell[1]]) for cell in assignment.touching(_spans(gold), _spans(pred))
    }
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


def _spans(mentions: Iterable[Mention]) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in mentions]


def _worth(gold: Mention, pred: Mention) -> tuple[int, int, int, Fraction]:
    a, b = (gold.start, gold.end), (pred.start, pred.end)
    return int(a == b), int(gold.type == pred.type), 1, assignment.jaccard(a, b)


class Credit(NamedTuple):
    """What each mention of a side is worth to a measure, between 0 and 1."""

    gold: list[tuple[Mention, float]]
    pred: list[tuple[Mention, float]]


Credits: TypeAlias = Callable[[DocumentPair], Credit]
Label: TypeAlias = Callable[[DocumentPair, Mention], str]


def labelled(credit: Credits, label: Label) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row: credit added up, each mention under its own label.

    Args:
        credit: what each mention is worth.
        label: what it is counted under.
    """

    def count(pair: DocumentPair) -> Cells:
        paid = credit(pair)
        cells: dict[str, list[float]] = {}
        for at, side in ((0, paid.pred), (2, paid.gold)):
            for mention, worth in side:
                name = label(pair, mention)
                cell = cells.get(name) or cells.setdefault(name, [0, 0, 0, 0])
                cell[at] += worth
                cell[at + 1] += 1
        return Compared(
            {name: Counts(*cell) for name, cell in cells.items()},
            lambda: _graded_sides(paid),
        )

    return count


def _graded_sides(paid: Credit) -> tuple[Graded, Graded]:
    return _graded(paid.gold), _graded(paid.pred)


def _graded(side: Iterable[tuple[Mention, float]]) -> list[tuple[MentionKey, bool]]:
    return [((m.start, m.end, m.type), worth == 1) for m, worth in side]


def strict_cells(pair: DocumentPair) -> Cells:
    """What `labelled` makes of `strict` by type, without a look at each mention."""
    return _typed_cells(pair, {}, strict)


def soft_cells(pair: DocumentPair) -> Cells:
    """What `labelled` makes of `soft` by type, with a look only at mentions that have no equal."""
    gold, pred = pair.once(left)
    values = _similar(gold, pred, _jaccard)
    worth: dict[str, float] = {}
    for cell in assignment.assignment(values):
        kind = gold[cell[0]].type or ""
        worth[kind] = worth.get(kind, 0) + values[cell]
    return _typed_cells(pair, worth, soft)


def _typed_cells(pair: DocumentPair, more: Mapping[str, float], credit: Credits) -> Cells:
    """Counts by type: equals are worth 1, and `more` is what other pairs of a type are worth."""
    n = pair.once(by_type)
    return Labelled(n.equal, n.pred, n.equal, n.gold, lambda: _graded_sides(credit(pair)), more)


def exact_cells(pair: DocumentPair) -> Cells:
    """What `labelled` makes of `exact` under one label."""
    both = pair.once(sides)
    if both.repeats:
        gold, pred = ({key[:2] for key in side} for side in (both.gold, both.pred))
        right, n_pred, n_gold = len(gold & pred), len(pred), len(gold)
    else:  # a span that is on both sides is equal, or else left on both
        gold, pred = (set(_spans(side)) for side in pair.once(left))
        right, n_pred, n_gold = len(both.equal) + len(gold & pred), len(both.pred), len(both.gold)
    counts = {"": Counts(right, n_pred, right, n_gold)} if n_gold or n_pred else {}
    return Compared(counts, lambda: _graded_sides(exact(pair)))


def strict(pair: DocumentPair) -> Credit:
    """1 for a mention that the other side has with equal span and type."""
    both = pair.once(sides)
    equal = both.equal
    return Credit(
        [(m, key in equal) for key, m in both.gold.items()],
        [(m, key in equal) for key, m in both.pred.items()],
    )


def exact(pair: DocumentPair) -> Credit:
    """1 for a span that the other side has, whatever the types; a span counts once."""
    both = pair.once(sides)
    gold = {(start, end): m for (start, end, _), m in reversed(both.gold.items())}
    pred = {(start, end): m for (start, end, _), m in reversed(both.pred.items())}
    return Credit(
        [(m, span in pred) for span, m in gold.items()], [(m, span in gold) for span, m in pred.items()]
    )


def _of_pairs(pair: DocumentPair, worth: Callable[[Mention, Mention], float]) -> Credit:
    done = pair.once(pairing)
    paid = [(gold, pred, worth(gold, pred)) for gold, pred in done.all()]
    return Credit(
        [(gold, w) for gold, _, w in paid] + [(m, 0) for m in done.missed],
        [(pred, w) for _, pred, w in paid] + [(m, 0) for m in done.spurious],
    )


def partial(pair: DocumentPair) -> Credit:
    """1 for a pair with equal spans, a half for a pair that overlaps; types do not matter."""
    return _of_pairs(pair, lambda gold, pred: 1 if _same_span(gold, pred) else 0.5)


def same_type(pair: DocumentPair) -> Credit:
    """1 for a pair with equal types; how far it overlaps does not matter."""
    return _of_pairs(pair, lambda gold, pred: gold.type == pred.type)


def _same_span(gold: Mention, pred: Mention) -> bool:
    return gold.start == pred.start and gold.end == pred.end


def soft(pair: DocumentPair) -> Credit:
    """Jaccard of the pairs of the one-to-one pairing with equal types that has the largest sum of it.

    Equals are paired first: 1 - Jaccard is a metric, so by the triangle inequality nothing is lost by it.
    """
    both = pair.once(sides)
    equal = both.equal
    rest = _assigned(*pair.once(left), _jaccard)
    return Credit(
        [(both.gold[key], 1) for key in equal] + rest.gold, [(both.pred[key], 1) for key in equal] + rest.pred
    )


def _jaccard(gold: Mention, pred: Mention) -> float:
    both = min(gold.end, pred.end) - max(gold.start, pred.start)
    return both / (gold.end - gold.start + pred.end - pred.start - both)


def head(pair: DocumentPair) -> Credit:
    """1 for a pair of one type with equal spans, or heads, or a prediction in the gold span around its head.

    Pairs are one-to-one and as many as possible; what two mentions could be paired with instead of each other
    need not fit, so equals compete with the rest.
    """
    both = pair.once(sides)
    gold = sorted(both.gold.values(), key=_canonical)
    pred = sorted(both.pred.values(), key=_canonical)
    return _assigned(gold, pred, _same_head)


def _same_head(gold: Mention, pred: Mention) -> int:
    low, high = gold.head or (gold.start, gold.end)
    if (low, high) == (pred.head or (pred.start, pred.end)) or _same_span(gold, pred):
        return 1
    return int(gold.start <= pred.start <= low and high <= pred.end <= gold.end)


Similar: TypeAlias = Callable[[Mention, Mention], float]


def _assigned(gold: list[Mention], pred: list[Mention], similar: Similar) -> Credit:
    """The pairing of mentions with equal types that has the largest sum of a similarity."""
    values = _similar(gold, pred, similar)
    pairs = assignment.assignment(values)
    by_gold = {i: values[i, j] for i, j in pairs}
    by_pred = {j: values[i, j] for i, j in pairs}
    return Credit(
        [(m, by_gold.get(i, 0)) for i, m in enumerate(gold)],
        [(m, by_pred.get(j, 0)) for j, m in enumerate(pred)],
    )


def _similar(gold: list[Mention], pred: list[Mention], similar: Similar) -> dict[assignment.Cell, float]:
    cells = assignment.touching(_spans(gold), _spans(pred))
    return {(i, j): similar(gold[i], pred[j]) for i, j in cells if gold[i].type == pred[j].type}


def semeval_partial(pair: DocumentPair) -> Mapping[str, float]:
    """COR equal spans, PAR other pairs, MIS, SPU (SemEval-2013 task 9, boundaries)."""
    done = pair.once(pairing)
    cor = sum(_same_span(gold, pred) for gold, pred in done.all())
    return _semeval(done, cor, par=len(done.all()) - cor)


def semeval_type(pair: DocumentPair) -> Mapping[str, float]:
    """COR pairs of equal type, INC other pairs, MIS, SPU (SemEval-2013 task 9, types)."""
    done = pair.once(pairing)
    cor = sum(gold.type == pred.type for gold, pred in done.all())
    return _semeval(done, cor, inc=len(done.all()) - cor)


def _semeval(done: Pairing, cor: int, *, inc: int = 0, par: int = 0) -> Mapping[str, float]:
    return {"cor": cor, "inc": inc, "par": par, "mis": len(done.missed), "spu": len(done.spurious)}


def confusion(pair: DocumentPair) -> Counter[tuple[str, str]]:
    """How often each gold type was answered by each predicted type; "" stands for missed and for spurious.

    Row sums are gold counts, column sums are predicted counts.
    """
    done = pair.once(pairing)
    cells = Counter((gold.type or "?", pred.type or "?") for gold, pred in done.all())
    cells.update((m.type or "?", "") for m in done.missed)
    cells.update(("", m.type or "?") for m in done.spurious)
    return cells
