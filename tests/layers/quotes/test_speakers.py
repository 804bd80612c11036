"""Who is meant: the four paths in their order, names as strings, clusters one-to-one."""

import msgspec
import pytest
from tests.helpers.scoring import score

from presscheck.document import jsonl, shipped
from presscheck.document.model import Document, Entity, Mention, Quote, Span
from presscheck.layers.quotes.person_names import Names, plain_name
from presscheck.layers.quotes.speakers import Resolution, Resolver, mapped_clusters

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
    """What becomes of one predicted speaker."""
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


def test_qid_comes_first():
    """An id with a QID that gold has is that entity, whatever its mentions and its source are."""
    layers = {
        "entities": [Entity(id="c7", wikidata="Q2")],
        "mentions": [moved(KEIR, "c7")],
    }
    assert found({"speaker": "c7", "source": at("He")}, **layers) == Resolution("qid", "macron")


def test_another_qid_is_wrong_even_where_the_cluster_fits():
    """A cluster that is linked to something else than its entity's QID is a wrong speaker."""
    layers = {"entities": [Entity(id="c7", wikidata="Q99")], "mentions": [moved(KEIR, "c7"), moved(PM, "c7")]}
    answer = found({"speaker": "c7"}, **layers)
    assert (answer.path, answer.entity) == ("qid", None)
    assert "Q99" in answer.says
    pred = Document(id="d", quotes=[msgspec.structs.replace(SAID, source=None, speaker="c7")], **layers)
    entry = score([GOLD], [pred], measures="quote.speaker").as_dict()["measures"]["quote.speaker"]
    assert entry["outcomes"]["wrong"] == 1


def test_qid_does_not_matter_where_gold_has_none():
    """A linked cluster of an entity that gold could not link is found by its mentions."""
    layers = {"entities": [Entity(id="c7", wikidata="Q99")], "mentions": [moved(HOUSE, "c7")]}
    assert found({"speaker": "c7"}, **layers) == Resolution("cluster", "house")


def test_cluster_comes_before_the_source():
    """The predicted cluster decides, although the source span says otherwise."""
    layers = {"mentions": [moved(KEIR, "x"), moved(PM, "x"), moved(MACRON, "x")]}
    assert found({"speaker": "x", "source": at("Emmanuel Macron")}, **layers) == Resolution("cluster", "keir")


def test_equal_ids_mean_nothing():
    """Gold's own id on other mentions is the other entity."""
    layers = {"mentions": [moved(MACRON, "keir")]}
    assert found({"speaker": "keir"}, **layers) == Resolution("cluster", "macron")


def test_clusters_are_mapped_one_to_one():
    """Of two clusters over one entity only the better one is that entity; the other is unresolved."""
    layers = {"mentions": [moved(KEIR, "x"), moved(PM, "x"), moved(HE, "y")]}
    assert found({"speaker": "x"}, **layers).entity == "keir"
    answer = found({"speaker": "y"}, **layers)
    assert (answer.path, answer.entity) == ("cluster", None)


def test_cluster_without_a_shared_mention_says_nothing():
    """Then the source decides, or the entity's name."""
    elsewhere = [Mention(start=0, end=9, entity="x")]
    assert found({"speaker": "x", "source": at("He")}, mentions=elsewhere) == Resolution("source", "keir")
    named = [Entity(id="x", name="Mr. Macron")]
    assert found({"speaker": "x"}, mentions=elsewhere, entities=named) == Resolution("name", "macron")


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
    """Where gold has no mention, the words at the offsets are the name, whether they are copied or not."""
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
        ("", None),
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
    """Sources of gold quotes stand in for mentions, and speakers that are no entity for names."""
    gold = Document(id="d", text=TEXT, quotes=[msgspec.structs.replace(SAID, speaker="Keir Starmer")])
    assert found({"source": SAID.source}, gold=gold) == Resolution("source", "Keir Starmer")
    assert found({"speaker": "starmer"}, gold=gold).entity is None
    assert found({"speaker": "keir starmer"}, gold=gold) == Resolution("name", "Keir Starmer")


def test_clusters_map_to_the_most_shared_mentions():
    """The assignment is optimal, not greedy: x gives up A, where it has most, for a better whole."""
    gold = [("A", range(5)), ("B", range(5, 9))]
    pred = [("x", [0, 1, 2, 5, 6]), ("y", [3, 4])]
    sides = [
        Document(
            id="d",
            text="",
            mentions=[Mention(start=i, end=i + 1, entity=e) for e, places in side for i in places],
        )
        for side in (gold, pred)
    ]
    assert mapped_clusters(*sides)[0] == {"x": "B", "y": "A"}


def test_aliases_are_the_name_and_name_mentions():
    """Nominal and pronoun mentions are no names."""
    names = Names(GOLD)
    assert names.find("prime minister") == set()
    assert {alias for alias, owners in names.whole.items() if "keir" in owners} == {
        "keir starmer",
        "keir rodney starmer",
    }


def test_the_article_resolves_every_speaker_by_every_path():
    """Gold's own speakers are found by QID, by cluster, by source and by name alone."""
    gold = next(jsonl.read(shipped.gold()))
    names = {e.id: e.name for e in gold.entities or ()}
    linked = {e.id for e in gold.entities or () if isinstance(e.wikidata, str)}
    spoken = [q for q in gold.quotes or () if q.speaker is not None]

    def outcomes(quotes, **layers):
        pred = Document(id=gold.id, quotes=quotes, **layers)
        row = score([gold], [pred], measures="quote.speaker").as_dict()["measures"]["quote.speaker"]
        return row["paths"], row["accuracy"]

    by_source = [msgspec.structs.replace(q, speaker=None) for q in spoken]
    by_name = [msgspec.structs.replace(q, speaker=names[q.speaker], source=None) for q in spoken]
    by_id = [msgspec.structs.replace(q, source=None) for q in spoken]
    n, with_qid = len(spoken), sum(q.speaker in linked for q in spoken)
    assert outcomes(by_source) == ({"qid": 0, "cluster": 0, "source": n, "name": 0}, 1.0)
    assert outcomes(by_name) == ({"qid": 0, "cluster": 0, "source": 0, "name": n}, 1.0)
    found_by_id = outcomes(by_id, mentions=gold.mentions, entities=gold.entities)
    assert found_by_id == ({"qid": with_qid, "cluster": n - with_qid, "source": 0, "name": 0}, 1.0)
    assert outcomes(by_id, mentions=gold.mentions)[0]["cluster"] == n
