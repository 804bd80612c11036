"""Parts of a page for each system: everything with its address, and the texts drawn (internal)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from presscheck.drawing import page_text, style
from presscheck.reporting.pages import tables, views
from presscheck.reporting.pages.gathering import DocumentView, System
from presscheck.reporting.pages.reading import Item

DETAILED = 4_000
"""Up to so many items each has a card with what it points to; above, only errors and wrong entities have."""

MOST = 20_000
"""Errors that are all listed; of more than these the first `KEPT` of the worst problems are."""

KEPT = 5_000

Line: TypeAlias = tuple[int, list[tuple[int, Item]]]
"""A line of a text, from 1, and the items that begin there with their numbers."""


class DocumentPart(NamedTuple):
    """One document's share of a page.

    Args:
        number: from 1.
        view: what was read.
        drawn: its text as HTML.
        lines: its items by line; none in a large report.
        errors: its errors.
    """

    number: int
    view: DocumentView
    drawn: page_text.Drawn
    lines: list[Line]
    errors: list[views.ErrorView]


class SystemPart(NamedTuple):
    """One system's share of a page.

    Args:
        name: what it is called.
        prefix: of its addresses.
        system: what was gathered; None for a single annotation.
        addresses: of its things.
        documents: in the order of gold.
        errors: those that are listed.
        problems: the worst first.
        left_out: how many errors are not listed.
        contents: the documents, the one that loses most first.
        confusion: of mention types; None where mentions were not compared.
        misses: words that are missed more than once.
        alarms: words that are spurious more than once.
        detailed: whether each item has a card.
    """

    name: str
    prefix: str
    system: System | None
    addresses: views.Addresses
    documents: list[DocumentPart]
    errors: list[views.ErrorView]
    problems: list[views.ProblemView]
    left_out: int
    contents: list[tables.ContentsRow]
    confusion: tables.Matrix | None
    misses: list[tables.WordCount]
    alarms: list[tables.WordCount]
    detailed: bool


def part(system: System, addresses: views.Addresses, palette: style.Palette) -> SystemPart:
    """Give everything of one system its address, and draw its texts.

    Args:
        system: what was gathered.
        addresses: of its things; places that are in use are anchors in its texts.
        palette: gains the classes of what is drawn.
    """
    errors = views.errors(system.errors(), system.documents, addresses)
    problems = views.ranked(errors)
    listed = _listed(errors, problems)
    detailed = sum(len(doc.items) for doc in system.documents) <= DETAILED
    return SystemPart(
        name=system.name,
        prefix=addresses.system,
        system=system,
        addresses=addresses,
        documents=[*_documents(system.documents, listed, addresses, palette, detailed)],
        errors=listed,
        problems=problems,
        left_out=len(errors) - len(listed),
        contents=tables.contents(system, errors),
        confusion=tables.matrix(system.found.confusion, listed, addresses),
        misses=tables.frequent(errors, "missed"),
        alarms=tables.frequent(errors, "spurious"),
        detailed=detailed,
    )


def alone(documents: Sequence[DocumentView], palette: style.Palette) -> SystemPart:
    """The same of a single annotation, in which nothing is right or wrong.

    Args:
        documents: from `gathering.alone`.
        palette: gains the classes of what is drawn.
    """
    addresses = views.Addresses(several=len(documents) > 1)
    detailed = sum(len(doc.items) for doc in documents) <= DETAILED
    drawn = [*_documents(documents, [], addresses, palette, detailed)]
    return SystemPart("", "", None, addresses, drawn, [], [], 0, [], None, [], [], detailed)


def _listed(errors: list[views.ErrorView], problems: Sequence[views.ProblemView]) -> list[views.ErrorView]:
    """All errors, or those of the worst problems where there are too many for a page."""
    if len(errors) <= MOST:
        return errors
    worst = [error.number for problem in problems for error in problem.errors]
    kept = set(worst[:KEPT])
    return [error for error in errors if error.number in kept]


def _documents(
    documents: Sequence[DocumentView],
    errors: Sequence[views.ErrorView],
    addresses: views.Addresses,
    palette: style.Palette,
    detailed: bool,
) -> Iterator[DocumentPart]:
    by_doc: dict[int, list[views.ErrorView]] = {}
    for error in errors:
        by_doc.setdefault(error.doc, []).append(error)
    for number, doc in enumerate(documents, 1):
        of_doc = by_doc.get(number, [])
        lines = _lines(doc) if detailed else []
        for at in _linked(doc, detailed):
            addresses.place(number, at)
        size = len(doc.text)
        drawn = page_text.draw(
            doc.text,
            views.marks(doc.items),
            views.tags(of_doc, number, size, addresses) + views.part_tags(doc.items),
            palette,
            places=addresses.used.get(number, set()),
            prefix=addresses.anchor(number),
            items=detailed,
            begins=views.begins(doc.items),
            lines={line: f"{addresses.line(number)}{line}" for line, _ in lines},
        )
        yield DocumentPart(number, doc, drawn, lines, of_doc)


def _linked(doc: DocumentView, detailed: bool) -> Iterator[int | None]:
    """The code points that cards and tables lead to."""
    for item in doc.items if detailed else ():
        yield item.place[0]
        for side in (item.gold, item.pred):
            yield from (link.at for link in side.links if link.at is not None) if side else ()
    for row in (*doc.entities, *doc.clusters):
        yield from (a for a, _ in (row.spans if detailed else () if row.right else row.lost))
    yield from (said.at for said in doc.speakers)


def _lines(doc: DocumentView) -> list[Line]:
    """The items by the line of the text in which they begin."""
    found: dict[int, list[tuple[int, Item]]] = {}
    for number, item in enumerate(doc.items, 1):
        line = doc.text.count("\n", 0, item.place[0]) + 1
        found.setdefault(line, []).append((number, item))
    return sorted(found.items())
