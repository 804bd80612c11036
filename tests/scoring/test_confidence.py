"""--min-confidence and --by meta.KEY."""

import pytest

from presscheck import score
from presscheck.document.exceptions import UsageError

TEXT = "Ida met Bo in Oslo."
SPANS = {"Ida": (0, 3), "Bo": (8, 10), "Oslo": (14, 18)}


def mention(words, **more):
    start, end = SPANS[words]
    return {"start": start, "end": end, "type": "PER", **more}


GOLD = {"id": "d", "text": TEXT, "mentions": [mention("Ida"), mention("Bo")]}
PRED = {
    "id": "d",
    "mentions": [mention("Ida", confidence=0.9), mention("Bo"), mention("Oslo", confidence=0.2)],
}


def counts(gold, pred, **settings):
    """Right, predicted, gold; and the whole result."""
    result = score(gold, pred, measures="mention.strict", **settings).as_dict()
    entry = result["measures"]["mention.strict"]
    return (entry["tp_pred"], entry["n_pred"], entry["n_gold"]), result


@pytest.mark.parametrize(
    ("least", "expected"), [(None, (2, 3, 2)), (0.5, (2, 2, 2)), ("0.95", (1, 1, 2)), (0, (2, 3, 2))]
)
def test_records_below_a_confidence_are_left_out(least, expected):
    """Those without one are kept; the signature has the threshold, and the warning stands beside it."""
    found, result = counts([GOLD], [PRED], **({} if least is None else {"min_confidence": least}))
    assert found == expected
    assert result["signature"].get("min_confidence") == (None if least is None else f"{float(least):g}")
    assert any("is fitted to it" in warning for warning in result["warnings"]) is (least is not None)


def test_arguments_have_a_confidence_of_their_own():
    """An event is kept without its unsure argument."""
    event = {"start": 4, "end": 7, "type": "Contact.Meet"}
    gold = {"id": "d", "text": TEXT, "events": [{**event, "arguments": []}]}
    sure = [{"role": "Participant", "start": 0, "end": 3, "confidence": 0.1}]
    pred = {"id": "d", "events": [{**event, "confidence": 0.9, "arguments": sure}]}
    result = score([gold], [pred], measures="event.ac,event.tc", min_confidence=0.5).as_dict()["measures"]
    assert (result["event.tc"]["n_pred"], result["event.ac"]["n_pred"]) == (1, 0)


@pytest.mark.parametrize("least", [2, -0.1, "much"])
def test_a_confidence_is_a_fraction(least):
    """Anything else is a question."""
    with pytest.raises(UsageError, match="is not a number from 0 to 1"):
        counts([GOLD], [PRED], min_confidence=least)


def test_a_breakdown_by_meta():
    """By a string in gold's `meta`; documents without it have a row of their own."""
    gold = [
        {**GOLD, "meta": {"desk": "local"}},
        {**GOLD, "id": "e", "meta": {"desk": 3}},
        {**GOLD, "id": "f"},
    ]
    pred = [{**PRED, "id": name} for name in "def"]
    _, result = counts(gold, pred, by=["meta.desk"])
    rows = result["measures"]["mention.strict"]["by"]["meta.desk"]
    assert {name: row["n_gold"] for name, row in rows.items()} == {"local": 2, "no meta.desk": 4}
    with pytest.raises(UsageError, match="there is no breakdown 'meta'"):
        counts(gold, pred, by=["meta."[:-1]])
