"""The options of `score` for corpora in several files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from presscheck.document import streams

Command = Callable[..., Any]

SHARDING = ("dask", "results", "share", "skip_bad")
"""The parameters of these options."""


class _Share(click.ParamType):  # type: ignore[type-arg]  # generic in the stubs alone
    """I/N: the I-th of N shares."""

    name = "I/N"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Two numbers, the first at least 1 and at most the second."""
        numbers = re.fullmatch(r"(\d{1,6})/(\d{1,6})", str(value))
        share = (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)
        if not 1 <= share[0] <= share[1]:
            self.fail(f"expected I/N with I from 1 to N, such as 2/8, got {value!r}", param, ctx)
        return share


def sharding_options(command: Command) -> Command:
    """Add the options for corpora in several files."""
    for option in (
        click.option(
            "--skip-bad",
            is_flag=True,
            help="Leave out shards that cannot be read; name them.",
        ),
        click.option(
            "--results",
            type=click.Path(file_okay=False),
            metavar="FOLDER",
            help="Folder with one file of counts per shard; a shard whose file fits is not counted again.",
        ),
        click.option(
            "--shard",
            "share",
            type=_Share(),
            metavar="I/N",
            help="Only every N-th shard from the I-th on, or the I-th of N parts of one file.",
        ),
        click.option(
            "--dask",
            metavar="ADDRESS|local",
            help="Count the shards on a Dask cluster (extra `dask`).",
        ),
    ):
        command = option(command)
    return command


def is_sharded(pred: str, gold: str | None) -> bool:
    """Return whether a prediction or gold is a folder, a pattern or a URL.

    >>> is_sharded("pred.jsonl", None), is_sharded("runs/*.jsonl", "gold"), is_sharded("s3://runs/a", None)
    (False, True, True)
    """
    return any(map(_several, filter(None, (pred, gold))))


def _several(path: str) -> bool:
    if "://" in path:
        return True
    if streams.is_stream(path) or Path(path).is_file():
        return False
    return Path(path).is_dir() or any(sign in path for sign in "*?[")
