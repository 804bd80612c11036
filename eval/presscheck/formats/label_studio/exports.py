"""From a Label Studio export to documents: choose the annotation, check everything, say what was changed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from presscheck.document import jsonl, spans, strict_json
from presscheck.document.exceptions import Finding, InvalidInputError, Severity
from presscheck.document.model import Document
from presscheck.formats.label_studio import copies, inventory, kept, provenance
from presscheck.formats.label_studio.config import TEXT
from presscheck.formats.label_studio.doubts import doubts
from presscheck.formats.label_studio.marks import Region, Regions
from presscheck.formats.label_studio.prepare import FRAME
from presscheck.formats.label_studio.reading import read
from presscheck.formats.label_studio.regions import digest, offered, pushed, understood
from presscheck.formats.label_studio.shape import wrong
from presscheck.text import wording
from presscheck.validation import file as validation_file

Task = Mapping[str, Any]


class Pulled(msgspec.Struct, frozen=True):
    """One document from one annotator.

    Args:
        document: what they said.
        annotator: their e-mail or number.
        changes: what became of the pre-annotation, by kind of region; None if there was none.
    """

    document: Document
    annotator: str
    changes: dict[str, kept.Changes] | None


class Pull(msgspec.Struct, frozen=True):
    """The documents that came back.

    Args:
        pulled: the documents, in the order of the tasks.
        warnings: everything that does not stop them.
    """

    pulled: list[Pulled]
    warnings: list[Finding]


def exported(path: str | os.PathLike[str]) -> list[Task]:
    """The tasks of a saved export (format JSON of Label Studio).

    Raises:
        InvalidInputError: the file is not such a file.
        UsageError: it cannot be opened.
    """
    with jsonl.opened(path) as file:
        try:
            tasks = strict_json.loads(file.read())
        except ValueError as error:
            raise _unreadable(f"not JSON: {error}", os.fspath(path)) from None
    fits = isinstance(tasks, list) and all(
        isinstance(t, dict) and {"data", "annotations"} <= t.keys() for t in tasks
    )
    if not fits:
        message = (
            "no export in the format JSON: a list of tasks with `data` and `annotations` (JSON_MIN has none)"
        )
        raise _unreadable(message, os.fspath(path))
    misshapen = [
        _misread(found[0], os.fspath(path), f"$[{i}]{found[1][1:]}")
        for i, task in enumerate(tasks)
        if (found := wrong(task)) is not None
    ]
    if misshapen:
        raise InvalidInputError(misshapen)
    return list(tasks)


def _unreadable(message: str, file: str) -> InvalidInputError:
    return InvalidInputError([_misread(message, file)])


def _misread(message: str, file: str, path: str = "$") -> Finding:
    return Finding(rule="export", level="error", message=message, file=file, path=path)


def pull(
    tasks: Iterable[Task],
    *,
    annotator: str | None = None,
    file: str | None = None,
    keep: copies.Keep = None,
    each: bool = False,
) -> Pull:
    """The documents that annotators gave back.

    Of a task's annotations the ground truth counts, else the only one; with
    `annotator`, theirs; with `each`, everybody's, as documents of their own.
    Skipped ones never count, drafts are warned of.

    Args:
        tasks: as the server or a saved export gives them.
        annotator: e-mail or number of the person whose annotations are wanted.
        file: where the tasks are from, for messages.
        keep: what holds where the words of a region do not stand at its offsets; None: it is an error.
        each: whether the annotations of several people are all wanted.

    Raises:
        InvalidInputError: with everything that is wrong in any task.
    """
    run = _Run(annotator, file, keep, each)
    for task in tasks:
        run.take(task)
    errors = [finding for finding in run.findings if finding.level == "error"]
    if not errors and not run.pulled:
        run.say(
            None, "annotation", "no task has an annotation that counts; submit one in the editor", "error"
        )
        errors = run.findings[-1:]
    if errors:
        raise InvalidInputError(run.findings)
    return Pull(run.pulled, run.findings)


class _Run:
    def __init__(self, annotator: str | None, file: str | None, keep: copies.Keep, each: bool) -> None:
        self.annotator, self.file, self.keep, self.each = annotator, file, keep, each
        self.pulled: list[Pulled] = []
        self.findings: list[Finding] = []
        self.seen: set[str] = set()

    def say(self, doc: str | None, rule: str, message: str, level: Severity = "error") -> None:
        self.findings.append(Finding(rule=rule, level=level, message=message, file=self.file, doc=doc))

    def take(self, task: Task) -> None:
        name, text = task["data"].get("doc_id"), task["data"].get(TEXT)
        if not isinstance(name, str) or not isinstance(text, str):
            self.say(
                None,
                "task",
                f"task {task.get('id')} has no `doc_id` and `{TEXT}`: it was not pushed from here",
            )
            return
        if name in self.seen:
            self.say(
                name,
                "duplicate-document",
                f"task {task.get('id')} repeats a document; delete one of the tasks",
            )
            return
        self.seen.add(name)
        if not self._same_text(name, text, task.get("meta") or {}):
            return
        with inventory.using((task.get("meta") or {}).get("labels")):
            for chosen in self._chosen(name, task):
                self._read(name, text, task, chosen)

    def _same_text(self, name: str, text: str, meta: Mapping[str, Any]) -> bool:
        pushed = meta.get("text_sha256")
        if pushed is None:
            self.say(
                name,
                "task",
                "was not pushed from here: title, entities' names and the like are unknown",
                "warning",
            )
        elif pushed != digest(text):
            self.say(
                name,
                "text",
                "the text on the server is not the one that was pushed; offsets mean nothing in it",
            )
            return False
        return True

    def _chosen(self, name: str, task: Task) -> list[Mapping[str, Any]]:
        if task.get("drafts"):
            self.say(name, "draft", "has a draft that was not submitted; it does not count", "warning")
        theirs = [a for a in task["annotations"] if self.annotator in (None, _who(a), str(_number(a)))]
        valid = [a for a in theirs if not a.get("was_cancelled")]
        truth = [a for a in valid if a.get("ground_truth")]
        best: list[Mapping[str, Any]] = truth or valid
        if len(best) == 1 and not self.each:
            return best
        if self.each and valid and len({_who(a) for a in valid}) == len(valid):
            return valid
        if not valid:
            what = (
                "was skipped"
                if theirs
                else "has no annotation" + (f" by {self.annotator}" if self.annotator else "")
            )
            self.say(name, "annotation", f"{what}; left out", "warning")
            return []
        people = Counter(_who(a) for a in valid)
        known = ", ".join(f"{who} ({n})" if n > 1 else who for who, n in sorted(people.items()))
        way_out = "name one annotator, or mark one annotation as ground truth in Label Studio"
        if not self.each:
            way_out += f"; {wording.option('each')} keeps everybody's apart"
        self.say(name, "annotation", f"has {len(valid)} annotations, by {known}: {way_out}")
        return []

    def _read(self, name: str, text: str, task: Task, chosen: Mapping[str, Any]) -> None:
        result, said = copies.compared(chosen.get("result") or [], name, text, self.keep)
        self.findings += [msgspec.structs.replace(f, file=self.file) for f in said]
        sheet = {"data": task["data"], "meta": task.get("meta") or {}, "result": result}
        document, findings = understood(sheet)
        self.findings += [msgspec.structs.replace(f, file=self.file) for f in findings]
        if document is None:
            return
        offer = offered(sheet)
        marked = read(result, name, text, offer)
        self.findings += [msgspec.structs.replace(f, file=self.file) for f in checked(document, marked)]
        before, who = provenance.started_from(task, chosen), _who(chosen)
        changes = kept.changes(read(before[1], name, text, offer), marked) if before else None
        known = [event.event for event in pushed(sheet).events or () if event.event is not None]
        more = [
            *doubts(document, offer.kinds, known, marked),
            *provenance.doubtful(name, chosen, changes, marked),
        ]
        self.findings += [msgspec.structs.replace(f, file=self.file) for f in more]
        made = provenance.recorded(who, chosen, before[0] if before else None, changes, marked)
        made |= {"task": task["url"]} if isinstance(task.get("url"), str) else {}
        made |= provenance.versions(task.get("meta") or {})
        self.pulled.append(Pulled(_with_meta(document, made), who, changes))


def _with_meta(document: Document, made: dict[str, Any]) -> Document:
    old = document.meta if isinstance(document.meta, dict) else {}
    return msgspec.structs.replace(document, meta={**old, provenance.KEY: made})


def _who(annotation: Mapping[str, Any]) -> str:
    by = annotation.get("completed_by")
    return str(by["email"]) if isinstance(by, Mapping) and by.get("email") else str(_number(annotation))


def _number(annotation: Mapping[str, Any]) -> Any:
    by = annotation.get("completed_by")
    return by.get("id") if isinstance(by, Mapping) else by


def checked(document: Document, marked: Regions) -> list[Finding]:
    """Every rule for gold over what an annotator marks; what does not stop a score is a warning.

    Args:
        document: what the regions say.
        marked: the regions, which the findings name.
    """
    stops = {f.rule for f in validation_file.check_document(document, "gold") if f.level == "error"}
    levels: dict[bool, Severity] = {True: "error", False: "warning"}
    return [
        msgspec.structs.replace(placed(finding, document, marked), level=levels[finding.rule in stops])
        for finding in validation_file.check_document(document, "shipped")
        if finding.path.removeprefix("$.") not in FRAME
        and not (inventory.own() and finding.rule in _OF_THE_ONTOLOGY)
    ]


_OF_THE_ONTOLOGY = ("entity-label", "event-label", "event-unlabelled")
"""Rules that an inventory of one's own is not held to."""

_CONTROLS = {"mentions": "mention", "events": "trigger", "quotes": "quote", "marked_uses": "use"}


def placed(finding: Finding, document: Document, marked: Regions) -> Finding:
    """A finding about a record, with its region in place of its JSON path.

    Args:
        finding: its path is a JSON path into `document`.
        document: the document that was read.
        marked: the regions that it was read from.
    """
    layer, _, record = finding.path.removeprefix("$.").partition("[")
    if not record or layer not in _CONTROLS:
        return finding
    walked = list(spans.walk(document))
    around = [span for path, span in walked if f"{finding.path}.".startswith((f"{path}.", f"{path}["))]
    inside = [
        span for path, span in walked if f"{path}.".startswith((f"{finding.path}.", f"{finding.path}["))
    ]
    found = [r for span in around or inside[:1] if (r := _region(span, _CONTROLS[layer], marked))]
    if not found:
        return finding
    first, last = found[0], found[-1]
    path = (
        marked.place(first.id, first.start, first.end) if first is last else marked.between(first.id, last.id)
    )
    return msgspec.structs.replace(finding, path=path)


def _region(span: Any, control: str, marked: Regions) -> Region | None:
    """The region that a span was read from; one of the record's own kind, if there are several."""
    there = [r for r in marked.regions.values() if (r.start, r.end) == (span.start, span.end)]
    return min(there, key=lambda r: (r.control != control, r.id), default=None)
