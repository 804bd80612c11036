"""The gate: every rule, every way in which one could pass that must not, the exit codes, the baseline."""

import json
import re

import msgspec
import pytest
from tests.conftest import ROOT

from presscheck import api
from presscheck.cli import main as cli_module
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.gating import baseline, conditions
from presscheck.gating import decision as gating_decision
from presscheck.gating import rules as gate_rules
from presscheck.gating import run as gate_run
from presscheck.gating.conditions import Condition
from presscheck.gating.rules import GateRule
from presscheck.reporting import gating as printed
from presscheck.reporting import github
from presscheck.scoring import items

TEXT = "Oslo Rome Bonn Kyiv"
SPANS = [{"start": at, "end": at + 4, "type": "GPE"} for at in (0, 5, 10, 15)]
GOLD = [{"id": f"d{i}", "text": TEXT, "mentions": SPANS} for i in range(8)]


def pred(*right, wrong=0):
    """A prediction that has so many of the four mentions of each document right, and some spurious ones."""
    spurious = [{"start": at, "end": at + 9, "type": "GPE"} for at in (0, 5, 10)][:wrong]
    return [{"id": f"d{i}", "mentions": SPANS[:k] + spurious} for i, k in enumerate(right)]


def kept(documents, gold=GOLD, **settings):
    """The baseline of a prediction."""
    seen = items.Items()
    result = api.score(gold, documents, watch=seen, **settings)
    return baseline.from_result(result, seen.by_measure)


def decide(now, then, *rules, gold=GOLD, **settings):
    """A gate's decision on two predictions."""
    seen = items.Items()
    measures = settings.pop("measures", None) or (gate_rules.measures(rules) if rules else "default")
    then = kept(then, measures=measures) if isinstance(then, list) else then
    result = api.score(gold, now, watch=seen, measures=measures, **settings)
    return gating_decision.decide(result, rules, then, seen.by_measure)


def strict(**conditions):
    """A rule on mention.strict."""
    return GateRule(measure="mention.strict", **conditions)


HALF = [2] * 8
MORE = [3] * 8


@pytest.fixture
def inside(monkeypatch, capsys, tmp_path):
    """Run the command line in this process and in `tmp_path`: (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["presscheck", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli_module.main()
        return stop.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def files(tmp_path):
    """gold.jsonl, and a function that writes further files there."""

    def write(name, content):
        if not isinstance(content, str):
            content = "".join(json.dumps(doc) + "\n" for doc in content)
        (tmp_path / name).write_text(content, encoding="utf-8")
        return name

    write("gold.jsonl", GOLD)
    return write


@pytest.mark.parametrize(
    ("now", "then", "rule", "verdict"),
    [
        (HALF, HALF, strict(max_drop=0), "pass"),
        (MORE, HALF, strict(max_drop=0), "pass"),
        (HALF, MORE, strict(max_drop=0), "fail"),
        (HALF, MORE, strict(max_drop=0.5), "pass"),
        ([1, *HALF[1:]], HALF, strict(max_drop=0), "fail"),
        (HALF, HALF, strict(min=0.66), "pass"),
        (HALF, HALF, strict(min=0.67), "fail"),
        (HALF, HALF, strict(max_new_errors=0), "pass"),
        (MORE, HALF, strict(max_new_errors=0), "pass"),
        ([1, *HALF[1:]], HALF, strict(max_new_errors=0), "fail"),
        ([1, *HALF[1:]], HALF, strict(max_new_errors=1), "pass"),
        ([1, *HALF[1:]], HALF, strict(confident_drop=True), "pass"),
        ([1, 0, 1, 0, 1, 1, 0, 1], HALF, strict(confident_drop=True), "fail"),
        ([1, 0, 1, 0, 1, 1, 0, 1], HALF, strict(confident_drop=True, max_drop=0.5), "pass"),
        (HALF, HALF, strict(non_inferior=0.01), "pass"),
        ([1, *HALF[1:]], HALF, strict(non_inferior=0.01), "fail"),
        ([1, *HALF[1:]], HALF, strict(non_inferior=0.2), "pass"),
    ],
)
def test_each_condition(now, then, rule, verdict):
    """A drop fails, a gain passes: the sign is never lost."""
    found = decide(pred(*now), pred(*then), rule)
    assert [check.verdict for check in found.checks] == [verdict]
    assert found.code == {"pass": 0, "fail": 1}[verdict]


def test_verdict_line_and_exit_code_never_disagree():
    """Every printed form follows from the one code."""
    words = {0: "passed", 1: "FAILED", 3: "CANNOT BE DECIDED"}
    decisions = [
        decide(pred(*MORE), pred(*HALF), strict(max_drop=0)),
        decide(pred(*HALF), pred(*MORE), strict(max_drop=0), strict(min=0.1)),
        decide(pred(*MORE), pred(*HALF), GateRule(measure="coref.b3", max_drop=0), strict(max_drop=0)),
    ]
    assert [d.code for d in decisions] == [0, 1, 3]
    for d in decisions:
        others = [word for code, word in words.items() if code != d.code]
        for text in (
            d.headline(),
            printed.as_table([d]).splitlines()[-1],
            printed.as_markdown([d]).splitlines()[0],
        ):
            assert words[d.code] in text
            assert not any(word in text for word in others)
        assert json.loads(printed.as_json([d]))[0]["code"] == d.code
        assert (github.errors(d, "x", {}) == []) == (d.code == 0)


def test_a_failure_beside_what_cannot_be_decided_is_not_decided():
    """3 wins over 1: neither reads as a pass."""
    found = decide(pred(*HALF), pred(*MORE), strict(max_drop=0), GateRule(measure="event.tc", max_drop=0))
    assert [check.verdict for check in found.checks] == ["fail", "impossible"]
    assert found.code == 3


def test_a_gate_that_checks_nothing_is_no_pass():
    """No rule left, no pass."""
    empty = gating_decision.Decision(name="x", checks=[], detectable={}, notes=[], signature="")
    assert empty.code == 3


def test_every_check_prints_value_baseline_delta_limit_and_verdict():
    """All five, in the table; of new errors their number stands in place of the delta."""
    found = decide(pred(*HALF), pred(*MORE), strict(max_drop=0.01))
    header, rows = printed.grid(found)
    assert header[2:6] + header[-1:] == ["value", "baseline", "delta", "limit", "verdict"]
    assert rows == [["mention.strict", "max_drop", "0.667", "0.857", "-0.190", "0.01", "–", "FAIL"]]
    assert "a drop of 0.1905, allowed 0.01" in printed.as_table([found])
    found = decide(pred(1, *HALF[1:]), pred(*HALF), strict(max_new_errors=3, confident_drop=True))
    assert [row[4] for row in printed.grid(found)[1]] == ["-0.028", "1 new"]
    assert "mention.strict confident_drop: with 95 % confidence no drop is significant" in printed.as_table(
        [found]
    )


def test_a_vanished_measure_is_no_pass():
    """A layer of the baseline that the prediction no longer attempts; the default asks for it too."""
    entity = [{"id": "x", "type": "GPE", "wikidata": "Q1"}]
    gold = [g | {"mentions": [m | {"entity": "x"} for m in g["mentions"]], "entities": entity} for g in GOLD]
    linked = [{"id": g["id"], "mentions": g["mentions"], "entities": entity} for g in gold]
    then = kept(linked, gold)
    bare = [{"id": g["id"], "mentions": GOLD[0]["mentions"]} for g in gold]
    found = decide(bare, then, gold=gold)
    missing = {c.measure for c in found.checks if c.verdict == "impossible"}
    assert {"coref.b3", "link.strong"} <= missing
    assert found.code == 3
    assert "not attempted now" in next(c.says for c in found.checks if c.measure == "coref.b3")


def test_a_measure_asked_for_by_name_that_is_not_attempted_is_no_pass():
    """Then and now it counts as zero in the table; two zeros cannot be compared."""
    rule = GateRule(measure="quote.any", max_drop=0, min=0.0)
    gold = [g | {"quotes": []} for g in GOLD]
    then = kept(pred(*HALF), gold, measures=gate_rules.measures([rule]))
    found = decide(pred(*HALF), then, rule, gold=gold)
    assert found.code == 3
    assert {c.says for c in found.checks} == {"quote.any is not attempted now"}


def test_a_measure_that_the_baseline_lacks_is_no_pass():
    """A rule added after the baseline was made."""
    then = kept(pred(*HALF))
    then.measures.pop("mention.exact")
    found = decide(pred(*HALF), then, GateRule(measure="mention.exact", max_drop=0))
    assert (found.code, found.checks[0].says) == (3, "the baseline has no mention.exact")


def test_an_undefined_value_is_no_pass():
    """0/0 now or then: nothing can be compared, and a floor holds for nothing."""
    gold = [{"id": "d0", "text": TEXT, "mentions": []}]
    nothing = [{"id": "d0", "mentions": []}]
    found = decide(nothing, kept(nothing, gold), strict(max_drop=0), strict(min=0.0), gold=gold)
    assert [c.verdict for c in found.checks] == ["impossible", "impossible"]


def test_a_missing_document_stops_the_gate(files, inside):
    """Exit code 3 and no table; as empty only if asked, and then the signature differs."""
    files("all.jsonl", pred(*HALF))
    files("short.jsonl", pred(*HALF)[:-1])
    common = ("--gold", "gold.jsonl", "--baseline", "base.json")
    assert inside("gate", "all.jsonl", *common, "--update")[0] == 0
    code, out, err = inside("gate", "short.jsonl", *common)
    assert (code, out) == (3, "gate: short: CANNOT BE DECIDED: invalid input\n")
    assert "missing-document" in err
    code, out, _ = inside("gate", "short.jsonl", *common, "--missing", "empty")
    assert code == 3
    assert "missing is error and empty" in out


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_baseline_that_was_cut_is_never_taken_for_a_prediction(files, inside, tmp_path, part):
    """Its way out is to write it anew; nobody is told to convert it."""
    files("pred.jsonl", pred(*HALF))
    common = ("--gold", "gold.jsonl", "--baseline", "base.json")
    assert inside("gate", "pred.jsonl", *common, "--update")[0] == 0
    base = tmp_path / "base.json"
    whole = base.read_text(encoding="utf-8")
    base.write_text(whole[: int(len(whole) * part)], encoding="utf-8")
    code, _, err = inside("gate", "pred.jsonl", *common)
    assert code == 3
    assert re.search(r"--update( --force)?` writes", err)
    assert "convert" not in err


def test_a_baseline_of_zero():
    """Nothing is divided by it: no change passes, a gain passes."""
    assert decide(pred(*[0] * 8, wrong=1), pred(*[0] * 8, wrong=1), strict(max_drop=0)).code == 0
    found = decide(pred(*HALF), pred(*[0] * 8, wrong=1), strict(max_drop=0, max_new_errors=0))
    assert found.code == 0
    assert found.checks[0].baseline == 0
    assert found.checks[0].delta == pytest.approx(2 / 3)


def test_rounding_at_equality_is_no_drop():
    """A value one rounding error below its baseline, floor or limit passes; a real change fails."""
    then = kept(pred(*HALF))
    value = then.measures["mention.strict"]
    then.measures["mention.strict"] = value + 1e-12
    assert decide(pred(*HALF), then, strict(max_drop=0, min=value + 1e-12)).code == 0
    then.measures["mention.strict"] = value + 1e-6
    assert decide(pred(*HALF), then, strict(max_drop=0)).code == 1
    drop = kept(pred(*MORE)).measures["mention.strict"] - value
    assert decide(pred(*HALF), pred(*MORE), strict(max_drop=drop)).code == 0


def test_gold_edited_under_an_old_baseline_is_refused():
    """The digest in the signature differs: every comparison is impossible, and both values are named."""
    edited = [GOLD[0] | {"mentions": SPANS[:3]}, *GOLD[1:]]
    found = decide(pred(*HALF), kept(pred(*HALF)), strict(max_drop=0, min=0.1), gold=edited)
    assert [c.verdict for c in found.checks] == ["pass", "impossible"]
    assert found.code == 3
    assert any(note.startswith("the gold changed from objects@") for note in found.notes)


def test_another_version_of_the_toolkit_alone_is_no_difference():
    """The version is said, not refused."""
    then = kept(pred(*HALF))
    signature = msgspec.structs.replace(then.result.signature, version="0.0.1")
    then.result = msgspec.structs.replace(then.result, signature=signature)
    found = decide(pred(*HALF), then, strict(max_drop=0))
    assert found.code == 0
    assert "baseline made by version 0.0.1" in found.notes


def test_a_distance_drops_by_rising():
    """Smaller is better: its rise is the drop, its fall a gain, and it has no floor."""
    row = next(r for r in api.score([], [], measures="quote.share").rows if r.id == "quote.share")
    seen = object.__new__(conditions.MeasureHistory)
    seen.row, seen.delta = row, 0.25
    assert seen.drop == 0.25
    seen.delta = -0.25
    assert seen.drop == -0.25


def test_without_rules_no_default_measure_may_drop():
    """And what could be detected is said."""
    found = decide(pred(*HALF), pred(3, *HALF[1:]))
    assert {c.condition for c in found.checks} == {"max_drop"}
    assert {c.measure for c in found.checks} == {"mention.strict", "mention.exact", "mention.soft"}
    assert found.code == 1
    assert found.detectable["mention.strict"] > 0


def test_new_errors_are_lost_items_and_new_spurious_ones():
    """An item that was missed or spurious before is not new."""
    then = pred(*HALF, wrong=1)
    now = [{"id": d["id"], "mentions": d["mentions"]} for d in then]
    now[3] = {"id": "d3", "mentions": [*SPANS[:1], {"start": 0, "end": 9, "type": "GPE"},
                                       {"start": 5, "end": 14, "type": "GPE"}]}  # fmt: skip
    found = decide(now, then, strict(max_new_errors=1))
    assert found.checks[0].items == ['missed d3 [5,9,"GPE"]', 'spurious d3 [5,14,"GPE"]']
    assert found.checks[0].says == "2 new errors, allowed 1"


def test_items_that_clusters_do_not_have_cannot_be_counted():
    """A rule on them is not a pass."""
    gold = [g | {"mentions": [m | {"entity": "x"} for m in g["mentions"]]} for g in GOLD]
    found = decide(gold, kept(gold, gold), GateRule(measure="coref.b3", max_new_errors=0), gold=gold)
    assert (found.code, found.checks[0].says) == (3, "this measure has no items to count errors by")


def test_paired_intervals_need_no_old_predictions():
    """The baseline's counts per unit are enough, read back from the file too."""
    then = kept(pred(*HALF))
    text = baseline.dumps(then)
    assert baseline.dumps(then) == text
    rule = strict(confident_drop=True, non_inferior=0.3)
    direct = decide(pred(1, *HALF[1:]), then, rule)
    read = decide(pred(1, *HALF[1:]), _read(text), rule)
    assert [c.says for c in read.checks] == [c.says for c in direct.checks]


def _read(text, path="base.json"):
    import pathlib
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, path)
        file.write_text(text, encoding="utf-8")
        return baseline.read(str(file))


def test_confident_drop_on_one_unit_cannot_be_decided():
    """No interval, no proof, no pass."""
    gold = GOLD[:1]
    found = decide(pred(1), kept(pred(2), gold), strict(confident_drop=True), gold=gold)
    assert (found.code, found.checks[0].verdict) == (3, "impossible")


def test_non_inferior_on_one_article_warns():
    """It practically always fails there."""
    gold = GOLD[:1]
    found = decide(pred(2), kept(pred(2), gold), strict(non_inferior=0.1), gold=gold)
    assert any("on one article" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[rule]]\nmeasure = 'mention.strict'\n", "no condition"),
        ("[[rule]]\nmeasure = 'mention.strct'\nmin = 0.5\n", "did you mean mention.strict"),
        ("[[rule]]\nmeasure = 'mention.strict'\nmax_drp = 0.5\n", "max_drp"),
        ("[[rule]]\nmeasure = 'mention.strict'\nmin = 80\n", "<= 1"),
        ("[[rule]]\nmeasure = 'mention.strict'\nmax_drop = -0.1\n", ">= 0"),
        ("[[rule]]\nmeasure = 'quote.share'\nmin = 0.5\n", "smaller is better"),
        ("[[rule]]\nmin = 0.5\n", "measure"),
        ("[[rule]\n", "rules.toml"),
        ("", "checks nothing"),
        ("[[rules]]\nmeasure = 'mention.strict'\n", "rules"),
    ],
)
def test_a_wrong_rules_file_is_a_usage_error(files, inside, text, says):
    """Exit code 2, the file named, before anything is scored."""
    files("rules.toml", text)
    files("pred.jsonl", pred(*HALF))
    code, out, err = inside("gate", "pred.jsonl", "--gold", "gold.jsonl", "--rules", "rules.toml")
    assert (code, out) == (2, "")
    assert "rules.toml" in err
    assert says in err


def test_rules_name_measures_layers_or_the_default():
    """A layer means its default measures; what is not default is scored for the rule."""
    rules = [GateRule(measure="mentions", min=0.1), GateRule(measure="name.strict", min=0.1)]
    assert gate_rules.measures(rules) == "mention.strict,mention.exact,mention.soft,name.strict"
    found = decide(pred(*HALF), None, *rules)
    assert [c.measure for c in found.checks] == [
        "mention.strict",
        "mention.exact",
        "mention.soft",
        "name.strict",
    ]
    assert found.code == 0


def test_a_floor_on_a_layer_that_is_not_attempted_is_no_pass():
    """Without a baseline too."""
    found = decide(pred(*HALF), None, GateRule(measure="events", min=0.0))
    assert (found.code, {c.verdict for c in found.checks}) == (3, {"impossible"})


def test_rules_that_compare_need_a_baseline():
    """A usage error, not a pass."""
    with pytest.raises(UsageError, match="give `baseline`"):
        decide(pred(*HALF), None, strict(max_drop=0))
    with pytest.raises(UsageError, match="give `baseline`"):
        decide(pred(*HALF), None)


def test_update_writes_once_and_refuses_another_signature(files, inside, tmp_path):
    """It prints what changes; a changed signature is named and nothing is written unless forced."""
    files("a.jsonl", pred(*HALF))
    files("b.jsonl", pred(*MORE))
    files("other.jsonl", [GOLD[0] | {"mentions": SPANS[:3]}, *GOLD[1:]])
    code, out, _ = inside("gate", "a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json", "--update")
    assert (code, out) == (0, "a.jsonl → base.json\n  new baseline\n")
    first = (tmp_path / "base.json").read_bytes()
    code, out, _ = inside("gate", "b.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json", "--update")
    assert code == 0
    assert "mention.strict: 0.6667 → 0.8571" in out
    second = (tmp_path / "base.json").read_bytes()
    assert second != first
    code, out, err = inside("gate", "a.jsonl", "--gold", "other.jsonl", "--baseline", "base.json", "--update")
    assert code == 3
    assert re.search(r"^  mention.strict  0.8571  0.6809  -0.176$", out, re.M)
    assert "base.json: the gold changed from gold@" in err
    assert "Not updated" in err
    assert (tmp_path / "base.json").read_bytes() == second
    forced = ("--baseline", "base.json", "--update", "--force")
    assert inside("gate", "a.jsonl", "--gold", "other.jsonl", *forced)[0] == 0
    assert (tmp_path / "base.json").read_bytes() != second
    assert inside("gate", "a.jsonl", "--gold", "other.jsonl", "--baseline", "base.json")[0] == 0


UNFORMED = [{"start": 0, "end": 10, "type": "PER"}, {"start": 15, "end": 18, "type": "PER"}]
OF_A_TOOL = [{"id": "a", "mentions": [{**span, "type": "PERSON"} for span in UNFORMED]}]


@pytest.mark.parametrize("label_map", ["ontonotes", "ontonotes-pronouns", "corenlp"])
def test_a_gold_without_forms_is_gated_whole(files, inside, label_map):
    """A map of forms drops no mention of unknown form: the baseline is 1, and a lost mention fails."""
    files("own.jsonl", [{"id": "a", "text": "Anna Smith met Bob in Oslo.", "mentions": UNFORMED}])
    files("perfect.jsonl", OF_A_TOOL)
    files("worse.jsonl", [{**OF_A_TOOL[0], "mentions": OF_A_TOOL[0]["mentions"][:1]}])
    how = ("--gold", "own.jsonl", "--label-map", label_map, "--baseline", "base.json")
    assert inside("gate", "perfect.jsonl", *how, "--update")[0] == 0
    code, out, _ = inside("gate", "perfect.jsonl", *how)
    assert code == 0
    assert "mention.strict  max_drop  1.000     1.000" in out
    assert "gold mentions without `form`: the map's `forms` is not applied to them (2×)" in out
    assert inside("gate", "worse.jsonl", *how)[0] == 1


def test_what_a_restriction_emptied_is_no_baseline(files, inside, tmp_path):
    """The first line of stderr says so, the rows are left out by name, and a later run does not pass."""
    nominals = [{**span, "form": "nominal"} for span in UNFORMED]
    files("own.jsonl", [{"id": "a", "text": "Anna Smith met Bob in Oslo.", "mentions": nominals}])
    files("system.jsonl", OF_A_TOOL)
    how = ("--gold", "own.jsonl", "--label-map", "ontonotes", "--baseline", "base.json")
    code, out, err = inside("gate", "system.jsonl", *how, "--update")
    assert code == 0
    assert "leaves none of gold's 2 mentions" in err.splitlines()[0]
    assert "left out: mention.strict: gold has nothing to count" in out
    assert baseline.read(str(tmp_path / "base.json")).measures == {}
    code, out, _ = inside("gate", "system.jsonl", *how)
    assert code == 3
    assert "CANNOT BE DECIDED" in out


def test_an_update_without_a_change_changes_no_byte(files, inside, tmp_path):
    """Sorted keys, stable rounding, one line feed at the end; no carriage returns."""
    files("a.jsonl", pred(*HALF))
    update = ("gate", "a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json", "--update")
    inside(*update)
    first = (tmp_path / "base.json").read_bytes()
    _, out, _ = inside(*update)
    assert "no value changes" in out
    assert (tmp_path / "base.json").read_bytes() == first
    assert first.endswith(b"}\n")
    assert b"\r" not in first
    values = json.loads(first)
    assert values["format"] == "presscheck-baseline-2"
    assert list(values) == sorted(values)


def test_several_predictions_are_held_to_a_folder_of_baselines(files, inside, tmp_path):
    """The worst exit code of all; a baseline that is not there is wrong usage, not a pass."""
    files("a.jsonl", pred(*HALF))
    files("b.jsonl", pred(*MORE))
    (tmp_path / "bases").mkdir()
    common = ("--gold", "gold.jsonl", "--baseline", "bases")
    assert inside("gate", "a.jsonl", "b.jsonl", *common, "--update")[0] == 0
    code, out, _ = inside("gate", "a.jsonl", "b.jsonl", *common)
    assert (code, out.count("passed (3 checks)")) == (0, 2)
    files("b.jsonl", pred(*HALF))
    code, out, _ = inside("gate", "a.jsonl", "b.jsonl", *common)
    assert code == 1
    assert "gate: a: passed" in out
    assert "gate: b: FAILED" in out
    files("c.jsonl", pred(*HALF))
    assert inside("gate", "c.jsonl", *common)[0] == 2
    assert inside("gate", "a.jsonl", "b.jsonl", "--gold", "gold.jsonl", "--baseline", "bases/a.json")[0] == 2


def test_what_is_no_baseline_cannot_be_compared(files, inside):
    """A prediction, a result without items, broken JSON: exit code 3."""
    files("a.jsonl", pred(*HALF))
    files("broken.json", "{")
    for name in ("a.jsonl", "broken.json"):
        code, out, err = inside("gate", "a.jsonl", "--gold", "gold.jsonl", "--baseline", name)
        assert (code, out) == (3, "gate: a: CANNOT BE DECIDED: invalid input\n")
        assert "not a baseline" in err
    with pytest.raises(InvalidInputError, match="not a baseline"):
        _read(json.dumps({"signature": {}, "format": "other"}))


@pytest.mark.parametrize(
    ("breaks", "place"),
    [
        (lambda values: values.pop("errors"), "$"),
        (lambda values: values.update(errors=[1]), "$.errors"),
        (lambda values: values.update(items={}), "$"),
        (
            lambda values: values["errors"]["documents"]["d0"].popitem(),
            "$.errors.documents.d0",
        ),
        (lambda values: values["measures"].pop("mention.strict"), "$.measures"),
        (lambda values: values["measures"].update({"mention.strict": 0.5}), "$.measures.mention.strict"),
        (
            lambda values: values["units"]["counts"].update({"mention.strict": [[1, 2, 3]] * 8}),
            "$.units.counts.mention.strict[0]",
        ),
        (lambda values: values["units"]["documents"].append("d9"), "$.signature.documents"),
        (lambda values: values["units"].pop("within"), "$.units"),
        (lambda values: values["units"].update(rows=["mention.strct"]), "$.units.rows"),
    ],
)
def test_a_baseline_that_was_tampered_with_cannot_be_compared(files, inside, tmp_path, breaks, place):
    """One line that names the file and the place, exit code 3, no traceback."""
    files("a.jsonl", pred(*HALF))
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", *common, "--update")
    values = json.loads((tmp_path / "base.json").read_text(encoding="utf-8"))
    breaks(values)
    files("base.json", json.dumps(values))
    code, out, err = inside("gate", *common)
    assert (code, out) == (3, "gate: a: CANNOT BE DECIDED: invalid input\n")
    assert err.startswith(f"base.json {place}: error[baseline]: ")
    assert err.endswith("`presscheck gate PRED --baseline FILE --update --force` writes it anew\n")
    assert err.count("\n") == 1


def _worse_formula(monkeypatch):
    """A scorer that computes F1 otherwise, from the same counts."""
    from presscheck.measure import counts

    right = counts.Counts.score

    def wrong(self):
        found = right(self)
        return found._replace(f1=None if found.f1 is None else found.f1 * 0.99)

    monkeypatch.setattr(counts.Counts, "score", wrong)


def test_a_formula_that_changed_is_seen_though_no_count_did(files, inside, monkeypatch):
    """The baseline keeps values, not only counts: within one version they have to be what its counts give."""
    files("a.jsonl", pred(*HALF))
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", *common, "--update")
    _worse_formula(monkeypatch)
    code, _, err = inside("gate", *common)
    assert code == 3
    assert err.startswith("base.json $.measures.mention.exact.f1: error[baseline]: ")
    assert "0.6667 does not follow from its counts, which give 0.6600" in err


def test_a_definition_that_changed_between_versions_moves_the_score(files, inside, monkeypatch, tmp_path):
    """The value of then is held, and the note says why it is another one now."""
    files("a.jsonl", pred(*HALF))
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", *common, "--update")
    values = json.loads((tmp_path / "base.json").read_text(encoding="utf-8"))
    values["signature"]["version"] = "0.1.0"  # every definition has changed since
    files("base.json", json.dumps(values))
    _worse_formula(monkeypatch)
    code, out, _ = inside("gate", *common)
    assert code == 1
    assert "a drop of 0.0067, allowed 0" in out
    assert "the toolkit computes mention.strict, mention.exact, mention.soft differently now" in out


def test_invalid_predictions_exit_3_without_a_traceback(files, inside):
    """Offsets outside the text, not JSON."""
    files("a.jsonl", pred(*HALF))
    inside("gate", "a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json", "--update")
    files("bad.jsonl", '{"id": "d0", "mentions": [{"start": 0, "end": 999}]}\n{"id"')
    code, out, err = inside("gate", "bad.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    assert (code, out) == (3, "gate: bad: CANNOT BE DECIDED: invalid input\n")
    assert [line.split()[0] for line in err.splitlines()] == ["bad.jsonl:1", "bad.jsonl:2"]


def test_invalid_input_reaches_every_report_and_stops_no_other_prediction(files, inside, tmp_path):
    """JUnit, summary, annotations and JSON say what is wrong; the good prediction is decided all the same."""
    from lxml import etree

    files("a.jsonl", pred(*HALF))
    files("bad.jsonl", '{"id"')
    common = ("--gold", "gold.jsonl", "--baseline", "bases/")
    assert inside("gate", "a.jsonl", *common, "--update")[0] == 0
    files("bases/bad.json", (tmp_path / "bases" / "a.json").read_text(encoding="utf-8"))
    reports = ("--junit", "j.xml", "--summary", "s.md", "--annotations", "--format", "json")
    code, out, err = inside("gate", "a.jsonl", "bad.jsonl", *common, *reports)
    assert code == 3
    good, bad = json.loads(out)
    assert (good["code"], bad["code"], bad["findings"][0]["rule"]) == (0, 3, "json-syntax")
    assert "::error file=bad.jsonl,line=1,title=presscheck json-syntax::bad.jsonl:1 $: error" in err
    suites = etree.parse(str(tmp_path / "j.xml")).getroot()
    schema = etree.XMLSchema(etree.parse(str(ROOT / "tests" / "cases" / "junit.xsd")))
    schema.assertValid(suites)
    assert [suite.get("errors") for suite in suites] == ["0", "1"]
    assert "bad.jsonl:1 $: error[json-syntax]" in suites[1].find("testcase/error").text
    text = (tmp_path / "s.md").read_text(encoding="utf-8")
    assert "### gate: bad: CANNOT BE DECIDED: invalid input" in text
    assert "- bad.jsonl:1 $: error[json-syntax]" in text


def test_a_stored_result_is_gated_as_its_prediction_is(files, inside):
    """Annotations do not take it for a prediction: the exit code is that of the verdict line."""
    files("a.jsonl", pred(*HALF))
    files("b.jsonl", pred(1, *HALF[1:]))
    common = ("--gold", "gold.jsonl", "--baseline", "base.json", "--annotations")
    inside("gate", "a.jsonl", *common, "--update")
    for name in ("a", "b"):
        inside("score", f"{name}.jsonl", "--gold", "gold.jsonl", "--format", "result", "-o", f"{name}.json")
        code, out, err = inside("gate", f"{name}.json", *common)
        same, direct, _ = inside("gate", f"{name}.jsonl", *common)
        assert code == same
        assert out.splitlines() == [line for line in direct.splitlines() if not line.startswith("  missed")]
        assert (err == "") == (code == 0)


def test_a_missing_baseline_says_how_one_is_made(files, inside):
    """The first thing that anybody meets."""
    files("a.jsonl", pred(*HALF))
    code, out, err = inside("gate", "a.jsonl", "--gold", "gold.jsonl", "--baseline", "none.json")
    assert (code, out) == (2, "")
    assert err.startswith(
        "Error: none.json: No such file or directory; `presscheck gate PRED --baseline FILE --update`"
    )


@pytest.mark.parametrize("option", ["--junit", "--summary"])
def test_a_report_that_cannot_be_written_is_wrong_usage_and_no_verdict(files, inside, option):
    """Exit code 2, the place named, and no line that says passed."""
    files("a.jsonl", pred(*HALF))
    common = ("--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", "a.jsonl", *common, "--update")
    code, out, err = inside("gate", "a.jsonl", *common, option, "nowhere/report")
    assert (code, out) == (2, "")
    assert err.startswith("Error: nowhere/report: ")
    assert err.count("\n") == 1


def test_the_baseline_says_what_is_measured_where_nobody_else_does(files, inside):
    """One made with `--measures all` needs no option later; what a rule asks beyond it is refused."""
    files("a.jsonl", pred(*HALF))
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", *common, "--measures", "mention.strict", "--update")
    code, out, _ = inside("gate", *common)
    assert (code, out.count("max_drop")) == (0, 1)
    assert inside("gate", *common, "--update")[1].endswith("no value changes\n")
    files("rules.toml", "[[rule]]\nmeasure = 'name.strict'\nmax_drop = 0\n")
    code, out, _ = inside("gate", *common, "--rules", "rules.toml")
    assert code == 3
    assert "the baseline has no name.strict" in out


def test_many_checks_with_one_reason_are_not_all_named():
    """Six, and how many more; each has its line in the table."""
    alike = [Condition(measure=f"m.{i}", condition="min", value=0.1, baseline=None, delta=None, limit=0.5,
                          verdict="fail", says="low") for i in range(9)]  # fmt: skip
    other = msgspec.structs.replace(alike[0], says="lower")
    decision = gating_decision.Decision(
        name="n", checks=[*alike, other], detectable={}, notes=[], signature=""
    )
    said = ", ".join(f"m.{i} min" for i in range(6))
    assert printed.remarks(decision) == [f"{said}, 3 more: low", "m.0 min: lower"]
    assert printed.as_table([decision]).count("FAIL\n") == 10


def test_one_reason_is_said_once(files, inside):
    """A changed setting stops every check; the way out stands beside it."""
    files("a.jsonl", pred(*HALF))
    common = ("a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json")
    inside("gate", *common, "--update")
    code, out, _ = inside("gate", *common, "--singletons", "drop")
    assert code == 3
    assert out.count("singletons is keep and drop") == 2
    assert "\nall checks: not scored alike: singletons is keep and drop\n" in out
    assert "score as the baseline was, or make a new one with `--update --force`" in out


def test_a_step_summary_is_appended_and_cut(files, inside, tmp_path):
    """Markdown below 900 KiB, whole lines, with a note; what stood in the file stays."""
    files("a.jsonl", pred(*HALF))
    files("summary.md", "before\n")
    inside("gate", "a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json", "--update")
    inside("gate", "a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json", "--summary", "summary.md")
    text = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert text.startswith("before\n## presscheck gate\n\n### gate: a: passed")
    already = tmp_path / "long.md"
    already.write_text("x\n" * (github.LARGEST // 2 - 100), encoding="utf-8")
    inside("gate", "a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json", "--summary", "long.md")
    assert already.stat().st_size <= github.LARGEST
    assert already.read_text(encoding="utf-8").splitlines()[-1].startswith("*Cut at 900 KiB: ")
    long = github.cut("ein Wörtchen, das zählt\n" * 100_000)
    assert len(long.encode()) <= github.LARGEST
    assert long.splitlines()[-1].startswith("*Cut at 900 KiB: ")
    shown = long.count("ein Wörtchen")
    assert f"{100_000 - shown} of 100000 lines" in long
    assert github.cut("short\n") == "short\n"


def test_annotations_begin_with_the_verdict_and_point_at_lines(files, inside):
    """At most ten, escaped, on stderr so that stdout stays the table."""
    files("a.jsonl", pred(*HALF))
    files("b.jsonl", pred(2, 0, 0, 0, 0, 0, 0, 0))
    files("rules.toml", "[[rule]]\nmeasure = 'mention.strict'\nmax_new_errors = 0\n")
    common = ("--gold", "gold.jsonl", "--baseline", "base.json", "--rules", "rules.toml")
    inside("gate", "a.jsonl", *common, "--update")
    code, out, err = inside("gate", "b.jsonl", *common, "--annotations")
    lines = err.splitlines()
    assert code == 1
    assert "::error" not in out
    assert len(lines) == github.MOST
    assert lines[0] == "::error file=b.jsonl,title=presscheck gate::gate: b: FAILED (1 of 1 checks)"
    assert lines[2].startswith(
        "::error file=b.jsonl,line=2,title=mention.strict%3A new error::missed d1: ⟦Oslo⟧"
    )


def test_annotations_escape_what_github_reads():
    """Percent, line feeds, and in properties colons and commas."""
    check = Condition(measure="m", condition="min", value=0.1, baseline=None, delta=None, limit=0.5,
                         verdict="fail", says="50%\nof, all: x")  # fmt: skip
    decision = gating_decision.Decision(name="n", checks=[check], detectable={}, notes=[], signature="")
    said = github.errors(decision, "a,b:c.jsonl", {})[1]
    assert said.startswith("::error file=a%2Cb%3Ac.jsonl,title=m min::")
    assert said.endswith("50%25⏎of, all: x")


def test_held_is_the_gate_from_files(files, tmp_path, inside):
    """The same decision as the verb's; new errors in words."""
    files("a.jsonl", pred(*HALF))
    files("b.jsonl", pred(1, *HALF[1:]))
    files("rules.toml", "[[rule]]\nmeasure = 'mention.strict'\nmax_new_errors = 0\n")
    inside("gate", "a.jsonl", "--gold", "gold.jsonl", "--baseline", "base.json", "--update")
    found = gate_run.held(tmp_path / "b.jsonl", against=tmp_path / "base.json", rules=tmp_path / "rules.toml",
                        gold=tmp_path / "gold.jsonl")  # fmt: skip
    assert (found.name, found.code) == ("b", 1)
    assert found.checks[0].items == ["missed d0: Oslo ⟦Rome⟧ Bonn Kyiv GPE"]


@pytest.mark.parametrize("verb", ["gate", "score", "errors", "validate"])
def test_every_verb_names_the_format_of_a_file_that_is_not_ours(cli, tmp_path, verb):
    """One line about the file and the command that converts it, however many of its lines cannot be read."""
    (tmp_path / "reply.md").write_text(
        'Sure!\n```json\n{"mentions": [{"text": "Oslo", "type": "GPE"}]}\n```\n'
    )
    (tmp_path / "rules.toml").write_text('[[rule]]\nmeasure = "mention.strict"\nmin = 0.1\n')
    rules = ["--rules", "rules.toml"] if verb == "gate" else []
    done = cli(verb, "reply.md", *rules, cwd=tmp_path)
    told = done.stdout + done.stderr
    assert "presscheck convert reply.md --from llm" in told
    assert told.count("error[") == 1
