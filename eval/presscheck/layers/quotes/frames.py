"""Cue and source of aligned quotes: the gold frame that fits best counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from presscheck.document.model import Frame, Offsets, Quote, Span
from presscheck.document.spans import pieces, touch
from presscheck.layers.entities import pairing
from presscheck.layers.quotes.alignment import Alignment
from presscheck.layers.quotes.content import head
from presscheck.layers.quotes.credit import QuoteCredit, QuoteView
from presscheck.measure.measure import DocumentPair

Fits: TypeAlias = Callable[[DocumentPair, Span, Span], bool]


def best_frame(gold: Quote, pred: Quote) -> Frame:
    """The frame of a gold quote with most of {cue overlap, source overlap}; the first of equals.

    Args:
        gold: its own cue and source come first, then `also` in canonical order.
        pred: the aligned quote.

    >>> told, posted = Span(start=0, end=4), Span(start=9, end=15)
    >>> gold = Quote(content=[], cue=told, also=[Frame(cue=posted)])
    >>> best_frame(gold, Quote(content=[], cue=posted)).cue.start
    9
    """
    frames = [Frame(cue=gold.cue, source=gold.source), *sorted(gold.also or (), key=_place)]
    return max(frames, key=lambda f: meet(f.cue, pred.cue) + meet(f.source, pred.source))


def _place(frame: Frame) -> tuple[list[Offsets], list[Offsets]]:
    return _offsets(frame.cue), _offsets(frame.source)


def _offsets(phrase: Span | None) -> list[Offsets]:
    return [(piece.start, piece.end) for piece in pieces(phrase)]


def meet(a: Span | None, b: Span | None) -> bool:
    """Return whether two phrases share a character, in any of their pieces."""
    return touch(a, b)


def equal(_: DocumentPair, a: Span, b: Span) -> bool:
    """The same span, or the same spans of a phrase in pieces."""
    return {(p.start, p.end) for p in pieces(a)} == {(p.start, p.end) for p in pieces(b)}


def overlapping(_: DocumentPair, a: Span, b: Span) -> bool:
    """At least one shared character."""
    return meet(a, b)


def heads(pair: DocumentPair) -> tuple[dict[Offsets, Offsets], dict[Offsets, Offsets]]:
    """Mention span -> head span, of gold's mentions, and of the predicted ones with gold's besides."""
    gold = pairing.heads(pair.whole_gold)
    return gold, gold | pairing.heads(pair.whole_pred)


def same_head(pair: DocumentPair, gold: Span, pred: Span) -> bool:
    """Equal spans, or the same last word of the head: the mention's own where it has one, else by rule."""
    text = pair.gold.text or ""
    if pred.start >= len(text):
        return False
    if equal(pair, gold, pred):
        return True
    ours, theirs = pair.once(heads)
    return _head(text, gold, ours) == _head(text, pred, theirs)


def _key(span: Span) -> Offsets:
    return span.start, span.end


def _head(text: str, span: Span, given: dict[Offsets, Offsets]) -> Offsets:
    return head(text, *given.get(_key(span), _key(span)))


def part_credit(pair: DocumentPair, view: QuoteView, part: str, fits: Fits) -> QuoteCredit:
    """Credit of cues or sources of aligned quotes: each side is asked only if it has one.

    Args:
        pair: one document.
        view: which alignment.
        part: "cue" or "source".
        fits: when two spans count as the same.
    """
    found = pair.once(view.align)
    right, golds, preds = [], [], []
    for match in found.pairs:
        ours, theirs = _spans(found, match.gold, match.pred, part)
        if ours is not None:
            golds.append(match.gold)
        if theirs is not None:
            preds.append(match.pred)
        if ours is not None and theirs is not None and fits(pair, ours, theirs):
            right.append(match)
    return QuoteCredit(right, golds, preds)


def none_on_both(pair: DocumentPair, view: QuoteView, part: str) -> dict[str, float]:
    """Count the aligned pairs that have no such part on either side: neither right nor wrong."""
    found = pair.once(view.align)
    sides = (_spans(found, match.gold, match.pred, part) for match in found.pairs)
    return {"both_none": sum(gold is None and pred is None for gold, pred in sides)}


def _spans(found: Alignment, gold: int, pred: int, part: str) -> tuple[Span | None, Span | None]:
    ours, theirs = found.gold[gold].quote, found.pred[pred].quote
    frame = best_frame(ours, theirs) if ours.also else ours
    return (frame.cue, theirs.cue) if part == "cue" else (frame.source, theirs.source)
