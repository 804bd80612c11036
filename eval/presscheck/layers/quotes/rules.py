"""Rules for quotes and marked uses."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from math import inf

from presscheck.document import quotation_marks, shipped, spans
from presscheck.document.model import NOWHERE, Document, Pieces, Quote, Span
from presscheck.document.rule import RuleFunction, Violation
from presscheck.layers.texts import mark_pairs
from presscheck.text.nearest import nearest


def quote_label(doc: Document) -> Iterator[Violation]:
    """Types of quotes and kinds of marked uses are labels of the ontology."""
    types, uses = shipped.ontology()["quote_types"], shipped.ontology()["marked_uses"]
    for i, quote in enumerate(doc.quotes or ()):
        if quote.type is not None and quote.type not in types:
            yield Violation(
                f"$.quotes[{i}].type", f"no quote type {quote.type!r}; {nearest(quote.type, types)}"
            )
    for i, marked in enumerate(doc.marked_uses or ()):
        if marked.use not in uses:
            yield Violation(
                f"$.marked_uses[{i}].use", f"no marked use {marked.use!r}; {nearest(marked.use, uses)}"
            )


def quote_unlabelled(doc: Document) -> Iterator[Violation]:
    """In the shipped gold every quote has its type."""
    for i, quote in enumerate(doc.quotes or ()):
        if quote.type is None:
            yield Violation(f"$.quotes[{i}].type", "null; it follows from the quotation marks")


def duplicate_quote(doc: Document) -> Iterator[Violation]:
    """A content is quoted once: a further frame on it goes into `also`."""
    seen: dict[tuple[tuple[int, int], ...], int] = {}
    for i, quote in enumerate(doc.quotes or ()):
        if quote.content and all(part.start != NOWHERE for part in quote.content):
            key = tuple(sorted((part.start, part.end) for part in quote.content))
            j = seen.setdefault(key, i)
            if j != i:
                yield Violation(
                    f"$.quotes[{i}]", f"same content as $.quotes[{j}]; a further frame goes into `also`"
                )


def duplicate_marked_use(doc: Document) -> Iterator[Violation]:
    """A pair of marks is one marked use."""
    seen: dict[tuple[int, int], int] = {}
    for i, marked in enumerate(doc.marked_uses or ()):
        j = seen.setdefault((marked.start, marked.end), i)
        if j != i and marked.start != NOWHERE:
            yield Violation(f"$.marked_uses[{i}]", f"same span as $.marked_uses[{j}]")


def content_overlap(doc: Document) -> Iterator[Violation]:
    """The parts of a content do not overlap."""
    for i, quote in enumerate(doc.quotes or ()):
        placed = [(p.start, p.end, j) for j, p in enumerate(quote.content) if p.start != NOWHERE]
        last = 0
        for start, end, j in sorted(placed):
            if start < last:
                yield Violation(
                    f"$.quotes[{i}].content[{j}]", f"[{start}, {end}) overlaps the part before it"
                )
            last = max(last, end)


def cue_outside_content(doc: Document) -> Iterator[Violation]:
    """A cue reports the content, so it is never part of it; the cue of a further frame may be."""
    for i, quote in enumerate(doc.quotes or ()):
        for path, piece in spans.phrase_spans(quote.cue, f"$.quotes[{i}].cue"):
            start, end = piece.start, piece.end
            for part in quote.content:
                if start < part.end and part.start < end and NOWHERE not in (start, part.start):
                    yield Violation(path, f"[{start}, {end}) lies in the content [{part.start}, {part.end})")


def marked_use_marks(doc: Document) -> Iterator[Violation]:
    """A marked use begins and ends with its quotation marks, single or double."""
    for i, marked in enumerate(doc.marked_uses or ()):
        words = (doc.text or "")[marked.start : marked.end] if marked.start != NOWHERE else ""
        if words.strip() and not (len(words) > 1 and {words[0], words[-1]} <= quotation_marks.CHARACTERS):
            yield Violation(f"$.marked_uses[{i}]", f"{words!r} does not begin and end with quotation marks")


def quote_type(doc: Document) -> Iterator[Violation]:
    """The type of a quote follows from its marks: direct, indirect or mixed.

    Indirect if no character of the content is inside marks (double ones, and
    single ones in a document with `quotation_marks: "single"`); direct if the
    rest outside them, without one leading that, whether, if or to, has no letter
    or digit; else mixed. Nothing follows from unknown marks.
    """
    for i, quote in enumerate(doc.quotes or ()):
        derived = mark_pairs.derived_type(doc, quote)
        if derived is not None and quote.type in shipped.ontology()["quote_types"] and quote.type != derived:
            yield Violation(
                f"$.quotes[{i}].type", f"{quote.type}, but by its quotation marks it is {derived}"
            )


def marks_covered(doc: Document) -> Iterator[Violation]:
    """Every pair of quotation marks is in a quote's content or is a marked use.

    Single marks are required only in a document with `quotation_marks: "single"`.
    """
    if doc.text is None or doc.quotes is None or doc.marked_uses is None:
        return
    contents = [part for quote in doc.quotes for part in quote.content]
    covered = sorted((span.start, span.end) for span in [*contents, *doc.marked_uses])
    reach = [*accumulate((end for _, end in covered), max)]
    for pair in mark_pairs.of(doc).pairs:
        for start, end in pair.parts:
            before = bisect_right(covered, (start, inf))
            if not before or reach[before - 1] < end:
                words = doc.text[start:end]
                yield Violation(
                    "$", f"the marks at [{start}, {end}) {words!r} are neither a quote nor a marked use"
                )


def source_mention(doc: Document) -> Iterator[Violation]:
    """A source is a mention, with the mention's own extent; one in pieces need not be."""
    if doc.mentions is None:
        return
    mentions = {(m.start, m.end) for m in doc.mentions}
    may_be_one = spans.unplaced(doc)
    for i, quote in enumerate(doc.quotes or ()):
        for path, source in _sources(quote, f"$.quotes[{i}]"):
            placed = source.start != NOWHERE and not isinstance(source, Pieces)
            if placed and (source.start, source.end) not in mentions and not may_be_one(source):
                words = (doc.text or "")[source.start : source.end]
                yield Violation(path, f"[{source.start}, {source.end}) {words!r} is not a mention")


def _sources(quote: Quote, path: str) -> Iterator[tuple[str, Span]]:
    for where, frame in spans.frames(quote, path):
        if frame.source is not None:
            yield f"{where}.source", frame.source


def speaker_known(doc: Document) -> Iterator[Violation]:
    """A speaker is an entity of the document."""
    if doc.entities is None:
        return
    known = [entity.id for entity in doc.entities]
    for i, quote in enumerate(doc.quotes or ()):
        if quote.speaker is not None and quote.speaker not in known:
            hint = nearest(quote.speaker, known)
            yield Violation(f"$.quotes[{i}].speaker", f"no entity has the id {quote.speaker!r}; {hint}")


def speaker_is_source(doc: Document) -> Iterator[Violation]:
    """The speaker is the entity of the source, in every frame: further frames have the same speaker."""
    entities = {(m.start, m.end): m.entity for m in doc.mentions or () if m.start != NOWHERE}
    known = {entity.id for entity in doc.entities or ()}
    for i, quote in enumerate(doc.quotes or ()):
        for path, source in _sources(quote, f"$.quotes[{i}]"):
            meant = [entities.get((piece.start, piece.end)) for piece in spans.pieces(source)]
            entity = quote.speaker if quote.speaker in meant else next(filter(None, meant), None)
            by_name = quote.speaker is not None and quote.speaker not in known
            if entity is not None and quote.speaker != entity and not by_name:
                said = (
                    f"the speaker is {quote.speaker!r}"
                    if quote.speaker is not None
                    else "no `speaker` is given"
                )
                yield Violation(path, f"refers to {entity!r}, but {said}; the speaker is the source's entity")


WITHIN: tuple[RuleFunction, ...] = (
    quote_unlabelled,
    duplicate_quote,
    duplicate_marked_use,
    content_overlap,
    cue_outside_content,
    marked_use_marks,
)
"""Rules of level 3: over one quote, or quotes alone."""

ACROSS: tuple[RuleFunction, ...] = (
    quote_label,
    quote_type,
    marks_covered,
    source_mention,
    speaker_known,
    speaker_is_source,
)
"""Rules of level 4: between quotes, the text's marks, mentions, entities and the ontology."""
