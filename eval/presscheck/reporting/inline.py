"""A document to read: its sentences, and under each what is annotated there, layer by layer.

Each layer shows the sentence once more with its spans in brackets, nested as
they are, and then one line a record, so that a difference between two versions
is a difference between lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from presscheck.document import spans as places
from presscheck.document.model import NOWHERE, Document, Entity, Event, Frame, Mention, Quote, Span
from presscheck.text.visible import visible

Layer: TypeAlias = Literal["text", "mentions", "events", "quotes", "marked_uses", "entities"]
LAYERS: tuple[Layer, ...] = ("text", "mentions", "events", "quotes", "marked_uses", "entities")
"""Layers that can be shown, in the order of the output."""

Paint: TypeAlias = Callable[[str, str], str]
"""Puts a style (`head`, `label`, `mark`) on words; the plain one leaves them as they are."""

Label: TypeAlias = tuple[int, int, str]
"""A span and what its bracket says."""


class Piece(NamedTuple):
    """A sentence, or a line of a document without sentences.

    Args:
        number: counted from 1.
        line: its line of the text, counted from 1.
        start: first code point.
        end: code point after the last one.
    """

    number: int
    line: int
    start: int
    end: int

    def holds(self, span: Span) -> bool:
        """Return whether a span begins here."""
        return self.start <= span.start < self.end


def plain(style: str, words: str) -> str:  # noqa: ARG001 - a `Paint`
    """No style at all."""
    return words


def document(
    doc: Document,
    layers: Sequence[Layer] = LAYERS,
    *,
    sentences: range | None = None,
    lines: range | None = None,
    paint: Paint = plain,
) -> Iterator[str]:
    r"""The lines of a document as shown.

    Args:
        doc: with its text; records without offsets are listed at the end.
        layers: what to show.
        sentences: only these, counted from 1.
        lines: only sentences of these lines, counted from 1.
        paint: how to style words.

    >>> oslo = Mention(start=0, end=4, type="GPE", entity="oslo")
    >>> doc = Document(id="d", text="Oslo won.", mentions=[oslo])
    >>> print("\n".join(document(doc, ["mentions"])))
    d
    <BLANKLINE>
    1 (line 1, 0-9)
      [GPE Oslo] won.
      mention  Oslo  GPE  -  oslo
    """
    yield paint("head", visible(doc.id))
    about = [", ".join(filter(None, (doc.publisher, doc.published, doc.language)))]
    yield from map(visible, filter(None, (doc.title, *about)))
    for piece in pieces(doc):
        in_sentences = sentences is None or piece.number in sentences
        if in_sentences and (lines is None or piece.line in lines):
            yield ""
            yield paint("head", f"{piece.number} (line {piece.line}, {piece.start}-{piece.end})")
            yield from (f"  {line}" for line in excerpt(doc, piece, layers, paint))
    if sentences is None and lines is None:
        yield from _whole(doc, layers, paint)


def pieces(doc: Document) -> list[Piece]:
    r"""The sentences of a document in order; its lines, if it has no sentences.

    >>> pieces(Document(id="d", text="One. Two.\nThree.", sentences=[(0, 4), (5, 9), (10, 16)]))[2]
    Piece(number=3, line=2, start=10, end=16)
    """
    text = doc.text or ""
    found: list[tuple[int, int]] = sorted(doc.sentences or ())
    if not found:
        at = 0
        for line in text.split("\n"):
            if line.strip():
                found.append((at, at + len(line)))
            at += len(line) + 1
    return [Piece(n, text.count("\n", 0, start) + 1, start, end) for n, (start, end) in enumerate(found, 1)]


def sizes(doc: Document) -> tuple[int, int]:
    r"""Return the number of sentences and of lines to show.

    >>> sizes(Document(id="d", text="One. Two.\nThree.", sentences=[(0, 4), (5, 9), (10, 16)]))
    (3, 2)
    """
    found = pieces(doc)
    return len(found), found[-1].line if found else 0


def bracketed(text: str, start: int, end: int, labels: Iterable[Label], paint: Paint = plain) -> str:
    """Words with their spans in brackets; a span that goes on outside is cut and marked with dots.

    Args:
        text: of the document.
        start: where the words begin.
        end: where they end.
        labels: the spans; outer ones open first and close last.
        paint: how to style brackets and labels.

    >>> bracketed("her Oslo allies met", 0, 19, [(0, 15, "PER"), (4, 8, "GPE")])
    '[PER her [GPE Oslo] allies] met'
    >>> bracketed("“One. Two.”", 6, 11, [(0, 11, "content")])
    '[…content Two.”]'
    """
    opens: dict[int, list[str]] = {}
    closes: dict[int, int] = {}
    for low, high, label in sorted(labels, key=lambda x: (x[0], -x[1], x[2])):
        if low < end and high > start:
            said = f"{'…' if low < start else ''}{label}{'…' if high > end else ''}"
            opens.setdefault(max(low, start), []).append(paint("label", f"[{visible(said)}") + " ")
            closes[min(high, end)] = closes.get(min(high, end), 0) + 1
    edges = sorted({start, end, *opens, *closes})
    parts = []
    for at, until in zip(edges, [*edges[1:], end], strict=True):
        parts += [paint("label", "]") * closes.get(at, 0), *opens.get(at, ()), visible(text[at:until])]
    return "".join(parts)


def excerpt(
    doc: Document, piece: Piece, layers: Sequence[Layer] = LAYERS, paint: Paint = plain
) -> Iterator[str]:
    """The lines under one piece of the text: for each layer the words in brackets, then its records."""
    text = doc.text or ""
    if "text" in layers:
        yield visible(text[piece.start : piece.end])
    for layer, (labels, rows) in _SHOWN.items():
        if layer in layers and getattr(doc, layer) is not None:
            inside = [x for x in labels(doc) if x[0] < piece.end and x[1] > piece.start]
            if inside:
                yield bracketed(text, piece.start, piece.end, inside, paint)
            yield from rows(doc, piece, paint)


def _quote_labels(doc: Document) -> list[Label]:
    found: list[Label] = []
    for quote in doc.quotes or ():
        found += [(part.start, part.end, "content") for part in quote.content]
        for _, frame in places.frames(quote, "$"):
            named = ((name, getattr(frame, name)) for name in places.NAMED)
            found += [(s.start, s.end, name) for name, phrase in named for s in places.pieces(phrase)]
    return [*dict.fromkeys(found)]


def _row(paint: Paint, kind: str, *cells: str | None) -> str:
    return "  ".join([paint("label", visible(kind)), *(visible(cell or "-") for cell in cells)])


def words(doc: Document, start: int, end: int, copy: str | None = None) -> str:
    """The words of a span on one line; their copy where the document has no text."""
    found = (doc.text or "")[start:end] if start != NOWHERE else ""
    return visible((found or copy or "").replace("\n", " ⏎ "))


def _mentions(doc: Document, piece: Piece, paint: Paint) -> Iterator[str]:
    for m in sorted(doc.mentions or (), key=lambda m: (m.start, m.end, m.type or "")):
        if piece.holds(m):
            yield _mention(doc, m, paint)


def _mention(doc: Document, m: Mention, paint: Paint) -> str:
    head = [f"head {words(doc, *m.head)}"] if m.head else []
    return _row(paint, "mention", words(doc, m.start, m.end, m.text), m.type, m.form, m.entity, *head)


def _events(doc: Document, piece: Piece, paint: Paint) -> Iterator[str]:
    for event in sorted(doc.events or (), key=lambda e: (e.start, e.end, e.type or "")):
        if piece.holds(event):
            yield from _event(doc, event, paint)


def _event(doc: Document, event: Event, paint: Paint) -> Iterator[str]:
    attributes = (event.polarity, event.modality, event.genericity, event.tense, event.time)
    said = " ".join(filter(None, attributes))
    yield _row(paint, "event", words(doc, event.start, event.end, event.text), event.type, event.event, said)
    entities = {(m.start, m.end): m.entity for m in doc.mentions or ()}
    triggers = {(e.start, e.end): e.event or e.type for e in doc.events or ()}
    for a in sorted(event.arguments, key=lambda a: (a.role, a.start, a.end)):
        filler = entities.get((a.start, a.end)) or triggers.get((a.start, a.end))
        yield "  " + _row(paint, a.role, words(doc, a.start, a.end, a.text), filler)


def _quotes(doc: Document, piece: Piece, paint: Paint) -> Iterator[str]:
    placed = [(first, quote) for quote in doc.quotes or () if (first := _first(quote)) is not None]
    for first, quote in sorted(placed, key=lambda pair: pair[0].start):
        if piece.holds(first):
            yield from _quote(doc, quote, paint)


def _first(quote: Quote) -> Span | None:
    """Return the start of a quote: of its content, else of its cue; None if it has neither."""
    return min(quote.content or places.pieces(quote.cue), key=lambda part: part.start, default=None)


def _quote(doc: Document, quote: Quote, paint: Paint) -> Iterator[str]:
    yield _row(paint, "quote", quote.type, quote.speaker)
    for part in sorted(quote.content, key=lambda part: part.start):
        yield "  " + _row(paint, "content", words(doc, part.start, part.end, part.text))
    yield "  " + _frame(doc, quote, "frame", paint)
    for frame in quote.also:
        yield "  " + _frame(doc, frame, "also", paint)


def _phrase(doc: Document, phrase: Span) -> str:
    return " … ".join(words(doc, s.start, s.end, s.text) for s in places.pieces(phrase))


def _frame(doc: Document, frame: Quote | Frame, kind: str, paint: Paint) -> str:
    named = [(name, getattr(frame, name)) for name in places.NAMED]
    said = [f"{name} {_phrase(doc, s)}" for name, s in named if s is not None]
    return _row(paint, kind, *(said or ["-"]))


def _marked_uses(doc: Document, piece: Piece, paint: Paint) -> Iterator[str]:
    for marked in sorted(doc.marked_uses or (), key=lambda m: (m.start, m.end)):
        if piece.holds(marked):
            yield _row(paint, "marked", words(doc, marked.start, marked.end, marked.text), marked.use)


_SHOWN: dict[Layer, tuple[Callable[[Document], list[Label]], Callable[..., Iterator[str]]]] = {
    "mentions": (lambda doc: [(m.start, m.end, m.type or "mention") for m in doc.mentions or ()], _mentions),
    "events": (lambda doc: [(e.start, e.end, e.type or "event") for e in doc.events or ()], _events),
    "quotes": (_quote_labels, _quotes),
    "marked_uses": (lambda doc: [(m.start, m.end, m.use) for m in doc.marked_uses or ()], _marked_uses),
}
"""Display of a layer: its brackets, and its rows."""


def _whole(doc: Document, layers: Sequence[Layer], paint: Paint) -> Iterator[str]:
    """Yield the parts that are not in a sentence: the entities, and records without a place in the text."""
    if "entities" in layers and doc.entities:
        yield from ("", paint("head", "entities"))
        for entity in doc.entities:
            yield f"  {_entity(entity, paint)}"
            named = [m for m in doc.mentions or () if m.entity == entity.id]
            yield "    " + " · ".join(words(doc, m.start, m.end, m.text) for m in named)
    size = len(doc.text or "")
    lost = [(path, span) for path, span in places.walk(doc) if not 0 <= span.start < span.end <= size]
    if lost:
        yield from ("", paint("head", "without a place in the text"))
        for path, span in lost:
            yield f"  {_row(paint, path, span.text)}"


def _entity(entity: Entity, paint: Paint) -> str:
    qid = entity.wikidata if isinstance(entity.wikidata, str) else None
    return _row(paint, entity.id, entity.type, entity.name, qid, *([entity.value] if entity.value else []))
