"""Levels: event types and roles scored at another ontology's grain, or types at our own groups.

A level is a partition of our event types: types are one class if they share a
target in the ontology's mapping, directly or over others (a withdrawal, a
deployment and a journey are all ACE's Movement.Transport). Roles are ours, put
together as the scheme's label map says. Both sides are rewritten before
anything is counted, and labels are read in any spelling. A type or role of
ours that maps to nothing leaves both sides, and is counted; a predicted label
that nobody knows stays, as a spurious event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Literal

import msgspec

from presscheck.document import shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Argument, Document, Event
from presscheck.mapping import labels
from presscheck.mapping.event_labels import EventLabels, with_events
from presscheck.mapping.spellings import SpellingTable, TypeTable
from presscheck.text.nearest import nearest

LEVELS = ("ace05", "rich_ere", "aida_rams", "plover2", "group")
"""The mappings of the ontology, and the part of a type before its point."""


class EventLevel(msgspec.Struct, frozen=True, dict=True):
    """One partition of event types, with the roles of its scheme.

    Args:
        name: as in `--level`.
        classes: event type, ours or the scheme's -> the class it is rewritten to, or None if there is none.
        scheme: the scheme's types and roles in terms of ours; None if they are ours.
    """

    name: str
    classes: dict[str, str | None]
    scheme: EventLabels | None = None

    @cached_property
    def _table(self) -> TypeTable[str | None]:
        return TypeTable(self.classes)

    def __contains__(self, label: str) -> bool:
        """Return whether the level knows an event type, in any spelling."""
        return label in self._table

    def group(self, label: str | None) -> str | None:
        """The class of a type; None leaves it out.

        >>> load("group").group("Movement.Travel"), load("group").group("Unheard.Of")
        ('Movement', 'Unheard')
        >>> load("ace05").group("Justice:Arrest-Jail"), load("ace05").group("ArrestJail")
        ('Justice.Arrest-Jail', 'Justice.Arrest-Jail')
        """
        if label is None:
            return None
        return self._table.get(label, label.partition(".")[0] if self.name == "group" else label)

    def role(self, kind: str | None, role: str) -> str | None:
        """The role of an event of a type in our terms; None leaves it out, one that nobody knows stays.

        >>> load("ace05").role("Contact:Meet", "Entity"), load("ace05").role("Contact.Meet", "Topic")
        ('Participant', None)
        """
        if self.scheme is None:
            return _our_roles().get(role, role)
        target = self.scheme.named_role(kind, role)
        if target is None or self._ours(kind) not in shipped.ontology()["event_types"]:
            return target
        ours = _our_roles().get(target, target)
        merged = self.scheme.merged_role(self._ours(kind), ours)
        return merged if ours not in _our_roles() or self.scheme.expresses(self._ours(kind), merged) else None

    def _ours(self, kind: str | None) -> str | None:
        if self.scheme is None or kind is None:
            return kind
        return self.scheme.type(kind if kind in self.scheme else _our_types().get(kind, kind))


@cache
def _our_types() -> TypeTable[str]:
    return TypeTable({label: label for label in shipped.ontology()["event_types"]})


@cache
def _our_roles() -> SpellingTable[str]:
    return SpellingTable({role: role for role in shipped.ontology()["roles"]})


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
        groups = {label: label.partition(".")[0] for label in types}
        return EventLevel(name, {**groups, **{group: group for group in groups.values()}})
    classes = partition({label: entry["mappings"][name] for label, entry in types.items()})
    scheme = labels.load(name)
    more = {label: classes[ours] if ours is not None else None for label, ours in scheme.events.items()}
    return EventLevel(name, more | classes, scheme.event_labels)


def partition(mapping: Mapping[str, list[str]]) -> dict[str, str | None]:
    """The connected classes of a mapping, as label -> class name, targets included as labels of their own.

    A class is named by the targets that all its types share, or by all its targets where none is shared. A
    target `x.*` is shared with every `x.y`.

    Args:
        mapping: type -> targets; types without targets are in no class.

    >>> classes = partition({"Withdraw": ["Transport"], "Travel": ["Transport"], "Aid": ["Money", "Goods"],
    ...                      "Warn": []})
    >>> classes["Withdraw"], classes["Travel"], classes["Aid"], classes["Goods"], classes["Warn"]
    ('Transport', 'Transport', 'Money+Goods', 'Money+Goods', None)
    """
    found: dict[str, str | None] = {label: None for label, targets in mapping.items() if not targets}
    wide = _widened(mapping)
    for members in _connected(wide):
        targets = [*dict.fromkeys(target for label in members for target in mapping[label])]
        all_targets = dict.fromkeys(target for label in members for target in wide[label])
        shared = [target for target in all_targets if all(target in wide[label] for label in members)]
        name = "+".join(shared or targets)
        found |= dict.fromkeys([*targets, *members], name)
    return found


def _connected(mapping: Mapping[str, list[str]]) -> list[list[str]]:
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


def _widened(mapping: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """A mapping in which `x.*` stands for every target that it covers."""
    covers = {
        target.removesuffix("*") for targets in mapping.values() for target in targets if target[-1:] == "*"
    }

    def wide(target: str) -> str:
        stem = target[: target.rfind(".") + 1]
        return f"{stem}*" if stem in covers else target

    return {label: [*dict.fromkeys(map(wide, targets))] for label, targets in mapping.items()}


def rewrite(level: EventLevel, doc: Document, side: Literal["gold", "pred"], lost: Counter[str]) -> Document:
    """A document with classes in place of event types, and our roles in place of the scheme's.

    Args:
        level: the partition.
        doc: either side.
        side: which it is, for the report.
        lost: gains what was left out, in words, by type or role.
    """

    def rewritten(event: Event) -> Event | None:
        target = level.group(event.type)
        if target is None and event.type is not None:
            lost[f"level {level.name}: {side} events of type {event.type} left out: no class for it"] += 1
            return None
        kept = None if event.arguments is None else _arguments(level, event, side, lost)
        return msgspec.structs.replace(event, type=target, arguments=kept)

    return with_events(doc, rewritten)


def _arguments(level: EventLevel, event: Event, side: str, lost: Counter[str]) -> list[Argument]:
    kept: list[Argument] = []
    for argument in event.arguments:
        role = level.role(event.type, argument.role)
        if role is None:
            lost[
                f"level {level.name}: {side} arguments of role {argument.role} left out: no role for it"
            ] += 1
        else:
            kept.append(msgspec.structs.replace(argument, role=role))
    return kept
