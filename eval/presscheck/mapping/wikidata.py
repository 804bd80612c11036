"""Redirects: ids of a knowledge base that were merged into others, so that an old id is not a wrong one."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import msgspec

from presscheck.document import jsonl, strict_json
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.mapping.item_ids import given as given_ids
from presscheck.mapping.item_ids import is_item, understood
from presscheck.text.kinds import kind

Given: TypeAlias = str | os.PathLike[str] | Mapping[str, str]
"""A table, or the file it is in."""


class Redirects(msgspec.Struct, frozen=True):
    """A table of ids and their canonical ids, chains followed to their end.

    Args:
        targets: id -> canonical id; both in the form that `item_ids.understood` gives.
        label: name and digest, for the signature.
    """

    targets: dict[str, str]
    label: str

    def applied(self, doc: Document) -> Document:
        """The document with canonical ids, whatever their spelling; null where a spelling means none."""
        names = set(given_ids(doc))
        if all(map(is_item, names)) and names.isdisjoint(self.targets):
            return doc
        changed = [
            msgspec.structs.replace(e, wikidata=self._end(e.wikidata)) if isinstance(e.wikidata, str) else e
            for e in doc.entities or ()
        ]
        return msgspec.structs.replace(doc, entities=changed)

    def _end(self, name: str) -> str | None:
        item = understood(name)
        return item if item is None else understood(self.targets.get(item, item))


NO_REDIRECTS = Redirects({}, "")
"""Default if no table was given: spellings alone."""


def load(given: Given) -> Redirects:
    """A table from a file or a mapping.

    Args:
        given: a mapping; or a file that holds a JSON object, or lines of an id, a tab and its canonical id.

    Raises:
        InvalidInputError: the file is not such a table, or ids redirect to each other in a circle.
        UsageError: the file cannot be opened.

    >>> sorted(load({"Q1": "Q2", "Q2": "Q3"}).targets.items())
    [('Q1', 'Q3'), ('Q2', 'Q3')]
    """
    if not isinstance(given, Mapping | str | os.PathLike):
        raise UsageError(f"redirects: expected a file or a mapping of ids, got {kind(given)}")
    if isinstance(given, Mapping):
        content, name, table = json.dumps(dict(given), sort_keys=True).encode(), "objects", dict(given)
    else:
        name = os.fspath(given)
        with jsonl.opened(name) as file:
            content = file.read()
        table = _parsed(content, name)
    table = {understood(start) or start: understood(end) or end for start, end in table.items()}
    targets: dict[str, str] = {}
    for start in table:
        _follow(start, table, targets, name)
    return Redirects(targets, f"{Path(name).stem}@{hashlib.sha256(content).hexdigest()[:8]}")


def _parsed(content: bytes, name: str) -> dict[str, str]:
    try:
        text = content.decode("utf-8")
        if not text.lstrip().startswith("{"):
            return _columns(text, name)
        return msgspec.convert(strict_json.loads(text), dict[str, str])
    except (UnicodeDecodeError, ValueError) as error:
        if isinstance(error, InvalidInputError):
            raise
        raise _invalid(f"this is not a table of ids: {error}", name) from None


def _columns(text: str, name: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if cells == [""]:
            continue
        if len(cells) != 2 or not all(cells):
            raise _invalid("expected an id, a tab and its canonical id", name, number)
        if table.setdefault(cells[0], cells[1]) != cells[1]:
            raise _invalid(
                f"{cells[0]} has two canonical ids, {table[cells[0]]} and {cells[1]}", name, number
            )
    return table


def _follow(start: str, table: Mapping[str, str], targets: dict[str, str], name: str) -> None:
    """Add the end of the chain that begins at an id, for every id on the way to it."""
    chain = dict.fromkeys([start])
    here = start
    while here not in targets and (after := table.get(here, here)) != here:
        if after in chain:
            raise _invalid(f"ids redirect in a circle: {' > '.join([*chain, after])}", name)
        chain[after] = None
        here = after
    end = targets.get(here, here)
    targets.update(dict.fromkeys(chain.keys() & table.keys(), end))


def _invalid(message: str, name: str, line: int | None = None) -> InvalidInputError:
    return InvalidInputError(
        [Finding(rule="redirects", level="error", message=message, file=name, line=line)]
    )
