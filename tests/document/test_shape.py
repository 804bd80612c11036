"""The quick look at a decoded document never takes one for right that its JSON Schema refuses."""

import copy
import json

import msgspec
import pytest

from presscheck.document import jsonl, schemas, shape, wellformed
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.model import Document, Entity, Event, Mention, Quote

PLACE = {"start": 0, "end": 4}
BASE = {
    "id": "d",
    "text": "Oslo met Rome.",
    "mentions": [PLACE],
    "entities": [{"id": "e"}],
    "events": [{**PLACE, "arguments": [{"role": "Place", **PLACE}]}],
    "quotes": [{"content": [PLACE], "cue": PLACE, "also": [{"cue": PLACE}], "frame": PLACE}],
    "marked_uses": [{**PLACE, "use": "term"}],
}
SPOTS = (
    (),
    ("mentions", 0),
    ("entities", 0),
    ("events", 0),
    ("events", 0, "arguments", 0),
    ("quotes", 0),
    ("quotes", 0, "content", 0),
    ("quotes", 0, "cue"),
    ("quotes", 0, "also", 0),
    ("quotes", 0, "frame"),
    ("marked_uses", 0),
)
VALUES = (
    *(None, "", "x", 0, 1, 0.5, True, [], {}, ["a"], [[0, 1]], [PLACE], [{"start": 0}], PLACE),
    *({"text": "x"}, {"text": None}, "single", "1.0.0", "1.0.0\n", "2.0.0", "a" * 64, ["mentions"]),
)
KEYS = sorted(
    {f.name for kind in (Document, Mention, Entity, Event, Quote) for f in msgspec.structs.fields(kind)}
)


def at(document, spot):
    """The object at a place of a document."""
    for step in spot:
        document = document[step]
    return document


def changed(spot):
    """The base document with every key of an object set to every value, or left out."""
    for key in KEYS:
        for value in VALUES:
            document = copy.deepcopy(BASE)
            at(document, spot)[key] = value
            yield document
    for key in at(BASE, spot):
        document = copy.deepcopy(BASE)
        del at(document, spot)[key]
        yield document


@pytest.mark.parametrize("spot", SPOTS, ids=str)
def test_what_fits_fits_the_schema(spot):
    """Whatever stands under whatever key."""
    decoded = 0
    for value in changed(spot):
        try:
            document = jsonl.loads(json.dumps(value).encode())
        except InvalidInputError:
            continue
        decoded += 1
        for gold, name in ((True, schemas.DOCUMENT), (False, schemas.PREDICTION)):
            if shape.fits(document, gold=gold):
                assert not [*schemas.broken(value, name)]
    assert decoded


def test_what_is_plainly_right_is_not_held_to_the_schema_as_well(tmp_path, monkeypatch):
    """The schema is asked about lines that may not fit it, and about no other."""
    path = tmp_path / "docs.jsonl"
    path.write_text(json.dumps(BASE) + "\n" + json.dumps({**BASE, "id": "e", "mentions": [{}]}) + "\n")
    asked = []
    monkeypatch.setattr(wellformed, "schema", lambda value, _: asked.append(value["id"]) or [])
    assert [line.document is not None for line in wellformed.lines(path, "gold")] == [True, True]
    assert asked == ["e"]
