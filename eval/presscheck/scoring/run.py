"""Gold and predictions in, totals out: one document at a time, counted and added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from presscheck.document import streams
from presscheck.document.model import Document
from presscheck.layers import NOTES
from presscheck.layers.entities import links
from presscheck.mapping import labels, wikidata
from presscheck.measure.assignment import CrowdedError
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts
from presscheck.measure.exact_sums import ExactSums
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.measure.settings import Settings
from presscheck.profiles import PROFILES
from presscheck.scoring.findings import refuse
from presscheck.scoring.finishing import counted_rows, finished, signature_of
from presscheck.scoring.intake import Documents, Role, Source, paired
from presscheck.scoring.options import Options
from presscheck.scoring.preparation import prepared
from presscheck.scoring.selection import DOCUMENT, META, Wanted, breakdowns, resolved, select
from presscheck.scoring.sequence import needed
from presscheck.scoring.sums import Sums
from presscheck.scoring.tasks import answers
from presscheck.scoring.totals import LeaveOneOut, Totals

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
    counting: Counting | None = None,
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
        counting: takes in the documents; by default one after the other, in this process.

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: an unknown name, a file that cannot be opened.

    >>> gold = [{"id": "d", "text": "Oslo met Rome.", "mentions": [
    ...     {"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]}]
    >>> pred = [{"id": "d", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> score(gold, pred, Settings()).whole("mention.strict")
    Counts(tp_pred=1, n_pred=1, tp_gold=1, n_gold=2)
    """
    with streams.kept():
        asked = asked_for(settings, measures, redirects, by)
        golds, preds = Documents(gold, "gold"), Documents(pred, "pred")
        if settings.label_map is None:
            asked.options.label_map = labels.one_map(preds.label_maps())
        run = Run(asked, (golds, preds), watch)
        (counting or in_order)(run)
        return run.totals(within)


def count(pair: DocumentPair, rows: Iterable[Measure]) -> dict[str, Cells]:
    """The counts of one pair: row id -> cells. Rows that gold has no layer for are left out.

    A row that has too much to compare is left out, and said in the pair's `unsolved`.

    Args:
        pair: one document, both sides.
        rows: from `select`.
    """
    if pair.tasks is None:
        pair.tasks = answers(pair.whole_gold, "gold").some
    return count_all(pair, [row for row in rows if row.asked(pair)])


def count_all(pair: DocumentPair, rows: Iterable[Measure]) -> dict[str, Cells]:
    """As `count`, of rows that the gold document all answers."""
    counted = {}
    for row in rows:
        if row.count is not None:
            try:
                counted[row.id] = row.count(pair)
            except CrowdedError as error:
                pair.unsolved[row.id] = str(error)
    return counted


class Asked(NamedTuple):
    """Everything that is asked of a run, but for its documents.

    Args:
        options: the settings, with the tables that they name.
        measures: what is counted, as for `select`.
        by: names of further breakdowns.
    """

    options: Options
    measures: Wanted
    by: tuple[str, ...] = ()

    def rows(self) -> tuple[Measure, ...]:
        """The measures, hidden cells included."""
        return select(self.measures, self.options.settings.profile)

    def nothing(self) -> Sums:
        """The sums over no document."""
        groups = self.options.settings.groups
        return Sums(self.rows(), self.options.level, int(groups) if groups is not None else None)


def asked_for(
    settings: Settings, measures: Wanted, redirects: wikidata.Given | None, by: str | Iterable[str]
) -> Asked:
    """Everything that is asked of a run, with every name resolved, but for a label map that a file names.

    Args:
        settings: what was asked for, label map by name or file.
        measures: what is counted.
        redirects: ids and their canonical ids.
        by: names of further breakdowns.

    Raises:
        UsageError: an unknown name, a file that cannot be opened.
    """
    rows = select(measures, settings.profile)
    settings = msgspec.structs.replace(settings, measures=resolved(measures, settings.profile))
    if settings.profile is not None:
        settings = msgspec.structs.replace(settings, **PROFILES[settings.profile].settings)
    table = wikidata.load(redirects) if redirects is not None else None
    named = labels.one_map([settings.label_map]) if settings.label_map is not None else None
    return Asked(Options(settings, table, named), measures, breakdowns(by, rows))


class Run:
    """Sums over documents: totals by label, one vector per document.

    Args:
        asked: settings and measures.
        sides: gold's documents and the predicted ones.
        watch: called with every pair and what was counted in it.
    """

    def __init__(self, asked: Asked, sides: tuple[Documents, Documents], watch: Watch | None = None) -> None:
        self.asked, self.watch = asked, watch
        self.options, self.by = asked.options, asked.by
        self.rows = rows = asked.rows()
        self.golds, self.preds = sides
        self.steps = needed(asked.options)
        self.sums = asked.nothing()
        self._article: DocumentPair | None = None
        self._answered: dict[frozenset[str] | None, Sequence[Measure]] = {}
        self._detailed = [row for row in rows if row.extra or self.by]
        self._linking = {row.id for row in rows if row.layer == "links"}
        self._noting = {task: {row.id for row in rows if row.task == task} for task in NOTES}
        self._by_heads = next((row.id for row in rows if row.task == "event-heads"), None)

    def add(self, gold: Document, pred: Document | None) -> None:
        """Take in one document of both sides; what is wrong goes to the sides' findings."""
        pred = pred or Document(id=gold.id)
        sums = self.sums
        ready = prepared(gold, pred, self.options, sums.notes, self.steps)
        if ready is not None:
            ready.note_misses()
            sums.labels.add(*(columns.labels for columns in ready.columns))
        for role, finding in sums.notes.findings:
            (self.golds if role == "gold" else self.preds).report(finding)
        sums.notes.findings.clear()
        if ready is None or self.failed:
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
        self._article = pair if sums.units.documents == 0 else None
        counted = count_all(pair, self._answered_by(pair))
        for row, why in pair.unsolved.items():
            sums.unsolved.setdefault(row, f"{why} of document {gold.id!r}")
        self._sum(gold.id, counted)
        self._sum_details(pair, counted)
        self._note(pair, counted)
        if self.watch:
            self.watch(pair, counted)

    def _answered_by(self, pair: DocumentPair) -> Sequence[Measure]:
        """The rows that a gold document answers; most documents answer the same."""
        rows = self._answered.get(pair.tasks)
        if rows is None:
            rows = self._answered[pair.tasks] = [row for row in self.rows if row.asked(pair)]
        return rows

    def _sum(self, name: str, counted: Mapping[str, Cells]) -> None:
        tallies = self.sums.tallies
        self.sums.units.add(name, {cell: tallies[cell].add(cells) for cell, cells in counted.items()})

    def _sum_details(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        for row in self._detailed:
            if row.id in pair.unsolved:
                continue
            asked = row.asked(pair)
            for name, work in row.extra.items() if asked else ():
                sums = _sums_of(self.sums.extra, row.id, name)
                for key, number in work(pair).items():
                    sums.add(key, (number,))
            for name in self.by:
                sums = _sums_of(self.sums.slices, row.id, name)
                cut = _sliced(row, name, pair, counted.get(row.id)) if asked else {}
                for label, counts in cut.items():
                    sums.add(label, counts)

    def _note(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        notes = self.sums.notes
        for task, ids in self._noting.items():
            if not ids.isdisjoint(counted):
                notes.counted.update(NOTES[task](pair))
        if self._by_heads is not None and self._by_heads not in counted and pair.gold.events is not None:
            what = "event.head: gold left out where an argument of several words has no head"
            notes.counted[what] += 1
        if not self._linking.isdisjoint(counted):
            self.sums.other_ids.add(pair.gold, pair.pred)
            if n := links.not_counted(pair):
                notes.counted["links: predicted ids left out where gold does not judge the entity"] += n

    @property
    def failed(self) -> bool:
        """Return whether anything was found that stops the score."""
        return bool(self.golds.findings or self.preds.findings)

    def totals(self, within: Within | None = None) -> Totals:
        """The sums.

        Args:
            within: cuts a single article into units.

        Raises:
            InvalidInputError: with every reason why there are none.
        """
        sums = self.sums
        refuse(self.golds, self.preds, sums.notes.misses.told())
        names: Mapping[Role, str] = {"gold": self.golds.name, "pred": self.preds.name}
        signature = signature_of(self.options, sums, self.golds.label)
        done = finished(signature, self.rows, sums, names, self.by)
        if within is None or self._article is None:
            return done
        return msgspec.structs.replace(done, within=within(self._article, counted_rows(done)))


Counting: TypeAlias = Callable[[Run], None]
"""Something that takes in all documents of a run."""


def in_order(run: Run) -> None:
    """Take in all documents of a run, one after the other."""
    for document, predicted in paired(run.golds, run.preds, run.options.settings.missing):
        run.add(document, predicted)


def _sums_of(table: dict[tuple[str, str], ExactSums[str]], row: str, name: str) -> ExactSums[str]:
    """The sums of a row under a name, in a table that gains them."""
    sums = table.get((row, name))
    if sums is None:
        sums = table[row, name] = ExactSums()
    return sums


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
