"""docs/score-your-system.md: every command is run, in one folder, and prints what the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "score-your-system.md"
BLOCK = re.compile(r"^```bash\n(.*?)^```\n```text\n(.*?)^```$", re.M | re.S)


def run(command, folder):
    """What a shell prints, outputs before messages."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stderr + done.stdout


def test_the_page_says_what_its_commands_print(tmp_path, request):
    """Run from top to bottom; `--update` writes the outputs into the page."""
    page = PAGE.read_text(encoding="utf-8")
    found = BLOCK.findall(page)
    assert len(found) == page.count("```bash") == page.count("```text")
    printed = [run(command, tmp_path) for command, _ in found]
    if request.config.getoption("--update"):
        new = iter(printed)
        page = BLOCK.sub(lambda m: f"```bash\n{m[1]}```\n```text\n{next(new)}```", page)
        PAGE.write_text(page, encoding="utf-8")
    else:
        assert [said for _, said in found] == printed


def test_the_four_starting_points_score_something():
    """Each way ends in a table with at least one right item."""
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    tables = [said for part in sections for _, said in BLOCK.findall(part) if "measure" in said]
    assert [sum("measure" in said for _, said in BLOCK.findall(part)) > 0 for part in sections] == [True] * 4
    for table in tables:
        assert re.search(r"^(?:mention|quote)\.\w+ .* [1-9]\d* +\d+ +\d+$", table, re.M), table
