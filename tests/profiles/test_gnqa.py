"""The gnqa profile: the specification's column, a recomputation on random documents, the published scorer."""

import itertools
import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest
from scipy.optimize import linear_sum_assignment
from tests.helpers import quote_cases
from tests.helpers.scoring import score

from presscheck import formats
from presscheck.document.model import Document, Quote, Span
from presscheck.formats import Source
from presscheck.profiles import PROFILES
from presscheck.profiles.gnqa import Tokens

PUBLISHED = os.environ.get("GNQA_DIR", "")
"""Folder with `eval/eval.py` and `data` of German news quotation attribution 2024."""

CASES = [case for case in quote_cases.cases() if quote_cases.expected(case, "gnqa.")]
NAMES = ("msg", "roles", "joint", "form")
ROWS = (*NAMES, "stwr")


def profile_scores(gold, pred):
    found = score([gold], [pred], profile="gnqa").as_dict()["measures"]
    return {name: [found[f"gnqa.{name}"][key] for key in ("precision", "recall", "f1")] for name in NAMES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_edge_cases(case):
    """Every number of the specification's gnqa column; null where the tool stops with an error."""
    found = profile_scores(*quote_cases.documents(case))
    for name, values in quote_cases.expected(case, "gnqa.").items():
        assert found[name.removeprefix("gnqa.")] == pytest.approx(values), name


def random_side(rng, words):
    """Quotes whose parts begin and end at words, in one piece or two, or are not there."""

    def phrase(least):
        first, second, third, fourth = sorted(rng.sample(range(words + 1), 4))
        several = [(first, second), (third, fourth)][: rng.choice([1, 1, 2])]
        return [Span(start=2 * a, end=2 * b - 1) for a, b in several] if rng.random() < least else None

    return [
        Quote(
            content=phrase(1),
            cue=phrase(0.8),
            source=phrase(0.8),
            addressee=phrase(0.5),
            frame=phrase(0.6),
            type=rng.choice(["direct", "mixed"]),
            medium=rng.choice(["Speech", "SW"]),
        )
        for _ in range(rng.randrange(1, 6))
    ]


def token_sets(quote, tokens):
    """From the specification's words: which tokens have a character in a span, part by part."""

    def of(spans):
        return {
            i for i, (s, e) in enumerate(tokens) for span in spans or () if s < span.end and span.start < e
        }

    return [*map(of, (quote.content, quote.addressee, quote.cue, quote.source, quote.frame))]


def recomputed(gold, pred, tokens):
    """The peer's figures by its own solver, on a grid of its own numbers."""
    ours, theirs = ([(token_sets(q, tokens), q.type, q.medium) for q in side] for side in (gold, pred))

    def weight(g, p):
        shared = len(g[0][0] & p[0][0])
        precision, recall = shared / len(p[0][0]), shared / len(g[0][0])
        dice = 2 * precision * recall / (precision + recall) if shared else 0.0
        return dice + 0.01 * (g[1] == p[1]) + 0.001 * (g[2] == p[2]) if shared else 0.0

    grid = [[weight(g, p) for p in theirs] for g in ours]
    rows, columns = linear_sum_assignment(grid, maximize=True)
    return figures([*zip(rows, columns, strict=True)], ours, theirs)


def figures(pairs, ours, theirs):
    """Precision and recall of every row."""
    nothing = ([set()] * 5, None, None)
    done = [(ours[i], theirs[j]) for i, j in pairs]
    done += [(g, nothing) for i, g in enumerate(ours) if i not in {i for i, _ in pairs}]
    done += [(nothing, p) for j, p in enumerate(theirs) if j not in {j for _, j in pairs}]
    found = {}
    for name, parts in (("msg", [0]), ("roles", [1, 2, 3, 4]), ("joint", [0, 1, 2, 3, 4])):
        both = [(g[0][part], p[0][part]) for g, p in done for part in parts]
        precision = [len(g & p) / len(p) for g, p in both if p]
        recall = [len(g & p) / len(g) for g, p in both if g]
        found[name] = (fmean(precision) if precision else None, fmean(recall) if recall else None)
    for place, name in ((1, "form"), (2, "stwr")):
        right = sum(g[place] == p[place] for g, p in done)
        found[name] = right / len(theirs), right / len(ours)
    return found


@pytest.mark.parametrize("given", [True, False], ids=["tokens given", "words"])
def test_equals_a_recomputation_from_the_words(given):
    """On 500 random documents with pieces and frames each figure is that of the peer's own solver."""
    words = 12
    text = " ".join("abcdefghijkl")
    for seed in range(500):
        rng = random.Random(seed)
        cuts = [*range(0, 2 * words, rng.choice([2, 4, 6]) if given else 2), 2 * words]
        tokens = [(a, b - 1) for a, b in itertools.pairwise(cuts)]
        gold, pred = random_side(rng, words), random_side(rng, words)
        own = {"tokens": tokens} if given else {}
        found = score(
            [Document(id="d", text=text, quotes=gold, **own)], [Document(id="d", quotes=pred)], profile="gnqa"
        ).as_dict()["measures"]
        mine = {name: (found[f"gnqa.{name}"]["precision"], found[f"gnqa.{name}"]["recall"]) for name in ROWS}
        theirs = recomputed(gold, pred, tokens)
        for name in ROWS:
            assert mine[name] == pytest.approx(theirs[name], abs=1e-9), (seed, name)


def _without(ids, rng):
    """Tokens of a part as a system may return them: none, fewer, one more, or as they are."""
    chance = rng.random()
    if chance < 0.1:
        return []
    kept = [number for number in ids if rng.random() < 0.9] if chance < 0.4 else [*ids]
    return sorted({*kept, max(ids) + 1}) if chance > 0.85 else kept


def _perturbed(value, rng):
    """A file of the corpus as a prediction: quotes lost and in two, parts changed, other types and media."""
    last = len(value["tokens"]) - 1
    quotes = []
    for quote in value["annotations"]:
        if rng.random() < 0.15:
            continue
        made = {**quote}
        for part in ("quote", "cue", "speaker", "addressee", "frame"):
            before = quote[part]["tokenIds"]
            ids = [number for number in _without(before, rng) if number <= last] if before else []
            made[part] = {"tokenIds": ids or (before if part == "quote" else []), "spans": []}
            made[part]["spans"] = [
                {"charBegin": value["tokens"][i]["charBegin"], "charEnd": value["tokens"][i]["charEnd"]}
                for i in made[part]["tokenIds"]
            ]
        if rng.random() < 0.1:
            made |= {"type": rng.choice(["Direct", "Reported"]), "medium": rng.choice(["Speech", "SW"])}
        quotes += [made, {**made}] if rng.random() < 0.05 else [made]
    return {**value, "annotations": quotes}


_PEER = """
import contextlib, io, json, logging, sys
sys.path.insert(0, sys.argv[1])
logging.disable(logging.CRITICAL)
import eval
print(json.dumps(eval.evaluate(sys.argv[3], sys.argv[2], print_scores=False)))
"""


@pytest.mark.skipif(not PUBLISHED, reason="GNQA_DIR does not name a copy of the corpus with its scorer")
@pytest.mark.parametrize("split", ["dev", "test", "train"])
def test_the_published_scorer_on_the_published_data(tmp_path, split):
    """All fifteen numbers on each part of the corpus, to 1e-9."""
    rng = random.Random(split)
    files = sorted(Path(PUBLISHED, "data", split).glob("*.json"))
    gold = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    sides = {"gold": gold, "pred": [_perturbed(value, rng) for value in gold]}
    for name, values in sides.items():
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, values)), encoding="utf-8")
    paths = [tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"]
    command = [sys.executable, "-c", _PEER, Path(PUBLISHED, "eval"), *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    docs = [[*formats.module("fields").read(Source(path, {}, Counter(), fields="gnqa"))] for path in paths]
    found = score(*docs, profile="gnqa").as_dict()["measures"]
    short = {"precision": "prec", "recall": "rec", "f1": "f1"}
    ours = {f"{peer}_{name}": found[f"gnqa.{name}"][key] for name in ROWS for key, peer in short.items()}
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_tokens_of_invented_words_count():
    """A content that is not in the text has its own tokens, and shares none."""
    tokens = Tokens("We agree.")
    invented = tokens.covered([Span(start=20, end=30, text="no way, no")])
    assert len(invented) == 4
    assert not invented & tokens.covered([Span(start=0, end=9)])


def test_profile_is_registered_under_its_name():
    """The profile's rows have the peer's names and are never our defaults."""
    rows = PROFILES["gnqa"].measures
    assert [row.id for row in rows] == [f"gnqa.{name}" for name in ROWS]
    assert not any(row.default for row in rows)


def quoted(*contents, **more):
    """Quotes with these contents, and further parts that are spans or words."""
    parts = {key: Span(start=a[0], end=a[1]) if isinstance(a, tuple) else a for key, a in more.items()}
    return [Quote(content=[Span(start=a, end=b)], **parts) for a, b in contents]


def test_given_tokens_are_counted():
    """A corpus' own tokens: here two words are one, and half of it is the whole."""
    text = "Ida: we go now"
    gold = Document(id="d", text=text, tokens=[(0, 3), (3, 4), (5, 10), (11, 14)], quotes=quoted((5, 14)))
    found = profile_scores(gold, Document(id="d", quotes=quoted((5, 7))))
    assert found["msg"] == pytest.approx([1, 1 / 2, 2 / 3])
    bare = Document(id="d", text=text, quotes=quoted((5, 14)))
    assert profile_scores(bare, Document(id="d", quotes=quoted((5, 7))))["msg"][:2] == pytest.approx(
        [1, 1 / 3]
    )


def test_frames_and_media_count():
    """The fifth part is a role like the others; media are compared where a quote has one."""
    text = "Ida said so: we go"
    gold = Document(id="d", text=text, quotes=quoted((13, 18), frame=(0, 11), medium="Speech", type="x"))
    pred = Document(id="d", quotes=quoted((13, 18), frame=(0, 3), medium="Writing", type="x"))
    found = score([gold], [pred], profile="gnqa").as_dict()["measures"]
    assert (found["gnqa.roles"]["precision"], found["gnqa.roles"]["recall"]) == pytest.approx((1, 1 / 3))
    assert (found["gnqa.stwr"]["f1"], found["gnqa.form"]["f1"]) == (0, 1)
    bare = Document(id="d", text=text, quotes=quoted((13, 18), type="x"))
    assert score([bare], [bare], profile="gnqa").as_dict()["measures"]["gnqa.stwr"]["f1"] is None


def test_an_equal_medium_decides_between_equal_contents():
    """A thousandth is enough."""
    text = "Ida: we go"
    gold = Document(
        id="d", text=text, quotes=quoted((5, 10), medium="Speech") + quoted((5, 10), medium="Thought")
    )
    pred = Document(id="d", quotes=quoted((5, 10), medium="Thought") + quoted((5, 10), medium="Speech"))
    assert score([gold], [pred], profile="gnqa").as_dict()["measures"]["gnqa.stwr"]["f1"] == 1
