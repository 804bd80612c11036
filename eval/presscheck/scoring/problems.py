"""Everything that went wrong in a prediction, and which of it matters most.

Errors come from the layers' own lists (`layers.ERRORS`), which read the same
matching as the scores. A problem is what errors of one layer and kind have in
common; the worst problem is the one that loses the most items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from presscheck.layers.entities.pairing import confusion
from presscheck.layers.error_lists import ERRORS
from presscheck.mapping import wikidata
from presscheck.measure.cells import Cells
from presscheck.measure.error_record import ErrorRecord
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings
from presscheck.scoring import run
from presscheck.scoring.error_log import ErrorLog, Errors
from presscheck.scoring.intake import Source
from presscheck.scoring.selection import Wanted


class Problem(NamedTuple):
    """Errors of one layer and kind that have the same labels.

    Args:
        layer: mentions, coref, links, events or quotes.
        kind: missed, spurious, boundary, ...
        group: what they have in common.
        cost: items lost in all.
        errors: the errors, in text order; or the first of them.
        size: the number of errors.
    """

    layer: str
    kind: str
    group: str
    cost: int
    errors: list[ErrorRecord]
    size: int


class PredictionErrors(NamedTuple):
    """The errors of one prediction.

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
    found = logged(gold, pred, measures=measures, redirects=redirects, counting=counting, **options)
    return PredictionErrors([*found.errors], found.confusion, found.skipped)


class LoggedErrors(NamedTuple):
    """The errors of one prediction, which need no memory.

    Args:
        errors: as in `PredictionErrors`, and so are the others; read anew whenever one goes through them.
        confusion: (gold type, predicted type) -> mentions.
        skipped: layers without a list, and why.
    """

    errors: Errors
    confusion: Counter[tuple[str, str]]
    skipped: dict[str, str]


def logged(
    gold: Source,
    pred: Source,
    *,
    measures: Wanted = None,
    redirects: wikidata.Given | None = None,
    counting: run.Counting | None = None,
    **options: Any,
) -> LoggedErrors:
    """Every error of a prediction, for lists of any length; the arguments are those of `find`."""
    collected = Collector()
    settings = Settings.from_options(options)
    totals = run.score(
        gold, pred, settings, measures=measures, redirects=redirects, watch=collected, counting=counting
    )
    return collected.of(totals.tasks)


class Collector:
    """Gathers the errors of every pair that passes: a `watch` for `api.score` and for `run.score`."""

    def __init__(self) -> None:
        self._logs = {layer: ErrorLog() for layer in ERRORS}
        self._cells: Counter[tuple[str, str]] = Counter()

    def __call__(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:  # noqa: ARG002 - a `Watch`
        """Take in one pair."""
        for layer, errors in ERRORS.items():
            if pair.has(layer):
                self._logs[layer].add(sorted(errors(pair), key=_order))
        self._cells.update(confusion(pair))

    def merge(self, other: Collector) -> None:
        """Take in the errors of the pairs that come after these."""
        for layer, log in other._logs.items():
            self._logs[layer].merge(log)
        self._cells.update(other._cells)

    def of(self, tasks: Mapping[str, str]) -> LoggedErrors:
        """The errors that were gathered, of the tasks that both sides did.

        Args:
            tasks: task -> state, as a result has them.
        """
        skipped = {layer: tasks[layer] for layer in ERRORS if tasks[layer] != "scored"}

        def kept() -> Iterator[ErrorRecord]:
            asked = (error for layer, log in self._logs.items() if layer not in skipped for error in log)
            return (error for error in asked if tasks.get(error.task, "scored") == "scored")

        return LoggedErrors(Errors(kept), self._cells if "mentions" not in skipped else Counter(), skipped)


def _order(error: ErrorRecord) -> tuple[tuple[int, int], str, str]:
    return error.place, error.kind, error.group


def chosen(
    errors: Iterable[ErrorRecord],
    layers: Iterable[str] = (),
    kinds: Iterable[str] = (),
    types: Iterable[str] = (),
    *,
    quoted: bool = False,
) -> Errors:
    """The errors that fit every filter that is given.

    Args:
        errors: any errors.
        layers: names of layers.
        kinds: names of kinds.
        types: labels; an error fits if one of them is among its `labels`.
        quoted: leave out what only concerns words outside quotation marks.
    """
    layers, kinds, types = set(layers), set(kinds), set(types)

    def fits(error: ErrorRecord) -> bool:
        return (
            (not layers or error.layer in layers)
            and (not kinds or error.kind in kinds)
            and (not types or bool(types & labels(error)))
            and not (quoted and error.outside_marks)
        )

    return Errors(lambda: filter(fits, errors))


def labels(error: ErrorRecord) -> set[str]:
    """Each label of an error, on either side: type, role, form, id; whole labels and their parts.

    >>> sorted(labels(ErrorRecord(layer="mentions", kind="type", doc="d", group="PER > ORG name")))
    ['ORG', 'PER', 'name']
    """
    sides = {side.label for side in (error.gold, error.pred) if side}
    words = {word for label in (*sides, error.group) for word in label.split()}
    return (sides | words) - {">", ""}


def problems(errors: Iterable[ErrorRecord], top: int | None = None, most: int | None = None) -> list[Problem]:
    """Errors grouped, the worst problem first; ties by layer, kind and group.

    Args:
        errors: any errors; they are gone through twice.
        top: so many problems get errors, the worst ones; by default all.
        most: so many errors of a problem are kept, the first ones; by default all.
    """
    costs: Counter[tuple[str, str, str]] = Counter()
    sizes: Counter[tuple[str, str, str]] = Counter()
    for error in errors:
        costs[error.problem] += error.cost
        sizes[error.problem] += 1
    order = {layer: i for i, layer in enumerate(ERRORS)}
    keys = sorted(costs, key=lambda key: (-costs[key], order.get(key[0], len(order)), *key[1:]))
    kept: dict[tuple[str, str, str], list[ErrorRecord]] = {key: [] for key in keys[:top]}
    for error in errors:
        members = kept.get(error.problem)
        if members is not None and (most is None or len(members) < most):
            members.append(error)
    return [Problem(*key, costs[key], kept.get(key, []), sizes[key]) for key in keys]


class DocumentErrors(NamedTuple):
    """The errors of one document, counted.

    Args:
        doc: its id.
        size: the number of errors.
        cost: items lost in all.
    """

    doc: str
    size: int
    cost: int


def by_document(errors: Iterable[ErrorRecord]) -> list[DocumentErrors]:
    """The documents that have errors, the one that loses most first; ties by id.

    >>> cheap = ErrorRecord(layer="mentions", kind="missed", doc="a")
    >>> dear = ErrorRecord(layer="mentions", kind="type", doc="b", cost=2)
    >>> [(document.doc, document.size) for document in by_document([cheap, dear])]
    [('b', 1), ('a', 1)]
    """
    sizes, costs = Counter[str](), Counter[str]()
    for error in errors:
        sizes[error.doc] += 1
        costs[error.doc] += error.cost
    found = [DocumentErrors(doc, size, costs[doc]) for doc, size in sizes.items()]
    return sorted(found, key=lambda document: (-document.cost, document.doc))
