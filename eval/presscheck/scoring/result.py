"""A result: counts that were added up, divided once, with everything a reader needs beside them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast, overload

from msgspec.structs import replace

from presscheck.document.exceptions import UsageError
from presscheck.document.output import replacing
from presscheck.drawing import notebook
from presscheck.measure.error_record import ErrorRecord
from presscheck.measure.measure import Layer, Measure, first_name
from presscheck.scoring import result_table, tables
from presscheck.scoring.entry_types import MeasureEntry
from presscheck.scoring.plain_values import own_rows, pieces, plain
from presscheck.scoring.selection import table_of
from presscheck.scoring.totals import Entries
from presscheck.text.nearest import nearest
from presscheck.text.table import number


class Result(Entries, kw_only=True, frozen=True, eq=False):
    """The result of `score`: a mapping from measure ids to entries of the scores JSON.

    >>> from presscheck import score
    >>> gold = [{"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> result = score(gold, gold, measures="mention.strict")
    >>> "mention.strict" in result, list(result), result["mention.strict"]["f1"]
    (True, ['mention.strict'], 1.0)
    >>> result.flat()
    {'mention.strict.precision': 1.0, 'mention.strict.recall': 1.0, 'mention.strict.f1': 1.0}

    Args:
        trace: finds the errors, where the documents are at hand; no part of what a result holds.
    """

    trace: Callable[[], list[ErrorRecord]] | None = None

    @overload
    def __getitem__(self, name: Layer) -> dict[str, MeasureEntry]: ...  # type: ignore[overload-overlap]  # layers are not ids
    @overload
    def __getitem__(self, name: str) -> MeasureEntry: ...
    def __getitem__(self, name: str) -> Any:
        """One measure's entry, or all of a layer: `result["mention.strict"]["f1"]`, `result["mentions"]`.

        Args:
            name: an id, an id with `-plus` for `+`, or a layer.

        Raises:
            KeyError: nothing that was scored has that name; the message names the nearest.
        """
        __tracebackhide__ = True  # pytest shows the line that asked
        rows = {row.id: row for row in self.shown()}
        if (known := first_name(name)) in rows:
            return self.entry(rows[known])
        layer = {row.id: self.entry(row) for row in rows.values() if row.layer == name}
        if not layer:
            layers = dict.fromkeys(row.layer for row in rows.values())
            raise KeyError(f"{name!r} was not scored; {nearest(name, [*rows, *layers])}")
        return layer

    def __iter__(self) -> Iterator[str]:
        return (row.id for row in self.shown())

    def __len__(self) -> int:
        return len(self.shown())

    def __contains__(self, measure: object) -> bool:
        return isinstance(measure, str) and any(row.id == first_name(measure) for row in self.shown())

    def keys(self) -> list[str]:
        """The ids of the measures that have something to say, in table order."""
        return list(self)

    def values(self) -> list[MeasureEntry]:
        """The entries, in table order."""
        return [self[name] for name in self]

    def items(self) -> list[tuple[str, MeasureEntry]]:
        """Ids and entries, in table order."""
        return [(name, self[name]) for name in self]

    def get(self, name: str, default: Any = None) -> Any:
        """The entry of a measure, or the default where it was not scored."""
        try:
            return self[name]
        except KeyError:
            return default

    @property
    def errors(self) -> list[ErrorRecord]:
        """The errors, record by record, as in `presscheck errors --list`; computed when asked for.

        Raises:
            UsageError: the result was read from a file or added up; it does not know the documents.
        """
        if self.trace is None:
            raise UsageError(
                "errors: this result does not contain its documents; presscheck.errors(gold, pred) lists them"
            )
        return self.trace()

    def details(self) -> list[str]:
        """The records that the notes below the table count, one a line."""
        return result_table.details(self)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a file that `presscheck.merge`, `compare` and `gate` read: `score --format result` writes it.

        Args:
            path: the file, JSON.
        """
        with replacing(os.fspath(path)) as file:
            file.writelines(pieces(plain(self)))
            file.write("\n")

    def flat(self) -> dict[str, float]:
        """One dict of numbers for loggers: `mention.strict.f1`; `event.ac-plus.f1` for `event.ac+`.

        Undefined values are left out.
        """
        return tables.flat(self)

    def counts(self) -> dict[str, dict[str, float]]:
        """The counts that all values are divided from, by cell; `presscheck.from_counts` adds such up."""
        return tables.counts(self)

    def per_document(self) -> dict[str, dict[str, MeasureEntry]]:
        """Every measure of every document: id -> measure -> entry."""
        return cast("dict[str, dict[str, MeasureEntry]]", tables.per_document(self))

    def to_pandas(self) -> Any:
        """A tidy data frame: a row for each measure and label, with its bounds and counts (needs pandas).

        Columns: layer, measure, by and label (empty for the whole), precision, recall, f1, accuracy, value,
        tp_pred, n_pred, tp_gold, n_gold, low and high (bounds of the measure's headline).
        """
        try:
            import pandas as pd
        except ImportError:
            raise UsageError("to_pandas: expected pandas to be installed; pip install pandas") from None
        return pd.DataFrame([*tables.rows(self)])

    def __eq__(self, other: object) -> bool:
        """Return whether two results hold the same: settings, counts, intervals, what was said."""
        return isinstance(other, Result) and plain(self) == plain(other)

    def __hash__(self) -> int:
        return hash(str(self.signature))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the counts, and rows by their ids: functions do not travel, but a user's own by name."""
        kept = {
            name: getattr(self, name)
            for name in self.__struct_fields__
            if name not in ("rows", "within", "trace")
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
        """Return the table, its notes and its signature, for a notebook."""
        header, rows = result_table.lines(self)
        return notebook.table(header, rows, [*result_table.notes(self), str(self.signature)])


def _unpickled(kept: dict[str, Any], rows: list[tuple[str, bool]], own: tuple[Measure, ...]) -> Result:
    table = {row.id: row for row in (*table_of(kept["signature"].profile), *own)}
    return Result(**kept, rows=tuple(replace(table[name], hidden=hidden) for name, hidden in rows))


Mapping.register(Result)
