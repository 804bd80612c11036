"""Checks on every document before it is scored. Errors stop the run; warnings are reported (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from presscheck.document.exceptions import Finding, Severity
from presscheck.document.model import NOWHERE, Document, Event, Mention
from presscheck.document.placement import misplaced, repeated_in_entities, text_difference
from presscheck.document.spans import any_twice
from presscheck.scoring.intake import Role


def check(
    doc: Document, text: str, side: Role, repeats: str = "error", placed: bool = False
) -> list[Finding]:
    """Everything about one document that stops its score, and what is warned of.

    Args:
        doc: the document; spans without offsets are passed over.
        text: gold's text.
        side: whose document it is.
        repeats: what one span in two entities is, "error" or "first".
        placed: whether it is known to be `sound`.
    """
    found = []
    if side == "pred" and doc.text is not None and (difference := text_difference(text, doc.text)):
        found.append(_finding("text", "error", doc, "$.text", difference))
    elif not placed:
        found += [_finding(rule, "error", doc, path, say) for rule, path, say in misplaced(doc, text)]
    if doc.mentions and any_twice(doc.mentions):
        if repeats == "error":
            twice = repeated_in_entities(doc)
            found += [_finding("repeated-mention", "error", doc, path, say) for path, say in twice]
        found += _twice(doc, "mentions", doc.mentions)
    if doc.events and any_twice(doc.events):
        found += _twice(doc, "events", doc.events)
    for i, quote in enumerate(doc.quotes or ()):
        if not quote.content and not quote.cue:
            found.append(
                _finding("schema", "error", doc, f"$.quotes[{i}].content", "at least one span is needed")
            )
    for i, event in enumerate(doc.events or ()):
        if any_twice(event.arguments):
            found += _arguments_twice(doc, i, event)
    return found


def _twice(doc: Document, layer: str, records: Iterable[Mention | Event]) -> Iterator[Finding]:
    times = Counter((r.start, r.end, r.type) for r in records if r.start != NOWHERE)
    for (start, end, kind), n in times.items():
        if n > 1:
            message = f"span [{start}, {end}) with type {kind} stands {n} times; counted once"
            yield _finding(f"duplicate-{layer[:-1]}", "warning", doc, f"$.{layer}", message)


def _arguments_twice(doc: Document, number: int, event: Event) -> Iterator[Finding]:
    times = Counter((a.role, a.start, a.end) for a in event.arguments if a.start != NOWHERE)
    for (role, start, end), n in times.items():
        if n > 1:
            message = f"span [{start}, {end}) in role {role} stands {n} times; counted once"
            path = f"$.events[{number}].arguments"
            yield _finding("duplicate-argument", "warning", doc, path, message)


def _finding(rule: str, level: Severity, doc: Document, path: str, message: str) -> Finding:
    return Finding(rule=rule, level=level, doc=doc.id, path=path, message=message)
