"""Every rule has a bad case that it alone rejects, and every finding names its place."""

import bz2
import gzip
import json
import lzma
import random

import msgspec
import pytest
from click.testing import CliRunner
from tests.helpers import generate
from tests.helpers.bad_cases import BASES, GOLD, bad_case, bad_cases

import presscheck
from presscheck import InvalidInputError
from presscheck.anchoring import anchor
from presscheck.cli import validate as verb
from presscheck.document import jsonl, placement, shipped, spans, wellformed
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Mention
from presscheck.layers.texts import timex_values
from presscheck.scoring import intake
from presscheck.validation import file, rules

BAD = bad_cases()
every_bad_case = pytest.mark.parametrize("case", BAD, ids=lambda case: f"{case.rule}-{case.base}")


def check(path, purpose):
    """The report on one file, with the cases' own gold."""
    return file.check_file(path, purpose, gold=GOLD)


@every_bad_case
def test_bad_case_breaks_its_rule_alone(case, tmp_path):
    """Each bad case breaks the rule that it is named after, at the place that it names, and no other rule."""
    report = check(case.write(tmp_path), case.base)
    places = [(f.rule, f.path, f.line or 0, f.level) for f in report.findings]
    assert places == [(case.rule, case.path, case.line, rules.level_of(case.rule, case.base))]


def test_every_rule_has_its_bad_case():
    """No rule is without a bad case, and no bad case without a rule; the first shows the rule as an error."""
    assert {case.rule for case in BAD} == set(rules.RULES)
    for rule in rules.RULES:
        wanted = "warning" if rule in rules.NEVER_ERRORS else "error"
        assert rules.level_of(rule, bad_case(rule).base) == wanted


@every_bad_case
def test_findings_say_what_is_wrong(case, tmp_path):
    """A finding has the file and a message that ends without a point."""
    path = case.write(tmp_path)
    for finding in check(path, case.base).findings:
        assert finding.file == str(path)
        assert finding.message
        assert not finding.message.endswith(".")


@pytest.mark.parametrize("purpose", BASES)
def test_valid_files(purpose):
    """A valid file is found valid: there is no finding, not even a warning."""
    assert check(BASES[purpose], purpose).findings == []


@pytest.mark.parametrize("rule", sorted(set(rules.RULES) - {"text", "no-place"}))
def test_policy_is_followed(rule, tmp_path):
    """As other gold and as a prediction, a bad file gives the level that the table says, or nothing."""
    path = bad_case(rule).write(tmp_path)
    for purpose in ("gold", "prediction"):
        expected = rules.level_of(rule, purpose)
        gold = path if rules.RULES[rule][0] > 2 else GOLD
        report = file.check_file(path, purpose, gold=gold)
        levels = {f.level for f in report.findings if f.rule == rule}
        assert levels == ({expected} if expected else set()), purpose


STOPPING = sorted(rule for rule in rules.RULES if rules.POLICY.get(rule) == rules.STOPS)


@pytest.mark.parametrize("rule", STOPPING)
def test_what_stops_a_score(rule, tmp_path):
    """A rule that stops a score in every column really stops one: with no result and the same place."""
    path = bad_case(rule).write(tmp_path)
    with pytest.raises(InvalidInputError) as error:
        presscheck.score(path, GOLD)
    lines = {(f.file, f.line) for f in error.value.findings}
    assert lines == {(f.file, f.line) for f in check(path, "gold").findings if f.level == "error"}


@pytest.mark.parametrize(
    "rule", sorted(set(rules.RULES) - set(STOPPING) - {"text", "no-place", "not-used-yet"})
)
def test_what_does_not_stop_a_score(rule, tmp_path):
    """A fault that is a warning or nothing in other gold never prevents scoring."""
    path = bad_case(rule).write(tmp_path)
    assert presscheck.score(path, path).units == [doc.id for doc in presscheck.read(path)]


@pytest.mark.parametrize(
    ("packed", "says"),
    [
        (gzip.compress(b'{"id": "d"}\n'), "the file is gzip; unpack it: gunzip -k "),
        (bz2.compress(b'{"id": "d"}\n'), "the file is bzip2; unpack it"),
        (lzma.compress(b'{"id": "d"}\n'), "the file is xz; unpack it"),
        ('{"id": "d"}\n{"id": "e"}\n'.encode("utf-16"), "the file is UTF-16; save it as UTF-8: iconv "),
    ],
    ids=["gzip", "bzip2", "xz", "utf-16"],
)
def test_a_file_of_another_kind_is_one_finding(cli, tmp_path, packed, says):
    """Not one for each of its bytes that are not UTF-8; and what to do is said."""
    bad = tmp_path / "pred.jsonl"
    bad.write_bytes(packed)
    for name in ("score", "validate"):
        run = cli(name, bad)
        (line,) = (line for line in (run.stderr + run.stdout).splitlines() if "error[" in line)
        assert run.returncode == 1
        assert line.startswith(f"{bad}:1 $: error[encoding]: {says}")


def test_what_says_the_same_of_many_records_is_said_once(cli, tmp_path):
    """One line with the count and the first places; the summary, `--list` and JSON have all."""
    mentions = [*({"start": i, "end": i + 1, "label": "X"} for i in range(5)), {"start": 5, "end": 6}]
    bad = tmp_path / "pred.jsonl"
    bad.write_text(json.dumps({"id": "d1", "mentions": mentions}) + "\n")
    run = cli("validate", bad)
    (line,) = (line for line in run.stdout.splitlines() if "error[" in line)
    assert line == (
        f"{bad}:1 d1 $.mentions[0]: error[schema]: unknown key `label`; did you mean `type`? "
        "(5 times; also 1 d1 $.mentions[1], 1 d1 $.mentions[2], …)"
    )
    assert "--list prints every finding" in run.stdout
    every = cli("validate", bad, "--list")
    assert every.returncode == run.returncode == 1
    assert every.stdout.count("error[schema]: unknown key `label`; did you mean `type`?\n") == 5
    assert "--list" not in every.stdout
    assert "5 errors" in run.stdout
    assert cli("validate", bad, "--format", "json").stdout.count('"schema"') == 5


def test_foreign_labels_are_one_line_each(cli, tmp_path):
    """However many records bear them: the label, how often, and where first."""
    kinds = ["Attack.Databreach", "Attack.Ransom", "Patch.Vulnerability"]
    lines = [
        {
            "id": f"d{i}",
            "text": "one two three",
            "mentions": [{"start": 0, "end": 3, "type": "Malware"}],
            "events": [{"start": 4, "end": 7, "type": kinds[i % 3], "arguments": []}],
        }
        for i in range(60)
    ]
    path = tmp_path / "pred.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    said = [line for line in cli("validate", path).stdout.splitlines() if "-label]" in line]
    heads = [(line.split("; choose")[0].rpartition(": ")[2], line.rpartition(" (")[2]) for line in said]
    assert heads == [
        ("no entity type 'Malware'", "60 times; also 2 d1 $.mentions[0].type, 3 d2 $.mentions[0].type, …)"),
        ("no type 'Attack.Databreach'", "20 times; also 4 d3 $.events[0].type, 7 d6 $.events[0].type, …)"),
        ("no type 'Attack.Ransom'", "20 times; also 5 d4 $.events[0].type, 8 d7 $.events[0].type, …)"),
        ("no type 'Patch.Vulnerability'", "20 times; also 6 d5 $.events[0].type, 9 d8 $.events[0].type, …)"),
    ]


def test_scoring_says_everything_of_levels_1_and_2(tmp_path):
    """The decoder stops at the first fault of a line; what is raised names every one, with its place."""
    bad = tmp_path / "pred.jsonl"
    bad.write_text(
        '{"id": "d1", "mentons": [], "quotes": 3}\n'
        '{"id": "d2", "mentions": [{"start": "a", "end": 2}, {"strat": 1, "text": "x"}]}\n'
        '{"id": "d3", "id": "d3"}\n'
        "{\n"
    )
    with pytest.raises(InvalidInputError) as error:
        presscheck.score(GOLD, bad)
    assert {f.file for f in error.value.findings} == {str(bad)}
    assert sorted((f.line, f.path, f.rule) for f in error.value.findings) == [
        (1, "$", "schema"),
        (1, "$.quotes", "schema"),
        (2, "$.mentions[0].start", "schema"),
        (2, "$.mentions[1]", "schema"),
        (3, "$", "duplicate-key"),
        (4, "$", "json-syntax"),
    ]


def test_level_4_passes_over_broken_records(tmp_path):
    """A record with an error at level 3 is not asked whether it fits other layers; the others are."""
    plain = json.loads(GOLD.read_text())
    plain["mentions"][0].update(text="Ann Loo", type="ORG")
    plain["mentions"][1].update(type="ORG")
    path = tmp_path / "gold.jsonl"
    jsonl.write(path, [jsonl.from_plain(plain)])
    found = {(f.rule, f.path) for f in check(path, "shipped").findings}
    assert found == {("text-copy", "$.mentions[0]"), ("entity-type", "$.mentions[1].type")}


def test_all_findings_at_once(tmp_path):
    """Faults of every level and line are in one report, in the order of lines."""
    path = tmp_path / "many.jsonl"
    names = ("schema", "offsets", "filler", "json-syntax", "quote-type")
    lines = [bad_case(name).data().decode() for name in names]
    path.write_text("".join(line.replace('"d1"', f'"x{i}"') for i, line in enumerate(lines)))
    report = check(path, "shipped")
    assert [f.rule for f in report.findings] == list(names)
    assert [f.line for f in report.findings] == [1, 2, 3, 4, 5]
    assert report.documents == 3


def test_report_in_words_and_as_json(tmp_path):
    """The summary counts documents, errors and warnings; JSON has the same numbers and every finding."""
    report = check(bad_case("filler").write(tmp_path), "prediction")
    assert report.summary().endswith("filler.jsonl (prediction): 1 document, 0 errors, 1 warning")
    plain = json.loads(json.dumps(report.as_dict()))
    assert (plain["errors"], plain["warnings"], len(plain["findings"])) == (0, 1, 1)
    assert plain["findings"][0] == {
        "rule": "filler",
        "level": "warning",
        "message": "[66, 71) 'there' is neither a mention nor another event's trigger",
        "file": report.file,
        "line": 1,
        "doc": "d1",
        "path": "$.events[1].arguments[0]",
    }


def test_purpose_is_told_by_place_and_content(tmp_path):
    """The corpus is strict, text and schema_version make gold, a label map or their lack a prediction."""
    assert file.purpose_of(shipped.gold()) == "shipped"
    assert file.purpose_of(GOLD) == "gold"
    assert file.purpose_of(BASES["prediction"]) == "prediction"
    named = tmp_path / "named.jsonl"
    plain = json.loads(GOLD.read_text())
    named.write_text("oops\n" + json.dumps({**plain, "label_map": "ontonotes"}))
    assert file.purpose_of(named) == "prediction"
    assert file.purpose(str(GOLD), None, None) == "gold"
    assert file.purpose(str(GOLD), None, True) == "shipped"
    assert file.purpose(str(GOLD), "prediction", True) == "prediction"
    assert file.purpose(str(shipped.gold()), None, False) == "gold"
    assert file.purpose(str(shipped.gold()), None, None) == "shipped"


def test_predictions_are_checked_against_their_gold_text(tmp_path):
    """A prediction without text is checked in gold's; one whose document gold lacks has no text to check."""
    pred = tmp_path / "pred.jsonl"
    pred.write_text(
        '{"id": "d1", "mentions": [{"start": 0, "end": 3, "text": "Bob"}, {"start": 0, "end": 999}]}\n'
        '{"id": "d9", "mentions": [{"start": 0, "end": 3, "text": "Bob"}]}\n'
    )
    found = [(f.line, f.rule, f.level) for f in check(pred, "prediction").findings]
    assert found == [
        (1, "offsets", "error"),
        (1, "text-copy", "error"),
        (1, "copy-missing", "warning"),
        (2, "unknown-document", "error"),
    ]


@pytest.mark.parametrize("name", rules.RULES)
def test_every_rule_explains_itself(name):
    """Each rule has a docstring of at least one sentence, and says what it stops."""
    first, *rest = rules.explain(name).splitlines()
    assert first.startswith(f"{name} (level ")
    assert rest
    assert rest[0].endswith(".")


def test_unknown_rule():
    """A rule that does not exist is answered with the nearest."""
    with pytest.raises(UsageError, match="did you mean offsets"):
        rules.explain("offset")


def test_random_documents_never_break_the_rules():
    """Whatever a well-formed document holds, every rule answers: no traceback, every path exists."""
    for gold, pred in zip(*generate.corpus(29, 40), strict=True):
        for plain in (gold, pred, _without_offsets(pred)):
            doc = jsonl.from_plain(plain)
            for purpose in ("shipped", "gold", "prediction"):
                for finding in file.check_document(doc, purpose):
                    assert finding.doc == doc.id


def _without_offsets(value):
    if isinstance(value, dict):
        bare = value.keys() - {"start", "end"} if "text" in value else value.keys()
        return {k: _without_offsets(v) for k, v in value.items() if k in bare}
    return [_without_offsets(v) for v in value] if isinstance(value, list) else value


ABOUT_PLACES = {"filler", "time-filler", "event-time", "source-mention", "speaker-is-source", "quote-type"}


def without_some_offsets(doc, rng):
    """Each span with words and no offsets, with a chance of one half."""

    def change(_path, span):
        if rng.random() < 0.5:
            return [span]
        words = doc.text[span.start : span.end]
        return [msgspec.structs.replace(span, start=-1, end=-1, text=words)]

    bare = spans.replaced(doc, change)
    heads = [msgspec.structs.replace(m, head=None) if spans.nowhere(m) else m for m in bare.mentions or ()]
    return msgspec.structs.replace(bare, mentions=heads)


@pytest.mark.parametrize("seed", range(12))
def test_words_are_not_judged_on_offsets_that_they_do_not_have(seed):
    """Sound gold stays sound where any of its records has words only: looked up, or without a text."""
    (doc,) = jsonl.read(GOLD)
    bare = without_some_offsets(doc, random.Random(seed))
    assert placement.unanchored(bare)
    assert file.check_document(doc, "prediction") == []
    assert file.check_document(bare, "prediction") == []
    assert file.check_document(msgspec.structs.replace(bare, text=None), "prediction") == []
    broken = [*bare.mentions, Mention(start=5, end=999, type="PER")]
    rules_broken = {
        f.rule for f in file.check_document(msgspec.structs.replace(bare, mentions=broken), "prediction")
    }
    assert "offsets" in rules_broken
    assert not ABOUT_PLACES & rules_broken


def test_the_shipped_gold_in_words_is_not_judged_on_places():
    """Of the article's strings without a text, no rule about places says anything."""
    (doc,) = jsonl.read(shipped.gold())
    bare = msgspec.structs.replace(anchor.without_offsets(doc), text=None)
    assert not ABOUT_PLACES & {f.rule for f in file.check_document(bare, "prediction")}


def test_words_are_judged_where_they_are_found(tmp_path):
    """An error in offsets is an error in words too, at the paths of the file."""
    plain = json.loads(GOLD.read_text())
    mentions = [{"text": m["text"], "type": m["type"]} for m in plain["mentions"]]
    events = [
        {"text": "met", "type": "Contact.Meet", "arguments": [{"role": "Participant", "text": "Ann Lee"}]},
        {"text": "talks", "type": "Contact.Meet", "arguments": [{"role": "Topic", "text": "there"}]},
    ]
    quotes = [
        {"content": [{"text": "The talks ... well"}], "type": "indirect", "source": {"text": "she"}},
        {"content": [{"text": "that they ended"}], "type": "indirect", "cue": {"text": "ended"}},
    ]
    path = tmp_path / "pred.jsonl"
    path.write_text(json.dumps({"id": "d1", "mentions": mentions, "events": events, "quotes": quotes}) + "\n")
    assert [(f.rule, f.path) for f in check(path, "prediction").findings] == [
        ("cue-outside-content", "$.quotes[1].cue"),
        ("filler", "$.events[1].arguments[0]"),
        ("quote-type", "$.quotes[0].type"),
    ]


def test_own_labels_need_no_ontology():
    """A prediction that names a label map keeps its tool's types; forms are still ours."""
    doc = jsonl.from_plain(
        {"id": "d", "label_map": "x", "mentions": [{"start": 0, "end": 1, "type": "PERSON"}]}
    )
    assert "entity-label" not in {f.rule for f in file.check_document(doc, "prediction")}
    bare = msgspec.structs.replace(doc, label_map=None)
    assert "entity-label" in {f.rule for f in file.check_document(bare, "prediction")}


def test_own_events_and_roles_need_no_ontology():
    """Under a map of events; one of entity types leaves event types to the ontology."""
    event = {
        "start": 0,
        "end": 1,
        "type": "Contact:Meet",
        "arguments": [{"role": "Entity", "start": 2, "end": 3}],
    }
    for name, warned in (("ace05", False), ("ontonotes", True)):
        doc = jsonl.from_plain({"id": "d", "label_map": name, "events": [event]})
        assert ("event-label" in {f.rule for f in file.check_document(doc, "prediction")}) == warned


def test_wellformed_reads_what_the_scorer_reads():
    """On a sound file the slow reader gives the same documents as the fast one."""
    slow = [line.document for line in wellformed.lines(GOLD, "gold")]
    assert slow == [*presscheck.read(GOLD)] == [*intake.Documents(GOLD, "gold")]


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("2025-03-20T14:30", True),
        ("PT30M", True),
        ("P1Y2M", True),
        ("2018/2021", True),
        ("2025-05-01/P3D", True),
        ("2025-Q3", True),
        ("2025-H1", True),
        ("2025-SU", True),
        ("2025-W18-WE", True),
        ("201", True),
        ("R/P1W", True),
        ("R5/P1Y", True),
        ("XXXX-WXX-1", True),
        ("XXXX-12-25", True),
        ("PXD", True),
        ("P1DE", True),
        ("PT4H", True),
        ("2025-05-01T14:30", True),
        ("2025-05-01T24:00", True),
        ("2025-05-01TDT", True),
        ("2025-Q5", False),
        ("2025-Q3TMO", False),
        ("2021/2018", False),
        ("P1Y/P2Y", False),
        ("R/2025", False),
        ("2025-00", False),
        ("XXXX-13", False),
        ("2025-W53", False),
        ("2025-13", False),
        ("2025-03T14:30", False),
        ("2025-03-20T25:00", False),
        ("PT", False),
        ("TMO", False),
        ("", False),
    ],
)
def test_time_values(value, right):
    """TIMEX3 values that exist are values; others are none."""
    assert timex_values.is_value(value) is right


def test_shipped_corpus_is_clean():
    """The gold and the passes have not a single finding."""
    for path in (shipped.gold(), *sorted((shipped.gold().parent / "passes").glob("?.jsonl"))):
        assert file.check_file(path).findings == []


def run(*arguments):
    """The verb without a process of its own: its exit code and what it printed."""
    result = CliRunner().invoke(verb.command, arguments, standalone_mode=False)
    return result.return_value, result.stdout


def test_verb_in_words(tmp_path):
    """Findings, explanations where asked for, the summary; exit code 1 only for errors."""
    bad = str(bad_case("filler").write(tmp_path))
    code, said = run("--strict", "--why", bad)
    assert code == 1
    assert "error[filler]: [66, 71)" in said
    assert rules.explain("filler") in said
    assert run(bad)[0] == 0
    assert run("--strict", str(GOLD))[0] == 0
    assert run()[1].endswith("(gold, strict): 1 document, 0 errors, 0 warnings\n")


def test_verb_as_json(tmp_path):
    """JSON has one report a file."""
    code, said = run("--format", "json", "--strict", str(GOLD), str(bad_case("filler").write(tmp_path)))
    assert code == 1
    assert [(report["errors"], report["documents"]) for report in json.loads(said)] == [(0, 1), (1, 1)]


def test_verb_explains():
    """One rule or all of them are explained without a file."""
    assert run("--explain", "offsets")[1].strip() == rules.explain("offsets")
    assert run("--explain", "all")[1].count("(level ") == len(rules.RULES)


def test_command_line(cli, tmp_path):
    """As a user types it: exit code 1 for errors, 2 for a file that is not there, no traceback."""
    bad = cli("validate", "--strict", bad_case("filler").write(tmp_path))
    assert (bad.returncode, bad.stderr) == (1, "")
    missing = cli("validate", "no-such-file.jsonl")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "no-such-file.jsonl" in missing.stderr
    assert "Traceback" not in missing.stderr


def test_a_line_that_is_cut_off_says_so(tmp_path):
    """A character missing at the end of a line is missing there, not at column 1 of the next line."""
    path = tmp_path / "cut.jsonl"
    path.write_text('{"id": "x"\n{"id" 1}\n', encoding="utf-8")
    first, second = file.check_file(path, "prediction", gold=GOLD).findings
    assert first.message.endswith("at the end of the line")
    assert second.message.endswith("at column 7")
