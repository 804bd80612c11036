"""Errors, item by item: the record that every layer's error list is made of.

A layer has `errors(case) -> Iterator[ErrorRecord]`, from the same matching as
its scores, and a line in `layers.ERRORS`. `presscheck errors` filters, groups
and prints them and knows nothing of what they mean.
"""

from __future__ import annotations

from typing import Any

import msgspec


class ErrorPlace(msgspec.Struct, frozen=True, kw_only=True):
    """One side of an error: where it stands and what it says.

    Args:
        start: first code point.
        end: one past the last code point.
        text: the words there.
        label: the item's type, role, ... on this side.
    """

    start: int
    end: int
    text: str
    label: str = ""


class ErrorRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One error.

    Args:
        layer: mentions, coref, links, events or quotes.
        kind: missed, spurious, boundary, type, ...: the layer's own short list.
        doc: the document's id.
        gold: gold's side; None where gold has nothing there.
        pred: the prediction's side; None where the prediction has nothing there.
        says: what is wrong, in a sentence or less; beside the table's other columns, not instead of them.
        context: the words around, the place itself in ⟦ ⟧ (see `context`).
        cost: how many items are lost: 1 for a missed or a spurious one, 2 where one is both.
        task: what a file must do for the error to count, if less than the layer: a key of `layers.TASKS`.
        outside_marks: whether both sides agree on what is inside quotation marks, so that a system which
            only looks there is not asked for it.
        group: errors of one layer and kind with an equal group are one problem; by default the labels.

    >>> gold, pred = place("In Oslo.", 3, 7, "GPE"), place("In Oslo.", 3, 7, "LOC")
    >>> wrong = ErrorRecord(layer="mentions", kind="type", doc="d", gold=gold, pred=pred)
    >>> wrong.labels, wrong.words
    ('GPE > LOC', 'Oslo')
    """

    layer: str
    kind: str
    doc: str
    gold: ErrorPlace | None = None
    pred: ErrorPlace | None = None
    says: str = ""
    context: str = ""
    cost: int = 1
    group: str = ""
    task: str = ""
    outside_marks: bool = False

    @property
    def labels(self) -> str:
        """Gold's label, the predicted one, or both where they differ."""
        sides = dict.fromkeys(side.label for side in (self.gold, self.pred) if side is not None)
        return " > ".join(sides)

    @property
    def words(self) -> str:
        """Gold's words, the predicted ones, or both where they differ."""
        sides = dict.fromkeys(side.text for side in (self.gold, self.pred) if side is not None)
        return " > ".join(sides)

    @property
    def problem(self) -> tuple[str, str, str]:
        """Key in the list of the worst problems: layer, kind, group."""
        return self.layer, self.kind, self.group or self.labels

    @property
    def place(self) -> tuple[int, int]:
        """Place to look at: gold's span, else the prediction's; a record has at least one."""
        side = self.gold or self.pred
        return (side.start, side.end) if side is not None else (0, 0)

    def plain(self) -> dict[str, Any]:
        """As one line of the JSONL error list."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return {key: value for key, value in found.items() if key not in ("task", "outside_marks")}


def place(text: str, start: int, end: int, label: str | None = "") -> ErrorPlace:
    """One side of an error, its words taken from the text.

    >>> place("In Oslo.", 3, 7, "GPE").text
    'Oslo'
    """
    return ErrorPlace(start=start, end=end, text=text[start:end], label=label or "")


def context(text: str, start: int, end: int, around: int = 30) -> str:
    """The words around a span, on one line, cut at word ends, the span itself in ⟦ ⟧.

    Args:
        text: the document's text.
        start: first code point of the span.
        end: one past its last code point.
        around: code points shown on each side, at most.

    >>> context("Leaders met in Oslo on Friday, they said.", 15, 19, 12)
    '… met in ⟦Oslo⟧ on Friday, …'
    """
    before, after = text[max(0, start - around) : start], text[end : end + around]
    if start > around and not text[start - around - 1 : start - around].isspace():
        before = before.partition(" ")[2]
    if end + around < len(text) and not text[end + around].isspace():
        after = after.rpartition(" ")[0]
    left = "… " if start - len(before) > 0 else ""
    right = " …" if end + len(after) < len(text) else ""
    shown = f"{before}⟦{text[start:end]}⟧{after}"
    return left + " ".join(shown.split()) + right
