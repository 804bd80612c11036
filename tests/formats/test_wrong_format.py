"""Formats and ids that the user names, and that a file does not have."""

import shutil

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
