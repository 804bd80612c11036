"""The gnqa profile: the specification's column, and an independent re-computation on random documents."""

import random
import re
from itertools import permutations
from statistics import fmean

import pytest
from tests.helpers import quote_cases
from tests.helpers.scoring import score

from presscheck.document.model import Document, Quote, Span
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings
from presscheck.profiles import PROFILES
from presscheck.profiles.gnqa import Tokens, groups

CASES = [case for case in quote_cases.cases() if quote_cases.expected(case, "gnqa.")]
NAMES = ("msg", "roles", "joint", "form")


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
    """Quotes whose parts begin and end at words."""
    made = []
    for _ in range(rng.randrange(1, 5)):
        cut = sorted(rng.sample(range(words + 1), 4))
        parts = [cut[:2], cut[2:]] if rng.random() < 0.3 else [cut[:2]]
        spans = [Span(start=2 * a, end=2 * b - 1) for a, b in parts]
        cue, source, addressee = (
            Span(start=2 * at, end=2 * at + 1) if rng.random() < 0.8 else None
            for at in (rng.randrange(words) for _ in range(3))
        )
        made.append(
            Quote(
                content=spans,
                cue=cue,
                source=source,
                addressee=addressee,
                type=rng.choice(["direct", "mixed"]),
            )
        )
    return made


def token_sets(quote, text):
    """From the specification's words: which tokens have a character in a span, part by part."""
    tokens = [m.span() for m in re.finditer(r"\w+|[^\w\s]", text)]

    def of(spans):
        return {
            i for i, (s, e) in enumerate(tokens) for span in spans if span and s < span.end and span.start < e
        }

    return [of(quote.content), of([quote.addressee]), of([quote.cue]), of([quote.source])]


def recomputed(gold, pred, text):
    """Every best assignment's figures, by trying all complete one-to-one pairings."""
    ours = [(token_sets(q, text), q.type) for q in gold]
    theirs = [(token_sets(q, text), q.type) for q in pred]

    def weight(g, p):
        shared = len(g[0][0] & p[0][0])
        return 2 * shared / (len(g[0][0]) + len(p[0][0])) + 0.01 * (g[1] == p[1]) + 0.001 if shared else 0.0

    small, large = sorted((ours, theirs), key=len) if len(ours) != len(theirs) else (ours, theirs)
    totals = {}
    for order in permutations(range(len(large)), len(small)):
        pairs = [(k, j) if small is ours else (j, k) for k, j in enumerate(order)]
        value = round(sum(weight(ours[i], theirs[j]) for i, j in pairs), 9)
        totals.setdefault(value, []).append(pairs)
    return [figures(pairs, ours, theirs) for pairs in totals[max(totals)]]


def figures(pairs, ours, theirs):
    nothing = ([set()] * 4, None)
    done = [(ours[i], theirs[j]) for i, j in pairs]
    done += [(g, nothing) for i, g in enumerate(ours) if i not in {i for i, _ in pairs}]
    done += [(nothing, p) for j, p in enumerate(theirs) if j not in {j for _, j in pairs}]
    found = {}
    for name, parts in (("msg", [0]), ("roles", [1, 2, 3]), ("joint", [0, 1, 2, 3])):
        both = [(g[0][part], p[0][part]) for g, p in done for part in parts]
        precision = [len(g & p) / len(p) for g, p in both if p]
        recall = [len(g & p) / len(g) for g, p in both if g]
        found[name] = (fmean(precision) if precision else None, fmean(recall) if recall else None)
    right = sum(g[1] == p[1] for g, p in done)
    found["form"] = right / len(theirs), right / len(ours)
    return found


def test_equals_a_recomputation_from_the_words():
    """On 500 random documents the figures are those of a best assignment found by trying all of them."""
    words = 12
    text = " ".join("abcdefghijkl")
    for seed in range(500):
        rng = random.Random(seed)
        gold, pred = random_side(rng, words), random_side(rng, words)
        found = profile_scores(Document(id="d", text=text, quotes=gold), Document(id="d", quotes=pred))
        mine = [value for name in NAMES for value in found[name][:2]]
        best = [[v for name in NAMES for v in each[name]] for each in recomputed(gold, pred, text)]
        assert any(mine == pytest.approx(each, abs=1e-9) for each in best), seed


def test_assignment_value_equals_scipy():
    """The assignment, pairs of weight 0 included, is worth what scipy's is, on 200 larger documents."""
    from scipy.optimize import linear_sum_assignment

    from presscheck.profiles.gnqa import _weight

    text = " ".join("abcdefghijklmnopqrstuvwxyz")
    for seed in range(200):
        rng = random.Random(seed)
        sides = [[q for _ in range(3) for q in random_side(rng, 26)] for _ in range(2)]
        pair = DocumentPair(
            Document(id="d", text=text, quotes=sides[0]), Document(id="d", quotes=sides[1]), Settings()
        )
        pairs = groups(pair)
        gold = [g for g, _ in pairs if g.form is not None]
        pred = [p for _, p in pairs if p.form is not None]
        grid = [[float(_weight(g, p)) for p in pred] for g in gold]
        rows, columns = linear_sum_assignment(grid, maximize=True)
        best = sum(grid[i][j] for i, j in zip(rows, columns, strict=True))
        assert len(pairs) == max(len(gold), len(pred))
        assert sum(float(_weight(g, p)) for g, p in pairs) == pytest.approx(best, abs=1e-9)


def test_tokens_of_invented_words_count():
    """A content that is not in the text has its own tokens, and shares none."""
    tokens = Tokens("We agree.")
    invented = tokens.covered([Span(start=20, end=30, text="no way, no")])
    assert len(invented) == 4
    assert not invented & tokens.covered([Span(start=0, end=9)])


def test_profile_is_registered_under_its_name():
    """The profile's rows have the peer's names and are never our defaults."""
    rows = PROFILES["gnqa"].measures
    assert [row.id for row in rows] == [f"gnqa.{name}" for name in (*NAMES, "stwr")]
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
