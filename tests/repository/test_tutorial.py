"""Pages that are run: every block of commands or of Python prints what the page says."""

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "score-your-system.md"
OTHER_PAGES = ("own-corpus", "field-maps")
PYTHON_PAGES = ("own-measure", "python")
BLOCK = re.compile(r"^```(?:bash|python)\n(.*?)^```\n```text\n(.*?)^```$", re.M | re.S)


def run(command, folder):
    """Return the output of a shell, outputs before messages."""
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


def printed_by(code, values):
    """Return the output of a block of Python, run after the blocks before it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "page", "exec"), values)  # noqa: S102 - the page's own code
    return out.getvalue()


def compare_or_update(path, language, results, *, update):
    """Hold a page to what its blocks print, or write that into it."""
    page = path.read_text(encoding="utf-8")
    blocks = BLOCK.findall(page)
    assert len(blocks) == page.count(f"```{language}") == page.count("```text")
    printed = [results(block) for block, _ in blocks]
    if update:
        new = iter(printed)
        page = BLOCK.sub(lambda m: f"```{language}\n{m[1]}```\n```text\n{next(new)}```", page)
        path.write_text(page, encoding="utf-8")
    else:
        assert [text for _, text in blocks] == printed


def test_the_page_says_what_its_commands_print(tmp_path, request):
    """Run from top to bottom, in one folder; `--update` writes the outputs into the page."""
    update = request.config.getoption("--update")
    compare_or_update(PAGE, "bash", lambda command: run(command, tmp_path), update=update)


@pytest.mark.parametrize("name", OTHER_PAGES)
def test_other_pages_say_what_their_commands_print(name, tmp_path, request):
    """Likewise: from strings to a gold and a score against it; from a file of one's own to ours."""
    update = request.config.getoption("--update")
    compare_or_update(
        ROOT / "docs" / f"{name}.md", "bash", lambda command: run(command, tmp_path), update=update
    )


@pytest.mark.parametrize("name", PYTHON_PAGES)
def test_the_page_says_what_its_python_prints(name, tmp_path, monkeypatch, request):
    """Likewise, in one process."""
    monkeypatch.chdir(tmp_path)
    values = {"__name__": "page"}
    update = request.config.getoption("--update")
    compare_or_update(
        ROOT / "docs" / f"{name}.md", "python", lambda code: printed_by(code, values), update=update
    )


def test_the_four_starting_points_score_something():
    """Each way ends in a table with at least one right item."""
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    tables = [said for part in sections for _, said in BLOCK.findall(part) if "measure" in said]
    assert [sum("measure" in said for _, said in BLOCK.findall(part)) > 0 for part in sections] == [True] * 4
    for table in tables:
        assert re.search(r"^(?:mention|quote)\.\w+ .* [1-9]\d* +\d+ +\d+$", table, re.M), table


def test_the_blocks_of_the_page_on_harnesses_run():
    """They assert what the page says."""
    page = (ROOT / "docs" / "harnesses.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S)
    printed_by(block, {"__name__": "page"})
