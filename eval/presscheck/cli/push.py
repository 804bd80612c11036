"""`presscheck push`: documents or predictions to Label Studio, as pre-annotation."""

from __future__ import annotations

from pathlib import Path

import click

from presscheck.annotation import adjudication
from presscheck.annotation.label_studio import client, push
from presscheck.cli.outputs import Gold, Verb, texts_option
from presscheck.cli.printing import echo, echo_line
from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import prepare
from presscheck.mapping import labels
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
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    project: str,
    gold: str | None,
    label_map: str | None,
    both: bool,
) -> None:
    """Push FILES to a Label Studio project, one task a document.

    Each file becomes a prediction, named by its file name or by NAME, that
    annotators see beside the text; they start from that of the last file.
    Documents that the project has are left as they are, and pushing the same
    again changes nothing. The address and the key are taken from
    LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY.
    """
    sources = _read(files, {doc.id: without_unset(doc) for doc in jsonl.read(shipped.gold(gold))}, label_map)
    if both:
        sources = _agreed(sources)
    made = push.sheets(sources)
    with client.connect() as connection:
        done = push.push(connection, project, made)
    echo(table.render(["document", "outcome", "why"], map(list, done)))
    counts = {name: sum(one.done == name for one in done) for name in push.OUTCOMES}
    echo_line(f"{project}: " + ", ".join(f"{n} {name}" for name, n in counts.items()))
    ctx.exit(1 if counts["refused"] else 0)


def _read(
    files: tuple[str, ...], corpus: dict[str, Document], label_map: str | None
) -> dict[str, dict[str, Document]]:
    sources: dict[str, dict[str, Document]] = {}
    findings = []
    for given in files:
        label, _, path = given.rpartition("=") if not Path(given).exists() else ("", "", given)
        name = label or Path(path).stem
        if name in sources:
            raise UsageError(f"two files are called {name!r}; give one another name: NAME={path}")
        sources[name] = {}
        documents = [*jsonl.read(path)]
        labels_of_file = labels.of_documents(documents, label_map)
        for doc in documents:
            try:
                sources[name][doc.id], notes = prepare.prepared(doc, corpus.get(doc.id), labels_of_file)
            except InvalidInputError as error:
                findings += error.findings
                continue
            for note in notes:
                echo_line(f"{path} {note}", err=True)
    if findings:
        raise InvalidInputError(findings)
    return sources


def _agreed(sources: dict[str, dict[str, Document]]) -> dict[str, dict[str, Document]]:
    """Two passes, the second with the first one's ids, and what both agree on."""
    if len(sources) != 2:
        raise UsageError(f"--adjudicate takes two files, the passes of two annotators; {len(sources)} given")
    (one, ours), (other, theirs) = sources.items()
    if ours.keys() != theirs.keys():
        odd = ", ".join(sorted(ours.keys() ^ theirs.keys()))
        raise UsageError(f"{one} and {other} do not have the same documents: {odd}")
    return {
        one: ours,
        other: {name: adjudication.renamed(ours[name], doc) for name, doc in theirs.items()},
        "agreed": {name: adjudication.agreed(ours[name], doc) for name, doc in theirs.items()},
    }
