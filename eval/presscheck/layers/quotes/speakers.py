"""Who is meant: a predicted speaker, found among the entities of the gold (internal).

Four paths, the first that applies: a QID that gold has too; the predicted
cluster, mapped one-to-one onto gold entities by shared mentions; the source
span through the gold's coreference; the words as a name. That two id strings
are equal means nothing.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from presscheck.document.model import Document, Frame, Mention, Quote, Span
from presscheck.layers.quotes.alignment import Alignment, QuotePair
from presscheck.layers.quotes.content import dice, head, visible_length
from presscheck.layers.quotes.person_names import Names
from presscheck.measure import assignment
from presscheck.measure.measure import DocumentPair

PATHS = ("qid", "cluster", "source", "name")
"""How a speaker may be found, in the order in which it is tried."""


class Resolution(NamedTuple):
    """What became of one predicted speaker.

    Args:
        path: one of `PATHS`; empty if the prediction names nobody.
        entity: the gold entity's id, or None.
        says: what was found instead: another QID, or why nothing was found.
    """

    path: str = ""
    entity: str | None = None
    says: str = ""


class Judged(NamedTuple):
    """The speakers of two aligned quotes.

    Args:
        match: the quotes.
        gold: the gold speaker's entity, or None.
        found: what became of the predicted speaker.
        outcome: one of `OUTCOMES`.
        other_mention: the predicted source stands elsewhere than every source that gold gives.
    """

    match: QuotePair
    gold: str | None
    found: Resolution
    outcome: str
    other_mention: bool


OUTCOMES = ("right", "wrong", "missing", "unresolved")
"""Of a predicted speaker: the same entity, another one, none given, or no entity found for it."""


class Resolver:
    """The speakers of one document.

    Args:
        gold: the gold document with all its mentions.
        pred: the predicted document.
    """

    def __init__(self, gold: Document, pred: Document) -> None:
        self.text = gold.text or ""
        self.qid_of = _qids(gold)
        self.entity_of = {qid: entity for entity, qid in sorted(self.qid_of.items(), reverse=True)}
        self.pred_qid = _qids(pred)
        self.pred_names = {e.id: e.name for e in pred.entities or () if e.name}
        self._gold, self._pred = gold, pred

    @cached_property
    def pred_ids(self) -> set[str | None]:
        """The ids that the prediction uses for entities of its own."""
        return {m.entity for m in self._pred.mentions or ()} | {e.id for e in self._pred.entities or ()}

    @cached_property
    def entity_at(self) -> dict[tuple[int, int], str]:
        """Span of a gold mention -> its entity. A gold without coreference still says who its sources are."""
        found = {(m.start, m.end): m.entity for m in self._gold.mentions or () if m.entity is not None}
        for quote in self._gold.quotes or ():
            if quote.source is not None and quote.speaker is not None:
                found.setdefault((quote.source.start, quote.source.end), quote.speaker)
        return found

    @cached_property
    def mentions(self) -> list[Mention]:
        """The gold mentions that belong to an entity, and the sources of gold quotes."""
        return [Mention(start=start, end=end, entity=name) for (start, end), name in self.entity_at.items()]

    @cached_property
    def clusters(self) -> tuple[dict[str, str], set[str]]:
        """The predicted clusters on gold entities."""
        return mapped_clusters(self._gold, self._pred)

    @cached_property
    def names(self) -> Names:
        """The names of gold's entities."""
        return Names(self._gold)

    def gold(self, quote: Quote) -> str | None:
        """The speaker of a gold quote: its own, else the entity of its source's mention."""
        if quote.speaker is not None or quote.source is None:
            return quote.speaker
        return self.entity_at.get((quote.source.start, quote.source.end))

    def pred(self, quote: Quote) -> Resolution:
        """The gold entity that a predicted quote's speaker is."""
        if quote.speaker is not None and quote.speaker in self.pred_ids:
            found = self._by_id(quote.speaker)
            if found:
                return found
        if quote.source is not None:
            mention = self.source(quote.source)
            if mention:
                return Resolution("source", mention.entity)
        if quote.speaker is not None:
            return self._by_name(self.pred_names.get(quote.speaker, quote.speaker))
        if quote.source is None:
            return Resolution()
        return self._by_name(quote.source.text or self.text[quote.source.start : quote.source.end])

    def right(self, gold: str, found: Resolution) -> bool:
        """Whether a gold speaker and a found one are the same entity (or two records of one QID)."""
        if found.entity is None:
            return False
        qid = self.qid_of.get(gold)
        return found.entity == gold or (qid is not None and self.qid_of.get(found.entity) == qid)

    def _by_id(self, speaker: str) -> Resolution | None:
        qid = self.pred_qid.get(speaker)
        if qid in self.entity_of:
            return Resolution("qid", self.entity_of[qid])
        mapped, shared = self.clusters
        entity = mapped.get(speaker)
        if qid is not None and entity in self.qid_of:
            return Resolution("qid", None, f"linked to {qid}, which no gold entity has")
        if entity is None and speaker not in shared:
            return None
        return Resolution(
            "cluster",
            entity,
            "" if entity else "its mentions belong to entities that other clusters fit better",
        )

    def source(self, span: Span) -> Mention | None:
        """The gold mention that a source span means.

        Of the mentions that contain the span's head word, else of all that meet the span, the one
        with the greatest Dice coefficient; ties to the shorter, then to the earlier.
        """
        exact = self.entity_at.get((span.start, span.end))
        if exact is not None:
            return Mention(start=span.start, end=span.end, entity=exact)
        near = [m for m in self.mentions if m.start < span.end and span.start < m.end]
        if not near:
            return None
        low, high = head(self.text, span.start, span.end)
        heads = [m for m in near if m.start <= low and high <= m.end] or near
        return max(heads, key=lambda m: (self._dice(span, m), m.start - m.end, -m.start, m.entity or ""))

    def _dice(self, a: Span, b: Span) -> Fraction:
        shared = visible_length(self.text, max(a.start, b.start), min(a.end, b.end))
        return dice(
            shared, visible_length(self.text, a.start, a.end), visible_length(self.text, b.start, b.end)
        )

    def _by_name(self, name: str) -> Resolution:
        fits = self.names.find(name)
        if len(fits) == 1:
            return Resolution("name", *fits)
        return Resolution("name", None, "ambiguous" if fits else "no gold entity has this name")


def _qids(doc: Document) -> dict[str, str]:
    return {e.id: e.wikidata for e in doc.entities or () if isinstance(e.wikidata, str)}


def mapped_clusters(gold: Document, pred: Document) -> tuple[dict[str, str], set[str]]:
    """Predicted clusters onto gold entities, one-to-one, with the most shared mentions.

    Args:
        gold: the gold document with all its mentions.
        pred: the predicted document.

    Returns:
        cluster -> entity, and the clusters that share any mention with gold.

    >>> def doc(*ids):
    ...     mentions = [Mention(start=i, end=i + 1, entity=e) for i, e in enumerate(ids)]
    ...     return Document(id="d", text="", mentions=mentions)
    >>> mapped, shared = mapped_clusters(doc("A", "A", "B"), doc("x", "x", "x"))
    >>> mapped, shared
    ({'x': 'A'}, {'x'})
    """
    entity_at = {(m.start, m.end): m.entity for m in gold.mentions or () if m.entity is not None}
    placed = sorted([(m.start, m.end, m.entity) for m in pred.mentions or () if m.entity is not None])
    found = [(cluster, entity_at.get((start, end))) for start, end, cluster in placed]
    shared = Counter([(cluster, entity) for cluster, entity in found if entity is not None])
    clusters = [*dict.fromkeys(cluster for cluster, _ in shared)]
    entities = sorted({entity for _, entity in shared})
    row, column = ({name: i for i, name in enumerate(names)} for names in (clusters, entities))
    pairs = assignment.assignment({(row[c], column[e]): n for (c, e), n in shared.items()})
    return {clusters[c]: entities[e] for c, e in pairs}, set(clusters)


def resolver(pair: DocumentPair) -> Resolver:
    """The resolver of a case, made once."""
    return Resolver(pair.whole_gold, pair.pred)


def judge(pair: DocumentPair, found: Alignment) -> list[Judged]:
    """The speakers of every aligned pair."""
    who = pair.once(resolver)
    return [
        _judged(who, match, found.gold[match.gold].quote, found.pred[match.pred].quote)
        for match in found.pairs
    ]


def _judged(who: Resolver, match: QuotePair, gold: Quote, pred: Quote) -> Judged:
    speaker, answer = who.gold(gold), who.pred(pred)
    if not answer.path:
        outcome = "missing"
    elif answer.entity is None and answer.path != "qid":
        outcome = "unresolved"
    else:
        outcome = "right" if speaker is not None and who.right(speaker, answer) else "wrong"
    return Judged(match, speaker, answer, outcome, _elsewhere(gold, pred.source))


def _elsewhere(gold: Quote, source: Span | None) -> bool:
    if source is None:
        return False
    frames: list[Quote | Frame] = [gold, *gold.also]
    sources = [frame.source for frame in frames if frame.source is not None]
    return bool(sources) and not [s for s in sources if s.start < source.end and source.start < s.end]
