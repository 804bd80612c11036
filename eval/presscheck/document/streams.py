"""Keep inputs that can be read only once (standard input, a pipe) while a verb runs, to read them again."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from presscheck.document.exceptions import UsageError

STANDARD_INPUT = "-"
"""The name of an input that means standard input."""

_KEPT: ContextVar[dict[str, bytes] | None] = ContextVar("kept", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Keep what is read of any stream until the end; within another one it is kept until that one's end."""
    if _KEPT.get() is not None:
        yield
        return
    token = _KEPT.set({})
    try:
        yield
    finally:
        _KEPT.reset(token)


def is_stream(path: str | os.PathLike[str]) -> bool:
    """Return whether a path can be read only once: `-`, a pipe, a device.

    >>> is_stream("-"), is_stream("."), is_stream("nowhere.jsonl")
    (True, False, False)
    """
    if os.fspath(path) == STANDARD_INPUT:
        return True
    there = Path(path)
    try:
        return there.exists() and not there.is_file() and not there.is_dir()
    except (OSError, ValueError):
        return False


def content(path: str | os.PathLike[str]) -> bytes:
    """All of a stream.

    Raises:
        UsageError: standard input is closed.
        OSError: it cannot be read.
    """
    name, known = os.fspath(path), _KEPT.get()
    if known is not None and name in known:
        return known[name]
    found = _standard_input() if name == STANDARD_INPUT else Path(name).read_bytes()
    if known is not None:
        known[name] = found
    return found


def reader(path: str | os.PathLike[str]) -> IO[bytes]:
    """A stream as a file that can be read from its beginning."""
    return io.BytesIO(content(path))


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise UsageError("standard input is closed; name a file")
    return sys.stdin.buffer.read()
