"""RAMS: JSONL of a document of five sentences a line, with a trigger and its arguments, the end included.

Predictions in the layout of its scorer have no words: they count the tokens of
the known text, which are parted by blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from presscheck.document.model import ABSENT, Argument, Document, Event, Offsets
from presscheck.formats import listed, losses, windows
from presscheck.formats.source import Source, field, records
from presscheck.formats.windows import Placed, Window
from presscheck.text import wording

LINKS = {"gold": "gold_evt_links", "predicted": "predictions"}
KNOWN = ("doc_key", "sentences", "evt_triggers", "ent_spans", *LINKS.values(), "split")
"""Keys that are read, or say nothing more: `ent_spans` are the arguments again."""
_ROLE = re.compile(r"evt\d+arg\d+(.+)")


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Triggers and links of RAMS, or a list of its scorer's predictions."""
    rows = [row for row in records(begin) if "doc_key" in row]
    keys = ("evt_triggers", "gold_evt_links")
    own = [f"`{key}`" for key in keys if any(isinstance(row.get(key), list) for row in rows)]
    if own and any("sentences" in row for row in rows):
        yield "`doc_key` and `sentences`"
    yield from own
    bare = [row for row in rows if isinstance(row.get("predictions"), list) and "sentences" not in row]
    if bare:
        yield "`doc_key` without `sentences`"
        yield "`predictions`"


def read(source: Source) -> Iterator[Document]:
    """Documents with events.

    Raises:
        InvalidInputError: not RAMS' layout, or predictions about an unknown text; says where.
    """
    for placed in windows.wholes(source, _windows(source)):
        yield windows.document(placed.window.document, placed.laid, None, _events(placed))


def _windows(source: Source) -> Iterator[Window]:
    for line, path, value in windows.objects(source):
        name = field(source, value, "doc_key", str, line, path)
        if "sentences" in value:
            sentences = windows.sentences(source, value, line, path)
        elif name in source.texts:
            sentences = [[token for token in source.texts[name].split(" ") if token.strip()]]
        else:
            say = f"no `sentences` and no known text {name!r}; give it with {wording.name('texts')}"
            source.fail(say, line, path=path)
        losses.count_keys(source.notes, value, KNOWN, "documents")
        yield Window(name, line, path, value, sentences)


def _events(placed: Placed) -> list[Event]:
    """The events by their triggers: those of `evt_triggers`, and those that predictions name alone."""
    types: dict[Offsets, tuple[dict[str, Any], str | None]] = {}
    for path, row in listed.under(placed, "evt_triggers"):
        place = listed.span(placed, row, path)
        types[place["start"], place["end"]] = place, _type(placed, listed.third(row), f"{path}[2]")
    fillers: dict[Offsets, list[Argument]] = {at: [] for at in types}
    for path, row in _links(placed):
        place = listed.span(placed, row[0], f"{path}[0]")
        at = (place["start"], place["end"])
        types.setdefault(at, (place, None))
        fillers.setdefault(at, []).append(_argument(placed, row, path))
    return [
        Event(
            **place,
            type=ABSENT if kind is None else kind,
            arguments=fillers[at],
        )
        for at, (place, kind) in types.items()
    ]


def _links(placed: Placed) -> Iterator[tuple[str, list[Any]]]:
    """Trigger, argument and role of each link, in a list; each with its path."""
    for path, row in listed.under(placed, LINKS["gold"]):
        listed.label(placed, listed.third(row), path)
        yield path, row
    trigger: Any = None
    for path, rows in listed.under(placed, LINKS["predicted"]):
        for i, row in enumerate(listed.items(placed, rows, path)):
            if i == 0:
                trigger = row
            else:
                filler = listed.items(placed, row, f"{path}[{i}]")
                yield f"{path}[{i}]", [trigger, filler, listed.third(filler), *filler[listed.LABELLED :]]


def _type(placed: Placed, kinds: Any, path: str) -> str:
    """The first type of a trigger; further ones are counted."""
    if not isinstance(kinds, list) or not kinds or not isinstance(kinds[0], list) or not kinds[0]:
        placed.laid.source.fail(f"{kinds!r}; expected [[type, score]]", placed.window.line, path=path)
    losses.count_records(placed.laid.source.notes, "further types of triggers left out", kinds[1:])
    return listed.label(placed, kinds[0][0], path)


def _argument(placed: Placed, row: list[Any], path: str) -> Argument:
    """An argument; its role is what follows `evt` and `arg` with their numbers."""
    role = _ROLE.sub(r"\1", listed.label(placed, row[2], path))
    return Argument(**listed.span(placed, row[1], path), role=role, confidence=listed.sure(row))
