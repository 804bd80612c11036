"""Read a user's objects as documents: paths, documents, dicts, spaCy's, data frames (internal)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from math import isnan
from typing import Any, TypeAlias

from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.formats import spacy
from presscheck.scoring.intake import Source
from presscheck.text.kinds import kind
from presscheck.validation import file

Held: TypeAlias = Any
"""A path; a `Document`, a dict or a spaCy `Doc`; an iterable of them; a data frame; a `Dataset`."""

Name: TypeAlias = Callable[[str], str]
"""From a text to the id of the document that has it."""

_EXPECTED = (
    "expected a path, a Document, a dict with `id`, a spaCy Doc, a list of these, a DataFrame with a row for "
    "each document or a datasets.Dataset"
)


def sides(gold: Held, pred: Held) -> tuple[Source, Source]:
    """Gold and a prediction as the scorer takes them.

    Args:
        gold: what the user holds, or the name of a shipped gold; None for the shipped article.
        pred: what the user holds. A spaCy `Doc` is about the gold document that has its text.

    Raises:
        UsageError: one of them is nothing that holds documents; the message says what was expected.
    """
    golds = documents(named(gold), "gold")
    if _holds_spacy(pred) and not isinstance(golds, str | os.PathLike):
        golds = [*map(jsonl.from_plain, golds)]
    return golds, documents(pred, "pred", by_text(golds))


def named(gold: Held) -> Held:
    """A gold, with the file in place of the name of a shipped one; None is the shipped article.

    >>> named(None) == named("article"), named("companions").name, named([])
    (True, 'companions.jsonl', [])
    """
    return shipped.gold(gold) if gold is None or isinstance(gold, str) else gold


def by_name(held: Any, name: str, least: int = 1) -> Mapping[str, Held]:
    """Documents of several systems or annotators, by name.

    Args:
        held: a dict from names to documents.
        name: of the argument, for messages.
        least: how many there must be.

    Raises:
        UsageError: it is something else, one document for example, or has fewer.
    """
    many = "one or more names" if least == 1 else f"{least} or more names"
    if not isinstance(held, Mapping) or "id" in held:
        raise UsageError(f"{name}: expected a dict from {many} to documents, got {kind(held)}")
    if len(held) < least:
        raise UsageError(f"{name}: expected a dict from {many} to documents, got {len(held)}")
    return held


def documents(held: Held, name: str, ids: Name | None = None) -> Source:
    """Return a user's object as a path, or as an iterable of documents and dicts.

    Args:
        held: what the user holds.
        name: of the argument, for messages.
        ids: from a text to an id, for a spaCy `Doc`; by default it must have one in `doc.user_data["id"]`.

    Raises:
        UsageError: it is nothing that holds documents.

    >>> documents({"id": "d"}, "gold"), documents("gold.jsonl", "gold")
    ([{'id': 'd'}], 'gold.jsonl')
    """
    if isinstance(held, str | os.PathLike):
        return held
    if _is_document(held):
        return [_one(held, name, 1, ids)]
    if _is_frame(held):
        return [_cell_by_cell(row) for row in held.to_dict("records")]
    if isinstance(held, Iterable) and not isinstance(held, bytes | bytearray):
        items = [*held] if iter(held) is held else held  # the errors of a result need them again
        return _Each(lambda: (_one(item, name, n, ids) for n, item in enumerate(items, 1)))
    raise UsageError(f"{name}: {_EXPECTED}; got {kind(held)}")


def read(held: Held, name: str, ids: Name | None = None) -> Iterator[Document]:
    """The documents that a user holds, one at a time.

    Args:
        held: what the user holds; None for the shipped gold.
        name: of the argument, for messages.
        ids: from a text to an id, for a spaCy `Doc`.

    Raises:
        InvalidInputError: at the first that is not a document.
        UsageError: it is nothing that holds documents, or the file cannot be opened.
    """
    yield from each(documents(named(held), name, ids))


def each(source: Source) -> Iterator[Document]:
    """The documents of a source, one at a time.

    Args:
        source: from `documents`.
    """
    yield from jsonl.read(source) if isinstance(source, str | os.PathLike) else map(jsonl.from_plain, source)


def corpus(held: Held, name: str) -> list[Document]:
    """The documents of annotated texts, checked as `score` checks gold.

    Args:
        held: what the user holds; None for the shipped gold.
        name: of the argument, for messages.

    Raises:
        InvalidInputError: with every error of a file; at the first object that is not a document.
        UsageError: it is nothing that holds documents, or the file cannot be opened.
    """
    source = named(held)
    return file.corpus(source) if isinstance(source, str | os.PathLike) else [*read(held, name)]


class _Each:
    """An iterable of documents that can be gone through as often as what it is made of."""

    def __init__(self, make: Callable[[], Iterator[Any]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Any]:
        return self._make()


def _is_document(value: Any) -> bool:
    return isinstance(value, Document | Mapping) or _is_spacy(value)


def _is_spacy(value: Any) -> bool:
    """Return whether a value is a spaCy `Doc`; spaCy is not imported for it."""
    return type(value).__module__.startswith("spacy.") and type(value).__name__ == "Doc"


def _holds_spacy(held: Held) -> bool:
    return _is_spacy(held) or (isinstance(held, list | tuple) and any(map(_is_spacy, held)))


def _is_frame(value: Any) -> bool:
    """Return whether a value is a data frame: a table of columns that gives its rows as dicts."""
    return hasattr(value, "columns") and callable(getattr(value, "to_dict", None))


def _one(value: Any, name: str, number: int, ids: Name | None) -> Document | dict[str, Any]:
    if isinstance(value, Document):
        return value
    if _is_spacy(value):
        return spacy.document(value, _id_of(value, name, number, ids))
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    expected = "expected a Document, a dict with `id` or a spaCy Doc"
    raise UsageError(f"{name}, item {number}: {expected}; got {kind(value)}")


def _id_of(doc: Any, name: str, number: int, ids: Name | None) -> str:
    own = doc.user_data.get("id")
    if isinstance(own, str):
        return own
    if ids is not None:
        return ids(doc.text)
    raise UsageError(f'{name}, item {number}: a spaCy Doc has no id; set `doc.user_data["id"]`')


def by_text(gold: Held, otherwise: str | None = None) -> Name:
    """From a text to the id of the gold document that has it; gold is read when it is first asked for.

    Args:
        gold: what the user holds; None for the shipped article.
        otherwise: the id of a text that gold does not have; by default that is an error.
    """

    @cache
    def known() -> dict[str, str]:
        return {doc.text: doc.id for doc in read(gold, "gold") if isinstance(doc.text, str)}

    def name(text: str) -> str:
        found = known().get(text, otherwise)
        if found is None:
            raise UsageError(
                f"no gold document has the text of the spaCy Doc that begins {text[:30]!r}; "
                'set `doc.user_data["id"]`, or give the text as gold has it'
            )
        return found

    return name


def _plain(value: Any) -> Any:
    """Dates as ISO 8601, inside lists and dicts too: loaders of tables make dates out of strings.

    >>> _plain({"published": datetime(2026, 3, 1)})
    {'published': '2026-03-01'}
    """
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return (value.date() if midnight else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [*map(_plain, value)]
    tolist = getattr(value, "tolist", None)  # an array of NumPy, as data frames hold lists
    return _plain(tolist()) if callable(tolist) else value


def _cell_by_cell(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of a data frame without its empty cells: not a number means not given."""
    return {str(key): _plain(value) for key, value in row.items() if not _is_nan(value)}


def _is_nan(value: Any) -> bool:
    missing = value is None or type(value).__name__ in ("NaTType", "NAType")
    return missing or (isinstance(value, float) and isnan(value))
