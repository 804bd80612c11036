"""Prodigy: JSONL of tasks with spans, and relations of which those called COREF make entities.

Only what was accepted counts. Several tasks about one input are one document
(a recipe that asks span by span writes a task for each); where several people
annotated one input, each has a document of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from presscheck.document import jsonl
from presscheck.document.model import ABSENT, Document, Mention, Offsets
from presscheck.document.presence import without_unset
from presscheck.formats import chains, losses
from presscheck.formats.laid import Where, span
from presscheck.formats.source import Source, field, optional, records
from presscheck.formats.tokens import covered, tokenised

HOLDS = {"mentions": ("type", "entity")}
MARKS = ("_input_hash", "_task_hash", "_view_id", "_session_id", "_annotator_id", "answer")
"""Keys of which a task has two at least, beside its `text` and `spans`."""
CATEGORIES = ("label", "accept")
"""Keys of what is said of a whole text."""
IDS = ("id", "doc_id", "document_id")
"""Keys of `meta` that may hold the id of a document."""
_PLACE = ("start", "end")
_Given: TypeAlias = tuple[str, str]


class _Task(NamedTuple):
    """One accepted line.

    Args:
        line: of the file.
        path: JSON path of it.
        value: what it holds.
        text: of the input.
        annotator: who accepted it, if the file says.
    """

    line: int
    path: str
    value: dict[str, Any]
    text: str
    annotator: str


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Tasks with a text, and two of Prodigy's own keys."""
    rows = [row for row in records(begin) if isinstance(row.get("text"), str)]
    yield from (f"`{key}`" for key in MARKS if any(key in row for row in rows))
    spans = [one for row in rows if isinstance(row.get("spans"), list) for one in row["spans"]]
    if any(isinstance(one, dict) and {"start", "end", "label"} <= one.keys() for one in spans):
        yield "`spans` by `start`, `end` and `label`"


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions, and entities where relations of coreference are.

    Raises:
        InvalidInputError: not Prodigy's JSONL; says where.
    """
    tasks = list(_tasks(source))
    related = any(_is_coref(one) for task in tasks for one in _records(task, "relations"))
    inputs = _inputs(tasks)
    people: dict[_Given, set[str]] = {}
    for of, task in zip(inputs, tasks, strict=True):
        people.setdefault(of, set()).add(task.annotator)
    several = {of for of, names in people.items() if len(names) > 1}
    losses.count_records(source.notes, "inputs of several annotators, a document for each", list(several))
    groups: dict[tuple[_Given, str], list[_Task]] = {}
    for of, task in zip(inputs, tasks, strict=True):
        groups.setdefault((of, task.annotator if of in several else ""), []).append(task)
    taken: Counter[str] = Counter()
    for number, (((text, _), annotator), group) in enumerate(groups.items(), 1):
        name = chains.document_id(source, _own_id(group[0].value), text, number)
        name = f"{name}@{annotator}" if annotator else name
        taken[name] += 1
        name = name if taken[name] == 1 else f"{name}-{taken[name]}"
        yield _document(source, name, group, related=related)


def _tasks(source: Source) -> Iterator[_Task]:
    """The accepted tasks of a file; the others are counted."""
    for line, value in source.values():
        several = [(f"$[{i}]", one) for i, one in enumerate(value)] if isinstance(value, list) else None
        for path, one in several or [("$", value)]:
            text = field(source, one, "text", str, line, path)
            answer = one.get("answer", "accept")
            if answer == "accept":
                for key in CATEGORIES:
                    losses.count_records(source.notes, f"`{key}` of tasks left out", [key] * (key in one))
                yield _Task(line, path, one, text, _annotator(one))
            else:
                source.notes[f"tasks answered {answer}, left out"] += 1


def _annotator(value: Mapping[str, Any]) -> str:
    return str(value.get("_annotator_id") or value.get("_session_id") or "")


def _inputs(tasks: Sequence[_Task]) -> list[_Given]:
    """The input of each task: its text, and the id in `meta` where tasks about one text have several."""
    ids: dict[str, set[str]] = {}
    for task in tasks:
        if (name := _meta_id(task.value)) is not None:
            ids.setdefault(task.text, set()).add(str(name))
    return [
        (task.text, str(_meta_id(task.value)) if len(ids.get(task.text, ())) > 1 else "") for task in tasks
    ]


def _own_id(value: Mapping[str, Any]) -> object:
    named = _meta_id(value)
    return value.get("_input_hash") if named is None else named


def _meta_id(value: Mapping[str, Any]) -> object:
    meta = value.get("meta")
    named = [meta[key] for key in IDS if meta.get(key) is not None] if isinstance(meta, dict) else []
    return next(iter(named), None)


def _records(task: _Task, key: str) -> list[Any]:
    value = task.value.get(key)
    return value if isinstance(value, list) else []


def _is_coref(relation: Any) -> bool:
    return isinstance(relation, dict) and str(relation.get("label")).upper() in chains.COREF


def _document(source: Source, name: str, tasks: list[_Task], *, related: bool) -> Document:
    """A document of the tasks about one input.

    Args:
        source: for messages and notes.
        name: the document's id.
        tasks: at least one.
        related: whether mentions say which entity they are.
    """
    entity_of = chains.clusters(pair for task in tasks for pair in _pairs(source, task)) if related else None
    mentions = [
        _mention(source, task, one, f"{task.path}.spans[{i}]", entity_of)
        for task in tasks
        for i, one in enumerate(optional(source, task.value, "spans", list, task.line, task.path))
    ]
    if not related:
        others = [one for task in tasks for one in _records(task, "relations")]
        losses.count_records(source.notes, "relations left out", others)
    mentions = chains.admissible(mentions, source.notes)
    return Document(
        id=name,
        text=tasks[0].text,
        mentions=mentions,
        entities=chains.entities(mentions) if related else ABSENT,
    )


def _pairs(source: Source, task: _Task) -> Iterator[tuple[Offsets, Offsets]]:
    """The spans that relations of coreference join; other relations are counted."""
    for i, relation in enumerate(optional(source, task.value, "relations", list, task.line, task.path)):
        path = f"{task.path}.relations[{i}]"
        if not _is_coref(relation):
            source.notes["relations left out"] += 1
            continue
        ends = [field(source, relation, key, dict, task.line, path) for key in ("child_span", "head_span")]
        child, head = (tuple(field(source, end, key, int, task.line, path) for key in _PLACE) for end in ends)
        yield (head[0], head[1]), (child[0], child[1])


def _mention(
    source: Source, task: _Task, value: Any, path: str, entity_of: Mapping[Offsets, str] | None
) -> Mention:
    start, end = (field(source, value, key, int, task.line, path) for key in _PLACE)
    place = span(Where(source, task.line, path), task.text, start, end, value.get("text"))
    label = value.get("label")
    entity: Any = ABSENT if entity_of is None else entity_of.get((start, end))
    return Mention(**place, type=label if isinstance(label, str) else None, entity=entity)


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """One accepted task a line: tokens, spans, and COREF from each mention of an entity to the one before."""
    jsonl.write_rows(path, [_row(without_unset(doc), lost) for doc in documents])


def _row(doc: Document, lost: Counter[str]) -> dict[str, Any]:
    losses.count(doc, HOLDS, lost)
    mentions = losses.trimmed(doc, lost)
    chains.count_alone(mentions, lost)
    text = doc.text or ""
    whole = Document(id=doc.id, text=text, sentences=[(0, len(text))])
    tokens = tokenised(without_unset(whole), [(m.start, m.end) for m in mentions])[0]
    spans = [_span(m, tokens, lost) for m in mentions]
    row = {
        "text": text,
        "tokens": [_token(text, place, i) for i, place in enumerate(tokens)],
        "spans": spans,
        "answer": "accept",
        "_view_id": "spans_manual",
        "meta": {"id": doc.id},
    }
    relations = _relations(mentions, spans)
    return {**row, "relations": relations, "_view_id": "relations"} if relations else row


def _token(text: str, place: Offsets, index: int) -> dict[str, Any]:
    start, end = place
    return {
        "text": text[start:end],
        "start": start,
        "end": end,
        "id": index,
        "ws": text[end : end + 1] == " ",
    }


def _span(mention: Mention, tokens: list[Offsets], lost: Counter[str]) -> dict[str, Any]:
    first_, last = covered(tokens, (mention.start, mention.end)) or (0, 0)
    if mention.type is None:
        lost["mentions without a type, written as Mention"] += 1
    return {
        "start": mention.start,
        "end": mention.end,
        "token_start": first_,
        "token_end": last,
        "label": mention.type or "Mention",
    }


def _relations(mentions: list[Mention], spans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    last: dict[str, dict[str, Any]] = {}
    made = []
    for mention, child in zip(mentions, spans, strict=True):
        if mention.entity is None:
            continue
        head = last.get(mention.entity)
        if head is not None:
            made.append(
                {
                    "head": head["token_end"],
                    "child": child["token_end"],
                    "head_span": head,
                    "child_span": child,
                    "label": "COREF",
                }
            )
        last[mention.entity] = child
    return made
