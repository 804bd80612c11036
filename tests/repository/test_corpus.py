"""The shipped corpus: canonical, equal to what `datasets` loads, and described by its card."""

import json
import os
import re
import subprocess
import sys

import pytest
from tests.helpers import generate

import presscheck
from presscheck.annotation import adjudication
from presscheck.document import jsonl, shipped
from presscheck.reporting import card, statistics
from presscheck.validation import file

LOAD = """
import json, sys
import datasets
datasets.disable_progress_bars()
names = {"article": (), "companions": ("companions",), "all": ("all",)}
found = {
    name: [
        [dict(row) for row in datasets.load_dataset("corpus", *config, streaming=streaming)["gold"]]
        for streaming in (False, True)
    ]
    for name, config in names.items()
}
json.dump(found, sys.stdout)
"""


def test_gold_is_canonical_to_the_byte():
    """Reading and writing the gold and its passes changes no byte."""
    corpus = shipped.gold().parent
    golds = (shipped.gold(), shipped.gold("companions"))
    for path in (*golds, *sorted((corpus / "passes").rglob("?.jsonl"))):
        written = "".join(jsonl.dumps(doc) + "\n" for doc in presscheck.read(path))
        assert written.encode() == path.read_bytes()


def test_gold_is_valid():
    """The gold keeps every rule, strictly."""
    assert file.check_file(shipped.gold(), "shipped").findings == []
    assert file.check_file(shipped.gold("companions"), "shipped").findings == []


def test_text_is_the_article():
    """The text has the length and the lines of the article, curly quotes and trailing feed line included."""
    (doc,) = presscheck.read(shipped.gold())
    assert len(doc.text) == 4717
    assert doc.text.count("\n") == 20
    assert doc.text.startswith("LONDON — Military chiefs")
    assert doc.text.endswith("appeared first on Politico.")


def test_one_speaker_has_twelve_of_the_eighteen_quotes(root):
    """The data sheet gives the number."""
    (doc,) = presscheck.read(shipped.gold())
    speakers = [quote.speaker for quote in doc.quotes]
    assert (speakers.count("keir-starmer"), len(speakers)) == (12, 18)
    assert "twelve of its eighteen quotes" in (root / "corpus" / "README.md").read_text(encoding="utf-8")


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
    loaded = json.loads(done.stdout)
    for name, (eager, lazy) in loaded.items():
        rows = [*jsonl.rows(shipped.gold(name))]
        assert eager == rows
        assert lazy == rows
        assert [list(row) for row in eager] == [list(row) for row in rows]
    rows = loaded["companions"][0]
    assert presscheck.score(rows, shipped.gold("companions"), measures="event.tc")["event.tc"]["f1"] == 1


def test_card_declares_dates_as_json():
    """Dates, and records with keys that may be missing, are JSON in the card; others have a type."""
    header = card.header(shipped.GOLDS, "gold").splitlines()
    dated = [header[i - 1].split()[-1] for i, line in enumerate(header) if line.endswith("dtype: json")]
    assert dated == ["published", "entities", "events"] * 3
    assert "    - name: meta" not in header
    text = (shipped.gold().parent / "README.md").read_text(encoding="utf-8")
    assert card.header(shipped.GOLDS, "gold") in text


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


@pytest.mark.parametrize("name", ["article", "companions"])
def test_gold_follows_from_the_passes_and_the_log(root, tmp_path, cli, name):
    """Adjudicating again with the shipped log gives the gold to the byte, and leaves the log as it is."""
    passes = root / "corpus" / "passes" / ("" if name == "article" else name)
    log = tmp_path / "log.jsonl"
    log.write_bytes((passes / "adjudication.jsonl").read_bytes())
    run = cli(
        "adjudicate",
        *(passes / "a.jsonl", passes / "b.jsonl"),
        *("--log", log, "-o", tmp_path / "gold.jsonl"),
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert (tmp_path / "gold.jsonl").read_bytes() == shipped.gold(name).read_bytes()
    assert log.read_bytes() == (passes / "adjudication.jsonl").read_bytes()


def test_every_decision_has_its_reason(root):
    """No record of the shipped log is open, and each names what it rests on."""
    logs = sorted((root / "corpus" / "passes").rglob("adjudication.jsonl"))
    rows = [row for log in logs for row in jsonl.rows(log)]
    assert len(logs) == 2
    for row in rows:
        assert row["decision"], row["key"]
        assert ".md" in row["reason"] or row["reason"].startswith("Third reader:"), row["key"]


def test_the_logs_cite_files_that_exist(root):
    """A guideline that a decision rests on can be read."""
    guidelines = {path.name for path in (root / "schema" / "guidelines").glob("*.md")}
    for log in sorted((root / "corpus" / "passes").rglob("adjudication.jsonl")):
        cited = {name for row in jsonl.rows(log) for name in re.findall(r"[\w-]+\.md", row["reason"])}
        assert cited <= guidelines


def test_reviews_are_by_persons(root):
    """Each says who (or `anonymous`), when, which sentences of which document, and what came of it."""
    ids = {doc.id: len(doc.sentences) for doc in presscheck.read(shipped.gold("all"))}
    for row in jsonl.rows(root / "corpus" / "reviews.jsonl"):
        assert row.keys() == {"who", "date", "doc", "sentences", "changes"}
        assert row["who"]
        assert all(0 <= n < ids[row["doc"]] for n in row["sentences"])


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


def test_a_link_that_neither_pass_has_is_vouched_for(root):
    """By two public tables that the log names; an item that is given has one reason and no other."""
    log = [*jsonl.rows(root / "corpus" / "passes" / "adjudication.jsonl")]
    added = [d for d in log if (d["gold"] or {}).get("wikidata") and not (d["a"] or d["b"]).get("wikidata")]
    assert {d["key"] for d in added} == {"giorgia-meloni", "mike-waltz", "politico"}
    assert all("vouched for by two public tables" in d["reason"] for d in added)


def test_the_log_of_the_companions_has_a_decision_for_each_difference(root):
    """As many rows as the passes differ in, and further ones where a later reading amended what both have."""
    passes = root / "corpus" / "passes" / "companions"
    logged = {(d["doc"], d["layer"], d["key"]): d for d in jsonl.rows(passes / "adjudication.jsonl")}
    pairs = zip(jsonl.read(passes / "a.jsonl"), jsonl.read(passes / "b.jsonl"), strict=True)
    open_ = {(d.doc, d.layer, d.key) for a, b in pairs for d in adjudication.compare(a, b)[1]}
    assert len(open_) == 445
    assert open_ <= logged.keys()
    assert all(logged[place]["a"] == logged[place]["b"] for place in logged.keys() - open_)


def test_companions_are_short_texts_of_many_kinds():
    """At least twenty, of 150 to 250 words, none of which is the article's."""
    docs = [*presscheck.read(shipped.gold("companions"))]
    assert len(docs) >= 20
    assert all(150 <= len(doc.text.split()) <= 250 for doc in docs)
    assert {doc.rights for doc in docs} == {"CC0 1.0"}


def test_every_label_occurs_in_all_and_the_core_three_times():
    """Core types, roles, values of attributes, quote types and marked uses; every other label once."""
    found = statistics.as_dict([*presscheck.read(shipped.gold("all"))])
    ontology = shipped.ontology()
    core = [name for name, kind in ontology["event_types"].items() if kind["core"]]
    least = {name: 3 if name in core else 1 for name in ontology["event_types"]}
    assert {name: n for name, n in least.items() if found["events by type"][name] < n} == {}
    groups = [found["arguments by role"], found["quotes by type"], found["marked uses"]]
    groups += [found[name] for name in ontology["event_attributes"]]
    assert [label for group in groups for label, n in group.items() if n < 3] == []
    assert [label for label in ontology["entity_types"] if not found["entities by type"][label]] == []
    assert [label for label in ontology["forms"] if not found["mentions"]["all"][label]] == []


def test_frames_of_all_kinds_occur():
    """Nested quotes, speakers by pronoun, cues behind and in front, a colon alone, several paragraphs."""
    docs = [*presscheck.read(shipped.gold("companions"))]
    quotes = [(doc, quote) for doc in docs for quote in doc.quotes]
    spans = [(doc.id, part.start, part.end) for doc, q in quotes for part in q.content]
    assert any(a[0] == b[0] and a[1] < b[1] and b[2] < a[2] for a in spans for b in spans)
    forms = {(d.id, m.start, m.end): m.form for d in docs for m in d.mentions}
    assert "pronoun" in {forms[d.id, q.source.start, q.source.end] for d, q in quotes if q.source}
    assert any(q.cue is None for _, q in quotes)
    assert any(q.cue and q.source and q.content[0].end <= q.cue.start < q.source.start for _, q in quotes)
    parts = [[d.text.count("\n", 0, p.start) for p in q.content] for d, q in quotes]
    assert any(len(set(lines)) > 1 for lines in parts)
