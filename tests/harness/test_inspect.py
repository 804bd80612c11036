"""Inspect AI for real, offline, with a mock model: counts are added, epochs averaged, nothing is dropped."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import presscheck

inspect_ai = pytest.importorskip(
    "inspect_ai", reason="Inspect AI is not installed: `make harness` runs these"
)

pytestmark = pytest.mark.filterwarnings("ignore")  # Inspect and what it stands on warn about each other

GOLD = [
    {
        "id": name,
        "text": f"{name} met Rome.",
        "mentions": [{"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}],
    }
    for name in ("Oslo", "Bonn")
]


def replies(*texts: str) -> Any:
    """A mock model that answers these texts in order; usage is given, so that no tokeniser is downloaded."""
    from inspect_ai.model import ModelOutput, ModelUsage, get_model

    outputs = []
    for text in texts:
        output = ModelOutput.from_content("mockllm/model", text)
        output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
        outputs.append(output)
    return get_model("mockllm/model", custom_outputs=outputs)


def run(tmp_path: Path, *texts: str, epochs: int = 1, **arguments: Any) -> dict[str, float]:
    """The metrics of a run over the two documents."""
    from presscheck.harness.inspect_tasks import article

    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(one) + "\n" for one in GOLD))
    task = article(layers="mentions", gold=str(gold), **arguments)
    [log] = inspect_ai.eval(
        task,
        model=replies(*texts),
        epochs=epochs,
        max_samples=1,
        log_dir=str(tmp_path / "logs"),
        display="none",
    )
    assert log.status == "success", log.error
    [score] = log.results.scores
    return {name: metric.value for name, metric in score.metrics.items()}


def answer(*words: str) -> str:
    return json.dumps({"mentions": [{"text": word, "type": "GPE"} for word in words]})


def test_counts_are_added_and_divided_once(tmp_path: Path) -> None:
    values = run(tmp_path, answer("Oslo", "Rome"), answer("Bonn"))
    preds = [
        {"id": "Oslo", "mentions": GOLD[0]["mentions"]},
        {"id": "Bonn", "mentions": GOLD[1]["mentions"][:1]},  # type: ignore[index]
    ]
    whole = presscheck.score(GOLD, preds, resample=None)
    assert values["mention.strict"] == pytest.approx(whole["mention.strict"]["f1"])
    assert values["unreadable answers"] == 0


def test_an_unreadable_answer_stays_in_the_denominator(tmp_path: Path) -> None:
    values = run(tmp_path, answer("Oslo", "Rome"), "I would rather not.")
    assert values["mention.strict"] == pytest.approx(2 * 1.0 * 0.5 / 1.5)
    assert values["unreadable answers"] == 1


def test_epochs_are_averaged_within_a_document(tmp_path: Path) -> None:
    values = run(
        tmp_path, *[answer("Oslo"), answer("Bonn", "Rome"), answer("Oslo"), answer("Bonn", "Rome")], epochs=2
    )
    again = presscheck.Scorer(GOLD, measures="mention.strict", resample=None)
    for words in (["Oslo"], ["Bonn", "Rome"]):
        name = words[0]
        pred = {"id": name, "mentions": [{"text": word, "type": "GPE"} for word in words]}
        again.add(pred).add(pred)
    assert values["mention.strict"] == pytest.approx(again.result()["mention.strict"]["f1"])


def test_only_the_layers_that_were_asked_for_are_scored(tmp_path: Path) -> None:
    values = run(tmp_path, answer("Oslo"), answer("Bonn"))
    assert {name.split(".")[0] for name in values} == {"mention", "unreadable answers"}


def test_inspect_finds_the_task_by_its_entry_point() -> None:
    listed = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlib.metadata import entry_points as e; print(*e(group='inspect_ai'))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "presscheck.harness.inspect_tasks" in listed


def test_the_example_of_the_page_prints_what_the_page_shows(tmp_path: Path) -> None:
    docs = Path(__file__).parents[2] / "docs"
    done = subprocess.run(
        [sys.executable, docs / "harnesses" / "inspect" / "mock.py"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    page = (docs / "harnesses.md").read_text(encoding="utf-8")
    assert f"<!-- inspect mock -->\n```text\n{done.stdout}```" in page


def test_an_answer_without_a_list_that_was_asked_for_is_unreadable(tmp_path: Path) -> None:
    values = run(tmp_path, answer("Oslo", "Rome"), '{"remark": "none"}')
    assert values["mention.strict"] == pytest.approx(2 * 1.0 * 0.5 / 1.5)
    assert values["unreadable answers"] == 1
