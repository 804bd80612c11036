"""A result: counts that were added up, divided once, with everything a reader needs beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from presscheck.measure.counts import Counts
from presscheck.measure.measure import Entry, Measure
from presscheck.scoring.totals import Totals, mean_of, shaped
from presscheck.text.nearest import nearest
from presscheck.text.table import number


class Result(Totals, kw_only=True, frozen=True, eq=False):
    """What `score` returns: a mapping from measure ids to entries of the scores JSON.

    Args:
        ci: row id -> interval, as in the scores JSON.

    >>> from presscheck import score
    >>> gold = [{"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> result = score(gold, gold, measures="mention.strict")
    >>> "mention.strict" in result, list(result), result["mention.strict"]["f1"]
    (True, ['mention.strict'], 1.0)
    """

    ci: Mapping[str, dict[str, Any]] = {}

    def __getitem__(self, measure: str) -> Entry:
        """One measure's entry by id: `result["mention.strict"]["f1"]`."""
        rows = {row.id: row for row in self.shown()}
        if measure not in rows:
            raise KeyError(f"{measure!r} was not scored; {nearest(measure, rows)}")
        return self.entry(rows[measure])

    def __iter__(self) -> Iterator[str]:
        return (row.id for row in self.shown())

    def __len__(self) -> int:
        return len(self.shown())

    def __contains__(self, measure: object) -> bool:
        return any(row.id == measure for row in self.shown())

    def keys(self) -> list[str]:
        """The ids of the measures that have something to say, in table order."""
        return list(self)

    def __eq__(self, other: object) -> bool:
        """Whether two results hold the same: settings, counts, intervals, what was said."""
        from presscheck.scoring import stored

        return isinstance(other, Result) and stored.plain(self) == stored.plain(other)

    def __hash__(self) -> int:
        return hash(str(self.signature))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as the JSON of `--format result`; rows of one's own travel by the name of their module."""
        from presscheck.scoring import stored

        return stored.unpickled, (stored.plain(self), self.by, stored.own_rows(self.rows))

    def __repr__(self) -> str:
        """One line: the first values, and how many there are.

        >>> from presscheck import score
        >>> gold = [{"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
        >>> score(gold, gold, measures="mention.strict")
        <Result: mention.strict 1.000; 1 measure, 1 document>
        """
        rows = self.shown()
        values = ", ".join(f"{row.id} {number(self.value(row))}" for row in rows[:3])
        more = ", …" if len(rows) > 3 else ""
        measures, documents = (
            f"{n} {word}{'s' if n != 1 else ''}"
            for n, word in ((len(rows), "measure"), (len(self.units), "document"))
        )
        return f"<Result: {values}{more}; {measures}, {documents}>"

    def __str__(self) -> str:
        from presscheck.scoring import result_table

        return result_table.text(self)

    def entry(self, row: Measure) -> Entry:
        """One measure as in the scores JSON."""
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
        if row.id in self.ci:
            entry["ci"] = self.ci[row.id]
        if by := self._breakdowns(row):
            entry["by"] = by
        return entry

    def as_dict(self) -> dict[str, Any]:
        """The scores JSON (`schema/scores.schema.json`)."""
        return {
            "signature": self.signature.as_dict(),
            "layers": self.tasks,
            "measures": {row.id: self.entry(row) for row in self.shown()},
            "anchoring": self.anchoring,
            "invented": self.invented,
            "label_map_lost": self.label_map_lost,
            "warnings": self.warnings,
            "notes": [msgspec.to_builtins(note) for note in self.notes],
        }

    def _macros(self, row: Measure) -> Entry:
        means: Entry = {}
        if row.by:
            means["macro-type"] = mean_of(self.totals.get(row.id, {}).values())
        if len(self.units) > 1:
            means["macro-doc"] = mean_of(self.per_unit(row.id))
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


Mapping.register(Result)
