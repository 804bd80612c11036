"""Every kind of file of our own has a schema made from its struct; its reader refuses what that does."""

from __future__ import annotations

import copy
import json
import random
import tomllib
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.helpers import generate
from tests.statistics.test_stored_results import changed

from presscheck import api
from presscheck.annotation import adjudication
from presscheck.document import jsonl, schemas
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.formats.fieldmaps import model as field_maps
from presscheck.gating import baseline
from presscheck.gating import rules as gate_rules
from presscheck.mapping import labels, wikidata
from presscheck.reporting import own_schemas
from presscheck.scoring import items

SCHEMA = ROOT / "schema"


def shipped(kind: str) -> list[Any]:
    """The files of a kind in this repository, as plain values; for the log its lines."""
    log = (ROOT / "corpus" / "passes" / "adjudication.jsonl").read_text(encoding="utf-8")
    paths = {
        "baseline": (ROOT / "corpus" / "baselines").glob("*.json"),
        "label-map": (SCHEMA / "labelmaps").glob("*.json"),
        "field-map": (SCHEMA / "fieldmaps").glob("*.json"),
    }
    if kind in paths:
        return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(paths[kind])]
    return {
        "gate-rules": [tomllib.loads((ROOT / "gate.toml").read_text(encoding="utf-8"))],
        "decision": [json.loads(line) for line in log.splitlines()],
        "redirects": [{"Q1": "Q2", "Q3": "Q2"}],
    }[kind]


def small_baseline() -> dict[str, Any]:
    """A baseline of two documents."""
    gold, pred = generate.corpus(3, 2)
    watch = items.Items()
    result = api.score(gold, pred, measures="mentions", watch=watch)
    return json.loads(baseline.dumps(baseline.from_result(result, watch.by_measure)))


READERS: dict[str, Callable[[str], object]] = {
    "baseline": baseline.read,
    "label-map": labels.load,
    "field-map": field_maps.load,
    "redirects": wikidata.load,
    "decision": lambda path: adjudication.decisions(jsonl.rows(path), path),
}


def refusal(kind: str, path: Any) -> str | None:
    """Return the message of a kind's reader for a file that it refuses."""
    try:
        READERS[kind](str(path))
    except (InvalidInputError, UsageError) as error:
        return str(error)
    return None


@pytest.mark.parametrize("kind", own_schemas.SCHEMAS)
def test_the_schemas_are_those_of_the_structs_and_hold_what_is_shipped(kind):
    """`make docs` writes them; all shipped files are valid."""
    path = SCHEMA / f"{kind}.schema.json"
    assert path.read_text(encoding="utf-8") == own_schemas.text_of(kind)
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema)
    for values in shipped(kind):
        valid.validate(values)
    assert schema["description"]
    for place in (schema, *schema.get("$defs", {}).values()):
        for value in place.get("properties", {}).values():
            assert value.get("description") or "const" in value


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.randoms(use_true_random=False))
def test_what_a_schema_refuses_its_reader_refuses(kind, draw, tmp_path):
    """A file with one number or key changed; a sentence and no traceback in any case."""
    files = [small_baseline()] if kind == "baseline" else shipped(kind)
    values, what = changed(draw.choice(files), draw)
    path = tmp_path / "own.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    said = refusal(kind, path)
    schema = schemas.load(f"{kind}.schema.json")
    assert said or jsonschema.Draft202012Validator(schema).is_valid(values), what
    assert "own.json" in (said or "own.json")


@pytest.mark.parametrize("kind", ["label-map", "field-map", "redirects", "baseline"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.randoms(use_true_random=False))
def test_a_damaged_file_is_a_sentence(kind, draw, tmp_path):
    """Cut, not UTF-8 (inside a string too), nested too deeply, a key twice, half a character."""
    text = json.dumps(small_baseline() if kind == "baseline" else draw.choice(shipped(kind))).encode()
    at = draw.randrange(len(text))
    noise = [b"\xff", b"\x00", b'"', b"[" * 100_000, b"\\ud800", b"9" * 5000, b'{"a": 1, "a": 2}']
    parts = [text[:at], text[:at] + draw.choice(noise) + text[at:], b"[" * 100_000, b"", b"3", b"null"]
    path = tmp_path / "own.json"
    path.write_bytes(draw.choice(parts))
    assert "own.json" in (refusal(kind, path) or "own.json")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "", "/", "."])
@pytest.mark.parametrize("load", [labels.load, field_maps.load])
def test_a_map_by_an_impossible_name_is_a_usage_error(load, name):
    """Too long, with a NUL, a folder: the question is wrong."""
    with pytest.raises(UsageError) as caught:
        load(name)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "text",
    [
        "[[rule]]\nmeasure = 'mention.strict'\nmin = nan\n",
        "[[rule]]\nmeasure = 'mention.strict'\nmin = inf\n",
        "[[rule]]\nmeasure = 'mention.strict'\nmax_new_errors = " + "9" * 5000,
        "x = " + "[" * 5000,
        "[[rule]]\nmeasure = 'mention.strict'\nmin = 0.5\nmin = 0.1\n",
        "[[rule]]\nmeasure = 'mention.strict'\nmin = true\n",
        "[[rule]]\nmeasure = 'mention.strict'\nmax_new_errors = 0.5\n",
        "[[rule]]\nmeasure = 'mention.strict'\nmax_drop = '0'\n",
    ],
)
def test_rules_that_cannot_be_meant_are_a_usage_error(text, tmp_path):
    """An invalid number would let everything pass."""
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"rules\.toml"):
        gate_rules.load(path)
    path.write_bytes(b"# \xff\n")
    with pytest.raises(UsageError, match=r"rules\.toml: not TOML"):
        gate_rules.load(path)


def test_the_random_changes_are_seeded():
    """The same draw makes the same change."""
    values = small_baseline()
    before = copy.deepcopy(values)
    assert changed(values, random.Random(1)) == changed(values, random.Random(1))
    assert values == before
