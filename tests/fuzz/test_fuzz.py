"""A short run of the fuzz, and every input that once broke a promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fuzz.inputs import Input
from tests.fuzz.run import FAMILIES, broken, folded, made, some

KEPT = ROOT / "tests" / "cases" / "fuzz"


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_random_inputs_keep_the_promises(first: int) -> None:
    """`make fuzz` checks many more."""
    assert not folded(some(range(first, first + 100)))


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.json")), ids=lambda path: path.stem)
def test_what_broke_a_promise_keeps_it_now(path: Path, tmp_path: Path) -> None:
    """An input is data, so it stays what it was when its generator changes."""
    assert broken(Input.loads(path.read_text(encoding="utf-8")), tmp_path) is None


def test_an_input_comes_back_from_its_file() -> None:
    """Of every family."""
    inputs = {given.family: given for given in map(made, range(200))}
    assert inputs.keys() == FAMILIES.keys()
    for given in inputs.values():
        assert Input.loads(given.dumps()) == given
        assert json.loads(given.dumps())["family"] == given.family


def test_a_broken_promise_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A number out of range, a crash and a verb that does not end: the run sees each."""
    given = next(given for given in map(made, range(1000)) if given.family == "relations")
    for fault, text in ((_crash, "ZeroDivisionError"), (_hang, "does not end")):
        monkeypatch.setattr("tests.fuzz.run.LIMIT", 0.2)
        monkeypatch.setattr("tests.fuzz.relations.score", fault)
        assert text in (broken(given, tmp_path) or "")


def _crash(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def _hang(*_: object, **__: object) -> None:
    while True:
        pass
