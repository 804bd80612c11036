"""What went wrong with the frames of aligned quotes: who spoke, and the words that say so."""

from __future__ import annotations

from collections.abc import Iterator

from presscheck.document.model import Quote, Span
from presscheck.layers.quotes.alignment import Pair, aligned
from presscheck.layers.quotes.credit import judged
from presscheck.layers.quotes.frames import best_frame, equal
from presscheck.layers.quotes.speakers import Judged
from presscheck.measure.error_record import ErrorRecord, Place, context, place
from presscheck.measure.measure import Case


def frame_errors(case: Case, pair: Pair) -> Iterator[ErrorRecord]:
    """The errors of one aligned pair's cue, source and speaker, as far as the prediction does such parts.

    Args:
        case: one document, both sides.
        pair: two aligned quotes.
    """
    found = case.once(aligned)
    ours, theirs = found.gold[pair.gold].quote, found.pred[pair.pred].quote
    frame = best_frame(ours, theirs)
    tried = case.once(_tried)
    if "cue" in tried and not _agree(case, frame.cue, theirs.cue):
        yield _span_error(case, "cue", frame.cue, theirs.cue, ours)
    if "speaker" in tried:
        answer = case.once(_by_pair)[pair]
        wrong = _speaker_error(case, answer, frame.source, theirs, ours)
        if wrong is not None:
            yield wrong
        elif "source" in tried and answer.gold is not None and not _agree(case, frame.source, theirs.source):
            says = "another mention of the right speaker" if answer.other_mention else ""
            yield _span_error(case, "source", frame.source, theirs.source, ours, says)


def _tried(case: Case) -> set[str]:
    """The parts of a frame that some predicted quote of the document has."""
    quotes = case.pred.quotes or ()
    tried = {
        name for name in ("cue", "source", "speaker") if any(getattr(q, name) is not None for q in quotes)
    }
    return tried | {"speaker"} if "source" in tried else tried


def _by_pair(case: Case) -> dict[Pair, Judged]:
    return {answer.pair: answer for answer in case.once(judged)}


def _agree(case: Case, gold: Span | None, pred: Span | None) -> bool:
    return gold is pred is None or (gold is not None and pred is not None and equal(case, gold, pred))


def _speaker_error(
    case: Case, answer: Judged, source: Span | None, pred: Quote, gold: Quote
) -> ErrorRecord | None:
    nobody = answer.gold is None and answer.outcome == "missing"
    return None if nobody or answer.outcome == "right" else _error(case, answer, source, pred, gold)


def _error(case: Case, answer: Judged, source: Span | None, pred: Quote, gold: Quote) -> ErrorRecord:
    text = case.gold.text or ""
    here = source or gold.content[0]
    entity, label = answer.gold or "nobody", answer.found.entity or ""
    named = _named(text, pred, label)
    says = answer.found.says or (f"{label} by {answer.found.path}" if label else "nobody predicted")
    says = f"⟨{named.text}⟩: {says}" if named else says
    return ErrorRecord(
        layer="quotes",
        kind=f"{answer.outcome} speaker",
        doc=case.gold.id,
        gold=place(text, here.start, here.end, entity),
        pred=named,
        says=says if answer.gold is not None else f"gold names no speaker; {says}",
        context=_around(text, gold, here),
        group=entity,
    )


def _named(text: str, pred: Quote, label: str) -> Place | None:
    if pred.source is not None:
        return _place(text, pred.source, label or pred.speaker or "")
    if pred.speaker is None:
        return None
    here = pred.content[0]
    return Place(start=here.start, end=here.end, text=pred.speaker, label=label)


def _span_error(
    case: Case, kind: str, gold: Span | None, pred: Span | None, quote: Quote, says: str = ""
) -> ErrorRecord:
    text = case.gold.text or ""
    here = gold or quote.content[0]
    ours, theirs = (_place(text, span, "") if span else None for span in (gold, pred))
    say = f"predicted ⟨{theirs.text}⟩" if theirs else "none predicted"
    if ours is None:
        say = f"{say}, gold has none"
    elif theirs and theirs.text == ours.text:
        say = f"{say}, but the {'later' if theirs.start > ours.start else 'earlier'} one"
    return ErrorRecord(
        layer="quotes",
        kind=kind,
        doc=case.gold.id,
        gold=ours,
        pred=theirs,
        says=f"{say}; {says}" if says else say,
        context=_around(text, quote, here),
    )


def _place(text: str, span: Span, label: str) -> Place:
    words = text[span.start : span.end] if span.start < len(text) else span.text or ""
    return Place(start=span.start, end=span.end, text=words, label=label)


def _around(text: str, quote: Quote, span: Span) -> str:
    """The span in its words; of the quote itself no more than stands beside it."""
    here = span if span.start < len(text) else quote.content[0]
    return context(text, here.start, here.end)
