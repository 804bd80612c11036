"""Files of our own that a user names by a word or a path: maps of labels and of fields."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from presscheck.document import jsonl, shipped, unknown_keys
from presscheck.document.exceptions import UsageError
from presscheck.text.nearest import nearest

T = TypeVar("T")


def content(kind: str, folder: str, name: str, known: Sequence[str]) -> tuple[bytes, str]:
    """The bytes of a shipped file by its word, or of any file by its path; and where it is.

    Args:
        kind: what it is, for messages.
        folder: in `schema/`, where the shipped ones are.
        name: a word or a path.
        known: the words.

    Raises:
        UsageError: there is no such file, or it cannot be read.
    """
    path = shipped.schema(folder) / f"{name}.json" if name in known else Path(name)
    try:
        return path.read_bytes(), str(path)
    except FileNotFoundError:
        what = "neither a file nor a shipped map"
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
    raise UsageError(f"{kind} {name[:80]!r}: {what}; {nearest(name[:80], known)}")


def decoded(kind: str, where: str, raw: bytes, struct: type[T], keys: Sequence[str], form: str) -> T:
    """A struct from the JSON of a file.

    Args:
        kind: what the file is, for messages.
        where: its path.
        raw: its bytes.
        struct: what it holds.
        keys: that may stand in it.
        form: an example, in words.

    Raises:
        UsageError: it is not JSON in UTF-8, has a key twice, or has another form; says where.
    """
    try:
        values = jsonl.strict(raw)
    except json.JSONDecodeError as error:
        raise UsageError(f"{kind} {where}: not JSON: {error}") from None
    except ValueError as error:
        raise UsageError(f"{kind} {where}: {_unread(error)}") from None
    try:
        return msgspec.convert(values, struct)
    except msgspec.ValidationError as error:
        what, at = unknown_keys.readable(str(error), keys)
        raise UsageError(f"{kind} {where}: {at}: {what}; {form}") from None


def _unread(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start + 1} is not UTF-8; save the file as UTF-8"
    return str(error)
