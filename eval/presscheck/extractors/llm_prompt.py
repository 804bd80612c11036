"""Prompt of a language model, and the shape of its answer: from schema, ontology and guidelines.

Examples that are generated from the gold are taken out of the guidelines, so
that no answer is shown to the model. Their prose still names phrases of the
article here and there: a score on the article is kinder than one on others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from presscheck.document import shipped

LAYERS = ("mentions", "entities", "events", "quotes")
"""Layers that are asked for, in the order of the reasoning."""

_LEFT_OUT = {"start", "end", "head", "meta", "addressee", "wikidata", "also"} | {
    "aliases",
    "confidence",
    "medium",
    "frame",
}
_EXAMPLE = re.compile(r"<!-- generated: example.*?<!-- end -->\n?", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)

TASK = """\
You annotate news text. Answer with one JSON object that has the keys {layers}.

Rules for every string that you copy out of the text:
- Copy it exactly as it stands there, with its quotation marks, dashes and capitals. Never correct,
  shorten or translate it. A string that is not in the text counts as an error.
- Give one record for each occurrence, in the order of the text: a name that stands there three times
  is three records with the same `text`.
- There are no offsets in your answer; they are found from the strings.

`entity` and `speaker` are ids of `entities`: short lower-case slugs such as `european-union`, the same for
every mention of one entity. `event` is such a slug for each occurrence that is told of. Use null where there
is no value.
"""


def system(layers: tuple[str, ...] = LAYERS, *, guidelines: bool = True) -> str:
    """The instructions.

    Args:
        layers: what is asked for.
        guidelines: whether the annotation guidelines follow the list of labels.
    """
    blocks = [TASK.format(layers=", ".join(f"`{layer}`" for layer in layers)), labels(layers)]
    if guidelines:
        blocks += [_guideline(name) for name in _pages(layers)]
    return "\n\n".join(block.strip() for block in blocks)


def labels(layers: tuple[str, ...] = LAYERS) -> str:
    """The ontology's labels with their definitions, for some layers.

    >>> print(labels(("quotes",)).splitlines()[0])
    Quote types
    """
    ours = shipped.ontology()
    blocks = []
    if "mentions" in layers:
        blocks += [_listed("Entity types", ours["entity_types"]), _listed("Forms of mentions", ours["forms"])]
    if "events" in layers:
        types = {
            name: f"{one['definition']} Roles: {', '.join(one['roles'])}."
            for name, one in ours["event_types"].items()
        }
        blocks += [_listed("Event types", types), _listed("Roles", ours["roles"])]
        blocks += [_listed(f"Events: {name}", values) for name, values in ours["event_attributes"].items()]
    if "quotes" in layers:
        blocks.append(_listed("Quote types", ours["quote_types"]))
    return "\n\n".join(blocks)


def _listed(title: str, values: Mapping[str, str]) -> str:
    return "\n".join([title, *(f"- {name}: {says}" for name, says in values.items())])


def _pages(layers: tuple[str, ...]) -> list[str]:
    pages = {"mentions": "entities", "events": "events", "quotes": "quotes"}
    return [page for layer, page in pages.items() if layer in layers]


@cache
def _guideline(name: str) -> str:
    """A guideline without its generated examples."""
    path = shipped.schema("guidelines") / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    return _COMMENT.sub("", _EXAMPLE.sub("", text))


@cache
def answer_schema(layers: tuple[str, ...] = LAYERS) -> dict[str, Any]:
    """The prediction schema, cut down to strings and with the ontology's labels as enumerations.

    Every key is required and no other allowed, as strict structured output asks for.

    Args:
        layers: what is asked for.
    """
    whole = json.loads(shipped.schema("prediction.schema.json").read_text(encoding="utf-8"))
    found = {layer: _cut(whole["properties"][layer], whole["$defs"], layer) for layer in layers}
    return {
        "type": "object",
        "properties": {layer: {**one, "type": "array"} for layer, one in found.items()},
        "required": list(layers),
        "additionalProperties": False,
    }


def _cut(node: Mapping[str, Any], defs: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One node with references filled in, offsets left out, labels listed."""
    if "$ref" in node:
        return _cut(defs[node["$ref"].rpartition("/")[2]], defs, node["$ref"].rpartition("/")[2])
    if "properties" in node:
        kept = {key: one for key, one in node["properties"].items() if key not in _LEFT_OUT}
        return {
            "type": "object",
            "properties": {key: _field(name, key, one, defs) for key, one in kept.items()},
            "required": list(kept),
            "additionalProperties": False,
        }
    if "anyOf" in node:
        return {"anyOf": [_cut(one, defs, name) for one in node["anyOf"] if one.get("type") != "array"]}
    cut = {key: node[key] for key in ("description", "type") if key in node}
    if "items" in node:
        cut["items"] = _cut(node["items"], defs, name)
    return cut


def _field(record: str, key: str, node: Mapping[str, Any], defs: Mapping[str, Any]) -> dict[str, Any]:
    cut = _cut(node, defs, record)
    if key == "text":
        return {"description": "The words, copied exactly.", "type": "string"}
    known = _choices(record, key)
    if known:
        null = isinstance(cut.get("type"), list) and "null" in cut["type"]
        cut["enum"] = [*known, None] if null else known
    return cut


def _choices(record: str, key: str) -> list[str]:
    """The labels that a key may have; none if it is free."""
    ours = shipped.ontology()
    tables = {
        ("mention", "type"): ours["entity_types"],
        ("entity", "type"): ours["entity_types"],
        ("mention", "form"): ours["forms"],
        ("event", "type"): ours["event_types"],
        ("argument", "role"): ours["roles"],
        ("quote", "type"): ours["quote_types"],
    }
    if record == "event" and key in ours["event_attributes"]:
        return list(ours["event_attributes"][key])
    return list(tables.get((record, key), ()))
