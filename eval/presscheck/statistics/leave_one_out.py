"""One article without one of its parts: the units that a single document is resampled by.

A paragraph is a line of the text, or one of the `paragraphs` that gold gives;
both are called lines here. An item belongs to the line of its first character
(event: its trigger; argument: its event's trigger; quote: its first content
part); arguments and sources that pointed into a line go with it. For links the
unit is the entity: a predicted mention belongs to the gold entity that has its
span, else to the one that has its QID, else to its own entity.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from presscheck.document.model import Document
from presscheck.document.paragraphs import finder
from presscheck.layers import NEAR
from presscheck.layers.events import by_entity
from presscheck.measure.cells import Cells
from presscheck.measure.cells import rest as rest_of
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.scoring.run import count
from presscheck.scoring.totals import LeaveOneOut
from presscheck.statistics.crowds import crowded
from presscheck.statistics.leaving_out import first, only_without, reduced, without
from presscheck.statistics.owners import Owners
from presscheck.statistics.referents import Difference, Referents
from presscheck.statistics.surroundings import Part, Surroundings

_U = TypeVar("_U")
_POINTING = ("events", "quotes")
"""Layers whose items point at others: leaving a line out also takes what pointed into it."""


class Units(Mapping[str, LeaveOneOut]):
    """One article by paragraphs, and for links by entities; each is worked out when somebody looks at it.

    Args:
        pair: the article, both sides.
        rows: what is counted, hidden cells included.
    """

    def __init__(self, pair: DocumentPair, rows: Sequence[Measure]) -> None:
        linking = [row for row in rows if row.layer == "links"]
        others = [row for row in rows if row.layer != "links"]
        self._work: dict[str, Callable[[], LeaveOneOut]] = {"paragraph": lambda: paragraphs(pair, others)}
        if linking:
            self._work["entity"] = lambda: entities(pair, linking)
        self._done: dict[str, LeaveOneOut] = {}

    def __getitem__(self, unit: str) -> LeaveOneOut:
        """The units of a kind."""
        if unit not in self._done:
            self._done[unit] = self._work[unit]()
        return self._done[unit]

    def __iter__(self) -> Iterator[str]:
        return iter(self._work)

    def __len__(self) -> int:
        return len(self._work)


def paragraphs(pair: DocumentPair, rows: Sequence[Measure]) -> LeaveOneOut:
    """One article paragraph by paragraph.

    Args:
        pair: the article, both sides.
        rows: what is counted, hidden cells included.
    """
    line = finder(pair.gold)
    bears = {layer: _lines_with(pair, layer, line) for layer in ("mentions", "events", "quotes")}
    numbers = sorted(set().union(*bears.values()))
    place = {number: i for i, number in enumerate(numbers)}
    found = {layer: sorted(place[n] for n in lines) for layer, lines in bears.items()}
    whole = count(pair, rows)
    around = Surroundings(pair, line)
    reasons = crowded(pair, rows, line)
    nothing = {row: array("d", bytes(8 * 4 * len(numbers))) for row in reasons if row in whole}
    rows = [row for row in rows if row.id not in reasons]
    referring = [row for row in rows if row.id in whole and row.id in by_entity.KEYS]
    others = [row for row in rows if row not in referring]
    left = _left(whole, others, numbers, around.without_line, partial(_without_line, pair, line))
    if referring:
        referents = Referents(pair, line)
        left |= _without_referents(whole, referring, numbers, referents.without_line)
    left |= nothing

    def own() -> dict[str, array[float]]:
        pointing = [row for row in others if row.layer in _POINTING]
        rest = partial(_without_owned, pair, line)
        owned = _left(whole, pointing, numbers, around.without_owned, rest)
        if referring:
            owned |= _without_referents(whole, referring, numbers, referents.without_owned)
        return _own(whole, left | owned)

    found["coref"] = found["mentions"]
    ids = [str(n) for n in numbers]
    return LeaveOneOut(ids=ids, bears=found, left=left, own=own, crowded=reasons)


def entities(pair: DocumentPair, rows: Sequence[Measure]) -> LeaveOneOut:
    """One article entity by entity, for links.

    Args:
        pair: the article, both sides.
        rows: what is counted, hidden cells included.
    """
    owner = Owners(pair)
    names = owner.units()
    whole = count(pair, rows)
    left = _left(whole, rows, names, owner.near, owner.without)
    ids = [" ".join(name) for name in names]
    bears = {"links": list(range(len(names)))}
    return LeaveOneOut(ids=ids, bears=bears, left=left, own=lambda: _own(whole, left))


def _lines_with(pair: DocumentPair, layer: str, line: Callable[[int], int]) -> set[int]:
    docs = (pair.gold, pair.pred)
    if layer == "quotes":
        return {line(first(q)) for doc in docs for q in doc.quotes or ()}
    return {line(record.start) for doc in docs for record in getattr(doc, layer) or ()}


def _without_line(pair: DocumentPair, line: Callable[[int], int], number: int) -> DocumentPair:
    def keep(offset: int) -> bool:
        return line(offset) != number

    def change(doc: Document, whole: Document) -> Document:
        return without(doc, keep, whole)

    return reduced(pair, change, change)


def _without_owned(pair: DocumentPair, line: Callable[[int], int], number: int) -> DocumentPair:
    def change(doc: Document, _: Document) -> Document:
        return only_without(doc, lambda at: line(at) != number)

    return reduced(pair, change, change)


def _left(
    whole: Mapping[str, Cells],
    rows: Sequence[Measure],
    units: Iterable[_U],
    bearing: Callable[[_U], Part],
    rest: Callable[[_U], DocumentPair],
) -> dict[str, array[float]]:
    """Cell -> four numbers per unit: what is left without it.

    Args:
        whole: the article's counts.
        rows: what is counted.
        units: what is left out in turn.
        bearing: what a unit bears on, for the rows that are sums.
        rest: the article without a unit, for the others.
    """
    left = {cell: array("d") for cell in whole if cell in {row.id for row in rows}}
    sums = [row for row in rows if row.id in left and row.id in NEAR]
    others = [row for row in rows if row.id in left and row not in sums]
    all_of_it = {cell: whole[cell].whole for cell in left}
    for unit in units:
        part = bearing(unit)
        touched = [row for row in sums if part.touches(row.layer)]
        near, after = count(part.near, touched), count(part.rest, touched)
        for row in sums:
            cell, changes = row.id, near.get(row.id) or after.get(row.id)
            left[cell].extend(rest_of(whole[cell], near[cell], after[cell]) if changes else all_of_it[cell])
        for cell, cells in count(rest(unit), others).items() if others else ():
            left[cell].extend(cells.whole)
    return left


def _without_referents(
    whole: Mapping[str, Cells],
    rows: Sequence[Measure],
    units: Iterable[_U],
    without: Callable[[_U], Mapping[str, Difference]],
) -> dict[str, array[float]]:
    """As `_left`, for rows over what arguments refer to."""
    left = {row.id: array("d") for row in rows}
    sums = {row.id: whole[row.id].whole for row in rows}
    for unit in units:
        changed = without(unit)
        for cell, numbers in left.items():
            right, n_pred, n_gold = changed[cell]
            numbers.extend(sums[cell] + Counts(right, n_pred, right, n_gold))
    return left


def _own(whole: Mapping[str, Cells], left: Mapping[str, array[float]]) -> dict[str, array[float]]:
    """Cell -> four numbers per unit: the whole less what is left."""
    sums = {cell: whole[cell].whole for cell in left}
    return {
        cell: array("d", (sums[cell][i % 4] - x for i, x in enumerate(numbers)))
        for cell, numbers in left.items()
    }
