"""Mentions: which phrases refer to something, and of what type.

Read from the top: views flatten a document into items, MEASURES says which
items are compared and when two are equal.
"""

from __future__ import annotations

from collections.abc import Iterator

from presscheck.measure import Item, Measure, matched_sets
from presscheck.model import Document, Mention


def typed(doc: Document) -> Iterator[Item]:
    """Every mention by span and type."""
    for m in doc.mentions or ():
        yield Item((m.start, m.end, m.type), m.type or "")


def untyped(doc: Document) -> Iterator[Item]:
    """Every mention by span alone."""
    for m in doc.mentions or ():
        yield Item((m.start, m.end), "")


def names(doc: Document) -> Iterator[Item]:
    """Names, times left out: what named-entity recognisers return."""
    for m in doc.mentions or ():
        if is_name(m):
            yield Item((m.start, m.end, m.type), m.type or "")


def is_name(mention: Mention) -> bool:
    """Form `name`, or no form given; never a time."""
    return mention.type != "TIME" and mention.form in ("name", None)


MEASURES = (
    Measure(
        id="mention.strict",
        layer="mentions",
        says="A predicted mention is right if a gold mention has the same span and the same type.",
        formula="tp = |G ∩ P| over (document, start, end, type)",
        source="CoNLL-2003 exact match; equals seqeval's strict mode on flat mentions",
        count=matched_sets(typed),
        by="type",
        default=True,
    ),
    Measure(
        id="mention.exact",
        layer="mentions",
        says="A predicted mention is right if a gold mention has the same span, whatever the types.",
        formula="tp = |G ∩ P| over (document, start, end)",
        source="SemEval-2013 task 9, exact boundary match",
        count=matched_sets(untyped),
        default=True,
    ),
    Measure(
        id="name.strict",
        layer="mentions",
        says="As mention.strict, over names alone: gold mentions of form name and a type other than TIME; "
        "predicted mentions likewise, and those without a form.",
        formula="tp = |G ∩ P| over (document, start, end, type)",
        source="what named-entity recognisers are compared by",
        count=matched_sets(names),
        by="type",
    ),
)
