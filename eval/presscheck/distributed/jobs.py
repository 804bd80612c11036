"""`--jobs`: the documents of a run, counted by several processes of this machine."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from presscheck.distributed.counting import MergeableWatch, Partial, count
from presscheck.distributed.parts import Part, parts_of
from presscheck.distributed.pool import Pool
from presscheck.scoring.run import Counting, Run, in_order

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many parts are done, and how many there are."""


def counting(jobs: int, progress: Progress | None = None) -> Counting:
    """The function that takes in the documents of a run: `jobs` processes, each a range of files at a time.

    The result is that of one process, to the last bit. Documents that are not in files, a single document,
    and files with something wrong are read by this process, in order.

    Args:
        jobs: how many processes; 1 is this one alone.
        progress: told after each part.
    """
    return partial(_counted, jobs, progress) if jobs > 1 else in_order


def _counted(jobs: int, progress: Progress | None, run: Run) -> None:
    parts = _parts(run, jobs)
    if not parts or not _merged(run, Pool(_of(run), jobs), parts, progress):
        in_order(run)


def _parts(run: Run, jobs: int) -> list[Part] | None:
    if run.watch is not None and not isinstance(run.watch, MergeableWatch):
        return None
    return parts_of(run.golds, run.preds, jobs, run.options.settings.missing)


def _of(run: Run) -> Callable[[Part], Partial | None]:
    """The function of a part; what watches is copied before it has seen anything."""
    watch = copy.deepcopy(run.watch) if isinstance(run.watch, MergeableWatch) else None
    return partial(count, run.asked, watch)


def _merged(run: Run, pool: Pool[Part, Partial | None], parts: list[Part], progress: Progress | None) -> bool:
    """Add up the sums of all parts; return whether every part could be counted."""
    sums = run.asked.nothing()
    for number, done in enumerate(pool.results(parts), 1):
        if done is None:
            return False
        sums.merge(done.sums)
        if isinstance(run.watch, MergeableWatch) and done.watch is not None:
            run.watch.merge(done.watch)
        if progress is not None:
            progress(number, len(parts))
    run.sums = sums
    return True
