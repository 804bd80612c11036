"""adjudicate.py: two passes, a log, one gold."""

import json
import re

import msgspec
import pytest

from presscheck.annotation import adjudication, wording
from presscheck.document import jsonl
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import InvalidInputError, UsageError

TEXT = "Ann met Bob in Oslo. She spoke."
A = {
    "id": "d",
    "text": TEXT,
    "sentences": [[0, 20], [21, 31]],
    "mentions": [
        {"start": 0, "end": 3, "type": "PER", "entity": "ann"},
        {"start": 8, "end": 11, "type": "PER", "entity": "bob"},
        {"start": 15, "end": 19, "type": "GPE", "head": [15, 19], "entity": "oslo"},
        {"start": 21, "end": 24, "type": "PER", "entity": "ann"},
    ],
    "entities": [{"id": "ann"}, {"id": "bob"}, {"id": "oslo", "wikidata": "Q585"}],
    "events": [
        {
            "start": 4,
            "end": 7,
            "type": "Contact.Meet",
            "event": "meeting",
            "arguments": [
                {"role": "Participant", "start": 0, "end": 3},
                {"role": "Place", "start": 15, "end": 19},
            ],
        }
    ],
    "quotes": [],
    "marked_uses": [],
}


def _b():
    """Pass B: other ids, one type differs, one argument is missing, one mention is its own."""
    b = json.loads(json.dumps(A))
    names = {"ann": "woman", "bob": "ann", "oslo": "oslo"}
    for mention in b["mentions"]:
        mention["entity"] = names[mention["entity"]]
    for entity in b["entities"]:
        entity["id"] = names[entity["id"]]
    b["events"][0]["event"] = "m1"
    b["mentions"][2]["type"] = "LOC"
    b["mentions"].append({"start": 25, "end": 30, "type": "DOC", "entity": "speech"})
    b["entities"].append({"id": "speech"})
    del b["events"][0]["arguments"][1]
    return b


def _pair():
    return jsonl.from_plain(A), jsonl.from_plain(_b())


def test_ids_are_paired_by_shared_spans_not_by_name():
    """B's `ann` is A's `bob`, and an id that would collide is changed."""
    a, b = _pair()
    renamed = adjudication.renamed(a, b)
    assert [m.entity for m in renamed.mentions] == ["ann", "bob", "oslo", "ann", "speech"]
    assert renamed.events[0].event == "meeting"


def test_every_difference_is_one_open_decision():
    """Type, missing mention, its entity, missing argument: four records, with text in context."""
    _, differing = adjudication.compare(*_pair())
    assert [(d.layer, d.key) for d in differing] == [
        ("mentions", "15-19"),
        ("mentions", "25-30"),
        ("entities", "speech"),
        ("arguments", "4-7 Place 15-19"),
    ]
    assert differing[0].text == "Ann met Bob in [Oslo]. She spoke."
    assert all(d.decision is None for d in differing)


def test_a_pass_against_itself_is_its_canonical_self():
    """No disagreement, and the agreed document is the pass."""
    a, _ = _pair()
    assert adjudication.agreed(a, a) == canonical(a)


def test_gold_is_refused_while_a_decision_is_open_and_made_when_none_is():
    """Each kind of decision does what it says."""
    a, b = _pair()
    gold, log = adjudication.settled(a, b, [])
    assert gold is None
    for record, choice in zip(log, ("b", "neither", "neither", "a"), strict=True):
        record.decision = choice
    gold, _ = adjudication.settled(a, b, log)
    assert [m.type for m in gold.mentions] == ["PER", "PER", "LOC", "PER"]
    assert len(gold.events[0].arguments) == 2
    assert [e.id for e in gold.entities] == ["ann", "bob", "oslo"]


def test_an_own_item_and_an_amendment_are_written():
    """Decision "gold" takes the adjudicator's item, also where both passes agreed."""
    a, _ = _pair()
    amended = {
        "start": 0,
        "end": 3,
        "text": "Ann",
        "type": "ORG",
        "form": None,
        "head": None,
        "entity": "ann",
    }
    record = adjudication.Decision(
        doc="d", layer="mentions", key="0-3", text="", decision="gold", gold=amended, reason="test"
    )
    gold, log = adjudication.settled(a, a, [record])
    assert gold.mentions[0].type == "ORG"
    assert log == [record]


def test_a_decision_about_other_items_is_open_again():
    """An old decision about an item no longer counts if a pass changes the item."""
    a, b = _pair()
    _, log = adjudication.settled(a, b, [])
    for record in log:
        record.decision = "a" if record.a else "neither"
    changed = msgspec.structs.replace(log[0], b={**log[0].b, "type": "ORG"})
    gold, again = adjudication.settled(a, b, [changed, *log[1:]])
    assert gold is None
    assert [d.decision is None for d in again] == [True, False, False, False]


def test_a_choice_without_its_item_is_named():
    """Deciding for a side that has nothing is an error that names the record."""
    a, b = _pair()
    _, log = adjudication.settled(a, b, [])
    for record in log:
        record.decision = "a"
    with pytest.raises(UsageError, match="d mentions 25-30"):
        adjudication.settled(a, b, log)


def test_other_text_is_refused():
    """Two passes over different texts have nothing to compare."""
    a, b = _pair()
    with pytest.raises(UsageError, match="have different texts"):
        adjudication.compare(a, msgspec.structs.replace(b, text="x"))


def test_the_verb_runs_from_passes_to_gold(tmp_path, cli):
    """First run writes the open records and exits 1; with them filled in, gold is written."""
    for name, value in (("a", A), ("b", _b())):
        jsonl.write(tmp_path / f"{name}.jsonl", [jsonl.from_plain(value)])
    run = ("adjudicate", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "-o", tmp_path / "gold.jsonl")
    first = cli(*run)
    assert first.returncode == 1
    assert "4 of 4 decisions are open" in first.stderr
    assert not (tmp_path / "gold.jsonl").exists()
    log = tmp_path / "adjudication.jsonl"
    rows = [{**row, "decision": "a" if row["a"] else "neither"} for row in jsonl.rows(log)]
    jsonl.write_rows(log, rows)
    second = cli(*run)
    assert second.returncode == 0, second.stderr
    assert next(jsonl.read(tmp_path / "gold.jsonl")) == canonical(jsonl.from_plain(A))


def _filled(log, choice):
    for record in log:
        record.decision = choice(record)
    return log


def test_an_open_amendment_keeps_gold_back():
    """A record about what both passes agree on is open until it is decided, like any other."""
    a, _ = _pair()
    open_one = adjudication.Decision(doc="d", layer="mentions", key="0-3", text="")
    assert adjudication.settled(a, a, [open_one]) == (None, [open_one])


def test_every_choice_without_its_item_is_named_at_once():
    """Two records that decide for a side that has nothing are both named, with the way out."""
    a, b = _pair()
    _, log = adjudication.settled(a, b, [])
    with pytest.raises(UsageError) as error:
        adjudication.settled(a, b, _filled(log, lambda _: "a"))
    said = re.split(r"; (?=d )", str(error.value))
    assert [line.partition(":")[0] for line in said] == ["d mentions 25-30", "d entities speech"]
    assert all('"neither"' in line for line in said)


def test_context_of_an_entity_that_only_b_has():
    """Its mentions are looked up in pass B."""
    _, differing = adjudication.compare(*_pair())
    assert [d.text for d in differing if d.layer == "entities"] == ["spoke"]


def _written(tmp_path):
    for name, value in (("a", A), ("b", _b())):
        jsonl.write(tmp_path / f"{name}.jsonl", [jsonl.from_plain(value)])
    return ("adjudicate", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "-o", tmp_path / "gold.jsonl")


def test_records_that_are_none_are_all_named(tmp_path, cli):
    """A wrong decision and a misspelt key: both places, what would be right, and nothing written."""
    run = _written(tmp_path)
    cli(*run)
    log = tmp_path / "adjudication.jsonl"
    first, second, *rest = jsonl.rows(log)
    jsonl.write_rows(log, [{**first, "decision": "c"}, {**second, "reson": "x"}, *rest])
    before = log.read_bytes()
    again = cli(*run)
    assert again.returncode == 1
    assert f"{log}:1 $.decision: error[decision]: 'c' is not one of a, b, neither, gold" in again.stderr
    assert f"{log}:2 $: error[decision]: unknown key `reson`; did you mean `reason`?" in again.stderr
    assert log.read_bytes() == before
    assert not (tmp_path / "gold.jsonl").exists()


def test_what_is_left_to_look_at_is_said(tmp_path, cli):
    """Decisions without a reason are counted, and so is what no longer fits together in the gold."""
    run = _written(tmp_path)
    cli(*run)
    log = tmp_path / "adjudication.jsonl"
    other = adjudication.Decision(doc="elsewhere", layer="mentions", key="0-1", text="", decision="neither")
    rows = [{**row, "decision": "b" if row["b"] else "neither"} for row in jsonl.rows(log)]
    jsonl.write_rows(log, [*rows, msgspec.to_builtins(other)])
    done = cli(*run)
    assert done.returncode == 0
    assert '5 of 5 decisions give no "reason"' in done.stderr
    assert "presscheck validate --strict" in done.stderr
    assert [row["doc"] for row in jsonl.rows(log)] == ["d", "d", "d", "d", "elsewhere"]


def test_a_difference_is_in_words():
    """`agree --list` names words and places of an item, not how a program writes its values."""
    cue = {"start": 48, "end": 52, "text": "said"}
    a = {"type": "direct", "content": [{"start": 0, "end": 4, "text": "“No”"}], "cue": cue}
    b = {**a, "content": [*a["content"], {"start": 9, "end": 11}], "cue": None}
    item = adjudication.Decision(doc="d", layer="quotes", key="0-4", text="", a=a, b=b)
    assert wording.difference(item) == "content: [“No” 0-4] or [“No” 0-4, 9-11]; cue: said 48-52 or none"
    alone = adjudication.Decision(doc="d", layer="quotes", key="0-4", text="", b={**b, "also": []})
    assert wording.difference(alone) == "only b: type direct, content [“No” 0-4, 9-11]"


def test_a_pass_with_a_document_twice_is_refused(tmp_path, cli):
    """Neither of the two is taken in silence."""
    run = _written(tmp_path)
    path = tmp_path / "b.jsonl"
    path.write_text(path.read_text() * 2)
    done = cli(*run)
    assert done.returncode == 1
    assert "b.jsonl:2 d $.id: error[duplicate-document]" in done.stderr


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"layer": "mention"}, "$.layer", "'mention' is not one of sentences, mentions"),
        ({"decision": "gold", "gold": {"start": 0}}, "$.gold", "the key `end` is missing"),
        ({"decision": "gold", "gold": {"start": 0, "end": -3}}, "$.gold.end", ">= 0"),
        (
            {"decision": "gold", "gold": {"start": 0, "end": 3, "typ": "PER"}},
            "$.gold",
            "did you mean `type`?",
        ),
        ({"layer": "arguments", "gold": {"role": "Place", "start": 0, "end": 3}}, "$.gold", "event"),
        ({"layer": "sentences", "gold": {"spam": [0, 3]}}, "$.gold", "unknown key `spam`"),
        (
            {"layer": "events", "gold": {"start": 0, "end": 3, "arguments": []}},
            "$.gold",
            "separate items",
        ),
        (
            {"layer": "quotes", "gold": {"content": 3}},
            "$.gold.content",
            "expected a list, got a whole number",
        ),
    ],
)
def test_a_log_proves_itself(change, place, says):
    """An item is a record of its layer: place, what is wrong, and never a traceback when it is applied."""
    row = {"doc": "d", "layer": "mentions", "key": "0-3", "text": ""}
    with pytest.raises(InvalidInputError) as caught:
        adjudication.decisions([row, {**row, "key": "4-7", **change}], "log.jsonl")
    (finding,) = caught.value.findings
    assert (finding.line, finding.path) == (2, place)
    assert says in finding.message


def test_a_place_is_decided_once():
    """The order of two decisions would decide which of them counts."""
    row = {"doc": "d", "layer": "mentions", "key": "0-3", "text": ""}
    with pytest.raises(InvalidInputError, match=r"log:2 \$\.key: .* is decided here and in line 1; keep one"):
        adjudication.decisions([row, row], "log")
