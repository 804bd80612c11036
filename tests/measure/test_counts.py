"""counts.py: adding and dividing."""

import random

import pytest

from presscheck.measure.counts import Counts, harmonic, ratio, total


def test_zero_over_zero_is_undefined():
    """Nothing asked and nothing said is None, never 0 or 1."""
    assert ratio(0, 0) is None
    assert Counts().score() == (None, None, None)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(0, 3, 0, 0), (0.0, None, 0.0)),
        (Counts(0, 0, 0, 3), (None, 0.0, 0.0)),
        (Counts(2, 4, 2, 2), (0.5, 1.0, 2 / 3)),
        (Counts(0, 1, 0, 1), (0.0, 0.0, 0.0)),
    ],
)
def test_score_of_one_sided_and_whole_counts(counts, expected):
    """F1 is 0 when only one ratio is defined, and the harmonic mean otherwise."""
    assert counts.score() == expected


def test_total_is_the_sum_over_any_partition():
    """Adding in groups gives what adding one by one gives."""
    rng = random.Random(7)
    parts = [Counts(*(rng.randrange(9) for _ in range(4))) for _ in range(50)]
    cut = rng.randrange(50)
    assert total(parts) == total(parts[:cut]) + total(parts[cut:])


def test_harmonic_is_symmetric():
    """The choice of the ratio does not matter."""
    assert harmonic(0.25, 0.75) == harmonic(0.75, 0.25)
