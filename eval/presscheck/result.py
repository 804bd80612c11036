"""A result: counts that were added up, divided once, with everything a reader needs beside them."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from statistics import fmean
from typing import Any

import msgspec

from presscheck import table
from presscheck.counts import Counts, Score, total
from presscheck.measure import Cells, Entry, Measure
from presscheck.signature import Signature


class Result(msgspec.Struct, kw_only=True):
    """What `score` returns.

    Args:
        signature: what was scored, and how.
        rows: the measures, hidden cells included, in table order.
        totals: row id -> label -> counts over all documents.
        slices: (row id, breakdown) -> label -> counts.
        extra: (row id, name) -> further numbers.
        units: document ids in the order of `vectors`.
        vectors: row id -> four numbers per unit (tp_pred, n_pred, tp_gold, n_gold), one after the other.
        parts: part of a layer -> "scored", "not attempted" (by the prediction) or "not in gold".
        anchoring: how many strings were anchored by which path.
        label_map_lost: what the label map left out, by label.
        warnings: what was counted in a stated way.
        ci: row id -> interval, as in the scores JSON.
    """

    signature: Signature
    rows: tuple[Measure, ...]
    totals: dict[str, dict[str, Counts]]
    slices: dict[tuple[str, str], dict[str, Counts]]
    extra: dict[tuple[str, str], Counter[str]]
    units: list[str]
    vectors: dict[str, array[float]]
    parts: dict[str, str]
    anchoring: dict[str, int]
    label_map_lost: dict[str, int]
    warnings: list[str]
    ci: dict[str, dict[str, Any]] = {}

    def shown(self) -> list[Measure]:
        """The rows that have something to say: attempted on both sides, or asked for by name."""
        named = self.signature.measures not in ("default", "all")
        visible = [row for row in self.rows if not row.hidden]
        return [row for row in visible if named or self.parts.get(row.part, "scored") == "scored"]

    def entry(self, row: Measure) -> Entry:
        """One measure as in the scores JSON."""
        if row.compose:
            found: Entry = {"kind": row.kind, **row.compose({cell: self.whole(cell) for cell in row.of})}
        else:
            found = {"kind": row.kind, **shaped(row, self.whole(row.id))}
        if row.kind == "prf" and row.count:
            found |= self._macros(row)
        for (owner, name), numbers in self.extra.items():
            if owner == row.id:
                found[name] = dict(numbers)
        if row.id in self.ci:
            found["ci"] = self.ci[row.id]
        if by := self._breakdowns(row):
            found["by"] = by
        return found

    def whole(self, cell: str) -> Counts:
        """The counts of one cell over all documents and labels."""
        return total(self.totals.get(cell, {}).values())

    def per_unit(self, cell: str) -> list[Counts]:
        """The counts of one cell, unit by unit."""
        vector = self.vectors[cell]
        return [Counts(*vector[i : i + 4]) for i in range(0, len(vector), 4)]

    def _macros(self, row: Measure) -> Entry:
        found: Entry = {}
        if row.by:
            found["macro-type"] = mean_of(self.totals.get(row.id, {}).values())
        if len(self.units) > 1:
            found["macro-doc"] = mean_of(self.per_unit(row.id))
        return found

    def _breakdowns(self, row: Measure) -> dict[str, dict[str, Entry]]:
        tables: dict[str, Cells] = {}
        if row.by:
            tables[row.by] = self.totals.get(row.id, {})
        tables |= {name: cells for (owner, name), cells in self.slices.items() if owner == row.id}
        return {
            name: {label: shaped(row, cells[label]) for label in sorted(cells)}
            for name, cells in tables.items()
        }

    def as_dict(self) -> dict[str, Any]:
        """The scores JSON (`schema/scores.schema.json`)."""
        return {
            "signature": self.signature.as_dict(),
            "layers": self.parts,
            "measures": {row.id: self.entry(row) for row in self.shown()},
            "anchoring": self.anchoring,
            "label_map_lost": self.label_map_lost,
            "warnings": self.warnings,
        }

    def lines(self) -> tuple[list[str], list[list[str]]]:
        """Header and rows of the table, as text."""
        body = [line(row.id, self.entry(row)) for row in self.shown()]
        return ["measure", "P", "R", "F1", "right", "pred", "gold"], body

    def notes(self) -> list[str]:
        """What a reader of the table must know: what was skipped, what was counted in a stated way."""
        skipped: dict[str, list[str]] = {}
        for name, state in self.parts.items():
            if state != "scored":
                skipped.setdefault(state, []).append(name)
        said = [f"{state}: {', '.join(names)}" for state, names in skipped.items()]
        if lost := self.label_map_lost:
            parts = ", ".join(f"{n} {label}" for label, n in sorted(lost.items(), key=lambda x: -x[1]))
            said.append(f"label map {self.signature.label_map} cannot express: {parts}")
        return [*said, *(f"warning: {text}" for text in self.warnings)]

    def __str__(self) -> str:
        return "\n".join([table.render(*self.lines()), *self.notes(), str(self.signature)])


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
    scores = [counts.score() for counts in parts]
    means: Entry = {}
    for name in Score._fields:
        defined = [value for score in scores if (value := getattr(score, name)) is not None]
        means[name] = fmean(defined) if defined else None
    means["of"] = len(scores)
    return means


def line(name: str, entry: Mapping[str, Any]) -> list[str]:
    """One row of the table: ratios, then the counts they are made of."""
    match entry["kind"]:
        case "prf":
            ratios = [table.number(entry[key]) for key in ("precision", "recall", "f1")]
            if "tp_gold" not in entry:
                return [name, *ratios, "", "", ""]
            right, other = table.count(entry["tp_gold"]), table.count(entry["tp_pred"])
            both = right if right == other else f"{other}/{right}"
            return [name, *ratios, both, table.count(entry["n_pred"]), table.count(entry["n_gold"])]
        case "accuracy":
            right, n = table.count(entry["right"]), table.count(entry["n"])
            return [name, "", "", table.number(entry["accuracy"]), right, n, ""]
        case "mean":
            return [name, "", "", table.number(entry["f1"]), "", "", ""]
        case _:
            return [name, "", "", table.number(entry["value"]), "", "", ""]
