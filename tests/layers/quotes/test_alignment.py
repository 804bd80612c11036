"""Contents as sets of characters, and the alignment: optimal, exact in ties, against every assignment."""

import random
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presscheck.document.model import Quote, Span
from presscheck.layers.quotes.alignment import NormalQuote, align
from presscheck.layers.quotes.content import (
    Content,
    content,
    dice,
    of_parts,
    overlap,
    same,
    trimmed,
    trimmed_parts,
)

SPANS = st.lists(st.tuples(st.integers(0, 25), st.integers(1, 8)), min_size=1, max_size=3)
TEXTS = st.text(alphabet="ab ”“.\u2009", min_size=34, max_size=34)


def characters(text, parts):
    """The definition itself: positions of characters other than white space."""
    return {i for start, end in parts for i in range(start, end) if not text[i].isspace()}


def ends(spans):
    return [(start, start + size) for start, size in spans]


@settings(max_examples=300, deadline=None)
@given(TEXTS, SPANS, SPANS)
def test_contents_are_sets_of_characters(text, one, two):
    """Sizes and overlaps equal those of plain sets, whatever the order and cut of the parts."""
    a, b = of_parts(ends(one), text), of_parts(ends(two), text)
    first, second = characters(text, ends(one)), characters(text, ends(two))
    assert (a.size, b.size, overlap(a, b, text)) == (len(first), len(second), len(first & second))
    assert same(a, b, text) == (first == second)


@settings(max_examples=200, deadline=None)
@given(TEXTS, SPANS)
def test_trimming_twice_changes_nothing(text, spans):
    """Trimmed content has no edge left to trim, and is a subset of the original."""
    whole = of_parts(ends(spans), text)
    once = trimmed(whole, text)
    assert characters(text, once.parts) <= characters(text, whole.parts)
    assert same(trimmed(once, text), once, text)


@settings(max_examples=300, deadline=None)
@given(TEXTS, SPANS, SPANS)
def test_trimmed_parts_are_the_same_where_their_characters_are(text, one, two):
    """Comparing parts compares sets of characters, without counting any."""
    a, b = of_parts(ends(one), text), of_parts(ends(two), text)
    equal = characters(text, trimmed(a, text).parts) == characters(text, trimmed(b, text).parts)
    assert (trimmed_parts(a.parts, text) == trimmed_parts(b.parts, text)) == equal


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("that “we agree,”", "we agree"),
        ("“That is so.”", "is so"),
        ("thatched roofs", "thatched roofs"),
        ("– ‘yes’ …", "yes"),
        ("in the U.S.", "in the U.S"),
        ("“”", ""),
    ],
)
def test_trimmed_words(words, bare):
    """Marks, edge punctuation and one leading *that* go; the rest stays."""
    found = trimmed(of_parts([(0, len(words))], words), words)
    assert "".join(words[start:end] for start, end in found.parts) == bare


def test_invented_parts_count_by_their_own_words():
    """Words that stand nowhere have a size and overlap nothing."""
    text = "We agree."
    made_up = content([Span(start=20, end=40, text="no  way"), Span(start=0, end=2)], text)
    assert made_up == Content(((0, 2),), ((20, 40),), 7)
    assert overlap(made_up, of_parts([(0, 9)], text), text) == 2


def quotes(rng, text):
    """Quotes with content, in canonical order."""
    made = []
    for _ in range(rng.randrange(5)):
        start = rng.randrange(len(text) - 2)
        parts = [(start, min(len(text), start + 1 + rng.randrange(6)))]
        made.append(NormalQuote(Quote(content=[]), of_parts(parts, text), rng.choice(["direct", "mixed"])))
    return tuple(sorted((q for q in made if q.content.size), key=lambda q: (q.content, q.type)))


def aims(pairs, gold, pred, text):
    """Return the values that the specification maximises, in its order, for one alignment."""
    shared = [overlap(gold[i].content, pred[j].content, text) for i, j in pairs]
    return (
        sum(
            (
                dice(n, gold[i].content.size, pred[j].content.size)
                for n, (i, j) in zip(shared, pairs, strict=True)
            ),
            Fraction(0),
        ),
        sum(gold[i].type == pred[j].type for i, j in pairs),
        -sum(abs(gold[i].content.start - pred[j].content.start) for i, j in pairs),
    )


def every_alignment(gold, pred, text):
    """All one-to-one pairings of quotes that share a character, by brute force."""
    small, large = (gold, pred) if len(gold) <= len(pred) else (pred, gold)
    for order in permutations(range(len(large)), len(small)):
        pairs = [(i, j) if small is gold else (j, i) for i, j in enumerate(order)]
        yield [(i, j) for i, j in pairs if overlap(gold[i].content, pred[j].content, text)]


def test_alignment_is_the_best_of_all():
    """No pairing has more Dice; none with as much has more equal types; none of those is nearer."""
    for seed in range(500):
        rng = random.Random(seed)
        text = "".join(rng.choice("abc ") for _ in range(16))
        gold, pred = quotes(rng, text), quotes(rng, text)
        pairs = [(p.gold, p.pred) for p in align(text, gold, pred).pairs]
        best = max(aims(some, gold, pred, text) for some in every_alignment(gold, pred, text))
        assert aims(pairs, gold, pred, text) == best, seed


def test_alignment_value_equals_scipy():
    """On larger random documents the sum of Dice is that of scipy's assignment."""
    from scipy.optimize import linear_sum_assignment

    for seed in range(60):
        rng = random.Random(seed)
        text = "abcdefghij" * 30
        sides = [
            tuple(
                NormalQuote(Quote(content=[]), of_parts([(s, s + 1 + rng.randrange(40))], text), "direct")
                for s in sorted(rng.sample(range(250), 25))
            )
            for _ in range(2)
        ]
        gold, pred = sides
        grid = [
            [float(dice(overlap(g.content, p.content, text), g.content.size, p.content.size)) for p in pred]
            for g in gold
        ]
        rows, columns = linear_sum_assignment(grid, maximize=True)
        best = sum(grid[i][j] for i, j in zip(rows, columns, strict=True))
        mine = aims([(p.gold, p.pred) for p in align(text, gold, pred).pairs], gold, pred, text)[0]
        assert float(mine) == pytest.approx(best, abs=1e-9)


def test_quotes_without_a_common_character_are_never_aligned():
    """Not even if they are all there is, of one type and side by side."""
    text = "ab cd"
    one, two = (NormalQuote(Quote(content=[]), of_parts([part], text), "direct") for part in ((0, 2), (3, 5)))
    assert align(text, (one,), (two,)).pairs == ()


def test_ties_go_to_the_type_then_to_the_place():
    """Of two equally good predictions the one of gold's type is taken, else the nearer one."""
    text = "abcdefghij"

    def said(start, end, kind):
        return NormalQuote(Quote(content=[]), of_parts([(start, end)], text), kind)

    gold = (said(2, 6, "mixed"),)
    typed = (said(0, 4, "direct"), said(4, 8, "mixed"))
    assert [p.pred for p in align(text, gold, typed).pairs] == [1]
    placed = (said(0, 4, "direct"), said(3, 7, "direct"), said(2, 5, "direct"))
    nearer = (said(0, 4, "direct"), said(3, 5, "direct"))
    assert [p.pred for p in align(text, gold, placed).pairs] == [2]
    assert [
        p.pred
        for p in align(text, (said(1, 5, "mixed"),), (said(0, 4, "direct"), said(2, 6, "direct"))).pairs
    ] == [0]
    assert len(align(text, gold, nearer).pairs) == 1
