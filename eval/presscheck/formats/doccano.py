"""doccano: JSONL (or JSON) of texts with labelled spans, of old and new versions, with relations or without.

Spans are `label`, `labels` or `entities`, as triples or as objects, or the old
`annotations` with numbers for labels, which `label_config.json` beside the file
names. Relations called COREF (or the like) make entities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from presscheck.document import jsonl
from presscheck.document.model import ABSENT, Document, Mention
from presscheck.document.presence import without_unset
from presscheck.formats import chains, losses
from presscheck.formats.laid import Where, span
from presscheck.formats.source import Source, field, optional, records

HOLDS = {"mentions": ("type", "entity")}
SPANS = ("entities", "label", "labels", "annotations")
"""Keys that hold the spans, of which a document has one."""
TEXT = ("text", "data")
KEYS = frozenset([*SPANS, *TEXT, "id", "meta", "Comments", "comments", "relations", "annotation_approver"])
"""Keys of a document."""
_OLD = ("start_offset", "end_offset")


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Spans as triples of two numbers and a label or by `start_offset`, and no key that doccano has not."""
    rows = [row for row in records(begin) if any(isinstance(row.get(key), str) for key in TEXT)]
    lists = [row[key] for row in rows for key in SPANS if isinstance(row.get(key), list)]
    if not lists or not all(_is_span(one) for spans in lists for one in spans):
        return
    if any(lists):
        yield "spans of two numbers and a label" if isinstance(_first_of(lists), list) else "`start_offset`"
    elif all("label" in row for row in rows):
        yield "`label` that is a list"
    if any("Comments" in row for row in rows):
        yield "`Comments`"
    elif all(row.keys() <= KEYS for row in rows):
        yield "no key but doccano's"


def _first_of(lists: Iterable[list[Any]]) -> Any:
    return next(one for spans in lists for one in spans)


def _is_span(value: Any) -> bool:
    if isinstance(value, dict):
        return all(key in value for key in _OLD)
    return (
        isinstance(value, list)
        and [type(part) for part in value[:2]] == [int, int]
        and len(value) == len(("start", "end", "label"))
    )


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions, and entities where relations of coreference are.

    Raises:
        InvalidInputError: not doccano's JSON; says where.
    """
    names = _label_names(source)
    values = [(line, path, one) for line, value in source.values() for path, one in _each(value)]
    related = any(_is_coref(one) for _, _, value in values for one in _listed(value, "relations"))
    for number, (line, path, value) in enumerate(values, 1):
        yield _document(source, value, names, number, line, path, related=related)


def _is_coref(relation: Any) -> bool:
    return isinstance(relation, dict) and str(relation.get("type")).upper() in chains.COREF


def _each(value: Any) -> list[tuple[str, Any]]:
    return [(f"$[{i}]", one) for i, one in enumerate(value)] if isinstance(value, list) else [("$", value)]


def _label_names(source: Source) -> dict[int, str]:
    """Number -> label, if the file that doccano exports labels to is beside."""
    path = source.path.parent / "label_config.json"
    if not path.is_file():
        return {}
    beside = Source(path, {}, source.notes)
    listed = [one for _, value in beside.values() for _, one in _each(value)]
    return {
        field(beside, one, "id", int, 1, f"$[{i}]"): field(beside, one, "text", str, 1, f"$[{i}]")
        for i, one in enumerate(listed)
        if isinstance(one, dict) and "id" in one
    }


def _document(
    source: Source, value: Any, names: Mapping[int, str], number: int, line: int, path: str, *, related: bool
) -> Document:
    """A document; its mentions say which entity they are if any relation is coreference."""
    key = "data" if isinstance(value, dict) and "text" not in value and "data" in value else "text"
    text = field(source, value, key, str, line, path)
    holder = next((name for name in SPANS if isinstance(value.get(name), list)), "label")
    spans = field(source, value, holder, list, line, path)
    entity_of = _entities(source, value, line, path) if related else None
    mentions = [
        _mention(Where(source, line, f"{path}.{holder}[{i}]"), one, text, names, entity_of)
        for i, one in enumerate(spans)
    ]
    if not related:
        losses.count_records(source.notes, "relations left out", _listed(value, "relations"))
    losses.count_records(source.notes, "comments left out", _listed(value, "Comments", "comments"))
    mentions = chains.admissible(mentions, source.notes)
    return Document(
        id=chains.document_id(source, value.get("id"), text, number),
        text=text,
        mentions=mentions,
        entities=chains.entities(mentions) if related else ABSENT,
    )


def _listed(value: Any, *keys: str) -> list[Any]:
    if not isinstance(value, dict):
        return []
    return [one for key in keys if isinstance(value.get(key), list) for one in value[key]]


def _entities(source: Source, value: Mapping[str, Any], line: int, path: str) -> dict[int, str]:
    """Id of a span -> its entity, by relations of coreference; other relations are counted."""
    pairs = []
    for i, relation in enumerate(optional(source, value, "relations", list, line, path)):
        where = f"{path}.relations[{i}]"
        ends = [field(source, relation, key, int, line, where) for key in ("from_id", "to_id")]
        if _is_coref(relation):
            pairs.append((ends[0], ends[1]))
        else:
            source.notes["relations left out"] += 1
    return chains.clusters(pairs)


def _mention(
    where: Where, value: Any, text: str, names: Mapping[int, str], entity_of: Mapping[int, str] | None
) -> Mention:
    if isinstance(value, dict):
        start, end, label = value.get("start_offset"), value.get("end_offset"), value.get("label")
    elif isinstance(value, list) and len(value) >= len(("start", "end", "label")):
        start, end, label = value[:3]
    else:
        where.fail("expected [start, end, label], or an object with `start_offset`")
    entity: Any = ABSENT
    if entity_of is not None:
        identifier = value.get("id") if isinstance(value, dict) else None
        entity = entity_of.get(identifier) if isinstance(identifier, int) else None
    place = span(where, text, start, end, None)
    return Mention(**place, type=_label(where, label, names), entity=entity)


def _label(where: Where, label: object, names: Mapping[int, str]) -> str:
    if isinstance(label, str):
        return label
    if not isinstance(label, int):
        where.fail(f"`label` is {label!r}; expected a string, or a number of old versions")
    if label not in names:
        where.source.notes[
            "labels that are numbers (`label_config.json` beside the file would name them)"
        ] += 1
    return names.get(label, str(label))


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """One text a line: triples, or entities and relations if any two mentions are one entity."""
    whole = [without_unset(doc) for doc in documents]
    related = any(max(_sizes(doc).values(), default=0) > 1 for doc in whole)
    jsonl.write_rows(path, [_row(doc, lost, related=related) for doc in whole])


def _sizes(doc: Document) -> Counter[str]:
    return Counter(m.entity for m in doc.mentions or () if m.entity is not None)


def _row(doc: Document, lost: Counter[str], *, related: bool) -> dict[str, Any]:
    losses.count(doc, HOLDS, lost)
    mentions = losses.trimmed(doc, lost)
    chains.count_alone(mentions, lost)
    labels = [_written(m.type, lost) for m in mentions]
    if not related:
        triples = [[m.start, m.end, label] for m, label in zip(mentions, labels, strict=True)]
        return {"id": doc.id, "text": doc.text, "label": triples, "Comments": []}
    spans = [
        {"id": i, "label": label, "start_offset": m.start, "end_offset": m.end}
        for i, (m, label) in enumerate(zip(mentions, labels, strict=True))
    ]
    return {
        "id": doc.id,
        "text": doc.text,
        "entities": spans,
        "relations": _relations(mentions),
        "Comments": [],
    }


def _relations(mentions: list[Mention]) -> list[dict[str, Any]]:
    """Each mention of an entity with the one before it."""
    last: dict[str, int] = {}
    made: list[dict[str, Any]] = []
    for i, mention in enumerate(mentions):
        if mention.entity is None:
            continue
        if mention.entity in last:
            made.append({"id": len(made), "from_id": i, "to_id": last[mention.entity], "type": "COREF"})
        last[mention.entity] = i
    return made


def _written(kind: str | None, lost: Counter[str]) -> str:
    if kind is None:
        lost["mentions without a type, written as Mention"] += 1
    return kind or "Mention"
