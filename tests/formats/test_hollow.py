"""Every file that is written can be read back, also where a document has little or nothing in it."""

import json

import pytest

from presscheck import convert
from presscheck.document.exceptions import InvalidInputError
from presscheck.formats import NEEDS, writable

TEXT = "Oslo met Rome. Ann left."
HOLLOW = {
    "no layer": {"text": TEXT},
    "empty layers": {
        "text": TEXT,
        "mentions": [],
        "entities": [],
        "events": [],
        "quotes": [],
        "sentences": [],
    },
    "no text": {"text": ""},
    "blank text": {"text": " \n "},
    "event": {"text": TEXT, "events": [{"start": 5, "end": 8}]},
    "quote": {"text": TEXT, "quotes": [{"content": [{"start": 15, "end": 24}]}]},
    "words alone": {"text": TEXT, "mentions": [{"text": "Oslo"}]},
    "mark": {"text": "."},
}
FULL = {"id": "full", "text": "Rome won.", "mentions": [{"start": 0, "end": 4, "type": "GPE", "entity": "r"}]}


def back(documents, name, folder):
    """Write documents and read them; the ids written, and those read."""
    path = folder / "texts.jsonl"
    path.write_text("".join(json.dumps({"id": d["id"], "text": d["text"]}) + "\n" for d in documents))
    out = folder / "out.spacy" if name == "spacy" else folder / "out"
    written = convert(documents, to=name, output=out).documents
    read = convert(out, from_=name, texts=path).documents
    return [doc.id for doc in written], [doc.id for doc in read]


def refusal(document, name, folder):
    """Write one document and read it; the error of the writer, if it does not write."""
    try:
        written, read = back([document], name, folder)
    except InvalidInputError as error:
        return str(error)
    assert written
    assert len(written) == len(read)
    return None


@pytest.mark.parametrize("name", writable())
@pytest.mark.parametrize("hollow", HOLLOW.values(), ids=HOLLOW)
def test_a_document_comes_back_or_is_not_written(name, hollow, tmp_path):
    """Alone, and beside another that has all that a format needs."""
    document = {"id": "d", **hollow}
    error = refusal(document, name, tmp_path)
    if error:
        assert f"no document has a {NEEDS[name]}" in error
        assert {path.name for path in tmp_path.iterdir()} == {"texts.jsonl"}
    (tmp_path / "both").mkdir()
    written, read = back([document, FULL], name, tmp_path / "both")
    assert len(written) == len(read)
    assert len(written) == 2 or name in NEEDS


def test_documents_that_are_left_out_are_counted(tmp_path):
    """By the thing that they lack."""
    done = convert([{"id": "d", "text": TEXT}, FULL], to="neleval", output=tmp_path / "out")
    assert [doc.id for doc in done.documents] == ["full"]
    assert done.lost["documents without a mention"] == 1


@pytest.mark.parametrize("name", writable())
def test_documents_of_one_text_stay_apart(name, tmp_path):
    """Two documents that differ only in their ids and their types come back as two, in any order of texts."""
    other = {**FULL, "id": "another", "mentions": [{**FULL["mentions"][0], "type": "ORG"}]}
    written, read = back([FULL, other], name, tmp_path)
    assert written == ["full", "another"]
    assert sorted(read) == sorted(written)


def test_documents_of_one_text_are_noted_where_only_their_order_tells_them_apart(tmp_path):
    """Lines of fastcoref have no ids."""
    other = {**FULL, "id": "another"}
    (tmp_path / "texts.jsonl").write_text("".join(json.dumps(d) + "\n" for d in (FULL, other)))
    (tmp_path / "text.jsonl").write_text(json.dumps(FULL) + "\n")
    convert([FULL, other], to="fastcoref", output=tmp_path / "out")
    done = convert(tmp_path / "out", from_="fastcoref", texts=tmp_path / "texts.jsonl")
    assert done.notes["documents with a text that several have, told apart by their order alone"] == 2
    convert([FULL], to="fastcoref", output=tmp_path / "one")
    done = convert(tmp_path / "one", from_="fastcoref", texts=tmp_path / "text.jsonl")
    assert not [note for note in done.notes if "order" in note]


PEOPLE = [("full", "ann", "GPE"), ("another", "bob", "ORG")]


@pytest.mark.parametrize("tasks", [PEOPLE, [*PEOPLE, ("full", "bob", "LOC")]], ids=["one each", "two of one"])
def test_two_documents_of_one_text_are_not_two_opinions_about_one(tasks, tmp_path):
    """Prodigy's tasks name their document; an annotator is named where a document has several."""
    lines = [
        {"text": FULL["text"], "spans": [{"start": 0, "end": 4, "label": label}], "answer": "accept"}
        | {"meta": {"id": name}, "_annotator_id": person, "_view_id": "spans_manual"}
        for name, person, label in tasks
    ]
    (tmp_path / "tasks.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    texts = [FULL, {**FULL, "id": "another"}]
    (tmp_path / "texts.jsonl").write_text("".join(json.dumps(d) + "\n" for d in texts))
    read = convert(tmp_path / "tasks.jsonl", from_="prodigy", texts=tmp_path / "texts.jsonl").documents
    shared = len(tasks) > len(PEOPLE)
    assert {doc.id: doc.mentions[0].type for doc in read} == {
        f"{name}@{person}" if shared and name == "full" else name: label for name, person, label in tasks
    }
