"""Rules for a document's text, sentences and spans, whatever they mean."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterator

import msgspec

from presscheck.document import paragraphs, placement, spans, standoff
from presscheck.document.canonical import canonical
from presscheck.document.model import NOWHERE, Document
from presscheck.document.rule import RuleFunction, Violation
from presscheck.layers.texts.unused import not_used_yet
from presscheck.text import wording

_LAYERS = ("sentences", "mentions", "entities", "events", "quotes", "marked_uses")
_SOURCE = ("schema_version", "title", "publisher", "published", "language", "rights")
_BREAKS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def complete(doc: Document) -> Iterator[Violation]:
    """The shipped gold has every layer, and the title and source of the text."""
    for key in (*_SOURCE, *_LAYERS):
        if getattr(doc, key) is None:
            yield Violation(f"$.{key}", f"`{key}` is null; the shipped gold has it")


def text_normal_form(doc: Document) -> Iterator[Violation]:
    """Text is in Unicode's composed form (NFC), so that equal words have equal offsets."""
    text = doc.text or ""
    if not unicodedata.is_normalized("NFC", text):
        at = next(i for i in range(len(text)) if not unicodedata.is_normalized("NFC", text[i : i + 2]))
        yield Violation("$.text", f"not NFC at code point {at}: {text[at : at + 2]!r}; store the text as NFC")


def text_digest(doc: Document) -> Iterator[Violation]:
    """`text_sha256` and `text_length`, beside a text, are those of that text."""
    if doc.text is not None and (say := standoff.disagreement(doc, doc.text)):
        yield Violation("$.text_sha256" if doc.text_sha256 else "$.text_length", say)


def text_line_feed(doc: Document) -> Iterator[Violation]:
    """Lines of a text end with a line feed and nothing else, so that every reader sees the same lines."""
    for at, character in enumerate(doc.text or ""):
        if character in _BREAKS:
            yield Violation("$.text", f"{character!r} at code point {at}; only the line feed ends a line")


def published_date(doc: Document) -> Iterator[Violation]:
    """The date of publication is a day, written YYYY-MM-DD."""
    if doc.published is not None:
        try:
            day = datetime.date.fromisoformat(doc.published).isoformat()
        except ValueError:
            day = ""
        if day != doc.published:
            yield Violation("$.published", f"{doc.published!r} is not a day; write it as YYYY-MM-DD")


def _canonical() -> str:
    return f"{wording.verb('convert', 'FILE -o OUT')} writes it in this form"


def sentence_offsets(doc: Document) -> Iterator[Violation]:
    """A sentence is a span of the text that is not empty."""
    for i, (start, end) in enumerate(doc.sentences or ()):
        if doc.text is not None and not start < end <= len(doc.text):
            yield Violation(f"$.sentences[{i}]", spans.no_span(start, end, doc.text))


def sentence_overlap(doc: Document) -> Iterator[Violation]:
    """Sentences do not overlap."""
    last = 0
    for i, (start, end) in sorted(enumerate(doc.sentences or ()), key=lambda item: item[1]):
        if start < last:
            yield Violation(f"$.sentences[{i}]", f"starts at {start}, before the previous one ends ({last})")
        last = max(last, end)


def sentence_line(doc: Document) -> Iterator[Violation]:
    """A sentence stays within one paragraph: one line of the text, unless `paragraphs` are given."""
    if paragraphs.given(doc):
        yield from _across_paragraphs(doc)
        return
    for i, (start, end) in enumerate(doc.sentences or ()):
        at = (doc.text or "").find("\n", start, end)
        if at >= 0:
            yield Violation(
                f"$.sentences[{i}]", f"[{start}, {end}) crosses the line feed at {at}; split it there"
            )


def _across_paragraphs(doc: Document) -> Iterator[Violation]:
    ends = [end for _, end in paragraphs.given(doc) or ()]
    for i, (start, end) in enumerate(doc.sentences or ()):
        at = next((last for last in ends if start < last < end), None)
        if at is not None:
            yield Violation(
                f"$.sentences[{i}]",
                f"[{start}, {end}) crosses the end of a paragraph at {at}; split it there",
            )


def paragraph_offsets(doc: Document) -> Iterator[Violation]:
    """A paragraph that is given is a span of the text that is not empty, and no two overlap."""
    last = 0
    for i, (start, end) in sorted(enumerate(doc.paragraphs or ()), key=lambda item: item[1]):
        path = f"$.paragraphs[{i}]"
        if doc.text is not None and not 0 <= start < end <= len(doc.text):
            yield Violation(path, spans.no_span(start, end, doc.text))
        elif start < last:
            yield Violation(path, f"starts at {start}, before the previous one ends ({last})")
        last = max(last, end)


def sentence_cover(doc: Document) -> Iterator[Violation]:
    """Every character of the text that is not white space is in a sentence."""
    if doc.sentences is None or doc.text is None:
        return
    at = 0
    for start, end in [*sorted(doc.sentences), (len(doc.text), len(doc.text))]:
        left = doc.text[at:start]
        if left.strip():
            place = at + len(left) - len(left.lstrip())
            yield Violation("$.sentences", f"{left.strip()[:40]!r} at {place} is not in a sentence")
        at = max(at, end)


def offsets(doc: Document) -> Iterator[Violation]:
    """A span is inside the text and is not empty: half-open, in Unicode code points."""
    yield from _misplaced(doc, "offsets")


def no_place(doc: Document) -> Iterator[Violation]:
    """A span has a place: offsets, or words that are not empty."""
    yield from _misplaced(doc, "no-place")


def blank_span(doc: Document) -> Iterator[Violation]:
    """A span contains a character that is not white space."""
    yield from _misplaced(doc, "blank-span")


def text_copy(doc: Document) -> Iterator[Violation]:
    """The `text` beside offsets is a copy of the text there: a wrong copy means wrong offsets."""
    yield from _misplaced(doc, "text-copy")


def copy_folded(doc: Document) -> Iterator[Violation]:
    """The `text` beside offsets is an exact copy: white space, case, normal form, typography."""
    if doc.text is not None:
        for path, message in placement.folded_copies(doc, doc.text):
            yield Violation(path, message)


def _misplaced(doc: Document, kind: str) -> Iterator[Violation]:
    if doc.text is not None:
        for rule, path, message in placement.misplaced(doc, doc.text):
            if rule == kind:
                yield Violation(path, message)


def copy_missing(doc: Document) -> Iterator[Violation]:
    """Offsets have a `text` beside them by which they can be checked."""
    left_out = doc.text is None and doc.text_sha256 is not None
    bare = [] if left_out else [path for path, span in spans.walk(doc) if span.text is None]
    if bare:
        more = f" (and {len(bare) - 1} more)" if len(bare) > 1 else ""
        yield Violation(bare[0], f"no `text` beside the offsets{more}; with it they can be checked")


def span_edges(doc: Document) -> Iterator[Violation]:
    """A span begins and ends with a character that is not white space."""
    text = doc.text or ""
    places = [(path, span.start, span.end) for path, span in spans.walk(doc)]
    places += [(f"$.sentences[{i}]", *pair) for i, pair in enumerate(doc.sentences or ())]
    for path, start, end in places:
        words = text[start:end] if start != NOWHERE else ""
        if words != words.strip() and not words.isspace():
            yield Violation(path, f"{words[:40]!r} begins or ends with white space; leave it outside")


def record_order(doc: Document) -> Iterator[Violation]:
    """Records are in canonical order, so that two files can be compared line by line.

    Mentions, events and marked uses by start, end, type; quotes by content and
    cue; entities by first mention; arguments by role, start, end; further
    frames by cue; sentences by start.
    """
    if placement.unanchored(doc):
        return
    ordered = canonical(doc)
    for layer in _LAYERS:
        given, right = getattr(doc, layer) or (), getattr(ordered, layer) or ()
        for i, (a, b) in enumerate(zip(given, right, strict=True)):
            if a != b:
                yield Violation(
                    f"$.{layer}[{i}]", f"not in canonical order; {wording.verb('convert')} sorts it"
                )
                break


def canonical_form(doc: Document, line: bytes) -> Iterator[Violation]:
    """A line is in canonical form: every key, in schema order, no spaces, no needless escapes."""
    right = msgspec.json.encode(doc) + b"\n"
    if line != right:
        at = next((i for i, (a, b) in enumerate(zip(line, right, strict=False)) if a != b), len(line))
        given, wanted = (text[max(at - 10, 0) : at + 10].decode("utf-8", "replace") for text in (line, right))
        yield Violation(
            "$", f"not in canonical form at byte {at}: …{given!r}… would be …{wanted!r}…; {_canonical()}"
        )


WITHIN: tuple[RuleFunction, ...] = (
    complete,
    not_used_yet,
    text_digest,
    text_normal_form,
    text_line_feed,
    published_date,
    sentence_offsets,
    sentence_overlap,
    sentence_line,
    paragraph_offsets,
    sentence_cover,
    no_place,
    offsets,
    blank_span,
    text_copy,
    copy_folded,
    copy_missing,
    span_edges,
    record_order,
)
"""Rules of level 3, over one document; `canonical_form` sees the line besides."""
