"""Paths of a field map that match nothing: an error if nothing is found, else a remark (internal)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from presscheck.formats.fieldmaps import model
from presscheck.formats.fieldmaps.model import Field, FieldMap, Lookup, Rule, rules
from presscheck.formats.fieldmaps.paths import Node, broken, container, select
from presscheck.formats.fieldmaps.records import counts, document_rule
from presscheck.formats.source import Source
from presscheck.text.nearest import nearest

_LAYERS = ("tokens", "mentions", "entities", "events", "quotes")
_LONGEST = 12


class _Miss(NamedTuple):
    """A path without a value in any document.

    Args:
        where: the layer, and the field in it.
        path: as the map has it.
        why: what the file has there.
        records: whether the layer has no record because of it.
    """

    where: str
    path: str
    why: str
    records: bool

    def __str__(self) -> str:
        return f"`{self.path}` ({self.where}) matches nothing: {self.why}"


def check(source: Source, fields: FieldMap, documents: Sequence[Node]) -> None:
    """Compare a map with a file, before it is read.

    Args:
        source: the file; gains a remark for each path of the user's own map that matches nothing.
        fields: the map.
        documents: what it found as documents.

    Raises:
        InvalidInputError: no layer of the map has a record because its paths match nothing.
    """
    pieces = document_rule(fields).pieces
    nodes = [at for node in documents for at in select(node, pieces)] if pieces else [*documents]
    if pieces and not nodes:
        source.fail(f"the field map finds nothing: {_missed('documents.pieces', pieces, documents)}")
    tried = [
        list(_layer(layer, rule, nodes))
        for layer in _LAYERS
        for rule in rules(getattr(fields, layer))
        if rule is not None and getattr(rule, "file", None) is None
    ]
    if tried and all(any(miss.records for miss in misses) for misses in tried):
        first = next(miss for misses in tried for miss in misses if miss.records)
        source.fail(f"the field map finds nothing: {first}; correct this path in the field map")
    if source.fields is not None and source.fields not in model.shipped():
        source.remarks += [f"field map: {miss}" for misses in tried for miss in misses]


def first_path(fields: FieldMap) -> str:
    """The first path of a map without documents that goes through a list; else that of the value."""
    paths = [rule.each for layer in _LAYERS for rule in rules(getattr(fields, layer)) if rule is not None]
    return next((path for path in paths if path.startswith("[]")), ".")


def nearest_keys(node: Node, path: str) -> str:
    """Say what a file has where a path ends too early."""
    stop = broken(node, path)
    if stop is None:
        return "it has no value there"
    at, step = stop
    where, value = (f"`{at}`" if at.place else "the file"), at.value
    if isinstance(value, list) and step.kind != "each":
        return f"{where} is a list; `[]` selects each of its items, such as `[].{step.name}`"
    if isinstance(value, list):
        return f"{where} is an empty list"
    if isinstance(value, dict) and step.kind == "key":
        keys = [str(key) for key in value]
        known = keys if len(keys) <= _LONGEST else [*keys[:_LONGEST], "…"]
        name = nearest(str(step.name), keys)
        has = f"{where} has {', '.join(known) or 'no keys'}"
        return f"{has}; {name}" if name.startswith("did") else has
    if isinstance(value, dict):
        return f"{where} is an object, not a list; `.*` selects each of its values"
    return f"{where} is {str(value)[:40]!r}"


def _missed(where: str, path: str, nodes: Sequence[Node], *, records: bool = True) -> _Miss:
    why = nearest_keys(nodes[0], path) if nodes else "there is no document"
    return _Miss(where, path, why, records)


def _layer(layer: str, rule: Rule, nodes: Sequence[Node]) -> Iterator[_Miss]:
    """The paths of one rule that match nothing."""
    records = [at for node in nodes for at in select(node, rule.each)]
    if not records:
        if not any(at.value in ([], {}) for node in nodes for at in select(node, container(rule.each))):
            yield _missed(layer, rule.each, nodes)
        return
    mine = [at for at in records if counts(at, rule)]
    if not mine:
        if rule.given is not None:
            yield _missed(f"{layer}.if", rule.given, records, records=False)
        return
    yield from _fields(layer, rule, mine)


def _fields(layer: str, rule: Rule, records: Sequence[Node]) -> Iterator[_Miss]:
    """The fields of a rule that no record has; without words and offsets there is no record."""
    vital = [name for name in _VITAL if getattr(rule, name, None) is not None]
    absent = dict(_absent(rule, records))
    gone = bool(vital) and all(name in absent for name in vital)
    for name, path in absent.items():
        yield _missed(f"{layer}.{name}", path, records, records=gone and name == vital[0])


_VITAL = ("id", "text", "start", "content", "cue")
"""Fields without which there is no record: at least one must have a value."""


def _absent(rule: Rule, records: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """The fields of a rule that have a path without a value, with the path."""
    for name in rule.__struct_fields__:
        value: Any = getattr(rule, name)
        if name in ("each", "given", "unless", "file", "keep", "tags"):
            continue
        if isinstance(value, list):
            value = value[0] if value else None
        path = (
            _absent_part(value, records) if isinstance(value, Rule) else _absent_path(_path(value), records)
        )
        if path is not None:
            yield name, path


def _absent_part(rule: Rule, records: Sequence[Node]) -> str | None:
    """The path of a rule inside a record that has no value: to its own records, or to their words."""
    if (each := _absent_path(rule.each, records)) is not None:
        return each
    inner = [at for record in records for at in select(record, rule.each)]
    paths = [path for field in (rule.text, rule.start) if (path := _path(field)) is not None]
    missing = [path for path in paths if _absent_path(path, inner) is not None]
    return missing[0] if inner and paths and len(missing) == len(paths) else None


def _absent_path(path: str | None, records: Sequence[Node]) -> str | None:
    return None if path is None or any(_has(at, path) for at in records) else path


def _path(value: Field | None) -> str | None:
    if isinstance(value, Lookup):
        return value.path or (value.join[0] if value.join else None)
    return value


def _has(node: Node, path: str) -> bool:
    """Return whether a path leads somewhere from a record, be it to an empty list."""
    short = container(path) if path.endswith(("[]", "*")) else path
    return any(next(select(node, one), None) is not None for one in (path, short))
