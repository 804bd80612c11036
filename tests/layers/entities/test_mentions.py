"""layers/mentions.py and mention_pairs.py: who is paired with whom, what it is worth, what went wrong."""

import itertools
import random
import tomllib
from collections import Counter
from fractions import Fraction

import pytest
from tests.conftest import ROOT
from tests.helpers.entity_cases import document
from tests.helpers.generate import corpus

from presscheck import score
from presscheck.document.model import Document, Mention
from presscheck.layers.entities import credit, mentions
from presscheck.layers.entities import pairing as pairs
from presscheck.measure import assignment
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings
from presscheck.scoring import result_table

CASES = tomllib.loads((ROOT / "tests/cases/spans.toml").read_text(encoding="utf-8"))["case"]


def case_of(gold, pred):
    """A case of mentions given as (start, end, type)."""
    sides = ([Mention(start=a, end=b, type=t) for a, b, t in side] for side in (gold, pred))
    gold_doc, pred_doc = (Document(id="d", text="x" * 300, mentions=side) for side in sides)
    return DocumentPair(gold_doc, pred_doc, Settings())


def random_side(rng, most=5):
    """Nested, crossing and repeated spans of three types; often none at all."""
    spans = [(s := rng.randrange(12), s + rng.randrange(1, 6)) for _ in range(rng.randrange(most + 1))]
    return [(start, end, rng.choice("ABC")) for start, end in spans]


@pytest.mark.parametrize("case", CASES, ids=lambda pair: pair["id"])
def test_semeval_counts_come_from_the_one_pairing(case):
    """The spec's cases; where the peer's list order steals a match, the optimal pairing keeps it."""
    found = case_of(case["gold"], case["pred"])
    for ours, theirs, counted in (
        ("our_partial", "partial", pairs.semeval_partial),
        ("our_type", "ent_type", pairs.semeval_type),
    ):
        expected = case.get(ours, case[theirs])
        assert "/".join(str(n) for n in counted(found).values()) == expected


def _aims(chosen):
    """Return the value of a pairing, the most important part first."""
    spans = [((g.start, g.end), (p.start, p.end), g.type == p.type) for g, p in chosen]
    return (
        sum(a == b and same for a, b, same in spans),
        sum(a == b for a, b, _ in spans),
        sum(same for _, _, same in spans),
        len(spans),
        sum((assignment.jaccard(a, b) for a, b, _ in spans), Fraction(0)),
    )


def _all_pairings(gold, pred):
    """Every one-to-one pairing of overlapping mentions."""
    if not gold:
        yield []
        return
    for rest in _all_pairings(gold[1:], pred):
        yield rest
    for p in pred:
        if assignment.overlap((gold[0].start, gold[0].end), (p.start, p.end)):
            for rest in _all_pairings(gold[1:], [q for q in pred if q is not p]):
                yield [(gold[0], p), *rest]


def test_the_pairing_achieves_its_aims_in_their_order():
    """On random nested and crossing mentions no other pairing is better."""
    rng = random.Random(11)
    for _ in range(250):
        pair = case_of(random_side(rng, 4), random_side(rng, 4))
        both = pairs.sides(pair)
        best = max(
            map(_aims, _all_pairings(list(both.gold.by_key.values()), list(both.pred.by_key.values())))
        )
        assert _aims(pairs.pairing(pair).all()) == best


def with_heads(rng, side):
    """Mentions, half of them with a head somewhere inside."""
    heads = [(low := rng.randrange(a, b), rng.randrange(low + 1, b + 1)) for a, b, _ in side]
    return [
        Mention(start=a, end=b, type=t, head=rng.choice((None, head)))
        for (a, b, t), head in zip(side, heads, strict=True)
    ]


def test_soft_is_the_largest_sum_of_jaccard_and_head_the_most_pairs():
    """Both against trying everything; equals taken first lose nothing."""
    rng = random.Random(12)
    for _ in range(400):
        sides = (with_heads(rng, random_side(rng, 4)) for _ in "ab")
        pair = DocumentPair(*(Document(id="d", text="x" * 300, mentions=side) for side in sides), Settings())
        both = pairs.sides(pair)
        pairings = list(_all_pairings(list(both.gold.by_key.values()), list(both.pred.by_key.values())))
        typed = [[(g, p) for g, p in one if g.type == p.type] for one in pairings]
        soft = max(_aims(one)[-1] for one in typed)
        fitting = max(sum(_fits(g, p) for g, p in one) for one in typed)
        assert sum(w for _, w in credit.soft(pair).gold) == pytest.approx(float(soft))
        assert sum(w for _, w in credit.soft(pair).pred) == pytest.approx(float(soft))
        assert sum(w for _, w in credit.head(pair).gold) == fitting


def _fits(gold, pred):
    """Equal spans, equal heads (the span, if none is given), or within gold's span and around its head."""
    spans = [set(range(m.start, m.end)) for m in (gold, pred)]
    heads = [set(range(*m.head)) if m.head else span for m, span in zip((gold, pred), spans, strict=True)]
    return spans[0] == spans[1] or heads[0] == heads[1] or heads[0] <= spans[1] <= spans[0]


HEADS = [
    # gold, pred, right: the head decides inside the gold span
    ("0-9 PER head 5-9", "0-9 PER", True),
    ("0-9 PER head 5-9", "5-9 PER", True),
    ("0-9 PER head 5-9", "3-9 PER", True),
    ("0-9 PER head 5-9", "0-4 PER", False),
    ("0-9 PER head 5-9", "3-11 PER", False),
    ("0-9 PER head 5-9", "3-11 PER head 5-9", True),
    ("0-9 PER head 5-9", "5-9 ORG", False),
    ("5-9 PER", "0-9 PER head 5-9", True),
]


@pytest.mark.parametrize(("gold", "pred", "right"), HEADS)
def test_head_match(gold, pred, right):
    """Same type and span, or head, or a prediction in the gold span around its head."""
    result = score([document([gold])], [document([pred])], measures="mention.head")
    assert result.whole("mention.head").tp_gold == int(right)


def test_confusion_margins_are_the_counts_of_both_sides():
    """Rows add up to gold types, columns to predicted ones; missed and spurious included."""
    rng = random.Random(13)
    for _ in range(200):
        pair = case_of(random_side(rng), random_side(rng))
        both = pairs.sides(pair)
        cells = pairs.confusion(pair)
        rows, columns = Counter(), Counter()
        for (gold, pred), n in cells.items():
            rows[gold] += n
            columns[pred] += n
        del rows[""], columns[""]
        assert rows == Counter(m.type for m in both.gold.by_key.values())
        assert columns == Counter(m.type for m in both.pred.by_key.values())


def test_names_leave_out_times_and_other_forms():
    """Gold names against predicted names; a prediction without form may be one."""
    gold = document(["0-2 PER name", "5-8 PER nominal", "9-12 TIME name", "13-15 GPE demonym"])
    pred = document(["0-2 PER", "5-8 PER", "9-12 TIME", "13-15 GPE demonym"])
    counts = score([gold], [pred], measures="name.strict").whole("name.strict")
    assert (counts.tp_pred, counts.n_pred, counts.n_gold) == (1, 2, 1)


def test_forms_without_predicted_forms_are_those_of_the_pairs():
    """A system that gives no form is still scored per form, by what its mentions are paired with."""
    gold = document(["0-2 PER name", "5-8 PER nominal", "9-12 PER pronoun"])
    pred = document(["0-2 PER", "5-9 PER", "20-22 PER"])
    by = score([gold], [pred], measures="mention.strict", by=["form"]).as_dict()["measures"][
        "mention.strict"
    ]["by"]["form"]
    assert by["name"]["f1"] == 1
    assert (by["nominal"]["n_pred"], by["nominal"]["tp_pred"], by["pronoun"]["n_pred"]) == (1, 0, 0)
    assert by["no form"]["n_pred"] == 1


def test_any_measure_can_be_sliced_by_a_documents_attribute():
    """Slices add up to the whole, for composed measures they are composed anew."""
    gold, pred = corpus(4, 6)
    for i, doc in enumerate(gold):
        doc["publisher"] = "AB"[i % 2]
    result = score(
        gold, pred, measures="mention.strict,coref.muc,coref.b3,coref.ceafe,coref.conll", by=["publisher"]
    )
    for name, entry in result.as_dict()["measures"].items():
        parts = entry["by"]["publisher"]
        if "n_gold" in entry:
            assert sum(part["n_gold"] for part in parts.values()) == entry["n_gold"], name
    alone = score(gold[::2], pred[::2], measures="coref.conll").as_dict()["measures"]["coref.conll"]["f1"]
    assert result.as_dict()["measures"]["coref.conll"]["by"]["publisher"]["A"]["f1"] == pytest.approx(alone)


def test_an_unknown_breakdown_is_answered_with_the_nearest(cli):
    """`--by from` is a question put wrongly."""
    run = cli("score", "corpus/gold.jsonl", "--measures", "mention.strict", "--by", "from", cwd=ROOT)
    assert run.returncode == 2
    assert "did you mean form?" in run.stderr


def test_the_table_shows_the_breakdowns_that_were_asked_for(cli):
    """`--by length` adds a line a label below the measure."""
    run = cli("score", "corpus/gold.jsonl", "--measures", "mention.exact", "--by", "length", cwd=ROOT)
    assert "  length 1 word" in run.stdout
    assert "macro" not in run.stdout


def test_macro_means_stand_below_what_they_are_the_means_of():
    """Gold PER, predicted PER and LOC: macro-type F1 is 1/2, as seqeval's; undefined R is left out."""
    gold = [document(["0-2 PER"], "1"), document(["0-2 PER"], "2")]
    pred = [document(["0-2 PER", "5-8 LOC"], "1"), document(["0-2 PER", "5-8 LOC"], "2")]
    result = score(gold, pred, measures="mention.strict,mention.exact", by=["type", "document"])
    entry = result["mention.strict"]
    assert (entry["precision"], entry["recall"]) == (0.5, 1)
    assert [entry["macro-type"][key] for key in ("precision", "recall", "f1")] == [0.5, 1, 0.5]
    printed = [cells[:4] for cells in result_table.lines(result)[1]]
    assert ["  macro-type", "0.500", "1.000", "0.500"] in printed
    assert printed.count(["  macro-doc", "0.500", "1.000", "0.667"]) == 2


ERRORS = [
    ("0-4 PER name", "0-4 PER", []),
    ("0-4 PER name", "0-4 ORG", [("type", "PER > ORG", 2, "")]),
    ("0-4 PER name", "0-5 PER", [("boundary", "PER", 2, "end 1 character late")]),
    (
        "3-6 PER name",
        "1-5 ORG",
        [("boundary and type", "PER > ORG", 2, "start 2 characters early, end 1 character early")],
    ),
    ("0-4 PER name", None, [("missed", "PER", 1, "")]),
    (None, "0-4 PER", [("spurious", "PER", 1, "")]),
]


@pytest.mark.parametrize(("gold", "pred", "expected"), ERRORS)
def test_error_kinds(gold, pred, expected):
    """Missed, spurious, boundary, type, boundary and type, with what is wrong in words."""
    sides = [document([note] if note else []) for note in (gold, pred)]
    found = []
    score([sides[0]], [sides[1]], watch=lambda pair, _: found.extend(mentions.errors(pair)))
    assert [(e.kind, e.labels, e.cost, e.says) for e in found] == expected


def test_errors_account_for_every_item_that_is_not_right():
    """Costs add up to what precision and recall of mention.strict lose."""
    gold, pred = corpus(9, 40)
    found = []
    result = score(
        gold, pred, measures="mention.strict", watch=lambda pair, _: found.extend(mentions.errors(pair))
    )
    counts = result.whole("mention.strict")
    lost = counts.n_gold - counts.tp_gold + counts.n_pred - counts.tp_pred
    assert sum(e.cost for e in found) == lost


def test_shuffled_records_give_the_same_pairing_and_errors():
    """Order is not information, not even in ties."""
    rng = random.Random(14)
    for _ in range(150):
        gold, pred = random_side(rng), random_side(rng)
        one = case_of(gold, pred)
        two = case_of(rng.sample(gold, len(gold)), rng.sample(pred, len(pred)))
        assert pairs.pairing(one) == pairs.pairing(two)
        assert list(mentions.errors(one)) == list(mentions.errors(two))


def test_repeats_count_once_and_two_types_on_a_span_are_two_mentions():
    """A span and type said twice is one item; a span is one item of mention.exact."""
    gold = document(["0-2 PER"])
    pred = document(["0-2 PER", "0-2 PER", "0-2 ORG"])
    result = score([gold], [pred], measures="mention.strict,mention.exact")
    assert result.whole("mention.strict") == (1, 2, 1, 1)
    assert result.whole("mention.exact") == (1, 1, 1, 1)
    assert any("counted once" in warning for warning in result.warnings)


@pytest.mark.parametrize("permutation", list(itertools.permutations([(0, 4, "A"), (2, 6, "A"), (0, 6, "B")])))
def test_crossing_and_nested_mentions_match_in_any_order(permutation):
    """Other people's mentions may cross; all three are found."""
    pair = case_of([(0, 4, "A"), (2, 6, "A"), (0, 6, "B")], permutation)
    assert len(pairs.pairing(pair).equal) == 3
