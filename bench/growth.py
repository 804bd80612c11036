"""How time grows with one input: CPU of n, 2n and 4n in one process, and the exponent that follows.

    make bench, or python bench/growth.py [--smoke] [--json FILE] [-o FILE]

Each size is taken three times and the smallest counts. `--smoke` takes small sizes, prints one line a case
and exits 1 where an exponent is above its limit; it never looks at a time by itself.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from math import log2
from pathlib import Path
from typing import Any, NamedTuple

import generate

from presscheck import api
from presscheck.anchoring import search
from presscheck.document import folding, jsonl
from presscheck.extractors import llm
from presscheck.formats import brackets, brat_sheet
from presscheck.layers.texts import mark_pairs
from presscheck.mapping import wikidata
from presscheck.validation import file as validation

Plain = dict[str, Any]
Pair = tuple[Plain, Plain]

LINEAR, OVERLAP = 1.2, 2.0
NOISE = 0.3
"""What a smoke run allows above a limit: small sizes on a busy machine."""

TIMES = 3
LEAST = 0.02
"""CPU seconds from which on a time says something."""


class Case(NamedTuple):
    """Something whose size grows.

    Args:
        name: what grows.
        make: from a size to a call that is timed.
        smoke: the smallest of three sizes of a smoke run.
        full: likewise of a whole run.
        limit: the greatest exponent that is aimed at.
        held: the greatest exponent that a smoke run lets pass, where the aim is not met yet.
    """

    name: str
    make: Callable[[int], Callable[[], object]]
    smoke: int
    full: int
    limit: float = LINEAR
    held: float | None = None


def words(many: int, line: int = 23) -> str:
    """So many words of four characters, with a blank or a line feed after each."""
    return "".join(f"w{i % 997:03d}{chr(10) if i % line == line - 1 else ' '}" for i in range(many))


def mentions(many: int, *, entities: int | None = None, linked: bool = False) -> Pair:
    """Mentions at every second word, three an entity; the prediction has nine in ten, some of them moved."""
    rng = random.Random(many)  # noqa: S311 - no secret
    entities = entities or max(1, many // 3)
    gold: list[Plain] = []
    pred: list[Plain] = []
    for i in range(many):
        name = f"e{rng.randrange(entities)}"
        gold.append({"start": 10 * i, "end": 10 * i + 4, "type": "PER", "entity": name})
        if rng.random() < 0.9:
            other = name if rng.random() < 0.9 else f"e{rng.randrange(entities)}"
            end = 10 * i + rng.choice((4, 4, 4, 9))
            pred.append(
                {"start": 10 * i, "end": end, "type": rng.choice(("PER", "PER", "ORG")), "entity": other}
            )
    sides = {"id": "d", "text": words(2 * many), "mentions": gold}, {"id": "d", "mentions": pred}
    if linked:
        for side in sides:
            names = sorted({m["entity"] for m in side["mentions"]})
            side["entities"] = [{"id": name, "type": "PER", "wikidata": f"Q{name[1:]}1"} for name in names]
    return sides


def quotes(many: int) -> Pair:
    """A line for each quote, with one of fifty speakers."""
    gold: Plain = {"id": "d", "mentions": [], "quotes": []}
    pred: list[Plain] = []
    lines, at = [], 0
    for i in range(many):
        name = f"Ann{i % 50}"
        line = f"{name} said “we go to {i} and stay there” then.\n"
        source = {"start": at, "end": at + len(name)}
        low, high = at + line.index("“"), at + line.index("”") + 1
        quote = {"cue": {"start": source["end"] + 1, "end": source["end"] + 5}, "source": source}
        quote["speaker"] = f"a{i % 50}"
        gold["mentions"].append({**source, "type": "PER", "entity": f"a{i % 50}"})
        gold["quotes"].append({**quote, "content": [{"start": low, "end": high}]})
        if i % 10:
            pred.append({**quote, "content": [{"start": low + (i % 3 == 0), "end": high}]})
        lines.append(line)
        at += len(line)
    return gold | {"text": "".join(lines)}, {"id": "d", "mentions": gold["mentions"], "quotes": pred}


def events(many: int) -> Pair:
    """Events that all have the same four arguments."""
    roles = ("Agent", "Place", "Time", "Participant")
    arguments = [{"role": role, "start": 10 * i, "end": 10 * i + 4} for i, role in enumerate(roles)]
    gold = [
        {"start": 10 * i + 5, "end": 10 * i + 9, "type": "Contact.Meet", "arguments": arguments}
        for i in range(many)
    ]
    pred = [
        {**e, "type": "Contact.Meet" if i % 7 else "Conflict.Attack"} for i, e in enumerate(gold) if i % 9
    ]
    return {"id": "d", "text": words(2 * many + 10), "events": gold}, {"id": "d", "events": pred}


def crowd(many: int, layer: str) -> Pair:
    """Spans that all overlap one another."""
    rng = random.Random(many)  # noqa: S311 - no secret
    half = 5 * many // 2

    def side() -> list[Plain]:
        places = {(rng.randrange(half), rng.randrange(half + 1, 2 * half)) for _ in range(many)}
        spans = [{"start": start, "end": end} for start, end in sorted(places)]
        kinds = ("PER", "ORG") if layer == "mentions" else ("direct", "mixed")
        if layer == "mentions":
            return [{**span, "type": rng.choice(kinds)} for span in spans]
        return [{"content": [span], "type": rng.choice(kinds)} for span in spans]

    return {"id": "d", "text": words(many), layer: side()}, {"id": "d", layer: side()}


def strings(many: int) -> Pair:
    """Predictions that are words alone, in a text that grows with them."""
    rng = random.Random(many)  # noqa: S311 - no secret
    text = words(20 * many)
    every = text.split()
    spots = (rng.randrange(len(every) - 2) for _ in range(many))
    pred = [{"text": " ".join(every[at : at + 2]), "type": "PER"} for at in spots]
    gold = [{"start": 10 * i, "end": 10 * i + 4, "type": "PER"} for i in range(many)]
    return {"id": "d", "text": text, "mentions": gold}, {"id": "d", "mentions": pred}


def novel(many: int) -> Pair:
    """One document of so many words, of the density of an article."""
    part = many / generate.ARTICLE.words
    size = generate.Size(many, *(max(1, int(part * n)) for n in generate.ARTICLE[1:]))
    return next(generate.documents(1, size=size))


def one_string(text: str, string: str) -> Pair:
    """One predicted string that is looked for in a text."""
    return {"id": "d", "text": text, "mentions": []}, {
        "id": "d",
        "mentions": [{"text": string, "type": "PER"}],
    }


def scored(make: Callable[[int], Pair], **options: Any) -> Callable[[int], Callable[[], object]]:
    """Time a score of what is made, intervals and all."""

    def ready(size: int) -> Callable[[], object]:
        gold, pred = (jsonl.from_plain(side) for side in make(size))
        return lambda: api.score([gold], [pred], **options)

    return ready


def text_of(
    work: Callable[[str], object], make: Callable[[int], str]
) -> Callable[[int], Callable[[], object]]:
    """Time something done to a text."""

    def ready(size: int) -> Callable[[], object]:
        text = make(size)
        return lambda: work(text)

    return ready


def validated(size: int) -> Callable[[], object]:
    """Time the rules over one document."""
    gold, _ = mentions(size)
    doc = jsonl.from_plain(gold)
    return lambda: validation.check_document(doc)


def chain(size: int) -> Callable[[], object]:
    """Time a chain of redirects."""
    table = {f"Q{i}": f"Q{i + 1}" for i in range(1, size)}
    return lambda: wikidata.load(table)


SCORES = (
    Case("mentions in entities of three", scored(mentions), 1000, 5000),
    Case("linked mentions", scored(lambda n: mentions(n, linked=True)), 500, 5000),
    Case("one cluster of mentions", scored(lambda n: mentions(n, entities=1)), 2000, 5000),
    Case("quotes", scored(quotes), 300, 5000),
    Case("events with the same four arguments", scored(events), 500, 5000),
    Case("mentions that all overlap", scored(lambda n: crowd(n, "mentions")), 60, 125, OVERLAP, 3.0),
    Case("quotes that all overlap", scored(lambda n: crowd(n, "quotes")), 20, 50, OVERLAP, 3.0),
    Case("words without offsets", scored(strings), 300, 1250),
    Case("a novel with all measures", scored(novel, measures="all"), 2000, 10_000),
)
STRINGS = (
    ("blanks in one string", lambda n: one_string("a day b", f"a{n * ' '}b")),
    ("a word in a text of one letter", lambda n: one_string("a" * n, "aab")),
    ("letters in a text of one letter", lambda n: one_string("a" * n, "a" * (n // 2))),
)
TEXTS: tuple[tuple[str, Callable[[str], object], Callable[[int], str]], ...] = (
    ("folding blanks", folding.fold, lambda n: "a" + n * " \u00ad" + "b"),
    ("splitting at ellipses", search.parts, lambda n: "[" + n * " " + "…" + n * " " + "("),
    ("a line without letters", llm._lines, lambda n: n * ". "),
    ("line feeds before a word", mark_pairs.pairs, lambda n: "“" + n * "\n" + "that”"),
    ("cells of brackets", brackets._CELL.fullmatch, lambda n: n * "(1|" + "!"),
    ("attributes of brat", brat_sheet._ATTRIBUTE.fullmatch, lambda n: "A1\tNegation E1 " + n * "x" + " !"),
    ("events of brat", brat_sheet._EVENT.fullmatch, lambda n: "E1\tMeet:T1" + n * " a:T1:T2" + " !"),
    ("relations of brat", brat_sheet._RELATION.fullmatch, lambda n: f"R1\tx {n * 'a:T1'} {n * 'b:T'} !"),
)
CASES = (
    *SCORES,
    *(Case(name, scored(make), 50_000, 100_000) for name, make in STRINGS),
    Case("a chain of redirects", chain, 10_000, 50_000),
    Case("rules over mentions", validated, 500, 5000),
    *(Case(name, text_of(work, make), 20_000, 100_000) for name, work, make in TEXTS),
)


def least(call: Callable[[], object]) -> float:
    """The smallest CPU time of a few."""
    times = []
    for _ in range(TIMES):
        before = time.process_time()
        call()
        times.append(time.process_time() - before)
    return min(times)


def measured(case: Case, *, smoke: bool) -> Plain:
    """The CPU seconds of three sizes, and the exponent; none where the times are too short to tell."""
    first = case.smoke if smoke else case.full
    sizes = [first, 2 * first, 4 * first]
    seconds = [least(case.make(size)) for size in sizes]
    exponent = round(log2(seconds[2] / seconds[0]) / 2, 2) if seconds[2] >= LEAST else None
    return {"case": case.name, "sizes": sizes, "seconds": seconds, "exponent": exponent, "limit": case.limit}


def missed(found: Plain, limit: float) -> bool:
    """Whether time grows faster than it may."""
    return found["exponent"] is not None and found["exponent"] > limit


def table(results: list[Plain]) -> str:
    """The results as Markdown."""
    lines = ["| what grows | n | CPU s of n, 2n, 4n | exponent | limit |", "| --- | --: | --- | --: | --: |"]
    for found in results:
        seconds = ", ".join(f"{value:.2f}" for value in found["seconds"])
        exponent = "too short" if found["exponent"] is None else found["exponent"]
        mark = " (missed)" if missed(found, found["limit"]) else ""
        cells = (found["case"], found["sizes"][0], seconds, f"{exponent}{mark}", found["limit"])
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    results, over = [], False
    for case in CASES:
        held = case.held or case.limit + NOISE
        found = measured(case, smoke=asked.smoke)
        if asked.smoke and missed(found, held):  # a second look at what may be the machine
            found = min(found, measured(case, smoke=True), key=lambda one: one["exponent"] or 0)
        over = over or missed(found, held)
        results.append(found)
        print(f"{found['case']}: exponent {found['exponent']} (limit {found['limit']})", flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if asked.output:
        asked.output.write_text("# How time grows\n\n" + table(results), encoding="utf-8")
    if asked.smoke and over:
        sys.exit(1)


if __name__ == "__main__":
    main()
