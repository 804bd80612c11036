"""Every span of a document, with its JSON path: to read them all, or to replace them all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from operator import attrgetter
from typing import Any, Protocol

import msgspec
from msgspec import UnsetType

from presscheck.document import ranks
from presscheck.document.folding import fold
from presscheck.document.model import NOWHERE, Argument, Document, Event, Frame, Pieces, Quote, Span

NAMED = ("cue", "source", "addressee")
"""The phrases that every frame of a quote may have."""

PHRASES = (*NAMED, "frame")
"""The phrases that a quote itself may have: `frame` is for quotes alone."""

_OF_FRAME, _OF_QUOTE = attrgetter(*NAMED), attrgetter(*PHRASES)


class Change(Protocol):
    """Replacement of a span: one span, or for a part of a quote's content any number."""

    def __call__(self, path: str, span: Any, /) -> Sequence[Any]: ...  # noqa: D102 - said above


def no_span(start: int, end: int, text: str) -> str:
    """Explain why offsets are not a span of a text.

    >>> no_span(3, 3, "Oslo")
    '[3, 3) is not a span of a text of 4 code points: `end` is the place after the last character'
    >>> no_span(0, 5, "Oslo")
    '[0, 5) is not a span of a text of 4 code points: it ends after the text'
    """
    said = f"[{start}, {end}) is not a span of a text of {len(text)} code points"
    if start >= end:
        return f"{said}: `end` is the place after the last character"
    if start < 0:
        return f"{said}: it begins before the text"
    bytes_ = end <= len(text.encode("utf-8", "surrogatepass"))
    return f"{said}: it ends after the text{'; are these bytes?' if bytes_ else ''}"


def walk(doc: Document) -> Iterator[tuple[str, Span | Argument]]:
    """Every span of a document with its JSON path, arguments included.

    >>> from presscheck.document.model import Mention
    >>> [path for path, span in walk(Document(id="d", mentions=[Mention(start=0, end=2)]))]
    ['$.mentions[0]']
    """
    for i, mention in enumerate(doc.mentions or ()):
        yield f"$.mentions[{i}]", mention
    for i, event in enumerate(doc.events or ()):
        yield f"$.events[{i}]", event
        for j, argument in enumerate(event.arguments or ()):
            yield f"$.events[{i}].arguments[{j}]", argument
    for i, quote in enumerate(doc.quotes or ()):
        for j, part in enumerate(quote.content):
            yield f"$.quotes[{i}].content[{j}]", part
        for path, phrase in phrases(quote, f"$.quotes[{i}]"):
            yield from phrase_spans(phrase, path)
    for i, use in enumerate(doc.marked_uses or ()):
        yield f"$.marked_uses[{i}]", use


def any_twice(records: Sequence[Span | Argument]) -> bool:
    """Return whether one span stands more than once.

    >>> from presscheck.document.model import Mention
    >>> any_twice([Mention(start=0, end=2), Mention(start=0, end=4)])
    False
    """
    many = len(records)
    return len(set(map(_START, records))) < many and len(set(map(_PLACE, records))) < many


_START, _PLACE = attrgetter("start"), attrgetter("start", "end")


def phrases_of(frame: Quote | Frame) -> dict[str, Any]:
    """Every phrase of a quote itself, or of a further frame, by its name; null or unset where there is none.

    >>> [*phrases_of(Frame())], [*phrases_of(Quote(content=[]))]
    (['cue', 'source', 'addressee'], ['cue', 'source', 'addressee', 'frame'])
    """
    if isinstance(frame, Quote):
        return dict(zip(PHRASES, _OF_QUOTE(frame), strict=True))
    return dict(zip(NAMED, _OF_FRAME(frame), strict=True))


def phrases(quote: Quote, path: str) -> Iterator[tuple[str, Any]]:
    """Every phrase of a quote and of its further frames, with its JSON path: a span, pieces or nothing.

    Args:
        quote: any quote.
        path: its JSON path.

    >>> [path for path, _ in phrases(Quote(content=[], also=[Frame()]), "q")][2:5]
    ['q.addressee', 'q.frame', 'q.also[0].cue']
    """
    for where, frame in frames(quote, path):
        for name, phrase in phrases_of(frame).items():
            yield f"{where}.{name}", phrase


def frames(quote: Quote, path: str) -> Iterator[tuple[str, Quote | Frame]]:
    """A quote itself and its further frames: what has a cue, a source and an addressee.

    Args:
        quote: any quote.
        path: its JSON path.
    """
    yield path, quote
    for j, frame in enumerate(quote.also or ()):
        yield f"{path}.also[{j}]", frame


def sources(quote: Quote) -> list[Span | None]:
    """The source of a quote, then those of its further frames, by what the frames say."""
    own = quote.source or None
    if not quote.also:
        return [own]
    return [own, *(frame.source or None for frame in sorted(quote.also, key=ranks.said))]


def pieces(phrase: Span | Sequence[Span] | UnsetType | None) -> Sequence[Span]:
    """The spans of a phrase, in the order of the text: one, several for a phrase in pieces, or none.

    Args:
        phrase: one of `PHRASES`, as it was read or `without_unset`.

    >>> [(piece.start, piece.end) for piece in pieces([Span(start=4, end=6), Span(start=0, end=2)])]
    [(0, 2), (4, 6)]
    """
    if isinstance(phrase, Pieces):
        return phrase.pieces
    if isinstance(phrase, Span):
        return (phrase,)
    return sorted(phrase, key=_PLACE) if phrase else ()


def joined(parts: Sequence[Span]) -> Span:
    """One record for a phrase in pieces, with the offsets of its last piece; of one piece, that piece."""
    ordered = sorted(parts, key=_PLACE)
    last = ordered[-1]
    if len(ordered) == 1:
        return last
    return Pieces(start=last.start, end=last.end, text=last.text, pieces=tuple(ordered))


def touch(a: Span | None, b: Span | None) -> bool:
    """Return whether two phrases share a character, in any of their pieces."""
    return any(p.start < q.end and q.start < p.end for p in pieces(a) for q in pieces(b))


def words(phrase: Span | None, text: str) -> str:
    """The words of a phrase, in a text or else its own; those of its pieces with a blank between.

    Args:
        phrase: one of `PHRASES` under `without_unset`, or any span.
        text: the text that offsets count in.

    >>> words(joined([Span(start=4, end=6), Span(start=0, end=2)]), "he, we")
    'he we'
    """
    return " ".join(text[piece.start : piece.end] or piece.text or "" for piece in pieces(phrase))


def phrase_spans(phrase: Any, path: str) -> Iterator[tuple[str, Span]]:
    """The spans of a phrase with their JSON paths.

    Args:
        phrase: one of `PHRASES`.
        path: its JSON path.
    """
    if isinstance(phrase, Span) and not isinstance(phrase, Pieces):
        yield path, phrase
    else:
        parts = phrase.pieces if isinstance(phrase, Pieces) else phrase or ()
        yield from ((f"{path}[{i}]", piece) for i, piece in enumerate(parts))


def replaced(doc: Document, change: Change, layers: Collection[str] | None = None) -> Document:
    """The same document with every span given through `change`.

    Args:
        doc: any document.
        change: takes a JSON path and the span there; records keep all else.
        layers: those whose spans are given; by default all.

    >>> from presscheck.document.model import Mention
    >>> doc = Document(id="d", mentions=[Mention(start=0, end=2)])
    >>> replaced(doc, lambda path, span: [msgspec.structs.replace(span, end=4)]).mentions[0].end
    4
    """
    new: dict[str, Any] = {}
    for layer in _REPLACED if layers is None else layers:
        one = _REPLACED[layer]
        if records := getattr(doc, layer):
            new[layer] = [one(record, f"$.{layer}[{i}]", change) for i, record in enumerate(records)]
    return msgspec.structs.replace(doc, **new)


def _record(record: Any, path: str, change: Change) -> Any:
    return change(path, record)[0]


def _event(event: Event, path: str, change: Change) -> Event:
    changed: Event = change(path, event)[0]
    if not event.arguments:
        return changed
    arguments = [change(f"{path}.arguments[{j}]", a)[0] for j, a in enumerate(event.arguments)]
    return msgspec.structs.replace(changed, arguments=arguments)


def _quote(quote: Quote, path: str, change: Change) -> Quote:
    content = [new for j, part in enumerate(quote.content) for new in change(f"{path}.content[{j}]", part)]
    new = _named(quote, path, change)
    if quote.also:
        new["also"] = [_frame(frame, f"{path}.also[{j}]", change) for j, frame in enumerate(quote.also)]
    return msgspec.structs.replace(quote, content=content, **new)


def _frame(frame: Frame, path: str, change: Change) -> Frame:
    return msgspec.structs.replace(frame, **_named(frame, path, change))


def _named(frame: Quote | Frame, path: str, change: Change) -> dict[str, Any]:
    new: dict[str, Any] = {}
    for name, phrase in phrases_of(frame).items():
        if phrase:
            parts = [change(where, piece)[0] for where, piece in phrase_spans(phrase, f"{path}.{name}")]
            one = isinstance(phrase, Span) and not isinstance(phrase, Pieces)
            new[name] = parts[0] if one else joined(parts) if isinstance(phrase, Pieces) else parts
    return new


_REPLACED: dict[str, Callable[[Any, str, Change], Any]] = {
    "mentions": _record,
    "events": _event,
    "quotes": _quote,
    "marked_uses": _record,
}
"""The layers that have spans, and how one of their records is replaced."""


def nowhere(span: Span | Argument) -> bool:
    """Return whether a span has words only, and no offsets yet."""
    return span.start == NOWHERE


def unplaced(doc: Document) -> Callable[[Span | Argument], bool]:
    """Tell whether a span may be a mention or a trigger that has no offsets: it has the words of one.

    Args:
        doc: any document; without `text` the words beside offsets count, and without those every span may be.

    >>> from presscheck.document.model import Mention
    >>> doc = Document(id="d", text="Oslo met Rome.", mentions=[Mention(text="rome")])
    >>> [unplaced(doc)(Span(start=start, end=end)) for start, end in ((0, 4), (9, 13))]
    [False, True]
    """
    records = (*(doc.mentions or ()), *(doc.events or ()))
    waiting = {fold(record.text or "").text for record in records if nowhere(record)}

    def may_be(span: Span | Argument) -> bool:
        words = doc.text[span.start : span.end] if doc.text is not None else span.text
        return bool(waiting) and (words is None or fold(words).text in waiting)

    return may_be
