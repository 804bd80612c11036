"""match.py: maximal, one-to-one, exact, and the same in any order."""

import random
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from presscheck.measure import assignment

CELLS = st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.integers(0, 9), max_size=20)


def _worth(weights, pairs):
    return sum(weights[pair] for pair in pairs)


def _dense(weights):
    grid = np.zeros((1 + max(r for r, _ in weights), 1 + max(c for _, c in weights)))
    for cell, weight in weights.items():
        grid[cell] = weight
    return grid


def _random_cells(rng, size, fill):
    cells = [(r, c) for r in range(size) for c in range(size) if rng.random() < fill]
    return {cell: rng.randrange(1, 30) for cell in cells}


@settings(max_examples=300, deadline=None)
@given(CELLS)
def test_an_assignment_is_one_to_one_and_worth_as_much_as_scipys(weights):
    """No pairing is worth more, no row or column is used twice, and nothing worthless is paired."""
    pairs = assignment.assignment(weights)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
    assert all(weights[pair] > 0 for pair in pairs)
    if weights:
        grid = _dense(weights)
        assert _worth(weights, pairs) == grid[linear_sum_assignment(grid, maximize=True)].sum()


@pytest.mark.parametrize(("size", "fill"), [(12, 0.3), (30, 0.2), (30, 0.9)])
def test_what_peeling_leaves_is_solved_too(size, fill):
    """Dense and sparse components agree with scipy on seeded cases, for integers, fractions and floats."""
    rng = random.Random(size)
    for _ in range(30):
        weights = _random_cells(rng, size, fill)
        grid = _dense(weights)
        best = grid[linear_sum_assignment(grid, maximize=True)].sum()
        thirds = {cell: Fraction(weight, 3) for cell, weight in weights.items()}
        floats = {cell: weight / 3 for cell, weight in weights.items()}
        assert _worth(weights, assignment.assignment(weights)) == best
        assert _worth(thirds, assignment.assignment(thirds)) == Fraction(int(best), 3)
        assert _worth(floats, assignment.assignment(floats)) == pytest.approx(best / 3, abs=1e-9)


def test_a_large_component_is_worth_the_same_with_scipy_and_without(monkeypatch):
    """The switch to scipy above 64 by 64 changes nothing but time, and never touches fractions."""
    rng = random.Random(5)
    weights = _random_cells(rng, 80, 0.5)
    with_scipy = _worth(weights, assignment.assignment(weights))
    exact = {cell: Fraction(weight) for cell, weight in weights.items()}
    assert _worth(exact, assignment.assignment(exact)) == with_scipy
    monkeypatch.setattr(assignment, "LARGE", 10_000)
    assert _worth(weights, assignment.assignment(weights)) == with_scipy


def test_weights_too_large_for_floats_are_compared_exactly(monkeypatch):
    """The assignment tells two integers apart that are one float."""
    monkeypatch.setattr(assignment, "LARGE", 1)
    big = 1 << 60
    weights = {(0, 0): big, (0, 1): big + 1, (1, 0): big + 1, (1, 1): big + 1}
    assert assignment.assignment(weights) == [(0, 1), (1, 0)]


@settings(max_examples=100, deadline=None)
@given(CELLS, st.randoms())
def test_the_order_of_cells_does_not_matter(weights, rng):
    """Ties are settled by row and column numbers, not by the order of a dict."""
    shuffled = dict(rng.sample(list(weights.items()), len(weights)))
    assert assignment.assignment(weights) == assignment.assignment(shuffled)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.integers(0, 1), st.integers(0, 2), st.fractions(0, 1, max_denominator=7)),
        max_size=12,
    )
)
def test_ranked_weights_put_the_first_aim_first(values):
    """The assignment of ranked weights has the lexicographically largest sums of all assignments."""

    def sums(pairs):
        return tuple(sum(values[pair][aim] for pair in pairs) for aim in range(3))

    best = max(
        sums([(r, c) for r, c in enumerate(columns) if (r, c) in values])
        for columns in permutations(range(4))
    )
    assert sums(assignment.assignment(assignment.ranked(values))) == best


def test_touching_finds_exactly_the_overlapping_spans():
    """Nested, crossing and repeated spans, against the definition."""
    rng = random.Random(3)
    for _ in range(200):
        spans = [
            [(s := rng.randrange(30), s + rng.randrange(1, 12)) for _ in range(rng.randrange(9))]
            for _ in "ab"
        ]
        gold, pred = map(sorted, spans)
        expected = [
            (i, j) for i, a in enumerate(gold) for j, b in enumerate(pred) if assignment.overlap(a, b) > 0
        ]
        assert assignment.touching(gold, pred) == expected
