"""formats/detection: two signs, the reason, and no other's file is ours."""

import json
from types import SimpleNamespace

import pytest

from presscheck import formats
from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.formats import detection

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


def test_two_formats_that_fit_are_both_named(tmp_path):
    """One by its signs, one by its look."""
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "Oslo", "mentions": []}) + "\n")
    own = {"one": formats.module("presscheck"), "two": SimpleNamespace(looks=lambda _path, _begin: True)}
    with pytest.raises(
        UsageError, match=r"looks like one \(`id` and `text` and .*\) and like two; say which"
    ):
        detection.recognised(path, dict.fromkeys(own, ""), own.get)
    del own["one"]
    assert detection.recognised(path, {"two": ""}, own.get) == ("two", None, ())


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
