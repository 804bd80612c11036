"""Any JSON, JSONL or CSV of one's own, by a field map: paths to our fields (`--fields NAME|FILE`).

Without a map the usual spellings of keys are looked for; what was understood
is printed as a field map, to be saved, edited and given back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from presscheck.document.model import Document
from presscheck.formats.fieldmaps import model
from presscheck.formats.fieldmaps.application import Root, documents
from presscheck.formats.fieldmaps.inference import inferred
from presscheck.formats.fieldmaps.levels import is_row
from presscheck.formats.fieldmaps.model import EventRule, FieldMap, MentionRule, rules
from presscheck.formats.fieldmaps.paths import Node, select
from presscheck.formats.fieldmaps.tables import TABLES, table_rows
from presscheck.formats.fieldmaps.values import opened
from presscheck.formats.source import Source, parsed_head, records
from presscheck.text import wording

_BY_TOKENS = frozenset(["tokens", "sentences", "words", "paragraphs"])
"""Keys of files whose offsets count tokens: a field map must say so."""

_LOOK = 20
"""Rows of a table that are looked at to tell its format."""


def signs(path: Path, begin: str) -> Iterator[str]:
    """The signs of the shipped map that this file is told by; none without one."""
    name = told(path, begin)
    if name is not None:
        yield from signs_of(model.load(name), path, begin)


def told(path: Path, begin: str) -> str | None:
    """The shipped map whose signs a file has; None if there is none, or several have as many."""
    counts = {name: len(list(signs_of(model.load(name), path, begin))) for name in model.shipped()}
    best = max(counts.values())
    names = [name for name, count in counts.items() if count == best]
    return names[0] if best > 1 and len(names) == 1 else None


def guessed(begin: str, suffix: str = "") -> Iterator[str]:
    """The signs of a JSON of one's own: records by the usual spellings of keys, and a text for them."""
    table = [*islice(table_rows(begin, suffix), _LOOK)] if suffix in TABLES else None
    rows = [row for row in (records(begin) if table is None else table) if not _BY_TOKENS & row.keys()]
    fields = inferred([rows] if rows and all(map(is_row, rows)) else rows)
    if fields is None or not any(map(_is_told, (*rules(fields.mentions), *rules(fields.events)))):
        return
    yield "records under the usual names"
    if fields.documents is not None:
        yield f"their {'document' if fields.documents.text is None else 'text'} beside them"


def _is_told(rule: MentionRule | EventRule) -> bool:
    """Return whether records have a type and a place, or words that are not the document's."""
    own = isinstance(rule.type, str)  # not the key under which bare strings stand
    return own and rule.each != "." and (rule.text is not None or rule.start is not None)


def signs_of(fields: FieldMap, path: Path, begin: str) -> Iterator[str]:
    """The signs of a map that a file has, in words."""
    if fields.suffix is not None and path.name.endswith(fields.suffix):
        yield f"a name that ends in `{fields.suffix}`"
    value = next(iter(table_rows(begin, path.suffix)), None) if path.suffix in TABLES else parsed_head(begin)
    if path.suffix in TABLES:
        value = [] if value is None else [value]
    for sign in fields.signs:
        if next(select(Node(value, ()), sign), None) is not None:
            yield f"`{sign}`"


def read(source: Source) -> Iterator[Document]:
    """The documents that the map finds.

    Raises:
        InvalidInputError: the file is not what the map says, or without a map says nothing that is known.
        UsageError: there is no such map, or documents without ids and another number of texts.
    """
    roots = [Root(line, value) for line, value in _values(source)]
    yield from documents(source, fields_of(source, roots), roots)


def fields_of(source: Source, roots: Sequence[Root], *, plain_ids: bool = True) -> FieldMap:
    """The map of a source: the one that was named, else what its values seem to mean.

    Args:
        source: the file; gains the map as a remark.
        roots: its values.
        plain_ids: whether `id` of a row may be its document's.

    Raises:
        InvalidInputError: nothing is seen in them.
    """
    if source.fields is not None:
        return model.load(source.fields)
    if source.path.suffix in TABLES:
        fields = _of_table(roots, source)
    else:
        lines = len(roots) > 1 and all(is_row(root.value) for root in roots)
        values = [root.value for root in roots]
        fields = inferred([values] if lines else values, source.texts, plain_ids=plain_ids)
    if fields is None:
        source.fail(
            f"it contains no record that can be recognised; expected {_expected(source)}; "
            f"a field map ({wording.option('fields', 'FILE')}) gives the places of records"
        )
    source.remarks.append(f"understood as the field map {model.written(fields)}")
    if fields.documents is None and plain_ids and _numbered(roots):
        source.remarks.append(
            "`id` is read as the number of a record; if it is a document's, give back the map with "
            '"documents": {"each": "[]", "group": "id", "id": "[].id"}'
        )
    return fields


def _numbered(roots: Sequence[Root]) -> bool:
    """Return whether all values are records with an `id`."""
    rows = [row for root in roots for row in (root.value if isinstance(root.value, list) else [root.value])]
    return len(rows) > 1 and all(is_row(row) and "id" in row for row in rows)


def _expected(source: Source) -> str:
    """Records that are recognised, and the map that reads others, for messages."""
    if source.path.suffix in TABLES:
        return f"columns such as `doc_id`, `text` and `type`; {model.OF_TABLE}"
    return f'{{"entities": [{{"text": "Oslo", "type": "GPE"}}]}} or {{"GPE": ["Oslo"]}}; {model.FORM}'


def _of_table(roots: Sequence[Root], source: Source) -> FieldMap | None:
    """The map of a table; its cells may contain JSON or Python's lists."""
    plain = [root.value for root in roots]
    whole = opened(plain)
    fields = inferred(whole, source.texts)
    return msgspec.structs.replace(fields, literals=True) if fields and whole != plain else fields


def _values(source: Source) -> list[tuple[int, Any]]:
    """The values of a file: a table is one list of rows."""
    if source.path.suffix in TABLES:
        rows = list(table_rows(source.content(), source.path.suffix))
        if not rows:
            source.fail("a table without rows; expected a header and a row a line")
        return [(1, rows)]
    return source.values()
