"""The layers of a UIMA document, whatever it was written in: names, chains, sentences, slots (internal).

Named entities and spans of custom layers with a label are mentions; what has
slots of roles and targets is an event; chains make entities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from presscheck.document.model import ABSENT, Argument, Document, Entity, Event, Mention, Offsets
from presscheck.formats import chains, windows
from presscheck.formats.source import Source

LABELS = ("value", "label", "category", "type", "kind")
"""Features that say what an annotation is, the likelier first."""
LINK = "identifier"
"""The feature that has the IRI of an entity."""
PLAIN = (
    "Token",
    "Lemma",
    "POS",
    "Stem",
    "TagsetDescription",
    "TagDescription",
    "DocumentAnnotation",
    "SegmenterParagraph",
)
"""Layers of the tools that hold nothing of ours."""


class Structure(NamedTuple):
    """One annotation.

    Args:
        path: its place, for messages.
        type: with its package.
        place: in UTF-16 units, half-open; None where it has no place.
        features: names -> strings, numbers; references are left out.
        slots: role and target of each slot.
    """

    path: str
    type: str
    place: Offsets | None
    features: Mapping[str, Any]
    slots: Sequence[tuple[str, Structure]] | None = None

    @property
    def name(self) -> str:
        """The type without its package."""
        return self.type.rsplit(".", 1)[-1]

    @property
    def label(self) -> str | None:
        """The feature that says what it is; the only string where none is called so."""
        words = {key: value for key, value in self.features.items() if isinstance(value, str) and value}
        plain = [key for key in words if key != LINK and not words[key].replace(" ", "").isdigit()]
        key = next((key for key in LABELS if key in words), plain[0] if len(plain) == 1 else None)
        return words[key] if key is not None else None


class Sheet(NamedTuple):
    """A UIMA document.

    Args:
        id: of the document.
        text: it.
        language: of the document, or None.
        structures: everything in it but the chains.
        chains: the places of the links of each chain.
    """

    id: str
    text: str
    language: str | None
    structures: Sequence[Structure]
    chains: Sequence[Sequence[Structure]]


class _Points:
    """Places of a text in code points, from UTF-16 units."""

    def __init__(self, source: Source, text: str) -> None:
        sizes = (1 + (char > "\uffff") for char in text)
        self.source, self.text = source, text
        self.points = {at: point for point, at in enumerate(accumulate(sizes, initial=0))}

    def of(self, one: Structure) -> Offsets:
        """The place of an annotation.

        Raises:
            InvalidInputError: it is not in the text, or begins or ends within a character.
        """
        start, end = (self.points.get(at) for at in one.place or (-1, -1))
        if start is None or end is None or start > end:
            self.source.fail(
                f"{one.name} at {list(one.place or ())} is not a span of a text of {len(self.points) - 1} "
                "characters in UTF-16 units",
                path=one.path,
            )
        return start, end

    def span(self, one: Structure) -> dict[str, Any]:
        """The fields of its span."""
        start, end = self.of(one)
        return {"start": start, "end": end, "text": self.text[start:end]}


def document(source: Source, sheet: Sheet) -> Document:
    """A document of ours.

    Args:
        source: for messages; notes what is left out.
        sheet: what is in the file.

    Raises:
        InvalidInputError: an annotation is not in the text.
    """
    points = _Points(source, sheet.text)
    placed = [one for one in sheet.structures if one.place is not None and one.place[0] < one.place[1]]
    named, acting, sentences = [], [], []
    for one in placed:
        if one.name == "Sentence":
            sentences.append(points.of(one))
        elif one.slots is not None:
            acting.append(one)
        elif one.label is not None and (one.name == "NamedEntity" or "custom" in one.type.split(".")):
            named.append(one)
        elif one.name not in PLAIN:
            source.notes[f"annotations of {one.type} left out"] += 1
    entity_of = _entities(points, sheet.chains)
    mentions = chains.admissible(_mentions(points, named, entity_of), source.notes)
    own = ABSENT if source.texts.get(sheet.id) == sheet.text else sheet.text
    return Document(
        id=sheet.id,
        text=own,
        language=sheet.language or ABSENT,
        sentences=sorted(sentences) or ABSENT,
        mentions=mentions,
        entities=_linked(mentions, points, named),
        events=[*_events(source, points, acting)] if acting else ABSENT,
    )


def _entities(points: _Points, listed: Iterable[Sequence[Structure]]) -> dict[Offsets, str]:
    """Place -> number of its chain, from 1."""
    return {points.of(one): str(n) for n, chain in enumerate(listed, 1) for one in chain}


def _mentions(
    points: _Points, named: Iterable[Structure], entity_of: Mapping[Offsets, str]
) -> Iterator[Mention]:
    """Labelled spans, and those of chains that have no label."""
    known: set[Offsets] = set()
    for one in named:
        place = points.of(one)
        known.add(place)
        yield Mention(**points.span(one), type=one.label, entity=entity_of.get(place) or linked(one))
    for (start, end), entity in entity_of.items():
        if (start, end) not in known:
            yield Mention(start=start, end=end, text=points.text[start:end], entity=entity)


def linked(one: Structure) -> str | None:
    """The target of an annotation's link: the end of its IRI.

    >>> linked(Structure("", "NamedEntity", (0, 4), {"identifier": "http://www.wikidata.org/entity/Q585"}))
    'Q585'
    """
    iri = one.features.get(LINK)
    return iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1] or None if isinstance(iri, str) else None


def _linked(mentions: Sequence[Mention], points: _Points, named: Iterable[Structure]) -> list[Entity]:
    """The entities of mentions, with the first link that any of them has."""
    links = {points.of(one): link for one in reversed([*named]) if (link := linked(one))}
    found: dict[str, str] = {}
    for mention in mentions:
        if isinstance(mention.entity, str) and (link := links.get((mention.start, mention.end))):
            found.setdefault(mention.entity, link)
    links_of: Mapping[str, Any] = found
    return [
        Entity(id=one.id, type=one.type, wikidata=links_of.get(one.id, ABSENT))
        for one in chains.entities(mentions)
    ]


def _events(source: Source, points: _Points, acting: Iterable[Structure]) -> Iterator[Event]:
    for one in acting:
        fillers = [
            Argument(role=role, **points.span(target))
            for role, target in one.slots or ()
            if target.place is not None
        ]
        yield Event(
            **points.span(one), type=one.label or ABSENT, arguments=windows.arguments(source, fillers)
        )
