"""Intervals: the arithmetic, the units of one article, what gets none and why."""

import json
import math
import statistics
import subprocess
import sys

import msgspec
import numpy as np
import pytest
from tests.helpers import generate

import presscheck
from presscheck import api
from presscheck.document import jsonl, paragraphs, shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.layers import MEASURES
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings
from presscheck.scoring import plain_values, run, stored
from presscheck.statistics import bootstrap, jackknife, leave_one_out

LINES = "Ann met Bob.\nBob said “no” to Ann.\n\nAnn left Oslo."


def mention(start, end, kind="PER", entity=None):
    """One mention as plain values."""
    return {"start": start, "end": end, "type": kind, "entity": entity}


def article(**layers):
    """A document of three paragraphs."""
    return {"id": "d", "text": LINES, **layers}


def case(gold, pred):
    """Both sides as a case."""
    return DocumentPair(jsonl.from_plain(gold), jsonl.from_plain(pred), Settings())


GOLD = article(
    mentions=[
        mention(0, 3, entity="ann"),
        mention(8, 11, entity="bob"),
        mention(13, 16, entity="bob"),
        mention(30, 33, entity="ann"),
        mention(36, 39, entity="ann"),
        mention(45, 49, "GPE", entity="oslo"),
    ],
    entities=[{"id": "ann", "type": "PER", "wikidata": "Q1"}, {"id": "bob", "type": "PER", "wikidata": None},
              {"id": "oslo", "type": "GPE", "wikidata": "Q585"}],
    events=[
        {"start": 4, "end": 7, "type": "Contact.Meet", "arguments": [
            {"role": "Participant", "start": 0, "end": 3}, {"role": "Participant", "start": 13, "end": 16}]},
        {"start": 40, "end": 44, "type": "Movement.Travel", "arguments": [
            {"role": "Agent", "start": 36, "end": 39}]},
    ],
    quotes=[{"type": "direct", "content": [{"start": 22, "end": 26}], "cue": {"start": 17, "end": 21},
             "source": {"start": 36, "end": 39}, "speaker": "ann"}],
)  # fmt: skip


def test_a_line_left_out_takes_its_items_and_what_pointed_into_it():
    """Mentions, events and quotes of the line go; so do arguments and sources that pointed there."""
    doc = without_unset(jsonl.from_plain(GOLD))
    line = paragraphs.finder(Document(id="d", text=LINES))
    second = leave_one_out.without(doc, lambda offset: line(offset) != 2)
    assert [m.start for m in second.mentions] == [0, 8, 36, 45]
    assert [[a.start for a in e.arguments] for e in second.events] == [[0], [36]]
    assert second.quotes == []
    fourth = leave_one_out.without(doc, lambda offset: line(offset) != 4)
    assert [e.start for e in fourth.events] == [4]
    assert [(q.source, q.speaker) for q in fourth.quotes] == [(None, None)]
    assert [e.id for e in fourth.entities] == ["ann", "bob"]


def test_layers_that_were_not_done_stay_undone():
    """Leaving a line out does not turn an absent layer into an empty one."""
    doc = leave_one_out.without(without_unset(Document(id="d", text=LINES)), lambda _: False)
    assert (doc.mentions, doc.events, doc.quotes, doc.entities) == (None, None, None, None)


def test_the_units_of_a_layer_are_the_lines_with_one_of_its_items_on_either_side():
    """A blank line is none; a line with a prediction alone is one."""
    pred = article(mentions=[mention(40, 44)], events=[], quotes=[{"content": [{"start": 0, "end": 3}]}])
    found = leave_one_out.paragraphs(case(GOLD | {"mentions": GOLD["mentions"][:2]}, pred), ())
    names = {layer: [found.ids[i] for i in places] for layer, places in found.bears.items()}
    assert names["mentions"] == names["coref"] == ["1", "4"]
    assert names["events"] == ["1", "4"]
    assert names["quotes"] == ["1", "2"]


def test_what_is_left_is_what_scoring_the_rest_gives():
    """Each replicate is the score of both documents without the line, counted afresh."""
    gold = without_unset(jsonl.from_plain(GOLD))
    changed = GOLD | {"mentions": GOLD["mentions"][1:], "quotes": [], "events": GOLD["events"][:1]}
    pred = without_unset(jsonl.from_plain(changed))
    rows = [row for row in MEASURES if row.count and row.layer != "links"]
    found = leave_one_out.paragraphs(DocumentPair(gold, pred, Settings()), rows)
    line = paragraphs.finder(Document(id="d", text=LINES))
    for i, name in enumerate(found.ids):
        rest = [leave_one_out.without(doc, lambda at, n=int(name): line(at) != n) for doc in (gold, pred)]
        again = run.count(DocumentPair(*rest, Settings()), rows)
        for cell, vector in found.left.items():
            assert Counts(*vector[4 * i : 4 * i + 4]) == again[cell].whole


def test_lines_own_their_items_even_where_items_point_elsewhere():
    """Shares add up to the whole for arguments that cross lines, though what is left does not."""
    gold = jsonl.from_plain(GOLD)
    rows = [
        row
        for row in MEASURES
        if row.id in ("event.ac", "event.ac+", "mention.strict", "quote.exact", "coref.muc")
    ]
    found = leave_one_out.paragraphs(DocumentPair(gold, gold, Settings()), rows)
    shares = found.shares()
    assert sum(shares["event.ac"][3::4]) == 3
    lost = sum(3 - n for n in found.left["event.ac"][3::4])
    assert lost == 4  # the argument that crosses is lost with either line
    assert sum(shares["mention.strict"][3::4]) == 6
    assert sum(shares["coref.muc"][3::4]) != 3


def test_entities_partition_both_sides():
    """A predicted mention belongs to the gold entity of its span, else of its QID, else to its own."""
    pred = article(
        mentions=[mention(0, 3, entity="x"), mention(4, 7, entity="x"), mention(40, 44, entity="y")],
        entities=[
            {"id": "x", "wikidata": "Q1"},
            {"id": "y", "wikidata": "Q9"},
            {"id": "z", "wikidata": "Q585"},
        ],
    )
    both = case(GOLD, pred)
    rows = [row for row in MEASURES if row.id in ("link.strong", "link.entity")]
    found = leave_one_out.entities(both, rows)
    assert found.ids == ["gold ann", "gold bob", "gold oslo", "pred y"]
    left = dict(
        zip(
            found.ids,
            zip(found.left["link.strong"][1::4], found.left["link.strong"][3::4], strict=True),
            strict=True,
        )
    )
    whole = run.count(both, rows)["link.strong"].whole
    assert (whole.n_pred, whole.n_gold) == (3, 4)
    assert left == {"gold ann": (1, 1), "gold bob": (3, 4), "gold oslo": (3, 3), "pred y": (2, 4)}


def test_one_article_is_resampled_by_paragraph_and_links_by_entity():
    """Units, scope and a bracketing interval, as in the scores JSON."""
    gold = next(jsonl.read(shipped.gold()))
    pred = jsonl.from_plain({"id": gold.id, "mentions": [msgspec.to_builtins(m) for m in gold.mentions[::2]],
                             "entities": [msgspec.to_builtins(e) for e in gold.entities]})  # fmt: skip
    measures = api.score(shipped.gold(), [pred]).as_dict()["measures"]
    for name, unit in (
        ("mention.strict", "paragraph"),
        ("coref.conll", "paragraph"),
        ("link.strong", "entity"),
    ):
        ci = measures[name]["ci"]
        assert (ci["unit"], ci["scope"], ci["level"]) == (unit, "this article", 0.95)
        assert ci["f1"][0] < measures[name]["f1"] < ci["f1"][1]


def test_documents_are_the_units_from_two_on():
    """No scope label, and only documents that say something of the measure."""
    gold, pred = generate.corpus(5, 12)
    gold[3] |= {"quotes": []}
    pred[3] |= {"quotes": []}
    result = api.score(gold, pred, measures="mention.strict,quote.exact")
    ci = result.as_dict()["measures"]["mention.strict"]["ci"]
    assert (ci["unit"], "scope" in ci) == ("document", False)
    bearing = sum(bool(g["quotes"] or p["quotes"]) for g, p in zip(gold, pred, strict=True))
    assert result.ci["quote.exact"]["units"] == bearing < 12


def test_the_jackknife_is_the_textbooks():
    """For a mean, the delete-one standard error is s / sqrt(n)."""
    values = [0.2, 0.5, 0.9, 0.4, 0.7]
    n = len(values)
    left = [(sum(values) - v) / (n - 1) for v in values]
    assert jackknife.spread(left) == pytest.approx(statistics.stdev(values) / math.sqrt(n), abs=1e-15)


def test_the_interval_is_t_on_the_logit_scale():
    """Against the formula, worked out with scipy's quantile."""
    from scipy import stats as scipy_stats

    gold, pred = generate.corpus(8, 9)
    result = api.score(gold, pred, measures="mention.strict")
    row = result.shown()[0]
    total, vector = result.whole(row.id), result.per_unit(row.id)
    left = [Counts(*(a - b for a, b in zip(total, c, strict=True))).score().f1 for c in vector]
    error = math.sqrt((len(left) - 1) / len(left) * sum((x - statistics.fmean(left)) ** 2 for x in left))
    f1 = total.score().f1
    half = scipy_stats.t.ppf(0.975, len(left) - 1) * error / (f1 * (1 - f1))
    bounds = [1 / (1 + math.exp(-(math.log(f1 / (1 - f1)) + side * half))) for side in (-1, 1)]
    assert result.ci[row.id]["f1"] == pytest.approx(bounds, abs=1e-9)


def test_both_paths_agree(monkeypatch):
    """Few units in plain Python, many in numpy: the same replicates."""
    gold, pred = generate.corpus(9, 40)
    result = api.score(gold, pred, measures="all")
    for row in result.shown():
        ids = jackknife.sample(result, row).ids
        plain = jackknife.left_out(result, row, ids)
        with monkeypatch.context() as patch:
            patch.setattr(jackknife, "VECTORISED", 1)
            assert jackknife.left_out(result, row, ids) == pytest.approx(plain, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("gold", "pred", "reason"),
    [
        ([["a"]], [["a"]], "one document is not a sample"),
        ([["a"], ["a"], ["a"]], [["a"], ["a"], ["a"]], "every document has the same score"),
        ([[], []], [[], []], "the value itself is undefined"),
        ([["a"], ["a"]], [[], []], "every document has the same score"),
    ],
)
def test_no_interval_is_null_with_a_reason_and_never_of_width_zero(gold, pred, reason):
    """One unit, no spread, nothing to count."""

    def documents(side):
        docs = [
            {"id": str(i), "text": "Ann", "mentions": [mention(0, 3)] * len(m)} for i, m in enumerate(side)
        ]
        return [*docs, {"id": "empty", "text": "Ann", "mentions": []}]

    ci = api.score(documents(gold), documents(pred)).as_dict()["measures"]["mention.strict"]["ci"]
    assert ci["f1"] is None
    assert reason in ci["reason"]


def test_a_document_that_holds_everything_leaves_no_interval():
    """Without it nothing is left to divide."""
    pred = article(mentions=GOLD["mentions"][:3], quotes=GOLD["quotes"])
    result = api.score([GOLD], [pred], measures="quote.exact,mention.strict,quote.speaker")
    assert result.ci["quote.exact"]["reason"] == "one paragraph is not a sample"
    only = article(mentions=[mention(0, 3), mention(13, 16, "TIME")])
    assert api.score([only], [only], measures="name.strict").ci["name.strict"]["reason"] == (
        "all items of this measure are in one paragraph"
    )


def test_intervals_stay_within_zero_and_one_and_hold_the_value():
    """On generated corpora, for every measure."""
    for seed in range(25):
        result = api.score(*generate.corpus(seed, 2 + seed % 7), measures="all")
        for row in result.shown():
            bounds = result.ci[row.id][row.headline]
            if bounds:
                assert 0 <= bounds[0] <= result.value(row) <= bounds[1] <= 1, row.id
                assert bounds[0] < bounds[1]


def test_every_headline_is_a_key_of_its_entry():
    """The counts that intervals, comparison and gate read."""
    result = api.score(*generate.corpus(2, 3), measures="all")
    for row in result.shown():
        assert row.headline in result.entry(row), row.id


def test_the_bootstrap_is_on_request_and_in_the_signature():
    """Same seed, same interval; another seed, another; never by default."""
    gold, pred = generate.corpus(4, 25)
    first = api.score(gold, pred, resample="bootstrap", trials=500, seed=7)
    again = api.score(gold, pred, resample="bootstrap", trials=500, seed=7)
    other = api.score(gold, pred, resample="bootstrap", trials=500, seed=8)
    assert first.signature.resample == "bootstrap-500-7"
    assert first.ci == again.ci != other.ci
    assert api.score(gold, pred).signature.resample == "jackknife-logit-t"
    assert api.score(gold, pred, resample=None).ci == {}


def test_the_bootstrap_draws_what_a_loop_would():
    """Sums of the matrix product equal sums over the drawn units; every corpus has n of them."""
    weights = bootstrap._weights(np.random.PCG64(5), 200, 17)
    assert weights.shape == (200, 17)
    assert (weights.sum(axis=1) == 17).all()
    counts = np.arange(17 * 4, dtype=float).reshape(17, 4)
    drawn = bootstrap.bootstrap(counts, 200, 5)
    for row, sums in zip(weights, drawn, strict=True):
        assert sums.tolist() == [sum(w * c for w, c in zip(row, column, strict=True)) for column in counts.T]


def test_the_stream_of_draws_is_pinned():
    """Indices come from the bit generator's raw words, so a seed means the same draws in every release."""
    assert bootstrap._weights(np.random.PCG64(13), 2, 5).tolist() == [[1, 1, 0, 0, 3], [1, 0, 0, 1, 3]]


def test_the_bootstrap_agrees_with_scipys():
    """Its percentile interval over the same units, from draws of its own: within the noise of the draws."""
    from scipy import stats

    gold, pred = generate.corpus(6, 60)
    result = api.score(gold, pred, measures="mention.strict,event.tc", resample="bootstrap")
    for row in result.shown():
        counts = np.asarray(result.vectors[row.id], dtype=float).reshape(-1, 4)

        def f1(drawn, axis=-1, counts=counts):
            return jackknife.ratios(counts[drawn].sum(axis=axis - 1).reshape(-1, 4), "f1")

        theirs = stats.bootstrap(
            (np.arange(60),), f1, n_resamples=20_000, method="percentile", batch=1_000,
            vectorized=True, random_state=np.random.default_rng(1),
        ).confidence_interval  # fmt: skip
        assert result.ci[row.id]["f1"] == pytest.approx(tuple(theirs), abs=0.006), row.id


def test_bootstrap_and_jackknife_agree_where_there_are_many_documents():
    """Two methods, one spread."""
    gold, pred = generate.corpus(6, 150)
    jack = api.score(gold, pred, measures="mention.strict").ci["mention.strict"]["f1"]
    boot = api.score(gold, pred, measures="mention.strict", resample="bootstrap").ci["mention.strict"]["f1"]
    assert boot == pytest.approx(jack, abs=0.01)


def test_clusters_of_one_article_have_no_bootstrap():
    """They are not sums over paragraphs; the jackknife needs no sums."""
    gold = next(jsonl.read(shipped.gold()))
    worse = msgspec.structs.replace(gold, mentions=gold.mentions[5:])
    drawn = api.score(shipped.gold(), [worse], resample="bootstrap", trials=200)
    assert "not a sum over paragraphs" in drawn.ci["coref.b3"]["reason"]
    assert drawn.ci["mention.strict"]["f1"] is not None
    assert api.score(shipped.gold(), [worse]).ci["coref.b3"]["f1"] is not None


def test_an_unknown_method_is_a_usage_error():
    """With the nearest name."""
    with pytest.raises(UsageError, match="did you mean jackknife"):
        api.score([], [], resample="jacknife")


def test_holm_against_a_worked_example():
    """Holm 1979: the smallest p times m, then m - 1, never decreasing, at most 1."""
    raw = {"a": 0.01, "b": 0.02, "c": 0.03, "d": 0.9}
    assert jackknife.holm(raw) == pytest.approx({"a": 0.04, "b": 0.06, "c": 0.06, "d": 0.9})
    assert jackknife.holm({}) == {}
    assert jackknife.holm({"x": 0.7, "y": 0.8}) == {"x": 1.0, "y": 1.0}


def test_the_detectable_effect_of_one_article():
    """The specification's figure: 12 paragraphs, an error of 5.3 points, 16 points detectable."""
    assert jackknife.detectable(0.053, 12) == pytest.approx(0.163, abs=0.001)
    assert jackknife.detectable(0.0073, 50) == pytest.approx(0.021, abs=0.001)


def test_a_stored_result_reads_back_whole(tmp_path):
    """Scores, units, intervals and shares survive the file; the file itself is stable."""
    for gold, pred in (generate.corpus(3, 8), ([GOLD], [GOLD | {"mentions": GOLD["mentions"][:4]}])):
        result = api.score(gold, pred, measures="all", by=["form"])
        path = tmp_path / "result.json"
        path.write_text(plain_values.dumps(plain_values.plain(result)), encoding="utf-8")
        again = stored.result(stored.read(path))
        assert plain_values.dumps(plain_values.plain(again)) == path.read_text(encoding="utf-8")
        for row in result.shown():
            assert again.value(row) == pytest.approx(result.value(row), abs=1e-10)


def test_scores_and_stored_results_are_valid_against_the_schema():
    """Intervals, reasons, units: with one article and with many documents."""
    import jsonschema

    schema = json.loads(shipped.schema("scores.schema.json").read_text(encoding="utf-8"))
    valid = jsonschema.Draft202012Validator(schema)
    for gold, pred in (generate.corpus(3, 8), ([GOLD], [GOLD]), ([GOLD], [GOLD | {"mentions": []}])):
        result = api.score(gold, pred, measures="all", by=["form"])
        for values in (result.as_dict(), plain_values.plain(result)):
            valid.validate(json.loads(json.dumps(values)))


def test_predictions_are_told_from_results_by_content(tmp_path):
    """Neither name nor ending decides."""
    pred = tmp_path / "result.json"
    pred.write_text('{"id": "d", "mentions": []}\n', encoding="utf-8")
    assert stored.read(pred) is None
    result = tmp_path / "pred.jsonl"
    result.write_text(json.dumps(plain_values.plain(api.score([GOLD], [GOLD]))), encoding="utf-8")
    assert stored.read(result) is not None


def test_scores_without_units_cannot_be_compared_and_say_how_they_could():
    """The plain scores JSON has no counts per unit."""
    with pytest.raises(presscheck.InvalidInputError, match=r"Result\.save"):
        stored.result(api.score([GOLD], [GOLD]).as_dict())


def test_scoring_the_article_loads_no_numpy():
    """Its intervals are plain Python."""
    code = (
        "import sys, presscheck; from presscheck.document import shipped;"
        "r = presscheck.score(shipped.gold(), shipped.gold());"
        "assert r.ci; print([m for m in ('numpy', 'scipy', 'sklearn', 'pytest') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
