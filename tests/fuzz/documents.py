"""Documents: gold and a prediction, of which one is changed."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import presscheck
from presscheck import InvalidInputError
from presscheck.document import model
from presscheck.document.exceptions import UsageError
from presscheck.validation.file import check_file
from tests.conftest import ROOT
from tests.fuzz.inputs import Family, Input, promise
from tests.fuzz.mutation import in_bytes, mutated
from tests.helpers.tangled import pair

GOLD = json.loads(
    (ROOT / "tests" / "cases" / "valid" / "gold.jsonl").read_text(encoding="utf-8").splitlines()[0]
)
NAMES = sorted({*model.Document.__struct_fields__, *model.Quote.__struct_fields__, "role", "head", "x"})
ANSWERED = ("id", "meta", "mentions", "entities", "events", "quotes", "marked_uses")
ROWS = ("default", "all", "mentions", "coref", "links", "events", "quotes")


def documents(rng: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """Gold and a prediction: the whole document of the tests, or a random one."""
    if rng.random() < 0.4:
        return GOLD, {key: GOLD[key] for key in ANSWERED if key in GOLD}
    gold, pred = pair(rng.randrange(2**32))
    return gold, pred


def make(rng: random.Random) -> Input:
    """Change the gold or the prediction; the other one is whole."""
    gold, pred = documents(rng)
    side = rng.choice(("pred", "pred", "gold"))
    if side == "pred":
        pred = mutated(pred, rng, NAMES)
        files = {"gold.jsonl": json.dumps(gold).encode() + b"\n", "pred.jsonl": in_bytes(pred, rng)}
    else:
        gold = {**mutated(gold, rng, NAMES), "id": "d"}
        files = {"gold.jsonl": in_bytes(gold, rng), "pred.jsonl": b'{"id": "d"}'}
    files[f"{side}.jsonl"] += rng.choice([b"\n"] * 6 + [b"\r\n", b"", b"\n\n", b"\n{}\n"])
    return Input("documents", files, [side, rng.choice(ROWS) if rng.random() < 0.2 else "default"])


def check(given: Input, folder: Path) -> None:
    """One verdict; and numbers in their range where it is a yes."""
    side, rows = given.arguments
    gold, pred = folder / "gold.jsonl", folder / "pred.jsonl"
    purpose = "prediction" if side == "pred" else "gold"
    findings = check_file(folder / f"{side}.jsonl", purpose, gold)
    try:
        result = presscheck.score(gold, pred, measures=rows)
    except (InvalidInputError, UsageError) as error:
        promise(findings.count("error"), f"score refuses what validate accepts: {error}")
        return
    promise(not findings.count("error"), f"score accepts what validate refuses: {findings}")
    in_range(result.as_dict()["measures"])


def in_range(measures: dict[str, Any]) -> None:
    """Every ratio of a result is a number from 0 to 1, or null; JSON can hold it."""
    for row, entry in measures.items():
        low = -1.0 if entry["kind"] == "distance" else 0.0
        for key in ("precision", "recall", "f1", "accuracy", "value"):
            value = entry.get(key)
            promise(
                value is None or (math.isfinite(value) and low <= value <= 1 + 1e-12),
                f"{row}.{key} is {value}",
            )
    json.dumps(measures, allow_nan=False)


FAMILY = Family("documents", 45, make, check)
