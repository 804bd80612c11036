"""`Scorer`: documents one at a time give what all at once give; epochs are averaged within a document."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import generate

import presscheck
from presscheck.document import jsonl, shipped

GOLD = [
    {"id": name, "text": "Oslo met Rome.", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    for name in ("a", "b", "c")
]
EMPTY = [{"id": one["id"], "mentions": []} for one in GOLD]


def test_one_at_a_time_is_all_at_once() -> None:
    scorer = presscheck.Scorer(GOLD)
    for one in (GOLD[2], EMPTY[0], GOLD[1]):
        scorer.add(one)
    whole = presscheck.score(GOLD, [EMPTY[0], *GOLD[1:]])
    assert scorer.result() == whole


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_one_at_a_time_is_all_at_once_on_random_documents(seed: int) -> None:
    gold, pred = generate.corpus(seed, documents=3)
    scorer = presscheck.Scorer(gold, measures="all")
    for one in pred:
        scorer.add(one)
    whole = presscheck.score(gold, pred, measures="all")
    mine = scorer.result()
    assert mine.flat() == pytest.approx(whole.flat(), abs=1e-12)
    assert mine.ci.keys() == whole.ci.keys()
    assert mine.tasks == whole.tasks
    for name, interval in mine.ci.items():
        bounds = [(key, value) for key, value in interval.items() if isinstance(value, list)]
        assert all(value == pytest.approx(whole.ci[name][key], abs=1e-12) for key, value in bounds)


def test_a_single_article_has_the_intervals_of_score() -> None:
    article = [*jsonl.read(shipped.gold())]
    result = presscheck.Scorer(article, measures="mention.strict").add(article).result()
    assert result.ci == presscheck.score(article, article, measures="mention.strict").ci


def test_epochs_are_averaged_within_their_document() -> None:
    scorer = presscheck.Scorer(GOLD, measures="mention.strict")
    scorer.add(GOLD).add(EMPTY[:1])
    entry: Any = scorer.result()["mention.strict"]
    assert (entry["tp_gold"], entry["n_gold"]) == (2.5, 3)
    assert entry["ci"]["units"] == 3


def test_an_epoch_more_of_the_same_changes_nothing() -> None:
    once = presscheck.Scorer(GOLD).add(GOLD).result()
    twice = presscheck.Scorer(GOLD).add(GOLD).add(GOLD).result()
    assert once.flat() == twice.flat()
    assert once.ci == twice.ci


def test_what_is_missing_is_named_or_counted_as_empty() -> None:
    with pytest.raises(presscheck.InvalidInputError) as caught:
        presscheck.Scorer(GOLD).add(GOLD[0]).result()
    assert [finding.doc for finding in caught.value.findings] == ["b", "c"]
    result = presscheck.Scorer(GOLD, missing="empty", measures="mention.strict").add(GOLD[0]).result()
    assert result["mention.strict"]["recall"] == pytest.approx(1 / 3)


def test_a_document_that_gold_lacks_is_refused_and_nothing_is_added() -> None:
    scorer = presscheck.Scorer(GOLD)
    with pytest.raises(presscheck.InvalidInputError, match="'d'"):
        scorer.add([GOLD[0], {"id": "d", "mentions": []}])
    with pytest.raises(presscheck.InvalidInputError) as caught:
        scorer.result()
    assert len(caught.value.findings) == 3


def test_workers_are_merged() -> None:
    one, other = presscheck.Scorer(GOLD).add(GOLD[:1]), presscheck.Scorer(GOLD).add(EMPTY[1:])
    moved = pickle.loads(pickle.dumps(other))
    assert one.merge(moved).result() == presscheck.score(GOLD, [GOLD[0], *EMPTY[1:]])


def test_scorers_of_other_gold_or_options_are_not_merged() -> None:
    with pytest.raises(presscheck.UsageError, match="same gold"):
        presscheck.Scorer(GOLD).merge(presscheck.Scorer(GOLD[:2]))
    with pytest.raises(presscheck.UsageError, match="same options"):
        presscheck.Scorer(GOLD).merge(presscheck.Scorer(GOLD, window="sentence"))
