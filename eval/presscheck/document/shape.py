"""Decide quickly if a decoded document has the shape that its JSON Schema asks for (internal).

The decoder knows keys and types. What is left is which keys stand together, and which gold has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from presscheck.document.model import NOWHERE, Document, Quote
from presscheck.document.presence import of_system
from presscheck.document.spans import phrases

_VERSION = re.compile(r"1\.\d+\.\d+", re.ASCII)


def fits(doc: Document, *, gold: bool) -> bool:
    """Return whether a decoded document surely fits its schema; if it may not, the schema itself is asked.

    Args:
        doc: as it was read.
        gold: whether it is held to the schema of gold documents.

    >>> from presscheck.document.model import Mention
    >>> word = Document(id="d", text="Oslo", mentions=[Mention(text="Oslo")])
    >>> fits(word, gold=False), fits(word, gold=True)
    (True, False)
    """
    version = doc.schema_version
    if isinstance(version, str) and not _VERSION.fullmatch(version):
        return False
    if gold and (not isinstance(doc.text, str) or of_system(doc)):
        return False
    quotes = doc.quotes or ()
    placed = _placed if gold else _placed_or_worded
    return all(map(_whole, quotes)) and all(map(placed, _spans(doc)))


def _spans(doc: Document) -> Iterator[Any]:
    """Everything that has offsets, or words in their place."""
    events, quotes = doc.events or (), doc.quotes or ()
    arguments = (event.arguments or () for event in events)
    return chain(
        doc.mentions or (), events, doc.marked_uses or (), *arguments, *(_of_quote(quote) for quote in quotes)
    )


def _of_quote(quote: Quote) -> Iterator[Any]:
    yield from quote.content
    for _, phrase in phrases(quote, ""):
        yield from phrase if isinstance(phrase, list) else (phrase,) if phrase else ()


def _placed(span: Any) -> bool:
    return NOWHERE not in (span.start, span.end)


def _placed_or_worded(span: Any) -> bool:
    if span.start == NOWHERE and span.end == NOWHERE:
        return isinstance(span.text, str)
    return NOWHERE not in (span.start, span.end)


def _whole(quote: Quote) -> bool:
    """Return whether a quote has content or a cue, and no phrase is a list of nothing."""
    return bool(quote.content or quote.cue) and [] not in [phrase for _, phrase in phrases(quote, "")]
