"""Minimal pairs: a passage of a companion with its gold, and the same, valid too, with one thing changed."""

import json
from collections import Counter

import pytest

from presscheck import api
from presscheck.document import jsonl, shipped
from presscheck.document.model import NOWHERE
from presscheck.layers import MEASURES
from presscheck.rewrites import pairs
from presscheck.validation.file import check_file

PAIRS = pairs.load()
KINDS = {row.id: row.kind for row in MEASURES}
COMPANIONS = {doc.id: doc for doc in jsonl.read(shipped.gold("companions"))}
PHENOMENA = {
    "negation",
    "modality",
    "tense",
    "genericity",
    "frame",
    "speaker swap",
    "distractor name",
    "indirect",
    "several paragraphs",
    "cues that are events",
}


def test_there_are_enough_of_them():
    """At least forty, no name twice, three or more of each phenomenon."""
    assert len(PAIRS) >= 40
    assert len({pair.name for pair in PAIRS}) == len(PAIRS)
    counts = Counter(pair.phenomenon for pair in PAIRS)
    assert counts.keys() >= PHENOMENA
    assert min(counts.values()) >= 3


def spans_moved(value, by):
    """Plain values with every offset moved."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(n, int) for n in value):
        return [n + by for n in value]
    if isinstance(value, list):
        return [spans_moved(item, by) for item in value]
    if isinstance(value, dict):
        return {
            key: item + by if key in ("start", "end") and item != NOWHERE else spans_moved(item, by)
            for key, item in value.items()
        }
    return value


def touches(value, start, end):
    """Return whether any span in plain values shares a character with a passage."""
    if isinstance(value, dict) and "start" in value and value["start"] < end and start < value["end"]:
        return True
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(touches(item, start, end) for item in items)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_the_first_side_is_a_passage_with_the_gold_that_it_has_there(pair):
    """Every record that shares a character with the passage is in it whole, and equal in every field."""
    side, whole = pair.documents[0], json.loads(jsonl.dumps(COMPANIONS[pair.of]))
    start = whole["text"].index(side.text)
    end = start + len(side.text)
    plain = spans_moved(json.loads(jsonl.dumps(side)), start)
    for layer in ("mentions", "events", "quotes", "marked_uses"):
        there = [record for record in whole[layer] if touches(record, start, end)]
        assert plain[layer] == there, layer
    assert plain["sentences"] == [[s, e] for s, e in whole["sentences"] if s < end and start < e]
    used = {m["entity"] for m in plain["mentions"]} | {q["speaker"] for q in plain["quotes"]}
    there = [entity for entity in whole["entities"] if entity["id"] in used]
    assert sorted(plain["entities"], key=lambda e: e["id"]) == sorted(there, key=lambda e: e["id"])


def test_they_are_as_valid_as_the_shipped_corpus(tmp_path):
    """Every finding at once."""
    path = tmp_path / "gold.jsonl"
    jsonl.write(path, (doc for pair in PAIRS for doc in pair.documents))
    assert check_file(path, "shipped").findings == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_pair_asks_what_tells_its_sides_apart(pair):
    """A question counts spurious items too, and one side's gold is wrong for the other."""
    assert KINDS[pair.asks[0]] in ("prf", "mean")
    a, b = pair.documents
    assert a.text != b.text
    for doc in (a, b):
        result = api.score([doc], [doc], measures=",".join(pair.asks), resample=None)
        assert {result.value(row) for row in result.shown()} <= {1.0, None}


BASE = """
[[pair]]
name = "odd"
phenomenon = "negation"
asks = ["event.tc"]
of = "companion-truce-broken"
text = "Nobody blamed Valdor."
edits = [["Nobody", "Everybody"]]
"""


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('mentions.Valdor = "nowhere name"', "pair 'odd': KeyError: 'nowhere'"),
        ('events.praised = "polarity=positive"', "'praised' occurs 0 times"),
        ('events.Valdor = "polarity=positive"', "type of the new event 'Valdor'"),
        ('events.Valdor = "gone"', "'Valdor' has no record that could go"),
        ('events.blamed = "Agent:Everyone"', "'Everyone' occurs 0 times"),
    ],
)
def test_a_notation_that_is_wrong_is_told_with_the_name_of_the_pair(more, says):
    """Words that are not there, or a label that nobody knows."""
    with pytest.raises(ValueError, match=says):
        pairs.read(BASE + more, COMPANIONS)


def test_a_passage_that_is_not_in_the_companion_is_told():
    """So is a document that does not exist."""
    with pytest.raises(ValueError, match=r"pair 'odd': ValueError: 'Nobody praised Valdor\.' occurs 0 times"):
        pairs.read(BASE.replace("blamed", "praised"), COMPANIONS)
    with pytest.raises(ValueError, match="pair 'odd': KeyError: 'companion-truce-broken'"):
        pairs.read(BASE, {})


def test_labels_change_records_add_them_and_remove_them():
    """A record is told by its words; what follows from the rest is worked out."""
    more = """
mentions."Valdor" = "gone"
mentions.Everybody = "all pronoun"
entities.all = {type = "PER", name = "Everybody"}
entities.monday = {type = "TIME", name = "Monday", value = "2031-10-20"}
mentions.Monday = "monday name"
events.blamed = "-Target polarity=positive Agent:Everybody Time:Monday"
"""
    text = BASE.replace('"Everybody"]]', '"Everybody"], ["Valdor", "{Valdor|} on Monday"]]')
    (pair,) = pairs.read(text + more, COMPANIONS)
    doc = pair.documents[1]
    assert doc.text == "Everybody blamed Valdor on Monday."
    (event,) = doc.events
    assert (event.polarity, event.time) == ("positive", "2031-10-20")
    assert [(a.role, a.text) for a in event.arguments] == [("Agent", "Everybody"), ("Time", "Monday")]
    assert [(m.text, m.type) for m in doc.mentions] == [("Everybody", "PER"), ("Monday", "TIME")]
    assert [entity.id for entity in doc.entities] == ["all", "monday"]
