"""List the items that were right in a document and are wrong in a rewrite of it, with both texts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.measure.error_record import ErrorRecord, context
from presscheck.measure.settings import Settings
from presscheck.rewrites.edits import Edit, PlaceMap
from presscheck.rewrites.sets import ScoredSet, chosen
from presscheck.rewrites.variant import ORIGINAL, Variant, parts, rewritten
from presscheck.scoring import problems
from presscheck.text import wording


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """An item that a rewrite has cost.

    Args:
        error: the error in the rewritten document.
        before: the words around in the document as it was; empty where they are inserted ones.
        after: the words around in the rewritten one.
    """

    error: ErrorRecord
    before: str
    after: str


class Losses(msgspec.Struct, frozen=True, kw_only=True):
    """The items that a rewrite has cost.

    Args:
        items: by document, layer and place.
        skipped: layers that were not compared, and why.
    """

    items: list[Loss]
    skipped: dict[str, str]


def losses(
    challenge: ScoredSet,
    pred: str | os.PathLike[str] | Iterable[Document],
    rewrite: str,
    settings: Settings | None = None,
) -> Losses:
    """The errors in documents after one rewrite that the same documents do not have as they were.

    An item that had another error before, such as a wrong boundary, and is missed now is among them.

    Args:
        challenge: the set.
        pred: a file, or documents.
        rewrite: its name.
        settings: as for a score.

    Raises:
        InvalidInputError: with every reason why the input cannot be compared.
        UsageError: there is no such rewrite, the prediction lacks one side, or the set was made otherwise.
    """
    (row,) = chosen([rewrite])
    given = {doc.id: doc for doc in (jsonl.read(pred) if isinstance(pred, str | os.PathLike) else pred)}
    names = [name for name, kind in map(parts, challenge.documents) if kind == rewrite]
    ids = [f"{name}~{side}" for name in names for side in (ORIGINAL, rewrite)]
    lacking = next((one for one in ids if one not in given), None)
    if not names or lacking:
        raise UsageError(
            f"the prediction has no {lacking}" if lacking else f"the set has no rewrite {rewrite!r}"
        )
    found = problems.find(
        [challenge.documents[one] for one in ids],
        [given[one] for one in ids],
        **msgspec.structs.asdict(settings or Settings()),
    )
    lost: list[Loss] = []
    for name in names:
        old = challenge.documents[f"{name}~{ORIGINAL}"]
        made = rewritten(replace(old, id=name), row)
        if not isinstance(made, Variant) or made.document != challenge.documents[f"{name}~{rewrite}"]:
            raise UsageError(
                f"{name}~{rewrite} was made by another version; run {wording.verb('challenge make')} again"
            )
        lost += _of_document(found.errors, old, made)
    return Losses(items=lost, skipped=found.skipped)


def _of_document(errors: list[ErrorRecord], old: Document, made: Variant) -> Iterator[Loss]:
    """The losses of one document, in the order of the list of errors."""
    places = PlaceMap([Edit(*edit) for edit in made.undo.edits])
    known: dict[_Item, set[str]] = {}
    for error in errors:
        if error.doc == old.id:
            known.setdefault(_item(error, None), set()).add(error.kind)
    text = made.document.text or ""
    for error in errors:
        before = known.get(_item(error, places), set())
        if error.doc == made.document.id and before.isdisjoint((error.kind, "missed")):
            start, end = places.span(*error.place)
            words = context(old.text or "", start, end) if start < end else ""
            yield Loss(error=error, before=words, after=context(text, *error.place))


_Item: TypeAlias = tuple[str, str, tuple[int, int]]


def _item(error: ErrorRecord, places: PlaceMap | None) -> _Item:
    """Return the place of an error in the original: of its gold item, else of its predicted one."""
    place = places.span(*error.place) if places else error.place
    return error.layer, "gold" if error.gold else "pred", place
