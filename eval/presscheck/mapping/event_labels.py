"""Event types and roles of another scheme in terms of ours, on both sides of a score (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from presscheck.document.model import Argument, Document, Event
from presscheck.mapping.spellings import SpellingTable, TypeTable

Targets: TypeAlias = Mapping[str, str | None]
"""A label -> ours, or None for a label that ours cannot express."""

Roles: TypeAlias = Mapping[str, str | dict[str, str | None] | None]
"""Roles of any event; under an event type, the roles of events of that type, which go before."""


class RoleTable:
    """Roles, which may depend on the type of their event.

    Args:
        roles: as a label map has them.

    >>> table = RoleTable({"Place": "Place", "Contact.Meet": {"Entity": "Participant"}})
    >>> table.get("Contact:Meet", "entity"), table.get("Life.Die", "Entity"), table.get(None, "place")
    ('Participant', 'Entity', 'Place')
    """

    def __init__(self, roles: Roles) -> None:
        self.general = {role: target for role, target in roles.items() if not isinstance(target, dict)}
        self.sections = {kind: target for kind, target in roles.items() if isinstance(target, dict)}
        self._general = SpellingTable(self.general)
        self._sections = TypeTable({kind: SpellingTable(of) for kind, of in self.sections.items()})
        self._targets = TypeTable({kind: {*of.values()} for kind, of in self.sections.items()})

    def get(self, kind: str | None, role: str) -> str | None:
        """Return our role for a role of an event of a type; a role that is not in the table is unchanged."""
        section = self._sections.get(kind) if kind is not None else None
        if section is not None and role in section:
            return section.get(role)
        return self._general.get(role, role)

    def __contains__(self, role: str) -> bool:
        """Return whether a role is in the table, for events of any type or of one."""
        return role in self._general or any(role in SpellingTable(of) for of in self.sections.values())

    def targets(self, kind: str) -> set[str | None]:
        """Return the possible targets of the roles of an event of a type."""
        return {*self.general.values()} | (self._targets.get(kind) or set())


class EventLabels:
    """The event types and roles of one scheme.

    Args:
        events: its type -> ours, or None; empty: types are left alone.
        roles: its role -> ours, or None, for any event or by its types; empty: roles are left alone.
        merged_events: our types that the scheme does not tell apart -> the one that they count as.
        merged_roles: the same for our roles, for any event or by our types.

    >>> kinds, roles = {"Contact.Meet": "Contact.Meet"}, {"Contact.Meet": {"Entity": "Participant"}}
    >>> ace = EventLabels(kinds, roles, {}, {})
    >>> ace.type("Contact:Meet"), ace.role("Contact:Meet", "Entity"), ace.expresses("Contact.Meet", "Topic")
    ('Contact.Meet', 'Participant', False)
    """

    def __init__(self, events: Targets, roles: Roles, merged_events: Mapping[str, str], merged_roles: Roles):
        self._types = TypeTable(events)
        self._roles, self._merged_roles = RoleTable(roles), RoleTable(merged_roles)
        self._merged, self._has_roles = merged_events, bool(roles)
        self._silent = not (events or roles or merged_events or merged_roles)
        kinds: dict[str | None, list[str]] = {}
        for kind in (*events, *self._roles.sections):
            kinds.setdefault(self.type(kind), []).append(kind)
        self._reached = {self.merged(target) for target in events.values() if target is not None}
        self._expressed = {ours: self._targets(theirs, ours) for ours, theirs in kinds.items()}
        self._any_expressed = {
            self._merged_roles.get(None, role) for role in self._roles.general.values() if role
        }

    def _targets(self, kinds: list[str], ours: str | None) -> set[str | None]:
        of_kind = [self._roles.targets(kind) for kind in kinds]
        return {self._merged_roles.get(ours, role) for role in set().union(*of_kind) if role is not None}

    def __contains__(self, kind: str) -> bool:
        """Return whether the scheme has an event type, in any spelling."""
        return kind in self._types

    def type(self, kind: str | None) -> str | None:
        """Our type for one of the scheme; one that it does not have stays; None if ours has none."""
        return self.merged(self._types.get(kind, kind)) if kind is not None else None

    def merged(self, kind: str | None) -> str | None:
        """The type that one of ours counts as."""
        return self._merged.get(kind, kind) if kind is not None else None

    def named_role(self, kind: str | None, role: str) -> str | None:
        """Our role for one of the scheme, before any are merged, by the event's type in the scheme."""
        return self._roles.get(kind, role)

    def has_role(self, role: str) -> bool:
        """Return whether any event of the scheme has a role of this name, in any spelling."""
        return role in self._roles

    def role(self, kind: str | None, role: str) -> str | None:
        """Our role for one of the scheme, by the event's type in the scheme."""
        target = self.named_role(kind, role)
        return self.merged_role(self.type(kind), target) if target is not None else None

    def merged_role(self, kind: str | None, role: str) -> str | None:
        """The role that one of ours counts as.

        Args:
            kind: our type of the event, merged.
            role: ours.
        """
        return self._merged_roles.get(kind, role)

    def reaches(self, kind: str | None) -> bool:
        """Return whether a system with these labels can find events of one of our types, merged."""
        return kind in self._reached

    def expresses(self, kind: str | None, role: str | None) -> bool:
        """Return whether a system with these labels can give a merged role of ours to events of our type."""
        return role in self._expressed.get(kind, self._any_expressed)

    def map_pred(self, doc: Document, lost: Counter[str]) -> Document:
        """A prediction with our types and roles; what ours cannot express is left out and counted."""

        def mapped(event: Event) -> Event | None:
            kind = self.type(event.type)
            if kind is None and event.type is not None:
                lost[f"pred event {event.type}"] += 1
                return None
            return _rewritten(event, kind, lambda role: self.role(event.type, role), lost, "pred")

        return doc if self._silent else with_events(doc, mapped)

    def restrict_gold(self, doc: Document, lost: Counter[str]) -> Document:
        """Gold with the events and arguments that the scheme can express; the others are counted."""

        def restricted(event: Event) -> Event | None:
            kind = self.merged(event.type)
            if self._reached and not self.reaches(kind):
                lost[f"gold event {event.type}"] += 1
                return None
            return _rewritten(event, kind, lambda role: self._kept(kind, role), lost, "gold")

        return doc if self._silent else with_events(doc, restricted)

    def _kept(self, kind: str | None, role: str) -> str | None:
        ours = self.merged_role(kind, role)
        return ours if not self._has_roles or self.expresses(kind, ours) else None


def _rewritten(
    event: Event, kind: str | None, role: Callable[[str], str | None], lost: Counter[str], side: str
) -> Event:
    """An event under another type, its arguments under other roles; one without a role is left out."""
    kept: list[Argument] = []
    for argument in event.arguments or ():
        target = role(argument.role)
        if target is None:
            lost[f"{side} role {argument.role} of {event.type}"] += 1
        else:
            kept.append(
                argument if target == argument.role else msgspec.structs.replace(argument, role=target)
            )
    return msgspec.structs.replace(event, type=kind, arguments=kept if event.arguments is not None else None)


def with_events(doc: Document, change: Callable[[Event], Event | None]) -> Document:
    """A document with its events changed; an event that becomes None is left out."""
    if doc.events is None:
        return doc
    return msgspec.structs.replace(
        doc, events=[e for event in doc.events if (e := change(event)) is not None]
    )
