"""README and docs: what a reader would type works."""

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT

from presscheck.document import shipped

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINKS = [
    pytest.param(page, target, id=f"{page.name}-{target}")
    for page in PAGES
    for target in sorted(set(re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))))
]


def blocks(page, language):
    """Return the contents of a page's fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)


def run(folder, *command):
    """A command in a folder, with presscheck on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "sh")], ids=lambda p: p.name)
def test_the_shell_blocks_run_as_printed(page, tmp_path):
    """Every `sh` block of a page, from top to bottom in one folder that is empty at first."""
    for block in blocks(page, "sh"):
        done = run(tmp_path, "bash", "-euo", "pipefail", "-c", block)
        assert done.returncode == 0, f"{page.name}: {block}{done.stdout}{done.stderr}"


def test_the_gate_of_the_readme_passes_and_fails_where_it_says_so(tmp_path):
    """The exit codes in its comments, and the test in two lines."""
    page = ROOT / "README.md"
    (test,) = [block for block in blocks(page, "python") if "presscheck_gate" in block]
    (tmp_path / "test_it.py").write_text(test, encoding="utf-8")
    out = [run(tmp_path, "bash", "-euo", "pipefail", "-c", block).stdout for block in blocks(page, "sh")]
    assert "gate: mine: passed (3 checks)" in out[-1]
    assert "gate: less: FAILED (3 of 3 checks)\nexit code 1\n" in out[-1]
    pytest_run = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "test_it.py")
    done = run(tmp_path, *pytest_run)
    assert done.returncode == 0, done.stdout
    (tmp_path / "less.jsonl").replace(tmp_path / "mine.jsonl")
    done = run(tmp_path, *pytest_run)
    assert done.returncode == 1
    assert "gate: mine: FAILED" in done.stdout


def test_the_comparison_of_the_readme_can_be_made():
    """The command above the table of systems, in a checkout."""
    (command,) = re.findall(
        r"^    (presscheck compare corpus/.*)$", PAGES[0].read_text(encoding="utf-8"), re.M
    )
    done = run(ROOT, "bash", "-c", command)
    assert done.returncode == 0, done.stderr
    assert "\nno difference is statistically significant\n" in done.stdout


def test_the_fixtures_of_the_docs_work_as_printed(tmp_path):
    """The blocks about pytest, with the shipped gold as the prediction."""
    tests = [b for b in blocks(ROOT / "docs" / "statistics.md", "python") if b.startswith("def test_")]
    assert len(tests) == 2
    (tmp_path / "test_it.py").write_text("\n".join(tests), encoding="utf-8")
    shutil.copy(shipped.gold(), tmp_path / "predictions.jsonl")
    update = ("presscheck", "gate", "predictions.jsonl", "--baseline", "baseline.json", "--update")
    assert run(tmp_path, *update).returncode == 0
    done = run(tmp_path, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "test_it.py")
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_the_python_of_the_readme_prints_what_it_says():
    """The library example is executed."""
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried >= 4
    assert failed == 0


@pytest.mark.parametrize(("page", "target"), LINKS)
def test_a_link_to_a_file_of_the_repository_leads_there(page, target):
    """No page sends its reader to something that is not there."""
    assert (page.parent / target).exists(), target


def test_every_verb_in_the_readme_exists():
    """`presscheck VERB` in a page is a verb."""
    from presscheck.cli import VERBS

    for page in PAGES:
        for verb in re.findall(
            r"(?<!from )presscheck ([a-z]+)(?= [A-Z-]|\n| *#)", page.read_text(encoding="utf-8")
        ):
            assert verb in VERBS, f"{page.name}: presscheck {verb}"


def test_every_make_target_in_the_pages_exists():
    """`make TARGET` in a page is a target."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for line in re.findall(
            r"(?:^    |`)make ([a-z -]+?)(?:  |`|$)", page.read_text(encoding="utf-8"), re.M
        ):
            assert set(line.split()) <= targets, f"{page.name}: make {line}"
