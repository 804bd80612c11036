"""Label maps: another tool's labels of entities, events and roles to ours.

At scoring, predictions are mapped and gold is restricted to what the map can
express, so that a recogniser of names is not blamed for pronouns; what each
side lost is counted and reported. Labels are read in any spelling: case and
the difference of `:`, `.`, `_`, `-` and blanks do not count inside a map.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

import msgspec

from presscheck.document import data_files
from presscheck.document import shipped as document_shipped
from presscheck.document.data_files import Kind
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document, Entity, Mention
from presscheck.mapping.event_labels import EventLabels
from presscheck.mapping.spellings import SpellingTable, clashes
from presscheck.text.nearest import nearest


class LabelMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One label set in terms of ours.

    Args:
        name: what a prediction's `label_map` key says.
        version: of the file.
        forms: the forms that the tool finds (TIME mentions count in any form), or None for all.
        types: its entity label -> ours, or None for a label that ours cannot express. Without any, mentions
            and entities stay as they are.
        merged: our types that the tool does not tell apart -> the one that they count as, on both sides.
        events: its event type -> ours, or None; `x.*` is any type under x. Without any, events stay as they
            are.
        roles: its role -> ours, or None, for events of any type; its event type -> such a table for events of
            that type alone, which goes before. Without any, roles stay as they are.
        merged_events: as `merged`, for event types.
        merged_roles: as `merged`, for roles of any event, or by our event types as in `roles`.
        quotes: its label for a part of a quote -> content, cue, source or addressee, for readers of standoff.
        about: whose labels these are, for the reader.
    """

    name: str
    version: str
    forms: list[str] | None = None
    types: dict[str, str | None] = {}
    merged: dict[str, str] = {}
    events: dict[str, str | None] = {}
    roles: dict[str, str | dict[str, str | None] | None] = {}
    merged_events: dict[str, str] = {}
    merged_roles: dict[str, str | dict[str, str | None] | None] = {}
    quotes: dict[str, Literal["content", "cue", "source", "addressee"]] = {}
    about: str = ""
    digest: str = ""

    @cached_property
    def type_table(self) -> SpellingTable[str | None]:
        """The entity labels, in any spelling."""
        return SpellingTable(self.types)

    @cached_property
    def event_labels(self) -> EventLabels:
        """The event types and roles."""
        return EventLabels(self.events, self.roles, self.merged_events, self.merged_roles)

    @property
    def has_events(self) -> bool:
        """Return whether the map is about event types or roles."""
        return bool(self.events or self.roles)

    def ours(self, label: str | None) -> str | None:
        """Our entity type for one of the tool's labels; one that the map does not know stays."""
        return self.type_table.get(label, label) if label is not None else None

    def __str__(self) -> str:
        return f"{self.name}-{self.version}@{self.digest[:8]}"


_KIND = Kind(
    "label map",
    "labelmaps",
    'a map is {"name": "mine", "version": "1", "forms": null, "types": {"THEIRS": "PER"}}',
)


def load(name: str) -> LabelMap:
    """A shipped map by name, or any map by its file's path.

    Raises:
        UsageError: there is no such map, or the file is none.
    """
    content, path = data_files.content(_KIND, name)
    keys = [key for key in LabelMap.__struct_fields__ if key != "digest"]
    found = data_files.decoded(_KIND, content, path, LabelMap, lambda _: keys)
    if found.digest:
        raise UsageError(f"label map {path}: $: unknown key `digest`; choose from {', '.join(keys)}")
    if wrong := [*_unknown_targets(found), *_two_meanings(found)]:
        raise UsageError(f"label map {path}: {'; '.join(wrong)}")
    return msgspec.structs.replace(found, digest=hashlib.sha256(content).hexdigest())


def _unknown_targets(labels: LabelMap) -> Iterator[str]:
    """Return the labels of a map that the ontology does not have."""
    ours = document_shipped.ontology()
    yield from _beyond([labels.types, labels.merged], ours["entity_types"])
    yield from _beyond([labels.events, labels.merged_events], ours["event_types"])
    yield from _beyond([*_role_tables(labels.roles), *_role_tables(labels.merged_roles)], ours["roles"])
    for form in labels.forms or ():
        if form not in ours["forms"]:
            yield f"there is no form {form!r}; {nearest(form, ours['forms'])}"


def _beyond(tables: list[dict[str, Any]], known: Mapping[str, object]) -> Iterator[str]:
    for label, target in ((label, target) for table in tables for label, target in table.items()):
        if target is not None and target not in known:
            yield f"{label!r} goes to {target!r}; {nearest(target, known)}"


def _role_tables(roles: dict[str, Any]) -> list[dict[str, Any]]:
    """The roles of events of any type, and those of each type."""
    sections = [target for target in roles.values() if isinstance(target, dict)]
    return [{role: target for role, target in roles.items() if not isinstance(target, dict)}, *sections]


def _two_meanings(labels: LabelMap) -> Iterator[str]:
    """Keys of one table that are one label in two spellings, and go to different targets."""
    by_type = {kind: roles for kind, roles in labels.roles.items() if isinstance(roles, dict)}
    tables: list[dict[str, Any]] = [labels.types, labels.events, *_role_tables(labels.roles), by_type]
    for table in tables:
        for one, other in clashes(table):
            yield (
                f"{one!r} and {other!r} are one label (case, `:`, `.`, `_`, `-` and blanks do not count), "
                f"but go to {table[one]!r} and {table[other]!r}; leave one out"
            )


def shipped() -> list[str]:
    """The names of the maps in `schema/labelmaps/`."""
    return data_files.names(_KIND)


def of_tools() -> list[str]:
    """The shipped maps of one tool or corpus, the most used first: not `common`, which would always fit."""
    return sorted((name for name in shipped() if name != "common"), key=lambda name: name != "ontonotes")


def map_pred(labels: LabelMap, doc: Document, lost: Counter[str]) -> Document:
    """A prediction in our labels, with only the mentions, events and arguments that the map can express.

    Args:
        labels: the map.
        doc: the prediction, in its tool's labels; a label that the map does not know stays. An entity whose
            own type cannot be expressed is left without one.
        lost: gains what was left out, as `pred LABEL`, `pred TYPE form`, `pred event TYPE` or
            `pred role ROLE of TYPE`.
    """
    doc = labels.event_labels.map_pred(doc, lost)
    if doc.mentions is None or not labels.types:
        return doc
    kept: list[Mention] = []
    for mention in doc.mentions:
        target = labels.ours(mention.type)
        if target is None and mention.type is not None:
            lost[f"pred {mention.type}"] += 1
        elif not _form_fits(labels, target, mention.form):
            lost[f"pred {target} {mention.form}"] += 1
        else:
            kept.append(msgspec.structs.replace(mention, type=labels.merged.get(target or "", target)))

    def ours(kind: str) -> str | None:
        target = labels.ours(kind)
        return labels.merged.get(target or "", target)

    return msgspec.structs.replace(doc, mentions=kept, entities=_entities(doc, ours))


def _entities(doc: Document, ours: Callable[[str], str | None]) -> list[Entity] | None:
    """The entities of a document under other types."""
    return doc.entities and [
        e if e.type is None else msgspec.structs.replace(e, type=ours(e.type)) for e in doc.entities
    ]


def restrict_gold(labels: LabelMap, doc: Document, lost: Counter[str]) -> Document:
    """Gold with only the mentions, events and arguments that the map can express.

    Args:
        labels: the map.
        doc: the gold document.
        lost: gains what was left out, as `gold TYPE form`, `gold event TYPE` or `gold role ROLE of TYPE`.
    """
    doc = labels.event_labels.restrict_gold(doc, lost)
    if doc.mentions is None or not labels.types:
        return doc
    kept: list[Mention] = []
    reached = {target for target in labels.types.values() if target is not None}
    for mention in doc.mentions:
        kind = labels.merged.get(mention.type or "", mention.type)
        if kind in reached and _form_fits(labels, kind, mention.form):
            kept.append(mention if kind == mention.type else msgspec.structs.replace(mention, type=kind))
        else:
            lost[f"gold {mention.type} {mention.form or ''}".rstrip()] += 1
    if not labels.merged:
        return msgspec.structs.replace(doc, mentions=kept)
    entities = _entities(doc, lambda kind: labels.merged.get(kind, kind))
    return msgspec.structs.replace(doc, mentions=kept, entities=entities)


def unformed(labels: LabelMap, doc: Document) -> int:
    """Count the mentions without a form, under a map that restricts forms."""
    return 0 if labels.forms is None else sum(m.form is None and m.type != "TIME" for m in doc.mentions or ())


def _form_fits(labels: LabelMap, kind: str | None, form: str | None) -> bool:
    """Return whether a map can express a form; one that is not given is not excluded."""
    return labels.forms is None or kind == "TIME" or form is None or form in labels.forms


def one_map(names: Iterable[str]) -> LabelMap | None:
    """The label map of a run; None where nothing names one.

    Args:
        names: what the options, or else the documents of a prediction, name.

    Raises:
        UsageError: there is no such map, or two lines name different ones.
    """
    maps = {str(table): table for table in map(load, names)}
    if len(maps) > 1:
        raise UsageError(f"the prediction names two label maps, {' and '.join(maps)}")
    return next(iter(maps.values()), None)


def of_documents(documents: Iterable[Document], given: str | None = None) -> LabelMap | None:
    """The label map of a prediction: the one given, else the one that any of its documents names.

    Args:
        documents: all documents of one file.
        given: name or file.

    Raises:
        UsageError: there is no such map, or two documents name different ones.

    >>> documents = [Document(id="a"), Document(id="b", label_map="conll")]
    >>> str(of_documents(documents)).split("-")[0]
    'conll'
    """
    if given is not None:
        return one_map([given])
    return one_map(doc.label_map for doc in documents if isinstance(doc.label_map, str))
