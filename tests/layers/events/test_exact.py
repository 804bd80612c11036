"""layers/events.py, event_args.py, event_modes.py: triggers and arguments, in every mode."""

import random

import pytest
from tests.helpers import scoring
from tests.helpers.event_cases import cases, documents, event, ratio
from tests.helpers.generate import corpus

from presscheck.document import schemas
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.jsonl import from_plain
from presscheck.layers import MEASURES
from presscheck.layers.events.relaxed import has_heads
from presscheck.measure.counts import harmonic

CASES = cases()
ROWS = [row.id for row in MEASURES if row.layer == "events" and not row.hidden]
EXACT = ["event.ti", "event.tc", "event.ai", "event.ac", "event.ai+", "event.ac+"]


def score(gold, pred, **options):
    """The measures of the events layer."""
    options.setdefault("measures", "events")
    return scoring.score(gold, pred, **options).as_dict()["measures"]


def one(gold, pred, row, text="w" * 80, mentions=(), **options):
    """One row of one document, events in notation, offsets in code points."""
    document = {"id": "d", "text": text, "mentions": list(mentions), "sentences": [[0, 20], [20, len(text)]]}
    return score(
        [{**document, "events": [event(e) for e in gold]}],
        [{"id": "d", "events": [event(e) for e in pred]}],
        measures=row,
        **options,
    )[row]


def counts(entry):
    """Right, predicted, gold."""
    assert entry["tp_pred"] == entry["tp_gold"]
    return entry["tp_pred"], entry["n_pred"], entry["n_gold"]


def number(fraction):
    """The value of an expected fraction; 0/0 is undefined."""
    top, bottom = ratio(fraction)
    return float(top / bottom) if bottom else None


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_examples(case):
    """Every published or worked figure of our own measures, from its unreduced fractions."""
    found = score(*documents(case))
    for name, expected in case["own"].items():
        entry = found[name]
        if entry["kind"] == "accuracy":
            assert (entry["right"], entry["n"]) == ratio(expected[0])
        elif entry["kind"] == "mean":
            assert entry["f1"] == pytest.approx(number(expected[0]), abs=1e-12)
        else:
            check_prf(entry, expected, name)


def check_prf(entry, expected, name):
    """Ratios, and the counts that they are made of where the row has counts."""
    precision, recall = map(number, expected)
    assert entry["precision"] == pytest.approx(precision, abs=1e-12), name
    assert entry["recall"] == pytest.approx(recall, abs=1e-12), name
    assert entry["f1"] == pytest.approx(harmonic(precision, recall), abs=1e-12), name
    if "n_pred" in entry:
        assert entry["n_pred"] == ratio(expected[0])[1], name
        assert entry["n_gold"] == ratio(expected[1])[1], name


def test_every_case_says_something_about_our_own_measures():
    """No case of the file is read without being compared."""
    assert all(case["own"] for case in CASES)
    assert {case["name"][0] for case in CASES} >= set("ABCDEFG")


def test_the_defaults_are_textees_six():
    """The rows that are printed by default, in this order."""
    assert [row.id for row in MEASURES if row.layer == "events" and row.default] == EXACT


def test_unattached_scores_survive_a_missed_trigger_of_the_type():
    """Another predicted event of the type in the document carries the filler."""
    gold = ["A[0,1)", "A[4,5) R[10,11)"]
    pred = ["A[0,1) R[10,11)"]
    assert one(gold, pred, "event.ac")["f1"] == 1.0
    assert one(gold, pred, "event.ac+")["f1"] == 0.0


def test_two_events_of_one_type_share_a_filler():
    """One item unattached, two attached."""
    both = ["A[0,1) R[10,11)", "A[4,5) R[10,11)"]
    assert counts(one(both, both, "event.ac")) == (1, 1, 1)
    assert counts(one(both, both, "event.ac+")) == (2, 2, 2)


def test_the_sentence_window_separates_equal_arguments():
    """Under `--window sentence` an argument belongs to its trigger's stored sentence."""
    gold, pred = ["A[0,1) R[10,11)"], ["A[30,31) R[10,11)"]
    assert one(gold, pred, "event.ac")["f1"] == 1.0
    assert one(gold, pred, "event.ac", window="sentence")["f1"] == 0.0
    assert one(gold, gold, "event.ac", window="sentence")["f1"] == 1.0


def test_the_sentence_window_needs_stored_sentences():
    """Sentences are read from gold, never guessed."""
    gold = [{"id": "d", "text": "A met B.", "events": []}]
    with pytest.raises(InvalidInputError, match="needs gold's `sentences`"):
        score(gold, [{"id": "d", "events": []}], window="sentence")


def test_given_triggers_set_others_aside_and_say_so():
    """Gold-trigger mode scores the arguments under gold's triggers and counts the rest apart."""
    gold = ["A[0,1) R[10,11) S[12,13)"]
    pred = ["A[0,1) R[10,11)", "A[2,3) S[12,13)", "B[0,1) R[10,11)"]
    entry = one(gold, pred, "event.given.ac+")
    assert counts(entry) == (1, 1, 2)
    assert entry["set_aside"] == {"events": 2, "arguments": 2}
    assert counts(one(gold, pred, "event.given.ai")) == (1, 1, 2)


def test_trigger_cost_is_what_right_triggers_would_bring():
    """F1 of ac+ under right triggers, minus F1 of ac; worked example A."""
    case = next(case for case in CASES if case["name"] == "A")
    entry = score(*documents(case))["event.trigger-cost"]
    assert entry["parts"] == {
        "event.ac": pytest.approx(4 / 13),
        "event.ac+ under right triggers": pytest.approx(4 / 9),
    }
    assert entry["value"] == pytest.approx(4 / 9 - 4 / 13)


def test_trigger_cost_is_undefined_without_a_right_trigger():
    """Nothing can be said of arguments under right triggers if there are none."""
    assert one(["A[0,1) R[4,5)"], ["A[2,3) R[4,5)"], "event.trigger-cost")["value"] is None


def test_asking_for_a_composed_row_prints_only_that_row():
    """The rows that it is made of are counted, and stay hidden."""
    assert list(score(*documents(CASES[0]), measures="event.trigger-cost")) == ["event.trigger-cost"]


MENTION = {"start": 4, "end": 19, "form": "nominal", "head": [12, 18], "entity": "x"}
TEXT = "w_w_the leaders of_" + "w" * 29


@pytest.mark.parametrize(
    ("filler", "right"),
    [("[4,19)", 1), ("[12,18)", 1), ("[8,18)", 1), ("[4,11)", 0), ("[12,20)", 0), ("[0,2)", 0)],
)
def test_head_mode(filler, right):
    """Equal spans, or a filler inside gold's that holds its head."""
    entry = one(["A[30,31) R[4,19)"], [f"A[30,31) R{filler}"], "event.head.ac+", TEXT, [MENTION])
    assert counts(entry) == (right, 1, 1)


def test_head_mode_takes_the_systems_own_head():
    """A filler that sticks out of gold's is right if the system gives it the same head."""
    gold = {"id": "d", "text": TEXT, "mentions": [MENTION], "events": [event("A[30,31) R[4,19)")]}
    wide = {"start": 2, "end": 21, "head": [12, 18]}
    pred = {"id": "d", "mentions": [wide], "events": [event("A[30,31) R[2,21)")]}
    assert score([gold], [pred])["event.head.ac"]["f1"] == 1.0
    pred["mentions"] = [{**wide, "head": None}]
    assert score([gold], [pred])["event.head.ac"]["f1"] == 0.0


def test_head_mode_pairs_one_to_one():
    """Two fillers inside one gold filler are one right one and one too many."""
    entry = one(["A[30,31) R[4,19)"], ["A[30,31) R[12,18) R[8,18)"], "event.head.ac", TEXT, [MENTION])
    assert counts(entry) == (1, 2, 1)


def test_head_mode_is_refused_without_heads_in_gold():
    """Heads come from the gold file, never from a parser; without them the rows are not scored."""
    gold = {
        "id": "d",
        "text": TEXT,
        "mentions": [{**MENTION, "head": None}],
        "events": [event("A[30,31) R[4,19)")],
    }
    assert not has_heads(from_plain(gold))
    result = scoring.score([gold], [{"id": "d", "events": gold["events"]}], measures="all")
    assert result.tasks["event-heads"] == "not in gold"
    assert not any(name.startswith("event.head") for name in result.as_dict()["measures"])
    assert "event.head: gold left out where an argument of several words has no head (1×)" in result.warnings


def test_documents_without_heads_are_left_out_and_counted():
    """Head rows are scored where gold has the heads, and the report says where it has not."""
    with_head = {"id": "a", "text": TEXT, "mentions": [MENTION], "events": [event("A[30,31) R[4,19)")]}
    without = [{**with_head, "id": name, "mentions": [{**MENTION, "head": None}]} for name in "bc"]
    gold = [with_head, *without]
    result = scoring.score(gold, [{"id": d["id"], "events": d["events"]} for d in gold], measures="all")
    assert counts(result.as_dict()["measures"]["event.head.ac"]) == (1, 1, 1)
    assert "event.head: gold left out where an argument of several words has no head (2×)" in result.warnings
    assert not any("event.head" in said for said in scoring.score(gold, gold, measures="event.ac").warnings)


def test_overlap_takes_the_best_pairs():
    """The best total: 4/7 + 1/2, where a greedy order takes 3/4 and nothing else."""
    gold = ["A[0,6)", "A[6,10)"]
    pred = ["A[0,10)", "A[0,2)"]
    entry = one(gold, pred, "event.overlap.ti")
    assert entry["tp_pred"] == pytest.approx(8 / 14 + 1 / 2)


def test_overlap_of_fillers_stays_within_type_role_and_trigger():
    """Partial credit changes the filler's span and nothing else."""
    assert one(["A[30,31) R[4,8)"], ["A[30,31) R[6,10)"], "event.overlap.ac+")["f1"] == 0.5
    for other in ("B[30,31) R[4,8)", "A[30,31) S[4,8)", "A[32,33) R[4,8)"):
        assert one(["A[30,31) R[4,8)"], [other], "event.overlap.ac+")["f1"] == 0.0


def test_wrong_mentions_of_one_predicted_entity_are_one_error():
    """The system's own clusters merge what gold does not know."""
    gold = {"id": "d", "text": "w" * 40, "mentions": [{"start": 0, "end": 1, "entity": "e"}]}
    gold["events"] = [event("A[4,5) R[0,1)")]
    mentions = [{"start": s, "end": s + 1, "entity": "mine"} for s in (10, 12)]
    pred = {"id": "d", "mentions": mentions, "events": [event("A[4,5) R[10,11) R[12,13)")]}
    assert counts(score([gold], [pred])["event.ac-e"]) == (0, 1, 1)
    del pred["mentions"]
    assert counts(score([gold], [pred])["event.ac-e"]) == (0, 2, 1)


def test_a_mention_of_a_known_cluster_is_its_entity():
    """A cluster is the gold entity of most of its mentions, as for speakers; whatever a label map drops."""
    gold = {"id": "d", "text": "w " * 20, "events": [event("A[4,5) R[0,1)")]}
    gold["mentions"] = [{"start": s, "end": s + 1, "type": "PER", "entity": "e"} for s in (0, 10)]
    mentions = [
        {"start": start, "end": end, "type": kind, "entity": "mine"}
        for start, end, kind in ((10, 11, "NORP"), (12, 15, "PERSON"))
    ]
    pred = {"id": "d", "mentions": mentions, "events": [event("A[4,5) R[12,15)")]}
    for options in ({}, {"label_map": "ontonotes"}):
        assert counts(score([gold], [pred], **options)["event.ac-e"]) == (1, 1, 1)
    gold["mentions"].append({"start": 12, "end": 15, "type": "PER", "entity": None})
    assert counts(score([gold], [pred])["event.ac-e"]) == (0, 1, 1)


@pytest.mark.parametrize(("v", "w"), [("v1", "v2"), ("v2", "v1")])
def test_a_trigger_of_two_events_is_the_one_that_begins_first(v, w):
    """Whatever the events are called."""
    pred = [f"A[7,8) event={v}", f"B[7,8) event={w} R[5,7)", f"C[5,7) event={v} R[7,8)"]
    assert counts(one(["A[0,1) R[2,3)"], pred, "event.ai-e")) == (0, 2, 1)
    pred[2] = f"B[5,7) event={v} R[7,8)"
    assert counts(one(["A[0,1) R[2,3)"], pred, "event.ai-e")) == (0, 1, 1)


def test_a_second_mention_of_one_filler_changes_nothing():
    """Entity-level scores count entities: recall cannot exceed 1."""
    mentions = [{"start": s, "end": s + 1, "entity": "e"} for s in (0, 10, 12)]
    gold = ["A[4,5) R[0,1)"]
    for pred in (["A[4,5) R[10,11)"], ["A[4,5) R[10,11) R[12,13)"]):
        for row in ("event.ai-e", "event.ac-e", "event.ai-e+", "event.ac-e+", "event.ai-h", "event.ac-h"):
            assert counts(one(gold, pred, row, mentions=mentions)) == (1, 1, 1)


def test_an_event_as_filler_is_its_cluster():
    """A coreferent trigger is the same filler."""
    gold = ["A[0,1) event=x", "A[4,5) event=x", "B[8,9) Content[0,1)"]
    assert counts(one(gold, ["B[8,9) Content[4,5)"], "event.ac-e")) == (1, 1, 1)
    assert counts(one(gold, ["B[8,9) Content[4,5)"], "event.ac")) == (0, 1, 1)


def test_spurious_mentions_of_one_predicted_event_are_pooled():
    """At event level what gold does not have counts once per predicted cluster."""
    gold = ["A[0,1) R[10,11)"]
    pred = ["B[4,5) event=p R[10,11)", "B[6,7) event=p R[10,11)"]
    assert counts(one(gold, pred, "event.ac-h")) == (0, 1, 1)


def test_fillers_outside_a_label_map_still_resolve():
    """A label map restricts gold's mentions, not what fillers are resolved by."""
    gold = {"id": "d", "text": "w" * 40, "events": [event("A[4,5) R[0,1)")]}
    gold["mentions"] = [
        {"start": s, "end": s + 1, "type": "WEA", "form": "nominal", "entity": "e"} for s in (0, 10)
    ]
    pred = {"id": "d", "label_map": "ontonotes", "events": [event("A[4,5) R[10,11)")]}
    assert score([gold], [pred])["event.ac-e"]["f1"] == 1.0


def test_duplicates_are_said_with_a_count():
    """A repeated event mention counts once and is reported."""
    gold, pred = documents(next(c for c in CASES if "twice" in c["name"]))
    pred[0]["events"] *= 2
    result = scoring.score(gold, pred, measures="events")
    assert result.as_dict()["measures"]["event.tc"]["n_pred"] == 1
    assert [w for w in result.warnings if "duplicate-event" in w]


def test_duplicate_arguments_are_said_too():
    """A repeated argument counts once and is reported."""
    gold = [{"id": "d", "text": TEXT, "events": [event("A[0,1) R[4,5)")]}]
    pred = [{"id": "d", "events": [event("A[0,1) R[4,5) R[4,5) S[6,7) S[6,7)")]}]
    result = scoring.score(gold, pred, measures="events")
    assert counts(result.as_dict()["measures"]["event.ac+"]) == (1, 2, 1)
    assert "pred: duplicate-argument: 2 arguments that repeat another in every key; counted once" in (
        result.warnings
    )


def test_no_ratio_passes_one_and_repeats_bring_nothing():
    """Predicting everything twice, and adding every gold event again, moves no number."""
    gold, pred = corpus(5, 30)
    twice = [{**doc, "events": doc["events"] * 2} for doc in pred]
    assert score(gold, pred, measures="all") == score(gold, twice, measures="all")


def test_a_spurious_event_never_raises_precision():
    """On 500 random documents: one more wrong event of an unheard-of type cannot help."""
    rng = random.Random(11)
    gold, pred = corpus(7, 500)
    worse = []
    for doc, there in zip(pred, gold, strict=True):
        start = rng.choice([at for at, letter in enumerate(there["text"]) if letter != " "])
        extra = {"start": start, "end": start + 1, "type": "Never.Heard", "arguments": []}
        extra["arguments"].append({"role": "Nobody", "start": start, "end": start + 1})
        worse.append({**doc, "events": [*doc["events"], extra]})
    before, after = score(gold, pred), score(gold, worse)
    for row in ("event.tc", "event.ai", "event.ac", "event.ai+", "event.ac+", "event.ac-e", "event.ac-h"):
        assert after[row]["precision"] < before[row]["precision"], row
        assert after[row]["recall"] == before[row]["recall"], row


def test_labels_partition_the_items():
    """The counts by type or role add up to the whole."""
    gold, pred = corpus(3, 40)
    result = scoring.score(gold, pred, measures="events")
    for row in result.shown():
        entry = result.entry(row)
        if row.by and entry["kind"] == "prf":
            parts = entry["by"][row.by].values()
            for key in ("tp_pred", "n_pred", "tp_gold", "n_gold"):
                assert sum(part[key] for part in parts) == pytest.approx(entry[key]), row.id


def test_arguments_break_down_by_type_on_request():
    """`--by type` adds event types beside the roles."""
    gold, pred = corpus(3, 5)
    entry = score(gold, pred, by=["type"])["event.ac+"]
    assert set(entry["by"]) == {"role", "type"}
    assert sum(part["n_gold"] for part in entry["by"]["type"].values()) == entry["n_gold"]


def test_every_row_has_a_word_for_the_reader():
    """Definition, formula and source stand beside every event measure."""
    rows = [row for row in MEASURES if row.id in ROWS]
    assert all(row.says and row.formula and row.source for row in rows)


def test_an_unknown_setting_is_refused():
    """A window that does not exist is a wrong question."""
    with pytest.raises(UsageError, match="window"):
        score([], [], window="paragraph")


def test_scores_fit_their_schema_below_zero():
    """The trigger cost is negative where attachment, not triggers, is what is wrong (example B)."""
    found = scoring.score(*documents(CASES[1]), measures="all").as_dict()
    assert found["measures"]["event.trigger-cost"]["value"] == -0.5
    assert list(schemas.broken(found, schemas.SCORES)) == []
