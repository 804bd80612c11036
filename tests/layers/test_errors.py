"""errors.py, problems.py and `presscheck errors`: what went wrong, found without reading JSON."""

import json

import pytest
from tests.conftest import ROOT
from tests.helpers.entity_cases import document
from tests.helpers.generate import corpus

from presscheck.layers import TASKS
from presscheck.layers.error_lists import ERRORS, KINDS
from presscheck.measure import error_record
from presscheck.scoring import problems

SPACY = ROOT / "corpus/predictions/spacy.jsonl"


@pytest.fixture
def files(tmp_path):
    """A gold and a prediction file with known errors."""
    gold = document(["0-2 PER name", "4-6 PER name", "8-9 ORG name", "11-14 GPE name", "20-24 LOC name"])
    pred = document(["0-2 ORG", "4-6 ORG", "8-10 ORG", "30-31 GPE"])
    for name, doc in (("gold", gold), ("pred", pred)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(doc) + "\n", encoding="utf-8")
    return tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"


def run(cli, files, *options):
    gold, pred = files
    return cli("errors", pred, "--gold", gold, *options)


def test_the_worst_problem_comes_first_with_its_cost_and_examples(cli, files):
    """Two PER taken for ORG lose four items and come before a boundary that loses two."""
    found = run(cli, files).stdout
    assert found.startswith("1. mentions: type PER > ORG name – 2 errors, cost 4 (44% of all)")
    assert "\n2. mentions: boundary ORG name – 1 error, cost 2" in found
    assert "⟦xx⟧" in found
    assert "6 errors in 5 problems. Every error: --list" in found


def test_top_limits_the_problems_and_says_how_many_are_left(cli, files):
    """`--top 2` shows two and counts the others."""
    found = run(cli, files, "--top", 2).stdout
    assert "\n3. " not in found
    assert "3 smaller problems are not shown" in found


def test_every_error_can_be_listed_and_filtered(cli, files):
    """A table line an error; layer, kind and type narrow it down, on either side's label."""
    assert len(run(cli, files, "--list").stdout.splitlines()) == 7
    assert len(run(cli, files, "--list", "--kind", "missed").stdout.splitlines()) == 3
    assert len(run(cli, files, "--list", "--type", "GPE").stdout.splitlines()) == 3
    both = run(cli, files, "--list", "--type", "ORG", "--kind", "type", "--layer", "mentions")
    assert len(both.stdout.splitlines()) == 3
    assert len(run(cli, files, "--list", "--type", "name", "--kind", "missed").stdout.splitlines()) == 3


def test_jsonl_has_both_sides_with_place_and_text(cli, files):
    """One object a line: kind, document, gold, pred, context, cost."""
    lines = [json.loads(line) for line in run(cli, files, "--format", "jsonl").stdout.splitlines()]
    assert [line["kind"] for line in lines] == ["type", "type", "boundary", "missed", "missed", "spurious"]
    assert lines[2]["gold"] == {"start": 8, "end": 9, "text": "x", "label": "ORG"}
    assert lines[2]["pred"] == {"start": 8, "end": 10, "text": "xx", "label": "ORG"}
    assert lines[3]["pred"] is None
    assert lines[5]["gold"] is None


def test_confusion_shows_which_type_is_taken_for_which(cli, files):
    """Gold types down, predicted across, missed and spurious at the edges."""
    table = run(cli, files, "--confusion").stdout.split("\n\n")[0].splitlines()
    assert table[0].split() == ["gold", "\\", "pred", "GPE", "LOC", "ORG", "PER", "missed"]
    assert table[4].split() == ["PER", "·", "·", "2", "·", "·"]
    assert table[5].split() == ["spurious", "1", "·", "·", "·"]


@pytest.mark.parametrize(
    ("option", "value", "near"),
    [("--layer", "mention", "mentions"), ("--kind", "mised", "missed"), ("--type", "PRE", "PER")],
)
def test_a_filter_that_names_nothing_is_answered_with_the_nearest(cli, files, option, value, near):
    """Exit 2 in place of an empty list that looks like success, also beside another that fits."""
    found = run(cli, files, option, value, "--kind", "missed")
    assert found.returncode == 2
    assert f"did you mean {near}?" in found.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--kind", "boundary and type", "No errors.\n"),
        ("--type", "WEA", "No errors.\n"),
        ("--layer", "quotes", "Nothing was compared.\n"),
    ],
)
def test_a_filter_that_nothing_happens_to_fit_is_no_error(cli, files, option, value, said):
    """A kind that did not occur is not a misspelling; a layer that was not done is not mentioned."""
    found = run(cli, files, option, value)
    assert (found.returncode, found.stdout) == (0, said)


def test_the_kinds_of_each_layer_are_those_that_occur():
    """Whatever a list yields on random documents and on the shipped predictions is declared."""
    seen = {layer: set() for layer in ERRORS}
    gold = ROOT / "corpus/gold.jsonl"
    sources = [corpus(seed, 8) for seed in range(6)]
    sources += [(gold, path) for path in sorted((ROOT / "corpus/predictions").glob("*.jsonl"))]
    for gold, pred in sources:
        for error in problems.find(gold, pred).errors:
            seen[error.layer].add(error.kind)
    assert KINDS.keys() == ERRORS.keys()
    for layer, kinds in seen.items():
        assert kinds <= set(KINDS[layer]), layer
        assert len(kinds) > len(KINDS[layer]) / 2, layer


def test_output_is_written_whole_and_layers_that_were_not_done_are_said(cli, files, tmp_path):
    """`-o` leaves stdout empty; skipped layers go to stderr."""
    found = run(cli, files, "--format", "jsonl", "-o", tmp_path / "e.jsonl")
    assert found.stdout == ""
    assert len((tmp_path / "e.jsonl").read_text(encoding="utf-8").splitlines()) == 6
    assert "quotes: not in gold" in found.stderr


def test_gold_against_itself_has_no_errors(cli):
    """Nothing to find in any layer of the shipped article."""
    assert cli("errors", "corpus/gold.jsonl", cwd=ROOT).stdout == "No errors.\n"


def test_the_shipped_spacy_output_shows_ten_problems(cli):
    """The first output for a user: ten numbered problems with words from the article."""
    text = json.loads((ROOT / "corpus/gold.jsonl").read_text(encoding="utf-8").splitlines()[0])["text"]
    found = cli("errors", SPACY).stdout
    assert [f"\n{n}. " in "\n" + found for n in range(1, 12)] == [True] * 10 + [False]
    quoted = [part.split("⟧")[0] for part in found.split("⟦")[1:]]
    assert quoted
    flat = " ".join(text.split())
    assert all(" ".join(words.split()) in flat for words in quoted)


def test_every_list_belongs_to_a_part_that_can_be_left_undone():
    """The keys of ERRORS are keys of PARTS; a layer that was not attempted lists nothing."""
    assert set(ERRORS) <= set(TASKS)
    gold, pred = corpus(3, 4)
    for doc in pred:
        del doc["quotes"], doc["events"]
    found = problems.find(gold, pred)
    assert {e.layer for e in found.errors} <= {"mentions", "coref", "links"}
    assert found.skipped == {"events": "not attempted", "quotes": "not attempted"}


def test_errors_do_not_depend_on_the_order_of_records():
    """Shuffled files give the same list."""
    import random

    rng = random.Random(8)
    gold, pred = corpus(8, 12)
    turned = [
        [
            {
                k: rng.sample(v, len(v)) if isinstance(v, list) and k != "sentences" else v
                for k, v in doc.items()
            }
            for doc in side
        ]
        for side in (gold, pred)
    ]
    assert problems.find(gold, pred) == problems.find(*turned)


def test_context_is_one_line_around_the_place():
    """Line feeds become spaces; the ends of the text are not marked as cut."""
    text = "First line.\nOslo and Rome met in the old town hall on Friday."
    assert error_record.context(text, 12, 16, 8) == "… line. ⟦Oslo⟧ and …"
    assert error_record.context("Oslo", 0, 4) == "⟦Oslo⟧"


SAID = "He said that “we won” and “they lost,” Ann Lee wrote, “at last.” Nothing came of it."


def quotes(*records):
    """Quotes by their words: content, cue."""
    found = []
    for contents, cue in records:
        content = [{"start": SAID.index(words), "end": SAID.index(words) + len(words)} for words in contents]
        spans = {"start": SAID.index(cue), "end": SAID.index(cue) + len(cue)}
        found.append({"content": content, "cue": spans})
    return found


def said(gold, pred):
    """The errors with quotes of one document."""
    return problems.find(
        [{"id": "d", "text": SAID, "quotes": quotes(*gold)}], [{"id": "d", "quotes": quotes(*pred)}]
    ).errors


def test_a_discontinuous_quote_that_was_returned_as_two_is_one_problem():
    """One kind, one group, one record for each of what was predicted; what nobody took is named."""
    gold = [(["“they lost,”", "“at last.”"], "wrote")]
    errors = said(gold, [(["“they lost,”"], "wrote"), (["“at last.”"], "wrote")])
    (problem,) = problems.problems(errors)
    assert (problem.kind, problem.cost, [e.says for e in problem.errors]) == (
        "in pieces",
        3,
        ["returned as 2 quotes"] * 2,
    )
    alone = said(gold, [(["“they lost,”"], "wrote")])
    assert [e.kind for e in alone] == ["part lost"]
    outside = said(gold, [(["“they lost,”"], "wrote"), (["Nothing came of it."], "came")])
    assert [e.kind for e in outside] == ["part lost", "spurious"]


def test_the_head_of_a_cue_may_be_right_where_its_boundary_is_not():
    """The same last verb, particles aside; another word is another cue."""
    gold = [(["“they lost,”"], "Ann Lee wrote")]
    for cue, words in (("wrote", "head right, boundary wrong"), ("Lee", ""), ("Nothing came of", "")):
        (error,) = said(gold, [(["“they lost,”"], cue)])
        assert error.kind == "cue"
        assert error.says.endswith(words)
        assert ("head right" in error.says) == bool(words)
    (error,) = said([(["“they lost,”"], "came of")], [(["“they lost,”"], "came")])
    assert "head right, boundary wrong" in error.says


def test_quoted_leaves_out_what_stands_outside_marks(cli, tmp_path):
    """Indirect quotes, and words before the marks; what is wrong inside stays."""
    gold = [(["that “we won”"], "said"), (["Nothing came"], "came"), (["“they lost,”"], "wrote")]
    pred = [(["“we won”"], "said")]
    errors = said(gold, pred)
    assert [(e.kind, e.outside_marks) for e in errors] == [
        ("boundary", True),
        ("missed", False),
        ("missed", True),
    ]
    assert [e.context for e in problems.chosen(errors, quoted=True)] == [errors[1].context]
    files = []
    for name, doc in (
        ("gold", {"id": "d", "text": SAID, "quotes": quotes(*gold)}),
        ("pred", {"id": "d", "quotes": quotes(*pred)}),
    ):
        files.append(tmp_path / f"{name}.jsonl")
        files[-1].write_text(json.dumps(doc) + "\n", encoding="utf-8")
    assert "1 error in 1 problem" in run(cli, files, "--quoted").stdout.replace("errors", "error").replace(
        "problems", "problem"
    )


def test_examples_name_their_document_and_the_worst_can_be_chosen(cli, tmp_path):
    """Among several documents; `--worst` keeps those that lose most, with a table of them."""
    gold = [document(["0-2 PER name", "4-6 PER name", "8-9 ORG name"]) | {"id": f"d{i}"} for i in range(3)]
    pred = [{"id": doc["id"], "mentions": doc["mentions"][: i + 1]} for i, doc in enumerate(gold)]
    files = []
    for name, docs in (("gold", gold), ("pred", pred)):
        files.append(tmp_path / f"{name}.jsonl")
        files[-1].write_text("".join(json.dumps(doc) + "\n" for doc in docs), encoding="utf-8")
    assert "\n   - d0: " in run(cli, files).stdout
    worst = run(cli, files, "--worst", 1).stdout
    assert worst.startswith("document  errors  cost\nd0             2     2\n\n1. ")
    assert "d1" not in worst


def test_a_narrow_terminal_gets_narrow_lines(monkeypatch, files):
    """On a terminal lines break at its width, the list too; a file has the table whole."""
    from click.testing import CliRunner

    from presscheck.cli import errors

    gold, pred = files
    wide = CliRunner().invoke(errors.command, [str(pred), "--gold", str(gold), "--list"]).stdout
    monkeypatch.setattr(errors, "_width", lambda _: 44)
    for options in ((), ("--list",)):
        text = CliRunner().invoke(errors.command, [str(pred), "--gold", str(gold), *options]).stdout
        indented = [line for line in text.splitlines() if line.startswith("   ")]
        assert len(indented) >= 6
        assert max(map(len, indented)) <= 44
    assert "layer     kind" in wide
