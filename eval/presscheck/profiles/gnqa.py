"""The scorer family of SpkAtt-2023 task 2 and of German news quotation attribution 2024 (internal).

Quotes are sets of tokens per part. One assignment maximises the Dice
coefficients of contents, with small bonuses; it also pairs what is left over
although nothing overlaps, so such a pair can earn credit for its type and
roles. Means are over (group, part) values, a group being a pair or an
unmatched quote.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from presscheck.document.model import Document, Offsets, Span
from presscheck.document.spans import pieces
from presscheck.layers.quotes.alignment import NormalQuote, aligned
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.measure.scipy_pairing import as_scipy_decides
from presscheck.profiles.base import Profile

PARTS = ("quote", "addressee", "cue", "speaker", "frame")
"""The peer's parts."""

SAME_TYPE = 0.01
SAME_MEDIUM = 0.001
"""Bonuses of overlapping pairs; the medium of two quotes without one is the same."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


class Tokens:
    """The tokens of a text: those that are given, else runs of letters, digits and `_`, or single characters.

    Args:
        text: of the document.
        given: the places of its tokens; empty where nobody gives any.

    >>> sorted(Tokens("“Yes,” he said.").covered([Span(start=0, end=6)]))
    [0, 1, 2, 3]
    """

    def __init__(self, text: str, given: Sequence[Offsets] = ()) -> None:
        self._size = len(text)
        spans = sorted(given) or [m.span() for m in _TOKEN.finditer(text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def covered(self, spans: Iterable[Span | None]) -> frozenset[int]:
        """The tokens of which any character lies in one of the spans; invented ones besides."""
        found: set[int] = set()
        for span in spans:
            if span is None:
                continue
            first, last = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
            found.update(range(first, last))
            if span.start >= self._size:
                invented = len(_TOKEN.findall(span.text or ""))
                found.update(-1 - span.start - i for i in range(invented))
        return frozenset(found)


class Group(NamedTuple):
    """One quote as the peer sees it; all empty for the missing side of an unmatched one."""

    parts: tuple[frozenset[int], ...]
    form: str | None
    medium: str | None


NOTHING = Group((frozenset(),) * len(PARTS), None, None)


def groups(pair: DocumentPair) -> list[tuple[Group, Group]]:
    """Gold and prediction of every assigned pair, then the unmatched of either side."""
    found = pair.once(aligned)
    tokens = Tokens(found.text, pair.gold.tokens or ())
    gold = [_group(q, tokens) for q in _in_file_order(found.gold, pair.gold)]
    pred = [_group(q, tokens) for q in _in_file_order(found.pred, pair.pred)]
    weights = {
        (i, j): weight for i, g in enumerate(gold) for j, p in enumerate(pred) if (weight := _weight(g, p))
    }
    # The peer's solver pairs whatever is left as long as both sides have some.
    pairs = as_scipy_decides(weights, len(gold), len(pred), idle=True)
    left = set(range(len(gold))).difference(i for i, _ in pairs)
    over = set(range(len(pred))).difference(j for _, j in pairs)
    return [
        *((gold[i], pred[j]) for i, j in pairs),
        *((gold[i], NOTHING) for i in sorted(left)),
        *((NOTHING, pred[j]) for j in sorted(over)),
    ]


def _in_file_order(quotes: Iterable[NormalQuote], doc: Document) -> list[NormalQuote]:
    """Quotes as the file has them, by which the peer's solver decides among equal sums."""
    place = {id(quote): i for i, quote in enumerate(doc.quotes or ())}
    return sorted(quotes, key=lambda q: place[id(q.quote)])


def _group(said: NormalQuote, tokens: Tokens) -> Group:
    quote = said.quote
    named = (quote.addressee, quote.cue, quote.source, quote.frame)
    sides = (quote.content, *map(pieces, named))
    medium = quote.medium if isinstance(quote.medium, str) else None
    return Group(tuple(tokens.covered(spans) for spans in sides), said.type, medium)


def _weight(gold: Group, pred: Group) -> float:
    """The peer's number, rounded where it rounds."""
    ours, theirs = gold.parts[0], pred.parts[0]
    shared = len(ours & theirs)
    if not shared:
        return 0.0
    precision, recall = shared / len(theirs), shared / len(ours)
    dice = 2 * precision * recall / (precision + recall)
    return dice + SAME_TYPE * (gold.form == pred.form) + SAME_MEDIUM * (gold.medium == pred.medium)


def means(parts: slice, pair: DocumentPair) -> Cells:
    """Sums over groups and parts of precision and recall by tokens, and how many of each are defined."""
    cells = Counts()
    for gold, pred in pair.once(groups):
        for ours, theirs in zip(gold.parts[parts], pred.parts[parts], strict=True):
            shared = len(ours & theirs)
            precision = (shared / len(theirs), 1) if theirs else (0, 0)
            recall = (shared / len(ours), 1) if ours else (0, 0)
            cells += Counts(*precision, *recall)
    return Cells.from_counts({"": cells})


def forms(pair: DocumentPair) -> Cells:
    """Groups with equal types; a pair without any common token counts like any other."""
    both = pair.once(groups)
    right = sum(gold.form == pred.form for gold, pred in both)
    n_pred = sum(pred is not NOTHING for _, pred in both)
    n_gold = sum(gold is not NOTHING for gold, _ in both)
    return Cells.from_counts({"": Counts(right, n_pred, right, n_gold)})


def media(pair: DocumentPair) -> Cells:
    """Groups with equal media, among those that have one."""
    both = pair.once(groups)
    right = sum(gold.medium == pred.medium is not None for gold, pred in both)
    n_pred = sum(pred.medium is not None for _, pred in both)
    n_gold = sum(gold.medium is not None for gold, _ in both)
    return Cells.from_counts({"": Counts(right, n_pred, right, n_gold)})


def _row(name: str, says: str, count: Callable[[DocumentPair], Cells], formula: str) -> Measure:
    return Measure(
        id=f"gnqa.{name}",
        layer="quotes",
        says=says,
        formula=formula,
        source="uhh-lt/german-news-quotation-attribution-2024, eval.py, commit 74e7bd6; undefined is null",
        count=count,
        symmetric=False,
    )


_MEANS = (
    "P = mean of |g ∩ p| / |p| over the values that have predicted tokens; R likewise over gold's; F of both"
)

PROFILE = Profile(
    name="gnqa",
    says="The scorer of SpkAtt-2023 task 2 and of German news quotation attribution 2024 (commit "
    "74e7bd6). It counts tokens: the gold document's `tokens`, which the field map `gnqa` keeps, else "
    "words and single marks, with which figures on its own corpora differ. Among several best "
    "assignments the order of the file decides, as there. Where it stops because a side has no token of a "
    "part, the value is null.",
    measures=(
        _row("msg", "Tokens of the content, the mean over groups.", partial(means, slice(0, 1)), _MEANS),
        _row(
            "roles",
            "Tokens of cue, source, addressee and frame, the mean over all (group, role) values.",
            partial(means, slice(1, None)),
            _MEANS,
        ),
        _row(
            "joint",
            "Content and roles together, the mean over all values.",
            partial(means, slice(None)),
            _MEANS,
        ),
        _row("form", "Quote types of the groups, micro.", forms, "tp = groups of equal type"),
        _row("stwr", "Media of the groups, micro.", media, "tp = groups of equal medium"),
    ),
)
