"""A result is a mapping, a value and a file; its names mean the same in every version."""

from __future__ import annotations

import json
import pickle

import pytest
from msgspec.structs import replace
from tests.helpers import generate

import presscheck
from presscheck import api
from presscheck.document.exceptions import UsageError
from presscheck.gating import baseline
from presscheck.layers import MEASURES
from presscheck.measure.measure import Item, Measure, matched_sets
from presscheck.scoring import items, plain_values, run, selection, stored
from presscheck.statistics import compare

GOLD, PRED = generate.corpus(3, 8)


def words(doc):
    """The spans of the mentions, for a measure of one's own."""
    return [Item((m.start, m.end), "") for m in doc.mentions or ()]


OWN = Measure(id="own.spans", layer="mentions", says="Spans.", count=matched_sets(words))


@pytest.fixture
def result():
    """A result with intervals, breakdowns and extras."""
    return api.score(GOLD, PRED, measures="all", by=["form"])


def test_a_result_is_a_mapping_from_ids_to_entries(result):
    """`in`, `list`, `dict` and `len` agree."""
    assert "mention.strict" in result
    assert "mention.strct" not in result
    assert list(result) == list(dict(result)) == list(result.as_dict()["measures"])
    assert len(result) == len(list(result))
    assert dict(result)["mention.strict"] == result["mention.strict"]
    with pytest.raises(KeyError, match=r"mention\.strict"):
        result["mention.strct"]


def test_a_result_pickles_and_equal_results_are_equal(result):
    """Two runs over the same files are the same value; another prediction is not."""
    again = api.score(GOLD, PRED, measures="all", by=["form"])
    assert result == again
    assert hash(result) == hash(again)
    assert result != api.score(GOLD, GOLD, measures="all", by=["form"])
    back = pickle.loads(pickle.dumps(result))
    assert back == result
    assert str(back) == str(result)


def test_a_result_of_one_article_pickles_with_its_units():
    """The remainder without each paragraph is worked out before a result is sent."""
    result = api.score(GOLD[:1], PRED[:1])
    assert pickle.loads(pickle.dumps(result)) == result


def test_a_result_with_a_measure_of_ones_own_pickles():
    """The row travels by the name of its functions."""
    result = api.score(GOLD, PRED, measures=["mention.exact", OWN])
    back = pickle.loads(pickle.dumps(result))
    assert back["own.spans"]["f1"] == result["own.spans"]["f1"] == result["mention.exact"]["f1"]


def test_a_result_shows_itself_in_one_line(result):
    """A notebook that prints it by accident stays readable."""
    assert len(repr(result)) < 200
    assert "8 documents" in repr(result)


def test_a_result_never_changes(result):
    """The scored documents are the ones that the result has."""
    with pytest.raises(AttributeError):
        result.ci = {}


def test_breakdowns_may_be_joined_by_commas():
    """As on the command line; a name is never read letter by letter."""
    assert api.score(GOLD, PRED, by="document,form").by == ("document", "form")
    with pytest.raises(UsageError, match="did you mean document"):
        api.score(GOLD, PRED, by="documnt")


def test_an_unknown_option_names_the_nearest():
    """A misspelt keyword is a question to mend, as a misspelt option is."""
    with pytest.raises(UsageError, match="'misssing'; did you mean missing"):
        presscheck.score(GOLD, PRED, misssing="empty")


@pytest.mark.parametrize("resample", ["none", None])
def test_without_intervals_an_article_is_counted_once(monkeypatch, resample):
    """Leave-one-out is worked out when an interval, a comparison or a stored result asks for it."""
    asked = []
    counted = run.count_all

    def watched(pair, rows):
        asked.append(pair)
        return counted(pair, rows)

    monkeypatch.setattr(run, "count_all", watched)
    result = api.score(GOLD[:1], PRED[:1], resample=resample)
    str(result), result.as_dict()
    assert len(asked) == 1
    plain_values.plain(result)
    assert len(asked) > 1


# Names are resolved once: a stored file means the same in every later version.

NEW = replace(
    next(row for row in MEASURES if row.id == "mention.exact"), id="mention.new", says="A later measure."
)


@pytest.fixture
def later(monkeypatch):
    """A later toolkit: one more default row in the table of mentions."""

    def install():
        monkeypatch.setattr(selection, "MEASURES", (*MEASURES, NEW))

    return install


@pytest.mark.parametrize("asked", ["default", "all", "mentions", "mention.strict,name.strict"])
def test_a_stored_result_means_the_same_when_the_toolkit_gains_a_measure(asked, later):
    """Its rows are the ones that it lists, and it is compared in what both have."""
    before = api.score(GOLD, PRED, measures=asked)
    file = json.loads(plain_values.dumps(plain_values.plain(before)))
    later()
    back = stored.result(file)
    assert list(back) == list(before)
    assert back == before
    now = api.score(GOLD, PRED, measures=asked)
    compared = compare.compare({"old": back, "now": now})
    assert all(abs(d.delta or 0) < 1e-9 for d in compared.differences)
    gained = "mention.new" in now
    assert any("old was not scored for mention.new" in note for note in compared.notes) is gained


@pytest.mark.parametrize("asked", ["default", "all", "mentions"])
def test_a_file_of_the_first_version_means_the_ids_that_it_holds(asked, later):
    """0.1.0 stored the word alone, without the list of rows and without a digest."""
    before = api.score(GOLD, PRED, measures=asked)
    file = json.loads(plain_values.dumps(plain_values.plain(before)))
    del file["units"]["rows"]
    file["signature"] |= {"measures": asked, "version": "0.1.0"}
    later()
    back = stored.result(file)
    assert list(back) == list(before)
    values = [before.value(row) for row in before.shown()]
    assert [back.value(row) for row in back.shown()] == [pytest.approx(v, abs=1e-9) for v in values]


def test_a_baseline_outlives_a_new_measure(later, tmp_path):
    """It is read, and the new measure is not in it."""
    seen = items.Items()
    result = api.score(GOLD, PRED, measures="all", watch=seen)
    path = tmp_path / "base.json"
    path.write_text(baseline.dumps(baseline.from_result(result, seen.by_measure)), encoding="utf-8")
    later()
    then = baseline.read(str(path))
    assert then.value("mention.new") is None
    assert then.value("mention.exact") == pytest.approx(result["mention.exact"]["f1"], abs=1e-9)


def test_the_words_of_a_signature_carry_the_digest_of_what_they_meant(later):
    """An id stands for itself; a name of several rows says which by its digest."""
    assert selection.resolved("mention.strict") == "mention.strict"
    before = selection.resolved("default,quote.type")
    assert before.startswith("default@")
    assert before.endswith(",quote.type")
    later()
    assert selection.resolved("default,quote.type") != before
