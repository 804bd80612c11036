"""The GitHub Action and the pre-commit hook: their steps are run as they stand, outside of either service."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from tests.conftest import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
SHELL = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
"""The command by which the service runs a step with `shell: bash`."""

GOLD = [{"id": "d", "text": "Oslo met Rome.", "mentions": [
    {"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]}]  # fmt: skip


@pytest.fixture
def work(tmp_path):
    """A user's checkout: gold, a good and a worse prediction."""
    for name, documents in (
        ("gold", GOLD),
        ("good", GOLD),
        ("worse", [{"id": "d", "mentions": GOLD[0]["mentions"][1:]}]),
    ):
        lines = "".join(json.dumps(doc) + "\n" for doc in documents)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def resolved(expression, inputs):
    """The value of `${{ a || b }}` with these inputs; anything else is literal."""
    found = re.fullmatch(r"\$\{\{ (.*) \}\}", expression)
    if not found:
        return expression
    for part in found[1].split(" || "):
        namespace, _, name = part.partition(".")
        value = {"inputs": inputs.get(name), "github": str(ROOT) if name == "action_path" else None}[
            namespace
        ]
        if value:
            return value
    return ""


def run(name, work, **given):
    """One step, with defaults as the service fills them in."""
    inputs = {key: entry.get("default", "") for key, entry in ACTION["inputs"].items()} | given
    step = STEPS[name]
    env = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(work / "summary.md"),
        "GITHUB_OUTPUT": str(work / "output"),
        **{key: resolved(value, inputs) for key, value in step.get("env", {}).items()},
    }
    return subprocess.run(
        [*SHELL, step["run"]], cwd=work, env=env, capture_output=True, text=True, check=False
    )


def test_the_action_is_what_the_service_expects():
    """A composite action, every input described; inputs reach the shell by `env` alone."""
    assert ACTION["runs"]["using"] == "composite"
    assert list(STEPS) == ["Install presscheck", "Score", "Gate", "Report", "Upload", "Link"]
    for entry in (*ACTION["inputs"].values(), *ACTION["outputs"].values()):
        assert entry["description"]
    assert [name for name, step in STEPS.items() if "uses" in step] == ["Upload"]
    for step in STEPS.values():
        assert "uses" in step or step["shell"] == "bash"
        assert "${{" not in step.get("run", "")
        for value in (*step.get("env", {}).values(), *map(str, step.get("with", {}).values())):
            for name in re.findall(r"inputs\.(\w+)", value):
                assert name in ACTION["inputs"]


def test_install_takes_this_checkout_unless_told_otherwise(work, monkeypatch):
    """The versions that a commit holds and the action's folder, or the package that was named, go to pip."""
    fake = work / "python3"
    fake.write_text('#!/bin/sh\necho "$@" >> "$0.calls"\n', encoding="utf-8")
    fake.chmod(0o755)
    install = dict(STEPS["Install presscheck"])
    monkeypatch.setitem(STEPS, "Install presscheck", install)
    install["run"] = f'PATH="{work}:$PATH"; {install["run"]}'
    held = [
        f"--require-hashes --requirement {ROOT}/constraints.txt",
        f"--no-deps --no-build-isolation {ROOT}",
    ]
    for given, expected in (({}, held), ({"package": "presscheck==0.1.0"}, ["presscheck==0.1.0"])):
        done = run("Install presscheck", work, **given)
        assert done.returncode == 0, done.stderr
        calls = (work / "python3.calls").read_text(encoding="utf-8").splitlines()
        assert all(call.startswith("-m pip install ") for call in calls)
        assert [call.partition("--quiet ")[2] for call in calls] == expected
        (work / "python3.calls").unlink()


def test_the_action_holds_every_dependency_by_its_hash():
    """A version of each dependency that the bounds allow, and a hash of each version."""
    entries = re.split(r"\n(?=\S)", (ROOT / "constraints.txt").read_text(encoding="utf-8"))
    pins = [Requirement(entry.split(" \\")[0]) for entry in entries if not entry.startswith("#")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for text in [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]:
        wanted = Requirement(text)
        versions = [next(iter(pin.specifier)).version for pin in pins if pin.name == wanted.name]
        assert versions, wanted.name
        assert all(wanted.specifier.contains(version) for version in versions)
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries if entry[0] != "#")
    assert "://" not in "".join(entries)


def test_score_prints_a_table_for_every_prediction(work):
    """Files by white space, and folders."""
    done = run("Score", work, pred="good.jsonl\nworse.jsonl", gold="gold.jsonl")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\nmention.strict ") == 2
    (work / "preds").mkdir()
    (work / "good.jsonl").rename(work / "preds" / "a b.jsonl")
    done = run("Score", work, pred="preds", gold="gold.jsonl")
    assert "\npreds/a b.jsonl\n" in done.stdout


def test_the_gate_passes_and_fails_as_the_verb_does(work):
    """Exit code, output, summary, JUnit and annotations."""
    update = [
        sys.executable,
        "-m",
        "presscheck",
        "gate",
        "good.jsonl",
        "--gold",
        "gold.jsonl",
        "--baseline",
        "base.json",
    ]
    subprocess.run([*update, "--update"], cwd=work, check=True, capture_output=True)
    given = {"gold": "gold.jsonl", "baseline": "base.json"}
    done = run("Gate", work, pred="good.jsonl", **given)
    assert done.returncode == 0, done.stderr
    assert (work / "output").read_text(encoding="utf-8") == "code=0\n"
    assert "gate: good: passed" in (work / "summary.md").read_text(encoding="utf-8")
    assert (work / "presscheck-junit.xml").is_file()
    done = run("Gate", work, pred="worse.jsonl", **given)
    assert done.returncode == 1
    assert (work / "output").read_text(encoding="utf-8") == "code=0\ncode=1\n"
    assert "::error file=worse.jsonl,title=presscheck gate::gate: worse: FAILED" in done.stdout
    done = run("Gate", work, pred="worse.jsonl", options="--singletons drop", **given)
    assert done.returncode == 3


def test_the_report_is_uploaded_whatever_the_gate_said(work):
    """A page for each prediction, also after a failure; the summary links to what was uploaded."""
    (work / "preds").mkdir()
    for name in ("good", "worse"):
        (work / f"{name}.jsonl").rename(work / "preds" / f"{name} one.jsonl")
    (work / "bad.jsonl").write_text('{"id"', encoding="utf-8")
    done = run("Report", work, pred="preds bad.jsonl", gold="gold.jsonl")
    assert done.returncode == 0, done.stderr
    folder = work / ACTION["inputs"]["report"]["default"]
    assert sorted(path.name for path in folder.iterdir()) == ["good one.html", "worse one.html"]
    assert all("!cancelled()" in STEPS[name]["if"] for name in ("Report", "Upload", "Link"))
    assert STEPS["Upload"]["with"]["path"] == "${{ inputs.report }}"
    (work / "summary.md").write_text("## gate\n", encoding="utf-8")
    link = dict(STEPS["Link"], env={})
    environment = {
        **os.environ,
        "GITHUB_STEP_SUMMARY": str(work / "summary.md"),
        "URL": "https://e.org/a?b=1",
    }
    subprocess.run([*SHELL, link["run"]], env=environment, check=True)
    assert "\n[Report](https://e.org/a?b=1): " in (work / "summary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("pred", ["my preds", "my preds/a b.jsonl", "my preds/a b.jsonl\nc.jsonl\n"])
def test_paths_with_blanks_work_in_both_steps(work, pred):
    """A folder, a file, a line each; gold, rules, report and an option's value may have blanks too."""
    (work / "my preds").mkdir()
    (work / "good.jsonl").rename(work / "my preds" / "a b.jsonl")
    (work / "worse.jsonl").rename(work / "c.jsonl")
    (work / "gold.jsonl").rename(work / "the gold.jsonl")
    rules = "[[rule]]\nmeasure = 'mention.strict'\nmin = 0.1\n"
    (work / "my rules.toml").write_text(rules, encoding="utf-8")
    label_map = {"name": "mine", "version": "1", "types": {"GPE": "GPE"}}
    (work / "my map.json").write_text(json.dumps(label_map), encoding="utf-8")
    given = {"pred": pred, "gold": "the gold.jsonl", "rules": "my rules.toml", "junit": "the report.xml"}
    given["options"] = "--label-map 'my map.json'"
    done = run("Score", work, **given)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n", 1)[1].startswith("my preds/a b.jsonl\n")
    assert done.stdout.count("\nmention.strict ") == pred.count("jsonl") + ("jsonl" not in pred)
    assert "|label_map:mine-1@" in done.stdout
    done = run("Gate", work, **given)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (work / "the report.xml").is_file()
    assert "gate: a b: passed" in (work / "summary.md").read_text(encoding="utf-8")


def test_several_predictions_on_one_line_are_separated_by_blanks(work):
    """As before; several lines may do the same."""
    for pred in ("good.jsonl worse.jsonl", "good.jsonl\tworse.jsonl\n", "\n good.jsonl  \n worse.jsonl\n"):
        done = run("Score", work, pred=pred, gold="gold.jsonl")
        assert done.stdout.count("\nmention.strict ") == 2, done.stdout + done.stderr


def test_the_scores_follow_the_options_of_the_gate(work):
    """An input that changes a number changes it in both steps, but for the gate's own and its format."""
    options = "--measures mention.strict,mention.exact --singletons=drop --list all --format markdown --force"
    done = run("Score", work, pred="good.jsonl", gold="gold.jsonl", options=options)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "measures:mention.strict,mention.exact|" in done.stdout
    assert "|singletons:drop|" in done.stdout
    alone = {name for name in _options("gate") if name not in _options("score")} | {"--format"}
    step = STEPS["Score"]["run"]
    for name, takes_value in _options("gate").items():
        assert (re.search(rf"{name}[|)]", step) is not None) == (name in alone), name
        assert (f"{name}=*" in step) == (name in alone and takes_value), name


def test_options_that_cannot_be_read_are_wrong_usage_and_no_verdict(work):
    """A quotation mark without its other half: never the gate without its options."""
    given = {"pred": "good.jsonl", "gold": "gold.jsonl", "options": "--label-map 'my map.json"}
    assert run("Score", work, **given).returncode == 0
    done = run("Gate", work, **given)
    assert (done.returncode, done.stdout) == (2, "")
    assert "quote" in done.stderr
    assert (work / "output").read_text(encoding="utf-8") == "code=2\n"


def _options(verb):
    """The options of a verb, and whether each takes a value."""
    command = import_module(f"presscheck.cli.{verb}").command
    return {p.opts[-1]: not p.is_flag for p in command.params if p.opts[0].startswith("-")}


def test_an_invalid_prediction_reaches_the_gate_and_its_reports(work):
    """Scoring says what is wrong and leaves the decision to the gate: exit code 3, JUnit, summary."""
    (work / "bad.jsonl").write_text('{"id"', encoding="utf-8")
    (work / "rules.toml").write_text("[[rule]]\nmeasure = 'mention.strict'\nmin = 0.1\n", encoding="utf-8")
    given = {"pred": "bad.jsonl good.jsonl", "gold": "gold.jsonl", "rules": "rules.toml"}
    done = run("Score", work, **given)
    assert done.returncode == 0
    assert "bad.jsonl:1 $: error[json-syntax]" in done.stdout
    assert "mention.strict " in done.stdout
    done = run("Gate", work, **given)
    assert done.returncode == 3
    assert "gate: bad: CANNOT BE DECIDED" in (work / "summary.md").read_text(encoding="utf-8")
    assert (work / "presscheck-junit.xml").is_file()
    assert (work / "output").read_text(encoding="utf-8") == "code=3\n"


def test_what_the_docs_show_fits_the_action_and_the_hook():
    """The YAML of the pages names inputs and hooks that there are, and gives what is required."""
    page = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    entries = [yaml.safe_load(b)[0] for b in re.findall(r"^```yaml\n(.*?)^```$", page, re.M | re.S)]
    (step,) = [entry for entry in entries if "uses" in entry]
    required = {name for name, entry in ACTION["inputs"].items() if entry["required"]}
    assert required <= step["with"].keys() <= ACTION["inputs"].keys()
    (repository,) = [entry for entry in entries if "hooks" in entry]
    ours = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in repository["hooks"]} == {hook["id"] for hook in ours}


def test_ci_gates_the_shipped_predictions():
    """`.ci/run` runs `make gate`, and that is the gate with this repository's baselines and rules."""
    assert "\nmake gate\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    script = (ROOT / "scripts" / "gate.py").read_text(encoding="utf-8")
    assert all(name in script for name in ('"corpus/baselines"', '"gate.toml"'))


def test_the_shipped_predictions_go_through_the_action(tmp_path):
    """This repository's own gate, as another repository would run it."""
    corpus = ROOT / "corpus"
    given = {"pred": str(corpus / "predictions"), "baseline": str(corpus / "baselines")}
    done = run("Gate", tmp_path, **given, rules=str(ROOT / "gate.toml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pre_commit_hook_stops_a_bad_file(work):
    """Its entry is run with the files that its pattern takes."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert re.search(hook["files"], "corpus/gold.jsonl")
    assert not re.search(hook["files"], "README.md")
    (work / "bad.jsonl").write_text('{"id": "d", "mentions": [{"start": 5, "end": 3}]}\n', encoding="utf-8")
    program, *words = shlex.split(hook["entry"])
    command = [str(Path(sys.executable).parent / program), *words, "--gold", "gold.jsonl"]
    good = subprocess.run([*command, "worse.jsonl"], cwd=work, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout + good.stderr
    bad = subprocess.run(
        [*command, "worse.jsonl", "bad.jsonl"], cwd=work, capture_output=True, text=True, check=False
    )
    assert bad.returncode == 1
    assert "bad.jsonl:1 d $.mentions[0]" in bad.stdout + bad.stderr


@pytest.mark.parametrize("step", ["Score", "Gate"])
def test_no_word_of_a_file_is_a_command(step, work):
    """Output is between `::stop-commands::` and its token; only annotations are outside."""
    bad = {"id": "d\n::add-path::/x", "\n::error::y": 1}
    (work / "bad.jsonl").write_text(json.dumps(bad) + "\n", encoding="utf-8")
    names = "bad.jsonl good.jsonl"
    done = run(step, work, pred=names, gold="gold.jsonl", rules=rules(work), junit=str(work / "j.xml"))
    lines = done.stdout.split("\n")
    token = lines[0].removeprefix("::stop-commands::")
    assert len(token) == 32
    assert lines.count(f"::{token}::") == 1
    outside = lines[lines.index(f"::{token}::") + 1 :]
    assert all(line.startswith("::error file=bad.jsonl") for line in outside if line)
    assert step == "Score" or any(outside)
    assert not any(line.lstrip().startswith("::") for line in lines[1 : lines.index(f"::{token}::")])


def rules(work):
    """A floor that anything reaches."""
    path = work / "rules.toml"
    path.write_text('[[rule]]\nmeasure = "mention.strict"\nmin = 0.0\n', encoding="utf-8")
    return str(path)
