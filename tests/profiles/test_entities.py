"""profiles/nervaluate.py, conll2012.py, corefud.py: published figures under the peers' own names."""

import random
import re
import tomllib
from typing import ClassVar

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from tests.conftest import ROOT
from tests.helpers.entity_cases import clustered, document
from tests.measure.test_clusters import HALVED

from presscheck import score
from presscheck.document.model import Document, Mention
from presscheck.layers.entities import span_keys
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings
from presscheck.profiles import corefud
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


def in_words(text, *clusters):
    """A document whose mentions are given by words, "first-end:head", one cluster a string."""
    spans = [m.span() for m in re.finditer(r"\S+", text)]
    mentions = []
    for number, cluster in enumerate(clusters):
        for mention in cluster.split():
            first, end, head = map(int, re.split("[-:]", mention))
            start, stop = spans[first][0], spans[end - 1][1]
            mentions.append(Mention(start=start, end=stop, head=spans[head], entity=f"e{number}"))
    mentions.sort(key=lambda m: (m.start, m.end))
    return Document(id="d", text=text, mentions=mentions, entities=[])


WORDS = [
    # gold, prediction; F1 of muc, bcub, ceafm, as the peer prints them
    (
        "two gold mentions share a head, and the pairings are equal in words",
        ("13-15:13 17-19:18", "16-20:18 23-24:23"),
        ("13-14:13 18-19:18", "17-20:18 23-24:23"),
        (1, 1, 1),
    ),
    (
        "half of four words and half of twelve: the mention that begins earlier",
        ("0-12:7 14-15:14", "6-10:7 16-17:16"),
        ("2-8:7 14-15:14",),
        (2 / 3, 2 / 3, 2 / 3),
    ),
    (
        "the larger share of the words, though the smaller part of the mention that begins earlier",
        ("0-12:7 14-15:14", "6-10:7 16-17:16"),
        ("2-9:7 16-17:16",),
        (2 / 3, 2 / 3, 2 / 3),
    ),
]
WORDS.append(
    (
        "half of four words and half of twelve that begin together: the mention that ends earlier",
        ("1-5:3 14-17:14 20-22:20 23-24:23", "1-13:3 18-19:18"),
        ("1-4:1 14-17:14 20-22:20 23-24:23", "3-9:3 18-19:18"),
        (1 / 2, 13 / 25, 2 / 3),
    )
)
TEXTS = {
    "short": " ".join(["w"] * 26),
    "long at even places": " ".join(("w" * 9, "w")[i % 2] for i in range(26)),
    "growing": " ".join("w" * (i + 1) for i in range(26)),
    "shrinking": " ".join("w" * (40 - i) for i in range(26)),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("gold", "pred", "expected"), [case[1:] for case in WORDS], ids=[c[0] for c in WORDS]
)
def test_corefud_compares_overlaps_in_words(text, gold, pred, expected):
    """However long the words are: a share is a share of words, and a tie in words is a tie."""
    found = score([in_words(text, *gold)], [in_words(text, *pred)], profile="corefud", resample=None)
    values = [found[f"corefud.{name}"]["f1"] for name in ("muc", "bcub", "ceafm")]
    assert values == pytest.approx(expected)


def test_corefuds_words_are_golds_tokens_where_it_has_them():
    """Without tokens a hyphenated word is one word."""
    plain = corefud.Words(Document(id="d", text="a semi-final in Oslo."))
    assert [plain.covered(span) for span in ((0, 1), (2, 6), (7, 12), (2, 21))] == [
        (0, 1),
        (1, 2),
        (1, 2),
        (1, 4),
    ]

    class Tokenised:
        text = "a semi-final"
        tokens: ClassVar = [(7, 12), (0, 1), (2, 6), (6, 7)]

    split = corefud.Words(Tokenised())
    assert [split.covered(span) for span in ((0, 1), (2, 6), (7, 12), (2, 12))] == [
        (0, 1),
        (1, 2),
        (3, 4),
        (1, 4),
    ]


def peers_pairs(gold, pred):
    """The peer's alignment of mentions (first word, end, head), as its reader makes it."""
    equal = gold & pred
    gold, pred = sorted(gold - equal), sorted(pred - equal)
    similarity = np.zeros((len(gold), len(pred)))
    for i, (start, end, head) in enumerate(gold):
        for j, other in enumerate(pred):
            shared = set(range(start, end)) & set(range(other[0], other[1]))
            similarity[i, j] = len(shared) / (end - start) if head == other[2] else 0
    rows, columns = linear_sum_assignment(-similarity)
    return {(gold[i], pred[j]) for i, j in zip(rows, columns, strict=True) if similarity[i, j] > 0} | {
        (mention, mention) for mention in equal
    }


def random_mentions(rng, heads):
    """Up to fifteen mentions of thirty words, each span once, many with one head."""
    found = {}
    for _ in range(15):
        start = rng.randrange(30)
        end = min(30, start + rng.randrange(1, 8))
        inside = [head for head in heads if start <= head < end]
        if inside:
            found[start, end] = rng.choice(inside)
    return {(*span, head) for span, head in found.items()}


@pytest.mark.parametrize("seed", range(60))
def test_corefuds_pairs_are_the_peers_on_dense_mentions(seed):
    """Ties between mentions with one head included, whatever the lengths of words."""
    rng = random.Random(seed)
    heads = rng.sample(range(30), rng.choice([2, 4, 8]))
    text = " ".join("w" * rng.randrange(1, 9) for _ in range(30))
    sides = [random_mentions(rng, heads) for _ in range(2)]
    docs = [
        in_words(text, " ".join(f"{start}-{end}:{head}" for start, end, head in sorted(side)))
        for side in sides
    ]
    end = {m.end(): i + 1 for i, m in enumerate(re.finditer(r"\S+", text))}
    place = {m.start(): i for i, m in enumerate(re.finditer(r"\S+", text))}

    def words(key):
        start, stop = span_keys.unpacked(key)
        return place[start], end[stop]

    pairs = corefud.paired(DocumentPair(*docs, Settings(singletons="keep")))
    expected = peers_pairs(*sides)
    assert {(words(g), words(p)) for p, g in pairs.items()} == {(g[:2], p[:2]) for g, p in expected}


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
