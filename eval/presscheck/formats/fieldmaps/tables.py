"""Tables (CSV, TSV) as lists of objects."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

TABLES = {".csv": ",", ".tsv": "\t"}
"""Suffixes of tables, and what most often parts their columns."""


def table_rows(content: str, suffix: str) -> Iterator[dict[str, str]]:
    """The rows of a table by the names in its header; `;`, `|` and tabs part columns as well."""
    header = content.split("\n", 1)[0]
    delimiter = max((TABLES[suffix], ",", ";", "\t", "|"), key=header.count)
    for row in csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter):
        yield {key: value for key, value in row.items() if isinstance(key, str) and isinstance(value, str)}
