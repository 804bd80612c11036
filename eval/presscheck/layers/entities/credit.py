"""Credit of mentions: one function a measure, which counts, breakdowns and items read (internal).

`mention.soft` and `mention.head` have pairings of their own, because they ask another question than the
one pairing of `pairing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from presscheck.document.model import Mention
from presscheck.layers.entities import pairing as pairs
from presscheck.measure import assignment
from presscheck.measure.cells import Cells, Graded
from presscheck.measure.counts import Counts, summed
from presscheck.measure.measure import DocumentPair


def by_type(_pair: DocumentPair, _side: pairs.Side, keys: Iterable[pairs.MentionKey]) -> list[str | None]:
    """The types of mentions; other labels need the case and the mentions."""
    return [kind for _, _, kind in keys]


def by_form(pair: DocumentPair, side: pairs.Side, keys: Iterable[pairs.MentionKey]) -> list[str | None]:
    """The forms of mentions; most systems give none, then that of the gold mention one is paired with."""
    return [_form(pair, mention) for mention in side.of(keys)]


def _form(pair: DocumentPair, mention: Mention) -> str:
    if mention.form is not None:
        return mention.form
    return pair.once(paired_forms).get(pairs.key_of(mention)) or "no form"


def paired_forms(pair: DocumentPair) -> dict[pairs.MentionKey, str | None]:
    """Predicted span and type -> the form of the gold mention it is paired with."""
    return {pairs.key_of(pred): gold.form for gold, pred in pair.once(pairs.pairing).all()}


def by_length(
    pair: DocumentPair,
    _side: pairs.Side,
    keys: Iterable[pairs.MentionKey],
) -> list[str | None]:
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
        self, side: pairs.Side, worth: Mapping[pairs.MentionKey, float]
    ) -> list[tuple[Mention, float]]:
        worths: dict[pairs.MentionKey, float] = {**dict.fromkeys(self.sides.equal, 1), **worth}
        return [(m, worths.get(key, 0)) for key, m in side.by_key.items()]

    def items(self) -> tuple[Graded, Graded]:
        """Every mention of both sides by its key: right if it is worth 1."""
        return _graded(self.gold), _graded(self.pred)

    def whole(self) -> Counts:
        """The four numbers of all mentions."""
        right = summed([len(self.sides.equal), *(worth for _, _, worth in self.paid)])
        return Counts(right, len(self.sides.pred.keys), right, len(self.sides.gold.keys))

    def by_label(self, pair: DocumentPair, read: pairs.Labels) -> dict[str, Counts]:
        """Return the credit of the pairs, each side under its own label."""
        if not self.paid:
            return {}
        gold, pred, worths = zip(*self.paid, strict=True)
        golds = _grouped(read(pair, self.sides.gold, gold), worths)
        preds = _grouped(read(pair, self.sides.pred, pred), worths)
        if golds == preds:
            sums = {label: summed(worths) for label, worths in golds.items()}
            return {label: Counts(right, 0, right, 0) for label, right in sums.items()}
        return {
            label: Counts(summed(preds.get(label, ())), 0, summed(golds.get(label, ())), 0)
            for label in golds | preds
        }


def _grouped(labels: Iterable[str | None], worths: Iterable[float]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for label, worth in zip(labels, worths, strict=True):
        found.setdefault(label or "", []).append(worth)
    return found


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
        both = credit.sides
        if read is None:
            sums = {"": credit.whole()} if both.gold.keys or both.pred.keys else {}
            return Cells.from_counts(sums, credit.items)
        known = both.labels(pair, read)
        return Cells.from_labels(
            known.equal_pred,
            known.pred,
            known.equal_gold,
            known.gold,
            credit.items,
            credit.by_label(pair, read),
        )

    return count


def strict(pair: DocumentPair) -> Credit:
    """1 for a mention that the other side has with equal span and type."""
    return Credit(pair.once(pairs.sides), [])


def exact(pair: DocumentPair) -> Credit:
    """1 for a span that the other side has, whatever the types; a span counts once."""
    both, rest = pair.once(pairs.sides), pair.once(pairs.left)
    if both.repeats:
        both = pairs.MentionSides(_one_a_span(both.gold), _one_a_span(both.pred))
        rest = pairs.unequal(both)
    gold, pred = ({key[:2]: key for key in keys} for keys in rest)
    return Credit(both, [(key, pred[span], 1) for span, key in gold.items() if span in pred])


def _one_a_span(side: pairs.Side) -> pairs.Side:
    """The first mention of each span."""
    first = {(m.start, m.end): m for m in reversed(side.by_key.values())}
    return pairs.Side([*first.values()])


def among(pair: DocumentPair, fits: Callable[[Mention], bool]) -> Credit:
    """As `strict`, over some of the mentions alone.

    Args:
        pair: one document, both sides.
        fits: which mentions count.
    """
    both = pair.once(pairs.sides)
    return Credit(pairs.MentionSides(both.gold.some(fits), both.pred.some(fits)), [])


def _of_pairs(pair: DocumentPair, worth: Callable[[Mention, Mention], float]) -> Credit:
    """Credit by the pairing, in which equals are pairs already."""
    both = pair.once(pairs.sides)
    others = ((gold, pred, worth(gold, pred)) for gold, pred in pair.once(pairs.pairing).other)
    return Credit(
        both, [(pairs.key_of(gold), pairs.key_of(pred), earned) for gold, pred, earned in others if earned]
    )


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
    gold, pred = rest = pair.once(pairs.left)
    return _assigned(pair.once(pairs.sides), rest, lambda i, j: _jaccard(gold[i], pred[j]))


def _jaccard(gold: pairs.MentionKey, pred: pairs.MentionKey) -> float:
    both = min(gold[1], pred[1]) - max(gold[0], pred[0])
    return both / (gold[1] - gold[0] + pred[1] - pred[0] - both)


def head(pair: DocumentPair) -> Credit:
    """1 for a pair of one type with equal spans, or heads, or a prediction in the gold span around its head.

    Pairs are one-to-one and as many as possible; what two mentions could be paired with instead of each other
    need not fit, so equals compete with the rest.
    """
    both = pair.once(pairs.sides)
    rivals = pairs.MentionSides(both.gold, both.pred, equal=set())
    rest = pairs.unequal(rivals)
    gold, pred = both.gold.of(rest[0]), both.pred.of(rest[1])
    return _assigned(rivals, rest, lambda i, j: _same_head(gold[i], pred[j]))


def _same_head(gold: Mention, pred: Mention) -> int:
    low, high = gold.head or (gold.start, gold.end)
    if (low, high) == (pred.head or (pred.start, pred.end)) or pairs.same_span(gold, pred):
        return 1
    return int(gold.start <= pred.start <= low and high <= pred.end <= gold.end)


def _assigned(both: pairs.MentionSides, rest: pairs.Unequal, worth: Callable[[int, int], float]) -> Credit:
    """Credit by the one-to-one pairs of equal types that have the largest sum of their worth."""
    gold, pred = rest
    cells = assignment.touching(pairs.spans_of(gold), pairs.spans_of(pred))
    values = {(i, j): worth(i, j) for i, j in cells if gold[i][2] == pred[j][2]}
    return Credit(both, [(gold[i], pred[j], values[i, j]) for i, j in assignment.assignment(values)])
