"""A challenge set: documents as they were, their variants, minimal pairs; made the same everywhere."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.document.output import replacing
from presscheck.rewrites import pairs
from presscheck.rewrites.rewrite import Rewrite
from presscheck.rewrites.table import REWRITES
from presscheck.rewrites.variant import ORIGINAL, NotMade, Variant, line, original, parts, records, rewritten
from presscheck.text import wording
from presscheck.text.nearest import nearest
from presscheck.validation.file import corpus

GOLD, TEXTS, EDITS, CARD = "gold.jsonl", "texts.jsonl", "edits.jsonl", "README.md"
"""The files of a folder that holds a challenge set."""


class ChallengeSet(NamedTuple):
    """Documents and their variants.

    Args:
        originals: under the ids `ID~original`.
        variants: of each document, in the order of the table.
        not_made: variants that do not exist, and why.
        pairs: minimal pairs.
    """

    originals: list[Document]
    variants: list[Variant]
    not_made: list[NotMade]
    pairs: tuple[pairs.Pair, ...]

    def documents(self) -> Iterator[Document]:
        """All of it as gold."""
        yield from self.originals
        yield from (variant.document for variant in self.variants)
        yield from (document for pair in self.pairs for document in pair.documents)


def made(gold: Sequence[Document], rewrites: Iterable[str] = (), *, with_pairs: bool = True) -> ChallengeSet:
    """The challenge set of some gold.

    Args:
        gold: documents with texts.
        rewrites: names; by default every row of the table.
        with_pairs: whether the minimal pairs belong to it.

    Raises:
        UsageError: there is no such rewrite, or a document has no text.
    """
    rows = chosen(rewrites)
    results = [rewritten(doc, row) for doc in gold for row in rows]
    return ChallengeSet(
        [original(doc) for doc in gold],
        [one for one in results if isinstance(one, Variant)],
        [one for one in results if isinstance(one, NotMade)],
        pairs.load() if with_pairs else (),
    )


def chosen(names: Iterable[str]) -> list[Rewrite]:
    """Rows of the table by name; every row for no names.

    Raises:
        UsageError: there is no such rewrite.
    """
    wanted = list(dict.fromkeys(names)) or list(REWRITES)
    for name in wanted:
        if name not in REWRITES:
            raise UsageError(f"there is no rewrite {name!r}; {nearest(name, REWRITES)}")
    return [REWRITES[name] for name in wanted]


def shipped_gold() -> list[Path]:
    """The files of gold that this copy of presscheck has."""
    first = shipped.gold()
    return [path for path in (first, first.with_name("companions.jsonl")) if path.is_file()]


def gold_of(path: str | os.PathLike[str] | None) -> list[Document]:
    """The gold to rewrite: a file, a shipped one by name, or all that is shipped.

    Raises:
        InvalidInputError: a document cannot be scored as gold.
        UsageError: the file cannot be opened.
    """
    paths = [shipped.gold(path)] if path is not None else shipped_gold()
    return [doc for one in paths for doc in corpus(one)]


class ScoredSet(NamedTuple):
    """A challenge set as gold to score by.

    Args:
        documents: id -> document.
        kept: id of a variant -> the share of gold's records that are left.
    """

    documents: dict[str, Document]
    kept: dict[str, float]


def read(where: str | os.PathLike[str] | None) -> ScoredSet:
    """The set that `challenge make` wrote, or the set of the shipped gold, made again.

    Args:
        where: the folder, or its `gold.jsonl`.

    Raises:
        InvalidInputError: a document cannot be scored as gold.
        UsageError: the folder or file is not there, or holds no set.
    """
    if where is None:
        docs = list(made(gold_of(None)).documents())
    else:
        path = Path(where)
        docs = corpus(path / GOLD if path.is_dir() else path)
    challenge = scored(docs)
    if not any(parts(name)[1] == ORIGINAL for name in challenge.documents):
        raise UsageError(
            f"{where}: no document is called ID~{ORIGINAL}; {wording.verb('challenge make')} writes a set"
        )
    return challenge


def scored(documents: Iterable[Document]) -> ScoredSet:
    """The documents of a set as gold to score by."""
    by_id = {doc.id: doc for doc in documents}
    return ScoredSet(by_id, {name: _kept(doc, by_id) for name, doc in by_id.items()})


def _kept(doc: Document, by_id: dict[str, Document]) -> float:
    before = by_id.get(f"{parts(doc.id)[0]}~{ORIGINAL}")
    whole = records(before) if before else 0
    return records(doc) / whole if whole else 1.0


def texts(documents: Iterable[Document]) -> Iterator[dict[str, str]]:
    """Ids and texts: what an extractor is given."""
    return ({"id": doc.id, "text": doc.text or ""} for doc in documents)


def write(folder: str | os.PathLike[str], made_set: ChallengeSet, card: str) -> None:
    """Write a set into a folder, which is made if it is not there.

    Args:
        folder: where: a new folder, an empty one, or one that holds a challenge set, which is replaced.
        made_set: from `made`.
        card: the text of its card.

    Raises:
        UsageError: the folder cannot be made or written, or holds something else.
    """
    path = Path(folder)
    if path.is_dir() and any(path.iterdir()) and not (path / EDITS).is_file():
        raise UsageError(
            f"{os.fspath(folder)}: this folder holds other files; name a new one for the challenge set"
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{os.fspath(folder)}: {error.strerror or error}") from None
    documents = list(made_set.documents())
    jsonl.write(path / GOLD, documents)
    jsonl.write_rows(path / TEXTS, texts(documents))
    jsonl.write_rows(path / EDITS, map(line, made_set.variants))
    with replacing(path / CARD) as file:
        file.write(card)
