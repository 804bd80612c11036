"""Entities and speakers of one document, gold's beside the predicted ones (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from presscheck.document.model import Document, Offsets
from presscheck.layers.entities import coref, span_keys, whole_entities
from presscheck.layers.quotes.alignment import aligned, aligned_frames
from presscheck.layers.quotes.content import Content
from presscheck.layers.quotes.credit import judged_frames
from presscheck.layers.quotes.speakers import gold_resolver
from presscheck.measure.measure import DocumentPair
from presscheck.reporting.pages.names import Names


class Holder(NamedTuple):
    """Share of one entity of the other side in an entity.

    Args:
        name: what the other side calls it.
        address: its card.
        spans: the mentions that both have.
        others: who else is in it, with how many mentions; "" for mentions that this side does not have.
    """

    name: str
    address: str
    spans: tuple[Offsets, ...]
    others: tuple[tuple[str, int], ...]


class EntityRow(NamedTuple):
    """One entity.

    Args:
        name: its name or first words.
        address: its card.
        label: its type.
        spans: its mentions.
        holders: entities of the other side that hold some of them, the largest first.
        lost: mentions that the other side does not have.
    """

    name: str
    address: str
    label: str
    spans: tuple[Offsets, ...]
    holders: tuple[Holder, ...]
    lost: tuple[Offsets, ...]

    @property
    def right(self) -> bool:
        """Return whether one entity of the other side is exactly this one."""
        return len(self.holders) == 1 and not self.lost and not self.holders[0].others


class SpeakerRow(NamedTuple):
    """One quote, and who said it on each side.

    Args:
        gold: gold's speaker; empty where gold has no such quote.
        gold_card: the card of the speaker.
        pred: the predicted one.
        outcome: right, wrong speaker, missing, unresolved, missed quote, spurious quote.
        says: the way to the predicted speaker, or the result.
        words: of the quote.
        at: its place; None if it has none.
    """

    gold: str
    gold_card: str
    pred: str
    outcome: str
    says: str
    words: str
    at: int | None


def entities(pair: DocumentPair, gold: Names, pred: Names, *, by_gold: bool = True) -> list[EntityRow]:
    """The clusters of one side, with what the other side made of each.

    Args:
        pair: one document, both sides.
        gold: what gold calls its entities.
        pred: what the prediction calls its own.
        by_gold: rows are gold's entities; else the predicted ones.
    """
    known = pair.once(whole_entities.gold_kinds), pair.once(whole_entities.pred_kinds)
    sides = (
        _Side(pair, known[0].types, gold, coref.gold_chains),
        _Side(pair, known[1].types, pred, coref.pred_chains),
    )
    ours, theirs = sides if by_gold else sides[::-1]
    return [_row(i, ours, theirs) for i in range(len(ours.chains.keys))]


class _Side:
    """The clusters of one side, with what they are called."""

    def __init__(
        self,
        pair: DocumentPair,
        types: Sequence[str | None],
        names: Names,
        read: Callable[[DocumentPair], coref.Chains],
    ) -> None:
        self.text, self.types, self.names = pair.gold.text or "", types, names
        self.chains = pair.once(read)
        self.owner = {key: i for i, keys in enumerate(self.chains.keys) for key in keys}

    def name(self, i: int) -> str:
        """Return the name of a cluster."""
        start, end = span_keys.unpacked(self.chains.keys[i][0])
        entity = self.chains.ids[i]
        return self.names.name(entity) if entity is not None else " ".join(self.text[start:end].split())

    def address(self, i: int) -> str:
        """The address of a cluster's card; empty for a mention without entity."""
        return self.names.address(self.chains.ids[i])


def _row(i: int, ours: _Side, theirs: _Side) -> EntityRow:
    keys = ours.chains.keys[i]
    held: dict[int, list[int]] = {}
    for key in keys:
        if (j := theirs.owner.get(key)) is not None:
            held.setdefault(j, []).append(key)
    order = sorted(held.items(), key=lambda found: (-len(found[1]), found[0]))
    return EntityRow(
        ours.name(i),
        ours.address(i),
        ours.types[i] or "",
        _spans(keys),
        tuple(_holder(i, j, shared, ours, theirs) for j, shared in order),
        _spans([key for key in keys if key not in theirs.owner]),
    )


def _holder(i: int, j: int, shared: list[int], ours: _Side, theirs: _Side) -> Holder:
    rest = Counter(ours.owner.get(key, -1) for key in theirs.chains.keys[j])
    others = [(ours.name(k), n) for k, n in rest.items() if k not in (i, -1)]
    nowhere = [("", rest[-1])] if rest[-1] else []
    return Holder(theirs.name(j), theirs.address(j), _spans(shared), (*others, *nowhere))


def chains(doc: Document) -> list[EntityRow]:
    """The entities of a document alone, in the order of the text.

    Args:
        doc: a document with its text, under `without_unset`.
    """
    names, size = Names(doc, "g"), len(doc.text or "")
    types = {e.id: e.type or "" for e in doc.entities or ()}
    rows = []
    for entity, mentions in names.mentions.items():
        label = types.get(entity) or next((m.type for m in mentions if m.type), "")
        placed = tuple((m.start, m.end) for m in mentions if 0 <= m.start < m.end <= size)
        rows.append(EntityRow(names.name(entity), names.address(entity), label, placed, (), ()))
    return rows


def answers(gold: list[EntityRow], pred: list[EntityRow]) -> dict[str, str]:
    """The predicted entities that are a gold one more than any other, and that are so for it: addresses."""
    first = {row.address: row.holders[0].address for row in gold if row.address and row.holders}
    back = {row.address: row.holders[0].address for row in pred if row.address and row.holders}
    return {ours: theirs for ours, theirs in back.items() if theirs and first.get(theirs) == ours}


def _spans(keys: list[int]) -> tuple[Offsets, ...]:
    return tuple(span_keys.unpacked(key) for key in keys)


def speakers(pair: DocumentPair, gold: Names, pred: Names) -> Iterator[SpeakerRow]:
    """Return the speakers and their quotes: aligned quotes first, then the others, each in text order.

    Args:
        pair: one document, both sides.
        gold: what gold calls its entities.
        pred: what the prediction calls its own.
    """
    found, who = pair.once(aligned_frames), pair.once(gold_resolver)
    paired = set()
    for answer in pair.once(judged_frames):
        g, p = found.gold[answer.match.gold], found.pred[answer.match.pred]
        paired.add(answer.match)
        meant = answer.found.entity
        named = gold.name(meant) if meant else pred.name(p.quote.speaker) if p.quote.speaker else "nobody"
        says = answer.found.says or (f"by {answer.found.path}" if answer.found.path else "")
        outcome = "right" if answer.outcome == "right" else f"{answer.outcome} speaker"
        content = g.content if g.content.parts else p.content
        yield SpeakerRow(
            gold.name(answer.gold), gold.address(answer.gold), named, outcome, says,
            *_content(found.text, content),
        )  # fmt: skip
    whole = pair.once(aligned)
    for i in sorted(set(range(len(whole.gold))) - {m.gold for m in paired}):
        entity = who.gold(whole.gold[i].quote)
        place = _content(found.text, whole.gold[i].content)
        yield SpeakerRow(gold.name(entity), gold.address(entity), "", "missed quote", "", *place)
    for j in sorted(set(range(len(whole.pred))) - {m.pred for m in paired}):
        quote = whole.pred[j].quote
        place = _content(found.text, whole.pred[j].content)
        yield SpeakerRow("", "", pred.name(quote.speaker), "spurious quote", "", *place)


def _content(text: str, content: Content) -> tuple[str, int | None]:
    words = " … ".join(" ".join(text[a:z].split()) for a, z in content.parts)
    return words, content.parts[0][0] if content.parts else None
