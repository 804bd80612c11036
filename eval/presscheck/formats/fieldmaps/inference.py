"""Infer a field map from a JSON of records: by the usual spellings of keys, under any nesting."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from presscheck.formats.fieldmaps import spellings as keys
from presscheck.formats.fieldmaps.kinds import NESTED, SAYINGS, has_layers, is_record, key_step, kind, offsets
from presscheck.formats.fieldmaps.levels import level
from presscheck.formats.fieldmaps.model import Field, FieldMap, Lookup, TokenRule
from presscheck.formats.fieldmaps.sampled_rules import (
    RULES,
    Group,
    apart,
    by_itself,
    of_keys,
    token_rule,
    words_of,
)


def inferred(
    values: Iterable[Any], known: Collection[str] = (), *, plain_ids: bool = True
) -> FieldMap | None:
    """The field map that fits the values of a file; None if no record is seen in them.

    Args:
        values: of the file: one, or one a line.
        known: ids of documents that it may be about.
        plain_ids: whether `id` of a row may be its document's.

    >>> rule = inferred([{"entities": [{"name": "Oslo", "category": "GPE"}]}]).mentions[0]
    >>> rule.each, rule.text, rule.type
    ('entities[]', 'name', 'category')
    """
    at = level([*values], known, plain_ids=plain_ids)
    walk = _Walk()
    for value in at.documents:
        walk.value(value, "", None)
    if not walk.groups and walk.tokens is None:
        return None
    layers: dict[str, list[Any]] = {"mentions": [], "entities": [], "events": [], "quotes": []}
    walk.join()
    if any(_BY_TOKENS & one.keys() for one in at.documents if isinstance(one, dict)) and walk.bare():
        return None
    for group, records in walk.groups.items():
        layers[group.layer].append(RULES[group.layer](group, records))
    layers = apart(layers, walk.groups)
    layers["mentions"] = [by_itself(rule, walk.clusters.get(rule.each)) for rule in layers["mentions"]]
    whole: dict[str, Any] = {"tokens": walk.tokens, **layers}
    return FieldMap(name="inferred", unit="any", documents=at.rule, **whole)


def _below(path: str, step: str) -> str:
    return f"{path}.{step}" if path not in ("", ".") else step


_SPEAKING = (*keys.SPEAKERS, "name", "entity", "person")
_BY_TOKENS = {"tokens", "sentences", "words", "paragraphs"}
_QUOTE_TYPES = {"direct", "indirect", "mixed"}


def _key_label(value: dict[str, Any], layer: str | None) -> Field:
    """The label of records under keys: their type; of quotes, their speaker unless all keys are types."""
    types = layer == "quotes" and {*map(keys.plain, value)} <= _QUOTE_TYPES
    return Lookup(path="@key") if types else "@key"


class _Walk:
    """The records of some documents, grouped by where they stand."""

    def __init__(self) -> None:
        self.groups: dict[Group, list[Any]] = {}
        self.clusters: dict[str, str] = {}
        self.tokens: TokenRule | None = None

    def add(self, layer: str, each: str, records: Sequence[Any], label: Field | None = None) -> None:
        """Note records; none is a place where there could be some."""
        self.groups.setdefault(Group(layer, each, label), []).extend(records)

    def bare(self) -> bool:
        """Return whether records have offsets without words, so that nothing says what they count."""
        listed = [(group, one) for group, records in self.groups.items() for one in records]
        return any(
            group.label == "[2]" or (any(offsets([one]).values()) and words_of([one], keys.WORDS) is None)
            for group, one in listed
        )

    def join(self) -> None:
        """Put what stands under one label with what stands under any: a document may have only one."""
        for group in [*self.groups]:
            if isinstance(group.label, Lookup) and group.label.value is not None:
                end = f"{key_step(group.label.value)}[]"
                labels = group._replace(each=group.each.removesuffix(end) + "*[]", label="@key")
                if group.each.endswith(end) and labels in self.groups:
                    self.groups[labels] += self.groups.pop(group)

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
        if layer is None and (tokens := token_rule(each, items)) is not None:
            self.tokens = tokens
            return
        records = [one for one in items if isinstance(one, str) or is_record(one, layer)]
        if layer is None and not label:
            records = [one for one in records if not isinstance(one, str)]
        if records or (not items and (layer or label)):
            self.record(records, each, layer, label)
        pairs = [one for one in items if _is_pair(one)]
        if pairs and layer in (None, "mentions"):
            self.groups.setdefault(Group("mentions", each, "[1]"), []).extend(pairs)
        triples = [one for one in items if _is_triple(one)]
        if triples and layer in (None, "mentions"):
            self.groups.setdefault(Group("mentions", each, "[2]"), []).extend(triples)
        for one in items:
            if isinstance(one, dict) and not is_record(one, layer):
                self.mapping(one, each, layer)
            elif isinstance(one, list) and not _is_pair(one) and not _is_triple(one):
                self.items(one, each, layer)

    def record(self, records: list[Any], each: str, layer: str | None, label: Field | None = None) -> None:
        """Records at one path, each in its layer."""
        for own in ("mentions", "events", "quotes"):
            mine = [one for one in records if kind(one, layer) == own]
            if mine or (not records and (layer or "mentions") == own):
                self.add(own, each, mine, label)
        for one in records:
            if isinstance(one, dict) and kind(one, layer) == "mentions":
                self.cluster(one, each, label)
                self.sayings(one, each, words_of([one], keys.WORDS))
                for key in keys.spelt([one], NESTED, (list,)):
                    if keys.plain(key) not in SAYINGS:
                        self.items(one[key], _below(each, key_step(key)), "events")

    def cluster(self, one: dict[str, Any], each: str, label: Field | None) -> None:
        """An entity with its mentions; one without any is a mention by its own words."""
        inner = next(iter(keys.spelt([one], ("mentions",), (list,))), None)
        if inner is None:
            return
        self.clusters[each] = f"{key_step(inner)}[]"
        self.add("entities", each, [one], label)
        typed = of_keys([one], keys.TYPES)
        path = f"{_below(each, key_step(inner))}[]"
        self.add("mentions", path, one[inner], f"^.{typed}" if typed else label)

    def sayings(self, one: dict[str, Any], each: str, speaker: str | None) -> bool:
        """The quotes under their speaker, if there are some: `{"name": "Ann", "quotes": ["We go"]}`."""
        inner = keys.spelt([one], SAYINGS, (list,))
        for key in inner if speaker else ():
            self.items(one[key], _below(each, key_step(key)), "quotes", f"^.{speaker}")
        return bool(inner and speaker)

    def mapping(self, value: dict[str, Any], path: str, layer: str | None) -> None:
        """An object that is not a record: layers, labels, or more nesting."""
        if layer in (None, "mentions") and _types_by_words(value):
            self.add("mentions", _below(path, "*"), [], Lookup(path="."))
            return
        if layer in (None, "mentions") and _records_by_words(value):
            self.add("mentions", _below(path, "*"), [*value.values()])
            return
        said = bool(path) and self.sayings(value, path, of_keys([value], _SPEAKING, (str,)))
        labelled = layer is not None and all(_holds_records(inner) for inner in value.values())
        for key, inner in value.items():
            own = keys.CONTAINERS.get(keys.plain(key))
            step = _below(path, key_step(key))
            if (
                keys.plain(key) in keys.OTHER
                or (said and keys.plain(key) in SAYINGS)
                or (own is None and key in _entity_ids(value))
            ):
                continue
            if own == "mentions" and key in _entity_ids(value):
                self.add("entities", f"{step}[]", [one for one in inner if isinstance(one, dict)])
            elif own is not None:
                self.contained(inner, step, own)
            elif _holds_records(inner):
                by_key = labelled or _all_labels(value)
                at = _below(path, "*") if by_key else step
                label: Field = _key_label(value, layer) if by_key else Lookup(value=key)
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


def _holds_records(inner: Any) -> bool:
    """Return whether a value under a key that names no layer is a list of strings or of untyped records."""
    if not isinstance(inner, list) or not inner:
        return isinstance(inner, list)
    return all(
        isinstance(one, str)
        or (isinstance(one, dict) and keys.spelt([one], keys.WORDS, (str,)) and not has_layers(one, ""))
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


def _records_by_words(value: dict[str, Any]) -> bool:
    """Return whether an object has a record for each string: `{"Oslo": {"type": "GPE"}}`."""
    return bool(value) and all(
        isinstance(one, dict)
        and keys.spelt([one], keys.TYPES, (str,))
        and not keys.spelt([one], keys.WORDS, (str,))
        for one in value.values()
    )


def _is_pair(one: Any) -> bool:
    """Return whether a list is a string and its label."""
    return (
        isinstance(one, list)
        and len(one) == 2
        and all(isinstance(part, str) for part in one)
        and keys.plain(one[1]) in keys.known_labels()
    )


def _is_triple(one: Any) -> bool:
    """Return whether a list is two offsets and a label."""
    return isinstance(one, list) and len(one) == 3 and [type(part) for part in one] == [int, int, str]


def _entity_ids(value: dict[str, Any]) -> set[str]:
    """The key under which entities with ids stand beside mentions of them, as in our own schema."""
    entities = value.get("entities")
    beside = isinstance(value.get("mentions"), list)
    listed = isinstance(entities, list) and all(isinstance(one, dict) and "id" in one for one in entities)
    return {"entities"} if beside and listed else set()
