"""A pool of processes that outlives the death of any of them (internal)."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, TypeVar, cast

from presscheck.document.exceptions import FileError
from presscheck.text import wording

P = TypeVar("P")
R = TypeVar("R")

DEATHS = 5
"""So often in a row may processes die without a result."""

AHEAD = 3
"""Parts that wait at each process, so that it is never idle and results do not pile up."""

_work: Callable[[Any], Any] | None = None


class Pool(Generic[P, R]):
    """Results of parts, in their order, whatever order they are done in.

    A part whose process dies is done again, in a new pool. What ends the caller ends the processes.

    Args:
        work: makes a result of a part, in another process; it has no state.
        jobs: how many processes.
    """

    def __init__(self, work: Callable[[P], R], jobs: int) -> None:
        self._work, self._jobs = work, jobs
        self._known: set[int | None] = set()

    def results(self, parts: Sequence[P]) -> Iterator[R]:
        """The results of all parts, in order.

        Raises:
            FileError: processes die again and again.
        """
        done: dict[int, R] = {}
        given, deaths = 0, 0
        self._known = {process.pid for process in mp.active_children()}
        try:
            while given < len(parts):
                before = len(done) + given
                for number, result in self._until_broken(parts, done, given):
                    done[number] = result
                    while given in done:
                        yield done.pop(given)
                        given += 1
                deaths = 0 if len(done) + given > before else deaths + 1
                if deaths >= DEATHS:
                    raise FileError(_died(deaths))
        finally:
            self._end()

    def _until_broken(self, parts: Sequence[P], done: dict[int, R], first: int) -> Iterator[tuple[int, R]]:
        """Numbers and results of parts that are not done, until all are or a process dies."""
        waiting = [number for number in range(first, len(parts)) if number not in done][::-1]
        executor = ProcessPoolExecutor(
            min(self._jobs, len(waiting)), _context(), initializer=_begin, initargs=(self._work,)
        )
        running: dict[Future[R], int] = {}
        try:
            while waiting or running:
                while waiting and len(running) < AHEAD * self._jobs:
                    number = waiting.pop()
                    running[executor.submit(_do, parts[number])] = number
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    number = running.pop(future)
                    yield number, future.result()
        except BrokenProcessPool:
            return
        finally:
            self._end()
            executor.shutdown(cancel_futures=True)

    def _end(self) -> None:
        """End the processes that this pool has started."""
        for process in mp.active_children():
            if process.pid not in self._known:
                process.kill()
                process.join()


def _died(deaths: int) -> str:
    """The message about processes that never come to their end."""
    jobs = wording.name("jobs")
    what = f"processes of {jobs} were killed {deaths} times in a row before they were done"
    return f"{what}, as a machine without enough memory does; give fewer {jobs}"


def _context() -> Any:
    """Copies of this process where that is safe and quick; else new ones."""
    return mp.get_context("fork" if sys.platform == "linux" else None)


def _begin(work: Callable[[Any], Any]) -> None:
    """Prepare a process: it ends with the one that started it, which alone answers Ctrl-C."""
    global _work  # noqa: PLW0603 - set once in each process
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if (parent := mp.parent_process()) is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _do(part: Any) -> Any:
    return cast("Callable[[Any], Any]", _work)(part)
