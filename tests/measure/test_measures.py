"""`presscheck measures` and eval/MEASURES.md: what a number means, generated from the rows."""

import re
from fractions import Fraction

import pytest
from tests.conftest import ROOT
from tests.helpers.entity_cases import clustered, document

from presscheck import score
from presscheck.layers import MEASURES
from presscheck.measure.measure import safe_name
from presscheck.profiles import PROFILES
from presscheck.reporting import explain, references, worked

ROWS = [(row, None) for row in MEASURES if not row.hidden]
ROWS += [(row, p.name) for p in PROFILES.values() for row in p.measures if not row.hidden]
EXAMPLES = [(row, profile) for row, profile in ROWS if row.example]


def _side(notation):
    notation = notation.strip().partition(" ")[2]
    return clustered(notation) if "{" in notation else document(notation.split(", "))


@pytest.mark.parametrize(("row", "profile"), EXAMPLES, ids=lambda x: getattr(x, "id", x))
def test_a_worked_example_is_worked_out_right(row, profile):
    """Every fraction that an example promises is what the scorer gives for it."""
    gold, pred, promised = row.example.split("|")
    wanted = {"measures": row.id} if profile is None else {"profile": profile}
    entry = score([_side(gold)], [_side(pred)], **wanted).as_dict()["measures"][row.id]
    names = {"P": "precision", "R": "recall", "F1": "f1", "accuracy": "accuracy"}
    found = re.findall(r"(P|R|F1|accuracy) (\d+/\d+)", promised)
    assert found
    for name, value in found:
        assert entry[names[name]] == pytest.approx(float(Fraction(value))), name


@pytest.mark.parametrize(("row", "profile"), ROWS, ids=lambda x: getattr(x, "id", x))
def test_every_measure_is_explained_with_an_example(row, profile):
    """Definition, formula, source and numbers stand in what is printed."""
    text = " ".join(explain.text(row, profile).split())
    for part in (row.says, row.formula, row.source):
        assert part
        assert " ".join(part.split()) in text
    assert re.search(r"\d/\d|\d\.\d{3}", text.partition(" example ")[2])


def test_the_shared_example_tells_measures_apart():
    """It is neither all right nor all wrong, and what differs from another measure differs on it."""
    entries = worked.entries()
    for name in ("event.ti", "event.tc", "event.ac+", "quote.exact", "quote.source", "event.coref.muc"):
        assert 0 < entries[name]["f1"] < 1, name
    assert entries["event.trigger-cost"]["value"] > 0
    for one in ("ai", "ac+", "given.ac", "ac-e", "ac-h", "head.ac", "overlap.ac"):
        assert entries[f"event.{one}"] != entries["event.ac"], one


def test_every_work_that_a_source_names_is_in_the_references_and_no_other():
    """Authors and year, or a program, are given in full; nobody has to guess which paper is meant."""
    sources = {row.source for row, _ in ROWS}
    named = {key for source in sources for key in references.named(source)}
    assert named == set(references.REFERENCES)
    for source in sources:
        for cited in re.findall(r"[A-Z][\w-]+(?: and [A-Z]\w+| et al\.)? (?:19|20)\d\d", source):
            assert any(key.endswith(cited) for key in references.named(source)), cited


def test_links_of_the_contents_lead_to_headings():
    """Every measure and section of the contents has an anchor of its own; each stands once."""
    page = explain.markdown()
    contents = page.partition('\n<a id="mentions">')[0]
    linked = re.findall(r"\]\(#([\w.-]+)\)", contents)
    anchors = re.findall(r'<a id="([\w.-]+)"></a>', page)
    assert len(set(anchors)) == len(anchors)
    assert set(linked) <= set(anchors)
    assert {safe_name(row.id) for row in MEASURES if not row.hidden} <= set(linked)


def test_the_committed_page_is_what_the_rows_say():
    """eval/MEASURES.md is generated; `python scripts/measures.py` makes it anew."""
    assert (ROOT / "eval/MEASURES.md").read_text(encoding="utf-8") == explain.markdown() + "\n"


def test_ids_layers_and_profiles_are_explained_and_others_answered_with_the_nearest(cli):
    """One measure in full, a layer or profile as a list, a misspelt id with a suggestion and exit 2."""
    one = cli("measures", "coref.lea")
    assert one.returncode == 0
    assert "Moosavi and Strube 2016" in one.stdout
    assert "mention.head" in cli("measures", "mentions").stdout
    assert "nervaluate.ent_type" in cli("measures", "nervaluate").stdout
    assert "conll2012: The CoNLL reference scorer" in cli("measures", "--profiles").stdout
    wrong = cli("measures", "coref.le")
    assert wrong.returncode == 2
    assert "did you mean coref.lea?" in wrong.stderr


def test_the_list_has_every_measure_once(cli):
    """Without an id: one line each, in the order of the table."""
    lines = cli("measures").stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == [row.id for row in MEASURES if not row.hidden]
