"""Documents to brat standoff: a folder with a .txt and an .ann for each."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from presscheck import data
from presscheck.formats.source import count_lost
from presscheck.model import Document, Event, Mention, Quote, Span, UsageError

QUOTE = "Quote"
PARTS = ("Cue", "Source", "Addressee")
"""The labels of quotes, and of what belongs to them."""

_LABEL = re.compile(r"[^\w-]")
Place = tuple[int, int]


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """Every document's text and annotations, all of them or none.

    Raises:
        UsageError: the folder cannot be made, or has other files of these names.
    """
    made = [(doc.id, doc.text or "", "".join(f"{line}\n" for line in lines(doc, lost))) for doc in documents]
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path) as folder:
            for name, text, standoff in made:
                for suffix, content in ((".txt", text), (".ann", standoff)):
                    (Path(folder) / f"{name}{suffix}").write_text(content, encoding="utf-8", newline="\n")
            for written in sorted(Path(folder).iterdir()):
                written.replace(path / written.name)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None


class _Names:
    """Numbers for lines, and the T id of each annotation."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.seen: Counter[str] = Counter()
        self.bound: dict[tuple[str, tuple[Place, ...]], str] = {}
        self.lines: list[str] = []

    def next(self, kind: str) -> str:
        self.seen[kind] += 1
        return f"{kind}{self.seen[kind]}"

    def mark(self, label: str, *places: Place) -> str:
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


def lines(doc: Document, lost: Counter[str]) -> Iterator[str]:
    r"""The standoff lines of a document.

    >>> doc = Document(id="d", text="Oslo met.", mentions=[Mention(start=0, end=4, type="GPE", form="name")])
    >>> list(lines(doc, Counter()))
    ['T1\tGPE 0 4\tOslo', 'A1\tForm T1 name']
    """
    names = _Names(doc.text or "")
    mentions = [m for m in doc.mentions or () if m.start >= 0]
    count_lost(lost, "mentions without offsets", [m for m in doc.mentions or () if m.start < 0])
    count_lost(lost, "heads of mentions", [m for m in mentions if m.head is not None])
    count_lost(lost, "marked uses", doc.marked_uses)
    count_lost(lost, "values of entities", [e for e in doc.entities or () if e.value is not None])
    at = _mentions(doc, mentions, names)
    _events(doc, names, at)
    for quote in doc.quotes or ():
        _quote(quote, names, at, lost)
    yield from names.lines


def _mentions(doc: Document, mentions: list[Mention], names: _Names) -> dict[Place, str]:
    at: dict[Place, str] = {}
    clusters: dict[str, list[str]] = {}
    for mention in sorted(mentions, key=lambda m: (m.start, m.end, m.type or "")):
        name = names.mark(_label(mention.type), (mention.start, mention.end))
        at.setdefault((mention.start, mention.end), name)
        if mention.form is not None:
            names.say("A", f"Form {name} {mention.form}")
        if mention.entity is not None:
            clusters.setdefault(mention.entity, []).append(name)
    links = {e.id: e for e in doc.entities or () if isinstance(e.wikidata, str)}
    for entity, members in clusters.items():
        if len(members) > 1:
            names.lines.append(f"*\tCoref {' '.join(members)}")
        if entity in links:
            found = links[entity]
            names.say("N", f"Reference {members[0]} Wikidata:{found.wikidata}\t{found.name or ''}")
    return at


def _label(kind: str | None) -> str:
    return _LABEL.sub("_", kind) if kind else "Mention"


def _events(doc: Document, names: _Names, at: dict[Place, str]) -> None:
    events = [event for event in doc.events or () if event.start >= 0]
    ids = [f"E{i}" for i, _ in enumerate(events, 1)]
    first = {(event.start, event.end): name for event, name in reversed([*zip(events, ids, strict=True)])}
    for event, name in zip(events, ids, strict=True):
        trigger = names.mark(_label(event.type), (event.start, event.end))
        arguments = [_argument(a.role, (a.start, a.end), names, at, first) for a in event.arguments]
        names.lines.append(f"{name}\t{_label(event.type)}:{trigger}" + "".join(f" {a}" for a in arguments))
        for key, value in _attributes(event):
            names.say("A", f"{key} {name} {value}")


def _argument(role: str, place: Place, names: _Names, at: dict[Place, str], events: dict[Place, str]) -> str:
    end = at.get(place) or events.get(place) or names.mark("Mention", place)
    return f"{role}:{end}"


def _attributes(event: Event) -> Iterator[tuple[str, str]]:
    for key in (*data.ontology()["event_attributes"], "time", "event"):
        value = getattr(event, key)
        if value is not None:
            yield key.capitalize(), value


def _quote(quote: Quote, names: _Names, at: dict[Place, str], lost: Counter[str]) -> None:
    content = [(part.start, part.end) for part in quote.content if part.start >= 0]
    count_lost(lost, "further frames of quotes", quote.also)
    if not content:
        lost["quotes without offsets"] += 1
        return
    name = names.mark(QUOTE, *content)
    for key in ("type", "speaker"):
        if getattr(quote, key) is not None and " " not in getattr(quote, key):
            names.say("A", f"{key.capitalize()} {name} {getattr(quote, key)}")
        elif getattr(quote, key) is not None:
            lost["speakers of several words"] += 1
    for label in PARTS:
        span: Span | None = getattr(quote, label.lower())
        if span is not None and span.start >= 0:
            place = (span.start, span.end)
            end = at.get(place) if label != "Cue" else None
            names.say("R", f"{label} Arg1:{name} Arg2:{end or names.mark(label, place)}")
