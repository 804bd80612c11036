"""A measure is a row: what is counted in one document, and how a reader may check it.

`DocumentPair` is one document seen from both sides. Whatever several rows need (views,
a pairing, a contingency table) is worked out once per case by `DocumentPair.once`, so
scores, error lists and confusion tables come from the same matching.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

import msgspec
from msgspec import structs

from presscheck.document.model import Document
from presscheck.document.presence import lacks_keys, without_unset
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts
from presscheck.measure.settings import Settings

T = TypeVar("T")


Layer: TypeAlias = Literal["mentions", "coref", "links", "events", "quotes"]


class DocumentPair:
    """One gold document, the prediction for it, the settings, and a memory.

    Args:
        gold: the gold document; under a label map, with only the mentions that the map can express.
        pred: the predicted document (empty layers where the system found nothing), labels mapped.
        settings: what was asked for.
        whole_gold: the gold document with every mention (what speakers and fillers are resolved by).
        whole_pred: the predicted document with every mention, likewise.
        tasks: what the gold document answers; None for a pair that was made without a file: everything.
        silent: what the predicted document does not answer, though others of its file may: it is empty there.

    `unsolved` gains the rows that could not be counted, and why.
    """

    __slots__ = (
        *("_memo", "_shared", "_whole", "gold", "pred"),
        *("settings", "silent", "tasks", "unsolved", "whole_gold", "whole_pred"),
    )

    def __init__(
        self,
        gold: Document,
        pred: Document,
        settings: Settings,
        whole_gold: Document | None = None,
        whole_pred: Document | None = None,
        tasks: frozenset[str] | None = None,
        *,
        silent: frozenset[str] = frozenset(),
    ) -> None:
        self.gold = without_unset(gold) if lacks_keys(gold) else gold
        self.pred = without_unset(pred) if lacks_keys(pred) else pred
        self.settings = settings
        self.whole_gold = whole_gold or self.gold
        self.whole_pred = whole_pred or self.pred
        self.tasks = tasks
        self.silent = silent
        self.unsolved: dict[str, str] = {}
        self._memo: dict[Callable[[DocumentPair], Any], Any] = {}
        self._whole: DocumentPair | None = None
        self._shared: Container[Callable[[DocumentPair], Any]] = ()

    def part(
        self,
        gold: Document,
        pred: Document,
        shared: Container[Callable[[DocumentPair], Any]],
    ) -> DocumentPair:
        """A pair with some of the records of this one.

        Args:
            gold: some of gold's records.
            pred: some of the prediction's.
            shared: what is as it is for this pair, and is worked out for this pair alone.
        """
        wholes = self.whole_gold, self.whole_pred
        made = DocumentPair(gold, pred, self.settings, *wholes, self.tasks, silent=self.silent)
        made._whole, made._shared = self, shared
        return made

    def knows(self, work: Callable[[DocumentPair], Any]) -> bool:
        """Return whether `once` has been asked for something."""
        return work in self._memo

    def know(self, work: Callable[[DocumentPair], T], result: T) -> None:
        """Tell what `once` shall answer."""
        self._memo[work] = result

    def has(self, task: str) -> bool:
        """Return whether the gold document answers a task."""
        return self.tasks is None or task in self.tasks

    def answers(self, task: str) -> bool:
        """Return whether the predicted document answers a task, if its file does."""
        return task not in self.silent

    def once(self, work: Callable[[DocumentPair], T]) -> T:
        """The result of `work(self)`, worked out at the first call only.

        Args:
            work: a function of a module. One that is made anew for each call (a lambda, a `partial`, a
                function inside another) would never be found again.

        Raises:
            TypeError: it is not a function of a module.
        """
        memo = self._memo
        if work not in memo:
            if "<" in getattr(work, "__qualname__", "<"):
                raise TypeError(f"once: expected a function of a module, got {work!r}; give it a name there")
            shared = self._whole is not None and work in self._shared
            memo[work] = self._whole.once(work) if self._whole and shared else work(self)
        result: T = memo[work]
        return result


class Item(NamedTuple):
    """Item of set matching: a key, and the label it is counted under."""

    key: Hashable
    label: str


class Task(NamedTuple):
    """Something a system may do or leave undone.

    Args:
        layer: the key of a document that its records stand under.
        keys: keys of a record of which any answers, null or not; none: the layer itself answers.
        gold_keys: the same for gold, if fewer keys answer there.
        beside: a layer that an empty `layer` must have beside it to answer.
        gold: what a gold document must fulfil besides.
        part_of: the task that it is a part of: where that is not scored, nothing is said of the part.
    """

    layer: str
    keys: tuple[str, ...] = ()
    gold_keys: tuple[str, ...] = ()
    beside: str = ""
    gold: Callable[[Document], bool] | None = None
    part_of: str = ""


Entry: TypeAlias = dict[str, Any]
"""One measure in the scores JSON, without breakdowns."""


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a layer's table.

    Args:
        id: the JSON key, `layer.name`.
        layer: the layer it belongs to.
        says: definition, one or two sentences, for the user.
        formula: how the four counts come about.
        source: where the convention is published.
        example: a worked example, for the user; checked by a test.
        count: the cells of one case (`Cells.from_counts` takes counts by label); None for a composed row.
        cells: for a composed row, the cells (ids of rows, hidden ones included) it is a function of.
        compose: for a composed row, its entry from the corpus totals of its `cells` (labels added up).
        headline: the key of the entry that is the value of the measure ("f1", "accuracy", "value").
        kind: which shape the entry has in the scores JSON.
        by: what the labels are ("type", "role", ...), or None if there are none.
        default: computed and printed unless asked otherwise.
        hidden: a cell only, never printed as a measure of its own.
        needs: the task that both files must have attempted: a key of `layers.TASKS`, by default the layer.
        also: further tasks that both files must have attempted.
        symmetric: swapping gold and prediction swaps precision and recall.
        slices: further breakdowns on request, name -> cells of one case.
        extra: what the entry shows beside its counts, from one case; dicts of numbers, summed over cases.
        finish: what the entry shows that follows from the rest of it, its `extra` sums above all.
    """

    id: str
    layer: Layer
    says: str
    formula: str = ""
    source: str = ""
    example: str = ""
    count: Callable[[DocumentPair], Cells] | None = None
    cells: tuple[str, ...] = ()
    compose: Callable[[Mapping[str, Counts]], Entry] | None = None
    headline: str = "f1"
    kind: Literal["prf", "accuracy", "mean", "distance"] = "prf"
    by: str | None = None
    default: bool = False
    hidden: bool = False
    needs: str = ""
    also: tuple[str, ...] = ()
    symmetric: bool = True
    slices: Mapping[str, Callable[[DocumentPair], Cells]] = {}
    extra: Mapping[str, Callable[[DocumentPair], Mapping[str, float]]] = {}
    finish: Callable[[Entry], Entry] | None = None

    def __repr__(self) -> str:
        return f"<Measure {self.id}: {self.says}>"

    @property
    def task(self) -> str:
        """The key of `layers.TASKS` that decides whether the row is scored."""
        return self.needs or self.layer

    def asked(self, pair: DocumentPair) -> bool:
        """Return whether a gold document answers all that the row needs."""
        return pair.tasks is None or pair.tasks.issuperset((self.task, *self.also))

    def state(self, tasks: Mapping[str, str]) -> str:
        """Return the state of the row: "scored", "not in gold", "not attempted", or why it is not solved.

        Args:
            tasks: task -> state; id of a row -> why it is not solved.
        """
        states = [tasks.get(task, "scored") for task in (self.task, *self.also)]
        if "not in gold" in states:
            return "not in gold"
        if "not attempted" in states:
            return "not attempted"
        return next((tasks[name] for name in (self.id, *self.cells) if name in tasks), "scored")


def safe_name(measure: str) -> str:
    """A measure's second name, legal where `+` is not: in loggers, file names and addresses.

    >>> safe_name("event.ac+")
    'event.ac-plus'
    """
    return measure.replace("+", "-plus")


def first_name(measure: str) -> str:
    """The id of a measure that is given by either name.

    >>> first_name("event.ac-plus"), first_name("coref.b3")
    ('event.ac+', 'coref.b3')
    """
    return measure.removesuffix("-plus") + "+" if measure.endswith("-plus") else measure


def matched_sets(view: Callable[[Document], Iterable[Item]]) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row that compares sets of keys.

    Args:
        view: the items of one document; a prediction without `text` is given gold's.
    """
    return partial(_matched, view)


def _matched(view: Callable[[Document], Iterable[Item]], pair: DocumentPair) -> Cells:
    return Cells.from_keys(dict(view(pair.gold)), dict(view(pair.once(_pred_with_text))))


def _pred_with_text(pair: DocumentPair) -> Document:
    """The prediction, with the text that its offsets count in."""
    return pair.pred if pair.pred.text is not None else structs.replace(pair.pred, text=pair.gold.text)
