"""Everything that went wrong in a prediction, and which of it matters most.

Errors come from the layers' own lists (`layers.ERRORS`), which read the same
matching as the scores. A problem is what errors of one layer and kind have in
common; the worst problem is the one that loses the most items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from presscheck.layers.entities.pairing import confusion
from presscheck.layers.error_lists import ERRORS
from presscheck.mapping import wikidata
from presscheck.measure.cells import Cells
from presscheck.measure.error_record import ErrorRecord
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings
from presscheck.scoring import run
from presscheck.scoring.intake import Source
from presscheck.scoring.selection import Wanted


class Problem(NamedTuple):
    """Errors of one layer and kind that have the same labels.

    Args:
        layer: mentions, coref, links, events or quotes.
        kind: missed, spurious, boundary, ...
        group: what they have in common.
        cost: items lost in all.
        errors: the errors, in text order.
    """

    layer: str
    kind: str
    group: str
    cost: float
    errors: list[ErrorRecord]


class PredictionErrors(NamedTuple):
    """The errors of one kind.

    Args:
        errors: every error of the layers that both sides did, by layer, document and place.
        confusion: (gold type, predicted type) -> mentions; "" for missed and spurious ones.
        skipped: layers without a list, and why.
    """

    errors: list[ErrorRecord]
    confusion: Counter[tuple[str, str]]
    skipped: dict[str, str]


def find(
    gold: Source,
    pred: Source,
    *,
    measures: Wanted = None,
    redirects: wikidata.Given | None = None,
    counting: run.Counting | None = None,
    **options: Any,
) -> PredictionErrors:
    """Every error of a prediction.

    Args:
        gold: a JSONL file, or documents, or plain dicts.
        pred: likewise.
        measures: what is scored, as for `presscheck.score`.
        redirects: ids and their canonical ids.
        counting: takes in the documents; by default one after the other, in this process.
        options: the fields of `Settings` by name.

    Raises:
        InvalidInputError: with every reason why the input cannot be compared.
        UsageError: an unknown name, a file that cannot be opened.

    >>> gold = [{"id": "d", "text": "Oslo met Rome.", "mentions": [
    ...     {"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]}]
    >>> pred = [{"id": "d", "mentions": [{"start": 0, "end": 4, "type": "LOC"}]}]
    >>> [(e.kind, e.labels, e.context) for e in find(gold, pred).errors]
    [('type', 'GPE > LOC', '⟦Oslo⟧ met Rome.'), ('missed', 'GPE', 'Oslo met ⟦Rome⟧.')]
    """
    collected = Collector()
    settings = Settings.from_options(options)
    totals = run.score(
        gold, pred, settings, measures=measures, redirects=redirects, watch=collected, counting=counting
    )
    return collected.of(totals.tasks)


class Collector:
    """Gathers the errors of every pair that passes: a `watch` for `api.score` and for `run.score`."""

    def __init__(self) -> None:
        self._lists: dict[str, list[ErrorRecord]] = {layer: [] for layer in ERRORS}
        self._cells: Counter[tuple[str, str]] = Counter()

    def __call__(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:  # noqa: ARG002 - a `Watch`
        """Take in one pair."""
        for layer, errors in ERRORS.items():
            if pair.has(layer):
                self._lists[layer] += sorted(errors(pair), key=_order)
        self._cells.update(confusion(pair))

    def merge(self, other: Collector) -> None:
        """Take in the errors of the pairs that come after these."""
        for layer, errors in other._lists.items():
            self._lists[layer] += errors
        self._cells.update(other._cells)

    def of(self, tasks: Mapping[str, str]) -> PredictionErrors:
        """The errors that were gathered, of the tasks that both sides did.

        Args:
            tasks: task -> state, as a result has them.
        """
        skipped = {layer: tasks[layer] for layer in ERRORS if tasks[layer] != "scored"}
        asked = (error for layer, errors in self._lists.items() if layer not in skipped for error in errors)
        kept = [error for error in asked if tasks.get(error.task, "scored") == "scored"]
        return PredictionErrors(kept, self._cells if "mentions" not in skipped else Counter(), skipped)


def _order(error: ErrorRecord) -> tuple[tuple[int, int], str, str]:
    return error.place, error.kind, error.group


def chosen(
    errors: Iterable[ErrorRecord],
    layers: Iterable[str] = (),
    kinds: Iterable[str] = (),
    types: Iterable[str] = (),
    *,
    quoted: bool = False,
) -> list[ErrorRecord]:
    """The errors that fit every filter that is given.

    Args:
        errors: any errors.
        layers: names of layers.
        kinds: names of kinds.
        types: labels; an error fits if one of them is among its `labels`.
        quoted: leave out what only concerns words outside quotation marks.
    """
    layers, kinds, types = set(layers), set(kinds), set(types)
    return [
        error
        for error in errors
        if (not layers or error.layer in layers)
        and (not kinds or error.kind in kinds)
        and (not types or types & labels(error))
        and not (quoted and error.outside_marks)
    ]


def labels(error: ErrorRecord) -> set[str]:
    """Each label of an error, on either side: type, role, form, id; whole labels and their parts.

    >>> sorted(labels(ErrorRecord(layer="mentions", kind="type", doc="d", group="PER > ORG name")))
    ['ORG', 'PER', 'name']
    """
    sides = {side.label for side in (error.gold, error.pred) if side}
    words = {word for label in (*sides, error.group) for word in label.split()}
    return (sides | words) - {">", ""}


def problems(errors: Iterable[ErrorRecord]) -> list[Problem]:
    """Errors grouped, the worst problem first; ties by layer, kind and group."""
    groups: dict[tuple[str, str, str], list[ErrorRecord]] = {}
    for error in errors:
        groups.setdefault(error.problem, []).append(error)
    found = [Problem(*key, sum(e.cost for e in members), members) for key, members in groups.items()]
    order = {layer: i for i, layer in enumerate(ERRORS)}
    return sorted(found, key=lambda p: (-p.cost, order.get(p.layer, len(order)), p.kind, p.group))


def by_document(errors: Iterable[ErrorRecord]) -> list[tuple[str, list[ErrorRecord]]]:
    """The errors of each document that has any, the one that loses most first; ties by id.

    >>> one = ErrorRecord(layer="mentions", kind="missed", doc="a")
    >>> two = ErrorRecord(layer="mentions", kind="type", doc="b", cost=2)
    >>> [(doc, len(found)) for doc, found in by_document([one, two])]
    [('b', 1), ('a', 1)]
    """
    found: dict[str, list[ErrorRecord]] = {}
    for error in errors:
        found.setdefault(error.doc, []).append(error)
    return sorted(found.items(), key=lambda pair: (-sum(e.cost for e in pair[1]), pair[0]))
