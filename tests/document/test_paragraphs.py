"""Paragraphs: those that a document gives, else its lines; for marks, sentences and resampling alike."""

from presscheck import api
from presscheck.document.model import Document
from presscheck.layers.texts import mark_pairs, rules

TEXT = "“We go.\nWe stay.”\n\nAnn left.\nBob came."
GIVEN = [[0, 17], [19, 38]]


def test_a_quotation_goes_on_within_a_given_paragraph():
    """Over a line feed, where the paragraph does; and with lines as paragraphs it ends with the first."""
    assert mark_pairs.of(Document(id="d", text=TEXT, paragraphs=GIVEN)).inside == [(0, 17)]
    assert mark_pairs.of(Document(id="d", text=TEXT)).inside == [(0, 7)]
    assert mark_pairs.of(Document(id="d", text=TEXT, paragraphs=GIVEN[::-1])).inside == [(0, 17)]
    assert mark_pairs.of(Document(id="d", text=TEXT, paragraphs=[])).inside == [(0, 7)]


def test_a_paragraph_may_end_within_a_line():
    """A quotation that nothing closes ends with the paragraph that is given."""
    doc = Document(id="d", text="“One. Two. Three", paragraphs=[(0, 5), (6, 16)])
    assert mark_pairs.of(doc).pairs == [mark_pairs.Marked(((0, 5),), closed=False)]


def test_the_derived_type_follows_the_paragraphs():
    """Direct if the paragraph holds both lines; mixed if the quotation ends with the first."""
    quote = {"content": [{"start": 0, "end": 17}]}
    for paragraphs, right in ((GIVEN, 1), (None, 0)):
        gold = {"id": "d", "text": TEXT, "paragraphs": paragraphs, "quotes": [quote]}
        pred = {"id": "d", "quotes": [{**quote, "type": "direct"}]}
        found = api.score([gold], [pred], measures="quote.type", resample=None)["quote.type"]
        assert (found["right"], found["n"]) == (right, 1)


def test_sentences_stay_within_paragraphs():
    """Within a line, unless paragraphs are given: then within a paragraph, over its line feeds."""
    over = Document(id="d", text=TEXT, sentences=[(0, 17), (19, 38)])
    assert [v.path for v in rules.sentence_line(over)] == ["$.sentences[0]", "$.sentences[1]"]
    given = Document(id="d", text=TEXT, sentences=[(0, 17), (19, 38)], paragraphs=GIVEN)
    assert not [*rules.sentence_line(given)]
    across = Document(id="d", text=TEXT, sentences=[(8, 28)], paragraphs=GIVEN)
    assert [v.path for v in rules.sentence_line(across)] == ["$.sentences[0]"]


def test_one_article_is_resampled_by_its_paragraphs():
    """Four lines with mentions, two paragraphs: two units, whose counts are those of both lines."""
    spots = ((1, 3), (8, 10), (19, 22), (29, 32))
    mentions = [{"start": start, "end": end, "type": "PER"} for start, end in spots]
    pred = {"id": "d", "mentions": mentions[:3]}
    for paragraphs, ids, left in (
        (None, ["1", "2", "4", "5"], [3, 3, 3, 3]),
        (GIVEN, ["1", "2"], [2, 2]),
        (GIVEN[::-1], ["1", "2"], [2, 2]),
    ):
        gold = {"id": "d", "text": TEXT, "paragraphs": paragraphs, "mentions": mentions}
        units = api.score([gold], [pred], measures="mention.strict").within["paragraph"]
        assert units.ids == ids
        assert [*units.left["mention.strict"]][3::4] == left


def test_paragraphs_are_used():
    """Nobody is told that they change no number."""
    doc = Document(id="d", text=TEXT, paragraphs=GIVEN)
    assert not [v for v in rules.not_used_yet(doc) if "paragraphs" in v.message]
