"""The settings as a table for people and as a JSON Schema: both made from the fields of `Settings`."""

from __future__ import annotations

import json
import re
from pathlib import Path

from presscheck.measure.settings import Field, fields
from presscheck.measure.signature import ORDER
from presscheck.text import table

_RUN: dict[str, dict[str, object]] = {
    "gold": {
        "description": "The gold: a release by name and version or a file's stem, `@`, "
        "eight digits of its sha256.",
        "type": "string",
    },
    "documents": {"description": "How many gold documents were scored.", "type": "integer", "minimum": 0},
    "version": {"description": "Version of the toolkit.", "type": "string"},
}
"""The keys of a signature that no option sets."""


def markdown() -> str:
    """Every setting: its option and keyword, its values, what it means, in Markdown."""
    rows = [
        [f"`{name}`", f"`--{name.replace('_', '-')}`", _values(f), f.text] for name, f in fields().items()
    ]
    return table.markdown(
        ["key of the signature, keyword", "option", "values", "meaning"], rows, left=4, written=True
    )


def _values(field: Field) -> str:
    if field.choices:
        return ", ".join(f"`{choice}`" for choice in field.choices)
    return f"`{field.metavar}`".replace("|", "` or `") if field.metavar else ""


def properties() -> dict[str, dict[str, object]]:
    """The properties of `signature` in the scores' JSON Schema, in the order in which they print."""
    return {name: _RUN[name] if name in _RUN else _property(fields()[name]) for name in ORDER}


def _property(field: Field) -> dict[str, object]:
    text = f"{field.text} Only where it was used." if field.rare else field.text
    if field.choices:
        nullable = [None] if field.default is None and not field.rare else []
        return {"description": text, "enum": [*field.choices, *nullable]}
    kind = "string" if field.rare or field.default is not None else ["string", "null"]
    return {"description": text, "type": kind}


_SIGNATURE = re.compile(
    r'(?<=\n    "signature": \{\n)(.*?\n      "properties": )\{.*?\n      \},\n.*?(?=\n    \},\n)', re.DOTALL
)


def with_signature(text: str) -> str:
    """The text of `scores.schema.json` with the properties of `signature` written anew."""
    required = [name for name in ORDER if name in _RUN or not fields()[name].rare]
    lines = ",\n".join(f"        {_one_line(name, value)}" for name, value in properties().items())
    rest = f'      "required": {json.dumps(required)},\n      "additionalProperties": false'
    return _SIGNATURE.sub(lambda m: f"{m[1]}{{\n{lines}\n      }},\n{rest}", text, count=1)


def _one_line(name: str, value: dict[str, object]) -> str:
    return f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"


def stale(path: Path, *, write: bool) -> bool:
    """Return whether the signature in a schema's file is not what the settings are; written anew if asked.

    Args:
        path: `scores.schema.json`.
        write: whether to write it.
    """
    from presscheck.document.output import replacing

    text = path.read_text(encoding="utf-8")
    new = with_signature(text)
    if write and new != text:
        with replacing(path) as file:
            file.write(new)
    return new != text
