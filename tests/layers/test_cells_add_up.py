"""Counts of every row equal the sums of its breakdowns and of its items: one matching, several readers."""

from __future__ import annotations

import math
import random
from fnmatch import fnmatch
from typing import NamedTuple

import pytest
from tests.helpers.generate import TYPES, Plain, corpus
from tests.helpers.longer import times
from tests.helpers.scoring import score

from presscheck.layers import MEASURES
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts, total
from presscheck.measure.measure import Measure
from presscheck.profiles import PROFILES
from presscheck.scoring.result import Result
from presscheck.scoring.selection import DOCUMENT

TABLES: dict[str | None, tuple[Measure, ...]] = {None: MEASURES} | {
    name: profile.measures for name, profile in PROFILES.items()
}
ROWS = {row.id: row for rows in TABLES.values() for row in rows}
CLUSTERS = "clusters are compared as wholes: no mention alone is right or wrong"
GROUPS = "the peer's numbers are sums over groups, tokens or lists with repeats, not over items"

ITEMS = {
    "coref.*": ("none", CLUSTERS),
    "event.coref.*": ("none", CLUSTERS),
    "conll2012.*": ("none", CLUSTERS),
    "corefud.*": ("none", CLUSTERS),
    "link.ceafm": ("none", CLUSTERS),
    "entity.*": ("none", CLUSTERS),
    "link.accuracy.*": ("none", "cells of an accuracy; link.all names the same spans"),
    "event.head.*": ("none", "pairs are made within groups of equal keys and have no key of their own"),
    "event.overlap.t[ic]": ("none", "as event.head: pairs within groups"),
    "event.overlap.a*": ("none", "as event.head: pairs within groups"),
    "event.tc-realis": ("counts", ""),
    "event*.polarity*": ("none", "values of paired events: the events themselves are items of event.tc"),
    "event*.modality*": ("none", "as polarity"),
    "event*.genericity*": ("none", "as polarity"),
    "event*.tense*": ("none", "as polarity"),
    "event*.realis*": ("none", "as polarity"),
    "event*.time*": ("none", "as polarity"),
    "quote*.coverage": ("none", "characters in any quote belong to no single quote"),
    "quote.share*": ("none", "a distance of whole documents"),
    "nervaluate.*": ("none", GROUPS),
    "oneie.*": ("none", GROUPS),
    "rams.*": ("none", "two repeats of an argument have one key"),
    "gnqa.*": ("none", GROUPS),
    "mention.soft": ("fractional", "Jaccard of a pair"),
    "mention.partial": ("fractional", "one half for an overlap"),
    "quote*.chars": ("amounts", "an item is a quote, its counts are its characters"),
    "quote.type": ("gold alone", "an accuracy over pairs, which are named by their gold quote"),
    "quote*.speaker": ("gold alone", "as quote.type"),
}
"""Rows whose items are not what is counted, and why. Every other row's items are its counts."""

NOT_PARTITIONED = {
    ("nervaluate.*", "type"): "the peer scores a type by first dropping every other type from both sides",
}
"""Breakdowns that do not add up to the whole, and why."""

VALUES = {
    "polarity": ["positive", "negative"],
    "modality": ["asserted", "planned"],
    "genericity": ["specific", "generic"],
    "tense": ["past", "future"],
    "time": ["2025-03-20", "2025-04"],
}
"""Values of events, so that both sides differ in them."""


def claim_of(row: str) -> str:
    """Return the counts that a row's items imply."""
    fitting = [claim for pattern, (claim, _) in ITEMS.items() if fnmatch(row, pattern)]
    if "counts" in fitting:
        return "counts"
    assert len(set(fitting)) <= 1, (row, fitting)
    return fitting[0] if fitting else "counts"


class Counted(NamedTuple):
    """The cells of one row for one document."""

    row: str
    document: str
    cells: Cells


def documents(seed: int) -> tuple[list[Plain], list[Plain]]:
    """Random documents, with what the plain generator lacks: heads, repeated spans, missing types, parts."""
    rng = random.Random(seed)
    gold, pred = corpus(seed, 3)
    texts = {doc["id"]: doc["text"] for doc in gold}
    for number, doc in enumerate(gold):
        doc |= {"language": ("en", "de")[number % 2], "publisher": "A"}
    for doc in (*gold, *pred):
        doc["mentions"] = [m for old in doc["mentions"] for m in _varied(rng, old)]
        doc["events"] = [e for old in doc["events"] for e in _retyped(rng, old)]
        doc["quotes"] = [_in_parts(rng, q, texts[doc["id"]]) for q in doc["quotes"]]
    return gold, pred


def _varied(rng: random.Random, mention: Plain) -> list[Plain]:
    """A mention with a head, without a type, or twice with two types and one entity."""
    start, end = mention["start"], mention["end"]
    new = {**mention, "head": [rng.choice([start, max(start, end - 3)]), end]}
    if rng.random() < 0.15:
        new["type"] = None
    if rng.random() < 0.25:
        return [new, {**new, "type": rng.choice([t for t in TYPES if t != new["type"]])}]
    return [new]


def _retyped(rng: random.Random, event: Plain) -> list[Plain]:
    """An event with other roles and values, and at times a second one of another type on its span."""
    roles = [{**a, "role": rng.choice([a["role"], "Target"])} for a in event["arguments"]]
    values = {name: rng.choice([event[name], *VALUES[name]]) for name in VALUES}
    event = {**event, "arguments": roles, **values}
    if rng.random() < 0.2:
        return [event, {**event, "type": "Act.Warn", "arguments": event["arguments"][:1]}]
    return [event]


def _in_parts(rng: random.Random, quote: Plain, text: str) -> Plain:
    """A quote, at times up to the end of the text, with a gap after its first word, or with a cue."""
    part = {**quote["content"][0]}
    if rng.random() < 0.1:
        part["end"] = len(text)
    words = text[part["start"] : part["end"]].split(" ")
    new = {**quote, "content": [part]}
    if len(words) > 2 and rng.random() < 0.5:
        gap = part["start"] + len(words[0])
        new["content"] = [{"start": part["start"], "end": gap}, {**part, "start": gap + len(words[1]) + 2}]
    if rng.random() < 0.5:
        new["cue"] = {"start": 0, "end": len(text.split(" ", maxsplit=1)[0])}
    return new


def scored(profile: str | None, seed: int, **settings: str) -> tuple[Result, list[Counted]]:
    """Everything that is counted under a profile, with every breakdown that one of its rows has."""
    names = dict.fromkeys([*DOCUMENT, *(name for row in TABLES[profile] for name in row.slices)])
    passed: list[Counted] = []

    def watch(pair, counted):
        passed.extend(Counted(row, pair.gold.id, cells) for row, cells in counted.items())

    gold, pred = documents(seed)
    return score(gold, pred, measures="all", profile=profile, by=names, watch=watch, **settings), passed


CASES = [(profile, seed) for profile in TABLES for seed in range(times(12 if profile is None else 4))]


@pytest.fixture(scope="module")
def results() -> dict[tuple[str | None, int], tuple[Result, list[Counted]]]:
    """Each case, scored once."""
    return {case: scored(*case) for case in CASES}


def _close(one: Counts, two: Counts) -> bool:
    return all(math.isclose(a, b, abs_tol=1e-9) for a, b in zip(one, two, strict=True))


def _claimed(row: str, name: str) -> bool:
    """Return whether a row has a breakdown: its own, or, if it counts, one by an attribute of documents."""
    return name in ROWS[row].slices or (ROWS[row].count is not None and name in DOCUMENT)


def _whole_of(row: str, whole: dict[str, Counts]) -> Counts:
    """Return the counts of a row, or of the one cell that it is made of."""
    return whole[row] if row in whole else whole[ROWS[row].cells[0]]


def _not_partitioned(row: str, name: str) -> bool:
    return any(fnmatch(row, pattern) and name == known for pattern, known in NOT_PARTITIONED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0] or 'own'}-{case[1]}")
def test_breakdowns_add_up_to_the_whole(results, case):
    """Labels, every slice, and every attribute of a document partition what a row counts."""
    result, passed = results[case]
    whole: dict[str, Counts] = {}
    for row, document, cells in passed:
        assert _close(cells.whole, total(cells.by_label().values())), (row, document)
        whole[row] = whole.get(row, Counts()) + cells.whole
    assert whole.keys() == {row.id for row in result.rows if row.count}
    for row, counts in whole.items():
        assert _close(counts, total(result.totals[row].values())), row
        assert _close(counts, total(result.per_unit(row))), row
    for (row, name), labels in result.slices.items():
        if _claimed(row, name) and not _not_partitioned(row, name):
            assert _close(_whole_of(row, whole), total(labels.values())), (row, name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0] or 'own'}-{case[1]}")
def test_items_add_up_to_the_counts(results, case):
    """As many items are right as the row says, on both sides, document by document."""
    for row, document, cells in results[case][1]:
        items, counts, claim = cells.items(), cells.whole, claim_of(row)
        if items is None:
            assert claim == "none" or counts == Counts(), (row, document)
            continue
        assert claim != "none", row
        gold, pred = ([*side] for side in items)
        assert len({key for key, _ in gold}) == len(gold), (row, document)
        assert len({key for key, _ in pred}) == len(pred), (row, document)
        right_gold, right_pred = (sum(right for _, right in side) for side in (gold, pred))
        numbers = (right_pred, len(pred), right_gold, len(gold))
        if claim == "counts":
            assert numbers == counts, (row, document)
        elif claim == "gold alone":
            assert numbers == (0, 0, *counts[2:]), (row, document)
            assert counts[:2] == counts[2:], (row, document)
        else:
            _partly(claim, numbers, counts)


def _partly(claim: str, numbers: tuple[int, int, int, int], counts: Counts) -> None:
    """Items that may earn less than all: right are those that earned everything."""
    for right, n, tp, asked in ((*numbers[:2], *counts[:2]), (*numbers[2:], *counts[2:])):
        assert (right == n) == math.isclose(tp, asked)
        if claim == "fractional":
            assert n == asked
            assert right <= tp + 1e-9
            assert tp <= n


WITHOUT_CONTENT = ("gnqa.stwr", *(f"rams.distance{far}.counts" for far in ("-2", "-1", "0", "+1", "+2")))
"""Rows of media and of distances in sentences: few random documents have any; `tests/profiles` asks them."""


def test_the_documents_ask_every_row_something(results):
    """Each row has right and wrong items, and every claim and slice is met: nothing passes empty."""
    whole: dict[str, Counts] = {}
    slices: dict[tuple[str, str], set[str]] = {}
    listed = set()
    for result, passed in results.values():
        for row, _, cells in passed:
            whole[row] = whole.get(row, Counts()) + cells.whole
            listed |= {row} if cells.items() is not None else set()
        for key, labels in result.slices.items():
            slices.setdefault(key, set()).update(labels)
    assert whole.keys() == {row.id for row in ROWS.values() if row.count}
    for row, counts in whole.items():
        if row in WITHOUT_CONTENT:
            continue
        assert min(counts) > 0, row
        assert (counts.tp_gold < counts.n_gold) or (counts.tp_pred < counts.n_pred), row
    assert listed == {row for row in whole if claim_of(row) != "none"}
    for row in ROWS.values():
        assert row.count or not row.slices or len(row.cells) == 1, row.id
        assert not [name for name in row.slices if len(slices[row.id, name]) < 2], row.id
    for pattern in ITEMS:
        assert any(fnmatch(row, pattern) for row in whole), pattern


def test_what_is_said_not_to_add_up_does_not(results):
    """The exceptions are needed."""
    needed = {
        (pattern, known)
        for result, _ in results.values()
        for (row, name), labels in result.slices.items()
        for pattern, known in NOT_PARTITIONED
        if fnmatch(row, pattern) and name == known and _claimed(row, name)
        if not _close(total(result.totals[ROWS[row].cells[0]].values()), total(labels.values()))
    }
    assert needed == NOT_PARTITIONED.keys()


@pytest.mark.parametrize(
    "settings", [{"window": "sentence"}, {"singletons": "drop"}, {"coref_align": "span"}]
)
def test_settings_change_nothing_in_this(settings):
    """The same under settings that change what is counted."""
    case = {(None, 0): scored(None, 0, **settings)}
    test_breakdowns_add_up_to_the_whole(case, (None, 0))
    test_items_add_up_to_the_counts(case, (None, 0))
