"""Labels that change in the second side of a minimal pair (internal).

Each layer has a table of words -> labels. Words that a record has already change
that record; others make a new one; `gone` removes it.

    mentions."Ann Lund" = "ann name"         entity, form, and of a nominal the head
    events.met = "type=Contact.Meet polarity=negative -Time Agent:she Place:Tarn"
    quotes."“We agree”" = "cue:said source:she addressee:- speaker=ann"
    uses."“green”" = "term"
    entities.ann = {type = "PER", name = "Ann Lund"}

Words occur once in the text, or in a context: in `then [she] left`, the record is
what the brackets hold. A quote in pieces has brackets around each. In a value,
`_` stands for a blank. The time of an event, the type of a quote and the speaker
follow from the rest, as in every gold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from presscheck.document.model import (
    Argument,
    Document,
    Entity,
    Event,
    MarkedUse,
    Mention,
    Offsets,
    Quote,
    Span,
)
from presscheck.layers.texts import mark_pairs, timex_values

_NEW = {"polarity": "positive", "modality": "asserted", "genericity": "specific", "tense": "past"}
"""Attributes of a new event, unless others are given."""

_GONE = "gone"


def relabelled(doc: Document, row: Mapping[str, Any], known: Iterable[Entity]) -> Document:
    """A document with the changed labels of a pair.

    Args:
        doc: the edited passage.
        row: the pair's table.
        known: entities of the document that the passage is of.

    Raises:
        ValueError: words do not occur once.
        KeyError: an entity is not known, or a new record lacks a value.

    >>> doc = Document(id="d", text="She met Bo.", events=[Event(start=4, end=7, polarity="positive")])
    >>> relabelled(doc, {"events": {"met": "polarity=negative"}}, []).events[0].polarity
    'negative'
    """
    text = doc.text or ""
    entities = {entity.id: entity for entity in [*known, *_entities(row.get("entities", {}))]}
    mentions = _changed(text, doc.mentions, row.get("mentions", {}), partial(_mention, entities))
    owner = {(m.start, m.end): m.entity for m in mentions}
    events = _changed(text, doc.events, row.get("events", {}), _event)
    quotes = _changed(text, doc.quotes, row.get("quotes", {}), _quote)
    uses = _changed(text, doc.marked_uses, row.get("uses", {}), _use)
    used = {m.entity for m in mentions} | {quote.speaker for quote in quotes}
    new = replace(
        doc,
        mentions=mentions,
        entities=[entity for entity in entities.values() if entity.id in used],
        events=events,
        quotes=[_spoken(quote, owner) for quote in quotes],
        marked_uses=uses,
    )
    return _settled(new, {place(text, words) for words in row.get("events", {})})


def place(text: str, words: str) -> Offsets:
    """The only place of words in a text.

    Args:
        text: a document's text.
        words: those that occur once, not inside a longer word.

    Raises:
        ValueError: they occur not at all, or more than once.
    """
    edges = [r"\b" if words[at].isalnum() else "" for at in (0, -1)]
    spans = [match.span() for match in re.finditer(edges[0] + re.escape(words) + edges[1], text)]
    if len(spans) != 1:
        raise ValueError(f"{words!r} occurs {len(spans)} times in {text!r}; expected once")
    return spans[0]


def places(text: str, words: str) -> list[Offsets]:
    """The places of words, or of what brackets hold in them.

    >>> places("He said he left.", "He said [he]"), places("He said he left.", "left")
    ([(8, 10)], [(11, 15)])
    """
    start, end = place(text, re.sub(r"[\[\]]", "", words))
    if "[" not in words:
        return [(start, end)]
    spans, at, begun = [], start, start
    for char in words:
        if char == "[":
            begun = at
        elif char == "]":
            spans.append((begun, at))
        else:
            at += 1
    return spans


def _changed(
    text: str,
    records: Sequence[Any] | None,
    table: Mapping[str, str],
    change: Callable[[str, Any, list[Offsets], str], Any],
) -> list[Any]:
    """The records of a layer after the changes that a table tells."""
    kept = {_start(record): record for record in records or ()}
    for words, labels in table.items():
        spans = places(text, words)
        key = _key(kept, spans)
        old = kept.pop(key, None)
        if labels != _GONE:
            kept[spans[0]] = change(text, old, spans, labels)
        elif old is None:
            raise ValueError(f"{words!r} has no record that could go")
    return [*kept.values()]


def _start(record: Any) -> Offsets:
    """The span by which a record is told: of a quote its first part."""
    first = record.content[0] if isinstance(record, Quote) else record
    return first.start, first.end


def _key(kept: Mapping[Offsets, Any], spans: Sequence[Offsets]) -> Offsets:
    """The span of the record that is meant: this one; of a quote else the first one that shares words."""
    (start, end), *_ = spans
    shared = (
        at for at, record in kept.items() if isinstance(record, Quote) and at[0] < end and start < at[1]
    )
    return spans[0] if spans[0] in kept else next(shared, spans[0])


def _span(text: str, at: Offsets) -> dict[str, Any]:
    return {"start": at[0], "end": at[1], "text": text[slice(*at)]}


def _entities(table: Mapping[str, Mapping[str, str]]) -> list[Entity]:
    return [
        Entity(id=name, type=row["type"], name=row["name"], wikidata=None, value=row.get("value"))
        for name, row in table.items()
    ]


def _mention(
    entities: Mapping[str, Entity], text: str, _: Mention | None, at: Sequence[Offsets], labels: str
) -> Mention:
    entity, form, *head = labels.split()
    span = at[0]
    heads = [place(text[slice(*span)], word) for word in head]
    return Mention(
        **_span(text, span),
        type=entities[entity].type,
        form=form,
        head=(span[0] + heads[0][0], span[0] + heads[0][1]) if heads else None,
        entity=entity,
    )


def _use(text: str, _: MarkedUse | None, at: Sequence[Offsets], labels: str) -> MarkedUse:
    return MarkedUse(**_span(text, at[0]), use=labels)


def _filled(text: str, words: str) -> Span:
    return Span(**_span(text, places(text, words.replace("_", " "))[0]))


def _event(text: str, old: Event | None, at: Sequence[Offsets], labels: str) -> Event:
    words = labels.split()
    values = dict(word.split("=", 1) for word in words if "=" in word)
    less = {word[1:] for word in words if word.startswith("-")}
    more = [word.split(":", 1) for word in words if ":" in word]
    if old is None:
        trigger = text[slice(*at[0])]
        values = {**_NEW, "event": f"pair-{trigger.replace(' ', '-').lower()}", "type": "", **values}
        old = Event(**_span(text, at[0]), time=None, arguments=[])
        if not values["type"]:
            raise KeyError(f"type of the new event {trigger!r}")
    arguments = [a for a in old.arguments or () if a.role not in less]
    for role, filler in more:
        span = _filled(text, filler)
        arguments.append(Argument(role=role, start=span.start, end=span.end, text=span.text))
    return replace(old, arguments=arguments, **values)


def _quote(text: str, old: Quote | None, at: Sequence[Offsets], labels: str) -> Quote:
    named: dict[str, Any] = {} if old else {"cue": None, "source": None, "addressee": None}
    for word in labels.split():
        name, sign, value = re.split("([:=])", word, maxsplit=1)
        named[name] = None if value == "-" else value if sign == "=" else _filled(text, value)
    content = [Span(**_span(text, span)) for span in at]
    return replace(old or Quote(type=None, content=[], speaker=None, also=[]), content=content, **named)


def _spoken(quote: Quote, owner: Mapping[Offsets, str | None]) -> Quote:
    """The quote with the speaker that its source names."""
    source: Any = quote.source
    return replace(quote, speaker=owner[source.start, source.end]) if source else quote


def _settled(doc: Document, changed: set[Offsets]) -> Document:
    """The document with the values that follow from others."""
    values = timex_values.values_by_span(doc)
    events = [
        replace(event, time=timex_values.derived(event, values) or None)
        if (event.start, event.end) in changed
        else event
        for event in doc.events or ()
    ]
    quotes = [replace(quote, type=mark_pairs.derived_type(doc, quote)) for quote in doc.quotes or ()]
    return replace(doc, events=events, quotes=quotes)
