"""Infer a field map from a JSON of records: by the usual spellings of keys, under any nesting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from presscheck.formats.fieldmaps import spellings as keys
from presscheck.formats.fieldmaps.model import DocumentRule, Field, FieldMap, Lookup
from presscheck.formats.fieldmaps.sampled_rules import RULES, Group, key_step, of_keys


def inferred(values: Iterable[Any]) -> FieldMap | None:
    """The field map that fits documents; None if no record is seen in them.

    Args:
        values: what stands in the file for each document.

    >>> rule = inferred([{"entities": [{"name": "Oslo", "category": "GPE"}]}]).mentions[0]
    >>> rule.each, rule.text, rule.type
    ('entities[]', 'name', 'category')
    """
    walk = _Walk()
    documents = list(values)
    for value in documents:
        walk.value(value, "", None)
    if not walk.groups:
        return None
    found: dict[str, Any] = {"mentions": [], "entities": [], "events": [], "quotes": []}
    for group, records in walk.groups.items():
        found[group.layer].append(RULES[group.layer](group, records))
    wholes = [value for value in documents if isinstance(value, dict) and not is_record(value, None)]
    rule = DocumentRule(id=of_keys(wholes, keys.IDS), text=of_keys(wholes, keys.TEXTS, (str,)))
    return FieldMap(name="inferred", unit="any", documents=rule if rule != DocumentRule() else None, **found)


def _below(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


class _Walk:
    """The records of some documents, grouped by where they stand."""

    def __init__(self) -> None:
        self.groups: dict[Group, list[Any]] = {}

    def add(self, layer: str, each: str, records: Sequence[Any], label: Field | None = None) -> None:
        """Note records; none is a place where there could be some."""
        self.groups.setdefault(Group(layer, each, label), []).extend(records)

    def value(self, value: Any, path: str, layer: str | None) -> None:
        """See what a value holds, under a key that names a layer or not."""
        if isinstance(value, list):
            self.items(value, path, layer)
        elif isinstance(value, dict) and is_record(value, layer):
            self.record([value], path or ".", layer)
        elif isinstance(value, dict):
            self.mapping(value, path, layer)

    def items(self, items: list[Any], path: str, layer: str | None, label: Field | None = None) -> None:
        """A list: records of one layer, or what holds some."""
        each = f"{path}[]"
        records = [one for one in items if isinstance(one, str) or is_record(one, layer)]
        if layer is None and not label:
            records = [one for one in records if not isinstance(one, str)]
        if records or (not items and (layer or label)):
            self.record(records, each, layer, label)
        pairs = [one for one in items if _is_pair(one)]
        if pairs and layer in (None, "mentions"):
            self.groups.setdefault(Group("mentions", each, "[1]"), []).extend(pairs)
        for one in items:
            if isinstance(one, dict) and not is_record(one, layer):
                self.mapping(one, each, layer)
            elif isinstance(one, list) and not _is_pair(one):
                self.items(one, each, layer)

    def record(self, records: list[Any], each: str, layer: str | None, label: Field | None = None) -> None:
        """Records at one path, each in its layer."""
        for kind in ("mentions", "events", "quotes"):
            mine = [one for one in records if _kind(one, layer) == kind]
            if mine or (not records and (layer or "mentions") == kind):
                self.add(kind, each, mine, label)
        for one in records:
            inner = next(iter(keys.spelt([one], ("mentions",), (list,))), None)
            if inner and _kind(one, layer) == "mentions" and isinstance(one, dict):
                self.groups.pop(Group("mentions", each, label), None)
                self.add("entities", each, [one], label)
                typed = of_keys([one], keys.TYPES)
                self.add(
                    "mentions",
                    f"{_below(each, key_step(inner))}[]",
                    one[inner],
                    f"^.{typed}" if typed else label,
                )

    def mapping(self, value: dict[str, Any], path: str, layer: str | None) -> None:
        """An object that is not a record: layers, labels, or more nesting."""
        if layer in (None, "mentions") and _types_by_words(value):
            self.add("mentions", _below(path, "*"), [], Lookup(path="."))
            return
        labelled = layer is not None and all(_holds_records(inner) for inner in value.values())
        for key, inner in value.items():
            own = keys.CONTAINERS.get(keys.plain(key))
            step = _below(path, key_step(key))
            if keys.plain(key) in keys.OTHER or (own is None and key in _entity_ids(value)):
                continue
            if own == "mentions" and key in _entity_ids(value):
                self.add("entities", f"{step}[]", [one for one in inner if isinstance(one, dict)])
            elif own is not None:
                self.contained(inner, step, own)
            elif _holds_records(inner):
                by_key = labelled or _all_labels(value)
                at = _below(path, "*") if by_key else step
                label: Field = "@key" if by_key else Lookup(value=key)
                self.labelled(inner, at, layer, label)
            else:
                self.value(inner, step, layer)

    def contained(self, inner: Any, path: str, layer: str) -> None:
        """Return the records under a key that names a layer."""
        if isinstance(inner, dict) and not inner:
            self.add(layer, f"{path}.*[]", [], "@key")
        else:
            self.value(inner, path, layer)

    def labelled(self, inner: Any, path: str, layer: str | None, label: Field) -> None:
        """Strings or records under a key that is their type."""
        if isinstance(inner, str):
            self.add(layer or "mentions", path, [inner], label)
        elif any(isinstance(one, dict) and keys.spelt([one], keys.TYPES) for one in inner):
            self.items(inner, path, layer)
        else:
            self.record(
                [one for one in inner if isinstance(one, str | dict)], f"{path}[]", layer or "mentions", label
            )


def _kind(record: Any, layer: str | None) -> str | None:
    """The layer of a record, by its keys and by what stands around it."""
    if not isinstance(record, dict):
        return layer if isinstance(record, str) else None
    if keys.spelt([record], keys.TRIGGERS, (str, dict)):
        return "events"
    said = keys.spelt([record], keys.QUOTES, (str, list, dict))
    if layer == "quotes" or (
        layer is None and said and keys.spelt([record], (*keys.SPEAKERS, *keys.CUES, "source"), (str, dict))
    ):
        return "quotes"
    if layer is None and said and keys.plain(said[0]) in ("quote", "quotation"):
        return "quotes"
    return layer or "mentions"


def is_record(value: Any, layer: str | None) -> bool:
    """Return whether an object is a record and not what holds records."""
    if not isinstance(value, dict):
        return False
    kind = _kind(value, layer)
    if kind == "events":
        return bool(keys.spelt([value], (*keys.TRIGGERS, *keys.WORDS), (str, dict))) and not _has_layers(
            value, "arguments"
        )
    if kind == "quotes":
        return bool(keys.spelt([value], (*keys.QUOTES, *keys.WORDS), (str, list, dict))) and not _has_layers(
            value, ""
        )
    words = keys.spelt([value], keys.WORDS, (str,))
    typed = keys.spelt([value], (*keys.TYPES, *keys.STARTS), (str, int))
    return bool(words) and (layer == "mentions" or bool(typed)) and not _has_layers(value, "mentions")


def _has_layers(value: dict[str, Any], but: str) -> bool:
    """Return whether layers stand under keys of an object, other than those that belong to a record."""
    return any(
        keys.plain(key) in keys.CONTAINERS
        and keys.plain(key) != but
        and isinstance(inner, list | dict)
        and keys.plain(key) not in ("quote", "event", "entity")
        for key, inner in value.items()
    )


def _holds_records(inner: Any) -> bool:
    """Return whether a value under a key that names no layer is a list of strings or of untyped records."""
    if not isinstance(inner, list) or not inner:
        return isinstance(inner, list)
    return all(
        isinstance(one, str)
        or (isinstance(one, dict) and keys.spelt([one], keys.WORDS, (str,)) and not _has_layers(one, ""))
        for one in inner
    )


def _all_labels(value: dict[str, Any]) -> bool:
    """Return whether every key of an object is a label with its strings."""
    return len(value) > 1 and all(
        _holds_records(inner) and keys.plain(key) not in keys.CONTAINERS and keys.plain(key) not in keys.OTHER
        for key, inner in value.items()
    )


def _types_by_words(value: dict[str, Any]) -> bool:
    """Return whether an object has a label for each string: `{"Oslo": "GPE"}`."""
    return bool(value) and all(
        isinstance(one, str) and keys.plain(one) in keys.known_labels() for one in value.values()
    )


def _is_pair(one: Any) -> bool:
    """Return whether a list is a string and its label."""
    return (
        isinstance(one, list)
        and len(one) == 2
        and all(isinstance(part, str) for part in one)
        and keys.plain(one[1]) in keys.known_labels()
    )


def _entity_ids(value: dict[str, Any]) -> set[str]:
    """The key under which entities with ids stand beside mentions of them, as in our own schema."""
    entities = value.get("entities")
    beside = isinstance(value.get("mentions"), list)
    listed = isinstance(entities, list) and all(isinstance(one, dict) and "id" in one for one in entities)
    return {"entities"} if beside and listed else set()
