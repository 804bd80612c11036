"""What happens to a pair of documents before it is counted."""

from __future__ import annotations

import msgspec

from presscheck.document import ranks
from presscheck.document.model import Document
from presscheck.document.placement import repeated_in_entities


def first_entity_only(doc: Document) -> Document:
    """Under `repeats="first"`: of the entities of one span that which stands first in the text counts.

    It is the one whose first mention is earliest, then the one with the earlier next mention (`ranks`).
    """
    mentions = doc.mentions
    if mentions is None or not any(True for _ in repeated_in_entities(doc)):
        return doc
    rank = ranks.entities(doc)
    first: dict[tuple[int, int], str] = {}
    for m in mentions:
        if m.entity is not None:
            place = (m.start, m.end)
            first[place] = min(first.get(place, m.entity), m.entity, key=rank.__getitem__)
    fixed = [msgspec.structs.replace(m, entity=first.get((m.start, m.end))) for m in mentions]
    return msgspec.structs.replace(doc, mentions=fixed)
