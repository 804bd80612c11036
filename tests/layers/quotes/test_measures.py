"""Quotes: the specification's edge cases, the rows, breakdowns, views, the error list."""

import random
from collections import Counter
from fractions import Fraction

import msgspec
import pytest
from tests.helpers import quote_cases
from tests.helpers.scoring import score

from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.model import Document, Frame, MarkedUse, Mention, Quote, Span
from presscheck.layers.quotes import errors as quote_errors
from presscheck.layers.quotes import measures as quotes
from presscheck.layers.quotes.alignment import aligned
from presscheck.layers.quotes.content import dice
from presscheck.measure import clusters
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings
from presscheck.scoring import problems
from presscheck.scoring.totals import shaped

CASES = quote_cases.cases()
ROWS = {row.id: row for row in quotes.MEASURES}


def offsets(span):
    return {"start": span.start, "end": span.end}


def of(text, words, occurrence=0):
    """The span of some words, the n-th time they stand in the text."""
    at = -1
    for _ in range(occurrence + 1):
        at = text.index(words, at + 1)
    return Span(start=at, end=at + len(words), text=words)


def ratios(entry):
    """The values of an entry in the order of the cases."""
    keys = {"prf": ["precision", "recall", "f1"], "accuracy": ["accuracy"], "distance": ["value"]}
    return [entry[key] for key in keys[entry["kind"]]]


def entries(gold, pred, measures="quotes", **options):
    return score([gold], [pred], measures=measures, **options).as_dict()["measures"]


def pair_dice(case):
    """The Dice coefficients of the aligned pairs, by gold quote."""
    found = case.once(aligned)
    sizes = [(found.gold[pair.gold].content.size, found.pred[pair.pred].content.size) for pair in found.pairs]
    return [dice(pair.shared, *size) for pair, size in zip(found.pairs, sizes, strict=True)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_edge_cases(case):
    """Every number of the specification's native column."""
    wanted = quote_cases.expected(case, "quote.")
    gold, pred = quote_cases.plain(case)
    found = score(gold, pred, measures=",".join(wanted)).as_dict()["measures"]
    for name, values in wanted.items():
        assert ratios(found[name]) == pytest.approx(values), name
    if "both_none" in case:
        cues = score(gold, pred, measures="quote.cue").as_dict()["measures"]["quote.cue"]
        assert cues["pairs"]["both_none"] == case["both_none"]
    if "dice" in case:
        assert pair_dice(quote_cases.as_case(case)) == [Fraction(value) for value in case["dice"]]


def test_quotes_of_one_speaker_as_clusters():
    """The specification's B³ example: q1 q2 q3 of A and q4 of B, against q1 q2 of x and q3 q4 of y."""
    table = clusters.contingency([["q1", "q2", "q3"], ["q4"]], [["q1", "q2"], ["q3", "q4"]])
    assert clusters.b_cubed(table).score() == pytest.approx((3 / 4, 2 / 3, 12 / 17))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_error_kinds_of_edge_cases(case):
    """The error list names what the edge cases are named for, and nothing else."""
    errors = problems.find(*quote_cases.plain(case), measures="quotes").errors
    found = Counter(error.kind for error in errors if error.layer == "quotes")
    assert found == case["errors"]


def test_every_row_explains_itself():
    """A row says what it counts, and the ids are those of the architecture."""
    named = {
        "quote." + name
        for name in (
            *("exact", "trimmed", "overlap", "any", "chars", "coverage"),
            *("type", "cue", "source", "speaker", "e2e", "share"),
        )
    }
    assert named | {"quote.quoted.exact", "quote.cue.head", "quote.source.overlap"} <= ROWS.keys()
    assert all(row.says and (row.hidden or row.formula) for row in ROWS.values())
    default = [row.id for row in quotes.MEASURES if row.default]
    assert default == [
        "quote.exact",
        "quote.trimmed",
        "quote.overlap",
        "quote.chars",
        "quote.speaker",
        "quote.e2e",
    ]


STORY = (
    "Ann Lee said that “peace is near” and safe. "
    "“War,” Bob told reporters, “is over.” A “so-called plan” stands."
)


def story():
    """Two quotes, one of them in two parts, and a marked use."""
    mentions = [
        Mention(start=0, end=7, text="Ann Lee", type="PER", form="name", entity="ann"),
        Mention(**msgspec.structs.asdict(of(STORY, "Bob")), type="PER", form="name", entity="bob"),
    ]
    said = Quote(
        type="mixed",
        content=[of(STORY, "that “peace is near” and safe")],
        cue=of(STORY, "said"),
        source=of(STORY, "Ann Lee"),
        speaker="ann",
    )
    told = Quote(
        type="direct",
        content=[of(STORY, "“War,”"), of(STORY, "“is over.”")],
        cue=of(STORY, "told"),
        source=of(STORY, "Bob"),
        speaker="bob",
    )
    scare = of(STORY, "“so-called plan”")
    return Document(
        id="d",
        text=STORY,
        mentions=mentions,
        quotes=[said, told],
        marked_uses=[MarkedUse(start=scare.start, end=scare.end, use="scare")],
    )


def predicted(*quotes_, **layers):
    return Document(id="d", quotes=list(quotes_), **layers)


def test_quoted_view_compares_what_stands_in_marks():
    """A system that returns only marked words is exact in the quoted view and not in the full one."""
    pred = predicted(Quote(content=[of(STORY, "“peace is near”")]))
    found = entries(story(), pred)
    assert ratios(found["quote.exact"]) == [0.0, 0.0, 0.0]
    assert ratios(found["quote.quoted.exact"]) == pytest.approx([1, 1 / 2, 2 / 3])


def test_quoted_view_leaves_out_indirect_quotes():
    """Neither side is asked for a quote without any marked word."""
    pred = predicted(Quote(content=[of(STORY, "peace is near")]), Quote(content=[of(STORY, "stands")]))
    found = entries(story(), pred)["quote.quoted.any"]
    assert (found["n_pred"], found["n_gold"]) == (1, 2)


def test_trimmed_ignores_marks_punctuation_and_that():
    """Leaving out marks and *that* costs quote.exact, not quote.trimmed."""
    pred = predicted(
        Quote(content=[of(STORY, "“peace is near” and safe.")]),
        Quote(content=[of(STORY, "War"), of(STORY, "is over")]),
    )
    found = entries(story(), pred)
    assert found["quote.exact"]["f1"] == 0.0
    assert found["quote.trimmed"]["f1"] == 1.0


def test_further_frames_count_as_right():
    """Of gold's frames the one that fits best is compared."""
    gold = story()
    also = Frame(cue=of(STORY, "stands"), source=of(STORY, "plan"))
    first = msgspec.structs.replace(gold.quotes[0], also=[also])
    gold = msgspec.structs.replace(gold, quotes=[first, gold.quotes[1]])
    pred = predicted(Quote(content=first.content, cue=also.cue, source=also.source))
    found = entries(gold, pred)
    assert ratios(found["quote.cue"]) == ratios(found["quote.source"]) == [1.0, 1.0, 1.0]


def test_source_heads_forgive_titles():
    """A source that is longer or shorter than gold's mention has its head."""
    pred = predicted(Quote(content=story().quotes[0].content, source=of(STORY, "Lee")))
    found = entries(story(), pred)
    assert [found[f"quote.source{v}"]["f1"] for v in ("", ".head", ".overlap")] == [0.0, 1.0, 1.0]


def test_an_equal_source_has_an_equal_head():
    """A coordination has its head in its first name; a system without mentions names it no less."""
    text = "“Yes,” Ann and Bob said."
    both = of(text, "Ann and Bob")
    head = of(text, "Ann")
    gold = Document(
        id="d",
        text=text,
        mentions=[Mention(**offsets(both), head=(head.start, head.end), entity="pair")],
        quotes=[Quote(content=[of(text, "“Yes,”")], source=both, speaker="pair")],
    )
    for source, right in ((both, 1.0), (head, 1.0), (of(text, "Bob"), 0.0)):
        found = entries(gold, predicted(Quote(content=[of(text, "“Yes,”")], source=source)))
        assert found["quote.source.head"]["f1"] == right
    own = Mention(**offsets(both), head=(of(text, "Bob").start, of(text, "Bob").end))
    pred = predicted(Quote(content=[of(text, "“Yes,”")], source=both), mentions=[own])
    assert entries(gold, pred)["quote.source.head"]["f1"] == 1.0


def test_breakdowns_by_attribute():
    """Recall goes by gold's attribute, precision by the prediction's."""
    pred = predicted(
        msgspec.structs.replace(story().quotes[0], source=None, speaker=None),
        msgspec.structs.replace(story().quotes[1], content=[of(STORY, "“is over.”")]),
    )
    names = ["type", "source-form", "continuity", "explicitness", "length", "cue-place"]
    found = score([story()], [pred], measures="quote.any", by=names).as_dict()["measures"]["quote.any"]["by"]
    assert found["continuity"]["contiguous"] | {"precision": None, "recall": None, "f1": None} == {
        "precision": None,
        "recall": None,
        "f1": None,
        "tp_pred": 2,
        "n_pred": 2,
        "tp_gold": 1,
        "n_gold": 1,
    }
    assert found["continuity"]["discontinuous"]["n_gold"] == 1
    assert found["source-form"]["none"]["n_pred"] == 1
    assert found["explicitness"]["explicit"]["n_gold"] == 2
    assert set(found["cue-place"]) == {"before", "inside"}
    assert set(found["length"]) == {"1–20", "21–80"}
    assert set(found["type"]) == {"mixed", "direct"}


def test_breakdowns_sum_to_the_whole():
    """Every breakdown of every row adds up to its counts."""
    gold = next(jsonl.read(shipped.gold()))
    case = DocumentPair(gold, gold, Settings())
    for row in quotes.MEASURES:
        for name, work in row.slices.items():
            assert work(case).whole == row.count(case).whole, (row.id, name)


def test_type_of_a_prediction_is_derived_where_it_gives_none():
    """Direct, indirect and mixed follow from the marks; the confusion names both sides."""
    pred = predicted(*(msgspec.structs.replace(q, type=None) for q in story().quotes))
    assert entries(story(), pred)["quote.type"]["accuracy"] == 1.0
    part = predicted(Quote(content=[of(STORY, "“peace is near”")]))
    found = entries(story(), part)["quote.type"]
    assert found["confusion"] == {"mixed as direct": 1}
    assert found["accuracy"] == 0.0


INVENTED = Span(start=len(STORY) + 5, end=len(STORY) + 20, text="We will not win")


def test_invented_words_stay_in_the_denominators():
    """A string that is not in the text costs precision, in quotes and in characters."""
    pred = predicted(*story().quotes, Quote(content=[INVENTED]))
    case = DocumentPair(story(), pred, Settings())
    counts = {name: ROWS[f"quote.{name}"].count(case).whole for name in ("exact", "chars", "coverage")}
    units = sum(len("".join(part.text.split())) for q in story().quotes for part in q.content)
    assert counts["exact"] == Counts(2, 3, 2, 2)
    assert counts["chars"] == counts["coverage"] == Counts(units, units + 12, units, units)
    (error,) = quote_errors.errors(case)
    assert error.kind == "invented"
    assert "We will not win" in error.says
    assert error.pred.text == "We will not win"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ([], r"\$\.quotes\[0\]\.content: .*at least one span"),
        ([{"start": 2}], r"\$\.quotes\[0\]\.content\[0\]: .*`end` is missing"),
        ([{"start": 2, "end": 2}], r"\[2, 2\) is not a span"),
    ],
)
def test_a_quote_without_words_is_refused(content, says):
    """A quote holds at least one span, and a span at least one character."""
    with pytest.raises(InvalidInputError, match=says):
        score([story()], [{"id": "d", "quotes": [{"content": content}]}])


def test_marked_use_taken_for_a_quote():
    """A prediction on marks that do not mark a quote is named with their kind, and not as merely spurious."""
    pred = predicted(*story().quotes, Quote(content=[of(STORY, "“so-called plan”")]))
    (error,) = quote_errors.errors(DocumentPair(story(), pred, Settings()))
    assert (error.kind, error.labels, error.cost) == ("marked use", "scare > direct", 1)
    assert "⟦“so-called plan”⟧" in error.context


@pytest.mark.parametrize("use", shipped.ontology()["marked_uses"])
def test_marked_uses_are_named_by_their_kind(use):
    """Each kind of marked use is told from the others."""
    gold = story()
    gold = msgspec.structs.replace(gold, marked_uses=[msgspec.structs.replace(gold.marked_uses[0], use=use)])
    pred = predicted(*gold.quotes, Quote(content=[of(STORY, "so-called plan")]))
    (error,) = quote_errors.errors(DocumentPair(gold, pred, Settings()))
    assert (error.kind, error.gold.label, error.says) == (
        "marked use",
        use,
        f"marks that do not mark a quote: {use}",
    )


def test_a_marked_use_inside_a_quote_leaves_the_quote_missed():
    """A prediction on a term in a quote takes the term; the quote that it is aligned to is still listed."""
    gold = story()
    term = MarkedUse(**offsets(of(STORY, "“peace is near”")), use="term")
    whole = msgspec.structs.replace(gold.quotes[0], content=[Span(start=0, end=of(STORY, "safe").end)])
    gold = msgspec.structs.replace(gold, quotes=[whole, gold.quotes[1]], marked_uses=[term])
    inner = msgspec.structs.replace(whole, content=[of(STORY, "“peace is near”")])
    use, lost = quote_errors.errors(DocumentPair(gold, predicted(inner, gold.quotes[1]), Settings()))
    assert (use.kind, use.pred.text) == ("marked use", "“peace is near”")
    assert (lost.kind, lost.gold.text, lost.pred) == ("missed", STORY[: of(STORY, "safe").end], None)
    assert "touched by ⟨“peace is near”⟩, which is a better match for another quote" in lost.says


def test_a_quote_too_many_says_what_it_touches():
    """A spurious quote beside nothing, and one that laps over the edge of a quote."""
    far = predicted(*story().quotes, Quote(content=[of(STORY, "stands")]))
    (error,) = quote_errors.errors(DocumentPair(story(), far, Settings()))
    assert (error.kind, error.says) == ("spurious", "no gold quote there")
    near = Quote(content=[Span(start=0, end=of(STORY, "that").end)])
    (error,) = quote_errors.errors(DocumentPair(story(), predicted(*story().quotes, near), Settings()))
    assert (error.kind, error.says) == ("spurious", "touches ⟨that “peace is near” and safe⟩")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"source": of(STORY, "Bob"), "speaker": None}, "wrong speaker"),
        ({"source": None, "speaker": "Cleo"}, "unresolved speaker"),
        ({"source": None, "speaker": None}, "missing speaker"),
        ({"cue": of(STORY, "told")}, "cue"),
        ({"source": of(STORY, "Lee")}, "source"),
        ({"content": [of(STORY, "that “peace")]}, "boundary"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_errors_of_a_frame(change, kind):
    """Each thing that can be wrong with an aligned quote has its own kind, with the text around it."""
    said, told = story().quotes
    pred = predicted(msgspec.structs.replace(said, **change), told)
    found = [*quote_errors.errors(DocumentPair(story(), pred, Settings()))]
    assert [error.kind for error in found] == [kind]
    assert "⟦" in found[0].context
    assert "⟨" in found[0].says or found[0].says == "nobody predicted"


def test_boundary_says_which_words_differ():
    """A reader sees what was lost and what was added, and that only marked words were found."""
    said, told = story().quotes
    pred = predicted(
        Quote(content=[of(STORY, "“peace is near”")]),
        Quote(content=[of(STORY, "“War,” Bob told reporters, “is over.”")]),
    )
    first, second = (e for e in quote_errors.errors(DocumentPair(story(), pred, Settings())) if e.pred)
    assert first.says == "only words in marks; lost: ⟨that⟩, ⟨and safe⟩"
    assert (second.kind, second.says) == ("gap filled", "added: ⟨Bob told reporters,⟩")
    assert (said.type, told.type) == ("mixed", "direct")


def test_right_words_of_another_quote():
    """A speaker that is right at the wrong mention is right, and counted apart."""
    text = "“Yes,” Ann said. She left."
    ann, she = of(text, "Ann"), of(text, "She")
    gold = Document(
        id="d",
        text=text,
        mentions=[Mention(start=s.start, end=s.end, entity="ann") for s in (ann, she)],
        quotes=[Quote(content=[of(text, "“Yes,”")], source=ann, speaker="ann")],
    )
    pred = predicted(Quote(content=[of(text, "“Yes,”")], source=she))
    found = entries(gold, pred)["quote.speaker"]
    assert found["accuracy"] == 1.0
    assert found["outcomes"]["mention_wrong_entity_right"] == 1
    assert found["paths"] == {"qid": 0, "cluster": 0, "source": 1, "name": 0}


def test_gold_without_speaker_is_kept_out_of_e2e():
    """A prediction aligned to a quote nobody is named for is not asked for its speaker."""
    gold = story()
    nobody = msgspec.structs.replace(gold.quotes[0], source=None, speaker=None)
    gold = msgspec.structs.replace(gold, quotes=[nobody, gold.quotes[1]])
    found = entries(gold, predicted(*story().quotes))
    assert (found["quote.e2e"]["n_pred"], found["quote.e2e"]["n_gold"]) == (1, 1)
    assert found["quote.speaker"]["gold_without_speaker"] == {"right_none": 0, "wrong": 1}


def random_quotes(rng, text, mentions):
    """Some quotes over a text, overlapping and discontinuous."""
    made = []
    for _ in range(rng.randrange(7)):
        edges = sorted(rng.sample(range(len(text)), 4))
        parts = [Span(start=edges[0], end=edges[1])]
        if rng.random() < 0.3:
            parts.append(Span(start=edges[2], end=edges[3]))
        if not any(text[part.start : part.end].strip() for part in parts):
            continue
        source = rng.choice([*mentions, None])
        span = Span(start=source.start, end=source.end) if source else None
        cue = rng.randrange(len(text) - 1)
        made.append(Quote(content=parts, cue=Span(start=cue, end=cue + 1), source=span))
    return made


def random_case(seed):
    rng = random.Random(seed)
    text = "".join(rng.choice("ab “”") for _ in range(rng.randrange(8, 40)))
    starts = sorted(rng.sample(range(len(text)), 3))
    mentions = [Mention(start=s, end=s + 1, entity=rng.choice("xy")) for s in starts]
    gold = Document(id="d", text=text, mentions=mentions, quotes=random_quotes(rng, text, mentions))
    return rng, gold, predicted(*random_quotes(rng, text, mentions))


def counts_of(gold, pred, rows=quotes.MEASURES):
    case = DocumentPair(gold, pred, Settings())
    return {row.id: row.count(case).whole for row in rows if row.count}


def test_properties_on_random_quotes():
    """Order never counts, swapping swaps, credit is bounded, and a disjoint quote never raises precision."""
    for seed in range(600):
        rng, gold, pred = random_case(seed)
        found = counts_of(gold, pred)
        mixed = msgspec.structs.replace(pred, quotes=rng.sample(pred.quotes, len(pred.quotes)))
        assert counts_of(gold, mixed) == found
        turned = counts_of(
            msgspec.structs.replace(gold, quotes=pred.quotes),
            predicted(*gold.quotes),
            [r for r in quotes.MEASURES if r.symmetric],
        )
        for name, counts in turned.items():
            if ROWS[name].kind == "prf" and not ROWS[name].hidden:
                assert counts == Counts(*found[name][2:], *found[name][:2]), (seed, name)
        far = Quote(content=[Span(start=len(gold.text) + 3, end=len(gold.text) + 6, text="abc")])
        more = counts_of(gold, predicted(*pred.quotes, far))
        for name, counts in more.items():
            if ROWS[name].kind == "prf" and counts.n_pred and found[name].n_pred:
                before, after = (Fraction(c.tp_pred) / Fraction(c.n_pred) for c in (found[name], counts))
                assert after <= before, (seed, name)
        for counts in found.values():
            assert counts.tp_pred <= counts.n_pred
            assert counts.tp_gold <= counts.n_gold
        for part in ("quote.cue", "quote.source"):
            strict, head, lenient = (found[part + fit].tp_gold for fit in ("", ".head", ".overlap"))
            assert strict <= head <= lenient, (seed, part)


FRAME_ERRORS = {"cue", "source", "wrong speaker", "unresolved speaker", "missing speaker"}


def test_lists_and_scores_agree():
    """On 600 random documents every quote that quote.exact counts as wrong is listed once, with a reason."""
    for seed in range(600):
        rng, gold, pred = random_case(seed)
        uses = [q.content[0] for q in random_quotes(rng, gold.text, gold.mentions)]
        uses = [
            MarkedUse(**offsets(use), use="scare") for use in uses if gold.text[use.start : use.end].strip()
        ]
        case = DocumentPair(msgspec.structs.replace(gold, marked_uses=uses), pred, Settings())
        listed = [e for e in quote_errors.errors(case) if e.kind not in FRAME_ERRORS]
        exact = counts_of(gold, pred, [ROWS["quote.exact"]])["quote.exact"]
        lost = sum(e.gold is not None and e.kind != "marked use" for e in listed)
        assert lost == exact.n_gold - exact.tp_gold, seed
        assert sum(e.pred is not None for e in listed) == exact.n_pred - exact.tp_pred, seed
        assert all(e.says and "⟦" in e.context for e in listed), seed


def test_gold_against_itself_on_random_quotes():
    """A perfect answer is 1, or undefined where nothing was asked; distances are 0."""
    for seed in range(300):
        _, gold, _ = random_case(seed)
        distinct = {str(q.content): q for q in gold.quotes}
        gold = msgspec.structs.replace(gold, quotes=list(distinct.values()))
        for name, counts in counts_of(gold, gold).items():
            if ".share" in name:
                assert counts.tp_pred == 0
            else:
                assert counts.tp_pred == counts.n_pred, (seed, name)
                assert counts.tp_gold == counts.n_gold, (seed, name)


def test_shipped_gold_against_itself():
    """The article scores 1 on every row, has no errors, and its undefined rows are none."""
    gold = next(jsonl.read(shipped.gold()))
    case = DocumentPair(gold, gold, Settings())
    assert [*quote_errors.errors(case)] == []
    for row in quotes.MEASURES:
        if row.count and not row.hidden:
            entry = shaped(row, row.count(case).whole)
            assert entry["accuracy" if row.kind == "accuracy" else "f1"] == 1.0, row.id


def test_the_same_word_elsewhere():
    """A cue of the same word at another place is told apart by its place."""
    text = "Ann said “no,” and Bob said nothing."
    first, second = of(text, "said"), of(text, "said", 1)
    gold = Document(id="d", text=text, quotes=[Quote(content=[of(text, "“no,”")], cue=first)])
    (error,) = quote_errors.errors(
        DocumentPair(gold, predicted(Quote(content=[of(text, "“no,”")], cue=second)), Settings())
    )
    assert (error.kind, error.says) == ("cue", "predicted ⟨said⟩, but the later one")


def test_every_loss_of_the_shipped_quotes_is_explained():
    """Each gold quote that the textacy output does not have exactly is in the error list, with a reason."""
    gold = next(jsonl.read(shipped.gold()))
    pred = next(jsonl.read(shipped.root() / "corpus" / "predictions" / "quotes.jsonl"))
    case = DocumentPair(gold, pred, Settings())
    exact = ROWS["quote.exact"].count(case).whole
    found = [*quote_errors.errors(case)]
    content = [error for error in found if error.kind not in FRAME_ERRORS]
    assert sum(error.gold is not None for error in content) == exact.n_gold - exact.tp_gold
    assert sum(error.pred is not None for error in content) == exact.n_pred - exact.tp_pred
    assert all(error.says and "⟦" in error.context for error in found)
