"""`validate --jobs`: the lines of a file, checked by several processes of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from presscheck.distributed.jobs import Progress
from presscheck.distributed.parts import FEWEST
from presscheck.distributed.pool import Pool
from presscheck.document import streams, wellformed
from presscheck.validation.checking import Checked
from presscheck.validation.file import Checking, in_order, kind_of
from presscheck.validation.gold_side import GoldSide
from presscheck.validation.rules import Purpose

BYTES = 2_000_000
"""Bytes of a part: about half a second of checking."""


class Lines(NamedTuple):
    """Some lines of a file.

    Args:
        path: of the file.
        start: the first byte.
        end: the first byte after them.
        first: the number of the first line.
    """

    path: str
    start: int
    end: int
    first: int


def checking(jobs: int, progress: Progress | None = None) -> Checking:
    """The function that checks the lines of a file: `jobs` processes; the findings are those of one.

    Args:
        jobs: how many processes; 1 is this one alone.
        progress: told after each part.
    """
    return partial(_checked, jobs, progress) if jobs > 1 else in_order


def check(name: str, purpose: Purpose, gold: GoldSide | None, part: Lines) -> Checked:
    """Check some lines of a file.

    Args:
        name: of the file, as the user gave it.
        purpose: what it is checked as.
        gold: for a prediction, the gold that it is about.
        part: the lines.
    """
    checked = Checked(name, purpose, gold)
    for line in wellformed.lines_of(_lines(part), name, kind_of(purpose), part.first):
        checked.add(line)
    checked.gold = None
    return checked


def _lines(part: Lines) -> Iterator[bytes]:
    with Path(part.path).open("rb") as file:
        file.seek(part.start)
        at = part.start
        while at < part.end:
            line = file.readline()
            at += len(line)
            yield line


def _checked(jobs: int, progress: Progress | None, checked: Checked) -> None:
    parts = _cut(streams.real(checked.name), jobs)
    if len(parts) < 2 or wellformed.whole_file(next(_lines(parts[0])), checked.name):
        in_order(checked)
        return
    work = partial(check, checked.name, checked.purpose, checked.gold)
    for number, done in enumerate(Pool(work, jobs).results(parts), 1):
        checked.merge(done)
        if progress is not None:
            progress(number, len(parts))


def _cut(path: Path, jobs: int) -> list[Lines]:
    """The lines of a file in parts; a file that cannot be opened is one part, for its reader to say so."""
    try:
        size = min(BYTES, max(1, path.stat().st_size // (FEWEST * jobs)))
        with path.open("rb") as file:
            return [*_parts(file, str(path), size)]
    except OSError:
        return []


def _parts(file: Iterator[bytes], path: str, size: int) -> Iterator[Lines]:
    start = at = 0
    first = 1
    for number, line in enumerate(file, 1):
        at += len(line)
        if at - start >= size:
            yield Lines(path, start, at, first)
            start, first = at, number + 1
    if at > start:
        yield Lines(path, start, at, first)
