"""README and docs: what a reader would type works."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHELL = [
    pytest.param(page, block, id=f"{page.name}-{i}")
    for page in PAGES
    for i, block in enumerate(
        re.findall(r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
    )
]
LINKS = [
    pytest.param(page, target, id=f"{page.name}-{target}")
    for page in PAGES
    for target in sorted(set(re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))))
]


@pytest.mark.parametrize(("page", "block"), SHELL)
def test_a_shell_block_runs_as_printed(page, block, tmp_path):
    """Every `sh` block works in an empty folder with presscheck on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"{page.name}: {run.stdout}{run.stderr}"


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
    from presscheck.verbs import VERBS

    for page in PAGES:
        for verb in re.findall(r"presscheck ([a-z]+)(?= [A-Z-]|\n| *#)", page.read_text(encoding="utf-8")):
            assert verb in VERBS, f"{page.name}: presscheck {verb}"


def test_every_make_target_in_the_pages_exists():
    """`make TARGET` in a page is a target."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for line in re.findall(
            r"(?:^    |`)make ([a-z -]+?)(?:  |`|$)", page.read_text(encoding="utf-8"), re.M
        ):
            assert set(line.split()) <= targets, f"{page.name}: make {line}"
