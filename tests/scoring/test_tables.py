"""A result as flat numbers: names are legal, counts can be added, rows are tidy."""

from __future__ import annotations

import re

import pytest
from tests.helpers import generate

import presscheck
from presscheck.layers import MEASURES
from presscheck.measure.measure import first_name, safe_name

GOLD, PRED = generate.corpus(7, documents=4)


@pytest.fixture(scope="module")
def result() -> presscheck.Result:
    return presscheck.score(GOLD, PRED, measures="all", resample=None)


def test_every_id_has_a_legal_second_name_that_leads_back() -> None:
    for row in MEASURES:
        assert re.fullmatch(r"[a-z0-9.\-]+", safe_name(row.id)), row.id
        assert first_name(safe_name(row.id)) == row.id


def test_second_names_are_ids_too(result: presscheck.Result) -> None:
    assert result["event.ac-plus"] == result["event.ac+"]
    assert "event.ac-plus" in result
    asked = presscheck.score(GOLD, PRED, measures="event.ac-plus", resample=None)
    assert list(asked) == ["event.ac+"]
    assert asked.signature.measures == "event.ac+"


def test_a_layer_gives_its_rows(result: presscheck.Result) -> None:
    rows = result["quotes"]
    assert set(rows) == {row.id for row in MEASURES if row.layer == "quotes"} & set(result)
    assert rows["quote.exact"] == result["quote.exact"]


def test_a_result_is_a_mapping(result: presscheck.Result) -> None:
    assert dict(result) == dict(result.items())
    assert [entry["kind"] for entry in result.values()] == [result[name]["kind"] for name in result]
    assert result.get("mention.strickt", "none") == "none"
    with pytest.raises(KeyError, match=r"mention\.strict"):
        _ = result["mention.strickt"]


def test_flat_has_numbers_alone(result: presscheck.Result) -> None:
    flat = result.flat()
    assert all(isinstance(value, float) for value in flat.values())
    assert flat["mention.strict.f1"] == result["mention.strict"]["f1"]
    assert not any("+" in name for name in flat)


def test_counts_of_documents_add_up_to_the_corpus(result: presscheck.Result) -> None:
    singles = [
        presscheck.score_one(gold, pred, measures="all").counts()
        for gold, pred in zip(GOLD, PRED, strict=True)
    ]
    again = presscheck.from_counts(singles)
    assert set(again) == {row.id for row in result.rows if not row.hidden}
    for name in result:
        value = next(key for key in ("f1", "accuracy", "value") if key in again[name])
        assert again[name][value] == pytest.approx(result[name][value]), name


def test_from_counts_refuses_other_numbers() -> None:
    with pytest.raises(ValueError, match=r"mention\.strict: expected the counts"):
        presscheck.from_counts([{"mention.strict": {"tp": 1}}])


def test_documents_have_entries_of_their_own(result: presscheck.Result) -> None:
    per = result.per_document()
    assert list(per) == [one["id"] for one in GOLD]
    alone = presscheck.score_one(GOLD[1], PRED[1], measures="all")
    for name, entry in per[GOLD[1]["id"]].items():
        if name in alone and "f1" in entry:
            assert entry["f1"] == alone[name]["f1"], name


def test_a_frame_is_tidy(result: presscheck.Result) -> None:
    pytest.importorskip("pandas")
    frame = result.to_pandas()
    assert list(frame.columns[:4]) == ["layer", "measure", "by", "label"]
    whole = frame[frame["by"] == ""].set_index("measure")
    assert list(whole.index) == list(result)
    assert whole.loc["mention.strict", "f1"] == result["mention.strict"]["f1"]
    labels = frame[(frame["measure"] == "mention.strict") & (frame["by"] == "type")]
    assert labels["n_gold"].sum() == result["mention.strict"]["n_gold"]
