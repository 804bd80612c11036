"""Read a user's objects as documents: paths, documents, dicts, spaCy's, data frames (internal)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from math import isnan
from typing import Any, TypeAlias

from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.formats import spacy
from presscheck.scoring.intake import Source

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
    if not _holds_spacy(pred):
        return golds, documents(pred, "pred")
    kept = golds if isinstance(golds, str | os.PathLike) else [*map(jsonl.from_plain, golds)]
    return kept, documents(pred, "pred", _by_text(kept))


def named(gold: Held) -> Held:
    """A gold, with the file in place of the name of a shipped one; None is the shipped article.

    >>> named(None) == named("article"), named("companions").name, named([])
    (True, 'companions.jsonl', [])
    """
    return shipped.gold(gold) if gold is None or isinstance(gold, str) else gold


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
    raise UsageError(f"{name}: {_EXPECTED}; got {_kind(held)}")


def read(held: Held, name: str) -> Iterator[Document]:
    """The documents that a user holds, one at a time.

    Args:
        held: what the user holds; None for the shipped gold.
        name: of the argument, for messages.

    Raises:
        InvalidInputError: at the first that is not a document.
        UsageError: it is nothing that holds documents, or the file cannot be opened.
    """
    source = documents(named(held), name)
    yield from jsonl.read(source) if isinstance(source, str | os.PathLike) else map(jsonl.from_plain, source)


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
    raise UsageError(f"{name}, item {number}: {expected}; got {_kind(value)}")


def _id_of(doc: Any, name: str, number: int, ids: Name | None) -> str:
    own = doc.user_data.get("id")
    if isinstance(own, str):
        return own
    if ids is not None:
        return ids(doc.text)
    raise UsageError(f'{name}, item {number}: a spaCy Doc has no id; set `doc.user_data["id"]`')


def _by_text(gold: Source) -> Name:
    """From a text to the id of the gold document that has it."""
    documents = jsonl.read(gold) if isinstance(gold, str | os.PathLike) else iter(gold)
    known = {doc.text: doc.id for doc in documents if isinstance(doc, Document) and isinstance(doc.text, str)}

    def name(text: str) -> str:
        if text not in known:
            raise UsageError(
                f"pred: no gold document has the text of the spaCy Doc that begins {text[:30]!r}; "
                'set `doc.user_data["id"]`, or give the text as gold has it'
            )
        return known[text]

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


def _kind(value: Any) -> str:
    """Describe a value in words that name its type."""
    kind = type(value)
    home = "" if kind.__module__ == "builtins" else f"{kind.__module__.partition('.')[0]}."
    return f"{'an' if kind.__name__[:1].lower() in 'aeiou' else 'a'} {home}{kind.__name__}"
