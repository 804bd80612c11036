"""Entries: totals with intervals, divided once, in the shape of the scores JSON (internal)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from presscheck.layers import TASKS
from presscheck.measure.counts import Counts
from presscheck.measure.measure import Entry, Measure
from presscheck.scoring.totals import Totals, mean_of, shaped


class Entries(Totals, kw_only=True, frozen=True, eq=False):
    """Totals and their intervals.

    Args:
        ci: row id -> interval, as in the scores JSON.
    """

    ci: Mapping[str, dict[str, Any]] = {}

    def entry(self, row: Measure) -> Entry:
        """One measure as in the scores JSON."""
        if row.state(self.tasks) != "scored":
            return self._silent(row)
        if row.compose:
            entry: Entry = {"kind": row.kind, **row.compose({cell: self.whole(cell) for cell in row.cells})}
        else:
            entry = {"kind": row.kind, **shaped(row, self.whole(row.id))}
        if row.kind == "prf" and row.count:
            entry |= self._macros(row)
        for (owner, name), numbers in self.extra.items():
            if owner == row.id:
                entry[name] = dict(numbers)
        if row.finish:
            entry |= row.finish(entry)
        if reason := self.reason(row):
            entry["reason"] = reason
        if row.id in self.ci:
            entry["ci"] = self.ci[row.id]
        if by := self._breakdowns(row):
            entry["by"] = by
        return entry

    def _silent(self, row: Measure) -> Entry:
        """A row that gold or the prediction does not do: null everywhere, nothing counted, and why."""
        nothing = Counts()
        entry: Entry = {}
        if row.compose:
            keys = row.compose(dict.fromkeys(row.cells, nothing)).keys() - {"cells"}
            entry |= dict.fromkeys(sorted(keys))
            entry |= {"of": list(row.cells)} if row.kind == "mean" else {}
        else:
            entry |= shaped(row, nothing)
        return {"kind": row.kind, **entry, "reason": row.state(self.tasks)}

    def as_dict(self) -> dict[str, Any]:
        """The scores JSON (`schema/scores.schema.json`)."""
        return {
            "signature": self.signature.as_dict(),
            "layers": {task: state for task, state in self.tasks.items() if task in TASKS},
            "measures": {row.id: self.entry(row) for row in self.shown()},
            "anchoring": self.anchoring,
            "invented": self.invented,
            "label_map_lost": self.label_map_lost,
            "warnings": self.warnings,
            "notes": [msgspec.structs.asdict(note) for note in self.notes],
        }

    def _macros(self, row: Measure) -> Entry:
        means: Entry = {}
        if row.by:
            means["macro-type"] = mean_of(self.totals.get(row.id, {}).values())
        if len(self.units) > 1 and self.signature.groups is None:
            means["macro-doc"] = mean_of(self.each_unit(row.id))
        return means

    def _breakdowns(self, row: Measure) -> dict[str, dict[str, Entry]]:
        tables = {name: self.slices[row.id, name] for owner, name in self.slices if owner == row.id}
        if row.by:
            tables[row.by] = self.totals.get(row.id, {})
        entries = {
            name: {label: shaped(row, cells[label]) for label in sorted(cells)}
            for name, cells in tables.items()
        }
        if row.compose and row.cells:
            entries |= {name: parts for name in tables if (parts := self._composed(row, name))}
        return {name: parts for name, parts in entries.items() if parts}

    def _composed(self, row: Measure, name: str) -> dict[str, Entry]:
        """A breakdown of a composed row, from that of its cells."""
        tables = {cell: self.slices.get((cell, name), {}) for cell in row.cells}
        labels = sorted({label for cells in tables.values() for label in cells})
        empty = Counts()
        return {
            label: row.compose({cell: cells.get(label, empty) for cell, cells in tables.items()})
            for label in labels
            if row.compose
        }
