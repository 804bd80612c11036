"""formats/fields: files with several documents, in every layout; maps that match nothing."""

import csv
import io
import json
from collections import Counter

import pytest

from presscheck import formats
from presscheck.document.exceptions import InvalidInputError
from presscheck.formats import Source
from presscheck.formats.fieldmaps import model

TEXTS = {"north": "Ida Berg met Bo in Oslo.", "south": "Bo left."}
ROWS = [("north", "Oslo", "GPE"), ("north", "Ida Berg", "PER"), ("south", "Bo", "PER")]
RIGHT = {"north": {("Oslo", "GPE"), ("Ida Berg", "PER")}, "south": {("Bo", "PER")}}
ARTICLE = {"article": "Bo Lee met Oslo Berg."}
"""A known text that none of the files is about."""


def of(name):
    """The records of a document."""
    return [{"name": words, "type": kind} for doc, words, kind in ROWS if doc == name]


def table(header, rows, delimiter=","):
    """A table as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    return out.getvalue()


DOCS = [{"id": name, "entities": of(name)} for name in RIGHT]
FLAT = [{"id": doc, "text": words, "type": kind} for doc, words, kind in ROWS]
LAYOUTS = {
    "id.csv": table(["id", "text", "type"], ROWS),
    "other case; semicolons.csv": table(["DocId", "Entity", "Label"], ROWS, ";"),
    "tabs.tsv": table(["file_name", "mention", "category"], ROWS, "\t"),
    "mark.csv": "\ufeff" + table(["document", "text", "type"], ROWS),
    "cells.csv": table(["id", "text", "entities"], [(n, TEXTS[n], json.dumps(of(n))) for n in RIGHT]),
    "text.csv": table(["doc_id", "text", "entity", "label"], [(d, TEXTS[d], w, k) for d, w, k in ROWS]),
    "list.json": json.dumps(DOCS),
    "lines.jsonl": "\n".join(map(json.dumps, DOCS)),
    "rows.json": json.dumps(FLAT),
    "rows.jsonl": "\n".join(map(json.dumps, FLAT)),
    "wrapped.json": json.dumps({"model": "x", "documents": DOCS}),
    "rows in a layer.json": json.dumps({"entities": [{"doc": d, "text": w, "type": k} for d, w, k in ROWS]}),
    "by id.json": json.dumps({name: {"entities": of(name)} for name in RIGHT}),
    "by id, labels.json": json.dumps(
        {n: {kind: [w for d, w, k in ROWS if (d, k) == (n, kind)] for kind in ("PER", "GPE")} for n in RIGHT}
    ),
}  # fmt: skip


def read(path, known, fields=None):
    """Id -> words and types, and the source."""
    source = Source(path, known, Counter(), fields=fields)
    documents = formats.read("fields", source)
    return {doc.id: {(m.text, m.type) for m in doc.mentions} for doc in documents}, source


@pytest.mark.parametrize("known", [{}, ARTICLE, TEXTS], ids=["no text", "another text", "its texts"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_several_documents_stay_apart_in_every_layout(tmp_path, layout, known):
    """Each has its id and its records, and so it is if the map that was printed is given back."""
    path = tmp_path / layout
    path.write_text(LAYOUTS[layout])
    found, source = read(path, known)
    assert found == RIGHT
    assert not any(note.startswith("`id`") for note in source.notes)
    (line,) = [remark for remark in source.remarks if remark.startswith("understood as")]
    (tmp_path / "map.json").write_text(line.removeprefix("understood as the field map "))
    assert read(path, known, str(tmp_path / "map.json"))[0] == RIGHT


def test_documents_with_one_row_each_stay_apart(tmp_path):
    """An id that no other row has is a document's all the same."""
    path = tmp_path / "in.csv"
    path.write_text(table(["id", "text", "type"], ROWS[1:]))
    assert read(path, ARTICLE)[0] == {"north": {("Ida Berg", "PER")}, "south": {("Bo", "PER")}}


@pytest.mark.parametrize("ids", [["T1", "T2", "T3"], [1, 2, 3], ["e1", "e2", "e1"]])
def test_numbers_of_records_are_not_documents(tmp_path, ids):
    """They are counted, and a remark says how they were read."""
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({**row, "id": name}) for row, name in zip(FLAT, ids, strict=True)))
    found, source = read(path, {})
    assert list(found) == ["in"]
    assert source.notes == {"`id` left out": 3}
    assert any("`id` is read as the number of a record" in remark for remark in source.remarks)


def test_numbers_that_known_documents_have_are_documents(tmp_path):
    """The known ids decide."""
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({**row, "id": n}) for n, row in enumerate(FLAT)))
    found, _ = read(path, {"0": TEXTS["north"], "1": TEXTS["north"], "2": TEXTS["south"]})
    assert list(found) == ["0", "1", "2"]


def test_texts_without_ids_are_numbered_from_the_first(tmp_path):
    """Rows with one text are one document."""
    path = tmp_path / "in.csv"
    path.write_text(table(["text", "entity", "label"], [(TEXTS[d], w, k) for d, w, k in ROWS]))
    found, _ = read(path, {})
    assert found == {"in-1": RIGHT["north"], "in-2": RIGHT["south"]}


def test_tokens_with_tags_in_a_table_are_documents_too(tmp_path):
    """BIO tags by a column that names the document."""
    tokens = [
        ("a", 1, "Ida", "B-PER"),
        ("a", 1, "left", "O"),
        ("a", 2, "Bo", "B-PER"),
        ("b", 1, "Oslo", "B-GPE"),
    ]
    path = tmp_path / "in.csv"
    path.write_text(table(["doc_id", "sent_id", "token", "tag"], tokens))
    source = Source(path, {}, Counter())
    one, two = formats.read("fields", source)
    assert [(m.text, m.type) for m in one.mentions] == [("Ida", "PER"), ("Bo", "PER")]
    assert (one.text, two.text) == ("Ida left\nBo", "Oslo")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_tables_in_other_encodings_are_read(tmp_path, encoding):
    """UTF-16 is told by its first bytes."""
    path = tmp_path / "in.csv"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path.write_bytes((mark + table(["id", "text", "type"], ROWS)).encode(encoding))
    assert read(path, {})[0] == RIGHT
    assert formats.told(path) == "fields"


MENTIONS = {"each": "entities[]", "text": "name", "type": "type"}
NOTHING = {
    "no such key": ({"mentions": {**MENTIONS, "each": "entitys[]"}}, "`entitys[]`", "did you mean entities?"),
    "a list": ({"mentions": {**MENTIONS, "each": "entities"}}, "`name`", "is a list; `[]` selects each"),
    "an object": ({"mentions": {**MENTIONS, "each": "meta[]"}}, "`meta[]`", "is an object, not a list"),
    "no words": ({"mentions": {**MENTIONS, "text": "nam"}}, "`nam`", "did you mean name?"),
    "no documents": (
        {"documents": {"each": "docs[]"}, "mentions": MENTIONS}, "'docs[]'", "the file has id, meta, entities"
    ),
    "no pieces": (
        {"documents": {"pieces": "parts[]"}, "mentions": MENTIONS}, "`parts[]`", "the file has id, meta"
    ),
    "no tokens": ({"tokens": {"each": "tokens[]", "text": "form"}}, "`tokens[]`", "the file has id"),
    "no layer": (
        {"events": {"each": "events[]", "text": "t"}, "quotes": {"each": "quotes[]", "text": "t"}},
        "`events[]`", "the file has id, meta, entities",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOTHING)
def test_a_map_that_matches_nothing_is_an_error(cli, tmp_path, case):
    """The message has the path and what the file has there; nothing is written."""
    fields, path, there = NOTHING[case]
    (tmp_path / "in.json").write_text(json.dumps({"id": "a", "meta": {"by": "x"}, "entities": of("north")}))
    (tmp_path / "map.json").write_text(json.dumps(fields))
    run = cli("convert", "in.json", "-o", "out.jsonl", "--fields", "map.json", cwd=tmp_path)
    assert run.returncode == 1
    assert path in run.stderr
    assert there in run.stderr
    assert "field map" in run.stderr
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("name", model.shipped())
def test_a_shipped_map_on_another_file_is_an_error(tmp_path, name):
    """It finds no record in it."""
    path = tmp_path / "in.json"
    path.write_text('{"who": "Ida", "where": ["Oslo"]}')
    with pytest.raises(InvalidInputError, match=r"the field map finds nothing|no document at"):
        read(path, {}, name)


def test_paths_that_match_nothing_beside_others_are_named(tmp_path):
    """A layer and a field of one's own map, each in a remark; a layer that is empty is found."""
    path = tmp_path / "in.json"
    path.write_text(json.dumps({"id": "a", "entities": of("north"), "events": []}))
    fields = {
        "mentions": {**MENTIONS, "type": "typ"},
        "events": {"each": "events[]", "text": "trigger"},
        "quotes": {"each": "quotes[]", "text": "content"},
    }
    (tmp_path / "map.json").write_text(json.dumps(fields))
    _, source = read(path, {}, str(tmp_path / "map.json"))
    assert source.remarks == [
        f"field map: {said}"
        for said in (
            "`typ` (mentions.type) matches nothing: `$.entities[0]` has name, type; did you mean type?",
            "`quotes[]` (quotes) matches nothing: the file has id, entities, events",
        )
    ]


def test_a_file_that_found_nothing_is_not_an_error(tmp_path):
    """An empty list is an answer."""
    path = tmp_path / "in.json"
    path.write_text('{"id": "a", "entities": []}')
    (tmp_path / "map.json").write_text(json.dumps({"documents": {"id": "id"}, "mentions": MENTIONS}))
    assert read(path, {}, str(tmp_path / "map.json"))[0] == {"a": set()}


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if not name.endswith(".jsonl")])
def test_score_names_the_way_out_for_a_file_of_ones_own(cli, tmp_path, layout):
    """It is to be converted, by a format that reads it."""
    (tmp_path / layout).write_text(LAYOUTS[layout])
    run = cli("score", layout, cwd=tmp_path)
    assert run.returncode != 0
    assert f"presscheck convert {layout} --from " in run.stderr


def test_score_names_the_way_out_for_a_table_of_unknown_columns(cli, tmp_path):
    """A field map gives the places of its records."""
    (tmp_path / "own.csv").write_text("wort;art\nOslo;GPE\n")
    run = cli("score", "own.csv", cwd=tmp_path)
    assert "presscheck convert own.csv --from fields -o pred.jsonl" in run.stderr
    run = cli("convert", "own.csv", "-o", "pred.jsonl", "--from", "fields", cwd=tmp_path)
    assert '"each": "[]"' in run.stderr


SPOTS = {
    "start and end": {"start": 3, "end": 11},
    "begin and end, as words": {"begin": "3", "end": "11"},
    "offset and length": {"offset": 3, "length": 8},
    "a list": {"span": [3, 11]},
    "an object": {"span": {"start": 3, "end": 11}},
    "start and length below": {"position": {"offset": 3, "length": 8}},
    "humps": {"startOffset": 3, "endOffset": 11},
}


@pytest.mark.parametrize("spot", SPOTS)
def test_offsets_without_words_are_records(tmp_path, spot):
    """Wherever they are under their usual names, beside a type and in a document with a text."""
    path = tmp_path / "in.json"
    value = {"id": "a", "text": "So Ida Berg left.", "items": [{**SPOTS[spot], "label": "PER"}]}
    path.write_text(json.dumps(value))
    assert formats.told(path) == "fields"
    assert read(path, {})[0] == {"a": {("Ida Berg", "PER")}}


def test_lists_of_two_offsets_and_a_label_are_records(tmp_path):
    """Their numbers are not words."""
    path = tmp_path / "in.json"
    path.write_text(json.dumps({"id": "a", "text": "So Ida Berg left.", "entities": [[3, 11, "PER"]]}))
    assert read(path, {})[0] == {"a": {("Ida Berg", "PER")}}


def test_offsets_without_words_beside_tokens_are_a_question(tmp_path):
    """They may count tokens or characters: a map has to say so."""
    path = tmp_path / "in.json"
    value = {"id": "a", "tokens": ["Ida", "left"], "entities": [{"start": 0, "end": 1, "label": "PER"}]}
    path.write_text(json.dumps(value))
    with pytest.raises(InvalidInputError, match="a field map"):
        read(path, {})


SENTENCES = [
    {"text": "Ida left.", "entities": [{"text": "Ida", "type": "PER", "start": 0, "end": 3}]},
    {"text": "Bo left.", "entities": [{"text": "Bo", "type": "PER", "start": 0, "end": 2}]},
]


@pytest.mark.parametrize(
    "value",
    [
        {"id": "in", "sentences": SENTENCES},
        [{"sentence": one["text"], **one, "text": None} for one in SENTENCES],
    ],
    ids=["in a document", "alone"],
)  # fmt: skip
def test_sentences_with_offsets_of_their_own_are_one_document(tmp_path, value):
    """Their texts are put one after the other."""
    path = tmp_path / "in.json"
    path.write_text(json.dumps(value))
    (found,) = formats.read("fields", Source(path, {}, Counter()))
    assert (found.id, found.text) == ("in", "Ida left.\nBo left.")
    assert [found.text[m.start : m.end] for m in found.mentions] == ["Ida", "Bo"]


def test_every_key_that_is_not_read_is_counted(tmp_path):
    """In mentions, events, arguments and quotes alike, as often as it has a value."""
    more = {"extra": 1}
    value = {
        "mentions": [{"text": "Ida", "type": "PER", **more}],
        "events": [
            {"trigger": "met", "type": "X", "arguments": [{"role": "R", "text": "Bo", **more}], **more}
        ],
        "quotes": [{"quote": "No", "speaker": "Ida", "cue": {"text": "said", **more}, **more}],
    }
    path = tmp_path / "in.json"
    path.write_text(json.dumps(value))
    source = Source(path, {}, Counter())
    list(formats.read("fields", source))
    assert source.notes == {"`extra` left out": 5}


def test_a_list_of_records_that_is_not_ours_is_not_taken_for_ours(tmp_path):
    """Entities with words, or lists, under keys that we have too."""
    for entities in (of("north"), [[3, 11, "PER"]]):
        path = tmp_path / "in.jsonl"
        path.write_text(json.dumps({"id": "a", "text": "So Ida Berg left.", "entities": entities}))
        assert formats.told(path) != "presscheck"
