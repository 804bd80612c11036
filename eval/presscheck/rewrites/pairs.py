"""Minimal pairs: two short documents that differ in one thing (internal)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from presscheck.document.model import Document
from presscheck.rewrites.notation import document

SIDES = ("a", "b")


class Pair(NamedTuple):
    """A minimal pair.

    Args:
        name: its id.
        phenomenon: what it tests.
        asks: the measures that must be 1 in both documents, or undefined where gold asks nothing.
        documents: both, with the ids `NAME~a` and `NAME~b`.
    """

    name: str
    phenomenon: str
    asks: tuple[str, ...]
    documents: tuple[Document, Document]


@cache
def load() -> tuple[Pair, ...]:
    """The shipped pairs, file by file.

    >>> pair = load()[0]
    >>> pair.phenomenon, [doc.id for doc in pair.documents]
    ('negation', ['negation-will-not~a', 'negation-will-not~b'])
    """
    folder = Path(__file__).with_name("pairs")
    return tuple(
        pair for path in sorted(folder.glob("*.toml")) for pair in read(path.read_text(encoding="utf-8"))
    )


def read(text: str) -> list[Pair]:
    """The pairs of one file.

    Args:
        text: TOML: `entities`, and a table for each `pair`.

    Raises:
        ValueError: a pair is not written as the notation asks; the message has its name.
    """
    table = tomllib.loads(text)
    pairs = []
    for row in table["pair"]:
        name, title = row["name"], f"{row['phenomenon'].capitalize()}: a minimal pair"
        try:
            a, b = (document(f"{name}~{side}", title, row[side], table["entities"]) for side in SIDES)
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError(f"pair {name!r}: {type(error).__name__}: {error}") from None
        pairs.append(Pair(name, row["phenomenon"], tuple(row["asks"]), (a, b)))
    return pairs
