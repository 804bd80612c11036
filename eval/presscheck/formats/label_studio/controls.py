"""Marks that an annotator can make in the editor: one table for the config and for the regions (internal).

A control is a row of labels, a field is what the panel asks of one marked
region, a relation is a labelled arrow. All names come from here or from the
ontology, so what the config offers and what the regions say cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from presscheck.document import shipped

UNTYPED = "UNTYPED"
"""The label of a mention whose type is not given, as coreference systems leave it."""

NOBODY = "NIL"
"""Text that is typed into a field for no value: no Wikidata item, no speaker."""

ARGUMENT = "arg:"
"""The prefix of a relation that says an argument's role."""


class Control(NamedTuple):
    """A row of labels: what it marks, the first letter of its region ids, its labels with hot keys."""

    name: str
    letter: str
    labels: Mapping[str, str]


class Field(NamedTuple):
    """Question of the panel about one region: its control, and the choices; none if text is typed."""

    name: str
    control: str
    choices: tuple[str, ...] = ()
    hint: str = ""


@cache
def controls() -> Mapping[str, Control]:
    """The rows of labels, in the order in which the editor shows them.

    >>> [control.name for control in controls().values()]
    ['mention', 'trigger', 'quote', 'cue', 'use', 'span']
    """
    types = [*shipped.ontology()["entity_types"], UNTYPED]
    return {
        control.name: control
        for control in (
            Control("mention", "m", {name: str(i) if i < 10 else "" for i, name in enumerate(types, 1)}),
            Control("trigger", "t", {"TRIGGER": "e"}),
            Control("quote", "q", {"QUOTE": "q"}),
            Control("cue", "c", {"CUE": "c"}),
            Control("use", "u", dict.fromkeys(shipped.ontology()["marked_uses"], "")),
            Control("span", "s", {"SPAN": "s"}),
        )
    }


@cache
def fields() -> Mapping[str, Field]:
    """Questions of the panel, in their order.

    >>> fields()["polarity"].choices
    ('positive', 'negative')
    """
    labels: dict[str, Any] = shipped.ontology()
    attributes = labels["event_attributes"]
    return {
        field.name: field
        for field in (
            Field("entity", "mention", hint="entity key, for example keir-starmer"),
            Field("form", "mention", tuple(labels["forms"])),
            Field("head", "mention", hint="head noun, if the mention has several words"),
            Field("wikidata", "mention", hint=f"Q-number, or {NOBODY} if there is no item"),
            Field("value", "mention", hint="value of a time, for example 2025-03-20"),
            Field("type", "trigger", tuple(labels["event_types"])),
            Field("event", "trigger", hint="event key, for example london-meeting"),
            *(Field(name, "trigger", tuple(values)) for name, values in attributes.items()),
            Field(
                "speaker", "quote", hint=f"entity key, if no source names the speaker; {NOBODY} for nobody"
            ),
        )
    }


QUOTE_RELATIONS: Mapping[str, str] = {
    "quote:continues": "from a part of a quote, a cue or a span to a further part of it",
    "quote:cue": "from the quote to its cue",
    "quote:source": "from the quote, or from a further cue, to the mention that names who said it",
    "quote:addressee": "from the quote, or from a further cue, to the mention that names who was told",
    "quote:also": "from the quote to a further cue on the same content",
}


@cache
def relations() -> tuple[str, ...]:
    """The labels of arrows.

    >>> relations()[0], relations()[-1]
    ('arg:Agent', 'quote:also')
    """
    return (*(f"{ARGUMENT}{role}" for role in shipped.ontology()["roles"]), *QUOTE_RELATIONS)
