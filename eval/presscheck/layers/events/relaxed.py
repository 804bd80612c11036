"""Events compared by heads and by overlap: never the default.

Both replace "same span" by a relation, and a relation is not a key: within each
group of equal remaining key parts (type, role, trigger) the best one-to-one
assignment is taken. Heads come from the gold file alone; where gold does not
have them, head rows are not scored.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from presscheck.document.model import Document, Event, Offsets
from presscheck.layers.entities import pairing
from presscheck.layers.events.exact import Slot, arguments, by_role, by_type
from presscheck.measure.assignment import Cell, assignment, overlap, ranked, touching
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts, Summed
from presscheck.measure.measure import DocumentPair, Measure

Relation: TypeAlias = Callable[[DocumentPair, Sequence[Offsets], Sequence[Offsets]], Mapping[Cell, Fraction]]
"""From the sorted spans of one group on both sides to the worth of each pair that may be made."""

Grouped: TypeAlias = Iterable[tuple[Hashable, str, Offsets]]
"""Key that must be equal, the label it is counted under, and the span that is matched."""

Tally: TypeAlias = tuple[list[Fraction], int, int]
"""Worth of the pairs, and the numbers of predicted and gold items."""


def dice(a: Offsets, b: Offsets) -> Fraction:
    """Twice the shared code points over the code points of both spans, exactly.

    >>> dice((0, 4), (2, 4))
    Fraction(2, 3)
    """
    return _ONE if a == b else Fraction(2 * overlap(a, b), a[1] - a[0] + b[1] - b[0])


_ONE = Fraction(1)


def heads(pair: DocumentPair) -> tuple[dict[Offsets, Offsets], dict[Offsets, Offsets]]:
    """Mention span -> head span, of gold and of the prediction; only those that are given."""
    return pairing.heads(pair.whole_gold), pairing.heads(pair.whole_pred)


def has_heads(doc: Document) -> bool:
    """Return whether every argument of more than one word has a head, or needs none: a name or a trigger.

    >>> gold = Document(id="d", text="the leaders met", mentions=[], events=[Event(start=12, end=15)])
    >>> has_heads(gold)
    True
    """
    if not isinstance(doc.events, list):
        return False
    text = doc.text or ""
    own = {(m.start, m.end) for m in doc.mentions or () if m.head or (m.form and m.form != "nominal")}
    own.update((event.start, event.end) for event in doc.events)
    spans = {(a.start, a.end) for event in doc.events for a in event.arguments or ()}
    return not any(text.find(" ", start, end) >= 0 for start, end in spans - own)


def _by_head(pair: DocumentPair, gold: Sequence[Offsets], pred: Sequence[Offsets]) -> Mapping[Cell, Fraction]:
    theirs, ours = pair.once(heads)
    return {(i, j): _ONE for i, j in touching(gold, pred) if _same_head(gold[i], pred[j], theirs, ours)}


def _same_head(
    a: Offsets, q: Offsets, gold: Mapping[Offsets, Offsets], pred: Mapping[Offsets, Offsets]
) -> bool:
    """Equal, or inside gold's span and holding its head, or with the same head by the system's own word.

    >>> _same_head((9, 40), (18, 24), {(9, 40): (18, 24)}, {})
    True
    """
    head = gold.get(a, a)
    inside = a[0] <= q[0] and q[1] <= a[1] and q[0] <= head[0] and head[1] <= q[1]
    return a == q or inside or pred.get(q) == head


def _by_overlap(_: DocumentPair, gold: Sequence[Offsets], pred: Sequence[Offsets]) -> Mapping[Cell, Fraction]:
    return {(i, j): dice(gold[i], pred[j]) for i, j in touching(gold, pred)}


def overlapping(gold: Sequence[Event], pred: Sequence[Event]) -> list[Cell]:
    """Triggers one-to-one by greatest total Dice; among equals, by most pairs of one type.

    Args:
        gold: event mentions in canonical order.
        pred: likewise.

    Returns:
        pairs of positions.
    """
    spans = [(e.start, e.end) for e in gold], [(e.start, e.end) for e in pred]
    aims = {
        (i, j): (dice(spans[0][i], spans[1][j]), int(gold[i].type == pred[j].type))
        for i, j in touching(*spans)
    }
    return assignment(ranked(aims))


def _matched(
    items: Callable[[DocumentPair], tuple[Grouped, Grouped]], relation: Relation
) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row that matches spans within groups."""

    def count(pair: DocumentPair) -> Cells:
        gold, pred = map(_groups, items(pair))
        found: dict[str, Tally] = {}
        for group in gold.keys() | pred.keys():
            a, b = gold.get(group, set()), pred.get(group, set())
            right, n_pred, n_gold = found.get(group[1], ([], 0, 0))
            if a == b and len(a) == 1:
                right.append(_ONE)
            elif a and b:
                weights = relation(pair, sorted(a), sorted(b))
                right += (weights[match] for match in assignment(weights))
            found[group[1]] = (right, n_pred + len(b), n_gold + len(a))
        return Cells.from_counts({label: _counts(*tally) for label, tally in found.items()})

    return count


def _groups(items: Grouped) -> dict[tuple[Hashable, str], set[Offsets]]:
    found: dict[tuple[Hashable, str], set[Offsets]] = {}
    for key, label, span in items:
        found.setdefault((key, label), set()).add(span)
    return found


def _counts(right: list[Fraction], n_pred: int, n_gold: int) -> Counts:
    whole = right.count(_ONE)  # most pairs are equal, and whole numbers need no fractions
    worth = Summed(right) if whole < len(right) else float(whole)
    return Counts(worth, n_pred, worth, n_gold)


def _of_triggers(typed: bool) -> Callable[[DocumentPair], tuple[Grouped, Grouped]]:
    def one(doc: Document) -> Grouped:
        return (
            (e.type if typed else "", (e.type or "") if typed else "", (e.start, e.end))
            for e in doc.events or ()
        )

    return lambda pair: (one(pair.gold), one(pair.pred))


def _of_arguments(
    key: Callable[[Slot], Hashable], label: Callable[[Slot], str]
) -> Callable[[DocumentPair], tuple[Grouped, Grouped]]:
    def one(slots: Iterable[Slot]) -> Grouped:
        return ((key(s), label(s), s.filler) for s in slots)

    def both(pair: DocumentPair) -> tuple[Grouped, Grouped]:
        gold, pred = pair.once(arguments)
        return one(gold), one(pred)

    return both


_ARGUMENTS: dict[str, tuple[Callable[[Slot], Hashable], Callable[[Slot], str]]] = {
    "ai": (lambda s: (s.window, s.type), by_type),
    "ac": (lambda s: (s.window, s.type, s.role), by_role),
    "ai+": (lambda s: s.trigger, by_type),
    "ac+": (lambda s: (s.trigger, s.role), by_role),
}

_HEAD = (
    "tac-kbp-eal's order: exact, containment of the head, head to head; heads are gold's, nothing is parsed"
)

MEASURES = (
    *(
        Measure(
            id=f"event.head.{name}",
            layer="events",
            says=f"As event.{name}, and a filler is also right if it lies in gold's and contains its head, "
            "or if the prediction gives it the same head.",
            formula=f"tp = pairs of the largest one-to-one matching within equal keys of event.{name}",
            source=_HEAD,
            count=_matched(_of_arguments(*how), _by_head),
            by="role" if how[1] is by_role else "type",
            needs="event-heads",
            also=("arguments",),
            symmetric=False,
        )
        for name, how in _ARGUMENTS.items()
    ),
    *(
        Measure(
            id=f"event.overlap.{name}",
            layer="events",
            says=f"As event.{name}, with credit for overlapping triggers: the Dice of their characters.",
            formula="tp = Σ Dice over the best one-to-one pairs" + (" of one type" if typed else ""),
            source="EvmEval's partial credit, by optimal in place of greedy assignment",
            count=_matched(_of_triggers(typed), _by_overlap),
            by="type" if typed else None,
        )
        for name, typed in (("ti", False), ("tc", True))
    ),
    *(
        Measure(
            id=f"event.overlap.{name}",
            layer="events",
            says=f"As event.{name}, with credit for overlapping fillers: the Dice of their characters.",
            formula=f"tp = Σ Dice over the best one-to-one pairs within equal keys of event.{name}",
            source="EvmEval's partial credit, by optimal in place of greedy assignment, for arguments",
            count=_matched(_of_arguments(*how), _by_overlap),
            by="role" if how[1] is by_role else "type",
            needs="arguments",
        )
        for name, how in _ARGUMENTS.items()
    ),
)
