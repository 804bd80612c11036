"""`presscheck studio`: a Label Studio server on this machine, with the article in it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from presscheck.annotation.label_studio import server
from presscheck.cli.outputs import Gold, Verb, texts_option
from presscheck.cli.printing import echo, echo_line
from presscheck.verbs.studio import Job, Studio, studio


@click.command("studio", cls=Verb)
@click.argument("file", type=Gold(), required=False)
@texts_option
@click.option(
    "--home",
    type=click.Path(),
    default=".studio",
    show_default=True,
    metavar="DIR",
    help="Where the server, its database and its logins are.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="On loopback.")
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
    with (
        server.until_told(),
        studio(file, home=home, port=port, project=project, annotators=annotators, watch=_working) as running,
    ):
        for note in running.notes:
            echo_line(f"{file or 'gold'} {note}", err=True)
        for job in running.jobs:
            for outcome in job.outcomes:
                echo_line(f"{job.title}: {outcome.doc_id} {outcome.done} {outcome.why}".rstrip(), err=True)
        echo(_welcome(running))
        running.server.wait()
    echo("Stopped; nothing is left running.", err=True)


@contextmanager
def _working(what: str) -> Iterator[None]:
    """Say what takes long; where a person is looking, with the time that has passed."""
    if not sys.stderr.isatty():
        echo(f"{what} ...", err=True)
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        progress.add_task(what, total=None)
        yield


def _welcome(running: Studio) -> str:
    at = running.server
    lines = [f"Label Studio is at {at.url}"]
    for job in running.jobs:
        lines += [
            "",
            f"project    {job.title}  {job.page}",
            f"login      {job.email}  password {job.password}",
        ]
    if all(job.email != server.OWNER for job in running.jobs):
        owner = f"{server.OWNER}  password {at.logins[server.OWNER]}"
        lines += ["", f"owner      {owner}  (sees every project, adjudicates)"]
    lines += [
        "",
        "When something is submitted there, in another terminal, in this folder:",
        f"    set -a; . {shlex.quote(str(at.write_environment()))}; set +a",
        *(
            f'    {_program()} pull --project "{job.title}" -o {shlex.quote(_file(job))}'
            for job in running.jobs
        ),
        "",
        "Ctrl-C stops the server; its database stays.",
    ]
    return "\n".join(lines)


def _file(job: Job) -> str:
    """The file that somebody's work is pulled into."""
    return f"{job.name or 'annotated'}.jsonl"


def _program() -> str:
    """Return the command for this program: its name, or its path if the shell would not find it."""
    beside = Path(sys.executable).parent / "presscheck"
    if shutil.which("presscheck") or not beside.exists():
        return "presscheck"
    return shlex.quote(os.path.relpath(beside))
