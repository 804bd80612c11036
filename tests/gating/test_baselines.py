"""The shipped predictions' baselines: no score moves, up or down, unless its baseline moves with it."""

import json

import pytest
from tests.conftest import ROOT

from presscheck import api
from presscheck.document import shipped
from presscheck.gating import baseline
from presscheck.scoring import items

FOLDERS = (("article", ""), ("companions", "companions"), ("article", "llm"))
"""Names of golds, and folders of predictions and baselines of them."""

PREDICTIONS = [
    (gold, folder, path)
    for gold, folder in FOLDERS
    for path in sorted((ROOT / "corpus" / "predictions" / folder).glob("*.jsonl"))
]


@pytest.mark.parametrize("folder", [folder for _, folder in FOLDERS])
def test_every_shipped_prediction_has_a_baseline_and_no_baseline_is_left_over(folder):
    """`make baselines` writes them."""
    have = {path.stem for path in (ROOT / "corpus" / "baselines" / folder).glob("*.json")}
    assert have == {path.stem for _, name, path in PREDICTIONS if name == folder}


@pytest.mark.parametrize(
    ("gold", "folder", "path"), PREDICTIONS, ids=lambda given: getattr(given, "stem", given)
)
def test_the_shipped_scores_are_those_of_the_baselines(gold, folder, path):
    """Scored anew: every count, value and item is the same. If a change is meant, run `make baselines`."""
    seen = items.Items()
    now = baseline.from_result(
        api.score(shipped.gold(gold), path, measures="all", watch=seen), seen.by_measure
    )
    file = ROOT / "corpus" / "baselines" / folder / f"{path.stem}.json"
    then, new = json.loads(file.read_text(encoding="utf-8")), json.loads(baseline.dumps(now))
    for values in (then, new):
        values["signature"].pop("version")
    moved = [m for m in new["measures"] if new["measures"][m] != then["measures"].get(m)]
    assert moved == []
    assert new == then
