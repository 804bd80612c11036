"""Progress of long work: a bar on a terminal, else lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from presscheck.cli.printing import echo

STEP = 1_000
"""Without a terminal, the number of items per line of progress."""


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function to be told how many are done, of how many.

    Args:
        what: is being done, for a reader.
    """
    if not sys.stderr.isatty():
        yield _lines(what)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(what, total=None)
        yield lambda done, of: progress.update(bar, completed=done, total=of)


def _lines(what: str) -> Callable[[int, int], None]:
    told = 0

    def say(done: int, of: int) -> None:
        nonlocal told
        if of > STEP and (done // STEP > told // STEP or done == of):
            echo(f"{what}: {done} of {of}", err=True)
            told = done

    return say
