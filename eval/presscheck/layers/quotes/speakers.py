"""Resolve a predicted speaker among the entities of the gold.

A stated speaker is the answer: an id that the prediction itself uses (through
its cluster's mentions, else its QID, else its name), a QID, or words. Where
none is stated, the source answers: its span through gold's coreference (of one
in pieces, any piece that is a gold mention), else its words. That two id strings are equal means nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from presscheck.document import ranks, spans
from presscheck.document.model import Document, Mention, Offsets, Pieces, Quote, Span
from presscheck.document.spans import sources
from presscheck.layers.entities import cluster_map
from presscheck.layers.quotes.content import dice, head, visible_length
from presscheck.layers.quotes.person_names import Names, aliases, plain_name, stated
from presscheck.layers.quotes.sayings import Saying, by_place, first_speaker
from presscheck.measure.islands import Islands
from presscheck.measure.measure import DocumentPair

PATHS = ("qid", "cluster", "source", "name")
"""Paths by which a speaker may be found."""

NOT_STATED = (
    "quotes: a speaker such as *unknown*, *none* or an empty one counts as not stated; the source is used"
)
READ_AS_WORDS = "quotes: a speaker is the id of an entity without name and mention; the id is read as words"

STAYING = frozenset({"_gold_ids", "_islands", "_pred_ids", "_spans", "pred_names"})
"""Properties that are the same when records are left out to which no quote that stays points."""

_QID = re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(q[1-9]\d*)", re.IGNORECASE)


class Resolution(NamedTuple):
    """The outcome for one predicted speaker.

    Args:
        path: one of `PATHS`; empty if the prediction names nobody.
        entity: the gold entity's id, or None.
        says: the result instead: another QID, or why nothing was found.
        words: what was looked up in vain, as it is compared.
    """

    path: str = ""
    entity: str | None = None
    says: str = ""
    words: str = ""


class Resolver:
    """The speakers of one document.

    Args:
        gold: the gold document with all its mentions.
        pred: the predicted document with all its mentions.
        like: a resolver of the same gold, which has worked out what gold says.
    """

    def __init__(self, gold: Document, pred: Document, like: Resolver | None = None) -> None:
        self._like = like
        self.text = gold.text or ""
        self.qid_of = _qids(gold)
        self.pred_qid = _qids(pred)
        self._gold, self._pred = gold, pred
        self._golds: dict[int, tuple[Quote, list[str]]] = {}
        self._answers: dict[int, tuple[Quote, Resolution]] = {}

    def but(self, **known: Any) -> Resolver:
        """A resolver that knows some things otherwise, and answers every quote anew.

        Args:
            known: properties by name, and what they are. What stays is worked out once for all of them.
        """
        for name in STAYING - known.keys():
            getattr(self, name)
        made = copy(self)
        vars(made).update(known, _answers={}, _golds={})
        return made

    @cached_property
    def entity_of(self) -> dict[str, str]:
        """QID -> the gold entity that has it; of several the first in the text."""
        if len(self.qid_of) == len(set(self.qid_of.values())):
            return {qid: entity for entity, qid in self.qid_of.items()}
        return {self.qid_of[e]: e for e in sorted(self.qid_of, key=self._rank.__getitem__, reverse=True)}

    @cached_property
    def _pred_ids(self) -> set[str | None]:
        """The ids that the prediction uses for entities of its own."""
        return {e.id for e in self._pred.entities or ()} | {m.entity for m in self._pred.mentions or ()}

    @cached_property
    def pred_mentions(self) -> dict[str, list[Mention]]:
        """The ids that the prediction uses for entities of its own -> their mentions."""
        found: dict[str, list[Mention]] = {e.id: [] for e in self._pred.entities or ()}
        for m in self._pred.mentions or ():
            if isinstance(m.entity, str):
                found.setdefault(m.entity, []).append(m)
        return found

    @cached_property
    def pred_names(self) -> dict[str, str]:
        """Return the prediction's names of its entities, else the longest of their aliases."""
        found: dict[str, str] = {}
        for e in self._pred.entities or ():
            names = [e.name] if e.name else aliases(e.aliases)
            for name in filter(None, names):
                found[e.id] = max(found.get(e.id, ""), name, key=lambda words: (len(words), words))
        return found

    @cached_property
    def entity_at(self) -> dict[Offsets, str]:
        """Span of a gold mention -> its entity. A gold without coreference still says who its sources are."""
        if self._like is not None:
            return self._like.entity_at
        found = cluster_map.entity_at(self._gold)
        more = by_place(self._gold.quotes or (), self.stated_speaker)
        return found | {place: self.first_speaker(at) for place, at in more.items() if place not in found}

    def first_speaker(self, at: Sequence[Saying]) -> str:
        """The speaker of the first of the gold quotes that have one source."""
        return first_speaker(at, lambda: self._rank)

    @cached_property
    def _rank(self) -> dict[str, int]:
        return ranks.entities(self._gold)

    @cached_property
    def _spans(self) -> set[Offsets]:
        """The spans of gold mentions, of those too that belong to no entity."""
        return {(m.start, m.end) for m in self._gold.mentions or ()}

    @cached_property
    def _islands(self) -> tuple[Islands, dict[int, list[Mention]]]:
        """Return the places of mentions and sources, and those of each place; some may be left out."""
        mentions = [Mention(start=at[0], end=at[1], entity=name) for at, name in self.entity_at.items()]
        islands = Islands(self.entity_at)
        on: dict[int, list[Mention]] = {}
        for m in mentions:
            on.setdefault(islands.of(m.start), []).append(m)
        return islands, on

    @cached_property
    def clusters(self) -> dict[str, str]:
        """The predicted clusters as gold entities."""
        return cluster_map.mapped(self.entity_at, self._pred.mentions or ())

    @cached_property
    def names(self) -> Names:
        """The names of gold's entities."""
        return self._like.names if self._like is not None else Names.of(self._gold)

    @cached_property
    def _gold_ids(self) -> set[str | None]:
        return {m.entity for m in self._gold.mentions or ()} | {e.id for e in self._gold.entities or ()}

    def stated_speaker(self, quote: Quote) -> str | None:
        """The speaker that a gold quote states, if any."""
        return quote.speaker if quote.speaker in self._gold_ids else stated(quote.speaker)

    def gold(self, quote: Quote) -> str | None:
        """The speaker of a gold quote: its own, else the entity of a source's mention."""
        return next(iter(self.golds(quote)), None)

    def golds(self, quote: Quote) -> list[str]:
        """Everybody who is right as the speaker of a gold quote, once: that of each of its frames."""
        if (known := self._golds.get(id(quote))) is None:
            speaker = self.stated_speaker(quote)
            golds = [] if speaker is None else [speaker]
            for source in sources(quote)[len(golds) :] if quote.also or not golds else ():
                golds += self._exact(source)
            known = self._golds[id(quote)] = quote, golds
        return known[1]

    def pred(self, quote: Quote) -> Resolution:
        """The gold entity that a predicted quote's speaker is, worked out once."""
        if (known := self._answers.get(id(quote))) is None:
            known = self._answers[id(quote)] = quote, self._resolved(quote)
        return known[1]

    def _resolved(self, quote: Quote) -> Resolution:
        answer = self._stated(quote.speaker)
        if answer is None:
            return self._by_source(next((s for s in sources(quote) if s is not None), None))
        return answer

    def against(self, quote: Quote) -> str | None:
        """The gold entity of a predicted quote's own source, where it is another than the stated speaker."""
        answer = self._stated(quote.speaker)
        if answer is None or not quote.source or answer.entity is None:
            return None
        others = self._meant(quote.source)
        agree = any(self.same(entity, answer.entity) for entity in others)
        return None if agree or not others else others[0]

    def same(self, entity: str, other: str) -> bool:
        """Return whether two ids of gold are one entity, or two records of one QID."""
        qid = self.qid_of.get(entity)
        return entity == other or (qid is not None and self.qid_of.get(other) == qid)

    def right(self, golds: list[str], answer: Resolution) -> bool:
        """Return whether an answer is one of the speakers of a gold quote."""
        entity = answer.entity
        return entity is not None and (entity in golds or any(self.same(e, entity) for e in golds))

    def _stated(self, speaker: str | None) -> Resolution | None:
        """Resolve a speaker by itself; None if it does not name anybody."""
        if isinstance(speaker, str):
            if speaker in self.clusters:
                return Resolution("cluster", self.clusters[speaker])
            if speaker in self._pred_ids:
                return self._by_id(speaker)
        speaker = stated(speaker)
        if speaker is None:
            return None
        qid = _QID.fullmatch(speaker.strip())
        if qid is None:
            return self._by_name(speaker)
        item = qid[1].upper()
        entity = self.entity_of.get(item)
        if entity is None:
            return Resolution("qid", None, f"{item}, which no gold entity has", words=item)
        return Resolution("qid", entity)

    def _by_id(self, speaker: str) -> Resolution | None:
        """An entity of the prediction's own that shares no mention with gold: its QID, else its name."""
        entity = self.entity_of.get(self.pred_qid.get(speaker, ""))
        if entity is not None:
            return Resolution("qid", entity)
        name = self._named(speaker)
        if name is None:
            return Resolution("cluster", None, "it has no name, and none of its mentions is gold's")
        return self._by_name(name) if stated(name) is not None else None

    def _named(self, speaker: str) -> str | None:
        """An entity's name, else its longest name mention; its id only where it has neither of them."""
        if speaker in self.pred_names:
            return self.pred_names[speaker]
        mentions = self.pred_mentions[speaker]
        if not mentions:
            return speaker
        names = sorted((m for m in mentions if m.form in ("name", None)), key=lambda m: (m.start, m.end))
        return max((self._words(m) for m in names), key=len, default=None)

    def asks(self, speaker: str) -> Iterator[tuple[str, str]]:
        """Return the key that finds a speaker: "id", "item" or "words", and the id, the item or the words."""
        yield "id", speaker
        if speaker in self.clusters:
            return
        yield "words", speaker
        qid = _QID.fullmatch(speaker.strip())
        items = qid and qid[1].upper(), self.pred_qid.get(speaker)
        yield from (("item", item) for item in items if item)
        if speaker in self._pred_ids and (name := self._named(speaker)):
            yield "words", name

    def note(self, speaker: str) -> str:
        """Return notes on a predicted speaker; mostly none."""
        if speaker not in self._pred_ids:
            return "" if stated(speaker) is not None else NOT_STATED
        if speaker in self.clusters:
            return ""
        bare = not self.pred_mentions[speaker] and speaker not in self.pred_names
        return READ_AS_WORDS if bare and self.pred_qid.get(speaker) not in self.entity_of else ""

    def _words(self, span: Span) -> str:
        return spans.words(span, self.text)

    def _by_source(self, source: Span | None) -> Resolution:
        if source is None:
            return Resolution()
        meant = self._meant(source)
        return Resolution("source", meant[0]) if meant else self._by_name(self._words(source))

    def _meant(self, source: Span) -> list[str]:
        """The gold entities that a source means: of one in pieces, those at its pieces."""
        if isinstance(source, Pieces):
            return self._exact(source)
        mention = self.source(source)
        return [self.entity_at[mention.start, mention.end]] if mention is not None else []

    def _exact(self, source: Span | None) -> list[str]:
        """The gold entities of a source's pieces, in the order of the text."""
        places = ((piece.start, piece.end) for piece in spans.pieces(source))
        return [self.entity_at[place] for place in places if place in self.entity_at]

    def source(self, span: Span) -> Mention | None:
        """The gold mention that a source span means.

        Of the mentions that contain the span's head word, else of all that meet the span, the one
        with the greatest Dice coefficient; ties to the shorter, then to the earlier.
        """
        place = (span.start, span.end)
        if place in self.entity_at:
            return Mention(start=span.start, end=span.end, entity=self.entity_at[place])
        islands, on = self._islands
        near = [
            m
            for island in islands.touched(span.start, span.end)
            for m in on[island]
            if m.start < span.end and span.start < m.end and (m.start, m.end) in self.entity_at
        ]
        if not near or place in self._spans:
            return None
        low, high = head(self.text, span.start, span.end)
        heads = [m for m in near if m.start <= low and high <= m.end] or near
        return max(heads, key=lambda m: (self._dice(span, m), m.start - m.end, -m.start))

    def _dice(self, a: Span, b: Span) -> Fraction:
        shared = visible_length(self.text, max(a.start, b.start), min(a.end, b.end))
        return dice(
            shared, visible_length(self.text, a.start, a.end), visible_length(self.text, b.start, b.end)
        )

    def _by_name(self, name: str) -> Resolution:
        fits = self.names.find(name)
        if len(fits) == 1:
            return Resolution("name", *fits)
        says = "ambiguous" if fits else "no gold entity has this name"
        return Resolution("name", None, says, words=plain_name(name))


def _qids(doc: Document) -> dict[str, str]:
    return {e.id: e.wikidata for e in doc.entities or () if isinstance(e.wikidata, str)}


def resolver(pair: DocumentPair) -> Resolver:
    """The resolver of a case, made once."""
    return Resolver(pair.whole_gold, pair.whole_pred)


def gold_resolver(pair: DocumentPair) -> Resolver:
    """Resolve gold's own speakers as a prediction's."""
    return Resolver(pair.whole_gold, pair.whole_gold, like=pair.once(resolver))


def notes(pair: DocumentPair) -> Counter[str]:
    """Return notes on the predicted speakers, and their numbers."""
    who = pair.once(resolver)
    said = (who.note(q.speaker) for q in pair.pred.quotes or () if isinstance(q.speaker, str))
    return Counter(filter(None, said))
