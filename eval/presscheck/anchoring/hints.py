"""Offsets that do not fit their words: a hint where the words are meant to stand.

If one shift would mend most of a document's wrong spans, it is followed, also
by spans whose words stand at both places, if more are mended than stay; else
a span takes the place of its words that is nearest to the given offset.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from presscheck.anchoring.search import Finder
from presscheck.anchoring.steps import AnchoredString, Way, known
from presscheck.document import spans
from presscheck.document.model import ABSENT, NOWHERE, Document, Mention, Offsets
from presscheck.document.shifts import Counted, Misses, Place, counted


class Moved(NamedTuple):
    """A document whose words stand where its offsets say, and what was done for it.

    Args:
        document: spans whose words are nowhere in the text have lost their offsets.
        steps: one for each span that moved.
    """

    document: Document
    steps: list[AnchoredString]


def moved(doc: Document, text: str, mode: str | None = None) -> Moved:
    """Put spans where their words stand, if they differ from what stands at their offsets.

    Args:
        doc: a prediction; spans without words, or without offsets, stay as they are.
        text: the document's text.
        mode: one of `MODES`.

    >>> mention = Mention(start=13, end=17, text="Oslo")
    >>> moved(Document(id="d", mentions=[mention]), "Oslo is not Oslo.").document.mentions[0].start
    12
    """
    every = dict(_checked(doc))
    wrong = {path: span for path, span in every.items() if text[span.start : span.end] != span.text}
    if not wrong:
        return Moved(doc, [])
    units, finder, misses = counted(doc, text), Finder(text), Misses()
    for span in wrong.values():
        misses.by_words(units, span.start, span.end, span.text)
    shift = misses.shift(fewest=1)

    def fits(span: Any) -> bool:
        place = units.shifted(span.start, span.end, shift)
        return place is not None and text[place[0] : place[1]] == span.text

    right = {path: span for path, span in every.items() if path not in wrong}
    both = {path: span for path, span in right.items() if fits(span)}
    if sum(map(fits, wrong.values())) > len(right) - len(both):
        wrong |= both
    done: dict[str, AnchoredString] = {}
    for path, span in wrong.items():
        way, place = _place(finder, known(mode), span, units.shifted(span.start, span.end, shift))
        if place is not None:
            done[path] = AnchoredString(path, span.text, way, (place,), 1)

    def change(path: str, span: Any) -> list[Any]:
        if path not in wrong:
            return [span]
        if path not in done:
            bare: dict[str, Any] = {"head": ABSENT} if isinstance(span, Mention) else {}
            return [msgspec.structs.replace(span, start=NOWHERE, end=NOWHERE, **bare)]
        return [_at(span, done[path].places[0], text, units, shift)]

    return Moved(spans.replaced(doc, change), list(done.values()))


def _checked(doc: Document) -> Iterator[tuple[str, Any]]:
    """The spans that have words beside offsets, with their paths."""
    for path, span in spans.walk(doc):
        words = span.text
        if isinstance(words, str) and words.strip() and NOWHERE not in (span.start, span.end):
            yield path, span


def _place(finder: Finder, mode: str, span: Any, hint: Place | None) -> tuple[Way, Offsets | None]:
    """Return the place of a span's words: at the hint, else nearest to where it was; the earlier of two."""
    for way in mode.split("+"):
        places = finder.places(way, span.text)
        if way == "exact" and hint is not None and finder.text[hint[0] : hint[1]] == span.text:
            return "exact", hint
        if places:
            return way, min(places, key=lambda at: (abs(at[0] - span.start), at))  # type: ignore[return-value]
    return "invented", None


def _at(span: Any, place: Offsets, text: str, units: Counted, shift: str | int | None) -> Any:
    """A span at its new place; a head moves with it, and is dropped where it would lie outside."""
    new = {"start": place[0], "end": place[1], "text": text[place[0] : place[1]]}
    if isinstance(span, Mention) and span.head:
        by = place[0] - span.start
        head = units.shifted(*span.head, shift) if isinstance(shift, str) else None
        low, high = head or (span.head[0] + by, span.head[1] + by)
        new["head"] = (low, high) if place[0] <= low < high <= place[1] else ABSENT
    return msgspec.structs.replace(span, **new)
