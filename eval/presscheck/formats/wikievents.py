"""WikiEvents: JSONL of a document a line, with entity and event mentions by tokens of the document.

The records are TextEE's, and arguments name the mention that fills them. A
folder `coref` beside the file, with a `.jsonlines` of its name, says which
mentions are one entity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from presscheck.document import strict_json
from presscheck.document.model import Document, Mention
from presscheck.formats import losses, textee, windows
from presscheck.formats.source import Source, field, records
from presscheck.formats.windows import Placed, Window

KEYS = {"doc_id", "tokens", "sentences", "event_mentions"}
KNOWN = (*KEYS, "text", "entity_mentions", *textee.LEFT_OUT)


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Tokens of a document with sentences of their own, and events that are not TextEE's windows."""
    rows = [row for row in records(begin) if {"doc_id", "tokens"} <= row.keys()]
    rows = [row for row in rows if not row.keys() & {*textee.SIGNS, "graph"}]
    yield from ["`doc_id` and `tokens` without a window"][: len(rows)]
    keys = ("event_mentions", "entity_mentions")
    yield from [f"`{key}`" for key in keys if any(isinstance(row.get(key), list) for row in rows)][:1]


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and events.

    Raises:
        InvalidInputError: not WikiEvents' layout; says where.
    """
    chains = _chains(source)
    for placed in windows.wholes(source, _windows(source)):
        yield _document(placed, chains.get(placed.window.document))


def _windows(source: Source) -> Iterator[Window]:
    for line, path, value in windows.objects(source):
        name = field(source, value, "doc_id", str, line, path)
        words = windows.tokens(source, value, line, path)
        losses.count_keys(source.notes, value, KNOWN, "documents")
        text = value.get("text")
        sentences = _sentences(source, value, words, line, path)
        yield Window(name, line, path, value, sentences, text if isinstance(text, str) else None)


def _sentences(
    source: Source, value: Mapping[str, Any], words: list[str], line: int, path: str
) -> list[list[str]]:
    """The tokens by sentences, each of which is a list of tokens with their places and its text.

    Raises:
        InvalidInputError: the sentences have other tokens than the document.
    """
    if not value.get("sentences"):
        return [words]
    split: list[list[str]] = []
    for i, row in enumerate(field(source, value, "sentences", list, line, path)):
        try:
            split.append([str(token[0]) for token in row[0]])
        except (TypeError, IndexError, KeyError):
            source.fail("expected [[[token, start, end], …], text]", line, path=f"{path}.sentences[{i}]")
    if [token for sentence in split for token in sentence] != words:
        source.fail("the sentences have other tokens than `tokens`", line, path=f"{path}.sentences")
    return split


def _document(placed: Placed, entity_of: Mapping[str, str] | None) -> Document:
    name, value = placed.window.document, placed.window.value
    table = textee.mentions(placed, name) if "entity_mentions" in value else None
    mentions = None if table is None else [*_grouped(table, entity_of)]
    events = [*textee.events(placed, name)] if "event_mentions" in value else None
    return windows.document(name, placed.laid, mentions, events)


def _grouped(table: Mapping[str, Mention], entity_of: Mapping[str, str] | None) -> Iterator[Mention]:
    """Mentions with the number of their cluster; without clusters as they are."""
    for name, mention in table.items():
        yield mention if entity_of is None else replace(mention, entity=entity_of.get(name))


def _chains(source: Source) -> dict[str, dict[str, str]]:
    """Document -> mention -> number of its cluster, from the file in `coref`; nothing without one.

    Raises:
        InvalidInputError: a line of that file is not `doc_key` and `clusters` of mention ids.
    """
    path = source.path.parent / "coref" / f"{source.path.stem}.jsonlines"
    found: dict[str, dict[str, str]] = {}
    if not path.is_file():
        return found
    for number, line in enumerate(source.content(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = strict_json.loads(line)
            ids = {str(one): str(i) for i, some in enumerate(row["clusters"], 1) for one in some}
            found[str(row["doc_key"])] = ids
        except (ValueError, TypeError, KeyError):
            source.fail("expected `doc_key` and `clusters`, lists of mention ids", number, file=path)
    return found
