"""The newest state of a task, drafts included: what a proof page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from presscheck.annotation.label_studio import client as server
from presscheck.annotation.label_studio import tasks as server_tasks
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.formats.label_studio import inventory
from presscheck.formats.label_studio.config import TEXT
from presscheck.formats.label_studio.regions import understood


def document(client: Any, title: str, doc_id: str) -> Document:
    """A document as somebody has it in the editor now: the newest draft or annotation, else the prediction.

    Args:
        client: from `client.connect`.
        title: of the project.
        doc_id: of the document.

    Raises:
        UsageError: the project or the document is not there.
        InvalidInputError: the regions do not make a document; with everything that is wrong with them.
    """
    project = server.project(client, title)
    if project is None:
        raise UsageError(f"there is no project {title!r}")
    numbers = [
        t["id"]
        for t in server_tasks.index(client, project.id, "id,data")
        if t["data"].get("doc_id") == doc_id
    ]
    for task in server_tasks.whole(client, project.id, numbers[:1]):
        if not isinstance(task["data"].get(TEXT), str):
            raise UsageError(
                f"task {task['id']} of project {title!r} has no `{TEXT}`: it was not pushed from here"
            )
        sheet = {"data": task["data"], "meta": task.get("meta") or {}, "result": _result(client, task)}
        with inventory.using(sheet["meta"].get("labels")):
            made, findings = understood(sheet)
        if made is None:
            raise InvalidInputError(findings)
        return made
    raise UsageError(f"project {title!r} has no document {doc_id!r}")


def _result(client: Any, task: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items of the newest draft or annotation, else of the last prediction, else none."""
    drafts = server_tasks.drafts(client, task["id"])
    people = [one for one in [*task["annotations"], *drafts] if not one.get("was_cancelled")]
    if people:
        newest = max(people, key=lambda one: str(one.get("updated_at") or one.get("created_at")))
        return list(newest.get("result") or ())
    predictions = server_tasks.predictions(client, task["id"])
    return list(predictions[-1]["result"] or ()) if predictions else []
