"""What to say of the ids of documents: unknown, missing, there twice."""

from __future__ import annotations

from collections.abc import Iterable

from presscheck.text.nearest import nearest


def unknown_id(name: str, known: Iterable[str]) -> str:
    """What to say of a predicted document that gold does not have."""
    return f"the gold has no document {name!r}; {nearest(name, known)}"


def missing_id(file: str) -> str:
    """What to say of a gold document that a prediction does not have."""
    return f"{file} has no prediction for this document (`--missing empty` counts it as empty)"


def repeated_id(name: str, first: int) -> str:
    """What to say of a document id that already stands in line `first`."""
    return f"document id {name!r} stands here and in line {first}; ids are unique"
