"""Turn failures of the machine or of a file into a sentence and an exit code."""

from __future__ import annotations

import click

from presscheck.document.exceptions import FileError


class FaultError(click.ClickException):
    """The machine or a file failed."""

    exit_code = 2


class UndecidedError(FaultError):
    """The machine or a file failed before there was a verdict."""

    exit_code = 3


FAULTS = (FileError, OSError, RecursionError, UnicodeError, MemoryError)
"""Exceptions that no input should cause and any may: each becomes a sentence."""

LONGEST = 200
"""Characters of a file name that a message holds."""


def fault(error: BaseException) -> str:
    """Describe a failure in a sentence.

    >>> fault(PermissionError(13, "Permission denied", "x.jsonl")), fault(MemoryError())
    ('x.jsonl: Permission denied', 'there is not enough memory for this input; split it into smaller files')
    """
    match error:
        case OSError():
            said = f"{_short(error.filename)}{error.strerror or error}"
        case RecursionError():
            said = "the input is nested too deeply to be read"
        case UnicodeDecodeError():
            said = f"byte {error.start + 1} of a file is not UTF-8 ({error.reason}); save the file as UTF-8"
        case UnicodeEncodeError():
            said = (
                f"{error.object[error.start]!a} is half a character (a lone surrogate); it cannot be written"
            )
        case MemoryError():
            said = "there is not enough memory for this input; split it into smaller files"
        case _:
            said = str(error)
    return said


def _short(name: object) -> str:
    if name is None:
        return ""
    text = str(name)
    return f"{text}: " if len(text) <= LONGEST else f"{text[:LONGEST]}…: "
