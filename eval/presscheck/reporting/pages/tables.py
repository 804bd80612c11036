"""Tables of a report: documents, confusion, frequent misses and false alarms (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote_plus

from presscheck.document.folding import fold
from presscheck.layers import HEADLINES
from presscheck.reporting.pages.gathering import System
from presscheck.reporting.pages.views import Addresses, ErrorView
from presscheck.scoring import result_table
from presscheck.text import table

SHOWN = 10
"""Number of frequent misses and false alarms to list."""


class ContentsRow(NamedTuple):
    """One document in the table of contents.

    Args:
        number: of the document, from 1.
        id: its id.
        title: its title; may be empty.
        errors: how many.
        cost: of them.
        values: its headline F1 values, in the order of `columns`.
    """

    number: int
    id: str
    title: str
    errors: int
    cost: float
    values: list[str]


class MatrixCell(NamedTuple):
    """Count of a predicted type for a gold type, and the link to the first error among them."""

    times: int
    href: str
    query: str


class Matrix(NamedTuple):
    """Gold types down, predicted types across; the last column is missed, the last row spurious."""

    kinds: list[str]
    rows: list[tuple[str, list[MatrixCell]]]


class WordCount(NamedTuple):
    """Words that are often missed or often spurious."""

    words: str
    labels: str
    times: int
    errors: list[ErrorView]


def columns(system: System) -> list[str]:
    """The headline measures that every document has a value of."""
    rows = [row for row in system.result.attempted() if row.id in HEADLINES and row.count]
    return [row.id for row in rows if row.kind == "prf"]


def contents(system: System, errors: Sequence[ErrorView]) -> list[ContentsRow]:
    """Documents, the one that loses most first; ties in the order of the file."""
    times, cost = Counter(e.doc for e in errors), Counter[int]()
    for error in errors:
        cost[error.doc] += error.record.cost
    ratio = result_table.ratio_of(system.result)
    per_unit = {name: system.result.per_unit(name) for name in columns(system)}
    rows = [
        ContentsRow(
            n, doc.id, doc.title, times[n], cost[n], [ratio(c[n - 1].score().f1) for c in per_unit.values()]
        )
        for n, doc in enumerate(system.documents, 1)
    ]
    return sorted(rows, key=lambda row: (-row.cost, row.number))


def matrix(
    cells: Counter[tuple[str, str]], errors: Sequence[ErrorView], addresses: Addresses
) -> Matrix | None:
    """The confusion of mention types; None where nothing was compared."""
    if not cells:
        return None
    first: dict[tuple[str, str], ErrorView] = {}
    for error in errors:
        if error.record.layer == "mentions":
            sides = error.record.gold, error.record.pred
            gold, pred = ((side.label or "?") if side else "" for side in sides)
            first.setdefault((gold, pred), error)
    kinds = sorted({kind for pair in cells for kind in pair if kind})

    def cell(gold: str, pred: str) -> MatrixCell:
        error = first.get((gold, pred))
        href = addresses.error(error.doc, error.number) if error else ""
        return MatrixCell(cells[gold, pred], href, _query(gold, pred))

    rows = [(kind, [cell(kind, other) for other in (*kinds, "")]) for kind in kinds]
    rows.append(("spurious", [cell("", other) for other in kinds]))
    return Matrix(kinds, rows)


def _query(gold: str, pred: str) -> str:
    """The filter that shows a cell's errors, as it stands in an address."""
    if not gold or not pred:
        return f"layer=mentions&kind={'missed' if gold else 'spurious'}&type={quote_plus(gold or pred)}"
    if gold == pred:
        return f"layer=mentions&kind=boundary&type={quote_plus(gold)}"
    return f"layer=mentions&pair={quote_plus(f'{gold} > {pred}')}"


def frequent(errors: Sequence[ErrorView], kind: str) -> list[WordCount]:
    """The words that most errors of a kind are about; only what comes twice or more often.

    Args:
        errors: any errors.
        kind: "missed" or "spurious".
    """
    groups: dict[tuple[str, str], list[ErrorView]] = {}
    for error in errors:
        if error.record.layer == "mentions" and error.record.kind == kind:
            key = fold(" ".join(error.record.words.split())).text, error.record.labels
            groups.setdefault(key, []).append(error)
    often = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    found = [
        WordCount(" ".join(members[0].record.words.split()), labels, len(members), members)
        for (_, labels), members in often
    ]
    return [row for row in found if row.times > 1][:SHOWN]


def cost(value: float) -> str:
    """A cost as it is printed."""
    return table.count(value)
