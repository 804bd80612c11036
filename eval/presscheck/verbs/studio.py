"""`presscheck.studio`: a Label Studio server on this machine, with documents in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from presscheck.annotation.label_studio import client, server
from presscheck.annotation.label_studio import push as pushing
from presscheck.annotation.label_studio.push import Outcome
from presscheck.formats.label_studio.regions import Sheet
from presscheck.verbs.options import answered
from presscheck.verbs.push import prepared
from presscheck.verbs.sources import Held

Watch = Callable[[str], AbstractContextManager[None]]
"""Is entered with a sentence about what takes long."""


class Job(NamedTuple):
    """A project, who works in it, and what became of its documents.

    Args:
        name: of the annotator; empty for the owner.
        title: of the project.
        email: the login.
        password: of the login.
        page: the project's address.
        outcomes: what was done with each document.
    """

    name: str
    title: str
    email: str
    password: str
    page: str
    outcomes: list[Outcome]


class Studio(NamedTuple):
    """A running server.

    Args:
        server: `url`, `logins`, `wait()`, and `environment()` with the variables that `push` and `pull` read.
        jobs: the projects.
        notes: what was changed in the documents before they were pushed.
    """

    server: server.Server
    jobs: list[Job]
    notes: list[str]


@answered
@contextmanager
def studio(
    held: Held = None,
    *,
    home: str | os.PathLike[str] = ".studio",
    port: int = 8080,
    project: str = "presscheck",
    annotators: Sequence[str] = (),
    watch: Watch | None = None,
) -> Iterator[Studio]:
    """Run Label Studio while the block runs, with documents to annotate in it.

    The first call installs the server (about 1 GB, some minutes) into a virtual environment of its own.
    Telemetry and version checks are off.

    Args:
        held: documents, as `score` takes them, that annotators start from; None means the shipped gold.
        home: folder of the server, its database and its logins.
        port: on loopback.
        project: title of the project.
        annotators: names or e-mails; each has a login and a project, for independent work.
        watch: is entered with a sentence about what takes long.

    Raises:
        InvalidInputError: a document cannot be shown.
        UsageError: the port is taken, or the server cannot be installed or started.
    """
    watching = watch or (lambda _: nullcontext())
    name = Path(held).stem if isinstance(held, str | os.PathLike) else "gold" if held is None else "documents"
    made = prepared({name: held})
    who = [(one, f"{project} {one}", _email(one)) for one in annotators] or [("", project, server.OWNER)]
    venv = Path(home) / "venv"
    server.check_free(port)
    if not server.installed(venv):
        with watching("Installing Label Studio (about 1 GB, some minutes)"):
            server.install(venv)
    with ExitStack() as stack:
        with watching("Starting Label Studio (the first start takes a minute or two)"):
            running = stack.enter_context(server.Server(Path(home), venv, port))
        yield Studio(running, _jobs(running, made.sheets, who, watching), made.notes[name])


def _email(name: str) -> str:
    return name if "@" in name else f"{name}@example.org"


def _jobs(
    running: server.Server, sheets: Sequence[Sheet], who: Sequence[tuple[str, str, str]], watching: Watch
) -> list[Job]:
    """Everybody's login and project, with the sheets in it."""
    new = [email for _, _, email in who if email not in running.logins]
    with watching("Making the logins") if new else nullcontext():
        for email in new:
            running.add(email)
    jobs = []
    with client.connect(running.environment()) as connection:
        for name, title, email in who:
            outcomes = pushing.push(connection, title, sheets)
            made = client.project(connection, title)
            page = f"{running.url}/projects/{made.id}/data" if made else running.url
            jobs.append(Job(name, title, email, running.logins[email], page, outcomes))
    return jobs
