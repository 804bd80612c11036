"""The documents of a file, by the usual spellings of keys: a list, an object by id, or rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from presscheck.formats.fieldmaps import spellings as keys
from presscheck.formats.fieldmaps.kinds import has_layers, is_record, key_step
from presscheck.formats.fieldmaps.model import DocumentRule
from presscheck.formats.fieldmaps.sampled_rules import of_keys

_RECORD_ID = re.compile(
    r"(?:[TEMRAQS]|ent|entity|mention|span|ann|annotation|event|ev|quote|cluster|id|row|m|e|q)?[-_:]?\d+"
    r"|[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}",
    re.IGNORECASE,
)
"""Ids that tools and models give to records; a number alone is one only if every record has another."""
_DEEPEST = 3


class Level(NamedTuple):
    """The documents of a file.

    Args:
        rule: where they stand; None where each value is one.
        documents: what stands in each, without what is the document's own.
    """

    rule: DocumentRule | None
    documents: list[Any]


def level(values: Sequence[Any], known: Collection[str] = (), *, plain_ids: bool = True) -> Level:
    """The documents of some values.

    Args:
        values: of a file: one, or one a line.
        known: ids of documents that it may be about.
        plain_ids: whether records of a list may have the document's id under `id`.
    """
    if (pieces := _pieces(values)) is not None:
        return pieces
    for path, found in _lists(values):
        rows = _rows(path, found, known, plain_ids=plain_ids and path == "[]")
        if rows is not None:
            return rows
        if path != "[]" and any(_own(value) for value in values):
            break
        key = path.removesuffix("[]").rsplit(".", 1)[-1]
        if keys.plain(key) not in keys.CONTAINERS and _are_documents(found):
            rule = DocumentRule(
                each=path, id=of_keys(found, keys.IDS), text=of_keys(found, keys.TEXTS, (str,))
            )
            return Level(rule, found)
    for path, found in _objects(values):
        if _by_id(found, known):
            inside = [one for some in found for one in some.values()]
            return Level(DocumentRule(each=path, id="@key", text=of_keys(inside, keys.TEXTS, (str,))), inside)
    wholes = [value for value in values if isinstance(value, dict) and not is_record(value, None)]
    rule = DocumentRule(id=of_keys(wholes, keys.IDS), text=of_keys(wholes, keys.TEXTS, (str,)))
    return Level(rule if rule != DocumentRule() else None, [*values])


def _pieces(values: Sequence[Any]) -> Level | None:
    """Documents as lists of sentences with a text and records each; None if they are something else."""
    if len(values) == 1 and isinstance(values[0], list):
        inside = values[0]
        if any(_own(one) for one in inside) or not _are_pieces(inside):
            return None
        return Level(DocumentRule(pieces="[]", text=of_keys(inside, keys.PIECE_TEXTS, (str,))), inside)
    wholes = [value for value in values if isinstance(value, dict)]
    for key in keys.spelt(wholes, keys.PIECES, (list,)) if len(wholes) == len(values) else ():
        inside = [one for whole in wholes for one in whole.get(key) or ()]
        if _are_pieces(inside):
            text = of_keys([*wholes, *inside], keys.PIECE_TEXTS, (str,))
            rule = DocumentRule(id=of_keys(wholes, keys.IDS), text=text, pieces=f"{key_step(key)}[]")
            return Level(rule, inside)
    return None


def _are_pieces(items: Sequence[Any]) -> bool:
    """Return whether items are objects with a text and lists, no records themselves."""
    return bool(items) and all(
        isinstance(one, dict)
        and bool(keys.spelt([one], keys.PIECE_TEXTS, (str,)))
        and not is_record(one, None)
        and any(isinstance(inner, list) for inner in one.values())
        for one in items
    )


def _lists(values: Sequence[Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The lists of objects that all values have at one path, and their objects, the outermost first."""
    paths: dict[str, list[dict[str, Any]]] = {}
    for value in values:
        for path, items in _listed(value, "", _DEEPEST):
            paths.setdefault(path, []).extend(items)
    yield from paths.items()


def _listed(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if isinstance(value, list):
        if value and all(isinstance(one, dict) for one in value):
            yield f"{path}[]", value
    elif isinstance(value, dict) and depth:
        for key, inner in value.items():
            if keys.plain(key) not in keys.OTHER:
                yield from _listed(inner, f"{path}.{key_step(key)}" if path else key_step(key), depth - 1)


def _own(value: Any) -> bool:
    """Return whether a value is a document itself: it has an id or a text."""
    return isinstance(value, dict) and bool(
        keys.spelt([value], keys.IDS) or keys.spelt([value], keys.TEXTS, (str,))
    )


def _are_documents(items: Sequence[dict[str, Any]]) -> bool:
    """Return whether objects hold records, and have an id or a text each."""
    return bool(items) and all(
        _own(one)
        and not is_record(one, None)
        and any(isinstance(inner, list | dict) for inner in one.values())
        for one in items
    )


def _objects(values: Sequence[Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The values as objects, and the objects under their only key."""
    wholes = [value for value in values if isinstance(value, dict)]
    if not wholes or len(wholes) < len(values):
        return
    yield "*", wholes
    (key, *others) = dict.fromkeys(key for whole in wholes for key in whole) or [""]
    inner = [whole[key] for whole in wholes if isinstance(whole.get(key), dict)]
    if not others and len(inner) == len(wholes) and keys.plain(key) not in keys.OTHER:
        yield f"{key_step(key)}.*", inner


def _by_id(objects: Sequence[dict[str, Any]], known: Collection[str]) -> bool:
    """Return whether the keys of objects are ids of documents: the values are alike and hold records."""
    names = [key for one in objects for key in one]
    inside = [value for one in objects for value in one.values()]
    if not names or {keys.plain(name) for name in names} & ({*keys.CONTAINERS} | keys.OTHER):
        return False
    if all(name in known for name in names):
        return True
    lists = all(isinstance(value, list) and value and all(map(_typed, value)) for value in inside)
    if lists:
        return len(names) > 1 and all(any(sign.isdigit() for sign in name) for name in names)
    if not all(isinstance(one, dict) and not is_record(one, None) for one in inside):
        return False
    holds = all(map(has_layers, inside)) or _same_labels(inside)
    return holds and (len(names) > 1 or any(_own(one) for one in inside))


def _same_labels(inside: Sequence[dict[str, Any]]) -> bool:
    """Return whether objects have lists of strings or records under labels, and share a label."""
    labels = [label for one in inside for label in one]
    lists = [value for one in inside for value in one.values()]
    return len(set(labels)) < len(labels) and all(
        isinstance(value, list) and all(isinstance(one, str | dict) for one in value) for value in lists
    )


def _typed(one: Any) -> bool:
    return is_record(one, None) and bool(keys.spelt([one], keys.TYPES, (str,)))


def _rows(path: str, items: list[dict[str, Any]], known: Collection[str], *, plain_ids: bool) -> Level | None:
    """Records of several documents in one list; None if no column names a document or is its text."""
    if not items or not all(is_row(one) for one in items):
        return None
    text = _text(items)
    column = _column(items, known, plain_ids=plain_ids, taken=text)
    group = column or text
    if group is None or not all(isinstance(one.get(group), str | int | None) for one in items):
        return None
    own = {group, text}
    rows = [{key: value for key, value in one.items() if key not in own} for one in items]
    by: dict[Any, list[dict[str, Any]]] = {}
    for row, one in zip(rows, items, strict=True):
        by.setdefault(one.get(group), []).append(row)
    return Level(
        DocumentRule(
            each=path,
            group=key_step(group),
            id=f"[].{key_step(column)}" if column else None,
            text=f"[].{key_step(text)}" if text else None,
        ),
        [*by.values()],
    )


def is_row(one: Any) -> bool:
    """Return whether an object is one record, or one token with its tag."""
    return is_record(one, None) or bool(
        keys.spelt([one], keys.TOKENS, (str,)) and keys.spelt([one], keys.TAGS, (str,))
    )


def _column(
    items: Sequence[dict[str, Any]], known: Collection[str], *, plain_ids: bool, taken: str | None
) -> str | None:
    """The key of records that names their document."""
    for key in keys.spelt(items, keys.DOCUMENTS, (str, int)):
        if key != taken:
            return key
    for key in keys.spelt(items, ("id",), (str, int)):
        names = [str(one.get(key, "")).strip() for one in items]
        if all(name in known for name in names) or (plain_ids and not _number_records(names)):
            return key
    return None


def _number_records(names: Sequence[str]) -> bool:
    """Return whether ids are those of records: as tools give them, and numbers only if all are different.

    >>> _number_records(["1", "2", "3"]), _number_records(["1", "1", "2"]), _number_records(["T1", "T2"])
    (True, False, True)
    >>> _number_records(["oslo", "rome"]), _number_records(["doc1", "doc2"])
    (False, False)
    """
    if not all(_RECORD_ID.fullmatch(name) for name in names):
        return False
    return len(set(names)) == len(names) or not all(name.isdecimal() for name in names)


def _text(items: Sequence[dict[str, Any]]) -> str | None:
    """The key of records under which the text of their document is: it contains other words of each."""
    for key in keys.spelt(items, keys.TEXTS, (str,)):
        if all(_contains_others(one, key) for one in items):
            return key
    return None


def _contains_others(one: dict[str, Any], key: str) -> bool:
    text = one.get(key)
    names = (*keys.WORDS, *keys.QUOTES, *keys.TRIGGERS)
    others = [one[other] for other in keys.spelt([one], names, (str,)) if other != key]
    inside = isinstance(text, str) and any(
        other.strip() and other in text and other != text for other in others
    )
    return inside or (isinstance(text, str) and not others and _offsets_inside(one, text))


def _offsets_inside(one: dict[str, Any], text: str) -> bool:
    """Return whether offsets without words are places in a text, and not those of the whole."""
    ends = [str(one[key]) for key in keys.spelt([one], keys.ENDS, (int, str))]
    starts = [str(one[key]) for key in keys.spelt([one], keys.STARTS, (int, str))]
    if not (ends and starts and ends[0].isdecimal() and starts[0].isdecimal()):
        return False
    return int(ends[0]) - int(starts[0]) + 1 < len(text) and int(ends[0]) <= len(text)
