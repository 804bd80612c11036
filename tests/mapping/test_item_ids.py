"""mapping/item_ids.py: every spelling of a Wikidata id is one id, for score and for validate."""

import json

import pytest

from presscheck import score
from presscheck.document import jsonl
from presscheck.mapping import wikidata
from presscheck.mapping.item_ids import understood
from presscheck.validation.file import check_document, check_file

SPELLINGS = [
    ("Q1", "Q1"),
    ("q1", "Q1"),
    (" Q1\t", "Q1"),
    ("https://www.wikidata.org/wiki/Q1", "Q1"),
    ("http://www.wikidata.org/entity/Q1", "Q1"),
    ("https://wikidata.org/entity/q1", "Q1"),
    ("<http://www.wikidata.org/entity/Q1>", "Q1"),
    ("https://m.wikidata.org/wiki/Q1#P31", "Q1"),
    ("https://www.wikidata.org/wiki/Special:EntityData/Q1.json", "Q1"),
    ("wd:Q1", "Q1"),
    ("NIL", None),
    ("nil", None),
    ("NIL0001", None),
    (" NIL-12 ", None),
    ("", None),
    (" ", None),
    (None, None),
    ("NILsson", "NILsson"),
    ("Q1|Q2", "Q1|Q2"),
    ("Q0", "Q0"),
    ("Q01", "Q01"),
    ("P31", "P31"),
    ("Paris_(city)", "Paris_(city)"),
    ("https://en.wikipedia.org/wiki/Q1", "https://en.wikipedia.org/wiki/Q1"),
    ("https://notwikidata.org/wiki/Q1", "https://notwikidata.org/wiki/Q1"),
]


def document(*items, text="Ann met Bob and Cat"):
    """A document of three people, each linked to one item."""
    spans = [(0, 3), (8, 11), (16, 19)]
    people = [
        {"start": a, "end": b, "type": "PER", "entity": f"e{a}"}
        for (a, b), _ in zip(spans, items, strict=False)
    ]
    return {
        "id": "d",
        "text": text,
        "mentions": people,
        "entities": [{"id": m["entity"], "wikidata": item} for m, item in zip(people, items, strict=True)],
    }


@pytest.mark.parametrize(("given", "meant"), SPELLINGS)
def test_an_id_is_understood_once_and_for_all(given, meant):
    """An id that is understood is its own spelling."""
    assert understood(given) == meant
    assert understood(meant) == meant


@pytest.mark.parametrize(("given", "meant"), SPELLINGS)
def test_both_sides_may_spell_an_id_in_any_way(given, meant):
    """Every row of links is the same as for the id that is meant."""
    other = ["Q2", None]
    for gold, pred in (([given], [meant]), ([meant], [given])):
        found = score([document(*gold, *other)], [document(*pred, *other)], measures="links")
        for row in found.shown():
            entry = found.entry(row)
            assert entry.get("f1", entry.get("accuracy")) == 1, row.id


def test_a_redirect_table_understands_the_same_spellings():
    """Keys and targets, in any spelling; an item that was deleted is none."""
    table = wikidata.load({"http://www.wikidata.org/entity/Q5": "q6", "Q7": "NIL"})
    gold, pred = document("Q6", None), document("https://www.wikidata.org/wiki/Q5", "q7")
    found = score([gold], [pred], measures="link.all", redirects=table.targets)
    assert found.whole("link.all") == (2, 2, 2, 2)


def test_score_says_once_that_other_ids_are_compared_as_they_are():
    """The note has the number on each side, and the ids; it ignores ids that are understood."""
    gold, pred = document("Paris_(city)", "q2", "nil"), document("Paris_(city)", "Q1|Q2", "Q5")
    found = score([gold, {**gold, "id": "e"}], [pred, {**pred, "id": "e"}], measures="link.strong")
    lines = [line for line in found.as_dict()["warnings"] if line.startswith("links: ")]
    told = "that are not Wikidata's are compared as they are written"
    assert lines == [
        f"links: gold ids {told} (2×: `Paris_(city)`)",
        f"links: predicted ids {told} (4×: `Paris_(city)`, …)",
    ]
    counts = [(note["side"], note["layer"], note["count"]) for note in found.as_dict()["notes"]]
    assert counts == [("gold", "entities", 2), ("pred", "entities", 4)]
    assert found.whole("link.strong").tp_pred == 2
    plain = score([document("q1")], [document("NIL")], measures="link.strong").as_dict()["warnings"]
    assert not [line for line in plain if "Wikidata" in line]


@pytest.mark.parametrize("purpose", ["gold", "prediction"])
def test_validate_says_it_once_a_file(tmp_path, purpose):
    """One warning with its number, whatever the number of entities; none for what is understood."""
    lines = [
        {**document("Paris", "https://www.wikidata.org/wiki/Q2", "NIL"), "id": f"d{i}"} for i in range(40)
    ]
    path = tmp_path / "file.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = [f for f in check_file(path, purpose).findings if f.rule.startswith("wikidata")]
    assert [(f.rule, f.level, f.line, f.path) for f in found] == [
        ("wikidata-form", "warning", 1, "$.entities[0].wikidata")
    ]
    assert found[0].message.endswith("it is compared as it is written (and 39 more in this file)")


@pytest.mark.parametrize(("one", "two", "broken"), [("Q1", "q1", 1), ("NIL", "nil", 0), ("Q1", "Q2", 0)])
def test_two_entities_share_an_item_in_any_spelling(one, two, broken):
    """`wikidata-once` compares what is meant; having no item is not shared."""
    found = check_document(jsonl.from_plain(document(one, two)))
    assert [f.rule for f in found].count("wikidata-once") == broken
