"""Documents to brat standoff: a folder with a .txt and an .ann for each."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, count
from pathlib import Path

from presscheck.document import shipped
from presscheck.document.model import Document, Entity, Event, Offsets, Quote
from presscheck.document.output import not_written, take_name
from presscheck.document.presence import without_unset
from presscheck.document.spans import pieces
from presscheck.formats import losses

QUOTE = "Quote"
PARTS = ("Cue", "Source", "Addressee")
"""The labels of quotes, and of what belongs to them."""

HOLDS = {
    "document": (),
    "mentions": ("type", "form", "entity"),
    "entities": ("id", "type", "name", "wikidata"),
    "events": ("type", "event", "polarity", "modality", "genericity", "tense", "time", "arguments"),
    "quotes": ("type", "cue", "source", "speaker", "addressee"),
}

_ID = re.compile(r"\S+")
_UNSAFE = re.compile(r"[^\w.,=@+ -]")


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """Every document's text and annotations, all of them or none.

    Raises:
        FileError: the folder cannot be made, or has other files of these names.
    """
    names = _FileNames(lost)
    made = [
        (names.name(doc.id), doc.text or "", "".join(f"{line}\n" for line in lines(doc, lost)))
        for doc in documents
    ]
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path) as folder:
            for name, text, standoff in made:
                for suffix, content in ((".txt", text), (".ann", standoff)):
                    (Path(folder) / f"{name}{suffix}").write_text(content, encoding="utf-8", newline="\n")
            for written in sorted(Path(folder).iterdir()):
                take_name(written, path / written.name)
    except OSError as error:
        raise not_written(path, error) from None


class _FileNames:
    """A file name for each document, of its id as far as that can be one."""

    def __init__(self, lost: Counter[str]) -> None:
        self.lost = lost
        self.used: set[str] = set()

    def name(self, name: str) -> str:
        """The id, or with `_` for what no file name may hold; never the same one twice."""
        base = _UNSAFE.sub("_", name).lstrip(".") or "_"
        numbered = (f"{base}-{i}" for i in count(2))
        found = next(n for n in chain([base], numbered) if n not in self.used)
        self.used.add(found)
        if found != name:
            self.lost["ids of documents that are not file names"] += 1
        return found


class _Names:
    """Numbers for lines, and the T id of each annotation."""

    def __init__(self, text: str, lost: Counter[str]) -> None:
        self.text, self.lost = text, lost
        self.seen: Counter[str] = Counter()
        self.bound: dict[tuple[str, tuple[Offsets, ...]], str] = {}
        self.lines: list[str] = []
        self.entities: dict[str, str] = {}

    def next(self, kind: str) -> str:
        self.seen[kind] += 1
        return f"{kind}{self.seen[kind]}"

    def mark(self, label: str, *places: Offsets) -> str:
        """The T id of an annotation, which is written when it is first asked for."""
        key = (label, places)
        if key not in self.bound:
            name = self.bound[key] = self.next("T")
            pieces = ";".join(f"{a} {b}" for a, b in places)
            words = " ".join(self.text[a:b] for a, b in places).replace("\n", " ")
            self.lines.append(f"{name}\t{label} {pieces}\t{words}")
        return self.bound[key]

    def say(self, kind: str, rest: str) -> None:
        self.lines.append(f"{self.next(kind)}\t{rest}")

    def attribute(self, key: str, name: str, value: str | None) -> None:
        """An A line; brat's values are one word."""
        if value is not None and value.split() == [value]:
            self.say("A", f"{key.capitalize()} {name} {value}")
        elif value is not None:
            self.lost[f"values of `{key}` of several words"] += 1


def lines(doc: Document, lost: Counter[str]) -> Iterator[str]:
    r"""The standoff lines of a document.

    >>> from presscheck.document.model import Mention
    >>> doc = Document(id="d", text="Oslo met.", mentions=[Mention(start=0, end=4, type="GPE", form="name")])
    >>> list(lines(doc, Counter()))
    ['T1\tGPE 0 4\tOslo', 'A1\tForm T1 name']
    """
    doc = without_unset(doc)
    losses.count(doc, HOLDS, lost)
    _count_entities(doc, lost)
    doc = losses.placed(doc, lost)
    names = _Names(doc.text or "", lost)
    at = _mentions(doc, names)
    _events(doc, names, at)
    for quote in doc.quotes or ():
        _quote(quote, names, at)
    yield from names.lines


def _count_entities(doc: Document, lost: Counter[str]) -> None:
    """Entities are what coreferent annotations are: they have no id, and a name only beside a link."""
    types: dict[str | None, set[str | None]] = {}
    for mention in doc.mentions or ():
        types.setdefault(mention.entity, set()).add(mention.type)
    entities = doc.entities or ()
    losses.count_records(lost, "ids of entities", entities)
    losses.count_records(
        lost, "names of entities without a Wikidata id", [e for e in entities if e.name and not e.wikidata]
    )
    blank = [e for e in entities if e.wikidata and not _ID.fullmatch(e.wikidata)]
    losses.count_records(lost, "Wikidata ids that contain white space", blank)
    losses.count_records(lost, "entities without mentions", [e for e in entities if e.id not in types])
    other = [e for e in entities if e.type is not None and types.get(e.id, {e.type}) != {e.type}]
    losses.count_records(lost, "types of entities that are not those of all their mentions", other)


def _mentions(doc: Document, names: _Names) -> dict[Offsets, str]:
    at: dict[Offsets, str] = {}
    clusters: dict[str, list[str]] = {}
    for mention in sorted(doc.mentions or (), key=lambda m: (m.start, m.end, m.type or "")):
        place = (mention.start, mention.end)
        name = names.mark(losses.label(mention.type, "-", names.lost), place)
        at.setdefault(place, name)
        names.attribute("form", name, mention.form)
        if mention.entity is not None:
            clusters.setdefault(mention.entity, []).append(name)
    links = {e.id: e for e in doc.entities or () if e.wikidata and _ID.fullmatch(e.wikidata)}
    for entity, members in clusters.items():
        if len(members) > 1:
            names.lines.append(f"*\tEquiv {' '.join(members)}")
        if entity in links:
            names.say("N", _reference(members[0], links[entity]))
    if links or any(len(members) > 1 for members in clusters.values()):
        names.entities = {entity: members[0] for entity, members in clusters.items()}
    return at


def _reference(name: str, entity: Entity) -> str:
    return f"Reference {name} Wikidata:{entity.wikidata}\t{' '.join((entity.name or '').split())}"


def _events(doc: Document, names: _Names, at: dict[Offsets, str]) -> None:
    events = doc.events or []
    ids = [f"E{i}" for i, _ in enumerate(events, 1)]
    first = {(event.start, event.end): name for event, name in reversed([*zip(events, ids, strict=True)])}
    for event, name in zip(events, ids, strict=True):
        label = _event_label(event, names.lost)
        trigger = names.mark(label, (event.start, event.end))
        arguments = [_argument(a.role, (a.start, a.end), names, at, first) for a in event.arguments]
        names.lines.append(f"{name}\t{label}:{trigger}" + "".join(f" {a}" for a in arguments))
        for key in (*shipped.ontology()["event_attributes"], "time", "event"):
            names.attribute(key, name, getattr(event, key))


def _event_label(event: Event, lost: Counter[str]) -> str:
    """The type with `_` for its dot, which the reader turns back if the ontology has the type."""
    kind = event.type
    known = kind is not None and kind in shipped.ontology()["event_types"]
    return kind.replace(".", "_") if kind is not None and known else losses.label(kind, "-", lost)


def _argument(
    role: str, place: Offsets, names: _Names, at: dict[Offsets, str], events: dict[Offsets, str]
) -> str:
    end = at.get(place) or events.get(place)
    if end is None:
        end = names.mark("Mention", place)
        names.lost["arguments that are not mentions, which come back as mentions"] += 1
    return f"{losses.label(role, '-', names.lost)}:{end}"


def _quote(quote: Quote, names: _Names, at: dict[Offsets, str]) -> None:
    if not quote.content:
        _speech(quote, names, at)
        return
    name = names.mark(QUOTE, *((part.start, part.end) for part in quote.content))
    names.attribute("type", name, quote.type)
    # An entity has no id there but its first annotation's.
    names.attribute("speaker", name, names.entities.get(quote.speaker or "", quote.speaker))
    for label, end in _parts(quote, names, at):
        names.say("R", f"{label} Arg1:{name} Arg2:{end}")


def _parts(quote: Quote, names: _Names, at: dict[Offsets, str]) -> Iterator[tuple[str, str]]:
    """The cue, source and addressee of a quote, each with the annotation that it is."""
    for label in PARTS:
        places = [(piece.start, piece.end) for piece in pieces(getattr(quote, label.lower()))]
        if places:
            known = at.get(places[0]) if len(places) == 1 and label != "Cue" else None
            yield label, known or names.mark(label, *places)


def _speech(quote: Quote, names: _Names, at: dict[Offsets, str]) -> None:
    """A quote whose content is not in the text: an event line, as attributions are annotated elsewhere."""
    trigger = names.mark("Attribution", *((piece.start, piece.end) for piece in pieces(quote.cue)))
    number = 1 + sum(line.startswith("E") for line in names.lines)
    parts = "".join(f" {label}:{end}" for label, end in _parts(quote, names, at))
    names.lines.append(f"E{number}\tAttribution:{trigger}{parts}")
    if quote.speaker is not None:
        names.lost["speakers of quotes without content"] += 1
