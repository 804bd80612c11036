"""`presscheck report`: from gold and predictions to the files of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from presscheck.document.model import Document
from presscheck.drawing import style
from presscheck.reporting.pages import gathering, numbers, page, tables
from presscheck.reporting.pages.gathering import System
from presscheck.reporting.pages.page import Sides
from presscheck.reporting.pages.parts import SystemPart, alone
from presscheck.reporting.pages.parts import part as part_of
from presscheck.scoring import result_table
from presscheck.scoring.intake import Source
from presscheck.scoring.result import Result


def report(
    gold: Source,
    preds: Mapping[str, Source],
    *,
    gold_name: str = "gold",
    largest: int = page.LARGEST,
    **settings: Any,
) -> dict[str, str]:
    """Score predictions and make a report of them.

    Args:
        gold: a JSONL file, or documents, or plain dicts.
        preds: name -> prediction.
        gold_name: what gold is called in the title.
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
        gathering.gather(gold, pred, name, collect=several, **settings) for name, pred in preds.items()
    ]
    title = f"{' and '.join(preds)} against {gold_name}"
    files = _files(systems, title, Sides(), split=False)
    too_large = len(files[""].encode("utf-8", "replace")) > largest
    return _files(systems, title, Sides(), split=True) if too_large else files


def _files(systems: Sequence[System], title: str, sides: Sides, *, split: bool) -> dict[str, str]:
    palette = style.Palette()
    prefixes = ["", *(f"s{n}-" for n in range(2, len(systems) + 1))]
    parts = [
        part_of(system, palette, split=split, prefix=prefix)
        for system, prefix in zip(systems, prefixes, strict=True)
    ]
    more = {
        "lead": [numbers.scope(systems[0].result)],
        "scores": [_scores(system.result) for system in systems],
        "columns": [tables.columns(system) for system in systems],
        "groups": [[] for _ in parts],
        "sections": _sections(parts),
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
    """What the template shows of a result."""
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


def _sections(parts: Sequence[SystemPart]) -> list[tuple[str, str]]:
    """The sections of the page, as links."""
    first = parts[0]
    known = [
        ("scores", "Scores", True),
        ("problems", "Problems", True),
        ("documents", "Documents", len(first.contents) > 1),
        ("text", "Text", not first.addresses.split),
        ("errors", "Errors", not first.addresses.split),
        ("entities", "Entities", any(d.view.entities for d in first.documents)),
        ("speakers", "Who said what", any(d.view.speakers for d in first.documents)),
        ("confusion", "Confusion", first.confusion is not None),
        ("compared", "Compared", len(parts) > 1),
        ("notes", "Settings", True),
    ]
    return [(name, title) for name, title, there in known if there]
