"""A field map applied: documents with the records that stand where it says (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from presscheck.document.model import (
    ABSENT,
    NOWHERE,
    Argument,
    Entity,
    Event,
    Mention,
    Offsets,
    Quote,
    Span,
)
from presscheck.document.spans import PHRASES
from presscheck.formats.fieldmaps.model import (
    ArgumentRule,
    DocumentRule,
    FieldMap,
    MentionRule,
    QuoteRule,
    Rule,
    rules,
)
from presscheck.formats.fieldmaps.offsets import Given, Ruler
from presscheck.formats.fieldmaps.paths import Node, container, select
from presscheck.formats.fieldmaps.tables import table_rows
from presscheck.formats.fieldmaps.values import Values, opened
from presscheck.text import wording

_ATTRIBUTES = ("event", "polarity", "modality", "genericity", "tense", "time")


class Piece(NamedTuple):
    """A stretch of a document with offsets of its own: most often the whole.

    Args:
        node: where its records stand.
        shift: code points of the document before it.
        ruler: places in it.
    """

    node: Node
    shift: int
    ruler: Ruler


class Reading:
    """One document of a file, on its way to ours.

    Args:
        fields: the map.
        values: of the file.
        text: the document's, or None.
        notes: gain what was repaired or left out.
        nearest: whether words that do not stand at their offsets go to the nearest place; else they go
            without offsets.
    """

    def __init__(
        self, fields: FieldMap, values: Values, text: str | None, notes: Counter[str], *, nearest: bool = True
    ) -> None:
        self.fields, self.values, self.text, self.notes, self.nearest = fields, values, text, notes, nearest

    def layers(self, pieces: Sequence[Piece]) -> dict[str, Any]:
        """The layers of the document; one whose records have no place in the file is not given."""
        found: dict[str, Any] = {}
        self._gather(found, "mentions", self._mention, pieces)
        self._gather(found, "entities", self._entity, pieces)
        self._mentions = found.get("mentions") or []
        self._gather(found, "events", self._event, pieces)
        self._gather(found, "quotes", self._quote, pieces)
        return found

    def _gather(self, found: dict[str, Any], layer: str, make: Any, pieces: Sequence[Piece]) -> None:
        for rule in rules(getattr(self.fields, layer)):
            for piece in self._beside(rule, pieces):
                if next(select(piece.node, container(rule.each)), None) is None:
                    continue
                records = found.setdefault(layer, [])
                for node in select(piece.node, rule.each):
                    if not counts(node, rule):
                        continue
                    record = make(node, rule, piece)
                    if record is not None:
                        records.append(record)
                    else:
                        self.values.read.add(node.place)

    def _beside(self, rule: Any, pieces: Sequence[Piece]) -> Sequence[Piece]:
        """The pieces of the document; for a rule with a file, the table beside, or nothing without it."""
        if getattr(rule, "file", None) is None:
            return pieces
        path = self.values.source.path.parent / rule.file
        if not path.is_file():
            return []
        rows: Any = [*table_rows(self.values.source.content(path), path.suffix)]
        whole = opened(rows) if self.fields.literals else rows
        return [piece._replace(node=Node(whole, (rule.file,))) for piece in pieces[:1]]

    def given(self, node: Node, rule: Rule) -> Given:
        """Return the offsets and words that a record gives for its span, the end exclusive."""
        start = self.values.number(node, rule.start)
        end = self.values.number(node, rule.end)
        words = self.values.word(node, rule.text)
        if end is not None and self.fields.inclusive:
            end += 1
        length = self.values.number(node, rule.length)
        if start is not None and length is not None:
            end = start + length
        elif start is not None and end is None and words is not None:
            end = start + len(words)
        return Given(start, end, words)

    def span(self, node: Node, rule: Rule | None, piece: Piece, kind: str) -> dict[str, Any] | None:
        """Start, end and text of a record; None if it has neither words nor a place.

        Raises:
            InvalidInputError: its offsets are not a place in the text, or other words stand there.
        """
        if rule is None:
            return None
        given = self.given(node, rule)
        if given.start is None or given.end is None:
            return self._words(given, kind)
        ruler = piece.ruler
        place = ruler.place(given)
        if given.words is not None and ruler.text is not None and not ruler.stands(given, place):
            return self._elsewhere(node, given, place, piece)
        if place is None or (ruler.text is None and ruler.unit not in ("code points", "tokens")):
            if given.words is not None:
                self.notes[f"offsets in {ruler.unit} without a text, dropped"] += 1
                return self._words(given, kind)
            self.values.fail(node, self._no_place(given, ruler))
        return self._placed(place, given, piece, kind)

    def _words(self, given: Given, kind: str) -> dict[str, Any] | None:
        if given.words is None:
            self.notes[f"{kind} without words"] += 1
            return None
        return {"text": given.words.strip()}

    def _no_place(self, given: Given, ruler: Ruler) -> str:
        if ruler.text is None:
            texts = wording.name("texts")
            missing = "neither words nor a text that they count in"
            return f"offsets in {ruler.unit}, and {missing}; give it with {texts}"
        size = f"a text of {len(ruler.text)} code points"
        return (
            f"[{given.start}, {given.end}) in {ruler.unit} is not a place in {size}; "
            'if offsets count something else, say so: {"unit": …, "inclusive": …} in the field map'
        )

    def _elsewhere(self, node: Node, given: Given, place: Offsets | None, piece: Piece) -> dict[str, Any]:
        """Words that do not stand at their offsets."""
        near = piece.ruler.nearest(given)
        if self.fields.unit != "any":
            there = "nothing" if place is None else repr((piece.ruler.text or "")[slice(*place)])
            where = f"; they are at [{near[0]}, {near[1]})" if near else "; they are not in the text"
            self.values.fail(
                node,
                f"the words are {given.words!r}, but [{given.start}, {given.end}) in {piece.ruler.unit} is "
                f'{there}{where}; `"unit": "any"` in the field map uses the words',
            )
        if near is None or not self.nearest:
            self.notes["offsets with other words, dropped"] += 1
            return {"text": (given.words or "").strip()}
        self.notes["offsets with other words, moved to the nearest place of the words"] += 1
        return self._at(near, piece)

    def _placed(self, place: Offsets, given: Given, piece: Piece, kind: str) -> dict[str, Any] | None:
        text = piece.ruler.text
        if text is None:
            return {
                "start": place[0] + piece.shift,
                "end": place[1] + piece.shift,
                "text": given.words or ABSENT,
            }
        words = text[slice(*place)]
        start = place[0] + len(words) - len(words.lstrip())
        end = place[1] - len(words) + len(words.rstrip())
        if start >= end:
            self.notes[f"{kind} of white space alone"] += 1
            return None
        if (start, end) != place:
            self.notes["white space at the edges of spans, trimmed"] += 1
        return self._at((start, end), piece)

    def _at(self, place: Offsets, piece: Piece) -> dict[str, Any]:
        words = (piece.ruler.text or "")[slice(*place)]
        return {"start": place[0] + piece.shift, "end": place[1] + piece.shift, "text": words}

    def _more(self, node: Node, rule: Any, names: Sequence[str]) -> dict[str, Any]:
        """Fields that are words, those that the map names; the confidence besides."""
        found: dict[str, Any] = {
            name: self.values.word(node, getattr(rule, name))
            for name in names
            if getattr(rule, name) is not None
        }
        sure = self.values.one(node, rule.confidence)
        if isinstance(sure, int | float) and not isinstance(sure, bool) and 0 <= sure <= 1:
            found["confidence"] = sure
        return found

    def _mention(self, node: Node, rule: MentionRule, piece: Piece) -> Mention | None:
        span = self.span(node, rule, piece, "mentions")
        return None if span is None else Mention(**span, **self._more(node, rule, ("type", "form", "entity")))

    def _entity(self, node: Node, rule: Any, _piece: Piece) -> Entity | None:
        name = self.values.word(node, rule.id)
        if name is None:
            self.notes["entities without an id"] += 1
            return None
        return Entity(
            id=name, **self._more(node, rule, ("type", "name", "wikidata")), **self._aliases(node, rule)
        )

    def _aliases(self, node: Node, rule: Any) -> dict[str, Any]:
        aliases = self.values.one(node, rule.aliases)
        return {"aliases": [str(one) for one in aliases]} if isinstance(aliases, list) else {}

    def _event(self, node: Node, rule: Any, piece: Piece) -> Event | None:
        span = self.span(node, rule, piece, "events")
        if span is None:
            return None
        event = Event(**span, **self._more(node, rule, ("type", *_ATTRIBUTES)))
        if not rules(rule.arguments):
            return event
        arguments = [
            argument
            for inner in rules(rule.arguments)
            for at in select(node, inner.each)
            if (argument := self._argument(at, inner, piece, event)) is not None
        ]
        return msgspec.structs.replace(event, arguments=arguments)

    def _argument(self, node: Node, rule: ArgumentRule, piece: Piece, event: Event) -> Argument | None:
        if isinstance(node.value, list):
            return None
        role = self.values.word(node, rule.role)
        span: dict[str, Any] | None
        if rule.entity is not None and (entity := self.values.word(node, rule.entity)) is not None:
            found = _nearest([m for m in self._mentions if m.entity == entity], event)
            span = None if found is None else {"start": found.start, "end": found.end, "text": found.text}
        else:
            span = self.span(node, rule, piece, "arguments")
        if span is not None and role is None:
            self.notes["arguments without a role"] += 1
        if span is None and rule.entity is not None:
            self.notes["arguments whose entity has no mention"] += 1
        if span is None or role is None:
            return None
        return Argument(role=role, **span, **self._more(node, rule, ()))

    def _quote(self, node: Node, rule: QuoteRule, piece: Piece) -> Quote | None:
        parts = rule.content or msgspec.structs.replace(rule, each=".")
        spans = [self.span(at, parts, piece, "quotes") for at in select(node, parts.each)]
        content = [Span(**span) for span in spans if span is not None]
        named = self._named(node, rule, piece)
        if not content and not named.get("cue"):
            return None
        more = self._more(node, rule, ("type", "speaker", "medium"))
        return Quote(content=_in_order(content), **more, **named)

    def _named(self, node: Node, rule: QuoteRule, piece: Piece) -> dict[str, Any]:
        """Source, cue, addressee and frame, as far as the map names them; null where a record has none."""
        found: dict[str, Any] = {}
        for name in PHRASES:
            part = getattr(rule, name)
            if part is None:
                continue
            spans = [span for at in select(node, part.each) if (span := self._part(at, part, piece, name))]
            ordered = _in_order([Span(**span) for span in spans])
            found[name] = ordered[0] if len(ordered) == 1 else ordered or None
        return found

    def _part(self, node: Node, rule: Rule, piece: Piece, name: str) -> dict[str, Any] | None:
        """A part of a quote; None where a record has nothing there."""
        return (
            None if self.given(node, rule) == (None, None, None) else self.span(node, rule, piece, f"{name}s")
        )


def counts(node: Node, rule: Rule) -> bool:
    """Return whether an element is a record of a rule, by its `if` and `unless`."""
    given = rule.given is None or next(select(node, rule.given), None) is not None
    return given and (rule.unless is None or next(select(node, rule.unless), None) is None)


def _in_order(spans: list[Span]) -> list[Span]:
    """Spans by their places; as they are where any of them has none."""
    return (
        spans
        if any(span.start == NOWHERE for span in spans)
        else sorted(spans, key=lambda s: (s.start, s.end))
    )


def _nearest(mentions: Sequence[Mention], event: Event) -> Mention | None:
    """The mention with the fewest code points between it and a trigger, the earlier of equals."""
    if event.start == NOWHERE:
        return mentions[0] if mentions else None
    return min(mentions, key=lambda m: (max(m.start - event.end, event.start - m.end), m.start), default=None)


def spans_of(reading: Reading, pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Given]]:
    """Everything that a map says of spans of mentions and triggers, to tell the unit of the offsets."""
    for layer in ("mentions", "events", "quotes"):
        for rule in rules(getattr(reading.fields, layer)):
            for piece in pieces:
                for node in select(piece.node, rule.each):
                    yield piece, reading.given(node, rule)


def document_rule(fields: FieldMap) -> DocumentRule:
    """The rule for documents; without one, the value is one document."""
    return fields.documents or DocumentRule()
