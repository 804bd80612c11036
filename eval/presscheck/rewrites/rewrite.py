"""A rewrite: a row of the challenge set, and what its edit function returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random
from typing import Any, NamedTuple, TypeAlias

from presscheck.document import spans
from presscheck.document.model import NOWHERE, Document, Mention
from presscheck.rewrites.carry import Change
from presscheck.rewrites.edits import Edit


class Plan(NamedTuple):
    """Effect of a rewrite on one document.

    Args:
        edits: of its text; none if the rewrite finds nothing to change.
        fields: other values of the document itself.
        change: what else changes in its records, ids of entities apart.
        ids: old id of an entity -> its new id; two that are exchanged leave the entities where they are.
    """

    edits: list[Edit]
    fields: Mapping[str, Any] = {}
    change: Change | None = None
    ids: Mapping[str, str] = {}


Plans: TypeAlias = Callable[[Document, Random], Plan]
"""An edit function: a document with a text, and what draws for it."""


class Rewrite(NamedTuple):
    """A row of the challenge set.

    Args:
        name: as it is in ids, `ID~NAME`.
        says: what it does.
        exposes: what it brings to light.
        plan: the edit function.
        drops: whether records are dropped, or lose words at an edge.
        breaks: the validation rules that it breaks on purpose.
        marks: whether the quotation marks of the new text are read; else types and marked uses stay.
    """

    name: str
    says: str
    exposes: str
    plan: Plans
    drops: bool = False
    breaks: tuple[str, ...] = ()
    marks: bool = True


def text_of(doc: Document) -> str:
    """The text of a document; empty if it has none."""
    return doc.text if isinstance(doc.text, str) else ""


def letters(text: str, change: Callable[[str], str]) -> list[Edit]:
    """Every character changed by itself: runs of equal length letter by letter, the others one edit each.

    Args:
        text: a document's text.
        change: one character in, its replacement out.

    >>> letters("Maß!", str.upper)
    [Edit(start=1, end=2, text='A', letters=True), Edit(start=2, end=3, text='SS', letters=False)]
    """
    edits: list[Edit] = []
    for at, char in enumerate(text):
        new = change(char)
        if new == char:
            continue
        last = edits[-1] if edits else None
        if last and len(new) == 1 and last.letters and last.end == at:
            edits[-1] = Edit(last.start, at + 1, last.text + new, letters=True)
        else:
            edits.append(Edit(at, at + 1, new, letters=len(new) == 1))
    return edits


def edges(doc: Document) -> set[int]:
    """Every place where a record of a document begins or ends."""
    places = {at for _, span in spans.walk(doc) if span.start != NOWHERE for at in (span.start, span.end)}
    return places | {at for m in doc.mentions or () for at in m.head or ()}


def whole(doc: Document, edits: Iterable[Edit]) -> list[Edit]:
    """The edits that cut no record in two.

    Args:
        doc: before them.
        edits: in any order.
    """
    places = sorted(edges(doc))
    return [e for e in edits if e.letters or not any(e.start < at < e.end for at in _near(places, e))]


def _near(places: list[int], edit: Edit) -> list[int]:
    from bisect import bisect_left, bisect_right

    return places[bisect_right(places, edit.start) : bisect_left(places, edit.end)]


def names(doc: Document) -> Iterator[Mention]:
    """The mentions that are names: as they say, or where no form is given, by capital letters."""
    for mention in doc.mentions or ():
        words = text_of(doc)[mention.start : mention.end] if mention.start != NOWHERE else ""
        told = mention.form == "name" if isinstance(mention.form, str) else _capital(words)
        if words.strip() and told and mention.type != "TIME":
            yield mention


def _capital(words: str) -> bool:
    return all(word[:1].isupper() for word in words.split())


def apart(edits: Iterable[Edit]) -> list[Edit]:
    """Edits without those that overlap a longer one.

    >>> [edit.text for edit in apart([Edit(0, 3, "a"), Edit(0, 9, "b"), Edit(9, 9, "c")])]
    ['b', 'c']
    """
    kept: list[Edit] = []
    for edit in sorted(set(edits), key=lambda e: (e.start - e.end, e)):
        if all(edit.end <= other.start or edit.start >= other.end for other in kept):
            kept.append(edit)
    return sorted(kept)
