"""The JSON Schemas, and what they find wrong in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from presscheck.document import shipped, unknown_keys

DOCUMENT = "document.schema.json"
PREDICTION = "prediction.schema.json"
SCORES = "scores.schema.json"


def load(name: str) -> dict[str, Any]:
    """One schema as plain values.

    Args:
        name: its file in `schema/`.
    """
    found: dict[str, Any] = json.loads(shipped.schema(name).read_text(encoding="utf-8"))
    return found


def version() -> str:
    """The version of the document schema.

    >>> version()
    '1.1.0'
    """
    return str(load(DOCUMENT)["$id"]).rpartition(":")[2]


def broken(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Everything in which a value does not fit a schema: (JSON path, what is wrong and would be right).

    Args:
        value: plain values, as from `json.loads`.
        name: the schema's file in `schema/`.

    >>> [*broken({"id": "d", "mentons": []}, PREDICTION)]
    [('$', 'unknown key `mentons`; did you mean `mentions`?')]
    """
    said = (found for error in _validator(name).iter_errors(value) for found in _readable(error))
    yield from dict.fromkeys(said)


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(load(name))


_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "null": "null",
}


def _readable(error: Any) -> Iterator[tuple[str, str]]:
    path = "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path)
    say = _ALTERNATIVES.get(error.validator)
    if say is not None:
        yield from say(error, path)
    else:
        for message in _WORDING.get(error.validator, _as_is)(error):
            yield path, message


def _unknown_keys(error: Any) -> Iterator[str]:
    known = error.schema["properties"]
    for key in sorted(error.instance.keys() - known.keys()):
        yield unknown_keys.unknown_key(key, known)


def _wrong_type(error: Any) -> Iterator[str]:
    wanted = error.validator_value
    names = [_TYPES[t] for t in ([wanted] if isinstance(wanted, str) else wanted)]
    said = f"expected {' or '.join(names)}, got {_short(error.instance)}"
    bare = error.instance is None and error.absolute_path and error.absolute_path[-1] in ("start", "end")
    yield f"{said}; leave out `start` and `end` if there are none" if bare else said


def _missing_keys(error: Any) -> Iterator[str]:
    for key in error.validator_value:
        if key not in error.instance:
            yield f"the key `{key}` is missing"


def _less(error: Any) -> Iterator[str]:
    yield f"expected at least {error.validator_value}, got {_short(error.instance)}"


def _more(error: Any) -> Iterator[str]:
    yield f"expected at most {error.validator_value}, got {_short(error.instance)}"


def _not_listed(error: Any) -> Iterator[str]:
    names = [name for name in error.validator_value if name is not None]
    yield f"expected {unknown_keys.one_of(names, error.instance)}, got {_short(error.instance)}"


def _other_form(error: Any) -> Iterator[str]:
    if [*error.absolute_path] == ["schema_version"]:
        ours = f"expected a version from 1.0.0 to {version()}"
        yield f"{ours}, got {_short(error.instance)}; a newer file needs a newer presscheck"
        return
    yield f"{_short(error.instance)} does not have the form {error.validator_value}"


def _half_a_span(error: Any) -> Iterator[str]:  # noqa: ARG001 - one signature for all
    yield "a span needs both `start` and `end`, or neither and its `text`"


def _wrong_size(error: Any) -> Iterator[str]:
    n = len(error.instance)
    right = "a span is [start, end]" if "prefixItems" in error.schema else "expected at least one"
    yield f"{_short(error.instance)} has {n} item{'s' if n != 1 else ''}; {right}"


def _as_is(error: Any) -> Iterator[str]:
    yield error.message


def _any_of(error: Any, path: str) -> Iterator[tuple[str, str]]:
    """Of "this or null", what keeps it from being this; of two ways to say a thing, that neither is there."""
    if any(e.validator == "type" and e.validator_value == "null" for e in error.context):
        for other in _nearest_branch(error):
            yield from _readable(other)
    elif "content" in error.instance:
        yield f"{path}.content", "[] has 0 items; expected at least one, or else a `cue`"
    elif "text_sha256" in error.schema["properties"]:
        yield path, "the key `text` is missing"
    elif not error.instance.keys() & {"start", "end"} and error.instance.get("text") is None:
        yield path, "a span needs `start` and `end`, or `text` to look it up"


def _nearest_branch(error: Any) -> list[Any]:
    """Return the errors by the alternative whose type fits, or else by the first one."""
    branches: dict[int, list[Any]] = {}
    for other in error.context:
        branches.setdefault(other.schema_path[0], []).append(other)
    fitting = (b for b in branches.values() if all(e.path or e.validator != "type" for e in b))
    return next(fitting, branches[min(branches)])


_WORDING = {
    "additionalProperties": _unknown_keys,
    "type": _wrong_type,
    "required": _missing_keys,
    "minimum": _less,
    "maximum": _more,
    "enum": _not_listed,
    "pattern": _other_form,
    "dependentRequired": _half_a_span,
    "minItems": _wrong_size,
    "items": _wrong_size,
}
_ALTERNATIVES = {"anyOf": _any_of}


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}…"
