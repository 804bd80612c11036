"""Disks that are full, and writers that race: a file is whole, old or not there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SENTENCE = "Oslo met Rome. "
TIMES = 600
GOLD = {
    "id": "d",
    "text": SENTENCE * TIMES,
    "mentions": [
        {"start": at * len(SENTENCE), "end": at * len(SENTENCE) + 4, "type": "GPE", "entity": f"e{at}"}
        for at in range(TIMES)
    ],
}
"""More in any format than the disk below has room for."""

SIZE = 16_384
"""Bytes of the small disk: four of its pages."""

FILLER = "filler"
"""The file that leaves no room."""

FULL = {
    "score": ["score", "pred.jsonl", "--gold", "gold.jsonl", "--format", "json", "-o", "{}/new.json"],
    "score --per-document": ["score", "pred.jsonl", "--gold", "gold.jsonl", "--per-document", "{}/new.json"],
    "errors": ["errors", "empty.jsonl", "--gold", "gold.jsonl", "--list", "-o", "{}/new.txt"],
    "report": ["report", "pred.jsonl", "--gold", "gold.jsonl", "-o", "{}/new.html"],
    "show": ["show", "gold.jsonl", "--html", "{}/new.html"],
    "anchor": ["anchor", "pred.jsonl", "--gold", "gold.jsonl", "-o", "{}/new.jsonl"],
    "convert": ["convert", "gold.jsonl", "--to", "conll", "-o", "{}/new.conll"],
    "convert to brat": ["convert", "gold.jsonl", "--to", "brat", "-o", "{}/new"],
    "convert to conllu": ["convert", "gold.jsonl", "--to", "conllu", "-o", "{}/new.conllu"],
    "convert to neleval": ["convert", "gold.jsonl", "--to", "neleval", "-o", "{}/new.tab"],
    "gate": ["gate", "pred.jsonl", "--gold", "gold.jsonl", "--baseline", "{}/new.json", "--update"],
    "shards": ["score", "pred.jsonl", "--gold", "gold.jsonl", "--shard", "1/1", "--results", "{}/new"],
    "strip": ["strip", "gold.jsonl", "-o", "{}/new.jsonl"],
    "challenge": ["challenge", "make", "--gold", "gold.jsonl", "-o", "{}/new"],
}  # fmt: skip


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Gold, a prediction of it, and one of nothing."""
    for name, doc in (("gold", GOLD), ("pred", GOLD), ("empty", {"id": "d", "mentions": []})):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(doc) + "\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few kilobytes, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("this user may not mount a small disk")
    try:
        (folder / FILLER).write_bytes(bytes(SIZE))
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def run(work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "presscheck", *arguments]
    return subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("verb", FULL)
def test_a_disk_that_is_full_is_a_sentence_and_keeps_nothing(verb: str, work: Path, disk: Path) -> None:
    """No traceback, the name and the reason, and no part of a file."""
    done = run(work, *(word.format(disk) for word in FULL[verb]))
    assert done.returncode == (3 if verb == "gate" else 2), done.stdout + done.stderr
    (line,) = (line for line in done.stderr.splitlines() if "No space left" in line)
    assert line.startswith(("presscheck: ", "error: ", str(disk))) or str(disk) in line
    assert "Traceback" not in done.stderr
    assert [path.name for path in _files(disk)] == [FILLER]


def test_a_full_disk_keeps_the_old_file(work: Path, disk: Path) -> None:
    """The file that was there is there as it was."""
    (disk / FILLER).unlink()
    (disk / "new.conll").write_text("old\n")
    assert run(work, *(word.format(disk) for word in FULL["convert"])).returncode == 2
    assert [(path.name, path.read_text()) for path in _files(disk)] == [("new.conll", "old\n")]


@pytest.mark.parametrize("verb", ["score", "gate", "convert", "shards"])
def test_of_writers_that_race_one_wins_whole(verb: str, work: Path) -> None:
    """Eight processes write one name: at the end it has what one process alone writes there."""
    words = [word.format(work / "out") for word in FULL[verb]] + (["--force"] if verb == "gate" else [])
    (work / "out").mkdir()
    run(work, *words)
    alone = {path.name: _content(path) for path in _files(work / "out")}
    for path in _files(work / "out"):
        path.unlink()
    command = [sys.executable, "-m", "presscheck", *words]
    racers = [
        subprocess.Popen(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    told = [racer.communicate()[1] for racer in racers]
    assert {racer.returncode for racer in racers} == {0}, told
    assert {path.name: _content(path) for path in _files(work / "out")} == alone


def _files(folder: Path) -> list[Path]:
    return sorted(Path(here, name) for here, _, names in os.walk(folder) for name in names)


def _content(path: Path) -> bytes:
    return path.read_bytes()
