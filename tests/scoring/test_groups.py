"""Groups of documents: counts, intervals and signatures of corpora too large for one unit a document."""

import json
import random

import pytest
from click.testing import CliRunner
from tests.helpers import generate

import presscheck
from presscheck import api
from presscheck.cli.main import group
from presscheck.distributed import jobs, parts
from presscheck.document.exceptions import UsageError
from presscheck.gating import baseline
from presscheck.measure.counts import Counts, total
from presscheck.scoring import items, plain_values, unit_counts
from presscheck.scoring.unit_counts import UnitCounts, group_of
from presscheck.statistics import merge, stored_results


@pytest.fixture(scope="module")
def corpus():
    """Sixty documents and predictions for them."""
    rng = random.Random(9)
    golds = [generate.document(rng, f"d{i}") for i in range(60)]
    return golds, [generate.prediction(rng, gold) for gold in golds]


def score(corpus, **options):
    """Every measure, in eight groups."""
    return api.score(*corpus, **{"measures": "all", "repeats": "first", "groups": "8"} | options)


def test_values_are_those_of_documents_and_intervals_are_over_groups(corpus):
    """Only intervals, means over documents and the signature know of groups."""
    grouped, single = score(corpus), score(corpus, groups=None)
    assert grouped.totals == single.totals
    assert grouped.signature.groups == "8"
    assert grouped.signature.documents == 60
    assert "groups:8|" in str(grouped.signature)
    ci = grouped["mention.strict"]["ci"]
    assert (ci["unit"], ci["units"]) == ("group", 8)
    assert ci["f1"][0] < grouped["mention.strict"]["f1"] < ci["f1"][1]
    assert "jackknife-logit-t over 8 groups" in str(grouped)
    assert "macro-doc" not in grouped["mention.strict"]


def test_a_group_is_the_sum_of_its_documents(corpus):
    """Exactly, whatever their order; the id alone says which group it is."""
    grouped, single = score(corpus), score(corpus, groups=None)
    backwards = score(tuple(side[::-1] for side in corpus))
    for cell in single.vectors:
        by_group = {i: [] for i in range(8)}
        for name, counts in zip(single.units, single.per_unit(cell), strict=True):
            by_group[group_of(name, 8)].append(counts)
        assert grouped.per_unit(cell) == [total(some) for some in by_group.values()]
        assert backwards.vectors[cell] == grouped.vectors[cell]


def test_many_documents_are_grouped_unasked(corpus, monkeypatch, tmp_path):
    """From one document more than the most, in one process as in several."""
    monkeypatch.setattr(unit_counts, "MOST", 59)
    monkeypatch.setattr(unit_counts, "GROUPS", 8)
    monkeypatch.setattr(parts, "BYTES", 9_000)
    assert score(corpus, groups=None).as_dict() == score(corpus).as_dict()
    assert score(tuple(side[:59] for side in corpus), groups=None).signature.groups is None
    files = []
    for name, side in zip(("gold", "pred"), corpus, strict=True):
        files.append(tmp_path / f"{name}.jsonl")
        files[-1].write_text("".join(json.dumps(doc) + "\n" for doc in side), encoding="utf-8")
    one, two = (score(files, groups=None, counting=jobs.counting(n)).as_dict() for n in (1, 2))
    assert json.dumps(one) == json.dumps(two)


def test_grouped_results_are_stored_compared_and_merged(corpus):
    """As others are."""
    result = score(corpus)
    assert stored_results.result(plain_values.plain(result)) == result
    halves = [score(tuple(side[a:b] for side in corpus)) for a, b in ((0, 25), (25, 60))]
    both = merge.merge(dict(zip("ab", halves, strict=True)))
    assert both.units == result.units
    assert both.whole("coref.b3") == pytest.approx(result.whole("coref.b3"))
    assert both["mention.strict"]["ci"] == result["mention.strict"]["ci"]
    worse = score((corpus[0], [{**pred, "mentions": pred["mentions"][1:]} for pred in corpus[1]]))
    found = presscheck.compare({"a": result, "b": worse}).differences[0]
    assert (found.unit, found.units) == ("group", 8)
    with pytest.raises(presscheck.InvalidInputError, match="is in"):
        merge.merge({"a": halves[0], "b": halves[0]})


def test_a_baseline_of_groups_has_no_items(corpus, tmp_path):
    """It holds counts alone, and gates as any other."""
    seen = items.Items()
    result = score(corpus, watch=seen)
    path = tmp_path / "baseline.json"
    path.write_text(baseline.dumps(baseline.from_result(result, seen.by_measure)), encoding="utf-8")
    assert baseline.read(str(path)).errors.measures == set()
    assert baseline.read(str(path)).result == result


def test_counts_of_documents_are_not_there():
    """The message says how to get them."""
    docs = [{"id": str(i), "text": "Oslo", "mentions": []} for i in range(4)]
    with pytest.raises(UsageError, match="per_document=FILE"):
        presscheck.score(docs, docs, groups=2).per_document()


@pytest.mark.parametrize("odd", [1, 0, "many", -3, 10**9, "2.5"])
def test_a_number_of_groups_is_a_number(odd):
    """From two on."""
    with pytest.raises(UsageError, match="expected a number from 2"):
        presscheck.score([], [], groups=odd)


def test_vectors_are_as_narrow_as_their_numbers():
    """Bytes, then 16 and 32 bits, then floats; merged at the wider of two."""
    codes = []
    for number in (255, 256, 70_000, 2**33, 0.5):
        units = UnitCounts(["x"])
        units.add("a", {"x": Counts(1, 2, 3, 4)})
        other = UnitCounts(["x"])
        other.add("b", {"x": Counts(number, number, 0, 0)})
        units.merge(other)
        codes.append(units.vectors["x"].typecode)
        assert units.vectors["x"].tolist() == [1, 2, 3, 4, number, number, 0, 0]
    assert codes == ["B", "H", "I", "d", "d"]


def test_counts_of_documents_go_to_a_side_file(corpus, tmp_path, monkeypatch):
    """In the order of gold, from one process as from several; they add up to the result."""
    monkeypatch.setattr(parts, "BYTES", 9_000)
    words = ["score", str(tmp_path / "pred.jsonl"), "--gold", str(tmp_path / "gold.jsonl")]
    for name, side in zip(("gold", "pred"), corpus, strict=True):
        text = "".join(json.dumps(doc) + "\n" for doc in side)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    sides = []
    for n in ("1", "2"):
        path = tmp_path / f"side-{n}.jsonl"
        more = ["--groups", "8", "--repeats", "first", "--jobs", n, "--per-document", str(path)]
        assert CliRunner().invoke(group, [*words, *more]).exit_code == 0
        sides.append(path.read_text(encoding="utf-8"))
    assert sides[0] == sides[1]
    rows = [json.loads(line) for line in sides[0].splitlines()]
    assert [row["id"] for row in rows] == [f"d{i}" for i in range(60)]
    whole = score(corpus, measures="default").whole("coref.b3")
    assert total(Counts(*row["counts"]["coref.b3"]) for row in rows) == pytest.approx(whole)
