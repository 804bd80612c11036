"""Properties of every row of every layer, on random documents."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers.generate import corpus
from tests.helpers.longer import times

from presscheck import score
from presscheck.layers import MEASURES

ROWS = [row for row in MEASURES if not row.hidden]
COUNTED = [row for row in ROWS if row.count]
SEEDS = st.integers(0, 10_000)


def _values(entry):
    """Every ratio of an entry, by name."""
    return {k: entry[k] for k in ("precision", "recall", "f1", "accuracy", "value") if k in entry}


def _entries(gold, pred, **options):
    return score(gold, pred, measures="all", **options).as_dict()["measures"]


@settings(max_examples=times(40), deadline=None)
@given(SEEDS)
def test_gold_against_itself_is_one_or_undefined(seed):
    """A perfect answer scores 1 wherever something was asked; a distance is 0."""
    gold, _ = corpus(seed, 2)
    for name, entry in _entries(gold, gold).items():
        best = 0.0 if entry["kind"] == "distance" else 1.0
        for key, value in _values(entry).items():
            if entry["kind"] != "mean":
                assert value is None or value == pytest.approx(best), (name, key, entry)


@settings(max_examples=times(60), deadline=None)
@given(SEEDS)
def test_every_ratio_lies_between_zero_and_one(seed):
    """No convention may reward more than everything."""
    gold, pred = corpus(seed, 3)
    for name, entry in _entries(gold, pred).items():
        for key, value in _values(entry).items():
            low = -1.0 if entry["kind"] == "distance" else 0.0
            assert value is None or low <= value <= 1.0 + 1e-12, (name, key, entry)


@settings(max_examples=times(60), deadline=None)
@given(SEEDS)
def test_swapping_sides_swaps_precision_and_recall(seed):
    """For rows marked symmetric, who is gold does not matter."""
    gold, pred = corpus(seed, 2)
    texts = {doc["id"]: doc["text"] for doc in gold}
    turned = [
        {**doc, "text": texts[doc["id"]], "sentences": g["sentences"]}
        for doc, g in zip(pred, gold, strict=True)
    ]
    one, two = _entries(gold, pred), _entries(turned, gold)
    for row in COUNTED:
        if row.symmetric and row.id in one and row.id in two and one[row.id]["kind"] == "prf":
            assert one[row.id]["precision"] == pytest.approx(two[row.id]["recall"]), row.id
            assert one[row.id]["recall"] == pytest.approx(two[row.id]["precision"]), row.id


@settings(max_examples=times(60), deadline=None)
@given(SEEDS, st.randoms())
def test_shuffling_records_changes_nothing(seed, rng):
    """The order of records is not information, on either side, in any layer."""
    gold, pred = corpus(seed, 2)
    assert _entries(gold, pred) == _entries(_shuffled(gold, rng), _shuffled(pred, rng))


def _shuffled(documents, rng):
    return [
        {k: rng.sample(v, len(v)) if isinstance(v, list) and k != "sentences" else v for k, v in doc.items()}
        for doc in documents
    ]


@settings(max_examples=times(40), deadline=None)
@given(SEEDS, st.integers(0, 4))
def test_counts_of_a_corpus_are_the_sum_over_any_partition(seed, cut):
    """Totals add up, whichever way the corpus is cut."""
    gold, pred = corpus(seed, 4)
    whole = score(gold, pred, measures="all")
    first, second = (
        score(gold[:cut], pred[:cut], measures="all"),
        score(gold[cut:], pred[cut:], measures="all"),
    )
    for row in whole.rows:
        if row.count:
            assert whole.whole(row.id) == pytest.approx(first.whole(row.id) + second.whole(row.id)), row.id


@settings(max_examples=times(60), deadline=None)
@given(SEEDS)
def test_a_spurious_item_never_raises_precision_of_a_set_measure(seed):
    """One more mention, event or quote that gold does not have costs precision or nothing."""
    gold, pred = corpus(seed, 1)
    text, rng = gold[0]["text"], random.Random(seed)
    taken = {(s["start"], s["end"]) for d in (gold[0], pred[0]) for s in (*d["mentions"], *d["events"])}
    taken |= {(p["start"], p["end"]) for d in (gold[0], pred[0]) for q in d["quotes"] for p in q["content"]}
    start = rng.randrange(len(text) - 1)
    if (start, start + 1) in taken or text[start].isspace():
        return
    span = {"start": start, "end": start + 1}
    worse = {
        **pred[0],
        "mentions": [*pred[0]["mentions"], {**span, "type": "ORG", "form": "name"}],
        "events": [*pred[0]["events"], {**span, "type": "Act.Warn"}],
    }
    before, after = _entries(gold, pred), _entries(gold, [worse])
    for name in ("mention.strict", "mention.exact", "name.strict", "event.ti", "event.tc"):
        if name in before and before[name]["precision"] is not None:
            assert after[name]["precision"] <= before[name]["precision"], name


@settings(max_examples=times(40), deadline=None)
@given(SEEDS)
def test_a_document_in_which_gold_has_nothing_never_raises_precision(seed):
    """Whatever a system says there costs precision or nothing, and recall stays what it was."""
    gold, pred = corpus(seed, 2)
    empty = {"id": "more", "text": gold[0]["text"], "sentences": gold[0]["sentences"]}
    nothing = {layer: [] for layer in ("mentions", "entities", "events", "quotes", "marked_uses")}
    before = _entries(gold, pred)
    after = _entries([*gold, {**empty, **nothing}], [*pred, {**pred[0], "id": "more"}])
    for row in COUNTED:
        entry = before.get(row.id, {})
        if row.layer in ("mentions", "coref", "links") and entry.get("precision") is not None:
            assert after[row.id]["precision"] <= entry["precision"] + 1e-12, row.id
            assert after[row.id]["recall"] == pytest.approx(entry["recall"]), row.id


@settings(max_examples=times(40), deadline=None)
@given(SEEDS)
def test_labels_partition_the_counts(seed):
    """Per-label counts add up to the whole."""
    result = score(*corpus(seed, 2), measures="all")
    for row in result.shown():
        entry = result.entry(row)
        if row.by and row.count and entry["kind"] == "prf":
            labels = entry.get("by", {}).get(row.by, {})
            for key in ("tp_pred", "n_pred", "tp_gold", "n_gold"):
                assert sum(part[key] for part in labels.values()) == pytest.approx(entry[key]), (row.id, key)
