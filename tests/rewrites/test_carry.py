"""Gold carried through edits: any gold in the schema, any edits, and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers.whole_documents import document

from presscheck.document import jsonl, spans
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.rewrites.carry import carried
from presscheck.rewrites.edits import Edit, PlaceMap, applied, inverse, ordered
from presscheck.rewrites.rewrite import apart, edges
from presscheck.rewrites.undo import restored, undo

SEEDS = st.integers(0, 10_000)
STUFF = ("", "x", " y ", "\n", "“", "”", "longer words. ", "𝔘")


def random_edits(rng, size):
    """Some edits anywhere in a text."""
    starts = [rng.randrange(size + 1) for _ in range(4)]
    places = [(at, min(size, at + rng.randrange(6))) for at in starts]
    return ordered(apart(Edit(*place, rng.choice(STUFF)) for place in places), size)


@settings(max_examples=150)
@given(SEEDS, st.randoms())
def test_the_way_back_restores_text_and_gold(seed, rng):
    """Whatever was cut, dropped or became one: the stored way back leads to the same bytes."""
    doc = document(seed)
    edits = random_edits(rng, len(doc.text))
    new = canonical(carried(doc, edits))
    way = undo(doc, new, inverse(doc.text, edits))
    assert jsonl.dumps(restored(new, way)) == jsonl.dumps(doc)


@settings(max_examples=150)
@given(SEEDS, st.randoms())
def test_edits_that_touch_no_edge_are_undone_by_their_inverse_alone(seed, rng):
    """The edits themselves bring everything back if every edge of a record stays."""
    doc = document(seed)
    places = edges(doc) | {at for span in (*doc.sentences, *doc.tokens) for at in span}
    inside = [at for at in range(1, len(doc.text)) if not {at - 1, at, at + 1} & places]
    edits = [Edit(at, at, "xx") for at in rng.sample(inside, min(3, len(inside)))]
    new = canonical(carried(doc, edits))
    assert undo(doc, new, inverse(doc.text, ordered(edits, len(doc.text)))).by_edits


@settings(max_examples=150)
@given(SEEDS, st.randoms())
def test_what_is_carried_is_a_document(seed, rng):
    """Every span lies in the new text, its copy is what stands there, and the length is the text's."""
    doc = document(seed)
    new = carried(doc, random_edits(rng, len(doc.text)))
    for path, span in spans.walk(new):
        assert 0 <= span.start < span.end <= len(new.text), path
        assert not isinstance(span.text, str) or span.text == new.text[span.start : span.end]
    assert new.text_length == len(new.text)
    assert jsonl.loads(jsonl.dumps(new)) == canonical(new)


@settings(max_examples=100)
@given(SEEDS)
def test_no_edit_changes_nothing(seed):
    """The identity."""
    doc = document(seed)
    assert carried(doc, []) == doc


@settings(max_examples=200)
@given(st.text(max_size=30), st.randoms())
def test_the_inverse_restores_the_text(text, rng):
    """On texts alone."""
    edits = random_edits(rng, len(text))
    assert applied(applied(text, edits), inverse(text, edits)) == text


@pytest.mark.parametrize(
    ("edits", "span", "place"),
    [
        ([Edit(5, 5, "ab")], (5, 8), (7, 10)),  # an insertion stays in front of what begins there
        ([Edit(8, 8, "ab")], (5, 8), (5, 8)),  # and behind what ends there
        ([Edit(6, 6, "ab")], (5, 8), (5, 10)),  # inside it belongs to the span
        ([Edit(5, 8, "x")], (5, 8), (5, 6)),  # a replacement takes the span with it
        ([Edit(4, 6, "x")], (5, 8), (5, 7)),  # half inside: the rest is left
        ([Edit(5, 8, "")], (5, 8), (5, 5)),  # nothing is left
        ([Edit(4, 9, "abcde", letters=True)], (5, 8), (5, 8)),  # letter by letter every place stays
    ],
)
def test_where_a_span_is(edits, span, place):
    """The piecewise map."""
    assert PlaceMap(edits).span(*span) == place


def test_insertions_at_an_edge_are_in_no_record():
    """Neither before nor behind a mention, a sentence apart."""
    text = "Ann met Bob."
    doc = jsonl.loads(
        '{"id": "d", "text": "Ann met Bob.", "sentences": [[0, 12]], "mentions": [{"start": 0, "end": 3}, '
        '{"start": 8, "end": 11}]}'
    )
    new = carried(doc, [Edit(0, 0, "• "), Edit(11, 11, "*"), Edit(len(text), len(text), "\nAd")])
    assert [new.text[m.start : m.end] for m in new.mentions] == ["Ann", "Bob"]
    assert [new.text[slice(*span)] for span in new.sentences] == ["• Ann met Bob*.", "Ad"]


def test_a_record_whose_words_vanish_goes_with_what_depends_on_it():
    """A mention, the argument that it fills, the frame that it is the source of, its entity."""
    doc = jsonl.from_plain(
        {
            "id": "d",
            "text": "Ann said it. Bob met Ann.",
            "mentions": [
                {"start": 0, "end": 3, "entity": "ann"},
                {"start": 13, "end": 16, "entity": "bob"},
                {"start": 21, "end": 24, "entity": "ann"},
            ],
            "entities": [{"id": "ann"}, {"id": "bob"}],
            "events": [
                {"start": 17, "end": 20, "arguments": [{"role": "Participant", "start": 13, "end": 16}]}
            ],
            "quotes": [
                {"content": [{"start": 9, "end": 11}], "source": {"start": 0, "end": 3}, "speaker": "ann"}
            ],
        }
    )
    new = carried(doc, [Edit(0, 3, ""), Edit(13, 16, "")])
    assert [m.entity for m in new.mentions] == ["ann"]
    assert [e.id for e in new.entities] == ["ann"]
    assert new.events[0].arguments == []
    assert (new.quotes[0].source, new.quotes[0].speaker) == (None, "ann")


def test_derived_values_follow_the_new_text():
    """The type of a quote by its marks, the time of an event by its entity; what was not derived stays."""
    doc = jsonl.from_plain(
        {
            "id": "d",
            "text": "“Yes,” he said. “No.”",
            "quotes": [
                {"type": "direct", "content": [{"start": 0, "end": 6}]},
                {"type": "mixed", "content": [{"start": 16, "end": 21}]},
            ],
        }
    )
    new = carried(doc, [Edit(0, 1, ""), Edit(5, 6, ""), Edit(16, 17, ""), Edit(20, 21, "")])
    assert [q.type for q in new.quotes] == ["indirect", "mixed"]


def test_lines_that_are_broken_become_paragraphs():
    """A document whose lines were its paragraphs says what they are when its lines change."""
    doc = jsonl.loads('{"id": "d", "text": "One two.\\nThree.", "sentences": [[0, 8], [9, 15]]}')
    assert carried(doc, [Edit(3, 4, "\n")]).paragraphs == [(0, 8), (9, 15)]
    assert carried(doc, [Edit(8, 8, "\n")]).paragraphs == doc.paragraphs


def test_a_text_is_needed():
    """A document that holds only the digest of its text cannot be rewritten."""
    with pytest.raises(UsageError, match="no `text`"):
        carried(Document(id="d"), [])


@pytest.mark.parametrize(
    "edits", [[Edit(0, 2, "x"), Edit(1, 3, "y")], [Edit(9, 12, "")], [Edit(0, 2, "x", letters=True)]]
)
def test_edits_that_cannot_be_made_are_refused(edits):
    """Two that overlap, one outside the text, letters that are not as many."""
    with pytest.raises(ValueError, match=r"overlaps|letter by letter"):
        ordered(edits, 10)
