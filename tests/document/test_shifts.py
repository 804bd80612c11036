"""document/shifts.py, anchoring/hints.py: offsets that are all wrong in one way are told, and put right."""

import json
import random

import pytest

from presscheck import score
from presscheck.anchoring import hints
from presscheck.document import jsonl, shifts, spans
from presscheck.document.exceptions import InvalidInputError
from presscheck.validation.file import check_file

TEXT = "".join(f"😀 Ann {n} met “Bob” in Oslo, é. " for n in range(30))
WORDS = [(i, i + 3) for i in range(len(TEXT)) if TEXT.startswith(("Ann", "Bob"), i)]


def tokens():
    """White-space tokens of the text."""
    places, at = [], 0
    for word in TEXT.split():
        at = TEXT.index(word, at)
        places.append([at, at + len(word)])
        at += len(word)
    return places


TOKENS = tokens()


def utf16(at):
    """UTF-16 units before a place."""
    return len(TEXT[:at].encode("utf-16-le")) // 2


def utf8(at):
    """Bytes before a place."""
    return len(TEXT[:at].encode())


def token(start):
    """The number of the token that begins at a place."""
    return next(i for i, (low, _) in enumerate(TOKENS) if low == start)


ANNS = [place for place in WORDS if TEXT.startswith("Ann", place[0])]
SHIFTS = [
    (WORDS, lambda a, b: (a, b - 1), "every end were one more"),
    (WORDS, lambda a, b: (a + 1, b), "every start were one less"),
    (WORDS, lambda a, b: (utf16(a), utf16(b)), "these were UTF-16 units"),
    (WORDS, lambda a, b: (utf8(a), utf8(b)), "these were UTF-8 bytes"),
    (ANNS, lambda a, _: (token(a), token(a) + 1), "these were token indices"),
    (ANNS, lambda a, _: (token(a), token(a)), "these were token indices with inclusive ends"),
    (WORDS, lambda a, b: (a + 1, b + 1), "every offset were 1 less"),
    (WORDS, lambda a, b: (a - 2, b - 2), "every offset were 2 more"),
]


def documents(places, shift, words):
    """Gold, and a prediction of the same mentions with shifted offsets."""
    plain = {"id": "d", "text": TEXT, "tokens": TOKENS}
    gold = [{"start": a, "end": b, "type": "PER"} for a, b in places]
    pred = []
    for a, b in places:
        start, end = shift(a, b)
        pred.append({"start": start, "end": end, "type": "PER", **({"text": TEXT[a:b]} if words else {})})
    return {**plain, "mentions": gold}, {"id": "d", "mentions": pred, **({"tokens": TOKENS} if words else {})}


def inside(places, shift):
    """The places whose shifted offsets are a span of the text, and not the right one."""
    moved = [(place, shift(*place)) for place in places]
    return [p for p, (start, end) in moved if 0 <= start < end <= len(TEXT) and p != (start, end)]


@pytest.mark.parametrize(("places", "shift", "says"), SHIFTS, ids=[says for *_, says in SHIFTS])
def test_score_says_which_shift_and_how_many(places, shift, says):
    """One line, first of all: gold has no words beside its offsets, so its spans decide."""
    places = inside(places, shift)
    if len(places) < 20:
        assert says.endswith("inclusive ends")  # a token alone is then an empty span, which stops the score
        return
    gold, pred = documents(places, shift, words=False)
    n = len({shift(*place) for place in places} - {*places})
    told = f"{n} of {n} inexact spans would be exact if {says}"
    if any(TEXT[slice(*shift(*place))].isspace() for place in places):
        with pytest.raises(InvalidInputError, match=f'contains only white space.*{told}; `invalid="count"`'):
            score([gold], [pred], measures="mention.exact")
    result = score([gold], [pred], measures="mention.exact", invalid="count")
    assert [line for line in result.as_dict()["warnings"] if "would be exact" in line] == [told]


@pytest.mark.parametrize(("places", "shift", "says"), SHIFTS, ids=[says for *_, says in SHIFTS])
def test_validate_says_it_from_the_words(places, shift, says, tmp_path):
    """One finding over the whole file beside those of each span."""
    gold, pred = documents([p for p in places if shift(*p) != p], shift, words=True)
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n")
    (tmp_path / "pred.jsonl").write_text(json.dumps(pred) + "\n")
    report = check_file(tmp_path / "pred.jsonl", "prediction", tmp_path / "gold.jsonl")
    n = sum(TEXT[m["start"] : m["end"]] != m["text"] for m in pred["mentions"])
    assert [f.message for f in report.findings if "would be exact" in f.message] == [
        f"{n} of {n} inexact spans would be exact if {says}"
    ]


def test_the_text_form_of_validate_says_the_shift(cli, tmp_path):
    """Beside the one line for all the spans, and with a command that mends the file."""
    gold, pred = documents(WORDS, lambda a, b: (a + 1, b + 1), words=True)
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n")
    (tmp_path / "pred.jsonl").write_text(json.dumps(pred) + "\n")
    lines = cli("validate", "pred.jsonl", "--gold", "gold.jsonl", cwd=tmp_path).stdout.splitlines()
    n = len(WORDS)
    told = f"{n} of {n} inexact spans would be exact if every offset were 1 less"
    assert f"pred.jsonl $: error[text-copy]: {told}" in lines
    (way_out,) = (line for line in lines if "presscheck anchor" in line)
    command = way_out.partition("presscheck ")[2].replace("FILE", "mended.jsonl").split()
    assert cli(*command, cwd=tmp_path).returncode == 0
    assert cli("validate", "mended.jsonl", "--gold", "gold.jsonl", cwd=tmp_path).returncode == 0


def test_an_error_says_the_shift_that_would_mend_it():
    """Bytes that run past the end of the text stop a score; what they are is said with it."""
    gold, pred = documents(WORDS, lambda a, b: (utf8(a), utf8(b)), words=False)
    with pytest.raises(
        InvalidInputError, match=r"it ends after the text.* would be exact if these were UTF-8 bytes"
    ):
        score([gold], [pred], measures="mention.exact")


@pytest.mark.parametrize(("places", "shift", "says"), SHIFTS, ids=[says for *_, says in SHIFTS])
def test_a_shift_comes_back_whole(places, shift, says):
    """Offsets that differ from their words are hints: every span is where it was meant."""
    _, pred = documents(places, shift, words=True)
    found = hints.moved(jsonl.from_plain(pred), TEXT).document
    assert [(m.start, m.end) for m in found.mentions] == places, says


@pytest.mark.parametrize("step", [-40, -5, -1, 1, 3, 37])
def test_a_constant_brings_back_short_words_that_stand_everywhere(step):
    """Every letter of a text of two letters: the nearest place alone would be another one."""
    rng = random.Random(step)
    text = " " * 50 + "".join(rng.choice("ab ") for _ in range(300)) + " " * 50
    places = [(i, i + 1) for i in range(50, 350) if text[i] != " " and text[i - 1 : i + 2].strip() == text[i]]
    mentions = [{"start": a + step, "end": b + step, "text": text[a:b]} for a, b in places]
    wrong = [m for m, (a, b) in zip(mentions, places, strict=True) if text[a + step : b + step] != m["text"]]
    found = hints.moved(jsonl.from_plain({"id": "d", "mentions": wrong}), text).document
    right = [(m["start"] - step, m["end"] - step) for m in wrong]
    assert [(m.start, m.end) for m in found.mentions] == right


@pytest.mark.parametrize("n", [19, 20])
def test_nothing_is_said_of_fewer_than_twenty(n):
    """Nineteen spans are too few."""
    gold, pred = documents(WORDS[:n], lambda a, b: (a, b - 1), words=False)
    lines = score([gold], [pred], measures="mention.exact").as_dict()["warnings"]
    assert any("would be exact" in line for line in lines) == (n == 20)


@pytest.mark.parametrize(("mended", "told"), [(23, False), (24, True)])
def test_nothing_is_said_below_sixty_percent(mended, told):
    """Of 40 spans that miss, 24 must be mended by one shift."""
    ends = iter([1] * mended + [2] * (40 - mended))
    gold, pred = documents(WORDS[:40], lambda a, b: (a, b - next(ends)), words=False)
    lines = score([gold], [pred], measures="mention.exact").as_dict()["warnings"]
    assert [line for line in lines if "would be exact" in line] == (
        ["24 of 40 inexact spans would be exact if every end were one more"] if told else []
    )


def test_documents_add_up_and_right_spans_say_nothing():
    """Two documents of ten; a perfect prediction has no such line."""
    pairs = [documents(WORDS[:10], lambda a, b: (a, b - 1), words=False) for _ in range(2)]
    golds, preds = ([{**side[i], "id": str(n)} for n, side in enumerate(pairs)] for i in (0, 1))
    lines = score(golds, preds, measures="mention.exact").as_dict()["warnings"]
    assert "20 of 20 inexact spans would be exact if every end were one more" in lines
    assert not score(golds, golds, measures="mention.exact").as_dict()["warnings"]


def test_a_span_without_a_shift_takes_the_nearest_place_and_the_head_goes_with_it():
    """Words that are nowhere keep no offsets."""
    pred = {
        "id": "d",
        "mentions": [
            {"start": 9, "end": 17, "text": "the mayor", "head": [13, 18], "type": "PER"},
            {"start": 30, "end": 34, "text": "Mars", "head": [30, 34]},
        ],
    }
    found = hints.moved(jsonl.from_plain(pred), "The mayor, the mayor and the mayor.")
    assert [(m.start, m.end, m.head) for m in found.document.mentions[:1]] == [(11, 20, (15, 20))]
    assert spans.nowhere(found.document.mentions[1])
    assert [step.way for step in found.steps] == ["exact"]


@pytest.mark.parametrize("step", [-1, 1])
def test_every_span_of_many_documents_comes_back(cli, tmp_path, step):
    """Short words that recur in sixty documents, all one place off: nearest to what was given."""
    rng = random.Random(step)
    words = ["he", "she", "it", "a", "the", "Ann", "Bob", "met", "talks"]
    golds, preds = [], []
    for n in range(60):
        text = f" {' '.join(rng.choices(words, k=60))} "
        starts = [i for i in range(1, len(text)) if text[i - 1] == " " != text[i]]
        places = [(a, text.index(" ", a)) for a in sorted(rng.sample(starts, 20))]
        records = [{"start": a + step, "end": b + step, "text": text[a:b]} for a, b in places]
        golds.append({"id": str(n), "text": text, "mentions": [{"start": a, "end": b} for a, b in places]})
        preds.append({"id": str(n), "mentions": records[:12], "events": records[12:]})
    for name, docs in (("gold", golds), ("pred", preds)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(doc) + "\n" for doc in docs))
    run = cli("anchor", "pred.jsonl", "-o", "back.jsonl", "--gold", "gold.jsonl", cwd=tmp_path)
    assert "moved: 1200 spans to the occurrences of their words" in run.stdout
    for gold, back in zip(golds, jsonl.read(tmp_path / "back.jsonl"), strict=True):
        there = sorted((record.start, record.end) for record in [*back.mentions, *back.events])
        assert there == [(m["start"], m["end"]) for m in gold["mentions"]]


def test_the_verb_follows_the_hint(cli, tmp_path):
    """`presscheck anchor` mends the file, says how many spans moved, and a second run changes nothing."""
    gold, pred = documents(WORDS, lambda a, b: (a + 1, b + 1), words=True)
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n")
    (tmp_path / "pred.jsonl").write_text(json.dumps(pred) + "\n")
    run = cli("anchor", "pred.jsonl", "-o", "once.jsonl", "--gold", "gold.jsonl", cwd=tmp_path)
    assert f"moved: {len(WORDS)} spans to the occurrences of their words" in run.stdout
    run = cli("anchor", "once.jsonl", "-o", "twice.jsonl", "--gold", "gold.jsonl", cwd=tmp_path)
    assert "moved" not in run.stdout
    assert (tmp_path / "once.jsonl").read_bytes() == (tmp_path / "twice.jsonl").read_bytes()
    assert [(m.start, m.end) for m in next(jsonl.read(tmp_path / "once.jsonl")).mentions] == WORDS


@pytest.mark.parametrize("seed", range(20))
def test_units_are_counted_character_by_character(seed):
    """Every offset of a text of narrow and wide characters, against a table of all characters."""
    rng = random.Random(seed)
    text = "".join(rng.choice("ab é😀\ud800.") for _ in range(rng.randrange(40)))
    units = shifts.Counted(text)
    for unit, size in (
        ("UTF-16 units", lambda char: 1 + (char > "\uffff")),
        ("UTF-8 bytes", lambda char: len(char.encode("utf-8", "surrogatepass"))),
    ):
        places = {sum(map(size, text[:i])): i for i in range(len(text) + 1)}
        for start in range(4 * len(text) + 2):
            for end in range(start, start + 6):
                place = places.get(start), places.get(end)
                moved = dict(units.moved([(start, end)])).get(f"these were {unit}", [None])
                assert moved[0] == (place if None not in place and place != (start, end) else None)


@pytest.mark.parametrize("seed", range(20))
def test_many_spans_move_as_each_of_them_does(seed):
    """One table for the spans of a layer, and the same places as for one span after the other."""
    rng = random.Random(seed)
    text = "".join(rng.choice("ab_é😀.-  ") for _ in range(60))
    units = shifts.Counted(text)
    spans = [(start, rng.randint(start, 30)) for start in rng.choices(range(31), k=12)]
    for way, places in units.moved(spans):
        assert places == [dict(units.moved([span])).get(way, [None])[0] for span in spans]


def test_characters_are_not_taken_for_tokens():
    """A text of 29 tokens: with a span behind them, no other is read as a token's number."""
    text = "one two " * 14 + "three"
    ways = [way for way, _ in shifts.Counted(text).moved([(0, 1), (100, 103)])]
    assert not [way for way in ways if "token" in way]
    assert [way for way, _ in shifts.Counted(text).moved([(0, 1), (27, 28)]) if "token" in way]
