"""Writing files: whole or not at all, and never in place of something that is not a file.

A regular file is written without a name, or beside its name where the system
has no such files, and takes the name when everything is there: who is killed
while writing leaves nothing. What exists and is not a regular file (a device, a named pipe, an open
descriptor such as `/dev/stdout`) is written straight. A link is followed.
"""

from __future__ import annotations

import io
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

from presscheck.document.exceptions import FileError, UsageError
from presscheck.document.streams import GZIP

PathLike: TypeAlias = str | os.PathLike[str]

STANDARD_OUTPUT = "-"
"""The name of an output that means standard output."""


@contextmanager
def replacing(path: PathLike, *, private: bool = False) -> Iterator[IO[str]]:
    """Open a text file (UTF-8, line feeds) that takes its name only when everything has been written.

    Args:
        path: where to write; `-` is standard output.
        private: whether nobody else may read the file.

    Raises:
        UsageError: the name is a folder, or its folder is not there.
        FileError: the file cannot be written; the message has its name and the reason.
    """
    with replacing_bytes(path, private=private) as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=True)
        yield file
        file.detach()


@contextmanager
def replacing_bytes(path: PathLike, *, private: bool = False) -> Iterator[IO[bytes]]:
    """Open a file as `replacing` does, for bytes; they are packed with gzip if the name ends in `.gz`."""
    name = os.fspath(path)
    with _written(name, private=private) as file:
        if not name.lower().endswith(GZIP):
            yield file
            return
        import gzip

        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            yield cast("IO[bytes]", packed)


@contextmanager
def _written(name: str, *, private: bool) -> Iterator[IO[bytes]]:
    """A file that takes its name when everything has been written; standard output, a device, a pipe."""
    if name == STANDARD_OUTPUT:
        yield from _standard_output()
        return
    there = _status(name)
    if there is not None and stat.S_ISDIR(there.st_mode):
        raise UsageError(f"{name}: this is a folder; name a file in it")
    if (there is not None and not stat.S_ISREG(there.st_mode)) or _is_descriptor(name):
        with _opened(name, "ab", name) as file:
            yield file
        return
    if there is not None and not os.access(name, os.W_OK):
        raise FileError(f"{name}: cannot be written: Permission denied; the file is read-only")
    with _beside(name, there, 0o600 if private else None) as file:
        yield file


def _standard_output() -> Iterator[IO[bytes]]:
    """The bytes of standard output; a closed one, a full one and one that nobody reads are sentences."""
    try:
        if sys.stdout is None:
            raise OSError("it is closed")
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except OSError as error:
        sys.stdout = io.StringIO()  # what is left in the buffer would fail again at the end
        raise not_written("standard output", error) from None


def take_name(new: Path, path: PathLike) -> None:
    """Give a file that is complete its name, as `replacing` does at the end.

    Args:
        new: the written file, on the same file system.
        path: its name; what is there and is not a regular file is written, and stays what it is.
    """
    name = os.fspath(path)
    there = _status(name)
    if there is None or stat.S_ISREG(there.st_mode):
        _rename(new, Path(os.path.realpath(name)), there, name)
        return
    with _written(name, private=False) as file:
        file.write(new.read_bytes())


def refuse_inputs(outputs: Iterable[str | None], inputs: Iterable[str | None]) -> None:
    """Check that no file is both read and written.

    Args:
        outputs: paths to be written; None and `-` are passed over.
        inputs: paths to be read.

    Raises:
        UsageError: a regular file or a folder is in both, by whatever name.
    """
    read = [(name, found) for name in inputs if name and (found := _kept(name))]
    for name in outputs:
        if name in (None, STANDARD_OUTPUT):
            continue
        written = _kept(name)
        for other, found in read:
            if written and os.path.samestat(written, found):
                raise UsageError(f"{name}: this is also an input ({other}); name another file to write to")


def _kept(name: str | None) -> os.stat_result | None:
    """The file of a path, if it is something whose content would be lost."""
    with suppress(OSError, ValueError):
        found = os.stat(name or "")  # noqa: PTH116 - the name may be no path at all
        return found if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode) else None
    return None


def _status(name: str) -> os.stat_result | None:
    """The file of a path, links followed; None if nothing is there."""
    try:
        return os.stat(name)  # noqa: PTH116 - `Path` would drop a trailing slash
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise not_written(name, error) from None


def _is_descriptor(name: str) -> bool:
    """Return whether a path means a file that a process has open, such as `/dev/stdout` or `/dev/fd/63`."""
    path = Path(name).absolute()
    folders = [path.parent.resolve()]
    if path.is_symlink():
        folders.append((path.parent / path.readlink()).parent.resolve())
    return any(folder == Path("/dev") or folder.is_relative_to("/proc") for folder in folders)


@contextmanager
def _beside(name: str, there: os.stat_result | None, mode: int | None) -> Iterator[IO[bytes]]:
    """A new file in the target's folder that replaces the target, with the old one's mode and owner."""
    target = Path(os.path.realpath(name))
    new = target.with_name(f".presscheck-{secrets.token_hex(8)}")
    if not target.parent.is_dir():
        raise UsageError(f"{name}: there is no folder {os.fspath(Path(name).parent)!r}; create it first")
    nameless = _nameless(target.parent, 0o666 if mode is None else mode)
    try:
        with _opened(os.fspath(new) if nameless is None else nameless, "xb", name) as file:
            yield file
            if nameless is None and mode is not None:
                new.chmod(mode)
            if nameless is not None:
                file.flush()
                _link(nameless, new, name)
        _rename(new, target, there, name, mode)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _nameless(folder: Path, mode: int) -> int | None:
    """A new file without a name, for writing; None where the system has none."""
    flag = getattr(os, "O_TMPFILE", 0)
    if flag and Path("/proc/self/fd").is_dir():
        with suppress(OSError):
            return os.open(folder, os.O_WRONLY | flag, mode)
    return None


def _link(nameless: int, new: Path, name: str) -> None:
    """Give an open file its first name; where the file system cannot, a copy of it."""
    opened = f"/proc/self/fd/{nameless}"
    try:
        os.link(opened, new, src_dir_fd=nameless)  # with a descriptor, links are followed
    except OSError:
        try:
            shutil.copyfile(opened, new)
        except OSError as error:
            raise not_written(name, error) from None


def _rename(
    new: Path, target: Path, there: os.stat_result | None, name: str, mode: int | None = None
) -> None:
    """Put a file in the place of another, with that one's owner, and its mode unless another is asked for."""
    try:
        if there is not None:
            with suppress(PermissionError):
                os.chown(new, there.st_uid, there.st_gid)
            new.chmod(stat.S_IMODE(there.st_mode) if mode is None else mode)
        new.replace(target)
    except OSError as error:
        raise not_written(name, error) from None


@contextmanager
def _opened(path: str | int, mode: str, name: str) -> Iterator[IO[bytes]]:
    """A binary file whose failures to open, write and close are sentences about `name`."""
    try:
        raw = _Target(path, mode if isinstance(path, str) else "wb")
    except OSError as error:
        raise not_written(name, error) from None
    raw.shown = name
    with io.BufferedWriter(raw) as file:
        yield file


class _Target(io.FileIO):
    """A file whose writes fail with a sentence: a full disk, a pipe whose reader is gone."""

    shown = ""

    def write(self, data: Any) -> int:
        """Write bytes as `io.FileIO` does."""
        try:
            return super().write(data)
        except OSError as error:
            raise not_written(self.shown, error) from None


def not_written(name: PathLike, error: Exception) -> UsageError:
    """Return the error for a file that cannot be written; a missing folder is a usage error.

    >>> not_written("x/y", FileNotFoundError(2, "No such file or directory"))
    UsageError('x/y: cannot be written: No such file or directory')
    """
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    kind = UsageError if isinstance(error, FileNotFoundError | NotADirectoryError) else FileError
    return kind(f"{os.fspath(name)}: cannot be written: {reason}")
