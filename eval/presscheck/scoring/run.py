"""Gold and predictions in, a result out: one document at a time, summed, divided once."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET

from presscheck.anchoring import anchor
from presscheck.document import placement, wellformed
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.layers import NOTES, TASKS
from presscheck.mapping import event_levels, unknown_labels
from presscheck.mapping import labels as mapping_labels
from presscheck.mapping import wikidata as redirecting
from presscheck.measure.cells import Cells, Tally, added_up
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.measure.settings import Settings
from presscheck.measure.signature import Signature
from presscheck.profiles import PROFILES
from presscheck.scoring import admission, preparation
from presscheck.scoring.intake import Documents, Source, paired
from presscheck.scoring.result import Result
from presscheck.scoring.selection import DOCUMENT, Wanted, _known_breakdowns, _name, select
from presscheck.version import __version__

Watch: TypeAlias = Callable[[DocumentPair, Mapping[str, Cells]], None]
"""Something that looks at every case and its counts, row id -> label -> counts, as they pass."""

_LAYERS = ("mentions", "entities", "events", "quotes", "marked_uses")
_NOTHING = Counts()


def score(
    gold: Source,
    pred: Source,
    *,
    measures: Wanted = None,
    profile: str | None = None,
    missing: str = "error",
    repeats: str = "error",
    singletons: str = "keep",
    window: str = "document",
    label_map: str | None = None,
    redirects: redirecting.Given | None = None,
    by: Iterable[str] = (),
    watch: Watch | None = None,
    **settings: Any,
) -> Result:
    """Score predictions against gold, without intervals (`api.score` adds them).

    Args:
        gold: a JSONL file, or documents, or plain dicts.
        pred: likewise.
        measures: "default", "all", ids or layer names (joined by commas or as a list), or rows of your own.
        profile: a peer's conventions in place of ours.
        missing: "error", or "empty" for gold documents without a prediction.
        repeats: "error", or "first" where one span is in two entities.
        singletons: "keep" or "drop" entities of one mention before everything else.
        window: "document" or "sentence", for unattached event arguments.
        label_map: name or file; by default the one that the prediction names.
        redirects: ids and their canonical ids, applied to both sides: a file or a mapping.
        by: names of further breakdowns.
        watch: called with every case and what was counted in it.
        settings: further settings of single layers, see `Settings`.

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: an unknown name, a file that cannot be opened.

    >>> gold = [{"id": "d", "text": "Oslo met Rome.", "mentions": [
    ...     {"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]}]
    >>> pred = [{"id": "d", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> score(gold, pred).as_dict()["measures"]["mention.strict"]["recall"]
    0.5
    """
    asked = Settings(
        measures=_name(measures),
        profile=profile,
        missing=missing,
        repeats=repeats,
        singletons=singletons,
        window=window,
        **settings,
    )
    rows = select(measures, profile)
    if profile is not None:
        asked = msgspec.structs.replace(asked, **PROFILES[profile].settings)
    moved = redirecting.load(redirects) if redirects is not None else None
    run = Run(asked, rows, label_map=label_map, redirects=moved, by=_known_breakdowns(by, rows), watch=watch)
    golds, preds = Documents(gold, "gold"), Documents(pred, "pred")
    for document, predicted in paired(golds, preds, missing):
        run.add(document, predicted, golds, preds)
    return run.result(golds, preds)


def count(pair: DocumentPair, rows: Iterable[Measure]) -> dict[str, Cells]:
    """The counts of one case: row id -> label -> counts. Rows that gold has no layer for are left out.

    Args:
        pair: one document, both sides.
        rows: from `select`.
    """
    annotated: dict[str, bool] = {}
    found = {}
    for row in rows:
        if row.count is not None:
            part = row.task
            if part not in annotated:
                annotated[part] = TASKS[part].annotated(pair.whole_gold)
            if annotated[part]:
                found[row.id] = row.count(pair)
    return found


class Run:
    """What adds up while documents pass: totals by label, one vector per document, warnings.

    Args:
        settings: what was asked for.
        rows: the measures, hidden cells included.
        label_map: name or file, or None for what each prediction names.
        redirects: canonical ids, or None.
        by: names of further breakdowns.
        watch: called with every case and what was counted in it.
    """

    def __init__(
        self,
        settings: Settings,
        rows: tuple[Measure, ...],
        *,
        label_map: str | None = None,
        redirects: redirecting.Redirects | None = None,
        by: tuple[str, ...] = (),
        watch: Watch | None = None,
    ) -> None:
        self.settings, self.rows, self.by, self.watch = settings, rows, by, watch
        self.tallies = {row.id: Tally() for row in rows if row.count}
        self.slices: dict[tuple[str, str], dict[str, Counts]] = {}
        self.extra: dict[tuple[str, str], Counter[str]] = {}
        self.units: list[str] = []
        self.vectors = {cell: array("d") for cell in self.tallies}
        self.findings: list[Finding] = []
        self.anchoring: Counter[str] = Counter()
        self.invented: list[str] = []
        self._mode = anchor.known(settings.anchor)
        self._labels = unknown_labels.LabelCounts()
        self.lost: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self.tried: dict[str, set[str]] = {"gold": set(), "pred": set()}
        self._layers_of: Counter[str] = Counter()
        self._maps: dict[str, mapping_labels.LabelMap] = {}
        self._map = label_map
        self._redirects = redirects
        self.map_label: str | None = None
        self._level = event_levels.load(settings.level) if settings.level is not None else None
        self._by_heads = next((row.id for row in rows if row.task == "event-heads"), None)

    def add(self, gold: Document, pred: Document | None, golds: Documents, preds: Documents) -> None:
        """Take in one document of both sides; what is wrong goes to the sides' findings."""
        pair = self._case(gold, pred, golds, preds)
        if pair is None or golds.findings or preds.findings:
            return
        self.units.append(gold.id)
        counted = count(pair, self.rows)
        for task in {row.task for row in self.rows if row.id in counted} & NOTES.keys():
            self.notes.update(NOTES[task](pair))
        if self._by_heads is not None and self._by_heads not in counted and gold.events is not None:
            self.notes["event.head: gold left out where an argument of several words has no head"] += 1
        for cell, cells in counted.items():
            self.vectors[cell].extend(self.tallies[cell].add(cells))
        for cell in self.vectors.keys() - counted.keys():
            self.vectors[cell].extend(_NOTHING)
        self._add_details(pair, counted)
        if self._level is None:  # another ontology's labels are not ours to know
            self._labels.add(pair.gold, pair.pred)
        if self.watch:
            self.watch(pair, counted)

    def _add_details(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        for row in self.rows:
            for name, work in row.extra.items():
                if TASKS[row.task].annotated(pair.whole_gold):
                    self.extra.setdefault((row.id, name), Counter()).update(work(pair))
            for name in self.by:
                sums = self.slices.setdefault((row.id, name), {})
                for label, counts in _sliced(row, name, pair, counted.get(row.id, {})).items():
                    sums[label] = sums.get(label, Counts()) + counts

    def _case(
        self, gold: Document, pred: Document | None, golds: Documents, preds: Documents
    ) -> DocumentPair | None:
        text = gold.text
        if text is None:
            golds.report(_error("no-text", gold, "$.text", "a gold document needs its `text`"))
            return None
        pred = pred or Document(id=gold.id)
        placed = placement.sound(gold, text), placement.sound(pred, text)
        if not placed[0] and placement.unanchored(gold):
            golds.report(_error("no-offsets", gold, "$", "gold spans need `start` and `end`"))
            return None
        if self.settings.window == "sentence" and gold.events is not None and gold.sentences is None:
            say = "`--window sentence` needs gold's `sentences`; `--window document` does without"
            golds.report(_error("no-sentences", gold, "$.sentences", say))
            return None
        self._note_tasks(gold, pred)
        bad = self._admit(gold, text, golds, placed[0])
        bad |= self._admit(pred, text, preds, placed[1])
        if bad:
            return None
        if not placed[1] and placement.unanchored(pred):
            pred = self._anchored(pred, text)
        if self.settings.repeats == "first":
            gold, pred = preparation.first_entity_only(gold), preparation.first_entity_only(pred)
        if self._redirects is not None:
            gold, pred = self._redirects.applied(gold), self._redirects.applied(pred)
        return self._mapped(gold, _filled(pred))

    def _anchored(self, pred: Document, text: str) -> Document:
        found = anchor.anchored(pred, text, self._mode)
        self.anchoring += found.counts()
        self.invented += [f"{pred.id} {step}" for step in found.steps if step.way == "invented"]
        return found.document

    def _admit(self, doc: Document, text: str, side: Documents, placed: bool) -> bool:
        found = admission.check(doc, text, side.role, self.settings.repeats, placed)
        for finding in found:
            if finding.level == "error":
                side.report(finding)
            else:
                self.notes[f"{side.name}: {finding.rule}: counted once"] += 1
        return any(f.level == "error" for f in found)

    def _note_tasks(self, gold: Document, pred: Document) -> None:
        for name, part in TASKS.items():
            if name not in self.tried["gold"] and part.annotated(gold) and part.attempted(gold):
                self.tried["gold"].add(name)
            if name not in self.tried["pred"] and part.attempted(pred):
                self.tried["pred"].add(name)
        for layer in _LAYERS:
            if getattr(pred, layer) is not None:
                self._layers_of[f"pred {layer}"] += 1
                if getattr(gold, layer) is None:
                    self.notes[f"{layer}: predictions ignored where gold has no such layer"] += 1

    def _mapped(self, gold: Document, pred: Document) -> DocumentPair:
        whole, whole_pred = gold, pred
        if self._level is not None:
            gold = event_levels.rewrite(self._level, gold, "gold", self.notes)
            pred = event_levels.rewrite(self._level, pred, "pred", self.notes)
        name = self._map or (pred.label_map if pred.label_map is not UNSET else None)
        if name is None:
            return DocumentPair(gold, pred, self.settings, whole, whole_pred)
        labels = self._maps.get(name) or self._maps.setdefault(name, mapping_labels.load(name))
        if self.map_label not in (None, str(labels)):
            raise UsageError(f"the prediction names two label maps, {self.map_label} and {labels}")
        self.map_label = str(labels)
        mapped = mapping_labels.map_pred(labels, pred, self.lost)
        restricted = mapping_labels.restrict_gold(labels, gold, self.lost)
        return DocumentPair(restricted, mapped, self.settings, whole, whole_pred)

    def result(self, golds: Documents, preds: Documents) -> Result:
        """The scores, or every reason why there are none."""
        if golds.findings or preds.findings:
            raise InvalidInputError(_everything(golds, preds))
        settings = msgspec.structs.replace(
            self.settings,
            label_map=self.map_label,
            redirects=self._redirects.label if self._redirects is not None else None,
            anchor=self._mode if self.anchoring or self.settings.anchor is not None else None,
        )
        signature = Signature.from_settings(
            settings, gold=golds.label, documents=len(self.units), version=__version__
        )
        result = Result(
            signature=signature,
            rows=self.rows,
            totals={cell: tally.by_label() for cell, tally in self.tallies.items()},
            slices=self.slices,
            extra=self.extra,
            units=self.units,
            vectors=self.vectors,
            tasks=self._states(),
            anchoring={way: self.anchoring[way] for way in anchor.WAYS} if self.anchoring else {},
            invented=self.invented,
            label_map_lost=dict(sorted(self.lost.items())),
            warnings=self._warnings(),
            by=self.by,
        )
        result.warnings += result.undefined_members()
        if self.units and not result.shown():
            result.warnings.append(
                "nothing is scored: no layer that was asked for is in gold and in the prediction"
            )
        return result

    def _states(self) -> dict[str, str]:
        return {
            name: "scored"
            if name in self.tried["gold"] and name in self.tried["pred"]
            else "not attempted"
            if name in self.tried["gold"]
            else "not in gold"
            for name in TASKS
        }

    def _warnings(self) -> list[str]:
        said = [f"{what} ({n}×)" if n > 1 else what for what, n in self.notes.items()]
        said += self._labels.warnings()
        n = len(self.units)
        for layer in _LAYERS:
            done = self._layers_of[f"pred {layer}"]
            if 0 < done < n:
                said.append(
                    f"{layer}: {n - done} of {n} predicted documents lack this key and count as empty"
                )
        return said


def _everything(golds: Documents, preds: Documents) -> list[Finding]:
    """All findings; of lines that are no documents not only the first, and nothing that follows from them."""
    found = {side.role: _of_lines(side) for side in (golds, preds)}
    unread = any(found.values()) or any(_no_documents(side) for side in (golds, preds))
    said: list[Finding] = []
    for side in (golds, preds):
        lines = {f.line for f in found[side.role]}
        rest = [f for f in side.findings if f.line not in lines and not (unread and f.rule in _UNPAIRED)]
        said += sorted(found[side.role] + rest, key=lambda f: f.line or 0)
    return said


_UNPAIRED = ("missing-document", "unknown-document")
_UNREAD = ("encoding", "json-syntax", "duplicate-key", "schema")
"""What the fast reader says of a line that is no document; the slow one says all of it."""


def _no_documents(side: Documents) -> bool:
    """Whether some plain values of a side are no documents."""
    return side.file is None and any(f.doc not in side.lines for f in side.findings)


def _of_lines(side: Documents) -> list[Finding]:
    if side.file is None or not any(f.rule in _UNREAD for f in side.findings):
        return []
    return wellformed.findings(side.file, "gold" if side.role == "gold" else "prediction")


def _sliced(row: Measure, name: str, pair: DocumentPair, cells: Cells) -> Cells:
    """One breakdown of one document: the row's own, or everything under an attribute of the document."""
    if name in row.slices:
        return row.slices[name](pair)
    if name not in DOCUMENT or not cells:
        return {}
    return {str(getattr(pair.gold, DOCUMENT[name]) or f"no {name}"): added_up(cells)}


def _filled(pred: Document) -> Document:
    """A prediction with empty layers in place of absent ones: the file decides what was attempted."""
    absent: dict[str, Any] = {layer: [] for layer in _LAYERS if getattr(pred, layer) is None}
    return msgspec.structs.replace(pred, **absent) if absent else pred


def _error(rule: str, doc: Document, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", doc=doc.id, path=path, message=message)
