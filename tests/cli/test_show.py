"""A document is shown so that every record can be read, and so that a change is a changed line."""

import difflib
import subprocess
import sys

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.helpers import generate

import presscheck
from presscheck.cli import show as verb
from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.reporting import inline

CASES = ROOT / "tests" / "cases"
GOLD = CASES / "valid" / "gold.jsonl"


def shown(doc, *layers, **chosen):
    """The lines of a document as one string."""
    return "\n".join(inline.document(doc, layers or inline.LAYERS, **chosen))


def run(*arguments):
    """Return the output of the verb."""
    result = CliRunner().invoke(verb.command, [str(a) for a in arguments], standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.stdout


def test_whole_document(request):
    """The small document of the cases is shown as the golden file says."""
    golden = CASES.parent / "golden" / "show.txt"
    text = run(GOLD)
    if request.config.getoption("--update"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_every_record_of_the_gold_is_shown():
    """Nothing of the shipped gold is left out: each record has its line."""
    doc = next(presscheck.read(shipped.gold()))
    lines = [line.strip() for line in shown(doc).splitlines()]
    counted = {
        "mention": len(doc.mentions),
        "event": len(doc.events),
        "quote": len(doc.quotes),
        "marked": len(doc.marked_uses),
        "content": sum(len(q.content) for q in doc.quotes),
        "also": sum(len(q.also) for q in doc.quotes),
    }
    for kind, number in counted.items():
        assert sum(line.startswith(f"{kind}  ") for line in lines) == number, kind
    assert all(any(line.startswith(f"{e.id}  ") for line in lines) for e in doc.entities)
    arguments = [a for e in doc.events for a in e.arguments]
    assert all(any(line.startswith(f"{a.role}  {a.text}") for line in lines) for a in arguments)


def test_layers_are_shown_one_by_one():
    """A layer that was not asked for is not there."""
    doc = next(presscheck.read(GOLD))
    assert "[Contact.Meet met]" in shown(doc, "events")
    assert "mention" not in shown(doc, "events")
    assert "[PER Ann Lee] met" in shown(doc, "mentions")
    assert "[content “The talks went well,”] [source she] [cue said]." in shown(doc, "quotes")
    assert "a [term “pact”]." in shown(doc, "marked_uses")
    assert "oslo  GPE  Oslo  Q585" in shown(doc, "entities")
    assert doc.text.split("\n", maxsplit=1)[1][:32] in shown(doc, "text")


def test_sentences_and_lines_are_chosen():
    """Sentences and lines are counted from 1; entities are shown only with the whole."""
    doc = next(presscheck.read(GOLD))
    assert [p.line for p in inline.pieces(doc)] == [1, 1, 2, 2]
    second = shown(doc, sentences=range(2, 3))
    assert "Bob Ray" in second
    assert "Ann Lee" not in second
    both = shown(doc, lines=range(2, 3))
    assert "3 (line 2" in both
    assert "4 (line 2" in both
    assert "2 (line 1" not in both
    assert "entities" not in both


@given(st.integers(0, 10_000))
def test_brackets_keep_the_words(seed):
    """Whatever the spans, nested or crossing: without brackets and labels the words are the text's."""
    gold = generate.corpus(seed, 1)[0][0]
    doc = jsonl.from_plain(gold)
    labels = [(m.start, m.end, "X") for m in doc.mentions]
    shown_words = inline.bracketed(doc.text, 0, len(doc.text), labels, lambda _style, words: f"\0{words}\0")
    kept = "".join(shown_words.split("\0")[::2]).replace("  ", " ")
    assert kept.replace(" ", "") == doc.text.replace(" ", "")
    assert shown_words.count("\0[X\0") == len(labels) == shown_words.count("]")


def test_a_change_is_a_changed_line():
    """One changed attribute changes one line: that is what makes `git diff` readable."""
    doc = next(presscheck.read(GOLD))
    event = msgspec.structs.replace(doc.events[1], tense="future")
    other = msgspec.structs.replace(doc, events=[doc.events[0], event])
    changes = [
        line for line in difflib.ndiff(shown(doc).splitlines(), shown(other).splitlines()) if line[:1] in "+-"
    ]
    assert changes == [
        "-   event  talks  Contact.Meet  meeting  positive asserted specific past",
        "+   event  talks  Contact.Meet  meeting  positive asserted specific future",
    ]


def test_without_sentences_lines_are_shown():
    """A document without sentences is shown line by line, and one without text by its words."""
    doc = Document(id="d", text="One.\n\nTwo.")
    assert [(p.number, p.line) for p in inline.pieces(doc)] == [(1, 1), (2, 3)]
    bare = jsonl.from_plain(
        {"id": "d", "mentions": [{"text": "Oslo"}], "quotes": [{"content": [{"text": "a"}]}]}
    )
    assert "without a place in the text\n  $.mentions[0]  Oslo\n  $.quotes[0].content[0]  a" in shown(bare)


def test_predictions_are_shown_in_the_gold_text(tmp_path):
    """A prediction without text is shown in the text of the gold's document; unanchored words at the end."""
    pred = tmp_path / "pred.jsonl"
    pred.write_text(
        '{"id": "d1", "mentions": [{"start": 0, "end": 7, "type": "PERSON"}, {"text": "Oslo"}]}\n'
    )
    text = run(pred, "--gold", GOLD)
    assert "[PERSON Ann Lee] met her" in text
    assert "$.mentions[1]  Oslo" in text


def test_textconv_never_fails(tmp_path):
    """For git, a line that is not a document is printed as it stands; without the option it is an error."""
    broken = tmp_path / "gold.jsonl"
    broken.write_text(GOLD.read_text() + '{"id": "d2", "mentons": []}\n')
    text = run(broken, "--textconv")
    assert text.endswith('{"id": "d2", "mentons": []}\n')
    assert "[PER Ann Lee]" in text
    with pytest.raises(InvalidInputError, match="mentons"):
        run(broken)


def test_wrong_questions():
    """A document that is not there and a range that is none are answered with the way out."""
    with pytest.raises(UsageError, match="no document 'd2'"):
        run(GOLD, "--doc", "d2")
    with pytest.raises(UsageError, match="3-5"):
        run(GOLD, "--lines", "three")
    assert "Ann Lee" in run(GOLD, "--doc", "d1")


def test_git_diff_is_readable(tmp_path, root):
    """With the repository's attributes and the configuration of `make setup`, a diff has shown lines."""
    makefile = (root / "Makefile").read_text()
    assert 'git config diff.presscheck.textconv "$(BIN)/presscheck show --textconv"' in makefile
    (tmp_path / ".gitattributes").write_text((root / ".gitattributes").read_text())
    (tmp_path / "corpus").mkdir()
    gold = tmp_path / "corpus" / "gold.jsonl"
    gold.write_text(GOLD.read_text())

    def git(*arguments):
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
        done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout

    git("init", "-q")
    git("config", "diff.presscheck.textconv", f"{sys.executable} -m presscheck show --textconv")
    git("add", ".")
    git("commit", "-qm", "one")
    gold.write_text(gold.read_text().replace('"tense":"past"', '"tense":"present"', 1))
    changed = [line for line in git("diff").splitlines() if line[:2] in ("+ ", "- ")]
    assert len(changed) == 2
    assert "event  met  Contact.Meet" in changed[0]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--lines", "99"), "there is no line 99; the last is 2"),
        (("--sentences", "5"), "there is no sentence 5; the last is 4"),
        (("--lines", "0"), "'0' is not a range"),
        (("--sentences", "3-2"), "'3-2' is not a range"),
        (("--lines", "x"), "'x' is not a range"),
    ],
)
def test_what_is_not_there_is_said(cli, arguments, says):
    """A sentence or line beyond the last one, and what is not a range, is a wrong question."""
    run = cli("show", GOLD, *arguments)
    assert run.returncode == 2
    assert says in run.stderr
