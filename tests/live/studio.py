"""Steps that several live tests share: a free port, a task, a submitted annotation."""

from __future__ import annotations

import socket
from pathlib import Path

import msgspec

from presscheck.annotation.label_studio import client, server, tasks
from presscheck.document import jsonl
from presscheck.document.model import Document
from presscheck.formats.label_studio import provenance
from tests.conftest import ROOT

STUDIO = ROOT / ".studio"
PICTURES = ROOT / "docs" / "annotating"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((server.HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def only_task(connection, title: str) -> dict:
    (task,) = [*tasks.every(connection, client.project(connection, title).id)]
    return task


def annotate(connection, title: str, result: list | None = None) -> dict:
    """Submit the pre-annotation, or another result made from it, through the API."""
    task = only_task(connection, title)
    (prediction,) = connection.predictions.list(task=task["id"])[-1:]
    connection.annotations.create(
        id=task["id"], result=result or prediction.result, ground_truth=False, parent_prediction=prediction.id
    )
    return task


def lines_without_making(path: Path) -> str:
    """A pulled file without what `meta` says of its making."""
    return "".join(jsonl.dumps(without_making(doc)) + "\n" for doc in jsonl.read(path))


def without_making(doc: Document) -> Document:
    assert set(doc.meta) == {provenance.KEY}
    return msgspec.structs.replace(doc, meta=msgspec.UNSET)
