"""Two versions on one sheet: what is open is marked, with both; decisions come back."""

from __future__ import annotations

from copy import deepcopy

import msgspec
import pytest
from tests.formats.test_studio_regions import find, letter

from presscheck.annotation import adjudication
from presscheck.annotation.label_studio import decide, differences, push
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import UsageError
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
    assert found["Oslo"] == ("open: differs", "type\nalice: GPE\nbob: LOC")
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


def test_a_version_that_is_chosen_is_taken(sheet) -> None:
    """Nothing is marked anew and no mark is taken away: the choice decides, for each kind of difference."""
    result = [*items(sheet)]
    open_words = [i["value"]["text"] for i in result if i.get("from_name") == "open"]
    for word, choice in {"Oslo": "bob", "her": "bob", "us": "bob", "met": "alice"}.items():
        result += answered(sheet, word, ("decide", choice), ("reason", f"{word}: heard"))[-2:]
    found = pulled(sheet, result)
    assert {"Oslo", "her", "us", "met"} == {*open_words}
    assert [f for f in found.warnings if f.rule == "open-difference"] == []
    (document,) = [one.document for one in found.pulled]
    log = decide.decided(letter(), other(), document, [], "as marked")
    chosen = {(d.layer, d.text.partition("[")[2].partition("]")[0]): d for d in log}
    assert chosen["mentions", "Oslo"].decision == "b"
    assert chosen["mentions", "her"].decision == "neither"
    assert chosen["mentions", "us"].decision == "b"
    assert chosen["arguments", "met"].decision == "neither"
    assert all(d.reason == f"{word}: heard" for (_, word), d in chosen.items())
    gold, _ = adjudication.settled(letter(), other(), log)
    assert gold is not None
    events = [replace(e, arguments=letter().events[n].arguments) for n, e in enumerate(other().events)]
    assert gold.mentions == other().mentions
    assert gold.events == canonical(without_unset(replace(other(), events=events))).events


def test_an_entity_comes_with_the_version_that_names_it() -> None:
    """Its record is not marked: the mention that is taken brings it, another leaves it out."""
    pair = []
    for key in ("bo", "him"):
        said = {"Ann": "ann", "Bo": "bo", "He": key}
        spans = {name: "Ann met Bo. He left.".index(name) for name in said}
        mentions = [
            {"start": at, "end": at + len(name), "text": name, "type": "PER", "entity": said[name]}
            for name, at in spans.items()
        ]
        kept = [{"id": name, "type": "PER", "name": name} for name in {*said.values()}]
        plain = {"id": "d", "text": "Ann met Bo. He left.", "mentions": mentions, "entities": kept}
        pair.append(canonical(without_unset(from_plain(plain))))
    (made,) = differences.sheets({"x": {"d": pair[0]}, "y": {"d": pair[1]}}, push.Links())
    for choice, which in (("x", 0), ("y", 1)):
        result = items(made)
        for mark in [i for i in result if i.get("from_name") == "open"]:
            said = {k: v for k, v in mark["value"].items() if k != "labels"} | {"choices": [choice]}
            result.append({**mark, "from_name": "decide", "type": "choices", "value": said})
        (document,) = [one.document for one in pulled(made, result).pulled]
        gold, _ = adjudication.settled(*pair, decide.decided(*pair, document, [], "as marked"))
        assert gold is not None
        assert gold.mentions == pair[which].mentions
        assert gold.entities == pair[which].entities


def test_a_choice_that_the_marks_deny_is_said(sheet) -> None:
    """Chosen alice, and marked as neither has it: both stand in the message, with the way out."""
    result = answered(sheet, "Oslo", ("decide", "alice"))
    for item in [i for i in result if i.get("from_name") == "mention" and i["value"]["text"] == "Oslo"]:
        kind = {**{k: v for k, v in item["value"].items() if k != "labels"}, "choices": ["ORG"]}
        result.append({**item, "from_name": "type_of", "type": "choices", "value": kind})
    (document,) = [one.document for one in pulled(sheet, result).pulled]
    with pytest.raises(
        UsageError, match="'alice' was chosen, and something else was marked; choose 'as marked"
    ):
        decide.decided(letter(), other(), document, [], "")


def test_passes_in_another_order_than_pushed_are_told(sheet) -> None:
    """A choice names a version, and the ids are those of the first."""
    result = answered(sheet, "Oslo", ("decide", "alice"))
    (document,) = [one.document for one in pulled(sheet, result).pulled]
    with pytest.raises(UsageError, match="alice was pushed first and bob second; give them in this order"):
        decide.decided(other(), letter(), document, [], "")


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
