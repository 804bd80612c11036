"""The options that every scoring verb has: those of `presscheck.score`, by the same names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from presscheck.anchoring.anchor import MODES
from presscheck.measure.settings import CHOICES

Command = Callable[..., Any]


def _choice(name: str, says: str) -> Callable[[Command], Command]:
    choices = CHOICES[name]
    return click.option(
        f"--{name}", type=click.Choice(choices), default=choices[0], show_default=True, help=says
    )


OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option(
        "--gold",
        type=click.Path(),
        metavar="FILE",
        help="Gold corpus (JSONL); by default the shipped article.",
    ),
    click.option(
        "--measures",
        default="default",
        show_default=True,
        metavar="NAMES",
        help="default, all, or ids and layers joined by commas; `presscheck measures` lists them.",
    ),
    click.option(
        "--profile",
        metavar="NAME",
        help="Another scorer's published conventions in place of ours (`presscheck measures --profiles`).",
    ),
    _choice("missing", "A gold document without a prediction: an error, or counted as empty."),
    _choice(
        "repeats",
        "One span in two entities: an error, or only the one that begins first in the text.",
    ),
    _choice(
        "singletons",
        "Entities of a single mention: kept, or dropped on both sides before coreference "
        "(`--profile corefud` always drops them).",
    ),
    _choice("window", "What unattached event arguments (ai, ac) are compared within."),
    click.option(
        "--label-map",
        metavar="NAME|FILE",
        help="Entity labels to ours; by default the map that the prediction names.",
    ),
    click.option(
        "--anchor",
        type=click.Choice(MODES),
        help=f"How words without offsets are found in the text; by default {MODES[0]}.",
    ),
    click.option("--level", metavar="NAME", help="Score events at a mapped level: ace05, rich_ere or group."),
    click.option(
        "--redirects",
        type=click.Path(),
        metavar="FILE",
        help="Table of ids and their canonical ids, for links.",
    ),
    click.option(
        "--coref-align",
        type=click.Choice(["span"]),
        help="Align event mentions for event coreference by span alone; by default span and type.",
    ),
)


def scoring_options(command: Command) -> Command:
    """Add every option of `OPTIONS`; their values arrive as keywords for `presscheck.score`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
