"""`presscheck.push`: documents or predictions to Label Studio, as pre-annotation."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from presscheck.annotation.label_studio import client, differences, tasks
from presscheck.annotation.label_studio import push as pushing
from presscheck.annotation.label_studio import sources as files
from presscheck.annotation.label_studio.push import Links, Outcome
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import inventory
from presscheck.text import wording
from presscheck.text.kinds import kind
from presscheck.verbs.options import answered
from presscheck.verbs.sources import Held, by_name, by_text, documents, each, named, read


class Pushed(NamedTuple):
    """The result of `push`.

    Args:
        outcomes: what was done with each document, and why.
        notes: what was changed before it was pushed, by source.
    """

    outcomes: list[Outcome]
    notes: dict[str, list[str]]


class Prepared(NamedTuple):
    """Documents for Label Studio.

    Args:
        documents: of each source, by id.
        notes: what was changed in the documents, by source.
    """

    documents: dict[str, dict[str, Document]]
    notes: dict[str, list[str]]


@answered
def push(
    sources: Mapping[str, Held],
    project: str,
    *,
    gold: Held = None,
    label_map: str | None = None,
    adjudicate: bool = False,
    blank: bool = False,
    labels: str | os.PathLike[str] | None = None,
    links: Links = Links(),  # noqa: B008 - frozen
    progress: tasks.Progress = tasks.silent,
) -> Pushed:
    """Bring documents to a Label Studio project, as predictions that annotators start from.

    Documents that the project has are left as they are, and pushing the same again changes nothing. The
    address and the key are taken from LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY.

    Args:
        sources: name -> documents, as `score` takes them; annotators start from those of the last name.
        project: its title; it is made if it is not there.
        gold: where the texts of predictions are; None means the shipped article.
        label_map: from the labels to ours; by default the map that the prediction names.
        adjudicate: the sources are two annotation passes: both are pushed, and where they differ is marked.
        blank: whether the texts alone are pushed: people begin with an empty sheet.
        labels: a file with an inventory of your own in place of the ontology.
        links: addresses of the guidelines and of proof pages, for every task.
        progress: told how many documents are done, of how many.

    Raises:
        InvalidInputError: with everything that cannot be shown.
        UsageError: the server or the project cannot be used.
    """
    if not isinstance(project, str):
        raise UsageError(f"{wording.name('project')}: expected a title, got {kind(project)}")
    pushing.check_title(project)
    if blank and adjudicate:
        two, none = wording.name("adjudicate"), wording.name("blank")
        raise UsageError(f"{two} shows two versions, {none} none; leave one of them")
    with inventory.using(inventory.read(os.fspath(labels)) if labels is not None else None):
        made = prepared(sources, gold, label_map, blank=blank)
        names = _two(made.documents) if adjudicate else None
        make = differences.sheets if adjudicate else pushing.sheets
        sheets = make(made.documents, links)
        with client.connect() as connection:
            done = pushing.push(connection, project, sheets, versions=names, progress=progress)
    return Pushed(done, made.notes)


def prepared(
    sources: Mapping[str, Held], gold: Held = None, label_map: str | None = None, *, blank: bool = False
) -> Prepared:
    """Read the documents that `push` sends, without a server: everything wrong with them is told at once.

    Args:
        sources: as for `push`.
        gold: as for `push`.
        label_map: as for `push`.
        blank: as for `push`.
    """
    texts = {doc.id: without_unset(doc) for doc in read(gold, "gold")}
    made = Prepared({}, {})
    findings: list[Finding] = []
    for name, held in by_name(sources, "sources").items():
        source = documents(named(held), name, by_text(gold))
        try:
            found = (
                files.read({name: os.fspath(source)}, texts, label_map, blank=blank)
                if isinstance(source, str | os.PathLike)
                else files.held({name: [*each(source)]}, texts, label_map, blank=blank)
            )
        except InvalidInputError as error:
            findings += error.findings
            continue
        made.documents.update(found.documents)
        made.notes[name] = found.notes
    if findings:
        raise InvalidInputError(findings)
    return made


def _two(given: Mapping[str, Mapping[str, Document]]) -> tuple[str, str]:
    if len(given) != 2:
        say = f"expected the passes of two annotators, got {len(given)}"
        raise UsageError(f"{wording.name('adjudicate')}: {say}")
    return files.versions(given)
