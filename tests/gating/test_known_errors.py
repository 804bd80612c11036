"""The errors that a baseline knows: as they are collected, stored, and read from older files."""

import json
import random

import pytest
from tests.helpers import generate, memory

from presscheck import api
from presscheck.distributed import jobs, parts
from presscheck.document import jsonl
from presscheck.gating import baseline, known_errors, run, update
from presscheck.gating.known_errors import KnownErrors, NewErrors
from presscheck.measure import cells
from presscheck.scoring.items import Items

RULES = "[[rule]]\nmeasure = 'default'\nmax_drop = 0\nmax_new_errors = 0\n"


@pytest.fixture(scope="module")
def corpus():
    """Gold, a prediction, and a later one."""
    rng = random.Random(4)
    gold = [generate.document(rng, f"d {i}") for i in range(12)]
    return gold, *([generate.prediction(rng, doc) for doc in gold] for _ in range(2))


def _scored(gold, pred, watch):
    return api.score(gold, pred, watch=watch, measures="all", repeats="first")


def _older(result, items):
    """The file that 0.1.0 wrote."""
    values = json.loads(baseline.dumps(baseline.from_result(result, items.by_measure)))
    kept = values.pop("errors")["measures"]
    values["format"] = "presscheck-baseline-1"
    values["items"] = {m: {"right": {}, "spurious": {}} for m in kept}
    for measure in kept:
        for kind, by_document in values["items"][measure].items():
            for name in sorted(getattr(items.by_measure[measure], kind)):
                doc, _, key = name.rpartition(" ")
                by_document.setdefault(doc, []).append(key)
    return json.dumps(values)


def test_what_is_new_is_the_same_however_it_is_worked_out(corpus, tmp_path):
    """From all items of both, from a file, from a file of 0.1.0, and while documents pass."""
    gold, then, now = corpus
    before, after, known = Items(), Items(), KnownErrors()
    result = _scored(gold, then, before)
    _scored(gold, then, known)
    _scored(gold, now, after)
    (tmp_path / "new.json").write_text(baseline.dumps(baseline.from_result(result, known)), "utf-8")
    (tmp_path / "old.json").write_text(_older(result, before), "utf-8")
    stored = [baseline.read(str(tmp_path / name)).errors for name in ("new.json", "old.json")]
    passing = NewErrors(stored[0])
    _scored(gold, now, passing)
    for measure in sorted(stored[0].measures):
        old, new = before.by_measure[measure], after.by_measure[measure]
        lost, odd = sorted(old.right - new.right), sorted(new.spurious - old.spurious)
        right = [*(f"missed {name}" for name in lost), *(f"spurious {name}" for name in odd)]
        collected = KnownErrors.from_outcomes(before.by_measure)
        for errors in (known, collected, *stored):
            assert sorted(errors.new(measure, new)) == right, measure
        seen = passing.by_measure[measure]
        assert (seen.missed, seen.spurious) == ({*lost}, {*odd})
        assert {passing.says(name) for name in lost} == {after.says(name) for name in lost}
    assert sum(len(seen.missed) for seen in passing.by_measure.values()) > 100


def _files(corpus, tmp_path):
    gold, then, now = corpus
    for name, docs in (("gold", gold), ("then", then), ("now", now)):
        jsonl.write(tmp_path / f"{name}.jsonl", map(jsonl.from_plain, docs))
    (tmp_path / "rules.toml").write_text(RULES, "utf-8")
    return [str(tmp_path / f"{name}.jsonl") for name in ("gold", "then", "now")]


def test_a_gate_decides_alike_with_any_number_of_jobs(corpus, tmp_path, monkeypatch):
    """The baseline's bytes, every check and every item."""
    monkeypatch.setattr(parts, "BYTES", 5_000)
    gold, then, now = _files(corpus, tmp_path)
    texts, decisions = [], []
    for n in (1, 2, 3):
        path = str(tmp_path / "base.json")
        asked = {"gold": gold, "repeats": "first", "counting": jobs.counting(n)}
        update.prepared(then, path, **asked).write()
        texts.append((tmp_path / "base.json").read_text("utf-8"))
        decisions.append(run.held(now, against=path, rules=str(tmp_path / "rules.toml"), **asked))
    assert texts[0] == texts[1] == texts[2]
    assert decisions[0].checks == decisions[1].checks == decisions[2].checks
    assert sum(len(check.items) for check in decisions[0].checks) > 50


def test_known_errors_need_little_memory(monkeypatch):
    """A watch holds what is new; what a baseline knows is packed."""
    monkeypatch.setattr(cells, "PENDING", 100)
    rng = random.Random(6)
    gold = [generate.document(rng, f"d{i}") for i in range(80)]
    pred = [generate.prediction(rng, doc) for doc in gold]
    known = KnownErrors()
    _scored(gold, pred, known)

    def size(watch):
        return memory.growth(lambda n: _scored(gold[:n], pred[:n], watch()), 40)

    nothing = size(lambda: None)
    everything, packed = size(Items) - nothing, size(KnownErrors) - nothing
    assert packed < everything / 2
    assert size(lambda: NewErrors(known)) - nothing < everything / 10


def test_measures_with_the_same_items_share_them():
    """Strict and soft mentions that are wrong by a type are wrong alike."""
    gold = [{"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    known = KnownErrors()
    api.score(gold, [{"id": "d", "mentions": []}], measures="mention.strict,mention.soft", watch=known)
    (items,) = known.stored().values()
    assert [*items] == ["mention.soft,mention.strict"]
    assert known.of("d")["mention.soft"] == known.of("d")["mention.strict"]


def test_rows_of_gold_items_have_the_same_ones_for_every_prediction():
    """A baseline that has the missed ones leaves out nothing that gold does not give."""
    rng = random.Random(2)
    gold = [generate.document(rng, f"d{i}") for i in range(60)]
    seen = Items(), Items()
    for watch in seen:
        _scored(gold, [generate.prediction(rng, doc) for doc in gold], watch)
    for measure in known_errors._OF_GOLD & seen[0].by_measure.keys():
        one, two = (watch.by_measure[measure] for watch in seen)
        assert one.right | one.missed == two.right | two.missed, measure
