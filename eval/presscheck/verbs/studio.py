"""`presscheck studio`: a Label Studio server on this machine, with the article in it."""

from __future__ import annotations

from pathlib import Path

import click

from presscheck import data, jsonl
from presscheck.model import Document
from presscheck.studio import client, prepare, push, server
from presscheck.studio.regions import Sheet


@click.command("studio")
@click.argument("file", type=click.Path(), required=False)
@click.option(
    "--home",
    type=click.Path(),
    default=".studio",
    show_default=True,
    metavar="DIR",
    help="Where the server, its database and its logins are.",
)
@click.option("--port", type=int, default=8080, show_default=True, help="On loopback.")
@click.option(
    "--project", default="presscheck", show_default=True, metavar="TITLE", help="The project's title."
)
@click.option(
    "--annotator",
    "annotators",
    multiple=True,
    metavar="NAME",
    help="A login and a project of their own, for independent work; repeat it.",
)
def command(file: str | None, home: str, port: int, project: str, annotators: tuple[str, ...]) -> None:
    """Start Label Studio here, push FILE to it, and stop it at an interrupt.

    FILE is a corpus or a prediction, by default the shipped gold; annotators
    start from it. The first call installs the server (about 1 GB, some
    minutes), later ones take seconds. Telemetry and version checks are off.
    """
    corpus = {doc.id: doc for doc in jsonl.read(data.gold())}
    made = _sheets(Path(file) if file else data.gold(), corpus)
    venv = Path(home) / "venv"
    if not (venv / "installed").exists():
        click.echo(f"Installing {server.PACKAGE} into {venv} ...", err=True)
    server.install(venv)
    click.echo("Starting Label Studio; the first start takes a minute or two ...", err=True)
    with server.until_told(), server.Server(Path(home), venv, port) as running:
        for name in annotators:
            running.add(_email(name))
        titles = [f"{project} {name}" for name in annotators] or [project]
        with client.connect(running.environment()) as connection:
            for title in titles:
                for outcome in push.push(connection, title, made):
                    click.echo(f"{title}: {outcome.doc_id} {outcome.done} {outcome.why}".rstrip(), err=True)
            numbers = {title: client.project(connection, title) for title in titles}
        pages = {
            title: f"{running.url}/projects/{found.id}/data" for title, found in numbers.items() if found
        }
        click.echo(_welcome(running, pages, [_email(name) for name in annotators] or [server.OWNER]))
        running.wait()
    click.echo("Label Studio has stopped.", err=True)


def _sheets(path: Path, corpus: dict[str, Document]) -> list[Sheet]:
    documents = {}
    for doc in jsonl.read(path):
        documents[doc.id], notes = prepare.prepared(doc, corpus.get(doc.id))
        for note in notes:
            click.echo(f"{path} {note}", err=True)
    return push.sheets({path.stem: documents})


def _email(name: str) -> str:
    return name if "@" in name else f"{name}@example.org"


def _welcome(running: server.Server, pages: dict[str, str], people: list[str]) -> str:
    lines = [
        f"Label Studio is at {running.url}",
        *(f"login      {email}  password {running.logins[email]}" for email in people),
        *(f"project    {title}  {page}" for title, page in pages.items()),
        "When something is submitted there, in another terminal:",
        f"    set -a; . {running.write_environment()}; set +a",
        *(f'    presscheck pull --project "{title}" -o {title.replace(" ", "-")}.jsonl' for title in pages),
        "An interrupt (Ctrl-C) stops the server; its database stays.",
    ]
    return "\n".join(lines)
