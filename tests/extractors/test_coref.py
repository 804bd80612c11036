"""extractors/coref.py: equal names, surnames, initials, pronouns."""

import pytest

from presscheck import score
from presscheck.document import jsonl, shipped
from presscheck.extractors import Text, pipeline, spacy_names
from presscheck.extractors.coref import folded, resolve, same_name


@pytest.fixture(scope="module")
def nlp():
    """The default pipeline, loaded once."""
    return pipeline.load(pipeline.MODEL, ("ner", "parser"))


def chains(nlp, text, quotes=()):
    """Entity -> the words of its mentions, entities of one mention left out."""
    parsed = [*pipeline.paragraphs(nlp, text)]
    found = resolve(parsed, [m for p in parsed for m in spacy_names.mentions(p)], quotes)
    assert all(text[m.start : m.end] == m.text for m in found.mentions)
    assert [m.start for m in found.mentions] == sorted(m.start for m in found.mentions)
    words = {e.id: [m.text for m in found.mentions if m.entity == e.id] for e in found.entities}
    return {name: said for name, said in words.items() if len(said) > 1}


def test_names_and_pronouns_make_chains(nlp):
    """A surname is the person, he and she are told apart, lines do not matter."""
    text = (
        "Angela Merkel met Barack Obama in Berlin.\nMerkel said she would stay in Berlin. "
        "Obama said he would leave.\n"
    )
    found = chains(nlp, text)
    assert found["angela-merkel"] == ["Angela Merkel", "Merkel", "she"]
    assert found["barack-obama"] == ["Barack Obama", "Obama", "he"]
    assert found["berlin"] == ["Berlin", "Berlin"]


def test_i_is_the_speaker(nlp):
    """`I` in a quote is whoever its source names; without a quote it is nobody."""
    text = "Angela Merkel left.\n“I will never sign,” said Angela Merkel."
    assert "I" not in chains(nlp, text)["angela-merkel"]
    at = text.index("“I")
    content, source = {"start": at, "end": at + 20}, {"start": 0, "end": 13}
    (quote,) = jsonl.from_plain({"id": "d", "quotes": [{"content": [content], "source": source}]}).quotes
    assert "I" in chains(nlp, text, [quote])["angela-merkel"]


def test_numbers_are_no_entities(nlp):
    """Two equal cardinals are not the same thing."""
    assert not chains(nlp, "He bought 25 cars and sold 25 houses in 2019.")


@pytest.mark.parametrize(
    ("known", "name", "label", "same"),
    [
        ("keir starmer", "starmer", "PERSON", True),
        ("keir starmer", "keir", "PERSON", False),
        ("keir starmer", "boris starmer", "PERSON", False),
        ("united states", "us", "GPE", True),
        ("european commission", "european council", "ORG", False),
        ("bank of england", "be", "ORG", True),
        ("paris", "paris", "GPE", True),
    ],
)
def test_which_names_match(known, name, label, same):
    """Equality, surnames of people, initials of others."""
    assert same_name(known, name, label) is same
    assert same_name(name, known, label) is same


def test_folding_of_names():
    """Article, possessive and dots are not part of a name."""
    assert folded("the U.S.'s") == folded("US") == "us"
    assert folded("Starmers’") == "starmers"


def test_extract_spacy_has_every_layer_but_links():
    """One pass gives mentions, entities, events and quotes; coreference on the article beats singletons."""
    gold = next(jsonl.read(shipped.gold()))
    (found,) = spacy_names.extract([Text(gold.id, gold.text)])
    assert all((found.mentions, found.entities, found.events, found.quotes))
    entities = {entity.id for entity in found.entities}
    assert {m.entity for m in found.mentions if m.entity} <= entities
    result = score([gold], [found])
    assert result.tasks["coref"] == result.tasks["events"] == result.tasks["quotes"] == "scored"
    assert result.tasks["links"] == "not attempted"
    assert result.as_dict()["measures"]["coref.muc"]["f1"] > 0.5
