"""Label maps: another tool's entity labels to ours.

At scoring, predictions are mapped and gold is restricted to what the map can
express, so that a recogniser of names is not blamed for pronouns; what each
side lost is counted and reported.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from presscheck.document import shipped as document_shipped
from presscheck.document import unknown_keys
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document, Entity, Mention
from presscheck.text.nearest import nearest


class LabelMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One label set in terms of ours.

    Args:
        name: what a prediction's `label_map` key says.
        version: of the file.
        forms: the forms that the tool finds (TIME mentions count in any form), or None for all.
        types: its label -> ours, or None for a label that ours cannot express.
        merged: our types that the tool does not tell apart -> the one that they count as, on both sides.
        quotes: its label for a part of a quote -> content, cue, source or addressee, for readers of standoff.
        about: whose labels these are, for the reader.
    """

    name: str
    version: str
    forms: list[str] | None
    types: dict[str, str | None]
    merged: dict[str, str] = {}
    quotes: dict[str, Literal["content", "cue", "source", "addressee"]] = {}
    about: str = ""
    digest: str = ""

    def __str__(self) -> str:
        return f"{self.name}-{self.version}@{self.digest[:8]}"


_FORM = 'a map is {"name": "mine", "version": "1", "forms": null, "types": {"THEIRS": "PER"}}'


def load(name: str) -> LabelMap:
    """A shipped map by name, or any map by its file's path.

    Raises:
        UsageError: there is no such map, or the file is none.
    """
    path = document_shipped.schema("labelmaps") / f"{name}.json"
    if not path.is_file():
        path = Path(name)
    try:
        content = path.read_bytes()
    except OSError:
        way_out = nearest(name, shipped())
        raise UsageError(f"label map {name!r}: neither a file nor a shipped map; {way_out}") from None
    try:
        found = msgspec.json.decode(content, type=LabelMap)
    except msgspec.ValidationError as error:
        what, at = unknown_keys.readable(str(error), [f for f in LabelMap.__struct_fields__ if f != "digest"])
        raise UsageError(f"label map {path}: {at}: {what}; {_FORM}") from None
    except msgspec.DecodeError as error:
        raise UsageError(f"label map {path}: not JSON: {error}") from None
    if wrong := [*_unknown_targets(found)]:
        raise UsageError(f"label map {path}: {'; '.join(wrong)}")
    return msgspec.structs.replace(found, digest=hashlib.sha256(content).hexdigest())


def _unknown_targets(labels: LabelMap) -> Iterator[str]:
    """What a map names that the ontology does not have."""
    ours = document_shipped.ontology()
    for label, target in [*labels.types.items(), *labels.merged.items()]:
        if target is not None and target not in ours["entity_types"]:
            yield f"{label!r} goes to {target!r}; {nearest(target, ours['entity_types'])}"
    for form in labels.forms or ():
        if form not in ours["forms"]:
            yield f"there is no form {form!r}; {nearest(form, ours['forms'])}"


def shipped() -> list[str]:
    """The names of the maps in `schema/labelmaps/`."""
    return sorted(path.stem for path in document_shipped.schema("labelmaps").glob("*.json"))


def map_pred(labels: LabelMap, doc: Document, lost: Counter[str]) -> Document:
    """A prediction in our labels, with only the mentions that the map can express.

    Args:
        labels: the map.
        doc: the prediction, in its tool's labels; a label that the map does not know stays. An entity whose
            own type cannot be expressed is left without one.
        lost: gains what was left out, as `pred LABEL` or `pred TYPE form`.
    """
    if doc.mentions is None:
        return doc
    kept: list[Mention] = []
    for mention in doc.mentions:
        target = labels.types.get(mention.type or "", mention.type)
        if target is None and mention.type is not None:
            lost[f"pred {mention.type}"] += 1
        elif not _form_fits(labels, target, mention.form):
            lost[f"pred {target} {mention.form}"] += 1
        else:
            kept.append(msgspec.structs.replace(mention, type=labels.merged.get(target or "", target)))

    def ours(kind: str) -> str | None:
        target = labels.types.get(kind, kind)
        return labels.merged.get(target or "", target)

    return msgspec.structs.replace(doc, mentions=kept, entities=_entities(doc, ours))


def _entities(doc: Document, ours: Callable[[str], str | None]) -> list[Entity] | None:
    """The entities of a document under other types."""
    return doc.entities and [
        e if e.type is None else msgspec.structs.replace(e, type=ours(e.type)) for e in doc.entities
    ]


def restrict_gold(labels: LabelMap, doc: Document, lost: Counter[str]) -> Document:
    """Gold with only the mentions that the map can express.

    Args:
        labels: the map.
        doc: the gold document.
        lost: gains what was left out, as `gold TYPE form`.
    """
    if doc.mentions is None:
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
    """How many mentions give no form, under a map that restricts forms."""
    return 0 if labels.forms is None else sum(m.form is None and m.type != "TIME" for m in doc.mentions or ())


def _form_fits(labels: LabelMap, kind: str | None, form: str | None) -> bool:
    """Whether a map can express a form; one that is not given is not excluded."""
    return labels.forms is None or kind == "TIME" or form is None or form in labels.forms
