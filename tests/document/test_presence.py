"""Missing, null and a value are three things, for every optional key of every record."""

import json

import msgspec
import pytest
from msgspec import UNSET
from tests.document.test_schema import objects

from presscheck.document import jsonl, model, schemas, spans
from presscheck.document.canonical import canonical
from presscheck.document.model import Argument, Document, Event, Frame, Mention, Quote, Span
from presscheck.document.presence import given, lacks_keys, without_null, without_unset

TEXT = "“We go now”, Ann told them and later insisted."
PIECES = [{"start": 31, "end": 36}, {"start": 17, "end": 21}]
QUOTE = {"content": [{"start": 0, "end": 11}], "cue": PIECES, "source": {"start": 13, "end": 16}}

RECORDS = {
    model.Span: lambda extra: {"quotes": [{"content": [{"start": 0, "end": 1, **extra}]}]},
    model.Mention: lambda extra: {"mentions": [{"start": 0, "end": 1, **extra}]},
    model.Entity: lambda extra: {"entities": [{"id": "e", **extra}]},
    model.Argument: lambda extra: {
        "events": [{"start": 0, "end": 1, "arguments": [{"role": "Place", "start": 0, "end": 1, **extra}]}]
    },
    model.Event: lambda extra: {"events": [{"start": 0, "end": 1, **extra}]},
    model.Frame: lambda extra: {"quotes": [{"content": [{"start": 0, "end": 1}], "also": [extra]}]},
    model.Quote: lambda extra: {"quotes": [{"content": [{"start": 0, "end": 1}], **extra}]},
    model.MarkedUse: lambda extra: {"marked_uses": [{"start": 0, "end": 1, "use": "term", **extra}]},
    model.Document: lambda extra: extra,
}
NULLABLE = [
    (struct, key)
    for schema, struct in objects(schemas.PREDICTION)
    for key in schema["properties"]
    if key not in ("meta", "start", "end", "id", "role", "use", "content")
]


@pytest.mark.parametrize(("struct", "key"), NULLABLE, ids=lambda part: getattr(part, "__name__", part))
def test_missing_and_null_stay_what_they_are(struct, key):
    """A key that is missing is not written, a null that is given is; both ways through a file."""
    for extra in ({}, {key: None}):
        value = {"id": "d", **RECORDS[struct](extra)}
        line = jsonl.dumps(jsonl.loads(json.dumps(value)))
        assert json.loads(line) == value
        assert jsonl.dumps(canonical(jsonl.loads(line))) == line


def test_records_that_are_put_into_a_whole_document_are_whole_too():
    """Records of every layer that `replace` puts in: the same as if all had been read together."""
    whole = without_unset(Document(id="d", text="Ann said: “Bo met Cy.”"))
    cue = [Span(start=4, end=6), Span(start=6, end=8)]
    quotes = [Quote(content=[Span(start=10, end=22)], cue=cue, also=[Frame(cue=cue)])]
    events = [Event(start=14, end=17, arguments=[Argument(role="Agent", start=11, end=13)])]
    layers = {"mentions": [Mention(start=0, end=3)], "events": events, "quotes": quotes}
    wanted = without_unset(Document(id="d", text=whole.text, **layers))
    assert without_unset(msgspec.structs.replace(whole, **layers)) == wanted
    assert without_unset(wanted) is wanted


def test_records_with_the_same_values_are_equal():
    """As they were read or whole: a document that is written and read again is the one that it was."""
    whole = without_unset(jsonl.from_plain({"id": "d", "text": TEXT, "quotes": [{**QUOTE, "cue": None}]}))
    again = jsonl.loads(jsonl.dumps(whole))
    assert again == whole
    assert again != msgspec.structs.replace(whole, text="other")
    assert Span(start=0, end=1) != Mention(start=0, end=1)


def test_a_document_without_unset_has_no_missing_key():
    """Layers read null, or an empty list, for what is missing, and the same document for what is not."""
    raw = jsonl.from_plain({"id": "d", "events": [{"start": 0, "end": 1}], "quotes": [QUOTE]})
    whole = without_unset(raw)
    assert lacks_keys(raw)
    assert not lacks_keys(whole)
    assert without_unset(whole) is whole
    assert (whole.title, whole.events[0].arguments, whole.quotes[0].also) == (None, [], [])
    assert not given(raw.events[0], "type")
    assert whole.events[0].type is None
    assert raw.events[0].type is UNSET


def test_a_phrase_in_pieces_is_walked_replaced_and_written():
    """Its pieces have their own paths and stand in the order of the text; its offsets are the last one's."""
    doc = canonical(jsonl.from_plain({"id": "d", "text": TEXT, "quotes": [QUOTE]}))
    for same in (doc, without_unset(doc)):
        assert [(path, span.start) for path, span in spans.walk(same) if "cue" in path] == [
            ("$.quotes[0].cue[0]", 17),
            ("$.quotes[0].cue[1]", 31),
        ]
        moved = spans.replaced(
            same, lambda _, span: [model.Span(start=span.start + 1, end=span.end, text=None)]
        )
        assert [piece.start for piece in spans.pieces(moved.quotes[0].cue)] == [18, 32]
    assert [piece["start"] for piece in json.loads(jsonl.dumps(doc))["quotes"][0]["cue"]] == [17, 31]
    whole = without_unset(doc).quotes[0]
    assert (whole.cue.start, whole.cue.end) == (31, 36)


def test_new_records_in_a_document_that_was_completed_are_completed_too():
    """Phrases in pieces stay one record, and what is complete is equal to what has every key."""
    phrase = [model.Span(start=0, end=2), model.Span(start=4, end=6)]
    whole = without_unset(
        model.Document(id="d", quotes=[model.Quote(content=[model.Span(start=7, end=9)], cue=phrase)])
    )
    mixed = msgspec.structs.replace(whole, mentions=[model.Mention(start=0, end=2)])
    again = without_unset(mixed)
    assert again.quotes == whole.quotes
    every = {"text": None, "type": None, "form": None, "head": None, "entity": None}
    assert again.mentions == [model.Mention(start=0, end=2, **every)]
    assert [model.Mention(start=0, end=2, **every)] == again.mentions
    assert without_unset(again) is again


def records_of(doc):
    """The document and every record in it, in one order."""
    quotes, events = doc.quotes or [], doc.events or []
    yield from (doc, *(doc.mentions or []), *(doc.entities or []), *events, *quotes, *(doc.marked_uses or []))
    yield from (argument for event in events for argument in event.arguments or ())
    yield from (part for quote in quotes for part in quote.content)
    yield from (frame for quote in quotes for frame in quote.also or ())


VALUES = {
    "text_sha256": "0" * 64,
    "text_length": 3,
    "quotation_marks": "single",
    "schema_version": "1.1.0",
    "tokens": [[0, 1]],
    "sentences": [],
    "paragraphs": [],
    "aliases": [],
    "attempted": ["mentions"],
    "mentions": [],
    "entities": [],
    "events": [],
    "quotes": [],
    "marked_uses": [],
    "also": [],
    "arguments": [],
    **{key: {"start": 0, "end": 1} for key in ("cue", "source", "addressee", "frame")},
    "head": [0, 1],
    "confidence": 0.5,
}
"""A value of each key that is not a string."""


@pytest.mark.parametrize(("struct", "key"), NULLABLE, ids=lambda part: getattr(part, "__name__", part))
def test_a_line_without_null_is_read_as_any_other(struct, key):
    """The document is the same as by two steps, and has the same keys; a null that is lost so is refused."""
    for extra in ({}, {key: VALUES.get(key, "x")}, {key: None}):
        line = json.dumps({"id": "d", **RECORDS[struct](extra)}).encode()
        raw, doc = jsonl.loads(line), without_null(line)
        if doc is None:
            assert extra.get(key, 0) is None
            continue
        assert doc == without_unset(raw)
        assert jsonl.dumps(doc) == jsonl.dumps(raw)
        pairs = [*zip(records_of(raw), records_of(doc), strict=True)]
        assert pairs
        for one, other in pairs:
            fields = one.__struct_fields__
            assert [given(one, name) for name in fields] == [given(other, name) for name in fields]


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "d", "id": "e"}',
        b'{"id": "d", "mentions": [{"start": 0, "start": 0, "end": 1}]}',
        b'{"id": "d", "mentions": [{"start": -1, "end": 1}]}',
        b'{"id": "d", "events": [{"start": 0, "end": 1, "arguments": null}]}',
        b'{"id": "d", "quotes": [{"content": [], "cue": [{"start": 0, "end": 1}]}]}',
        b'{"id": "d", "entities": [{"id": "e", "wikidata": 3}]}',
        b'{"id": "d", "text": "\\ud800"}',
        b"[" * 5000,
        b'{"id": "d"} x',
    ],
)
def test_a_line_that_needs_a_second_look_is_not_read_at_once(line):
    """Repeated keys, wrong values and pieces are for the reader that can say what is wrong."""
    assert without_null(line) is None
