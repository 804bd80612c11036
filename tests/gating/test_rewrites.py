"""The gate on a challenge set: what a system may lose by a rewrite, against itself."""

import json

import pytest
from msgspec.structs import replace

from presscheck.cli.main import group
from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.gating import rules as gate_rules
from presscheck.gating import run as gate_run
from presscheck.rewrites import sets
from presscheck.rewrites.variant import parts

DOC = {
    "schema_version": "1.1.0",
    "id": "d",
    "text": "Ann met Bob in Oslo.\nBob left Oslo.",
    "mentions": [
        {"start": at, "end": at + size, "type": kind}
        for at, size, kind in ((0, 3, "PER"), (8, 3, "PER"), (15, 4, "GPE"), (21, 3, "PER"), (30, 4, "GPE"))
    ],
}


@pytest.fixture
def challenge(tmp_path):
    """A set of three rewrites in a folder, and a prediction that finds nothing after one of them."""
    made = sets.made([jsonl.from_plain(DOC)], ["upper-case", "lower-case", "tabs"], with_pairs=False)
    sets.write(tmp_path / "C", made, "")
    found = [
        replace(doc, mentions=doc.mentions[:2]) if parts(doc.id)[1] == "lower-case" else doc
        for doc in made.documents()
    ]
    jsonl.write(tmp_path / "pred.jsonl", found)
    return tmp_path


def held(folder, *rules):
    """The checks of some rules: (condition, verdict, delta)."""
    lines = [f"[[rule]]\n{rule}" for rule in rules]
    (folder / "rules.toml").write_text("\n".join(lines), encoding="utf-8")
    decision = gate_run.held(
        str(folder / "pred.jsonl"), rules=folder / "rules.toml", gold=str(folder / "C"), name="x"
    )
    return decision, [(check.condition, check.verdict) for check in decision.checks]


def test_a_drop_is_held_to_its_limit(challenge):
    """Two of five are found: F1 is 4/7, a drop of 3/7."""
    rule = 'measure = "mention.strict"\nrewrite = "lower-case"\nmax_drop = '
    assert held(challenge, f"{rule}0.42")[1] == [("max_drop lower-case", "fail")]
    decision, checks = held(challenge, f"{rule}0.43")
    assert checks == [("max_drop lower-case", "pass")]
    assert decision.checks[0].delta == pytest.approx(-3 / 7)


def test_any_is_every_rewrite_and_min_is_a_floor(challenge):
    """In the order of the table; a measure of a layer that nobody has is passed over."""
    decision, checks = held(challenge, 'measure = "default"\nrewrite = "any"\nmax_drop = 0')
    drops = {check.condition for check in decision.checks if check.measure == "mention.strict"}
    assert drops == {"max_drop lower-case", "max_drop upper-case", "max_drop tabs"}
    assert decision.code == 1
    assert ("max_drop tabs", "pass") in checks
    floor = 'measure = "mention.strict"\nrewrite = "lower-case"\nmin = 0.6'
    assert held(challenge, floor)[1] == [("min lower-case", "fail")]


def test_what_is_not_there_is_no_pass(challenge):
    """A rewrite that the set does not have, a measure that nobody attempts."""
    rules = ['measure = "mention.strict"\nrewrite = "html"\nmax_drop = 1']
    assert held(challenge, *rules)[0].code == 3
    assert held(challenge, 'measure = "quote.exact"\nrewrite = "tabs"\nmax_drop = 1')[0].code == 3


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ('rewrite = "hard-wrap"\nmax_drop = 0', "there is no rewrite 'hard-wrap'"),
        ('rewrite = "tabs"\nmax_new_errors = 0', "has min and max_drop, not max_new_errors"),
    ],
)
def test_rules_that_cannot_be_meant_are_told(tmp_path, rule, says):
    """A name that is none, a condition that needs a baseline."""
    (tmp_path / "rules.toml").write_text(f'[[rule]]\nmeasure = "mention.strict"\n{rule}', encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        gate_rules.load(tmp_path / "rules.toml")


def test_the_command_line_has_it(challenge, monkeypatch, capsys):
    """With exit code 1, and the drop in words."""
    monkeypatch.chdir(challenge)
    (challenge / "rules.toml").write_text(
        '[[rule]]\nmeasure = "mention.strict"\nrewrite = "any"\nmax_drop = 0.1', encoding="utf-8"
    )
    code = group.main(["gate", "pred.jsonl", "--gold", "C", "--rules", "rules.toml"], standalone_mode=False)
    out = capsys.readouterr().out
    assert code == 1
    assert "a drop of 0.4286 against the original, allowed 0.1" in out
    assert json.dumps("x")
