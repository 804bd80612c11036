"""The shipped corpus: canonical, equal to what `datasets` loads, and described by its card."""

import json
import os
import subprocess
import sys

import pytest
from tests.helpers import generate

import presscheck
from presscheck.document import jsonl, shipped
from presscheck.reporting import card, statistics
from presscheck.validation import file

LOAD = """
import json, sys
import datasets
datasets.disable_progress_bars()
eager = [dict(row) for row in datasets.load_dataset("corpus")["gold"]]
lazy = [dict(row) for row in datasets.load_dataset("corpus", streaming=True)["gold"]]
json.dump([eager, lazy], sys.stdout)
"""


def test_gold_is_canonical_to_the_byte():
    """Reading and writing the gold and its passes changes no byte."""
    corpus = shipped.gold().parent
    for path in (shipped.gold(), *sorted((corpus / "passes").glob("?.jsonl"))):
        written = "".join(jsonl.dumps(doc) + "\n" for doc in presscheck.read(path))
        assert written.encode() == path.read_bytes()


def test_gold_is_valid():
    """The gold keeps every rule, strictly."""
    assert file.check_file(shipped.gold()).findings == []


def test_text_is_the_article():
    """The text has the length and the lines of the article, curly quotes and trailing feed line included."""
    (doc,) = presscheck.read(shipped.gold())
    assert len(doc.text) == 4717
    assert doc.text.count("\n") == 20
    assert doc.text.startswith("LONDON — Military chiefs")
    assert doc.text.endswith("appeared first on Politico.")


def test_datasets_loads_the_same_rows(root, tmp_path):
    """`load_dataset("corpus")` gives our reader's rows key for key, eager and streaming."""
    pytest.importorskip("datasets")
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "HF_DATASETS_CACHE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOAD],
        cwd=root,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    eager, lazy = json.loads(done.stdout)
    rows = [*jsonl.rows(shipped.gold())]
    assert eager == rows
    assert lazy == rows
    assert [list(row) for row in eager] == [list(row) for row in rows]


def test_card_declares_dates_as_json():
    """Dates, and records with keys that may be missing, are JSON in the card; others have a type."""
    header = card.header("gold.jsonl", "gold").splitlines()
    dated = [header[i - 1].split()[-1] for i, line in enumerate(header) if line.endswith("dtype: json")]
    assert dated == ["published", "entities", "time"]
    assert "    - name: meta" not in header
    text = (shipped.gold().parent / "README.md").read_text(encoding="utf-8")
    assert card.header("gold.jsonl", "gold") in text


def test_statistics_count_every_label():
    """Each label has its line, what is outside the ontology comes last, and the sums are the records."""
    (doc,) = presscheck.read(shipped.gold())
    found = statistics.as_dict([doc])
    ontology = shipped.ontology()
    assert list(found["events by type"]) == list(ontology["event_types"])
    assert sum(found["events by type"].values()) == len(doc.events) == found["events"]["event mentions"]
    assert list(found["arguments by role"]) == list(ontology["roles"])
    assert sum(found["arguments by role"].values()) == sum(len(e.arguments) for e in doc.events)
    assert found["mentions"]["all"]["all"] == len(doc.mentions)
    assert sum(found["quotes by type"].values()) == len(doc.quotes)
    other = jsonl.from_plain({"id": "d", "text": "a", "mentions": [{"start": 0, "end": 1, "type": "X"}]})
    assert statistics.as_dict([other])["mentions"]["X"]["none"] == 1


def test_statistics_take_any_document():
    """Documents without some layer, or with labels of their own, are counted too."""
    docs = [jsonl.from_plain(plain) for plain in generate.corpus(3, 20)[0]]
    found = statistics.as_dict([*docs, jsonl.from_plain({"id": "x"})])
    assert found["text"]["documents"] == 21
    assert "## Mentions" in statistics.markdown(docs)
    assert statistics.text(docs).startswith("text")


def test_gold_follows_from_the_passes_and_the_log(root, tmp_path, cli):
    """Adjudicating again with the shipped log gives the gold to the byte, and leaves the log as it is."""
    passes = root / "corpus" / "passes"
    log = tmp_path / "log.jsonl"
    log.write_bytes((passes / "adjudication.jsonl").read_bytes())
    run = cli(
        "adjudicate",
        *(passes / "a.jsonl", passes / "b.jsonl"),
        *("--log", log, "-o", tmp_path / "gold.jsonl"),
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert (tmp_path / "gold.jsonl").read_bytes() == shipped.gold().read_bytes()
    assert log.read_bytes() == (passes / "adjudication.jsonl").read_bytes()


def test_every_decision_has_its_reason(root):
    """No record of the shipped log is open, and each names what it rests on."""
    rows = [*jsonl.rows(root / "corpus" / "passes" / "adjudication.jsonl")]
    assert rows
    for row in rows:
        assert row["decision"], row["key"]
        assert ".md" in row["reason"] or row["reason"].startswith("Third reader:"), row["key"]


def test_a_perfect_linker_is_right_everywhere():
    """One that also links what gold does not judge, to items of its own, scores 1 in every row of links."""
    plain = [*jsonl.rows(shipped.gold())]
    judged = sum("wikidata" in entity for row in plain for entity in row["entities"])
    for i, entity in enumerate(entity for row in plain for entity in row["entities"]):
        entity.setdefault("wikidata", f"Q99999{i:04}")
    assert judged < sum(len(row["entities"]) for row in plain)
    result = presscheck.score(shipped.gold(), plain, measures="links")
    rows = result.as_dict()["measures"]
    assert {name: row["f1"] for name, row in rows.items() if "f1" in row and row["f1"] != 1} == {}


def test_few_entities_are_not_judged_and_each_has_its_reason(root):
    """At most twelve of the article, by name in the log."""
    (row,) = jsonl.rows(shipped.gold())
    unjudged = {e["id"] for e in row["entities"] if "wikidata" not in e}
    log = jsonl.rows(root / "corpus" / "passes" / "adjudication.jsonl")
    told = {d["key"] for d in log if d["layer"] == "entities" and "not judged" in d["reason"]}
    assert 0 < len(unjudged) <= 12
    assert unjudged <= told
