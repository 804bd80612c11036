"""`presscheck errors`: what went wrong, with its text; the worst problems first."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import click

from presscheck.cli.jobs import jobs_option
from presscheck.cli.options import scoring_options
from presscheck.cli.outputs import Verb, format_option, output_option, say_lines
from presscheck.cli.printing import echo_line
from presscheck.document import shipped
from presscheck.document.exceptions import UsageError
from presscheck.layers.error_lists import ERRORS, KINDS
from presscheck.measure.error_record import ErrorRecord
from presscheck.reporting import errors as errors_text
from presscheck.scoring import problems
from presscheck.scoring.error_log import Errors
from presscheck.text import nearest

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
    "--top",
    type=click.IntRange(min=1),
    default=errors_text.TOP,
    show_default=True,
    help="Number of problems to print.",
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
    found = problems.logged(shipped.gold(gold), pred, **options)
    errors = problems.chosen(found.errors, **filters)
    _check_labels(filters["types"], found.errors)
    documents = problems.by_document(errors)[:worst] if worst is not None else []
    kept = {document.doc for document in documents}
    shown = errors if worst is None else Errors(lambda: (error for error in errors if error.doc in kept))
    if form == "jsonl":
        say_lines((json.dumps(error.plain(), ensure_ascii=False) for error in shown), output, form)
    else:
        compared = any(layer not in found.skipped for layer in layers)
        head = [errors_text.by_document(documents), ""] if documents else []
        text = errors_text.text(found, shown, **view, compared=compared, width=_width(output))
        say_lines(chain(head, text), output)
    for layer, why in found.skipped.items():
        echo_line(f"{layer}: {why}", err=True)


def _check(what: str, asked: Iterable[str], known: Iterable[str]) -> None:
    """A name that nothing has is a question put wrongly."""
    names = dict.fromkeys(known)
    for name in asked:
        if name not in names:
            raise UsageError(f"{what} {name!r}; {nearest.nearest(name, names)}")


def _check_labels(asked: Sequence[str], errors: Iterable[ErrorRecord]) -> None:
    """Labels may be any that occur; one of ours that no error has is fine too."""
    if not asked:
        return
    groups = ("entity_types", "forms", "event_types", "roles", "quote_types")
    ours = {label for group in groups for label in shipped.ontology()[group]}
    occurring = set[str]().union(*map(problems.labels, errors))
    _check("no error has the label", (name for name in asked if name not in ours), sorted(occurring))


def _width(output: str | None) -> int | None:
    """Return the width of lines: that of a terminal; None if nobody looks at one."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return None
    return max(NARROWEST, shutil.get_terminal_size().columns)
