"""Errors as text: the worst problems with examples, every error in a list, the confusion of types."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from presscheck.measure.error_record import ErrorRecord
from presscheck.scoring import problems
from presscheck.scoring.problems import DocumentErrors, LoggedErrors, PredictionErrors, Problem
from presscheck.text import table, wording
from presscheck.text.visible import visible

EXAMPLES = 3
"""Number of errors that are shown with a problem."""

TOP = 10
"""Number of problems that are shown."""

WIDTH = 110


def text(
    found: PredictionErrors | LoggedErrors,
    errors: Iterable[ErrorRecord],
    *,
    top: int = TOP,
    each: bool = False,
    confusion: bool = False,
    compared: bool = True,
    width: int | None = None,
) -> Iterator[str]:
    """The lines about the errors that were asked for.

    Args:
        found: of a prediction.
        errors: those of them that are shown; they are gone through more than once.
        top: number of problems.
        each: list every error instead of the worst problems.
        confusion: put the confusion of mention types first.
        compared: whether any layer was.
        width: of a terminal, in columns; None if nobody looks at one.
    """
    if confusion:
        yield from (_matrix(found.confusion), "")
    if next(iter(errors), None) is None:
        yield "No errors." if compared else "Nothing was compared."
    elif each:
        yield from _list(errors, width)
    else:
        yield _worst(errors, top, width)


def _list(errors: Iterable[ErrorRecord], width: int | None) -> Iterator[str]:
    """Every error: a table, or on a terminal that is too narrow for it a paragraph each."""
    header, rows = rows_of(errors)
    if width is None or all(len(line) <= width for line in table.lines(header, rows, left=5)):
        yield from table.lines(header, rows, left=5)
        return
    for *head, said in rows:
        yield "  ".join(filter(None, head))
        yield from textwrap.wrap(said, width, initial_indent="    ", subsequent_indent="    ")


def by_document(documents: Sequence[DocumentErrors]) -> str:
    """The documents that lose most, in a table.

    Args:
        documents: the worst first.
    """
    rows = [[document.doc, str(document.size), table.count(document.cost)] for document in documents]
    return table.render(["document", "errors", "cost"], rows)


def _worst(errors: Iterable[ErrorRecord], top: int, width: int | None) -> str:
    """The first problems, each with its first errors, and what is left over."""
    ranked = problems.problems(errors, top, EXAMPLES)
    whole = sum(problem.cost for problem in ranked)
    several = _several(errors)
    blocks = []
    for number, problem in enumerate(ranked[:top], 1):
        share = f"{problem.cost / whole:.0%}" if whole else "–"
        times = f"{problem.size} error{'s' if problem.size != 1 else ''}"
        head = f"{number}. {problem.layer}: {problem.kind} {problem.group}".rstrip()
        lines = [f"{visible(head)} – {times}, cost {table.count(problem.cost)} ({share} of all)"]
        for error in problem.errors:
            lines += _example(error, problem.group, several, width)
        if problem.size > EXAMPLES:
            lines.append(f"     … and {problem.size - EXAMPLES} more")
        blocks.append("\n".join(lines))
    rest = ranked[top:]
    more = wording.either(" (--top)", "")
    left = f"; {len(rest)} smaller problems are not shown{more}" if rest else ""
    every = wording.either("--list, or --format jsonl", "`errors`, or `to_pandas()`")
    blocks.append(f"{counts(ranked)}{left}. Every error: {every}.")
    return "\n\n".join(blocks)


def counts(ranked: Sequence[Problem]) -> str:
    """Say how many errors and problems there are.

    >>> counts([])
    '0 errors in 0 problems'
    """
    n = sum(problem.size for problem in ranked)
    return f"{n} error{'s' * (n != 1)} in {len(ranked)} problem{'s' * (len(ranked) != 1)}"


def _example(error: ErrorRecord, group: str, several: bool, width: int | None) -> list[str]:
    """One error below its problem: its document among several, labels that the problem lacks, the words."""
    doc = f"{error.doc}: " if several else ""
    labels = "" if error.labels in group else f"{error.labels}: "
    return textwrap.wrap(
        visible(doc + labels + _said(error)),
        min(width or WIDTH, WIDTH),
        initial_indent="   - ",
        subsequent_indent="     ",
    )


def _said(error: ErrorRecord) -> str:
    return " — ".join(part for part in (error.context or error.words, error.says) if part)


def rows_of(errors: Iterable[ErrorRecord]) -> tuple[list[str], Rows]:
    """Header and rows of the list; the document is named where there are several.

    Args:
        errors: they are gone through as often as the rows are.
    """
    return ["layer", "kind", "labels", "place", "context"], Rows(errors)


class Rows:
    """The rows of a list of errors, made when one goes through them."""

    def __init__(self, errors: Iterable[ErrorRecord]) -> None:
        self._errors, self._several = errors, _several(errors)

    def __iter__(self) -> Iterator[list[str]]:
        for error in self._errors:
            place = "–".join(map(str, error.place))
            place = f"{error.doc} {place}" if self._several else place
            yield [error.layer, error.kind, error.labels, place, _said(error)]


def _several(errors: Iterable[ErrorRecord]) -> bool:
    """Return whether the errors are those of several documents."""
    docs = (error.doc for error in errors)
    first = next(docs, None)
    return any(doc != first for doc in docs)


def _matrix(cells: Counter[tuple[str, str]]) -> str:
    """Gold types down, predicted types across; the last column is missed, the last row spurious."""
    if not cells:
        return "No mentions to compare."
    kinds = sorted({kind for pair in cells for kind in pair if kind})
    header = ["gold \\ pred", *kinds, "missed"]
    rows = [[kind, *(str(cells[kind, other] or "·") for other in (*kinds, ""))] for kind in kinds]
    rows.append(["spurious", *(str(cells["", other] or "·") for other in kinds), ""])
    return table.render(header, rows)
