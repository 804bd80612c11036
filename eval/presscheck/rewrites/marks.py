"""Rewrites of quotation marks: other styles, fewer marks, none (internal)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from presscheck.document import paragraphs, quotation_marks
from presscheck.document.model import Document
from presscheck.layers.texts import mark_pairs
from presscheck.rewrites.edits import Edit
from presscheck.rewrites.rewrite import Plan, Plans, letters, text_of

_APOSTROPHE = "’"


class _Pair(NamedTuple):
    """Places of the marks of one pair.

    Args:
        opening: the mark at the start of each of its paragraphs.
        closing: the mark at its end, if it is closed.
        single: whether they are single marks.
    """

    opening: tuple[tuple[int, int], ...]
    closing: tuple[int, int] | None
    single: bool


def _pairs(doc: Document) -> Iterator[_Pair]:
    """The pairs of marks of a document, single ones too where they cannot be apostrophes."""
    text, own = text_of(doc), quotation_marks.marks_singly(doc)
    within = paragraphs.given(doc)
    for pair in mark_pairs.pairs(text, True, within):
        first = _mark(text, pair.parts[0][0])
        single = first in quotation_marks.SINGLE
        if single and not own and first not in quotation_marks.SINGLE_OPENING:
            continue
        opening = tuple((start, start + len(first)) for start, _ in pair.parts)
        end = pair.parts[-1][1]
        size = len(_mark(text[::-1], len(text) - end)[::-1]) if pair.closed else 0
        yield _Pair(opening, (end - size, end) if pair.closed else None, single)


def _mark(text: str, at: int) -> str:
    two = text[at : at + 2]
    return two if two in ("``", "''") else text[at : at + 1]


def styled(double: tuple[str, str], single: tuple[str, str] | None = None) -> Plans:
    """A rewrite into another style: its opening and closing marks.

    Args:
        double: of the double marks.
        single: of the single ones; None leaves them.
    """

    def plan(doc: Document, _: Random) -> Plan:
        edits = []
        for pair in _pairs(doc):
            style = single if pair.single else double
            if style:
                edits += [Edit(*place, style[0]) for place in pair.opening]
                edits += [Edit(*pair.closing, style[1])] if pair.closing else []
        return Plan(_changing(doc, edits))

    return plan


def _changing(doc: Document, edits: list[Edit]) -> list[Edit]:
    text = text_of(doc)
    return [*dict.fromkeys(edit for edit in edits if text[edit.start : edit.end] != edit.text)]


def uk(doc: Document, rng: Random) -> Plan:
    """Single marks outside, double ones inside."""
    plan = styled(("‘", "’"), ("“", "”"))(doc, rng)
    return plan._replace(fields={"quotation_marks": "single"})


def none(doc: Document, _: Random) -> Plan:
    """No double marks at all."""
    places = [
        place
        for pair in _pairs(doc)
        if not pair.single or quotation_marks.marks_singly(doc)
        for place in (*pair.opening, *([pair.closing] if pair.closing else []))
    ]
    return Plan([Edit(*place, "") for place in dict.fromkeys(places)])


def unbalanced(doc: Document, rng: Random) -> Plan:
    """One closing mark left out: the last one of some paragraph, and of no marked use."""
    text = text_of(doc)
    bounds = paragraphs.of(text, paragraphs.given(doc))
    last: dict[int, tuple[int, int]] = {}
    for pair in _pairs(doc):
        if pair.closing and len(pair.opening) == 1 and not pair.single:
            here = next((i for i, (start, end) in enumerate(bounds) if start <= pair.closing[0] < end), -1)
            last[here] = max(last.get(here, pair.closing), pair.closing)
    places = [place for i, place in sorted(last.items()) if text[place[1] : bounds[i][1]].strip()]
    uses = {use.end for use in doc.marked_uses or ()}
    drawn = [place for place in rng.sample(places, len(places)) if place[1] not in uses]
    return Plan([Edit(*drawn[0], "")] if drawn else [])


def apostrophes(doc: Document, _: Random) -> Plan:
    """Straight apostrophes."""
    return Plan(letters(text_of(doc), _straight))


def _straight(char: str) -> str:
    return "'" if char == _APOSTROPHE else char
