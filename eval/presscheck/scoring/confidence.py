"""Predicted records of which the system itself is sure enough (internal)."""

from __future__ import annotations

from typing import Any

import msgspec

from presscheck.document.model import Document

LAYERS = ("mentions", "events", "quotes", "marked_uses")
"""The layers whose records can have a confidence of their own; arguments besides."""

FITTED = (
    "a threshold of confidence that was chosen on this gold is fitted to it: choose it on other documents"
)
"""Warning wherever a threshold is used."""


def at_least(doc: Document, least: float) -> tuple[Document, int]:
    """A document without the records below a confidence; those that give none are kept.

    Args:
        doc: a prediction.
        least: 0 to 1.

    Returns:
        the document, and how many records were left out.

    >>> from presscheck.document.model import Mention
    >>> unsure = Document(id="d", mentions=[Mention(text="Oslo", confidence=0.3), Mention(text="Rome")])
    >>> doc, dropped = at_least(unsure, 0.5)
    >>> [mention.text for mention in doc.mentions], dropped
    (['Rome'], 1)
    """
    dropped = 0
    changed: dict[str, Any] = {}
    for layer in LAYERS:
        records = getattr(doc, layer)
        if not isinstance(records, list):
            continue
        kept = [record for record in records if _sure(record, least)]
        dropped += len(records) - len(kept)
        if layer == "events":
            pairs = [_arguments(event, least) for event in kept]
            kept = [event for event, _ in pairs]
            dropped += sum(left for _, left in pairs)
        changed[layer] = kept
    return msgspec.structs.replace(doc, **changed), dropped


def _sure(record: Any, least: float) -> bool:
    sure = record.confidence
    return not isinstance(sure, int | float) or sure >= least


def _arguments(event: Any, least: float) -> tuple[Any, int]:
    """An event without the arguments below a confidence, and how many those are."""
    if not isinstance(event.arguments, list):
        return event, 0
    kept = [argument for argument in event.arguments if _sure(argument, least)]
    return msgspec.structs.replace(event, arguments=kept), len(event.arguments) - len(kept)
