"""Tasks that a document answers, by the keys of its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal

from msgspec import UNSET

from presscheck.document.model import Document
from presscheck.measure.measure import Task

OFTEN_NULL = frozenset(
    {
        *("entity", "form", "head", "event", "time", "polarity", "modality", "genericity", "tense"),
        *("type", "cue", "source", "speaker", "addressee"),
    }
)
"""Keys that older writers set to null where nothing was known."""

Answer = Literal["yes", "null", "empty", "no"]


def answer(task: Task, doc: Document, side: Literal["gold", "pred"]) -> Answer:
    """Return whether a document answers a task: by its records, by an empty layer, or not.

    "null" is said of a prediction of schema 1.0 with nothing but nulls: an answer if any other document of
    its file has a value.

    Args:
        task: a value of `layers.TASKS`.
        doc: the document as it was read.
        side: in predictions of schema 1.0, null is not an answer to what older writers set to null.

    >>> answer(Task("mentions", ("form",)), Document(id="d", mentions=[]), "gold")
    'empty'
    """
    records = getattr(doc, task.layer)
    if records is UNSET or records is None:
        return "no"
    if not records:
        return "empty" if not task.beside or isinstance(getattr(doc, task.beside), list) else "no"
    if side == "gold" and task.gold is not None and not task.gold(doc):
        return "no"
    keys = (task.gold_keys or task.keys) if side == "gold" else task.keys
    if not keys:
        return "yes"
    older = side == "pred" and (doc.schema_version or "1.0.").startswith("1.0.")
    if _any_has(records, keys, older):
        return "yes"
    return "null" if older and _any_has(records, keys, older=False) else "no"


def _any_has(records: Sequence[Any], keys: Sequence[str], older: bool) -> bool:
    """Return whether any record has any of the keys."""
    for key in keys:
        values = list(map(attrgetter(key), records))
        nothing = values.count(UNSET) + (values.count(None) if older and key in OFTEN_NULL else 0)
        if nothing < len(values):
            return True
    return False


def answers(tasks: Mapping[str, Task], doc: Document, side: Literal["gold", "pred"]) -> dict[str, Answer]:
    """Return the tasks that a document answers."""
    return {name: answer(task, doc, side) for name, task in tasks.items()}
