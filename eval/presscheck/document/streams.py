"""Copies of what can be read only once (standard input, a pipe), kept while a verb runs.

A file may also be read in place of another one, under the name of that one.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping
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


_STAND_INS: ContextVar[Mapping[str, Path]] = ContextVar("stand_ins")


@contextmanager
def standing_in(files: Mapping[str, Path]) -> Iterator[None]:
    """Read other files in place of some until the end.

    Args:
        files: the path that is asked for -> the file that is read.
    """
    token = _STAND_INS.set({**_STAND_INS.get({}), **files})
    try:
        yield
    finally:
        _STAND_INS.reset(token)


def stand_in(path: str | os.PathLike[str]) -> Path | None:
    """The file that is read in place of this one; None if it is read itself."""
    files = _STAND_INS.get({})
    return files.get(str(Path(path))) if files else None


def is_stream(path: str | os.PathLike[str]) -> bool:
    """Return whether a path can be read only once: `-`, a pipe, a device.

    >>> is_stream("-"), is_stream("."), is_stream("nowhere.jsonl")
    (True, False, False)
    """
    if stand_in(path) is not None:
        return False
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
