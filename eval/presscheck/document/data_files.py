"""Data files of one kind, such as label maps: shipped under a name, or anybody's by their path."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from presscheck.document import shipped, strict_json, unknown_keys
from presscheck.document.exceptions import UsageError
from presscheck.text.nearest import nearest

T = TypeVar("T")


class Kind(NamedTuple):
    """A kind of file.

    Args:
        what: one of them, in words.
        folder: of the shipped ones, in `schema/`.
        form: how one looks, for messages.
    """

    what: str
    folder: str
    form: str


def names(kind: Kind) -> list[str]:
    """The names of the shipped files of a kind."""
    return sorted(path.stem for path in shipped.schema(kind.folder).glob("*.json"))


def content(kind: Kind, name: str) -> tuple[bytes, str]:
    """The bytes of a shipped file by its name, or of any by its path; and where it is.

    Args:
        kind: of the file.
        name: or path.

    Raises:
        UsageError: there is no such file.
    """
    known = names(kind)
    path = shipped.schema(kind.folder) / f"{name}.json" if name in known else Path(name)
    try:
        return path.read_bytes(), str(path)
    except FileNotFoundError:
        what = "this is neither a file nor a shipped map"
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
    raise UsageError(f"{kind.what} {name[:80]!r}: {what}; {nearest(name[:80], known)}")


def decoded(kind: Kind, held: bytes, where: str, type_: type[T], keys: Callable[[str], Collection[str]]) -> T:
    """Return the contents of a file.

    Args:
        kind: of the file.
        held: its bytes.
        where: it is, for messages.
        type_: of what it holds.
        keys: from a JSON path, the keys that may stand there, for messages.

    Raises:
        UsageError: it is not JSON in UTF-8, has a key twice, or has another form; says where.
    """
    try:
        values = strict_json.loads(held)
    except json.JSONDecodeError as error:
        raise UsageError(f"{kind.what} {where}: not JSON: {error}") from None
    except ValueError as error:
        raise UsageError(f"{kind.what} {where}: {_unread(error)}") from None
    try:
        return msgspec.convert(values, type_)
    except msgspec.ValidationError as error:
        _, at = unknown_keys.readable(str(error))
        what, _ = unknown_keys.readable(str(error), sorted(keys(at)))
        raise UsageError(f"{kind.what} {where}: {at}: {what}; {kind.form}") from None


def _unread(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start + 1} is not UTF-8; save the file as UTF-8"
    return str(error)
