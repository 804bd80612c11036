"""Relations that hold between numbers, for all documents."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from presscheck import score
from presscheck.layers import MEASURES
from tests.fuzz.documents import in_range
from tests.fuzz.inputs import Family, Input, promise
from tests.helpers.disguise import Disguise
from tests.helpers.generate import corpus
from tests.helpers.tangled import pair

Plain = dict[str, Any]
SYMMETRIC = [row.id for row in MEASURES if row.symmetric and row.count and not row.hidden]
VALUES = ("precision", "recall", "f1", "accuracy", "value")


def make(rng: random.Random) -> Input:
    """Gold and predictions of one to four documents, and the relation that is checked."""
    seed = rng.randrange(2**32)
    gold, pred = corpus(seed, rng.randrange(1, 5)) if rng.random() < 0.5 else ([side] for side in pair(seed))
    relation = rng.choice(list(RELATIONS))
    rows = "all" if rng.random() < 0.1 else "default"
    files = {"gold.json": json.dumps(gold).encode(), "pred.json": json.dumps(pred).encode()}
    return Input("relations", files, [relation, rows, str(rng.randrange(2**32))])


def check(given: Input, folder: Path) -> None:  # noqa: ARG001 - one signature for all families
    """The relation holds."""
    relation, rows, seed = given.arguments
    gold, pred = (json.loads(given.files[f"{side}.json"]) for side in ("gold", "pred"))
    RELATIONS[relation](gold, pred, rows, random.Random(int(seed)))


def numbers(gold: list[Plain], pred: list[Plain], rows: str) -> dict[str, Plain]:
    """The entries of a result, without intervals."""
    measures = score(gold, pred, measures=rows, resample=None).as_dict()["measures"]
    in_range(measures)
    return measures


def same(one: Plain, other: Plain, what: str) -> None:
    """Two entries have the same numbers."""
    for key in VALUES:
        left, right = one.get(key), other.get(key)
        equal = left == right if None in (left, right) else math.isclose(left, right, abs_tol=1e-12)
        promise(equal, f"{what}: {key} is {left} and {right}")


def itself(gold: list[Plain], pred: list[Plain], rows: str, rng: random.Random) -> None:  # noqa: ARG001
    """Gold against itself is right in every row in which something is asked."""
    for row, entry in numbers(gold, gold, rows).items():
        best = 0.0 if entry["kind"] == "distance" else 1.0
        for key in VALUES if entry["kind"] != "mean" else ():
            value = entry.get(key)
            promise(
                value is None or math.isclose(value, best, abs_tol=1e-12), f"{row}.{key} of gold is {value}"
            )


def disguised(gold: list[Plain], pred: list[Plain], rows: str, rng: random.Random) -> None:
    """Other ids and another order of the records give the same numbers.

    Every entity has a name here, and a speaker that looks like an id is one: words that are by chance the
    id of a nameless entity are read as words.
    """
    gold, pred = [*map(_with_speakers, gold)], [*map(_with_speakers, pred)]
    before = numbers(gold, pred, rows)
    names = Disguise(rng)
    after = numbers([*map(names.document, gold)], [*map(names.document, pred)], rows)
    for row in before:
        same(before[row], after[row], f"{row} after other ids")


def _with_speakers(doc: Plain) -> Plain:
    """A document whose entities have names, without speakers that are only spelt like an id."""
    known = {entity["id"] for entity in doc["entities"]} | {m.get("entity") for m in doc["mentions"]}
    quotes = [
        {**quote, "speaker": None if _is_id(quote.get("speaker")) - known else quote.get("speaker")}
        for quote in doc["quotes"]
    ]
    return {**doc, "entities": [{"name": "Nobody", **one} for one in doc["entities"]], "quotes": quotes}


def _is_id(speaker: str | None) -> set[str]:
    """The speaker, where it is spelt as the generators spell ids."""
    return {speaker} if speaker and re.fullmatch(r"[a-z]\d+", speaker) else set()


def swapped(gold: list[Plain], pred: list[Plain], rows: str, rng: random.Random) -> None:  # noqa: ARG001
    """Gold and prediction that change places exchange precision and recall, in rows that know no side."""
    whole = [{**p, "text": g["text"], "sentences": g["sentences"]} for g, p in zip(gold, pred, strict=True)]
    one, two = numbers(gold, pred, rows), numbers(whole, gold, rows)
    for row in SYMMETRIC:
        if row in one and row in two and one[row]["kind"] == "prf":
            turned = {**two[row], "precision": two[row]["recall"], "recall": two[row]["precision"]}
            same(one[row], turned, f"{row} with sides exchanged")


def in_parts(gold: list[Plain], pred: list[Plain], rows: str, rng: random.Random) -> None:
    """Counts of parts of a corpus add up to those of the whole."""
    order = rng.sample(range(len(gold)), len(gold))
    cut = rng.randrange(len(gold) + 1)
    parts = [score([gold[i] for i in some], [pred[i] for i in some], measures=rows, resample=None)
             for some in (order[:cut], order[cut:])]  # fmt: skip
    whole = score(gold, pred, measures=rows, resample=None)
    for row in whole.rows:
        if row.count:
            one, two = (part.whole(row.id) for part in parts)
            for left, right in zip(whole.whole(row.id), one + two, strict=True):
                promise(math.isclose(left, right, abs_tol=1e-9), f"{row.id}: {left} is not {right} in parts")


def with_one_more(gold: list[Plain], pred: list[Plain], rows: str, rng: random.Random) -> None:
    """A mention that gold does not have never raises a row's precision, nor changes its recall."""
    place = rng.randrange(len(gold))
    text = gold[place]["text"]
    taken = {(m["start"], m["end"]) for m in (*gold[place]["mentions"], *pred[place]["mentions"])}
    start = rng.randrange(len(text))
    if (start, start + 1) in taken or text[start].isspace():
        return
    more = {"start": start, "end": start + 1, "type": "ORG", "form": "name"}
    worse = [*pred]
    worse[place] = {**pred[place], "mentions": [*pred[place]["mentions"], more]}
    before, after = numbers(gold, pred, rows), numbers(gold, worse, rows)
    for row in ("mention.strict", "mention.exact", "coref.mention"):
        if row in before and before[row].get("precision") is not None:
            promise(
                after[row]["precision"] <= before[row]["precision"] + 1e-12, f"{row} rose by a wrong mention"
            )
            same({"recall": before[row]["recall"]}, {"recall": after[row]["recall"]}, row)


def less_right(gold: list[Plain], pred: list[Plain], rows: str, rng: random.Random) -> None:  # noqa: ARG001
    """A prediction without one of its right mentions has no higher recall."""
    before = numbers(gold, pred, rows)
    fewer = [{**doc, "mentions": doc["mentions"][1:]} for doc in pred]
    after = numbers(gold, fewer, rows)
    for row in ("mention.strict", "mention.exact"):
        if row in before and None not in (before[row]["recall"], after.get(row, {}).get("recall")):
            promise(
                after[row]["recall"] <= before[row]["recall"] + 1e-12,
                f"{row}: recall rose with fewer mentions",
            )


RELATIONS: dict[str, Callable[[list[Plain], list[Plain], str, random.Random], None]] = {
    "itself": itself,
    "disguised": disguised,
    "swapped": swapped,
    "in parts": in_parts,
    "with one more": with_one_more,
    "less right": less_right,
}
"""Name -> what is checked."""

FAMILY = Family("relations", 10, make, check)
