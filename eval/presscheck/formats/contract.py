"""The contract of every reader: what comes out of a file can be scored, and what was changed is counted.

Words beside offsets are compared with the words of the text, folded; white
space at the edges of spans is left out; spans of nothing are left out. A
reader only says where its spans stand; everything here holds for all of them.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeVar

import msgspec

from presscheck.document import jsonl
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.model import NOWHERE, Argument, Document, Event, Frame, Offsets, Quote, Span
from presscheck.document.placement import misplaced, same_words
from presscheck.document.spans import nowhere, phrases_of, pieces, replaced, walk
from presscheck.formats import units
from presscheck.formats.source import Source
from presscheck.text import wording

Record = Span | Argument
F = TypeVar("F", Quote, Frame)


def kept(doc: Document, source: Source) -> Document:
    """A document that can be scored.

    Args:
        doc: what a reader made of the file.
        source: with the known texts and the user's choices; notes what was changed.

    Raises:
        InvalidInputError: words beside offsets do not stand there, or a span is not in the text; all of it.
    """
    _typed(doc, source)
    text = doc.text if isinstance(doc.text, str) else source.texts.get(doc.id)
    if text is None:
        return _in_one_entity(_something(doc, source.notes), source.notes)
    doc = replaced(_in_code_points(doc, text, source.notes), _Comparing(text, source))
    findings = [_finding(source, doc.id, path, rule, said) for rule, path, said in misplaced(doc, text)]
    findings = [found for found in findings if found.rule not in ("no-place", "blank-span")]
    if findings:
        raise InvalidInputError(findings)
    trimmed = replaced(_something(doc, source.notes, text), _Trimming(text, source.notes))
    return _in_one_entity(trimmed, source.notes)


def _typed(doc: Document, source: Source) -> None:
    """See that every value has the type and the limits of its field: readers take them as they are."""
    jsonl.parse(msgspec.json.encode(jsonl.plain(doc)), str(source.path))


def _in_one_entity(doc: Document, notes: Counter[str]) -> Document:
    """The document with each span in one entity: the first that the file names."""
    entity_of: dict[Offsets, Any] = {}
    kept = [
        mention
        for mention in doc.mentions or ()
        if nowhere(mention)
        or not mention.entity
        or mention.entity == entity_of.setdefault((mention.start, mention.end), mention.entity)
    ]
    if more := len(doc.mentions or ()) - len(kept):
        notes["mentions of a span that is another entity's already"] += more
        return msgspec.structs.replace(doc, mentions=kept)
    return doc


def _finding(source: Source, name: str, path: str, rule: str, said: str) -> Finding:
    offsets, words = wording.option("keep", "offsets"), wording.option("keep", "words")
    way_out = f"{offsets} or {words} decides" if rule == "text-copy" else f"{words} may help"
    file, line = source.origins.get((name, path), (str(source.path), None))
    message = f"{said}; {way_out}"
    return Finding(rule=rule, level="error", message=message, file=file, line=line, doc=name, path=path)


def _in_code_points(doc: Document, text: str, notes: Counter[str]) -> Document:
    """The document with offsets in code points, if they count something else by all words beside them."""
    placed = [span for _, span in walk(doc) if not nowhere(span)]
    copies = [units.Copy(s.start, s.end, s.text) for s in placed if isinstance(s.text, str)]
    unit = units.other(copies, text)
    if unit is None:
        return doc
    notes[f"documents whose offsets count {unit.name}, turned into code points"] += 1

    def turned(_path: str, span: Any) -> list[Any]:
        if nowhere(span):
            return [span]
        start, end = (unit.points.get(at, at) for at in (span.start, span.end))
        return [msgspec.structs.replace(span, start=start, end=end)]

    return replaced(doc, turned)


class _Comparing:
    """Copies of words as the text has them, where they differ by typography; else what is to be kept."""

    def __init__(self, text: str, source: Source) -> None:
        self.text, self.notes, self.keep = text, source.notes, source.choices.keep

    def __call__(self, _path: str, span: Any) -> list[Any]:
        if nowhere(span) or not isinstance(span.text, str):
            return [span]
        there = self.text[span.start : span.end] if 0 <= span.start < span.end else ""
        if span.text == there:
            return [span]
        if same_words(there, span.text):
            if span.text.strip() != there.strip():
                self.notes["copies of words in another typography than the text's"] += 1
            return [msgspec.structs.replace(span, text=there)]
        if self.keep == "offsets" and 0 <= span.start < span.end <= len(self.text):
            self.notes["words that do not match their offsets; the offsets were kept"] += 1
            return [msgspec.structs.replace(span, text=there)]
        if self.keep == "words":
            self.notes["words that do not match their offsets; the words were kept"] += 1
            words = span.text.strip()
            start, end = units.nearest(self.text, words, span.start) or (NOWHERE, NOWHERE)
            return [msgspec.structs.replace(span, start=start, end=end, text=words)]
        return [span]


class _Trimming:
    """Spans without white space at their edges; what is equal to one another stays equal."""

    def __init__(self, text: str, notes: Counter[str]) -> None:
        self.text, self.notes = text, notes

    def __call__(self, _path: str, span: Any) -> list[Any]:
        if nowhere(span):
            words = span.text.strip()
            return [span if words == span.text else msgspec.structs.replace(span, text=words)]
        words = self.text[span.start : span.end]
        start = span.start + len(words) - len(words.lstrip())
        end = span.end - len(words) + len(words.rstrip())
        if (start, end) == (span.start, span.end):
            return [span]
        self.notes["spans with white space at their edges, trimmed"] += 1
        text = self.text[start:end] if isinstance(span.text, str) else span.text
        return [msgspec.structs.replace(span, start=start, end=end, text=text)]


def _something(doc: Document, notes: Counter[str], text: str | None = None) -> Document:
    """The document without spans that no text can hold: empty words, or white space alone."""

    def holds(span: Record) -> bool:
        if nowhere(span):
            words: Any = span.text
        else:
            words = span.text if text is None else text[span.start : span.end]
        if isinstance(words, str) and not words.strip():
            notes["spans of no words left out"] += 1
            return False
        return True

    new: dict[str, Any] = {}
    for layer in ("mentions", "events", "marked_uses"):
        if records := getattr(doc, layer):
            new[layer] = [record for record in records if holds(record)]
    if new.get("events"):
        new["events"] = [_event(event, holds) for event in new["events"]]
    if doc.quotes:
        new["quotes"] = [quote for old in doc.quotes if (quote := _quote(old, holds)) is not None]
    return msgspec.structs.replace(doc, **new)


def _event(event: Event, holds: Any) -> Event:
    if not event.arguments:
        return event
    return msgspec.structs.replace(event, arguments=[a for a in event.arguments if holds(a)])


def _quote(quote: Quote, holds: Any) -> Quote | None:
    content = [part for part in quote.content if holds(part)]
    changed = msgspec.structs.replace(_frame(quote, holds), content=content)
    if changed.also:
        frames = [_frame(frame, holds) for frame in changed.also]
        also = [frame for frame in frames if any(phrases_of(frame).values())]
        changed = msgspec.structs.replace(changed, also=also)
    return changed if changed.content or changed.cue else None


def _frame(frame: F, holds: Any) -> F:
    new: dict[str, Any] = {}
    for name, phrase in phrases_of(frame).items():
        if phrase:
            whole = [piece for piece in pieces(phrase) if holds(piece)]
            new[name] = whole[0] if len(whole) == 1 else whole or None
    return msgspec.structs.replace(frame, **new)


__all__ = ["kept"]
