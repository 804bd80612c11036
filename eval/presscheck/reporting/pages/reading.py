"""One document as the report shows it: items of both sides, from the matching of the scores (internal)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from presscheck.document import spans
from presscheck.document.model import Document, Event, Mention, Offsets, Span
from presscheck.drawing.marks import Verdict, clipped
from presscheck.layers.entities import pairing
from presscheck.layers.events import errors as event_errors
from presscheck.layers.quotes.alignment import NormalQuote, aligned
from presscheck.layers.quotes.credit import exact
from presscheck.measure.measure import DocumentPair
from presscheck.reporting.pages.names import Names

LAYERS = {"mentions": "m", "events": "e", "quotes": "q", "marked_uses": "u"}
"""Layers that are drawn, and their letters."""


class Link(NamedTuple):
    """Something that an item points to.

    Args:
        what: role, cue, source, speaker, entity.
        words: what is shown.
        at: its place in the text; None if it has none.
        entity: the address of an entity's card; empty if it has none.
    """

    what: str
    words: str
    at: int | None = None
    entity: str = ""


class Reading(NamedTuple):
    """One side's view of an item.

    Args:
        label: its type, with what belongs to it.
        words: as they stand in the text.
        parts: where.
        links: what it points to.
        confidence: the system's own; None if it gives none.
    """

    label: str
    words: str
    parts: tuple[Offsets, ...]
    links: tuple[Link, ...] = ()
    confidence: float | None = None


class Item(NamedTuple):
    """One thing in the text: what gold says of it, what the prediction says, and who is right.

    Args:
        layer: a key of `LAYERS`.
        verdict: of the scorer's own pairing.
        gold: gold's reading; None where gold has nothing.
        pred: the prediction's.
    """

    layer: str
    verdict: Verdict
    gold: Reading | None
    pred: Reading | None

    @property
    def label(self) -> str:
        """Return the label of both sides, or both labels if they differ."""
        return " > ".join(dict.fromkeys(side.label for side in (self.gold, self.pred) if side))

    @property
    def words(self) -> str:
        """Its words in gold, else in the prediction."""
        return next((side.words for side in (self.gold, self.pred) if side), "")

    @property
    def confidence(self) -> float | None:
        """The system's own."""
        return self.pred.confidence if self.pred else None

    @property
    def stands(self) -> bool:
        """Return whether it is anywhere in the text, on either side."""
        return any(side and side.parts for side in (self.gold, self.pred))

    @property
    def place(self) -> Offsets:
        """From its first character to its last, on either side."""
        parts = [part for side in (self.gold, self.pred) if side for part in side.parts]
        return (min(a for a, _ in parts), max(z for _, z in parts)) if parts else (0, 0)


def items(pair: DocumentPair, gold: Names, pred: Names) -> Iterator[Item]:
    """Every item of a pair, layer by layer.

    Args:
        pair: one document, both sides.
        gold: what gold calls its entities.
        pred: what the prediction calls its own.
    """
    if pair.has("mentions"):
        yield from _mentions(pair, gold, pred)
    if pair.has("events"):
        yield from _events(pair, gold, pred)
    if pair.has("quotes"):
        yield from _quotes(pair, gold, pred)
        yield from _uses(pair)


def single(doc: Document) -> Iterator[Item]:
    """Every item of one document alone, for proof-reading.

    Args:
        doc: a document with its text, under `without_unset`.
    """
    names, text = Names(doc, "g"), doc.text or ""
    for mention in doc.mentions or ():
        yield Item("mentions", "plain", _mention(text, mention, names), None)
    for event in doc.events or ():
        yield Item("events", "plain", _event(text, event, names), None)
    for quote in doc.quotes or ():
        parts = clipped(((p.start, p.end) for p in quote.content), len(text))
        links = _frame(text, quote, names)
        yield Item("quotes", "plain", Reading(quote.type or "", _words(text, parts), parts, links), None)
    for use in doc.marked_uses or ():
        yield Item("marked_uses", "plain", _reading(text, use, use.use), None)


def _verdict(gold: Span, pred: Span, same_type: bool) -> Verdict:
    same_span = (gold.start, gold.end) == (pred.start, pred.end)
    if same_span:
        return "right" if same_type else "type"
    return "boundary" if same_type else "boundary and type"


def _mentions(pair: DocumentPair, gold: Names, pred: Names) -> Iterator[Item]:
    text, done = pair.gold.text or "", pair.once(pairing.pairing)
    for g, p in done.all():
        verdict = _verdict(g, p, g.type == p.type)
        yield Item("mentions", verdict, _mention(text, g, gold), _mention(text, p, pred))
    for m in done.missed:
        yield Item("mentions", "missed", _mention(text, m, gold), None)
    for m in done.spurious:
        yield Item("mentions", "spurious", None, _mention(text, m, pred))


def _reading(
    text: str, span: Span, label: str, links: Iterable[Link] = (), confidence: float | None = None
) -> Reading:
    parts = clipped([(span.start, span.end)], len(text))
    return Reading(label, _words(text, parts) or span.text or "", parts, tuple(links), confidence)


def _words(text: str, parts: Iterable[Offsets]) -> str:
    return " … ".join(" ".join(text[a:z].split()) for a, z in parts)


def _mention(text: str, m: Mention, names: Names) -> Reading:
    label = " ".join(filter(None, (m.type, m.form)))
    links = [Link("entity", names.name(m.entity), None, names.address(m.entity))] if m.entity else []
    return _reading(text, m, label, links, _confidence(m.confidence))


def _confidence(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _events(pair: DocumentPair, gold: Names, pred: Names) -> Iterator[Item]:
    text = pair.gold.text or ""
    pairs, missed, spurious = pair.once(event_errors.triggers)
    for g, p in pairs:
        yield Item("events", _verdict(g, p, g.type == p.type), _event(text, g, gold), _event(text, p, pred))
    for event in missed:
        yield Item("events", "missed", _event(text, event, gold), None)
    for event in spurious:
        yield Item("events", "spurious", None, _event(text, event, pred))


def _event(text: str, event: Event, names: Names) -> Reading:
    links = []
    for a in sorted(event.arguments or (), key=lambda a: (a.start, a.end, a.role)):
        known = names.at(a.start, a.end)
        said = f"{text[a.start : a.end]}" if 0 <= a.start < len(text) else a.text or ""
        links.append(Link(a.role, said, a.start if 0 <= a.start < len(text) else None, known))
    return _reading(text, event, event.type or "", links, _confidence(event.confidence))


def _quotes(pair: DocumentPair, gold: Names, pred: Names) -> Iterator[Item]:
    found = pair.once(aligned)
    right = set(exact(found).right)
    text = found.text
    for match in found.pairs:
        g, p = found.gold[match.gold], found.pred[match.pred]
        verdict: Verdict = "right" if match in right else "boundary"
        yield Item("quotes", verdict, _quote(text, g, gold), _quote(text, p, pred))
    golds, preds = {m.gold for m in found.pairs}, {m.pred for m in found.pairs}
    for i, g in enumerate(found.gold):
        if i not in golds:
            yield Item("quotes", "missed", _quote(text, g, gold), None)
    for j, p in enumerate(found.pred):
        if j not in preds:
            yield Item("quotes", "spurious", None, _quote(text, p, pred))


def _quote(text: str, said: NormalQuote, names: Names) -> Reading:
    parts = clipped(said.content.parts, len(text))
    words = _words(text, parts) or " ".join(p.text or "" for p in said.quote.content)
    links = _frame(text, said.quote, names)
    return Reading(said.type, words, parts, links, _confidence(said.quote.confidence))


def _frame(text: str, quote: object, names: Names) -> tuple[Link, ...]:
    """Cue, source, addressee and speaker of a quote."""
    links = []
    for what in spans.NAMED:
        phrase = getattr(quote, what)
        pieces: Sequence[Span] = spans.pieces(phrase)
        if pieces:
            at = pieces[0].start if 0 <= pieces[0].start < len(text) else None
            known = names.at(pieces[0].start, pieces[0].end)
            links.append(Link(what, spans.words(phrase, text), at, known))
    speaker = getattr(quote, "speaker", None)
    if speaker:
        links.append(Link("speaker", names.name(speaker), None, names.address(speaker)))
    return tuple(links)


def _uses(pair: DocumentPair) -> Iterator[Item]:
    text = pair.gold.text or ""
    for use in pair.gold.marked_uses or ():
        yield Item("marked_uses", "plain", _reading(text, use, use.use), None)
