"""Tasks that gold and a prediction answer: a task that one of them does not answer is not scored.

Gold decides document by document, a prediction as a file. An empty layer
answers for what its records would show only where no document of the file has
a record in that layer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat
from operator import attrgetter, is_not
from typing import Any, Literal, TypeAlias

from msgspec import UNSET, UnsetType

from presscheck.document.model import Document
from presscheck.document.presence import absent
from presscheck.document.repeats import LAYERS
from presscheck.layers import PARTS, TASKS
from presscheck.measure.measure import Task

_ASKED = TASKS | PARTS

OFTEN_NULL = frozenset(
    {
        *("entity", "form", "head", "event", "time", "polarity", "modality", "genericity", "tense"),
        *("type", "cue", "source", "speaker", "addressee"),
    }
)
"""Keys that older writers set to null where nothing was known."""

Answer: TypeAlias = Literal["yes", "null", "empty", "no"]
Side: TypeAlias = Literal["gold", "pred"]


class Answers:
    """The answers of a document to every task; documents with the same answers share one object.

    Args:
        said: task -> answer; of gold, also of what single rows ask.
        bearing: the layers with a record.
        given: the layers with a key.
    """

    def __init__(self, said: Mapping[str, Answer], bearing: Sequence[str], given: Sequence[str]) -> None:
        self.said, self.bearing, self.given = said, bearing, given
        self.some = frozenset(name for name, answer in said.items() if answer != "no")
        self.none = frozenset(said).difference(self.some)


def answers(doc: Document, side: Side, whole: Document | None = None) -> Answers:
    """The answers of a document: by its records, by an empty layer, or not.

    "null" is said of a prediction of schema 1.0 with nothing but nulls: an answer if any other document of
    its file has a value.

    Args:
        doc: the document as it was read.
        side: in predictions of schema 1.0, null is not an answer to what older writers set to null.
        whole: the document as it is counted, if that is at hand.

    >>> answers(Document(id="d", mentions=[]), "gold").said["forms"]
    'empty'
    """
    older = side == "pred" and (doc.schema_version or "1.0.").startswith("1.0.")
    layers = tuple([_state(getattr(doc, layer), layer, older) for layer in LAYERS])
    fit = tuple([fits(whole or doc) for fits in _FIT.values()]) if side == "gold" else ()
    said = _answers(side, layers, fit)
    if side == "pred" and doc.attempted:
        return _outright(said, frozenset(doc.attempted))
    return said


_KEYS: dict[str, tuple[str, ...]] = {
    layer: tuple(dict.fromkeys(key for task in _ASKED.values() if task.layer == layer for key in task.keys))
    for layer in LAYERS
}
"""The keys of records that answer a task, by layer."""

_FIT = {name: task.gold for name, task in _ASKED.items() if task.gold is not None}
"""Tasks that a gold document must be fit for, and whether one is."""

_State: TypeAlias = tuple[Answer, ...]
"""Answers of a layer by its records, and of each of its keys."""


def _state(records: Sequence[Any] | UnsetType | None, layer: str, older: bool) -> _State:
    if records is UNSET or records is None:
        return ("no",)
    if not records:
        return ("empty",)
    first: Any = records[0]  # mostly this one has the key, if any has
    kind: Any = type(first)
    having: list[Answer] = ["yes"]
    for key, missing in _missing(kind, layer):
        value = getattr(first, key)
        if value is None or value is missing:
            having.append(_having(records, key, missing, older and key in OFTEN_NULL))
        else:
            having.append("yes")
    return tuple(having)


@cache
def _missing(kind: Any, layer: str) -> list[tuple[str, Any]]:
    """The keys that answer a task, in a kind of record, and the value of each where it is missing."""
    return [(key, absent(kind, key)) for key in _KEYS[layer]]


def _having(records: Sequence[Any], key: str, missing: Any, no_null: bool) -> Answer:
    """Return whether any record has a key. With `no_null`, null is none."""
    values = [*map(attrgetter(key), records)]
    if not any(map(is_not, values, repeat(missing))):
        return "no"
    return "null" if no_null and all(value is None or value is missing for value in values) else "yes"


@cache
def _answers(side: Side, layers: tuple[_State, ...], fit: tuple[bool, ...]) -> Answers:
    states = dict(zip(LAYERS, layers, strict=True))
    unfit = {name for name, fits in zip(_FIT, fit, strict=False) if not fits}
    tasks = _ASKED if side == "gold" else TASKS
    said = {name: _answer(task, states, side, name not in unfit) for name, task in tasks.items()}
    bearing = [layer for layer, state in states.items() if state[0] == "yes"]
    return Answers(said, bearing, [layer for layer, state in states.items() if state[0] != "no"])


def _answer(task: Task, states: Mapping[str, _State], side: Side, fit: bool) -> Answer:
    any_record, *having = states[task.layer]
    if any_record != "yes":
        beside = not task.beside or states[task.beside][0] != "no"
        return "empty" if any_record == "empty" and beside else "no"
    keys = (task.gold_keys or task.keys) if side == "gold" else task.keys
    of: set[Answer] = {having[_KEYS[task.layer].index(key)] for key in keys} or {"yes"}
    possible: tuple[Answer, ...] = ("yes", "null") if fit else ()
    return next((said for said in possible if said in of), "no")


@cache
def _outright(answers: Answers, attempted: frozenset[str]) -> Answers:
    """Return the answers of a prediction, with those of its records that `attempted` names."""
    outright = {name for name in attempted if TASKS[name].layer in answers.bearing}
    said = {name: "yes" if name in outright else answer for name, answer in answers.said.items()}
    return Answers(said, answers.bearing, answers.given)


class Answered:
    """Tasks that the documents of one file answer."""

    def __init__(self) -> None:
        self._documents: Counter[tuple[str, Answer]] = Counter()
        self._bearing: Counter[str] = Counter()
        self._new: Counter[Answers] = Counter()

    def add(self, answers: Answers) -> None:
        """Note one document."""
        self._new[answers] += 1

    @property
    def documents(self) -> Counter[tuple[str, Answer]]:
        """(task, answer) -> documents."""
        self._sum()
        return self._documents

    @property
    def bearing(self) -> Counter[str]:
        """Layer -> documents with a record in it."""
        self._sum()
        return self._bearing

    def _sum(self) -> None:
        for answers, n in self._new.items():
            for task in answers.said.items():
                self._documents[task] += n
            for layer in answers.bearing:
                self._bearing[layer] += n
        self._new.clear()

    def merge(self, other: Answered) -> None:
        """Take in what other documents of the same file answer."""
        self.documents.update(other.documents)
        self.bearing.update(other.bearing)

    def has(self, name: str) -> bool:
        """Return whether the file answers a task."""
        if self.documents[name, "yes"]:
            return True
        return self.documents[name, "empty"] > 0 and not self.bearing[_ASKED[name].layer]


class TaskRecord:
    """The tasks of all documents of a run, noted while they pass.

    `ignored` counts layers that gold does not have, by the number of documents that predict them.
    """

    def __init__(self) -> None:
        self.gold, self.pred = Answered(), Answered()
        self.attempted: set[str] = set()
        self.predicted: Counter[str] = Counter()
        self.ignored: Counter[str] = Counter()

    def add(
        self, gold: Document, pred: Document, whole: Document | None = None
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Note one pair of documents, as they are in their files.

        Args:
            gold: the gold document.
            pred: the prediction for it.
            whole: gold as it is counted, if that is at hand.

        Returns:
            what gold is asked for in this document, and what the prediction says nothing of in it.
        """
        asked, answered = answers(gold, "gold", whole), answers(pred, "pred")
        self.gold.add(asked)
        self.pred.add(answered)
        self.attempted.update(pred.attempted or ())
        for layer in answered.given:
            self.predicted[layer] += 1
            if layer not in asked.given:
                self.ignored[f"{layer}: predictions ignored where gold has no such layer"] += 1
        return asked.some, answered.none

    def merge(self, other: TaskRecord) -> None:
        """Take in the record of other documents of the same two files."""
        self.gold.merge(other.gold)
        self.pred.merge(other.pred)
        self.attempted |= other.attempted
        self.predicted.update(other.predicted)
        self.ignored.update(other.ignored)

    def states(self) -> dict[str, str]:
        """Task -> "scored", "not attempted" by the prediction, or "not in gold".

        Of what single rows ask of gold, only what gold does not have.
        """
        lacking = (name for name in PARTS if not self.gold.has(name))
        return {name: self._state(name) for name in TASKS} | dict.fromkeys(lacking, "not in gold")

    def _state(self, name: str) -> str:
        if not self.gold.has(name):
            return "not in gold"
        return "scored" if self._does(name) else "not attempted"

    def _does(self, name: str) -> bool:
        """Return whether the prediction does a task: what it says outright goes before what its keys show."""
        return name in self.attempted if self.attempted else self.pred.has(name)

    def partial(self, documents: int) -> list[str]:
        """Describe the keys that some predicted documents have and others lack: layers, then keys of records.

        Args:
            documents: how many there are.
        """
        lacking = {layer: documents - n for layer, n in self.predicted.items()}
        told = [
            f"{layer}: {lacking[layer]} of {documents} predicted documents lack this key and count as empty"
            for layer in LAYERS
            if lacking.get(layer, 0) > 0
        ]
        for name, task in TASKS.items():
            bearing = self.pred.bearing[task.layer]
            silent = bearing - self.pred.documents[name, "yes"] - self.pred.documents[name, "null"]
            if task.keys and 0 < silent < bearing and self._state(name) == "scored":
                told.append(
                    f"{name}: {silent} of {bearing} predicted documents do not answer this and count as empty"
                )
        return told
