"""One article with many overlapping spans: values as ever, and no interval where it would cost too much."""

import json
from pathlib import Path

import pytest
from tests.helpers import tangled

from presscheck import api
from presscheck.layers import MEASURES
from presscheck.measure import assignment
from presscheck.measure.measure import DocumentPair
from presscheck.scoring import plain_values, run
from presscheck.statistics import compare, crowds, stored_results

LINES = "\n".join(["x" * 20] * 6)


def crowd(many, shift=0):
    """Mentions of every line that all overlap one another, and one more mention that is right."""
    spans = [{"start": 3 * i, "end": 100 - i, "type": "PER"} for i in range(many)]
    pred = [{**span, "end": span["end"] - shift} for span in spans]
    sides = ({"text": LINES, "mentions": spans}, {"mentions": pred})
    alone = {"start": 110, "end": 120, "type": "ORG"}
    return [{"id": "d", **side, "mentions": [*side["mentions"], alone]} for side in sides]


def scored(shift=1, **options):
    gold, pred = crowd(12, shift)
    return api.score([gold], [pred], measures="mentions,mention.partial", **options)


def test_rows_that_pair_overlapping_spans_are_known():
    """Each of ours compares overlapping spans, or is not among them."""
    using = set()
    rows = [row for row in MEASURES if row.count]
    with pytest.MonkeyPatch.context() as patch:
        for seed in range(8):
            watched = []
            gold, pred = tangled.pair(seed)
            patch.setattr(assignment, "MOST", 4_000_000)
            watch = lambda pair, _, watched=watched: watched.append(pair)  # noqa: E731
            api.score([gold], [pred], resample=None, repeats="first", watch=watch)
            (pair,) = watched
            patch.setattr(assignment, "MOST", 0)
            for row in rows:
                fresh = DocumentPair(pair.gold, pair.pred, pair.settings, pair.whole_gold, pair.whole_pred)
                run.count(fresh, [row])
                using |= {*fresh.unsolved}
    assert len(using) > 30
    assert using <= {row.id for row in rows if crowds.pairing(row)}


@pytest.mark.parametrize("resample", ["jackknife", "bootstrap"])
def test_an_interval_that_costs_too_much_is_null_with_the_reason_and_the_place(monkeypatch, resample):
    """The value stays, and so do the intervals of the other rows."""
    free = scored(resample=resample, trials=100)
    monkeypatch.setattr(crowds, "MOST", 200)
    held = scored(resample=resample, trials=100)
    assert {name: entry["f1"] for name, entry in held.items()} == {n: e["f1"] for n, e in free.items()}
    assert held["mention.strict"] == free["mention.strict"]
    for name in ("mention.soft", "mention.partial"):
        ci = held[name]["ci"]
        assert ci["f1"] is None
        assert ci["reason"] == (
            "too many overlaps to leave out each paragraph: "
            "144 pairs of spans overlap in [0, 100), in 2 paragraphs"
        )
        assert free[name]["ci"].get("reason") != ci["reason"]


def test_below_the_limit_everything_is_worked_out(monkeypatch):
    """The limit is on the pairs of a crowd, counted once for each of its paragraphs."""
    monkeypatch.setattr(crowds, "MOST", 2 * 144 + 1)
    assert "too many" not in scored()["mention.soft"]["ci"].get("reason", "")
    monkeypatch.setattr(crowds, "MOST", 2 * 144)
    assert "too many" in scored()["mention.soft"]["ci"]["reason"]


def test_files_and_comparisons_have_the_reason_too(monkeypatch):
    """A stored result proves itself; a difference has no interval and no test."""
    monkeypatch.setattr(crowds, "MOST", 100)
    one, two = scored(1), scored(2)
    again = stored_results.result(json.loads(plain_values.dumps(plain_values.plain(one))))
    assert again == one
    assert again["mention.soft"]["ci"] == one["mention.soft"]["ci"]
    found = compare.compare({"one": again, "two": two})
    (soft,) = [d for d in found.differences if d.measure == "mention.soft"]
    assert soft.delta is not None
    assert (soft.interval, soft.p, soft.error) == (None, None, None)
    assert soft.reason is not None
    assert soft.reason.startswith("too many overlaps")


def test_the_page_names_the_limit():
    """The number that is typed there is the one that holds."""
    page = Path(__file__).parents[2] / "docs" / "statistics.md"
    assert f"more than {crowds.MOST:,} pairs" in " ".join(page.read_text(encoding="utf-8").split())
