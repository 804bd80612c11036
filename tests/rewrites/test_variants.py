"""Every rewrite of the article and of random gold: valid, perfect against itself, and undone."""

import functools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from tests.helpers.whole_documents import document

from presscheck import api
from presscheck.document import jsonl, shipped, spans
from presscheck.layers import MEASURES
from presscheck.rewrites.sets import shipped_gold
from presscheck.rewrites.table import PROBE, REWRITES
from presscheck.rewrites.undo import restored
from presscheck.rewrites.variant import NotMade, Variant, rewritten, rules
from presscheck.validation.file import check_file

MEANS = {row.id for row in MEASURES if row.kind == "mean"}
"""A member of the mean that is undefined counts 0, as in published scores."""


@functools.cache
def article():
    """The shipped article."""
    (doc,) = jsonl.read(shipped.gold())
    return doc


@functools.cache
def variant(name):
    """The article after one rewrite."""
    return rewritten(article(), REWRITES[name])


def assert_perfect(doc, *, means):
    """A copy of gold as the prediction has 1 in every row, or nothing to count."""
    result = api.score([doc], [doc], measures="all", resample=None)
    for row in result.shown():
        value = result.value(row)
        best = 0.0 if row.kind == "distance" else 1.0
        if row.id not in MEANS or means:
            assert value is None or value == pytest.approx(best), (row.id, value)


@pytest.mark.parametrize("name", REWRITES)
def test_a_rewrite_of_the_article_is_made_and_valid(name, tmp_path):
    """As strictly as the shipped corpus, but for the rules that the row names."""
    made = variant(name)
    assert isinstance(made, Variant), made
    path = tmp_path / "gold.jsonl"
    jsonl.write(path, [made.document])
    assert {f.rule for f in check_file(path, "shipped").findings} <= {*REWRITES[name].breaks, "not-used-yet"}


@pytest.mark.parametrize("name", REWRITES)
def test_a_perfect_copy_of_a_rewrite_has_one_everywhere(name):
    """Means too: the article has something to count in all of their members."""
    assert_perfect(variant(name).document, means=True)


@pytest.mark.parametrize("name", REWRITES)
def test_a_rewrite_is_undone(name):
    """The stored way back leads to the same bytes; by spans alone where nothing is dropped."""
    made = variant(name)
    assert jsonl.dumps(restored(made.document, made.undo)) == jsonl.dumps(article())
    if not REWRITES[name].drops:
        assert made.kept == 1
        assert made.undo.gone.keys() <= {"entities", "events", "mentions"}
        for layer, records in made.undo.gone.items():
            places = [[_place(record) for record in side[layer]] for side in (made.undo.gone, made.undo.new)]
            assert sorted(places[0]) == sorted(places[1]), (layer, records)


def _place(record):
    return str((record.get("start"), record.get("end"), record.get("id")))


@settings(max_examples=250)
@given(st.sampled_from([*REWRITES]), st.integers(0, 10_000))
@example("dates", 3490)  # two times share words
def test_a_rewrite_of_random_gold_is_as_good_as_the_original(name, seed):
    """No rule is broken that the original keeps, a copy is perfect, and the way back restores the bytes."""
    doc = document(seed)
    made = rewritten(doc, REWRITES[name])
    if isinstance(made, NotMade):
        assert made.reason
        return
    assert rules(made.document) <= rules(doc) | {*REWRITES[name].breaks}
    assert jsonl.dumps(restored(made.document, made.undo)) == jsonl.dumps(doc)
    for _, span in spans.walk(made.document):
        assert span.start < span.end <= len(made.document.text)
    if seed % 2 == 0:  # the others have repeats, which are counted once or refused
        assert_perfect(made.document, means=False)


@pytest.mark.parametrize("name", REWRITES)
def test_a_rewrite_is_the_same_each_time(name):
    """Seeded by the document's id and the rewrite's name."""
    again = rewritten(article(), REWRITES[name])
    assert jsonl.dumps(again.document) == jsonl.dumps(variant(name).document)


def test_names_are_new_everywhere_and_their_links_not_judged():
    """No old name is left in the text, and no entity that is called otherwise has the key `wikidata`."""
    old, new = article(), variant("names-invented").document
    names = {m.text for m in old.mentions if m.form == "name" and m.type == "PER"}
    assert not [name for name in names if name in new.text]
    swapped = {m.entity for m in new.mentions if m.form == "name" and m.type == "PER"}
    assert swapped
    assert all(e.wikidata is UNSET for e in new.entities if e.id in swapped)
    assert {q.speaker for q in new.quotes} - {None} <= {e.id for e in new.entities}


def test_two_who_change_places_take_their_links_along():
    """A mention reads the other's name and belongs to the other's entity, which is linked as before."""
    old, new = article(), variant("people-exchanged").document
    items = {e.id: e.wikidata for e in old.entities}
    assert {e.id: e.wikidata for e in new.entities} == items
    moved = [
        (a.entity, b.entity) for a, b in zip(old.mentions, new.mentions, strict=True) if a.entity != b.entity
    ]
    assert len(set(moved)) == 2
    assert {a for a, _ in moved} == {b for _, b in moved}


def test_the_probe_renames_people_countries_and_dates():
    """All three at once."""
    edits = len(variant(PROBE).edits)
    parts = [variant(name) for name in ("names-invented", "countries", "dates")]
    assert edits == sum(len(part.edits) for part in parts)
    assert variant(PROBE).document.published == parts[2].document.published != article().published


def test_there_is_something_to_rewrite():
    """The table has what was promised, and the shipped gold is there."""
    assert len(REWRITES) >= 25
    assert shipped_gold()[0] == shipped.gold()


@pytest.mark.parametrize("text", ["", "\x0b", "\r\n", " \u2028 ", "\ufeff", "e\u0308\r\n\u200b"])
@pytest.mark.parametrize("name", REWRITES)
def test_a_text_of_white_space_or_marks_is_left_or_comes_back(text, name):
    """A name without a letter in it has no other name."""
    span = {"start": 0, "end": len(text)}
    plain = {
        "schema_version": "1.1.0",
        "id": "d",
        "text": text,
        "mentions": [{**span, "type": "PER", "form": "name", "entity": "e"}] if text else [],
        "entities": [{"id": "e", "type": "PER", "name": "Ann", "wikidata": "Q1"}] if text else [],
    }
    made = rewritten(doc := jsonl.from_plain(plain), REWRITES[name])
    assert isinstance(made, NotMade) or jsonl.dumps(restored(made.document, made.undo)) == jsonl.dumps(doc)
