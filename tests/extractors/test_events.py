"""The lexicon-and-syntax baseline for events."""

import pytest
from tests.helpers.scoring import score

from presscheck.document import jsonl
from presscheck.document import shipped as document_shipped
from presscheck.extractors import Text, event_lexicon, events, pipeline
from presscheck.extractors.texts import read as read_texts

TYPES = document_shipped.ontology()["event_types"]
SHIPPED = document_shipped.root() / "corpus" / "predictions" / "events.jsonl"
NEWS = (
    "🎉 news\n"
    "\n"
    "France imposed sanctions on Belarus on Monday.\n"
    "The ministers of Brazil and Norway will meet in Oslo.\n"
    "Kenya’s government did not reject the demand.\n"
    "If Rome withdraws its troops from Libya, Paris would deploy peacekeepers.\n"
    "The rebels must surrender. The post-war period began.\n"
    "She called off nothing and ruled out talks with Madrid.\n"
)


@pytest.fixture(scope="module")
def found():
    """The baseline's events on `NEWS`, by trigger."""
    (document,) = events.extract([Text("news", NEWS)])
    return {e.text: e for e in document.events}


def filled(event):
    """Role and words of an event's arguments."""
    return {(a.role, a.text) for a in event.arguments}


def test_the_lexicon_covers_the_ontology_and_nothing_else():
    """Every type has words; every role is one that the type may have."""
    senses = event_lexicon.load().words.values()
    assert {sense.type for sense in senses} == set(TYPES)
    for sense in senses:
        assert set(sense.roles.values()) <= set(TYPES[sense.type]["roles"]), sense.type


def test_no_word_triggers_two_types():
    """Each lemma stands once in the lexicon."""
    lexicon = event_lexicon.load()
    stated = event_lexicon.Path(event_lexicon.__file__).with_name("event_lexicon.toml").read_text("utf-8")
    table = event_lexicon.tomllib.loads(stated)["types"]
    lemmas = [(kind, w) for entry in table.values() for kind in entry if kind != "roles" for w in entry[kind]]
    assert len(lemmas) == len(set(lemmas)) == len(lexicon.words)


def test_modalities_are_the_ontologys():
    """Cues name values of the closed list."""
    lexicon = event_lexicon.load()
    known = set(document_shipped.ontology()["event_attributes"]["modality"])
    assert {*lexicon.modality.values(), *lexicon.auxiliaries.values()} <= known


def test_offsets_are_code_points_of_the_whole_text(found):
    """Triggers and fillers say the words at their offsets, beyond emoji and blank lines."""
    for event in found.values():
        for span in (event, *event.arguments):
            assert NEWS[span.start : span.end] == span.text


def test_a_support_verb_lends_its_subject(found):
    """`imposed sanctions`: the noun triggers, the verb's subject is its Agent."""
    assert "imposed" not in found
    assert {("Agent", "France"), ("Target", "Belarus"), ("Time", "Monday")} <= filled(found["sanctions"])


def test_place_and_planned_future(found):
    """A place by its type, `will` as plan and future."""
    meet = found["meet"]
    assert ("Place", "Oslo") in filled(meet)
    assert (meet.modality, meet.tense) == ("planned", "future")


def test_negation_and_conditions(found):
    """`did not`, `if`, `would`, `must`."""
    assert found["reject"].polarity == "negative"
    assert found["withdraws"].modality == "conditional"
    assert found["deploy"].modality == "conditional"
    assert found["surrender"].modality == "demanded"
    assert found["sanctions"].modality == "asserted"


def test_roles_by_slot(found):
    """Subject, object and preposition of a verb."""
    assert {("Agent", "Rome"), ("Force", "its troops"), ("Origin", "Libya")} <= filled(found["withdraws"])


def test_particles_and_hyphens(found):
    """A verb takes its particle along; no trigger stands inside a hyphenated word."""
    assert found["ruled out"].type == "Act.Reject"
    assert "war" not in found


def test_every_event_is_in_the_ontology(found):
    """Types, roles, attribute values."""
    attributes = document_shipped.ontology()["event_attributes"]
    for event in found.values():
        assert {a.role for a in event.arguments} <= set(TYPES[event.type]["roles"])
        for name in ("polarity", "modality", "genericity", "tense"):
            assert getattr(event, name) in attributes[name]


def test_it_makes_the_shipped_file_again():
    """From ids and texts alone, byte for byte with the versions that the file names."""
    shipped = SHIPPED.read_text(encoding="utf-8")
    nlp = pipeline.load(pipeline.MODEL, ("ner", "parser"))
    (document,) = jsonl.read(SHIPPED)
    if document.meta != pipeline.made_by(nlp, "events", "spacy"):
        pytest.skip(f"made with {document.meta}")
    made = events.extract(read_texts(str(document_shipped.gold())))
    assert "".join(jsonl.dumps(doc) + "\n" for doc in made) == shipped


def test_the_shipped_file_scores_every_event_measure_but_times():
    """`--measures all` prints the event measures for it on the article."""
    result = score(document_shipped.gold(), SHIPPED, measures="all")
    shown = {row.id for row in result.shown() if row.layer == "events"}
    assert {"event.ac+", "event.ac-h", "event.head.ac", "event.realis", "event.coref.kbp"} <= shown
    assert not any("time" in name for name in shown)
    entry = result.as_dict()["measures"]["event.tc"]
    assert 0.4 < entry["f1"] < 1.0
