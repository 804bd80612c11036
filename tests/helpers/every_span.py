"""A document with a record in every place where the structs of the model have one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from presscheck.document.model import Document, Record, Span

TEXT = "Oslo met Rome, and Rome met Oslo."
_NEEDED = {"id": "d", "role": "Place", "use": "term", "start": 0, "end": 4, "text": "Oslo"}


def plain(*, pieces: bool, kind: type[Record] = Document) -> dict[str, Any]:
    """A record as JSON, with every field filled that holds records.

    Args:
        pieces: whether a phrase is a list of two spans, in place of one span.
        kind: which record; a document has `TEXT`.
    """
    value = {k: v for k, v in _NEEDED.items() if k in kind.__struct_fields__}
    for name, hint in get_type_hints(kind).items():
        inner = _record(hint)
        if inner is not None:
            one = plain(pieces=pieces, kind=inner)
            two = [one, {**one, "start": 28, "end": 32}]
            either = get_origin(hint) is not list and Span in get_args(hint)
            value[name] = (two if pieces else one) if either else two[:1]
    return value | ({"text": TEXT} if kind is Document else {})


def paths(value: Any, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object with offsets in a JSON value, with its path."""
    if isinstance(value, dict):
        if "start" in value:
            yield path, value
        for key, part in value.items():
            yield from paths(part, f"{path}.{key}")
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from paths(part, f"{path}[{i}]")


def fields() -> Iterator[tuple[type[Record], str, type[Record]]]:
    """Every field of a record that holds records: the record's kind, the field, the kind that it holds."""
    waiting: list[type[Record]] = [Document]
    for kind in waiting:
        for field in msgspec.structs.fields(kind):
            inner = _record(get_type_hints(kind)[field.name])
            if inner is not None:
                yield kind, field.name, inner
                if inner not in waiting:
                    waiting.append(inner)


def _kinds(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _kinds(part)


def _record(hint: Any) -> type[Record] | None:
    kinds = (k for k in _kinds(hint) if isinstance(k, type) and issubclass(k, Record))
    return next(kinds, None)
