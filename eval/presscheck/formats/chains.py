"""Ids of documents and entities: whose a document is, and which mentions are one entity (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from msgspec import UnsetType
from msgspec.structs import replace

from presscheck.document.model import Entity, Mention, Offsets
from presscheck.document.presence import given
from presscheck.formats.source import Source

K = TypeVar("K", bound=Hashable)

COREF = ("COREF", "COREFERENCE", "COREFERS", "IDENT")
"""Labels of relations, in capitals, that say that two mentions are one entity."""


def document_id(source: Source, own: object, text: str, number: int) -> str:
    """The id of the known document with this id, else with this text, else the file's own, else its name.

    Args:
        source: with the texts.
        own: the id in the file, a string or a number; anything else is not an id.
        text: the document's text.
        number: of the document in the file, from 1.
    """
    has_own = isinstance(own, str | int) and not isinstance(own, bool) and str(own)
    if has_own and str(own) in source.texts:
        return str(own)
    if has_own and text not in source.texts.values():
        return str(own)
    return source.name_of(text, number)


def clusters(pairs: Iterable[tuple[K, K]]) -> dict[K, str]:
    """Join pairs into clusters: member -> number of its cluster, counted from 1 in the order of the pairs.

    >>> clusters([("a", "b"), ("c", "d"), ("e", "b")])
    {'a': '1', 'b': '1', 'c': '2', 'd': '2', 'e': '1'}
    """
    above: dict[K, K] = {}

    def top(key: K) -> K:
        above.setdefault(key, key)
        while above[key] != key:
            above[key] = key = above[above[key]]
        return key

    for first, second in pairs:
        a, b = top(first), top(second)
        above[b] = a
    roots = list(dict.fromkeys(map(top, above)))
    return {key: str(roots.index(top(key)) + 1) for key in above}


def admissible(mentions: Iterable[Mention], notes: Counter[str]) -> list[Mention]:
    """Mentions without repeats, and each span in one entity: the first that the file names.

    Args:
        mentions: in the order of the file.
        notes: gains what was left out.
    """
    kept: dict[tuple[int, int, str | None], Mention] = {}
    entity_of: dict[Offsets, str | UnsetType | None] = {}
    for mention in mentions:
        place = (mention.start, mention.end)
        entity = entity_of.setdefault(place, mention.entity)
        if (mention.entity or None) not in (None, entity):
            notes["mentions of a span that is another entity's already"] += 1
            continue
        if (*place, mention.type) in kept:
            notes["repeated mentions"] += 1
            continue
        kept[*place, mention.type] = mention if mention.entity == entity else replace(mention, entity=entity)
    return sorted(kept.values(), key=lambda m: (m.start, -m.end))


def entities(mentions: Sequence[Mention]) -> list[Entity]:
    """The entities of mentions, in their order, each with the type that most of its mentions have."""
    types: dict[str, Counter[str]] = {}
    for mention in mentions:
        if isinstance(mention.entity, str):
            seen = types.setdefault(mention.entity, Counter())
            if isinstance(mention.type, str):
                seen[mention.type] += 1
    return [
        Entity(id=name, type=seen.most_common(1)[0][0]) if seen else Entity(id=name)
        for name, seen in types.items()
    ]


def answered(mentions: Iterable[Mention]) -> bool:
    """Return whether any mention says which entity it is, or that it is alone."""
    return any(given(mention, "entity") for mention in mentions)


def count_alone(mentions: Sequence[Mention], lost: Counter[str]) -> None:
    """Count the mentions whose entity has no other: pairs do not name it.

    Args:
        mentions: what is to be written as pairs.
        lost: gains the count.
    """
    sizes = Counter(m.entity for m in mentions if m.entity is not None)
    if alone := sum(1 for size in sizes.values() if size == 1):
        lost["entity ids of mentions that are alone in their entities"] += alone
