"""`presscheck push`: documents or predictions to Label Studio, as pre-annotation."""

from __future__ import annotations

from pathlib import Path

import click

from presscheck.annotation.label_studio import client, push
from presscheck.cli.outputs import Gold, Verb, texts_option
from presscheck.cli.printing import echo, echo_line
from presscheck.document.exceptions import UsageError
from presscheck.text import table
from presscheck.verbs import push as pushing


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
    named = _named(files)
    made = pushing.prepared(named, gold, label_map, adjudicate=both)
    for name, notes in made.notes.items():
        for note in notes:
            echo_line(f"{named[name]} {note}", err=True)
    with client.connect() as connection:
        done = push.push(connection, project, made.sheets)
    echo(table.render(["document", "outcome", "why"], map(list, done)))
    counts = {name: sum(one.done == name for one in done) for name in push.OUTCOMES}
    echo_line(f"{project}: " + ", ".join(f"{n} {name}" for name, n in counts.items()))
    ctx.exit(1 if counts["refused"] else 0)


def _named(files: tuple[str, ...]) -> dict[str, str]:
    """Each file under its name: its stem, or the one that it was given."""
    named: dict[str, str] = {}
    for given in files:
        label, _, path = given.rpartition("=") if not Path(given).exists() else ("", "", given)
        name = label or Path(path).stem
        if name in named:
            raise UsageError(f"two files are called {name!r}; give one another name: NAME={path}")
        named[name] = path
    return named
