"""Minimal pairs: a passage of a companion with its gold, and the same with one thing changed (internal).

A pair is a table in `pairs/*.toml`:

    of = "companion-merger"                  the document
    text = "We sold the mill."               the passage, as it is there, once
    edits = [["sold the mill", "{sold|} no mill"]]
    events.sold = "polarity=negative"        labels that change with it

An edit is the words before, which occur once in the passage, and after. In the
first, brackets hold the words where a context is needed to tell them; in the
second, `{…|}` holds the words that stand for the first ones, and what is around
them is inserted. `relabel` explains the labels.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import UNSET

from presscheck.document import jsonl, shipped
from presscheck.document.canonical import canonical
from presscheck.document.model import Document
from presscheck.rewrites.carry import carried
from presscheck.rewrites.edits import Edit
from presscheck.rewrites.relabel import place, places, relabelled

_STANDS = re.compile(r"(?P<before>.*)\{(?P<words>.*)\|\}(?P<after>.*)", re.DOTALL)


SIDES = ("a", "b")
"""Suffixes after the `~` in the ids of the two documents of a pair."""


class Pair(NamedTuple):
    """A minimal pair.

    Args:
        name: its id.
        phenomenon: what it tests.
        of: the id of the document that the first side is a passage of.
        asks: the measures that must be 1 in both documents, or undefined where gold asks nothing.
        documents: both, with the ids `NAME~a` and `NAME~b`.
    """

    name: str
    phenomenon: str
    of: str
    asks: tuple[str, ...]
    documents: tuple[Document, Document]


@cache
def load() -> tuple[Pair, ...]:
    """The shipped pairs, file by file.

    >>> pair = load()[0]
    >>> pair.phenomenon, [doc.id for doc in pair.documents]
    ('negation', ['negation-resign~a', 'negation-resign~b'])
    """
    folder = Path(__file__).with_name("pairs")
    companions = {doc.id: doc for doc in jsonl.read(shipped.gold("companions"))}
    files = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))]
    return tuple(pair for text in files for pair in read(text, companions))


def read(text: str, companions: Mapping[str, Document]) -> list[Pair]:
    """The pairs of one file.

    Args:
        text: TOML, a table for each `pair`.
        companions: id -> document that passages are of.

    Raises:
        ValueError: a pair names words or a label that are not there; the message has its name.
    """
    pairs = []
    for row in tomllib.loads(text)["pair"]:
        try:
            documents = _sides(companions[row["of"]], row)
        except (KeyError, ValueError) as error:
            raise ValueError(f"pair {row['name']!r}: {type(error).__name__}: {error}") from None
        pairs.append(Pair(row["name"], row["phenomenon"], row["of"], tuple(row["asks"]), documents))
    return pairs


def _sides(doc: Document, row: Mapping[str, Any]) -> tuple[Document, Document]:
    title = f"{row['phenomenon'].capitalize()}: a minimal pair"
    a = passage(doc, row["text"], {"id": f"{row['name']}~a", "title": title})
    edits = [edit for before, after in row["edits"] for edit in _edits(a.text or "", before, after)]
    b = carried(a, edits, {"id": f"{row['name']}~b", "paragraphs": UNSET})
    return canonical(a), canonical(relabelled(b, row, doc.entities or []))


def passage(doc: Document, words: str, fields: Mapping[str, Any]) -> Document:
    """The passage of a document, with the gold that it has there.

    Args:
        doc: gold.
        words: the passage, which occurs once.
        fields: other values of the document itself.

    Raises:
        ValueError: it does not occur once.

    >>> passage(Document(id="d", text="It rained. We met."), "We met.", {"id": "e"}).text
    'We met.'
    """
    text = doc.text or ""
    start, end = place(text, words)
    outside = (Edit(0, start, ""), Edit(end, len(text), ""))
    return carried(doc, [edit for edit in outside if edit.start < edit.end], fields)


def _edits(text: str, before: str, after: str) -> list[Edit]:
    start, end = places(text, before)[0]
    match = _STANDS.fullmatch(after)
    if not match:
        return [Edit(start, end, after)]
    around = (Edit(start, start, match["before"]), Edit(end, end, match["after"]))
    whole = [] if match["words"] == text[start:end] else [Edit(start, end, match["words"])]
    return [*(edit for edit in around if edit.text), *whole]
