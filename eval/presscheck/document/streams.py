"""Copies of what can be read only once (standard input, a pipe) or is packed, kept while a verb runs.

A file may also be read in place of another one, under the name of that one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO, TYPE_CHECKING

from presscheck.document.exceptions import FileError, UsageError
from presscheck.text import wording

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

STANDARD_INPUT = "-"
"""The name of an input that means standard input."""

GZIP = ".gz"
"""The end of a name by which a file is read unpacked and written packed."""


class _Copies:
    """Copies of streams and of packed files, in a folder that is made with the first of them."""

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None
        self._files: dict[str, Path] = {}

    def of(self, name: str) -> Path:
        """The copy of an input, made when it is asked for first."""
        if name not in self._files:
            import tempfile

            self._folder = self._folder or tempfile.TemporaryDirectory(prefix="presscheck-")
            target = Path(self._folder.name) / str(len(self._files))
            with target.open("wb") as file:
                _copy(name, file)
            self._files[name] = target
        return self._files[name]

    def close(self) -> None:
        """Delete them."""
        if self._folder is not None:
            self._folder.cleanup()


_KEPT: ContextVar[_Copies | None] = ContextVar("kept", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Keep what is read of any stream until the end; within another one it is kept until that one's end."""
    if _KEPT.get() is not None:
        yield
        return
    copies = _Copies()
    token = _KEPT.set(copies)
    try:
        yield
    finally:
        _KEPT.reset(token)
        copies.close()


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


def is_copied(path: str | os.PathLike[str]) -> bool:
    """Return whether a path is read through a copy: a stream, or a file that is packed with gzip by its name.

    >>> is_copied("-"), is_copied("gold.jsonl.gz"), is_copied("gold.jsonl")
    (True, True, False)
    """
    return is_stream(path) or (os.fspath(path).lower().endswith(GZIP) and stand_in(path) is None)


def reader(path: str | os.PathLike[str]) -> IO[bytes]:
    """The copy of an input, as a file that can be read from its beginning.

    Raises:
        UsageError: standard input is closed.
        FileError: what is packed is damaged.
        OSError: it cannot be read.
    """
    if (copies := _KEPT.get()) is not None:
        return copies.of(os.fspath(path)).open("rb")
    import tempfile

    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it, and then it is gone
    _copy(os.fspath(path), file)
    file.seek(0)
    return file


def real(path: str | os.PathLike[str]) -> Path:
    """The file that is opened for a path, for other processes; within `kept`."""
    copies = _KEPT.get()
    if copies is not None and is_copied(path):
        return copies.of(os.fspath(path))
    return stand_in(path) or Path(path)


def stem(path: str | os.PathLike[str]) -> str:
    """The name of a file without its folder and endings.

    >>> stem("runs/a.jsonl"), stem("a.jsonl.gz"), stem("a.b.jsonl"), stem("-")
    ('a', 'a', 'a.b', '-')
    """
    name = Path(path).name
    return Path(name[: -len(GZIP)] if name.lower().endswith(GZIP) else name).stem


def _copy(name: str, file: IO[bytes]) -> None:
    import shutil

    if name == STANDARD_INPUT:
        if sys.stdin is None:
            raise UsageError("standard input is closed; name a file")
        shutil.copyfileobj(sys.stdin.buffer, file)
    elif not name.lower().endswith(GZIP):
        with Path(name).open("rb") as source:
            shutil.copyfileobj(source, file)
    else:
        _unpack(name, file)


def _unpack(name: str, file: IO[bytes]) -> None:
    import gzip
    import shutil
    import zlib

    try:
        with gzip.open(name) as source:
            shutil.copyfileobj(source, file)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileError(f"{name}: cannot be unpacked by gzip: {error}; pack it again") from None


def refuse_set(folder: str) -> None:
    """Refuse a folder that is a challenge set where documents are wanted.

    Raises:
        UsageError: it is one.
    """
    if (Path(folder) / "edits.jsonl").is_file():
        verb = wording.verb("challenge score")
        raise UsageError(f"{folder}: a challenge set; {verb} reads it, or name its gold.jsonl")
