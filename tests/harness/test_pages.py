"""The files that the page about harnesses gives: they are what it says, and they score."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
import yaml

import presscheck
from presscheck.document import shipped

FOLDER = Path(__file__).parents[2] / "docs" / "harnesses"


def loaded(name: str) -> ModuleType:
    """A file of the page as a module."""
    spec = importlib.util.spec_from_file_location(name.replace("/", "_"), FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perfect() -> str:
    """An answer that says what gold says, in words."""
    gold = json.loads(shipped.gold().read_text(encoding="utf-8"))
    left_out = ("start", "end", "head", "wikidata", "also")
    cut = {
        layer: [{key: one[key] for key in one if key not in left_out} for one in gold[layer]]
        for layer in ("mentions", "entities")
    }
    return json.dumps(cut)


class _Loader(yaml.SafeLoader):
    """YAML with the harness's `!function`."""


_Loader.add_constructor("!function", lambda _, node: ("function", node.value))


def test_the_task_names_functions_that_are_there() -> None:
    task = yaml.load((FOLDER / "lm_eval" / "presscheck.yaml").read_text(), Loader=_Loader)  # noqa: S506 - safe
    utils = loaded("lm_eval/utils")
    named = [task["doc_to_text"], task["process_results"], *(m["aggregation"] for m in task["metric_list"])]
    assert all(callable(getattr(utils, name.partition(".")[2])) for _, name in named)


def test_lm_eval_adds_counts_and_divides_once(tmp_path: Path) -> None:
    utils, task = loaded("lm_eval/utils"), tmp_path / "gold.jsonl"
    utils.write(task)
    [doc] = [json.loads(line) for line in task.read_text(encoding="utf-8").splitlines()]
    assert doc["text"] in utils.question(doc)
    good, bad = utils.counts(doc, [perfect()]), utils.counts(doc, ["I cannot."])
    both = [good["mention.strict"], bad["mention.strict"]]
    recall = presscheck.from_counts(both)["mention.strict"]["recall"]
    assert recall == pytest.approx(presscheck.from_counts(both[:1])["mention.strict"]["recall"] / 2)
    assert 0.9 < utils.coref_conll([good["coref.conll"]]) <= 1.0


def test_promptfoo_passes_a_good_answer_and_fails_a_bad_one(tmp_path: Path) -> None:
    assertion = loaded("promptfoo/assertion")
    context = {"vars": {"id": "politico-2025-03-15-ukraine-allies"}}
    good, bad = (assertion.get_assert(reply, context) for reply in (perfect(), "No."))
    assert (good["pass"], bad["pass"]) == (True, False)
    assert good["namedScores"]["mention.strict.f1"] == good["score"]
    assert "cannot be read" in bad["reason"]
    assertion.write(tmp_path)
    assert "{{text}}" in (tmp_path / "prompt.txt").read_text(encoding="utf-8")
