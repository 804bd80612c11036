"""`presscheck push`: documents or predictions to Label Studio, as pre-annotation."""

from __future__ import annotations

import click

from presscheck.annotation.label_studio import client, differences, push, sources
from presscheck.cli.outputs import Gold, Verb, texts_option
from presscheck.cli.printing import echo, echo_line
from presscheck.cli.progress import counting
from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import inventory
from presscheck.text import table


@click.command("push", cls=Verb)
@click.argument("files", type=click.Path(), nargs=-1, required=True, metavar="[NAME=]FILE...")
@click.option("--project", required=True, metavar="TITLE", help="The project; it is made if it is not there.")
@click.option(
    "--gold", type=Gold(), metavar="FILE", help="Texts for predictions; by default the shipped article."
)
@texts_option
@click.option(
    "--label-map",
    metavar="NAME|FILE",
    help="Entity labels to ours; by default the map that the prediction names.",
)
@click.option(
    "--adjudicate",
    "both",
    is_flag=True,
    help="The FILES are two annotation passes: push both, and what they agree on as third and first shown.",
)
@click.option(
    "--blank",
    is_flag=True,
    help="The texts alone: people begin with an empty sheet, whatever FILES annotate.",
)
@click.option(
    "--labels", type=click.Path(), metavar="FILE", help="An inventory of your own in place of the ontology."
)
@click.option(
    "--guidelines",
    metavar="URL",
    help="Where the folder schema/guidelines can be read; every panel links to it.",
)
@click.option(
    "--proof",
    metavar="URL",
    help="Where pages of `show --html` are, ID.html each; every task links to its own.",
)
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    project: str,
    gold: str | None,
    label_map: str | None,
    *,
    both: bool,
    blank: bool,
    labels: str | None,
    guidelines: str | None,
    proof: str | None,
) -> None:
    """Push FILES to a Label Studio project, one task a document.

    A plain text (.txt), or JSONL with ids and texts, becomes an empty sheet:
    nobody is led. A file with annotations also becomes a prediction, named by
    its file name or by NAME, that annotators start from; what is pulled records
    which, and --blank pushes the texts alone. Documents that the project has are
    left as they are, and pushing the same again changes nothing. Every file is
    checked before the server is asked. The address and the key are taken from
    LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY.
    """
    push.check_title(project)
    if blank and both:
        raise UsageError("--adjudicate shows two versions, --blank none; leave one of them")
    corpus = {doc.id: without_unset(doc) for doc in jsonl.read(shipped.gold(gold))}
    with inventory.using(inventory.read(labels) if labels is not None else None):
        done = _pushed(
            files, corpus, label_map, push.Links(guidelines, proof), project=project, both=both, blank=blank
        )
    echo(table.render(["document", "outcome", "why"], map(list, done)))
    counts = {name: sum(one.done == name for one in done) for name in push.OUTCOMES}
    echo_line(f"{project}: " + ", ".join(f"{n} {name}" for name, n in counts.items()))
    ctx.exit(1 if counts["refused"] else 0)


def _pushed(
    files: tuple[str, ...],
    corpus: dict[str, Document],
    label_map: str | None,
    links: push.Links,
    *,
    project: str,
    both: bool,
    blank: bool,
) -> list[push.Outcome]:
    """Push, and return the outcome of each document; every file is read before the server is asked."""
    read = sources.read(files, corpus, label_map, blank=blank)
    for note in read.notes:
        echo_line(note, err=True)
    versions = sources.versions(read.documents) if both else None
    made = differences.sheets(read.documents, links) if both else push.sheets(read.documents, links)
    with client.connect() as connection, counting("Pushing documents") as progress:
        return push.push(connection, project, made, versions=versions, progress=progress)
