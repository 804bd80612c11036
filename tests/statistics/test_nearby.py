"""Leaving a unit out changes what is near it and nothing else: the same as counting the rest afresh."""

import pytest
from tests.helpers import tangled

from presscheck import api
from presscheck.document import jsonl
from presscheck.document.paragraphs import finder
from presscheck.document.presence import without_unset
from presscheck.layers import MEASURES
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings
from presscheck.scoring import run
from presscheck.statistics import leave_one_out, leaving_out

SETTINGS = ({}, {"window": "sentence"}, {"coref_align": "span"}, {"singletons": "drop"})


def case(seed):
    """Random documents, prepared as for a score."""
    watched = []
    options = {"repeats": "first", **SETTINGS[seed % len(SETTINGS)]}
    gold, pred = tangled.pair(seed)
    api.score([gold], [pred], resample=None, watch=lambda pair, _: watched.append(pair), **options)
    return watched[0]


def rows(*, links):
    """Every row with counts, of links or of the other layers."""
    return [row for row in MEASURES if row.count and (row.layer == "links") == links]


def differing(found, rests, chosen):
    """The cells in which what is left is not what counting the rest gives, to the last bit."""
    wrong = set()
    for i, rest in enumerate(rests):
        again = run.count(rest, chosen)
        for cell, vector in found.items():
            if Counts(*vector[4 * i : 4 * i + 4]) != again[cell].whole:
                wrong.add((cell, i))
    return wrong


@pytest.mark.parametrize("seed", range(24))
def test_what_is_left_without_a_line_is_what_counting_the_rest_gives(seed):
    """For every row, whatever points where."""
    pair = case(seed)
    line = finder(pair.gold)
    found = leave_one_out.paragraphs(pair, rows(links=False))

    def rest(number):
        def change(doc, whole):
            return leaving_out.without(doc, lambda at: line(at) != number, whole)

        return leaving_out.reduced(pair, change, change)

    assert not differing(found.left, (rest(int(n)) for n in found.ids), rows(links=False))


@pytest.mark.parametrize("seed", range(24))
def test_what_is_left_without_an_entity_is_what_counting_the_rest_gives(seed):
    """For every row of links."""
    pair = case(seed)
    found = leave_one_out.entities(pair, rows(links=True))
    owners = leave_one_out.Owners(pair)
    assert not differing(found.left, map(owners.without, owners.units()), rows(links=True))


@pytest.mark.parametrize("seed", range(12))
def test_a_line_owns_what_counting_without_its_events_and_quotes_lacks(seed):
    """For every row of layers whose records point at others."""
    pair = case(seed)
    line, chosen = finder(pair.gold), [row for row in rows(links=False) if row.layer in ("events", "quotes")]
    found = leave_one_out.paragraphs(pair, chosen)
    whole = run.count(pair, chosen)
    for i, number in enumerate(found.ids):
        again = run.count(leave_one_out._without_owned(pair, line, int(number)), chosen)
        for cell, vector in found.shares().items():
            lacking = (a - b for a, b in zip(whole[cell].whole, again[cell].whole, strict=True))
            assert Counts(*vector[4 * i : 4 * i + 4]) == Counts(*lacking)


def test_the_rest_of_an_article_is_not_counted_again(monkeypatch):
    """However many lines there are, what is counted for each of them is what is near it."""
    counted = []
    lines = [f"Ann met Bob {i}. “Yes,” she said." for i in range(40)]
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(40)]
    first = {"role": "Agent", "start": 0, "end": 3}
    gold = {"id": "d", "text": text, "mentions": [], "events": [], "quotes": []}
    for i, at in enumerate(starts):
        said = text.index("“", at)
        gold["mentions"].append({"start": at, "end": at + 3, "type": "PER", "entity": f"a{i % 7}"})
        gold["events"].append({"start": at + 4, "end": at + 7, "type": "Contact.Meet", "arguments": [first]})
        gold["quotes"].append({"content": [{"start": said, "end": said + 6}], "speaker": f"a{i % 7}"})

    def count(pair, chosen):
        layers = (pair.gold.mentions, pair.gold.events, pair.gold.quotes)
        counted.append(sum(len(layer or ()) for layer in layers))
        return run.count(pair, chosen)

    monkeypatch.setattr(leave_one_out, "count", count)
    documents = [without_unset(jsonl.from_plain(gold)) for _ in "gp"]
    chosen = [row for row in rows(links=False) if row.default]
    leave_one_out.paragraphs(DocumentPair(*documents, Settings()), chosen)
    whole, *parts = sorted(counted, reverse=True)
    assert whole == 120
    assert sorted(parts)[len(parts) // 2] <= 6
