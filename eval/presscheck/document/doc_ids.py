"""Messages about the ids of documents: unknown, missing, repeated."""

from __future__ import annotations

from collections.abc import Iterable

from presscheck.text import wording
from presscheck.text.nearest import nearest


def unknown_id(name: str, known: Iterable[str]) -> str:
    """Return the message for a predicted document that gold does not have."""
    return f"the gold has no document {name!r}; {nearest(name, known)}"


def missing_id(file: str) -> str:
    """Return the message for a gold document that a prediction does not have."""
    way_out = f"{wording.option('missing', 'empty')} counts it as empty"
    return f"{file} has no prediction for this document ({way_out})"


def repeated_id(name: str, first: int) -> str:
    """Return the message for a document id that is already in line `first`."""
    return f"document id {name!r} is here and in line {first}; give each document an id of its own"
