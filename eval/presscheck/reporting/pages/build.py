"""`presscheck report`: from gold and predictions to the files of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from presscheck.annotation import intervals
from presscheck.document.model import Document
from presscheck.drawing import style
from presscheck.formats.label_studio import provenance
from presscheck.reporting.pages import confidences, gathering, groups, numbers, page, tables
from presscheck.reporting.pages import systems as several_systems
from presscheck.reporting.pages.gathering import System
from presscheck.reporting.pages.page import Sides
from presscheck.reporting.pages.parts import SystemPart, alone
from presscheck.reporting.pages.parts import part as part_of
from presscheck.reporting.pages.views import Addresses
from presscheck.scoring import result_table
from presscheck.scoring.intake import Source
from presscheck.scoring.result import Result
from presscheck.text import table


def report(
    gold: Source,
    preds: Mapping[str, Source],
    *,
    gold_name: str = "gold",
    by: Sequence[str] = (),
    largest: int = page.LARGEST,
    **settings: Any,
) -> dict[str, str]:
    """Score predictions and make a report of them.

    Args:
        gold: a JSONL file, or documents, or plain dicts.
        preds: name -> prediction.
        gold_name: what gold is called in the title.
        by: attributes of documents to group them by, such as `publisher` or `meta.genre`.
        largest: bytes of a single file; what is larger becomes a file for each document.
        settings: of `presscheck.score`.

    Returns:
        the files, name -> HTML; a report that is a single file has the name "".

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: an unknown name, a file that cannot be opened.

    >>> gold = [{"id": "d", "text": "Oslo <b>", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> page = report(gold, {"mine": [{"id": "d", "mentions": []}]})[""]
    >>> "Oslo</i>" in page, "missed" in page, "<b>&lt;" in page, "&lt;b&gt;" in page
    (True, True, False, True)
    """
    several = len(preds) > 1
    systems = [
        gathering.gather(gold, pred, name, by=by, collect=several, **settings) for name, pred in preds.items()
    ]
    title = f"{' and '.join(preds)} against {gold_name}"
    return _fitting(systems, title, Sides(), largest)


def agreement(
    passes: Mapping[str, list[Document]], *, by: Sequence[str] = (), **settings: Any
) -> dict[str, str]:
    """Show where two annotation passes differ; neither is right by definition.

    Args:
        passes: name -> pass, two of them.
        by: attributes of documents to group them by.
        settings: of `presscheck.score`.

    Returns:
        files, as of `report`.

    Raises:
        InvalidInputError: with every reason why they cannot be compared.
        UsageError: an unknown name, a file that cannot be opened.
    """
    (one, a), (two, b) = passes.items()
    system = gathering.gather(a, b, two, by=by, **settings)
    rows = [
        (row.layer, row.what, table.number(row.value), row.n, numbers.dot(row.value, row.ci and [*row.ci]))
        for row in intervals.with_intervals(a, b)
    ]
    title = f"{one} and {two}: where two annotators differ"
    return _fitting(
        [system], title, Sides(one, two, equals=True), page.LARGEST, agreed=rows, tasks=_tasks(passes)
    )


def _tasks(passes: Mapping[str, list[Document]]) -> list[tuple[str, str, str]]:
    """Document, annotator and address of each task in Label Studio where a difference can be looked at."""
    every = [
        (doc, name, str(provenance.of(doc).get("task"))) for name, docs in passes.items() for doc in docs
    ]
    return sorted((doc.id, name, at) for doc, name, at in every if at.startswith(("http://", "https://")))


def _fitting(
    systems: Sequence[System], title: str, sides: Sides, largest: int, **more: Any
) -> dict[str, str]:
    """One file, or a folder's where that is too large."""
    files = _files(systems, title, sides, split=False, **more)
    too_large = len(files[""].encode("utf-8", "replace")) > largest
    return _files(systems, title, sides, split=True, **more) if too_large else files


def _files(
    systems: Sequence[System], title: str, sides: Sides, *, split: bool, **more: Any
) -> dict[str, str]:
    palette = style.Palette()
    prefixes = ["", *(f"s{n}-" for n in range(2, len(systems) + 1))]
    several = len(systems[0].documents) > 1
    addresses = [Addresses(split, prefix, several=several) for prefix in prefixes]
    changed = several_systems.compared(systems, addresses[0]) if len(systems) > 1 else None
    parts = [part_of(*pair, palette) for pair in zip(systems, addresses, strict=True)]
    more |= {
        "agreed": more.get("agreed"),
        "tasks": more.get("tasks"),
        "compared": changed,
        "several": several,
        "lead": [numbers.scope(systems[0].result, sides[:2])],
        "scores": [_scores(system.result) for system in systems],
        "columns": [tables.columns(system) for system in systems],
        "groups": [groups.groups(system) for system in systems],
        "curves": [confidences.curves(system) for system in systems],
        "sections": _sections(parts, sides),
        "examples": 3,
        "cost": tables.cost,
    }
    return page.render(parts, palette, title=title, sides=sides, more=more)


def annotation(documents: Iterable[Document], title: str) -> str:
    """One annotation to proof-read: documents with everything that is annotated in them.

    Args:
        documents: with their texts, under `without_unset`.
        title: of the page.

    >>> from presscheck.document.model import Mention
    >>> doc = Document(id="d", text="Oslo.", mentions=[Mention(start=0, end=4, type="GPE", entity="o")],
    ...                entities=[], events=None, quotes=None, marked_uses=None)
    >>> "Oslo</i>" in annotation([doc], "mine")
    True
    """
    palette = style.Palette()
    views = [gathering.alone(doc) for doc in documents]
    parts = [alone(views, palette)]
    return page.render(
        parts, palette, title=title, sides=Sides("annotation", ""), more={}, template="show.html"
    )[""]


def _scores(result: Result) -> dict[str, Any]:
    """Return the parts of a result that the template shows."""
    header, rows = numbers.table(result)
    notes = result_table.notes(result)
    scope = [
        note for note in notes if not note.startswith(("warning:", "invented:", "anchored:", "no interval"))
    ]
    return {
        "headlines": numbers.headlines(result),
        "header": header,
        "rows": rows,
        "scope": scope,
        "notes": notes,
        "settings": numbers.settings(result),
        "signature": str(result.signature),
    }


def _sections(parts: Sequence[SystemPart], sides: Sides) -> list[tuple[str, str]]:
    """The sections of the page, as links; of several systems those of the first."""
    first, whole = parts[0], not parts[0].addresses.split
    scores, problems, errors = (
        ("Agreement", "Differences", "Every difference") if sides.equals else ("Scores", "Problems", "Errors")
    )
    known = [
        ("compared", "Compared", len(parts) > 1),
        ("scores", scores, True),
        ("problems", problems, True),
        ("documents", "Documents", len(first.contents) > 1),
        ("text", "Text", whole),
        ("errors", errors, whole),
        ("entities", "Entities", whole and any(d.view.entities for d in first.documents)),
        ("speakers", "Who said what", whole and any(d.view.speakers for d in first.documents)),
        ("confusion", "Confusion", first.confusion is not None),
        ("notes", "Settings", True),
    ]
    return [(name, title) for name, title, there in known if there]
