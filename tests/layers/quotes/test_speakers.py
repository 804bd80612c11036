"""Speakers: a stated speaker by its kinds in their order, else the source; names as strings."""

import msgspec
import pytest
from tests.helpers.scoring import score

from presscheck.document import jsonl, shipped
from presscheck.document.model import Document, Entity, Mention, Quote, Span
from presscheck.layers.entities.cluster_map import entity_at, mapped
from presscheck.layers.quotes.person_names import Names, plain_name
from presscheck.layers.quotes.speakers import NOT_STATED, READ_AS_WORDS, Resolution, Resolver

TEXT = (
    "President Keir Starmer met Emmanuel Macron. “Yes,” the prime minister said. "
    "He left. The White House slept."
)


def mention(words, entity, **more):
    at = TEXT.index(words)
    return Mention(start=at, end=at + len(words), text=words, entity=entity, **more)


KEIR = mention("Keir Starmer", "keir", type="PER", form="name")
MACRON = mention("Emmanuel Macron", "macron", type="PER", form="name")
HE = mention("He", "keir", type="PER", form="pronoun")
PM = mention("the prime minister", "keir", type="PER", form="nominal")
HOUSE = mention("White House", "house", type="ORG", form="name")
SAID = Quote(
    content=[Span(start=TEXT.index("“"), end=TEXT.index("”") + 1)],
    source=Span(start=PM.start, end=PM.end),
    speaker="keir",
)
GOLD = Document(
    id="d",
    text=TEXT,
    mentions=[KEIR, MACRON, HE, PM, HOUSE],
    entities=[
        Entity(id="keir", type="PER", name="Keir Rodney Starmer", wikidata="Q1"),
        Entity(id="macron", type="PER", name="Emmanuel Macron", wikidata="Q2"),
        Entity(id="house", type="ORG", name="White House", wikidata=None),
    ],
    quotes=[SAID],
)


def found(quote=None, gold=GOLD, **layers):
    """Return the outcome for one predicted speaker."""
    pred = Document(id="d", quotes=[], **layers)
    return Resolver(gold, pred).pred(
        msgspec.structs.replace(SAID, **{"source": None, "speaker": None} | (quote or {}))
    )


def at(words, occurrence=0):
    start = -1
    for _ in range(occurrence + 1):
        start = TEXT.index(words, start + 1)
    return Span(start=start, end=start + len(words), text=words)


def moved(m, entity):
    """A predicted mention on gold's span, under an id of the prediction's own."""
    return Mention(start=m.start, end=m.end, entity=entity)


def test_the_mentions_of_an_id_come_before_its_qid():
    """A stated id is the gold entity of its mentions, whatever it is linked to."""
    layers = {"entities": [Entity(id="c7", wikidata="Q2")], "mentions": [moved(KEIR, "c7")]}
    assert found({"speaker": "c7", "source": at("He")}, **layers) == Resolution("cluster", "keir")


def test_a_qid_answers_where_no_mention_is_gold_s():
    """An id without a shared mention is the entity that has its QID; else the QID says nothing."""
    elsewhere = [Mention(start=0, end=9, form="name", entity="c7")]
    layers = {"mentions": elsewhere, "entities": [Entity(id="c7", wikidata="Q2")]}
    assert found({"speaker": "c7"}, **layers) == Resolution("qid", "macron")
    layers["entities"] = [Entity(id="c7", name="Mr. Macron", wikidata="Q99")]
    assert found({"speaker": "c7"}, **layers) == Resolution("name", "macron")


@pytest.mark.parametrize("speaker", ["Q2", " q2", "https://www.wikidata.org/wiki/Q2"])
def test_a_speaker_may_be_a_qid(speaker):
    """In the spellings that links have."""
    assert found({"speaker": speaker}) == Resolution("qid", "macron")


def test_a_qid_that_gold_does_not_have_is_wrong():
    """It names somebody, and nobody of gold's."""
    pred = Document(id="d", quotes=[msgspec.structs.replace(SAID, source=None, speaker="Q99")])
    entry = score([GOLD], [pred], measures="quote.speaker").as_dict()["measures"]["quote.speaker"]
    assert entry["outcomes"]["wrong"] == 1


def test_a_stated_speaker_comes_before_the_source():
    """The predicted cluster decides, although the source says otherwise, which is noted."""
    quote = msgspec.structs.replace(SAID, speaker="x", source=at("Emmanuel Macron"))
    who = Resolver(GOLD, Document(id="d", mentions=[moved(KEIR, "x"), moved(PM, "x"), moved(MACRON, "x")]))
    assert who.pred(quote) == Resolution("cluster", "keir")
    assert who.against(quote) == "macron"
    assert found({"speaker": "Meloni", "source": at("Keir Starmer")}).entity is None


@pytest.mark.parametrize("speaker", [None, "", " ", "Unknown", "NONE", "n/a", "_"])
def test_who_is_not_stated_is_the_source(speaker):
    """These say that nobody is known."""
    assert found({"speaker": speaker, "source": at("He")}) == Resolution("source", "keir")
    assert found({"speaker": speaker}) == Resolution()


def test_an_entity_that_is_called_unknown_is_not_stated():
    """Whatever its id is; but one that gold has mentions of is somebody."""
    nameless = [Entity(id="c9", name="Unknown")]
    assert found({"speaker": "c9", "source": at("He")}, entities=nameless) == Resolution("source", "keir")
    assert found({"speaker": "none"}, mentions=[moved(KEIR, "none")]) == Resolution("cluster", "keir")


def test_equal_ids_mean_nothing():
    """Gold's own id on other mentions is the other entity."""
    layers = {"mentions": [moved(MACRON, "keir")]}
    assert found({"speaker": "keir"}, **layers) == Resolution("cluster", "macron")


def test_clusters_are_mapped_many_to_one():
    """Two clusters over one entity are both that entity: taking a person for two is not a wrong speaker."""
    layers = {"mentions": [moved(KEIR, "x"), moved(PM, "x"), moved(HE, "y")]}
    assert found({"speaker": "x"}, **layers) == Resolution("cluster", "keir")
    assert found({"speaker": "y"}, **layers) == Resolution("cluster", "keir")


def test_a_cluster_without_a_shared_mention_goes_by_its_name():
    """By its record's name, else its longest name mention; the source does not overrule it."""
    elsewhere = [Mention(start=0, end=9, form="pronoun", entity="x")]
    named = [Entity(id="x", name="Mr. Macron")]
    assert found({"speaker": "x"}, mentions=elsewhere, entities=named) == Resolution("name", "macron")
    cut = [at("Macron"), at("President Keir Starmer")]
    cut = [Mention(start=m.start, end=m.end, form="name", entity="x") for m in cut]
    assert found({"speaker": "x"}, mentions=cut) == Resolution("name", "keir")
    answer = found({"speaker": "x", "source": at("He")}, mentions=elsewhere)
    assert (answer.path, answer.entity) == ("cluster", None)


def test_an_id_is_read_as_words_only_where_it_has_neither_name_nor_mention():
    """And then it is told."""
    assert found({"speaker": "Macron"}, entities=[Entity(id="Macron")]) == Resolution("name", "macron")
    elsewhere = [Mention(start=0, end=9, form="pronoun", entity="Macron")]
    assert found({"speaker": "Macron"}, mentions=elsewhere).entity is None
    pred = Document(id="d", entities=[Entity(id="Macron")], quotes=[_said("Macron"), _said("Unknown")])
    warnings = score([GOLD], [pred], measures="quote.speaker").warnings
    assert [w for w in warnings if w.startswith("quotes: ")] == [
        f"{READ_AS_WORDS} (1×)",
        f"{NOT_STATED} (1×)",
    ]
    assert not any(w in (READ_AS_WORDS, NOT_STATED) for w in score([GOLD], [pred], measures="coref").warnings)


def _said(speaker):
    return msgspec.structs.replace(SAID, source=None, speaker=speaker)


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        (at("He"), "keir"),
        (at("Starmer"), "keir"),
        (at("President Keir Starmer"), "keir"),
        (at("prime minister"), "keir"),
        (at("minister said"), "keir"),
        (at("House"), "house"),
    ],
)
def test_source_goes_through_gold_coreference(source, entity):
    """A source means the gold mention around its head word, else the one it shares most with."""
    assert found({"source": source}) == Resolution("source", entity)


def test_source_with_a_title_that_is_a_name():
    """The head word decides, not the longest name inside the source."""
    text = "Former White House adviser Hill warned."
    mentions = [
        Mention(start=7, end=18, entity="house", form="name"),
        Mention(start=27, end=31, entity="hill", form="name"),
    ]
    who = Resolver(Document(id="d", text=text, mentions=mentions), Document(id="d"))
    assert who.pred(Quote(content=[], source=Span(start=0, end=31))) == Resolution("source", "hill")


def test_source_that_meets_no_mention_goes_by_its_words():
    """An invented source is looked up as a name."""
    far = Span(start=len(TEXT) + 2, end=len(TEXT) + 9, text="Mr Starmer")
    assert found({"source": far}) == Resolution("name", "keir")


def test_a_source_says_the_same_with_and_without_its_text():
    """The words at the offsets are the name if gold has no mention, whether they are copied or not."""
    bare = msgspec.structs.replace(GOLD, mentions=[MACRON], quotes=[])
    span = at("Keir Starmer")
    assert found({"source": span}, gold=bare) == Resolution("name", "keir")
    assert found({"source": msgspec.structs.replace(span, text=None)}, gold=bare) == Resolution(
        "name", "keir"
    )


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("Keir Starmer", "keir"),
        ("keir  rodney starmer", "keir"),
        ("Prime Minister Starmer", "keir"),
        ("British premier Starmer", "keir"),
        ("Macron’s", "macron"),
        ("the White House", "house"),
        ("The Yellow House", None),
        ("he", None),
        ("Meloni", None),
    ],
)
def test_name_strings(name, entity):
    """A whole name of any entity, or the last word of one person's names; never a pronoun."""
    answer = found({"speaker": name})
    assert (answer.path, answer.entity) == ("name", entity)


def test_ambiguous_names_are_unresolved():
    """A name that two entities have is nobody's."""
    more = Entity(id="jim", type="PER", name="Jim Starmer")
    gold = msgspec.structs.replace(GOLD, entities=[*GOLD.entities, more])
    assert found({"speaker": "Starmer"}, gold=gold).says == "ambiguous"
    assert found({"speaker": "Jim Starmer"}, gold=gold).entity == "jim"


def test_accents_count():
    """Case is folded, accents are not."""
    assert plain_name("ERDOĞAN") == plain_name("Erdoğan")
    assert plain_name("Erdogan") != plain_name("Erdoğan")


def test_nobody_is_missing():
    """A prediction without speaker and source names nobody."""
    assert found() == Resolution()


def test_gold_without_coreference_knows_its_own_sources():
    """Sources of gold quotes stand in for mentions, and speakers that are not entities for names."""
    gold = Document(id="d", text=TEXT, quotes=[msgspec.structs.replace(SAID, speaker="Keir Starmer")])
    assert found({"source": SAID.source}, gold=gold) == Resolution("source", "Keir Starmer")
    assert found({"speaker": "starmer"}, gold=gold).entity is None
    assert found({"speaker": "keir starmer"}, gold=gold) == Resolution("name", "Keir Starmer")


@pytest.mark.parametrize(("a", "b"), [("ann", "bob"), ("zann", "bob")])
def test_equal_shares_of_a_cluster_go_to_the_earliest_mention(a, b):
    """Whatever the entities are called."""
    gold = [Mention(start=0, end=3, entity=a), Mention(start=9, end=12, entity=b)]
    pred = [Mention(start=9, end=12, entity="x"), Mention(start=0, end=3, entity="x")]
    assert mapped(entity_at(Document(id="d", mentions=gold)), pred) == {"x": a}


def test_aliases_are_the_name_and_name_mentions():
    """Nominal and pronoun mentions are not names."""
    names = Names.of(GOLD)
    assert names.find("prime minister") == set()
    assert {name.plain for name in names.called("keir")} == {"keir starmer", "keir rodney starmer"}


def test_the_article_resolves_every_speaker_by_every_path():
    """Gold's own speakers are found by QID, by cluster, by source and by name alone."""
    gold = next(jsonl.read(shipped.gold()))
    names = {e.id: e.name for e in gold.entities or ()}
    spoken = [q for q in gold.quotes or () if q.speaker is not None]

    def outcomes(quotes, **layers):
        pred = Document(id=gold.id, quotes=quotes, **layers)
        row = score([gold], [pred], measures="quote.speaker").as_dict()["measures"]["quote.speaker"]
        return row["paths"], row["accuracy"]

    by_source = [msgspec.structs.replace(q, speaker=None) for q in spoken]
    by_name = [msgspec.structs.replace(q, speaker=names[q.speaker], source=None) for q in spoken]
    by_id = [msgspec.structs.replace(q, source=None) for q in spoken]
    n = len(spoken)
    assert outcomes(by_source) == ({"qid": 0, "cluster": 0, "source": n, "name": 0}, 1.0)
    assert outcomes(by_name) == ({"qid": 0, "cluster": 0, "source": 0, "name": n}, 1.0)
    found_by_id = outcomes(by_id, mentions=gold.mentions, entities=gold.entities)
    assert found_by_id == ({"qid": 0, "cluster": n, "source": 0, "name": 0}, 1.0)
    assert outcomes(by_id, mentions=gold.mentions)[0]["cluster"] == n
