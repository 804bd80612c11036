"""Leaving a unit out changes what is near it and nothing else: the same as counting the rest afresh."""

import sys

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
    return prepared(*tangled.pair(seed), repeats="first", **SETTINGS[seed % len(SETTINGS)])


def prepared(gold, pred, **options):
    """Two documents as they are counted."""
    watched = []
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


@pytest.mark.parametrize("seed", [*range(24), 247])
def test_what_is_left_without_a_line_is_what_counting_the_rest_gives(seed):
    """For every row, whatever points where."""
    assert not wrong_lines(case(seed))


def wrong_lines(pair):
    """The cells and lines without which what is left is not what counting the rest gives."""
    line = finder(pair.gold)
    found = leave_one_out.paragraphs(pair, rows(links=False))

    def rest(number):
        def change(doc, whole):
            return leaving_out.without(doc, lambda at: line(at) != number, whole)

        return leaving_out.reduced(pair, change, change)

    return differing(found.left, (rest(int(n)) for n in found.ids), rows(links=False))


def test_a_source_that_runs_on_into_a_line_loses_who_stands_there():
    """The source stays, for it begins on the line before."""
    people = [{"id": "a", "type": "PER"}, {"id": "b", "type": "PER"}]
    there = {"start": 8, "end": 11, "entity": "b", "form": "nominal"}
    mentions = [{"start": 0, "end": 2, "entity": "a"}, there]
    quotes = (
        {"content": [{"start": 18, "end": 22}], "speaker": None, "source": {"start": 3, "end": end}}
        for end in (11, 7)
    )
    gold, pred = ({"id": "d", "mentions": mentions, "entities": people, "quotes": [q]} for q in quotes)
    assert not wrong_lines(prepared(gold | {"text": "He told\nBob Lee.\n“Go.”"}, pred))


@pytest.mark.parametrize("seed", range(24))
def test_what_is_left_without_an_entity_is_what_counting_the_rest_gives(seed):
    """For every row of links."""
    pair = case(seed)
    found = leave_one_out.entities(pair, rows(links=True))
    owners = leave_one_out.Owners(pair)
    assert not differing(found.left, map(owners.without, owners.units()), rows(links=True))


@pytest.mark.parametrize("seed", [*range(12), 1599])
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


ATTRIBUTES = {"polarity": "positive", "modality": "asserted", "genericity": "generic", "tense": "past"}


def article(lines):
    """An article of so many like lines, with all that rows of ours count; its prediction errs a little."""
    said = [f"Ann met Bob {i}. “Yes,” she said." for i in range(lines)]
    starts = [sum(len(line) + 1 for line in said[:i]) for i in range(lines)]
    first = {"role": "Agent", "start": 0, "end": 3}
    gold = {"id": "d", "text": "\n".join(said), "mentions": [], "events": [], "quotes": []}
    people = lines // 4
    for i, at in enumerate(starts):
        quote = gold["text"].index("“", at)
        name = {"start": at, "end": at + 3}
        gold["mentions"].append({**name, "type": "PER", "entity": f"a{i % people}"})
        event = {"start": at + 4, "end": at + 7, "type": "Contact.Meet", "event": f"v{i // 2}"}
        gold["events"].append(event | ATTRIBUTES | {"arguments": [first, {"role": "Place", **name}]})
        frame = {"speaker": f"a{i % people}", "source": name, "cue": {"start": quote + 11, "end": quote + 15}}
        gold["quotes"].append({"content": [{"start": quote, "end": quote + 6}], **frame})
    gold["entities"] = [{"id": f"a{i}", "type": "PER", "wikidata": f"Q{i + 1}"} for i in range(people)]
    pred = {
        **gold,
        "mentions": [{**m, "type": "ORG"} if i % 5 == 0 else m for i, m in enumerate(gold["mentions"])],
    }
    pair = DocumentPair(*(without_unset(jsonl.from_plain(side)) for side in (gold, pred)), Settings())
    run.count(pair, rows(links=True) + rows(links=False))
    return pair


@pytest.mark.parametrize("links", [False, True])
def test_no_row_of_ours_is_counted_anew_in_the_whole_rest(monkeypatch, links):
    """Tables that only rows of one's own need are not made."""

    def never(*_):
        raise AssertionError("the whole rest is made")

    for module, name in ((leave_one_out, "_without_line"), (leave_one_out.Owners, "without")):
        monkeypatch.setattr(module, name, never)
    pair, chosen = article(8), rows(links=links)
    found = leave_one_out.entities(pair, chosen) if links else leave_one_out.paragraphs(pair, chosen)
    assert len(found.left) == len(chosen)


@pytest.mark.parametrize("links", [False, True])
def test_twice_as_many_lines_are_twice_as_much_work(links):
    """For all rows together, in calls and not on a clock."""

    def calls(lines):
        pair, made = article(lines), 0

        def count(_, event, __):
            nonlocal made
            made += event == "call"

        work = leave_one_out.entities if links else leave_one_out.paragraphs
        sys.setprofile(count)
        try:
            work(pair, rows(links=links)).shares()
        finally:
            sys.setprofile(None)
        return made

    assert calls(80) < 2.3 * calls(40)


def test_the_rest_of_an_article_is_not_counted_again(monkeypatch):
    """However many lines there are, what is counted for each of them is what is near it."""
    counted = []

    def count(pair, chosen):
        layers = (pair.gold.mentions, pair.gold.events, pair.gold.quotes)
        counted.append(sum(len(layer or ()) for layer in layers))
        return run.count(pair, chosen)

    monkeypatch.setattr(leave_one_out, "count", count)
    chosen = [row for row in rows(links=False) if row.default]
    leave_one_out.paragraphs(article(40), chosen)
    whole, *parts = sorted(counted, reverse=True)
    assert whole == 120
    assert sorted(parts)[len(parts) // 2] <= 6
