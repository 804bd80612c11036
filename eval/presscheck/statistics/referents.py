"""Rows that compare what arguments refer to, without a line: by subtraction (internal).

What fills an argument is looked up in the whole document, yet leaving a line out changes few arguments: those
that go with it, those whose predicted cluster was the gold entity by mentions of that line, and those whose
filler no argument of gold has any more. Their keys are taken off, and what they become is added.
"""

from __future__ import annotations

from collections import ChainMap, Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import structs

from presscheck.document.model import Document, Offsets
from presscheck.layers.entities import cluster_map
from presscheck.layers.events import by_entity
from presscheck.layers.events.by_entity import Key, Thing
from presscheck.layers.events.exact import Slot
from presscheck.measure.measure import DocumentPair
from presscheck.statistics.leaving_out import Keep, Line, only_without, without

Argument: TypeAlias = tuple[Slot, tuple[Thing, ...], Thing]
"""An argument, what may fill it, and the event that it belongs to."""

Becoming: TypeAlias = dict[int, Argument | None]
"""Arguments by number, and what they become; None for those that go."""

Difference: TypeAlias = tuple[int, int, int]
"""Numbers added to the right, the predicted and gold's arguments; mostly negative."""

Change: TypeAlias = Callable[[Document], Document]
"""From a document to what is left of it."""


class Keys:
    """The keys of one row, and how many arguments have each.

    Args:
        key: what the row compares.
        gold: gold's arguments.
        pred: the predicted ones.
    """

    def __init__(self, key: Key, gold: Iterable[Argument], pred: Iterable[Argument]) -> None:
        self._key = key
        self._pred = [*pred]
        golds = [self._of(argument)[0] for argument in gold]
        self._gold = Counter(golds)
        preds = [by_entity.chosen(self._of(argument), self._gold) for argument in self._pred]
        self._counts = (self._gold, Counter(preds))
        self._keys = (golds, preds)
        self._choosing: defaultdict[Hashable, list[int]] = defaultdict(list)
        for j, argument in enumerate(self._pred):
            for made in self._of(argument) if len(argument[1]) > 1 else ():
                self._choosing[made].append(j)

    def _of(self, argument: Argument) -> list[Hashable]:
        slot, things, event = argument
        return [self._key(slot, thing, event) for thing in things]

    def changed(self, changes: tuple[Becoming, Becoming]) -> Difference:
        """Change of the numbers of keys where some arguments of gold and of the prediction do."""
        of_gold: Counter[Hashable] = Counter()
        for i, after in changes[0].items():
            of_gold[self._keys[0][i]] -= 1
            if after is not None:
                of_gold[self._of(after)[0]] += 1
        stay = {key for key, n in of_gold.items() if self._gold[key] + n > 0}
        more: Becoming = {j: self._pred[j] for key in of_gold for j in self._choosing.get(key, ())}
        of_pred: Counter[Hashable] = Counter()
        for j, after in {**more, **changes[1]}.items():
            of_pred[self._keys[1][j]] -= 1
            if after is not None:
                made = self._of(after)
                right = (key for key in made if key in stay or (key in self._gold and key not in of_gold))
                of_pred[next(right, made[0])] += 1
        return self._difference(of_gold, of_pred)

    def _difference(self, of_gold: Counter[Hashable], of_pred: Counter[Hashable]) -> Difference:
        right = n_pred = n_gold = 0
        for key in of_gold.keys() | of_pred.keys():
            gold, pred = self._counts[0][key], self._counts[1][key]
            before = gold > 0, pred > 0
            after = gold + of_gold[key] > 0, pred + of_pred[key] > 0
            right += all(after) - all(before)
            n_gold += after[0] - before[0]
            n_pred += after[1] - before[1]
        return right, n_pred, n_gold


class ClusterShares:
    """The mentions that each predicted cluster shares with gold's entities, by line.

    Args:
        pair: one document, both sides.
        line: the line of an offset.
    """

    def __init__(self, pair: DocumentPair, line: Line) -> None:
        self._line = line
        self._whole = pair.once(cluster_map.clusters)
        known = pair.once(cluster_map.known)
        self._shared: defaultdict[str, defaultdict[str, list[Offsets]]]
        self._shared = defaultdict(lambda: defaultdict(list))
        self._of_line: defaultdict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
        mentions = pair.whole_pred.mentions or ()
        spans = {(m.start, m.end, m.entity) for m in mentions if isinstance(m.entity, str)}
        for start, end, cluster in sorted(spans):
            entity = known.get((start, end))
            if entity is not None:
                self._shared[cluster][entity].append((start, end))
                self._of_line[line(start)][cluster, entity] += 1

    def moved(self, number: int) -> Iterator[tuple[str, str | None]]:
        """The clusters that are another entity without a line, and which; None for an entity of their own."""
        lost = self._of_line[number]
        for cluster in {cluster for cluster, _ in lost}:
            left = {e: len(spans) - lost[cluster, e] for e, spans in self._shared[cluster].items()}
            most = max(left.values())
            first = [e for e, n in left.items() if n == most > 0]
            entity = min(first, key=lambda e: self._first(cluster, e, number), default=None)
            if entity != self._whole[cluster]:
                yield cluster, entity

    def _first(self, cluster: str, entity: str, number: int) -> Offsets:
        """The first mention that both share and that stays."""
        return next(span for span in self._shared[cluster][entity] if self._line(span[0]) != number)


class Triggers:
    """Trigger spans, and what they mean: of several event clusters the one that is first in the text.

    Args:
        doc: one side's document.
        kind: of its event clusters.
        line: the line of an offset.
    """

    def __init__(self, doc: Document, kind: str, line: Line) -> None:
        self._kind = kind
        mentions = cluster_map.entity_at(doc)
        every = {span: of for span, of in by_entity.occurrences(doc, kind).items() if span not in mentions}
        self._of_line: defaultdict[int, list[Offsets]] = defaultdict(list)
        for span in every:
            self._of_line[line(span[0])].append(span)
        self._several = {span: of for span, of in every.items() if len(of) > 1}
        names = {name for of in self._several.values() for _, name in of}
        events = [e for e in doc.events or () if e.event in names]
        self._lines = {line(at) for e in events for at in (e.start, *(a.start for a in e.arguments))}
        self._part = structs.replace(doc, mentions=None, entities=None, quotes=None, events=events)

    def without(self, number: int, change: Change) -> dict[Offsets, tuple[Thing, ...]]:
        """Span -> its clusters without a line, in order, if they may be others; none if they go."""
        gone: dict[Offsets, tuple[Thing, ...]] = dict.fromkeys(self._of_line[number], ())
        if number not in self._lines:
            return gone
        after = by_entity.occurrences(change(self._part), self._kind)
        return gone | {span: of for span, of in after.items() if span in self._several}


class Referents:
    """Rest of the rows of `by_entity` without a line.

    Args:
        pair: one document, both sides, counted.
        line: the line of an offset.
    """

    def __init__(self, pair: DocumentPair, line: Line) -> None:
        self._pair, self._line = pair, line
        gold: list[Argument] = [(s, (thing,), e) for s, thing, e in pair.once(by_entity.gold_things)]
        self._arguments = gold, pair.once(by_entity.pred_things)
        self._rows = {name: Keys(key, *self._arguments) for name, key in by_entity.KEYS.items()}
        self._of_event, self._of_filler = ([defaultdict[int, set[int]](set) for _ in "gp"] for _ in "ef")
        self._filled = [defaultdict[Offsets, set[int]](set) for _ in "gp"]
        for s, arguments in enumerate(self._arguments):
            for i, (slot, _, _) in enumerate(arguments):
                self._of_event[s][line(slot.start)].add(i)
                self._of_filler[s][line(slot.filler_start)].add(i)
                self._filled[s][slot.filler].add(i)
        self._clusters = ClusterShares(pair, line)
        self._fillers_of: defaultdict[str, list[Offsets]] = defaultdict(list)
        for span, cluster in cluster_map.entity_at(pair.whole_pred).items():
            if span in self._filled[1] and span not in pair.once(by_entity.gold_spans):
                self._fillers_of[cluster].append(span)
        sides = (pair.whole_gold, "event"), (pair.whole_pred, "own event")
        self._triggers = [Triggers(doc, kind, line) for doc, kind in sides]

    def without_line(self, number: int) -> dict[str, Difference]:
        """Row -> what its numbers change by where a line is left out."""
        gone = [of[number] | at[number] for of, at in zip(self._of_event, self._of_filler, strict=True)]
        return self._without(number, gone, without, self._moved(number))

    def without_owned(self, number: int) -> dict[str, Difference]:
        """The same where only the events of a line are left out, and no mention or filler."""
        return self._without(number, [of[number] for of in self._of_event], only_without, {})

    def _without(
        self,
        number: int,
        gone: list[set[int]],
        change: Callable[[Document, Keep], Document],
        moved: dict[Offsets, Thing],
    ) -> dict[str, Difference]:
        def rest(doc: Document) -> Document:
            return change(doc, lambda at: self._line(at) != number)

        gold, pred = (triggers.without(number, rest) for triggers in self._triggers)
        own = {span: _first(span, of) for span, of in pred.items()} | moved
        changes = self._golds(gone[0], gold), self._preds(gone, gold, own)
        return {name: keys.changed(changes) for name, keys in self._rows.items()}

    def _golds(self, gone: set[int], things: Mapping[Offsets, tuple[Thing, ...]]) -> Becoming:
        """Gold's arguments that go, or refer to something else."""
        found = Becoming.fromkeys(gone)
        for span, of in things.items():
            for i in self._filled[0].get(span, set()) - gone:
                slot, _, event = self._arguments[0][i]
                found[i] = (slot, (_first(span, of),), event)
        return found

    def _preds(
        self, gone: list[set[int]], gold: dict[Offsets, tuple[Thing, ...]], own: dict[Offsets, Thing]
    ) -> Becoming:
        """The predicted arguments that go, or refer to something else."""
        fillers = {self._arguments[0][i][0].filler for i in gone[0]}
        unfilled = {span for span in fillers if self._filled[0][span] <= gone[0]}
        known = ChainMap(gold, self._pair.once(by_entity.known).things)
        mine = ChainMap(own, self._pair.once(by_entity.own))
        found = Becoming.fromkeys(gone[1])
        for span in {*gold, *own, *unfilled}:
            fills = span in self._filled[0] and span not in unfilled
            for j in self._filled[1].get(span, set()) - gone[1]:
                slot, _, event = self._arguments[1][j]
                found[j] = (slot, by_entity.may_be(span, known, mine, fills), event)
        return found

    def _moved(self, number: int) -> dict[Offsets, Thing]:
        """Fillers that gold does not have, and what they are without a line, where that is something else."""
        found: dict[Offsets, Thing] = {}
        for cluster, entity in self._clusters.moved(number):
            thing: Thing = ("entity", entity) if entity is not None else ("own entity", cluster)
            found |= dict.fromkeys(self._fillers_of[cluster], thing)
        return found


def _first(span: Offsets, things: tuple[Thing, ...]) -> Thing:
    """The first thing that stands at a span, else the span itself."""
    return things[0] if things else ("span", span)
