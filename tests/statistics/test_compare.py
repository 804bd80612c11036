"""Comparison: worked cases, identical systems, refusals, ranks, the listing of items, merging of shards."""

import itertools
import json

import pytest
from tests.helpers import generate

from presscheck import api
from presscheck.cli import main as cli_module
from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import InvalidInputError
from presscheck.scoring import items, stored
from presscheck.statistics import compare, merge, paired
from presscheck.statistics.compare import IncomparableError


@pytest.fixture
def inside(monkeypatch, capsys):
    """Run the command line in this process: a function that returns (exit code, stdout, stderr)."""

    def run(*arguments, cwd):
        monkeypatch.chdir(cwd)
        monkeypatch.setattr("sys.argv", ["presscheck", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli_module.main()
        return stop.value.code, *capsys.readouterr()

    return run


def docs(*right, n=2):
    """Gold of so many documents with n mentions each; a prediction has the first few of them."""
    text = "Oslo Rome Bonn Kyiv"
    spans = [{"start": at, "end": at + 4, "type": "GPE"} for at in (0, 5, 10, 15)]
    gold = [{"id": f"d{i}", "text": text, "mentions": spans[:n]} for i in range(len(right))]
    return gold, [{"id": f"d{i}", "mentions": spans[:k]} for i, k in enumerate(right)]


def strict(before, after, measures="mention.strict"):
    """The one difference of two predictions for the same gold."""
    gold, a = docs(*before)
    _, b = docs(*after)
    systems = {"a": api.score(gold, a, measures=measures), "b": api.score(gold, b, measures=measures)}
    return compare.compare(systems).differences[0]


def test_all_swaps_are_enumerated_where_they_are_few():
    """Six documents, all better: two of 2**6 swaps are as extreme, so p = 2/64 exactly."""
    found = strict([1] * 6, [2] * 6)
    assert (found.p, found.swaps, found.units) == (2 / 64, "exact", 6)


def test_the_exact_p_is_what_a_loop_over_all_swaps_gives():
    """Against the definition, with recall alone moving."""
    before, after = [1, 2, 0, 1, 2, 1, 1], [2, 1, 2, 2, 2, 1, 0]

    def f1(right):
        precision, recall = 1.0 if sum(right) else None, sum(right) / (2 * len(right))
        return 2 * precision * recall / (precision + recall) if precision else 0.0

    seen = abs(f1(after) - f1(before))
    extreme = 0
    for swaps in itertools.product((False, True), repeat=len(before)):
        a = [y if s else x for x, y, s in zip(before, after, swaps, strict=True)]
        b = [x if s else y for x, y, s in zip(before, after, swaps, strict=True)]
        extreme += abs(f1(b) - f1(a)) >= seen - 1e-12
    assert strict(before, after).p == extreme / 2 ** len(before)


def test_the_exact_p_is_scipys():
    """scipy.stats.permutation_test over paired samples, all swaps enumerated: to 1e-9, on random corpora."""
    import numpy as np
    from scipy import stats

    from presscheck.statistics import jackknife

    for seed in range(8):
        gold, a = generate.corpus(seed, 6 + seed % 5)
        b = [generate.prediction(generate.random.Random(f"{seed} {i}"), g) for i, g in enumerate(gold)]
        names = "mention.strict,event.tc,quote.overlap"
        systems = {n: api.score(gold, p, measures=names) for n, p in (("a", a), ("b", b))}
        for d in compare.compare(systems).differences:
            if d.p is None:
                continue
            x, y = (np.asarray(r.vectors[d.measure], dtype=float).reshape(-1, 4) for r in systems.values())
            both = np.stack([x, y])
            units = np.arange(len(x))

            def difference(first, second, axis, both=both, units=units):  # noqa: ARG001 - scipy gives it
                side = [both[(np.asarray(s) >= len(units)).astype(int), units].sum(axis=-2)
                        for s in (first, second)]  # fmt: skip
                f1 = [jackknife.ratios(s.reshape(-1, 4), "f1") for s in side]
                return np.abs(f1[1] - f1[0]).reshape(np.shape(first)[:-1])

            found = stats.permutation_test(
                (units, units + len(units)), difference, permutation_type="samples", vectorized=True,
                n_resamples=np.inf, alternative="greater", axis=-1,
            )  # fmt: skip
            assert d.p == pytest.approx(found.pvalue, abs=1e-9), (seed, d.measure)


def test_drawn_swaps_come_close_to_all_of_them(monkeypatch):
    """(c + 1) / (R + 1) over 10,000 draws, against the enumeration."""
    before, after = [1, 2, 0, 1, 2, 1, 1, 0, 2, 1, 1, 0], [2, 1, 1, 2, 2, 1, 0, 1, 2, 2, 1, 1]
    exact = strict(before, after)

    from presscheck.statistics import randomisation

    monkeypatch.setattr(randomisation, "EXACT", 2)
    drawn = strict(before, after)
    assert (exact.swaps, drawn.swaps) == ("exact", "10000")
    assert drawn.p == pytest.approx(exact.p, abs=0.02)
    assert (drawn.p * 10_001) == pytest.approx(round(drawn.p * 10_001), abs=1e-6)


@pytest.mark.parametrize("n", [2, 5, 6, 13, 14, 40])
def test_identical_outputs_give_p_of_exactly_one(n):
    """On any measure, by enumeration and by drawing; other tools report 0.0001 here."""
    gold, pred = generate.corpus(n, n)
    found = compare.compare({"a": api.score(gold, pred), "b": api.score(gold, pred)})
    for d in found.differences:
        if d.delta is not None and d.units > 1 and not d.reason:
            assert (d.delta, d.p_t, d.interval) == (0, 1.0, (0.0, 0.0))
            assert (d.p, d.p_holm) == (1.0, 1.0)
    assert all(r.best == 1 for ranks in found.ranks.values() for r in ranks.values())


def test_identical_outputs_on_one_article_give_one_or_no_test():
    """P = 1 where there is a test; clusters have none there."""
    result = api.score(shipped.gold(), shipped.gold())
    found = compare.compare({"a": result, "b": api.score(shipped.gold(), shipped.gold())})
    for d in found.differences:
        if d.measure.startswith("coref."):
            assert (d.p, d.p_t) == (None, None)
            assert "several documents" in d.reason
        else:
            assert (d.p, d.p_t) == (1.0, 1.0), d.measure


def test_coreference_of_one_article_gets_an_interval_but_no_test():
    """Swapping paragraphs between two systems is undefined for clusters; leaving one out is not."""
    gold = next(jsonl.read(shipped.gold()))
    import msgspec

    worse = msgspec.structs.replace(gold, mentions=gold.mentions[4:])
    found = compare.compare({"a": api.score(shipped.gold(), [gold]), "b": api.score(shipped.gold(), [worse])})
    by = {d.measure: d for d in found.differences}
    assert by["coref.b3"].interval is not None
    assert (by["coref.b3"].p, by["coref.b3"].p_t, by["coref.b3"].p_holm) == (None, None, None)
    assert by["mention.strict"].p is not None


def test_below_six_units_there_is_no_randomisation_test():
    """Five documents cannot reach 0.05 (2/32), and the reason says so; the paired t stands alone."""
    found = strict([0, 0, 1, 0, 0], [2, 2, 2, 1, 2])
    assert (found.p, found.p_holm) == (None, None)
    assert "fewer than 6" in found.reason
    assert found.p_t < 0.05


def test_the_paired_t_is_the_jackknife_of_the_difference():
    """Against scipy's t and the leave-one-out values, worked out by hand."""
    from scipy import stats

    before, after = [1, 2, 0, 1, 2, 1, 1], [2, 1, 2, 2, 2, 1, 2]
    found = strict(before, after)

    def f1(right):
        return 2 * sum(right) / (sum(right) + 2 * len(right))

    n = len(before)
    left = [f1([*after[:i], *after[i + 1 :]]) - f1([*before[:i], *before[i + 1 :]]) for i in range(n)]
    mean = sum(left) / n
    error = ((n - 1) / n * sum((x - mean) ** 2 for x in left)) ** 0.5
    assert found.error == pytest.approx(error, abs=1e-12)
    assert found.p_t == pytest.approx(2 * stats.t.sf(abs(found.delta) / error, n - 1), abs=1e-9)
    half = stats.t.ppf(0.975, n - 1) * error
    assert found.interval == pytest.approx((found.delta - half, min(1.0, found.delta + half)), abs=1e-9)
    power = (stats.t.ppf(0.975, n - 1) + stats.t.ppf(0.8, n - 1)) * error
    assert found.detectable == pytest.approx(power, abs=1e-9)


def test_swapping_the_systems_turns_the_sign_and_nothing_else():
    """Delta and interval change sign; every p stays."""
    there, back = (
        strict([1, 2, 0, 1, 2, 1], [2, 1, 2, 2, 2, 1]),
        strict([2, 1, 2, 2, 2, 1], [1, 2, 0, 1, 2, 1]),
    )
    assert back.delta == pytest.approx(-there.delta)
    assert back.interval == pytest.approx((-there.interval[1], -there.interval[0]))
    assert (back.p, back.p_t) == pytest.approx((there.p, there.p_t))


def test_holm_covers_every_test_of_the_comparison():
    """The family is all measures and pairs; adjusted p never falls below the raw one."""
    gold, a = generate.corpus(1, 20)
    b = [generate.prediction(generate.random.Random(i), g) for i, g in enumerate(gold)]
    found = compare.compare({n: api.score(gold, p) for n, p in (("a", a), ("b", b), ("gold", gold))})
    tested = [d for d in found.differences if d.p is not None]
    assert found.family == len(tested) > len(found.values)
    assert all(d.p_holm >= d.p for d in tested)
    smallest = min(tested, key=lambda d: d.p)
    assert smallest.p_holm == pytest.approx(min(1.0, smallest.p * len(tested)))


def test_ranks_are_ranges_until_a_test_separates_systems():
    """A clear winner is first, two that tie share second and third."""
    n = 30
    gold, best = docs(*[2] * n)
    _, low = docs(*[1, 0] * (n // 2))
    _, other = docs(*[0, 1] * (n // 2))
    systems = {name: api.score(gold, p, measures="mention.strict") for name, p in
               (("low", low), ("best", best), ("other", other))}  # fmt: skip
    ranks = compare.compare(systems).ranks["mention.strict"]
    assert {name: str(rank) for name, rank in ranks.items()} == {"best": "1", "low": "2–3", "other": "2–3"}


def test_a_smaller_distance_is_better():
    """quote.share is a distance: the sign of a gain follows the measure."""
    row = next(r for r in api.score([], [], measures="quote.share").rows if r.id == "quote.share")
    assert row.kind == "distance"
    numbers = {"values": (0.4, 0.1), "delta": -0.3, "better": "lower"}
    better = paired.Difference(measure="x", before="a", after="b", unit="document", units=9, **numbers)
    assert better.gain == pytest.approx(0.3)


def test_other_gold_or_settings_are_refused_with_the_keys():
    """Edited gold, another setting: the message names both values."""
    gold, pred = generate.corpus(1, 6)
    edited = [gold[0] | {"mentions": gold[0]["mentions"][1:]}, *gold[1:]]
    with pytest.raises(IncomparableError, match=r"gold is objects@\w+ and objects@\w+"):
        compare.compare({"a": api.score(gold, pred), "b": api.score(edited, pred)})
    with pytest.raises(IncomparableError, match="singletons is keep and drop"):
        compare.compare({"a": api.score(gold, pred), "b": api.score(gold, pred, singletons="drop")})


def test_a_refusal_says_the_way_out_and_it_works():
    """Words that were anchored beside offsets that were not: one mode for both, and they are compared."""
    gold, offsets = docs(1, 2, 1)
    strings = [{"id": d["id"], "mentions": [{"text": "Oslo", "type": "GPE"}]} for d in gold]
    with pytest.raises(IncomparableError, match=r"anchor=.exact\+folded\+fuzzy"):
        compare.compare({"a": api.score(gold, offsets), "b": api.score(gold, strings)})
    mode = "exact+folded+fuzzy"
    results = {n: api.score(gold, p, anchor=mode) for n, p in (("a", offsets), ("b", strings))}
    assert compare.compare(results).differences


def test_what_is_proved_is_said_in_words(cli, tmp_path):
    """A clear winner by name and measure; nothing where the tests leave everything open."""
    gold, best = docs(*[2] * 30)
    _, low = docs(*[1, 0] * 15)
    for name, documents in (("gold", gold), ("best", best), ("low", low)):
        lines = "".join(json.dumps(d) + "\n" for d in documents)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    common = ("--gold", tmp_path / "gold.jsonl", "--measures", "mention.strict")
    done = cli("compare", tmp_path / "low.jsonl", tmp_path / "best.jsonl", *common)
    assert "\nproved: best better than low on mention.strict\n" in done.stdout
    assert "\ndifference: low → best, the second less the first\n" in done.stdout
    (tmp_path / "gold.jsonl").rename(tmp_path / "gold")
    three = ("compare", tmp_path, "--gold", tmp_path / "gold", "--measures", "mention.strict")
    assert cli(*three).stdout.startswith("measure              best        low\n")
    (tmp_path / "worse.jsonl").write_bytes((tmp_path / "low.jsonl").read_bytes())
    table = cli(*three).stdout
    assert "mention.strict  1.000 (1)  0.400 (2–3)  0.400 (2–3)" in table
    assert "best → low" in table
    assert "proved: best better than low on mention.strict; best better than worse on" in table


def test_a_measure_that_one_system_does_not_have_is_left_out_and_said():
    """No difference is made up for it."""
    gold, pred = generate.corpus(1, 8)
    less = [{"id": p["id"], "mentions": p["mentions"]} for p in pred]
    for measures in ("default", "mention.strict,event.tc"):
        systems = {"all": (gold, pred), "less": (gold, less)}
        results = {name: api.score(*both, measures=measures) for name, both in systems.items()}
        found = compare.compare(results)
        assert "mention.strict" in found.values
        assert not [d for d in found.differences if d.measure.startswith("event.")]
        assert any("less did not attempt" in note and "events" in note for note in found.notes)


def test_changed_items_are_fixed_broken_or_still_wrong():
    """By name, on both sides: a lost gold item and a new spurious one are both broken."""
    gold, a = docs(1, 1)
    changed = [{"start": 5, "end": 9, "type": "GPE"}, {"start": 0, "end": 4, "type": "PER"}]
    b = [{"id": "d0", "mentions": changed}, {"id": "d1", "mentions": a[1]["mentions"]}]
    before, after = items.Items(), items.Items()
    api.score(gold, a, watch=before)
    api.score(gold, b, watch=after)
    found = items.changes(before.by_measure["mention.strict"], after.by_measure["mention.strict"])
    assert found.fixed == {'d0 [5,9,"GPE"]': "missed"}
    assert found.broken == {'d0 [0,4,"GPE"]': "missed", 'd0 [0,4,"PER"]': "spurious"}
    assert found.still == {'d1 [5,9,"GPE"]': "missed"}


def test_items_agree_with_the_counts():
    """For every row with items that earn all or nothing: right, missed and spurious are its counts."""
    gold, pred = generate.corpus(12, 15)
    seen = items.Items()
    result = api.score(gold, pred, watch=seen)
    for name in ("mention.strict", "event.tc", "event.ac+", "link.entity"):
        counts, found = result.whole(name), seen.by_measure[name]
        assert counts.tp_gold == len(found.right), name
        assert counts.n_gold - counts.tp_gold == len(found.missed), name
        assert counts.n_pred - counts.tp_pred == len(found.spurious), name


def test_the_verb_prints_a_table_json_and_markdown(cli, tmp_path):
    """Predictions and stored results mix; exit code 0."""
    gold, a = docs(1, 2, 0, 1, 2, 1)
    _, b = docs(2, 2, 2, 1, 2, 2)
    paths = {name: tmp_path / f"{name}.jsonl" for name in ("gold", "a", "b")}
    for name, documents in (("gold", gold), ("a", a), ("b", b)):
        paths[name].write_text("".join(json.dumps(d) + "\n" for d in documents), encoding="utf-8")
    done = cli("score", paths["b"], "--gold", paths["gold"], "--format", "result", "-o", tmp_path / "b.json")
    assert done.returncode == 0, done.stderr
    table = cli("compare", paths["a"], tmp_path / "b.json", "--gold", paths["gold"])
    assert (table.returncode, table.stderr) == (0, "")
    assert "a → b" in table.stdout
    assert "adjusted by Holm over 3 tests" in table.stdout.replace("\n  ", " ")
    as_json = cli("compare", paths["a"], paths["b"], "--gold", paths["gold"], "--format", "json",
                  "--changed", "mention.strict")  # fmt: skip
    values = json.loads(as_json.stdout)
    assert values["differences"][0]["measure"] == "mention.strict"
    assert len(values["changed"]["mention.strict"]["a → b"]["fixed"]) == 4
    markdown = cli("compare", paths["a"], paths["b"], "--gold", paths["gold"], "--format", "markdown")
    assert markdown.stdout.startswith("| measure | a | b |")


def test_the_verb_exits_3_where_no_comparison_can_be_made_and_2_for_a_wrong_question(inside, tmp_path):
    """Invalid input and unlike settings are 3; one system, an unknown measure or file are 2."""
    gold, a = docs(1, 2)
    for name, documents in (("gold", gold), ("a", a), ("short", a[:1])):
        lines = "".join(json.dumps(d) + "\n" for d in documents)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    drop = ("--gold", "gold.jsonl", "--singletons", "drop", "--format", "result")
    inside("score", "a.jsonl", *drop, "-o", "other.json", cwd=tmp_path)

    def code(*arguments):
        found, out, err = inside("compare", *arguments, "--gold", "gold.jsonl", cwd=tmp_path)
        assert (out == "") == (found != 0) == (err != "")
        return found

    assert code("a.jsonl", "short.jsonl") == 3
    assert code("a.jsonl", "other.json") == 3
    assert code("a.jsonl") == 2
    assert code("a.jsonl", "nowhere.jsonl") == 2
    assert code("a.jsonl", "a.jsonl", "--changed", "mention.strct") == 2
    assert code("a.jsonl", "a.jsonl") == 0


def test_shards_add_up_to_the_corpus():
    """Any partition, any order: the same values, units and intervals as in one go."""
    gold, pred = generate.corpus(21, 17)
    whole = api.score(gold, pred, measures="all")
    for cuts in ((0, 5, 11, 17), (0, 1, 17), (0, 17)):
        shards = {
            f"{a}": api.score(gold[a:b], pred[a:b], measures="all") for a, b in itertools.pairwise(cuts)
        }
        found = merge.merge(dict(reversed(shards.items())))
        assert sorted(found.units) == sorted(whole.units)
        assert found.signature.documents == 17
        for row in whole.shown():
            assert found.value(row) == pytest.approx(whole.value(row), abs=1e-12), row.id
            ours, theirs = found.ci[row.id], whole.ci[row.id]
            assert ours[row.headline] == pytest.approx(theirs[row.headline], abs=1e-9), row.id
            assert found.totals.get(row.id, {}).keys() == whole.totals.get(row.id, {}).keys()


def test_notes_of_shards_are_those_of_one_run():
    """The same id, side, layer and label is one note whose count is the sum, in its words as well."""
    text = "Ann met Bob."
    ann, bob = {"start": 0, "end": 3, "type": "PER"}, {"start": 8, "end": 11, "type": "PER"}
    gold = [{"id": name, "text": text, "mentions": [ann, bob], "entities": []} for name in "abc"]
    odd = [{**ann, "end": 4}, bob, bob, {"start": 4, "end": 7, "type": "EVIL"}]
    links = [{"id": "e", "wikidata": "Ann_Lee"}]
    given = [odd, [*odd, {"start": 4, "end": 7, "type": "GOOD"}, {"start": 4, "end": 7}], [ann]]
    pred = [{"id": name, "mentions": m, "entities": links} for name, m in zip("abc", given, strict=True)]
    whole = api.score(gold, pred)
    shards = {name: api.score([g], [p]) for name, g, p in zip("abc", gold, pred, strict=True)}
    found = merge.merge(shards)
    assert {note.id for note in whole.notes} >= {
        "span-edges",
        "duplicate-mention",
        "unknown-label",
        "missing-type",
    }
    assert sorted(found.notes, key=str) == sorted(whole.notes, key=str)
    assert [said for said in found.warnings if said in {note.text for note in found.notes}] == [
        note.text for note in found.notes
    ]


def test_what_shards_count_of_gold_is_added_up():
    """A shard that counts once and one that counts twice say three, as one run does."""
    ann, bob = {"start": 0, "end": 3, "type": "PER"}, {"start": 8, "end": 11, "type": "PER"}
    gold = [{"id": n, "text": "Ann met Bob.", "mentions": m} for n, m in (("a", [ann]), ("b", [ann, bob]))]
    how = {"label_map": "ontonotes", "min_confidence": 0.5}
    whole = api.score(gold, gold, **how)
    found = merge.merge({doc["id"]: api.score([doc], [doc], **how) for doc in gold})
    assert "gold mentions without `form`: the map's `forms` is not applied to them (3×)" in found.warnings
    assert sorted(found.warnings) == sorted(whole.warnings)


def test_notes_of_files_with_other_names_are_called_by_their_side(tmp_path):
    """A sum is of no one file."""
    gold = [{"id": name, "text": "Ann met Bob.", "mentions": []} for name in "ab"]
    for name in "ab":
        line = {"id": name, "mentions": [{"start": 0, "end": 4, "type": "PER"}]}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(line) + "\n")
    shards = {g["id"]: api.score([g], tmp_path / f"{g['id']}.jsonl") for g in gold}
    (note,) = merge.merge(shards).notes
    assert note.text.startswith("pred: span-edges: 2 mentions with white space")


def test_two_runs_over_the_same_documents_are_not_pooled(tmp_path):
    """Neither by merging their results nor by one file that holds both."""
    gold, pred = generate.corpus(2, 4)
    result = api.score(gold, pred)
    with pytest.raises(InvalidInputError, match="runs over the same documents are not shards"):
        merge.merge({"run1": result, "run2": api.score(gold, pred)})
    with pytest.raises(InvalidInputError, match="is here and in line"):
        api.score(gold, [*pred, *pred])
    assert compare.compare({"run1": result, "run2": result}).documents == 4
    assert tmp_path.exists()


def test_shards_with_other_settings_are_refused():
    """The message names the keys."""
    gold, pred = generate.corpus(2, 4)
    with pytest.raises(InvalidInputError, match="singletons differ"):
        merge.merge({"a": api.score(gold[:2], pred[:2]),
                     "b": api.score(gold[2:], pred[2:], singletons="drop")})  # fmt: skip


def test_the_merge_verb_reads_what_score_wrote(inside, tmp_path):
    """And its own output again; a prediction is refused."""
    gold, pred = generate.corpus(7, 6)
    for n, part in enumerate((slice(0, 2), slice(2, 6))):
        for name, side in (("gold", gold), ("pred", pred)):
            lines = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in side[part])
            (tmp_path / f"{name}{n}.jsonl").write_text(lines, encoding="utf-8")
        out = ("--format", "result", "-o", f"{n}.json")
        inside("score", f"pred{n}.jsonl", "--gold", f"gold{n}.jsonl", *out, cwd=tmp_path)
    done = inside("merge", "0.json", "1.json", "--format", "result", "-o", "all.json", cwd=tmp_path)
    assert done == (0, "", "")
    again = stored.result(stored.read(tmp_path / "all.json"))
    expected = api.score(gold, pred)
    for row in expected.shown():
        assert again.value(row) == pytest.approx(expected.value(row), abs=1e-9)
    assert inside("merge", "all.json", cwd=tmp_path)[0] == 0
    assert inside("merge", "pred0.jsonl", cwd=tmp_path)[0] == 2
    assert inside("merge", "0.json", "all.json", cwd=tmp_path)[0] == 1
