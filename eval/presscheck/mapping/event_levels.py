"""Levels: event types scored at another ontology's grain, or at our own groups.

A level is a partition of our event types: types are one class if they share a
target in the ontology's mapping, directly or over others (a withdrawal, a
deployment and a journey are all ACE's Movement.Transport). Both sides are
rewritten to classes before anything is counted. A type of ours that maps to
nothing leaves both sides, and is counted; a predicted label that nobody knows
stays, as a spurious event.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Literal

import msgspec

from presscheck.document import shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document, Event
from presscheck.text.nearest import nearest

LEVELS = ("ace05", "rich_ere", "group")
"""Two mappings of the ontology, and the part of a type before its point."""


class EventLevel(msgspec.Struct, frozen=True):
    """One partition of event types.

    Args:
        name: as in `--level`.
        classes: event type -> the class it is rewritten to, or None if the level has none for it.
    """

    name: str
    classes: dict[str, str | None]

    def group(self, label: str | None) -> str | None:
        """The class of a type; None leaves it out.

        >>> load("group").group("Movement.Travel"), load("group").group("Unheard.Of")
        ('Movement', 'Unheard')
        """
        if label is None:
            return None
        if self.name == "group":
            return label.partition(".")[0]
        return self.classes.get(label, label)


@cache
def load(name: str) -> EventLevel:
    """A level by name.

    Raises:
        UsageError: there is no such level.

    >>> level = load("ace05")
    >>> level.group("Force.Deploy"), level.group("Movement.Transport"), level.group("Act.Warn")
    ('Movement.Transport', 'Movement.Transport', None)
    """
    if name not in LEVELS:
        raise UsageError(f"there is no level {name!r}; {nearest(name, LEVELS)}")
    types = shipped.ontology()["event_types"]
    if name == "group":
        return EventLevel(name, {label: label.partition(".")[0] for label in types})
    return EventLevel(name, partition({label: entry["mappings"][name] for label, entry in types.items()}))


def partition(mapping: dict[str, list[str]]) -> dict[str, str | None]:
    """The connected classes of a mapping, as label -> class name, targets included as labels of their own.

    A class is named by the targets that all its types share, or by all its targets where none is shared.

    Args:
        mapping: type -> targets; types without targets are in no class.

    >>> classes = partition({"Withdraw": ["Transport"], "Travel": ["Transport"], "Aid": ["Money", "Goods"],
    ...                      "Warn": []})
    >>> classes["Withdraw"], classes["Travel"], classes["Aid"], classes["Goods"], classes["Warn"]
    ('Transport', 'Transport', 'Money+Goods', 'Money+Goods', None)
    """
    found: dict[str, str | None] = {label: None for label, targets in mapping.items() if not targets}
    for members in _connected(mapping):
        targets = [*dict.fromkeys(target for label in members for target in mapping[label])]
        shared = [target for target in targets if all(target in mapping[label] for label in members)]
        name = "+".join(shared or targets)
        found |= dict.fromkeys([*targets, *members], name)
    return found


def _connected(mapping: dict[str, list[str]]) -> list[list[str]]:
    """Types that are joined by common targets, in the mapping's order."""
    classes: list[tuple[list[str], set[str]]] = []
    for label, targets in mapping.items():
        if not targets:
            continue
        joined = [c for c in classes if not c[1].isdisjoint(targets)]
        members = [one for c in joined for one in c[0]] + [label]
        classes = [c for c in classes if c not in joined]
        classes.append((members, set(targets).union(*(c[1] for c in joined))))
    order = list(mapping)
    return [sorted(members, key=order.index) for members, _ in classes]


def rewrite(level: EventLevel, doc: Document, side: Literal["gold", "pred"], lost: Counter[str]) -> Document:
    """A document with classes in place of event types.

    Args:
        level: the partition.
        doc: either side.
        side: which it is, for the report.
        lost: gains what was left out, in words, by type.
    """
    if doc.events is None:
        return doc
    kept: list[Event] = []
    for event in doc.events:
        target = level.group(event.type)
        if target is None and event.type is not None:
            lost[f"level {level.name}: {side} events of type {event.type} left out: no class for it"] += 1
        else:
            kept.append(msgspec.structs.replace(event, type=target))
    return msgspec.structs.replace(doc, events=kept)
