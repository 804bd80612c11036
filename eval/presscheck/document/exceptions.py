"""Findings about an input, and the two exceptions that carry them."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from presscheck.text.visible import visible

Severity: TypeAlias = Literal["error", "warning"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong, where it is, and what would be right.

    Args:
        rule: the stable id of the rule that found it.
        level: error or warning.
        message: what is wrong and what would be right.
        file: the file's name as the user gave it, or None for objects.
        line: 1-based line number in the file, or None.
        doc: the document's id, or None if it could not be read.
        path: JSON path inside the document, `$` for the whole.

    >>> str(Finding(rule="span-order", level="error", message="end 3 is not after start 5",
    ...             file="x.jsonl", line=2, doc="d1", path="$.mentions[0]"))
    'x.jsonl:2 d1 $.mentions[0]: error[span-order]: end 3 is not after start 5'
    """

    rule: str
    level: Severity
    message: str
    file: str | None = None
    line: int | None = None
    doc: str | None = None
    path: str = "$"

    def __str__(self) -> str:
        place = f"{self.file or '-'}:{self.line}" if self.line else self.file or "-"
        where = f"{place} {self.doc}" if self.doc is not None else place
        return visible(f"{where} {self.path}: {self.level}[{self.rule}]: {self.message}")


SHOWN = 200
"""So many findings are in the message of an exception."""


class InvalidInputError(ValueError):
    """The input cannot be scored; `findings` has every reason, and the message the first of them.

    >>> print(InvalidInputError([Finding(rule="json", level="error", message="not JSON")]))
    - $: error[json]: not JSON
    """

    def __init__(self, findings: list[Finding]) -> None:
        more = len(findings) - SHOWN
        rest = [f"… and {more} more: `findings` has all of them"] if more > 0 else []
        super().__init__("\n".join([*map(str, findings[:SHOWN]), *rest]))
        self.findings = findings

    def __reduce__(self) -> tuple[type[InvalidInputError], tuple[list[Finding]]]:
        return type(self), (self.findings,)


class UsageError(ValueError):
    """The question was wrong: an unknown name, a missing file, settings that contradict each other."""


class FileError(UsageError):
    """A file that is there cannot be read or written: not permitted, a full disk, a reader that is gone."""
