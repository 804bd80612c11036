"""A document as regions in Label Studio, and regions as a document: plain dicts outside, nothing lost.

    document                    region                     arrows
    mention                     m0-6, its entity's key     -
    event                       t91-98, its type           the role, to mention, trigger or span
    quote, each content part    q804-874, QUOTE            continues, cue, source, addressee
    cue                         c784-788, CUE              continues, to its further pieces
    further frame               its cue                    also, to it; source, addressee from it
    marked use                  u69-99, its use            -
    span that is not a mention s12-20, SPAN               continues, to its further pieces

A mention without an entity has its type as label. A region's id is made from
its layer and span. What nobody can edit in the editor (title, sentences,
names of entities, `meta`) travels in the task's own meta and is merged back.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET

from presscheck.document.canonical import canonical
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.jsonl import dumps
from presscheck.document.model import Document, Entity, Event, Frame, Mention, Pieces, Quote, Span
from presscheck.document.presence import without_unset
from presscheck.document.spans import pieces
from presscheck.formats.label_studio import assembling, guidance, heads, inventory, keys
from presscheck.formats.label_studio.checks import unmarkable
from presscheck.formats.label_studio.config import PROOF, TEXT
from presscheck.formats.label_studio.controls import NOBODY, TRIGGER, UNTYPED, controls, fields
from presscheck.formats.label_studio.reading import read

Item: TypeAlias = dict[str, Any]
Sheet: TypeAlias = dict[str, Any]
"""Task that an annotator gets or gives back: `data` (doc_id, title, text), `meta`, and items as `result`."""


def digest(text: str) -> str:
    """Return the digest of a text: the sha256 of its UTF-8 bytes, in hexadecimal.

    >>> digest("LONDON")[:8]
    'c5a0d0ad'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def to_regions(doc: Document, kinds: keys.Kinds | None = None) -> Sheet:
    """A document as a sheet for the editor.

    Args:
        doc: with text, offsets (code points) and the ontology's labels.
        kinds: the types of all entities on the sheet; by default those of this document.

    Raises:
        InvalidInputError: something in it cannot be shown; every reason at once.

    >>> doc = Document(id="d", text="LONDON", mentions=[Mention(start=0, end=6, type="GPE", entity="london")])
    >>> [(item["id"], item["value"]["labels"]) for item in to_regions(doc)["result"]]
    [('m0-6', ['london'])]
    """
    found = list(unmarkable(doc))
    if found:
        raise InvalidInputError(found)
    doc = canonical(without_unset(doc))
    text = doc.text or ""
    base = {key: value for key, value in msgspec.json.decode(dumps(doc)).items() if key != TEXT}
    kinds = keys.kinds_of([doc]) if kinds is None else kinds
    return {
        "data": {
            "doc_id": doc.id,
            "title": doc.title or "",
            TEXT: text,
            PROOF: "",
            "entities": keys.labels(doc, kinds),
            **guidance.links(),
        },
        "meta": {"text_sha256": digest(text), "document": base, "types": dict(kinds), **_own_labels()},
        "result": _Writer(text, kinds).written(doc),
    }


def _own_labels() -> dict[str, Any]:
    """The inventory of the project, if it is not the ontology: whoever pulls needs it."""
    ours = inventory.own()
    return {"labels": ours} if ours is not None else {}


def from_regions(sheet: Mapping[str, Any]) -> Document:
    """The document that a sheet says, canonical, with the words copied beside every span.

    Args:
        sheet: as `to_regions` makes it, or with an annotator's `result`.

    Raises:
        InvalidInputError: what is marked is not a document; every reason at once.

    >>> doc = Document(id="d", text="LONDON", mentions=[Mention(start=0, end=6, text="LONDON", type="GPE")])
    >>> from_regions(to_regions(doc)) == without_unset(doc)
    True
    """
    document, findings = understood(sheet)
    errors = [finding for finding in findings if finding.level == "error"]
    if document is None or errors:
        raise InvalidInputError(errors)
    return document


def understood(sheet: Mapping[str, Any]) -> tuple[Document | None, list[Finding]]:
    """As `from_regions`, with warnings, and without raising: None where there are errors."""
    doc_id, text = str(sheet["data"].get("doc_id", "")), sheet["data"][TEXT]
    base, spare = _pushed(sheet)
    marked = read(sheet["result"], doc_id, text, keys.offer(sheet["data"], sheet["meta"], base, spare))
    document = without_unset(assembling.document(marked, base, spare))
    broken = any(finding.level == "error" for finding in marked.findings)
    return None if broken else document, marked.findings


def _pushed(sheet: Mapping[str, Any]) -> tuple[Document, list[Entity]]:
    """The document that was pushed, and the entities of other predictions beside it."""
    pushed = sheet["meta"].get("document") or {"id": str(sheet["data"].get("doc_id", ""))}
    base = without_unset(msgspec.convert({**pushed, TEXT: sheet["data"][TEXT]}, Document))
    return base, msgspec.convert(sheet["meta"].get("entities") or [], list[Entity])


def offered(sheet: Mapping[str, Any]) -> keys.Offer:
    """The labels of mentions that a sheet has.

    Args:
        sheet: with `data` and `meta`, as it was pushed or came back.
    """
    return keys.offer(sheet["data"], sheet["meta"], *_pushed(sheet))


def pushed(sheet: Mapping[str, Any]) -> Document:
    """The document that was pushed; of a task that was made by hand, one with its text alone."""
    return _pushed(sheet)[0]


class _Writer:
    """Writes items in a fixed order: regions with what is said of them, then arrows.

    Args:
        text: the document's text.
        kinds: the types that entities give their mentions.
    """

    def __init__(self, text: str, kinds: keys.Kinds) -> None:
        self.text, self.kinds = text, kinds
        self.items: list[Item] = []
        self.arrows: dict[tuple[str, str], list[str]] = {}
        self._used: Counter[str] = Counter()
        self._ends: dict[tuple[int, int], str] = {}
        self._entities: dict[str | None, str] = {}
        self._controls, self._fields = controls(), fields()

    def written(self, doc: Document) -> list[Item]:
        """All items of a document."""
        told = {entity.id: entity for entity in doc.entities or ()}
        for mention in doc.mentions or ():
            entity = told.pop(mention.entity, None) if mention.entity is not None else None
            link = entity.wikidata if entity and entity.wikidata is not UNSET else None
            self._mention(mention, link, entity.value if entity else None)
        triggers = [self._trigger(event) for event in doc.events or ()]
        for trigger, event in zip(triggers, doc.events or (), strict=True):
            for argument in event.arguments:
                self._arrow(trigger, self._end(argument.start, argument.end), argument.role)
        for quote in doc.quotes or ():
            self._quote(quote)
        for use in doc.marked_uses or ():
            self._region("use", use.use, use.start, use.end)
        return [*self.items, *(_relation(*ends, labels) for ends, labels in self.arrows.items())]

    def _mention(self, mention: Mention, link: str | None, value: str | None) -> None:
        start, end = mention.start, mention.end
        head = heads.words(self.text, (start, end), mention.head) if mention.head else None
        label, chosen = self._chosen(mention)
        said = {**chosen, "form": mention.form, "head": head, "wikidata": link, "value": value}
        name = self._region("mention", label, start, end, **said)
        self._ends.setdefault((start, end), name)
        self._entities.setdefault(name, mention.entity or "")

    def _chosen(self, mention: Mention) -> tuple[str, dict[str, str | None]]:
        """The label of a mention, and what it needs beside it: the type where it is not its entity's."""
        key, kind = mention.entity, mention.type or UNTYPED
        if key is None or keys.is_reserved(key):
            return kind, {"key": key}
        same = kind == (self.kinds.get(key) or UNTYPED)
        return key, {} if same else {"type_of": kind}

    def _trigger(self, event: Event) -> str:
        said = {name: getattr(event, name) for name, f in self._fields.items() if f.control == "trigger"}
        name = self._region("trigger", event.type or TRIGGER, event.start, event.end, **said)
        self._ends.setdefault((event.start, event.end), name)
        return name

    def _quote(self, quote: Quote) -> None:
        source = self._party(quote.source)
        said = self._entities.get(source) or None
        speaker = quote.speaker if quote.speaker != said else None
        if quote.speaker is None and said is not None:
            speaker = NOBODY
        parts = [self._region("quote", "QUOTE", part.start, part.end) for part in quote.content]
        self._say(parts[0], quote.content[0].start, quote.content[0].end, "speaker", speaker)
        for part in parts[1:]:
            self._arrow(parts[0], part, "continues")
        if quote.cue:
            self._arrow(parts[0], self._pieces("cue", "CUE", quote.cue), "cue")
        self._parties(parts[0], source, self._party(quote.addressee))
        for frame in quote.also:
            self._frame(parts[0], frame)

    def _frame(self, quote: str, frame: Frame) -> None:
        if frame.cue:
            cue = self._pieces("cue", "CUE", frame.cue)
            self._parties(cue, self._party(frame.source), self._party(frame.addressee))
        elif frame.source:
            cue = self._pieces("span", "SPAN", frame.source)
            self._parties(cue, None, self._party(frame.addressee))
        self._arrow(quote, cue, "also")

    def _parties(self, name: str, source: str | None, addressee: str | None) -> None:
        if source:
            self._arrow(name, source, "source")
        if addressee:
            self._arrow(name, addressee, "addressee")

    def _party(self, span: Span | None) -> str | None:
        """The mention at a span, else a region for the bare span."""
        if span is None:
            return None
        if isinstance(span, Pieces):
            return self._pieces("span", "SPAN", span)
        known = self._ends.get((span.start, span.end))
        if known is None or self._controls["trigger"].letter == known[0]:
            return self._bare(span.start, span.end)
        return known

    def _pieces(self, control: str, label: str, phrase: Span) -> str:
        """The first region of a phrase, with arrows to its further pieces."""
        first, *more = (self._region(control, label, p.start, p.end) for p in pieces(phrase))
        for piece in more:
            self._arrow(first, piece, "continues")
        return first

    def _end(self, start: int, end: int) -> str:
        return self._ends.get((start, end)) or self._bare(start, end)

    def _bare(self, start: int, end: int) -> str:
        name = f"{self._controls['span'].letter}{start}-{end}"
        return name if self._used[name] else self._region("span", "SPAN", start, end)

    def _region(self, control: str, label: str, start: int, end: int, **said: str | None) -> str:
        name = f"{self._controls[control].letter}{start}-{end}"
        self._used[name] += 1
        if self._used[name] > 1:
            name = f"{name}.{self._used[name]}"
        self.items.append(self._item(name, start, end, control, "labels", label))
        for field, value in said.items():
            self._say(name, start, end, field, value)
        return name

    def _say(self, name: str, start: int, end: int, field: str, value: str | None) -> None:
        if value is not None:
            kind = "choices" if self._fields[field].choices else "textarea"
            self.items.append(self._item(name, start, end, field, kind, value))

    def _item(self, name: str, start: int, end: int, control: str, kind: str, value: str) -> Item:
        said: Item = {"start": start, "end": end, "text": self.text[start:end]}
        # A typed field has its strings where the words of the region stand otherwise.
        said["text" if kind == "textarea" else kind] = [value]
        return {"id": name, "from_name": control, "to_name": TEXT, "type": kind, "value": said}

    def _arrow(self, start: str, end: str, label: str) -> None:
        labels = self.arrows.setdefault((start, end), [])
        if label not in labels:
            labels.append(label)


def _relation(start: str, end: str, labels: list[str]) -> Item:
    return {"type": "relation", "from_id": start, "to_id": end, "direction": "right", "labels": labels}
