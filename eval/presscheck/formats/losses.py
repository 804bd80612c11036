"""Count what a format cannot represent, field by field, before it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec import UNSET

from presscheck.document.model import Argument, Document, Event, Mention, Quote, Span
from presscheck.document.presence import without_unset
from presscheck.document.spans import nowhere, phrases_of
from presscheck.text import wording

Holds = Mapping[str, Collection[str]]
"""Layer -> the fields of its records that a format holds besides spans; a layer without a key is not held."""

LAYERS = {
    name: name.replace("_", " ") for name in ("mentions", "entities", "events", "quotes", "marked_uses")
}
FRAME = ("title", "publisher", "published", "language", "rights", "sentences", "label_map", "meta")
"""Keys of a document that are not layers."""

_ALWAYS = {"start", "end", "text", "content"}
_WORDS = {
    "entity": "entity ids",
    "event": "event ids",
    "also": "further frames",
    "wikidata": "Wikidata ids",
    "sentences": "sentences",
    "label_map": "label maps",
    "genericity": "genericity",
    "polarity": "polarity",
    "modality": "modality",
    "meta": "`meta`",
    "published": "dates",
    "rights": "rights",
}


def count(doc: Document, holds: Holds, lost: Counter[str]) -> None:
    """Count every value of a document that a format has no place for.

    Args:
        doc: what is to be written.
        holds: what the format holds; the key `document` is for title, sentences and the like.
        lost: gains the counts.

    >>> lost = Counter()
    >>> count(Document(id="d", mentions=[Mention(type="PER", form="name")]), {"mentions": ["type"]}, lost)
    >>> dict(lost)
    {'forms of mentions': 1}
    """
    doc = without_unset(doc)
    for name in FRAME:
        if name not in holds.get("document", ()):
            count_records(lost, f"{_words(name)} of documents", _values(doc, name))
    for layer, words in LAYERS.items():
        records = getattr(doc, layer) or ()
        if layer not in holds:
            count_records(lost, words, records)
            continue
        for record in records:
            for name in record.__struct_fields__:
                if name not in _ALWAYS and name not in holds[layer]:
                    count_records(lost, f"{_words(name)} of {words}", _values(record, name))


def count_records(lost: Counter[str], what: str, records: Sequence[Any] | None) -> None:
    """Count records, if there are any."""
    if records:
        lost[what] += len(records)


def count_keys(notes: Counter[str], record: Mapping[str, Any], known: Collection[str], of: str) -> None:
    """Count the keys of a record in a file that have no place in a document of ours.

    Args:
        notes: gains the counts.
        record: as it is in the file.
        known: the keys that are read, or mean nothing.
        of: what the records are, in the plural.

    >>> notes = Counter()
    >>> count_keys(notes, {"start": 0, "pos": "NN", "tag": ""}, ("start",), "tokens")
    >>> dict(notes)
    {'`pos` of tokens left out': 1}
    """
    for key, value in record.items():
        if key not in known and value not in (None, "", [], {}):
            notes[f"`{key}` of {of} left out"] += 1


def _words(name: str) -> str:
    return _WORDS.get(name, name if name.endswith("s") else f"{name}s")


def _values(record: Any, name: str) -> Sequence[Any]:
    """The values that a key has: none, one, or those of a list that is a layer of its own."""
    value = getattr(record, name)
    if value is UNSET or (value is None and name != "wikidata"):
        return ()
    return value if name in ("arguments", "also", "sentences") else (value,)


def placed(doc: Document, lost: Counter[str]) -> Document:
    """The document without what has words only: formats of offsets or tokens have no place for it.

    Args:
        doc: what is to be written.
        lost: gains what was left out.
    """
    doc = without_unset(doc)
    quotes = None if doc.quotes is None else [_quote(quote, lost) for quote in doc.quotes]
    events = None if doc.events is None else [_event(event, lost) for event in _kept(doc, "events", lost)]
    return msgspec.structs.replace(
        doc,
        mentions=None if doc.mentions is None else _kept(doc, "mentions", lost),
        marked_uses=None if doc.marked_uses is None else _kept(doc, "marked_uses", lost),
        events=events,
        quotes=None if quotes is None else [quote for quote in quotes if quote.content or quote.cue],
    )


def _kept(doc: Document, layer: str, lost: Counter[str]) -> list[Any]:
    return _with_offsets(getattr(doc, layer), LAYERS[layer], lost)


def _with_offsets(records: Sequence[Any], words: str, lost: Counter[str]) -> list[Any]:
    kept = [record for record in records if not nowhere(record)]
    if len(kept) < len(records):
        lost[f"{words} without offsets ({wording.verb('anchor')} gives them some)"] += len(records) - len(
            kept
        )
    return kept


def _event(event: Event, lost: Counter[str]) -> Event:
    arguments: list[Argument] = _with_offsets(event.arguments, "arguments", lost)
    return msgspec.structs.replace(event, arguments=arguments)


def _quote(quote: Quote, lost: Counter[str]) -> Quote:
    content: list[Span] = _with_offsets(quote.content, "parts of quotes", lost)
    named: dict[str, Any] = {}
    for name, span in phrases_of(quote).items():
        named[name] = next(iter(_with_offsets([span], f"{name}s", lost)), None) if span else None
    return msgspec.structs.replace(quote, content=content, **named)


def held(
    documents: Iterable[Document], need: Literal["token", "mention"], lost: Counter[str]
) -> list[Document]:
    """The documents that a file has a place for.

    Args:
        documents: with `text`.
        need: something of which each has one at least.
        lost: gains the others.

    >>> lost = Counter()
    >>> [doc.id for doc in held([Document(id="a", text=" "), Document(id="b", text="Oslo")], "token", lost)]
    ['b']
    >>> dict(lost)
    {'documents without a token': 1}
    """
    every = [*documents]
    kept = [
        doc for doc in every if (trimmed(doc, Counter()) if need == "mention" else (doc.text or "").strip())
    ]
    if len(kept) < len(every):
        lost[f"documents without a {need}"] += len(every) - len(kept)
    return kept


def trimmed(doc: Document, lost: Counter[str]) -> list[Mention]:
    """The mentions that have offsets, without blanks around them: tokens have none.

    Args:
        doc: a document with `text`.
        lost: gains what was left out or changed.
    """
    found = []
    for mention in placed(doc, lost).mentions or ():
        words = (doc.text or "")[mention.start : mention.end]
        start = mention.start + len(words) - len(words.lstrip())
        end = mention.end - len(words) + len(words.rstrip())
        if start >= end:
            lost["mentions of nothing but blanks"] += 1
            continue
        if (start, end) != (mention.start, mention.end):
            lost["blanks at the edges of mentions"] += 1
        found.append(msgspec.structs.replace(mention, start=start, end=end))
    return sorted(found, key=lambda m: (m.start, -m.end, m.type or ""))


def label(kind: str | None, allowed: str, lost: Counter[str]) -> str:
    """A label as a format can write it: blanks and the like become `_`, no label becomes `Mention`.

    Args:
        kind: the label; None, and what is empty or blank, is none.
        allowed: characters that stay, besides letters, digits and `_`.
        lost: gains what was changed.
    """
    if not kind or not kind.strip():
        lost["mentions without a type, written as Mention"] += 1
        return "Mention"
    written = "".join(c if c.isalnum() or c in f"_{allowed}" else "_" for c in kind)
    if written != kind:
        lost["labels that had to be written with _"] += 1
    return written
