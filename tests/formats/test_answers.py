"""A converted sample of each format answers exactly the tasks that the format can answer."""

import json
from collections import Counter

import pytest
from tests.conftest import ROOT

from presscheck import formats
from presscheck.document import jsonl, shipped
from presscheck.formats import Source
from presscheck.formats.label_studio.regions import to_regions
from presscheck.layers import TASKS
from presscheck.scoring.tasks import Answered, answers

CASES = ROOT / "tests" / "cases" / "formats"
SAMPLES = {
    "conll": "example.conll",
    "conll2012": "example.conll2012",
    "huggingface": "grouped.huggingface.json",
    "gliner": "example.gliner.json",
    "langextract": "example.langextract.jsonl",
    "corenlp": "example.corenlp.json",
    "doccano": "example.doccano.jsonl",
    "prodigy": "example.prodigy.jsonl",
    "textee": "example.textee.jsonl",
    "oneie": "example.oneie.json",
    "dygiepp": "example.dygiepp.jsonl",
    "booknlp": "booknlp",
    "conllu": "example.conllu",
    "wikievents": "beside/wikievents.jsonl",
    "rams": "example.rams.jsonl",
    "maven": "example.maven.jsonl",
    "ace": "example.ace.json",
    "e2e": "example.e2e.jsonl",
    "fastcoref": "example.fastcoref.jsonl",
    "neleval": "example.neleval.tsv",
    "aida": "example.aida.tsv",
    "uima": "example.uima.json",
    "webanno": "example.webanno.tsv",
    "spkatt": "example.spkatt.json",
    "gepade": "example.gepade.json",
    "fields": "example.fields.json",
    "llm": "example.llm.md",
}


def gold():
    """The shipped gold, which answers everything."""
    return list(jsonl.read(shipped.gold()))


def written(name, path):
    """The gold as a format holds it."""
    if name == "labelstudio":
        sheet = to_regions(gold()[0])
        person = {"id": 1, "completed_by": {"id": 1, "email": "a@example.org"}, "result": sheet["result"]}
        path.write_text(json.dumps([{**sheet, "id": 1, "annotations": [person]}]), encoding="utf-8")
    elif name == "litbank":
        litbank_folder(path)
    else:
        formats.module(name).write(path, gold(), Counter())
    return path


def litbank_folder(path):
    files = {
        "text/a_brat.txt": "Ida met Bob .\n",
        "coref/a_brat.ann": "MENTION\tT1\t0\t0\t0\t0\tIda\tPER\tPROP\nCOREF\tT1\tida\n",
        "events/a_brat.ann": "T1\tEVENT 4 7\tmet\n",
        "quotations/a_brat.ann": "QUOTE\tQ1\t0\t1\t0\t2\tmet Bob\nATTRIB\tQ1\tida\n",
    }
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(content, encoding="utf-8")


def answered(documents):
    if named := {task for doc in documents for task in doc.attempted or ()}:
        return named
    record = Answered()
    for doc in documents:
        record.add(answers(doc, "pred"))
    return {name for name in TASKS if record.has(name)}


@pytest.mark.parametrize("name", formats.readable())
def test_a_sample_answers_what_the_table_says(name, tmp_path):
    """No task more, and none less."""
    path = CASES / SAMPLES[name] if name in SAMPLES else written(name, tmp_path / f"sample.{name}")
    texts = jsonl.texts(CASES / "gold.jsonl" if name in SAMPLES else shipped.gold())
    documents = list(formats.module(name).read(Source(path, texts, Counter())))
    assert answered(documents) == set(formats.ANSWERS[name])


def test_every_format_has_its_row():
    """The table of answers has the formats of the table of formats."""
    assert set(formats.ANSWERS) == set(formats.FORMATS)
