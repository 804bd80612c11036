"""Report the parts of a document that the editor cannot show, before anything is pushed (internal)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from presscheck.document import placement, shipped, spans
from presscheck.document.exceptions import Finding
from presscheck.document.model import Document, Mention, Quote
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio.controls import NOBODY, fields
from presscheck.text import wording
from presscheck.text.nearest import nearest

Wrong = tuple[str, str]
"""A JSON path and what is wrong there."""


def unmarkable(doc: Document) -> Iterator[Finding]:
    """Every reason why a document cannot be pushed.

    Args:
        doc: a document with text; spans are in code points.

    >>> doc = Document(id="d", text="Oslo", mentions=[Mention(start=0, end=4, type="X")])
    >>> [finding.message.partition("; ")[0] for finding in unmarkable(doc)]
    ["the ontology has no mention type 'X'"]
    """
    doc = without_unset(doc)
    if doc.text is None:
        yield _error(doc, "text", "$.text", "there is no text to mark anything in")
        return
    for path, span in spans.walk(doc):
        if span.start < 0:
            yield _error(doc, "offsets", path, f"has no offsets; {wording.verb('anchor')} finds them")
    for rule, path, message in placement.misplaced(doc, doc.text):
        yield _error(doc, rule, path, message)
    for path, message in (*_labels(doc), *_keys(doc)):
        yield _error(doc, "studio-label", path, message)
    for path, message in (*_heads(doc), *_quotes(doc)):
        yield _error(doc, "studio-shape", path, message)


def _labels(doc: Document) -> Iterator[Wrong]:
    labels = shipped.ontology()
    forms, choices = fields()["form"].choices, {n: f.choices for n, f in fields().items() if f.choices}
    for i, m in enumerate(doc.mentions or ()):
        yield from _known(f"$.mentions[{i}].type", "mention type", m.type, labels["entity_types"])
        yield from _known(f"$.mentions[{i}].form", "form", m.form, forms)
    for i, event in enumerate(doc.events or ()):
        for name in ("type", *labels["event_attributes"]):
            yield from _known(f"$.events[{i}].{name}", f"event {name}", getattr(event, name), choices[name])
        for j, a in enumerate(event.arguments):
            yield from _known(f"$.events[{i}].arguments[{j}].role", "role", a.role, labels["roles"])
    for i, use in enumerate(doc.marked_uses or ()):
        yield from _known(f"$.marked_uses[{i}].use", "use", use.use, labels["marked_uses"])


def _known(path: str, what: str, label: str | None, known: Collection[str]) -> Iterator[Wrong]:
    if label is not None and label not in known:
        yield path, f"the ontology has no {what} {label!r}; {nearest(label, known)}"


def _keys(doc: Document) -> Iterator[Wrong]:
    """Keys and values that a typed field would not give back."""
    typed = [(f"$.mentions[{i}].entity", m.entity) for i, m in enumerate(doc.mentions or ())]
    typed += [(f"$.events[{i}].event", e.event) for i, e in enumerate(doc.events or ())]
    typed += [(f"$.quotes[{i}].speaker", q.speaker) for i, q in enumerate(doc.quotes or ())]
    for i, entity in enumerate(doc.entities or ()):
        typed.append((f"$.entities[{i}].value", entity.value))
        if isinstance(entity.wikidata, str):
            typed.append((f"$.entities[{i}].wikidata", entity.wikidata))
    for path, said in typed:
        if said is not None and (said != " ".join(said.split()) or said in ("", NOBODY)):
            yield path, f"{said!r} cannot be typed into a field: no outer or double blanks, not {NOBODY!r}"


def _heads(doc: Document) -> Iterator[Wrong]:
    for i, m in enumerate(doc.mentions or ()):
        if m.head is not None and not _inside(m, *m.head):
            yield (
                f"$.mentions[{i}].head",
                f"{list(m.head)} does not lie inside the mention [{m.start}, {m.end})",
            )


def _inside(mention: Mention, start: int, end: int) -> bool:
    return mention.start <= start < end <= mention.end


def _quotes(doc: Document) -> Iterator[Wrong]:
    for i, quote in enumerate(doc.quotes or ()):
        if not quote.content:
            yield f"$.quotes[{i}].content", "a quote without content has no place in the text"
        yield from _frames(i, quote)


def _frames(i: int, quote: Quote) -> Iterator[Wrong]:
    for j, frame in enumerate(quote.also):
        if frame.cue is None and frame.source is None:
            yield (
                f"$.quotes[{i}].also[{j}]",
                "a further frame without cue and source has no place in the text",
            )


def _error(doc: Document, rule: str, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", doc=doc.id, path=path, message=message)
