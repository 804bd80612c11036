"""Errors, problems and items with their addresses on the page (internal)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from presscheck.drawing.marks import Mark, Tag
from presscheck.measure.error_record import ErrorRecord
from presscheck.reporting.pages.gathering import DocumentView
from presscheck.reporting.pages.reading import LAYERS, Item
from presscheck.scoring import problems
from presscheck.text import table

EXAMPLES = 3
"""Number of errors of a problem that are shown with their words."""

LONG = 120
"""Code points of an error's words that its list item shows."""

LETTERS = {
    "missed": "m",
    "spurious": "s",
    "boundary": "b",
    "type": "t",
    "boundary and type": "bt",
    "split": "sp",
    "merged": "mg",
    "invented": "iv",
    "wrong id": "id",
    "spurious link": "s",
    "missed link": "m",
    "role": "r",
    "filler boundary": "b",
    "attached elsewhere": "ae",
    "caused by the trigger": "ct",
    "gap filled": "gf",
    "part lost": "pl",
    "in pieces": "ip",
    "fragment": "fr",
    "marked use": "mu",
    "cue": "cu",
    "source": "so",
    "speaker against source": "sa",
    "wrong speaker": "ws",
    "unresolved speaker": "us",
    "missing speaker": "ms",
}
"""Symbol behind a wrong span, by the kind of its error."""

OTHER_LAYERS = {"coref": "c", "links": "l", "arguments": "a"}
"""Layers that have letters in the text, and no lines of their own."""


class Addresses:
    """Addresses on the page, or in the folder that a large report becomes.

    Args:
        split: whether each document has a file of its own.
        system: a prefix of every address, for the second and further systems.
        several: whether there is more than one document; of a single one no address has the number.
    """

    def __init__(self, split: bool = False, system: str = "", several: bool = True) -> None:
        self.split, self.system, self.several = split, system, several
        self.used: dict[int, set[int]] = {}

    def file(self, doc: int) -> str:
        """The file of a document, counted from 1; empty where there is one file only."""
        return f"document-{doc}.html" if self.split else ""

    def anchor(self, doc: int) -> str:
        """Prefix of the anchors of a document's text."""
        return f"{self.system}{self._number(doc)}"

    def _number(self, doc: int) -> str:
        return f"{doc}-" if self.several else ""

    def line(self, doc: int) -> str:
        """Prefix of the anchors of the cards of a document's lines."""
        return f"{self.system}l{self._number(doc)}"

    def card(self, doc: int, card: str) -> str:
        """The anchor of an entity's card."""
        return f"{self.system}{'d' if self.several else ''}{self._number(doc)}{card}"

    def place(self, doc: int, at: int | None) -> str:
        """The link to a code point; empty if it is in no text."""
        if at is None:
            return ""
        self.used.setdefault(doc, set()).add(at)
        return f"{self.file(doc)}#{self.anchor(doc)}{at}"

    def error(self, doc: int, number: int) -> str:
        """The link to an error."""
        return f"{self.file(doc)}#{self.system}e{number}"

    def entity(self, doc: int, card: str) -> str:
        """The link to an entity's card; empty if there is none."""
        return f"{self.file(doc)}#{self.card(doc, card)}" if card else ""


class ErrorView(NamedTuple):
    """One error as a list item.

    Args:
        number: from 1, in the order of `presscheck errors --list`.
        doc: its document, from 1.
        record: what is wrong.
        labels: its labels, and its group where they do not say that.
        before: the words before.
        words: the words themselves.
        after: the words after.
        place: the link to its place; empty if it is in no text.
    """

    number: int
    doc: int
    record: ErrorRecord
    labels: str
    before: str
    words: str
    after: str
    place: str


class ProblemView(NamedTuple):
    """One problem with its errors.

    Args:
        problem: as `presscheck errors` ranks it.
        cost: as it is printed.
        share: of all cost, as it is printed.
        width: of its bar, in percent of the worst problem.
        errors: its errors.
        shown: those that are shown with it.
    """

    problem: problems.Problem
    cost: str
    share: str
    width: int
    errors: list[ErrorView]
    shown: list[ErrorView]

    @property
    def single(self) -> bool:
        """Return whether it is one error, which the list of errors describes in full."""
        return len(self.errors) == 1


def errors(
    found: Sequence[ErrorRecord], documents: Sequence[DocumentView], addresses: Addresses
) -> list[ErrorView]:
    """Every error with its address, in order."""
    numbers = {doc.id: (n, len(doc.text)) for n, doc in enumerate(documents, 1)}
    return [_error(n, record, *numbers[record.doc], addresses) for n, record in enumerate(found, 1)]


def _error(number: int, record: ErrorRecord, doc: int, size: int, addresses: Addresses) -> ErrorView:
    start, end = record.place
    group, labels = record.group, record.labels
    said = group if labels in group else f"{labels} · {group}" if group and group != labels else labels
    before, _, rest = (record.context or record.words).partition("⟦")
    words, _, after = rest.partition("⟧")
    if not rest:
        before, words = "", before
    place = addresses.place(doc, start) if start < min(end, size + 1) and start < size else ""
    return ErrorView(number, doc, record, said, before, cut(words), after, place)


def cut(words: str, most: int = LONG) -> str:
    """Long words without their middle: the text shows them whole.

    >>> cut("one two three four five", 12)
    'one tw … r five'
    """
    return words if len(words) <= most else f"{words[: most // 2].rstrip()} … {words[-most // 2 :].lstrip()}"


def ranked(found: Sequence[ErrorView]) -> list[ProblemView]:
    """The problems, the worst first, with the numbers of `presscheck errors`."""
    by_record = {id(view.record): view for view in found}
    ranks = problems.problems([view.record for view in found])
    whole = sum(problem.cost for problem in ranks)
    worst = max((problem.cost for problem in ranks), default=0)
    return [
        ProblemView(
            problem,
            table.count(problem.cost),
            f"{problem.cost / whole:.0%}" if whole else "–",
            max(1, round(100 * problem.cost / worst)) if worst else 0,
            [by_record[id(record)] for record in problem.errors],
            [by_record[id(record)] for record in problem.errors[: EXAMPLES if rank < EXAMPLES else 1]],
        )
        for rank, problem in enumerate(ranks)
    ]


def tag_layer(record: ErrorRecord) -> str:
    """The letter of the layer that an error's tag is switched with."""
    if record.task == "arguments":
        return OTHER_LAYERS["arguments"]
    return LAYERS.get(record.layer) or OTHER_LAYERS[record.layer]


def tags(found: Iterable[ErrorView], doc: int, size: int, addresses: Addresses) -> list[Tag]:
    """The letters of one document, each with the link back to its error.

    Args:
        found: the errors of the document.
        doc: its number.
        size: code points of its text.
        addresses: of the page.
    """
    return [
        Tag(
            tag_layer(view.record),
            LETTERS[view.record.kind],
            min(view.record.place[1], size),
            addresses.error(doc, view.number),
            view.record.kind,
        )
        for view in found
        if view.place
    ]


def part_tags(items: Iterable[Item]) -> list[Tag]:
    """Numbers behind the parts of what stands in several: 1-2, 2-2."""
    found = []
    for item in items:
        for side in (item.gold, item.pred):
            n = len(side.parts) if side else 0
            for i, part in enumerate(side.parts if side and n > 1 else (), 1):
                tag = Tag(LAYERS[item.layer], f"{i}-{n}", part[1], "", f"part {i} of {n}")
                if tag not in found:
                    found.append(tag)
    return found


def begins(items: Sequence[Item]) -> dict[int, tuple[int, ...]]:
    """Code point -> the numbers of the items that begin there, to which their cards lead."""
    found: dict[int, tuple[int, ...]] = {}
    for number, item in enumerate(items, 1):
        if item.stands:
            found[item.place[0]] = (*found.get(item.place[0], ()), number)
    return found


def marks(items: Sequence[Item]) -> list[Mark]:
    """Return the drawing of some items; their numbers count from 1."""
    found = []
    for number, item in enumerate(items, 1):
        letter = LAYERS[item.layer]
        if item.gold and item.gold.parts:
            found.append(Mark(letter, "gold", item.verdict, item.gold.parts, number))
        if item.pred and item.pred.parts:
            found.append(Mark(letter, "pred", item.verdict, item.pred.parts, number))
    return found
