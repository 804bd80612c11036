"""Files of our own kinds, damaged: results, baselines, rules, maps, decisions, settings."""

from __future__ import annotations

import json
import os
import random
import tempfile
from functools import lru_cache
from pathlib import Path

from tests.conftest import ROOT
from tests.fuzz.conversions import _keys
from tests.fuzz.documents import in_range
from tests.fuzz.inputs import Family, Input, promise, run
from tests.fuzz.mutation import damaged, garbled, in_bytes, mutated
from tests.helpers.tangled import pair

RULES = '[[rule]]\nmeasure = "default"\nmax_drop = 0\n\n[[rule]]\nmeasure = "mention.strict"\nmin = 0.1\n'
LABEL_MAP = {
    "name": "own",
    "mentions": {"PERSON": "PER"},
    "events": {"Meet": "Contact.Meet"},
    "roles": {"A": "Agent"},
}
REDIRECTS = "Q1\tQ2\nQ3\tQ4\n"
CONFIG = 'gold = "gold.jsonl"\nmeasures = "mention.strict"\n'

CALLS: dict[str, list[str]] = {
    "result.json": ["merge result.json --format json", "compare result.json whole.json"],
    "base.json": ["gate pred.jsonl --gold gold.jsonl --baseline base.json"],
    "rules.toml": ["gate pred.jsonl --gold gold.jsonl --rules rules.toml --baseline whole-base.json"],
    "map.json": ["score pred.jsonl --gold gold.jsonl --label-map map.json --format json"],
    "redirects.tsv": ["score pred.jsonl --gold gold.jsonl --redirects redirects.tsv --format json"],
    "presscheck.toml": ["score pred.jsonl --format json", "validate gold.jsonl"],
    "fields.json": ["convert own.json --fields fields.json -o out.jsonl --texts gold.jsonl"],
    "log.jsonl": ["adjudicate gold.jsonl pass.jsonl -o out.jsonl --log log.jsonl"],
    "stripped.jsonl": ["score pred.jsonl --gold stripped.jsonl --texts gold.jsonl --format json"],
}
"""File that is changed -> the verbs that read it."""


@lru_cache
def whole() -> dict[str, bytes]:
    """One whole file of each kind, made by the verbs that write them."""
    gold, pred = pair(4)
    files = {
        "gold.jsonl": json.dumps(gold),
        "pred.jsonl": json.dumps(pred),
        "pass.jsonl": json.dumps({**gold, "mentions": gold["mentions"][1:], "quotes": gold["quotes"][:-1]}),
        "rules.toml": RULES,
        "map.json": json.dumps(LABEL_MAP),
        "redirects.tsv": REDIRECTS,
        "presscheck.toml": CONFIG,
        "fields.json": (ROOT / "schema" / "fieldmaps" / "presidio.json").read_text(encoding="utf-8"),
        "own.json": (ROOT / "tests/cases/formats/fields/presidio.json").read_text(encoding="utf-8"),
    }
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_text(content + "\n", encoding="utf-8")
        try:
            os.chdir(folder)
            (folder / "presscheck.toml").unlink()
            run("score", "pred.jsonl", "--gold", "gold.jsonl", "--format", "result", "-o", "result.json")
            run("gate", "pred.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json", "--update")
            run("adjudicate", "gold.jsonl", "pass.jsonl", "-o", "out.jsonl", "--log", "log.jsonl")
            run("strip", "gold.jsonl", "-o", "stripped.jsonl")
        finally:
            os.chdir(here)
        made = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "out.jsonl"}
    made |= {"whole.json": made["result.json"], "whole-base.json": made["base.json"]}
    return made | {"presscheck.toml": CONFIG.encode()}


def make(rng: random.Random) -> Input:
    """One file of one kind changed, the others whole."""
    name = rng.choice([name for name in CALLS if name in whole()])
    call = rng.choice(CALLS[name])
    raw = _changed(whole()[name], rng, json_=name.endswith(".json"))
    wanted = {word for word in call.split() if word in whole()} | {"gold.jsonl", "pred.jsonl"}
    wanted |= {"presscheck.toml"} if name == "presscheck.toml" else set()
    return Input("own files", {**{file: whole()[file] for file in wanted}, name: raw}, [name, call])


def _changed(raw: bytes, rng: random.Random, *, json_: bool) -> bytes:
    if json_ and rng.random() < 0.7:
        value = json.loads(raw)
        return in_bytes(mutated(value, rng, _keys(value)[:40]), rng)
    text = raw.decode()
    for _ in range(rng.choice((1, 1, 2))):
        text = garbled(text, rng)
    return damaged(text.encode("utf-8", "surrogatepass"), rng, 0.1)


def check(given: Input, folder: Path) -> None:
    """A sentence or an answer; and numbers in their range where there are numbers."""
    name, call = given.arguments
    code, out, _ = run(*call.split())
    if code == 0 and "--format json" in call:
        in_range(json.loads(out)["measures"])
    if code and call.startswith(("convert", "adjudicate")):
        promise(not (folder / "out.jsonl").exists(), f"{name}: exit code {code}, and a file")


FAMILY = Family("own files", 15, make, check)
