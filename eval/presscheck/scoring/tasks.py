"""Which tasks gold and a prediction answer: a task that one of them does not is not scored (internal)."""

from __future__ import annotations

from collections import Counter

from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.layers import TASKS
from presscheck.scoring.preparation import LAYERS


class TaskRecord:
    """The tasks of all documents of a run, noted while they pass."""

    def __init__(self) -> None:
        self._gold: set[str] = set()
        self._pred: set[str] = set()
        self._predicted: Counter[str] = Counter()
        self._ignored: Counter[str] = Counter()

    def add(self, gold: Document, pred: Document) -> None:
        """Note one pair of documents, as they are in their files."""
        gold, pred = without_unset(gold), without_unset(pred)
        for name, task in TASKS.items():
            if name not in self._gold and task.annotated(gold) and task.attempted(gold):
                self._gold.add(name)
            if name not in self._pred and task.attempted(pred):
                self._pred.add(name)
        for layer in LAYERS:
            if getattr(pred, layer) is not None:
                self._predicted[layer] += 1
                if getattr(gold, layer) is None:
                    self._ignored[f"{layer}: predictions ignored where gold has no such layer"] += 1

    def states(self) -> dict[str, str]:
        """Task -> "scored", "not attempted" by the prediction, or "not in gold"."""
        return {name: self._state(name) for name in TASKS}

    def _state(self, name: str) -> str:
        if name not in self._gold:
            return "not in gold"
        return "scored" if name in self._pred else "not attempted"

    @property
    def ignored(self) -> Counter[str]:
        """Layers that gold does not have, with the number of documents that predict them."""
        return self._ignored

    def partial(self, documents: int) -> list[str]:
        """Layers that some predicted documents have and others lack, in words.

        Args:
            documents: how many there are.
        """
        lacking = {layer: documents - n for layer, n in self._predicted.items()}
        return [
            f"{layer}: {lacking[layer]} of {documents} predicted documents lack this key and count as empty"
            for layer in LAYERS
            if lacking.get(layer, 0) > 0
        ]
