"""A project with labels of one's own: its config, and documents that go and come back."""

from __future__ import annotations

import json

import pytest
from label_studio_sdk.label_interface import LabelInterface
from tests.helpers.fake_studio import FakeStudio

from presscheck.annotation.label_studio import push, tasks
from presscheck.document import shipped
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.jsonl import from_plain
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import config, controls, exports, inventory, provenance

OWN = {"entity_types": {"ANIMAL": "a beast"}, "event_types": ["Rest.Sit"], "roles": {"Sitter": "who sits"}}
ARGUMENT = {"role": "Sitter", "start": 2, "end": 5, "text": "cat"}
PLAIN = {
    "id": "d",
    "text": "A cat sat.",
    "mentions": [{"start": 2, "end": 5, "text": "cat", "type": "ANIMAL", "entity": "cat"}],
    "entities": [{"id": "cat", "type": "ANIMAL", "name": "cat"}],
    "events": [{"start": 6, "end": 9, "text": "sat", "type": "Rest.Sit", "arguments": [ARGUMENT]}],
}


@pytest.fixture
def own(tmp_path):
    """The inventory, from a file."""
    path = tmp_path / "labels.json"
    path.write_text(json.dumps(OWN), encoding="utf-8")
    return inventory.read(path)


def test_the_config_has_these_labels_and_no_others(own) -> None:
    """The editor accepts it; behind it the ontology holds again."""
    before = config.xml()
    with inventory.using(own):
        made = config.xml()
        LabelInterface(made).validate()
        assert list(controls.controls()["mention"].labels) == ["ANIMAL", "UNTYPED"]
        assert controls.relations()[0] == "Sitter"
        assert 'hint="a beast"' in made
        assert "Contact.Meet" not in made
        assert 'value="PER"' not in made
    assert config.xml() == before


def test_documents_go_and_come_back_and_pull_knows_the_inventory(own) -> None:
    """It travels with the tasks; nothing is said of labels that the ontology does not have."""
    document = canonical(without_unset(from_plain(PLAIN)))
    server = FakeStudio()
    with server.client() as connection:
        with inventory.using(own):
            done = push.push(connection, "cats", push.sheets({"gold": {"d": document}}))
        assert [one.done for one in done] == ["created"]
        result = server.predictions[0]["result"]
        made = {"id": 1, "completed_by": 1, "was_cancelled": False, "result": result}
        server.tasks[0]["annotations"].append(made)
        found = exports.pull(tasks.every(connection, 1))
    (one,) = found.pulled
    layers = ("mentions", "entities", "events")
    assert all(getattr(one.document, layer) == getattr(document, layer) for layer in layers)
    assert provenance.of(one.document)["annotator"] == "ann@example.org"
    assert {f.rule for f in found.warnings}.isdisjoint(exports._OF_THE_ONTOLOGY)


def test_the_ontologys_labels_are_refused_there(own) -> None:
    """A label that the project cannot show is reported before the push."""
    other = canonical(
        from_plain({"id": "d", "text": "Ann", "mentions": [{"start": 0, "end": 3, "type": "PER"}]})
    )
    with inventory.using(own), pytest.raises(InvalidInputError, match="no mention type 'PER'"):
        push.sheets({"gold": {"d": other}})


def test_a_label_a_line_is_an_inventory(tmp_path) -> None:
    """With its meaning behind a tab or a colon; empty lines and remarks are nothing."""
    path = tmp_path / "labels.txt"
    path.write_text("# beasts\nCAT: purrs\nDOG\tbarks: loudly\n\nCOW\n", encoding="utf-8")
    assert inventory.read(path)["entity_types"] == {"CAT": "purrs", "DOG": "barks: loudly", "COW": ""}
    path.write_text('["CAT", "DOG"]', encoding="utf-8")
    assert list(inventory.read(path)["entity_types"]) == ["CAT", "DOG"]


def test_the_ontology_is_an_inventory() -> None:
    """Its own file gives its own labels."""
    found = inventory.read(shipped.schema("ontology.json"))
    for name in inventory.LISTS:
        assert list(found[name]) == list(shipped.ontology()[name])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "neither JSON nor a label a line"),
        ("{}", "lists no entity type"),
        ('{"entity_types": 3}', "`entity_types`: expected a list of labels"),
        ('["#1"]', "'#1' is not a label"),
        ('["A  B"]', "'A  B' is not a label"),
        ('["UNTYPED"]', "'UNTYPED' is the label of what has no type"),
        ('{"entity_types": ["A"], "roles": ["cue"]}', "'cue' is an arrow of quotes already"),
        ('{"entity_types": ["A"], "event_attributes": {"mood": ["good"]}}', "events have no 'mood'"),
    ],
)
def test_what_is_no_inventory_is_said(tmp_path, content, message) -> None:
    """The file, and what is wrong with it."""
    path = tmp_path / "labels.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        inventory.read(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_verb_writes_a_config(cli, tmp_path) -> None:
    """To standard output or a file; without labels it is the shipped one."""
    (tmp_path / "labels.json").write_text(json.dumps(OWN), encoding="utf-8")
    shown = cli("studio", "config", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout == shipped.schema("label_studio.xml").read_text(encoding="utf-8")
    made = cli("studio", "config", "--labels", "labels.json", "-o", "own.xml", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert 'value="Sitter"' in (tmp_path / "own.xml").read_text(encoding="utf-8")
    missing = cli("studio", "config", "--labels", "none.json", cwd=tmp_path)
    assert missing.returncode == 2
