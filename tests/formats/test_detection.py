"""formats/detection: two signs, the reason, and no other's file is ours."""

import json

import pytest

from presscheck import formats
from presscheck.document.exceptions import UsageError

SPAN = {"start": 0, "end": 4}
FOREIGN = {
    "doccano": {"id": 1, "text": "Oslo", "label": [[0, 4, "GPE"]], "Comments": []},
    "old doccano": {"id": 7, "text": "Oslo", "annotations": [{"label": 1, "start_offset": 0, "user": 1}]},
    "JSON_MIN": [{"id": 1, "text": "Oslo", "label": [{**SPAN, "labels": ["GPE"]}], "annotator": 1}],
    "MAVEN": {"id": "m1", "title": "T", "document": "Oslo", "events": [{"id": "e", "mention": []}]},
    "GNQA": {"documentName": "x", "originalText": "y", "annotations": [{"id": 1, "type": "Direct"}]},
    "LightTag": {"examples": [{"content": "Oslo", "annotations": [{**SPAN, "tag": "GPE"}]}]},
    "GePaDe": {"s1": {"words": ["a"], "annotations": {"0": {"predicate": "_", "roles": ["O"]}}}},
}


def taken_for(path):
    """The format, or nothing."""
    try:
        return formats.told(path)
    except UsageError:
        return None


@pytest.mark.parametrize("name", FOREIGN)
def test_another_tools_file_is_not_taken_for_ours(tmp_path, name):
    """Neither for this project's own nor for Label Studio's."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps(FOREIGN[name]))
    assert taken_for(path) not in ("presscheck", "labelstudio", "spacy", "llm")


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
