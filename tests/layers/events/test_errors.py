"""layers/event_errors.py: every wrong trigger and argument, and what explains it."""

from collections import Counter

import pytest
from tests.helpers.event_cases import cases, documents, event
from tests.helpers.generate import corpus
from tests.helpers.scoring import score

from presscheck.document.jsonl import from_plain
from presscheck.layers.error_lists import ERRORS
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings

TEXT = "abcdefghijklmnopqrstuvwxyz"


def found(gold, pred, text=TEXT):
    """The errors of one document, events in notation, offsets in code points."""
    documents = [{"id": "d", "text": text, "events": [event(e) for e in side]} for side in (gold, pred)]
    return listed(*documents)


def listed(gold, pred):
    """The errors of one document from plain values."""
    return list(ERRORS["events"](DocumentPair(from_plain(gold), from_plain(pred), Settings())))


def kinds(errors):
    """Kind, gold's words, predicted words."""
    return [(e.kind, e.gold and e.gold.text, e.pred and e.pred.text) for e in errors]


@pytest.mark.parametrize(
    ("gold", "pred", "expected"),
    [
        (["A[0,2)"], [], [("missed", "ab", None)]),
        ([], ["A[0,2)"], [("spurious", None, "ab")]),
        (["A[0,2)"], ["B[0,2)"], [("type", "ab", "ab")]),
        (["A[0,2)"], ["A[0,3)"], [("boundary", "ab", "abc")]),
        (["A[0,2)"], ["B[0,3)"], [("boundary and type", "ab", "abc")]),
        (["A[0,2) R[4,6)"], ["A[0,2) S[4,6)"], [("role", "ef", "ef")]),
        (["A[0,2) R[4,6)"], ["A[0,2) R[4,7)"], [("filler boundary", "ef", "efg")]),
        (["A[0,2) R[4,6)"], ["A[0,2)"], [("missed", "ef", None)]),
        (["A[0,2)"], ["A[0,2) R[4,6)"], [("spurious", None, "ef")]),
        (
            ["A[0,2) R[4,6)", "A[8,9)"],
            ["A[0,2)", "A[8,9) R[4,6)"],
            [("attached elsewhere", "ef", "ef")],
        ),
        (
            ["A[0,2) R[4,6)"],
            ["B[0,2) R[4,6)"],
            [("type", "ab", "ab"), ("caused by the trigger", "ef", "ef")],
        ),
        (["A[0,2) R[4,6)"], [], [("missed", "ab", None), ("caused by the trigger", "ef", None)]),
        ([], ["A[0,2) R[4,6)"], [("spurious", None, "ab"), ("caused by the trigger", None, "ef")]),
    ],
)
def test_kinds(gold, pred, expected):
    """Each kind of error from the smallest pair that shows it."""
    assert kinds(found(gold, pred)) == expected


def test_worked_example_a():
    """The wrong type takes both its arguments with it; split participants are boundaries."""
    pair = next(pair for pair in cases() if pair["name"] == "A")
    (gold,), (pred,) = documents(pair)
    counted = Counter(e.kind for e in listed(gold, pred))
    assert counted == {
        "type": 1,
        "missed": 2,
        "caused by the trigger": 2,
        "filler boundary": 1,
        "spurious": 2,
    }


def test_worked_example_b():
    """Both exchanged places are found at the other meeting."""
    pair = next(pair for pair in cases() if pair["name"].startswith("B"))
    (gold,), (pred,) = documents(pair)
    assert [e.kind for e in listed(gold, pred)] == ["attached elsewhere"] * 2


def test_an_error_says_where_and_what():
    """Words, labels, the trigger, and the context with the place marked."""
    (error,) = found(["A[0,2) R[4,6)"], ["A[0,2) S[4,6)"])
    assert error.labels == "A R > A S"
    assert error.says == "argument of 'ab' [0, 2)"
    assert "⟦ef⟧" in error.context


def test_a_boundary_says_what_was_predicted():
    """The context shows gold's words; the predicted ones stand beside it, for triggers and fillers."""
    trigger, filler = found(["A[0,2)", "B[8,10) R[4,6)"], ["A[0,3)", "B[8,10) R[4,7)"])
    assert (trigger.kind, trigger.says) == ("boundary", "trigger; predicted ⟨abc⟩")
    assert (filler.kind, filler.says) == ("filler boundary", "argument of 'ij' [8, 10); predicted ⟨efg⟩")


def test_a_right_trigger_is_never_listed():
    """An overlapping rival of a right trigger cannot take it away."""
    assert kinds(found(["A[0,4)", "A[2,6)"], ["A[0,4)", "A[0,3)"])) == [("boundary", "cdef", "abc")]


def test_lists_and_scores_agree():
    """On 300 random documents, what is listed is exactly what event.tc and event.ac+ count as wrong."""
    gold, pred = corpus(21, 300)
    measures = score(gold, pred, measures="events").as_dict()["measures"]
    sides = Counter()
    for there, here in zip(gold, pred, strict=True):
        for error in listed(there, here):
            row = "event.tc" if error.says.startswith("trigger") else "event.ac+"
            sides[row, "gold"] += error.gold is not None
            sides[row, "pred"] += error.pred is not None
    for row in ("event.tc", "event.ac+"):
        entry = measures[row]
        assert sides[row, "gold"] == entry["n_gold"] - entry["tp_gold"]
        assert sides[row, "pred"] == entry["n_pred"] - entry["tp_pred"]


def test_the_order_of_records_changes_no_list():
    """The same errors in the same order from reversed records."""
    for there, here in zip(*corpus(8, 40), strict=True):
        turned = [{**doc, "events": doc["events"][::-1]} for doc in (there, here)]
        assert listed(there, here) == listed(*turned)
