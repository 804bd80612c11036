"""`presscheck adjudicate`: two passes and a log of decisions in, gold out."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from presscheck import adjudicate, jsonl
from presscheck.model import Document, UsageError
from presscheck.studio import decide


@click.command("adjudicate")
@click.argument("a", type=click.Path(), metavar="A")
@click.argument("b", type=click.Path(), metavar="B")
@click.option(
    "-o", "--output", type=click.Path(), required=True, metavar="FILE", help="The gold that is written."
)
@click.option(
    "--log",
    type=click.Path(),
    metavar="FILE",
    help="The decision records; by default adjudication.jsonl beside the gold.",
)
@click.option(
    "--settled",
    type=click.Path(),
    metavar="FILE",
    help="Take every decision from this adjudicated pass, for example one pulled from Label Studio.",
)
@click.pass_context
def command(ctx: click.Context, a: str, b: str, output: str, log: str | None, settled: str | None) -> None:
    """Make gold from the annotation passes A and B.

    What both agree on is taken. Every disagreement becomes a record in the log;
    set its "decision" to "a", "b", "neither" or "gold" (your own item under
    "gold"), give the "reason", and run this again: gold is written when nothing
    is open. A record about an item on which both agree amends it.
    """
    path = Path(log) if log is not None else Path(output).parent / "adjudication.jsonl"
    old = list(adjudicate.decisions(jsonl.rows(path))) if path.exists() else []
    passes = [{doc.id: doc for doc in jsonl.read(file)} for file in (a, b)]
    if passes[0].keys() != passes[1].keys():
        odd = sorted(passes[0].keys() ^ passes[1].keys())
        raise UsageError(f"{a} and {b} do not hold the same documents: {', '.join(odd)}")
    third = {doc.id: doc for doc in jsonl.read(settled)} if settled is not None else {}
    if settled is not None and third.keys() != passes[0].keys():
        odd = sorted(passes[0].keys() ^ third.keys())
        raise UsageError(f"{settled} does not hold the documents of {a}: {', '.join(odd)}")
    gold: list[Document] = []
    records: list[adjudicate.Decision] = []
    for name, ours in passes[0].items():
        theirs = passes[1][name]
        known = old
        if settled is not None:
            known = decide.decided(ours, theirs, third[name], old, f"as adjudicated in {settled}")
        document, decided = adjudicate.settled(ours, theirs, known)
        records += decided
        gold += [document] if document else []
    jsonl.write_rows(path, map(msgspec.to_builtins, records))
    waiting = sum(record.decision is None for record in records)
    if waiting:
        click.echo(
            f'{waiting} of {len(records)} decisions are open: set "decision" in {path} and run this again.\n'
            f"{output} was not written.",
            err=True,
        )
        ctx.exit(1)
    jsonl.write(output, gold)
    click.echo(
        f"{output}: {len(gold)} document{'s' if len(gold) != 1 else ''}, {len(records)} decisions applied."
    )
