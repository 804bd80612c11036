"""Messages of the library name options and verbs by `text.wording`, so that Python is answered in Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from presscheck.cli import VERBS
from presscheck.text import wording

PACKAGE = Path(__file__).parents[2] / "eval" / "presscheck"

FOR_A_SHELL = (
    "cli/",
    "reporting/",
    "pytest_plugin.py",
    "text/wording.py",
    "annotation/label_studio/leftover.py",
    "annotation/label_studio/server.py",
    "formats/label_studio/config.py",
    "formats/label_studio/style.py",
)
"""Modules that print for a shell, write pages about it, or start programs."""

HELP = ("measure/settings.py",)
"""Texts of options."""

_SHELL = re.compile(rf"(?<![\w-])--[a-z][a-z-]+|`(presscheck ({'|'.join(VERBS)})[` ]|({'|'.join(VERBS)}) )")


def _sources() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE).as_posix()
        if not where.startswith((*FOR_A_SHELL, *HELP)):
            yield path


def _words(tree: ast.AST) -> Iterator[ast.Constant]:
    """The strings of a module that may be shown: no docstrings, and not what is given to `wording`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("wording.", "_gate")):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node
        yield from _words(node)


@pytest.mark.parametrize("path", [*_sources()], ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_message_of_the_library_spells_out_a_command_line(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spelled = [f"{node.lineno}: {node.value}" for node in _words(tree) if _SHELL.search(str(node.value))]
    assert spelled == [], "name options and verbs by presscheck.text.wording"


def test_the_rule_sees_what_it_is_about() -> None:
    tree = ast.parse(
        'def f():\n    """`--by` in a docstring."""\n    return f"{x}: `--missing empty` counts"'
    )
    assert [_SHELL.search(str(node.value)) is not None for node in _words(tree)].count(True) == 1


def test_advice_follows_the_caller() -> None:
    assert wording.option("label_map", "NAME") == "`label_map=NAME`"
    with wording.for_a_shell():
        assert wording.option("label_map", "NAME") == "`--label-map NAME`"
        assert wording.verb("anchor", "PRED") == "`presscheck anchor PRED`"
    assert wording.verb("anchor", "PRED") == "`presscheck.anchor`"
