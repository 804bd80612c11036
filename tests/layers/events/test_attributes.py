"""layers/event_attributes.py: polarity, modality, genericity, tense, realis, time."""

import pytest
from tests.helpers import scoring

from presscheck.document.model import Event
from presscheck.layers.events.attributes import coarse, realis

TEXT = "w" * 60
FIELDS = ("polarity", "modality", "genericity", "tense", "time")


def event(start, *values, kind="A", end=None):
    """An event of two characters with its attributes, in the order of the guidelines' table."""
    filled = dict(zip(FIELDS, values, strict=False))
    return {"start": start, "end": end or start + 2, "type": kind, **filled}


def score(gold, pred):
    """The event measures of one document."""
    return scoring.score(
        [{"id": "d", "text": TEXT, "events": gold}], [{"id": "d", "events": pred}], measures="events"
    ).as_dict()["measures"]


MET = ("positive", "asserted", "specific", "past")
PLAN = ("positive", "planned", "specific", "future")
NOT = ("negative", "asserted", "specific", "past")
GOLD = [event(0, *MET), event(10, *PLAN), event(20, *NOT), event(30, *MET)]


def test_accuracy_over_pairs_and_against_all():
    """A missed and a spurious event leave the accuracy alone and lower P and R."""
    pred = [event(0, *MET), event(10, *MET), event(20, *NOT), event(50, *MET)]
    found = score(GOLD, pred)
    assert (found["event.modality"]["right"], found["event.modality"]["n"]) == (2, 3)
    entry = found["event.modality.all"]
    assert (entry["tp_pred"], entry["n_pred"], entry["tp_gold"], entry["n_gold"]) == (2, 4, 2, 4)
    assert found["event.polarity"]["accuracy"] == 1.0
    assert found["event.polarity.all"]["precision"] == 0.75


def test_confusion_majority_and_macro():
    """The matrix, what always guessing the commonest value would bring, and macro-F1 over values."""
    pred = [event(0, *MET), event(10, *MET), event(20, *NOT), event(30, *MET)]
    entry = score(GOLD, pred)["event.modality"]
    assert entry["confusion"] == {"asserted > asserted": 3, "planned > asserted": 1}
    assert entry["beside"]["majority"] == 0.75
    assert entry["beside"]["macro-f1"] == pytest.approx((6 / 7 + 0) / 2)
    assert entry["by"]["value"]["planned"] == {"accuracy": 0.0, "right": 0.0, "n": 1}


def test_a_prediction_without_a_value_is_wrong():
    """Abstaining costs: the pair stays in the denominator."""
    entry = score(GOLD, [event(0, *MET), event(10, "positive"), *GOLD[2:]])["event.modality"]
    assert (entry["right"], entry["n"]) == (3, 4)
    assert entry["confusion"]["planned > none"] == 1


def test_an_unannotated_gold_mention_leaves_with_its_partner():
    """A value that gold does not state can be neither right nor wrong, on either side."""
    gold = [event(0, *MET), event(10, "positive", None, "specific", "past")]
    entry = score(gold, [event(0, *MET), event(10, *PLAN)])["event.modality.all"]
    assert (entry["n_pred"], entry["n_gold"], entry["tp_pred"]) == (1, 1, 1)


def test_mentions_on_one_span_are_aligned_by_type_first():
    """Two gold events on one trigger: each predicted one meets that of its own type."""
    gold = [event(0, *MET, kind="A"), event(0, *PLAN, kind="B")]
    assert score(gold, [event(0, *PLAN, kind="B")])["event.modality"]["accuracy"] == 1.0
    assert score(gold, [event(0, *PLAN, kind="C")])["event.modality"]["n"] == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (MET, "actual"),
        (PLAN, "other"),
        (NOT, "other"),
        (("positive", "asserted", "generic", "present"), "generic"),
        (("positive", "asserted", "specific", "future"), "other"),
        (("positive", "uncertain", "specific", "past"), "other"),
        ((None, None, None, None), None),
    ],
)
def test_realis_is_derived(values, expected):
    """Generic if generic; actual if asserted, positive and not future; else other."""
    assert realis(Event(**dict(zip(FIELDS, values, strict=False)))) == expected


def test_realis_agrees_where_its_parts_need_not():
    """Planned and demanded are both `other`."""
    pred = [event(10, "positive", "demanded", "specific", "future")]
    found = score(GOLD, pred)
    assert found["event.realis"]["accuracy"] == 1.0
    assert found["event.modality"]["accuracy"] == 0.0


def test_tc_with_realis_needs_all_three():
    """Span, type and realis are one key; the partner of a mention without realis leaves."""
    found = score(
        [*GOLD, event(40)], [*GOLD[:2], event(20, *MET), event(30, *MET, kind="B"), event(40, *MET)]
    )
    entry = found["event.tc-realis"]
    assert (entry["tp_pred"], entry["n_pred"], entry["n_gold"]) == (2, 4, 4)
    assert entry["by"]["realis"]["other"]["n_gold"] == 2


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("2026-11-22", "2026-11-22", True),
        ("2026-11-22", "2026-11", True),
        ("2026", "2026-W47", True),
        ("2026-11-22TEV", "2026-11-22", True),
        ("2026-11-22", "2026-11-23", False),
        ("2026-1", "2026-11", False),
        ("P3D", "P30D", False),
        ("2026-11-22TEV", "2026-11-22TMO", False),
    ],
)
def test_coarse_time(a, b, same):
    """A value cut off at a calendar boundary is right, whichever side is coarser."""
    assert coarse(a, b) is same
    assert coarse(b, a) is same


def test_time_exact_and_coarse():
    """Accuracy where gold has a time; a spurious time is wrong against all."""
    gold = [event(0, *MET, "2025-03-15"), event(10, *PLAN, "2025-03-20"), event(20, *NOT)]
    pred = [event(0, *MET, "2025-03-15"), event(10, *PLAN, "2025-03"), event(20, *NOT, "2025")]
    found = score(gold, pred)
    assert (found["event.time"]["right"], found["event.time"]["n"]) == (1, 2)
    assert (found["event.time.coarse"]["right"], found["event.time.coarse"]["n"]) == (2, 2)
    entry = found["event.time.all"]
    assert (entry["tp_pred"], entry["n_pred"], entry["n_gold"]) == (1, 3, 2)


def test_overlap_alignment_pairs_shifted_triggers():
    """Under overlap a trigger with its particle meets the bare one."""
    found = score([event(0, *MET)], [event(0, *MET, end=6)])
    assert found["event.realis"]["accuracy"] is None
    assert found["event.overlap.realis"]["accuracy"] == 1.0
    assert found["event.overlap.realis.all"]["f1"] == 1.0


def test_attributes_that_nobody_gave_are_not_attempted():
    """A system without attributes is not scored 0 for them."""
    result = scoring.score(
        [{"id": "d", "text": TEXT, "events": GOLD}], [{"id": "d", "events": [event(0)]}], measures="all"
    )
    assert result.tasks["event-attributes"] == "not attempted"
    assert "event.polarity" not in result.as_dict()["measures"]


def test_times_are_attempted_apart_from_the_rest():
    """A system that fills attributes without normalising times is not scored 0 for times."""
    gold = [event(0, *MET, "2025-03-15")]
    result = scoring.score(
        [{"id": "d", "text": TEXT, "events": gold}],
        [{"id": "d", "events": [event(0, *MET)]}],
        measures="all",
    )
    assert result.tasks["event-times"] == "not attempted"
    assert result.tasks["event-attributes"] == "scored"
    assert "event.time" not in result.as_dict()["measures"]


def test_gold_against_itself_is_perfect():
    """Every attribute of every event, on both alignments."""
    for name, entry in score(GOLD, GOLD).items():
        if "accuracy" in entry and "time" not in name:
            assert entry["accuracy"] == 1.0, name
