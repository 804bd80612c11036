"""Gold that may not be passed on with its words: `strip`, and `--texts` on every verb that reads gold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from presscheck.cli import VERBS
from presscheck.cli.outputs import Gold, Texts

TEXT = "Oslo met Rome. “We won,” said Ann."
MENTIONS = [(0, 4, "GPE"), (9, 13, "GPE"), (30, 33, "PER")]
GOLD: dict[str, Any] = {
    "schema_version": "1.1.0",
    "id": "d",
    "text": TEXT,
    "mentions": [{"start": a, "end": b, "text": TEXT[a:b], "type": kind} for a, b, kind in MENTIONS],
}
PRED = {"id": "d", "mentions": GOLD["mentions"][:2]}


@pytest.fixture
def work(tmp_path: Path, cli: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gold, the same without words, its texts, a prediction."""
    monkeypatch.chdir(tmp_path)
    for name, value in (("gold", GOLD), ("texts", {"id": "d", "text": TEXT}), ("pred", PRED)):
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        (tmp_path / f"{name}.jsonl").write_text(f"{line}\n", encoding="utf-8")
    done = cli("strip", tmp_path / "gold.jsonl", "-o", tmp_path / "bare.jsonl")
    assert done.returncode == 0, done.stderr
    return tmp_path


CALLS = {
    "score": "pred.jsonl --gold GOLD --format json",
    "compare": "pred.jsonl gold.jsonl --gold GOLD --format json",
    "errors": "pred.jsonl --gold GOLD",
    "validate": "GOLD --as gold",
    "show": "GOLD",
    "stats": "GOLD",
    "agree": "GOLD gold.jsonl",
    "anchor": "pred.jsonl --gold GOLD -o -",
    "convert": "GOLD --from presscheck -o -",
}
"""Calls of verbs that print; GOLD is the gold, whole or stripped."""


@pytest.mark.parametrize("verb", CALLS)
def test_a_verb_says_the_same_of_stripped_gold_with_its_texts(verb: str, work: Path, cli: Any) -> None:
    texts = ("--texts", work / "texts.jsonl")
    printed = []
    for gold, more in (("gold", texts if verb == "convert" else ()), ("bare", texts)):
        folder = work / gold
        folder.mkdir()
        (folder / "g.jsonl").write_bytes((work / f"{gold}.jsonl").read_bytes())
        (folder / "gold.jsonl").write_bytes((work / "gold.jsonl").read_bytes())
        (folder / "pred.jsonl").write_bytes((work / "pred.jsonl").read_bytes())
        words = CALLS[verb].replace("GOLD", "g.jsonl").split()
        arguments = [folder / word if word.endswith(".jsonl") else word for word in words]
        done = cli(verb, *arguments, *more)
        assert done.returncode in (0, 1), done.stderr
        printed.append((done.returncode, done.stdout.replace(str(folder), "")))
    assert printed[0][1]
    assert printed[0] == printed[1]


def test_converting_puts_the_words_back_to_the_byte(work: Path, cli: Any) -> None:
    done = cli("convert", work / "bare.jsonl", "--texts", work / "texts.jsonl", "-o", work / "back.jsonl")
    assert done.returncode == 0, done.stderr
    assert (work / "back.jsonl").read_bytes() == (work / "gold.jsonl").read_bytes()
    assert b"Oslo" not in (work / "bare.jsonl").read_bytes()


def test_stripped_gold_alone_says_what_to_give(work: Path, cli: Any) -> None:
    done = cli("score", work / "pred.jsonl", "--gold", work / "bare.jsonl")
    assert done.returncode == 1
    assert "`--texts FILE`" in done.stderr


@pytest.mark.parametrize(
    ("texts", "rule"),
    [({"id": "d", "text": "Bergen met Rome."}, "other-text"), ({"id": "e", "text": TEXT}, "no-text")],
)
def test_other_texts_are_refused(texts: dict[str, str], rule: str, work: Path, cli: Any) -> None:
    (work / "texts.jsonl").write_text(json.dumps(texts) + "\n", encoding="utf-8")
    done = cli("score", work / "pred.jsonl", "--gold", work / "bare.jsonl", "--texts", work / "texts.jsonl")
    assert done.returncode == 1
    assert f"error[{rule}]" in done.stderr
    assert "bare.jsonl:1 d $." in done.stderr


def _commands() -> Iterator[tuple[str, click.Command]]:
    for verb in VERBS:
        command: click.Command = import_module(f"presscheck.cli.{verb}").command
        parts = command.commands if isinstance(command, click.Group) else {}
        yield from ((f"{verb} {name}", part) for name, part in parts.items())
        yield verb, command


@pytest.mark.parametrize(("verb", "command"), [pytest.param(v, c, id=v) for v, c in _commands()])
def test_every_verb_that_reads_gold_takes_its_texts(verb: str, command: click.Command) -> None:
    """A file that is called gold has the type that is filled in, and the option that fills it."""
    named = [p for p in command.params if p.name == "gold" and getattr(p, "metavar", "") != "FOLDER"]
    assert all(isinstance(p.type, Gold) for p in named)
    gold = [p for p in command.params if isinstance(p.type, Gold)]
    texts = [p for p in command.params if isinstance(p.type, Texts)]
    assert len(texts) == (bool(gold) and verb != "strip")
