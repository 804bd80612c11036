"""Absent is not empty, task by task: what gold or a prediction does not do is not counted, and empty is 0."""

import json
import random
import re

import pytest
from tests.helpers import generate
from tests.helpers.answered import whole
from tests.helpers.longer import times

from presscheck import api
from presscheck.document.model import TaskId
from presscheck.layers import TASKS
from presscheck.mapping import labels
from presscheck.profiles import PROFILES
from presscheck.scoring import plain_values, problems, stored
from presscheck.statistics import compare

TEXT = "“We go,” Ann Lee told Bob in Oslo. They met. She left."
EMPTY = {layer: [] for layer in ("mentions", "entities", "events", "quotes", "marked_uses")}
EXCEPTIONS = {
    "coref.conll": "a mean: members that are undefined enter it as 0",
    "event.coref.conll": "a mean: members that are undefined enter it as 0",
    "event.coref.kbp": "a mean: members that are undefined enter it as 0",
    "event.trigger-cost": "a difference: 0 where the triggers are right",
}
"""Rows that are not 1 for a file against itself, and why."""

OPTIONAL = {
    "mentions": ("form", "head", "entity", "type"),
    "entities": ("wikidata", "type", "value"),
    "events": ("event", "polarity", "modality", "genericity", "tense", "time", "arguments"),
    "quotes": ("type", "cue", "source", "speaker", "addressee", "also"),
}


def thinned(rng, docs):
    """The documents without some keys of a layer, and without some layers."""
    lost = {layer: [key for key in keys if rng.random() < 0.3] for layer, keys in OPTIONAL.items()}
    kept = []
    for given in docs:
        doc = {**given, "schema_version": "1.1.0", "entities": [named(e) for e in given["entities"]]}
        for layer, keys in lost.items():
            if layer in doc and rng.random() < 0.1:
                doc[layer] = []
            elif layer in doc and rng.random() < 0.1:
                del doc[layer]
            elif layer in doc:
                doc[layer] = [{k: v for k, v in record.items() if k not in keys} for record in doc[layer]]
        kept.append(doc)
    return kept


def named(entity):
    """An entity with a name: one that has neither name nor mention nor item cannot be told from any other."""
    return {**entity, "name": f"Person {entity['id']}"}


def rows_of(result):
    return [row for row in result.shown() if not row.hidden]


@pytest.mark.parametrize("seed", range(times(20)))
def test_files_and_objects_have_one_result(seed, tmp_path):
    """Whatever keys are missing or null: lines are read in one form, objects in another."""
    rng = random.Random(seed)
    sides = [thinned(rng, docs) for docs in generate.corpus(seed, 3)]
    for doc in (doc for docs in sides for doc in docs if rng.random() < 0.5):
        doc["schema_version"] = rng.choice(["1.0.0", "1.1.0"])
        for layer, keys in OPTIONAL.items():
            record = rng.choice(doc.get(layer) or [{}])
            record.update({key: None for key in keys if key not in record and rng.random() < 0.3})
    paths = [tmp_path / name for name in ("gold.jsonl", "pred.jsonl")]
    for path, docs in zip(paths, sides, strict=True):
        path.write_text("".join(json.dumps(doc) + "\n" for doc in docs), encoding="utf-8")
    of_files = api.score(*paths, measures="all", resample=None)
    of_objects = api.score(*sides, measures="all", resample=None)
    assert of_files.tasks == of_objects.tasks
    assert dict(of_files) == dict(of_objects)


@pytest.mark.parametrize("seed", range(times(40)))
def test_a_file_against_itself_is_perfect(seed):
    """Whatever keys are missing: 1 wherever gold has an item, 0 for distances, and no error."""
    rng = random.Random(seed)
    gold, _ = generate.corpus(seed, rng.choice([1, 3]))
    docs = thinned(rng, gold)
    result = api.score(docs, docs, measures="all", resample=None)
    for row in rows_of(result):
        value = result.value(row)
        if row.id in EXCEPTIONS or row.state(result.tasks) != "scored":
            continue
        if row.kind == "distance":
            assert value in (None, 0), row.id
        elif value is not None or result.founded(row):
            assert value == pytest.approx(1), row.id
    assert problems.find(docs, docs).errors == []


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_of_a_file_against_itself_is_perfect(name):
    """A peer's row with gold is 1, whatever keys are missing."""
    for seed in range(times(10)):
        gold, _ = generate.corpus(seed, 2)
        gold = thinned(random.Random(seed), gold)
        result = api.score(gold, gold, profile=name, resample=None)
        for row in rows_of(result):
            if row.kind == "prf" and row.state(result.tasks) == "scored" and result.founded(row):
                assert result.value(row) == pytest.approx(1), (seed, row.id)


@pytest.mark.parametrize("seed", range(times(20)))
def test_nothing_is_worth_nothing(seed):
    """An answer of nothing has F1 0 wherever gold has an item, and loses against one that finds something."""
    gold, pred = generate.corpus(seed, 3)
    gold = [whole(doc) for doc in gold]
    nothing = [{"id": doc["id"], **EMPTY} for doc in gold]
    result = api.score(gold, nothing, measures="all", resample=None)
    for row in rows_of(result):
        if row.kind in ("prf", "mean") and result.founded(row) and row.state(result.tasks) == "scored":
            assert result.value(row) == 0, row.id
    assert {task for task, state in result.tasks.items() if state == "not attempted"} == set()
    something = api.score(gold, [whole(doc) for doc in pred], measures="all", resample=None)
    found = compare.compare({"nothing": result, "something": something})
    for measure in ("mention.exact", "coref.b3", "link.strong", "event.coref.b3", "quote.any"):
        values = found.values[measure]
        if values["something"]:
            assert values["nothing"] == 0, measure
            assert found.ranks[measure]["nothing"].worst == 2, measure
    assert not any("did not attempt" in note for note in found.notes)


def doc(**layers):
    return {"id": "d", "text": TEXT, **layers}


QUOTE = {"content": [{"start": 0, "end": 8}]}
OTHER = {"content": [{"start": 40, "end": 44}]}
SOURCE = {"start": 9, "end": 16}


def entry(gold, pred, measure):
    return api.score([gold], [pred], measures=measure, resample=None).as_dict()["measures"][measure]


@pytest.mark.parametrize(
    ("gold", "pred", "measure"),
    [
        (
            doc(quotes=[{**QUOTE, "source": SOURCE}]),
            {"id": "d", "quotes": [{**QUOTE, "source": SOURCE}, {**OTHER, "source": SOURCE}]},
            "quote.e2e",
        ),
        (
            doc(quotes=[{**QUOTE, "speaker": "ann"}]),
            {"id": "d", "quotes": [{**QUOTE, "source": SOURCE, "speaker": "Ann"}]},
            "quote.source",
        ),
        (
            doc(events=[{"start": 40, "end": 43, "type": "Contact.Meet"}]),
            {
                "id": "d",
                "events": [
                    {
                        "start": 40,
                        "end": 43,
                        "type": "Contact.Meet",
                        "arguments": [{"role": "Place", "start": 29, "end": 33}],
                    }
                ],
            },
            "event.ac",
        ),
    ],
)
def test_what_gold_does_not_annotate_is_null_with_its_reason(gold, pred, measure):
    """A prediction for what gold lacks is neither right nor wrong, in scores and in error lists."""
    found = entry(gold, pred, measure)
    assert (found["precision"], found["f1"], found["n_pred"]) == (None, None, 0)
    assert found["reason"] == "not in gold"
    assert problems.find([gold], [gold]).errors == []
    kinds = {error.kind for error in problems.find([gold], [pred]).errors}
    assert kinds <= {"spurious"}
    task = {"quote.e2e": "speakers", "quote.source": "sources", "event.ac": "arguments"}[measure]
    said = " ".join(str(api.score([gold], [pred], measures=measure, resample=None)).split())
    assert re.search(rf"not in gold: [a-z, -]*\b{task}\b", said)


def test_a_gold_of_sources_alone_shows_wrong_sources():
    """Nothing about speakers hides them if nobody states the speaker."""
    gold = doc(quotes=[{**QUOTE, "source": SOURCE}])
    pred = {"id": "d", "quotes": [{**QUOTE, "source": {"start": 45, "end": 48}, "speaker": "Ann Lee"}]}
    assert entry(gold, pred, "quote.source")["f1"] == 0
    assert [error.kind for error in problems.find([gold], [pred]).errors] == ["source"]


def test_found_nothing_is_attempted():
    """Empty layers answer every task of the layer."""
    gold = doc(mentions=[{"start": 9, "end": 16, "entity": "a"}, {"start": 45, "end": 48, "entity": "a"}])
    empty = {"id": "d", "mentions": [], "entities": [], "events": [], "quotes": []}
    result = api.score([gold], [empty], measures="coref.conll", resample=None)
    assert result.tasks["coref"] == "scored"
    assert result["coref.conll"]["f1"] == 0


LINKED = {
    "mentions": [{"start": 9, "end": 16, "entity": "a"}, {"start": 45, "end": 48, "entity": "a"}],
    "entities": [{"id": "a", "wikidata": "Q1"}],
    "events": [{"start": 40, "end": 43, "event": "m"}, {"start": 49, "end": 53, "event": "m"}],
}
FOUND = ("coref.conll", "link.strong", "event.coref.conll", "mention.strict")


def test_who_finds_nothing_is_beaten():
    """No row is excused: eight documents suffice to tell it from a perfect system."""
    gold = [{**doc(**LINKED), "id": str(n)} for n in range(8)]
    nothing = [{"id": str(n), **EMPTY} for n in range(8)]
    results = {
        name: api.score(gold, pred, measures=list(FOUND))
        for name, pred in (("nothing", nothing), ("perfect", gold))
    }
    assert "not attempted" not in str(results["nothing"])
    found = compare.compare(results)
    for row in FOUND:
        assert found.values[row] == {"nothing": 0, "perfect": 1}
        assert (found.ranks[row]["nothing"].best, found.ranks[row]["perfect"].worst) == (2, 1), row
    assert not any("did not attempt" in note for note in found.notes)


def test_mentions_without_entities_are_an_answer_about_coreference():
    """Singletons: of three mentions in two entities two are right by CEAF-e and three by B³."""
    gold = doc(mentions=[*LINKED["mentions"], {"start": 22, "end": 25, "entity": "b"}])
    alone = [{**mention, "entity": None} for mention in gold["mentions"]]
    pred = {"id": "d", "schema_version": "1.1.0", "mentions": alone}
    result = api.score([gold], [pred], measures="coref", resample=None)
    assert result.tasks["coref"] == "scored"
    assert result.whole("coref.b3") == pytest.approx((3, 3, 2, 3))
    assert result["coref.conll"]["f1"] == pytest.approx((0 + 4 / 5 + 2 / 3) / 3)


def test_null_in_every_record_is_no_answer_of_older_files():
    """Older writers put null where they knew nothing; one value, or schema 1.1, makes it an answer."""
    gold = doc(mentions=[{"start": 9, "end": 16, "entity": "a"}, {"start": 22, "end": 25, "entity": None}])
    nulls = [{"start": 9, "end": 16, "entity": None}, {"start": 22, "end": 25, "entity": None}]
    for version, one, state in (
        (None, None, "not attempted"),
        ("1.0.0", None, "not attempted"),
        ("1.0.0", "a", "scored"),
        ("1.1.0", None, "scored"),
    ):
        pred = {"id": "d", "schema_version": version, "mentions": [{**nulls[0], "entity": one}, nulls[1]]}
        assert api.score([gold], [pred], resample=None).tasks["coref"] == state, (version, one)


def test_attempted_says_it_outright():
    """Lists on several lines are united, and override what the keys show."""
    gold = [{**doc(), "id": name, "mentions": [{"start": 9, "end": 16, "entity": "a"}]} for name in "ab"]
    preds = [
        {"id": "a", "attempted": ["coref"], "mentions": [{"start": 9, "end": 16}]},
        {"id": "b", "attempted": ["mentions"], "mentions": [{"start": 9, "end": 16}]},
    ]
    states = api.score(gold, preds, resample=None).tasks
    assert (states["coref"], states["mentions"], states["forms"]) == ("scored", "scored", "not in gold")
    preds[1] = {"id": "b", "mentions": [{"start": 9, "end": 16}]}
    assert api.score(gold, preds, resample=None).tasks["mentions"] == "not attempted"


def test_tasks_are_those_of_the_schema():
    """The ids of `layers` in the scores JSON are the values of `attempted`."""
    assert set(TASKS) == set(TaskId.__args__)


def test_nothing_aligned_is_null_with_its_reason():
    """An accuracy over aligned pairs without any."""
    gold = doc(quotes=[{**QUOTE, "speaker": "Ann"}])
    found = entry(gold, {"id": "d", "quotes": [{**OTHER, "speaker": "Ann"}]}, "quote.speaker")
    assert (found["accuracy"], found["reason"]) == (None, "nothing is aligned")


PERSONS = [{"start": 9, "end": 16, "type": "PERSON"}, {"start": 22, "end": 25, "type": "PERSON"}]


def test_a_mention_without_form_is_not_dropped_by_a_map_of_forms():
    """Unknown is not excluded: gold without `form` is scored whole, and the result says so."""
    gold = doc(mentions=[{**m, "type": "PER"} for m in PERSONS])
    result = api.score([gold], [{"id": "d", "mentions": PERSONS}], label_map="ontonotes", resample=None)
    assert result["mention.strict"]["f1"] == 1
    assert any("without `form`" in warning and "2" in warning for warning in result.warnings)


def test_a_restriction_that_leaves_no_gold_is_the_first_warning():
    """A map that can express nothing of gold is said before all else."""
    gold = doc(mentions=[{**m, "type": "PER", "form": "pronoun"} for m in PERSONS])
    result = api.score([gold], [{"id": "d", "mentions": PERSONS}], label_map="ontonotes", resample=None)
    assert result.emptied == result.warnings[:1]
    assert "leaves none of gold's 2 mentions" in result.warnings[0]


TWO = [
    {"id": "a", "text": TEXT, "mentions": [
        {"start": 9, "end": 16, "type": "PER", "form": "name"},
        {"start": 22, "end": 25, "type": "PER", "form": "pronoun"}]},
    {"id": "b", "text": TEXT, "mentions": [{"start": 45, "end": 48, "type": "PER", "form": "pronoun"}]},
]  # fmt: skip


@pytest.mark.parametrize(
    "preds",
    [
        [{"id": "a", "label_map": "ontonotes", "mentions": PERSONS}],
        [{"id": "a", "label_map": "ontonotes", "mentions": PERSONS}, {"id": "b", "mentions": []}],
        [{"id": "a", "mentions": PERSONS}, {"id": "b", "label_map": "ontonotes", "mentions": []}],
        [{"id": "b", "label_map": "ontonotes"}, {"id": "a", "label_map": None, "mentions": PERSONS}],
    ],
)
def test_a_label_map_holds_for_the_run(preds, tmp_path):
    """On whichever line it stands, it restricts gold of every document, predicted or not."""
    from presscheck.document import jsonl

    path = tmp_path / "p.jsonl"
    jsonl.write(path, map(jsonl.from_plain, preds))
    given = [{k: v for k, v in one.items() if k != "label_map"} for one in preds]
    wanted = api.score(TWO, given, missing="empty", label_map="ontonotes", resample=None)
    for source in (preds, iter(preds), path):
        found = api.score(TWO, source, missing="empty", resample=None)
        assert found["mention.strict"] == wanted["mention.strict"]
        assert found.whole("mention.strict") == (1, 2, 1, 1)
        assert found.signature.label_map == str(labels.load("ontonotes"))


def test_a_map_that_a_file_names_restricts_gold_where_nothing_is_predicted():
    """Two pronouns of each document are beyond the map, in the one that is missing too."""
    text = "Ida Roe saw them in Bern. He slept."
    places = [
        (0, 7, "PER", "name"),
        (12, 16, "PER", "pronoun"),
        (20, 24, "GPE", "name"),
        (26, 28, "PER", "pronoun"),
    ]
    mentions = [{"start": a, "end": b, "type": kind, "form": form} for a, b, kind, form in places]
    gold = [{"id": name, "text": text, "mentions": mentions} for name in "ab"]
    bare = {
        "id": "a",
        "mentions": [{"start": 0, "end": 7, "type": "PERSON"}, {"start": 20, "end": 24, "type": "GPE"}],
    }
    named = {**bare, "label_map": "ontonotes"}
    runs = [
        api.score(gold, [named], missing="empty", resample=None),
        api.score(gold, [bare], missing="empty", label_map="ontonotes", resample=None),
    ]
    for run in [*runs, api.score(gold, [named, {"id": "b", "mentions": []}], resample=None)]:
        assert run.whole("mention.strict") == (2, 2, 2, 4)
    assert str(runs[0].signature) == str(runs[1].signature)


def test_two_label_maps_are_an_error():
    """One run has one map."""
    from presscheck import UsageError

    preds = [{"id": "a", "label_map": "ontonotes"}, {"id": "b", "label_map": "conll"}]
    with pytest.raises(UsageError, match="two label maps"):
        api.score(TWO, preds)


def test_a_phrase_in_pieces_is_equal_by_its_pieces_and_overlaps_by_any():
    """One phrase in pieces: equal if the sets of spans are, in touch if any piece is."""
    pieces = [{"start": 17, "end": 21}, {"start": 39, "end": 43}]
    gold = doc(quotes=[{**QUOTE, "cue": pieces}])
    for cue, equal, overlap in ((pieces[::-1], 1, 1), (pieces[:1], 0, 1), ([SOURCE], 0, 0)):
        pred = {"id": "d", "quotes": [{**QUOTE, "cue": cue}]}
        assert entry(gold, pred, "quote.cue")["f1"] == equal
        assert entry(gold, pred, "quote.cue.overlap")["f1"] == overlap


MET = {"start": 40, "end": 43, "type": "Contact.Meet"}
LEFT = {"start": 49, "end": 53, "type": "Contact.Meet"}
ATTRIBUTES = ("polarity", "modality", "genericity", "tense", "realis")


@pytest.mark.parametrize("value", [{}, {"tense": None}])
def test_each_attribute_has_its_own_reason(value):
    """Gold that gives one attribute asks for no other, in no row of it; results read back say the same."""
    gold = doc(events=[{**MET, "polarity": "positive", **value}, {**LEFT, **value}])
    said = {"polarity": "positive", "modality": "asserted", "genericity": "generic", "tense": "past"}
    pred = {"id": "d", "events": [{**MET, **said}, {**LEFT, **said}]}
    ids = [
        f"{at}.{name}{all_}"
        for at in ("event", "event.overlap")
        for name in ATTRIBUTES
        for all_ in ("", ".all")
    ]
    result = api.score([gold], [pred], measures=",".join([*ids, "event.tc-realis"]), resample=None)
    for found in (result, stored.result(plain_values.plain(result))):
        entries = found.as_dict()["measures"]
        assert found.as_dict()["layers"].keys() == TASKS.keys()
        for row in (*ids, "event.tc-realis"):
            lacking = "polarity" not in row
            assert entries[row].get("reason") == ("not in gold" if lacking else None), row
            assert (entries[row].get("n", entries[row].get("n_gold")) == 0) == lacking, row
    assert result["event.polarity"]["right"] == result["event.polarity"]["n"] == 1
    shown = {row.id for row in api.score([gold], [pred], measures="all", resample=None).shown()}
    assert "event.polarity" in shown
    assert "event.tense" not in shown


def test_a_document_without_an_attribute_is_not_asked_for_it():
    """Gold decides document by document; where all are empty, every row of the layer is asked."""
    past = {**MET, "tense": "past"}
    gold = [{**doc(events=[past]), "id": "a"}, {**doc(events=[MET]), "id": "b"}]
    pred = [{"id": "a", "events": [past]}, {"id": "b", "events": [past, {**LEFT, "tense": "past"}]}]
    result = api.score(gold, pred, measures="event.tense,event.tense.all", resample=None)
    assert (result["event.tense"]["right"], result["event.tense"]["n"]) == (1, 1)
    assert (result["event.tense.all"]["n_pred"], result["event.tense.all"]["n_gold"]) == (1, 1)
    nothing = doc(events=[])
    empty = api.score([nothing], [{"id": "d", "events": [past]}], measures="event.tense.all", resample=None)
    assert (empty["event.tense.all"]["n_pred"], empty["event.tense.all"]["f1"]) == (1, 0)


ANN, SHE = {"start": 9, "end": 16}, {"start": 45, "end": 48}
CHAIN = [{**ANN, "entity": "a"}, {**SHE, "entity": "a"}]


def partial(gold, keyed, bare, measure, **more):
    """The result where the second of two predicted documents lacks the keys of the first."""
    golds = [{**gold, "id": name} for name in "ab"]
    preds = [{"id": "a", **keyed, **more}, {"id": "b", **bare, **more}]
    return api.score(golds, preds, measures=measure, resample=None)


def test_a_document_that_does_not_answer_coref_has_no_chains():
    """Not singletons: they would be right where gold has some; and the note says how many there are."""
    gold = doc(mentions=[*CHAIN, {"start": 22, "end": 25, "entity": None}])
    keyed, bare = {"mentions": gold["mentions"]}, {"mentions": [{"start": 22, "end": 25}, ANN, SHE]}
    result = partial(gold, keyed, bare, "coref,entity.ceafe-typed")
    for row, counts in {
        "coref.b3": (3, 3, 3, 6),
        "coref.ceafe": (2, 2, 2, 4),
        "coref.mention": (3, 3, 3, 6),
        "coref.muc": (1, 1, 1, 2),
        "entity.ceafe-typed": (2, 2, 2, 4),
    }.items():
        found = result[row]
        assert (found["tp_pred"], found["n_pred"], found["tp_gold"], found["n_gold"]) == counts, row
    says = "coref: 1 of 2 predicted documents do not answer this and count as empty"
    assert says in result.warnings
    errors = problems.find(
        [{**gold, "id": name} for name in "ab"], [{"id": "a", **keyed}, {"id": "b", **bare}]
    )
    assert [(e.doc, e.kind) for e in errors.errors if e.layer == "coref"] == [("b", "missed")]


def test_what_answers_coref_without_an_entity():
    """A null of schema 1.1, of an older file with any value, and a task named outright: singletons."""
    gold = doc(mentions=[{**ANN, "entity": None}])
    keyed, null, bare = ({"mentions": [{**ANN, **more}]} for more in ({"entity": "a"}, {"entity": None}, {}))
    for second, version, n_pred in (
        (null, "1.1.0", 2),
        (null, "1.0.0", 2),
        (bare, "1.1.0", 1),
        (bare, None, 1),
        ({**bare, "attempted": ["coref"]}, "1.1.0", 2),
    ):
        result = partial(gold, keyed, second, "coref.mention", schema_version=version)
        assert result["coref.mention"]["n_pred"] == n_pred, (second, version)
        assert any("count as empty" in said for said in result.warnings) == (n_pred == 1 and second is bare)


def test_a_document_that_does_not_answer_event_coref_has_no_chains():
    """As for entities."""
    one, two = ({**MET, "event": "m"}, {**LEFT, "event": "m"})
    result = partial(
        doc(events=[one, two]), {"events": [one, two]}, {"events": [MET, LEFT]}, "event.coref.b3"
    )
    found = result["event.coref.b3"]
    assert (found["n_pred"], found["n_gold"], found["precision"], found["recall"]) == (2, 4, 1, 0.5)
    assert "event-coref: 1 of 2 predicted documents do not answer this and count as empty" in result.warnings


def test_a_document_that_does_not_answer_for_sources_and_speakers():
    """Its gold is missed, nothing of it is spurious, and the notes say how many there are."""
    said = {**QUOTE, "cue": {"start": 17, "end": 21}, "source": SOURCE, "speaker": "Ann Lee"}
    rows = "quote.cue,quote.source,quote.speaker,quote.e2e,quote.exact"
    result = partial(doc(quotes=[said]), {"quotes": [said]}, {"quotes": [QUOTE]}, rows)
    for row, counts in {
        "quote.cue": (1, 1, 1, 2),
        "quote.source": (1, 1, 1, 2),
        "quote.e2e": (1, 1, 1, 2),
        "quote.exact": (2, 2, 2, 2),
    }.items():
        found = result[row]
        assert (found["tp_pred"], found["n_pred"], found["tp_gold"], found["n_gold"]) == counts, row
    assert (result["quote.speaker"]["right"], result["quote.speaker"]["n"]) == (1, 2)
    for task in ("cues", "sources", "speakers"):
        says = f"{task}: 1 of 2 predicted documents do not answer this and count as empty"
        assert says in result.warnings


def test_a_document_that_gives_no_attribute_is_empty():
    """Its values are missed, and none of its events has a wrong one."""
    one = {**MET, "polarity": "positive", "modality": "asserted", "tense": "past"}
    rows = "event.polarity,event.polarity.all,event.tc-realis"
    result = partial(doc(events=[one]), {"events": [one]}, {"events": [MET]}, rows)
    assert (result["event.polarity"]["right"], result["event.polarity"]["n"]) == (1, 2)
    for row in ("event.polarity.all", "event.tc-realis"):
        assert (result[row]["n_pred"], result[row]["n_gold"], result[row]["precision"]) == (1, 2, 1), row
