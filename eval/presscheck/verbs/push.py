"""`presscheck.push`: documents or predictions to Label Studio, as pre-annotation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from presscheck.annotation import adjudication
from presscheck.annotation.label_studio import client
from presscheck.annotation.label_studio import push as pushing
from presscheck.annotation.label_studio.push import Outcome
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import prepare
from presscheck.formats.label_studio.regions import Sheet
from presscheck.mapping import labels
from presscheck.text import wording
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
    """Tasks for Label Studio.

    Args:
        sheets: one for each document.
        notes: what was changed in the documents, by source.
    """

    sheets: list[Sheet]
    notes: dict[str, list[str]]


@answered
def push(
    sources: Mapping[str, Held],
    project: str,
    *,
    gold: Held = None,
    label_map: str | None = None,
    adjudicate: bool = False,
) -> Pushed:
    """Bring documents to a Label Studio project, as predictions that annotators start from.

    Documents that the project has are left as they are, and pushing the same again changes nothing. The
    address and the key are taken from LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY.

    Args:
        sources: name -> documents, as `score` takes them; annotators start from those of the last name.
        project: its title; it is made if it is not there.
        gold: where the texts of predictions are; None means the shipped article.
        label_map: from the labels to ours; by default the map that the prediction names.
        adjudicate: the sources are two annotation passes: what they agree on is pushed too, and shown first.

    Raises:
        InvalidInputError: with everything that cannot be shown.
        UsageError: the server or the project cannot be used.
    """
    made = prepared(sources, gold, label_map, adjudicate=adjudicate)
    with client.connect() as connection:
        return Pushed(pushing.push(connection, project, made.sheets), made.notes)


def prepared(
    sources: Mapping[str, Held], gold: Held = None, label_map: str | None = None, *, adjudicate: bool = False
) -> Prepared:
    """Make the tasks that `push` sends, without a server.

    Args:
        sources: as for `push`.
        gold: as for `push`.
        label_map: as for `push`.
        adjudicate: as for `push`.
    """
    texts = {doc.id: without_unset(doc) for doc in read(gold, "gold")}
    whole: dict[str, dict[str, Document]] = {}
    notes: dict[str, list[str]] = {}
    findings = []
    for name, held in by_name(sources, "sources").items():
        given = [*each(documents(named(held), name, by_text(gold)))]
        table = labels.of_documents(given, label_map)
        whole[name], notes[name] = {}, []
        for doc in given:
            try:
                whole[name][doc.id], said = prepare.prepared(doc, texts.get(doc.id), table)
            except InvalidInputError as error:
                findings += error.findings
                continue
            notes[name] += map(str, said)
    if findings:
        raise InvalidInputError(findings)
    return Prepared(pushing.sheets(_agreed(whole) if adjudicate else whole), notes)


def _agreed(sources: dict[str, dict[str, Document]]) -> dict[str, dict[str, Document]]:
    """Two passes, the second with the first one's ids, and what both agree on."""
    if len(sources) != 2:
        say = f"expected the passes of two annotators, got {len(sources)}"
        raise UsageError(f"{wording.name('adjudicate')}: {say}")
    (one, ours), (other, theirs) = sources.items()
    if ours.keys() != theirs.keys():
        odd = ", ".join(sorted(ours.keys() ^ theirs.keys()))
        raise UsageError(f"{one} and {other} do not have the same documents: {odd}")
    return {
        one: ours,
        other: {name: adjudication.renamed(ours[name], doc) for name, doc in theirs.items()},
        "agreed": {name: adjudication.agreed(ours[name], doc) for name, doc in theirs.items()},
    }
