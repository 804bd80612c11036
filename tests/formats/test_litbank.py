"""LitBank at full size: 100 real documents, read, validated, scored, anchored."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import ROOT

from presscheck import score
from presscheck.anchoring import anchor
from presscheck.anchoring.search import Finder
from presscheck.document import jsonl
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import InvalidInputError
from presscheck.formats import Source, brat, litbank, told

FOLDER = Path(os.environ.get("LITBANK_DIR", ROOT.parent / "shared" / "data" / "litbank"))
HERE = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no LitBank at {FOLDER}; set LITBANK_DIR")
NOTES = {"COP lines left out": 466, "APPOS lines left out": 226, "annotators' notes left out": 5}


@pytest.fixture(scope="module")
def corpus():
    """The 100 documents."""
    notes = Counter()
    documents = list(litbank.read(Source(FOLDER, {}, notes)))
    assert notes == NOTES
    return documents


@pytest.fixture
def one(tmp_path):
    """A LitBank folder of one small document, to be spoilt."""
    text = "Call me Ishmael .\nHe said , ‘ Go . ’\n"
    lines = {
        "coref": "MENTION\tT1\t0\t2\t0\t2\tIshmael\tPER\tPROP\nMENTION\tT2\t1\t0\t1\t0\tHe\tPER\tPRON\n"
        "MENTION\tT3\t0\t1\t0\t1\tme\tPER\tPRON\nCOREF\tT1\tI-0\nCOREF\tT2\tI-0\n",
        "events": "T1\tEVENT 21 25\tsaid\n",
        "quotations": "QUOTE\tQ1\t1\t3\t1\t6\t‘ Go . ’\nATTRIB\tQ1\tI-0\n",
    }
    for folder, content in [("text", text), *lines.items()]:
        (tmp_path / folder).mkdir()
        suffix = "txt" if folder == "text" else "ann"
        (tmp_path / folder / f"7_moby_brat.{suffix}").write_text(content)
    return tmp_path


def test_a_small_folder(one):
    """Mentions, entities, singletons, events and quotes of one document."""
    assert told(one) == "litbank"
    (doc,) = litbank.read(Source(one, {}, Counter()))
    assert (doc.id, doc.title, doc.sentences) == ("7_moby", "moby", [(0, 17), (18, 36)])
    assert [(m.text, m.form, m.entity) for m in doc.mentions] == [
        ("Ishmael", "name", "I-0"), ("He", "pronoun", "I-0"), ("me", "pronoun", "single-5-7")]  # fmt: skip
    assert [e.id for e in doc.entities] == ["I-0", "single-5-7"]
    assert [e.text for e in doc.events] == ["said"]
    assert [(q.content[0].text, q.speaker) for q in doc.quotes] == [("‘ Go . ’", "I-0")]


@pytest.mark.parametrize(
    ("folder", "line", "says"),
    [
        ("coref", "MENTION\tT1\t0\t9\t0\t9\tx\tPER\tPROP", r"7_moby_brat.ann:1 .*are not tokens"),
        (
            "coref",
            "MENTION\tT1\t0\t2\t0\t2\tAhab\tPER\tPROP",
            r"the words are 'Ahab', but the text there is 'Ishmael'",
        ),
        ("coref", "MENTION\tT1\t0\t2\t0\t2\tIshmael\tPER\tVERB", r"'VERB' is not one of PROP, NOM, PRON"),
        ("coref", "\nMENTION\tT1", r"ann:2 .*'MENTION' with 2 columns; expected MENTION with 9"),
        ("quotations", "QUOTE\tQ1\tx\t0\t0\t0\tCall", r"quotations.*are not tokens"),
        ("events", "T1\tEVENT 0 4\tMove", r"events.*is not a trigger"),
    ],
)
def test_a_spoilt_line_is_told_with_its_file(one, folder, line, says):
    """File and line of what is wrong."""
    (one / folder / "7_moby_brat.ann").write_text(line + "\n")
    with pytest.raises(InvalidInputError, match=says):
        list(litbank.read(Source(one, {}, Counter())))


def test_an_empty_folder_is_told(one):
    """A folder without texts is not a corpus."""
    (one / "text" / "7_moby_brat.txt").unlink()
    with pytest.raises(InvalidInputError, match=r"no \.txt"):
        list(litbank.read(Source(one, {}, Counter())))


@HERE
def test_everything_is_there(corpus):
    """The numbers that LitBank's own description and files give."""
    assert len(corpus) == 100
    assert sum(len(doc.text.split()) for doc in corpus) == 210_532
    assert sum(len(doc.mentions) for doc in corpus) == 29_103
    assert sum(len(doc.quotes) for doc in corpus) == 1_765
    assert sum(len(doc.events) for doc in corpus) == 7_849
    known = {(doc.id, entity.id) for doc in corpus for entity in doc.entities}
    assert {(doc.id, quote.speaker) for doc in corpus for quote in doc.quotes} <= known


@HERE
def test_the_verb_makes_one_file_that_scores(cli, tmp_path):
    """`convert --from litbank`, then the corpus against itself: every F1 is 1."""
    out = tmp_path / "litbank.jsonl"
    run = cli("convert", FOLDER, "-o", out, "--from", "litbank")
    assert run.returncode == 0, run.stderr
    assert "100 documents written" in run.stderr
    measures = "mention.strict,coref.conll,event.ti,quote.exact,quote.speaker"
    result = score(out, out, measures=measures).as_dict()["measures"]
    assert [entry.get("f1", entry.get("accuracy")) for entry in result.values()] == [1] * 5


@HERE
def test_it_validates(cli, tmp_path, corpus):
    """As other gold: no errors; LitBank's own types are warned of, and named in its label map."""
    jsonl.write(tmp_path / "few.jsonl", corpus[:5])
    run = cli("validate", tmp_path / "few.jsonl")
    assert run.returncode == 0, run.stdout
    assert "error[" not in run.stdout


@HERE
def test_the_label_map_leaves_out_vehicles(corpus):
    """Under `litbank` both sides lose VEH, which is nothing of ours."""
    vehicles = sum(m.type == "VEH" for doc in corpus for m in doc.mentions)
    result = score(corpus, corpus, measures="mention.strict", label_map="litbank")
    assert sum(n for k, n in result.label_map_lost.items() if k.startswith("gold VEH")) == vehicles
    assert result.label_map_lost["pred VEH"] == vehicles


@HERE
def test_real_brat_files_are_read(tmp_path):
    """LitBank's entity layer is real brat standoff; every line becomes a mention."""
    names = sorted(path.stem for path in (FOLDER / "entities").glob("*.ann"))[:20]
    lines = 0
    for name in names:
        shutil.copy(FOLDER / "entities" / f"{name}.ann", tmp_path)
        shutil.copy(FOLDER / "text" / f"{name}.txt", tmp_path)
        lines += (tmp_path / f"{name}.ann").read_text().count("\nT") + 1
    assert told(tmp_path) == "brat"
    found = list(brat.read(Source(tmp_path, {}, Counter())))
    assert sum(len(doc.mentions) for doc in found) == lines
    assert {m.type for doc in found for m in doc.mentions} <= {"PER", "FAC", "LOC", "GPE", "VEH", "ORG"}


@HERE
def test_mentions_without_offsets_come_back_unless_they_repeat(corpus):
    """Anchoring gives back every mention whose string is annotated wherever it stands, and most others.

    Equal words of different entities, pronouns above all, are told apart by what stands near them alone.
    """
    right = total = 0
    for doc in map(canonical, corpus):
        found = anchor.anchored(anchor.without_offsets(doc), doc.text).document.mentions
        finder = Finder(doc.text)
        for was, now in zip(doc.mentions, found, strict=True):
            same = (was.start, was.end) == (now.start, now.end)
            assert same or len(finder.exact(was.text)) > 1
            right, total = right + same, total + 1
    assert right / total > 0.7
