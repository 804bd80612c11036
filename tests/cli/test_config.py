"""The config file: read from the folder of the run alone, said in one line, ignored on request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

GOLD = {"id": "d", "text": "Oslo met Rome.", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD) + "\n")
    (tmp_path / "pred.jsonl").write_text(json.dumps({"id": "d", "mentions": GOLD["mentions"]}) + "\n")
    (tmp_path / "presscheck.toml").write_text('gold = "gold.jsonl"\nmeasures = "mention.exact"\n')
    return tmp_path


def test_it_sets_defaults_says_so_and_stands_in_the_signature(cli, project):
    done = cli("score", "pred.jsonl", cwd=project)
    assert done.returncode == 0, done.stderr
    assert "presscheck.toml sets gold = gold.jsonl, measures = mention.exact" in done.stderr
    assert done.stdout.splitlines()[1].split()[0] == "mention.exact"
    assert "measures:mention.exact|" in done.stdout
    assert "mention.strict" not in done.stdout


def test_an_option_goes_before_it(cli, project):
    done = cli("score", "pred.jsonl", "--measures", "mention.strict", cwd=project)
    assert "measures:mention.strict|" in done.stdout
    assert "sets gold = gold.jsonl (" in done.stderr


@pytest.mark.parametrize("verb", ["score", "errors", "compare"])
def test_every_verb_that_scores_reads_it(cli, project, verb):
    preds = ["pred.jsonl"] if verb != "compare" else ["pred.jsonl", "gold.jsonl"]
    done = cli(verb, *preds, cwd=project)
    assert done.returncode == 0, done.stderr
    assert "presscheck.toml sets gold" in done.stderr


def test_the_gate_takes_its_rules_from_it(cli, project):
    (project / "floor.toml").write_text('[[rule]]\nmeasure = "mention.exact"\nmin = 0.5\n')
    (project / "presscheck.toml").write_text('gold = "gold.jsonl"\nrules = "floor.toml"\n')
    done = cli("gate", "pred.jsonl", cwd=project)
    assert done.returncode == 0, done.stderr
    assert "rules = floor.toml" in done.stderr


def test_no_config_ignores_it(cli, project):
    done = cli("score", "pred.jsonl", "--gold", "gold.jsonl", "--no-config", cwd=project)
    assert "presscheck.toml" not in done.stderr
    assert "mention.strict" in done.stdout


def test_another_folder_is_not_looked_at(cli, project):
    inside = project / "inside"
    inside.mkdir()
    done = cli("score", "../pred.jsonl", "--gold", "../gold.jsonl", cwd=inside)
    assert "presscheck.toml" not in done.stderr


def test_a_named_one_is_read(cli, project):
    (project / "other.toml").write_text('measures = "mention.soft"\n')
    done = cli("score", "pred.jsonl", "--gold", "gold.jsonl", "--config", "other.toml", cwd=project)
    assert "measures:mention.soft|" in done.stdout
    assert "other.toml sets measures = mention.soft" in done.stderr


def test_pyproject_may_hold_it(cli, project):
    (project / "presscheck.toml").unlink()
    (project / "pyproject.toml").write_text('[tool.presscheck]\ngold = "gold.jsonl"\n')
    done = cli("score", "pred.jsonl", cwd=project)
    assert "pyproject.toml sets gold = gold.jsonl" in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('measure = "coref"\n', "got the key 'measure'; did you mean measures?"),
        ("measures = 3\n", "measures: expected a string, got 3"),
        ("measures =\n", "expected TOML"),
    ],
)
def test_a_wrong_one_is_a_usage_error(cli, project, content, said):
    (project / "presscheck.toml").write_text(content)
    done = cli("score", "pred.jsonl", cwd=project)
    assert done.returncode == 2
    assert f"presscheck.toml: {said}" in done.stderr or said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_config_that_is_not_there_is_a_usage_error(cli, project):
    done = cli("score", "pred.jsonl", "--config", "none.toml", cwd=project)
    assert done.returncode == 2
    assert "none.toml" in done.stderr
