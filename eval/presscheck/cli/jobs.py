"""The option `--jobs`, and the progress of what it starts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

Command = Callable[..., Any]


class _Bar:
    """A progress bar on standard error, where a person is looking."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __call__(self, done: int, parts: int) -> None:
        """Show how many parts are done; a new bar begins with the first one."""
        if done == 1:
            self.end()
            self._bar = click.progressbar(length=parts, label="counting", file=sys.stderr)
            self._bar.__enter__()
            click.get_current_context().call_on_close(self.end)
        self._bar.update(1)
        if done == parts:
            self.end()

    def end(self) -> None:
        """Leave the line, with the cursor as it was."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None


def jobs_option(command: Command) -> Command:
    """Add `--jobs`; the verb's function gets what it means as `counting`."""

    @wraps(command)
    def with_counting(*arguments: Any, jobs: int, **options: Any) -> Any:
        return command(*arguments, counting=_counting(jobs), **options)

    return plain_jobs_option(with_counting)


def plain_jobs_option(command: Command) -> Command:
    """Add `--jobs`, a number."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        metavar="N",
        help="Processes that share the documents; the result is the same for every N.",
    )(command)


def bar() -> _Bar | None:
    """A progress bar, if a person is looking."""
    return _Bar() if sys.stderr is not None and sys.stderr.isatty() else None


def _counting(jobs: int) -> Any:
    """The function that takes in the documents; None for this process alone."""
    if jobs == 1:
        return None
    from presscheck.distributed.jobs import counting

    return counting(jobs, bar())
