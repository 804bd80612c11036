"""Documents to a Label Studio project, as predictions for annotators to start from.

Pushing the same again changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec

from presscheck.annotation.label_studio import client as server
from presscheck.annotation.label_studio import tasks as server_tasks
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document, Entity
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import config, guidance
from presscheck.formats.label_studio import keys as entity_keys
from presscheck.formats.label_studio.config import TEXT
from presscheck.formats.label_studio.prepare import FRAME
from presscheck.formats.label_studio.regions import Sheet, digest, to_regions

Named: TypeAlias = Mapping[str, Document]
"""Documents by id, from one source."""

OUTCOMES = ("created", "unchanged", "refreshed", "skipped", "refused")


class Outcome(NamedTuple):
    """The outcome for one document, one of `OUTCOMES`, and the reason."""

    doc_id: str
    done: str
    why: str = ""


class Links(NamedTuple):
    """Addresses of pages that tasks link to.

    Args:
        guidelines: the folder with the guidelines; without it they are named.
        proof: the folder with pages that `show --html` made, each with its document's name.
    """

    guidelines: str | None = None
    proof: str | None = None


def sheets(sources: Mapping[str, Named], links: Links = Links()) -> list[Sheet]:  # noqa: B008 - frozen
    """One sheet a document, with a prediction for each source that has it and annotates it.

    Args:
        sources: name -> its documents. The editor starts from the last one; it also gives the title and
            whatever else cannot be marked. A text without layers makes no prediction: people begin with it.
        links: where what tasks link to can be read.

    Raises:
        InvalidInputError: with everything that cannot be shown, in any source.
    """
    names = dict.fromkeys(name for documents in sources.values() for name in documents)
    made, findings = [], []
    for name in names:
        having = {source: documents[name] for source, documents in sources.items() if name in documents}
        try:
            made.append(sheet(having, links))
        except InvalidInputError as error:
            findings += error.findings
    if findings:
        raise InvalidInputError(findings)
    return made


def bare(doc: Document) -> Document:
    """A document's text, and what else nobody annotates: to begin with an empty sheet."""
    return Document(id=doc.id, **{key: getattr(doc, key) for key in FRAME}, meta=doc.meta)


def sheet(
    documents: Mapping[str, Document],
    links: Links = Links(),  # noqa: B008 - frozen
    changes: Mapping[str, Callable[[list[dict[str, Any]]], list[dict[str, Any]]]] | None = None,
) -> Sheet:
    """The task of one document, as the server imports it.

    Args:
        documents: prediction name -> the document as that source has it; the last one is the base.
        links: where what the task links to can be read.
        changes: prediction name -> what makes its items from those of its document.

    Raises:
        InvalidInputError: something cannot be shown, or the texts differ.
    """
    kinds = entity_keys.kinds_of([without_unset(doc) for doc in reversed([*documents.values()])])
    marked = {name: _marked(name, doc, kinds) for name, doc in documents.items()}
    base = list(marked.values())[-1]
    for name, one in marked.items():
        if one["data"][TEXT] != base["data"][TEXT]:
            message = "its text is not that of the last file; all predictions of a document are of one text"
            wrong = Finding(
                rule="text", level="error", file=name, doc=base["data"]["doc_id"], message=message
            )
            raise InvalidInputError([wrong])
    known = {e.id for e in list(documents.values())[-1].entities or ()}
    spare: dict[str, Entity] = {}
    for doc in documents.values():
        spare |= {e.id: e for e in doc.entities or () if e.id not in known and e.id not in spare}
    predictions: list[dict[str, Any]] = [
        {"model_version": name, "result": (changes or {}).get(name, list)(one["result"])}
        for name, one in marked.items()
        if any(getattr(without_unset(documents[name]), layer) is not None for layer in _LAYERS)
    ]
    meta: dict[str, Any] = {
        **base["meta"],
        "predictions": {p["model_version"]: _mark(p["result"], kinds) for p in predictions},
    }
    if spare:
        meta["entities"] = msgspec.json.decode(msgspec.json.encode(list(spare.values())))
    linked = guidance.links(links.guidelines) | {
        config.PROOF: guidance.proof(links.proof, base["data"]["doc_id"])
    }
    return {"data": {**base["data"], **linked}, "meta": meta, "predictions": predictions}


_LAYERS = ("mentions", "entities", "events", "quotes", "marked_uses")


def _marked(name: str, doc: Document, kinds: entity_keys.Kinds) -> Sheet:
    try:
        return to_regions(doc, kinds)
    except InvalidInputError as error:
        raise InvalidInputError([msgspec.structs.replace(f, file=name) for f in error.findings]) from None


def _mark(result: list[dict[str, Any]], kinds: entity_keys.Kinds) -> str:
    """The identity of a pre-annotation: its items, and the types that its entities have."""
    told = {key: kinds.get(key) for key in entity_keys.chosen(result)}
    return hashlib.sha256(json.dumps([result, told], sort_keys=True).encode()).hexdigest()


BATCH, SIZE = 500, 5_000_000
"""Tasks that are imported at once, at most, and their characters of JSON."""


def check_title(title: str) -> None:
    """Check that a project can have this title.

    Raises:
        UsageError: the server would refuse it.
    """
    if not 3 <= len(title) <= 50:
        raise UsageError(
            f"the project's title {title!r} has {len(title)} characters; Label Studio takes 3 to 50"
        )


def push(
    client: Any,
    title: str,
    made: Sequence[Sheet],
    *,
    versions: tuple[str, str] | None = None,
    progress: server_tasks.Progress = server_tasks.silent,
) -> list[Outcome]:
    """Bring the sheets into a project, which is made if it is not there.

    Args:
        client: from `client.connect`.
        title: the project's title, three characters or more.
        made: from `sheets`.
        versions: the names of two versions, if the project is for deciding between them.
        progress: told how many documents are done.

    Returns:
        what was done with each, in their order.

    Raises:
        ServerError: the server cannot be reached, refuses or fails.
        UsageError: the project has another config, or one document twice.
    """
    labels = config.xml(versions)
    project = server.project(client, title)
    if project is None:
        with server.speaking("making the project"):
            project = client.projects.create(title=title, label_config=labels)
    elif not config.same(str(project.label_config or "<View/>"), labels):
        raise UsageError(f"project {title!r} has another labeling config than this version's; "
                         "push to a new project")  # fmt: skip
    known = _by_document(server_tasks.index(client, project.id), title)
    done = _done(client, project.id, made, known, progress)
    shown = [one["predictions"][-1]["model_version"] for one in made if one["predictions"]]
    if shown and any(outcome.done in ("created", "refreshed") for outcome in done):
        # The editor starts from the prediction that the project names.
        with server.speaking("choosing the pre-annotation"):
            client.projects.update(project.id, model_version=shown[-1])
    return done


def _done(
    client: Any,
    project: int,
    made: Sequence[Sheet],
    known: Mapping[str, Mapping[str, Any]],
    progress: server_tasks.Progress,
) -> list[Outcome]:
    """Send the sheets, new ones in batches, the others one by one; return the outcome of each."""
    outcomes: dict[str, Outcome] = {}
    for batch in _batches([one for one in made if one["data"]["doc_id"] not in known]):
        names = [one["data"]["doc_id"] for one in batch]
        with server.speaking(f"importing {names[0]}" + (f" to {names[-1]}" if len(names) > 1 else "")):
            client.projects.import_tasks(project, request=batch)
        outcomes |= {name: Outcome(name, "created") for name in names}
        progress(len(outcomes), len(made))
    for one in made:
        name = one["data"]["doc_id"]
        if name in known:
            outcomes[name] = _again(client, project, one, known[name])
            progress(len(outcomes), len(made))
    return [outcomes[one["data"]["doc_id"]] for one in made]


def _batches(made: Sequence[Sheet]) -> Iterator[list[Sheet]]:
    batch: list[Sheet] = []
    size = 0
    for one in made:
        more = len(json.dumps(one))
        if batch and (len(batch) == BATCH or size + more > SIZE):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += more
    if batch:
        yield batch


def _by_document(tasks: Iterable[Mapping[str, Any]], title: str) -> dict[str, Mapping[str, Any]]:
    known: dict[str, Mapping[str, Any]] = {}
    for task in tasks:
        name = task["data"].get("doc_id")
        if not isinstance(name, str):
            continue  # somebody else's task
        if name in known:
            numbers = f"{known[name]['id']} and {task['id']}"
            raise UsageError(
                f"project {title!r} has document {name!r} in tasks {numbers}; delete one of them"
            )
        known[name] = task
    return known


def _again(client: Any, project: int, made: Sheet, task: Mapping[str, Any]) -> Outcome:
    """Handle a document that the project has."""
    name = made["data"]["doc_id"]
    if task.get("meta") is None or task.get("total_predictions") is None:
        (task,) = server_tasks.whole(client, project, [task["id"]])
    there, meta = task["data"].get(TEXT), task.get("meta") or {}
    if there != made["data"][TEXT] or meta.get("text_sha256") not in (None, digest(there)):
        return Outcome(name, "refused", _difference(there or "", made["data"][TEXT]))
    marks: Mapping[str, str] = meta.get("predictions") or {}
    ours = made["meta"]["predictions"]
    if marks.items() >= ours.items() and task["total_predictions"] >= len(marks):
        return _relinked(client, made, task)
    (task,) = server_tasks.whole(client, project, [task["id"]])
    if task["annotations"] or task["drafts"]:
        return Outcome(name, "skipped", "it is being annotated; another pre-annotation would come too late")
    _refresh(client, task, made, {**marks, **ours})
    return Outcome(name, "refreshed")


def _relinked(client: Any, made: Sheet, task: Mapping[str, Any]) -> Outcome:
    """Give a task the addresses that were named this time: pages may have moved."""
    name, data = made["data"]["doc_id"], task["data"]
    moved = {key: made["data"][key] for key in made["data"] if guidance.leads(key, made["data"])}
    if moved.items() <= data.items():
        return Outcome(name, "unchanged")
    with server.speaking(f"linking {name}"):
        client.tasks.update(str(task["id"]), data={**data, **moved})
    return Outcome(name, "unchanged", "its links are new")


def _difference(there: str, here: str) -> str:
    if there == here:
        return "the text was changed on the server after it was pushed, and then back"
    pairs = enumerate(zip(there, here, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(there), len(here)))
    where = f"the text differs from code point {at} on"
    return f"{where}: {there[at : at + 20]!r} on the server, {here[at : at + 20]!r} here"


def _refresh(client: Any, task: Mapping[str, Any], made: Sheet, marks: Mapping[str, str]) -> None:
    ours = made["meta"]["types"]
    # What is there already is read by the types that it was pushed with.
    kinds = {**ours, **((task.get("meta") or {}).get("types") or {})}
    listed = entity_keys.merged(made["data"]["entities"], task["data"].get("entities"))
    with server.speaking(f"refreshing {made['data']['doc_id']}"):
        for old in server_tasks.predictions(client, task["id"]):
            if old["model_version"] in made["meta"]["predictions"]:
                client.predictions.delete(old["id"])
        for new in made["predictions"]:
            result = entity_keys.retyped(new["result"], ours, kinds)
            client.predictions.create(task=task["id"], model_version=new["model_version"], result=result)
        client.tasks.update(
            str(task["id"]),
            data={**made["data"], "entities": listed},
            meta={**made["meta"], "types": kinds, "predictions": marks},
        )
