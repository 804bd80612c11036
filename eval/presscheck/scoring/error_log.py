"""Errors that are kept in a temporary file once they are many: a list of any length needs no more memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from weakref import finalize

import msgspec

from presscheck.measure.error_record import ErrorRecord

MEMORY = 1 << 20
"""Bytes that are kept in memory, and that are read at a time."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ErrorRecord).decode


class Errors:
    """Errors that can be gone through as often as one likes.

    Args:
        start: begins anew.
    """

    def __init__(self, start: Callable[[], Iterable[ErrorRecord]]) -> None:
        self._start = start

    def __iter__(self) -> Iterator[ErrorRecord]:
        return iter(self._start())


class ErrorLog:
    """Errors in the order in which they came.

    Args:
        content: of another log.

    >>> log = ErrorLog()
    >>> log.add([ErrorRecord(layer="mentions", kind="missed", doc="d")])
    >>> [error.kind for error in log], [error.kind for error in log]
    (['missed'], ['missed'])
    """

    def __init__(self, content: bytes = b"") -> None:
        from tempfile import SpooledTemporaryFile

        self._file = SpooledTemporaryFile(max_size=MEMORY)  # noqa: SIM115 - it is closed with the log
        finalize(self, self._file.close)
        self._size = self._file.write(content)

    def add(self, errors: Iterable[ErrorRecord]) -> None:
        """Take in errors that come after these."""
        self._append(b"".join(_encode(error) + b"\n" for error in errors))

    def merge(self, other: ErrorLog) -> None:
        """Take in the errors of a log that come after these."""
        for block in other._blocks():
            self._append(block)

    def __iter__(self) -> Iterator[ErrorRecord]:
        rest = b""
        for block in self._blocks():
            *lines, rest = (rest + block).split(b"\n")
            yield from map(_decode, lines)

    def _append(self, content: bytes) -> None:
        self._file.seek(self._size)
        self._size += self._file.write(content)

    def _blocks(self) -> Iterator[bytes]:
        """The content; what is added while it is read is read too."""
        at = 0
        while at < self._size:
            self._file.seek(at)
            block = self._file.read(MEMORY)
            at += len(block)
            yield block

    def __deepcopy__(self, memo: Mapping[int, Any]) -> ErrorLog:
        return ErrorLog(b"".join(self._blocks()))

    def __reduce__(self) -> tuple[type[ErrorLog], tuple[bytes]]:
        return ErrorLog, (b"".join(self._blocks()),)
