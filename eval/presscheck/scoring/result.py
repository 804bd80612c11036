"""A result: counts that were added up, divided once, with everything a reader needs beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from presscheck.drawing import notebook
from presscheck.measure.measure import Entry, Measure
from presscheck.scoring import result_table
from presscheck.scoring.entries import Entries
from presscheck.scoring.plain_values import own_rows, plain
from presscheck.scoring.selection import table_of
from presscheck.text.nearest import nearest
from presscheck.text.table import number


class Result(Entries, kw_only=True, frozen=True, eq=False):
    """What `score` returns: a mapping from measure ids to entries of the scores JSON.

    >>> from presscheck import score
    >>> gold = [{"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> result = score(gold, gold, measures="mention.strict")
    >>> "mention.strict" in result, list(result), result["mention.strict"]["f1"]
    (True, ['mention.strict'], 1.0)
    """

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
        return isinstance(other, Result) and plain(self) == plain(other)

    def __hash__(self) -> int:
        return hash(str(self.signature))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the counts, and rows by their ids: functions do not travel, but a user's own by name."""
        kept = {
            name: getattr(self, name) for name in self.__struct_fields__ if name not in ("rows", "within")
        }
        within = {kind: (units.shares(), units)[1] for kind, units in self.within.items()}
        rows = [(row.id, row.hidden) for row in self.rows]
        return _unpickled, (kept | {"within": within}, rows, own_rows(self.rows))

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
        return result_table.text(self)

    def _repr_html_(self) -> str:
        """What a notebook shows: the table, its notes and its signature."""
        header, rows = result_table.lines(self)
        return notebook.table(header, rows, [*result_table.notes(self), str(self.signature)])


def _unpickled(kept: dict[str, Any], rows: list[tuple[str, bool]], own: tuple[Measure, ...]) -> Result:
    table = {row.id: row for row in (*table_of(kept["signature"].profile), *own)}
    return Result(**kept, rows=tuple(replace(table[name], hidden=hidden) for name, hidden in rows))


Mapping.register(Result)
