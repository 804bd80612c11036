"""Options of the verbs, with values that somebody could type."""

from __future__ import annotations

import json
import random
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import click

from tests.fuzz.inputs import Family, Input, run
from tests.fuzz.own_files import whole

VERBS: dict[str, list[str]] = {
    "score": ["pred.jsonl"],
    "errors": ["pred.jsonl"],
    "compare": ["pred.jsonl", "pred.jsonl"],
    "gate": ["pred.jsonl"],
    "validate": ["pred.jsonl"],
    "merge": ["result.json"],
    "show": ["gold.jsonl"],
    "stats": ["gold.jsonl"],
    "anchor": ["pred.jsonl"],
    "strip": ["gold.jsonl"],
    "agree": ["gold.jsonl", "pass.jsonl"],
    "measures": [],
    "report": ["pred.jsonl"],
}
"""Verb -> the files that it is given."""

WORDS = [
    *("", " ", "-1", "0", "1", "2", "0.5", "1.5", "nan", "inf", "x", "all", "default", "mentions"),
    *(
        "mention.*",
        "mention.strict",
        "mention.strict,nope",
        "event.ac+",
        ",",
        "a,b",
        "gold.jsonl",
        "map.json",
    ),
    *(
        "pred.jsonl",
        "rules.toml",
        "base.json",
        "redirects.tsv",
        "none",
        "no-such-file",
        ".",
        "out",
        "article",
    ),
    *("é", "a" * 300, "ace", "document", "paragraph", "type", "meta.x", "conll2012", "--help", "\x1b[31m"),
    *("article", "d", "*", "[", "0:4"),
]
QUICK = {
    "trials": ("-1", "0", "1", "200", "x"),
    "seed": ("-1", "0", "7", "x"),
    "jobs": ("-1", "0", "1", "x"),
}
"""Options in which a large number is a long wait, and what they may be."""


@lru_cache
def parameters(verb: str) -> list[click.Option]:
    """The options of a verb."""
    command: click.Command = import_module(f"presscheck.cli.{verb}").command
    return [p for p in command.params if isinstance(p, click.Option) and "--help" not in p.opts]


def make(rng: random.Random) -> Input:
    """A verb, its files and up to four options."""
    verb = rng.choice(list(VERBS))
    words = [*VERBS[verb]]
    if verb not in ("merge", "measures", "agree", "stats", "strip") and rng.random() < 0.9:
        words += ["--gold", "gold.jsonl"]
    if verb in ("anchor", "strip", "report"):
        words += ["-o", "out"]
    for option in rng.sample(parameters(verb), min(len(parameters(verb)), rng.choice((1, 1, 2, 4)))):
        words.append(rng.choice(option.opts))
        words += [] if option.is_flag else [_value(option, rng) for _ in range(option.nargs)]
    if rng.random() < 0.1:
        words.insert(rng.randrange(len(words) + 1), rng.choice(WORDS))
    return Input(
        "options", {name: raw for name, raw in whole().items() if name != "presscheck.toml"}, [verb, *words]
    )


def _value(option: click.Option, rng: random.Random) -> str:
    if option.name in QUICK:
        return rng.choice(QUICK[option.name])
    if isinstance(option.type, click.Choice) and rng.random() < 0.8:
        return str(rng.choice(list(option.type.choices)))
    return rng.choice(WORDS)


def check(given: Input, folder: Path) -> None:  # noqa: ARG001 - one signature for all families
    """A sentence or an answer; JSON is JSON."""
    code, out, _ = run(*given.arguments)
    if code == 0 and "json" in given.arguments and out.startswith("{"):
        json.loads(out)


FAMILY = Family("options", 5, make, check)
