"""Speakers from both files to the numbers: one answer per quote, whatever else its record contains."""

import random
from collections import Counter

import pytest
from tests.helpers.generate import corpus, tangled
from tests.helpers.longer import times
from tests.helpers.scoring import score

from presscheck.scoring.problems import find

TEXT = "“We need time,” Ann Lee said. Bob Ray nodded. She left."
ROWS = "quote.speaker,quote.e2e,quote.share,quote.share.words"


def span(words, text=TEXT):
    at = text.index(words)
    return {"start": at, "end": at + len(words)}


def mention(words, entity, **more):
    return {**span(words), "type": "PER", "form": "name", "entity": entity, **more}


CONTENT = {"content": [span("“We need time,”")]}
GOLD = {
    "id": "d",
    "text": TEXT,
    "mentions": [mention("Ann Lee", "ann"), mention("Bob Ray", "bob"), mention("She", "ann", form="pronoun")],
    "entities": [
        {"id": "ann", "type": "PER", "name": "Ann Lee", "wikidata": "Q1"},
        {"id": "bob", "type": "PER", "name": "Bob Ray", "wikidata": "Q2"},
    ],
    "quotes": [{**CONTENT, "source": span("Ann Lee"), "speaker": "ann"}],
}


def scores(pred, gold=GOLD, **options):
    """Speaker, end to end, share."""
    found = score([gold], [{"id": "d", **pred}], measures=ROWS, **options).as_dict()["measures"]
    return found["quote.speaker"]["accuracy"], found["quote.e2e"]["f1"], found["quote.share"]["value"]


def spoken(speaker, source=None, **layers):
    return {"quotes": [{**CONTENT, "speaker": speaker, "source": source and span(source)}], **layers}


RIGHT, WRONG = (1.0, 1.0, 0.0), (0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("pred", "expected"),
    [
        (spoken("Bob Ray", "Ann Lee"), WRONG),
        (spoken("Unknown", "Ann Lee"), RIGHT),
        (spoken("Ann Lee", "Bob Ray"), RIGHT),
        (spoken("s1", "Ann Lee", entities=[{"id": "s1", "name": "Bob Ray"}]), WRONG),
        (spoken("Q1", "Bob Ray"), RIGHT),
        (spoken(None, "Ann Lee"), RIGHT),
    ],
)
def test_a_stated_speaker_is_the_answer(pred, expected):
    """The source is evidence only where nobody is stated."""
    assert scores(pred) == expected


@pytest.mark.parametrize("speaker", ["Bob Ray", "s1"])
def test_a_speaker_against_its_own_source_is_an_error_of_its_own_kind(speaker):
    """One error for both: who is stated, and whom the source is."""
    pred = {"id": "d", **spoken(speaker, "Ann Lee", entities=[{"id": "s1", "name": "Bob Ray"}])}
    (error,) = find([GOLD], [pred]).errors
    assert error.kind == "speaker against source"
    assert error.says == "⟨Ann Lee⟩: bob by name, but the source is ann"


def test_a_right_speaker_with_the_source_of_another_is_that_error_too():
    """And gold that says the same of itself is not an error."""
    (error,) = find([GOLD], [{"id": "d", **spoken("Ann Lee", "Bob Ray")}]).errors
    assert error.kind == "speaker against source"
    odd = {**GOLD, "quotes": [{**CONTENT, "source": span("Bob Ray"), "speaker": "ann"}]}
    assert not find([odd], [odd]).errors


@pytest.mark.parametrize(
    ("speaker", "right"),
    [
        ("Joe Lee", False),
        ("A. Lee", True),
        ("Lee", True),
        ("Ann", True),
        ("Annie Lee", True),
        ("Ms. Lee", True),
    ],
)
def test_a_given_name_that_contradicts_is_somebody_else(speaker, right):
    """A last or first name is enough, unless what else is given says otherwise."""
    assert scores(spoken(speaker)) == (RIGHT if right else WRONG)


def test_a_label_map_does_not_take_the_speakers_away():
    """Speakers are looked up among all predicted mentions, those that the map drops included."""
    mentions = [
        mention("She", "c1", type="PERSON", form="pronoun"),
        mention("Bob Ray", "c2", type="PERSON"),
    ]
    pred = spoken("c1", mentions=mentions)
    assert scores(pred) == scores(pred, label_map="ontonotes") == RIGHT


@pytest.mark.parametrize("ann", ["ann", "zann"])
def test_a_merged_cluster_is_who_stands_first(ann):
    """Whatever gold's ids are called."""
    gold = {**GOLD, "mentions": [mention("Ann Lee", ann), mention("Bob Ray", "bob")], "entities": []}
    gold["quotes"] = [{**CONTENT, "speaker": ann}]
    assert scores(spoken("x", mentions=[mention("Ann Lee", "x"), mention("Bob Ray", "x")]), gold) == RIGHT


@pytest.mark.parametrize("speaker", ["c1", "c2"])
def test_an_entity_in_two_clusters_is_right_by_either(speaker):
    """Speakers do not measure coreference."""
    mentions = [mention("Ann Lee", "c1"), mention("She", "c2", form="pronoun")]
    assert scores(spoken(speaker, mentions=mentions)) == RIGHT


def test_a_further_frame_counts_for_the_speaker_too():
    """Without mentions its source is the quote's speaker; with mentions, the entity of its source."""
    text = "“We go,” Ann said. “Now,” she added. Officials agreed."
    content = [span("“We go,”", text), span("“Now,”", text)]
    quote = {"content": content, "cue": span("said", text), "source": span("Ann", text), "speaker": "Ann"}
    quote["also"] = [{"cue": span("added", text), "source": span("she", text)}]
    gold = {"id": "d", "text": text, "quotes": [quote]}
    pred = {"quotes": [{"content": content, "cue": span("added", text), "source": span("she", text)}]}
    assert scores(pred, gold) == RIGHT
    quote["also"] = [{"source": span("Officials", text)}]
    gold["mentions"] = [{**span("Officials", text), "entity": "b"}, {**span("Ann", text), "entity": "Ann"}]
    pred["quotes"][0]["source"] = span("Officials", text)
    assert scores(pred, gold)[:2] == RIGHT[:2]


def test_a_source_of_nobody_known_is_the_same_on_both_sides():
    """A file has its own shares: of speakers that no entity is, with mentions or without."""
    text = "“Go,” Ann said. “No,” officials said."
    quotes = [
        {"content": [span("“Go,”", text)], "source": span("Ann", text), "speaker": "a"},
        {"content": [span("“No,”", text)], "source": span("officials", text), "speaker": None},
    ]
    gold = {"id": "d", "text": text, "mentions": [{**span("Ann", text), "entity": "a"}], "quotes": quotes}
    for mentions in (gold["mentions"], [*gold["mentions"], span("officials", text)], None):
        same = {**gold, "mentions": mentions}
        assert scores({"mentions": mentions, "quotes": quotes}, same) == RIGHT
        assert not find([same], [same]).errors
    only_sources = {**gold, "mentions": None, "quotes": [{**q, "speaker": None} for q in quotes]}
    assert scores(only_sources, only_sources)[2] == 0.0


NOVEL = "“Go,” she said."
MILLERS = [
    {"id": "m", "type": "PER", "name": "Mrs. Miller"},
    {"id": "a", "type": "PER", "name": "Ann Miller", "aliases": ["Daisy"]},
    {"id": "f", "type": "PER", "name": "Frederick Winterbourne"},
]


@pytest.mark.parametrize(
    ("words", "entity"),
    [
        ("Miss Miller", "a"),
        ("Mrs. Miller", "m"),
        ("Mr. Miller", "a"),
        ("Ann", "a"),
        ("Miss Ann", "a"),
        ("Daisy Miller", "a"),
        ("miss daisy", "a"),
        ("Frederick", "f"),
        ("Mr. Winterbourne", "f"),
        ("Dr. Winterbourne", "f"),
        ("Fred Winterbourne", "f"),
        ("George Winterbourne", None),
        ("Lady Miller", "m"),
        ("Frederick Miller", "m"),
    ],
)
def test_names_by_titles_and_aliases(words, entity):
    """Persons that remain if titles and given names that contradict are out."""
    for speaker in "maf":
        gold = {"id": "d", "text": NOVEL, "entities": MILLERS}
        gold["quotes"] = [{"content": [span("“Go,”", NOVEL)], "speaker": speaker}]
        pred = {"quotes": [{**gold["quotes"][0], "speaker": words}]}
        assert scores(pred, gold)[0] == float(speaker == entity), speaker


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mr", "Lady", False),
        ("Lord", "Dame", False),
        ("Sir", "Mrs.", False),
        ("Mrs", "Miss", False),
        ("King", "Queen", False),
        ("Prince", "Princess", False),
        ("Ms", "Mr", True),
        ("Dr", "Miss", True),
        ("King", "Princess", True),
        ("Mrs", "Lady", True),
    ],
)
def test_titles_contradict_by_the_table_alone(one, other, same):
    """Both ways round."""
    for mine, theirs in ((one, other), (other, one)):
        gold = {"id": "d", "text": NOVEL, "entities": [{"id": "x", "type": "PER", "name": f"{mine} Vane"}]}
        gold["quotes"] = [{"content": [span("“Go,”", NOVEL)], "speaker": "x"}]
        pred = {"quotes": [{**gold["quotes"][0], "speaker": f"{theirs} Vane"}]}
        assert scores(pred, gold)[0] == float(same)


def test_names_that_gold_itself_cannot_tell_apart():
    """Two entities of one name are nobody in particular, but a file is right about itself."""
    twins = [{"id": name, "type": "PER", "name": "Ann Lee"} for name in ("a", "b")]
    gold = {"id": "d", "text": NOVEL, "entities": twins}
    gold["quotes"] = [{"content": [span("“Go,”", NOVEL)], "speaker": "b"}]
    assert scores(gold, gold) == RIGHT
    assert scores({"quotes": [{**gold["quotes"][0], "speaker": "Bob"}]}, gold)[0] == 0.0


def test_one_cluster_of_everything_brings_no_more_than_the_majority():
    """On 200 random documents: never more right speakers than the best that one constant answer brings."""
    for seed in range(times(200)):
        (gold,), _ = corpus(seed, 1)
        everything = [{**m, "entity": "x"} for m in gold["mentions"]]
        pred = {"id": gold["id"], "mentions": everything, "entities": [{"id": "x"}]}
        right = _right(gold, {**pred, "quotes": [{**q, "speaker": "x"} for q in gold["quotes"]]})
        qids = {e["id"]: e["wikidata"] or e["id"] for e in gold["entities"]}
        speakers = Counter(qids[q["speaker"]] for q in gold["quotes"] if q["speaker"])
        assert right <= max(speakers.values(), default=0), seed


def _right(gold, pred):
    return (
        score([gold], [pred], measures="quote.speaker").as_dict()["measures"]["quote.speaker"].get("right", 0)
    )


def test_a_file_against_itself_is_right_about_every_speaker():
    """On 200 random documents with keys missing: share 0, speaker 1, no error about a speaker."""
    for seed in range(times(200)):
        rng = random.Random(seed)
        gold, _ = corpus(seed, 2)
        gold = [_less(rng, tangled(rng, doc)) for doc in gold]
        found = score(gold, gold, measures=ROWS).as_dict()["measures"]
        assert found["quote.share"]["value"] in (0, None), seed
        assert found["quote.share.words"]["value"] in (0, None), seed
        assert found["quote.speaker"]["accuracy"] in (1, None), seed
        assert not [e for e in find(gold, gold).errors if "speaker" in e.kind], seed


def _less(rng, doc):
    """A document without some of what says who its entities are."""
    gone = {key for key in ("mentions", "entities") if rng.random() < 0.3}
    entities = [{k: v for k, v in e.items() if k == "id" or rng.random() < 0.7} for e in doc["entities"]]
    return {k: v for k, v in {**doc, "entities": entities}.items() if k not in gone}
