"""What happens to a pair of documents before it is counted."""

from __future__ import annotations

import msgspec

from presscheck.document.model import Document
from presscheck.document.placement import repeated_in_entities


def first_entity_only(doc: Document) -> Document:
    """Under `repeats="first"`: the first entity of a span, in canonical order, counts for all its copies."""
    mentions = doc.mentions
    if mentions is None or not any(True for _ in repeated_in_entities(doc)):
        return doc
    first: dict[tuple[int, int], str] = {}
    for m in sorted(mentions, key=lambda m: (m.start, m.end, m.type or "", m.entity or "")):
        if m.entity is not None:
            first.setdefault((m.start, m.end), m.entity)
    fixed = [msgspec.structs.replace(m, entity=first.get((m.start, m.end))) for m in mentions]
    return msgspec.structs.replace(doc, mentions=fixed)
