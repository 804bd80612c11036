"""The schemas and the structs say the same, and every line of either is accepted by the other."""

import json
import re
import types
import typing

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType
from tests.conftest import ROOT
from tests.helpers import generate

import presscheck
from presscheck.document import jsonl, model, schemas, shipped, strict_json
from presscheck.profiles import PROFILES

STRUCTS = {
    "span": model.Span,
    "mention": model.Mention,
    "entity": model.Entity,
    "argument": model.Argument,
    "event": model.Event,
    "frame": model.Frame,
    "quote": model.Quote,
    "marked_use": model.MarkedUse,
}
GOLD_NEEDS = {"start", "end"}
NAMED = {
    model.Offsets: "pair",
    model.Offset: "offset",
    **{struct: key for key, struct in STRUCTS.items()},
    str: "string",
    int: "integer",
    float: "number",
    type(None): "null",
}
PHRASE = {"span", "array of span", "null"}
PHRASE = {"span", "array of span", "null"}
ONE_NUMBER = {"integer", "number"}
PREDICTED_ONLY = {"label_map", "attempted", "confidence"}
NAMES = {schemas.DOCUMENT: "document", schemas.PREDICTION: "prediction", schemas.SCORES: "scores"}
MESSAGES = json.loads((ROOT / "tests" / "cases" / "schema.json").read_text(encoding="utf-8"))
BOTH = pytest.mark.parametrize("name", [schemas.DOCUMENT, schemas.PREDICTION])


def objects(name):
    """The object schemas of a file with their structs: the document's first."""
    schema = schemas.load(name)
    yield schema, model.Document
    for key, struct in STRUCTS.items():
        yield schema["$defs"][key], struct


def shape(schema):
    """Return the values that a property's schema allows, as a set of words."""
    if "$ref" in schema:
        return {schema["$ref"].rpartition("/")[2]}
    if "anyOf" in schema and "type" not in schema:
        return set().union(*map(shape, schema["anyOf"]))
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    items = schema.get("items")
    return {f"array of {shape(items).pop()}" if kind == "array" else kind for kind in kinds}


def struct_shape(annotation):
    """The same of a struct's field; UNSET is a key that may be missing, not a value."""
    if annotation in NAMED:
        return {NAMED[annotation]}
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        found = set().union(*(struct_shape(part) for part in inner if part is not UnsetType))
        return {"phrase"} if found >= PHRASE else found
    if origin is typing.Annotated:
        return struct_shape(inner[0])
    if origin is list:
        return {f"array of {struct_shape(inner[0]).pop()}"}
    return {{typing.Literal: "string", dict: "object"}[origin]}


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_schemas(name):
    """Each file is valid JSON Schema 2020-12 under its own `$id`, strict JSON, and describes every field."""
    schema = strict_json.loads(shipped.schema(name).read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:presscheck:{NAMES[name]}:{schemas.version()}"
    for path, field in fields(schema):
        assert field.get("description") or "const" in field, path


def fields(schema, path="$"):
    """Every property of every object in a schema, and every definition."""
    for group in ("properties", "$defs"):
        for key, child in schema.get(group, {}).items():
            yield f"{path}.{key}", child
            yield from fields(child, f"{path}.{key}")


@BOTH
def test_same_keys_in_the_same_order(name):
    """Schema and struct have the same keys in the same order; some stand only in predictions."""
    for schema, struct in objects(name):
        only = PREDICTED_ONLY if name == schemas.DOCUMENT else set()
        keys = [k for k in struct.__struct_fields__ if k not in only]
        assert list(schema["properties"]) == keys, struct.__name__
        assert schema["additionalProperties"] is False


@BOTH
def test_same_types(name):
    """Each key has the same type and may be null in both; gold alone insists on the document's text."""
    for schema, struct in objects(name):
        hints = typing.get_type_hints(struct, include_extras=True)
        for key, field in schema["properties"].items():
            expected = struct_shape(hints[key])
            if struct is model.Document and key == "text" and name == schemas.DOCUMENT:
                expected -= {"null"}
            if expected >= ONE_NUMBER:
                expected -= {"integer"}
            assert shape(field) == expected, f"{struct.__name__}.{key}"


@BOTH
def test_same_required_keys(name):
    """A key is required where the struct has no default; gold requires offsets besides."""
    for schema, struct in objects(name):
        needed = {f.name for f in msgspec.structs.fields(struct) if f.required}
        required = set(schema.get("required", ()))
        if name == schemas.DOCUMENT:
            assert required == needed | GOLD_NEEDS & set(schema["properties"]), struct.__name__
        else:
            assert required == needed, struct.__name__


def test_every_struct_has_its_schema():
    """No record of the model is missing from the schemas, and no definition is left over."""
    records = {s for s in vars(model).values() if isinstance(s, type) and issubclass(s, model.Record)}
    assert records - {model.Record, model.Document, model.Pieces} == set(STRUCTS.values())
    for name in (schemas.DOCUMENT, schemas.PREDICTION):
        assert set(schemas.load(name)["$defs"]) == {*STRUCTS, "offset", "pair", "phrase"}


def json_values(schema, root):
    """A strategy for values of a schema, keys present or missing."""
    if "$ref" in schema:
        return json_values(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema and "properties" not in schema and "required" not in schema:
        return st.one_of([json_values(s, root) for s in schema["anyOf"]])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([_of_kind(kind, schema, root) for kind in kinds])


def _of_kind(kind, schema, root):
    """A strategy for values of one JSON type, without its constraints on anything but size and form."""
    simple = {
        "null": st.none(),
        "string": _strings(schema),
        "integer": st.integers(0, 50),
        "number": st.floats(0, 1) | st.integers(0, 1),
    }
    if kind in simple:
        return simple[kind]
    if kind == "array":
        return _lists(schema, root)
    return _objects(schema, root)


def _strings(schema):
    """Strings that fit a schema's list of values or its pattern."""
    if "enum" in schema:
        return st.sampled_from([value for value in schema["enum"] if value is not None])
    return st.from_regex(schema["pattern"], fullmatch=True) if "pattern" in schema else st.text(max_size=3)


def _lists(schema, root):
    if "prefixItems" in schema:
        return st.tuples(*[json_values(s, root) for s in schema["prefixItems"]]).map(list)
    return st.lists(json_values(schema["items"], root), min_size=schema.get("minItems", 0), max_size=2)


def _objects(schema, root):
    if "properties" not in schema:
        return st.dictionaries(st.text(max_size=2), st.integers(), max_size=1)
    parts = {k: json_values(s, root) for k, s in schema["properties"].items()}
    required = {*schema.get("required", ())} | ({"start", "end"} & parts.keys())
    if "text_sha256" in parts and "anyOf" in schema:
        required |= {"text"}
    made = st.fixed_dictionaries(
        {k: v for k, v in parts.items() if k in required},
        optional={k: v for k, v in parts.items() if k not in required},
    )
    return made.filter(lambda value: value["content"] or value.get("cue")) if "content" in parts else made


@pytest.mark.parametrize("name", [schemas.DOCUMENT, schemas.PREDICTION])
def test_what_fits_the_schema_is_a_document(name):
    """Whatever a schema accepts, the decoder accepts, and what it writes fits again."""
    schema = schemas.load(name)

    @given(json_values(schema, schema))
    def check(value):
        assert [*schemas.broken(value, name)] == []
        line = jsonl.dumps(presscheck.loads(json.dumps(value)))
        assert [*schemas.broken(json.loads(line), name)] == []

    check()


@pytest.mark.parametrize("case", MESSAGES, ids=lambda case: case["says"])
def test_messages(case):
    """Each kind of fault is said in words that name what would be right, once."""
    assert [*schemas.broken(case["value"], schemas.PREDICTION)] == [(case["path"], case["says"])]


def test_gold_needs_offsets_and_text():
    """Gold may not leave out some keys that a prediction may leave out."""
    value = {"id": "d", "mentions": [{"text": "a"}]}
    assert [*schemas.broken(value, schemas.PREDICTION)] == []
    said = [message for _, message in schemas.broken(value, schemas.DOCUMENT)]
    assert said == ["the key `start` is missing", "the key `end` is missing", "the key `text` is missing"]


def test_scores_fit_their_schema():
    """The result of `score` is valid for each kind of measure, with and without layers."""
    golds, preds = generate.corpus(13, 3)
    bare = [{"id": gold["id"]} for gold in golds]
    for gold, pred in [(golds, preds), (golds[:1], preds[:1]), (golds, bare)]:
        result = presscheck.score(gold, pred, measures="all")
        assert [*schemas.broken(json.loads(json.dumps(result.as_dict())), schemas.SCORES)] == []


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_fit_the_schema(name):
    """A peer's rows have the same shapes."""
    result = presscheck.score(*generate.corpus(7, 2), profile=name)
    assert [*schemas.broken(json.loads(json.dumps(result.as_dict())), schemas.SCORES)] == []


def test_ontology_is_consistent():
    """Every role that a type lists is defined, every mapping declared, and every label has a definition."""
    ontology = shipped.ontology()
    for name, kind in ontology["event_types"].items():
        assert set(kind["roles"]) <= ontology["roles"].keys(), name
        assert kind["mappings"].keys() == ontology["mappings"].keys(), name
        assert kind["definition"]
        assert re.fullmatch(r"[^\[\]]*\[[^\[\]]+\][^\[\]]*", kind["example"]), name
    used = {role for kind in ontology["event_types"].values() for role in kind["roles"]}
    assert used == set(ontology["roles"])
    for group in ("entity_types", "forms", "roles", "quote_types", "marked_uses", "realis", "parts_of_day"):
        assert all(ontology[group].values()), group
    assert all(all(values.values()) for values in ontology["event_attributes"].values())
    assert set(ontology["event_attributes"]) <= set(model.Event.__struct_fields__)
    assert ontology["$id"] == f"urn:presscheck:ontology:{ontology['version']}"


def test_unset_is_a_missing_key():
    """A key that may be missing is never written when it was not given."""
    document = presscheck.loads('{"id": "d", "entities": [{"id": "e"}]}')
    assert document.entities is not None
    assert document.entities[0].wikidata is UNSET
    assert "wikidata" not in jsonl.dumps(document)
