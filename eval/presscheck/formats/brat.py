"""brat standoff: text-bound annotations, events, relations, equivalences, attributes, normalisations.

Entities (T) are mentions; a label that an event line (E) uses is a trigger's.
`*` lines and relations named coref join mentions to entities; N lines give
Wikidata ids; attributes (A) give forms and event attributes. A mention in
pieces becomes the span from its first to its last. Of `Quote` annotations the
pieces are content; relations `Cue`, `Source`, `Addressee` lead to the rest. An
event line whose roles are Content, Cue, Source, as PARC and PolNeAR have them,
is a quote; a label map's `quotes` names the roles of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec

from presscheck.document import shipped
from presscheck.document.model import ABSENT, Argument, Document, Entity, Event, Mention
from presscheck.formats import losses
from presscheck.formats.brat_folder import Annotated, annotated
from presscheck.formats.brat_out import HOLDS, PARTS, QUOTE, write
from presscheck.formats.brat_quotes import framed, is_bare, is_quote, own, part
from presscheck.formats.brat_sheet import LINE, TEXT, Frame, Sheet, sheet, text_of
from presscheck.formats.source import Source, head

__all__ = ["HOLDS", "read", "signs", "write"]

FLAGS = {"negation": ("polarity", "negative"), "speculation": ("modality", "uncertain")}
"""Attributes of BioNLP's event annotation, in ours."""


def signs(path: Path, begin: str) -> Iterator[str]:
    """A folder with .ann files beside .txt, or lines of standoff in a file of that name."""
    if path.is_dir():
        files = annotated(path)
        if any(_is_standoff(head(one.file)) for one in files[:1]):
            yield f"standoff in `{files[0].file.name}`"
            if any(one.text is not None for one in files):
                yield "a text of the same name"
        return
    if path.suffix == ".ann":
        yield "the suffix .ann"
        if not begin or annotated(path)[0].text is not None:
            yield "a text of the same name"
    if TEXT.match(begin.split("\n", 1)[0]):
        yield "a line of standoff"
        if "\t" in begin and begin[:1] in "TERAN#*":
            yield "its columns between tabs"


def _is_standoff(begin: str) -> bool:
    """Return whether a file is empty or begins with a line of standoff."""
    return not begin.strip() or bool(LINE.match(begin))


def read(source: Source) -> Iterator[Document]:
    """The documents of a folder, or of one .ann file with the .txt beside it.

    A layer that some document of the folder has is empty, not missing, in those where nothing is marked.

    Raises:
        InvalidInputError: a line is not standoff, points nowhere, or has other words than the text.
    """
    documents = [*source.each(annotated(source.path), lambda one: _document(source, one))]
    has = {layer for doc in documents for layer in ("mentions", "events", "quotes") if getattr(doc, layer)}
    for layer in (has or {"mentions"}) if documents else ():
        documents = [msgspec.structs.replace(doc, **{layer: getattr(doc, layer) or []}) for doc in documents]
    yield from documents


def _document(source: Source, one: Annotated) -> Document:
    found = sheet(source, one)
    text = text_of(source, found)
    quotes = {name: one for name, one in found.events.items() if _is_quote(one, found, source)}
    bare = [name for name, frame in found.events.items() if is_bare(frame, quotes.values())]
    for name in bare:
        source.notes[f"{found.events[name].label} lines without parts left out"] += 1
    events = {name: one for name, one in found.events.items() if name not in {*quotes, *bare}}
    mentions = _mentions(source, found, quotes, events)
    entity = _entities(found, mentions)
    ids = {name: entity[name] for name in mentions if name in entity}
    _count(source, found, mentions, quotes)
    for i, name in enumerate(mentions):
        source.origins[one.name, f"$.mentions[{i}]"] = (str(one.file), found.bound[name].line)
    for i, frame in enumerate(events.values()):
        source.origins[one.name, f"$.events[{i}]"] = (str(one.file), found.bound[frame.trigger].line)
    every = [*own(found, text), *(framed(frame, found, text, source) for frame in quotes.values())]
    return Document(
        id=one.name,
        text=text,
        mentions=[_mention(found, name, text, ids.get(name)) for name in mentions] or ABSENT,
        entities=_linked(found, ids),
        events=[_event(source, found, name, text) for name in events] or ABSENT,
        quotes=every or ABSENT,
    )


def _is_quote(frame: Frame, found: Sheet, source: Source) -> bool:
    known = event_type(frame.label) in shipped.ontology()["event_types"]
    return not known and is_quote(frame, found, source)


def _mentions(source: Source, found: Sheet, quotes: dict[str, Frame], events: dict[str, Frame]) -> list[str]:
    """The annotations that are mentions: not triggers, not parts of quotes, unless events name them too."""
    triggers = {frame.trigger for frame in found.events.values()}
    parts = {target for frame in quotes.values() for _, target in frame.arguments}
    fillers = {target for frame in events.values() for _, target in frame.arguments}
    related = {target for kind, _, target, _ in found.pairs if kind in PARTS}
    kept = []
    for name, one in found.bound.items():
        label = one.label in (QUOTE, *PARTS) or bool(quotes and part(one.label, source.choices.quotes))
        if name in fillers - triggers or not (label or name in parts or name in triggers):
            kept.append(name)
        elif label and one.label != QUOTE and name not in parts | related | triggers:
            source.notes[f"{one.label} annotations of no quote left out"] += 1
    return kept


def _count(source: Source, found: Sheet, mentions: list[str], quotes: dict[str, Frame]) -> None:
    """Count what the file has and a document has no place for, by kind."""
    notes = source.notes
    triggers = [frame.trigger for name, frame in found.events.items() if name not in quotes]
    pieces = [name for name in (*mentions, *triggers) if len(found.bound[name].places) > 1]
    losses.count_records(notes, "annotations in pieces, taken from first to last", pieces)
    for kind, a, b, _ in found.pairs:
        if _joins(kind):
            lost = not {a, b} <= set(mentions)
        else:
            lost = kind not in PARTS or a not in found.bound or found.bound[a].label != QUOTE
        notes[f"{kind} relations left out"] += lost
    for name, attributes in found.attributes.items():
        known = _attributes_of(found, name, mentions, quotes)
        for key in attributes:
            notes[f"{key} attributes left out"] += key.lower() not in known
    for frame in quotes.values():
        extra = found.bound[frame.trigger].places
        taken = [found.bound[target].places for _, target in frame.arguments if target in found.bound]
        notes["triggers of quotes that are none of their parts"] += extra not in taken
    for what in [what for what, times in notes.items() if not times]:
        del notes[what]


def _attributes_of(found: Sheet, name: str, mentions: list[str], quotes: dict[str, Frame]) -> set[str]:
    """The attributes, in lower case, that an annotation can have in a document."""
    event = {*shipped.ontology()["event_attributes"], "event", "time", *FLAGS}
    if name in found.events:
        return set() if name in quotes else event
    if name in found.bound and found.bound[name].label == QUOTE:
        return {"type", "speaker"}
    triggers = {frame.trigger for key, frame in found.events.items() if key not in quotes}
    return event if name in triggers else {"form"} if name in mentions else set()


def _joins(kind: str) -> bool:
    """Return whether a relation says that two annotations are of one entity."""
    return "coref" in kind.lower() or kind.lower() == "equiv"


def _entities(found: Sheet, mentions: list[str]) -> dict[str, str]:
    """Mention -> entity, if the file joins or links any; the id is the first mention's."""
    joins = [(a, b) for kind, a, b, _ in found.pairs if _joins(kind)]
    if not joins and not found.links:
        return {}
    parent = {name: name for name in mentions}
    rank = {name: i for i, name in enumerate(mentions)}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for a, b in joins:
        if a in parent and b in parent:
            first, second = sorted((root(a), root(b)), key=rank.__getitem__)
            parent[second] = first
    return {name: root(name) for name in mentions}


def _linked(found: Sheet, ids: dict[str, str]) -> list[Entity] | None:
    if not ids:
        return cast("None", ABSENT)
    links = {ids[name]: link for name, link in found.links.items() if name in ids}
    entities = []
    for entity in dict.fromkeys(ids.values()):
        kind = found.bound[entity].label
        if found.links:
            qid, name = links.get(entity, (None, ABSENT))
            entities.append(Entity(id=entity, type=kind, name=name, wikidata=qid))
        else:
            entities.append(Entity(id=entity, type=kind))
    return entities


def _span(found: Sheet, name: str, text: str) -> dict[str, Any]:
    """Start, end and words of an annotation; of an event, those of its trigger.

    The words are the file's own copy where the annotation is one run: they are compared later.
    """
    one = found.bound[found.events[name].trigger if name in found.events else name]
    start, end = one.hull
    words = one.words if len(one.places) == 1 and one.words is not None else text[start:end]
    return {"start": start, "end": end, "text": words}


def _mention(found: Sheet, name: str, text: str, entity: str | None) -> Mention:
    attributes = {key.lower(): value for key, value in found.attributes.get(name, {}).items()}
    form = attributes.get("form", ABSENT)
    return Mention(
        **_span(found, name, text), type=found.bound[name].label, form=form, entity=entity or ABSENT
    )


def _event(source: Source, found: Sheet, name: str, text: str) -> Event:
    frame = found.events[name]
    given = found.attributes.get(name, {}) | found.attributes.get(frame.trigger, {})
    said = {key.lower(): value for key, value in given.items()}
    names = [*shipped.ontology()["event_attributes"], "event", "time"]
    attributes: dict[str, Any] = {key: said[key] for key in names if key in said}
    for flag, (key, value) in FLAGS.items():
        if flag in said and said[flag].lower() not in ("false", "no"):
            attributes.setdefault(key, value)
            source.notes[f"{flag.capitalize()} attributes read as {key} {value}"] += 1
    return Event(
        **_span(found, name, text),
        type=event_type(frame.label),
        arguments=[Argument(role=_role(role), **_span(found, end, text)) for role, end in frame.arguments],
        **attributes,
    )


def event_type(label: str) -> str:
    """An event type of ours from brat's label, where a dot cannot stand.

    >>> event_type("Contact_Meet"), event_type("Attack")
    ('Contact.Meet', 'Attack')
    """
    dotted = label.replace("_", ".")
    return dotted if dotted in shipped.ontology()["event_types"] else label


def _role(role: str) -> str:
    """A role without the number that brat puts to repeated ones."""
    return role if role in shipped.ontology()["roles"] else role.rstrip("0123456789") or role
