"""The part of an article that a line bears on: as it is, and without the line (internal)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import NamedTuple, TypeAlias

from msgspec import structs

from presscheck.document.model import Document, Event, Mention, Quote
from presscheck.layers.entities import coref, span_keys
from presscheck.layers.events import coref as event_coref
from presscheck.layers.quotes import share
from presscheck.measure.clusters import ContingencyTable
from presscheck.measure.measure import DocumentPair, Layer
from presscheck.statistics.leaving_out import Line, only_without, part_without
from presscheck.statistics.nearby import SHARES, SPEAKERS, WHOLE, Clusters, Events, Mentions, Quotes

Table: TypeAlias = Callable[[DocumentPair], ContingencyTable]


class Part(NamedTuple):
    """The scope of a line.

    Args:
        near: the records that may count otherwise without the line.
        rest: the same without the line.
    """

    near: DocumentPair
    rest: DocumentPair

    def touches(self, layer: Layer) -> bool:
        """Return whether any record that a layer is about is near."""
        records = layer if layer in ("events", "quotes") else "mentions"
        return bool(getattr(self.near.gold, records) or getattr(self.near.pred, records))


class Surroundings:
    """Return the scope of every line of an article.

    Args:
        pair: the article, both sides, counted.
        line: the line of an offset.
    """

    def __init__(self, pair: DocumentPair, line: Line) -> None:
        self._pair, self._line = pair, line
        wholes = (pair.whole_gold, pair.whole_pred)
        self._mentions, self._events = Mentions(pair, line), Events(pair, line)
        self._alone = [_alone(doc, line) for doc in wholes]
        self._gone = [_by_line(doc.mentions or (), line) for doc in wholes]
        self._quotes = Quotes(pair, line)

    def without_line(self, number: int) -> Part:
        """Return the changes when a line is left out: its records go, and those that point into it."""
        gone = self._gone[0][number], self._gone[1][number]
        alone = self._alone[0][number], self._alone[1][number]
        quotes = self._quotes.near(number, gone, alone)
        near = self._near(self._mentions.near(number), self._events.near(number), quotes)

        def keep(offset: int) -> bool:
            return self._line(offset) != number

        gold, pred = (
            part_without(doc, keep, ids) for doc, ids in zip((near.gold, near.pred), alone, strict=True)
        )
        rest = self._pair.part(gold, pred, WHOLE | SPEAKERS)
        self._quotes.tell_speakers(rest, gone, alone[0], quotes[0])
        return self._with_sums(Part(near, rest), number)

    def without_owned(self, number: int) -> Part:
        """Return the changes when the events and quotes of a line are left out; nothing else goes."""
        quotes = self._quotes.near(number, ((), ()), ((), ()))
        near = self._near(([], []), self._events.near(number), quotes)

        def change(doc: Document) -> Document:
            return only_without(doc, lambda at: self._line(at) != number)

        rest = self._pair.part(change(near.gold), change(near.pred), WHOLE | SPEAKERS)
        self._quotes.tell_speakers(rest, ((), ()), (), quotes[0])
        return self._with_sums(Part(near, rest), number)

    def _near(
        self, mentions: Iterable[list[Mention]], events: Iterable[list[Event]], quotes: Iterable[list[Quote]]
    ) -> DocumentPair:
        sides = zip((self._pair.gold, self._pair.pred), mentions, events, quotes, strict=True)
        gold, pred = (
            structs.replace(doc, mentions=ms, entities=[], events=es, quotes=qs) for doc, ms, es, qs in sides
        )
        return self._pair.part(gold, pred, WHOLE | SPEAKERS | SHARES)

    def _with_sums(self, part: Part, number: int) -> Part:
        """Tell what is summed over the whole document: clusters, and what everybody says."""
        for table, clusters in self._clusters.items():
            before, after = clusters.near(number)
            part.near.know(table, before)
            part.rest.know(table, after)
        for amounts in (share.shares, share.word_shares):
            if self._pair.knows(amounts):
                whole, near, rest = self._pair.once(amounts), amounts(part.near), amounts(part.rest)
                left = (_less(*side) for side in zip(whole, near, rest, strict=True))
                part.rest.know(amounts, (next(left), next(left)))
        return part

    @cached_property
    def _clusters(self) -> dict[Table, Clusters]:
        pair = self._pair
        made = partial(Clusters, line=self._line, drop=pair.settings.singletons == "drop")
        found: dict[Table, Clusters] = {}
        if pair.knows(coref.table):
            sides = pair.once(coref.gold_chains).keys, pair.once(coref.pred_chains).keys
            found[coref.table] = made(*sides, pair.once(coref.table), place=span_keys.unpacked)
        if pair.knows(event_coref.table):
            chains, table = pair.once(event_coref.chains), pair.once(event_coref.table)
            found[event_coref.table] = made(*chains, table, place=event_coref.place)
        return found


def _less(whole: Counter[str], near: Counter[str], rest: Counter[str]) -> Counter[str]:
    found = Counter(whole)
    found.subtract(near)
    found.update(rest)
    return found


def _by_line(mentions: Iterable[Mention], line: Line) -> defaultdict[int, list[Mention]]:
    found: defaultdict[int, list[Mention]] = defaultdict(list)
    for m in mentions:
        found[line(m.start)].append(m)
    return found


def _alone(doc: Document, line: Line) -> defaultdict[int, set[str]]:
    """Line -> the entities that have all their mentions there."""
    lines: defaultdict[str, set[int]] = defaultdict(set)
    for m in doc.mentions or ():
        if m.entity is not None:
            lines[m.entity].add(line(m.start))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for entity, numbers in lines.items():
        if len(numbers) == 1:
            found[numbers.pop()].add(entity)
    return found
