"""List the errors of quotes, from the alignment that the scores come from.

content, aligned     boundary, gap filled, part lost, in pieces, marked use (its gold quote missed), invented
content, alone       missed, merged, spurious, fragment, in pieces, marked use, invented
frame, aligned       cue, source, speaker against source, wrong speaker, unresolved speaker, missing speaker
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import structs

from presscheck.document import quotation_marks, spans
from presscheck.document.model import MarkedUse, Offsets
from presscheck.layers.quotes.alignment import (
    Alignment,
    NormalQuote,
    QuotePair,
    aligned,
    aligned_frames,
    text_marks,
)
from presscheck.layers.quotes.content import Content, common, content, dice, overlap, same, trimmed
from presscheck.layers.quotes.credit import exact
from presscheck.layers.quotes.frame_errors import frame_errors
from presscheck.layers.quotes.neighbours import neighbours
from presscheck.measure.error_record import ErrorPlace, ErrorRecord, context, place
from presscheck.measure.measure import DocumentPair

SHOWN = 40
"""Number of code points of lost or added words that an error shows."""

_MARK = re.compile(quotation_marks.pattern(quotation_marks.DOUBLE | quotation_marks.SINGLE_OPENING))


def errors(pair: DocumentPair) -> Iterator[ErrorRecord]:
    """List the errors of quotes with their places; the speaker after the content of each pair.

    Args:
        pair: one document, both sides.
    """
    found = pair.once(aligned)
    right = set(exact(found).right)
    golds, preds = {match.gold for match in found.pairs}, {match.pred for match in found.pairs}
    for match in found.pairs:
        if match not in right:
            yield from _aligned(pair, found, match)
        yield from frame_errors(pair, match)
    for match in pair.once(aligned_frames).pairs[len(found.pairs) :]:
        yield from frame_errors(pair, match)
    for i in range(len(found.gold)):
        if i not in golds:
            yield _unfound(pair, found, i)
    others = {j for pieces in pair.once(_pieces).values() for j in pieces}
    for j in range(len(found.pred)):
        if j not in preds | others:
            yield _unasked(pair, found, j)


def _aligned(pair: DocumentPair, found: Alignment, match: QuotePair) -> Iterator[ErrorRecord]:
    gold, pred = found.gold[match.gold], found.pred[match.pred]
    use = _marked_use(pair, found, match.pred)
    if pred.content.invented:
        yield _record(pair, "invented", gold, pred, f"not in the text: {_invented(pred)}")
    elif use:
        yield _taken(pair, found, use, pred)
        yield _record(pair, "missed", gold, None, _portrait(pair, found, match.gold))
    elif others := pair.once(_pieces).get(match):
        yield from _in_pieces(pair, gold, [pred, *(found.pred[j] for j in others)])
    else:
        yield _record(pair, _kind(gold.content, pred.content), gold, pred, _difference(pair, gold, pred))


def _pieces(pair: DocumentPair) -> dict[QuotePair, list[int]]:
    """Pairs whose gold quote stands in several parts and was returned as several quotes: pair -> the others.

    Each of the others stands in this gold quote for at least half of it, and has a part of it that the paired
    prediction does not touch: these are one error with one cause, not a lost part and a fragment.
    """
    found, near_by = pair.once(aligned), pair.once(neighbours)
    paired = {match.pred for match in found.pairs}
    pieces: dict[QuotePair, list[int]] = {}
    for j in range(len(found.pred)):
        if j in paired or not _is_quote(pair, found, j):
            continue
        for match in near_by.pairs_at_pred(j):
            if not _is_quote(pair, found, match.pred):
                continue
            gold, pred = found.gold[match.gold].content, found.pred[match.pred].content
            other = found.pred[j].content
            lost = [part for part in gold.parts if not [*common([part], pred.parts)]]
            inside = 2 * overlap(gold, other, found.text) >= other.size
            if inside and [*common(lost, other.parts)]:
                pieces.setdefault(match, []).append(j)
                break
    return pieces


def _is_quote(pair: DocumentPair, found: Alignment, j: int) -> bool:
    """Return whether a prediction is in the text and is not a marked use."""
    return not found.pred[j].content.invented and _marked_use(pair, found, j) is None


def _in_pieces(pair: DocumentPair, gold: NormalQuote, preds: list[NormalQuote]) -> Iterator[ErrorRecord]:
    """The errors of a discontinuous quote that was returned as several: one problem, a record for each."""
    text = pair.once(aligned).text
    left = _words(text, without(gold.content.parts, [part for said in preds for part in said.content.parts]))
    says = f"returned as {len(preds)} quotes" + (f"; lost: {left}" if left else "")
    same_inside = _inside(pair, gold) == set[Offsets]().union(*(_inside(pair, said) for said in preds))
    for said in preds:
        record = _record(pair, "in pieces", gold if said is preds[0] else None, said, says)
        yield structs.replace(record, group=gold.type, outside_marks=same_inside)


def _kind(gold: Content, pred: Content) -> str:
    if any(not [*common([part], pred.parts)] for part in gold.parts):
        return "part lost"
    gaps = [(a[1], b[0]) for a, b in zip(gold.parts, gold.parts[1:], strict=False)]
    return "gap filled" if [*common(gaps, pred.parts)] else "boundary"


def _difference(pair: DocumentPair, gold: NormalQuote, pred: NormalQuote) -> str:
    """The words that one side has and the other has not."""
    text = pair.once(aligned).text
    lost = _words(text, without(gold.content.parts, pred.content.parts))
    added = _words(text, without(pred.content.parts, gold.content.parts))
    marks = pair.once(text_marks)
    marked = {part for span in gold.content.parts for part in marks.clipped(*span)}
    said = ["only words in marks"] if lost and marked.issuperset(pred.content.parts) else []
    said += [f"lost: {lost}"] if lost else []
    said += [f"added: {added}"] if added else []
    if same(trimmed(gold.content, text), trimmed(pred.content, text), text):
        said.append("equal but for marks, edge punctuation or *that*")
    elif lost and _marks_within(text, gold):
        said.append("marks inside it")
    return "; ".join(said)


def _marks_within(text: str, said: NormalQuote) -> bool:
    """Return whether a direct quote holds marks of its own, on which a pairing of marks may go wrong."""
    inner = ((start + 1, end - 1) for start, end in said.content.parts)
    return said.type == "direct" and any(_MARK.search(text, *part) for part in inner)


def without(a: Iterable[Offsets], b: Iterable[Offsets]) -> list[Offsets]:
    """Return the rest of the spans `a` without the spans `b`.

    >>> without([(0, 9)], [(2, 4), (6, 12)])
    [(0, 2), (4, 6)]
    """
    left: list[Offsets] = []
    taken = sorted(b)
    for start, end in a:
        at = start
        for low, high in taken:
            if high > at and low < end:
                if low > at:
                    left.append((at, low))
                at = max(at, high)
        if at < end:
            left.append((at, end))
    return left


def _words(text: str, parts: Iterable[Offsets]) -> str:
    pieces = (" ".join(text[start:end].split()) for start, end in parts)
    return ", ".join(f"⟨{_cut(piece)}⟩" for piece in pieces if piece)


def _cut(words: str) -> str:
    return (
        words if len(words) <= SHOWN else f"{words[: SHOWN // 2].rstrip()} … {words[-SHOWN // 2 :].lstrip()}"
    )


def _unfound(pair: DocumentPair, found: Alignment, i: int) -> ErrorRecord:
    """A gold quote without a partner: swallowed by another's, or missed."""
    gold = found.gold[i]
    for match in pair.once(neighbours).pairs_at_gold(i):
        shared = overlap(gold.content, found.pred[match.pred].content, found.text)
        if 2 * shared >= gold.content.size:
            other = _words(found.text, found.gold[match.gold].content.parts)
            says = f"inside the prediction for another quote, {other}"
            return _record(pair, "merged", gold, None, says)
    return _record(pair, "missed", gold, None, _portrait(pair, found, i))


def _portrait(pair: DocumentPair, found: Alignment, i: int) -> str:
    """Describe the clues in the text to a missed quote."""
    gold = found.gold[i]
    cue, source = gold.quote.cue, gold.quote.source
    marks = "quotation" if pair.once(text_marks).single else "double"
    said = [f"no {marks} marks around it"] if gold.type == "indirect" else []
    said.append(f"cue ⟨{spans.words(cue, found.text)}⟩" if cue else "no cue")
    said.append(f"source ⟨{spans.words(source, found.text)}⟩" if source else "no source")
    if _marks_within(found.text, gold):
        said.append("marks inside it")
    touched = pair.once(neighbours).preds[i]
    if touched:
        words = _words(found.text, found.pred[touched[0]].content.parts)
        said.append(f"touched by {words}, which is a better match for another quote")
    return ", ".join(said)


def _unasked(pair: DocumentPair, found: Alignment, j: int) -> ErrorRecord:
    """A predicted quote without a partner: invented, a marked use, a fragment or a repeat, or spurious."""
    pred = found.pred[j]
    if pred.content.invented:
        return _record(pair, "invented", None, pred, f"not in the text: {_invented(pred)}")
    use = _marked_use(pair, found, j)
    if use:
        return _taken(pair, found, use, pred)
    for match in pair.once(neighbours).pairs_at_pred(j):
        gold = found.gold[match.gold]
        shared = overlap(gold.content, pred.content, found.text)
        if 2 * shared >= pred.content.size:
            what = "repeats" if same(pred.content, found.pred[match.pred].content, found.text) else "part of"
            quote = _words(found.text, gold.content.parts)
            says = f"{what} {quote}, which is already matched by another prediction"
            return _record(pair, "fragment", None, pred, says)
    touched = pair.once(neighbours).golds[j]
    says = (
        f"touches {_words(found.text, found.gold[touched[0]].content.parts)}"
        if touched
        else "no gold quote there"
    )
    return _record(pair, "spurious", None, pred, says)


def _marked_use(pair: DocumentPair, found: Alignment, j: int) -> MarkedUse | None:
    """The marked use that a prediction is: Dice at least one half, and more than with any gold quote."""
    pred, near_by = found.pred[j], pair.once(neighbours)
    best = max(
        ((dice(*_against(use, pred, found.text)), -use.start, use) for use in near_by.uses[j]),
        key=lambda t: t[:2],
        default=None,
    )
    if best is None or 2 * best[0] < 1:
        return None
    golds = (found.gold[i].content for i in near_by.golds[j])
    rivals = (dice(overlap(gold, pred.content, found.text), gold.size, pred.content.size) for gold in golds)
    return best[2] if best[0] > max(rivals, default=0) else None


def _against(use: MarkedUse, pred: NormalQuote, text: str) -> tuple[int, int, int]:
    marked = content([use], text)
    return overlap(marked, pred.content, text), marked.size, pred.content.size


def _taken(pair: DocumentPair, found: Alignment, use: MarkedUse, pred: NormalQuote) -> ErrorRecord:
    return ErrorRecord(
        layer="quotes",
        kind="marked use",
        doc=pair.gold.id,
        gold=place(found.text, use.start, use.end, use.use),
        pred=quote_place(found.text, pred),
        says=f"marks that do not mark a quote: {use.use}",
        context=context(found.text, use.start, use.end),
    )


def _invented(pred: NormalQuote) -> str:
    words = (
        part.text or "" for part in pred.quote.content if (part.start, part.end) in pred.content.invented
    )
    return ", ".join(f"⟨{_cut(' '.join(piece.split()))}⟩" for piece in words)


def quote_place(text: str, said: NormalQuote) -> ErrorPlace:
    """One side of an error: from the first character to the last, the words of its parts."""
    words = [text[start:end] for start, end in said.content.parts]
    words += [part.text or "" for part in said.quote.content if part.start >= len(text)]
    return ErrorPlace(start=said.content.start, end=said.content.end, text=" … ".join(words), label=said.type)


def _record(
    pair: DocumentPair, kind: str, gold: NormalQuote | None, pred: NormalQuote | None, says: str
) -> ErrorRecord:
    text = pair.once(aligned).text
    sides = [said.content.parts for said in (gold, pred) if said is not None and said.content.parts]
    around = context(text, min(p[0][0] for p in sides), max(p[-1][1] for p in sides)) if sides else ""
    return ErrorRecord(
        layer="quotes",
        kind=kind,
        doc=pair.gold.id,
        gold=quote_place(text, gold) if gold else None,
        pred=quote_place(text, pred) if pred else None,
        says=says,
        context=around,
        cost=2 if gold and pred else 1,
        outside_marks=_inside(pair, gold) == _inside(pair, pred),
    )


def _inside(pair: DocumentPair, said: NormalQuote | None) -> set[Offsets]:
    """Return the part of a quote inside quotation marks."""
    parts = said.content.parts if said else ()
    return {part for span in parts for part in pair.once(text_marks).clipped(*span)}
