"""Find the quotes whose speakers may change when records are left out.

Leaving records out changes the answer for a quote only if it takes away something that the quote asks for.
What it may take away is told generously, never too little.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from copy import copy
from itertools import chain
from typing import TypeAlias

from presscheck.document.model import Document, Mention, Offsets, Quote
from presscheck.document.spans import pieces, sources, words
from presscheck.layers.entities import cluster_map
from presscheck.layers.quotes.name_parts import PersonName
from presscheck.layers.quotes.person_names import Name, names, names_of_records
from presscheck.layers.quotes.speakers import Resolver
from presscheck.measure.islands import Islands

Token: TypeAlias = tuple[str, str | int]
"""Key of a speaker: an entity ("id"), an item, a word, or the entity at a place."""


def places(quote: Quote) -> list[Offsets]:
    """The spans of all sources of a quote."""
    return [(piece.start, piece.end) for source in sources(quote) for piece in pieces(source)]


def _words(name: str) -> set[Token]:
    """Everything by which `Names` finds a name, or is found by one."""
    parts = PersonName.of(name)
    return {("word", word) for word in (parts.whole, parts.plain, parts.last, *parts.given[:1]) if word}


def _in_clusters(mentions: Iterable[Mention]) -> set[tuple[int, int, str]]:
    """The spans of mentions, each with its cluster, once."""
    return {(m.start, m.end, m.entity) for m in mentions if isinstance(m.entity, str)}


class Lookups:
    """Keys that the speakers of a document depend on.

    Args:
        gold: the gold document with all its mentions.
        pred: the predicted one.
        own: finds gold's speakers.
        who: finds predicted ones.
    """

    def __init__(self, gold: Document, pred: Document, own: Resolver, who: Resolver) -> None:
        self._text = gold.text or ""
        self._resolvers = {"gold": own, "pred": who}
        quotes = (q for doc in (gold, pred) for q in doc.quotes or ())
        spans = [place for q in quotes for place in places(q)]
        spans += [(m.start, m.end) for m in gold.mentions or ()]
        self._islands = Islands(spans)
        self._mentioned = cluster_map.entity_at(gold)
        self._index_names(gold)
        self._shared: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._clusters_at: defaultdict[Offsets, list[str]] = defaultdict(list)
        for start, end, cluster in _in_clusters(pred.mentions or ()):
            if (entity := who.entity_at.get((start, end))) is not None:
                self._shared[cluster][entity] += 1
                self._clusters_at[start, end].append(cluster)

    def _index_names(self, gold: Document) -> None:
        self._names = Counter(names(gold))
        self._called: defaultdict[str, set[str]] = defaultdict(set)
        for name in self._names:
            self._called[name.entity].add(name.words)
        self._of_records: defaultdict[str, list[Name]] = defaultdict(list)
        for name in names_of_records(gold):
            self._of_records[name.entity].append(name)
        typed = {e.id for e in gold.entities or () if e.type}
        types: defaultdict[str, set[str | None]] = defaultdict(set)
        for m in gold.mentions or ():
            if m.entity is not None and m.entity not in typed:
                types[m.entity].add(m.type)
        self._mixed = {entity for entity, kinds in types.items() if len(kinds) > 1}

    def asked(self, side: str, quote: Quote) -> set[Token]:
        """Everything by which the speaker of a quote may be found.

        Args:
            side: "gold" or "pred".
            quote: of that side.
        """
        found: set[Token] = set()
        if isinstance(quote.speaker, str):
            for kind, what in self._resolvers[side].asks(quote.speaker):
                found |= _words(what) if kind == "words" else {(kind, what)}
        for source in sources(quote):
            found |= _words(words(source, self._text))
            for piece in pieces(source):
                found |= {("place", i) for i in self._islands.touched(piece.start, piece.end)}
        return found

    def changed(
        self,
        gone: tuple[Collection[Mention], Collection[Mention]],
        bare: Collection[str],
        unsaid: Collection[Quote],
    ) -> set[Token]:
        """Return the keys that are gone, or may be somebody else's, when records are left out.

        Args:
            gone: the mentions of gold and of the prediction that are left out.
            bare: the entities of gold that lose all their mentions.
            unsaid: gold's quotes that are left out or change.
        """
        qids = self._resolvers["pred"].qid_of
        found: set[Token] = {("item", qids[entity]) for entity in bare if entity in qids}
        for entity in self._renamed(gone[0], bare, unsaid):
            for name in self._called[entity]:
                found |= _words(name)
        known = self._resolvers["pred"].entity_at
        alone = [at for q in unsaid for at in places(q) if at in known and at not in self._mentioned]
        found |= {("place", i) for place in alone for i in self._islands.touched(*place)}
        return found | {("id", cluster) for cluster in self._moved(gone[1], alone)}

    def _renamed(self, gone: Iterable[Mention], bare: Iterable[str], unsaid: Iterable[Quote]) -> set[str]:
        """The gold entities that lose a name, or of which it may not be known any more what they are."""
        mentions = [m for m in gone if m.entity is not None]
        lost = Counter(
            Name(m.entity or "", m.text or self._text[m.start : m.end], own=False) for m in mentions
        )
        lost.update(name for entity in bare for name in self._of_records[entity])
        lost.update(Name(q.speaker, q.speaker, own=True) for q in unsaid if q.speaker)
        renamed = {name.entity for name, n in lost.items() if 0 < self._names[name] <= n}
        return renamed | ({m.entity or "" for m in mentions} & self._mixed)

    def _moved(self, gone: Iterable[Mention], alone: Iterable[Offsets]) -> set[str]:
        """The predicted clusters that may be another gold entity, or be called otherwise."""
        known = self._resolvers["pred"].entity_at
        lost: defaultdict[str, Counter[str]] = defaultdict(Counter)
        found: set[str] = set()
        for start, end, cluster in _in_clusters(gone):
            if (entity := known.get((start, end))) is not None:
                lost[cluster][entity] += 1
            if cluster not in self._shared:
                found.add(cluster)
        for place in alone:
            for cluster in self._clusters_at[place]:
                lost[cluster][known[place]] += 1
        return found | {cluster for cluster, of in lost.items() if self._loses(cluster, of)}

    def _loses(self, cluster: str, of: Counter[str]) -> bool:
        """Return whether an entity may not be that of most of a cluster's mentions when it loses some."""
        shared = self._shared[cluster]
        entity = self._resolvers["pred"].clusters[cluster]
        others = max((n for other, n in shared.items() if other != entity), default=0)
        return bool(of[entity]) and shared[entity] - of[entity] <= others


def with_fewer(who: Resolver, clusters: Iterable[str], gone: Iterable[Mention]) -> Resolver:
    """A resolver as it is without some predicted mentions, for quotes that ask for nothing else that changes.

    Args:
        who: of all mentions.
        clusters: predicted clusters that lose some.
        gone: the mentions that are left out.
    """
    spans = {(m.start, m.end) for m in gone}
    left = {
        cluster: [m for m in who.pred_mentions[cluster] if (m.start, m.end) not in spans]
        for cluster in clusters
    }
    made = copy(who)
    made.pred_mentions = who.pred_mentions | left
    mapped = cluster_map.mapped(who.entity_at, chain.from_iterable(left.values()))
    made.clusters = {name: entity for name, entity in who.clusters.items() if name not in left} | mapped
    made.forget()
    return made
