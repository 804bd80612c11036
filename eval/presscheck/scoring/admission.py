"""Checks on every document before it is scored: what stops the run (internal)."""

from __future__ import annotations

from presscheck.document.exceptions import Finding
from presscheck.document.model import Document
from presscheck.document.placement import IMPOSSIBLE, misplaced, repeated_in_entities
from presscheck.document.spans import any_twice
from presscheck.document.standoff import contradiction
from presscheck.measure.settings import Settings
from presscheck.scoring.intake import Role


def check(doc: Document, text: str, side: Role, settings: Settings, placed: bool = False) -> list[Finding]:
    """Everything about one document that stops its score.

    Args:
        doc: the document; spans without offsets are passed over.
        text: gold's text.
        side: whose document it is.
        settings: what one span in two entities is, and a predicted record that no text can hold.
        placed: whether it is known to be `sound`.
    """
    found = []
    if side == "pred" and (wrong_text := contradiction(doc, text)):
        found.append(_finding("text", doc, *wrong_text))
    elif not placed:
        counted = IMPOSSIBLE if side == "pred" and settings.invalid == "count" else ()
        if side == "pred" and settings.profile is not None:
            counted = (*counted, "blank-span")
        wrong = (what for what in misplaced(doc, text) if what[0] not in counted)
        found += [_finding(rule, doc, path, say) for rule, path, say in wrong]
    if doc.mentions and settings.repeats == "error" and any_twice(doc.mentions):
        twice = repeated_in_entities(doc)
        found += [_finding("repeated-mention", doc, path, say) for path, say in twice]
    for i, quote in enumerate(doc.quotes or ()):
        if not quote.content and not quote.cue:
            found.append(_finding("schema", doc, f"$.quotes[{i}].content", "at least one span is needed"))
    return found


def _finding(rule: str, doc: Document, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", doc=doc.id, path=path, message=message)
