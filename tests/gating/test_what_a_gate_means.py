"""A verdict is meant: what vanished, what is new, what was lost and what cannot be compared is all said."""

from __future__ import annotations

import json
import re

import pytest
from tests.gating.test_gate import GOLD, HALF, MORE, SPANS, TEXT, files, inside, pred  # noqa: F401 - fixtures

from presscheck.document import shipped
from presscheck.gating import decision
from presscheck.reporting import gating as printed

LONG = " ".join(f"Word{i:02}" for i in range(60))
WORDS = [{"start": 7 * i, "end": 7 * i + 6, "type": "GPE"} for i in range(60)]


def event(at, kind="Contact.Meet"):
    """An event on one of the four words, with one argument."""
    start = SPANS[at]["start"]
    argument = {"role": "Participant", "start": 0, "end": 4}
    return {"start": start, "end": start + 4, "type": kind, "arguments": [argument]}


# A baseline without its prediction


def test_a_baseline_without_its_prediction_is_named_and_no_pass(files, inside, tmp_path):  # noqa: F811
    """In the table and in every report. Who names one prediction of many means it, and is told."""
    (tmp_path / "preds").mkdir()
    files("preds/a.jsonl", pred(*HALF))
    files("preds/b.jsonl", pred(*MORE))
    common = ("--gold", "gold.jsonl", "--baseline", "bases/")
    assert inside("gate", "preds", *common, "--update")[0] == 0
    assert inside("gate", "preds", *common)[0] == 0
    (tmp_path / "preds" / "b.jsonl").unlink()
    reports = ("--junit", "j.xml", "--summary", "s.md", "--annotations")
    code, out, err = inside("gate", "preds", *common, *reports)
    assert code == 3
    assert "gate: a: passed" in out
    assert out.endswith("gate: b: CANNOT BE DECIDED: its prediction is missing\n")
    assert "bases/b.json $: error[missing-prediction]: this baseline has no prediction" in err
    assert "expected b.jsonl in the folder" in err
    assert "::error file=bases/b.json,title=presscheck gate::gate: b: CANNOT BE DECIDED" in err
    assert "missing-prediction" in (tmp_path / "j.xml").read_text(encoding="utf-8")
    assert "missing-prediction" in (tmp_path / "s.md").read_text(encoding="utf-8")
    code, _, err = inside("gate", "preds/a.jsonl", *common)
    assert (code, err) == (0, "bases/b.json: not checked: its prediction was not named\n")
    assert inside("gate", "preds", *common, "--update")[0] == 0


# What is gained


def test_a_layer_that_is_gained_is_told(files, inside):  # noqa: F811
    """It passes, for nothing dropped; but nothing holds it, and that is said."""
    gold = [{**doc, "events": [event(1)]} for doc in GOLD]
    files("gold.jsonl", gold)
    files("a.jsonl", pred(*HALF))
    common = ("--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", "a.jsonl", *common, "--update")
    assert "gained" not in inside("gate", "a.jsonl", *common)[1]
    files("a.jsonl", [{**doc, "events": [event(1)]} for doc in pred(*HALF)])
    code, out, _ = inside("gate", "a.jsonl", *common)
    assert code == 0
    assert "\ngained: events: not attempted in the baseline, so it is not checked; `--update` adds" in out
    inside("gate", "a.jsonl", *common, "--update")
    code, out, _ = inside("gate", "a.jsonl", *common)
    assert "gained" not in out
    assert "event.tc" in out


# What was lost


@pytest.fixture
def lost(files, inside):  # noqa: F811
    """A gate on a prediction that lost 30 of 60 mentions: a function that runs it."""
    files("gold.jsonl", [{"id": "long", "text": LONG, "mentions": WORDS}])
    files("a.jsonl", [{"id": "long", "mentions": WORDS}])
    common = ("a.jsonl", "--gold", "gold.jsonl", "--measures", "mention.strict", "--baseline", "base.json")
    inside("gate", *common, "--update")
    files("a.jsonl", [{"id": "long", "mentions": WORDS[30:]}])
    return lambda *more: inside("gate", *common, *more)


def test_what_was_lost_is_listed_up_to_twenty(lost):
    """Without any rule: a drop names its items, in words."""
    code, out, _ = lost()
    listed = re.findall(r"^  missed long: .*⟦(Word\d\d)⟧.* GPE$", out, re.M)
    assert code == 1
    assert len(listed) == len({*listed}) == 20
    assert "\n  and 10 more (`--list all` lists them)\n" in out


@pytest.mark.parametrize(("most", "many"), [("all", 30), ("30", 30), ("3", 3), ("0", 0)])
def test_how_many_are_listed_may_be_asked_for(lost, tmp_path, most, many):
    """In the table, the summary and JUnit alike; JSON has all."""
    _, out, _ = lost("--list", most, "--summary", "s.md", "--junit", "j.xml")
    for text in (out, (tmp_path / "s.md").read_text("utf-8"), (tmp_path / "j.xml").read_text("utf-8")):
        assert text.count("missed long: ") == many
        assert (f"and {30 - many} more" in text) == (many < 30)
    (check,) = json.loads(lost("--list", most, "--format", "json")[1])[0]["checks"]
    assert len(check["items"]) == 30
    code, _, err = lost("--list", "some")
    assert code == 2
    assert "expected a number or `all`, got 'some'" in err


def test_the_items_of_a_layer_that_vanished_are_listed(files, inside):  # noqa: F811
    """The baseline has them, whatever the prediction lacks."""
    gold = [{**doc, "events": [event(1)]} for doc in GOLD]
    files("gold.jsonl", gold)
    files("a.jsonl", gold)
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", *common, "--update")
    files("a.jsonl", [{"id": doc["id"], "mentions": doc["mentions"]} for doc in gold])
    code, out, _ = inside("gate", *common)
    assert code == 3
    assert "event.tc max_drop: event.tc is not attempted now\n  missed d0: Oslo ⟦Rome⟧ Bonn Kyiv" in out


def test_one_list_is_printed_once():
    """Two rules on one measure lose the same items."""
    checks = [
        decision.Condition(
            measure="m.x", condition=name, value=0.1, baseline=0.5, delta=-0.4, limit=0, verdict="fail",
            says=name, items=["missed d: a"],
        )
        for name in ("max_drop", "max_new_errors")
    ]  # fmt: skip
    found = decision.Decision(name="n", checks=checks, detectable={}, notes=[], signature="")
    assert printed.remarks(found) == [
        "m.x max_drop: max_drop",
        "  missed d: a",
        "m.x max_new_errors: max_new_errors",
    ]


# 0 of 0


def test_a_row_of_nothing_is_left_out_of_a_baseline_and_named(files, inside):  # noqa: F811
    """Nothing can be held to 0 of 0; who asks for it is told why it is not there, and when it is gained."""
    gold = [{"id": "d", "text": TEXT, "mentions": SPANS, "events": [event(1)], "quotes": []}]
    files("gold.jsonl", gold)
    files("a.jsonl", [{**gold[0], "events": [event(1, "Act.Warn")]}])
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    asked = ("--measures", "mention.strict,quote.exact,event.given.ac")
    code, out, _ = inside("gate", *common, *asked, "--update")
    assert code == 0
    assert "\n  left out: quote.exact: 0 of 0, there is nothing to count on either side\n" in out
    code, out, _ = inside("gate", *common)
    assert code == 0
    assert "quote.exact" not in out.partition("measures:")[0]
    files("rules.toml", "[[rule]]\nmeasure = 'quote.exact'\nmax_drop = 0\n")
    code, out, _ = inside("gate", *common, "--rules", "rules.toml")
    assert code == 3
    assert "the baseline has no quote.exact: 0 of 0, there is nothing to count on either side" in out


def test_a_row_that_was_left_out_and_has_something_now_is_told(files, inside):  # noqa: F811
    """It was 0 of 0 when the baseline was made."""
    gold = [{"id": "d", "text": TEXT, "mentions": SPANS, "events": [event(1)]}]
    files("gold.jsonl", gold)
    files("a.jsonl", [{**gold[0], "events": [event(1, "Act.Warn")]}])
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    out = inside("gate", *common, "--measures", "mention.strict,event.trigger-cost", "--update")[1]
    assert "left out: event.trigger-cost: 0 of 0" in out
    files("a.jsonl", [gold[0]])
    code, out, _ = inside("gate", *common)
    assert code == 0
    assert "\ngained: event.trigger-cost: left out of the baseline, so it is not checked" in out


# Another gold


def releases(monkeypatch):
    """Golds by the names of releases: a function that says which one comes next."""
    name = ["news-1.0.2"]
    monkeypatch.setattr(shipped, "release", lambda digest: name[0])  # noqa: ARG005
    return lambda version: name.__setitem__(0, f"news-{version}")


def test_another_gold_is_named_by_its_versions(files, inside, monkeypatch, tmp_path):  # noqa: F811
    """And an update shows the same prediction under both, measure by measure."""
    become = releases(monkeypatch)
    files("a.jsonl", pred(*HALF))
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", *common, "--update")
    files("gold.jsonl", [{**doc, "mentions": SPANS[:3]} for doc in GOLD])
    become("1.1.0")
    code, out, _ = inside("gate", *common)
    assert code == 3
    assert "all checks: not scored alike: the gold changed from 1.0.2 to 1.1.0\n" in out
    assert "\nthe gold changed from 1.0.2 to 1.1.0; score as the baseline was, or make a new one" in out
    first = (tmp_path / "base.json").read_bytes()
    for more, code in (((), 3), (("--force",), 0)):
        assert (tmp_path / "base.json").read_bytes() == first
        found, out, err = inside("gate", *common, "--update", *more)
        assert found == code
        lines = [line.split() for line in out.splitlines()]
        assert ["the", "gold", "changed", "from", "1.0.2", "to", "1.1.0"] in lines
        assert ["measure", "old", "new", "delta"] in lines
        assert ["mention.strict", "0.6667", "0.8000", "+0.133"] in lines
        assert ("Not updated" in err) == (code == 3)
    assert (tmp_path / "base.json").read_bytes() != first
    assert inside("gate", *common)[0] == 0


def test_force_keeps_what_the_baseline_measures_and_replaces_what_cannot_be_read(files, inside, tmp_path):  # noqa: F811
    """The choice of measures is the old baseline's; a damaged one is replaced, and that is said."""
    files("a.jsonl", pred(*HALF))
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", *common, "--measures", "mention.strict", "--update")
    first = (tmp_path / "base.json").read_bytes()
    assert inside("gate", *common, "--update", "--force")[0] == 0
    assert (tmp_path / "base.json").read_bytes() == first
    files("base.json", first.decode().replace('"n_gold": 32', '"n_gold": 31'))
    assert (tmp_path / "base.json").read_bytes() != first
    assert inside("gate", *common, "--update")[0] == 3
    code, out, _ = inside("gate", *common, "--update", "--force")
    assert code == 0
    assert "  replaces a file that could not be read: base.json $.measures.mention.strict" in out


def test_other_documents_are_no_comparison(files, inside, tmp_path):  # noqa: F811
    """Even under one signature."""
    files("a.jsonl", pred(*HALF))
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", *common, "--update")
    text = (tmp_path / "base.json").read_text(encoding="utf-8")
    files("base.json", text.replace('"d7"', '"e7"'))
    code, out, _ = inside("gate", *common)
    assert code == 3
    assert "the documents are not those of the baseline: d7, e7" in out


# Words


def test_no_significant_difference_is_not_called_proved(files, inside):  # noqa: F811
    """That nothing could be shown does not show that nothing is there."""
    files("a.jsonl", pred(*HALF))
    files("b.jsonl", pred(1, *HALF[1:]))
    code, out, _ = inside("compare", "a.jsonl", "b.jsonl", "--gold", "gold.jsonl")
    assert code == 0
    assert "\nno difference is statistically significant\n" in out
    assert "proved" not in out
