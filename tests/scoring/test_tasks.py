"""Absent is not empty, task by task: what gold or a prediction does not do is not counted, and empty is 0."""

import random

import pytest
from tests.helpers import generate
from tests.helpers.answered import whole

from presscheck import api
from presscheck.document.model import TaskId
from presscheck.layers import TASKS
from presscheck.mapping import labels
from presscheck.profiles import PROFILES
from presscheck.scoring import problems
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


@pytest.mark.parametrize("seed", range(40))
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
def test_a_profile_of_a_file_against_itself_is_never_0(name):
    """A peer's row with gold is 1, or what the peer itself gives."""
    for seed in range(10):
        gold, _ = generate.corpus(seed, 2)
        result = api.score(gold, gold, profile=name, resample=None)
        for row in rows_of(result):
            if row.kind == "prf" and result.founded(row):
                assert result.value(row) == pytest.approx(1), (seed, row.id)


@pytest.mark.parametrize("seed", range(20))
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


def test_found_nothing_is_attempted():
    """Empty layers answer every task of the layer."""
    gold = doc(mentions=[{"start": 9, "end": 16, "entity": "a"}, {"start": 45, "end": 48, "entity": "a"}])
    empty = {"id": "d", "mentions": [], "entities": [], "events": [], "quotes": []}
    result = api.score([gold], [empty], measures="coref.conll", resample=None)
    assert result.tasks["coref"] == "scored"
    assert result["coref.conll"]["f1"] == 0


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
    assert "leaves nothing of gold's 2 mentions" in result.warnings[0]


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
        assert found.signature.label_map == str(labels.load("ontonotes"))


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


def test_a_quote_without_content_is_left_out_and_counted():
    """A speech event whose message is not in the text stops nothing."""
    silent = {"content": [], "cue": {"start": 17, "end": 21}}
    gold, pred = doc(quotes=[QUOTE, silent]), {"id": "d", "quotes": [QUOTE, silent]}
    result = api.score([gold], [pred], measures="quotes", resample=None)
    assert result["quote.exact"]["n_gold"] == 1
    assert any("without content" in warning for warning in result.warnings)
