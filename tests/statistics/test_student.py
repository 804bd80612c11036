"""Student's t against scipy."""

import random

import pytest
import scipy.stats as scipy_stats

from presscheck.statistics.student import quantile, tail


def test_quantiles_equal_scipys():
    """Every quantile that an interval or a test can ask for, to 1e-9."""
    for df in (*range(1, 60), 99, 100, 999, 9_999, 99_999):
        for p in (0.5, 0.6, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.9995, 0.025, 0.2):
            expected = scipy_stats.t.ppf(p, df)
            assert quantile(p, df) == pytest.approx(expected, rel=1e-9, abs=1e-9), (p, df)


def test_tails_equal_scipys():
    """The tail beyond random t values, far out too."""
    rng = random.Random(3)
    for _ in range(500):
        df, t = rng.randrange(1, 400), rng.gauss(0, 1) * 10 ** rng.uniform(-4, 1.5)
        assert tail(t, df) == pytest.approx(scipy_stats.t.sf(t, df), rel=1e-7, abs=1e-12), (t, df)


def test_the_quantile_inverts_the_tail():
    """The result of `quantile` has the requested tail."""
    for df in (1, 2, 11, 300):
        for p in (0.55, 0.9, 0.999):
            assert tail(quantile(p, df), df) == pytest.approx(1 - p, abs=1e-12)
