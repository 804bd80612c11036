"""agree.py: two annotators, layer by layer."""

import itertools
import json
import random
from collections import Counter
from itertools import combinations

import msgspec
import pytest
from tests.helpers.generate import corpus

from presscheck.annotation import agreement
from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError


def _doc(mentions, events=(), text="Ann met Bob in Oslo today.", name="d"):
    spans = {
        "Ann": (0, 3),
        "met": (4, 7),
        "Bob": (8, 11),
        "Oslo": (15, 19),
        "in Oslo": (12, 19),
        "today": (20, 25),
    }
    found = [
        {"start": spans[word][0], "end": spans[word][1], "type": kind, "form": "name", "entity": entity}
        for word, kind, entity in mentions
    ]
    return jsonl.from_plain(
        {
            "id": name,
            "text": text,
            "mentions": found,
            "entities": [{"id": e, "wikidata": None} for e in sorted({e for _, _, e in mentions})],
            "events": [{"start": spans[w][0], "end": spans[w][1], **rest} for w, rest in events],
            "quotes": [],
        }
    )


def _rows(a, b):
    return {f"{row.layer}: {row.what}": (row.value, row.n) for row in agreement.agreement([a], [b])}


def test_spans_types_and_overlap_are_told_apart():
    """Boundary, type and missing mention each lower the figure that speaks of them."""
    a = _doc([("Ann", "PER", "x"), ("Bob", "PER", "y"), ("Oslo", "GPE", "z")])
    b = _doc([("Ann", "PER", "x"), ("Bob", "ORG", "y"), ("in Oslo", "GPE", "z"), ("today", "TIME", "t")])
    rows = _rows(a, b)
    assert rows["mentions: span F1"] == pytest.approx((4 / 7, 7))
    assert rows["mentions: span and type F1"] == pytest.approx((2 / 7, 7))
    assert rows["mentions: span F1, any overlap"] == pytest.approx((6 / 7, 7))
    assert rows["mentions: type kappa, shared spans"][1] == 2


def test_kappa_with_one_label_is_undefined_not_one():
    """Agreement that chance explains wholly is a dash."""
    a = _doc([("Ann", "PER", "x"), ("Bob", "PER", "y")])
    value, n = _rows(a, a)["mentions: type kappa, shared spans"]
    assert value is None
    assert n == 2


def test_kappa_equals_its_formula():
    """(po - pe) / (1 - pe) on a small table."""
    pairs = [("a", "a")] * 3 + [("a", "b")] * 2 + [("b", "b")] * 4 + [("b", "a")]
    observed, expected = 7 / 10, (5 * 4 + 5 * 6) / 100
    assert agreement.kappa(pairs) == pytest.approx((observed - expected) / (1 - expected))


def test_alpha_of_the_published_example_with_both_distances():
    """{1,2,3}{4,5}{6} against {1,2}{3,4,5}{6}: 0.32 with MASI, 0.50 with Jaccard."""
    ours = [{1, 2, 3}] * 3 + [{4, 5}] * 2 + [{6}]
    theirs = [{1, 2}] * 2 + [{3, 4, 5}] * 3 + [{6}]
    pairs = [(frozenset(x), frozenset(y)) for x, y in zip(ours, theirs, strict=True)]
    assert agreement.alpha(pairs) == pytest.approx(0.32, abs=0.005)
    assert agreement.alpha(pairs, lambda x, y: 1 - len(x & y) / len(x | y)) == pytest.approx(0.50, abs=0.005)
    assert agreement.alpha([(frozenset({1}), frozenset({1}))]) is None


def test_coreference_is_compared_by_cluster_not_by_id():
    """Other ids for the same clusters are full agreement; a split lowers it."""
    a = _doc([("Ann", "PER", "x"), ("Bob", "PER", "x"), ("Oslo", "GPE", "z")])
    same = _doc([("Ann", "PER", "z"), ("Bob", "PER", "z"), ("Oslo", "GPE", "x")])
    split = _doc([("Ann", "PER", "x"), ("Bob", "PER", "y"), ("Oslo", "GPE", "z")])
    assert _rows(a, same)["coref: CoNLL F1, all mentions"][0] == 1.0
    assert _rows(a, split)["coref: CoNLL F1, shared mentions"][0] < 1.0
    assert _rows(a, split)["coref: alpha with MASI, shared mentions"][0] < 1.0


def test_arguments_end_to_end_and_on_shared_triggers():
    """A missed trigger costs its arguments end to end, and nothing on shared triggers."""
    met = {
        "type": "Contact.Meet",
        "modality": "asserted",
        "arguments": [{"role": "Participant", "start": 0, "end": 3}],
    }
    plan = {
        "type": "Act.Commit",
        "modality": "planned",
        "arguments": [{"role": "Agent", "start": 8, "end": 11}],
    }
    a = _doc([("Ann", "PER", "x"), ("Bob", "PER", "y")], [("met", met), ("today", plan)])
    b = _doc([("Ann", "PER", "x"), ("Bob", "PER", "y")], [("met", {**met, "modality": "planned"})])
    rows = _rows(a, b)
    assert rows["events: argument F1, end to end"][0] == pytest.approx(2 / 3)
    assert rows["events: argument F1, shared triggers and types"][0] == 1.0
    assert rows["events: modality accuracy, shared triggers"] == (0.0, 1)


def test_agreement_is_symmetric():
    """The choice of the gold annotator does not matter for any figure."""
    gold, _ = corpus(11, 4)
    other, _ = corpus(12, 4)
    texts = {doc["id"]: doc["text"] for doc in gold}
    other = [{**doc, "text": texts[doc["id"]], **_clipped(doc, len(texts[doc["id"]]))} for doc in other]
    a, b = ([jsonl.from_plain(doc) for doc in docs] for docs in (gold, other))
    one, two = agreement.agreement(a, b), agreement.agreement(b, a)
    for x, y in zip(one, two, strict=True):
        if "speaker" not in x.what and "source" not in x.what:
            assert x.value == pytest.approx(y.value), x.what


def _clipped(doc, size):
    def fits(record):
        spans = [*record.get("content", [record]), *record.get("arguments", []), record.get("source")]
        return all(span["end"] <= size for span in spans if span)

    return {
        "sentences": [[0, size]],
        **{layer: [r for r in doc[layer] if fits(r)] for layer in ("mentions", "events", "quotes")},
    }


def test_other_documents_are_refused():
    """Annotators of different documents cannot be compared."""
    with pytest.raises(UsageError, match="e1"):
        agreement.agreement([_doc([])], [_doc([], name="e1")])


def test_the_verb_prints_pairs_mean_gold_and_list(tmp_path, cli):
    """All pairs and the mean; each against gold; every disagreement with its text."""
    docs = {
        "a": _doc([("Ann", "PER", "x"), ("Bob", "PER", "y")]),
        "b": _doc([("Ann", "PER", "x"), ("Oslo", "GPE", "z")]),
        "c": _doc([("Ann", "ORG", "x")]),
    }
    for name, doc in docs.items():
        jsonl.write(tmp_path / f"{name}.jsonl", [doc])
    files = [tmp_path / f"{name}.jsonl" for name in docs]
    run = cli("agree", *files, "--gold", files[0])
    assert run.returncode == 0, run.stderr
    header = run.stdout.splitlines()[0].split()
    assert header == ["measure", "a–b", "a–c", "b–c", "a–gold", "b–gold", "c–gold", "mean", "n"]
    plain = json.loads(cli("agree", *files[:2], "--format", "json").stdout)
    assert plain["a–b"][0] == {"layer": "mentions", "what": "span F1", "value": 0.5, "n": 4, "ci": None}
    listed = cli("agree", *files[:2], "--list").stdout
    assert "Ann met [Bob] in Oslo" in listed
    assert "only a:" in listed
    one = cli("agree", files[0])
    assert one.returncode == 2
    assert "two files" in one.stderr


def test_the_shipped_passes_agree_as_the_data_sheet_says(root):
    """Agreement can be recomputed from the passes that are shipped."""
    passes = [list(jsonl.read(root / "corpus" / "passes" / f"{name}.jsonl")) for name in "abc"]
    rows = [row for pair in itertools.combinations(passes, 2) for row in agreement.agreement(*pair)]
    assert all(row.value is None or row.value > 0.9 for row in rows)
    assert (root / "corpus" / "passes" / "adjudication.jsonl").exists()


def test_coreference_says_how_many_mentions_it_rests_on():
    """A mean of three measures has no count of its own; it rests on both annotators' mentions."""
    a = _doc([("Ann", "PER", "x"), ("Bob", "PER", "x"), ("Oslo", "GPE", "z")])
    b = _doc([("Ann", "PER", "x"), ("Bob", "PER", "x")])
    assert _rows(a, b)["coref: CoNLL F1, all mentions"][1] == 5
    assert _rows(a, b)["coref: CoNLL F1, shared mentions"][1] == 2


def test_labels_are_compared_as_they_stand():
    """A label map restricts no side, so that every row rests on the same mentions."""
    a = _doc([("Ann", "PER", "x"), ("Oslo", "GPE", "z")])
    b = msgspec.structs.replace(_doc([("Ann", "PERSON", "x"), ("Oslo", "GPE", "z")]), label_map="ontonotes")
    rows = _rows(a, b)
    assert rows["mentions: span F1"] == (1.0, 4)
    assert rows["mentions: span and type F1"] == (0.5, 4)
    assert rows["mentions: span F1, any overlap"] == (1.0, 4)


def test_everything_that_is_wrong_in_a_pass_is_said(tmp_path, cli):
    """Each line that is not a document is named, not only the first."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "d", "mentons": []}\n{"id": "e", "id": "f"}\nx\n')
    run = cli("agree", path, path)
    assert (run.returncode, run.stdout) == (1, "")
    places = [line.partition(" ")[0] for line in run.stderr.splitlines()[:-1]]
    assert list(dict.fromkeys(places)) == [f"{path}:{n}" for n in (1, 2, 3)]
    assert "Traceback" not in run.stderr


def test_a_file_may_be_compared_with_itself(tmp_path, cli):
    """The same path twice is two annotators, told apart by number."""
    path = tmp_path / "a.jsonl"
    jsonl.write(path, [_doc([("Ann", "PER", "x")])])
    run = cli("agree", path, path, "--format", "json")
    assert run.returncode == 0, run.stderr
    ((name, rows),) = json.loads(run.stdout).items()
    assert name == f"{path} (1)–{path} (2)"
    assert rows[0]["value"] == 1.0


@pytest.mark.parametrize("verb", [("agree",), ("agree", "--list"), ("adjudicate", "-o", "gold.jsonl")])
def test_a_prediction_is_no_annotation_pass(tmp_path, cli, verb):
    """Words without offsets, and a document without text, are named; nothing is written."""
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text('{"id": "d", "mentions": [{"text": "Ann", "type": "PER"}]}\n')
    run = cli(*verb, "a.jsonl", "b.jsonl", cwd=tmp_path)
    assert run.returncode == 1
    assert "a.jsonl:1 d $.mentions[0]: error[schema]: the key `start` is missing" in run.stderr
    assert "Traceback" not in run.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"a.jsonl", "b.jsonl"}


def test_the_list_goes_to_the_gold_too_and_is_text(tmp_path, cli):
    """`--list` with `--gold` also lists each annotator against the gold; another format is refused."""
    for name, kind in (("a", "PER"), ("b", "ORG"), ("gold", "GPE")):
        jsonl.write(tmp_path / f"{name}.jsonl", [_doc([("Ann", kind, "x")])])
    run = ("agree", "a.jsonl", "b.jsonl", "--list", "--gold", "gold.jsonl")
    listed = cli(*run, cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert [line for line in listed.stdout.splitlines() if line.startswith("d: ")] == [
        "d: a and b differ in 1 item",
        "d: a and gold differ in 1 item",
        "d: b and gold differ in 1 item",
    ]
    refused = cli(*run, "--format", "json", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "prints text, not json" in refused.stderr


def _letter(name, wrong, desk="home"):
    """Six sentences on lines of their own, each with two people; in some one is `wrong`."""
    line = "Ann met Bob.\n"
    mentions = [
        {
            "start": i * len(line) + at,
            "end": i * len(line) + at + 3,
            "type": kind,
            "form": "name",
            "entity": key,
        }
        for i in range(6)
        for at, key in ((0, "ann"), (8, "bob"))
        for kind in ["ORG" if (i, key) in wrong else "PER"]
    ]
    plain = {"id": name, "text": line * 6, "mentions": mentions, "entities": [], "events": [], "quotes": []}
    return jsonl.from_plain({**plain, "meta": {"desk": desk}})


def test_intervals_leave_out_a_paragraph_of_one_article_or_a_document():
    """The jackknife of the scores: the same interval as `score` gives; none where nothing varies."""
    from presscheck import api
    from presscheck.annotation import intervals

    a, b = _letter("d", ()), _letter("d", {(1, "ann"), (4, "bob")})
    rows = {row.what: row for row in intervals.with_intervals([a], [b])}
    wanted = api.score([a], [b], measures="mention.strict")["mention.strict"]["ci"]["f1"]
    assert rows["span and type F1"].ci == pytest.approx(tuple(wanted))
    assert rows["span F1"].ci is None
    many = (
        [_letter(f"d{n}", ()) for n in range(4)],
        [_letter(f"d{n}", {(n, "ann")} if n % 2 else ()) for n in range(4)],
    )
    rows = {row.what: row for row in intervals.with_intervals(*many)}
    wanted = api.score(*many, measures="mention.strict")["mention.strict"]["ci"]["f1"]
    assert rows["span and type F1"].ci == pytest.approx(tuple(wanted))
    low, high = rows["token kappa, all tokens"].ci
    assert -1 <= low < rows["token kappa, all tokens"].value < high <= 1


def test_tokens_of_a_paragraph_are_left_out_with_it():
    """A paragraph that is left out does not count as one that nobody marked."""
    from presscheck.annotation import intervals

    a, b = _letter("d", ()), _letter("d", {(1, "ann")})
    rests = [{row.what: row.n for row in rows} for rows in intervals._rests([a], [b])]
    assert [rest["token kappa, all tokens"] for rest in rests] == [5 * 4] * 6


def test_the_shipped_passes_have_intervals(root):
    """Quotes over paragraphs, arguments elsewhere: leaving a paragraph out never breaks the rest."""
    from presscheck.annotation import intervals

    a, b = (list(jsonl.read(root / "corpus" / "passes" / f"{name}.jsonl")) for name in "ab")
    rows = intervals.with_intervals(a, b)
    assert [row._replace(ci=None) for row in rows] == agreement.agreement(a, b)
    assert all(row.ci[0] <= row.value <= row.ci[1] for row in rows if row.ci is not None)
    assert sum(row.ci is not None for row in rows) > 5, "the passes differ in few layers"


def test_groups_of_documents_stand_on_their_own(tmp_path, cli):
    """By document or by a key of `meta`, each with its interval; an unknown attribute is named."""
    desks = ("home", "home", "foreign")
    for name, wrong in (("a", ()), ("b", {(1, "ann"), (2, "bob")})):
        docs = [_letter(f"d{i}", wrong if i else (), desk) for i, desk in enumerate(desks)]
        jsonl.write(tmp_path / f"{name}.jsonl", docs)
    run = cli("agree", "a.jsonl", "b.jsonl", "--by", "meta.desk", "--format", "json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)["a–b"]
    assert list(found) == ["all", "meta.desk"]
    strict = {
        name: next(r for r in rows if r["what"] == "span and type F1")
        for name, rows in found["meta.desk"].items()
    }
    assert {name: row["value"] for name, row in strict.items()} == pytest.approx(
        {"foreign": 10 / 12, "home": 22 / 24}
    )
    assert strict["foreign"]["ci"][0] < 10 / 12 < strict["foreign"]["ci"][1]
    shown = cli("agree", "a.jsonl", "b.jsonl", "--by", "document", cwd=tmp_path).stdout.splitlines()
    assert shown[0].split() == ["document", "measure", "a–b", "n"]
    line = next(line for line in shown if line.startswith("d2") and "span and type F1" in line)
    assert line.split("F1")[1].split("[")[0].strip() == "0.833"
    plain = cli("agree", "a.jsonl", "b.jsonl", "--no-intervals", cwd=tmp_path).stdout
    assert "[" not in plain
    wrong = cli("agree", "a.jsonl", "b.jsonl", "--by", "publishr", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "did you mean publisher?" in wrong.stderr


@pytest.mark.parametrize("verb", [("agree",), ("adjudicate", "-o", "gold.jsonl")])
def test_everything_wrong_with_both_files_is_said_at_once(tmp_path, cli, verb):
    """Lines that cannot be read, in either; documents that only one has; other texts."""
    (tmp_path / "a.jsonl").write_text('{"id": "d", "mentons": []}\n', encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "d", "text": 3}\nx\n', encoding="utf-8")
    run = cli(*verb, "a.jsonl", "b.jsonl", cwd=tmp_path)
    assert run.returncode == 1
    assert {line.partition(" ")[0] for line in run.stderr.splitlines()[:-1]} >= {
        "a.jsonl:1",
        "b.jsonl:1",
        "b.jsonl:2",
    }
    jsonl.write(tmp_path / "a.jsonl", [_doc([]), _doc([], name="only-a")])
    jsonl.write(tmp_path / "b.jsonl", [_doc([], text="Ann saw Bob in Oslo today."), _doc([], name="only-b")])
    run = cli(*verb, "a.jsonl", "b.jsonl", cwd=tmp_path)
    assert run.returncode == 2
    assert "b.jsonl only-a: a.jsonl has this document, and this file does not" in run.stderr
    assert "b.jsonl only-b: a.jsonl does not have this document" in run.stderr
    assert "b.jsonl d: its text is not that of a.jsonl" in run.stderr


def test_the_list_links_to_the_tasks(tmp_path, cli):
    """Pulled passes know where they are from."""
    for name, kind in (("a", "PER"), ("b", "ORG")):
        made = {
            "label_studio": {"annotator": name, "pre_annotation": None, "task": f"http://x/{name}?task=1"}
        }
        jsonl.write(
            tmp_path / f"{name}.jsonl", [msgspec.structs.replace(_doc([("Ann", kind, "x")]), meta=made)]
        )
    listed = cli("agree", "a.jsonl", "b.jsonl", "--list", cwd=tmp_path).stdout
    assert "  a's task: http://x/a?task=1\n  b's task: http://x/b?task=1\n" in listed


def test_alpha_compares_only_sets_that_meet():
    """The value of the definition, by as many distances as there are sets with a common member."""
    rng = random.Random(3)
    calls = 0

    def counted(x, y):
        nonlocal calls
        calls += 1
        return agreement.masi(x, y)

    pairs = [
        tuple(frozenset((doc, rng.randrange(4)) for _ in range(3)) for _ in "ab")
        for doc in range(200)
        for _ in range(4)
    ]
    found = agreement.alpha(pairs, counted)
    assert calls < 25 * len(pairs)
    values = Counter(value for pair in pairs for value in pair)
    n = values.total()
    expected = 2 * sum(values[x] * values[y] * agreement.masi(x, y) for x, y in combinations(values, 2))
    observed = sum(agreement.masi(x, y) for x, y in pairs) / len(pairs)
    assert found == pytest.approx(1 - observed / (expected / (n * (n - 1))), abs=1e-12)
