"""Gold without its words: nothing of the text is left, every byte comes back, another text is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace
from tests.helpers import whole_documents

from presscheck.document import jsonl, shipped, standoff
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.model import Document

TEXT = "Oslo met Rome in the rain.\n“We won,” it said."


def _gold(seed: int) -> Document:
    return replace(whole_documents.document(seed), text_sha256=UNSET, text_length=UNSET)


def _copies(value: object) -> list[str]:
    """Every `text` of plain values, outside of users' own data."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [copy for key, inner in value.items() if key != "meta" for copy in _copies(inner)]
    return [copy for inner in value for copy in _copies(inner)] if isinstance(value, list | tuple) else []


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_what_was_stripped_comes_back_to_the_byte(seed: int) -> None:
    """Random documents with every field, mentions with copies and other spans without."""
    gold = _gold(seed)
    assert isinstance(gold.text, str)
    bare = jsonl.loads(jsonl.dumps(standoff.stripped(gold)))
    assert _copies(jsonl.plain(bare)) == []
    assert standoff.bare(bare)
    assert standoff.stripped(bare) == bare
    assert jsonl.dumps(standoff.filled(bare, gold.text)) == jsonl.dumps(gold)


@given(st.integers(0, 10_000), st.data())
@settings(max_examples=60, deadline=None)
def test_a_text_with_any_character_changed_is_refused(seed: int, data: st.DataObject) -> None:
    gold = _gold(seed)
    assert isinstance(gold.text, str)
    at = data.draw(st.integers(0, len(gold.text)))
    other = (
        gold.text[:at]
        + data.draw(st.characters(codec="utf-8"))
        + gold.text[at + data.draw(st.integers(0, 1)) :]
    )
    bare = standoff.stripped(gold)
    if other == gold.text:
        assert standoff.filled(bare, other) == gold
        return
    with pytest.raises(InvalidInputError) as caught:
        standoff.filled(bare, other)
    assert [finding.rule for finding in caught.value.findings] == ["other-text"]


@pytest.mark.parametrize("name", ["article", "companions"])
def test_shipped_gold_comes_back_to_the_byte(name: str) -> None:
    for line in shipped.gold(name).read_bytes().splitlines():
        gold = jsonl.loads(line)
        bare = standoff.stripped(gold)
        assert _copies(jsonl.plain(bare)) == []
        assert gold.text is not UNSET
        assert jsonl.dumps(standoff.filled(bare, gold.text)).encode() == line


@pytest.mark.parametrize(
    ("changed", "likely"),
    [
        (TEXT.replace("\n", "\r\n"), "with carriage returns"),
        (f" {TEXT}\n", "with white space at its ends"),
        (TEXT.replace("met", "beat"), ""),
    ],
)
def test_what_became_of_a_text_is_told(changed: str, likely: str) -> None:
    say = standoff.disagreement(standoff.stripped(Document(id="d", text=TEXT)), changed)
    assert say is not None
    assert say.endswith(f"; it is that text {likely}") if likely else "it is that text" not in say


@pytest.mark.parametrize(
    ("mention", "rule"),
    [
        ({"text": "Oslo", "type": "GPE"}, "no-offsets"),
        ({"start": 0, "end": 400, "type": "GPE"}, "offsets"),
        ({"start": 0, "end": 4, "text": "Rome", "type": "GPE"}, "text-copy"),
    ],
)
def test_gold_whose_words_would_not_come_back_is_refused(mention: dict[str, object], rule: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        standoff.stripped(jsonl.from_plain({"id": "d", "text": TEXT, "mentions": [mention]}))
    assert [finding.rule for finding in caught.value.findings] == [rule]


def test_users_own_data_is_kept_and_told() -> None:
    meta = {"lead": {"start": 0, "end": 4, "text": "Oslo met Rome in the rain"}}
    gold = Document(id="d", text=TEXT, meta=meta)
    bare = standoff.stripped(gold)
    assert bare.meta == meta
    assert standoff.quoting(bare, TEXT) == ["$.meta.lead.text"]
    assert standoff.filled(bare, TEXT) == gold


def test_a_prediction_about_another_text_is_refused_by_its_digest() -> None:
    pred = Document(id="d", text_sha256=standoff.digest("Rome"), text_length=4)
    assert standoff.contradiction(pred, TEXT) is not None
    assert standoff.contradiction(pred, "Rome") is None


def test_names_and_lines_of_the_stripped_file_stay(tmp_path: Path) -> None:
    """A file is read under its own name, with lines that are not documents in their places."""
    path, texts = tmp_path / "gold.jsonl", tmp_path / "texts.jsonl"
    bare = jsonl.dumps(standoff.stripped(Document(id="d", text=TEXT)))
    path.write_text(f"{bare}\n\n{{broken\n", encoding="utf-8")
    texts.write_text(json.dumps({"id": "d", "text": TEXT}) + "\n", encoding="utf-8")
    with standoff.reading([str(path)], texts):
        assert [number for number, _ in jsonl.lines(path)] == [1, 3]
        with pytest.raises(InvalidInputError) as caught:
            [*jsonl.read(path)]
        assert [(finding.file, finding.line) for finding in caught.value.findings] == [(str(path), 3)]
    assert next(jsonl.read(path)).text is UNSET
