"""`presscheck.pull`: what annotators made of it, from Label Studio or from a saved export."""

from __future__ import annotations

import os
from typing import Literal

from presscheck.annotation.label_studio import client
from presscheck.document.exceptions import UsageError
from presscheck.formats.label_studio import exports
from presscheck.formats.label_studio.exports import Pull
from presscheck.text import nearest, wording
from presscheck.verbs.options import answered


@answered
def pull(
    project: str | None = None,
    *,
    from_file: str | os.PathLike[str] | None = None,
    annotator: str | None = None,
    keep: Literal["offsets", "words"] | None = None,
) -> Pull:
    """Bring annotated documents back from Label Studio.

    Args:
        project: its title; the server's address and key come from LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY.
        from_file: a saved export (format JSON) in place of the server.
        annotator: e-mail of the person whose annotations are wanted, where a document has several.
        keep: "offsets" or "words" where the words of a region do not match its offsets; by default it is an
            error.

    Returns:
        the documents, each with its annotator and what became of the pre-annotation, and warnings.

    Raises:
        InvalidInputError: with everything that is wrong in any task.
        UsageError: there is no such project, or neither a project nor a file is named.
    """
    if (project is None) == (from_file is None):
        one, other = wording.option("project", "TITLE"), wording.option("from_file", "EXPORT")
        raise UsageError(f"say where from: {one}, or {other}")
    tasks = exports.exported(from_file) if from_file is not None else _fetched(project or "")
    where = os.fspath(from_file) if from_file is not None else project
    return exports.pull(tasks, annotator=annotator, file=where, keep=keep)


def _fetched(title: str) -> list[exports.Task]:
    with client.connect() as connection:
        project = client.project(connection, title)
        if project is None:
            known = client.titles(connection)
            way_out = nearest.nearest(title, known) if known else f"{wording.verb('push')} makes it"
            raise UsageError(f"there is no project {title!r} on the server; {way_out}")
        return list(client.tasks(connection, project.id))
