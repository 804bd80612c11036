"""The simulation of intervals and tests: what it recorded holds, and the code still agrees with it."""

import importlib.util
import json

import numpy as np
import pytest
from tests.conftest import ROOT

from presscheck.statistics import jackknife, paired

FOUND = json.loads((ROOT / "bench" / "coverage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def simulation():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("coverage_bench", ROOT / "bench" / "coverage.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tests_keep_their_level_from_ten_documents_up():
    """At a nominal 5 % equal systems are told apart in 3 to 7 % of the trials."""
    rates = {(r["documents"], r["test"]): r["rate"] for r in FOUND["levels"]}
    for n in (10, 20, 50):
        for test in ("randomisation", "paired t"):
            assert 0.03 <= rates[n, test] <= 0.07, (n, test)
    assert rates[3, "randomisation"] is None
    assert rates[5, "randomisation"] is None


def test_the_default_interval_covers_where_the_bootstrap_does_not():
    """The jackknife holds 92 % or more at every size; the bootstrap falls below 90 % with few units."""
    covered = {(r["corpus"], r["method"]): r["coverage"] for r in FOUND["coverage"]}
    sizes = list(dict.fromkeys(size for size, _ in covered))
    assert all(covered[size, "jackknife"] >= 0.92 for size in sizes)
    assert covered["3 documents", "bootstrap"] < covered["5 documents", "bootstrap"] < 0.9


def test_every_default_measure_covers_on_one_article():
    """By paragraph, and links by entity."""
    for row in FOUND["measures"]:
        assert row["coverage"] >= 0.88, row["measure"]
    assert {row["unit"] for row in FOUND["measures"]} == {"paragraph", "entity"}


def test_the_detectable_effect_shrinks_with_documents():
    """As one over the root of their number, about."""
    sizes = {r["documents"]: r["detectable"] for r in FOUND["effects"]}
    assert sizes[10] / sizes[200] == pytest.approx(20**0.5, rel=0.35)


def test_a_small_run_agrees_with_the_record(simulation):
    """The code that recorded is the code that runs: a few hundred trials, within their noise."""
    rng = np.random.Generator(np.random.PCG64(1))
    whole = simulation.truth(rng)
    held, told = 0, 0
    trials = 300
    for _ in range(trials):
        a, b = simulation.paragraphs(rng, 10, 2)
        low, high = jackknife.intervals(simulation.corpus(a))[simulation.ROW.id]["f1"]
        held += low <= whole <= high
        pair = ("a", simulation.corpus(a)), ("b", simulation.corpus(b))
        told += paired.paired(simulation.ROW, *pair, trials=200).p < 0.05
    recorded = next(
        r for r in FOUND["coverage"] if (r["corpus"], r["method"]) == ("10 documents", "jackknife")
    )
    assert held / trials == pytest.approx(recorded["coverage"], abs=0.05)
    assert told / trials <= 0.09
