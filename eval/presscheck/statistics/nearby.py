"""Find the neighbourhood of a line: the records whose counts may change without it (internal).

Nearly every measure is a sum over records, or over groups of them that overlap, so leaving a line out changes
the counts of what stands near it alone: what stands in it, what overlaps that, and what points into it. A set
of keys over the whole document holds a key as long as any record has it, so one record that keeps a key is
near too. Clusters are compared by the part of their table that changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeAlias

from presscheck.document.model import Event, Mention, Quote
from presscheck.document.spans import pieces
from presscheck.layers.entities import linked
from presscheck.layers.events import exact, relaxed
from presscheck.layers.quotes import alignment, frames, share, speakers
from presscheck.layers.quotes.lookups import Lookups, Token, places
from presscheck.measure.clusters import Cluster, ContingencyTable
from presscheck.measure.islands import Islands
from presscheck.measure.measure import DocumentPair
from presscheck.measure.subtables import LeftAlone, Subtables
from presscheck.statistics.leaving_out import Line, first

SIDES = ("gold", "pred")

WHOLE: frozenset[Callable[[DocumentPair], Any]] = frozenset(
    {alignment.text_marks, exact.sentence_starts, frames.heads, relaxed.heads, linked.not_judged}
)
"""Look-ups in the whole document by places that stay: they are the same without the line."""

SPEAKERS: frozenset[Callable[[DocumentPair], Any]] = frozenset({speakers.resolver, speakers.gold_resolver})
"""The same, where nothing is left out, or nobody asks (see `Quotes.tell_speakers`)."""

SHARES: frozenset[Callable[[DocumentPair], Any]] = frozenset({share.quote_distance, share.word_distance})
"""Sums over the whole document: of what is near a line they are those of the document, as it is."""

Slot: TypeAlias = tuple[Any, ...]
"""An argument: its side, whether its trigger is right, and what it is."""


class Mentions:
    """The mentions of both sides, by line and by island.

    Args:
        pair: one document, both sides.
        line: the line of an offset.
    """

    def __init__(self, pair: DocumentPair, line: Line) -> None:
        sides = [doc.mentions or [] for doc in (pair.gold, pair.pred)]
        islands = Islands((m.start, m.end) for side in sides for m in side)
        self._lines: defaultdict[int, set[int]] = defaultdict(set)
        self._on: list[defaultdict[int, list[Mention]]] = [defaultdict(list), defaultdict(list)]
        for on, side in zip(self._on, sides, strict=True):
            for m in side:
                island = islands.of(m.start)
                on[island].append(m)
                self._lines[line(m.start)].add(island)

    def near(self, number: int) -> list[list[Mention]]:
        """The mentions that may be paired anew without a line."""
        return [[m for island in sorted(self._lines[number]) for m in on[island]] for on in self._on]


class Events:
    """The events of both sides, by line, by island of their triggers and by what their arguments are.

    Args:
        pair: one document, both sides.
        line: the line of an offset.
    """

    def __init__(self, pair: DocumentPair, line: Line) -> None:
        self._line = line
        self._events = [doc.events or [] for doc in (pair.gold, pair.pred)]
        self._keys = [{exact.event_key(e) for e in side} for side in self._events]
        self._window = exact.window_of(pair)
        every = [e for side in self._events for e in side]
        self._triggers = Islands((e.start, e.end) for e in every)
        self._fillers = Islands((a.start, a.end) for e in every for a in e.arguments)
        self._on: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._of_line: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
        self._holders: defaultdict[int, dict[Slot, list[tuple[int, int]]]] = defaultdict(dict)
        for s, side in enumerate(self._events):
            for i, event in enumerate(side):
                self._add(s, i, event)

    def _add(self, s: int, i: int, event: Event) -> None:
        here = self._line(event.start)
        self._on[self._triggers.of(event.start)].append((s, i))
        self._of_line[here].add((s, i))
        right = exact.event_key(event) in self._keys[1 - s]
        window = self._window(event.start)
        for a in event.arguments:
            self._of_line[self._line(a.start)].add((s, i))
            slot = (s, right, window, event.type, a.start, a.end, a.role)
            holders = self._holders[self._fillers.of(a.start)].setdefault(slot, [])
            if len(holders) < 2 and all(self._line(self._events[s][k].start) != here for _, k in holders):
                holders.append((s, i))

    def near(self, number: int) -> list[list[Event]]:
        """The events that may count otherwise without a line."""
        found = set(self._of_line[number])
        lost = {
            self._fillers.of(a.start)
            for s, i in found
            for a in self._events[s][i].arguments
            if number in (self._line(self._events[s][i].start), self._line(a.start))
        }
        found |= {holder for island in lost for holder in self._keepers(island, number)}
        islands = {self._triggers.of(self._events[s][i].start) for s, i in found}
        near = sorted(place for island in islands for place in self._on[island])
        return [[self._events[s][i] for s, i in near if s == side] for side in (0, 1)]

    def _keepers(self, island: int, number: int) -> Iterator[tuple[int, int]]:
        """For each argument of an island, an event that has it and stays."""
        for holders in self._holders[island].values():
            stay = (
                place for place in holders if self._line(self._events[place[0]][place[1]].start) != number
            )
            yield from [*stay][:1]


class Quotes:
    """The quotes of both sides, by line, by island and by what their speakers hang on.

    Args:
        pair: one document, both sides.
        line: the line of an offset.
    """

    def __init__(self, pair: DocumentPair, line: Line) -> None:
        self._pair, self._line = pair, line
        self._quotes = [doc.quotes or [] for doc in (pair.gold, pair.pred)]
        spans = [[extent(q) for q in side] for side in self._quotes]
        islands = Islands(span for side in spans for span in side)
        self._island = [[islands.of(start) for start, _ in side] for side in spans]
        self._on: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._of_line: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
        self._said_by: defaultdict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
        for s, side in enumerate(self._quotes):
            for i in sorted(range(len(side)), key=spans[s].__getitem__):
                self._add(s, i, side[i])

    def _add(self, s: int, i: int, quote: Quote) -> None:
        self._on[self._island[s][i]].append((s, i))
        for at in {self._line(first(quote)), *(self._line(start) for start, _ in places(quote))}:
            self._of_line[at].add((s, i))
        if isinstance(quote.speaker, str):
            self._said_by[s, quote.speaker].append((s, i))

    @cached_property
    def _lookups(self) -> Lookups:
        pair = self._pair
        resolvers = pair.once(speakers.gold_resolver), pair.once(speakers.resolver)
        return Lookups(pair.whole_gold, pair.whole_pred, *resolvers)

    @cached_property
    def _asking(self) -> dict[Token, list[tuple[int, int]]]:
        found: defaultdict[Token, list[tuple[int, int]]] = defaultdict(list)
        for s, (side, name) in enumerate(zip(self._quotes, SIDES, strict=True)):
            for i, quote in enumerate(side):
                for token in self._lookups.asked(name, quote):
                    found[token].append((s, i))
        return found

    def near(
        self,
        number: int,
        gone: tuple[Collection[Mention], Collection[Mention]],
        alone: tuple[Collection[str], Collection[str]],
    ) -> list[list[Quote]]:
        """The quotes that may count otherwise without a line.

        Args:
            number: of the line.
            gone: the mentions of both sides that are left out.
            alone: the entities of both sides that have no other mentions.
        """
        found = set(self._of_line[number])
        found |= {place for s in (0, 1) for entity in alone[s] for place in self._said_by[s, entity]}
        if self._pair.knows(speakers.resolver):
            unsaid = [self._quotes[0][i] for s, i in found if s == 0]
            for token in self._lookups.changed(gone, alone[0], unsaid):
                found.update(self._asking.get(token, ()))
        islands = {self._island[s][i] for s, i in found}
        near = [place for island in sorted(islands) for place in self._on[island]]
        return [[self._quotes[s][i] for s, i in near if s == side] for side in (0, 1)]

    def tell_speakers(
        self,
        part: DocumentPair,
        gone: tuple[Collection[Mention], Collection[Mention]],
        bare: Collection[str],
        before: Collection[Quote],
    ) -> None:
        """Tell a part of the document what finds its speakers.

        Args:
            part: what is left of the records near a line.
            gone: the mentions of both sides that are left out.
            bare: the entities of gold that have no other mentions.
            before: gold's quotes near the line, as they were.
        """
        if self._pair.knows(speakers.resolver) and (part.gold.quotes or part.pred.quotes):
            own, who = self._lookups.without(gone, bare, before, part.gold.quotes or ())
            part.know(speakers.gold_resolver, own)
            part.know(speakers.resolver, who)


def extent(quote: Quote) -> tuple[int, int]:
    """From the first code point of a quote to its last one: of its content, else of its cue."""
    parts = quote.content or pieces(quote.cue)
    return min(p.start for p in parts), max(p.end for p in parts)


class Clusters:
    """Clusters of both sides, and what leaving a line out does to them.

    Args:
        gold: the keys of each cluster, in canonical order.
        pred: likewise.
        table: their contingency.
        line: the line of an offset.
        place: the place of a key in the text: where it begins, and what else tells keys apart.
        drop: whether a cluster of which one mention is left goes with it.
    """

    def __init__(
        self,
        gold: Sequence[Cluster],
        pred: Sequence[Cluster],
        table: ContingencyTable,
        line: Line,
        place: Callable[[Any], tuple[Any, ...]],
        *,
        drop: bool,
    ) -> None:
        self._tables = Subtables(gold, pred, table, place)
        self._left = LeftAlone(gold, pred) if drop else None
        self._keys: defaultdict[int, set[Hashable]] = defaultdict(set)
        for key in {key for side in (gold, pred) for cluster in side for key in cluster}:
            self._keys[line(place(key)[0])].add(key)

    def near(self, number: int) -> tuple[ContingencyTable, ContingencyTable]:
        """The part of the table that changes, before and after."""
        gone = self._keys[number]
        around = self._tables.around(gone, self._left.without(gone) if self._left else ((), ()))
        return around.before, around.after
