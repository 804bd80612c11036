"""Entity keys as labels: what a task offers to choose from, and what a chosen label says.

The editor takes the labels of mentions from the task's own data: the keys of
its entities, spare ones for entities that are new, and the types, for mentions
that nobody puts into an entity. A key that would be one of the other labels is
written beside the type, in the field `key`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from presscheck.document.model import Document, Entity
from presscheck.formats.label_studio.colours import GREY, chain_colours
from presscheck.formats.label_studio.controls import UNTYPED, controls

Kinds = Mapping[str, str | None]
"""Entity key -> the type of its mentions, where a mention does not say another."""

FEWEST, MOST = 9, 99
"""Spare labels of a task, at least and at most."""

CHARACTERS = 50
"""Characters of text for each entity that one must be prepared for: the article has one in sixty."""


class Offer(NamedTuple):
    """The labels of mentions that a task has.

    Args:
        kinds: of its entities.
    """

    kinds: Kinds

    def knows(self, label: str) -> bool:
        """Return whether a mention can have the label."""
        return is_reserved(label) or label in self.kinds


def is_spare(label: str) -> bool:
    """Return whether a label is for a new entity.

    >>> is_spare("#1"), is_spare("#one")
    (True, False)
    """
    return re.fullmatch(r"#[1-9]\d*", label) is not None


def is_reserved(label: str) -> bool:
    """Return whether a mention's label is a type or a spare one, and so cannot be a key itself."""
    return is_spare(label) or label in controls()["mention"].labels


def kinds_of(documents: Sequence[Document], spare: Iterable[Entity] = ()) -> dict[str, str | None]:
    """The type of every entity of some documents: its record's, else that of most of its mentions.

    Args:
        documents: of one text; the first that knows an entity decides.
        spare: further entities.

    >>> kinds_of([Document(id="d", entities=[Entity(id="oslo", type="GPE")])])
    {'oslo': 'GPE'}
    """
    kinds: dict[str, str | None] = {}
    for doc in documents:
        kinds |= {e.id: e.type for e in doc.entities or () if kinds.get(e.id) is None}
        counted: dict[str, Counter[str | None]] = defaultdict(Counter)
        for mention in doc.mentions or ():
            if mention.entity is not None:
                counted[mention.entity][mention.type] += 1
        kinds |= {
            key: min(types, key=lambda t: (t is None, -types[t], str(t)))
            for key, types in counted.items()
            if kinds.get(key) is None
        }
    return kinds | {e.id: e.type for e in spare if kinds.get(e.id) is None}


def labels(base: Document, kinds: Kinds) -> list[dict[str, str]]:
    """The offer of the row of mentions: chains with colours, single ones grey, spare ones, types.

    The filter takes the first match: entities with most mentions stand first.

    Args:
        base: the document that the editor starts from.
        kinds: of all entities of the task.
    """
    counted = Counter(m.entity for m in base.mentions or () if m.entity is not None)
    first: dict[str, int] = {}
    for mention in base.mentions or ():
        if mention.entity is not None:
            first.setdefault(mention.entity, mention.start)
    ordered = sorted(kinds, key=lambda key: (-counted[key], first.get(key, len(base.text or "")), key))
    shown = [key for key in ordered if not is_reserved(key)]
    colours = chain_colours([key for key in shown if counted[key] > 1])
    offered = [_label(key, colours.get(key, GREY), _hint(kinds[key], counted[key])) for key in shown]
    many = min(MOST, max(FEWEST, len(base.text or "") // CHARACTERS - len(shown)))
    offered += [_label(f"#{n}", GREY, "a new entity") for n in range(1, many + 1)]
    return offered + [
        _label(kind, GREY, "a mention outside all entities") for kind in controls()["mention"].labels
    ]


def _label(value: str, colour: str, hint: str) -> dict[str, str]:
    return {"value": value, "background": colour, "hint": hint}


def _hint(kind: str | None, mentions: int) -> str:
    return f"{kind or UNTYPED}, {mentions} mention{'' if mentions == 1 else 's'}"


def offer(data: Mapping[str, Any], meta: Mapping[str, Any], base: Document, spare: Iterable[Entity]) -> Offer:
    """The labels of mentions that a task has, as it came back.

    Args:
        data: the task's.
        meta: the task's.
        base: the document that was pushed.
        spare: entities of other predictions on the task.
    """
    listed = data.get("entities")
    shown = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    told = {str(one.get("value")): _kind(one.get("hint")) for one in shown}
    kinds = {key: kind for key, kind in told.items() if not is_reserved(key)}
    stored = meta.get("types")
    return Offer(kinds | kinds_of([base], spare) | (stored if isinstance(stored, dict) else {}))


def _kind(hint: object) -> str | None:
    """The type that a label shows on hovering: of a task whose `meta` was lost."""
    kind = str(hint).partition(",")[0]
    return kind if kind in controls()["mention"].labels and kind != UNTYPED else None


def slug(words: str, used: Iterable[str]) -> str:
    """A key for a new entity from its longest name, that no other entity has.

    >>> slug("the Post-War Era", ["oslo"]), slug("Oslo", ["oslo"])
    ('the-post-war-era', 'oslo-2')
    """
    plain = "-".join(re.findall(r"\w+", words.casefold())) or "entity"
    taken, number = set(used), 2
    key = plain
    while key in taken or is_reserved(key):
        key, number = f"{plain}-{number}", number + 1
    return key


def chosen(result: Iterable[Mapping[str, Any]]) -> set[str]:
    """The entity keys that the mentions of a result have as labels.

    Args:
        result: items as they are pushed.
    """
    return {label for item in result if (label := _entity(item)) is not None}


def _entity(item: Mapping[str, Any]) -> str | None:
    if item.get("from_name") != "mention":
        return None
    label = str(item["value"]["labels"][0])
    return None if is_reserved(label) else label


def retyped(result: Sequence[dict[str, Any]], ours: Kinds, theirs: Kinds) -> list[dict[str, Any]]:
    """A result for a task that gives entities other types: each mention of one says its type itself.

    Args:
        result: items that were made with `ours`.
        ours: the types that mentions without a type of their own have.
        theirs: the task's.
    """
    typed = {item["id"] for item in result if item.get("from_name") == "type_of"}
    items: list[dict[str, Any]] = []
    for item in result:
        items.append(item)
        key = _entity(item)
        if key is not None and item["id"] not in typed and ours.get(key) != theirs.get(key):
            value = {name: one for name, one in item["value"].items() if name != "labels"}
            value["choices"] = [ours.get(key) or UNTYPED]
            items.append({**item, "from_name": "type_of", "type": "choices", "value": value})
    return items


def merged(ours: Sequence[dict[str, Any]], theirs: object) -> list[dict[str, Any]]:
    """The labels of two lists, each once: a region whose label is not in the task's list shows none.

    Args:
        ours: the list that stands first.
        theirs: the list that the task has.
    """
    known = {one["value"] for one in ours}
    there = [one for one in theirs if isinstance(one, dict)] if isinstance(theirs, list) else []
    named = [one for one in there if isinstance(one.get("value"), str)]
    return [*(one for one in named if one["value"] not in known and not is_reserved(one["value"])), *ours]
