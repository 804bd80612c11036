"""`presscheck studio`: a Label Studio server on this machine, with the article in it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from presscheck.annotation.label_studio import client, push, server
from presscheck.cli.outputs import Gold, Verb, output_option, say, texts_option
from presscheck.cli.printing import echo, echo_line
from presscheck.formats.label_studio import config, inventory
from presscheck.verbs.studio import Job, Studio, studio


class WithConfig(Verb):
    """The verb, with `studio config` beside it."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of the verb, or of `studio config`, unless a file has that name."""
        if args[:1] == ["config"] and not Path("config").exists():
            return config_command.make_context(f"{info_name} config", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command("config", cls=Verb)
@click.option(
    "--labels",
    type=click.Path(),
    metavar="FILE",
    help="Your own inventory: JSON as schema/ontology.json has it, or a text with an entity type a line.",
)
@click.option("--project", metavar="TITLE", help="Make a project with it on the server.")
@output_option
def config_command(labels: str | None, project: str | None, output: str | None) -> None:
    """Write the labeling config of a project, for Label Studio's *Labeling Interface*.

    With --labels it is one for an inventory of your own; --project makes the
    project. `push --labels FILE` brings documents into it, and `pull` knows the
    inventory again. The address and the key are taken from LABEL_STUDIO_URL and
    LABEL_STUDIO_API_KEY.
    """
    if project is not None:
        push.check_title(project)
    with inventory.using(inventory.read(labels) if labels is not None else None):
        if project is None:
            say(config.xml().rstrip("\n"), output)
            return
        if output is not None:
            say(config.xml().rstrip("\n"), output)
        with client.connect() as connection:
            push.push(connection, project, [])
            made = client.project(connection, project)
        echo_line(f"{project}: {client.home(made.id)}" if made else project)


@click.command("studio", cls=WithConfig)
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
    minutes), later ones take seconds. Each task links to the guidelines and to a
    page of what is marked at the moment, both on the next port. Telemetry and version checks are off.
    `studio config --help`: a project for labels of your own.
    """
    with (
        server.until_told(),
        studio(file, home=home, port=port, project=project, annotators=annotators, watch=_working) as running,
    ):
        if running.reclaimed:
            echo("Stopped the server that an earlier start had left running.", err=True)
        for note in running.notes:
            echo_line(f"{file or 'gold'} {note}", err=True)
        for job in running.jobs:
            for outcome in job.outcomes:
                echo_line(f"{job.title}: {outcome.doc_id} {outcome.done} {outcome.why}".rstrip(), err=True)
        echo(_welcome(running))
        running.server.wait()
    echo("Stopped; nothing is left running.", err=True)


@contextmanager
def _working(what: str) -> Iterator[Callable[[str], None]]:
    """Say what takes long; where a person is looking, with the time that has passed."""
    if not sys.stderr.isatty():
        echo(f"{what} ...", err=True)
        yield _every(25)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=None)
        yield lambda said: progress.update(task, description=f"{what}: {said}")


def _every(step: int) -> Callable[[str], None]:
    """Print every so many of the lines that it is told: nobody watches them pass."""
    told = 0

    def tell(said: str) -> None:
        nonlocal told
        told += 1
        if told % step == 1 or not said.startswith("package"):
            echo_line(f"  {said}", err=True)

    return tell


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
