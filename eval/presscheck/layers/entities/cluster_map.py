"""Predicted clusters as gold entities: each is the entity that most of its mentions are mentions of.

Several clusters may be one entity: a system that takes a person for two is
judged for it by coreference and for nothing else. Speakers and the fillers of
events both ask here, so that one cluster is the same entity everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from presscheck.document.model import Document, Mention, Offsets
from presscheck.measure.measure import DocumentPair


def entity_at(doc: Document) -> dict[Offsets, str]:
    """Span -> the entity that has a mention there.

    Args:
        doc: a document whose spans are in one entity each.
    """
    return {(m.start, m.end): m.entity for m in doc.mentions or () if isinstance(m.entity, str)}


def mapped(gold: Mapping[Offsets, str], pred: Iterable[Mention]) -> dict[str, str]:
    """Cluster -> the gold entity of most of its mentions, by exact spans; ties to the earliest shared one.

    Args:
        gold: span -> gold entity.
        pred: every predicted mention.

    Returns:
        clusters that share no mention with an entity of gold are left out.

    >>> gold = {(0, 1): "A", (2, 3): "B", (4, 5): "B"}
    >>> def mentions(*ids):
    ...     return [Mention(start=2 * i, end=2 * i + 1, entity=name) for i, name in enumerate(ids)]
    >>> mapped(gold, mentions("x", "x", "x")), mapped(gold, mentions("x", "x", "y"))
    ({'x': 'B'}, {'x': 'A', 'y': 'B'})
    """
    # A list, not a set: in the order of the file, which is mostly that of the text, they are sorted at once.
    shown = [(m.start, m.end, m.entity) for m in pred if m.entity is not None and (m.start, m.end) in gold]
    shared = Counter([(cluster, gold[start, end]) for start, end, cluster in sorted(dict.fromkeys(shown))])
    entities: dict[str, str] = {}
    for (cluster, entity), n in shared.items():
        # The first of equals was counted first, at the earliest mention that both have.
        if cluster not in entities or n > shared[cluster, entities[cluster]]:
            entities[cluster] = entity
    return entities


def known(pair: DocumentPair) -> dict[Offsets, str]:
    """Gold's entities by span, of all its mentions."""
    return entity_at(pair.whole_gold)


def clusters(pair: DocumentPair) -> dict[str, str]:
    """The predicted clusters of a case as gold entities, by all mentions of both sides."""
    return mapped(pair.once(known), pair.whole_pred.mentions or ())
