"""Sentences, paragraphs and tokens after an edit, with what was inserted (internal)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import UNSET

from presscheck.document import paragraphs, quotation_marks
from presscheck.document.model import Document, Offsets

Carry = Callable[[int, int], Offsets | None]
"""Map from a span to its place after the edits; None if nothing of it is left."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_MARKS = re.escape("".join(sorted(quotation_marks.CHARACTERS)))
_SENTENCE_END = re.compile(rf"[^\W_].*[.!?…][{_MARKS})\]]*\Z", re.DOTALL)


def stretches(text: str, spans: Sequence[Offsets]) -> Iterator[Offsets]:
    r"""Return the text outside spans: line by line, without white space around.

    Args:
        text: any text.
        spans: in order.

    >>> list(stretches("Ad.\nOne. Two.", [(4, 8)]))
    [(0, 3), (9, 13)]
    """
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        for line in re.finditer(r"[^\n]+", text[at : max(at, start)]):
            if words := line[0].strip():
                first = at + line.start() + line[0].index(words)
                yield first, first + len(words)
        at = max(at, end)


def completed(text: str, spans: Sequence[Offsets]) -> list[Offsets]:
    r"""Spans that cover all that is not white space: what lies in none joins its neighbour on the line.

    A line of its own, or words that end a sentence, are a span of their own.

    >>> completed("Ad.\n• One. Two.", [(6, 10), (11, 15)])
    [(0, 3), (4, 10), (11, 15)]
    """
    whole = sorted(spans)
    for start, end in [*stretches(text, whole)]:
        after = next((i for i, span in enumerate(whole) if span[0] >= end), len(whole))
        if not _alone(text, start, end) and after < len(whole) and "\n" not in text[end : whole[after][0]]:
            whole[after] = (start, whole[after][1])
        elif not _alone(text, start, end) and after and "\n" not in text[whole[after - 1][1] : start]:
            whole[after - 1] = (whole[after - 1][0], end)
        else:
            whole.insert(after, (start, end))
    return whole


def _alone(text: str, start: int, end: int) -> bool:
    line = text[text.rfind("\n", 0, start) + 1 : start], text[end:].partition("\n")[0]
    return not "".join(line).strip() or bool(_SENTENCE_END.match(text[start:end]))


def sentences(doc: Document, text: str, carry: Carry) -> Any:
    """The sentences of a document in its new text; complete if they were."""
    if not doc.sentences:
        return doc.sentences
    carried = _carried(doc.sentences, carry)
    return carried if any(stretches(doc.text or "", sorted(doc.sentences))) else completed(text, carried)


def tokens(doc: Document, text: str, carry: Carry) -> Any:
    """The tokens of a document in its new text; new words and signs are tokens, if all were."""
    if not doc.tokens:
        return doc.tokens
    kept = [span for span in _carried(doc.tokens, carry) if len(text[slice(*span)].split()) == 1]
    if any(stretches(doc.text or "", sorted(doc.tokens))):
        return kept
    new = [
        (start + word.start(), start + word.end())
        for start, end in stretches(text, sorted(kept))
        for word in _TOKEN.finditer(text[start:end])
    ]
    return sorted([*kept, *new])


def within(doc: Document, text: str, carry: Carry) -> Any:
    """The paragraphs of a document in its new text: stated where its lines are no longer what they were."""
    stated = paragraphs.given(doc)
    carried = _carried(paragraphs.of(doc.text or "", stated), carry)
    if stated is None and _one_a_line(text, carried):
        return doc.paragraphs
    return completed(text, carried) if carried else UNSET


def _carried(spans: Sequence[Offsets], carry: Carry) -> list[Offsets]:
    return sorted({span for old in spans if (span := carry(*old))})


def _one_a_line(text: str, spans: Sequence[Offsets]) -> bool:
    lines = [text.count("\n", 0, start) for start, _ in spans]
    whole = all("\n" not in text[start:end] for start, end in spans)
    return whole and len(set(lines)) == len(lines)
