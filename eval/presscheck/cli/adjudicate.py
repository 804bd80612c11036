"""`presscheck adjudicate`: two passes and a log of decisions in, gold out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from presscheck.annotation.adjudication import Decision
from presscheck.cli.outputs import Gold, Output, Verb, texts_option
from presscheck.cli.printing import echo, echo_line
from presscheck.document import jsonl
from presscheck.document.output import STANDARD_OUTPUT
from presscheck.validation import file
from presscheck.verbs.adjudicate import adjudicate


@click.command("adjudicate", cls=Verb)
@click.argument("a", type=Gold(), metavar="A")
@click.argument("b", type=Gold(), metavar="B")
@click.option(
    "-o", "--output", type=Output(), required=True, metavar="FILE", help="The gold that is written."
)
@click.option(
    "--log",
    type=Output(),
    metavar="FILE",
    help="The decision records; by default adjudication.jsonl beside the gold.",
)
@click.option(
    "--settled",
    type=Gold(),
    metavar="FILE",
    help="Take every decision from this adjudicated pass, for example one pulled from Label Studio.",
)
@texts_option
@click.pass_context
def command(ctx: click.Context, a: str, b: str, output: str, log: str | None, settled: str | None) -> None:
    """Make gold from the annotation passes A and B.

    What both agree on is taken. Every disagreement becomes a record in the log;
    set its "decision" to "a", "b", "neither" or "gold" (your own item under
    "gold"), give the "reason", and run this again: gold is written when nothing
    is open. A record about an item on which both agree amends it.
    """
    path = Path(log) if log is not None else Path(output).parent / "adjudication.jsonl"
    gold, records = adjudicate(a, b, path if path.exists() else (), settled=settled)
    jsonl.write_rows(path, map(msgspec.to_builtins, records))
    waiting = sum(record.decision is None for record in records)
    if waiting:
        echo(
            f'{waiting} of {len(records)} decisions are open: set "decision" in {path} and run this again.\n'
            f"{output} was not written.",
            err=True,
        )
        ctx.exit(1)
    jsonl.write(output, gold)
    echo(
        f"{output}: {len(gold)} document{'s' if len(gold) != 1 else ''}, {len(records)} decisions applied.",
        err=output == STANDARD_OUTPUT,
    )
    _doubts(output, records)


def _doubts(output: str, records: Sequence[Decision]) -> None:
    """Yield points for the adjudicator to check: decisions without a reason, or that do not fit together."""
    if silent := sum(not record.reason for record in records):
        echo_line(f'{silent} of {len(records)} decisions give no "reason".', err=True)
    if found := file.check_file(output, "shipped").findings:
        how_many = f"{len(found)} finding{'s' if len(found) != 1 else ''}"
        echo_line(f"The gold has {how_many}: `presscheck validate --strict {output}` lists them.", err=True)
