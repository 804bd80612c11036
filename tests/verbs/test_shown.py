"""Values of the verbs are read at a prompt, printed, and looked at in a notebook."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import presscheck

GOLD = [
    {
        "id": str(i),
        "text": "Oslo met Rome.",
        "schema_version": "1.1.0",
        "mentions": [{"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "<b>"}],
    }
    for i in range(6)
]
PRED = [{"id": str(i), "mentions": [{"start": 0, "end": 4 - (i == 0), "type": "GPE"}]} for i in range(6)]

VALUES: dict[str, Any] = {
    "score": presscheck.score(GOLD, PRED),
    "errors": presscheck.errors(GOLD, PRED),
    "compare": presscheck.compare({"half": PRED, "all": GOLD}, GOLD, measures="mention.strict"),
    "validate": presscheck.validate([*GOLD, GOLD[0]], kind="gold"),
    "agree": presscheck.agree(GOLD, GOLD),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_one_line_a_text_and_a_table(name: str) -> None:
    value = VALUES[name]
    if name != "agree":
        assert "\n" not in repr(value)
        assert len(repr(value)) < 400
    assert len(str(value).splitlines()) > 1
    assert max(map(len, str(value).splitlines())) < 400
    html = value._repr_html_()
    assert html.count("<table>") >= 1
    assert "<b>" not in html


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_a_tidy_data_frame(name: str) -> None:
    pytest.importorskip("pandas")
    frame = VALUES[name].to_pandas()
    assert len(frame) > 0
    assert len(frame.columns) > 2


@pytest.mark.parametrize("name", VALUES)
def test_a_value_leaves_its_process(name: str) -> None:
    again = pickle.loads(pickle.dumps(VALUES[name]))
    assert str(again) == str(VALUES[name])


def test_errors_are_those_of_the_command_line() -> None:
    found = presscheck.errors(GOLD, PRED)
    assert repr(found) == "<errors: 7 errors in 2 problems; the worst: mentions: missed <b>>"
    assert "1. mentions: missed <b>" in str(found)
    assert "--" not in str(found)
    assert found.problems[0].cost == 6


def test_a_decision_says_whether_a_build_may_pass(tmp_path: Any) -> None:
    baseline = tmp_path / "baseline.json"
    first = presscheck.gate(GOLD, baseline=baseline, gold=GOLD, update=True)
    assert first.passed
    worse = presscheck.gate(PRED, baseline=baseline, gold=GOLD)
    assert not worse.passed
    assert "FAILED" in repr(worse)
    assert "mention.strict" in str(worse)
    with pytest.raises(presscheck.UsageError, match="force=True"):
        presscheck.gate(PRED[:5], baseline=baseline, gold=GOLD[:5], update=True)
    assert presscheck.gate(PRED[:5], baseline=baseline, gold=GOLD[:5], update=True, force=True).passed


def test_an_update_needs_a_file() -> None:
    with pytest.raises(presscheck.UsageError, match="`baseline`"):
        presscheck.gate(PRED, gold=GOLD, update=True)


def test_documents_and_what_anchors_them_are_one_line() -> None:
    [done] = presscheck.anchor({"id": "0", "mentions": [{"text": "Oslo"}, {"text": "Bonn"}]}, GOLD)
    assert repr(done) == "<Anchored '0': 1 exact, 1 invented>"
    assert repr(done.document) == "<Document '0': 2 mentions>"
    assert "\n" not in repr(presscheck.measures("mention.strict"))


def test_a_saved_result_is_read_back(tmp_path: Any) -> None:
    result = presscheck.score(GOLD, PRED)
    result.save(tmp_path / "one.json")
    again = presscheck.merge([tmp_path / "one.json"])
    assert again.counts() == result.counts()
    with pytest.raises(presscheck.UsageError, match=r"Result\.save"):
        presscheck.merge([_written(tmp_path)])


def test_a_reply_in_place_of_a_prediction_is_answered_with_the_way_to_convert_it(tmp_path: Any) -> None:
    reply = tmp_path / "reply.md"
    reply.write_text('Sure:\n```json\n{"mentions": [{"text": "Oslo", "type": "GPE"}]}\n```\n')
    with pytest.raises(presscheck.InvalidInputError) as error:
        presscheck.score(GOLD, reply)
    [note] = error.value.__notes__
    assert f'`presscheck.convert("{reply}", from_="llm")`' in note


def _written(folder: Any) -> Any:
    (folder / "x.json").write_text("{}")
    return folder / "x.json"


def test_a_valid_file_is_said_to_be() -> None:
    assert presscheck.validate(GOLD[0], kind="gold").valid
    assert not VALUES["validate"].valid


def test_conversions_name_what_happened(tmp_path: Any) -> None:
    reply = tmp_path / "reply.md"
    reply.write_text('Sure:\n```json\n{"mentions": [{"text": "Oslo", "type": "GPE"}]}\n```\n')
    done = presscheck.convert(reply, from_="llm", id="0")
    assert done.documents[0].mentions[0].text == "Oslo"
    assert repr(done).startswith("<Conversion: 1 documents")
    out = tmp_path / "gold.conll"
    presscheck.convert(GOLD[:1], out, to="conll")
    assert "Oslo" in out.read_text()


def test_findings_of_objects_name_no_file_of_ours() -> None:
    report = presscheck.validate({"id": "zz", "mentions": []}, gold=GOLD)
    assert {finding.rule for finding in report.findings} == {"missing-document", "unknown-document"}
    assert "tmp" not in str(report)
    with pytest.raises(presscheck.InvalidInputError) as error:
        presscheck.score("all", PRED[:1])
    assert "tmp" not in str(error.value)
    assert "all:1 " in str(error.value)
