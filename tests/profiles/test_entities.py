"""profiles/nervaluate.py, conll2012.py, corefud.py: published figures under the peers' own names."""

import tomllib

import pytest
from tests.conftest import ROOT
from tests.helpers.entity_cases import clustered, document
from tests.measure.test_clusters import HALVED

from presscheck import score
from presscheck.document.model import Mention
from presscheck.profiles.nervaluate import MODES, walk


def cases(name):
    return tomllib.loads((ROOT / "tests/cases" / name).read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", cases("spans.toml"), ids=lambda case: case["id"])
def test_nervaluates_counts(case, mode):
    """The four modes in list order, thefts and thresholds included."""
    gold, pred = ([Mention(start=a, end=b, type=t) for a, b, t in case[side]] for side in ("gold", "pred"))
    assert "/".join(map(str, walk(gold, pred, mode))) == case[mode]


def test_nervaluates_readme_example():
    """Two documents, five mentions a side: partial gives 2 COR, 3 PAR and 0.70."""
    gold = [document(["2-5 PER"], "1"), document(["1-3 LOC", "3-4 LOC", "8-10 LOC", "12-14 PER"], "2")]
    pred = [document(["2-6 PER"], "1"), document(["1-3 LOC", "3-5 LOC", "8-10 LOC", "12-13 PER"], "2")]
    entry = score(gold, pred, profile="nervaluate").as_dict()["measures"]["nervaluate.partial"]
    assert (entry["semeval"]["cor"], entry["semeval"]["par"]) == (2, 3)
    assert entry["precision"] == entry["recall"] == pytest.approx(0.7)


@pytest.mark.parametrize("case", cases("clusters.toml"), ids=lambda case: case["id"])
def test_the_reference_scorers_figures(case):
    """A1 to N6 under conll2012: F1 of each metric as the Perl program prints it, 0 for 0/0."""
    options = {"repeats": "first", "profile": "conll2012"}
    found = score([clustered(case["gold"])], [clustered(case["pred"])], **options).as_dict()["measures"]
    for ours, theirs in (("muc", "muc"), ("b3", "bcub"), ("ceafm", "ceafm"), ("ceafe", "ceafe")):
        assert found[f"conll2012.{theirs}"]["f1"] == pytest.approx(case["f1"][ours], abs=1e-6)
    blanc = [found["conll2012.blanc"][key] for key in ("recall", "precision", "f1")]
    assert blanc == pytest.approx(case["blanc"], abs=1e-6)
    mean = sum(case["f1"][name] for name in ("muc", "b3", "ceafe")) / 3
    assert found["conll2012.average"]["f1"] == pytest.approx(mean, abs=1e-6)


def _without_singletons(case):
    return not any(len(part) == 3 for side in ("gold", "pred") for part in case[side].split())


@pytest.mark.parametrize(
    "case", [*filter(_without_singletons, cases("clusters.toml"))], ids=lambda case: case["id"]
)
def test_corefuds_blanc_is_luos(case):
    """Half the CoNLL scorer's value where gold has no link of one kind (CorefUD drops singletons)."""
    options = {"repeats": "first", "profile": "corefud"}
    found = score([clustered(case["gold"])], [clustered(case["pred"])], **options).as_dict()["measures"]
    expected = case["blanc"][2] / (2 if case["id"] in HALVED else 1)
    assert found["corefud.blanc"]["f1"] == pytest.approx(expected, abs=1e-6)
    assert found["corefud.lea"]["f1"] == pytest.approx(case["f1"]["lea"], abs=1e-6)


HEAD = [
    # the predicted mention for gold 1-6 with head 3-4 (words 1 to 5); MUC's F1 under exact and head match
    ("2-5 PER head 3-4 x", 0, 1),
    ("2-5 PER head 2-3 x", 0, 0),
    ("4-6 PER head 4-5 x", 0, 0),
    ("1-7 PER head 3-4 x", 0, 1),
    ("1-6 PER head 1-2 x", 1, 0),
    ("1-6 PER head 3-4 x", 1, 1),
]


@pytest.mark.parametrize(("pred", "exact", "head"), HEAD)
def test_corefud_matches_mentions_by_head(pred, exact, head):
    """The UA scorer's table: equal heads are one mention, an equal span with another head is none."""
    gold, pred = document(["1-6 PER head 3-4 x", "7-8 PER x"]), document([pred, "7-8 PER x"])
    assert score([gold], [pred], profile="corefud")["corefud.muc"]["f1"] == head
    assert score([gold], [pred], profile="conll2012")["conll2012.muc"]["f1"] == exact


def test_corefud_drops_singletons_and_says_so():
    """The profile fixes the setting, and the signature has it."""
    result = score([clustered("{ab} {c}")], [clustered("{ab} {d}")], profile="corefud")
    assert result.signature.singletons == "drop"
    assert result.as_dict()["measures"]["corefud.conll"]["f1"] == 1


def test_undefined_is_zero_in_a_profile_and_null_natively():
    """The peers print 0 for 0/0; we do not."""
    sides = [clustered("{a}")], [clustered("{a}")]
    assert score(*sides, measures="coref.muc").as_dict()["measures"]["coref.muc"]["f1"] is None
    assert score(*sides, profile="conll2012").as_dict()["measures"]["conll2012.muc"]["f1"] == 0
    assert score(*sides, profile="conll2012").as_dict()["measures"]["conll2012.blanc"]["f1"] == 0
