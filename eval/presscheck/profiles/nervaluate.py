"""nervaluate 1.2.1: SemEval-2013 counts by a greedy walk in list order (internal).

The quirks that settings cannot express: predictions take gold mentions in the
order of the file, a gold mention is touched only if at least one per cent of
it is covered, and a type is scored by first dropping every other type from
both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from presscheck.document.model import Mention
from presscheck.measure.assignment import overlap
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.profiles.base import Profile, zeroed

MODES = {
    "strict": "equal span and type",
    "exact": "equal span, whatever the types",
    "partial": "equal span, or half credit for any overlap, whatever the types",
    "ent_type": "any overlap with equal types",
}
"""The peer's names, and what is correct in each."""


_STOLEN = {
    "strict": "P 0/2 R 0/1",
    "exact": "P 0/2 R 0/1",
    "partial": "P 1/4 R 1/2",
    "ent_type": "P 0/2 R 0/1",
}
"""Counts if the first prediction takes the gold mention that the second one equals."""


class Walk(NamedTuple):
    """SemEval-2013 counts: correct, incorrect, partial, missed, spurious."""

    cor: int
    inc: int
    par: int
    mis: int
    spu: int


def walk(gold: Sequence[Mention], pred: Sequence[Mention], mode: str) -> Walk:
    """Count as nervaluate does: each prediction in turn takes one gold mention that is still free.

    Args:
        gold: mentions in file order.
        pred: mentions in file order.
        mode: one of `MODES`.

    >>> spans = [Mention(start=0, end=6, type="ORG"), Mention(start=3, end=6, type="LOC")]
    >>> walk(spans[1:], spans, "strict"), walk(spans[1:], spans[::-1], "strict")
    (Walk(cor=0, inc=1, par=0, mis=0, spu=1), Walk(cor=1, inc=0, par=0, mis=0, spu=1))
    """
    free = dict(enumerate(gold))
    right = other = 0
    for p in pred:
        taken = _correct(free, p, mode)
        if taken is not None:
            right += 1
        else:
            taken = next((i for i, g in free.items() if _touches(g, p)), None)
            other += taken is not None
        if taken is not None:
            del free[taken]
    inc, par = (0, other) if mode == "partial" else (other, 0)
    return Walk(right, inc, par, len(free), len(pred) - right - other)


def _correct(free: Mapping[int, Mention], p: Mention, mode: str) -> int | None:
    """The free gold mention that a prediction takes as correct."""
    if mode == "ent_type":
        near = [(_distance(g, p), i) for i, g in free.items() if g.type == p.type and _touches(g, p)]
        return min(near)[1] if near else None
    typed = mode == "strict"
    same = (i for i, g in free.items() if (g.start, g.end) == (p.start, p.end))
    return next((i for i in same if not typed or free[i].type == p.type), None)


def _touches(g: Mention, p: Mention) -> bool:
    shared = overlap((g.start, g.end), (p.start, p.end))
    return shared > 0 and 100 * shared >= g.end - g.start


def _distance(g: Mention, p: Mention) -> int:
    return abs(g.start - p.start) + abs(g.end - p.end)


def _counts(found: Walk, mode: str) -> Counts:
    credit = found.cor + (found.par / 2 if mode == "partial" else 0)
    return Counts(
        credit,
        found.cor + found.inc + found.par + found.spu,
        credit,
        found.cor + found.inc + found.par + found.mis,
    )


def _of(pair: DocumentPair, mode: str, kind: str | None = None) -> Walk:
    """The counts of a case, of one type alone if one is given."""
    sides = (pair.gold.mentions or [], pair.pred.mentions or [])
    gold, pred = ([m for m in side if kind is None or m.type == kind] for side in sides)
    return walk(gold, pred, mode)


def _count(mode: str, pair: DocumentPair) -> Cells:
    return Cells.from_counts({"": _counts(_of(pair, mode), mode)})


def _semeval(mode: str, pair: DocumentPair) -> Mapping[str, float]:
    return _of(pair, mode)._asdict()


def _by_type(mode: str, pair: DocumentPair) -> Cells:
    both = (*(pair.gold.mentions or ()), *(pair.pred.mentions or ()))
    kinds = sorted({m.type for m in both if m.type is not None})
    return Cells.from_counts({kind: _counts(_of(pair, mode, kind), mode) for kind in kinds})


def _rows() -> Iterator[Measure]:
    for mode, correct in MODES.items():
        hidden, shown = zeroed(
            Measure(
                id=f"nervaluate.{mode}",
                layer="mentions",
                says=f"nervaluate's `{mode}`: {correct}; predictions take gold mentions in file order.",
                formula="P = COR / (COR + INC + PAR + SPU), R = COR / (COR + INC + PAR + MIS); in `partial`, "
                "COR + PAR / 2; 0 for 0/0",
                source="nervaluate 1.2.1, strategies.py",
                example=f"gold 3-6 LOC | pred 0-6 ORG, 3-6 LOC | {_STOLEN[mode]}",
                count=partial(_count, mode),
                symmetric=False,
            )
        )
        extra = {"semeval": partial(_semeval, mode)}
        yield hidden
        yield msgspec.structs.replace(shown, extra=extra, slices={"type": partial(_by_type, mode)})


PROFILE = Profile(
    name="nervaluate",
    says="nervaluate 1.2.1: four modes in file order, an overlap of one per cent of the gold mention at "
    "least, 0 for 0/0.",
    measures=tuple(_rows()),
)
