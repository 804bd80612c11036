"""Everything that a run adds up: over all documents, or over some of them, to be merged."""

from __future__ import annotations

from collections.abc import Iterable

from presscheck.mapping.event_levels import EventLevel
from presscheck.mapping.item_ids import OtherIds
from presscheck.mapping.unknown_labels import LabelCounts
from presscheck.measure.cells import Tally
from presscheck.measure.exact_sums import ExactSums
from presscheck.measure.measure import Measure
from presscheck.scoring.notes import Notes
from presscheck.scoring.tasks import TaskRecord
from presscheck.scoring.unit_counts import UnitCounts


class Sums:
    """The sums of a run, or of a part of it: merged in any tree, they are those of one run to the last bit.

    Only the order of documents is that in which parts are merged.

    Args:
        rows: the measures, hidden cells included.
        level: of the events of both sides, or None.
        groups: of documents whose counts are kept, if they were asked for.
    """

    def __init__(self, rows: Iterable[Measure], level: EventLevel | None, groups: int | None = None) -> None:
        self.tasks = TaskRecord()
        self.notes = Notes(self.tasks)
        self.labels = LabelCounts(level)
        self.other_ids = OtherIds()
        self.tallies = {row.id: Tally() for row in rows if row.count}
        self.units = UnitCounts(self.tallies, groups)
        self.slices: dict[tuple[str, str], ExactSums[str]] = {}
        self.extra: dict[tuple[str, str], ExactSums[str]] = {}
        self.unsolved: dict[str, str] = {}

    def merge(self, other: Sums) -> None:
        """Take in the sums over the documents that come after these."""
        self.tasks.merge(other.tasks)
        self.notes.merge(other.notes)
        self.labels.merge(other.labels)
        self.other_ids.merge(other.other_ids)
        for cell, tally in other.tallies.items():
            self.tallies[cell].merge(tally)
        for mine, theirs in ((self.slices, other.slices), (self.extra, other.extra)):
            for key, sums in theirs.items():
                mine.setdefault(key, ExactSums()).merge(sums)
        self.units.merge(other.units)
        self.unsolved = other.unsolved | self.unsolved
