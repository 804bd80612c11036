"""layers/coref.py and coref_errors.py: clusters of a document, settings, diagnosis."""

import tomllib

import pytest
from tests.conftest import ROOT
from tests.helpers.entity_cases import clustered

from presscheck import InvalidInputError, score
from presscheck.document.model import Document, Mention
from presscheck.layers.entities import coref_errors
from presscheck.layers.entities.coref import chains
from presscheck.scoring import problems

CASES = tomllib.loads((ROOT / "tests/cases/clusters.toml").read_text(encoding="utf-8"))["case"]
ROWS = {"mention", "muc", "b3", "ceafm", "ceafe", "lea"}


def scored(gold, pred, **settings):
    """Entries of the coreference measures of one document."""
    return score([clustered(gold)], [clustered(pred)], measures="coref", **settings).as_dict()["measures"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_classic_cases_through_the_whole_scorer(case):
    """Documents give what the arithmetic gives: each F1, BLANC, and the CoNLL mean of the corpus."""
    found = scored(case["gold"], case["pred"])
    for name, value in case["f1"].items():
        assert (found[f"coref.{name}"]["f1"] or 0) == pytest.approx(value, abs=1e-6), name
    assert (found["coref.blanc"]["f1"] or 0) == pytest.approx(case["blanc"][2], abs=1e-6)
    mean = sum(case["f1"][name] for name in ("muc", "b3", "ceafe")) / 3
    assert found["coref.conll"]["f1"] == pytest.approx(mean, abs=1e-6)


def test_documents_add_up_before_they_are_divided():
    """Two documents: numerators and denominators are summed, BLANC's six counts too."""
    both = [clustered("{abc} {d}", "1"), clustered("{ab} {cd}", "2")]
    preds = [clustered("{ab} {c} {d}", "1"), clustered("{abcd}", "2")]
    found = score(both, preds, measures="coref").as_dict()["measures"]
    assert (found["coref.muc"]["tp_gold"], found["coref.muc"]["n_gold"]) == (3, 4)
    cells = found["coref.blanc"]["cells"]
    assert (cells["coreferent"]["tp_gold"], cells["coreferent"]["n_gold"]) == (3, 5)
    assert (cells["other"]["tp_gold"], cells["other"]["n_gold"]) == (3, 7)


def test_a_missing_document_costs_recall_only():
    """With `missing="empty"` precision is that of what was done."""
    gold = [clustered("{ab}", "1"), clustered("{ab}", "2")]
    entry = score(gold, [clustered("{ab}", "1")], measures="coref.b3", missing="empty").as_dict()
    assert entry["measures"]["coref.b3"]["precision"] == 1
    assert entry["measures"]["coref.b3"]["recall"] == 0.5


def test_singletons_are_dropped_on_both_sides_before_everything_else():
    """A dropped predicted singleton leaves a missing mention; a perfect answer stays perfect."""
    found = scored("{a} {bc}", "{a} {b} {c}", singletons="drop")
    assert (found["coref.mention"]["n_gold"], found["coref.mention"]["n_pred"]) == (2, 0)
    same = scored("{a} {bc} {d}", "{a} {bc} {d}", singletons="drop")
    assert all(same[f"coref.{name}"]["f1"] == 1 for name in ROWS)
    result = score([clustered("{a}")], [clustered("{a}")], measures="coref", singletons="drop")
    assert result.signature.singletons == "drop"


def test_a_repeated_mention_is_an_error_that_names_both_places():
    """A8: b stands in two entities; the message has both paths and both entities."""
    with pytest.raises(InvalidInputError) as caught:
        scored("{a} {bc} {def}", "{a} {bcx} {dy} {bz}")
    message = str(caught.value)
    assert "$.mentions[6]" in message
    assert "'e01'" in message
    assert "'e03' " in message
    assert "$.mentions[1]" in message


@pytest.mark.parametrize("case", [c for c in CASES if "repeated" in c], ids=lambda case: case["id"])
def test_the_first_entity_counts_under_repeats_first(case):
    """A7 to A9 score as the repeat-free answer does, which is what the reference scorer prints."""
    expected = scored(case["gold"], case["pred"])
    assert scored(case["gold"], case["repeated"], repeats="first") == expected


def test_mentions_without_an_entity_are_singletons():
    """A file that attempts coreference owns its unresolved mentions; equal spans are one mention."""
    mentions = [
        Mention(start=5, end=6, type="PER", entity="x"),
        Mention(start=0, end=1, type="PER"),
        Mention(start=0, end=1, type="ORG"),
        Mention(start=2, end=3, type="PER", entity="x"),
        Mention(start=5, end=6, type="ORG"),
    ]
    found = chains(Document(id="d", mentions=mentions))
    assert found.ids == [None, "x"]
    assert [len(keys) for keys in found.keys] == [1, 2]


def test_an_undefined_member_of_the_mean_is_said():
    """Only singletons on both sides: MUC counts 0 in the mean, with a warning."""
    result = score([clustered("{a} {b}")], [clustered("{a} {b}")], measures="coref.conll")
    assert result.as_dict()["measures"]["coref.conll"]["f1"] == pytest.approx(2 / 3)
    assert any("coref.muc" in warning for warning in result.warnings)


DIAGNOSES = [
    ("{abc}", "{abc}", []),
    ("{abcd}", "{ab} {cd}", [("split", 1, "2 parts, not linked: 'x' [50, 51) – 'x' [51, 52)")]),
    ("{ab} {cd}", "{abcd}", [("merged", 1, "2 parts, wrongly linked: 'x' [50, 51) – 'x' [51, 52)")]),
    ("{ab} {c}", "{c}", [("missed", 1, "2 mentions: 'x' [49, 50), 'x' [50, 51)")]),
    ("{c}", "{ab} {c}", [("invented", 1, "2 mentions: 'x' [49, 50), 'x' [50, 51)")]),
    ("{abc}", "{a} {b} {c}", [("split", 2, None)]),
    ("{a} {b}", "{a} {c}", []),
]


@pytest.mark.parametrize(("gold", "pred", "expected"), DIAGNOSES)
def test_diagnosis_says_what_was_split_merged_missed_invented(gold, pred, expected):
    """With the links that break, in words; single mentions are the mentions' own errors."""
    found = []
    score(
        [clustered(gold)],
        [clustered(pred)],
        measures="coref",
        watch=lambda case, _: found.extend(coref_errors.errors(case)),
    )
    assert [(e.kind, e.cost) for e in found] == [(kind, cost) for kind, cost, _ in expected]
    for error, (_, _, says) in zip(found, expected, strict=True):
        assert says is None or error.says == says


def test_entities_of_several_documents_are_one_problem_by_type_and_are_called_by_their_words():
    """Ids are those of a document: e00 here is not e00 there, and says nothing to a reader."""
    gold = [clustered("{abc} {d}", "1"), clustered("{abc}", "2")]
    pred = [clustered("{ab} {c} {d}", "1"), clustered("{a} {bc}", "2")]
    gold[1]["entities"] = [{"id": "e00", "name": "Ann Lee"}]
    found = problems.find(gold, pred)
    split = [(p.group, p.cost) for p in problems.problems(found.errors) if p.layer == "coref"]
    assert split == [("PER", 2)]
    assert [e.labels for e in found.errors if e.layer == "coref"] == ["x", "Ann Lee"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_broken_links_are_the_links_that_muc_counts_among_found_mentions(case):
    """Splits cost what MUC's recall loses between found mentions, merges what its precision loses."""
    found = []
    result = score(
        [clustered(case["gold"])],
        [clustered(case["pred"])],
        measures="coref",
        watch=lambda case, _: found.extend(coref_errors.errors(case)),
    )
    muc, mentions = result.whole("coref.muc"), result.whole("coref.mention")
    split = sum(e.cost for e in found if e.kind == "split")
    merged = sum(e.cost for e in found if e.kind == "merged")
    touched_gold = mentions.tp_gold - muc.tp_gold - split
    touched_pred = mentions.tp_pred - muc.tp_pred - merged
    gold_spans = {m["start"] for m in clustered(case["gold"])["mentions"]}
    pred_spans = {m["start"] for m in clustered(case["pred"])["mentions"]}
    for notation, touched in ((case["gold"], touched_gold), (case["pred"], touched_pred)):
        entities = {}
        for m in clustered(notation)["mentions"]:
            entities.setdefault(m["entity"], set()).add(m["start"])
        assert touched == sum(bool(spans & gold_spans & pred_spans) for spans in entities.values())
