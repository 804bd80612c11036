"""Labels that neither gold nor the ontology has: counted, and told once with the way out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TypeAlias

from presscheck.document.columns import Columns
from presscheck.document.model import Document
from presscheck.document.note import Note
from presscheck.document.presence import without_unset
from presscheck.document.shipped import ontology
from presscheck.mapping.event_levels import EventLevel
from presscheck.mapping.labels import LabelMap, load, of_tools
from presscheck.mapping.spellings import folded
from presscheck.text import wording
from presscheck.text.nearest import nearest

Labels: TypeAlias = Mapping[str, list[str | None]]
"""Labels of one document, by where they stand (`Columns.labels`)."""

_ONTOLOGY = {"mentions": "entity_types", "events": "event_types", "roles": "roles", "quotes": "quote_types"}
"""Places of labels -> the list of them in the ontology."""


class LabelCounts:
    """The labels of both sides of a score, to warn of those that nothing knows.

    Args:
        level: of the events of both sides, or None.

    >>> from presscheck.document.model import Mention
    >>> labels = LabelCounts()
    >>> pred = Document(id="d", mentions=[Mention(type="PERSON")])
    >>> labels.add(Columns(Document(id="d")).labels, Columns(pred).labels)
    >>> print(labels.notes()[0].text)
    mentions: predicted label `PERSON` (1×) is in neither gold nor the ontology and counts as spurious; \
`label_map="ontonotes"` has it, and corenlp, gum, ontonotes-pronouns too
    """

    def __init__(self, level: EventLevel | None = None) -> None:
        self._level = level
        self.gold: defaultdict[str, set[str | None]] = defaultdict(set)
        self.pred: defaultdict[str, Counter[str | None]] = defaultdict(Counter)

    def add(self, gold: Labels, pred: Labels) -> None:
        """Take in the labels of one document of both sides, the prediction mapped."""
        for layer, labels in gold.items():
            self.gold[layer].update(labels)
        for layer, labels in pred.items():
            self.pred[layer].update(labels)

    def merge(self, other: LabelCounts) -> None:
        """Take in the labels of other documents."""
        for layer, labels in other.gold.items():
            self.gold[layer] |= labels
        for layer, counts in other.pred.items():
            self.pred[layer].update(counts)

    def notes(self) -> list[Note]:
        """Report records without a label, and each unknown label, most frequent first."""
        unknown = {
            (layer, label): n
            for layer, labels in self.pred.items()
            for label, n in labels.items()
            if label is not None and label not in self.gold[layer] and label not in self._known(layer)
        }
        types = {label for label in self.pred["mentions"] if label is not None}
        ordered = sorted(unknown.items(), key=_often)
        return [*self._without_type(), *(self._note(layer, label, n, types) for (layer, label), n in ordered)]

    def _known(self, layer: str) -> frozenset[str]:
        if layer == "events" and self._level is not None:
            return frozenset(filter(None, self._level.classes.values()))
        return _of_ontology(layer)

    def _without_type(self) -> Iterator[Note]:
        for layer in ("mentions", "events"):
            labels = self.pred[layer]
            if labels[None] and None not in self.gold[layer]:
                n = labels[None]
                text = f"{layer}: predictions without `type` ({n}×) are wrong wherever types are compared"
                yield Note(id="missing-type", side="pred", layer=layer, count=n, text=text)

    def _note(self, layer: str, label: str, count: int, types: set[str]) -> Note:
        """Return the message for an unknown label; the map with most of the predicted ones comes first."""
        level = f" nor the level {self._level.name}" if self._level is not None and layer == "events" else ""
        told = f"{layer}: predicted label `{label}` ({count}×) is in neither gold nor the ontology{level}"
        text = f"{told} and counts as spurious; {self._way_out(layer, label, types)}"
        return Note(id="unknown-label", side="pred", layer=layer, count=count, text=text)

    def _way_out(self, layer: str, label: str, types: set[str]) -> str:
        if layer == "mentions":
            return _of_type(label, types)
        if layer == "quotes":
            return nearest(label, sorted(_of_ontology(layer)))
        if layer == "events" and self._level is not None:
            return _nearest_or_map(layer, label, self._level.classes)
        return _of_event_or_role(layer, label)


def matching(documents: Iterable[Document], usual: str = "") -> str | None:
    """Return the message for labels that are not the ontology's: the shipped map that has most of them.

    Args:
        documents: in a tool's own labels.
        usual: the map that goes before others which know as many.

    >>> from presscheck.document.model import Mention
    >>> print(matching([Document(id="d", mentions=[Mention(type="PERSON")])], "ontonotes"))
    label PERSON is not ours; the label map `ontonotes` has it: `label_map="ontonotes"` names it in the file
    """
    layers = ("mentions", "events", "roles")
    strange = {
        (layer, label): None
        for doc in map(without_unset, documents)
        for layer, labels in Columns(doc).labels.items()
        if layer in layers
        for label in labels
        if isinstance(label, str) and label not in _of_ontology(layer)
    }
    if not strange:
        return None
    maps = {name: load(name) for name in of_tools()}
    known = {name: [label for layer, label in strange if _knows(maps[name], layer, label)] for name in maps}
    best = max(known, key=lambda name: (len(known[name]), name == usual))
    names = list(dict.fromkeys(label for _, label in strange))
    shown = ", ".join(names[:_SHOWN]) + (", …" if names[_SHOWN:] else "")
    are = f"label {shown} is" if len(names) == 1 else f"labels {shown} are"
    if not known[best]:
        own = wording.option("label_map", "FILE")
        return f"{are} not ours; translate them with a label map of your own: {own}"
    of = (
        f"{len(known[best])} of them"
        if len(known[best]) < len(strange)
        else "it"
        if not names[1:]
        else "them"
    )
    named = wording.option("label_map", best)
    return f"{are} not ours; the label map `{best}` has {of}: {named} names it in the file"


_SHOWN = 5
"""Labels that are named in a message."""


def _knows(labels: LabelMap, layer: str, label: str) -> bool:
    """Return whether a map says what a label means."""
    if layer == "mentions":
        return label in labels.type_table
    return label in labels.event_labels if layer == "events" else labels.event_labels.has_role(label)


def _often(item: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -item[1], item[0]


@cache
def _of_ontology(layer: str) -> frozenset[str]:
    return frozenset(ontology()[_ONTOLOGY[layer]])


_TAG = re.compile(r"[BIESLUM]-(.+)")


def _of_type(label: str, used: set[str]) -> str:
    """Suggest a remedy: a tag taken apart, the ontology's spelling, a shipped map, a map of one's own."""
    if tag := _TAG.fullmatch(label):
        said = f"{_of_tags()} makes mentions of tags, and the type here is `{tag[1]}`"
        return f"it looks like a tag of one token: {said}"
    maps = {name: load(name).type_table for name in of_tools()}
    helps = sorted(
        (n for n, types in maps.items() if label in types),
        key=lambda n: -sum(one in maps[n] for one in used),
    )
    if spelt := _spelling("mentions", label):
        return spelt + (f"; {wording.option('label_map', helps[0])} reads any spelling" if helps else "")
    if helps:
        return _knowing(helps)
    return f'{_own()}: "types": {{"{label}": …}}, with one of {", ".join(ontology()["entity_types"])}'


def _of_tags() -> str:
    return wording.verb("convert", "--from conll", '(FILE, from_="conll")')


def _own() -> str:
    return f"a label map of your own ({wording.option('label_map', 'FILE')}) can translate it"


def _spelling(layer: str, label: str) -> str | None:
    """The ontology's spelling of a label, if that is all that differs."""
    ours = [name for name in ontology()[_ONTOLOGY[layer]] if folded(name) == folded(label)]
    return (
        f"the ontology writes it `{ours[0]}`, and labels are compared as they are written" if ours else None
    )


def _knowing(names: list[str]) -> str:
    also = f", and {', '.join(names[1:])} too" if names[1:] else ""
    return f"{wording.option('label_map', names[0])} has it{also}"


def _of_event_or_role(layer: str, label: str) -> str:
    """Suggest a remedy for an event type or a role."""
    if spelt := _spelling(layer, label):
        return spelt
    maps = {name: load(name).event_labels for name in of_tools()}
    helps = [n for n, of in maps.items() if (label in of if layer == "events" else of.has_role(label))]
    if helps:
        return f"{_knowing(helps)}; so does {wording.option('level', helps[0])}"
    return _nearest_or_map(layer, label, ontology()[_ONTOLOGY[layer]])


def _nearest_or_map(layer: str, label: str, names: Iterable[str]) -> str:
    near = nearest(label, names)
    own = f'{_own()}: "{layer}": {{"{label}": …}}'
    return f"{near} Or {own}" if near.startswith("did you mean") else own
