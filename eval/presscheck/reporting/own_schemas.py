"""JSON Schemas of our own kinds of files, made from their structs and what these say of their fields.

The scores have a schema written by hand (`schema/scores.schema.json`); a baseline is that and its errors.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from presscheck.annotation.adjudication import Decision
from presscheck.document import schemas
from presscheck.formats.fieldmaps import model as field_maps
from presscheck.gating import rules as gate_rules
from presscheck.gating.baseline import FORMAT, StoredErrors
from presscheck.gating.known_errors import KnownItems
from presscheck.mapping.labels import LabelMap

Schema = dict[str, Any]
VERSION = "1.0.0"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def baseline() -> Schema:
    """A result with its counts per unit, and the items that are missed or spurious."""
    scores = schemas.load(schemas.SCORES)
    texts, parts = _texts(KnownItems), _texts(StoredErrors)
    wrong = {
        "type": "object",
        "properties": {
            k: {"description": texts[k], "type": "string"} for k in ("missed", "right", "spurious")
        },
        "additionalProperties": False,
    }
    by_measure = {"type": "object", "additionalProperties": wrong}
    errors = {
        "description": "The items that are wrong, of each measure that has items.",
        "type": "object",
        "properties": {
            "measures": {"description": parts["measures"], "type": "array", "items": {"type": "string"}},
            "documents": {
                "description": parts["documents"],
                "type": "object",
                "additionalProperties": by_measure,
            },
        },
        "required": ["measures", "documents"],
        "additionalProperties": False,
    }
    form = {"description": "The kind of file.", "const": FORMAT}
    return {
        **_head(
            "baseline",
            "What `presscheck gate PRED --baseline FILE --update` writes: a result and its errors.",
        ),
        "type": "object",
        "properties": {"format": form, **scores["properties"], "errors": errors},
        "required": ["format", *scores["required"], "units", "errors"],
        "additionalProperties": False,
        "$defs": scores["$defs"],
    }


def redirects() -> Schema:
    """A table of ids, in its JSON form."""
    return {
        **_head("redirects", "Ids of a knowledge base and their canonical ids, for `--redirects`."),
        "type": "object",
        "additionalProperties": {"description": "The canonical id.", "type": "string"},
    }


SCHEMAS: dict[str, Callable[[], Schema]] = {
    "baseline": baseline,
    "gate-rules": lambda: of_structs("gate-rules", gate_rules.Rules),
    "label-map": lambda: of_structs("label-map", LabelMap, without=("digest",)),
    "field-map": lambda: of_structs("field-map", field_maps.FieldMap),
    "decision": lambda: of_structs("decision", Decision),
    "redirects": redirects,
}
"""Kind of file -> its schema. To add one: one line."""


def of_structs(kind: str, struct: type[msgspec.Struct], without: tuple[str, ...] = ()) -> Schema:
    """The schema of what a struct holds; what its docstring says of its fields describes them.

    Args:
        kind: of file.
        struct: what the file holds.
        without: fields that are not in the file.
    """
    (whole,), parts = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
    structs = {part.__name__: part for part in _structs(struct)}
    for name, schema in parts.items():
        texts = _texts(structs[name])
        schema.pop("title", None)
        schema["description"] = _first(structs[name])
        for key, value in schema["properties"].items():
            value.update({"description": texts.get(key, _first(structs[name]))} | value)
        for key in without if structs[name] is struct else ():
            del schema["properties"][key]
    root = parts.pop(whole["$ref"].rpartition("/")[2])
    head = _head(kind, root.pop("description"))
    return {**head, **root, **({"$defs": parts} if parts else {})}


def _head(kind: str, text: str) -> Schema:
    title = f"presscheck {kind.replace('-', ' ')}"
    return {"$schema": DRAFT, "$id": f"urn:presscheck:{kind}:{VERSION}", "title": title, "description": text}


def _structs(struct: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    """A struct and those in its fields."""
    waiting, seen = [msgspec.inspect.type_info(struct)], set[Any]()
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            yield info.cls
            waiting += [field.type for field in info.fields]
        for name in ("types", "item_types"):
            waiting += getattr(info, name, ())
        waiting += [
            part for name in ("item_type", "key_type", "value_type") if (part := getattr(info, name, None))
        ]


def _first(struct: type[Any]) -> str:
    return (inspect.getdoc(struct) or "").split("\n")[0]


def _texts(struct: type[Any]) -> dict[str, str]:
    """Return the docstrings of the fields of a struct and its bases, by the key in the file."""
    texts: dict[str, str] = {}
    for owner in reversed(struct.__mro__):
        said = inspect.cleandoc(owner.__doc__ or "").partition("Args:\n")[2].partition("\n\n")[0]
        for names, text in re.findall(r"^ {4}([\w, ]+): (.*(?:\n {8}.*)*)", said, re.M):
            for name in names.split(", "):
                texts[name] = text[0].upper() + " ".join(text[1:].replace("None", "null").split())
    fields = zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True)
    return {key: texts[name] for name, key in fields if name in texts}


def text_of(kind: str) -> str:
    """The text of a schema's file."""
    return json.dumps(SCHEMAS[kind](), ensure_ascii=False, indent=2) + "\n"


def stale(folder: Path, *, write: bool) -> list[Path]:
    """The files that are not what the structs are; written anew if asked.

    Args:
        folder: `schema/`.
        write: whether to write them.
    """
    from presscheck.document.output import replacing

    paths = {kind: folder / f"{kind}.schema.json" for kind in SCHEMAS}
    texts = {kind: text_of(kind) for kind in SCHEMAS}
    old = [
        kind
        for kind, path in paths.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != texts[kind]
    ]
    for kind in old if write else ():
        with replacing(paths[kind]) as file:
            file.write(texts[kind])
    return [paths[kind] for kind in old]
