"""Records that no text can hold, as spurious ones (`--invalid count`) (internal).

An empty string, an empty or reversed span, a span outside the text or of white
space alone is given a place behind the text: it stays in the denominators and
matches nothing, as a string that is in no text does.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import msgspec

from presscheck.document import placement
from presscheck.document.model import NOWHERE, Document, Mention, Offsets
from presscheck.document.spans import replaced
from presscheck.document.trimming import layer_of


class Displaced(NamedTuple):
    """A prediction in which every span has a place, and which had none.

    Args:
        document: the prediction; records that no text can hold stand behind the text.
        records: each of these records, with its path.
        layers: layer -> how many.
        given: the place of a span behind the text -> the offsets that it had.
    """

    document: Document
    records: list[str]
    layers: Counter[str]
    given: dict[Offsets, Offsets]


def displaced(doc: Document, text: str) -> Displaced:
    """Put what no text can hold behind the text; equal offsets get equal places.

    Args:
        doc: a prediction.
        text: gold's text.

    >>> pred = Document(id="d", mentions=[Mention(start=3, end=2), Mention(text=""), Mention(start=0, end=4)])
    >>> answer = displaced(pred, "Oslo.")
    >>> [(m.start, m.end) for m in answer.document.mentions], answer.records[0]
    ([(5, 6), (6, 7), (0, 4)], '$.mentions[0] [3, 2), which does not fit the text')
    """
    wrong = {path for rule, path, _ in placement.misplaced(doc, text) if rule in placement.IMPOSSIBLE}
    answer = Displaced(doc, [], Counter(), {})
    if not wrong:
        return answer
    places: dict[Offsets, Offsets] = {}
    behind = len(text)

    def change(path: str, span: Any) -> list[Any]:
        nonlocal behind
        if path not in wrong:
            return [span]
        answer.records.append(f"{path} {_words(span)}, which does not fit the text")
        answer.layers[layer_of(path)] += 1
        given = (span.start, span.end)
        place = places.get(given) if given != (NOWHERE, NOWHERE) else None
        if place is None:
            place = (behind, behind + _length(span, len(text)))
            behind = place[1]
            places[given] = place
            answer.given[place] = given
        new: dict[str, Any] = {"start": place[0], "end": place[1]}
        if isinstance(span, Mention):
            new["head"] = None
        return [msgspec.structs.replace(span, **new)]

    return answer._replace(document=replaced(doc, change))


def _words(span: Any) -> str:
    if span.start == NOWHERE == span.end:
        return repr(span.text or "")
    start, end = ("?" if at == NOWHERE else at for at in (span.start, span.end))
    return f"[{start}, {end})"


def _length(span: Any, size: int) -> int:
    """Return the number of characters of a record: those of its words, else those it claims, one at least."""
    claimed = len(span.text) if isinstance(span.text, str) and span.text else span.end - span.start
    return max(1, min(claimed, size))
