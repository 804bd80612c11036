"""`presscheck pull`: what annotators made of it, from Label Studio or from a saved export."""

from __future__ import annotations

from typing import Literal

import click

from presscheck.cli.outputs import Output, Verb
from presscheck.cli.printing import echo, echo_documents, echo_line
from presscheck.document import jsonl
from presscheck.document.output import STANDARD_OUTPUT
from presscheck.formats.label_studio import exports, kept
from presscheck.text import table
from presscheck.verbs.pull import pull


@click.command("pull", cls=Verb)
@click.option("--project", metavar="TITLE", help="The project on the server.")
@click.option(
    "--from-file",
    "export",
    type=click.Path(),
    metavar="FILE",
    help="A saved export (format JSON) in place of the server.",
)
@click.option(
    "--annotator", metavar="EMAIL", help="Whose annotations, where a document has those of several people."
)
@click.option(
    "--keep",
    type=click.Choice(["offsets", "words"]),
    help="What to keep if the words of a region do not match its offsets; by default it is an error.",
)
@click.option(
    "-o", "--output", type=Output(), metavar="FILE", help="Where to write; by default standard output."
)
def command(
    project: str | None,
    export: str | None,
    *,
    annotator: str | None,
    keep: Literal["offsets", "words"] | None,
    output: str | None,
) -> None:
    """Pull annotated documents (JSONL) from a Label Studio project.

    Everything is checked, and nothing is written if anything is wrong. With
    --from-file neither the server nor its SDK is needed; else the address and
    the key are taken from LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY.
    """
    found = pull(project, from_file=export, annotator=annotator, keep=keep)
    for warning in found.warnings:
        echo_line(str(warning), err=True)
    documents = [one.document for one in found.pulled]
    if output is None:
        echo_documents(documents)
    else:
        jsonl.write(output, documents)
    header = ["document", "annotator", "mentions", "events", "quotes", "marked uses"]
    echo(table.render(header, map(_row, found.pulled)), err=output in (None, STANDARD_OUTPUT))
    started = [one.changes for one in found.pulled if one.changes is not None]
    if started:
        echo("\n" + kept.shown(kept.summed(started)), err=output in (None, STANDARD_OUTPUT))


def _row(one: exports.Pulled) -> list[str]:
    doc = one.document
    layers = (doc.mentions, doc.events, doc.quotes, doc.marked_uses)
    return [doc.id, one.annotator, *("–" if layer is None else str(len(layer)) for layer in layers)]
