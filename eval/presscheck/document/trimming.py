"""Spans without the white space at their ends: a difference that tools make and nobody means.

Every span of a document is trimmed alike, so that an argument, a cue or a source
still stands where its mention stands. A span of white space alone stays as it is:
it is a record that no text can hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import Any, NamedTuple

import msgspec

from presscheck.document.model import NOWHERE, Document, Mention, Offsets
from presscheck.document.placement import same_words
from presscheck.document.spans import replaced

_LAYER = re.compile(r"\$\.(\w+)\[\d+\](?:\.(\w+))?")
_OWN = {"arguments": "arguments", "cue": "cues", "source": "sources", "addressee": "addressees"}


class Trimmed(NamedTuple):
    """A document without outer white space.

    Args:
        document: with the new offsets and words.
        changed: layer -> how many of its spans began or ended with white space.
        given: span -> the offsets that it had, for each that has others now.
    """

    document: Document
    changed: Counter[str]
    given: dict[Offsets, Offsets]


def trimmed(doc: Document, text: str, layers: Collection[str] | None = None) -> Trimmed:
    """Leave out the white space at both ends of every span, of its words, and of heads.

    Args:
        doc: any document; what does not lie inside the text stays as it is.
        text: the text that the offsets count in.
        layers: those that are looked at; by default all.

    >>> given = Document(id="d", mentions=[Mention(start=0, end=5), Mention(text=" Bob")])
    >>> doc, changed, places = trimmed(given, "Oslo Bob")
    >>> [(m.start, m.end, m.text) for m in doc.mentions], dict(changed), places
    ([(0, 4, UNSET), (-1, -1, 'Bob')], {'mentions': 2}, {(0, 4): (0, 5)})
    """
    changed: Counter[str] = Counter()
    given: dict[Offsets, Offsets] = {}

    def change(path: str, span: Any) -> list[Any]:
        new = _changes(span, text)
        if new:
            changed[layer_of(path)] += 1
        if "start" in new:
            given[new["start"], new["end"]] = (span.start, span.end)
        return [msgspec.structs.replace(span, **new) if new else span]

    document = replaced(doc, change, layers)
    return Trimmed(document if changed else doc, changed, given)


def layer_of(path: str) -> str:
    """The layer of a span by its JSON path, as the tasks name it.

    >>> layer_of("$.events[0].arguments[1]"), layer_of("$.quotes[2].also[0].cue")
    ('arguments', 'cues')
    >>> layer_of("$.quotes[0].content[0]")
    'quotes'
    """
    last = re.sub(r"\[\d+\]", "", path).rpartition(".")[2]
    match = _LAYER.match(path)
    layer = match[1] if match else ""
    return _OWN.get(last, layer)


def _changes(span: Any, text: str) -> dict[str, Any]:
    """The fields of a span that are others without outer white space."""
    new: dict[str, Any] = {}
    if 0 <= span.start < span.end <= len(text):
        outer = text[span.start].isspace() or text[span.end - 1].isspace()
        if not outer and not (isinstance(span, Mention) and span.head):
            return new
        if isinstance(span.text, str) and not same_words(text[span.start : span.end], span.text):
            return {}  # the offsets are wrong: they are told as they stand
        start, end = _inner(text, span.start, span.end)
        if (start, end) != (span.start, span.end):
            new |= {"start": start, "end": end}
    if span.text and span.text.strip() not in ("", span.text) and (new or span.start == NOWHERE):
        new["text"] = span.text.strip()
    if isinstance(span, Mention) and span.head:
        low, high = span.head
        if 0 <= low < high <= len(text) and (head := _inner(text, low, high)) != (low, high):
            new["head"] = head
    return new


def _inner(text: str, start: int, end: int) -> Offsets:
    """A span without outer white space; one of white space alone as it is."""
    words = text[start:end]
    if not words.strip():
        return start, end
    return end - len(words.lstrip()), start + len(words.rstrip())
