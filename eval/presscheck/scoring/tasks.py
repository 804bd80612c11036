"""Tasks that gold and a prediction answer: a task that one of them does not answer is not scored.

Gold decides document by document, a prediction as a file. An empty layer
answers for what its records would show only where no document of the file has
a record in that layer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal

from msgspec import UNSET

from presscheck.document.model import Document
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

Answer = Literal["yes", "null", "empty", "no"]


def answer(task: Task, doc: Document, side: Literal["gold", "pred"], whole: Document | None = None) -> Answer:
    """Return whether a document answers a task: by its records, by an empty layer, or not.

    "null" is said of a prediction of schema 1.0 with nothing but nulls: an answer if any other document of
    its file has a value.

    Args:
        task: a value of `layers.TASKS`.
        doc: the document as it was read.
        side: in predictions of schema 1.0, null is not an answer to what older writers set to null.
        whole: the document as it is counted, if that is at hand.

    >>> answer(Task("mentions", ("form",)), Document(id="d", mentions=[]), "gold")
    'empty'
    """
    records = getattr(doc, task.layer)
    if records is UNSET or records is None:
        return "no"
    if not records:
        return "empty" if not task.beside or isinstance(getattr(doc, task.beside), list) else "no"
    if side == "gold" and task.gold is not None and not task.gold(whole or doc):
        return "no"
    keys = (task.gold_keys or task.keys) if side == "gold" else task.keys
    if not keys:
        return "yes"
    older = side == "pred" and (doc.schema_version or "1.0.").startswith("1.0.")
    if _any_has(records, keys, older):
        return "yes"
    return "null" if older and _any_has(records, keys, older=False) else "no"


def _any_has(records: Sequence[Any], keys: Sequence[str], older: bool) -> bool:
    """Return whether any record has any of the keys; mostly the first one has."""
    for key in keys:
        null = older and key in OFTEN_NULL
        first = getattr(records[0], key)
        if first is not UNSET and not (null and first is None):
            return True
        values = list(map(attrgetter(key), records))
        if values.count(UNSET) + (values.count(None) if null else 0) < len(values):
            return True
    return False


def answers(
    tasks: Mapping[str, Task], doc: Document, side: Literal["gold", "pred"], whole: Document | None = None
) -> dict[str, Answer]:
    """Return the tasks that a document answers."""
    return {name: answer(task, doc, side, whole) for name, task in tasks.items()}


class Answered:
    """Tasks that the documents of one file answer.

    Args:
        documents: (task, answer) -> documents.
        bearing: layer -> documents with a record in it.
    """

    def __init__(self) -> None:
        self.documents: Counter[tuple[str, Answer]] = Counter()
        self.bearing: Counter[str] = Counter()

    def add(self, doc: Document, said: Mapping[str, Answer]) -> None:
        """Note one document."""
        self.documents.update(said.items())
        self.bearing.update(layer for layer in LAYERS if getattr(doc, layer))

    def merge(self, other: Answered) -> None:
        """Take in what other documents of the same file answer."""
        self.documents.update(other.documents)
        self.bearing.update(other.bearing)

    def has(self, name: str) -> bool:
        """Return whether the file answers a task."""
        if self.documents[name, "yes"]:
            return True
        return self.documents[name, "empty"] > 0 and not self.bearing[_ASKED[name].layer]


def _with_outright(pred: Document, answered: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the tasks that a predicted document answers, with those of its records named in `attempted`."""
    outright = {name for name in pred.attempted or () if getattr(pred, TASKS[name].layer)}
    return {name: "yes" if name in outright else said for name, said in answered.items()}


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
        asked = answers(_ASKED, gold, "gold", whole)
        self.gold.add(gold, asked)
        answered = _with_outright(pred, answers(TASKS, pred, "pred"))
        self.pred.add(pred, answered)
        self.attempted.update(pred.attempted or ())
        for layer in LAYERS:
            if getattr(pred, layer) not in (None, UNSET):
                self.predicted[layer] += 1
                if getattr(gold, layer) in (None, UNSET):
                    self.ignored[f"{layer}: predictions ignored where gold has no such layer"] += 1
        return (
            frozenset(name for name, said in asked.items() if said != "no"),
            frozenset(name for name, said in answered.items() if said == "no"),
        )

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
