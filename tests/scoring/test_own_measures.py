"""Rows of the user's own: what a row must have, and what it gets from everything that takes a result."""

import json
import re

import pytest

import presscheck
from presscheck import Item, Measure, UsageError, matched_sets
from presscheck.gating import baseline
from presscheck.gating import rules as gate_rules
from presscheck.gating.run import held
from presscheck.layers import MEASURES
from presscheck.profiles import PROFILES
from presscheck.scoring import plain_values, stored
from presscheck.scoring.items import Items
from presscheck.scoring.own_measures import _problems
from presscheck.scoring.selection import select


def words(doc):
    """A view that looks at the text."""
    return [Item((m.start, doc.text[m.start : m.end].split()[-1]), m.type) for m in doc.mentions]


def row(**fields):
    """A sound row, but for the fields that are given."""
    sound = {
        "id": "mine.words",
        "layer": "mentions",
        "says": "Words.",
        "count": matched_sets(words),
        "by": "type",
    }
    return Measure(**{**sound, **fields})


def corpus(*wrong):
    """Eight documents of two mentions, and predictions without text that miss the second where asked."""
    mentions = [{"start": 0, "end": 3, "type": "PER"}, {"start": 8, "end": 12, "type": "GPE"}]
    gold = [{"id": f"d{i}", "text": "Ida saw Oslo.", "mentions": mentions} for i in range(8)]
    pred = [{"id": f"d{i}", "mentions": mentions[: 1 if i in wrong else 2]} for i in range(8)]
    return gold, pred


def test_a_view_sees_the_text_of_a_prediction_that_has_none():
    """Offsets of a prediction count in gold's text, and a view may read it."""
    gold, pred = corpus(2)
    entry = presscheck.score(gold, pred, measures=[row()])["mine.words"]
    assert (entry["tp_gold"], entry["n_pred"], entry["n_gold"]) == (15, 15, 16)
    assert entry["by"]["type"]["GPE"]["recall"] == 7 / 8
    assert entry["ci"]["units"] == 8


def test_a_view_keeps_the_text_that_a_prediction_has():
    """A prediction's own text is gold's, and stays."""
    gold, _ = corpus()
    assert presscheck.score(gold, gold, measures=[row()], resample=None)["mine.words"]["f1"] == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": "words"}, "expected an id such as"),
        ({"id": "mine.a,b"}, "expected an id such as"),
        ({"id": "mine.a|b"}, "expected an id such as"),
        ({"id": "mention.strict"}, "a measure of presscheck has this id"),
        ({"id": "conll2012.muc"}, "a measure of presscheck has this id"),
        ({"layer": "mention"}, "did you mean mentions"),
        ({"needs": "speaker"}, "did you mean speakers"),
        ({"count": None}, "either `count`"),
        ({"compose": lambda _: {"f1": 1.0}}, "either `count`"),
        (
            {"count": None, "compose": lambda _: {"f1": 1.0}, "cells": ("coref.mucs",)},
            "did you mean coref.muc",
        ),
        ({"kind": "pfr"}, "did you mean prf"),
        ({"kind": "mean"}, "of kind 'prf' or 'accuracy'"),
        ({"kind": "accuracy"}, "has the headline 'accuracy', not 'f1'"),
        ({"headline": "value"}, "has the headline 'f1' or 'precision' or 'recall', not 'value'"),
    ],
)
def test_a_row_that_cannot_be_scored_is_refused(fields, message):
    """With its id and what would be right, and before anything is read."""
    with pytest.raises(UsageError, match=re.escape(message)) as error:
        presscheck.score("nowhere.jsonl", "nowhere.jsonl", measures=[row(**fields)])
    assert str(error.value).startswith(f"measure {fields.get('id', 'mine.words')!r}: ")


def test_every_row_of_ours_keeps_what_is_asked_of_others():
    """The checks are true of the tables, so they refuse nothing that the toolkit can score."""
    for table in (MEASURES, *(profile.measures for profile in PROFILES.values())):
        cells = {shipped.id for shipped in table if shipped.count}
        for shipped in table:
            assert [*_problems(shipped, cells)] == [], shipped.id


def test_two_rows_with_one_id_are_refused_and_one_row_twice_is_one():
    """A key means one thing."""
    with pytest.raises(UsageError, match="two rows have this id"):
        select([row(), row(says="Others.")])
    own = row()
    assert [r.id for r in select([own, "mention.strict", own]) if not r.hidden] == [
        "mention.strict",
        "mine.words",
    ]


def test_a_composed_row_is_made_of_ours_and_of_ones_own():
    """`cells` may name both."""
    mean = Measure(
        id="mine.mean",
        layer="mentions",
        says="A mean.",
        kind="mean",
        cells=("mention.strict", "mine.words"),
        compose=lambda cells: {"f1": sum(c.score().f1 for c in cells.values()) / 2, "of": 2},
    )
    gold, pred = corpus(0, 1)
    scores = presscheck.score(gold, pred, measures=[row(), mean], resample=None)
    strict = presscheck.score(gold, pred, measures=["mention.strict"], resample=None)["mention.strict"]["f1"]
    assert scores["mine.mean"]["f1"] == (scores["mine.words"]["f1"] + strict) / 2


def baseline_file(path, gold, pred, own):
    """A baseline of one row."""
    items = Items()
    result = presscheck.score(gold, pred, measures=[own], watch=items)
    path.write_text(baseline.dumps(baseline.from_result(result, items.by_measure)))
    return path


def test_a_stored_result_is_read_back_with_its_row():
    """Equal in every number; without the row the message says what is missing."""
    gold, pred = corpus(3)
    result = presscheck.score(gold, pred, measures=["mention.strict", row()])
    values = json.loads(plain_values.dumps(plain_values.plain(result)))
    assert stored.result(values, own=[row(count=result.rows[-1].count)])["mine.words"]["f1"] == pytest.approx(
        result["mine.words"]["f1"]
    )
    without = stored.result(values)
    assert list(without) == ["mention.strict"]
    assert "mine.words" in without.warnings[-1]


def test_the_gate_holds_a_row_of_ones_own(tmp_path):
    """To a baseline alone and to rules; by id, by layer and as a default."""
    own = row()
    gold, good = corpus()
    _, bad = corpus(5)
    file = baseline_file(tmp_path / "b.json", gold, good, own)
    for measure in ("mine.words", "mentions", "default", None):
        rules = None
        if measure:
            rules = tmp_path / "rules.toml"
            rules.write_text(f'[[rule]]\nmeasure = "{measure}"\nmax_drop = 0\n')
        for pred, code in ((good, 0), (bad, 1)):
            decision = held(pred, gold=gold, measures=[own], against=file, rules=rules)
            assert (decision.code, [c.measure for c in decision.checks]) == (code, ["mine.words"]), measure


def test_rules_name_only_what_is_known(tmp_path):
    """A row that was not given is unknown, and the nearest of all rows is named."""
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nmeasure = "mine.word"\nmin = 0.5\n')
    with pytest.raises(UsageError, match=r"did you mean mine\.words"):
        gate_rules.load(rules, [row()])
