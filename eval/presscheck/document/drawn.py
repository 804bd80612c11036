"""A document as marks on its text: what a notebook shows of it (internal)."""

from __future__ import annotations

from collections.abc import Iterator

from presscheck.document import spans
from presscheck.document.model import Document, Span
from presscheck.document.presence import without_unset
from presscheck.drawing.fragment import fragment
from presscheck.drawing.marks import Mark, Part, clipped

_LAYERS = (("mentions", "m"), ("events", "e"), ("marked_uses", "u"))


def html(doc: Document) -> str:
    """A document's text with everything that is annotated in it, as a piece of HTML.

    Args:
        doc: any document; one without text shows its records' own words.

    >>> from presscheck.document.model import Mention
    >>> 'id=pc-' in html(Document(id="d", text="Oslo.", mentions=[Mention(start=0, end=4)]))
    True
    """
    whole = without_unset(doc)
    if whole.text is None:
        words = sorted({span.text for _, span in spans.walk(whole) if span.text})
        return fragment("\n".join(words), [], title=f"{doc.id}, without its text")
    return fragment(whole.text, [*_marks(whole)], title=whole.title or whole.id)


def _marks(doc: Document) -> Iterator[Mark]:
    for name, letter in _LAYERS:
        for record in getattr(doc, name) or ():
            yield from _mark(doc, letter, [record])
    for quote in doc.quotes or ():
        yield from _mark(doc, "q", quote.content)


def _mark(doc: Document, letter: str, phrase: list[Span]) -> Iterator[Mark]:
    parts: tuple[Part, ...] = clipped(((span.start, span.end) for span in phrase), len(doc.text or ""))
    if parts:
        yield Mark(letter, "gold", "plain", parts)
