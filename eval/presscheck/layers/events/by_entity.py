"""Arguments by what they refer to: entities instead of mentions, event clusters instead of event mentions.

A filler is resolved through gold to an item, so a second mention of one
entity is the same item: it changes nothing, and recall cannot pass 1. A mention
that gold does not know is the entity that gold knows its cluster by, as for
speakers; else it becomes an item of the prediction's own, one per predicted
cluster, so that several wrong mentions of one entity are one error.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from presscheck.document import ranks, spans
from presscheck.document.model import Document, Event, Offsets
from presscheck.layers.entities import cluster_map
from presscheck.layers.events.exact import Slot, arguments, by_role, by_type, event_key
from presscheck.measure.cells import Cells
from presscheck.measure.measure import DocumentPair, Measure

Thing: TypeAlias = tuple[str, Hashable]
"""Referent of an argument: ("entity", id), ("event", id), ("span", span), or of the prediction's own."""


class FillerEntities(NamedTuple):
    """Gold's view of spans and event mentions.

    Args:
        things: filler span -> what it may refer to, entities first.
        clusters: (trigger span, type) -> event cluster, or the mention itself.
    """

    things: dict[Offsets, tuple[Thing, ...]]
    clusters: dict[tuple[int, int, str | None], Thing]


def known(pair: DocumentPair) -> FillerEntities:
    """Gold's entities and event clusters by span; a span that is a mention of an entity is not an event."""
    things = occurrences(pair.whole_gold, "event")
    things |= {span: (("entity", entity),) for span, entity in pair.once(cluster_map.known).items()}
    return FillerEntities(things, _clusters(pair.gold, "event"))


def occurrences(doc: Document, kind: str) -> dict[Offsets, tuple[Thing, ...]]:
    """Trigger span -> the event clusters that stand there, the one that is earlier in the text first."""
    found: dict[Offsets, dict[Thing, None]] = {}
    for e in _ranked(doc):
        if e.event is not None:
            found.setdefault((e.start, e.end), {})[kind, e.event] = None
    return {span: (*of,) for span, of in found.items()}


def _ranked(doc: Document) -> Sequence[Event]:
    """The event mentions, those of a cluster that stands earlier in the text first; without cluster last."""
    events = doc.events or []
    if not spans.any_twice(events):
        return events
    rank = ranks.events(doc)
    return sorted(events, key=lambda e: len(rank) if e.event is None else rank[e.event])


def _clusters(doc: Document, kind: str) -> dict[tuple[int, int, str | None], Thing]:
    found: dict[tuple[int, int, str | None], Thing] = {}
    for e in _ranked(doc):
        found.setdefault(event_key(e), (kind, e.event) if e.event is not None else ("span", event_key(e)))
    return found


def own(pair: DocumentPair) -> dict[Offsets, Thing]:
    """Resolve fillers that gold does not have: to the entities of their clusters, else to their clusters."""
    found: dict[Offsets, Thing] = {}
    entity = pair.once(cluster_map.clusters)
    there = pair.once(gold_spans)
    for span, cluster in cluster_map.entity_at(pair.whole_pred).items():
        known_as = entity.get(cluster) if span not in there else None
        found[span] = ("entity", known_as) if known_as is not None else ("own entity", cluster)
    return {span: of[0] for span, of in occurrences(pair.whole_pred, "own event").items()} | found


def gold_spans(pair: DocumentPair) -> set[Offsets]:
    """The spans of gold's mentions, with or without an entity."""
    return {(m.start, m.end) for m in pair.whole_gold.mentions or ()}


Key: TypeAlias = Callable[[Slot, Thing, Thing], Hashable]
"""From a slot, what its filler is and which event it belongs to, to what is compared."""


def by_thing(key: Key, label: Callable[[Slot], str]) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row that compares what fillers refer to.

    Args:
        key: what is compared.
        label: what it is counted under.
    """

    def count(pair: DocumentPair) -> Cells:
        right: dict[Hashable, str] = {}
        for slot, thing, event in pair.once(gold_things):
            _keep(right, key(slot, thing, event), label(slot))
        found: dict[Hashable, str] = {}
        for slot, things, event in pair.once(pred_things):
            made = chosen([key(slot, thing, event) for thing in things], right)
            _keep(found, made, right.get(made, label(slot)))
        return Cells.from_keys(right, found)

    return count


def chosen(keys: Sequence[Hashable], right: Container[Hashable]) -> Hashable:
    """The key of an argument that may be several things: one that gold has, else the first."""
    return keys[0] if len(keys) == 1 else next((k for k in keys if k in right), keys[0])


def _keep(keys: dict[Hashable, str], key: Hashable, label: str) -> None:
    """One label a key, whatever the order of the records."""
    keys[key] = min(keys.get(key, label), label)


def gold_things(pair: DocumentPair) -> list[tuple[Slot, Thing, Thing]]:
    """Gold's arguments, what fills each, and the event that it belongs to."""
    there = pair.once(known)
    gold, _ = pair.once(arguments)
    return [
        (s, there.things.get(s.filler, (("span", s.filler),))[0], there.clusters[s.trigger]) for s in gold
    ]


def pred_things(pair: DocumentPair) -> list[tuple[Slot, tuple[Thing, ...], Thing]]:
    """The predicted arguments, what may fill each, and the event that it belongs to."""
    there, mine, events = pair.once(known), pair.once(own), pair.once(_events)
    gold, pred = pair.once(arguments)
    fillers = {s.filler for s in gold}
    return [(s, may_be(s.filler, there.things, mine, s.filler in fillers), events[s.trigger]) for s in pred]


def may_be(
    filler: Offsets,
    gold: Mapping[Offsets, tuple[Thing, ...]],
    own: Mapping[Offsets, Thing],
    fills: bool,
) -> tuple[Thing, ...]:
    """Everything that a predicted filler may refer to.

    Args:
        filler: its span.
        gold: span -> what it is by gold.
        own: span -> what it is by the prediction.
        fills: whether an argument of gold has that span.
    """
    if things := gold.get(filler):
        return things
    alone: Thing = ("span", filler)
    return (alone if fills else own.get(filler, alone),)


def _events(pair: DocumentPair) -> dict[tuple[int, int, str | None], Thing]:
    """Gold's cluster for each predicted event mention that gold has; else its own cluster, else itself."""
    mine = _clusters(pair.pred, "own event")
    return mine | {k: v for k, v in pair.once(known).clusters.items() if k in mine}


_TABLE: tuple[tuple[str, str, str, Key, Callable[[Slot], str]], ...] = (
    (
        "event.ai-e",
        "As event.ai, over the entities that fillers refer to: another mention of the right entity is right.",
        "(document, window, event type, entity)",
        lambda s, thing, _: (s.window, s.type, thing),
        by_type,
    ),
    (
        "event.ac-e",
        "As event.ac, over the entities that fillers refer to.",
        "(document, window, event type, entity, role)",
        lambda s, thing, _: (s.window, s.type, thing, s.role),
        by_role,
    ),
    (
        "event.ai-e+",
        "As event.ai+, over the entities that fillers refer to.",
        "(document, trigger span, event type, entity)",
        lambda s, thing, _: (s.trigger, thing),
        by_type,
    ),
    (
        "event.ac-e+",
        "As event.ac+, over the entities that fillers refer to.",
        "(document, trigger span, event type, entity, role)",
        lambda s, thing, _: (s.trigger, thing, s.role),
        by_role,
    ),
    (
        "event.ai-h",
        "Entities of whole events: the arguments of coreferent event mentions are pooled.",
        "(document, event cluster, entity)",
        lambda _, thing, event: (event, thing),
        by_type,
    ),
    (
        "event.ac-h",
        "Entities of whole events with their roles: the arguments of coreferent event mentions are pooled.",
        "(document, event cluster, entity, role)",
        lambda s, thing, event: (event, thing, s.role),
        by_role,
    ),
)

KEYS: dict[str, Key] = {name: key for name, _, _, key, _ in _TABLE}
"""Id of a row -> what it compares."""

MEASURES = tuple(
    Measure(
        id=name,
        layer="events",
        says=says,
        formula=f"tp = |G ∩ P| over {over}; predicted fillers and events are resolved through gold, a "
        "mention that gold does not have through its cluster (the gold entity of most of its mentions); "
        "what gold does not know is an item of its own",
        source="presscheck; what gen-arg's Coref F1 and tac-kbp-eal's entity level aim at, bounded by 1",
        count=by_thing(key, label),
        by="role" if label is by_role else "type",
        needs="arguments",
        symmetric=False,
    )
    for name, says, over, key, label in _TABLE
)
