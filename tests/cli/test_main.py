"""cli.py: what a user types, and what is answered."""

import json

import pytest
from tests.scoring.test_run import GOLD, PRED, _written

from presscheck import loads


@pytest.fixture
def files(tmp_path):
    """A gold and a prediction file."""
    return _written(tmp_path / "gold.jsonl", GOLD), _written(tmp_path / "pred.jsonl", PRED)


def test_help_lists_the_verbs(cli):
    """`presscheck --help` is where a person starts."""
    run = cli("--help")
    assert run.returncode == 0
    assert "score" in run.stdout
    assert "presscheck score PRED" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("scor",), "did you mean score?"),
        (("extract", "spacey"), "there is no extractor 'spacey'; did you mean spacy?"),
        (("score", "--frmat", "json", "x"), "--format"),
        (("score", "nowhere.jsonl"), "nowhere.jsonl: No such file"),
        (("score",), "Missing argument 'PRED'"),
    ],
)
def test_a_wrong_question_is_answered_with_the_way_out(cli, arguments, expected):
    """Exit 2, one message on stderr, nothing on stdout, no traceback."""
    run = cli(*arguments)
    assert run.returncode == 2
    assert expected in run.stderr
    assert run.stdout == ""
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("not json\n", "pred.jsonl:1"),
        ('{"id": "d1", "mentons": []}\n', "did you mean `mentions`?"),
        ('{"id": "d9", "mentions": []}\n', "the gold has no document 'd9'"),
        ('{"id": "d1", "mentions": [{"start": 3, "end": 3}]}\n', "$.mentions[0]"),
    ],
)
def test_invalid_data_exits_1_with_its_place(cli, files, content, expected):
    """Exit 1, the place on stderr, nothing on stdout."""
    gold, pred = files
    pred.write_text(content)
    run = cli("score", pred, "--gold", gold)
    assert run.returncode == 1
    assert expected in run.stderr
    assert run.stdout == ""
    assert "Traceback" not in run.stderr


def test_every_output_format_says_the_same(cli, files):
    """Table, JSON, Markdown and CSV of one score."""
    gold, pred = files
    run = {
        form: cli("score", pred, "--gold", gold, "--format", form)
        for form in ("table", "json", "markdown", "csv")
    }
    assert all(r.returncode == 0 for r in run.values())
    assert json.loads(run["json"].stdout)["measures"]["mention.strict"]["f1"] == 0.5
    assert "mention.strict  0.500  0.500  0.500" in run["table"].stdout
    assert "| mention.strict | 0.500 | 0.500 | 0.500 |" in run["markdown"].stdout
    assert "mention.strict,,,0.5,0.5,0.5,1,2,1,2" in run["csv"].stdout


def test_output_goes_to_a_file_on_request(cli, files, tmp_path):
    """`-o FILE` writes what would have been printed."""
    gold, pred = files
    out = tmp_path / "scores.json"
    run = cli("score", pred, "--gold", gold, "--format", "json", "-o", out)
    assert (run.returncode, run.stdout) == (0, "")
    assert json.loads(out.read_text())["signature"]["documents"] == 1


def test_the_library_reads_what_the_command_line_reads():
    """One line, one document."""
    assert loads(json.dumps(GOLD)).mentions[1].end == 11
