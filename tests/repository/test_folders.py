"""Every folder says what it is for and what others may use; what nobody else uses is marked as internal."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from tests.conftest import ROOT

import presscheck

PACKAGE = ROOT / "eval" / "presscheck"
BY_NAME = ("cli", "formats")
"""Folders whose modules are loaded by name from a table; each module is used."""

NESTED = ("layers", "formats", "annotation", "reporting")
"""Folders whose folders are rooms of their own."""


def room(parts: tuple[str, ...]) -> str:
    """The folder that a module belongs to."""
    depth = 2 if parts[0] in NESTED and len(parts) > 2 else 1
    return "/".join(parts[:depth]) if len(parts) > 1 else ""


def parts_of(path: Path) -> tuple[str, ...]:
    """The names of a module below the package."""
    return path.relative_to(PACKAGE).with_suffix("").parts


MODULES = {".".join(parts_of(path)): path for path in PACKAGE.rglob("*.py") if path.stem != "__init__"}
ROOMS = sorted({room(tuple(name.split("."))) for name in MODULES} - {""})


def imported(path: Path) -> set[str]:
    """The modules of the package that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("presscheck"):
            base = (node.module or "").removeprefix("presscheck").lstrip(".")
            names |= {base, *(f"{base}.{alias.name}".lstrip(".") for alias in node.names)}
    return names & set(MODULES)


def used_from_outside() -> dict[str, set[str]]:
    """Folder -> its modules that other folders import."""
    used = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        for name in imported(path):
            if (home := room(tuple(name.split(".")))) != room(parts_of(path)):
                used[home].add(name.rpartition(".")[2])
    return used


USED = used_from_outside()


def docstring(path: Path) -> str:
    """A module's docstring."""
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


@pytest.mark.parametrize("folder", ROOMS)
def test_a_folder_says_in_a_sentence_what_it_is_for(folder):
    """And lists the modules that other folders use, no more and no fewer."""
    text = docstring(PACKAGE / folder / "__init__.py")
    assert text.split("\n")[0].endswith((".", "?"))
    if folder in BY_NAME:
        return
    _, _, listed = text.partition("Other folders use: ")
    assert {word.strip(" `.\n") for word in listed.split(",")} - {""} == USED[folder]


@pytest.mark.parametrize("name", [n for n in MODULES if room(tuple(n.split("."))) not in ("", *BY_NAME)])
def test_what_no_other_folder_uses_is_internal(name):
    """The first line of a module says so."""
    first = docstring(MODULES[name]).split("\n")[0]
    public = name.rpartition(".")[2] in USED[room(tuple(name.split(".")))]
    assert first.endswith("(internal).") is not public, f"{first!r}: is it used from another folder?"


def test_the_package_shows_its_promise_only():
    """`dir(presscheck)` is `__all__`, whatever was imported before."""
    assert dir(presscheck) == sorted(presscheck.__all__)
    assert all(getattr(presscheck, name) is not None for name in presscheck.__all__)


def test_the_root_has_nothing_but_the_promise():
    """Every other module is in a room."""
    root = {path.stem for path in PACKAGE.glob("*.py")}
    assert root == {"__init__", "__main__", "api", "version", "pytest_plugin"}


def test_no_file_is_longer_than_its_limit():
    """350 lines; a longer one has two subjects."""
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert not {name: n for name, n in lengths.items() if n > 350}


def test_no_verb_shares_its_name_with_a_module_at_the_root():
    """A folder called like a function of the package would hide one of them."""
    from presscheck.cli import VERBS

    root = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert not root & set(VERBS)


def test_types_are_seen_from_the_wheel(tmp_path):
    """A user's mypy reads the package's types: `py.typed` is there, and a wrong call is found."""
    assert (PACKAGE / "py.typed").exists()
    code = tmp_path / "user.py"
    code.write_text("import presscheck\nreveal_type(presscheck.loads('{}').id)\npresscheck.loads(3)\n")
    command = [sys.executable, "-m", "mypy", "--no-incremental", "--follow-imports=silent", str(code)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert 'Revealed type is "builtins.str"' in done.stdout or 'Revealed type is "str"' in done.stdout
    assert "arg-type" in done.stdout
