"""formats/detection: two signs, the reason, and no other's file is ours."""

import json
from collections import Counter
from types import SimpleNamespace

import pytest
from tests.conftest import ROOT

from presscheck import formats
from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.formats import Source, detection
from presscheck.formats.fieldmaps import model
from presscheck.formats.source import head

CASES = ROOT / "tests" / "cases" / "formats"
SPAN = {"start": 0, "end": 4}
FOREIGN = {
    "doccano": {"id": 1, "text": "Oslo", "label": [[0, 4, "GPE"]], "Comments": []},
    "old doccano": {"id": 7, "text": "Oslo", "annotations": [{"label": 1, "start_offset": 0, "user": 1}]},
    "JSON_MIN": [{"id": 1, "text": "Oslo", "label": [{**SPAN, "labels": ["GPE"]}], "annotator": 1}],
    "maven-arg": {"id": "m1", "title": "T", "document": "Oslo", "events": [{"id": "e", "mention": []}]},
    "gnqa": {"documentName": "x", "originalText": "y", "annotations": [{"id": 1, "type": "Direct"}]},
    "LightTag": {"examples": [{"content": "Oslo", "annotations": [{**SPAN, "tag": "GPE"}]}]},
    "rams": {"doc_key": "a", "sentences": [["Oslo", "fell"]], "evt_triggers": [[1, 1, [["x.y", 1.0]]]]},
    "wikievents": {"doc_id": "a", "tokens": ["Oslo"], "text": "Oslo", "event_mentions": [],
                   "entity_mentions": [{"id": "m", "start": 0, "end": 1, "entity_type": "GPE"}]},
    "e2e": {"doc_key": "a", "sentences": [["Oslo", "fell"]], "speakers": [["", ""]], "clusters": [[[0, 0]]]},
    "fastcoref": {"text": "Oslo fell", "clusters": [[[0, 4]]], "clusters_strings": [["Oslo"]]},
    "citron": {"text": "He said go", "coreference_groups": [], "quotes": [{
        "cue": {"start": 3, "end": 7, "text": "said"}, "contents": [{"start": 8, "end": 10, "text": "go"}],
        "sources": [{"start": 0, "end": 2, "text": "He"}], "confidence": 0.9}]},
    "SQuAD": {"data": [{"title": "x", "paragraphs": [{"context": "Oslo", "qas": []}]}]},
    "Guardian": {"paragraphs": ["a"], "entities": [{"index": 0, "span_text": "a", "span_label": "Source"}]},
    "uima": {"%TYPES": {}, "%FEATURE_STRUCTURES": [{"%ID": 1, "sofaString": "Oslo"}], "%VIEWS": {}},
    "gepade": {"s1": {"words": ["a"], "annotations": {"0": {"predicate": "_", "roles": ["O"]}}}},
}  # fmt: skip


def taken_for(path):
    """The format, or nothing."""
    try:
        return formats.told(path)
    except UsageError:
        return None


@pytest.mark.parametrize("name", FOREIGN)
def test_another_tools_file_is_not_taken_for_ours(tmp_path, name):
    """A layout that no format and no shipped map has is a question, unless its keys are the usual ones."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps(FOREIGN[name]))
    mapped = "fields" if name in (*model.shipped(), "LightTag") else None
    assert taken_for(path) == (name if name in formats.FORMATS else mapped)


def test_the_reason_is_given(tmp_path):
    """Two signs at least."""
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "a", "text": "Oslo", "mentions": []}\n')
    assert formats.recognised(path) == ("presscheck", None, ("`id` and `text`", "no key but a document's"))


def test_a_failed_guess_says_what_it_nearly_is(tmp_path):
    """One sign is not enough, and is named."""
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"id": "a", "events": [], "colour": "red"}))
    with pytest.raises(
        UsageError, match="it has `id` and `events` as presscheck has, but nothing else of it"
    ):
        formats.told(path)


def test_formats_are_listed_from_one_table(cli):
    """`--from` takes what the table has, and suggests the nearest."""
    text = cli("convert", "--help").stdout
    assert all(name in text for name in formats.FORMATS)


def test_two_formats_that_fit_are_both_named(tmp_path):
    """Each with its signs."""
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "Oslo", "mentions": []}) + "\n")
    two = SimpleNamespace(signs=lambda _path, _begin: ("this", "that"))
    own = {"one": formats.module("presscheck"), "two": two}
    with pytest.raises(
        UsageError, match=r"like one \(`id` and `text` and .*\) and like two \(this and that\); name one"
    ):
        detection.recognised(path, dict.fromkeys(own, ""), own.get)
    del own["one"]
    assert detection.recognised(path, {"two": ""}, own.get) == ("two", None, ("this", "that"))


SAMPLES = [path for path in sorted(CASES.iterdir()) if path.name not in ("bad.toml", "fields", "beside")]


def signs_of(path):
    """Each format with the signs of it that a file has."""
    begin = head(path)
    return {name: [*formats.module(name).signs(path, begin)] for name in formats.readable()}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_two_signs_tell_a_sample_and_no_other_format_has_two(path):
    """Every sample has two signs of one format, and the reason names them."""
    signs = signs_of(path)
    fits = [name for name in signs if len(signs[name]) > 1 and name not in detection.GENERAL]
    name = formats.told(path)
    assert fits in ([name], [])
    assert fits or name in detection.GENERAL
    assert all(sign in formats.recognised(path).why for sign in signs[name])


@pytest.mark.parametrize("name", sorted(formats.writable()))
def test_what_is_written_is_told(tmp_path, name):
    """An export has the signs of its own format alone."""
    pytest.importorskip("datasets" if name == "datasets" else "json")
    for suffix in ("", ".spacy") if name == "spacy" else ("",):
        path = tmp_path / f"out{suffix}"
        formats.module(name).write(path, [*jsonl.read(CASES / "gold.jsonl")], Counter())
        signs = signs_of(path)
        assert [one for one in signs if len(signs[one]) > 1 and one not in detection.GENERAL] == [name]


LONG = {
    "corenlp": {"sentences": [{"index": i, "tokens": [{"index": 1, "word": "“[{"}]} for i in range(60_000)]},
    "labelstudio": [{"id": 1, "data": {"text": "x" * 10}, "annotations": [
        {"result": [{"value": {"start": i, "end": i + 1, "labels": ["A"]}} for i in range(60_000)]}]}],
    "huggingface": [[{"entity": "B-PER", "score": 0.5, "word": "Os", "start": i}] for i in range(60_000)],
    "gliner": [{"start": i, "end": i + 1, "text": "O", "label": "x", "score": 1} for i in range(60_000)],
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_a_file_longer_than_its_head_is_told(tmp_path, name):
    """A value of a megabyte and more is cut off in the middle."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps(LONG[name]))
    assert formats.told(path) == name


@pytest.mark.parametrize("begin", ["", "\ufeff", "\n ", "entities"])
@pytest.mark.parametrize("name", ["huggingface", "gliner"])
def test_entities_a_line_are_told_and_read(tmp_path, name, begin):
    """JSONL of entities, a list or an object, whatever stands before the first bracket."""
    span = {"start": 0, "end": 4, "score": 0.9}
    label = (
        {"entity_group": "GPE", "word": "Oslo"} if name == "huggingface" else {"label": "GPE", "text": "Oslo"}
    )
    rows = [{**span, **label}, {**span, **label, "start": 9, "end": 13}]
    path = tmp_path / "x.jsonl"
    content = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_text(json.dumps(rows, indent=1) if begin == "entities" else begin + content)
    assert formats.told(path) == name
    (doc,) = formats.read(name, Source(path, {"a": "Oslo and Oslo"}, Counter()))
    assert [(m.start, m.end, m.type) for m in doc.mentions] == [(0, 4, "GPE"), (9, 13, "GPE")]


MORE = {
    "spacy": [
        {"text": "Oslo", "tokens": [{"id": 0, "start": 0, "end": 4}], "ents": []},
        {"text": "Oslo", "ents": [{**SPAN, "label": "GPE"}]},
    ],
    "doccano": [{"id": 1, "text": "Oslo", "label": [], "Comments": []}],
    "prodigy": [{"text": "Oslo", "spans": [{**SPAN, "label": "GPE"}], "answer": "accept"}],
    "labelstudio": [
        [{"id": 1, "data": {"text": "Oslo"}, "annotations": [], "drafts": [], "predictions": []}]
    ],
    "dygiepp": [{"doc_key": "a", "sentences": [["Oslo"]], "predicted_ner": [[]]}],
}


@pytest.mark.parametrize(("name", "value"), [(name, one) for name, some in MORE.items() for one in some])
def test_a_file_in_which_nothing_is_annotated_is_told(tmp_path, name, value):
    """Its keys are there."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps(value))
    assert formats.told(path) == name


@pytest.mark.parametrize(
    ("name", "rows", "place"),
    [("walk", "Ida O\nmet O\nBo B-X\n. O\n", (8, 10)), ("other", "Oslo B-X\n", (0, 4))],
)
def test_a_known_id_gives_its_text(cli, tmp_path, name, rows, place):
    """Another is the document's own, if nobody gives texts."""
    (tmp_path / "texts.jsonl").write_text('{"id": "walk", "text": "Ida met Bo."}\n{"id": "b", "text": "B"}\n')
    given = ["--texts", "texts.jsonl"] if name == "walk" else []
    (tmp_path / "tags.conll").write_text(rows)
    run = cli(*("convert", "tags.conll", "-o", "out", "--from", "conll", "--id", name), *given, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    (found,) = jsonl.read(tmp_path / "out")
    assert (found.id, [(m.start, m.end) for m in found.mentions]) == (name, [place])


LINES = {
    "conll": [
        "Ida B-PER B-PER 0.9981\nBerg I-PER I-PER 0.97\nmet O O 1.0\n\n",
        "-DOCSTART- -X- O\nIda -X- _ B-PER\nBerg -X- _ I-PER\n\nOslo -X- _ B-LOC\n\n",
    ],
    "conll2012": [
        "# begin document\n0\tIda\t(2(3\n1\tBerg\t3)\n2\twon\t2)\n# end document\n",
        "# begin document \n0\tIda\t(2(3\n1\tBerg\t3)\n2\twon\t2)\n# end document\n",
        "# begin document walk\n0\tIda\t(person-2\n1\tBerg\tperson-2)\n# end document\n",
    ],
}


@pytest.mark.parametrize(("name", "lines"), [(name, text) for name, texts in LINES.items() for text in texts])
def test_columns_of_every_dress_are_told_and_read(tmp_path, name, lines):
    """A score behind the tags, a document without a name."""
    path = tmp_path / "walk.txt"
    path.write_text(lines)
    assert formats.told(path) == name
    (doc,) = formats.module(name).read(Source(path, {}, Counter()))
    assert "Ida Berg" in [mention.text for mention in doc.mentions]


def test_comprehends_targeted_sentiment_is_told(tmp_path):
    """Its mentions have scores of their group."""
    path = tmp_path / "x.json"
    mention = {
        "BeginOffset": 0,
        "EndOffset": 4,
        "Score": 1.0,
        "GroupScore": 1.0,
        "Text": "Oslo",
        "Type": "LOC",
    }
    path.write_text(json.dumps({"Entities": [{"DescriptiveMentionIndex": [0], "Mentions": [mention]}]}))
    assert formats.recognised(path).fields == "comprehend"
