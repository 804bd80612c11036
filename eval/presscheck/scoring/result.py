"""A result: counts that were added up, divided once, with everything a reader needs beside them."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any, TypeAlias

import msgspec

from presscheck.measure.counts import Counts, Score, total
from presscheck.measure.measure import Entry, Measure
from presscheck.measure.signature import Signature
from presscheck.profiles import PROFILES
from presscheck.text import nearest, table
from presscheck.text.plural import plural

Ratio: TypeAlias = Callable[[float | None], str]
"""A ratio as text."""

SHOWN = 20
"""How many invented strings a table lists."""


class LeaveOneOut(msgspec.Struct, kw_only=True):
    """One article, unit by unit: what is left of its counts without each of them, and what each one owns.

    Args:
        ids: the units' names: line numbers from 1, or entities.
        bears: layer -> indices of the units with an item of that layer on either side.
        left: cell -> four numbers per unit, the article's counts when the unit is left out of both sides.
        own: cell -> four numbers per unit, its share; they add up to the totals where the measure is a sum.
            Or what works them out: only tests and the bootstrap need them.
    """

    ids: list[str]
    bears: dict[str, list[int]]
    left: dict[str, array[float]]
    own: dict[str, array[float]] | Callable[[], dict[str, array[float]]]

    def shares(self) -> dict[str, array[float]]:
        """What `own` says, worked out once."""
        if callable(self.own):
            self.own = self.own()
        return self.own


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
        tasks: task -> "scored", "not attempted" (by the prediction) or "not in gold".
        anchoring: how many strings were anchored by which path; empty if all records had offsets.
        invented: the strings that are in no text, with document and path.
        label_map_lost: what the label map left out, by label.
        warnings: what was counted in a stated way.
        ci: row id -> interval, as in the scores JSON.
        within: of one article, "paragraph" and "entity" -> its units.
        by: the breakdowns that were asked for; a table shows them below each measure.
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
    ci: dict[str, dict[str, Any]] = {}
    within: dict[str, LeaveOneOut] = {}
    by: tuple[str, ...] = ()

    def shown(self) -> list[Measure]:
        """The rows that have something to say: attempted on both sides, or asked for by name."""
        named = {name.strip() for name in self.signature.measures.split(",")}
        visible = [row for row in self.rows if not row.hidden]
        return [
            row
            for row in visible
            if self.tasks.get(row.task, "scored") == "scored" or named & {row.id, row.layer}
        ]

    def attempted(self) -> list[Measure]:
        """The rows that are attempted on both sides, whether asked for by name or not."""
        return [row for row in self.shown() if self.tasks.get(row.task, "scored") == "scored"]

    def entry(self, row: Measure) -> Entry:
        """One measure as in the scores JSON."""
        if row.compose:
            found: Entry = {"kind": row.kind, **row.compose({cell: self.whole(cell) for cell in row.cells})}
        else:
            found = {"kind": row.kind, **shaped(row, self.whole(row.id))}
        if row.kind == "prf" and row.count:
            found |= self._macros(row)
        for (owner, name), numbers in self.extra.items():
            if owner == row.id:
                found[name] = dict(numbers)
        if row.finish:
            found |= row.finish(found)
        if row.id in self.ci:
            found["ci"] = self.ci[row.id]
        if by := self._breakdowns(row):
            found["by"] = by
        return found

    def whole(self, cell: str) -> Counts:
        """The counts of one cell over all documents and labels."""
        return total(self.totals.get(cell, {}).values())

    def __getitem__(self, measure: str) -> Entry:
        """One measure's entry by id: `result["mention.strict"]["f1"]`."""
        rows = {row.id: row for row in self.shown()}
        if measure not in rows:
            raise KeyError(f"{measure!r} was not scored; {nearest.nearest(measure, rows)}")
        return self.entry(rows[measure])

    def value(self, row: Measure) -> float | None:
        """The one number that a measure is quoted by."""
        return headline(row, self.whole)

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
        tables = {name: self.slices[row.id, name] for owner, name in self.slices if owner == row.id}
        if row.by:
            tables[row.by] = self.totals.get(row.id, {})
        found = {
            name: {label: shaped(row, cells[label]) for label in sorted(cells)}
            for name, cells in tables.items()
        }
        if row.compose and row.cells:
            found |= {name: parts for name in tables if (parts := self._composed(row, name))}
        return {name: parts for name, parts in found.items() if parts}

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
        }

    def lines(self) -> tuple[list[str], list[list[str]]]:
        """Header and rows of the table, as text."""
        unit = " %" if self._ratio is table.percent else ""
        header = ["measure", f"P{unit}", f"R{unit}", f"F1{unit}", "right", "pred", "gold"]
        if self.ci:
            header.insert(4, "95% CI")
        return header, [cells for row in self.shown() for cells in self._lines_of(row)]

    @property
    def _ratio(self) -> Ratio:
        """How ratios are printed: in percent under a profile whose peer does so."""
        profile = PROFILES.get(self.signature.profile or "")
        return table.percent if profile is not None and profile.percent else table.number

    def _lines_of(self, row: Measure) -> list[list[str]]:
        """One measure, and the breakdowns that were asked for below it."""
        entry = self.entry(row)
        found = [line(row.id, entry, self._ratio)]
        for name in self.by:
            for label, part in entry.get("by", {}).get(name, {}).items():
                found.append(line(f"  {name} {label}", {"kind": row.kind, **part}, self._ratio))
            macro = {row.by: "macro-type", "document": "macro-doc"}.get(name, "")
            if macro in entry:
                found.append(line(f"  {macro}", {"kind": row.kind, **entry[macro]}, self._ratio))
        if self.ci:
            for i, cells in enumerate(found):
                cells.insert(4, "" if i else interval(row, self.ci.get(row.id, {}), self._ratio))
        return found

    def undefined_members(self) -> list[str]:
        """What a mean counts as 0 although nothing was asked and nothing said, in words."""
        said = []
        for row in self.shown():
            odd = [cell for cell in row.cells if self.whole(cell).score().f1 is None]
            if row.kind == "mean" and 0 < len(odd) < len(row.cells):
                said.append(f"{row.id}: {', '.join(odd)} has nothing to count and enters the mean as 0")
        return said

    def notes(self) -> list[str]:
        """What a reader of the table must know: what was skipped, what was counted in a stated way."""
        skipped: dict[str, list[str]] = {}
        for name, state in self.tasks.items():
            if state != "scored":
                skipped.setdefault(state, []).append(name)
        said = [f"{state}: {', '.join(names)}" for state, names in skipped.items()]
        if lost := self.label_map_lost:
            parts = ", ".join(f"{n} {label}" for label, n in sorted(lost.items(), key=lambda x: -x[1]))
            said.append(f"label map {self.signature.label_map} cannot express: {parts}")
        return [*said, *self._strings(), *self._scope(), *(f"warning: {text}" for text in self.warnings)]

    def _strings(self) -> list[str]:
        """How strings without offsets were found, and the first of those that were not."""
        if not self.anchoring:
            return []
        said = ["anchored: " + ", ".join(f"{n} {way}" for way, n in self.anchoring.items())]
        said += [f"invented: {what}" for what in self.invented[:SHOWN]]
        more = len(self.invented) - SHOWN
        return [*said, f"invented: {more} more (JSON lists all)"] if more > 0 else said

    def _scope(self) -> list[str]:
        """What the intervals speak of, and why some are missing."""
        shown = [self.ci[row.id] | {"id": row.id} for row in self.shown() if row.id in self.ci]
        sizes: dict[str, list[int]] = {}
        for ci in shown:
            if "reason" not in ci:
                sizes.setdefault(ci["unit"], []).append(ci["units"])
        said = []
        if sizes:
            scope = "this article only" if len(self.units) == 1 else "documents like these"
            units = ", ".join(f"{between(n)} {plural(unit)}" for unit, n in sizes.items())
            said.append(f"95% CI: {scope}; {self.signature.resample} over {units}")
        why: dict[str, list[str]] = {}
        for ci in shown:
            if "reason" in ci:
                why.setdefault(ci["reason"], []).append(ci["id"])
        return said + [f"no interval: {', '.join(ids)}: {reason}" for reason, ids in why.items()]

    def __str__(self) -> str:
        return "\n".join([table.render(*self.lines()), *self.notes(), str(self.signature)])


def headline(row: Measure, whole: Callable[[str], Counts]) -> float | None:
    """The value of a row whose cells have these counts.

    Args:
        row: any measure.
        whole: the counts of a cell, labels added up.
    """
    if row.compose:
        found: float | None = row.compose({cell: whole(cell) for cell in row.cells})[row.headline]
    else:
        found = shaped(row, whole(row.id))[row.headline]
    return found


def interval(row: Measure, ci: Mapping[str, Any], ratio: Ratio = table.number) -> str:
    """An interval for a table; a dash where there is none."""
    pair = ci.get(row.headline)
    return "–".join(map(ratio, pair)) if pair else ratio(None)


def between(sizes: Sequence[int]) -> str:
    """The range of some numbers.

    >>> between([13, 18, 13]), between([20])
    ('13–18', '20')
    """
    low, high = min(sizes), max(sizes)
    return f"{low}–{high}" if low < high else str(low)


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


def line(name: str, entry: Mapping[str, Any], ratio: Ratio = table.number) -> list[str]:
    """One row of the table: ratios, printed by `ratio`, then the counts they are made of."""
    match entry["kind"]:
        case "prf":
            ratios = [ratio(entry[key]) for key in ("precision", "recall", "f1")]
            if "tp_gold" not in entry:
                return [name, *ratios, "", "", ""]
            right, other = table.count(entry["tp_gold"]), table.count(entry["tp_pred"])
            both = right if right == other else f"{other}/{right}"
            return [name, *ratios, both, table.count(entry["n_pred"]), table.count(entry["n_gold"])]
        case "accuracy":
            right, n = table.count(entry["right"]), table.count(entry["n"])
            return [name, "", "", ratio(entry["accuracy"]), right, n, ""]
        case "mean":
            return [name, "", "", ratio(entry["f1"]), "", "", ""]
        case _:
            return [name, "", "", ratio(entry["value"]), "", "", ""]
