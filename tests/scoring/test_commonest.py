"""Beside every accuracy stands what always answering gold's commonest value would get."""

import pytest

import presscheck
from presscheck.document import jsonl, shipped

ROWS = "event.polarity,event.modality,event.genericity,event.tense,quote.speaker,quote.type"


def beside(gold, pred):
    """Row id -> what stands beside it."""
    entries = presscheck.score(gold, pred, measures=ROWS, resample=None).as_dict()["measures"]
    return {name: entry["beside"] for name, entry in entries.items() if "beside" in entry}


def test_the_article_against_itself():
    """Half of what the article's attributes score a constant would score as well; genericity is constant."""
    found = beside("article", shipped.gold())
    assert found["event.genericity"]["majority"] == 1
    assert [name for name, share in found.items() if share["constant"]] == ["event.genericity"]
    assert round(found["quote.speaker"]["majority"], 3) == 0.706
    assert round(found["event.polarity"]["majority"], 3) == 0.980


def test_a_system_that_always_answers_the_commonest_gets_exactly_that():
    """For each attribute, by making that system."""
    gold = [*jsonl.rows(shipped.gold("companions"))]
    for name in ("polarity", "modality", "genericity", "tense"):
        values = [event[name] for row in gold for event in row["events"]]
        most = max(sorted(set(values)), key=values.count)
        pred = [{**row, "events": [{**e, name: most} for e in row["events"]]} for row in gold]
        scores = presscheck.score(gold, pred, measures=f"event.{name}", resample=None)
        entry = scores.as_dict()["measures"][f"event.{name}"]
        assert entry["accuracy"] == entry["beside"]["majority"] == values.count(most) / len(values)


def test_the_commonest_speaker_is_that_of_each_document():
    """Two documents with a speaker each: a constant in each of them, and none over both is needed."""

    def doc(name, *speakers):
        return {
            "id": name, "text": "“Yes,” “No,” “So,”",
            "entities": [{"id": s} for s in dict.fromkeys(speakers)],
            "quotes": [{"content": [{"start": i, "end": i + 5}], "speaker": s}
                       for i, s in zip((0, 7, 13), speakers, strict=True)],
        }  # fmt: skip

    gold = [doc("a", "x", "x", "x"), doc("b", "y", "y", "y")]
    assert beside(gold, gold)["quote.speaker"] == {"majority": 1, "constant": True}
    gold = [doc("a", "x", "y", "z")]
    assert beside(gold, gold)["quote.speaker"] == {"majority": pytest.approx(1 / 3), "constant": False}
    gold = [doc("a", "x", "x", "z"), doc("b", "y", "y", "y")]
    assert beside(gold, gold)["quote.speaker"] == {"majority": pytest.approx(5 / 6), "constant": False}


def test_the_table_says_it(cli):
    """Below the table, with the rows that gold never varies."""
    run = cli("score", shipped.gold(), "--measures", "event.genericity,quote.speaker")
    shown = run.stdout.replace("\n  ", " ").splitlines()
    (line,) = [line for line in shown if line.startswith("score of always giving")]
    assert line.endswith("event.genericity 1.000 (constant in this gold), quote.speaker 0.706")


def test_every_accuracy_has_it():
    """Each row that is an accuracy, links and times among them, has what a constant would get."""
    entries = presscheck.score(shipped.gold(), shipped.gold(), measures="all", resample=None).as_dict()[
        "measures"
    ]
    accuracies = {name: entry for name, entry in entries.items() if entry["kind"] == "accuracy"}
    assert "link.accuracy" in accuracies
    assert {name for name, entry in accuracies.items() if "beside" not in entry} == set()
    assert all(0 < entry["beside"]["majority"] <= 1 for entry in accuracies.values())


def test_every_attribute_has_it_against_all_mentions_too():
    """One that finds two events of three, and gives them the commonest value, has this F1."""
    gold = [*jsonl.rows(shipped.gold("companions"))]
    for name in ("polarity", "modality", "genericity", "tense"):
        kept = [{**row, "events": [e for i, e in enumerate(row["events"]) if i % 3]} for row in gold]
        values = [event[name] for row in kept for event in row["events"]]
        most = max(sorted(set(values)), key=values.count)
        pred = [{**row, "events": [{**e, name: most} for e in row["events"]]} for row in kept]
        scores = presscheck.score(gold, pred, measures=f"event.{name}.all", resample=None)
        entry = scores.as_dict()["measures"][f"event.{name}.all"]
        assert entry["f1"] == pytest.approx(entry["beside"]["majority"])
        assert not entry["beside"]["constant"]
    row = presscheck.score(shipped.gold(), shipped.gold(), measures="event.genericity.all", resample=None)
    assert row.as_dict()["measures"]["event.genericity.all"]["beside"] == {"majority": 1, "constant": True}


def test_the_commonest_link_and_time_of_the_article():
    """One that links every span to the commonest item, and gives every event the commonest time."""
    gold = [*jsonl.rows(shipped.gold())]
    kinds = {"link.accuracy": ("entities", "wikidata"), "event.time": ("events", "time")}
    for row, (layer, key) in kinds.items():
        sizes = {
            e["id"]: sum(m["entity"] == e["id"] for m in gold[0]["mentions"]) for e in gold[0]["entities"]
        }
        values = [
            value
            for record in gold[0][layer]
            for value in [record.get(key)] * (sizes[record["id"]] if layer == "entities" else 1)
            if value
        ]
        most = max(sorted(set(values)), key=values.count)
        pred = [{**doc, layer: [{**record, key: most} for record in doc[layer]]} for doc in gold]
        entry = presscheck.score(gold, pred, measures=row, resample=None).as_dict()["measures"][row]
        assert entry["accuracy"] == entry["beside"]["majority"] == values.count(most) / len(values), row
