"""RAMS' scorer: the arguments of a trigger, which a repeat makes one more (internal).

Quirks kept: an argument is its trigger's span, its own span and its role, so
types of events do not matter; precision and recall are exchanged, here as in
the tables that the scorer prints; undefined is 0.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from presscheck.document.model import Document
from presscheck.layers.events.exact import sentence_starts
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Entry, Measure
from presscheck.profiles.base import Profile, zeroed

DISTANCES = range(-2, 3)
"""Sentences from the trigger's to the argument's: a document of RAMS has two before it and two after."""


class Link(NamedTuple):
    """An argument as the peer compares it; offsets in code points."""

    start: int
    end: int
    filler_start: int
    filler_end: int
    role: str


def links(doc: Document) -> Counter[Link]:
    """The arguments of a document, each as often as it has it."""
    events = doc.events or ()
    return Counter(
        Link(event.start, event.end, a.start, a.end, a.role) for event in events for a in event.arguments
    )


def all_links(pair: DocumentPair) -> Cells:
    """Every argument, under its role."""
    return _cells(links(pair.gold), links(pair.pred))


def at(distance: int) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row over arguments that many sentences behind their trigger."""

    def count(pair: DocumentPair) -> Cells:
        starts = pair.once(sentence_starts)

        def near(link: Link) -> bool:
            return bisect_right(starts, link.filler_start) - bisect_right(starts, link.start) == distance

        gold, pred = (
            Counter({link: n for link, n in links(doc).items() if near(link)})
            for doc in (pair.gold, pair.pred)
        )
        return _cells(gold, pred)

    return count


def _cells(gold: Counter[Link], pred: Counter[Link]) -> Cells:
    right = _by_role(gold & pred)
    n_pred, n_gold = _by_role(pred), _by_role(gold)
    return Cells.from_counts(
        {
            role: Counts(right[role], n_pred[role], right[role], n_gold[role])
            for role in sorted(n_pred | n_gold)
        }
    )


def _by_role(counted: Counter[Link]) -> Counter[str]:
    roles: Counter[str] = Counter()
    for link, n in counted.items():
        roles[link.role] += n
    return roles


def _exchanged(row: Measure) -> tuple[Measure, Measure]:
    """A row and its entry, in which precision is over gold and recall over what is predicted."""
    hidden, shown = zeroed(row)

    def printed(totals: Mapping[str, Counts]) -> Entry:
        counts = totals[hidden.id]
        there, over, f1 = (value or 0.0 for value in counts.score())
        return {"precision": over, "recall": there, "f1": f1, **counts._asdict()}

    return hidden, msgspec.structs.replace(shown, compose=printed)


def _rows() -> Iterator[Measure]:
    yield from _exchanged(
        _row("metrics", "Arguments by trigger span, span and role, as often as they are there.", all_links)
    )
    for distance in DISTANCES:
        says = f"The same over arguments {_where(distance)} of their trigger."
        yield from _exchanged(_row(f"distance{distance:+}" if distance else "distance0", says, at(distance)))


def _where(distance: int) -> str:
    sentences = f"{abs(distance)} sentence{'s' if abs(distance) > 1 else ''}"
    side = "before" if distance < 0 else "behind"
    return f"{sentences} {side} the sentence" if distance else "in the sentence"


def _row(name: str, says: str, count: Callable[[DocumentPair], Cells]) -> Measure:
    return Measure(
        id=f"rams.{name}",
        layer="events",
        needs="arguments",
        says=says,
        formula="tp = sum of min(times in gold, times predicted) over (document, trigger span, span, role); "
        "P = tp / gold, R = tp / predicted, exchanged as the peer prints them; 0 for 0/0",
        source="RAMS 1.0, scorer/scorer.py, without type-constrained decoding",
        count=count,
    )


PROFILE = Profile(
    name="rams",
    says="RAMS' scorer (Ebner et al. 2020), without type-constrained decoding: repeats count, event types do "
    "not, and what it prints as precision is over gold, what it prints as recall over predictions.",
    measures=tuple(_rows()),
    percent=True,
)
