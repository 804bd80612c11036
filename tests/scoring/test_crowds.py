"""Spans of which too many overlap in one place: the row says so, the others are scored."""

import json

import pytest

from presscheck import api
from presscheck.cli.main import main
from presscheck.document.exceptions import UsageError
from presscheck.measure import assignment
from presscheck.scoring import plain_values, stored
from presscheck.statistics import merge

TEXT = "x" * 200


def crowd(many):
    """Mentions that all overlap one another, on both sides."""
    gold = [{"start": i, "end": 150 - i, "type": "PER", "entity": f"e{i}"} for i in range(many)]
    pred = [{"start": i, "end": 149 - i, "type": "PER", "entity": f"e{i}"} for i in range(many)]
    return {"id": "d", "text": TEXT, "mentions": gold}, {"id": "d", "mentions": pred}


def code(*arguments):
    """The exit code of a command."""
    with pytest.raises(SystemExit) as stopped:
        main([*arguments])
    return stopped.value.code or 0


@pytest.fixture(autouse=True)
def most(monkeypatch):
    """A limit that a test reaches in no time."""
    monkeypatch.setattr(assignment, "MOST", 50)


def test_a_crowd_is_not_solved_and_the_other_rows_are_scored():
    """Null, with the reason and the place; below the limit it is solved."""
    gold, pred = crowd(8)
    measures = api.score([gold], [pred], measures="mentions").as_dict()["measures"]
    soft = measures["mention.soft"]
    assert soft["f1"] is None
    assert soft["reason"] == (
        "too many overlaps to compare: 64 pairs of spans overlap in [0, 150) of document 'd'"
    )
    assert measures["mention.partial"]["reason"] == soft["reason"]
    assert measures["mention.strict"]["f1"] == 0
    few = api.score(*([side] for side in crowd(7)))
    assert few["mention.soft"]["f1"] > 0.5


def test_a_crowd_stays_unsolved_in_files_and_in_sums():
    """A stored result, and one that is merged with others, is not better."""
    results = [api.score([side[0]], [side[1]]) for side in (crowd(8), crowd(3))]
    again = [stored.result(json.loads(json.dumps(plain_values.plain(result)))) for result in results]
    assert again[0]["mention.soft"] == results[0]["mention.soft"]
    renamed = {**crowd(3)[0], "id": "e"}, {**crowd(3)[1], "id": "e"}
    both = merge.added([results[0], api.score([renamed[0]], [renamed[1]])])
    assert both.tasks["mention.soft"].startswith(assignment.CROWDED)
    assert "mention.soft" not in {row.id for row in both.attempted()}
    assert both.whole("mention.strict").n_gold == 11


def test_a_gate_cannot_be_decided_on_a_crowd(tmp_path):
    """Exit 3; `score` itself has exit 0."""
    files = [tmp_path / name for name in ("gold.jsonl", "pred.jsonl")]
    for file, side in zip(files, crowd(8), strict=True):
        file.write_text(json.dumps(side) + "\n", encoding="utf-8")
    gold, pred = map(str, files)
    assert code("score", pred, "--gold", gold) == 0
    rules = tmp_path / "gate.toml"
    rules.write_text('[[rule]]\nmeasure = "mention.soft"\nmin = 0.1\n', encoding="utf-8")
    assert code("gate", pred, "--gold", gold, "--rules", str(rules)) == 3


def test_an_error_list_of_a_crowd_is_a_question_that_has_no_answer():
    """It names the place, as the row does."""
    with pytest.raises(UsageError, match="too many overlaps"):
        assignment.touching([(0, 9)] * 8, [(0, 9)] * 8)
