"""Errors as text: the worst problems with examples, every error in a list, the confusion of types."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence

from presscheck.measure.error_record import ErrorRecord
from presscheck.scoring import problems
from presscheck.scoring.problems import PredictionErrors, Problem
from presscheck.text import table, wording
from presscheck.text.visible import visible

EXAMPLES = 3
"""Number of errors that are shown with a problem."""

TOP = 10
"""Number of problems that are shown."""

WIDTH = 110


def text(
    found: PredictionErrors,
    errors: list[ErrorRecord],
    *,
    top: int = TOP,
    each: bool = False,
    confusion: bool = False,
    compared: bool = True,
    width: int | None = None,
) -> str:
    """The errors that were asked for.

    Args:
        found: of a prediction.
        errors: those of them that are shown.
        top: number of problems.
        each: list every error instead of the worst problems.
        confusion: put the confusion of mention types first.
        compared: whether any layer was.
        width: of a terminal, in columns; None if nobody looks at one.
    """
    blocks = [_matrix(found.confusion)] if confusion else []
    if not errors:
        blocks.append("No errors." if compared else "Nothing was compared.")
    elif each:
        blocks.append(_list(errors, width))
    else:
        blocks.append(_worst(problems.problems(errors), top, width))
    return "\n\n".join(blocks)


def _list(errors: list[ErrorRecord], width: int | None) -> str:
    """Every error: a table, or on a terminal that is too narrow for it a paragraph each."""
    header, rows = rows_of(errors)
    whole = table.render(header, rows, left=5)
    if width is None or max(map(len, whole.splitlines())) <= width:
        return whole
    return "\n".join(
        line
        for *head, said in rows
        for line in (
            "  ".join(filter(None, head)),
            *textwrap.wrap(said, width, initial_indent="    ", subsequent_indent="    "),
        )
    )


def by_document(documents: Sequence[tuple[str, list[ErrorRecord]]]) -> str:
    """The documents that lose most, in a table.

    Args:
        documents: each with its errors.
    """
    rows = [[doc, str(len(found)), table.count(sum(e.cost for e in found))] for doc, found in documents]
    return table.render(["document", "errors", "cost"], rows)


def _worst(ranked: list[Problem], top: int, width: int | None) -> str:
    """The first problems, each with its first errors, and what is left over."""
    whole = sum(problem.cost for problem in ranked)
    several = len({error.doc for problem in ranked for error in problem.errors}) > 1
    blocks = []
    for number, problem in enumerate(ranked[:top], 1):
        share = f"{problem.cost / whole:.0%}" if whole else "–"
        times = f"{len(problem.errors)} error{'s' if len(problem.errors) != 1 else ''}"
        head = f"{number}. {problem.layer}: {problem.kind} {problem.group}".rstrip()
        lines = [f"{visible(head)} – {times}, cost {table.count(problem.cost)} ({share} of all)"]
        for error in problem.errors[:EXAMPLES]:
            lines += _example(error, problem.group, several, width)
        if len(problem.errors) > EXAMPLES:
            lines.append(f"     … and {len(problem.errors) - EXAMPLES} more")
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
    n = sum(len(problem.errors) for problem in ranked)
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


def rows_of(errors: list[ErrorRecord]) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the list; the document is named where there are several."""
    several = len({error.doc for error in errors}) > 1
    rows = []
    for error in errors:
        place = "–".join(map(str, error.place))
        place = f"{error.doc} {place}" if several else place
        rows.append([error.layer, error.kind, error.labels, place, _said(error)])
    return ["layer", "kind", "labels", "place", "context"], rows


def _matrix(cells: Counter[tuple[str, str]]) -> str:
    """Gold types down, predicted types across; the last column is missed, the last row spurious."""
    if not cells:
        return "No mentions to compare."
    kinds = sorted({kind for pair in cells for kind in pair if kind})
    header = ["gold \\ pred", *kinds, "missed"]
    rows = [[kind, *(str(cells[kind, other] or "·") for other in (*kinds, ""))] for kind in kinds]
    rows.append(["spurious", *(str(cells["", other] or "·") for other in kinds), ""])
    return table.render(header, rows)
