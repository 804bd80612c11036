"""brat standoff: text-bound annotations, events, relations, equivalences, attributes, normalisations.

Entities (T) are mentions; a label that an event line (E) uses is a trigger's.
`*` lines and relations named coref join mentions to entities; N lines give
Wikidata ids; attributes (A) give forms and event attributes. A mention in
pieces becomes the span from its first to its last. Of `Quote` annotations the
pieces are content; relations `Cue`, `Source`, `Addressee` lead to the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

from presscheck.document import shipped
from presscheck.document.model import ABSENT, Argument, Document, Entity, Event, Mention, Quote, Span
from presscheck.document.spans import no_span
from presscheck.formats.brat_out import HOLDS, PARTS, QUOTE, write
from presscheck.formats.source import Source

__all__ = ["HOLDS", "read", "signs", "write"]

_TEXT = re.compile(r"(T\S+)\t(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)(?:\t(.*))?")
_EVENT = re.compile(r"(E\S+)\t(\S+?):(T\S+)((?:\s+\S+?:[TE]\S+)*)\s*")
_RELATION = re.compile(r"(R\S+)\t(\S+) \S+?:([TE]\S+) \S+?:([TE]\S+)\s*")
_EQUAL = re.compile(r"\*\t\S+((?: T\S+)+)\s*")
_ATTRIBUTE = re.compile(r"([AM]\S+)\t(\S+) ([TER]\S+)(?: (\S+))?\s*")
_NORM = re.compile(r"(N\S+)\t\S+ (T\S+) (\S+?):(\S+?)(?:\t(.*))?")


class _Bound(NamedTuple):
    """A text-bound annotation.

    Args:
        label: its type.
        places: its pieces.
        line: where it stands.
    """

    label: str
    places: tuple[tuple[int, int], ...]
    line: int

    @property
    def hull(self) -> tuple[int, int]:
        """From the first piece to the last."""
        return self.places[0][0], self.places[-1][1]


class _Sheet(NamedTuple):
    """What an .ann file holds, by kind."""

    bound: dict[str, _Bound]
    events: dict[str, tuple[str, str, list[tuple[str, str]], int]]
    pairs: list[tuple[str, str, str, int]]
    attributes: dict[str, dict[str, str]]
    links: dict[str, tuple[str, str | None]]


def signs(path: Path, begin: str) -> Iterator[str]:
    """A folder with .ann files beside .txt, or lines of standoff in a file of that name."""
    if path.is_dir():
        names = sorted(path.glob("*.ann"))
        if names:
            yield f"`{names[0].name}`"
        if any(name.with_suffix(".txt").is_file() for name in names):
            yield "a text of the same name"
        return
    if path.suffix == ".ann":
        yield "the suffix .ann"
        if not begin or path.with_suffix(".txt").is_file():
            yield "a text of the same name"
    if _TEXT.match(begin.split("\n", 1)[0]):
        yield "a line of standoff"
        if "\t" in begin and begin[:1] in "TERAN#*":
            yield "its columns between tabs"


def read(source: Source) -> Iterator[Document]:
    """The documents of a folder, or of one .ann file with the .txt beside it.

    Raises:
        InvalidInputError: a line is no standoff, or points nowhere; names file and line.
    """
    files = sorted(source.path.glob("*.ann")) if source.path.is_dir() else [source.path]
    for path in files:
        text_file = path.with_suffix(".txt")
        text = source.content(text_file) if text_file.exists() else source.texts.get(path.stem)
        if text is None:
            source.fail(f"no text: neither {text_file.name} beside it nor a text {path.stem!r}", file=path)
        known = source.texts.get(path.stem)
        if known is not None and text.rstrip("\n") == known.rstrip("\n"):
            text = known
        yield _document(source, path, text)


def _document(source: Source, path: Path, text: str) -> Document:
    sheet = _sheet(source, path, text)
    triggers = {trigger for _, trigger, _, _ in sheet.events.values()}
    parts = {target for kind, _, target, _ in sheet.pairs if kind in PARTS}
    own = [name for name, one in sheet.bound.items() if one.label not in (QUOTE, *PARTS)]
    mentions = [name for name in own if name not in triggers]
    entity = _entities(sheet, mentions)
    ids = {name: entity[name] for name in mentions if name in entity}
    quotes = [name for name, one in sheet.bound.items() if one.label == QUOTE]
    for name in own:
        if len(sheet.bound[name].places) > 1:
            source.notes["annotations in pieces, taken from first to last"] += 1
    stray = [
        n for n, one in sheet.bound.items() if one.label in (QUOTE, *PARTS) and n not in (*quotes, *parts)
    ]
    for name in stray:
        source.notes[f"{sheet.bound[name].label} annotations of no quote left out"] += 1
    return Document(
        id=path.stem,
        text=text,
        mentions=[_mention(sheet, name, text, ids.get(name)) for name in mentions],
        entities=_linked(sheet, ids),
        events=[_event(sheet, name, text) for name in sheet.events] or ABSENT,
        quotes=[_quote(sheet, name, text) for name in quotes] or ABSENT,
    )


def _sheet(source: Source, path: Path, text: str) -> _Sheet:
    sheet = _Sheet({}, {}, [], {}, {})
    for number, line in enumerate(source.content(path).split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            if not _line(sheet, line.rstrip("\r"), number):
                source.fail(f"{line!r} is no T, E, R, *, A or N line of brat", number, file=path)
        elif line.startswith("#"):
            source.notes["annotators' notes left out"] += 1
    _check(source, path, sheet, text)
    return sheet


def _line(sheet: _Sheet, line: str, number: int) -> bool:
    """Read one line; False if it is of no kind."""
    if found := _TEXT.fullmatch(line):
        places = tuple((int(a), int(b)) for a, b in (piece.split() for piece in found[3].split(";")))
        sheet.bound[found[1]] = _Bound(found[2], places, number)
    elif found := _EVENT.fullmatch(line):
        arguments = [tuple(part.split(":", 1)) for part in found[4].split()]
        sheet.events[found[1]] = (found[2], found[3], [(a, b) for a, b in arguments], number)
    elif found := _RELATION.fullmatch(line):
        sheet.pairs.append((found[2], found[3], found[4], number))
    elif found := _EQUAL.fullmatch(line):
        first, *others = found[1].split()
        sheet.pairs.extend(("coref", first, other, number) for other in others)
    elif found := _ATTRIBUTE.fullmatch(line):
        sheet.attributes.setdefault(found[3], {})[found[2].lower()] = found[4] or "true"
    elif found := _NORM.fullmatch(line):
        if found[3].lower() == "wikidata":
            sheet.links[found[2]] = (found[4], found[5])
    else:
        return False
    return True


def _check(source: Source, path: Path, sheet: _Sheet, text: str) -> None:
    """Offsets are in the text, and whatever is pointed at is there."""
    for name, one in sheet.bound.items():
        for start, end in one.places:
            if not start < end <= len(text):
                what = f"{name}: {no_span(start, end, text)}"
                source.fail(what, one.line, file=path)
    known = {*sheet.bound, *sheet.events}
    pointed = [(end, line) for _, a, b, line in sheet.pairs for end in (a, b)]
    for _, trigger, arguments, line in sheet.events.values():
        pointed += [(trigger, line), *((end, line) for _, end in arguments)]
    for target, line in pointed:
        if target not in known:
            source.fail(f"{target} is nowhere in the file", line, file=path)


def _entities(sheet: _Sheet, mentions: list[str]) -> dict[str, str]:
    """Mention -> entity, if the file joins or links any; the id is the first mention's."""
    joins = [(a, b) for kind, a, b, _ in sheet.pairs if "coref" in kind.lower() or kind.lower() == "equiv"]
    if not joins and not sheet.links:
        return {}
    parent = {name: name for name in mentions}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for a, b in joins:
        if a in parent and b in parent:
            first, second = sorted((root(a), root(b)), key=mentions.index)
            parent[second] = first
    return {name: root(name) for name in mentions}


def _linked(sheet: _Sheet, ids: dict[str, str]) -> list[Entity] | None:
    if not ids:
        return cast("None", ABSENT)
    links = {ids[name]: link for name, link in sheet.links.items() if name in ids}
    found = []
    for entity in dict.fromkeys(ids.values()):
        kind = sheet.bound[entity].label
        if sheet.links:
            qid, name = links.get(entity, (None, ABSENT))
            found.append(Entity(id=entity, type=kind, name=name, wikidata=qid))
        else:
            found.append(Entity(id=entity, type=kind))
    return found


def _span(sheet: _Sheet, name: str, text: str) -> dict[str, Any]:
    """Start, end and words of an annotation; of an event, those of its trigger."""
    start, end = sheet.bound[sheet.events[name][1] if name in sheet.events else name].hull
    return {"start": start, "end": end, "text": text[start:end]}


def _mention(sheet: _Sheet, name: str, text: str, entity: str | None) -> Mention:
    form = sheet.attributes.get(name, {}).get("form", ABSENT)
    return Mention(
        **_span(sheet, name, text), type=sheet.bound[name].label, form=form, entity=entity or ABSENT
    )


def _event(sheet: _Sheet, name: str, text: str) -> Event:
    label, trigger, arguments, _ = sheet.events[name]
    said = sheet.attributes.get(name, {}) | sheet.attributes.get(trigger, {})
    names = [*shipped.ontology()["event_attributes"], "event", "time"]
    attributes: dict[str, Any] = {key: said[key] for key in names if key in said}
    return Event(
        **_span(sheet, trigger, text),
        type=event_type(label),
        arguments=[Argument(role=_role(role), **_span(sheet, end, text)) for role, end in arguments],
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


def _quote(sheet: _Sheet, name: str, text: str) -> Quote:
    content = [Span(start=a, end=b, text=text[a:b]) for a, b in sheet.bound[name].places]
    ends = {kind: Span(**_span(sheet, b, text)) for kind, a, b, _ in sheet.pairs if a == name}
    said = sheet.attributes.get(name, {})
    return Quote(
        type=said.get("type", ABSENT),
        content=content,
        cue=ends.get("Cue", ABSENT),
        source=ends.get("Source", ABSENT),
        addressee=ends.get("Addressee", ABSENT),
        speaker=said.get("speaker", ABSENT),
    )
