"""clusters.py: the classic cases to the fraction, and what must hold for any clusters."""

import itertools
import random
import re
import tomllib
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from tests.conftest import ROOT

from presscheck.measure import clusters
from presscheck.measure.clusters import contingency
from presscheck.measure.counts import Counts, total

CASES = tomllib.loads((ROOT / "tests/cases/clusters.toml").read_text(encoding="utf-8"))["case"]
SUMS = {
    "mention": clusters.mentions,
    "muc": clusters.muc,
    "b3": clusters.b_cubed,
    "ceafm": clusters.ceaf_m,
    "ceafe": clusters.ceaf_e,
    "lea": clusters.lea,
    "coreferent": clusters.coreferent_links,
    "other": clusters.other_links,
}
HALVED = {"F1", "I1", "K1", "M3", "M6", "N3", "N6"}
"""Luo's BLANC is half the CoNLL scorer's if gold lacks one kind of link and the prediction has it."""


def parsed(notation):
    """`{abc} {d}` as clusters of letters."""
    return re.findall(r"\{([^}]*)\}", notation)


def table_of(case):
    return contingency(parsed(case["gold"]), parsed(case["pred"]))


def same_ratio(part, whole, fraction):
    """Counts equal to an unreduced fraction, which may be 0/0."""
    top, bottom = map(int, fraction.split("/"))
    if not bottom:
        return part == whole == 0
    return Fraction(part).limit_denominator(10**6) / Fraction(whole) == Fraction(top, bottom)


@pytest.mark.parametrize("name", SUMS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_classic_cases_to_the_fraction(case, name):
    """A1 to N6 and P1: numerators over denominators of recall and precision are the published ones."""
    counts = SUMS[name](table_of(case))
    recall, precision = case[name]
    assert same_ratio(counts.tp_gold, counts.n_gold, recall)
    assert same_ratio(counts.tp_pred, counts.n_pred, precision)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_classic_cases_as_the_reference_scorers_print_them(case):
    """F1 to six digits, and BLANC with both scorers' corner cases."""
    table = table_of(case)
    for name, value in case["f1"].items():
        assert (SUMS[name](table).score().f1 or 0) == pytest.approx(value, abs=1e-6), name
    links = clusters.coreferent_links(table), clusters.other_links(table)
    recall, precision, f1 = case["blanc"]
    blanc = clusters.blanc(*links)
    found = [value or 0 for value in (blanc.recall, blanc.precision, blanc.f1)]
    assert found == pytest.approx([recall, precision, f1], abs=1e-6)
    luo = clusters.blanc_luo(*links)
    assert luo.f1 == pytest.approx(f1 / 2 if case["id"] in HALVED else f1, abs=1e-6)


CORNERS = [
    # gold, pred, then the F1 of muc, b3, ceafe, lea, blanc; None where nothing is defined
    ("{a}", "{a}", (None, 1, 1, 1, None)),
    ("{a} {b}", "{ab}", (0, 2 / 3, 4 / 9, 0, 0)),
    ("{a}", "{a} {b}", (None, 2 / 3, 2 / 3, 2 / 3, 0)),
    ("{a}", "{ab}", (0, 2 / 5, 2 / 3, 0, 0)),
    ("", "", (None, None, None, None, None)),
    ("{ab}", "", (0, 0, 0, 0, 0)),
    ("", "{ab}", (0, 0, 0, 0, 0)),
]


@pytest.mark.parametrize(("gold", "pred", "expected"), CORNERS)
def test_corners(gold, pred, expected):
    """One mention, no mention, one kind of link: 0/0 is undefined, and F1 is 0 if it is one-sided."""
    table = contingency(parsed(gold), parsed(pred))
    found = [SUMS[name](table).score().f1 for name in ("muc", "b3", "ceafe", "lea")]
    found.append(clusters.blanc(clusters.coreferent_links(table), clusters.other_links(table)).f1)
    assert found == pytest.approx(list(expected))


def test_blanc_without_any_link_in_gold_says_which_ratio_is_undefined():
    """Gold of one mention has no pair to recall; a predicted pair costs precision."""
    table = contingency(["a"], ["ab"])
    links = clusters.coreferent_links(table), clusters.other_links(table)
    assert clusters.blanc(*links) == (0.0, None, 0.0)


PARTITIONS = st.lists(st.integers(0, 4), min_size=9, max_size=9)


def _partition(labels, shift=0):
    """Mentions 0..8 by label; label 0 leaves a mention out."""
    groups = {}
    for mention, label in enumerate(labels):
        if label:
            groups.setdefault(label, []).append(mention + shift)
    return list(groups.values())


def _links(partition):
    """Pairs by the definition: inside a cluster, and across."""
    owner = {m: i for i, cluster in enumerate(partition) for m in cluster}
    pairs = set(itertools.combinations(sorted(owner), 2))
    inside = {(a, b) for a, b in pairs if owner[a] == owner[b]}
    return inside, pairs - inside


@settings(max_examples=150, deadline=None)
@given(PARTITIONS, PARTITIONS)
def test_link_counts_equal_sets_of_pairs(a, b):
    """BLANC's cells without building a pair are what building all pairs gives."""
    gold, pred = _partition(a), _partition(b)
    table = contingency(gold, pred)
    for arithmetic, kind in ((clusters.coreferent_links, 0), (clusters.other_links, 1)):
        in_gold, in_pred = _links(gold)[kind], _links(pred)[kind]
        both = len(in_gold & in_pred)
        assert arithmetic(table) == Counts(both, len(in_pred), both, len(in_gold))


@settings(max_examples=150, deadline=None)
@given(PARTITIONS, PARTITIONS)
def test_sides_swap_and_ratios_are_bounded(a, b):
    """Every sum of gold against pred is that of pred against gold, turned; no ratio leaves 0 to 1."""
    one, two = contingency(_partition(a), _partition(b)), contingency(_partition(b), _partition(a))
    for name, arithmetic in SUMS.items():
        tp_pred, n_pred, tp_gold, n_gold = arithmetic(two)
        assert arithmetic(one) == pytest.approx(Counts(tp_gold, n_gold, tp_pred, n_pred)), name
        for value in arithmetic(one).score():
            assert value is None or -1e-12 <= value <= 1 + 1e-12


@settings(max_examples=100, deadline=None)
@given(PARTITIONS, PARTITIONS, st.randoms())
def test_order_of_clusters_and_mentions_does_not_matter(a, b, rng):
    """Shuffling changes no count."""
    gold, pred = _partition(a), _partition(b)
    turned = [[rng.sample(c, len(c)) for c in rng.sample(side, len(side))] for side in (gold, pred)]
    for arithmetic in SUMS.values():
        assert arithmetic(contingency(gold, pred)) == pytest.approx(arithmetic(contingency(*turned)))


@settings(max_examples=100, deadline=None)
@given(PARTITIONS, PARTITIONS, PARTITIONS, PARTITIONS)
def test_unconnected_entities_may_as_well_be_another_document(a, b, c, d):
    """Entities that share nothing with the rest add up as documents do, for all but BLANC."""
    first, second = (_partition(a), _partition(b)), (_partition(c, 100), _partition(d, 100))
    whole = contingency(first[0] + second[0], first[1] + second[1])
    for name in ("mention", "muc", "b3", "ceafm", "ceafe", "lea"):
        parts = [SUMS[name](contingency(*side)) for side in (first, second)]
        assert SUMS[name](whole) == pytest.approx(total(parts)), name


def test_five_hundred_mentions_need_no_pairs(monkeypatch):
    """A large document is counted by its overlapping clusters: no larger set is built."""
    rng = random.Random(2)
    gold = _clusters(rng)
    pred = [[m for m in cluster if rng.random() < 0.8] for cluster in gold]
    table = contingency(gold, [c for c in pred if c])
    assert len(table.cells) <= 150
    asked = []
    real = clusters.assignment.assignment
    monkeypatch.setattr(clusters.assignment, "assignment", lambda w: asked.append(len(w)) or real(w))
    for arithmetic in SUMS.values():
        arithmetic(table)
    assert asked == [len(table.cells)] * 2


def test_ceaf_of_a_component_too_large_for_our_solver_equals_scipys(monkeypatch):
    """More than 64 by 64 entities that hang together: both similarities, and with our own solver as well."""
    rng = random.Random(4)
    sides = [[[] for _ in range(90)] for _ in "ab"]
    for mention in range(900):
        for side in sides:
            side[rng.randrange(90)].append(mention)
    table = contingency(*sides)
    for arithmetic, similar in ((clusters.ceaf_m, table.cells), (clusters.ceaf_e, clusters.phi4(table))):
        grid = np.zeros((90, 90))
        for cell, value in similar.items():
            grid[cell] = value
        best = grid[linear_sum_assignment(grid, maximize=True)].sum()
        assert arithmetic(table).tp_gold == pytest.approx(best, rel=0, abs=1e-9)
        with monkeypatch.context() as patched:
            patched.setattr(clusters.assignment, "LARGE", 1000)
            assert arithmetic(table).tp_gold == pytest.approx(best, rel=0, abs=1e-9)


def _clusters(rng):
    found = [[] for _ in range(150)]
    for mention in range(500):
        found[rng.randrange(150)].append(mention)
    return [c for c in found if c]


def test_an_undefined_part_counts_zero_in_the_conll_mean():
    """Only singletons: MUC is undefined, the mean is that of 0 and two ones."""
    table = contingency(["a", "b"], ["a", "b"])
    parts = [f(table) for f in (clusters.muc, clusters.b_cubed, clusters.ceaf_e)]
    assert clusters.conll(parts) == pytest.approx(2 / 3)
    assert clusters.conll([Counts()] * 3) is None
