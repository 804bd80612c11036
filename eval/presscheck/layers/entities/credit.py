"""Credit of mentions: one function a measure, which counts, breakdowns and items read (internal).

`mention.soft` and `mention.head` have pairings of their own, because they ask another question than the
one pairing of `pairing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from presscheck.document.model import Mention
from presscheck.layers.entities import pairing as pairs
from presscheck.measure import assignment
from presscheck.measure.cells import Cells, Graded
from presscheck.measure.counts import Counts, summed
from presscheck.measure.measure import DocumentPair


def by_type(
    pair: DocumentPair,  # noqa: ARG001 - other labels need the case and the mentions
    mentions: pairs.Distinct,  # noqa: ARG001
    keys: Iterable[pairs.MentionKey],
) -> list[str]:
    """The types of mentions; empty for one that has none."""
    return [kind or "" for _, _, kind in keys]


def by_form(pair: DocumentPair, mentions: pairs.Distinct, keys: Iterable[pairs.MentionKey]) -> list[str]:
    """The forms of mentions; most systems give none, then that of the gold mention one is paired with."""
    return [_form(pair, mentions[key]) for key in keys]


def _form(pair: DocumentPair, mention: Mention) -> str:
    if mention.form is not None:
        return mention.form
    return pair.once(paired_forms).get(pairs.key_of(mention)) or "no form"


def paired_forms(pair: DocumentPair) -> dict[pairs.MentionKey, str | None]:
    """Predicted span and type -> the form of the gold mention it is paired with."""
    return {pairs.key_of(pred): gold.form for gold, pred in pair.once(pairs.pairing).all()}


def by_length(
    pair: DocumentPair,
    mentions: pairs.Distinct,  # noqa: ARG001 - other labels need the mentions
    keys: Iterable[pairs.MentionKey],
) -> list[str]:
    """Return the number of words of mentions."""
    text = pair.gold.text or ""
    return [_length(len(text[start:end].split())) for start, end, _ in keys]


def _length(words: int) -> str:
    return f"{words} word{'s' if words != 1 else ''}" if words < 4 else "4 or more words"


Paid: TypeAlias = tuple[pairs.MentionKey, pairs.MentionKey, float]
"""A gold mention, the predicted one that answers it, and what that is worth, more than 0 and at most 1."""


class Credit(NamedTuple):
    """Credit of mentions in a measure: 1 if they are equal, else the credit of their pair.

    Args:
        sides: all mentions that count, and which are equal.
        paid: pairs of mentions that are not among the equal ones; each mention is in one at most.
    """

    sides: pairs.MentionSides
    paid: list[Paid]

    @property
    def gold(self) -> list[tuple[Mention, float]]:
        """Every gold mention with its worth."""
        return self._worths(self.sides.gold, {gold: worth for gold, _, worth in self.paid})

    @property
    def pred(self) -> list[tuple[Mention, float]]:
        """Every predicted mention with its worth."""
        return self._worths(self.sides.pred, {pred: worth for _, pred, worth in self.paid})

    def _worths(
        self, side: pairs.Distinct, worth: Mapping[pairs.MentionKey, float]
    ) -> list[tuple[Mention, float]]:
        return [(m, 1 if key in self.sides.equal else worth.get(key, 0)) for key, m in side.items()]

    def items(self) -> tuple[Graded, Graded]:
        """Every mention of both sides by its key: right if it is worth 1."""
        return _graded(self.gold), _graded(self.pred)

    def whole(self) -> Counts:
        """The four numbers of all mentions."""
        right = summed([len(self.sides.equal), *(worth for _, _, worth in self.paid)])
        return Counts(right, len(self.sides.pred), right, len(self.sides.gold))

    def by_label(self, pair: DocumentPair, read: pairs.Labels) -> dict[str, Counts]:
        """Return the credit of the pairs, each side under its own label."""
        if not self.paid:
            return {}
        gold, pred, worths = zip(*self.paid, strict=True)
        sums: defaultdict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
        for at, labels in enumerate((read(pair, self.sides.pred, pred), read(pair, self.sides.gold, gold))):
            for label, worth in zip(labels, worths, strict=True):
                sums[label][at].append(worth)
        return {label: Counts(summed(ours), 0, summed(theirs), 0) for label, (ours, theirs) in sums.items()}


def _graded(side: Iterable[tuple[Mention, float]]) -> Graded:
    return [(pairs.key_of(m), worth == 1) for m, worth in side]


Credits: TypeAlias = Callable[[DocumentPair], Credit]


def labelled(earn: Credits, read: pairs.Labels | None) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row: credit added up, each mention under its own label.

    Args:
        earn: what each mention is worth.
        read: reads what mentions are counted under; None for no labels.
    """

    def count(pair: DocumentPair) -> Cells:
        credit = earn(pair)
        if read is None:
            sums = {"": credit.whole()} if credit.sides.gold or credit.sides.pred else {}
            return Cells.from_counts(sums, credit.items)
        known, more = credit.sides.labels(pair, read), credit.by_label(pair, read)
        return Cells.from_labels(
            known.equal_pred, known.pred, known.equal_gold, known.gold, credit.items, more
        )

    return count


def strict(pair: DocumentPair) -> Credit:
    """1 for a mention that the other side has with equal span and type."""
    return Credit(pair.once(pairs.sides), [])


def exact(pair: DocumentPair) -> Credit:
    """1 for a span that the other side has, whatever the types; a span counts once."""
    both = pair.once(pairs.sides)
    keys = pair.once(pairs.left)
    if both.repeats:
        both = _of_sides(_one_a_span(both.gold), _one_a_span(both.pred))
        keys = pairs.unequal(both)
    gold, pred = ({key[:2]: key for key in side} for side in keys)
    shared = gold.keys() & pred.keys()
    return Credit(both, [(gold[span], pred[span], 1) for span in shared])


def _one_a_span(side: pairs.Distinct) -> pairs.Distinct:
    """The first mention of each span."""
    first = {key[:2]: key for key in reversed(side)}
    return {key: side[key] for key in first.values()}


def _of_sides(gold: pairs.Distinct, pred: pairs.Distinct) -> pairs.MentionSides:
    return pairs.MentionSides(gold, pred, gold.keys() & pred.keys(), repeats=False)


def among(pair: DocumentPair, fits: Callable[[Mention], bool]) -> Credit:
    """As `strict`, over some of the mentions alone.

    Args:
        pair: one document, both sides.
        fits: which mentions count.
    """
    both = pair.once(pairs.sides)
    gold, pred = ({key: m for key, m in side.items() if fits(m)} for side in (both.gold, both.pred))
    return Credit(_of_sides(gold, pred), [])


def _of_pairs(pair: DocumentPair, worth: Callable[[Mention, Mention], float]) -> Credit:
    """Credit by the pairing, in which equals are pairs already."""
    others = ((gold, pred, worth(gold, pred)) for gold, pred in pair.once(pairs.pairing).other)
    paid = [(pairs.key_of(gold), pairs.key_of(pred), earned) for gold, pred, earned in others if earned]
    return Credit(pair.once(pairs.sides), paid)


def partial(pair: DocumentPair) -> Credit:
    """1 for a pair with equal spans, a half for a pair that overlaps; types do not matter."""
    return _of_pairs(pair, lambda gold, pred: 1 if pairs.same_span(gold, pred) else 0.5)


def same_type(pair: DocumentPair) -> Credit:
    """1 for a pair with equal types; how far it overlaps does not matter."""
    return _of_pairs(pair, lambda gold, pred: int(gold.type == pred.type))


def soft(pair: DocumentPair) -> Credit:
    """Jaccard of the pairs of the one-to-one pairing with equal types that has the largest sum of it.

    Equals are paired first: 1 - Jaccard is a metric, so by the triangle inequality nothing is lost by it.
    """
    return Credit(pair.once(pairs.sides), _assigned(*pair.once(pairs.left), _jaccard))


def _jaccard(gold: pairs.MentionKey, pred: pairs.MentionKey) -> float:
    both = min(gold[1], pred[1]) - max(gold[0], pred[0])
    return both / (gold[1] - gold[0] + pred[1] - pred[0] - both)


def head(pair: DocumentPair) -> Credit:
    """1 for a pair of one type with equal spans, or heads, or a prediction in the gold span around its head.

    Pairs are one-to-one and as many as possible; what two mentions could be paired with instead of each other
    need not fit, so equals compete with the rest.
    """
    both = pair.once(pairs.sides)
    rivals = pairs.MentionSides(both.gold, both.pred, equal=set(), repeats=both.repeats)

    def similar(gold: pairs.MentionKey, pred: pairs.MentionKey) -> int:
        return _same_head(both.gold[gold], both.pred[pred])

    return Credit(rivals, _assigned(*pairs.unequal(rivals), similar))


def _same_head(gold: Mention, pred: Mention) -> int:
    low, high = gold.head or (gold.start, gold.end)
    if (low, high) == (pred.head or (pred.start, pred.end)) or pairs.same_span(gold, pred):
        return 1
    return int(gold.start <= pred.start <= low and high <= pred.end <= gold.end)


Similar: TypeAlias = Callable[[pairs.MentionKey, pairs.MentionKey], float]


def _assigned(gold: list[pairs.MentionKey], pred: list[pairs.MentionKey], similar: Similar) -> list[Paid]:
    """The one-to-one pairs of equal types that have the largest sum of a similarity."""
    cells = assignment.touching(pairs.spans_of(gold), pairs.spans_of(pred))
    values = {(i, j): similar(gold[i], pred[j]) for i, j in cells if gold[i][2] == pred[j][2]}
    return [(gold[i], pred[j], values[i, j]) for i, j in assignment.assignment(values)]
