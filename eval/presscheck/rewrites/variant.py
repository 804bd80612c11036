"""A variant: one document rewritten, proved to be as good as its original, with the way back."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from presscheck.document.canonical import canonical
from presscheck.document.model import Document
from presscheck.rewrites.carry import carried
from presscheck.rewrites.edits import Edit, inverse, ordered
from presscheck.rewrites.links import renamed
from presscheck.rewrites.rewrite import Rewrite, text_of, whole
from presscheck.rewrites.undo import Undo, undo
from presscheck.validation.file import check_document

ORIGINAL = "original"
"""Suffix after the `~` in the id of an unchanged document."""


class Variant(NamedTuple):
    """One document after one rewrite.

    Args:
        of: the id of the original.
        rewrite: the rewrite's name.
        document: with the id `OF~REWRITE`, in canonical order.
        edits: of the original's text.
        undo: the way back.
        kept: the share of the gold's records that are left.
    """

    of: str
    rewrite: str
    document: Document
    edits: list[Edit]
    undo: Undo
    kept: float


class NotMade(NamedTuple):
    """The reason why a document has no variant.

    Args:
        of: the id of the original.
        rewrite: the rewrite's name.
        reason: nothing to edit, or the rules that the result would break.
    """

    of: str
    rewrite: str
    reason: str


def rewritten(doc: Document, rewrite: Rewrite) -> Variant | NotMade:
    """One document after one rewrite; the same for the same document.

    Args:
        doc: gold, as it was read.
        rewrite: a row of the table.

    Raises:
        UsageError: the document has no text.

    >>> from presscheck.document.jsonl import loads
    >>> from presscheck.rewrites.table import REWRITES
    >>> doc = loads('{"id": "d", "text": "Oslo met Rome.", "mentions": [{"start": 9, "end": 13}]}')
    >>> made = rewritten(doc, REWRITES["upper-case"])
    >>> made.document.id, made.document.text
    ('d~upper-case', 'OSLO MET ROME.')
    """
    text = text_of(doc)
    plan = rewrite.plan(doc, Random(f"{doc.id}~{rewrite.name}"))  # noqa: S311 - no secret
    edits = ordered(plan.edits if rewrite.drops else whole(doc, plan.edits), len(text))
    if not edits:
        return NotMade(doc.id, rewrite.name, "it finds nothing to edit")
    fields = {"id": f"{doc.id}~{rewrite.name}", **plan.fields}
    moved = carried(doc, edits, fields, plan.change, marks=rewrite.marks)
    new = canonical(renamed(moved, plan.ids))
    if new.text == text:
        return NotMade(doc.id, rewrite.name, "it finds nothing to edit")
    if broken := sorted(rules(new) - rules(doc) - set(rewrite.breaks)):
        return NotMade(doc.id, rewrite.name, f"it would break {', '.join(broken)}")
    way = undo(doc, new, inverse(text, edits), plan.ids, marks=rewrite.marks)
    return Variant(doc.id, rewrite.name, new, edits, way, share(new, doc))


def rules(doc: Document) -> set[str]:
    """The validation rules that a document breaks, held to what the shipped corpus keeps."""
    return {finding.rule for finding in check_document(doc, "shipped") if finding.level == "error"}


def share(new: Document, old: Document) -> float:
    """Return the share of the records of a document that are left in another."""
    before = records(old)
    return records(new) / before if before else 1.0


def records(doc: Document) -> int:
    """Count the mentions, entities, events, arguments, quotes and marked uses of a document."""
    layers = (doc.mentions, doc.entities, doc.events, doc.quotes, doc.marked_uses)
    return sum(len(layer or ()) for layer in layers) + sum(len(e.arguments or ()) for e in doc.events or ())


def original(doc: Document) -> Document:
    """A document as it was, under the id that it has in a challenge set."""
    return replace(doc, id=f"{doc.id}~{ORIGINAL}")


def line(variant: Variant) -> dict[str, Any]:
    """The edits of a variant and the way back, as plain values."""
    return {
        "id": variant.document.id,
        "of": variant.of,
        "rewrite": variant.rewrite,
        "kept": round(variant.kept, 4),
        "edits": [[*edit] for edit in variant.edits],
        "undo": msgspec.to_builtins(variant.undo),
    }


def parts(name: str) -> tuple[str, str]:
    """The original's id and the rewrite's name in the id of a variant.

    >>> parts("a~b~upper-case"), parts("a")
    (('a~b', 'upper-case'), ('a', ''))
    """
    before, mark, after = name.rpartition("~")
    return (before, after) if mark else (name, "")
