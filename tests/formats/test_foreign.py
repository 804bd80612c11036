"""Samples of other tools reach a score in two commands; odd layouts are read as they are meant."""

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import ROOT

from presscheck import formats
from presscheck.document import jsonl
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.model import ABSENT
from presscheck.document.placement import misplaced
from presscheck.formats import Source, reference

CASES = ROOT / "tests" / "cases" / "formats"
GOLD = CASES / "gold.jsonl"
SHARED = Path(os.environ.get("PRESSCHECK_SAMPLES", ROOT.parent / "shared" / "data" / "samples"))
NEW = [
    ("doccano", "ontonotes-pronouns", "mention.strict", 4),
    ("prodigy", "ontonotes-pronouns", "mention.strict", 4),
    ("textee", "ace", "mention.strict", 5),
    ("oneie", "ace", "mention.strict", 5),
    ("dygiepp", "ace", "mention.strict", 5),
    ("booknlp", "litbank", "quote.speaker", 1),
    ("conllu", None, "mention.exact", 5),
    ("wikievents", None, "mention.strict", 5),
    ("rams", None, "event.ti", 1),
    ("maven", None, "event.ti", 1),
    ("ace", "ace", "mention.strict", 5),
    ("e2e", None, "mention.exact", 4),
    ("fastcoref", None, "mention.exact", 4),
    ("neleval", None, "mention.exact", 4),
    ("aida", None, "mention.exact", 4),
    ("uima", None, "mention.exact", 6),
    ("webanno", None, "mention.exact", 6),
    ("spkatt", None, "quote.exact", 1),
    ("gepade", None, "quote.exact", 1),
]


def read(name, path, texts=None):
    """The documents of a file, and what was noted."""
    notes = Counter()
    return list(formats.module(name).read(Source(Path(path), texts or {}, notes))), notes


def written(path, *rows):
    """A file with a JSON value a line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def spans(doc):
    """Words, type and entity of each mention."""
    return [(m.text, m.type, m.entity) for m in doc.mentions]


@pytest.mark.parametrize(("name", "label_map", "measure", "right"), NEW)
def test_a_sample_is_scored_in_two_commands(cli, tmp_path, name, label_map, measure, right):
    """Convert and score: everything that the sample says is right."""
    out = tmp_path / "pred.jsonl"
    sample = CASES / reference.ABOUT[name].sample
    named = ("--label-map", label_map) if label_map else ()
    run = cli("convert", sample, "-o", out, "--texts", GOLD, *named)
    assert run.returncode == 0, run.stderr
    assert f"as {name} (" in run.stderr
    run = cli("score", out, "--gold", GOLD, "--measures", measure, "--format", "json")
    assert run.returncode == 0, run.stderr
    entry = json.loads(run.stdout)["measures"][measure]
    assert entry.get("tp_pred", entry.get("correct", entry.get("right"))) == right


def test_every_format_has_its_row():
    """The page has a row for each format, and the samples are there."""
    assert list(reference.ABOUT) == list(formats.FORMATS)
    assert all((CASES / about.sample).exists() for about in reference.ABOUT.values())


@pytest.mark.parametrize(
    ("row", "labels"),
    [
        ({"id": 1, "text": "Ida left.", "label": [[0, 3, "PER"]], "Comments": []}, ["PER"]),
        ({"id": 1, "data": "Ida left.", "labels": [[0, 4, "PER"]]}, ["PER"]),
        ({"text": "Ida left.", "entities": [[0, 3, "PER"]]}, ["PER"]),
        ({"id": 1, "text": "Ida left.",
          "annotations": [{"label": 5, "start_offset": 0, "end_offset": 3, "user": 1}]}, ["Person"]),
    ],
)  # fmt: skip
def test_doccano_of_every_age(tmp_path, row, labels):
    """Triples under three keys, numbers whose names stand beside, a blank at the end of a span."""
    path = written(tmp_path / "all.jsonl", row)
    written(tmp_path / "label_config.json", [{"id": 5, "text": "Person"}])
    assert formats.told(path) == "doccano"
    (doc,), _ = read("doccano", path)
    assert [(m.text, m.type) for m in doc.mentions] == [("Ida", label) for label in labels]


def test_documents_of_doccano_stay_apart(tmp_path):
    """Own numbers as ids, unless the id or the text is known."""
    rows = [{"id": n, "text": text, "label": []} for n, text in ((4, "Ida."), (9, "Bob."))]
    path = written(tmp_path / "all.jsonl", *rows)
    assert [doc.id for doc in read("doccano", path)[0]] == ["4", "9"]
    assert [doc.id for doc in read("doccano", path, {"b": "Bob."})[0]] == ["4", "b"]


def task(answer, start, label, **more):
    """A task of Prodigy about one text."""
    span = {"start": start, "end": start + 3, "label": label}
    return {"text": "Ida met Bob.", "_input_hash": 7, "answer": answer, "spans": [span], **more}


def test_prodigy_joins_the_tasks_of_one_input(tmp_path):
    """Span by span: the accepted ones are one document; the others are counted."""
    rows = [
        task("accept", 0, "PER"),
        task("reject", 0, "ORG"),
        task("accept", 8, "PER"),
        task("ignore", 4, "X"),
    ]
    (doc,), notes = read("prodigy", written(tmp_path / "x.jsonl", *rows))
    assert [(m.text, m.type) for m in doc.mentions] == [("Ida", "PER"), ("Bob", "PER")]
    assert doc.id == "7"
    assert notes == {"tasks answered reject, left out": 1, "tasks answered ignore, left out": 1}


def test_prodigy_keeps_annotators_apart(tmp_path):
    """Each has a document, and it is said."""
    rows = [task("accept", 0, "PER", _annotator_id=who) for who in ("a", "b")]
    docs, notes = read("prodigy", written(tmp_path / "x.jsonl", *rows))
    assert [doc.id for doc in docs] == ["7@a", "7@b"]
    assert notes == {"inputs of several annotators, a document for each": 1}


def test_textee_reads_what_its_scorer_reads(tmp_path):
    """Triples of start, end and label, with the tokens beside."""
    events = [{"trigger": [1, 2, "Contact:Meet"], "arguments": [[0, 1, "Entity"], [2, 3, "Entity"]]}]
    row = {"doc_id": "d", "wnd_id": "d-1", "tokens": ["Ida", "met", "Bob"], "events": events}
    path = written(tmp_path / "x.jsonl", row)
    assert formats.told(path) == "textee"
    (doc,), _ = read("textee", path)
    assert [(e.text, e.type, [a.text for a in e.arguments]) for e in doc.events] == [
        ("met", "Contact:Meet", ["Ida", "Bob"])
    ]


def test_windows_of_two_documents_that_alternate(tmp_path):
    """Each document has its own windows, in the order of the file."""
    rows = [
        {"doc_id": name, "wnd_id": str(n), "tokens": [word, "."],
         "entity_mentions": [{"id": f"{name}-{n}", "entity_type": "PER", "text": word, "start": 0, "end": 1}]}
        for n, (name, word) in enumerate((("a", "Ida"), ("b", "Bob"), ("a", "Eve")))
    ]  # fmt: skip
    docs, _ = read("textee", written(tmp_path / "x.jsonl", *rows))
    assert [(doc.id, doc.text, [m.text for m in doc.mentions]) for doc in docs] == [
        ("a", "Ida . Eve .", ["Ida", "Eve"]), ("b", "Bob .", ["Bob"])]  # fmt: skip


def test_predictions_of_dygiepp_before_the_gold_beside_them(tmp_path):
    """Labels with logit and softmax; clusters give mentions that have no label."""
    row = {
        "doc_key": "d", "sentences": [["Ida", "met", "Bob"], ["She", "left"]],
        "ner": [[[2, 2, "PER"]], []],
        "predicted_ner": [[[0, 0, "PER", 7.5, 0.9]], []],
        "predicted_events": [[[[1, "Contact.Meet", 3.0, 0.8], [0, 0, "Entity", 2.0, 0.7]]], []],
        "predicted_clusters": [[[0, 0], [3, 3]]],
    }  # fmt: skip
    (doc,), notes = read("dygiepp", written(tmp_path / "x.jsonl", row))
    assert spans(doc)[0] == ("Ida", "PER", "1")
    assert [(m.text, m.entity, m.confidence) for m in doc.mentions][:1] == [("Ida", "1", 0.9)]
    assert doc.mentions[1].text == "She"
    assert (doc.events[0].confidence, doc.events[0].arguments[0].confidence) == (0.8, 0.7)
    assert notes == {"gold layers beside the predictions left out": 1}


HEADER = "# newdoc id = d\n# global.Entity = eid-etype-head-other\n"


def conllu(path, *rows):
    """A sentence of CoNLL-U: id, form, MISC."""
    lines = [f"{number}\t{form}" + "\t_" * 7 + f"\t{misc}\n" for number, form, misc in rows]
    path.write_text(HEADER + "".join(lines) + "\n", encoding="utf-8")
    return path


ANOTHER = "mentions of a span that is another entity's already"


@pytest.mark.parametrize(
    ("rows", "expected", "noted"),
    [
        ([("1", "a", "Entity=(e1-x-1-(e2-y-1-"), ("2", "b", "Entity=e2)e1)")], [("a b", "x", "e1")], ANOTHER),
        ([("1", "a", "Entity=(e1-x-1-(e2-y-1-)"), ("2", "b", "Entity=e1)")],
         [("a b", "x", "e1"), ("a", "y", "e2")], None),
        ([("1", "a", "Entity=(e1[1/2]-x-1-)"), ("2", "b", "_"), ("3", "c", "Entity=(e1[2/2]-x-1-)")],
         [("a b c", "x", "e1")], "mentions in pieces, taken from first to last"),
        ([("1-2", "don’t", "_"), ("1", "do", "Entity=(e1-x-1-)"), ("2", "n’t", "Entity=(e2-y-1-)")],
         [("do", "x", "e1"), ("n’t", "y", "e2")], None),
        ([("1-2", "au", "_"), ("1", "à", "_"), ("2", "le", "Entity=(e1-x-1-"), ("3", "b", "Entity=e1)")],
         [("au b", "x", "e1")], "words inside a multi-word token, taken as the whole token"),
        ([("1", "a", "Entity=(e1-x-1-"), ("1.1", "_", "Entity=e1)(e2-y-1-)")],
         [("a", "x", "e1")], "mentions of empty nodes alone, left out"),
        ([("1", "a", "Entity=(1)")], [("a", ABSENT, "1")], None),
    ],
)  # fmt: skip
def test_brackets_of_conllu(tmp_path, rows, expected, noted):
    """Nesting, pieces, multi-word tokens, empty nodes, and brackets without fields; losses are counted."""
    (doc,), notes = read("conllu", conllu(tmp_path / "x.conllu", *rows))
    assert spans(doc) == expected
    assert notes == ({noted: 1} if noted else {})


@pytest.mark.parametrize(
    ("tags", "key"),
    [("B-PER I-PER O S-GPE", "NER"), ("B-PER E-PER O S-GPE", "ner"), ("PER PER O GPE", "NER")],
)
def test_names_in_the_last_column_of_conllu(tmp_path, tags, key):
    """Treebanks have BIO under `NER=`, Stanza BIOES under `ner=`; documents without an id are numbered."""
    rows = [
        f"{i}\t{word}" + "\t_" * 7 + f"\t{key}={tag}|SpaceAfter=Yes\n"
        for i, (word, tag) in enumerate(zip(["Ida", "Berg", "met", "Oslo"], tags.split(), strict=True), 1)
    ]
    path = tmp_path / "x.conllu"
    path.write_text("# newdoc\n" + "".join(rows) + "\n# newdoc\n1\tNo" + "\t_" * 8 + "\n\n", encoding="utf-8")
    assert formats.told(path) == "conllu"
    (doc, empty), _ = read("conllu", path)
    assert [(m.text, m.type, m.entity) for m in doc.mentions] == [
        ("Ida Berg", "PER", ABSENT),
        ("Oslo", "GPE", ABSENT),
    ]
    assert (doc.id, empty.id, empty.mentions, empty.entities) == ("x-1", "x-2", [], ABSENT)


def test_coreference_goes_before_names_in_conllu(tmp_path):
    """Names by their tags are counted if a file has both; a multi-word token has its first word's tag."""
    rows = [("1", "a", "Entity=(e1-x-1-)|NER=B-PER"), ("2", "b", "_")]
    (doc,), notes = read("conllu", conllu(tmp_path / "x.conllu", *rows))
    assert (spans(doc), notes) == ([("a", "x", "e1")], {"names by `NER=` beside `Entity=` left out": 1})
    bare = "1-2\tau\tX\n1\tà\tNER=B-LOC\n2\tle\tNER=I-LOC\n3\tbal\tNER=I-LOC\n"
    lines = [line.split("\t") for line in bare.splitlines()]
    text = "".join(f"{a}\t{b}" + "\t_" * 7 + f"\t{c if '=' in c else '_'}\n" for a, b, c in lines)
    (tmp_path / "y.conllu").write_text(text + "\n", encoding="utf-8")
    (doc,), _ = read("conllu", tmp_path / "y.conllu")
    assert [(m.text, m.type) for m in doc.mentions] == [("au bal", "LOC")]


def test_books_stand_where_their_tokens_do(tmp_path):
    """Without a text one is made; two paragraphs are two lines; a text that differs is searched by words."""
    for file in (CASES / "booknlp").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (gold,) = jsonl.read(GOLD)
    (doc,), _ = read("booknlp", tmp_path)
    assert doc.text == gold.text
    (doc,), notes = read("booknlp", tmp_path, {"talks": f"Note.  {gold.text}"})
    assert [m.text for m in doc.mentions] == ["Keir Starmer", "NATO", "We", "He", "London"]
    assert notes["books whose tokens are not at their characters, placed by their words"] == 1


def test_a_book_without_its_tokens_is_told(tmp_path):
    """A missing file is named, and the folder is not taken for something else."""
    for suffix in (".entities", ".quotes"):
        (tmp_path / f"talks{suffix}").write_bytes((CASES / "booknlp" / f"talks{suffix}").read_bytes())
    assert formats.told(tmp_path) == "booknlp"
    with pytest.raises(InvalidInputError, match=r"talks.tokens.*this file is missing"):
        read("booknlp", tmp_path)


@pytest.mark.parametrize("name", [name for name, *_ in NEW])
def test_what_comes_out_is_admissible(name, tmp_path):
    """Our own reader takes what a sample becomes, and every span stands in the text."""
    docs, _ = read(name, CASES / reference.ABOUT[name].sample)
    jsonl.write(tmp_path / "out.jsonl", docs)
    for doc in jsonl.read(tmp_path / "out.jsonl"):
        text = doc.text if isinstance(doc.text, str) else jsonl.texts(GOLD)[doc.id]
        assert not list(misplaced(doc, text))


@pytest.mark.skipif(not (SHARED / "gum_news").is_dir(), reason="the folder of real samples is not there")
@pytest.mark.parametrize("path", sorted(SHARED.glob("gum_news/conllu/*.conllu")), ids=lambda p: p.stem)
def test_gum_comes_in_and_goes_out(path, tmp_path):
    """A mention for every opening bracket; text, sentences, mentions and entities come back."""
    (doc,), _ = read("conllu", path)
    cells = re.findall(
        r"Entity=([^|\n]+)", re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
    )
    assert len(doc.mentions) == "".join(cells).count("(")
    formats.module("conllu").write(tmp_path / "x.conllu", [doc], Counter())
    (back,), _ = read("conllu", tmp_path / "x.conllu")
    assert (back.text, back.sentences, spans(back)) == (doc.text, doc.sentences, spans(doc))
