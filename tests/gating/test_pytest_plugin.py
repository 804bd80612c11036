"""The pytest plugin, in a test suite of its own each time."""

import json
import re

import pytest

from presscheck import api
from presscheck.gating import baseline
from presscheck.scoring import items

pytest_plugins = ["pytester"]

GOLD = [{"id": "d", "text": "Oslo met Rome.", "mentions": [
    {"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]}]  # fmt: skip


@pytest.fixture
def suite(pytester):
    """Gold, a good and a worse prediction, a baseline of the good one; a function that runs pytest."""
    worse = [{"id": "d", "mentions": GOLD[0]["mentions"][:1]}]
    for name, documents in (("gold", GOLD), ("good", GOLD), ("worse", worse)):
        lines = "".join(json.dumps(doc) + "\n" for doc in documents)
        (pytester.path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    seen = items.Items()
    result = api.score(pytester.path / "gold.jsonl", pytester.path / "good.jsonl", watch=seen)
    text = baseline.dumps(baseline.from_result(result, seen.by_measure))
    (pytester.path / "base.json").write_text(text, encoding="utf-8")
    rules = "[[rule]]\nmeasure = 'mention.strict'\nmin = 0.9\n"
    (pytester.path / "rules.toml").write_text(rules, encoding="utf-8")

    def run(*arguments, code=""):
        if code:
            pytester.makepyfile(code)
        return pytester.runpytest_inprocess("-p", "presscheck", "-p", "no:cacheprovider", *arguments)

    return run


def test_two_lines_hold_a_prediction_to_its_baseline(suite):
    """The worse one fails with the gate's table, without a traceback into the plugin's insides."""
    found = suite(
        code="""
        def test_good(presscheck_gate):
            presscheck_gate("good.jsonl", baseline="base.json", gold="gold.jsonl")

        def test_worse(presscheck_gate):
            presscheck_gate("worse.jsonl", baseline="base.json", gold="gold.jsonl")
        """
    )
    found.assert_outcomes(passed=1, failed=1)
    found.stdout.fnmatch_lines(["*mention.strict  max_drop  0.667 *-0.333*FAIL*", "*gate: worse: FAILED*"])


def test_two_lines_assert_a_score_of_ones_own(suite):
    """Any measure by its id; an unknown one is answered with the nearest."""
    found = suite(
        code="""
        def test_recall(presscheck_score):
            assert presscheck_score("worse.jsonl", gold="gold.jsonl")["mention.strict"]["recall"] == 0.5

        def test_too_low(presscheck_score):
            assert presscheck_score("worse.jsonl", gold="gold.jsonl")["mention.strict"]["f1"] > 0.9

        def test_unknown(presscheck_score):
            presscheck_score("worse.jsonl", gold="gold.jsonl")["mention.strct"]
        """
    )
    found.assert_outcomes(passed=1, failed=2)
    found.stdout.fnmatch_lines(["*did you mean mention.strict?*"])


def test_the_options_are_the_fixtures_defaults(suite):
    """`--presscheck-pred FILE` and its like."""
    found = suite(
        "--presscheck-pred", "good.jsonl", "--presscheck-gold", "gold.jsonl",
        code="""
        def test_f1(presscheck_score):
            assert presscheck_score()["mention.strict"]["f1"] == 1
        """,
    )  # fmt: skip
    found.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("pred", "outcome", "line"),
    [
        ("good.jsonl", {"passed": 1}, "*presscheck gate good PASSED*"),
        ("worse.jsonl", {"failed": 1}, "*gate: worse: FAILED (1 of 1 checks)*"),
        ("nowhere.jsonl", {"failed": 1}, "*nowhere.jsonl: No such file or directory*"),
    ],
)
def test_the_options_alone_are_a_test(suite, pred, outcome, line):
    """With rules or a baseline, and without any test file."""
    rules = ("--presscheck-gold", "gold.jsonl", "--presscheck-rules", "rules.toml")
    found = suite("-v", "--presscheck-pred", pred, *rules)
    found.assert_outcomes(**outcome)
    found.stdout.fnmatch_lines([f"presscheck: pred {pred}, gold gold.jsonl, rules rules.toml", line])
    assert "Traceback" not in found.stdout.str()
    assert ("- gate: worse: FAILED (1 of 1 checks)" in found.stdout.str()) == (pred == "worse.jsonl")


def test_without_options_nothing_is_added(suite):
    """A suite that does not use the plugin is as it was."""
    found = suite(code="def test_nothing(): pass")
    found.assert_outcomes(passed=1)
    assert "presscheck:" not in found.stdout.str()


@pytest.mark.parametrize(
    "option", [("--presscheck-pred", "good.jsonl"), ("--presscheck-baseline", "base.json")]
)
def test_half_a_gate_is_none_and_the_header_says_so(suite, option):
    """A prediction with nothing to hold it to, or the other way round: no green test stands for a gate."""
    found = suite(*option, code="def test_nothing(): pass")
    found.assert_outcomes(passed=1)
    found.stdout.fnmatch_lines(
        ["presscheck: *(for the fixtures; nothing is checked without a baseline or rules)"]
    )


def test_a_fixture_without_a_prediction_says_what_to_give(suite):
    """Not a pass."""
    found = suite(code="def test_it(presscheck_gate): presscheck_gate()")
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(["*name one, or run pytest with --presscheck-pred FILE*"])


def test_a_failure_shows_the_test_and_none_of_our_frames(suite):
    """Whatever fails: the gate, the input, a name; the line of the test stands there, and the reason."""
    found = suite(
        "--tb=long",
        code="""
        from pathlib import Path

        import presscheck
        import pytest

        def test_gate(presscheck_gate):
            presscheck_gate("worse.jsonl", baseline="base.json", gold="gold.jsonl")  # the gate

        def test_damaged(presscheck_gate):
            text = Path("base.json").read_text(encoding="utf-8")
            Path("broken.json").write_text(text.replace('"n_gold": 2', '"n_gold": 1'), encoding="utf-8")
            presscheck_gate("good.jsonl", baseline="broken.json", gold="gold.jsonl")  # the baseline

        def test_input(presscheck_score):
            bad = '{"id": "d", "mentions": [{"start": 5, "end": 3}]}'
            Path("bad.jsonl").write_text(bad, encoding="utf-8")
            presscheck_score("bad.jsonl", gold="gold.jsonl")  # the input

        def test_file(presscheck_score):
            presscheck_score("nowhere.jsonl", gold="gold.jsonl")  # the file

        def test_option(presscheck_score):
            presscheck_score("good.jsonl", gold="gold.jsonl", windw="sentence")  # the option

        def test_name(presscheck_score):
            presscheck_score("good.jsonl", gold="gold.jsonl")["mention.strct"]  # the name

        def test_expected(presscheck_score):
            with pytest.raises(presscheck.UsageError, match="nowhere.jsonl"):
                presscheck_score("nowhere.jsonl", gold="gold.jsonl")
        """,
    )
    found.assert_outcomes(passed=1, failed=6)
    text = found.stdout.str()
    for line in ("the gate", "the baseline", "the input", "the file", "the option", "the name"):
        assert f"# {line}\n" in text
    frames = [line for line in text.splitlines() if re.match(r"\S+\.py:\d+: ", line)]
    assert len(frames) == 6, frames
    assert all("test_a_failure_shows" in frame for frame in frames)
    assert "eval/presscheck" not in text.partition("short test summary")[0]
