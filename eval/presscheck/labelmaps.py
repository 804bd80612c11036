"""Label maps: another tool's entity labels to ours.

At scoring, predictions are mapped and gold is restricted to what the map can
express, so that a recogniser of names is not blamed for pronouns; what each
side lost is counted and reported.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from presscheck import data, keys
from presscheck.model import Document, Entity, Mention, UsageError
from presscheck.table import nearest


class LabelMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One label set in terms of ours.

    Args:
        name: what a prediction's `label_map` key says.
        version: of the file.
        forms: the forms that the tool finds (TIME mentions count in any form), or None for all.
        types: its label -> ours, or None for a label that ours cannot express.
        merged: our types that the tool does not tell apart -> the one that they count as, on both sides.
        about: whose labels these are, for the reader.
    """

    name: str
    version: str
    forms: list[str] | None
    types: dict[str, str | None]
    merged: dict[str, str] = {}
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
    path = data.schema("labelmaps") / f"{name}.json"
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
        what, at = keys.readable(str(error), [f for f in LabelMap.__struct_fields__ if f != "digest"])
        raise UsageError(f"label map {path}: {at}: {what}; {_FORM}") from None
    except msgspec.DecodeError as error:
        raise UsageError(f"label map {path}: not JSON: {error}") from None
    if wrong := [*_unknown_targets(found)]:
        raise UsageError(f"label map {path}: {'; '.join(wrong)}")
    return msgspec.structs.replace(found, digest=hashlib.sha256(content).hexdigest())


def _unknown_targets(labels: LabelMap) -> Iterator[str]:
    """What a map names that the ontology does not have."""
    ours = data.ontology()
    for label, target in [*labels.types.items(), *labels.merged.items()]:
        if target is not None and target not in ours["entity_types"]:
            yield f"{label!r} goes to {target!r}; {nearest(target, ours['entity_types'])}"
    for form in labels.forms or ():
        if form not in ours["forms"]:
            yield f"there is no form {form!r}; {nearest(form, ours['forms'])}"


def shipped() -> list[str]:
    """The names of the maps in `schema/labelmaps/`."""
    return sorted(path.stem for path in data.schema("labelmaps").glob("*.json"))


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
        elif mention.form is not None and not _form_fits(labels, target, mention.form):
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


def _form_fits(labels: LabelMap, kind: str | None, form: str | None) -> bool:
    return labels.forms is None or kind == "TIME" or form in labels.forms


class Labels:
    """The labels of both sides of a score, to warn of those that nothing knows.

    >>> labels = Labels()
    >>> labels.add(Document(id="d", mentions=[]), Document(id="d", mentions=[Mention(type="PERSON")]))
    >>> print(labels.warnings()[0])
    mentions: predicted label `PERSON` (1×) is in neither gold nor the ontology and counts as spurious; \
`--label-map corenlp` knows it, and ontonotes, ontonotes-pronouns too
    """

    def __init__(self) -> None:
        self._gold: defaultdict[str, set[str | None]] = defaultdict(set)
        self._pred: defaultdict[str, Counter[str | None]] = defaultdict(Counter)

    def add(self, gold: Document, pred: Document) -> None:
        """Take in one document of both sides, the prediction mapped."""
        for layer, labels in _labels(gold).items():
            self._gold[layer].update(labels)
        for layer, labels in _labels(pred).items():
            self._pred[layer].update(labels)

    def warnings(self) -> list[str]:
        """What has no label, and one line for each unknown label, most frequent first."""
        known = {(layer, label) for layer, labels in self._gold.items() for label in labels} | _ontology()
        unknown = {
            (layer, label): n
            for layer, labels in self._pred.items()
            for label, n in labels.items()
            if label is not None and (layer, label) not in known
        }
        types = {label for layer, label in unknown if layer == "mentions"}
        said = [_warning(layer, label, n, types) for (layer, label), n in sorted(unknown.items(), key=_often)]
        return [*self._without_type(), *said]

    def _without_type(self) -> Iterator[str]:
        for layer in ("mentions", "events"):
            labels = self._pred[layer]
            if labels[None] and None not in self._gold[layer]:
                yield (
                    f"{layer}: {labels[None]} of {labels.total()} predictions have no `type`; "
                    "they are wrong wherever types are compared"
                )


def _often(item: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -item[1], item[0]


def _labels(doc: Document) -> dict[str, list[str | None]]:
    """Every label of a document that a measure compares, by where it stands."""
    events = doc.events or []
    return {
        "mentions": [m.type for m in doc.mentions or ()],
        "events": [event.type for event in events],
        "roles": [argument.role for event in events for argument in event.arguments],
        "quotes": [quote.type for quote in doc.quotes or ()],
    }


def _ontology() -> set[tuple[str, str]]:
    names = {"mentions": "entity_types", "events": "event_types", "roles": "roles", "quotes": "quote_types"}
    ours = data.ontology()
    return {(layer, label) for layer, name in names.items() for label in ours[name]}


def _warning(layer: str, label: str, count: int, unknown: set[str]) -> str:
    """What to say of an unknown label; the map that knows most of the unknown ones is named first."""
    said = f"{layer}: predicted label `{label}` ({count}×) is in neither gold nor the ontology"
    if layer != "mentions":
        return f"{said} and counts as spurious"
    return f"{said} and counts as spurious; {_way_out(label, unknown)}"


_TAG = re.compile(r"[BIESLUM]-(.+)")


def _way_out(label: str, unknown: set[str]) -> str:
    """What would help: a tag taken apart, the ontology's spelling, a shipped map, a map of one's own."""
    if tag := _TAG.fullmatch(label):
        return (
            f"it looks like a tag of one token: `presscheck convert --from conll` makes mentions of tags, "
            f"and the type here is `{tag[1]}`"
        )
    ours = [name for name in data.ontology()["entity_types"] if name.casefold() == label.casefold()]
    if ours:
        return f"the ontology writes it `{ours[0]}`"
    maps = {name: load(name).types for name in shipped()}
    helps = sorted(
        (n for n, types in maps.items() if label in types), key=lambda n: -len(unknown & maps[n].keys())
    )
    if helps:
        also = f", and {', '.join(helps[1:])} too" if helps[1:] else ""
        return f"`--label-map {helps[0]}` knows it{also}"
    spelt = [(one, n) for n, types in maps.items() for one in types if one.casefold() == label.casefold()]
    own = "a label map of your own (`--label-map FILE`) can say what it means"
    if spelt:
        one, name = spelt[0]
        said = f"the label map {name} knows it as `{one}`, and labels are compared as they are written"
        return f'{said}; {own}: "types": {{"{label}": {json.dumps(maps[name][one])}}}'
    return f'{own}: "types": {{"{label}": …}}, with one of {", ".join(data.ontology()["entity_types"])}'
