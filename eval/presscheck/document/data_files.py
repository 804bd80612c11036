"""Data files of one kind, such as label maps: shipped under a name, or anybody's by their path."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from presscheck.document import shipped, unknown_keys
from presscheck.document.exceptions import UsageError
from presscheck.text.nearest import nearest

T = TypeVar("T")


class Kind(NamedTuple):
    """What files are of.

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
    path = shipped.schema(kind.folder) / f"{name}.json"
    if not path.is_file():
        path = Path(name)
    try:
        return path.read_bytes(), str(path)
    except OSError:
        way_out = nearest(name, names(kind))
        raise UsageError(f"{kind.what} {name!r}: neither a file nor a shipped map; {way_out}") from None


def decoded(kind: Kind, held: bytes, where: str, type_: type[T], keys: Collection[str]) -> T:
    """What a file holds.

    Args:
        kind: of the file.
        held: its bytes.
        where: it is, for messages.
        type_: of what it holds.
        keys: that it may have, for messages.

    Raises:
        UsageError: it holds something else.
    """
    try:
        return msgspec.json.decode(held, type=type_)
    except msgspec.ValidationError as error:
        what, at = unknown_keys.readable(str(error), sorted(keys))
        raise UsageError(f"{kind.what} {where}: {at}: {what}; {kind.form}") from None
    except msgspec.DecodeError as error:
        raise UsageError(f"{kind.what} {where}: not JSON: {error}") from None
