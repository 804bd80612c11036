"""A failure of the machine, a file or a stream is a sentence with its exit code, and leaves nothing."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

GOLD = {"id": "d", "text": "Oslo met Rome.", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}

FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
"""
"""No file may grow, as on a full disk."""

UNREADABLE = """
import pathlib
known = pathlib.Path.open
def opened(self, *rest, **named):
    if self.name == "pred.jsonl":
        raise PermissionError(13, "Permission denied", str(self))
    return known(self, *rest, **named)
pathlib.Path.open = opened
"""
"""Whoever runs the tests may read anything."""

KILLED = """
import os, signal
from presscheck.document import jsonl
def dumps(_):
    os.kill(os.getpid(), signal.NAME)
    return "x"
jsonl.dumps = dumps
"""


HEEDED = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
"""A shell may have told its children to ignore it."""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Gold, and a prediction of it."""
    for name in ("gold", "pred"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    rules = '[[rule]]\nmeasure = "mention.strict"\nmin = 0.5\n'
    (tmp_path / "rules.toml").write_text(rules, encoding="utf-8")
    return tmp_path


def run(
    work: Path, *arguments: str, redirect: str = "", before: str = ""
) -> subprocess.CompletedProcess[str]:
    """`presscheck` in a process of its own.

    Args:
        work: where it runs.
        arguments: as typed.
        redirect: what a shell does with its output.
        before: statements that the process runs first.
    """
    command = [sys.executable, "-c", f"{before}\nfrom presscheck.cli.main import main\nmain()", *arguments]
    if redirect:
        command = ["bash", "-c", f'"$@" {redirect}', "-", *command]
    return subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)


VERBS = {
    "score": ["pred.jsonl", "--gold", "gold.jsonl"],
    "compare": ["pred.jsonl", "gold.jsonl", "--gold", "gold.jsonl"],
    "gate": ["pred.jsonl", "--gold", "gold.jsonl", "--rules", "rules.toml"],
    "errors": ["pred.jsonl", "--gold", "gold.jsonl"],
    "validate": ["pred.jsonl", "--gold", "gold.jsonl"],
    "show": ["pred.jsonl", "--gold", "gold.jsonl"],
    "stats": ["pred.jsonl"],
    "agree": ["pred.jsonl", "gold.jsonl"],
    "measures": [],
    "anchor": ["pred.jsonl", "--gold", "gold.jsonl", "-o", "out.jsonl"],
}
READERS = [verb for verb in VERBS if verb != "measures"]


def fault_code(verb: str) -> int:
    """3 where 1 is an answer."""
    return 3 if verb in ("gate", "compare") else 2


def sentence(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """One line, no traceback, the exit code."""
    assert done.returncode == code, done.stderr
    ours = [line for line in done.stderr.splitlines() if not re.search("joblib|warnings.warn", line)]
    assert len(ours) == 1, done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_a_closed_standard_output_is_a_sentence(verb: str, work: Path) -> None:
    """`>&-`: what was asked for could be told nobody."""
    done = run(work, verb, *VERBS[verb], redirect=">&-")
    sentence(done, fault_code(verb), "standard output", "closed")


@pytest.mark.parametrize("verb", VERBS)
def test_a_reader_that_is_gone_is_a_sentence(verb: str, work: Path) -> None:
    """The pipe behind standard output is closed."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "presscheck", verb, *VERBS[verb]]
    done = subprocess.run(command, cwd=work, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    sentence(done, fault_code(verb), "standard output", "Broken pipe")


@pytest.mark.parametrize("verb", VERBS)
def test_a_full_standard_output_is_a_sentence(verb: str, work: Path) -> None:
    """A file that may not grow any more stands behind standard output."""
    options = [*VERBS[verb][:-1], "-"] if verb == "anchor" else VERBS[verb]
    # An old SciPy makes a temporary file when it is imported, which agreement does.
    before = "import sklearn.metrics\n" if verb == "agree" else ""
    done = run(work, verb, *options, redirect="> shown", before=before + FULL)
    sentence(done, fault_code(verb), "standard output", "File too large")


@pytest.mark.parametrize("verb", ["score", "compare", "errors", "anchor"])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(verb: str, work: Path) -> None:
    """A file that could not be written completely does not exist."""
    options = VERBS[verb][:-2] if verb == "anchor" else VERBS[verb]
    before = sorted(os.listdir(work))
    done = run(work, verb, *options, "-o", "new", before=FULL)
    sentence(done, fault_code(verb), "new: cannot be written: File too large")
    assert sorted(os.listdir(work)) == before


@pytest.mark.parametrize("verb", READERS)
def test_a_file_that_is_not_there_is_2_everywhere(verb: str, work: Path) -> None:
    """A wrong name is a wrong question, in gate and compare too."""
    (work / "pred.jsonl").unlink()
    sentence(run(work, verb, *VERBS[verb]), 2, "pred.jsonl: No such file or directory")


@pytest.mark.parametrize("verb", READERS)
def test_a_file_that_cannot_be_read_is_a_sentence(verb: str, work: Path) -> None:
    """Not permitted: 2, and 3 where there would have been a verdict."""
    done = run(work, verb, *VERBS[verb], before=UNREADABLE)
    sentence(done, fault_code(verb), "pred.jsonl: cannot be read: Permission denied")


FAULTS = {
    "memory": "MemoryError()",
    "nesting": "RecursionError()",
    "disk": "OSError(5, 'Input/output error')",
    "bytes": "UnicodeDecodeError('utf-8', b'\\xff', 0, 1, 'x')",
    "half": "UnicodeEncodeError('utf-8', '\\ud800', 0, 1, 'x')",
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("verb", ["score", "gate", "compare", "stats"])
def test_what_the_machine_raises_is_a_sentence(verb: str, fault: str, work: Path) -> None:
    """Wherever it comes from."""
    code = f"def fail(*_):\n    raise {FAULTS[fault]}\n"
    code += "from presscheck.document import jsonl\njsonl.opened = fail"
    sentence(run(work, verb, *VERBS[verb], before=code), fault_code(verb))


@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_a_kill_leaves_no_file(number: str, work: Path) -> None:
    """While a file is written it has no name."""
    before = sorted(os.listdir(work))
    code = HEEDED + KILLED.replace("NAME", number)
    done = run(work, "anchor", *VERBS["anchor"], before=code)
    assert done.returncode not in (0, 1, 2, 3)
    assert "Traceback" not in done.stderr
    assert sorted(os.listdir(work)) == before


@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP"])
def test_where_files_need_a_name_it_is_taken_away(number: str, work: Path) -> None:
    """A file system without nameless files: what can be caught is."""
    before = sorted(os.listdir(work))
    code = "import os\ndel os.O_TMPFILE\n" + HEEDED + KILLED.replace("NAME", number)
    done = run(work, "anchor", *VERBS["anchor"], before=code)
    assert done.returncode > 128
    assert sorted(os.listdir(work)) == before


def test_a_file_keeps_its_mode_and_a_new_one_has_that_of_the_umask(work: Path) -> None:
    """A nameless file is like any other when it has its name."""
    (work / "old").write_text("x", encoding="utf-8")
    (work / "old").chmod(0o600)
    for name in ("old", "new"):
        run(work, "score", *VERBS["score"], "-o", name, before="import os; os.umask(0o027)")
    modes = [stat.S_IMODE((work / name).stat().st_mode) for name in ("old", "new")]
    assert modes == [0o600, 0o640]
