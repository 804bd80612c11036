"""Gold and predictions in, totals out: one document at a time, counted and added up."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from presscheck.anchoring import steps
from presscheck.document import shifts
from presscheck.document.model import Document
from presscheck.document.note import Note
from presscheck.layers import NOTES, PARTS, TASKS
from presscheck.layers.entities import links
from presscheck.mapping import item_ids, labels, unknown_labels, wikidata
from presscheck.measure.assignment import CrowdedError
from presscheck.measure.cells import Cells, Tally
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.measure.settings import Settings
from presscheck.measure.signature import Signature
from presscheck.profiles import PROFILES
from presscheck.scoring import confidence
from presscheck.scoring.findings import refuse
from presscheck.scoring.intake import Documents, Source, paired
from presscheck.scoring.notes import Notes
from presscheck.scoring.options import Options
from presscheck.scoring.preparation import needed, prepared
from presscheck.scoring.selection import DOCUMENT, META, Wanted, breakdowns, resolved, select
from presscheck.scoring.tasks import TaskRecord, answers
from presscheck.scoring.totals import LeaveOneOut, Totals, shown
from presscheck.version import __version__

Watch: TypeAlias = Callable[[DocumentPair, Mapping[str, Cells]], None]
"""Something that looks at every pair and its counts, row id -> cells, as they pass."""

Within: TypeAlias = Callable[[DocumentPair, Sequence[Measure]], Mapping[str, LeaveOneOut]]
"""Function that cuts a single article into units: the pair, the rows that are counted."""

_NOTHING = Counts()


def score(
    gold: Source,
    pred: Source,
    settings: Settings,
    *,
    measures: Wanted = None,
    redirects: wikidata.Given | None = None,
    by: str | Iterable[str] = (),
    watch: Watch | None = None,
    within: Within | None = None,
) -> Totals:
    """Count predictions against gold (`api.score` makes a result of it).

    Args:
        gold: a JSONL file, or documents, or plain dicts.
        pred: likewise.
        settings: what was asked for, label map and redirects by name or file.
        measures: "default", "all", ids or layer names (joined by commas or as a list), or rows of your own.
        redirects: ids and their canonical ids, applied to both sides: a file or a mapping.
        by: names of further breakdowns.
        watch: called with every pair and what was counted in it.
        within: cuts a single article into units.

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: an unknown name, a file that cannot be opened.

    >>> gold = [{"id": "d", "text": "Oslo met Rome.", "mentions": [
    ...     {"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]}]
    >>> pred = [{"id": "d", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> score(gold, pred, Settings()).whole("mention.strict")
    Counts(tp_pred=1, n_pred=1, tp_gold=1, n_gold=2)
    """
    rows, words = select(measures, settings.profile), resolved(measures, settings.profile)
    settings = msgspec.structs.replace(settings, measures=words)
    if settings.profile is not None:
        settings = msgspec.structs.replace(settings, **PROFILES[settings.profile].settings)
    table = wikidata.load(redirects) if redirects is not None else None
    golds, preds = Documents(gold, "gold"), Documents(pred, "pred")
    named = labels.one_map([settings.label_map] if settings.label_map is not None else preds.label_maps())
    run = Run(Options(settings, table, named), rows, (golds, preds), by=breakdowns(by, rows), watch=watch)
    for document, predicted in paired(golds, preds, settings.missing):
        run.add(document, predicted)
    return run.totals(within)


def count(pair: DocumentPair, rows: Iterable[Measure]) -> dict[str, Cells]:
    """The counts of one pair: row id -> cells. Rows that gold has no layer for are left out.

    A row that has too much to compare is left out, and said in the pair's `unsolved`.

    Args:
        pair: one document, both sides.
        rows: from `select`.
    """
    if pair.tasks is None:
        asked = answers(TASKS | PARTS, pair.whole_gold, "gold")
        pair.tasks = frozenset(name for name, said in asked.items() if said != "no")
    counted = {}
    for row in rows:
        if row.count is not None and row.asked(pair):
            try:
                counted[row.id] = row.count(pair)
            except CrowdedError as error:
                pair.unsolved[row.id] = str(error)
    return counted


class Run:
    """Sums over documents: totals by label, one vector per document.

    Args:
        options: the settings, with the tables that they name.
        rows: the measures, hidden cells included.
        sides: gold's documents and the predicted ones.
        by: names of further breakdowns.
        watch: called with every pair and what was counted in it.
    """

    def __init__(
        self,
        options: Options,
        rows: tuple[Measure, ...],
        sides: tuple[Documents, Documents],
        *,
        by: tuple[str, ...] = (),
        watch: Watch | None = None,
    ) -> None:
        self.options, self.rows, self.by, self.watch = options, rows, by, watch
        self.golds, self.preds = sides
        self.steps = needed(options)
        self.tasks = TaskRecord()
        self.notes = Notes({"gold": self.golds, "pred": self.preds}, self.tasks)
        self.labels = unknown_labels.LabelCounts(options.level)
        self.other_ids = item_ids.OtherIds()
        self.tallies = {row.id: Tally() for row in rows if row.count}
        self.vectors = {cell: array("d") for cell in self.tallies}
        self.slices: dict[tuple[str, str], dict[str, Counts]] = {}
        self.extra: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.units: list[str] = []
        self.unsolved: dict[str, str] = {}
        self._article: DocumentPair | None = None
        self._linking = {row.id for row in rows if row.layer == "links"}
        self._noting = {task: {row.id for row in rows if row.task == task} for task in NOTES}
        self._by_heads = next((row.id for row in rows if row.task == "event-heads"), None)

    def add(self, gold: Document, pred: Document | None) -> None:
        """Take in one document of both sides; what is wrong goes to the sides' findings."""
        pred = pred or Document(id=gold.id)
        ready = prepared(gold, pred, self.options, self.notes, self.steps)
        if ready is None or self.golds.findings or self.preds.findings:
            return
        pair = DocumentPair(
            ready.gold,
            ready.pred,
            self.options.settings,
            ready.whole_gold,
            ready.whole_pred,
            ready.asked,
            silent=ready.silent,
        )
        self.units.append(gold.id)
        self._article = pair if len(self.units) == 1 else None
        counted = count(pair, self.rows)
        for row, why in pair.unsolved.items():
            self.unsolved.setdefault(row, f"{why} of document {gold.id!r}")
        shifts.add(self.notes.misses, ready.gold, ready.pred, ready.given)
        self._sum(counted)
        self._sum_details(pair, counted)
        self._note(pair, counted)
        if self.watch:
            self.watch(pair, counted)

    def _sum(self, counted: Mapping[str, Cells]) -> None:
        for cell, cells in counted.items():
            self.vectors[cell].extend(self.tallies[cell].add(cells))
        for cell in self.vectors.keys() - counted.keys():
            self.vectors[cell].extend(_NOTHING)

    def _sum_details(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        for row in self.rows:
            if row.id in pair.unsolved or not (row.extra or self.by):
                continue
            for name, work in row.extra.items() if row.asked(pair) else ():
                self.extra[row.id, name].update(work(pair))
            for name in self.by:
                sums = self.slices.setdefault((row.id, name), {})
                cut = _sliced(row, name, pair, counted.get(row.id)) if row.asked(pair) else {}
                for label, counts in cut.items():
                    sums[label] = sums.get(label, Counts()) + counts

    def _note(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        for task, ids in self._noting.items():
            if not ids.isdisjoint(counted):
                self.notes.counted.update(NOTES[task](pair))
        if self._by_heads is not None and self._by_heads not in counted and pair.gold.events is not None:
            what = "event.head: gold left out where an argument of several words has no head"
            self.notes.counted[what] += 1
        if not self._linking.isdisjoint(counted):
            self.other_ids.add(pair.gold, pair.pred)
            if n := links.not_counted(pair):
                self.notes.counted["links: predicted ids left out where gold does not judge the entity"] += n
        self.labels.add(pair.gold, pair.pred)

    def totals(self, within: Within | None = None) -> Totals:
        """The sums.

        Args:
            within: cuts a single article into units.

        Raises:
            InvalidInputError: with every reason why there are none.
        """
        refuse(self.golds, self.preds, self.notes.misses.told())
        signature, notes = self._signature(), self.notes
        tasks = self.tasks.states() | self.unsolved
        remarks = self._remarks(tasks)
        visible = shown(self.rows, tasks, signature)
        used = {cell for row in visible for cell in (row.id, *row.cells)}
        counted = [row for row in self.rows if row.id in used and row.count]
        totals = Totals(
            signature=signature,
            rows=self.rows,
            totals={cell: tally.by_label() for cell, tally in self.tallies.items()},
            slices=self.slices,
            extra=dict(self.extra),
            units=self.units,
            vectors=self.vectors,
            tasks=tasks,
            anchoring={way: notes.anchoring[way] for way in steps.WAYS} if notes.anchoring else {},
            invented=notes.invented,
            label_map_lost=dict(sorted(notes.lost.items())),
            warnings=self._warnings(remarks),
            notes=remarks,
            within=within(self._article, counted) if within and self._article else {},
            by=self.by,
            emptied=notes.emptied(),
        )
        return msgspec.structs.replace(totals, warnings=[*totals.warnings, *_late_warnings(totals)])

    def _signature(self) -> Signature:
        options = self.options
        return Signature.from_settings(
            msgspec.structs.replace(
                options.settings,
                label_map=options.label_map_label,
                redirects=options.redirects.label if options.redirects is not None else None,
                anchor=options.anchor_mode
                if self.notes.anchoring or options.settings.anchor is not None
                else None,
            ),
            gold=self.golds.label,
            documents=len(self.units),
            version=__version__,
        )

    def _remarks(self, tasks: Mapping[str, str]) -> list[Note]:
        """Count the notes of both files; those of links only if they are scored."""
        linked = tasks["links"] == "scored"
        ids = self.other_ids.notes() if linked else ()
        return [*self.notes.in_words(), *self.labels.notes(), *ids]

    def _warnings(self, remarks: Iterable[Note]) -> list[str]:
        counted = self.notes.counted + self.tasks.ignored
        return [
            *self.notes.emptied(),
            *filter(None, [self.notes.misses.told()]),
            *(f"{what} ({n}×)" for what, n in counted.items()),
            *([confidence.FITTED] if self.options.settings.min_confidence is not None else []),
            *(note.text for note in remarks),
            *self.tasks.partial(len(self.units)),
        ]


def _late_warnings(totals: Totals) -> list[str]:
    """Warnings that only the sums show: means with undefined members, nothing scored at all."""
    warnings = []
    for row in totals.shown():
        undefined = [cell for cell in row.cells if totals.whole(cell).score().f1 is None]
        if row.kind == "mean" and 0 < len(undefined) < len(row.cells):
            warnings.append(
                f"{row.id}: {', '.join(undefined)} is undefined (nothing to count) "
                "and counts as 0 in the mean"
            )
    if totals.units and not totals.shown():
        warnings.append("nothing was scored: none of the requested layers is in both gold and the prediction")
    return warnings


def _sliced(row: Measure, name: str, pair: DocumentPair, cells: Cells | None) -> dict[str, Counts]:
    """One breakdown of one document: the row's own, or everything under an attribute of the document."""
    if name in row.slices:
        return row.slices[name](pair).by_label()
    if cells is None or not cells.by_label() or not (name in DOCUMENT or name.startswith(META)):
        return {}
    return {attribute(pair.gold, name) or f"no {name}": cells.whole}


def attribute(gold: Document, name: str) -> str | None:
    """A gold document's own attribute, or a string in its `meta`; None if it has none.

    Args:
        gold: the document.
        name: a key of `selection.DOCUMENT`, or `meta.` and a key.
    """
    if name in DOCUMENT:
        return str(getattr(gold, DOCUMENT[name]) or "") or None
    value = gold.meta.get(name.removeprefix(META)) if isinstance(gold.meta, dict) else None
    return value if isinstance(value, str) and value else None
