"""The cases of `cases/invalid.toml`: every rule broken by a file that a patch makes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

from presscheck.validation.rules import Purpose
from tests.conftest import ROOT
from tests.helpers.patches import patched

CASES = ROOT / "tests" / "cases"
GOLD = CASES / "valid" / "gold.jsonl"
BASES: dict[Purpose, Path] = {
    "shipped": GOLD,
    "gold": CASES / "valid" / "other-gold.jsonl",
    "prediction": CASES / "valid" / "prediction.jsonl",
}
"""The name of a base, which is the kind that it is checked as."""


class BadCase(NamedTuple):
    """A file that breaks one rule.

    Args:
        rule: the rule's id.
        base: the base, and the purpose that the file is checked for.
        patch: what makes the base bad.
        path: the JSON path of the finding.
        line: the line of the finding, from 1; 0 is the whole file.
    """

    rule: str
    base: Purpose
    patch: str
    path: str
    line: int = 1

    def data(self) -> bytes:
        """The bytes of the file."""
        return patched(BASES[self.base], self.patch)

    def write(self, folder: Path) -> Path:
        """Write the file, named after its rule, into a folder."""
        path = folder / f"{self.rule}.jsonl"
        path.write_bytes(self.data())
        return path


def bad_cases() -> list[BadCase]:
    """Every case, in the order of the file."""
    path = CASES / "invalid.toml"
    return [BadCase(**case) for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]


def bad_case(rule: str) -> BadCase:
    """The first case of a rule."""
    return next(case for case in bad_cases() if case.rule == rule)
