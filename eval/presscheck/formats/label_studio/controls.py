"""Marks that an annotator can make in the editor: one table for the config and for the regions.

A control is a row of labels, a field is what the panel asks of one marked
region, a relation is a labelled arrow. All names come from here or from the
ontology, so what the config offers and what the regions say cannot differ. The
labels of mentions are the keys of entities, and come with each task (`keys`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from presscheck.formats.label_studio.inventory import Labels, of_labels

UNTYPED = "UNTYPED"
"""The label of a mention whose type is not given, as coreference systems leave it."""

TRIGGER = "TRIGGER"
"""The label of an event whose type is not given."""

NOBODY = "NIL"
"""Text that is typed into a field for no value: no Wikidata item, no speaker."""

OPEN = "open"
"""The row of labels that an adjudicator takes away where a difference is decided."""

VIEW = "view"
"""The switches of the display: a result of the task that says nothing of the document."""

DECISIONS = ("neither", "as marked now")
"""The decisions about an open difference beside the name of a version."""


def open_labels(a: str, b: str) -> tuple[str, ...]:
    """The labels of a region on which two versions differ.

    Args:
        a: the name of one version.
        b: the other's.

    >>> open_labels("alice", "bob")[1]
    'open: only alice'
    """
    return tuple(f"open: {what}" for what in ("differs", f"only {a}", f"only {b}", "arrow", "entity"))


class Control(NamedTuple):
    """A row of labels: what it marks, the first letter of its region ids, its labels with hot keys.

    Those of mentions without an entity are its types; the keys of entities come with the task.
    """

    name: str
    letter: str
    labels: Mapping[str, str]


class Field(NamedTuple):
    """Question of the panel about one region: its control, and the choices; none if text is typed."""

    name: str
    control: str
    choices: tuple[str, ...] = ()
    hint: str = ""


@of_labels
def controls(labels: Labels) -> Mapping[str, Control]:
    """The rows of labels, in the order in which the editor shows them.

    >>> [control.name for control in controls().values()]
    ['mention', 'trigger', 'quote', 'cue', 'use', 'span']
    """
    return {
        control.name: control
        for control in (
            Control("mention", "m", dict.fromkeys([*labels["entity_types"], UNTYPED], "")),
            Control("trigger", "t", dict.fromkeys([*labels["event_types"], TRIGGER], "")),
            Control("quote", "q", {"QUOTE": "q"}),
            Control("cue", "c", {"CUE": "c"}),
            Control("use", "u", dict.fromkeys(labels["marked_uses"], "")),
            Control("span", "s", {"SPAN": "s"}),
        )
    }


@of_labels
def fields(labels: Labels) -> Mapping[str, Field]:
    """Questions of the panel, in their order.

    >>> fields()["polarity"].choices
    ('positive', 'negative')
    """
    attributes = labels["event_attributes"]
    speaker = f"entity key, if no source names the speaker; {NOBODY} for nobody"
    return {
        field.name: field
        for field in (
            Field("type_of", "mention", (*labels["entity_types"], UNTYPED)),
            Field("key", "mention", hint="a new entity: its name, once; another's key: the whole chain"),
            Field("form", "mention", tuple(labels["forms"])),
            Field("head", "mention", hint="head noun, if the mention has several words"),
            Field("wikidata", "mention", hint=f"Q-number, or {NOBODY} if there is no item"),
            Field("value", "mention", hint="value of a time, for example 2025-03-20"),
            Field("event", "trigger", hint="event key, for example london-meeting"),
            *(Field(name, "trigger", tuple(values)) for name, values in attributes.items()),
            Field("speaker", "quote", hint=speaker),
        )
    }


@cache
def decision_fields() -> Mapping[str, Field]:
    """Questions about an open difference, for every kind of region."""
    return {
        "decide": Field("decide", OPEN, DECISIONS),
        "reason": Field("reason", OPEN, hint="why, with the rule that it rests on"),
    }


QUOTE_RELATIONS: Mapping[str, str] = {
    "continues": "from a part of a quote, a cue or a span to a further part of it",
    "cue": "from the quote to its cue",
    "source": "from the quote, or from a further cue, to the mention that names who said it",
    "addressee": "from the quote, or from a further cue, to the mention that names who was told",
    "also": "from the quote to a further cue on the same content",
}


@of_labels
def roles(labels: Labels) -> tuple[str, ...]:
    """The labels of arrows from a trigger to a filler: the roles of arguments."""
    return tuple(labels["roles"])


@of_labels
def relations(labels: Labels) -> tuple[str, ...]:
    """The labels of arrows.

    >>> relations()[0], relations()[-1]
    ('Agent', 'also')
    """
    return (*labels["roles"], *QUOTE_RELATIONS)
