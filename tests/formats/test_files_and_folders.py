"""Formats and ids that the user names and a file does not have; folders whose files are read one by one."""

import json
import shutil
from pathlib import Path

import pytest
from tests.conftest import ROOT

import presscheck
from presscheck import formats
from presscheck.document.exceptions import InvalidInputError, UsageError

CASES = ROOT / "tests" / "cases" / "formats"
OWN = CASES / "gold.jsonl"
ANY = ("presscheck", "fields", "llm")
"""Formats that this project's own file is, or that take any JSON."""


@pytest.mark.parametrize("name", [name for name in formats.readable() if name not in ANY])
def test_a_file_of_ours_is_no_other_tools(name):
    """Nothing is read from it under another name, and what it is is told."""
    told = []
    with pytest.raises((InvalidInputError, UsageError)) as error:
        presscheck.convert(OWN, from_=name, tell=told.append)
    assert "looks like presscheck" in "".join([*told, str(error.value)])


def test_an_empty_file_of_the_named_format_is_read(tmp_path):
    """A document in which nothing is annotated does not look like another format."""
    path = tmp_path / "one.jsonl"
    path.write_text('{"text": "Oslo won.", "tokens": [{"id": 0, "start": 0, "end": 4}]}')
    (doc,) = presscheck.convert(path, from_="spacy").documents
    assert doc.text == "Oslo won."


@pytest.mark.parametrize(("many", "ids"), [(1, ["walk"]), (2, ["walk-1", "walk-2"])])
def test_books_take_the_id_of_the_user(tmp_path, many, ids):
    """The name of a file is not an id, and is used where the user names none."""
    for number in range(many):
        for suffix in (".tokens", ".entities", ".quotes"):
            shutil.copy(CASES / "booknlp" / f"talks{suffix}", tmp_path / f"talks{number}{suffix}")
    found = presscheck.convert(tmp_path, id="walk")
    assert [doc.id for doc in found.documents] == ids
    assert not any("is not used" in remark for remark in found.remarks)


def test_an_id_that_is_not_used_is_told():
    """Ids of the file come first."""
    found = presscheck.convert(CASES / "brat", id="walk")
    assert [doc.id for doc in found.documents] == ["talks"]
    assert any('`id="walk"` is not used' in remark for remark in found.remarks)


@pytest.fixture
def folder(tmp_path):
    """Two files of Citron's layout, a file of another kind, and a file that is hidden."""
    for name, words in (("a", "Ida said no."), ("b", "Bo said yes.")):
        cue = {"start": words.index("said"), "end": words.index("said") + 4, "text": "said"}
        source = {"start": 0, "end": words.index(" "), "text": words.split()[0]}
        said = {"start": cue["end"] + 1, "end": len(words) - 1, "text": words.split()[2].rstrip(".")}
        value = {"text": words, "quotes": [{"cue": cue, "sources": [source], "contents": [said]}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(value))
    (tmp_path / "README.md").write_text("# Two quotes")
    (tmp_path / ".notes.json").write_text("none")
    return tmp_path


@pytest.mark.parametrize("options", [{}, {"fields": "citron"}, {"from_": "citron"}])
def test_a_folder_is_read_file_by_file(folder, options):
    """A document without an id has its file's name; what else is there is counted."""
    found = presscheck.convert(folder, **options)
    assert [(doc.id, doc.quotes[0].source.text) for doc in found.documents] == [("a", "Ida"), ("b", "Bo")]
    assert found.notes == {"files with another suffix left out": 1}
    assert found.remarks[0] == f"{folder} is read file by file: 2 with the suffix '.json'"


def test_each_bad_file_of_a_folder_is_named(folder):
    """Nothing is read, and every finding has its file."""
    for name in ("a", "b"):
        path = folder / f"{name}.json"
        path.write_text(path.read_text().replace('"text": "said"', '"text": "sang"'))
    with pytest.raises(InvalidInputError) as error:
        presscheck.convert(folder)
    assert [Path(finding.file).name for finding in error.value.findings] == ["a.json", "b.json"]


def test_ids_in_a_folder_are_numbered(folder):
    """An id that the user names is one of each file."""
    assert [doc.id for doc in presscheck.convert(folder, id="walk").documents] == ["walk-1", "walk-2"]


def test_texts_of_a_folder_are_found_by_the_names_of_its_files(folder):
    """A known text is not written again."""
    texts = folder / "texts"
    texts.write_text('{"id": "a", "text": "Ida said no."}\n{"id": "b", "text": "Bo said yes."}\n')
    (folder / "README.md").unlink()
    found = presscheck.convert(folder, texts=texts)
    assert [doc.id for doc in found.documents] == ["a", "b"]


def test_a_folder_of_nothing_known_is_an_error_about_the_folder(tmp_path):
    """Not about one of its files."""
    (tmp_path / "LICENSE.txt").write_text("Free.")
    with pytest.raises(UsageError, match="does not look like a format") as error:
        presscheck.convert(tmp_path)
    assert "LICENSE" not in str(error.value)
