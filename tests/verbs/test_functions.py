"""Every verb of the command line that reads documents is a function too, whatever was imported before."""

from __future__ import annotations

import inspect
import json
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import presscheck
from presscheck.cli import VERBS
from presscheck.cli.main import group
from presscheck.document import jsonl
from presscheck.measure.settings import Settings
from presscheck.verbs.options import DEFAULTS, ScoreOptions, SettingsByName

GOLD = [
    {
        "id": str(i),
        "text": "Oslo met Rome.",
        "schema_version": "1.1.0",
        "mentions": [{"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}],
    }
    for i in range(6)
]
PRED = [{"id": str(i), "mentions": [{"start": 0, "end": 4 - (i == 0), "type": "GPE"}]} for i in range(6)]


def test_a_verb_is_callable_after_every_module_was_imported() -> None:
    for module in pkgutil.walk_packages(presscheck.__path__, "presscheck."):
        if not module.name.endswith(("__main__", "pytest_plugin", "inspect_tasks")):
            import_module(module.name)
    assert [name for name in VERBS if not callable(getattr(presscheck, name))] == []


def test_what_is_promised_is_there_and_nothing_else_shows() -> None:
    assert sorted(dir(presscheck)) == sorted(presscheck.__all__)
    assert all(getattr(presscheck, name) is not None for name in presscheck.__all__)


def test_the_keywords_are_the_settings() -> None:
    assert set(SettingsByName.__annotations__) == set(Settings.__struct_fields__) - {"resample"}
    assert set(DEFAULTS) == set(ScoreOptions.__annotations__)


@pytest.mark.parametrize("verb", ["score", "score_one", "errors", "compare", "report", "gate", "Scorer"])
def test_every_option_is_spelled_out(verb: str) -> None:
    parameters = inspect.signature(getattr(presscheck, verb)).parameters
    assert set(SettingsByName.__annotations__) <= set(parameters)
    assert not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())


@pytest.mark.parametrize("verb", [presscheck.score, presscheck.score_one, presscheck.errors])
def test_an_unknown_option_is_answered_with_the_nearest(verb: object) -> None:
    with pytest.raises(presscheck.UsageError, match=r"'windows'.*window"):
        verb(GOLD, PRED, windows="sentence")  # type: ignore[operator]


def test_compare_takes_predictions_and_results() -> None:
    a, b = presscheck.score(GOLD, PRED), presscheck.score(GOLD, GOLD)
    by_results = presscheck.compare({"a": a, "b": b})
    by_files = presscheck.compare({"a": PRED, "b": GOLD}, GOLD)
    assert by_results.values == by_files.values
    assert [d.p for d in by_results.differences] == [d.p for d in by_files.differences]


def test_systems_on_different_gold_are_not_compared() -> None:
    with pytest.raises(presscheck.IncomparableError, match="not scored alike"):
        presscheck.compare({"a": presscheck.score(GOLD, PRED), "b": presscheck.score(GOLD[:5], PRED[:5])})


def test_errors_are_those_of_the_result() -> None:
    records = presscheck.errors(GOLD, PRED).errors
    assert records == presscheck.score(GOLD, PRED).errors
    assert sorted(error.kind for error in records) == ["boundary", *["missed"] * 6]


def test_errors_of_a_stream_are_found_when_asked_for() -> None:
    result = presscheck.score(iter(GOLD), (one for one in PRED))
    assert len(result.errors) == 7


def test_a_result_without_documents_says_where_its_errors_are() -> None:
    merged = presscheck.merge([presscheck.score(GOLD, PRED)])
    with pytest.raises(presscheck.UsageError, match=r"presscheck\.errors"):
        _ = merged.errors


def test_merge_refuses_nothing() -> None:
    with pytest.raises(presscheck.UsageError, match="at least one"):
        presscheck.merge([])


def test_merge_adds_up() -> None:
    parts = presscheck.merge([presscheck.score(GOLD[:3], PRED[:3]), presscheck.score(GOLD[3:], PRED[3:])])
    whole = presscheck.score(GOLD, PRED)
    assert parts.counts() == whole.counts()


def test_validate_numbers_what_is_wrong() -> None:
    broken = [*GOLD[:1], {**GOLD[1], "mentions": [{"start": 3, "end": 2, "type": "GPE"}]}]
    report = presscheck.validate(broken, kind="gold")
    assert [(f.line, f.doc) for f in report.findings if f.level == "error"] == [(2, "1")]
    assert presscheck.validate(GOLD, kind="gold").count("error") == 0


def test_gate_holds_a_prediction_to_rules(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nmeasure = "mention.strict"\nmin = 0.9\n')
    assert presscheck.gate(PRED, rules=rules, gold=GOLD).code == 1
    assert presscheck.gate(GOLD, rules=rules, gold=GOLD).code == 0


def test_a_challenge_is_what_the_command_line_makes(tmp_path: Path) -> None:
    """The same set, the same figures; gold that cannot be scored is refused with every reason."""
    made = presscheck.challenge(GOLD, rewrites=["upper-case", "tabs"])
    assert len(made.gold) == len(made.texts) == 3 * len(GOLD)
    gold, pred = tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"
    jsonl.write(gold, map(jsonl.from_plain, GOLD))
    rows = [
        jsonl.from_plain({"id": doc.id, "mentions": []}) if "upper" in doc.id else doc for doc in made.gold
    ]
    jsonl.write(pred, rows)
    folder, out = str(tmp_path / "C"), tmp_path / "out"
    for line in (
        ["make", "--gold", str(gold), "--rewrite", "upper-case", "--rewrite", "tabs", "-o", folder],
        ["score", str(pred), "--gold", folder, "--format", "json", "-o", str(out)],
    ):
        group.main(["challenge", *line], standalone_mode=False)
    result = made.score(rows)
    assert result.as_dict() == json.loads(out.read_text(encoding="utf-8"))
    assert result.effects.rewrites[0].change("mention.strict") == -1
    assert len(made.errors(pred, "upper-case").items) == 2 * len(GOLD)
    with pytest.raises(presscheck.InvalidInputError) as caught:
        presscheck.challenge([{**GOLD[0], "mentions": [{"start": 5, "end": 4, "type": "GPE"}]}])
    assert len(caught.value.findings) == 1


def test_measures_are_rows_to_read() -> None:
    [row] = presscheck.measures("event.ac-plus")
    assert (row.id, row.layer) == ("event.ac+", "events")


def test_stats_and_show_read_what_score_reads() -> None:
    assert presscheck.stats(GOLD)["text"]["documents"] == 6
    assert "[GPE Oslo] met [GPE Rome]." in presscheck.show(GOLD[:1])


def test_agree_with_oneself() -> None:
    assert {row.value for row in presscheck.agree(GOLD, GOLD) if row.n and row.value is not None} == {1.0}


def test_anchor_lists_every_missing_text() -> None:
    words = [{"id": name, "mentions": [{"text": "Oslo"}]} for name in ("x", "y")]
    with pytest.raises(presscheck.InvalidInputError) as caught:
        presscheck.anchor(words, GOLD)
    assert [finding.doc for finding in caught.value.findings] == ["x", "y"]
