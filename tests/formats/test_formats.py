"""formats/: every format is read, scored, written and read back; bad input is told with its place."""

import json
import random
import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.helpers import every_span

from presscheck import formats, score
from presscheck.cli import convert
from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.formats import Source
from presscheck.formats.label_studio.regions import to_regions
from presscheck.mapping import labels

CASES = ROOT / "tests" / "cases" / "formats"
GOLD = CASES / "gold.jsonl"
TEXTS = {doc.id: doc.text for doc in jsonl.read(GOLD)}


def read(name, path, texts=TEXTS):
    """The documents of a file, and what was noted."""
    notes = Counter()
    return formats.read(name, Source(Path(path), texts, notes)), notes


@pytest.mark.parametrize(
    ("file", "name", "label_map", "counts", "noted"),
    [
        ("example.conll", "conll", "conll", (4, 4, 4), {
            "columns besides token and tag left out": 1, "mentions that begin with I-": 1}),
        ("example.conll2012", "conll2012", None, (4, 4, 7), {}),
        ("brat", "brat", None, (3, 4, 7), {"annotators' notes left out": 1,
                                           "annotations in pieces, taken from first to last": 1}),
        ("example.spacy.json", "spacy", "ontonotes", (3, 3, 5), {
            "documents whose sentences run over the end of a line": 1}),
        ("grouped.huggingface.json", "huggingface", "conll", (3, 3, 4), {}),
        ("tokens.huggingface.json", "huggingface", "conll", (2, 2, 4), {"mentions that begin with I-": 1}),
        ("example.gliner.json", "gliner", None, (2, 2, 7), {}),
        ("example.langextract.jsonl", "langextract", None, (3, 3, 7), {
            "extractions aligned as match_fuzzy": 1, "extractions without a place, kept as words": 1}),
        ("example.corenlp.json", "corenlp", "corenlp", (3, 3, 5), {}),
        ("example.doccano.jsonl", "doccano", "ontonotes-pronouns", (4, 4, 7), {
            "relations left out": 1, "comments left out": 1}),
        ("example.prodigy.jsonl", "prodigy", "ontonotes-pronouns", (4, 4, 7), {
            "tasks answered reject, left out": 1}),
        ("example.textee.jsonl", "textee", "ace", (5, 5, 6), {}),
        ("example.oneie.json", "oneie", "ace", (5, 5, 6), {"relations left out": 1}),
        ("example.dygiepp.jsonl", "dygiepp", "ace", (5, 5, 6), {"relations left out": 1}),
        ("booknlp", "booknlp", "litbank", (5, 5, 6), {".book files left out": 1}),
        ("example.conllu", "conllu", None, (5, 5, 7), {
            "bridging relations left out": 1, "mentions of empty nodes alone, left out": 1,
            "`minspan` of mentions left out": 5, "`infstat` of mentions left out": 6,
            "`link` of mentions left out": 6, "columns besides form and misc left out": 4}),
        ("example.e2e.jsonl", "e2e", None, (4, 4, 7), {}),
        ("example.fastcoref.jsonl", "fastcoref", None, (4, 4, 7), {}),
        ("beside/wikievents.jsonl", "wikievents", None, (5, 5, 7), {}),
        ("example.ace.json", "ace", "ace", (5, 5, 6), {"subtypes of mentions left out": 5}),
        ("example.neleval.tsv", "neleval", None, (4, 4, 7), {"alternative links left out": 1}),
        ("example.aida.tsv", "aida", None, (4, 4, 7), {}),
        ("example.uima.json", "uima", None, (6, 6, 7), {
            "annotations of de.tudarmstadt.ukp.dkpro.core.api.syntax.type.chunk.Chunk left out": 1}),
        ("example.uima.xmi", "uima", None, (6, 6, 7), {
            "annotations of de.tudarmstadt.ukp.dkpro.core.api.syntax.type.chunk.Chunk left out": 1}),
        ("example.webanno.tsv", "webanno", None, (6, 6, 7), {
            "relations left out": 1, "repeated mentions": 1}),
        ("example.llm.md", "llm", None, (4, 4, 7), {
            "JSON with trailing commas, comments or raw line breaks": 1}),
    ],
)  # fmt: skip
def test_every_example_is_told_read_and_scored(file, name, label_map, counts, noted):
    """The format is told by its looks; spans are right in code points; repairs are noted."""
    assert formats.told(CASES / file) == name
    found, notes = read(name, CASES / file)
    assert notes == noted
    result = score(GOLD, found, measures="mention.exact", label_map=label_map)
    entry = result.as_dict()["measures"]["mention.exact"]
    assert (entry["tp_pred"], entry["n_pred"], entry["n_gold"]) == counts


def exported(path):
    """The example as Label Studio exports it, with the annotation of one person."""
    (gold,) = jsonl.read(GOLD)
    sheet = to_regions(gold)
    annotation = {"id": 2, "completed_by": 1, "ground_truth": False, "result": sheet["result"]}
    path.write_text(
        json.dumps([{"id": 1, "data": sheet["data"], "meta": sheet["meta"], "annotations": [annotation]}])
    )


def test_an_export_of_label_studio_is_read(tmp_path):
    """A task as the server exports it."""
    path = tmp_path / "export.json"
    exported(path)
    assert formats.told(path) == "labelstudio"
    found, _ = read("labelstudio", path)
    assert score(GOLD, found).as_dict()["measures"]["mention.strict"]["f1"] == 1


def test_corenlp_gives_chains_and_speakers():
    """Coreference and quotes come along; offsets after an emoji are right."""
    (found,), _ = read("corenlp", CASES / "example.corenlp.json")
    assert [(m.text, m.form, m.entity) for m in found.mentions if m.entity] == [
        ("Keir Starmer", "name", "3"), ("He", "pronoun", "3")]  # fmt: skip
    (quote,) = found.quotes
    assert (quote.content[0].text, quote.source.text, quote.speaker) == (
        "“We’ll act.”", "Keir Starmer", "Keir Starmer")  # fmt: skip


def test_brat_gives_all_layers():
    """Equivalences, normalisations, attributes, events and quotes in pieces."""
    (found,), _ = read("brat", CASES / "brat")
    assert [m.entity for m in found.mentions] == ["T1", "T2", "T1", "T4"]
    assert found.entities[0].wikidata == "Q304142"
    assert found.mentions[2].form == "pronoun"
    (event,) = found.events
    assert (event.type, event.modality, event.arguments[0].text) == ("Movement.Travel", "asserted", "He")
    (quote,) = found.quotes
    assert [part.text for part in quote.content] == ["“We", "’ll act.”"]
    assert (quote.cue.text, quote.source.text) == ("told", "Keir Starmer")


def test_a_text_is_made_of_tokens_where_none_is_known():
    """Without texts the tokens are joined by blanks, and brackets are brackets."""
    (found,), _ = read("conll2012", CASES / "example.conll2012", {})
    assert "London ( U.K. )" in found.text
    assert [m.text for m in found.mentions] == ["Keir Starmer", "We", "He", "London"]


@pytest.mark.parametrize(
    ("name", "file", "measures", "gone"),
    [
        ("presscheck", "x.jsonl", "default", {}),
        ("datasets", "x", "default", {}),
        ("brat", "x", "default", {"marked uses", "heads of mentions", "further frames of quotes"}),
        ("spacy", "x.spacy", "mention.strict", {"types of entities", "events", "quotes"}),
        ("spacy", "x.json", "mention.strict", {"types of entities", "events", "quotes"}),
        ("conll2012", "x", "coref.conll,coref.lea", {"types of mentions inside others", "quotes"}),
        ("langextract", "x", "mention.strict,event.tc", {"entities", "quotes", "arguments of events"}),
        ("doccano", "x", "mention.strict,coref.conll", {"entities", "events", "quotes", "forms of mentions"}),
        ("prodigy", "x", "mention.strict,coref.conll", {"entities", "events", "quotes", "forms of mentions"}),
        ("textee", "x", "mention.strict,coref.conll,event.tc,event.ac,event.coref.conll", {"quotes"}),
        ("conllu", "x", "mention.strict,coref.conll,coref.lea", {"events", "quotes", "forms of mentions"}),
        ("e2e", "x", "coref.conll,coref.lea", {"types of mentions", "quotes", "events"}),
        ("fastcoref", "x", "coref.conll,coref.lea", {"types of mentions", "quotes", "events"}),
        ("neleval", "x", "mention.strict,coref.conll,link.strong,link.nil", {"quotes", "forms of mentions"}),
        ("conll", "x", None, {"mentions inside others", "quotes", "events"}),
    ],
)  # fmt: skip
def test_the_gold_article_goes_out_and_comes_back(tmp_path, name, file, measures, gone):
    """The parts that a format can represent score 1 when they are read back; the others are counted."""
    (gold,) = jsonl.read(shipped.gold())
    lost = Counter()
    formats.module(name).write(tmp_path / file, [gold], lost)
    assert formats.told(tmp_path / file) == name
    found, notes = read(name, tmp_path / file, {gold.id: gold.text})
    assert not notes
    assert set(gone) <= lost.keys()
    assert lost.keys() or name in ("presscheck", "datasets")
    if measures is None:
        flat = score([gold], found, measures="mention.strict").as_dict()["measures"]["mention.strict"]
        inside = lost["mentions inside others"]
        assert (flat["tp_pred"], flat["n_gold"]) == (flat["n_pred"], flat["n_pred"] + inside)
        return
    result = score([gold], found, measures=measures).as_dict()["measures"]
    values = [
        entry.get("f1", entry.get("accuracy")) for entry in result.values() if entry["kind"] != "distance"
    ]
    assert values
    assert all(value == pytest.approx(1) for value in values if value is not None)


def test_datasets_give_back_every_byte(tmp_path):
    """Null, missing, empty, `meta` and strings of dates survive a data set; so does a second writing."""
    path = tmp_path / "in.jsonl"
    documents = [
        *jsonl.read(shipped.gold()),
        jsonl.from_plain({"id": "bare", "published": "2025-03-15", "mentions": [], "meta": {"a": [1, None]}}),
        jsonl.from_plain(
            {"id": "nil", "entities": [{"id": "x"}, {"id": "y", "wikidata": None}], "label_map": "ace"}
        ),
        jsonl.from_plain({"id": "words", "mentions": [{"text": "Oslo", "meta": {"score": 0.5}}]}),
        jsonl.from_plain({"id": "frames", "quotes": [{"content": [], "also": [{"cue": {"text": "said"}}]}]}),
        *(
            jsonl.from_plain(every_span.plain(pieces=pieces) | {"id": f"{pieces}"})
            for pieces in (False, True)
        ),
    ]
    jsonl.write(path, documents)
    for _ in range(2):
        formats.module("datasets").write(tmp_path / "set", documents, Counter())
    found, _ = read("datasets", tmp_path / "set")
    jsonl.write(tmp_path / "out.jsonl", found)
    assert (tmp_path / "out.jsonl").read_bytes() == path.read_bytes()


def test_datasets_never_replace_another_folder(tmp_path):
    """A folder that is not a data set is left alone."""
    (tmp_path / "mine").mkdir()
    with pytest.raises(UsageError, match="is not a saved data set"):
        formats.module("datasets").write(tmp_path / "mine", [], Counter())


def bad_cases():
    return tomllib.loads((CASES / "bad.toml").read_text())["case"]


@pytest.mark.parametrize("case", bad_cases(), ids=lambda case: f"{case['format']}: {case['says'][:30]}")
def test_malformed_input_is_told_with_its_place(tmp_path, case):
    """One message with file and line, saying what is wrong."""
    path = tmp_path / case.get("name", "file")
    path.write_text(case["content"])
    with pytest.raises(InvalidInputError) as error:
        read(case["format"], path)
    assert re.search(case["says"].strip(), str(error.value)), str(error.value)


def test_every_format_has_malformed_input():
    """No format is left out of the table."""
    told = {case["format"] for case in bad_cases()} | {"litbank"}  # tests/formats/test_litbank.py
    assert told == set(formats.readable())


def test_a_format_that_is_only_written_cannot_be_read_from(monkeypatch, tmp_path):
    """A value that `--from` does not accept is reported, with the accepted ones."""
    monkeypatch.delattr(formats.module("brat"), "read")
    (tmp_path / "x.ann").write_text("")
    arguments = [str(tmp_path / "x.ann"), "--from", "brat", "-o", str(tmp_path / "out.jsonl")]
    with pytest.raises(UsageError, match=r"--from brat: .* only be written; choose from presscheck, conll, "):
        convert.command.main(arguments, standalone_mode=False)


def test_bytes_that_are_no_text_are_told(tmp_path):
    """Latin-1 is an error with its line, in every text format."""
    path = tmp_path / "x.conll"
    path.write_bytes("Oslo B-GPE\nÅs B-GPE\n".encode("latin-1"))
    with pytest.raises(InvalidInputError, match=r"x.conll:2 .*not UTF-8: byte 11 is 0xc5"):
        read("conll", path)


@pytest.mark.parametrize("content", ["", "hello\n", '{"unknown": 1}', "[]"])
def test_nothing_is_guessed(tmp_path, content):
    """A file that looks like nothing, or like several, is a question."""
    path = tmp_path / "x"
    path.write_text(content)
    with pytest.raises(UsageError, match="name one with `from_`"):
        formats.told(path)


def test_the_verb_says_what_it_took_a_file_for(cli, tmp_path):
    """Detection is announced, repairs and losses are counted, results can be scored at once."""
    out = tmp_path / "pred.jsonl"
    run = cli("convert", CASES / "example.conll", "-o", out, "--texts", GOLD, "--label-map", "conll")
    assert run.returncode == 0, run.stderr
    assert (
        "as conll (tokens and tags in columns: BIO, IOB, IOBES, BILOU), for it has lines that end in O or a "
        "tag and columns; `--from conll` selects it" in run.stderr
    )
    assert (
        "noted: columns besides token and tag left out (1), mentions that begin with I- (1)\n" in run.stderr
    )
    run = cli("score", out, "--gold", GOLD, "--measures", "mention.strict", "--format", "json")
    entry = json.loads(run.stdout)["measures"]["mention.strict"]
    assert (entry["tp_pred"], entry["n_pred"], entry["n_gold"]) == (4, 4, 4)
    run = cli("convert", shipped.gold(), "-o", tmp_path / "x.conll", "--to", "conll", "--from", "presscheck")
    assert "conll cannot represent: " in run.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--from", "conl"), "did you mean conll"),
        (("--to", "gliner"), "can only be read"),
        (("--from", "presscheck", "--label-map", "nope"), "label map 'nope'"),
    ],
)
def test_a_wrong_question_is_answered(cli, tmp_path, arguments, says):
    """Exit 2 and the way out; nothing is written."""
    run = cli("convert", GOLD, "-o", tmp_path / "out", *arguments)
    assert run.returncode == 2
    assert says in run.stderr
    assert not (tmp_path / "out").exists()


def test_other_formats_are_made_of_text_and_spans(cli, tmp_path):
    """A prediction without text takes the known one; no text, or spans outside it: nothing is written."""
    pred = tmp_path / "pred.jsonl"
    pred.write_text('{"id": "talks", "mentions": [{"start": 0, "end": 4, "type": "PER"}]}\n')
    run = cli("convert", pred, "-o", tmp_path / "x.conll", "--to", "conll", "--texts", GOLD)
    assert run.returncode == 0, run.stderr
    assert f"{TEXTS['talks'][:4]}\tB-PER\n" in (tmp_path / "x.conll").read_text()
    pred.write_text('{"id": "talks", "mentions": [{"start": 9, "end": 9999}]}\n{"id": "x", "mentions": []}\n')
    run = cli("convert", pred, "-o", tmp_path / "new", "--to", "brat", "--texts", GOLD)
    assert run.returncode == 1
    assert "talks $.mentions[0]: error[offsets]: [9, 9999) is not a span" in run.stderr
    assert "x $.text: error[no-text]: neither SOURCE nor --texts has it" in run.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("content", "name", "code", "says"),
    [
        ("[]", "spacy", 1, "it contains no document"),
        ("", "conll2012", 1, "it contains no document"),
        ("", "conll", 1, "no token in the file"),
        (" \n", "gliner", 1, "the file is empty"),
        ("\x00\x01", "corenlp", 1, "not JSON"),
        (None, "brat", 2, "No such file"),
        (None, "litbank", 2, "No such file"),
        (None, "datasets", 2, "No such file"),
    ],
)
def test_nothing_to_read_is_said(cli, tmp_path, content, name, code, says):
    """Empty, binary and missing: one message, nothing written."""
    if content is not None:
        (tmp_path / "in").write_text(content)
    run = cli("convert", "in", "-o", "out", "--from", name, cwd=tmp_path)
    assert (run.returncode, says in run.stderr) == (code, True), run.stderr
    assert not (tmp_path / "out").exists()


def test_documents_over_several_lines_or_in_a_list_are_read(tmp_path):
    """A document, or a list of them, as `json.dump` writes it is ours but for the lines."""
    path = tmp_path / "x.json"
    whole = [json.loads(line) for line in GOLD.read_text().splitlines()]
    for value in (whole, whole[0]):
        path.write_text(json.dumps(value, indent=1))
        assert formats.told(path) == "presscheck"
        assert [doc.id for doc in read("presscheck", path)[0]] == ["talks"]


@pytest.mark.parametrize("verb", ["score", "validate"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        ((CASES / "example.conll").read_text(), "looks like conll (tokens and tags"),
        ((CASES / "example.spacy.json").read_text(), "presscheck convert x --from spacy -o pred.jsonl"),
        ((CASES / "example.langextract.jsonl").read_text(), "looks like langextract"),
        ('{\n"id": "talks",\n"mentions": []\n}\n', "x is JSON, but not one document a line"),
    ],
)
def test_another_format_is_named_where_ours_is_expected(cli, tmp_path, verb, content, says):
    """One finding and the way out, not one for each line."""
    (tmp_path / "x").write_text(content)
    run = cli(verb, "x", cwd=tmp_path)
    assert run.returncode == 1
    assert says in run.stdout + run.stderr
    assert (run.stdout + run.stderr).count("error[") == 1


JUNK = [None, True, -1, 3.5, 10**30, "", "x", [], {}, [[]], [None], {"a": 1}, "9" * 5000, "\ud83d"]


def spoilt(raw, rng):
    """A file's bytes with something wrong: JSON values replaced, else bytes cut, changed or put in."""
    try:
        values = [json.loads(raw)]
    except ValueError:
        lines = raw.splitlines()
        values = [json.loads(line) for line in lines] if lines[0].startswith(b"{") else []
    if values and rng.random() < 0.7:
        slots = [(values, i) for i in range(len(values))]
        for holder, key in slots:
            inner = holder[key]
            keys = inner if isinstance(inner, dict) else range(len(inner)) if isinstance(inner, list) else ()
            slots += [(inner, one) for one in keys]
        holder, key = rng.choice(slots)
        holder[key] = rng.choice(JUNK)
        return "\n".join(map(json.dumps, values)).encode()
    at = rng.randrange(len(raw))
    put = rng.choice([b"", b"", b"\t", b"\n", b"(", b"9" * 5000, b"\xff", bytes([rng.randrange(256)])])
    return raw[:at] + put + raw[at + rng.randrange(1, 40) :]


@pytest.mark.parametrize(
    "file",
    ["example.conll", "example.conll2012", "brat/talks.ann", "brat/talks.txt", "example.spacy.json",
     "x.spacy", "grouped.huggingface.json", "tokens.huggingface.json", "example.gliner.json",
     "example.langextract.jsonl", "example.corenlp.json", "gold.jsonl", "export.json",
     "example.doccano.jsonl", "example.prodigy.jsonl", "example.textee.jsonl", "example.oneie.json",
     "example.dygiepp.jsonl", "booknlp/talks.tokens", "booknlp/talks.entities", "booknlp/talks.quotes",
     "example.conllu", "beside/wikievents.jsonl", "example.rams.jsonl", "example.maven.jsonl",
     "example.ace.json", "example.e2e.jsonl", "example.fastcoref.jsonl", "example.neleval.tsv",
     "example.aida.tsv", "example.uima.json", "example.uima.xmi",
     "example.webanno.tsv", "example.spkatt.json", "example.gepade.json"],
)  # fmt: skip
def test_a_spoilt_file_is_a_document_or_a_message(tmp_path, file):
    """200 ways to spoil each example: whatever is in a file, a reader ends in documents or in findings."""
    if file == "export.json":
        exported(tmp_path / file)
    elif file == "x.spacy":
        formats.module("spacy").write(tmp_path / file, list(jsonl.read(GOLD)), Counter())
    else:
        shutil.copytree(CASES, tmp_path, dirs_exist_ok=True)
    path = tmp_path / file
    raw, source = path.read_bytes(), path.parent if path.parent.name in ("brat", "booknlp") else path
    name, rng, outcomes = formats.told(source), random.Random(file), Counter()
    for _ in range(200):
        path.write_bytes(spoilt(raw, rng))
        try:
            outcomes["read"] += bool([*map(jsonl.dumps, read(name, source)[0])])
            formats.told(source)
        except (InvalidInputError, UsageError):
            outcomes["told"] += 1
    assert outcomes["told"] > 20


def test_as_many_texts_as_documents(tmp_path):
    """Documents without ids need the texts that they are about."""
    path = tmp_path / "two.json"
    entity = {"entity_group": "PER", "score": 1.0, "word": "Keir", "start": 0, "end": 4}
    path.write_text(json.dumps([[entity], [entity]]))
    with pytest.raises(UsageError, match="2 documents without ids, but there is 1 text"):
        read("huggingface", path)


@pytest.mark.parametrize(
    ("tags", "runs"),
    [
        ("B-A I-A O", [("A", 0, 1)]),
        ("I-A I-A B-A", [("A", 0, 1), ("A", 2, 2)]),
        ("S-A B-A E-A", [("A", 0, 0), ("A", 1, 2)]),
        ("U-A B-A L-A", [("A", 0, 0), ("A", 1, 2)]),
        ("B-A I-B O", [("A", 0, 0), ("B", 1, 1)]),
        ("E-A O I-A", [("A", 0, 0), ("A", 2, 2)]),
        ("B-A M-A E-A I-A", [("A", 0, 2), ("A", 3, 3)]),
        ("O", []),
    ],
)
def test_tag_schemes(tmp_path, tags, runs):
    """BIO, IOB1, IOBES, BILOU and what breaks them; the words are a, b, c, ..."""
    words = "abcdefgh"
    rows = "".join(f"{word}\t{tag}\n" for word, tag in zip(words, tags.split(), strict=False))
    (tmp_path / "x").write_text(rows)
    (found,), _ = read("conll", tmp_path / "x", {})
    assert [(m.type, words.index(m.text[0]), words.index(m.text[-1])) for m in found.mentions] == runs


def test_label_maps_of_formats_exist():
    """The gold of the examples is shipped."""
    assert {"conll", "ontonotes", "corenlp", "litbank"} <= set(labels.shipped())
