"""Every span of the model is in the walk and in all that goes over the spans of a document."""

import copy
import json

import msgspec
import pytest
from tests.helpers import every_span

from presscheck.document import jsonl, placement, shape, spans, unknown_keys
from presscheck.document.canonical import canonical
from presscheck.document.columns import Columns
from presscheck.document.model import Frame, Pieces, Quote, Span
from presscheck.document.presence import without_unset

BOTH = pytest.mark.parametrize("pieces", [False, True], ids=["one span", "pieces"])


def document(value):
    """A JSON value as a document."""
    return jsonl.loads(json.dumps(value).encode())


def without(key, pieces):
    """For each span the document in which that span alone lacks a key, with the span's path."""
    for path, _ in every_span.paths(every_span.plain(pieces=pieces)):
        value = copy.deepcopy(every_span.plain(pieces=pieces))
        record = dict(every_span.paths(value))[path]
        for name in key:
            del record[name]
        yield path, value


@BOTH
def test_the_walk_gives_every_span(pieces):
    """With the path that it has in JSON, once, as read and without missing keys."""
    value = every_span.plain(pieces=pieces)
    wanted = sorted(path for path, _ in every_span.paths(value))
    assert any(".frame" in path for path in wanted)
    for doc in (document(value), without_unset(document(value))):
        assert sorted(path for path, _ in spans.walk(doc)) == wanted
        assert len([record for column in Columns(doc).records.values() for record in column]) == len(wanted)


@BOTH
def test_every_span_is_replaced(pieces):
    """A replacement stands in the place of the span that it was given for."""
    given = document(every_span.plain(pieces=pieces))
    moved = spans.replaced(given, lambda _, span: [msgspec.structs.replace(span, start=span.start + 1)])
    before, after = (dict(every_span.paths(json.loads(jsonl.dumps(doc)))) for doc in (given, moved))
    assert {path: span["start"] + 1 for path, span in before.items()} == {
        path: span["start"] for path, span in after.items()
    }


@BOTH
@pytest.mark.parametrize("key", ["start", "end"])
def test_a_span_with_one_offset_is_refused_wherever_it_stands(key, pieces):
    """By the quick look at the shape, by the check before a score, and by the look at columns."""
    for path, value in without([key], pieces):
        doc = document(value)
        assert not shape.fits(doc, gold=False), path
        assert [(rule, at) for rule, at, _ in placement.misplaced(doc, doc.text)] == [("offsets", path)]
        assert Columns(doc).unsound(doc.text), path


@BOTH
def test_a_span_of_words_alone_is_unanchored_wherever_it_stands(pieces):
    """A document is anchored only if every span is."""
    assert not placement.unanchored(document(every_span.plain(pieces=pieces)))
    for path, value in without(["start", "end"], pieces):
        assert placement.unanchored(document(value)), path


def test_phrases_are_those_of_the_structs():
    """The table of phrases has each field that is one span or several, and no other."""
    held = [(kind, name) for kind, name, inner in every_span.fields() if inner is Span and name != "content"]
    assert sorted(name for kind, name in held if kind is Quote) == sorted(spans.PHRASES)
    assert sorted(name for kind, name in held if kind is Frame) == sorted(spans.NAMED)
    assert {kind for kind, _ in held} == {Quote, Frame}


def test_every_phrase_in_pieces_is_one_record_without_missing_keys():
    """Whatever the phrase is, and its pieces are whole too where `replace` puts them in."""
    doc = without_unset(document(every_span.plain(pieces=True)))
    for _, phrase in spans.phrases(doc.quotes[0], ""):
        assert isinstance(phrase, Pieces)
    for name in spans.PHRASES:
        quotes = [
            msgspec.structs.replace(doc.quotes[0], **{name: [Span(start=5, end=8), Span(start=0, end=4)]})
        ]
        phrase = getattr(without_unset(msgspec.structs.replace(doc, quotes=quotes)).quotes[0], name)
        assert [(piece.start, piece.text) for piece in phrase.pieces] == [(0, None), (5, None)]


def test_every_phrase_in_pieces_has_a_canonical_order():
    """The order of the text."""
    value = every_span.plain(pieces=True)
    turned = copy.deepcopy(value)
    for frame in (turned["quotes"][0], turned["quotes"][0]["also"][0]):
        for name in spans.PHRASES:
            frame.get(name, []).reverse()
    assert turned != value
    assert canonical(document(turned)) == canonical(document(value))


def test_an_unknown_key_is_held_to_the_record_that_it_stands_in():
    """Each field that holds records is known by the keys of what it holds."""
    for kind, name, inner in every_span.fields():
        path = f"$.quotes[...].{name}" if kind is Quote else f"$.{name}"
        what, _ = unknown_keys.readable(f"Object contains unknown field `begin` - at `{path}`")
        assert what == unknown_keys.unknown_key("begin", inner.__struct_fields__), (kind, name)
