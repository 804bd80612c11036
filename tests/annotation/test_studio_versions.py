"""Two versions on one sheet: what is open is marked, with both; decisions come back."""

from __future__ import annotations

from copy import deepcopy

import msgspec
import pytest
from tests.formats.test_studio_regions import find, letter

from presscheck.annotation import adjudication
from presscheck.annotation.label_studio import decide, differences, push
from presscheck.document.canonical import canonical
from presscheck.document.jsonl import from_plain
from presscheck.document.model import Argument
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import config, exports, provenance
from presscheck.formats.label_studio.regions import from_regions

replace = msgspec.structs.replace


def other():
    """The letter as a second person has it: a type, a mention less and one more, an arrow."""
    doc = letter()
    mentions = [replace(m, type="LOC") if m.text == "Oslo" else m for m in doc.mentions if m.text != "her"]
    extra = {**find("us"), "type": "PER", "form": "pronoun", "entity": "ann"}
    mentions.append(from_plain({"id": "x", "text": "", "mentions": [extra]}).mentions[0])
    place = Argument(role="Place", **find("Oslo"))
    events = [replace(e, arguments=[*e.arguments, place]) if e.text == "met" else e for e in doc.events]
    return canonical(without_unset(replace(doc, mentions=mentions, events=events)))


@pytest.fixture
def sheet() -> dict:
    """Both versions, as they are pushed for adjudication."""
    (made,) = differences.sheets({"alice": {"letter": letter()}, "bob": {"letter": other()}}, push.Links())
    return made


def items(sheet: dict, name: str = differences.AGREED) -> list[dict]:
    (found,) = [p["result"] for p in sheet["predictions"] if p["model_version"] == name]
    return deepcopy(found)


def marks(result: list[dict]) -> dict[str, tuple[str, str]]:
    found = [item for item in result if item.get("from_name") == "open"]
    assert result[: len(found)] == found, "what is open stands first"
    return {i["value"]["text"]: (i["value"]["labels"][0], i["meta"]["text"][0]) for i in found}


def test_versions_bear_their_names_and_come_back(sheet) -> None:
    """Three predictions, of which each says its document; the last is what the editor starts from."""
    assert [p["model_version"] for p in sheet["predictions"]] == ["alice", "bob", "agreed and open"]
    assert from_regions({**sheet, "result": items(sheet, "alice")}).mentions == letter().mentions
    assert from_regions({**sheet, "result": items(sheet, "bob")}).mentions == other().mentions


def test_what_is_open_is_marked_with_both_versions(sheet) -> None:
    """A difference, what only one has, an arrow on its trigger; what is agreed has no mark."""
    found = marks(items(sheet))
    assert found["Oslo"] == ("open: differs", "type  alice: GPE   bob: LOC")
    assert found["her"][0] == "open: only alice"
    assert found["us"][0] == "open: only bob"
    assert found["met"][0] == "open: arrow"
    assert found["met"][1] == "only bob: role Place, text Oslo"
    assert "Ann" not in found
    assert "Friday" not in found
    labels = config.xml(("alice", "bob"))
    assert all(f'value="{label}"' in labels for label, _ in found.values())


def test_what_both_agree_on_has_no_mark() -> None:
    """Nothing is open, and the sheet is the document."""
    (made,) = differences.sheets({"a": {"letter": letter()}, "b": {"letter": letter()}}, push.Links())
    assert marks(items(made)) == {}
    assert from_regions({**made, "result": items(made)}) == letter()


def answered(sheet: dict, word: str, *answers: tuple[str, str]) -> list[dict]:
    """The result with the mark of some words taken away and answers given."""
    result = items(sheet)
    (mark,) = [i for i in result if i.get("from_name") == "open" and i["value"]["text"] == word]
    rest = [item for item in result if item is not mark]
    for name, value in answers:
        kind = "choices" if name == "decide" else "text"
        said = {**{k: v for k, v in mark["value"].items() if k != "labels"}, kind: [value]}
        rest.append(
            {**mark, "from_name": name, "type": "choices" if name == "decide" else "textarea", "value": said}
        )
    return rest


def pulled(sheet: dict, result: list[dict]) -> exports.Pull:
    annotation = {"id": 1, "completed_by": 1, "result": result, "was_cancelled": False}
    return exports.pull([{"id": 1, **sheet, "annotations": [annotation]}])


def test_a_decision_comes_back_with_its_reason(sheet) -> None:
    """Chosen, given a reason, the mark taken away: a decision; the others stay open."""
    result = answered(sheet, "Oslo", ("decide", "bob"), ("reason", "entities.md: a place"))
    for item in result:
        if item.get("from_name") == "mention" and item["value"]["text"] == "Oslo":
            kind = {**{k: v for k, v in item["value"].items() if k != "labels"}, "choices": ["LOC"]}
            result.append({**item, "from_name": "type_of", "type": "choices", "value": kind})
            break
    found = pulled(sheet, result)
    (document,) = [one.document for one in found.pulled]
    (decision,) = provenance.of(document)["decisions"]
    assert (decision["row"], decision["decide"], decision["reason"]) == (
        "mention",
        "bob",
        "entities.md: a place",
    )
    waiting = [f for f in found.warnings if f.rule == "open-difference"]
    assert len(waiting) == len(marks(items(sheet))) - 1
    assert any("open: only bob: nobody has decided" in f.message and "'us'" in f.path for f in waiting)
    log = {d.place: d for d in decide.decided(letter(), other(), document, [], "as in the editor")}
    start, end = find("Oslo")["start"], find("Oslo")["end"]
    oslo = log[f"letter mentions {start}-{end}"]
    assert (oslo.decision, oslo.reason) == ("b", "entities.md: a place")
    her = find("her")
    assert log[f"letter mentions {her['start']}-{her['end']}"].decision is None


def test_everything_decided_makes_gold(sheet) -> None:
    """Marks taken away, one mention deleted: no decision is open, and the gold says nothing of its making."""
    result = [item for item in items(sheet) if item.get("from_name") != "open"]
    gone = {i["id"] for i in result if i.get("from_name") == "mention" and i["value"]["text"] == "us"}
    result = [item for item in result if item.get("id") not in gone]
    (document,) = [one.document for one in pulled(sheet, result).pulled]
    log = decide.decided(letter(), other(), document, [], "as in the editor")
    assert {d.decision for d in log} == {"a", "b", "neither"}
    gold, _ = adjudication.settled(letter(), other(), log)
    assert gold is not None
    assert adjudication.items(gold) == adjudication.items(document)
    assert gold.meta is msgspec.UNSET


def test_the_gold_does_not_say_how_a_pass_was_made() -> None:
    """A pass that was pulled has its own story; what else its `meta` holds stays."""
    made = replace(letter(), meta={provenance.KEY: {"annotator": "a"}, "desk": "foreign"})
    assert adjudication.agreed(made, letter()).meta == {"desk": "foreign"}
    made = replace(letter(), meta={provenance.KEY: {"annotator": "a"}})
    assert adjudication.agreed(made, letter()).meta is msgspec.UNSET
