"""Findings in words: one line a cause, and nothing lost with `every`."""

import pytest

from presscheck.document.exceptions import Finding
from presscheck.reporting.findings import FEW, SCHEMA_WORDINGS, causes, explained


def finding(rule, message, at=0, **fields):
    """A finding at one mention of a file."""
    given = {"level": "warning", "file": "f.jsonl", "line": 1 + at, "doc": f"d{at}", **fields}
    return Finding(rule=rule, message=message, path=f"$.mentions[{at}]", **given)


def test_each_label_is_a_line():
    """However many labels there are, and in whatever order they come."""
    labels = [f"L{i % 40}" for i in range(1000)]
    listed = [finding("entity-label", f"no entity type {label!r}", i) for i, label in enumerate(labels)]
    lines = [*explained(listed)]
    assert len(lines) == 40
    assert lines[1] == (
        "f.jsonl:2 d1 $.mentions[1]: warning[entity-label]: no entity type 'L1' "
        "(25 times; also 42 d41 $.mentions[41], 82 d81 $.mentions[81], …)"
    )


def test_places_are_named_as_far_as_they_go():
    """One, two and three places have no dots; four do."""
    ends = [
        str(causes([finding("filler", "no mention", i) for i in range(n)])[0]).partition("no mention")[2]
        for n in (1, 2, 3, 4)
    ]
    assert ends == [
        "",
        " (2 times; also 2 d1 $.mentions[1])",
        " (3 times; also 2 d1 $.mentions[1], 3 d2 $.mentions[2])",
        " (4 times; also 2 d1 $.mentions[1], 3 d2 $.mentions[2], …)",
    ]


@pytest.mark.parametrize("many", [1, FEW, FEW + 1, 500])
def test_a_rule_is_one_line_where_it_found_much(many):
    """A few findings are told in their words; of more, the first stands for all, and says so."""
    lines = [*explained([finding("filler", f"[{i}, {i + 1}) is not a mention", i) for i in range(many)])]
    assert len(lines) == (many if many <= FEW else 1)
    assert ("of this rule" in lines[0]) == (many > FEW)
    assert (f"({many} of" in lines[0]) == (many > FEW)


def test_schema_tells_its_first_wordings_and_the_rest_together():
    """An unknown key is not hidden by values of a wrong type."""
    listed = [finding("schema", f"expected a string, got {i}", i) for i in range(50)]
    lines = [*explained([finding("schema", "unknown key `label`", 99), *listed])]
    assert len(lines) == SCHEMA_WORDINGS + 1
    assert "unknown key" in lines[0]
    assert "(41 of this rule;" in lines[-1]


def test_files_levels_and_rules_are_kept_apart():
    """The same words of another file, level or rule are another cause."""
    listed = [
        finding("filler", "x"),
        finding("filler", "x", file="g.jsonl"),
        finding("filler", "x", level="error"),
        finding("source-mention", "x"),
    ]
    assert len(causes(listed)) == 4


def test_no_finding_is_lost():
    """Causes hold every finding once, and `every` prints every one."""
    listed = [finding("entity-label" if i % 3 else "filler", f"m{i % 7}", i) for i in range(100)]
    assert sorted((f for cause in causes(listed) for f in cause.findings), key=lambda f: f.line) == listed
    assert [*explained(listed, every=True)] == [str(f) for f in listed]


def test_a_file_in_another_format_is_told_once(tmp_path):
    """With how to convert it; with `every`, each line that cannot be read is there."""
    path = tmp_path / "tags.conll"
    path.write_text("Ida B-PER\nleft O\n" * 5)
    listed = [finding("json-syntax", f"not JSON {i}", i, file=str(path)) for i in range(9)]
    first, way_out = explained(listed)
    assert first == str(listed[0])
    assert "presscheck.convert" in way_out
    assert len([*explained(listed, every=True)]) == 10


def test_offsets_that_do_not_fit_their_words_have_a_way_out():
    """Told once a file, from two on."""
    one, two = (finding("text-copy", f"m{i}", i) for i in range(2))
    assert [*explained([one])] == [str(one)]
    says = "f.jsonl: to move the spans to their words: presscheck anchor f.jsonl -o FILE"
    assert [*explained([one, two])][2:] == [says]
    assert [*explained([one, two], gold="g.jsonl")][2:] == [f"{says} --gold g.jsonl"]


@pytest.mark.parametrize("many", [1, FEW, 500])
def test_what_is_said_of_the_whole_file_is_never_folded(many):
    """A shift that explains all of them is a line beside the one that stands for them."""
    whole = Finding(rule="filler", level="warning", file="f.jsonl", message="all are off by one")
    lines = [*explained([*(finding("filler", f"[{i}] is none", i) for i in range(many)), whole])]
    assert lines[-1] == str(whole)
