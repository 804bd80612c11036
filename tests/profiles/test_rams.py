"""profiles/rams.py: the published definition on random documents, the published scorer if it is at hand."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.helpers import scoring
from tests.helpers.event_cases import event

from presscheck import formats
from presscheck.formats import Source
from presscheck.profiles.rams import DISTANCES

PUBLISHED = os.environ.get("RAMS_DIR", "")
"""Folder with `scorer/scorer.py` and `data/dev.jsonlines` of RAMS 1.0."""

SENTENCES, LONG = 5, 4
ROLES = "PQR"


def measures(gold, pred):
    """The entries of the profile by the peer's names."""
    found = scoring.score(gold, pred, profile="rams").as_dict()["measures"]
    return {name.removeprefix("rams."): entry for name, entry in found.items()}


def ratios(entry):
    """Precision, recall and F1."""
    return tuple(entry[key] for key in ("precision", "recall", "f1"))


def some(rng):
    """One trigger in the middle sentence with arguments that repeat, each a character."""
    at = 2 * LONG + rng.randrange(LONG)
    places = [rng.randrange(SENTENCES * LONG) for _ in range(4)]
    args = [(rng.choice(ROLES), rng.choice(places)) for _ in range(rng.randrange(8))]
    return at, args


def line(at, args):
    """The event in the notation of the cases."""
    return event(" ".join(f"{name}[{start},{start + 1})" for name, start in (("T", at), *args)))


def taken(gold, pred):
    """Predicted arguments take gold ones off a list, one by one: how many are right, missed, spurious."""
    left = list(gold)
    right = 0
    for one in pred:
        if one in left:
            left.remove(one)
            right += 1
    return right, len(left), len(pred) - right


def printed(right, missed, spurious):
    """Precision, recall and F1 as the peer calls them."""
    p = right / (right + missed) if right + missed else 0.0
    r = right / (right + spurious) if right + spurious else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def test_counts_on_random_documents():
    """On 500 documents with repeats every figure is that of the definition, in all and by distance."""
    rng = random.Random(7)
    sides = [[some(rng) for _ in range(500)] for _ in range(2)]
    same = [(mine[0], theirs[1]) for mine, theirs in zip(*sides, strict=True)]
    sides[1] = [rng.choice(both) for both in zip(sides[1], same, same, strict=True)]
    cuts = [[i * LONG, (i + 1) * LONG] for i in range(SENTENCES)]
    text = "w" * (SENTENCES * LONG)
    whole = {"text": text, "sentences": cuts}
    gold = [{"id": f"d{i}", **whole, "events": [line(*one)]} for i, one in enumerate(sides[0])]
    pred = [{"id": f"d{i}", "events": [line(*one)]} for i, one in enumerate(sides[1])]
    found = measures(gold, pred)

    def of(side, distance):
        return [
            [(at, *one) for one in args if distance is None or one[1] // LONG - at // LONG == distance]
            for at, args in side
        ]

    names = {"metrics": None, **{f"distance{d:+}" if d else "distance0": d for d in DISTANCES}}
    assert [*found] == [*names]
    for name, distance in names.items():
        mine, theirs = of(sides[0], distance), of(sides[1], distance)
        sums = [sum(column) for column in zip(*map(taken, mine, theirs), strict=True)]
        entry = found[name]
        assert ratios(entry) == pytest.approx(printed(*sums), abs=1e-9)
        assert (entry["n_gold"], entry["n_pred"]) == (sums[0] + sums[1], sums[0] + sums[2])


def test_a_repeat_is_one_more_and_the_two_ratios_are_exchanged():
    """Gold has an argument twice, the prediction once: what the peer prints as precision is one half."""
    gold = [{"id": "d", "text": "w" * 30, "events": [event("T[0,1) P[5,6) P[5,6)")]}]
    pred = [{"id": "d", "events": [event("U[0,1) P[5,6)")]}]
    entry = measures(gold, pred)["metrics"]
    assert (entry["precision"], entry["recall"]) == (0.5, 1.0)
    assert measures(gold, gold)["metrics"]["f1"] == 1.0
    assert measures([{**gold[0], "events": []}], [{**pred[0], "events": []}])["metrics"]["f1"] == 0.0


def test_the_reader_keeps_repeats(tmp_path):
    """A file of RAMS has what its scorer counts."""
    row = {"doc_key": "d", "sentences": [["Ida", "met", "Bo"]], "evt_triggers": [[1, 1, [["a.b.c", 1.0]]]],
           "gold_evt_links": [[[1, 1], [0, 0], "evt001arg01participant"]] * 2}  # fmt: skip
    (tmp_path / "x.jsonlines").write_text(json.dumps(row))
    (doc,) = formats.module("rams").read(Source(tmp_path / "x.jsonlines", {}, Counter()))
    assert [a.role for a in doc.events[0].arguments] == ["participant"] * 2


def _perturbed(rows, rng):
    """Predictions in RAMS' own layout: arguments lost, cut, of another role, twice, and made up."""
    for row in rows:
        trigger = row["evt_triggers"][0][:2]
        links = []
        for _, (first, last), role in row["gold_evt_links"]:
            chance = rng.random()
            if chance < 0.2:
                continue
            cut = first + 1 if chance < 0.35 and first < last else first
            link = [trigger, [cut, last], role[:11] + "place" if chance > 0.9 else role]
            links += [link, link] if chance > 0.85 else [link]
        at = rng.randrange(sum(map(len, row["sentences"])))
        yield {**row, "gold_evt_links": [*links, [trigger, [at, at], "evt001arg01victim"]]}


_PEER = """
import argparse, json, sys
sys.path.insert(0, sys.argv[1])
import scorer
files = {"gold_file": sys.argv[2], "pred_file": sys.argv[3]}
args = argparse.Namespace(**files, reuse_gold_format=True, ontology_file=None)
got = scorer.Scorer(args).evaluate(constrained_decoding=False)
print(json.dumps([got["metrics"], [row[1] for row in got["distance_metrics"]]]))
"""


@pytest.mark.skipif(not PUBLISHED, reason="RAMS_DIR does not name a copy of RAMS 1.0 with its scorer")
@pytest.mark.parametrize("seed", range(3))
def test_the_published_scorer_on_the_published_data(tmp_path, seed):
    """The same three numbers, in all and by distance, to 1e-9."""
    folder = Path(PUBLISHED)
    gold = folder / "data" / "dev.jsonlines"
    rows = map(json.loads, gold.read_text(encoding="utf-8").splitlines())
    pred = tmp_path / "pred.jsonlines"
    pred.write_text("\n".join(map(json.dumps, _perturbed(rows, random.Random(seed)))))
    command = [sys.executable, "-c", _PEER, folder / "scorer", gold, pred]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    total, distances = json.loads(done.stdout)
    sides = [[*formats.module("rams").read(Source(path, {}, Counter()))] for path in (gold, pred)]
    found = [*measures(*sides).values()]
    theirs = [ratios(total), *distances]
    assert [[100 * value for value in ratios(entry)] for entry in found] == [
        pytest.approx(tuple(one), abs=1e-9) for one in theirs
    ]
