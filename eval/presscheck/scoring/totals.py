"""Totals: the counts of a run, added up over its documents, and their entries, divided once."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from statistics import fmean
from typing import Any

import msgspec

from presscheck.document.note import Note
from presscheck.layers import PARTS, TASKS
from presscheck.measure.counts import Counts, Score, total
from presscheck.measure.measure import Entry, Measure
from presscheck.measure.signature import Signature


class LeaveOneOut(msgspec.Struct, kw_only=True):
    """One article, unit by unit: what is left of its counts without each of them, and what each one owns.

    Args:
        ids: the units' names: line numbers from 1, or entities.
        bears: layer -> indices of the units with an item of that layer on either side.
        left: cell -> four numbers per unit, the article's counts when the unit is left out of both sides.
        own: cell -> four numbers per unit, its share; they add up to the totals where the measure is a sum.
            Or what works them out: only tests and the bootstrap need them.
        crowded: cell -> why it is not worked out without each unit; nothing is left of it then.
    """

    ids: list[str]
    bears: dict[str, list[int]]
    left: dict[str, array[float]]
    own: dict[str, array[float]] | Callable[[], dict[str, array[float]]]
    crowded: dict[str, str] = {}

    def shares(self) -> dict[str, array[float]]:
        """The result of `own`, worked out once."""
        if callable(self.own):
            self.own = self.own()
        return self.own


class Totals(msgspec.Struct, kw_only=True, frozen=True, eq=False):
    """The counts of a run.

    Args:
        signature: what was scored, and how.
        rows: the measures, hidden cells included, in table order.
        totals: row id -> label -> counts over all documents.
        slices: (row id, breakdown) -> label -> counts.
        extra: (row id, name) -> further numbers.
        units: document ids in the order of `vectors`.
        vectors: row id -> four numbers per unit (tp_pred, n_pred, tp_gold, n_gold), one after the other.
        tasks: task -> "scored", "not attempted" (by the prediction) or "not in gold"; and what single rows
            ask of gold besides (`layers.PARTS`), if gold does not have it.
        anchoring: how many strings were anchored by which path; empty if all records had offsets.
        invented: the strings that are in no text, with document and path.
        label_map_lost: what the label map left out, by label.
        warnings: what was counted in a stated way.
        notes: those of the warnings that count records, by a stable id.
        within: of one article, "paragraph" and "entity" -> its units; may be worked out when looked at.
        by: the breakdowns that were asked for; a table shows them below each measure.
        emptied: restrictions that left no gold in a layer that had some, in words.
    """

    signature: Signature
    rows: tuple[Measure, ...]
    totals: dict[str, dict[str, Counts]]
    slices: dict[tuple[str, str], dict[str, Counts]]
    extra: dict[tuple[str, str], Counter[str]]
    units: list[str]
    vectors: dict[str, array[float]]
    tasks: dict[str, str]
    anchoring: dict[str, int]
    label_map_lost: dict[str, int]
    warnings: list[str]
    invented: list[str] = []
    within: Mapping[str, LeaveOneOut] = {}
    by: tuple[str, ...] = ()
    notes: list[Note] = []
    emptied: list[str] = []

    def shown(self) -> list[Measure]:
        """The rows that have something to say: attempted on both sides, or asked for by name."""
        return shown(self.rows, self.tasks, self.signature)

    def attempted(self) -> list[Measure]:
        """The rows that are attempted on both sides, whether asked for by name or not."""
        return [row for row in self.shown() if row.state(self.tasks) == "scored"]

    def tells(self, task: str) -> bool:
        """Return whether the state of a task says more than that of the task that it is a part of."""
        known = TASKS | PARTS
        whole = known[task].part_of if task in known else ""
        used = any(task in (row.task, *row.also) for row in self.rows)
        return not whole or (used and self.tasks.get(whole, "scored") == "scored")

    def reason(self, row: Measure) -> str | None:
        """Return the reason why a row has no value: a side does not do it, or there is nothing to count."""
        state = row.state(self.tasks)
        if state != "scored":
            return state
        if row.kind == "accuracy" and self.value(row) is None:
            return "nothing is aligned"
        return None

    def whole(self, cell: str) -> Counts:
        """The counts of one cell over all documents and labels."""
        return total(self.totals.get(cell, {}).values())

    def value(self, row: Measure) -> float | None:
        """The one number that a measure is quoted by; None where gold or the prediction does not do it."""
        return headline(row, self.whole) if row.state(self.tasks) == "scored" else None

    def founded(self, row: Measure) -> bool:
        """Return whether gold has anything that a row counts; a value without it says nothing of a system."""
        return any(self.whole(cell).n_gold for cell in (row.cells or (row.id,)))

    def per_unit(self, cell: str) -> list[Counts]:
        """The counts of one cell, unit by unit."""
        return [*self.each_unit(cell)]

    def each_unit(self, cell: str) -> Iterator[Counts]:
        """Likewise, one after the other."""
        vector = self.vectors[cell]
        return (Counts(*vector[i : i + 4]) for i in range(0, len(vector), 4))


UNDONE = ("not in gold", "not attempted")
"""States of tasks and rows of which there is nothing to show."""


def shown(rows: Iterable[Measure], tasks: Mapping[str, str], signature: Signature) -> list[Measure]:
    """The rows that have something to say: attempted on both sides, or asked for by name.

    Args:
        rows: in table order, hidden cells included.
        tasks: task -> state.
        signature: names what was asked for.
    """
    named = {word.strip().partition("@")[0] for word in signature.measures.split(",")}
    return [
        row for row in rows if not row.hidden and (row.state(tasks) not in UNDONE or _is_named(row, named))
    ]


def _is_named(row: Measure, named: set[str]) -> bool:
    """Return whether a row was requested: by its id, its layer or a prefix, as in `event.coref.*`."""
    prefixes = (word.removesuffix("*") for word in named if word.endswith(".*"))
    return not named.isdisjoint({row.id, row.layer}) or any(map(row.id.startswith, prefixes))


def headline(row: Measure, whole: Callable[[str], Counts]) -> float | None:
    """The value of a row whose cells have these counts.

    Args:
        row: any measure.
        whole: the counts of a cell, labels added up.
    """
    if row.compose:
        value: float | None = row.compose({cell: whole(cell) for cell in row.cells})[row.headline]
    else:
        value = shaped(row, whole(row.id))[row.headline]
    return value


def shaped(row: Measure, counts: Counts) -> Entry:
    """Counts as an entry of the row's kind, without the kind itself."""
    if row.kind == "accuracy":
        return {"accuracy": counts.score().precision, "right": counts.tp_pred, "n": counts.n_pred}
    return {**counts.score()._asdict(), **counts._asdict()}


def mean_of(parts: Any) -> Entry:
    """Unweighted means of P, R and F1 over labels or documents; undefined ones are left out and counted.

    >>> mean_of([Counts(1, 1, 1, 2), Counts(0, 0, 0, 0)])["f1"], mean_of([])["f1"]
    (0.6666666666666666, None)
    """
    defined: dict[str, array[float]] = {name: array("d") for name in Score._fields}
    many = 0
    for many, counts in enumerate(parts, 1):  # noqa: B007 - how many there are
        for name, value in counts.score()._asdict().items():
            if value is not None:
                defined[name].append(value)
    means: Entry = {name: fmean(values) if values else None for name, values in defined.items()}
    return means | {"of": many}


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
