"""Labels that neither gold nor the ontology has: counted, and told once with the way out."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from presscheck.document.model import Document
from presscheck.document.note import Note
from presscheck.document.shipped import ontology
from presscheck.mapping.labels import load, shipped


class LabelCounts:
    """The labels of both sides of a score, to warn of those that nothing knows.

    >>> from presscheck.document.model import Mention
    >>> labels = LabelCounts()
    >>> labels.add(Document(id="d", mentions=[]), Document(id="d", mentions=[Mention(type="PERSON")]))
    >>> print(labels.notes()[0].text)
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

    def notes(self) -> list[Note]:
        """What has no label, and one note for each unknown label, most frequent first."""
        known = {(layer, label) for layer, labels in self._gold.items() for label in labels} | _ontology()
        unknown = {
            (layer, label): n
            for layer, labels in self._pred.items()
            for label, n in labels.items()
            if label is not None and (layer, label) not in known
        }
        types = {label for layer, label in unknown if layer == "mentions"}
        often = sorted(unknown.items(), key=_often)
        said = [
            Note(id="unknown-label", side="pred", layer=layer, count=n, text=_warning(layer, label, n, types))
            for (layer, label), n in often
        ]
        return [*self._without_type(), *said]

    def _without_type(self) -> Iterator[Note]:
        for layer in ("mentions", "events"):
            labels = self._pred[layer]
            if labels[None] and None not in self._gold[layer]:
                text = (
                    f"{layer}: {labels[None]} of {labels.total()} predictions have no `type`; "
                    "they are wrong wherever types are compared"
                )
                yield Note(id="missing-type", side="pred", layer=layer, count=labels[None], text=text)


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
    ours = ontology()
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
    ours = [name for name in ontology()["entity_types"] if name.casefold() == label.casefold()]
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
    return f'{own}: "types": {{"{label}": …}}, with one of {", ".join(ontology()["entity_types"])}'
