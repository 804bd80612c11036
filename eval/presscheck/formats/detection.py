"""Recognise a file by two signs that only one format has, and give the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from presscheck.document.exceptions import UsageError
from presscheck.formats import fields
from presscheck.formats.fieldmaps import model
from presscheck.formats.source import head
from presscheck.text import wording

ENOUGH = 2
"""Signs that tell a format."""

GENERAL = ("fields", "llm")
"""Formats that many files could be of, the more special first: asked when no other format has its signs."""


class Recognition(NamedTuple):
    """A recognised format.

    Args:
        name: of the format.
        fields: of the field map, for `fields`.
        signs: the reasons, in words.
    """

    name: str
    fields: str | None
    signs: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}, map {self.fields}" if self.fields else self.name

    @property
    def why(self) -> str:
        """The reasons as the end of a sentence."""
        *most, last = self.signs
        return f", for it has {', '.join(most)} and {last}" if most else f", for it has {last}"


def recognised(path: Path, readable: Mapping[str, str], module: Callable[[str], ModuleType]) -> Recognition:
    """The one format whose signs a file has.

    Args:
        path: a file or folder.
        readable: the formats that can be read, with what they are.
        module: from a format's name to its code.

    Raises:
        UsageError: no format has two of its signs there, or several have.
    """
    begin = head(path)
    special = {name: module(name) for name in readable if name not in GENERAL}
    signs = {name: tuple(one.signs(path, begin)) for name, one in special.items()}
    fits = [name for name in special if len(signs[name]) >= ENOUGH]
    if len(fits) == 1:
        return Recognition(fits[0], None, signs[fits[0]])
    if fits:
        both = " and like ".join(f"{name} ({' and '.join(signs[name])})" for name in fits)
        raise UsageError(
            f"{path} looks like {both}; name one with {wording.name('from_')} ({', '.join(fits)})"
        )
    return _general(path, begin, module) or _unknown(path, signs, readable)


def _general(path: Path, begin: str, module: Callable[[str], ModuleType]) -> Recognition | None:
    """A shipped field map, else a model's reply, else records with texts by the usual spellings of keys."""
    if path.is_dir():
        return None
    name = fields.told(path, begin)
    if name is not None:
        return Recognition("fields", name, tuple(fields.signs_of(model.load(name), path, begin)))
    asked = {
        "llm": tuple(module("llm").signs(path, begin)),
        "fields": tuple(fields.guessed(begin, path.suffix)),
    }
    for general, signs in asked.items():
        if len(signs) >= ENOUGH:
            return Recognition(general, None, signs)
    return None


def _is_empty(path: Path) -> bool:
    return not any(path.iterdir()) if path.is_dir() else not path.stat().st_size


def _unknown(path: Path, signs: Mapping[str, tuple[str, ...]], readable: Mapping[str, str]) -> Recognition:
    """Say what a file is nearly, and what to do.

    Raises:
        UsageError: always.
    """
    nearly = [f"{found[0]} as {name} has, but nothing else of it" for name, found in signs.items() if found]
    what = f": it has {'; '.join(nearly)}" if nearly else ": it is empty" if _is_empty(path) else ""
    raise UsageError(
        f"{path} does not look like a format that can be read{what}; name one with "
        f"{wording.name('from_')} ({', '.join(readable)}), or give the places of its records with "
        f"{wording.name('fields')}"
    )
