"""TSV of neleval: document, start, end (included), id of a knowledge base or NIL, score, type.

Offsets are taken as code points. An id is read as a link as it stands; one
that begins with NIL is an entity without a link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from presscheck.document.model import ABSENT, Document, Entity, Mention
from presscheck.document.output import replacing
from presscheck.document.presence import without_unset
from presscheck.formats import chains, losses
from presscheck.formats.laid import confidence, decimal
from presscheck.formats.source import Source

HOLDS = {"mentions": ("type", "entity", "confidence"), "entities": ("wikidata",)}
NIL = "NIL"
LEAST, WHOLE = 4, 6
"""Columns of a line: at least, and with score and type."""


class _Row(NamedTuple):
    """A line: one mention.

    Args:
        number: of the line, from 1.
        document: its id.
        start: first code point.
        end: code point after the last.
        name: of the entity; empty if there is none.
        score: 0 to 1, or None.
        kind: the type, or None.
    """

    number: int
    document: str
    start: int
    end: int
    name: str
    score: float | None
    kind: str | None


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Tabs, with two numbers after the first, and a score or nothing in the fifth column."""
    rows = [line.split("\t") for line in begin.split("\n")[:20] if line.strip()]
    if rows and all(len(row) >= LEAST and row[1].isdigit() and row[2].isdigit() for row in rows):
        yield "two numbers after the first tab of each line"
        if all(
            len(row) > LEAST and (not row[LEAST].strip() or _number(row[LEAST]) is not None) for row in rows
        ):
            yield "scores in the fifth column"


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and the entities that they are linked to.

    Raises:
        InvalidInputError: a line is not a mention; says which.
    """
    documents: dict[str, list[_Row]] = {}
    for number, line in enumerate(source.content().split("\n"), 1):
        if line.strip():
            row = _row(source, line.rstrip("\r").split("\t"), number)
            documents.setdefault(row.document, []).append(row)
    if not documents:
        source.fail("no mention in the file; expected document, start, end, id, score and type in columns", 1)
    yield from (_document(source, name, rows) for name, rows in documents.items())


def _row(source: Source, cells: list[str], number: int) -> _Row:
    first, last = (decimal(cell.strip()) for cell in [*cells, "", ""][1:3])
    if len(cells) < LEAST or first is None or last is None:
        source.fail("expected document, start, end, id, score and type, parted by tabs", number)
    start, end = first, last + 1
    if start >= end:
        source.fail(f"start {start} and end {end - 1}; expected the last character inside as end", number)
    losses.count_records(source.notes, "alternative links left out", cells[WHOLE::3])
    name, score, kind = (*(cell.strip() for cell in cells[3:WHOLE]), "", "")[:3]
    return _Row(number, cells[0], start, end, name, confidence(_number(score)), kind or None)


def _document(source: Source, name: str, rows: list[_Row]) -> Document:
    text = source.texts.get(name)
    mentions = [
        Mention(
            start=row.start,
            end=row.end,
            text=ABSENT if text is None else text[row.start : row.end],
            type=row.kind or ABSENT,
            entity=row.name or None,
            confidence=ABSENT if row.score is None else row.score,
        )
        for row in rows
    ]
    kept = chains.admissible(mentions, source.notes)
    return Document(id=name, mentions=kept, entities=[_linked(entity) for entity in chains.entities(kept)])


def _linked(entity: Entity) -> Entity:
    link = None if entity.id.startswith(NIL) else entity.id
    return Entity(id=entity.id, type=entity.type, wikidata=link)


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """A mention a line; entities without a link are numbered NIL in their document."""
    lines = [line for doc in documents for line in _lines(without_unset(doc), lost)]
    with replacing(path) as file:
        file.write("".join(f"{line}\n" for line in lines))


def _lines(doc: Document, lost: Counter[str]) -> Iterator[str]:
    losses.count(doc, HOLDS, lost)
    links = {entity.id: entity.wikidata for entity in doc.entities or ()}
    numbers = {
        entity: f"{NIL}{number:04}" for number, entity in enumerate(dict.fromkeys(_unlinked(doc, links)), 1)
    }
    alone = len(numbers)
    name = "_".join(doc.id.split("\t"))
    if name != doc.id:
        lost["ids of documents that had to be written with _"] += 1
    for mention in losses.trimmed(doc, lost):
        link: Any = links.get(mention.entity or "")
        if not link and mention.entity is None:
            alone += 1
            lost["mentions without an entity, written as NIL of their own"] += 1
        shown = link or numbers.get(mention.entity or "") or f"{NIL}{alone:04}"
        sure = mention.confidence if isinstance(mention.confidence, int | float) else 1.0
        kind = losses.label(mention.type, "-.:/ ", lost)
        yield "\t".join((name, str(mention.start), str(mention.end - 1), str(shown), str(sure), kind))


def _unlinked(doc: Document, links: dict[str, Any]) -> Iterator[str]:
    """The entities of mentions that have no link."""
    yield from (m.entity for m in doc.mentions or () if m.entity is not None and not links.get(m.entity))
