"""The labeling config: what the ontology has, no more and no less."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest
from label_studio_sdk.label_interface import LabelInterface

from presscheck.document import jsonl
from presscheck.document import shipped as document_shipped
from presscheck.formats.label_studio import config, controls
from presscheck.formats.label_studio.regions import to_regions


def _values(tag: str, name: str, inner: str) -> list[str]:
    found = fromstring(config.xml()).findall(f".//{tag}[@name='{name}']/{inner}")  # noqa: S314 - our own file
    return [element.attrib["value"] for element in found]


def test_the_shipped_config_is_the_generated_one() -> None:
    """`schema/label_studio.xml` is what `schema/ontology.json` gives; `make config` renews it."""
    shipped = document_shipped.schema("label_studio.xml").read_text(encoding="utf-8")
    assert shipped == config.xml(), "schema/label_studio.xml is stale: run `make config`"


def test_the_sdk_accepts_it() -> None:
    """The SDK's own checks pass: well-formed, names unique, every control on the text."""
    interface = LabelInterface(config.xml())
    interface.validate()
    every = {*controls.controls(), *controls.fields(), controls.VIEW}
    assert {control.name for control in interface.controls} == every
    interface = LabelInterface(config.xml(("alice", "bob")))
    interface.validate()
    more = {controls.OPEN, *controls.decision_fields()}
    assert {control.name for control in interface.controls} == every | more


@pytest.mark.parametrize(
    ("tag", "name", "inner", "labels"),
    [
        ("Choices", "type_of", "Choice", lambda o: [*o["entity_types"], controls.UNTYPED]),
        ("Labels", "use", "Label", lambda o: list(o["marked_uses"])),
        ("Choices", "form", "Choice", lambda o: list(o["forms"])),
        ("Labels", "trigger", "Label", lambda o: [*o["event_types"], controls.TRIGGER]),
        ("Choices", "modality", "Choice", lambda o: list(o["event_attributes"]["modality"])),
        ("Choices", "polarity", "Choice", lambda o: list(o["event_attributes"]["polarity"])),
        ("Choices", "genericity", "Choice", lambda o: list(o["event_attributes"]["genericity"])),
        ("Choices", "tense", "Choice", lambda o: list(o["event_attributes"]["tense"])),
    ],
)
def test_labels_are_the_ontologys(tag, name, inner, labels) -> None:
    """Every label of the ontology can be chosen, in its order, and nothing else can."""
    assert _values(tag, name, inner) == labels(document_shipped.ontology())


def test_every_role_is_an_arrow() -> None:
    """Roles are relations, before those of quotes."""
    found = fromstring(config.xml()).findall(".//Relation")  # noqa: S314 - our own file
    names = [element.attrib["value"] for element in found]
    roles = list(document_shipped.ontology()["roles"])
    assert names == [*roles, *controls.QUOTE_RELATIONS]


def test_text_is_plain_and_shown_as_it_is() -> None:
    """`Text` by symbols, blanks kept: only so are offsets code points of the stored text."""
    root = fromstring(config.xml())  # noqa: S314 - our own file
    (text,) = root.findall(".//Text")
    assert text.attrib["granularity"] == "symbol"
    assert not root.findall(".//HyperText")
    assert "white-space: pre-wrap" in (root.findtext("Style") or "")


def test_hot_keys_are_given_once() -> None:
    """No key marks two things."""
    keys = [e.attrib["hotkey"] for e in fromstring(config.xml()).iter() if "hotkey" in e.attrib]  # noqa: S314
    assert len(keys) == len(set(keys)) > 9


def test_what_is_pushed_fits_the_config() -> None:
    """The SDK finds nothing wrong with the regions of the shipped article."""
    gold = next(iter(jsonl.read(document_shipped.gold())))
    wrong = LabelInterface(config.xml()).validate_prediction(
        {"model_version": "gold", "result": to_regions(gold)["result"]}, return_errors=True
    )
    assert wrong == []


def test_blanks_and_comments_do_not_make_another_config() -> None:
    """A config that the server wrote differently is the same; one label less is not."""
    assert config.same(config.xml(), config.xml().replace(" />", "/>").replace("\n", " "))
    assert not config.same(config.xml(), config.xml().replace('<Label value="CUE"', '<Label value="C"'))


def test_writing_replaces_the_file(tmp_path) -> None:
    """The generated file is whole."""
    config.write(tmp_path / "c.xml")
    assert (tmp_path / "c.xml").read_text(encoding="utf-8") == config.xml()
