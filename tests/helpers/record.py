"""The record: digests of every number that the shipped data give, to see at once what a change moved.

Messages, signatures and the order of keys are not a part of it. A digest that changes
on purpose is written anew with `pytest tests/repository/test_record.py --update`, and the commit says why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from presscheck.cli.main import group
from presscheck.profiles import PROFILES

MESSAGES = {"message", "reason", "says", "warnings", "signature", "note", "notes"}
"""Keys whose values are words for people."""


def run(*words: str) -> tuple[int, str]:
    """The exit code and the standard output of a verb, in this process."""
    done = CliRunner().invoke(group, words, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return int(done.return_value or 0), done.stdout


def digest(value: Any) -> str:
    """Twelve hexadecimal digits for a JSON value, whatever the order of its keys."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:12]


def numbers(value: Any) -> Any:
    """A JSON value without its words for people."""
    if isinstance(value, dict):
        return {key: numbers(inner) for key, inner in value.items() if key not in MESSAGES}
    return [numbers(inner) for inner in value] if isinstance(value, list) else value


def commands(corpus: Path) -> Iterator[tuple[str, ...]]:
    """Every command of the record."""
    for side in ("predictions", "passes"):
        for path in sorted((corpus / side).glob("*.jsonl")):
            if path.stem == "adjudication":
                continue
            yield "score", str(path), "--measures", "all", "--format", "json"
            yield "errors", str(path), "--list", "--format", "jsonl"
            yield "validate", str(path), "--format", "json"
            if side == "predictions":
                yield "gate", str(path), "--baseline", str(corpus / "baselines"), "--format", "json"
            for profile in PROFILES:
                yield "score", str(path), "--profile", profile, "--format", "json"


def record(corpus: Path) -> dict[str, dict[str, str]]:
    """Command -> part of its answer (a measure, an error's kind, a rule) -> digest."""
    return {
        " ".join(word.replace(f"{corpus}/", "") for word in words): {
            "exit code": str(code),
            **{part: digest(value) for part, value in sorted(parts(words[0], out, corpus).items())},
        }
        for words in commands(corpus)
        for code, out in [run(*words)]
    }


def parts(verb: str, out: str, corpus: Path) -> dict[str, Any]:
    """The answer of a verb, cut into what is compared one by one."""
    out = out.replace(f"{corpus}/", "")
    if verb == "errors":
        return _grouped(map(json.loads, out.splitlines()), "layer", "kind")
    value = json.loads(out)
    if verb == "score":
        return numbers({**value.pop("measures"), **value})
    if verb == "validate":
        return _grouped((finding for file in value for finding in file["findings"]), "rule")
    return _grouped((check for decision in value for check in decision["checks"]), "measure")


def _grouped(rows: Any, *keys: str) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(" ".join(str(row[key]) for key in keys), []).append(numbers(row))
    return groups
