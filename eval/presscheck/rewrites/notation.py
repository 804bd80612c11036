"""The notation of minimal pairs: a text with its spans marked, and what they are (internal).

    [words|label]      a mention; `anna.2` is a second mention of `anna`; `^` stands before its head
    {words|label}      a trigger (`e1`), or a cue (`c1`)
    <words|label>      a part of a quote's content (`q1`), or a marked use (`term`, `scare`, …)

Spans nest. A label of a trigger or a quote has a line of its own:

    e1 = "Contact.Meet negative asserted specific past Participant:anna Place:varn"
    q1 = "cue:c1 source:anna"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from presscheck.document.canonical import canonical
from presscheck.document.model import Argument, Document, Entity, Event, MarkedUse, Mention, Quote, Span
from presscheck.layers.texts import mark_pairs, timex_values

_OPEN, _CLOSE = "[{<", "]}>"
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?][”’]*(?= [A-Z“‘\u2022])|(?=\n)|\Z)")
_PRONOUNS = frozenset(
    [
        "he",
        "she",
        "it",
        "they",
        "him",
        "her",
        "them",
        "his",
        "its",
        "their",
        "we",
        "i",
        "you",
        "who",
        "which",
        "that",
        "himself",
        "herself",
    ]
)
_CALENDAR = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][a-z]+ \d{1,2}")
_FIELDS: dict[str, Any] = {
    "schema_version": "1.1.0",
    "publisher": "presscheck",
    "published": "2030-05-04",
    "language": "en",
    "rights": "CC0 1.0; people, places and events are invented.",
}


class _Marked(NamedTuple):
    kind: str
    label: str
    start: int
    end: int
    head: int | None


def document(name: str, title: str, given: Mapping[str, Any], entities: Mapping[str, str]) -> Document:
    """A document from its notation.

    Args:
        name: its id.
        title: what the document is about.
        given: `text`, and a line for every trigger and quote.
        entities: label -> "TYPE Name", with the value behind it in brackets for a time.

    Raises:
        ValueError: a span is not closed, or a label has no line.

    >>> doc = document("d", "t", {"text": "[Oslo|oslo] {met|e1} [Rome|rome].", "e1": "Contact.Meet positive "
    ...     "asserted specific past Participant:oslo"}, {"oslo": "GPE Oslo", "rome": "GPE Rome"})
    >>> doc.text, doc.events[0].arguments[0].text, [m.entity for m in doc.mentions]
    ('Oslo met Rome.', 'Oslo', ['oslo', 'rome'])
    """
    text, marked = _read(given["text"])
    mentions = [_mention(text, span, entities) for span in marked if span.kind == "["]
    places = {span.label: span for span in marked if span.kind != "<"}
    used = {m.entity for m in mentions}
    doc = Document(
        **_FIELDS,
        id=name,
        title=title,
        text=text,
        sentences=[_trimmed(text, *match.span()) for match in _SENTENCE.finditer(text)],
        mentions=mentions,
        entities=[_entity(label, line) for label, line in entities.items() if label in used],
        events=[
            _event(text, span, given, places) for span in marked if span.label in given and span.kind == "{"
        ],
        quotes=[*_quotes(text, marked, given, places)],
        marked_uses=[
            MarkedUse(**_words(text, span), use=span.label)
            for span in marked
            if span.kind == "<" and span.label not in given
        ],
    )
    values = timex_values.values_by_span(doc)
    events = [replace(event, time=timex_values.derived(event, values)) for event in doc.events or ()]
    quotes = [replace(quote, type=mark_pairs.derived_type(doc, quote)) for quote in doc.quotes or ()]
    return canonical(replace(doc, events=events, quotes=quotes))


def _read(notation: str) -> tuple[str, list[_Marked]]:
    """The text, and its spans in the order in which they close."""
    text: list[str] = []
    marked: list[_Marked] = []
    stack: list[tuple[str, int, int | None]] = []
    at = 0
    while at < len(notation):
        char = notation[at]
        if char in _OPEN:
            stack.append((char, len(text), None))
        elif char == "^" and stack:
            stack[-1] = (*stack[-1][:2], len(text))
        elif char == "|":
            kind, start, head = stack.pop()
            end = notation.index(_CLOSE[_OPEN.index(kind)], at)
            marked.append(_Marked(kind, notation[at + 1 : end], start, len(text), head))
            at = end
        else:
            text.append(char)
        at += 1
    if stack:
        raise ValueError(f"a span that begins at {stack[-1][1]} is not closed: {notation!r}")
    return "".join(text), marked


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _words(text: str, span: _Marked) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": text[span.start : span.end]}


def _mention(text: str, span: _Marked, entities: Mapping[str, str]) -> Mention:
    """A mention; its form follows from its words, its type from its entity."""
    entity = span.label.partition(".")[0]
    kind = entities[entity].split()[0]
    words = text[span.start : span.end]
    form = _form(words, kind)
    head = None
    if form == "nominal" and " " in words:
        start = span.head if span.head is not None else span.start + words.rindex(" ") + 1
        word = re.match(r"[\w’-]+", text[start : span.end])
        head = (start, start + len(word[0])) if word else None
    return Mention(**_words(text, span), type=kind, form=form, head=head, entity=entity)


def _form(words: str, kind: str) -> str:
    if words.lower() in _PRONOUNS:
        return "pronoun"
    if kind == "TIME":
        return "name" if _CALENDAR.fullmatch(words) else "nominal"
    return "name" if all(word[0].isupper() for word in words.split()) else "nominal"


def _entity(label: str, line: str) -> Entity:
    kind, _, name = line.partition(" ")
    name, _, value = name.partition(" (")
    return Entity(id=label, type=kind, name=name, wikidata=None, value=value.rstrip(")") or None)


def _event(text: str, span: _Marked, given: Mapping[str, Any], places: Mapping[str, _Marked]) -> Event:
    kind, polarity, modality, genericity, tense, *roles = str(given[span.label]).split()
    arguments = []
    for role, _, label in (role.partition(":") for role in roles):
        arguments.append(Argument(role=role, **_words(text, places[label])))
    return Event(
        **_words(text, span),
        type=kind,
        event=span.label.partition(".")[0],
        polarity=polarity,
        modality=modality,
        genericity=genericity,
        tense=tense,
        time=None,
        arguments=arguments,
    )


def _quotes(
    text: str, marked: list[_Marked], given: Mapping[str, Any], places: Mapping[str, _Marked]
) -> Iterator[Quote]:
    labels = dict.fromkeys(span.label for span in marked if span.kind == "<" and span.label in given)
    for label in labels:
        parts = [Span(**_words(text, span)) for span in marked if span.label == label]
        named = dict(word.split(":") for word in str(given[label]).split())
        spans: dict[str, Any] = {
            key: Span(**_words(text, places[named[key]]))
            for key in ("cue", "source", "addressee")
            if key in named
        }
        speaker = named.get("speaker", named.get("source", "")).partition(".")[0] or None
        phrases: dict[str, Any] = {"cue": None, "source": None, "addressee": None, **spans}
        yield Quote(type=None, content=parts, speaker=speaker, also=[], **phrases)
