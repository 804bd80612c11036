"""`presscheck errors`: what went wrong, with its text; the worst problems first."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable
from typing import Any

import click

from presscheck.cli.jobs import jobs_option
from presscheck.cli.options import scoring_options
from presscheck.cli.outputs import Verb, format_option, output_option, say
from presscheck.cli.printing import echo_line
from presscheck.document import shipped
from presscheck.document.exceptions import UsageError
from presscheck.layers.error_lists import ERRORS, KINDS
from presscheck.measure.error_record import ErrorRecord
from presscheck.scoring import problems
from presscheck.scoring.problems import PredictionErrors, Problem
from presscheck.text import nearest, table
from presscheck.text.visible import visible

EXAMPLES = 3
"""Number of errors that are shown with a problem."""
WIDTH = 110
NARROWEST = 40
"""Columns below which lines are not broken any further."""


@click.command("errors", cls=Verb)
@click.argument("pred", type=click.Path(), metavar="PRED")
@scoring_options
@jobs_option
@click.option("--layer", "layers", multiple=True, metavar="NAME", help="Only this layer; may be repeated.")
@click.option("--kind", "kinds", multiple=True, metavar="NAME", help="Only this kind (missed, split, ...).")
@click.option("--type", "types", multiple=True, metavar="LABEL", help="Only this type, form, role or id.")
@click.option(
    "--top", type=click.IntRange(min=1), default=10, show_default=True, help="Number of problems to print."
)
@click.option(
    "--quoted",
    is_flag=True,
    help="Leave out errors in words outside quotation marks: for a system that takes direct speech.",
)
@click.option("--worst", type=click.IntRange(min=1), metavar="N", help="Only the N documents that lose most.")
@click.option("--list", "each", is_flag=True, help="List every error instead of the worst problems.")
@click.option("--confusion", is_flag=True, help="Print the confusion of mention types.")
@format_option(["table", "jsonl"])
@output_option
def command(pred: str, gold: str | None, form: str, output: str | None, **options: Any) -> None:
    r"""Show the errors in PRED: the worst problems, each with its cost and examples in context.

    A problem is a group of similar errors of one layer and kind: missed PER
    pronouns, ORG taken for GPE. Its cost is the number of lost items; an item
    with wrong boundaries or type is lost twice, as missed and as spurious.

    \b
        presscheck errors PRED                          the ten worst problems
        presscheck errors PRED --layer mentions --list  every error with mentions
        presscheck errors PRED --kind type --confusion  the confusion of types
        presscheck errors PRED --worst 3                the three documents that lose most
        presscheck errors PRED --layer quotes --quoted  the errors of a direct-speech system
        presscheck errors PRED --format jsonl           every error, for other tools
    """
    view = {name: options.pop(name) for name in ("top", "each", "confusion")}
    filters = {name: options.pop(name) for name in ("layers", "kinds", "types", "quoted")}
    worst = options.pop("worst")
    layers = filters["layers"] or tuple(ERRORS)
    _check("there is no layer", layers, ERRORS)
    _check("there is no kind", filters["kinds"], (kind for layer in layers for kind in KINDS[layer]))
    found = problems.find(shipped.gold(gold), pred, **options)
    errors = problems.chosen(found.errors, **filters)
    documents = problems.by_document(errors)
    if worst is not None:
        kept = {doc for doc, _ in documents[:worst]}
        errors = [error for error in errors if error.doc in kept]
    _check_labels(filters["types"], found.errors)
    if form == "jsonl":
        text = "\n".join(json.dumps(error.plain(), ensure_ascii=False) for error in errors)
    else:
        compared = any(layer not in found.skipped for layer in layers)
        text = _text(found, errors, **view, compared=compared, width=_width(output))
        if worst is not None and errors:
            text = f"{_by_document(documents[:worst])}\n\n{text}"
    say(text, output, form)
    for layer, why in found.skipped.items():
        echo_line(f"{layer}: {why}", err=True)


def _check(what: str, asked: Iterable[str], known: Iterable[str]) -> None:
    """A name that nothing has is a question put wrongly."""
    names = dict.fromkeys(known)
    for name in asked:
        if name not in names:
            raise UsageError(f"{what} {name!r}; {nearest.nearest(name, names)}")


def _check_labels(asked: Iterable[str], errors: Iterable[ErrorRecord]) -> None:
    """Labels may be any that occur; one of ours that no error has is fine too."""
    groups = ("entity_types", "forms", "event_types", "roles", "quote_types")
    ours = {label for group in groups for label in shipped.ontology()[group]}
    occurring = set[str]().union(*map(problems.labels, errors))
    _check("no error has the label", (name for name in asked if name not in ours), sorted(occurring))


def _text(
    found: PredictionErrors,
    errors: list[ErrorRecord],
    *,
    top: int,
    each: bool,
    confusion: bool,
    compared: bool,
    width: int | None,
) -> str:
    blocks = [_matrix(found.confusion)] if confusion else []
    if not errors:
        blocks.append("No errors." if compared else "Nothing was compared.")
    elif each:
        blocks.append(_list(errors, width))
    else:
        blocks.append(_worst(problems.problems(errors), top, width))
    return "\n\n".join(blocks)


def _width(output: str | None) -> int | None:
    """Return the width of lines: that of a terminal; None if nobody looks at one."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return None
    return max(NARROWEST, shutil.get_terminal_size().columns)


def _list(errors: list[ErrorRecord], width: int | None) -> str:
    """Every error: a table, or on a terminal that is too narrow for it a paragraph each."""
    header, rows = _rows(errors)
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


def _by_document(documents: list[tuple[str, list[ErrorRecord]]]) -> str:
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
    n = sum(len(problem.errors) for problem in ranked)
    left = f"; {len(rest)} smaller problems are not shown (--top)" if rest else ""
    counts = f"{n} error{'s' * (n != 1)} in {len(ranked)} problem{'s' * (len(ranked) != 1)}"
    blocks.append(f"{counts}{left}. Every error: --list, or --format jsonl.")
    return "\n\n".join(blocks)


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


def _rows(errors: list[ErrorRecord]) -> tuple[list[str], list[list[str]]]:
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
