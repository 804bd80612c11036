"""Exports of any labelling project: JSON (also with `completions`), and JSON_MIN.

Regions with labels are mentions, in the labels of the project. What is said of
a region is read where this project's own set-up has the same question, and
relations called coreference make entities; the rest is counted. Of several
annotations of a task the ground truth counts, else the first that was not
skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from presscheck.document import strict_json
from presscheck.document.model import ABSENT, Document, Mention
from presscheck.formats.label_studio import attributes, copies, task_texts
from presscheck.formats.laid import confidence
from presscheck.formats.source import Source, field

_MIN = ("annotation_id", "annotator", "lead_time", "created_at", "updated_at")
LABELS = ("labels", "hypertextlabels")


class _Task(NamedTuple):
    number: int
    value: dict[str, Any]


def is_foreign(source: Source) -> bool:
    """Return whether a file is an export of a project not set up here: no task has `doc_id` and `text`."""
    try:
        tasks = strict_json.loads(source.content())
    except ValueError:
        return False
    if not isinstance(tasks, list) or not tasks or not all(isinstance(task, dict) for task in tasks):
        return False
    if not all(_regions(task) is not None for task in tasks):
        return False
    data = [task["data"] if isinstance(task.get("data"), dict) else {} for task in tasks]
    return not any({"doc_id", "text"} <= one.keys() for one in data)


def read(source: Source) -> Iterator[Document]:
    """A document of each task that somebody annotated.

    Raises:
        InvalidInputError: a region is not one, or a task has no text; every finding.
    """
    tasks = [_Task(i, task) for i, task in enumerate(strict_json.loads(source.content()), 1)]
    done = [task for task in tasks if _annotated(task.value)]
    if left := len(tasks) - len(done):
        source.notes["tasks that nobody annotated left out"] += left
    key = task_texts.key_of([_data(source, task) for task in done], source.texts.values())
    yield from source.each(done, lambda task: _document(source, task, len(done), key))


def _regions(task: dict[str, Any]) -> Any:
    """The annotations of a task, or of a JSON_MIN row the row itself; None if it is neither."""
    for key in ("annotations", "completions"):
        if isinstance(task.get(key), list) and isinstance(task.get("data"), dict):
            return task[key]
    return [task] if {"annotation_id", "annotator"} <= task.keys() else None


def _annotated(task: dict[str, Any]) -> list[Any]:
    return [one for one in _regions(task) or () if not one.get("was_cancelled")]


def _chosen(task: _Task) -> dict[str, Any]:
    """The annotation that counts: the ground truth, else the first."""
    every = _annotated(task.value)
    return next((one for one in every if one.get("ground_truth")), every[0])


def _data(source: Source, task: _Task) -> task_texts.TaskData:
    """The strings of a task, and the answers that count."""
    data = task.value.get("data")
    if isinstance(data, dict):
        results = field(source, _chosen(task), "result", list, 1, _path(task))
    else:
        data = {key: one for key, one in task.value.items() if key not in _MIN}
        results = [*_flat(task.value)]
    return task_texts.TaskData({key: one for key, one in data.items() if isinstance(one, str)}, results)


def _path(task: _Task) -> str:
    return f"$[{task.number - 1}]"


def _document(source: Source, task: _Task, count: int, key: str | None) -> Document:
    if (beyond := len(_annotated(task.value)) - 1) > 0:
        source.notes["annotations of a task beyond the one that counts left out"] += beyond
    path = _path(task)
    data, results = task_data = _data(source, task)
    text = task_texts.text_of(source, task_data, key, path)
    said = attributes.read(results, source.notes)
    mentions = [mention for one in results for mention in _mentions(source, one, said, text, path)]
    entities = attributes.entities(mentions, said) if said.related else ABSENT
    own = task.value["data"] if isinstance(task.value.get("data"), dict) else data
    name = _name(source, own, text, task.number, count)
    return Document(id=name, text=text, mentions=mentions, entities=entities)


def _flat(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The regions of a JSON_MIN row, as the format JSON has them."""
    for key, values in row.items():
        if isinstance(values, list):
            regions = [one for one in values if isinstance(one, dict) and "labels" in one]
            yield from ({"from_name": key, "type": "labels", "value": one} for one in regions)


def _name(source: Source, data: dict[str, Any], text: str, number: int, count: int) -> str:
    """The id of the known text, else the task's own, else one by number."""
    known = next((name for name, one in source.texts.items() if one == text), None)
    own = next((str(data[key]) for key in ("doc_id", "id") if data.get(key) not in (None, "")), None)
    return known or own or source.numbered(number, count)


def _mentions(source: Source, region: Any, said: attributes.Said, text: str, path: str) -> Iterator[Mention]:
    """A mention for each label of a region; what is not a region with labels is counted."""
    kind = field(source, region, "type", str, 1, path)
    if kind not in LABELS:
        if kind not in attributes.KINDS:
            source.notes[f"results of the kind {kind} left out"] += 1
        return
    value = field(source, region, "value", dict, 1, path)
    place = value.get("globalOffsets") or value
    start, end = (field(source, place, key, int, 1, path) for key in ("start", "end"))
    copy = copies.words_of(value, text)
    score = confidence(value.get("score", region.get("score")))
    sure: dict[str, Any] = {} if score is None else {"confidence": score}
    for label in value.get(kind) or value.get("labels") or ():
        words = copy if copy is not None else ABSENT
        more = {**sure, **said.of(region.get("id"))}
        yield Mention(start=start, end=end, text=words, type=str(label), **more)
