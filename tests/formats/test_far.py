"""Formats of corpora and systems further off: what is read of each sample, record by record."""

import json
from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import ROOT

from presscheck import formats
from presscheck.document import jsonl
from presscheck.formats import Source

CASES = ROOT / "tests" / "cases" / "formats"
TEXTS = {doc.id: doc.text for doc in jsonl.read(CASES / "gold.jsonl")}


def read(name, path, texts=TEXTS, **more):
    """The documents of a file, and what was noted."""
    notes = Counter()
    return formats.read(name, Source(Path(path), texts, notes, **more)), notes


def lines(path, *rows):
    """A file of JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def told(doc):
    """Trigger, type and arguments of each event."""
    return [(e.text, e.type, [(a.role, a.text) for a in e.arguments or ()]) for e in doc.events]


EVENTS = {
    "beside/wikievents.jsonl": [
        ("told", "Contact.Contact.Unspecified", [("Participant", "Keir Starmer"), ("Participant", "NATO")]),
        ("left", "Movement.Transportation.Unspecified", [("Transporter", "He")]),
    ],
    "example.rams.jsonl": [
        ("left", "movement.transportperson.selfmotion", [("transporter", "He"), ("origin", "London")])
    ],
    "example.maven.jsonl": [("told", "Telling", []), ("left", "Departing", [])],
    "example.ace.json": [
        ("told", "Contact:Phone-Write", [("Entity", "Keir Starmer")]),
        ("left", "Movement:Transport", [("Artifact", "He"), ("Origin", "London")]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("texts", [TEXTS, {}])
@pytest.mark.parametrize("file", EVENTS)
def test_events_have_their_triggers_and_arguments(file, texts):
    """By the known text and by the file's own."""
    name = formats.told(CASES / file)
    assert name in file
    (found,), _ = read(name, CASES / file, texts)
    assert told(found) == EVENTS[file]


def test_coreference_may_stand_beside():
    """WikiEvents: a folder `coref` with clusters of mention ids; without it nobody is anybody."""
    (found,), _ = read("wikievents", CASES / "beside" / "wikievents.jsonl")
    assert [(m.text, m.entity) for m in found.mentions] == [
        ("Keir Starmer", "1"), ("NATO", "2"), ("We", "1"), ("He", "1"), ("London", None)]  # fmt: skip


def test_wikievents_alone_has_no_coreference(tmp_path):
    """Its ids of mentions say nothing of entities."""
    path = tmp_path / "wikievents.jsonl"
    path.write_text((CASES / "beside" / "wikievents.jsonl").read_text())
    (found,), _ = read("wikievents", path)
    assert {m.entity for m in found.mentions} == {found.mentions[0].entity}
    assert not found.entities


def test_predictions_of_rams_count_the_known_tokens(tmp_path):
    """They have neither words nor types; the score of a link is its confidence."""
    row = {"doc_key": "a", "predictions": [[[1, 1], [0, 0, "evt001arg01victim", 0.75], [2, 3, "place", 1.0]]]}
    path = lines(tmp_path / "x.jsonl", row)
    assert formats.told(path) == "rams"
    (found,), _ = read("rams", path, {"a": "Oslo fell in May"})
    (event,) = found.events
    assert [(a.role, a.text, a.confidence) for a in event.arguments] == [
        ("victim", "Oslo", 0.75), ("place", "in May", 1.0)]  # fmt: skip
    assert (event.text, bool(event.type)) == ("fell", False)


def test_repeats_of_rams_stay(tmp_path):
    """A link that stands there twice is two arguments, as its scorer counts; further types are left out."""
    row = {"doc_key": "a", "sentences": [["Oslo", "fell"]],
           "evt_triggers": [[1, 1, [["x.y", 1.0], ["z", 0.5]]]],
           "gold_evt_links": [[[1, 1], [0, 0], "evt1arg1victim"]] * 2}  # fmt: skip
    (found,), notes = read("rams", lines(tmp_path / "x", row), {})
    assert told(found) == [("fell", "x.y", [("victim", "Oslo")] * 2)]
    assert notes == {"further types of triggers left out": 1}


def test_maven_ere_has_its_sentences_apart(tmp_path):
    """`sentences` and `tokens` beside one another; a test set has no events, and says so."""
    row = {"id": "a", "title": "t", "sentences": ["It fell.", "So it was."],
           "tokens": [["It", "fell", "."], ["So", "it", "was", "."]],
           "events": [{"id": "E1", "type": "Fall", "mention": [
               {"id": "m", "trigger_word": "fell", "sent_id": 0, "offset": [1, 2]},
               {"id": "n", "trigger_word": "was", "sent_id": 1, "offset": [2, 3]}]}],
           "TIMEX": [{"id": "T"}]}  # fmt: skip
    (found,), notes = read("maven", lines(tmp_path / "x", row), {})
    assert [(e.start, e.end, e.text, e.event) for e in found.events] == [
        (3, 7, "fell", "E1"),
        (15, 18, "was", "E1"),
    ]
    assert found.text == "It fell. So it was."
    assert notes["`TIMEX` of documents left out"] == 1
    del row["events"]
    path = lines(tmp_path / "y", {**row, "candidates": [{"sent_id": 0, "offset": [1, 2]}]})
    (found,), notes = read("maven", path, {})
    assert not found.events
    assert notes["candidates left out"] == 1


def test_sentences_of_ace_go_with_the_document_before(tmp_path):
    """Ids of mentions name the document; a sentence without any has none of its own."""

    def sentence(words, *names):
        entities = [{"entity_id": f"{doc}-E1-{n}", "entity-type": "PER:Individual", "start": 0, "end": 1,
                     "text": words[0]} for n, doc in enumerate(names)]  # fmt: skip
        return {
            "sentence": " ".join(words),
            "words": words,
            "golden-entity-mentions": entities,
            "golden-event-mentions": [],
        }

    rows = [sentence(["Ida", "left"], "one"), sentence(["It", "rained"]), sentence(["Bo", "came"], "two")]
    path = tmp_path / "x.json"
    path.write_text(json.dumps(rows))
    found, _ = read("ace", path, {})
    assert [(doc.id, doc.text) for doc in found] == [("one", "Ida left It rained"), ("two", "Bo came")]


def test_pieces_are_put_together(tmp_path):
    """Segments with a map from pieces to words: borders are of no word, clusters move with the words."""
    row = {"doc_key": "a", "sentences": [["[CLS]", "Os", "##lo", "fell", "[SEP]"], ["[CLS]", "It", "[SEP]"]],
           "subtoken_map": [0, 0, 0, 1, 1, 2, 2, 2], "predicted_clusters": [[[1, 2], [6, 6]]],
           "clusters": [[[3, 3]]]}  # fmt: skip
    path = lines(tmp_path / "x.jsonl", row)
    assert formats.told(path) == "e2e"
    (found,), notes = read("e2e", path, {})
    assert [(m.start, m.end, m.text, m.entity) for m in found.mentions] == [
        (0, 4, "Oslo", "1"),
        (10, 12, "It", "1"),
    ]
    assert notes == {"documents of pieces, put together into words": 1,
                     "gold layers beside the predictions left out": 1}  # fmt: skip


def test_names_beside_clusters(tmp_path):
    """OntoNotes' jsonlines have one list of names a document."""
    row = {"doc_key": "a", "sentences": [["Oslo", "fell"], ["It", "did"]],
           "speakers": [["-", "-"], ["Bo", "Bo"]],
           "ner": [[0, 0, "GPE"]], "clusters": [[[0, 0], [2, 2]]]}  # fmt: skip
    path = lines(tmp_path / "x.jsonl", row)
    assert formats.told(path) == "e2e"
    (found,), notes = read("e2e", path, {})
    assert [(m.text, m.entity) for m in found.mentions] == [("Oslo", "1"), ("It", "1")]
    assert (found.mentions[0].type, found.entities[0].type) == ("GPE", "GPE")
    assert notes == {"speakers of tokens left out": 4}


def test_links_are_read_as_they_stand():
    """neleval: NIL is an entity without a link; AIDA: the title of the article, `--NME--` is nothing."""
    (found,), _ = read("neleval", CASES / "example.neleval.tsv")
    assert [(m.text, m.entity, m.confidence) for m in found.mentions] == [
        ("Keir Starmer", "Q304142", 1.0), ("NATO", "Q7184", 0.8),
        ("He", "Q304142", 0.9), ("London", "NIL0001", 0.5)]  # fmt: skip
    assert [(e.id, e.wikidata) for e in found.entities] == [
        ("Q304142", "Q304142"), ("Q7184", "Q7184"), ("NIL0001", None)]  # fmt: skip
    (found,), _ = read("aida", CASES / "example.aida.tsv", {})
    assert [(m.text, m.entity) for m in found.mentions] == [
        ("Keir Starmer", "Keir_Starmer"), ("NATO", "NATO"), ("London", "London"), ("U.K.", None)]  # fmt: skip
    assert [e.wikidata for e in found.entities] == ["Keir_Starmer", "NATO", "London"]


CAS = ["example.uima.json", "example.uima.xmi"]


@pytest.mark.parametrize("file", CAS)
def test_layers_of_uima(file):
    """Names with links, chains, slots; after an emoji, by UTF-16 units; JSON and XMI alike."""
    (found,), _ = read("uima", CASES / file, {})
    assert (found.id, found.language, len(found.sentences)) == ("talks", "en", 2)
    assert found.text == TEXTS["talks"]
    assert [(m.text, m.type or None, m.entity) for m in found.mentions] == [
        ("Keir Starmer", "PER", "1"), ("NATO", "ORG", "Q7184"), ("We", None, "1"), ("He", "PER", "1"),
        ("London", "GPE", None), ("U.K.", "GPE", None)]  # fmt: skip
    assert [(e.id, e.wikidata) for e in found.entities] == [("1", "Q304142"), ("Q7184", "Q7184")]
    assert told(found) == [("left", "Movement.Travel", [("Person", "He")])]


def test_structures_may_stand_under_their_ids(tmp_path):
    """Other writers of CAS JSON have an object for the list; one view is read, others are counted."""
    value = json.loads((CASES / "example.uima.json").read_text())
    listed = value["%FEATURE_STRUCTURES"]
    value["%FEATURE_STRUCTURES"] = {str(one.pop("%ID")): one for one in listed}
    value["%FEATURE_STRUCTURES"]["99"] = {"%TYPE": "uima.cas.Sofa", "sofaString": "Hej"}
    path = tmp_path / "x.json"
    path.write_text(json.dumps(value))
    assert formats.told(path) == "uima"
    (found,), notes = read("uima", path, {})
    assert (len(found.mentions), notes["further views left out"]) == (6, 1)


def test_layers_of_webanno():
    """Stacked, joined and chained columns; a slot names the row of its filler."""
    (found,), _ = read("webanno", CASES / "example.webanno.tsv", {})
    assert found.text == TEXTS["talks"]
    assert [(m.text, m.type or None, m.entity) for m in found.mentions] == [
        ("Keir Starmer", "PER", "1"), ("NATO", "ORG", "Q7184"), ("We", None, "1"), ("He", "PER", "1"),
        ("London", "GPE", None), ("U.K.", "GPE", None)]  # fmt: skip
    assert [(e.id, e.wikidata) for e in found.entities] == [("1", "Q304142"), ("Q7184", "Q7184")]
    assert told(found) == [("left", "Movement.Travel", [("Person", "He"), ("Place", "London")])]
    assert len(found.sentences) == 2


WEBANNO = """#FORMAT=WebAnno TSV 3.3
#T_SP=webanno.custom.Span|value


#Text=Ida\\\\Berg met
#Text=Bo
1-1\t2-10\tIda\\\\Berg\tA[1]|B[2]\t
1-1.1\t6-10\tBerg\tx\\_y\t
1-2\t11-14\tmet\tA[1]\t
1-3\t15-17\tBo\t*\t
"""


def test_columns_of_webanno(tmp_path):
    """Parts of tokens, escapes, line breaks in a sentence, a text that does not begin at 0."""
    path = tmp_path / "x.tsv"
    path.write_text(WEBANNO)
    (found,), _ = read("webanno", path, {"a": "\n\nIda\\Berg met Bo"})
    assert (found.id, bool(found.text)) == ("a", False)
    assert [(m.text, m.type) for m in found.mentions] == [
        ("Ida\\Berg met", "A"), ("Ida\\Berg", "B"), ("Berg", "x_y")]  # fmt: skip


def parts(quote):
    """The words of content, cue, source and addressee, pieces parted by a bar."""
    phrases = [quote.content, quote.cue, quote.source, quote.addressee]
    listed = [one if isinstance(one, list) else [one] for one in phrases]
    return tuple("|".join(piece.text for piece in one if piece) for one in listed)


@pytest.mark.parametrize("name", ["spkatt", "gepade"])
def test_quotes_by_roles_of_tokens(name):
    """Content, cue, source and addressee of the same sentence, in either layout."""
    path = CASES / f"example.{name}.json"
    assert formats.told(path) == name
    (found,), _ = read(name, path)
    (quote,) = found.quotes
    assert parts(quote) == ("“We’ll act.”", "told", "Keir Starmer", "NATO")
    assert found.id == "talks"


def test_a_speech_is_named_after_its_file():
    """It has no id of its own; where as many texts are known, it has theirs."""
    (found,), _ = read("spkatt", CASES / "example.spkatt.json", {})
    assert (found.id, found.text[:12]) == ("example.spkatt", "Keir Starmer")


def test_sentences_of_spkatt_may_hold_their_annotations(tmp_path):
    """The alternative layout counts sentences from 1; parts may lie in several sentences and pieces."""
    value = {"1": {"Tokens": ["Ida", "rief", "laut", "aus", ":"], "Annotations": [
                 {"Source": ["1:0"], "Cue": ["1:1", "1:3"], "Message": ["2:0", "2:1", "2:2"], "PTC": ["1:3"]},
                 {"Source": ["1:0"], "Cue": [], "Message": []}]},
             "2": {"Tokens": ["Er", "kommt", "!"], "Annotations": []}}  # fmt: skip
    path = tmp_path / "x.json"
    path.write_text(json.dumps(value))
    assert formats.told(path) == "spkatt"
    (found,), notes = read("spkatt", path, {})
    assert [parts(quote) for quote in found.quotes] == [("Er kommt !", "rief|aus", "Ida", "")]
    assert notes == {"`PTC` of quotes left out": 1, "quotes with neither content nor cue left out": 1}


def test_predictions_of_gepade_count_the_known_tokens(tmp_path):
    """They have no words; a predicate without content is a cue alone."""
    roles = ["B-Source", "B-V", "_"]
    path = lines(tmp_path / "x.jsonl", {
        "sentence_id": "s", "annotations": {"1": {"predicate": "speech", "roles": roles}}})  # fmt: skip
    assert formats.told(path) == "gepade"
    (found,), _ = read("gepade", path, {"s": "Ida sprach ."})
    assert [parts(quote) for quote in found.quotes] == [("", "sprach", "Ida", "")]


SLOTS = """#FORMAT=WebAnno TSV 3.3
#T_SP=webanno.custom.Span|label
#T_SP=webanno.custom.Host|ROLE_webanno.custom.Host:links_webanno.custom.HostLink|uima.tcas.Annotation


#Text=Ida met Bo .
1-1\t0-3\tIda\tA[1]|B[2]\t_\t_\t
1-2\t4-7\tmet\t_\tfirst;second\t1-1[2];1-3\t
1-3\t8-10\tBo\tA\t_\t_\t
1-4\t11-12\t.\t_\t_\t_\t
"""


def test_slots_name_stacked_fillers_by_their_numbers(tmp_path):
    """The number after a row is the filler's, not the host's."""
    path = tmp_path / "x.tsv"
    path.write_text(SLOTS)
    (found,), _ = read("webanno", path, {})
    assert [(e.text, [(a.role, a.text) for a in e.arguments]) for e in found.events] == [
        ("met", [("first", "Ida"), ("second", "Bo")])]  # fmt: skip
