"""List the errors in the frames of aligned quotes: the speaker and the reporting words (internal)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from presscheck.document import spans
from presscheck.document.model import Offsets, Quote, Span
from presscheck.layers.quotes.alignment import QuotePair, aligned_frames, text_marks
from presscheck.layers.quotes.attribution import Judged, elsewhere
from presscheck.layers.quotes.credit import judged_frames
from presscheck.layers.quotes.frames import best_frame, equal
from presscheck.layers.quotes.speakers import resolver
from presscheck.measure.error_record import ErrorPlace, ErrorRecord, context, place
from presscheck.measure.measure import DocumentPair


def frame_errors(pair: DocumentPair, match: QuotePair) -> Iterator[ErrorRecord]:
    """The errors of one aligned pair's cue, source and speaker, as far as gold has such parts.

    Args:
        pair: one document, both sides.
        match: two aligned quotes.
    """
    found = pair.once(aligned_frames)
    ours, theirs = found.gold[match.gold].quote, found.pred[match.pred].quote
    frame = best_frame(ours, theirs)
    same_source = _agree(pair, frame.source, theirs.source)
    if pair.has("cues") and not _agree(pair, frame.cue, theirs.cue):
        yield _span_error(pair, "cue", frame.cue, theirs.cue, ours, _same_head(pair, frame.cue, theirs.cue))
    answer = pair.once(_by_pair)[match]
    against = pair.once(resolver).against(theirs)
    kind = _speaker_kind(answer, against, same_source) if pair.has("speakers") else ""
    if kind:
        yield _error(pair, kind, answer, frame.source, theirs, ours, against=against)
    elif _sources_count(pair, answer) and not same_source:
        says = "another mention of the right speaker" if elsewhere(ours, theirs.source) else ""
        yield _span_error(pair, "source", frame.source, theirs.source, ours, says)


_WORD = re.compile(r"[\w’'-]+")

_AFTER_VERB = frozenset(
    [
        "about",
        "against",
        "at",
        "by",
        "for",
        "in",
        "into",
        "of",
        "off",
        "on",
        "out",
        "over",
        "that",
        "the",
        "to",
        "up",
        "with",
        "how",
        "what",
        "whether",
    ]
)
"""Words that end a cue and are not its head: particles, prepositions, *that*."""


def _same_head(pair: DocumentPair, gold: Span | None, pred: Span | None) -> str:
    """Describe two cues with one head and different boundaries; the head of a cue is its last verb.

    Without a parse it is the last word of the cue that is not a particle or a preposition, so both are read
    the same way.
    """
    text = pair.gold.text or ""
    heads = [_cue_head(text, cue) for cue in (gold, pred)]
    return "head right, boundary wrong" if heads[0] is not None and heads[0] == heads[1] else ""


def _cue_head(text: str, cue: Span | None) -> Offsets | None:
    """The place of a cue's head: its last word that is not one of `_AFTER_VERB`."""
    parts = [(piece.start, piece.end) for piece in spans.pieces(cue)]
    placed = [found.span() for part in parts for found in _WORD.finditer(text, *part)]
    verbs = [(a, z) for a, z in placed if text[a:z].casefold() not in _AFTER_VERB]
    return (verbs or placed)[-1] if placed else None


def _sources_count(pair: DocumentPair, answer: Judged) -> bool:
    """Return whether gold gives sources, and names a speaker where it names any."""
    return pair.has("sources") and (answer.gold is not None or not pair.has("speakers"))


def _by_pair(pair: DocumentPair) -> dict[QuotePair, Judged]:
    return {answer.match: answer for answer in pair.once(judged_frames)}


def _agree(pair: DocumentPair, gold: Span | None, pred: Span | None) -> bool:
    return gold is pred is None or (gold is not None and pred is not None and equal(pair, gold, pred))


def _speaker_kind(answer: Judged, against: str | None, same_source: bool) -> str:
    """Describe the error of a speaker, or of it and its source together; empty if there is none."""
    right = answer.outcome == "right"
    if against is not None and not (right and same_source):
        return "speaker against source"
    nobody = answer.gold is None and answer.outcome == "missing"
    return "" if right or nobody else f"{answer.outcome} speaker"


def _error(
    pair: DocumentPair,
    kind: str,
    answer: Judged,
    source: Span | None,
    pred: Quote,
    gold: Quote,
    *,
    against: str | None,
) -> ErrorRecord:
    text = pair.gold.text or ""
    here = source or _first(gold)
    entity, label = answer.gold or "nobody", answer.found.entity or ""
    named = _named(text, pred, label)
    says = answer.found.says or (f"{label} by {answer.found.path}" if label else "nobody predicted")
    if against is not None:
        says = f"{says}, but the source is {against}"
    says = f"⟨{named.text}⟩: {says}" if named else says
    return ErrorRecord(
        layer="quotes",
        kind=kind,
        doc=pair.gold.id,
        gold=place(text, here.start, here.end, entity),
        pred=named,
        says=says if answer.gold is not None else f"gold names no speaker; {says}",
        context=_around(text, gold, here),
        group=entity,
        task="speakers",
        outside_marks=_indirect(pair, gold),
    )


def _indirect(pair: DocumentPair, gold: Quote) -> bool:
    """Return whether no part of a gold quote is inside quotation marks."""
    marks = pair.once(text_marks)
    return not any(marks.clipped(part.start, part.end) for part in gold.content)


def _named(text: str, pred: Quote, label: str) -> ErrorPlace | None:
    if pred.source is not None:
        return _place(text, pred.source, label or pred.speaker or "")
    if pred.speaker is None:
        return None
    here = _first(pred)
    return ErrorPlace(start=here.start, end=here.end, text=pred.speaker, label=label)


def _span_error(
    pair: DocumentPair, kind: str, gold: Span | None, pred: Span | None, quote: Quote, says: str = ""
) -> ErrorRecord:
    text = pair.gold.text or ""
    here = gold or _first(quote)
    ours, theirs = (_place(text, span, "") if span else None for span in (gold, pred))
    say = f"predicted ⟨{theirs.text}⟩" if theirs else "none predicted"
    if ours is None:
        say = f"{say}, gold has none"
    elif theirs and theirs.text == ours.text and theirs.start != ours.start:
        say = f"{say}, but the {'later' if theirs.start > ours.start else 'earlier'} one"
    return ErrorRecord(
        layer="quotes",
        kind=kind,
        doc=pair.gold.id,
        gold=ours,
        pred=theirs,
        says=f"{say}; {says}" if says else say,
        context=_around(text, quote, here),
        task=f"{kind}s",
        outside_marks=_indirect(pair, quote),
    )


def _place(text: str, span: Span, label: str) -> ErrorPlace:
    words = " … ".join(spans.words(piece, text) for piece in spans.pieces(span))
    return ErrorPlace(start=span.start, end=span.end, text=words, label=label)


def _first(quote: Quote) -> Span:
    """Return the place of a quote: of its content, else of its cue."""
    return [*quote.content, *spans.pieces(quote.cue)][0]


def _around(text: str, quote: Quote, span: Span) -> str:
    """The span in its words; of the quote itself no more than stands beside it."""
    here = span if span.start < len(text) else _first(quote)
    return context(text, here.start, here.end)
