"""The spans of a document, layer by layer, and its labels: read once, for all steps that look at all of them.

Most documents have nothing wrong, and one look at a column says so; the step that would mend the document
is left out then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import chain, repeat
from operator import attrgetter, itemgetter, lt
from typing import Any

from msgspec import UNSET, UnsetType

from presscheck.document.model import NOWHERE, Document, Offsets, Pieces
from presscheck.document.spans import NAMED, PHRASES, pieces

COMPARED = ("mentions", "events", "arguments", "contents")
"""The columns whose spans measures compare."""


LAYERS = {
    "mentions": ("mentions",),
    "events": ("events", "arguments"),
    "quotes": ("contents", "phrases"),
    "marked_uses": ("marked_uses",),
}
"""The columns of each layer that has spans."""

_LAYER = {column: layer for layer, columns in LAYERS.items() for column in columns}


class Columns:
    """The spans and labels of one document.

    Args:
        doc: the document, as it was read or under `presence.without_unset`.
        known: the columns of a document that has some of the same layers.

    `records` and `spans` have a column for each of `COMPARED`, one for the phrases of quotes and one for
    marked uses; spans are in the order of their records.

    >>> from presscheck.document.model import Mention
    >>> columns = Columns(Document(id="d", mentions=[Mention(start=0, end=4), Mention(start=0, end=4)]))
    >>> columns.spans["mentions"], columns.shared, columns.unsound("Oslo won.")
    ([(0, 4), (0, 4)], {'mentions'}, set())
    """

    def __init__(self, doc: Document, known: Columns | None = None) -> None:
        self.doc = doc
        self.spans: dict[str, list[Offsets]] = {}
        self.records: dict[str, Sequence[Any]] = {}
        for layer, columns in LAYERS.items():
            records = getattr(doc, layer) or []
            if known is not None and records is getattr(known.doc, layer):
                for column in columns:
                    self.spans[column], self.records[column] = known.spans[column], known.records[column]
            else:
                self._fill(layer, records)

    # Each column has a loop of its own: a loop over records of one kind is three times as fast.
    def _fill(self, layer: str, records: list[Any]) -> None:
        if layer == "mentions":
            self._column("mentions", records, [(m.start, m.end) for m in records])
        elif layer == "events":
            self._column("events", records, [(event.start, event.end) for event in records])
            arguments = [argument for event in records for argument in event.arguments or ()]
            self._column("arguments", arguments, [(a.start, a.end) for a in arguments])
        elif layer == "quotes":
            contents = [part for quote in records for part in quote.content]
            self._column("contents", contents, [(part.start, part.end) for part in contents])
            phrases = _phrases(records)
            self._column("phrases", phrases, [(piece.start, piece.end) for piece in phrases])
        else:
            self._column(layer, records, [(use.start, use.end) for use in records])

    def _column(self, name: str, records: Sequence[Any], spans: list[Offsets]) -> None:
        self.records[name], self.spans[name] = records, spans

    def unanchored(self) -> bool:
        """Return whether some record gives its words without offsets."""
        return any(start == NOWHERE for spans in self.spans.values() for start, _ in spans)

    def unsound(self, text: str, among: Collection[str] = tuple(LAYERS)) -> set[str]:
        """The layers in which a span is not at its words, or has outer white space.

        Args:
            text: the text that the offsets count in.
            among: the layers that are looked at.
        """
        columns = [column for layer in among for column in LAYERS[layer]]
        spans = [*chain(*[self.spans[column] for column in columns])]
        if not spans:
            return set()
        offsets = [*chain.from_iterable(spans)]
        starts, ends = offsets[::2], offsets[1::2]
        if min(starts) < 0 or max(ends) > len(text) or not all(map(lt, starts, ends)):
            return set(among)
        wrong = {"mentions"} if "mentions" in among and _has_blank(self._of_heads(text)) else set()
        before = f"-{text}"  # the last character of a span is at its end
        for characters in (itemgetter(*starts)(text), itemgetter(*ends)(before)):
            if _has_blank(characters):
                wrong |= self._layers(columns, map(str.isspace, characters))
        copies = [*map(_TEXT, chain(*[self.records[column] for column in columns]))]
        if not _NO_COPY.issuperset(copies):
            others = (
                copy is not None and copy is not UNSET and text[slice(*span)] != copy
                for span, copy in zip(spans, copies, strict=True)
            )
            wrong |= self._layers(columns, others)
        return wrong

    def _layers(self, columns: Iterable[str], wrong: Iterable[bool]) -> set[str]:
        """The layers of some spans, by whether each span in some columns is one of them."""
        owners = chain(*(repeat(_LAYER[column], len(self.spans[column])) for column in columns))
        return {layer for layer, is_wrong in zip(owners, wrong, strict=True) if is_wrong}

    def _of_heads(self, text: str) -> Iterable[str]:
        """The first and the last character of every head."""
        heads = [m.head for m in self.records["mentions"] if m.head]
        return [text[at : at + 1] for head in heads for at in (head[0], head[1] - 1) if at >= 0]

    def beyond(self, gold: Columns) -> dict[str, set[Offsets]]:
        """The spans that gold does not have, by layer, if there are any; layers that it lacks have none."""
        missing = {
            layer: set(self.spans[layer]).difference(gold.spans[layer])
            for layer in COMPARED
            if gold.spans[layer]
        }
        return {layer: spans for layer, spans in missing.items() if spans}

    @cached_property
    def shared(self) -> set[str]:
        """The layers in which two records may be the same thing: without them there are none."""
        doc, layers = self.doc, {"mentions", "events", "marked_uses"}
        found = {layer for layer in layers if len(set(self.spans[layer])) < len(self.spans[layer])}
        if self._arguments_share():
            found.add("events")
        if len({e.id for e in doc.entities or ()}) < len(doc.entities or ()):
            found.add("entities")
        firsts = [_first(quote.content) for quote in doc.quotes or ()]
        if len(set(firsts)) < len(firsts):
            found.add("quotes")
        return found

    def _arguments_share(self) -> bool:
        """Return whether two arguments of one event have one span."""
        spans, at = self.spans["arguments"], 0
        for event in self.records["events"]:
            many = len(event.arguments or ())
            if many == 2 and spans[at] == spans[at + 1]:
                return True
            if many > 2 and len(set(spans[at : at + many])) < many:
                return True
            at += many
        return False

    @property
    def labels(self) -> dict[str, list[str | None]]:
        """Every label that a measure compares, by where it stands."""
        return {
            "mentions": [m.type for m in self.records["mentions"]],
            "events": [event.type for event in self.records["events"]],
            "roles": [argument.role for argument in self.records["arguments"]],
            "quotes": [quote.type for quote in self.doc.quotes or ()],
        }


_TEXT = attrgetter("text")
_OF_FRAME, _OF_QUOTE = attrgetter(*NAMED), attrgetter(*PHRASES)
_NO_COPY: frozenset[str | UnsetType | None] = frozenset((None, UNSET))


def _phrases(quotes: Sequence[Any]) -> list[Any]:
    """The pieces of every phrase of a quote and of its further frames."""
    phrases = [phrase for quote in quotes for phrase in _OF_QUOTE(quote) if phrase]
    phrases += [p for quote in quotes for frame in quote.also or () for p in _OF_FRAME(frame) if p]
    if not any(kind is list or issubclass(kind, Pieces) for kind in set(map(type, phrases))):
        return phrases
    return [piece for phrase in phrases for piece in pieces(phrase)]


def _first(content: Sequence[Any]) -> int:
    """Return the first start in the content of a quote."""
    if len(content) == 1:
        start: int = content[0].start
        return start
    return min((part.start for part in content), default=NOWHERE)


def _has_blank(characters: Iterable[str]) -> bool:
    """Return whether white space is among characters."""
    joined = "".join(characters)
    return bool(joined) and joined.split() != [joined]
