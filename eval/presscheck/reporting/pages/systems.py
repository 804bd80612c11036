"""Two or more systems on one page: what was fixed, broken, missed by all; the differences (internal)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from presscheck.layers import HEADLINES
from presscheck.reporting import comparison
from presscheck.reporting.comparison import Grid
from presscheck.reporting.pages.gathering import System
from presscheck.reporting.pages.views import Addresses
from presscheck.scoring import items
from presscheck.statistics import compare

MOST = 200
"""Number of items of one kind to list."""


class ItemView(NamedTuple):
    """One item that changed, or that all miss.

    Args:
        what: missed or spurious.
        doc: the document's id.
        before: the words before.
        words: the words themselves.
        after: the words after, and the labels.
        place: the link to its place.
    """

    what: str
    doc: str
    before: str
    words: str
    after: str
    place: str


class ItemList(NamedTuple):
    """Items with one fate.

    Args:
        title: what became of them.
        times: how many.
        shown: the first of them.
    """

    title: str
    times: int
    shown: list[ItemView]


class MeasureChanges(NamedTuple):
    """Changes on one measure.

    Args:
        measure: its id.
        lists: fixed, broken and still wrong of each pair of systems; missed by all.
    """

    measure: str
    lists: list[ItemList]


class Compared(NamedTuple):
    """The comparison as the page shows it.

    Args:
        systems: values with ranks.
        differences: of every pair.
        notes: what is proved, and what a reader must know; why there is no comparison if there is none.
        changes: measure by measure.
    """

    systems: Grid | None
    differences: Grid | None
    notes: list[str]
    changes: list[MeasureChanges]


def compared(systems: Sequence[System], addresses: Addresses) -> Compared:
    """Compare systems in the words of `presscheck compare`.

    Args:
        systems: two or more, scored on one gold.
        addresses: of the first system's texts.
    """
    place = _places(systems[0], addresses)
    changes = [_changes(measure, systems, place) for measure in _measures(systems)]
    try:
        found = compare.compare({system.name: system.result for system in systems})
    except compare.IncomparableError as error:
        return Compared(None, None, [f"no comparison: {error}"], changes)
    grids = comparison.systems(found), comparison.differences(found)
    return Compared(*grids, comparison.notes(found), changes)


def _measures(systems: Sequence[System]) -> list[str]:
    """The headline measures of which every system has items."""
    return [name for name in HEADLINES if all(name in system.items.by_measure for system in systems)]


Place = Callable[[str], tuple[str, str]]
"""An item's name -> its document's id and the link to its place."""


def _places(system: System, addresses: Addresses) -> Place:
    numbers = {doc.id: n for n, doc in enumerate(system.documents, 1)}

    def place(name: str) -> tuple[str, str]:
        doc, start = items.place_of(name)
        return doc, addresses.place(numbers[doc], start)

    return place


def _changes(measure: str, systems: Sequence[System], place: Place) -> MeasureChanges:
    lists = []
    for before, after in combinations(systems, 2):
        found = items.changes(before.items.by_measure[measure], after.items.by_measure[measure])
        pair = f"{before.name} → {after.name}"
        lists += [
            _list(f"{pair}: fixed", found.fixed.items(), before, place),
            _list(f"{pair}: broken", found.broken.items(), after, place),
        ]
    missed = set.intersection(*(system.items.by_measure[measure].missed for system in systems))
    lists.append(_list("missed by all", ((name, "missed") for name in missed), systems[0], place))
    return MeasureChanges(measure, lists)


def _list(title: str, named: Iterable[tuple[str, str]], system: System, place: Place) -> ItemList:
    ordered = sorted(named, key=lambda pair: items.place_of(pair[0]))
    return ItemList(title, len(ordered), [_view(*pair, system, place) for pair in ordered[:MOST]])


def _view(name: str, what: str, system: System, place: Place) -> ItemView:
    doc, link = place(name)
    before, _, rest = system.items.says(name).removeprefix(f"{doc}: ").partition("⟦")
    words, _, after = rest.partition("⟧")
    return ItemView(what, doc, before, words, after, link)
