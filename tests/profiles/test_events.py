"""profiles/textee.py, profiles/oneie.py: two peers' figures under their own names."""

import random

import pytest
from tests.helpers import scoring
from tests.helpers.event_cases import cases, documents, event, ratio
from tests.helpers.generate import corpus

from presscheck.document import schemas
from presscheck.profiles import PROFILES
from presscheck.scoring import result_table

NAMES = {
    "textee": [
        "trigger_id",
        "trigger_cls",
        "argument_id",
        "argument_cls",
        "argument_attached_id",
        "argument_attached_cls",
    ],
    "oneie": ["trigger_id", "trigger", "role_id", "role"],
}
CASES = [(case, name) for case in cases() for name in NAMES if name in case]


def score(gold, pred, profile, **options):
    """The measures of a profile."""
    return scoring.score(gold, pred, profile=profile, **options).as_dict()["measures"]


def value(fraction):
    """Zero where the peer prints 0 for 0/0."""
    top, bottom = ratio(fraction)
    return float(top / bottom) if bottom else 0.0


@pytest.mark.parametrize(("case", "profile"), CASES, ids=[f"{c['name']}-{p}" for c, p in CASES])
def test_worked_examples(case, profile):
    """Every figure of the peers' columns, recall above 1 included."""
    found = score(*documents(case), profile)
    for name, expected in case[profile].items():
        entry = found[f"{profile}.{name}"]
        precision, recall = map(value, expected)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        assert entry["precision"] == pytest.approx(precision, abs=1e-12)
        assert entry["recall"] == pytest.approx(recall, abs=1e-12)
        assert entry["f1"] == pytest.approx(f1, abs=1e-12)


def test_names_are_the_peers_own():
    """The rows of each profile, in the peer's order."""
    for profile, names in NAMES.items():
        shown = [row.id for row in PROFILES[profile].measures if not row.hidden]
        assert shown == [f"{profile}.{name}" for name in names]
        assert PROFILES[profile].percent


def test_textee_is_our_defaults():
    """On random corpora the profile and our default rows differ in nothing but 0 for null."""
    gold, pred = corpus(9, 60)
    ours = scoring.score(gold, pred, measures="events").as_dict()["measures"]
    theirs = score(gold, pred, "textee")
    for name, row in zip(NAMES["textee"], ("ti", "tc", "ai", "ac", "ai+", "ac+"), strict=True):
        assert theirs[f"textee.{name}"]["f1"] == (ours[f"event.{row}"]["f1"] or 0.0)


def _peer(gold, pred):
    """OneIE's counts in the plainest form, one document a window: matched, predicted, gold for each row."""
    g, p = [[(e["start"], e["end"], e["type"]) for e in doc["events"]] for doc in (gold, pred)]
    same = [[t for t in g if t[:2] == one[:2]] for one in p]
    args = [
        {(a["start"], a["end"], e["type"], a["role"]) for e in doc["events"] for a in e["arguments"]}
        for doc in (gold, pred)
    ]
    known = {a[:3] for a in args[0]}
    return [
        (sum(map(bool, same)), len(p), len(g)),
        (sum(bool(s) and s[0][2] == one[2] for s, one in zip(same, p, strict=True)), len(p), len(g)),
        (sum(a[:3] in known for a in args[1]), len(args[1]), len(args[0])),
        (len(args[0] & args[1]), len(args[1]), len(args[0])),
    ]


def _noisy(rng):
    lines = []
    for _ in range(rng.randrange(5)):
        start = rng.randrange(4)
        roles = [f"{rng.choice('RS')}[{a},{a + 1})" for a in rng.choices(range(5), k=rng.randrange(4))]
        lines.append(" ".join([f"{rng.choice('AB')}[{start},{start + 1})", *roles]))
    return [event(line) for line in lines]


def test_oneie_counts_on_random_lists():
    """On 500 documents with repeats and shared spans the counts are those of OneIE's published loop."""
    rng = random.Random(2)
    gold = [{"id": f"d{i}", "text": "w" * 30, "events": _noisy(rng)} for i in range(500)]
    pred = [{"id": f"d{i}", "events": _noisy(rng)} for i in range(500)]
    found = score(gold, pred, "oneie")
    sums = [
        [sum(column) for column in zip(*rows, strict=True)]
        for rows in zip(*map(_peer, gold, pred), strict=True)
    ]
    for name, (matched, n_pred, n_gold) in zip(NAMES["oneie"], sums, strict=True):
        entry = found[f"oneie.{name}"]
        assert (entry["tp_pred"], entry["n_pred"], entry["n_gold"]) == (matched, n_pred, n_gold)
        assert entry["precision"] == pytest.approx(matched / n_pred, abs=1e-9)
        assert entry["recall"] == pytest.approx(matched / n_gold, abs=1e-9)


def test_oneie_under_sentence_windows():
    """The window is OneIE's sentence where sentences are asked for."""
    gold = [
        {"id": "d", "text": "w" * 40, "sentences": [[0, 20], [20, 40]], "events": [event("A[0,1) R[5,6)")]}
    ]
    pred = [{"id": "d", "events": [event("A[30,31) R[5,6)")]}]
    assert score(gold, pred, "oneie")["oneie.role"]["f1"] == 1.0
    assert score(gold, pred, "oneie", window="sentence")["oneie.role"]["f1"] == 0.0


def test_scores_fit_their_schema_beyond_one():
    """A recall of 2 is what OneIE prints, so the schema of scores takes it from this profile."""
    gold = [{"id": "d", "text": "w" * 30, "events": [event("A[0,1)")]}]
    pred = [{"id": "d", "events": [event("A[0,1)"), event("A[0,1)")]}]
    found = scoring.score(gold, pred, profile="oneie").as_dict()
    assert found["measures"]["oneie.trigger"]["recall"] == 2.0
    assert list(schemas.broken(found, schemas.SCORES)) == []


def test_the_table_is_in_percent_and_the_json_in_fractions():
    """As the peers print it: 133.33 for an F of 4/3."""
    gold = [{"id": "d", "text": "w" * 30, "events": [event("A[0,1)")]}]
    pred = [{"id": "d", "events": [event("A[0,1)"), event("A[0,1)")]}]
    result = scoring.score(gold, pred, profile="oneie", measures="oneie.trigger")
    header, rows = result_table.lines(result)
    assert header[1:4] == ["P %", "R %", "F1 %"]
    assert rows[0][1:4] == ["100.00", "200.00", "133.33"]
    assert result.as_dict()["measures"]["oneie.trigger"]["f1"] == pytest.approx(4 / 3)
    assert result_table.lines(scoring.score(gold, pred, measures="event.tc"))[0][1] == "P"
