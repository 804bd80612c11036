"""Find the quotes whose speakers may change when records are left out.

Leaving records out changes the answer for a quote only if it takes away something that the quote asks for.
What it may take away is told generously, never too little.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeAlias, TypeVar

from presscheck.document.model import Document, Mention, Offsets, Quote
from presscheck.document.spans import pieces, sources, words
from presscheck.layers.entities import cluster_map
from presscheck.layers.quotes.name_parts import PersonName
from presscheck.layers.quotes.person_names import (
    PERSON,
    Name,
    Names,
    in_turn,
    mention_names,
    names,
    names_of_records,
)
from presscheck.layers.quotes.sayings import by_place
from presscheck.layers.quotes.speakers import Resolver
from presscheck.measure.islands import Islands

_K = TypeVar("_K")
_V = TypeVar("_V")

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
        self._own, self._who = own, who
        self._with_item: defaultdict[str, list[str]] = defaultdict(list)
        for holder, item in who.qid_of.items():
            self._with_item[item].append(holder)
        quotes = (q for doc in (gold, pred) for q in doc.quotes or ())
        spans = [place for q in quotes for place in places(q)]
        spans += [(m.start, m.end) for m in gold.mentions or ()]
        self._islands = Islands(spans)
        mentioned = cluster_map.entity_at(gold)
        every = by_place(gold.quotes or (), who.stated_speaker)
        self._sayings = {place: at for place, at in every.items() if place not in mentioned}
        self._index_names(gold)
        self._shared: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._clusters_at: defaultdict[Offsets, list[str]] = defaultdict(list)
        for start, end, cluster in _in_clusters(pred.mentions or ()):
            if (entity := who.entity_at.get((start, end))) is not None:
                self._shared[cluster][entity] += 1
                self._clusters_at[start, end].append(cluster)

    def _index_names(self, gold: Document) -> None:
        self._names = Counter(names(gold))
        self._called: defaultdict[str, set[Name]] = defaultdict(set)
        for name in self._names:
            self._called[name.entity].add(name)
        self._of_records: defaultdict[str, list[Name]] = defaultdict(list)
        for name in names_of_records(gold):
            self._of_records[name.entity].append(name)
        self._named = {*self._of_records, *(m.entity for m in gold.mentions or ())}
        typed = {e.id for e in gold.entities or () if e.type}
        untyped: defaultdict[str, list[Mention]] = defaultdict(list)
        for m in in_turn(gold.mentions or ()):
            if m.entity is not None and m.entity not in typed:
                untyped[m.entity].append(m)
        self._mixed = {name: of for name, of in untyped.items() if len({m.type for m in of}) > 1}

    def asked(self, side: str, quote: Quote) -> set[Token]:
        """Everything by which the speaker of a quote may be found.

        Args:
            side: "gold" or "pred".
            quote: of that side.
        """
        found: set[Token] = set()
        if isinstance(quote.speaker, str):
            for kind, what in (self._own if side == "gold" else self._who).asks(quote.speaker):
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
        qids = self._who.qid_of
        found: set[Token] = {("item", qids[entity]) for entity in bare if entity in qids}
        for entity in self._renamed(self._lost(gone[0], bare, unsaid), gone[0]):
            for name in self._called[entity]:
                found |= _words(name.words)
        alone = self._alone(unsaid)
        places = alone | {(m.start, m.end) for m in gone[0]}
        found |= {("place", i) for place in places for i in self._islands.touched(*place)}
        return found | {("id", cluster) for cluster in self._moved(gone[1], alone)}

    def _alone(self, quotes: Iterable[Quote]) -> set[Offsets]:
        """The sources of quotes by which alone gold says who is there."""
        return {at for q in quotes for at in places(q) if at in self._sayings}

    def _lost(self, gone: Iterable[Mention], bare: Iterable[str], unsaid: Iterable[Quote]) -> Counter[Name]:
        """The names that are given less often, and how much less."""
        lost = Counter(mention_names(gone, self._text))
        lost.update(name for entity in bare for name in self._of_records[entity])
        speakers = (q.speaker for q in unsaid if q.speaker and q.speaker not in self._named)
        lost.update(Name(speaker, speaker, own=True) for speaker in speakers)
        return lost

    def _renamed(self, lost: Counter[Name], gone: Iterable[Mention]) -> set[str]:
        """The gold entities that lose a name, or of which it may not be known any more what they are."""
        renamed = {name.entity for name, n in lost.items() if n >= self._names[name]}
        return renamed | ({m.entity or "" for m in gone} & self._mixed.keys())

    def _moved(self, gone: Iterable[Mention], alone: Iterable[Offsets]) -> set[str]:
        """The predicted clusters that may be another gold entity, or be called otherwise."""
        known = self._who.entity_at
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
        entity = self._who.clusters[cluster]
        others = max((n for other, n in shared.items() if other != entity), default=0)
        return bool(of[entity]) and shared[entity] - of[entity] <= others

    def without(
        self,
        gone: tuple[Collection[Mention], Collection[Mention]],
        bare: Collection[str],
        before: Collection[Quote],
        after: Collection[Quote],
    ) -> tuple[Resolver, Resolver]:
        """The resolvers of gold's and of predicted speakers when records are left out.

        Args:
            gone: the mentions of gold and of the prediction that are left out.
            bare: the entities of gold that lose all their mentions.
            before: gold's quotes that are left out or change, and any others.
            after: what is left of these.
        """
        places = self._places(gone[0], before, after)
        clusters, mentions = self._clusters(places, gone[1], self._moved(gone[1], self._alone(before)))
        who = self._who.but(
            qid_of=_Changed(self._who.qid_of, dict.fromkeys(bare)),
            entity_of=_Changed(self._who.entity_of, self._holders(bare)),
            entity_at=places,
            names=self._left_names(gone[0], bare, before, after),
            clusters=clusters,
            pred_mentions=mentions,
        )
        same = {"qid_of": who.qid_of, "entity_of": who.entity_of, "entity_at": places, "names": who.names}
        return self._own.but(**same), who

    def _holders(self, bare: Collection[str]) -> dict[str, str | None]:
        """Item -> another entity that has it, of the items of entities that go."""
        lost = {self._who.qid_of[entity] for entity in bare if entity in self._who.qid_of}
        return {item: next((e for e in self._with_item[item] if e not in bare), None) for item in lost}

    def _places(
        self, gone: Iterable[Mention], before: Iterable[Quote], after: Iterable[Quote]
    ) -> Mapping[Offsets, str]:
        """The span of every gold mention and source -> its entity, when some are left out."""
        changed: dict[Offsets, str | None] = {(m.start, m.end): None for m in gone}
        old = {id(quote) for quote in before}
        left = by_place(after, self._who.stated_speaker)
        for place in self._alone(before):
            here = [saying for saying in self._sayings[place] if id(saying[1]) not in old]
            here += left.get(place, ())
            changed[place] = self._who.first_speaker(here) if here else None
        return _Changed(self._who.entity_at, changed)

    def _left_names(
        self, gone: Collection[Mention], bare: Iterable[str], before: Iterable[Quote], after: Iterable[Quote]
    ) -> Names:
        """The names of gold's entities when some are left out."""
        lost = self._lost(gone, bare, before) - self._lost((), (), after)
        renamed = self._renamed(lost, gone)
        called = [name for e in renamed for name in self._called[e] if lost[name] < self._names[name]]
        spans = {(m.start, m.end) for m in gone}
        left = {
            entity: (m.type for m in self._mixed[entity] if (m.start, m.end) not in spans)
            for entity in renamed & self._mixed.keys()
        }
        persons = {entity: next(filter(None, of), None) in (PERSON, None) for entity, of in left.items()}
        return self._who.names.but(renamed, called, persons)

    def _clusters(
        self, places: Mapping[Offsets, str], gone: Iterable[Mention], moved: Iterable[str]
    ) -> tuple[Mapping[str, str], Mapping[str, list[Mention]]]:
        """The predicted clusters as gold entities, and their mentions, when some are left out."""
        spans = {(m.start, m.end) for m in gone}
        known = self._who.pred_mentions
        left = {name: [m for m in known[name] if (m.start, m.end) not in spans] for name in moved}
        mapped = cluster_map.mapped(places, chain.from_iterable(left.values()))
        return _Changed(self._who.clusters, dict.fromkeys(left) | mapped), _Changed(known, left)


class _Changed(Mapping[_K, _V]):
    """A mapping with some values changed, without a copy of the others.

    Args:
        known: as it is.
        changed: what is otherwise; None for what goes.
    """

    def __init__(self, known: Mapping[_K, _V], changed: Mapping[_K, _V | None]) -> None:
        self._known, self._changed = known, changed

    def __getitem__(self, key: _K) -> _V:
        value = self._changed[key] if key in self._changed else self._known[key]
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[_K]:
        return (key for key in {**self._known, **self._changed} if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
