"""Align predicted quotes with gold quotes: once per document, for every measure.

The one-to-one alignment with the greatest sum of Dice coefficients over
contents. Quotes that share no character are never aligned. Ties go to more
pairs of equal type, then to the smaller sum of distances between first
characters, then to the first in canonical order; never to the speaker.

A quote without content has a cue alone: it is aligned for frames and speakers
only (`aligned_frames`), and no row of contents sees it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from fractions import Fraction
from functools import partial
from operator import lt
from typing import Any, NamedTuple

from presscheck.document import ranks
from presscheck.document.model import Document, Offsets, Quote, Span
from presscheck.document.spans import pieces
from presscheck.layers.quotes.content import Content, Contents, dice, of_parts, overlap
from presscheck.layers.texts import mark_pairs
from presscheck.layers.texts.mark_pairs import Marks
from presscheck.measure import assignment
from presscheck.measure.measure import DocumentPair


class NormalQuote(NamedTuple):
    """A quote as it is compared.

    Args:
        quote: the record.
        content: its content in normal form (in the quoted view: what is inside marks).
        type: its own, else the derived one; empty where it has none and the marks of the text are not known.
    """

    quote: Quote
    content: Content
    type: str


class QuotePair(NamedTuple):
    """Two aligned quotes.

    Args:
        gold: place in `Alignment.gold`.
        pred: place in `Alignment.pred`.
        shared: characters in both contents, white space aside.
        size: characters of the one and of the other, added up: Dice is 2 * shared / size.

    >>> QuotePair(0, 0, shared=4, size=8).same, QuotePair(0, 0, shared=1, size=4).half
    (True, True)
    >>> QuotePair(0, 0, shared=1, size=5).half
    False
    """

    gold: int
    pred: int
    shared: int
    size: int

    @property
    def same(self) -> bool:
        """Return whether the contents are the same set of characters."""
        return 2 * self.shared == self.size

    @property
    def half(self) -> bool:
        """Return whether the Dice coefficient is at least one half."""
        return 4 * self.shared >= self.size


class Alignment:
    """Both sides' quotes in canonical order, their types, and the pairs, by gold quote."""

    __slots__ = ("gold", "pairs", "pred", "text", "types")

    def __init__(
        self,
        text: str,
        gold: tuple[NormalQuote, ...],
        pred: tuple[NormalQuote, ...],
        pairs: tuple[QuotePair, ...],
    ) -> None:
        self.text, self.gold, self.pred, self.pairs = text, gold, pred, pairs
        self.types = [said.type for said in gold], [said.type for said in pred]


def aligned(pair: DocumentPair) -> Alignment:
    """The alignment of whole contents."""
    text = pair.gold.text or ""
    marks = partial(pair.once, text_marks)
    contents = Contents(text)
    return align(text, said(pair.gold, contents, marks), said(pair.pred, contents, marks))


def aligned_quoted(pair: DocumentPair) -> Alignment:
    """The alignment of what stands inside quotation marks; quotes without such a part are left out."""
    whole = pair.once(aligned)
    marks = pair.once(text_marks)
    return align(whole.text, _quoted(whole.gold, marks), _quoted(whole.pred, marks))


def text_marks(pair: DocumentPair) -> Marks:
    """The quotation marks of gold's text; gold says whether single ones count, for both sides."""
    return mark_pairs.of(pair.gold)


def aligned_frames(pair: DocumentPair) -> Alignment:
    """The alignment of whole contents, and behind it the quotes whose message is not in the text.

    These are paired by equal cue with one another alone; several with one cue in canonical order.
    """
    whole = pair.once(aligned)
    gold, pred = _without_content(pair.gold), _without_content(pair.pred)
    if not gold or not pred:
        return whole
    partners: defaultdict[frozenset[Offsets], list[int]] = defaultdict(list)
    for j in reversed(range(len(pred))):
        partners[_cue(pred[j])].append(j)
    pairs = [
        QuotePair(len(whole.gold) + i, len(whole.pred) + partners[cue].pop(), shared=0, size=0)
        for i, cue in enumerate(map(_cue, gold))
        if partners.get(cue)
    ]
    return Alignment(whole.text, whole.gold + gold, whole.pred + pred, (*whole.pairs, *pairs))


def _without_content(doc: Document) -> tuple[NormalQuote, ...]:
    """The quotes that have a cue alone; they have no type either."""
    bare = [NormalQuote(q, _NOTHING, "") for q in doc.quotes or () if not q.content and q.cue]
    return _ordered(bare, doc) if bare else ()


def _cue(said: NormalQuote) -> frozenset[Offsets]:
    return frozenset((piece.start, piece.end) for piece in pieces(said.quote.cue))


_NOTHING = Content((), (), 0)


def said(doc: Document, contents: Contents, marks: Callable[[], Marks]) -> tuple[NormalQuote, ...]:
    """The quotes of a document in canonical order.

    Args:
        doc: gold or prediction.
        contents: of the gold document's text.
        marks: the marks of that text; asked only if a quote has no type of its own.
    """
    quotes = [
        NormalQuote(quote, whole := contents.of(quote.content), quote.type or _type(quote, whole, marks()))
        for quote in doc.quotes or ()
        if quote.content
    ]
    return tuple(quotes) if _in_order(quotes) else _ordered(quotes, doc)


def _ordered(quotes: Iterable[NormalQuote], doc: Document) -> tuple[NormalQuote, ...]:
    rank = ranks.entities(doc)
    return tuple(sorted(quotes, key=lambda said: (_place(said), ranks.quote(said.quote, rank))))


def _in_order(quotes: list[NormalQuote]) -> bool:
    """Return whether quotes are in canonical order, as in most files; one look at the contents is enough."""
    parts = [said.content.parts for said in quotes]
    return all(map(lt, parts, parts[1:]))


def _type(quote: Quote, whole: Content, marks: Marks) -> str:
    """The derived type; of words that do not stand in the text by their own marks."""
    if whole.parts:
        return marks.quote_type(whole.parts) or ""
    own = "\n".join(part.text or "" for part in quote.content)
    return Marks(own, marks.single).quote_type([(0, len(own))]) or ""


def _quoted(quotes: Iterable[NormalQuote], marks: Marks) -> tuple[NormalQuote, ...]:
    kept = (q._replace(content=_inside(q.content, marks)) for q in quotes)
    left = [q for q in kept if q.content.size]
    return tuple(left if _in_order(left) else sorted(left, key=_place))


def _inside(whole: Content, marks: Marks) -> Content:
    parts = [part for span in whole.parts for part in marks.clipped(*span)]
    return whole if (*parts,) == whole.parts and not whole.invented else of_parts(parts, marks.text)


def _place(said: NormalQuote) -> tuple[object, ...]:
    """Canonical order: by content, then by everything else, so that the order of records never counts."""
    quote = said.quote
    frame = _span(quote.cue), _span(quote.source), bool(quote.speaker)
    return said.content.parts, said.content.invented, said.type, *frame, len(quote.also)


def _span(phrase: Span | None) -> list[tuple[int, int, str]]:
    return [(piece.start, piece.end, piece.text or "") for piece in pieces(phrase)]


def align(text: str, gold: tuple[NormalQuote, ...], pred: tuple[NormalQuote, ...]) -> Alignment:
    """The one-to-one alignment with the greatest sum of Dice coefficients, exactly.

    Args:
        text: the gold document's text.
        gold: quotes in canonical order.
        pred: likewise.

    >>> def quotes(*parts):
    ...     contents = (of_parts([part], "a" * 12) for part in parts)
    ...     return tuple(NormalQuote(Quote(content=[]), content, "direct") for content in contents)
    >>> align("a" * 12, quotes((0, 10), (6, 12)), quotes((0, 3), (4, 12))).pairs
    (QuotePair(gold=0, pred=0, shared=3, size=13), QuotePair(gold=1, pred=1, shared=6, size=14))
    """
    shared = {
        (i, j): n for i, j in near(gold, pred) if (n := overlap(gold[i].content, pred[j].content, text))
    }
    rivals = len({i for i, _ in shared}) < len(shared) or len({j for _, j in shared}) < len(shared)
    chosen = _best(shared, gold, pred) if rivals else shared
    pairs = [
        QuotePair(i, j, shared[i, j], gold[i].content.size + pred[j].content.size) for i, j in sorted(chosen)
    ]
    return Alignment(text, gold, pred, tuple(pairs))


def _best(
    shared: dict[tuple[int, int], int], gold: tuple[NormalQuote, ...], pred: tuple[NormalQuote, ...]
) -> list[tuple[int, int]]:
    """The pairs of an alignment where some quote meets several."""
    rows = Counter([i for i, _ in shared])
    columns = Counter([j for _, j in shared])
    alone = [(i, j) for i, j in shared if rows[i] == columns[j] == 1]
    rivals = _in_canonical_order(shared.keys() - alone, gold, pred)
    weights = _weights({cell: _aims(gold[cell[0]], pred[cell[1]], shared[cell]) for cell in rivals})
    return alone + assignment.assignment(weights)


def near(gold: tuple[NormalQuote, ...], pred: tuple[NormalQuote, ...]) -> list[tuple[int, int]]:
    """The places of quotes that may overlap: from the first to the last character of each."""
    spans = [[q.content.reach for q in side] for side in (gold, pred)]
    golds, preds = (sorted(range(len(side)), key=side.__getitem__) for side in spans)
    found = assignment.touching([spans[0][i] for i in golds], [spans[1][j] for j in preds])
    return [(golds[i], preds[j]) for i, j in found]


def _aims(gold: NormalQuote, pred: NormalQuote, shared: int) -> tuple[Fraction, int, int]:
    """Value of a pair: Dice, equal type, and the distance of first characters (as little as possible)."""
    distance = abs(gold.content.start - pred.content.start)
    return dice(shared, gold.content.size, pred.content.size), int(gold.type == pred.type), distance


def _in_canonical_order(
    cells: Collection[tuple[int, int]], gold: tuple[NormalQuote, ...], pred: tuple[NormalQuote, ...]
) -> list[tuple[int, int]]:
    """Pairs in canonical order, the same whichever side is gold."""
    keys = [*map(_content_key, gold)], [*map(_content_key, pred)]
    rank = {key: n for n, key in enumerate(sorted({key for side in keys for key in side}))}
    ranks = [[rank[key] for key in side] for side in keys]

    def place(cell: tuple[int, int]) -> tuple[int, int, int, tuple[int, int]]:
        a, b = ranks[0][cell[0]], ranks[1][cell[1]]
        return min(a, b), max(a, b), a, cell

    return sorted(cells, key=place)


def _content_key(said: NormalQuote) -> tuple[Any, ...]:
    return said.content.parts, said.content.invented, said.type


RANKED = 1000
"""So many rivals, in canonical order, are told apart by their order alone; the others by their numbers."""


def _weights(aims: dict[tuple[int, int], tuple[Fraction, int, int]]) -> dict[tuple[int, int], int]:
    """One exact weight for all aims; no later aim outweighs an earlier one.

    Distances are taken off, because their sum is to be small; the pair that is first in canonical
    order weighs more than all later ones together.

    Args:
        aims: pairs in canonical order.
    """
    upper = assignment.ranked({cell: (weight, same) for cell, (weight, same, _) in aims.items()})
    most = min(len({i for i, _ in aims}), len({j for _, j in aims}))
    unit = most * max(distance for _, _, distance in aims.values()) + 1
    ranks = min(len(aims), RANKED)
    return {
        cell: ((unit * upper[cell] - distance) << ranks) + (1 << (ranks - 1 - rank) if rank < ranks else 0)
        for rank, (cell, (_, _, distance)) in enumerate(aims.items())
    }
