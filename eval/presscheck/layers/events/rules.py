"""Rules for events and their arguments."""

from __future__ import annotations

from collections.abc import Iterator

from presscheck.document import shipped, spans
from presscheck.document.exceptions import UsageError
from presscheck.document.model import NOWHERE, Document
from presscheck.document.rule import RuleFunction, Violation
from presscheck.layers.texts import timex_values
from presscheck.mapping import labels
from presscheck.text.nearest import nearest


def _own_labels(doc: Document) -> bool:
    """Return whether a document names a label map for its event types and roles."""
    if not isinstance(doc.label_map, str):
        return False
    try:
        return labels.load(doc.label_map).has_events
    except UsageError:
        return False


def event_label(doc: Document) -> Iterator[Violation]:
    """Types, attributes and roles of events are labels of the ontology."""
    ontology, own = shipped.ontology(), _own_labels(doc)
    groups = {**({} if own else {"type": ontology["event_types"]}), **ontology["event_attributes"]}
    for i, event in enumerate(doc.events or ()):
        for key, known in groups.items():
            label = getattr(event, key)
            if label is not None and label not in known:
                yield Violation(f"$.events[{i}].{key}", f"no {key} {label!r}; {nearest(label, known)}")
        for j, argument in enumerate(() if own else event.arguments):
            if argument.role not in ontology["roles"]:
                hint = nearest(argument.role, ontology["roles"])
                yield Violation(f"$.events[{i}].arguments[{j}].role", f"no role {argument.role!r}; {hint}")


def event_unlabelled(doc: Document) -> Iterator[Violation]:
    """In the shipped gold every event has a type, an occurrence and every attribute."""
    for i, event in enumerate(doc.events or ()):
        for key in ("type", "event", *shipped.ontology()["event_attributes"]):
            if getattr(event, key) is None:
                yield Violation(f"$.events[{i}].{key}", "null; every event has one")


def duplicate_event(doc: Document) -> Iterator[Violation]:
    """An event mention appears once: no other has the same trigger and type."""
    seen: dict[tuple[int, int, str | None], int] = {}
    for i, event in enumerate(doc.events or ()):
        if event.start != NOWHERE:
            j = seen.setdefault((event.start, event.end, event.type), i)
            if j != i:
                yield Violation(f"$.events[{i}]", f"same trigger and type as $.events[{j}]; counted once")


def duplicate_argument(doc: Document) -> Iterator[Violation]:
    """A filler has a role in an event once."""
    for i, event in enumerate(doc.events or ()):
        seen: dict[tuple[str, int, int], int] = {}
        for j, a in enumerate(event.arguments):
            k = seen.setdefault((a.role, a.start, a.end), j)
            if k != j and a.start != NOWHERE:
                yield Violation(f"$.events[{i}].arguments[{j}]", f"same role and filler as arguments[{k}]")


def role_of_type(doc: Document) -> Iterator[Violation]:
    """An event has only the roles of its type."""
    types, roles = shipped.ontology()["event_types"], shipped.ontology()["roles"]
    if _own_labels(doc):
        return
    for i, event in enumerate(doc.events or ()):
        known = types[event.type]["roles"] if event.type in types else roles
        for j, argument in enumerate(event.arguments):
            if argument.role in roles and argument.role not in known:
                path = f"$.events[{i}].arguments[{j}].role"
                yield Violation(path, f"{event.type} has no {argument.role}; it has {', '.join(known)}")


def filler(doc: Document) -> Iterator[Violation]:
    """The filler of an argument is a mention, or the trigger of another event of the same document."""
    if doc.mentions is None:
        return
    mentions = {(m.start, m.end) for m in doc.mentions}
    may_be_one = spans.unplaced(doc)
    triggers = {(e.start, e.end) for e in doc.events or ()}
    for i, event in enumerate(doc.events or ()):
        others = triggers - {(event.start, event.end)}
        for j, a in enumerate(event.arguments):
            if a.start != NOWHERE and (a.start, a.end) not in mentions | others and not may_be_one(a):
                words = (doc.text or "")[a.start : a.end]
                what = f"[{a.start}, {a.end}) {words!r} is neither a mention nor another event's trigger"
                yield Violation(f"$.events[{i}].arguments[{j}]", what)


def time_filler(doc: Document) -> Iterator[Violation]:
    """The filler of a Time argument is a TIME mention, and a TIME mention fills no other role."""
    types = {(m.start, m.end): m.type for m in doc.mentions or () if m.start != NOWHERE}
    for i, event in enumerate(doc.events or ()):
        for j, a in enumerate(event.arguments):
            kind = types.get((a.start, a.end))
            if kind is not None and (a.role == "Time") != (kind == "TIME"):
                yield Violation(f"$.events[{i}].arguments[{j}]", f"{kind} fills {a.role}; TIME fills Time")


def event_time(doc: Document) -> Iterator[Violation]:
    """`time` is the value of the entity of the first Time argument, and null if there is none."""
    if doc.entities is None or doc.mentions is None:
        return
    values, may_be_one = timex_values.values_by_span(doc), spans.unplaced(doc)
    for i, event in enumerate(doc.events or ()):
        times = [a for a in event.arguments if a.role == "Time"]
        if any(a.start == NOWHERE or ((a.start, a.end) not in values and may_be_one(a)) for a in times):
            continue
        derived = timex_values.derived(event, values)
        if event.time != derived:
            yield Violation(f"$.events[{i}].time", f"{event.time!r}; by its first Time argument {derived!r}")


def occurrence_group(doc: Document) -> Iterator[Violation]:
    """Mentions of one occurrence agree in the group of their type (the part before the point)."""
    seen: dict[str, tuple[int, str]] = {}
    for i, event in enumerate(doc.events or ()):
        if event.event is not None and event.type is not None:
            group = event.type.partition(".")[0]
            j, other = seen.setdefault(event.event, (i, group))
            if other != group:
                here = f"{event.type} and $.events[{j}], which is {other}, are both {event.event!r}"
                yield Violation(f"$.events[{i}].event", here)


WITHIN: tuple[RuleFunction, ...] = (event_unlabelled, duplicate_event, duplicate_argument)
"""Rules of level 3: over one event, or events alone."""

ACROSS: tuple[RuleFunction, ...] = (
    event_label,
    role_of_type,
    filler,
    time_filler,
    event_time,
    occurrence_group,
)
"""Rules of level 4: between events, mentions, entities and the ontology."""
