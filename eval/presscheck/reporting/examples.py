"""Examples from the gold, for guidelines and the card: quoted by their words, never typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache

import msgspec

from presscheck.document import jsonl, shipped
from presscheck.document.model import NOWHERE, Document
from presscheck.document.presence import without_unset
from presscheck.reporting import inline
from presscheck.reporting.inline import LAYERS, Layer, Piece
from presscheck.text.nearest import nearest
from presscheck.text.table import markdown


@cache
def _documents() -> tuple[Document, ...]:
    return tuple(map(without_unset, jsonl.read(shipped.gold("all"))))


def _holding(words: str) -> Document:
    """The one shipped document in which a passage stands once.

    Raises:
        ValueError: it stands nowhere, or more than once.
    """
    times = {doc.id: (doc.text or "").count(words) for doc in _documents()}
    if (total := sum(times.values())) != 1:
        raise ValueError(f"{words!r} occurs {total} times in the gold; quote words that occur once")
    return next(doc for doc in _documents() if times[doc.id])


def _with(name: str, what: str, names: Callable[[Document], Iterable[str | None]]) -> Document:
    """The first shipped document that has an entity or occurrence, the article before the companions.

    Raises:
        ValueError: none has it.
    """
    known = {found: doc for doc in reversed(_documents()) for found in names(doc) if found is not None}
    if name not in known:
        raise ValueError(f"the gold has no {what} {name!r}; {nearest(name, known)}")
    return known[name]


def example(layer: str, *passages: str) -> str:
    """Passages of the gold with one layer in brackets and its records below.

    Args:
        layer: one of `LAYERS`.
        passages: words that stand once in the article or the companions.

    Raises:
        ValueError: there is no such layer, or a passage does not stand there once.
    """
    return _fenced("\n\n".join("\n".join(_excerpt(layer, words)) for words in passages))


def brackets(layer: str, *passages: str) -> str:
    """Passages of the gold with one layer in brackets, one a line.

    Args:
        layer: one of `LAYERS`.
        passages: words that stand once in the article or the companions.

    Raises:
        ValueError: there is no such layer, or a passage does not stand there once.
    """
    return _fenced("\n".join(_excerpt(layer, words)[0] for words in passages))


def _excerpt(layer: str, words: str) -> list[str]:
    """The lines about one passage; the words alone if nothing is annotated there."""
    doc = _holding(words)
    return [*inline.excerpt(doc, _find(doc, words), [_layer(layer)])] or [words]


def chain(*entities: str) -> str:
    """Entities of the gold with everything that refers to them, one a line.

    Raises:
        ValueError: there is no such entity.
    """
    lines = []
    for name in entities:
        doc = _with(name, "entity", lambda doc: (entity.id for entity in doc.entities or ()))
        entity = next(entity for entity in doc.entities or () if entity.id == name)
        words = [(m.text or "").replace("\n", " ") for m in doc.mentions or () if m.entity == name]
        about = [entity.type, entity.name, entity.wikidata, entity.value]
        said = ", ".join(str(part) for part in about if isinstance(part, str))
        lines.append(f"{name} ({said}): {' · '.join(words)}")
    return _fenced("\n".join(lines))


def occurrence(*events: str) -> str:
    """Occurrences of the gold with their event mentions, one a line.

    Raises:
        ValueError: there is no such occurrence.
    """
    lines = []
    for name in events:
        doc = _with(name, "occurrence", lambda doc: (event.event for event in doc.events or ()))
        found = [e for e in doc.events or () if e.event == name]
        lines.append(f"{name}: {' · '.join(f'{e.text} ({e.type})' for e in found)}")
    return _fenced("\n".join(lines))


def record(layer: str, passage: str) -> str:
    """The records of one layer that begin in a passage, as they stand in the file.

    Raises:
        ValueError: there is no such layer, or the passage does not stand there once.
    """
    doc = _holding(passage)
    piece = _find(doc, passage)
    found = [r for r in getattr(doc, _layer(layer)) or () if piece.start <= _start(r) < piece.end]
    lines = [json.dumps(msgspec.to_builtins(r), ensure_ascii=False) for r in found]
    return "\n".join(["```json", *lines, "```"])


def _start(found: object) -> int:
    content = getattr(found, "content", None)
    start: int = content[0].start if content else getattr(found, "start", NOWHERE)
    return start


def _layer(name: str) -> Layer:
    for layer in LAYERS:
        if layer == name:
            return layer
    raise ValueError(f"there is no layer {name!r}; {nearest(name, LAYERS)}")


def _find(doc: Document, words: str) -> Piece:
    start = (doc.text or "").index(words)
    return Piece(0, 0, start, start + len(words))


def _fenced(body: str) -> str:
    return f"```text\n{body}\n```"


def labels(group: str) -> str:
    """A group of labels of the ontology with their definitions, as a table.

    Args:
        group: a key of the ontology, or of its `event_attributes`.

    Raises:
        ValueError: there is no such group.
    """
    ontology = shipped.ontology()
    groups = {**ontology, **ontology["event_attributes"]}
    found = groups.get(group)
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise ValueError(f"the ontology has no group of labels {group!r}")
    rows = [f"| `{label}` | {definition} |" for label, definition in found.items()]
    return "\n".join([f"| {group.replace('_', ' ')} | |", "| --- | --- |", *rows])


def inventory() -> str:
    """The event types with their definitions, roles and an example, as a table."""
    rows = []
    for name, kind in shipped.ontology()["event_types"].items():
        core = "" if kind["core"] else " (not core)"
        rows.append([f"`{name}`{core}", kind["definition"], ", ".join(kind["roles"]), kind["example"]])
    return markdown(["type", "definition", "roles", "example"], rows, left=4, written=True)


def mappings() -> str:
    """Return the counterparts of the event types in other schemes, as a table."""
    schemes = shipped.ontology()["mappings"]
    header = ["type", *schemes.values(), "note"]
    rows = []
    for name, kind in shipped.ontology()["event_types"].items():
        codes = [", ".join(f"`{code}`" for code in kind["mappings"][key]) or "–" for key in schemes]
        rows.append([f"`{name}`", *codes, kind["note"] or ""])
    return markdown(header, rows, left=len(header), written=True)


BLOCKS: dict[str, Callable[..., str]] = {
    "example": example,
    "brackets": brackets,
    "chain": chain,
    "occurrence": occurrence,
    "record": record,
    "labels": labels,
    "inventory": inventory,
    "mappings": mappings,
}
"""The blocks about the gold and the ontology."""
