"""The spans of a document, layer by layer, and its labels: read once, for all steps that look at all of them.

Most documents have nothing wrong, and one look at a column says so; the step that would mend the document
is left out then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter, itemgetter, lt
from typing import Any

from msgspec import UNSET, UnsetType

from presscheck.document.model import NOWHERE, Document, Offsets
from presscheck.document.spans import NAMED, PHRASES, pieces

COMPARED = ("mentions", "events", "arguments", "contents")
"""The columns whose spans measures compare."""


class Columns:
    """The spans and labels of one document.

    Args:
        doc: the document, as it was read or under `presence.without_unset`.

    `records` and `spans` have a column for each of `COMPARED`, one for the phrases of quotes and one for
    marked uses; spans are in the order of their records.

    >>> from presscheck.document.model import Mention
    >>> columns = Columns(Document(id="d", mentions=[Mention(start=0, end=4), Mention(start=0, end=4)]))
    >>> columns.spans["mentions"], columns.shared, columns.sound("Oslo won.")
    ([(0, 4), (0, 4)], {'mentions'}, True)
    """

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        mentions, events, uses = doc.mentions or [], doc.events or [], doc.marked_uses or []
        arguments = [a for event in events for a in event.arguments or ()]
        contents = [part for quote in doc.quotes or () for part in quote.content]
        phrases = _phrases(doc.quotes or ())
        # Each column has a loop of its own: a loop over records of one kind is three times as fast.
        self.spans: dict[str, list[Offsets]] = {
            "mentions": [(m.start, m.end) for m in mentions],
            "events": [(event.start, event.end) for event in events],
            "arguments": [(a.start, a.end) for a in arguments],
            "contents": [(part.start, part.end) for part in contents],
            "phrases": [(piece.start, piece.end) for piece in phrases],
            "marked_uses": [(use.start, use.end) for use in uses],
        }
        self.records: dict[str, Sequence[Any]] = dict(
            zip(self.spans, (mentions, events, arguments, contents, phrases, uses), strict=True)
        )

    def unanchored(self) -> bool:
        """Return whether some record gives its words without offsets."""
        return any(start == NOWHERE for spans in self.spans.values() for start, _ in spans)

    def sound(self, text: str) -> bool:
        """Return whether every span is at its words, without outer white space.

        Args:
            text: the text that the offsets count in.
        """
        every = [*chain(*self.spans.values())]
        if not every:
            return True
        starts, ends = zip(*every, strict=True)
        if min(starts) < 0 or max(ends) > len(text) or not all(map(lt, starts, ends)):
            return False
        heads = [m.head for m in self.records["mentions"] if m.head]
        of_heads = (text[at : at + 1] for head in heads for at in (head[0], head[1] - 1) if at >= 0)
        before = f"-{text}"  # the last character of a span is at its end
        if any(map(_has_blank, (itemgetter(*starts)(text), itemgetter(*ends)(before), of_heads))):
            return False
        copies = [*map(_TEXT, chain(*self.records.values()))]
        if _NO_COPY.issuperset(copies):
            return True
        pairs = zip(every, copies, strict=True)
        return all(copy is None or copy is UNSET or text[slice(*span)] == copy for span, copy in pairs)

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
        firsts = [min((part.start for part in quote.content), default=NOWHERE) for quote in doc.quotes or ()]
        if len(set(firsts)) < len(firsts):
            found.add("quotes")
        return found

    def _arguments_share(self) -> bool:
        """Return whether two arguments of one event have one span."""
        spans, at = self.spans["arguments"], 0
        for event in self.records["events"]:
            many = len(event.arguments or ())
            if many > 1 and len(set(spans[at : at + many])) < many:
                return True
            at += many
        return False

    @cached_property
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
    also = [frame for quote in quotes for frame in quote.also or ()]
    phrases = chain(*map(_OF_QUOTE, quotes), *map(_OF_FRAME, also))
    return [piece for phrase in phrases if phrase for piece in pieces(phrase)]


def _has_blank(characters: Iterable[str]) -> bool:
    """Return whether white space is among characters."""
    joined = "".join(characters)
    return bool(joined) and joined.split() != [joined]
