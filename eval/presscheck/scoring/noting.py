"""Notes in words: what the preparation of all documents counted, by what it is, side and layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from presscheck.document.note import Note
from presscheck.document.repeats import Repeats
from presscheck.text.plural import plural

Noted: TypeAlias = Counter[tuple[str, str, str]]
"""(id, side, layer) -> records."""

_RECORDS = {
    "mentions": "mention",
    "entities": "entity",
    "events": "event",
    "arguments": "argument",
    "quotes": "quote",
    "cues": "cue",
    "sources": "source",
    "addressees": "addressee",
    "marked_uses": "marked use",
}
"""What a record of each layer is called."""

_KINDS = {
    "mentions": "duplicate-mention",
    "entities": "duplicate-entity",
    "events": "duplicate-event",
    "arguments": "duplicate-argument",
    "quotes": "duplicate-quote",
    "marked_uses": "duplicate-marked-use",
}
"""The rule that says so of a file, by layer."""

_TEXTS = {
    "span-edges": "with white space at the ends, compared without it",
    "copy-folded": "whose `text` differs from the text by white space, case, normal form or typography alone",
    "invalid-record": "that no text can hold, counted as spurious",
    "wikidata-form": "with a link that is not a Wikidata id; such ids are compared as they are",
    "head-inside": "with a head outside it, compared as it is",
    "content-overlap": "with parts of the content that overlap",
    **dict.fromkeys(_KINDS.values(), "that repeat another in every key; counted once"),
    "conflicting-mention": "with span and type of another and other fields; counted once",
    "conflicting-entity": "with the id of another and other fields; counted once",
    "conflicting-event": "with span and type of another and other fields; the trigger counts once, "
    "arguments are united",
    "conflicting-quote": "with the content of another and other fields; kept, so that one of them is "
    "spurious",
}
"""Id -> what is said of so many records."""


def of_repeats(repeats: Repeats, side: str) -> Noted:
    """What stood more than once in a document.

    >>> noted = of_repeats(Repeats(Counter(events=2), Counter(events=1)), "pred")
    >>> [key[0] for key in noted], noted["duplicate-event", "pred", "events"]
    (['duplicate-event', 'conflicting-event'], 2)
    """
    noted: Noted = Counter({(_KINDS[layer], side, layer): n for layer, n in repeats.exact.items()})
    for layer, n in repeats.other.items():
        noted[_KINDS[layer].replace("duplicate", "conflicting"), side, layer] += n
    return noted


def notes(noted: Noted, names: Mapping[str, str]) -> Iterator[Note]:
    """One note for each id, side and layer, in the order in which they were met.

    Args:
        noted: how many records of what.
        names: side -> its file's name, for the words.
    """
    for (kind, side, layer), n in noted.items():
        word = _RECORDS[layer]
        records = f"{n} {word if n == 1 else plural(word)}"
        text = f"{names[side]}: {kind}: {records} {_TEXTS[kind]}"
        yield Note(id=kind, side=side, layer=layer, count=n, text=text)
