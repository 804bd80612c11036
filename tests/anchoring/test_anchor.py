"""Strings to spans: what matches, what never does, who takes which place."""

import json
import random
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers import every_span

from presscheck import score
from presscheck.anchoring import anchor
from presscheck.anchoring.placing import nearest
from presscheck.anchoring.search import Finder, parts
from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.folding import fold
from presscheck.document.model import Document
from presscheck.document.spans import walk

TEXT = (
    "LONDON — Military chiefs from about 30 Kyiv allies will hold a “fresh meeting” in London. "
    "Starmer said: “We won’t sit back and simply wait … for that to happen,” he added.\n"
    "Volodymyr Zelenskyy could not sign a deal worth 5 million dollars without U.S. cover. "
    "The naïve plan was said to be dead; the plan was alive, said Starmer."
)


def strings(**layers):
    return jsonl.from_plain({"id": "d", **layers})


def mention(*words):
    return strings(mentions=[{"text": word} for word in words])


def way(string, text=TEXT):
    """Return how one mention is found, and as what."""
    found = anchor.anchored(mention(string), text)
    return found.steps[0].way, found.document.mentions[0].text


@pytest.mark.parametrize(
    ("string", "expected", "words"),
    [
        ("Military chiefs", "exact", "Military chiefs"),
        ("military  CHIEFS", "folded", "Military chiefs"),
        ('a "fresh meeting"', "folded", "a “fresh meeting”"),
        ("London - Military", "folded", "LONDON — Military"),
        ("We won't sit back and simply wait ... for", "folded", "We won’t sit back and simply wait … for"),
        ("na\u00efve plan", "exact", "na\u00efve plan"),
        ("nai\u0308ve plan", "folded", "na\u00efve plan"),
        (" Starmer\n", "folded", "Starmer"),
        ("added. Volodymyr", "folded", "added.\nVolodymyr"),
        ("Volodymyr Zelensky", "fuzzy", "Volodymyr Zelenskyy"),
        ("Volodymir Zelenskyy", "fuzzy", "Volodymyr Zelenskyy"),
        (
            "We won't sit back, and simply wait for that",
            "fuzzy",
            "We won’t sit back and simply wait … for that",
        ),
        ("the plan was alive said Starmer", "fuzzy", "the plan was alive, said Starmer"),
    ],
)
def test_how_a_string_is_found(string, expected, words):
    """Typography, case and white space fold away; one typing error in a long word is near."""
    assert way(string) == (expected, words)


@pytest.mark.parametrize(
    "string",
    [
        "about 40 Kyiv allies will hold",
        "about 30 Kyiv allies will not hold a fresh meeting",
        "could sign a deal worth 5 million dollars",
        "would not sign a deal worth 5 million dollars",
        "a deal worth 5 billion dollars without U.S. cover",
        "a deal worth 50 million dollars without U.S. cover",
        "a deal worth $5 million dollars without U.S. cover",
        "a deal worth 5 million euros without U.S. cover",
        "a deal worth 5 million dollars with U.S. cover",
        "We will sit back and simply wait",
        "Military chefs from about 3 Kyiv allies",
        "Starmer said: “We won’t wait and simply sit back",
        "the dead plan",
        "LOND",
        "ilitary chiefs",
        "star",
    ],
)
def test_another_number_word_or_negation_is_never_found(string):
    """A change of meaning is invented, however similar the rest is."""
    assert way(string) == ("invented", string)


def test_a_word_of_the_text_is_no_misspelling_of_another():
    """`talked` is in the text, so it is not taken for a misspelt `talks`."""
    text = "The talker spoke of the longest of all meetings. Nobody talked."
    assert way("The talked spoke of the longest of all meetings", text)[0] == "invented"
    assert way("The tallker spoke of the longest of all meetings", text)[0] == "fuzzy"


def test_letters_touch_only_where_the_string_ends_in_one():
    """A string that ends in a mark may be followed by a letter; scripts without spaces have no word edges."""
    assert way("non-", "a non-starter") == ("exact", "non-")
    assert way("start", "a non-starter")[0] == "invented"
    assert way("東京", "東京都に行く") == ("exact", "東京")


@pytest.mark.parametrize(
    ("string", "text"),
    [
        ("5 million", "worth 2.5 million"),
        ("worth 2", "worth 2.5 million"),
        ("worth 2", "worth 2,500 euros"),
        ("500 euros", "worth 2,500 euros"),
        ("he can", "he can't go"),
        ("HE CAN", "he can’t go"),
        ("he did", "he didn't go"),
        ("he is noting his success", "he is nothing his success"),
        ("they cannon go there at all", "they cannot go there at all"),
        ("he couldn’s leave the town", "he couldn’t leave the town"),
        ("sales in the country grew by 5‰", "sales in the country grew by 5%"),
        ("shares of the company went 5 ↓", "shares of the company went 5 ↑"),
    ],
)
def test_half_a_number_or_a_verb_without_its_negation_is_never_found(string, text):
    """A cut would change the meaning, though every character that is left is there."""
    assert way(string, text)[0] == "invented"


@pytest.mark.parametrize("string", ["Russia", "2", "3", "10", "may"])
def test_other_marks_may_follow(string):
    """A possessive, a full stop, a range and a list cut nothing."""
    assert way(string, "Russia’s 3, 10-12 or 2. They may, too.")[0] == "exact"


def swapped(words, rng):
    """The words with another number, negation or word in them, and what was changed; None if it cannot be."""
    at = rng.randrange(len(words))
    word, kind = words[at], rng.choice(["digit", "not", "word", "short"])
    if kind == "not":
        return [*words[:at], rng.choice(["not", "never", "no"]), *words[at:]]
    if kind == "digit" and any(map(str.isdigit, word)):
        new = "".join(str((int(c) + rng.randint(1, 9)) % 10) if c.isdigit() else c for c in word)
    elif kind == "word":
        new = rng.choice(["plan", "war", "Macron", "leaving", "500", "quickly"])
    elif kind == "short" and len(word) < 5 and word.isalpha():
        new = rng.choice("bcdfgk") + word[1:]
    else:
        return None
    return None if fold(new).text == fold(word).text else [*words[:at], new, *words[at + 1 :]]


def test_what_changes_the_meaning_is_found_only_where_it_stands():
    """3,000 passages of the article, one word changed: what is found has the very same words."""
    text, rng, tried = next(jsonl.read(shipped.gold())).text, random.Random(3), 0
    finder, places = Finder(text), [m.span() for m in re.finditer(r"\S+", text)]
    while tried < 3_000:
        begin = rng.randrange(len(places) - 12)
        said = swapped([text[a:b] for a, b in places[begin : begin + rng.randint(3, 12)]], rng)
        if said is None:
            continue
        tried += 1
        string = " ".join(said)
        for found in (finder.places(way, string) for way in ("exact", "folded", "fuzzy")):
            assert all(bare(text[a:b]) == bare(string) for a, b in found), string


def bare(text):
    """Letters and digits alone, folded."""
    return [word.replace("’", "") for word in re.findall(r"[^\W_]+(?:’[^\W_]+)*", fold(text).text)]


def test_folding_never_cuts_a_character():
    """`…` is three folded dots, and two of them are not an occurrence."""
    assert fold("wait… now").text == "wait... now"
    assert Finder("wait… now").folded("wait..") == []


def test_equal_strings_take_places_in_turn():
    """The k-th record takes the k-th place; one too many is invented, and said to be predicted too often."""
    found = anchor.anchored(mention("Starmer", "Starmer", "Starmer"), TEXT)
    spans = [(m.start, m.end) for m in found.document.mentions]
    first, second = TEXT.index("Starmer"), TEXT.rindex("Starmer")
    assert spans[:2] == [(first, first + 7), (second, second + 7)]
    assert spans[2] == (len(TEXT), len(TEXT) + 7)
    assert str(found.steps[2]) == "$.mentions[2] 'Starmer', predicted more often than it occurs"


def test_exact_places_go_to_those_who_ask_exactly():
    """A folded match never takes the place of a later exact one."""
    found = anchor.anchored(
        mention("The plan", "the plan", "the plan"), "The plan failed; the plan of plans."
    )
    assert [m.start for m in found.document.mentions] == [0, 17, len("The plan failed; the plan of plans.")]
    text = "The plan failed; the plan."
    swapped = anchor.anchored(mention("the plan", "the plan", "x"), text)
    assert [s.way for s in swapped.steps] == ["exact", "folded", "invented"]


def test_records_with_offsets_keep_them_and_their_places_are_taken():
    """A string takes the place that no record with offsets has."""
    doc = strings(mentions=[{"text": "Starmer"}, {"start": 90, "end": 97, "text": "Starmer"}])
    assert TEXT[90:97] == "Starmer"
    found = anchor.anchored(doc, TEXT)
    assert found.document.mentions[0].start == TEXT.rindex("Starmer")
    assert len(found.steps) == 1


def test_what_belongs_to_a_record_is_nearest_to_it():
    """Arguments, cues and sources take the nearest place; a source stays outside the content if it can."""
    text = "He came. He said he was ill, he lied, and they met him. They met again."
    doc = strings(
        events=[{"text": "met", "arguments": [{"role": "r", "text": "they"}]},
                {"text": "met", "arguments": [{"role": "r", "text": "They"}]}],
        quotes=[{"content": [{"text": "he was ill"}], "cue": {"text": "said"}, "source": {"text": "He"},
                 "also": [{"source": {"text": "he"}}]}],
    )  # fmt: skip
    found = anchor.anchored(doc, text).document
    assert [e.arguments[0].start for e in found.events] == [text.index("they"), text.index("They")]
    quote = found.quotes[0]
    assert (quote.source.start, quote.also[0].source.start) == (9, text.index("he lied"))


def test_the_nearest_of_many_is_the_nearest_of_all():
    """However many places there are, the choice is that of comparing each with each."""
    rng = random.Random(7)
    for _ in range(400):
        starts = sorted(rng.sample(range(600), rng.randint(33, 90)))
        size = rng.randint(1, 9)
        places = [(a, a + size) for a in starts]
        heads = tuple((a, a + rng.randint(1, 60)) for a in rng.sample(range(620), rng.randint(0, 3)))
        if rng.random() < 0.3:
            heads = (*heads, rng.choice(places))
        for outside in (True, False):
            gaps = {p: min((max(0, a - p[1], p[0] - b) for a, b in heads), default=0) for p in places}
            taken = {
                p: any(a < p[1] and p[0] < b for a, b in heads) if outside else p in heads for p in places
            }
            assert nearest(places, heads, outside) == min(places, key=lambda p: (taken[p], gaps[p], p))


def test_two_events_of_different_types_may_share_their_only_trigger():
    """A trigger string that occurs once can carry two types, never one type twice."""
    text = "They pledged help."
    doc = strings(events=[{"text": "pledged", "type": t} for t in ("A", "B", "B")])
    assert [(e.start, e.type) for e in anchor.anchored(doc, text).document.events] == [
        (5, "A"), (5, "B"), (len(text), "B")]  # fmt: skip


def test_ellipses_split_content_into_parts_in_order():
    """Parts must occur in order; content stays in parts, any other record spans from first to last."""
    doc = strings(
        quotes=[{"content": [{"text": "We won't sit back ... that to happen"}]},
                {"content": [{"text": "that to happen […] We won't sit back"}]}],
        mentions=[{"text": "a deal [...] dollars"}],
    )  # fmt: skip
    found = anchor.anchored(doc, TEXT)
    assert [p.text for p in found.document.quotes[0].content] == ["We won’t sit back", "that to happen"]
    assert [p.start for p in found.document.quotes[1].content] == [len(TEXT)]
    assert found.document.mentions[0].text == "a deal worth 5 million dollars"
    assert parts("… and") == ["and"]


def test_pieces_of_one_quote_are_found_together():
    """The tightest run of the pieces wins; a piece that is in no text is invented alone."""
    text = "“No,” he said. “Yes,” she said. “No,” he said, “never.”"
    doc = strings(quotes=[{"content": [{"text": "“No,”"}, {"text": "“never.”"}]},
                          {"content": [{"text": "“Yes,”"}, {"text": "“perhaps”"}]}])  # fmt: skip
    first, second = anchor.anchored(doc, text).document.quotes
    assert [p.start for p in first.content] == [text.rindex("“No"), text.index("“never")]
    assert [p.start for p in second.content] == [text.index("“Yes"), len(text)]


def test_invented_strings_are_spurious_and_named():
    """They stay in the denominator behind the text, disjoint, and the result names them."""
    gold = [{"id": "d", "text": TEXT, "mentions": [{"start": 0, "end": 6, "type": "GPE"}]}]
    pred = [{"id": "d", "mentions": [{"text": t, "type": "GPE"} for t in ("LONDON", "Mars", "Venus")]}]
    result = score(gold, pred, measures="mention.strict")
    said = result.as_dict()
    assert (said["measures"]["mention.strict"]["tp_pred"], said["measures"]["mention.strict"]["n_pred"]) == (
        1,
        3,
    )
    assert said["anchoring"] == {"exact": 1, "folded": 0, "fuzzy": 0, "invented": 2}
    assert said["invented"] == ["d $.mentions[1] 'Mars'", "d $.mentions[2] 'Venus'"]
    assert said["signature"]["anchor"] == "exact+folded+fuzzy"
    assert "invented: d $.mentions[1] 'Mars'" in str(result)
    spans = [(s.places[0]) for s in anchor.anchored(jsonl.from_plain(pred[0]), TEXT).steps[1:]]
    assert spans == [(len(TEXT), len(TEXT) + 4), (len(TEXT) + 4, len(TEXT) + 9)]


def test_the_mode_limits_the_ways_and_is_in_the_signature():
    """With `exact` nothing is folded; an unknown mode names the known ones."""
    gold = [{"id": "d", "text": TEXT, "mentions": [{"start": 0, "end": 6}]}]
    pred = [{"id": "d", "mentions": [{"text": "london"}]}]
    assert score(gold, pred, anchor="exact").as_dict()["anchoring"]["invented"] == 1
    assert score(gold, pred, anchor="exact").signature.anchor == "exact"
    assert score(gold, gold).signature.anchor is None
    with pytest.raises(UsageError, match="did you mean exact"):
        score(gold, pred, anchor="exakt")


@pytest.mark.parametrize("words", [None, "", " \n"])
def test_a_span_needs_a_place_or_words(words):
    """Neither offsets nor text is an error with its place."""
    gold = [{"id": "d", "text": TEXT, "mentions": []}]
    with pytest.raises(InvalidInputError, match=r"\$\.mentions\[0\]: error\[no-place\]"):
        score(gold, [{"id": "d", "mentions": [{"text": words}]}])


def test_string_records_keep_their_order_in_a_file():
    """Canonical order leaves records without offsets as they are, because the k-th means the k-th."""
    doc = strings(
        mentions=[{"text": "b", "type": "Z"}, {"text": "b", "type": "A"}],
        quotes=[{"content": [{"text": "z"}], "cue": {"start": 3, "end": 4}}, {"content": [{"text": "a"}]}],
    )
    again = jsonl.loads(jsonl.dumps(doc))
    assert [m.type for m in again.mentions] == ["Z", "A"]
    assert [q.content[0].text for q in again.quotes] == ["z", "a"]


WORDS = [
    "plan",
    "The plan",
    "Russia",
    "Russian",
    "said",
    "not",
    "30",
    "a deal",
    "“yes”",
    "…",
    "Zelenskyy",
    "-",
    "é",
    "ß",
]


@given(st.data())
def test_anchoring_twice_changes_nothing(data):
    """A prediction that was anchored and written anchors the same again; invented strings have no offsets."""
    text = " ".join(data.draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30)))
    words = st.lists(st.sampled_from([*WORDS, "Zelensky", "the plan", "said … plan", "x"]), max_size=6)
    doc = strings(
        mentions=[{"text": w} for w in data.draw(words)],
        events=[{"text": w, "type": t, "arguments": [{"role": "r", "text": w[::-1]}]}
                for w in data.draw(words) for t in data.draw(st.sampled_from(["A", "AB"]))],
        quotes=[{"content": [{"text": w}, {"text": "said"}], "source": {"text": w}}
                for w in data.draw(words)],
        marked_uses=[{"text": w, "use": "term"} for w in data.draw(words)],
    )  # fmt: skip
    once = anchor.anchored(doc, text)
    twice = anchor.anchored(once.written(), text)
    assert twice.written() == once.written()
    assert twice.counts()["invented"] == once.counts()["invented"]
    invented = sorted(p for s in once.steps if s.way == "invented" for p in s.places)
    assert all(a[1] <= b[0] for a, b in pairwise(invented))


@given(st.text(alphabet="ab .…-—’'\"“é\u0301ßﬁ\u00ad\n\u200b", max_size=30))
def test_folding_maps_back(text):
    """Every folded character comes from a piece of the original, in order."""
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))
    assert folded.starts == sorted(folded.starts)


def random_document(seed):
    """A text of few words, with gold spans wherever chance put them."""
    rng = random.Random(seed)
    words = [
        rng.choice(["Oslo", "Rome", "Starmer", "talks", "deal", "said", "“yes”", "he", "Putin’s"])
        for _ in range(rng.randint(3, 25))
    ]
    places, at = [], 0
    for word in words:
        places.append((at, at + len(word)))
        at += len(word) + 1
    mentions = sorted(set(rng.choices(places, k=rng.randint(1, len(words)))))
    return jsonl.from_plain(
        {"id": "d", "text": " ".join(words), "mentions": [{"start": a, "end": b} for a, b in mentions]}
    )


def test_gold_without_offsets_comes_back_unless_a_string_repeats():
    """In 500 random documents every mention comes back whose string is annotated wherever it stands."""
    restored = repeats = 0
    for seed in range(500):
        gold = random_document(seed)
        found = anchor.anchored(anchor.without_offsets(gold), gold.text).document
        finder = Finder(gold.text)
        said = [gold.text[m.start : m.end] for m in gold.mentions]
        for before, after in zip(gold.mentions, found.mentions, strict=True):
            words = gold.text[before.start : before.end]
            if len(finder.exact(words)) == said.count(words):
                assert (before.start, before.end) == (after.start, after.end)
                restored += 1
            else:
                repeats += 1
    assert restored > 500
    assert repeats > 500
    assert Document(id="d", text="x") == anchor.without_offsets(Document(id="d", text="x"))


def test_the_gold_article_without_offsets_comes_back():
    """Every string is found exactly; only ambiguous ones, and what hangs on them, can stand elsewhere.

    All ambiguous strings are listed; the rest of the article scores 1.
    """
    gold = next(jsonl.read(shipped.gold()))
    found = anchor.anchored(anchor.without_offsets(gold), gold.text)
    listed = set(found.ambiguous())
    before = [span for _, span in walk(gold)]
    assert found.counts() == {"exact": len(before)}
    moved = set()
    for step, was in zip(found.steps, before, strict=True):
        if step.places != ((was.start, was.end),):
            layer, dependant = step.path[2:].split("[")[0], step.path.count(".") > 1
            moved.add(step.path.split(".arguments")[0])
            assert step.occurs > 1
            assert dependant or any(line.startswith(f"{layer} {step.string!r}:") for line in listed)
    assert 0 < len(moved) < len(before) / 20
    kept = {
        name: [r for i, r in enumerate(getattr(gold, name)) if f"$.{name}[{i}]" not in moved]
        for name in ("mentions", "events")
    }
    places = {(r.start, r.end) for records in kept.values() for r in records}
    whole = {(r.start, r.end) for r in (*found.document.mentions, *found.document.events)}
    assert places <= whole


def test_a_prediction_of_strings_alone_scores_near_one():
    """Made from the gold: 1 on every measure of quotes' content; mentions and events lose the moved ones."""
    gold = next(jsonl.read(shipped.gold()))
    result = score([gold], [anchor.without_offsets(gold)], measures="mention.strict,quote.exact,event.tc")
    f1 = {name: entry["f1"] for name, entry in result.as_dict()["measures"].items()}
    assert f1["quote.exact"] == 1
    assert 0.95 < f1["mention.strict"] < 1
    assert 0.8 < f1["event.tc"] < 1
    assert result.invented == []


def test_the_verb_writes_spans_and_leaves_invented_strings(cli, tmp_path):
    """`presscheck anchor` prints what was not exact, and a second run changes no byte."""
    (tmp_path / "gold.jsonl").write_text(jsonl.dumps(jsonl.from_plain({"id": "d", "text": TEXT})) + "\n")
    (tmp_path / "pred.jsonl").write_text('{"id": "d", "mentions": [{"text": "london"}, {"text": "Mars"}]}\n')
    run = cli("anchor", "pred.jsonl", "-o", "once.jsonl", "--gold", "gold.jsonl", cwd=tmp_path)
    assert run.stdout == (
        "folded: d $.mentions[0] 'london'\ninvented: d $.mentions[1] 'Mars'\n"
        "ambiguous: d mentions 'london': 1 predicted, 2 in the text\n"
        "anchored: 0 exact, 1 folded, 0 fuzzy, 1 invented\n"
    )
    cli("anchor", "once.jsonl", "-o", "twice.jsonl", "--gold", "gold.jsonl", cwd=tmp_path)
    assert (tmp_path / "once.jsonl").read_bytes() == (tmp_path / "twice.jsonl").read_bytes()
    run = cli("anchor", "pred.jsonl", "-o", "x", "--gold", "gold.jsonl", "--format", "json", cwd=tmp_path)
    assert json.loads(run.stdout)[0] == {
        "id": "d", "path": "$.mentions[0]", "text": "london", "way": "folded", "occurs": 2,
        "spans": [[0, 6]]}  # fmt: skip


def test_the_verb_forgets_wrong_offsets_on_request(cli, tmp_path):
    """Offsets that do not fit the words stop a score; `anchor` takes them as hints, or drops them."""
    wrong = [{"start": at, "end": at + 6, "text": "LONDON"} for at in (3, 4)]
    doc = {"id": "d", "text": TEXT, "mentions": wrong}
    (tmp_path / "pred.jsonl").write_text(json.dumps(doc) + "\n")
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "d", "text": TEXT, "mentions": []}) + "\n")
    run = cli("score", "pred.jsonl", "--gold", "gold.jsonl", cwd=tmp_path)
    assert run.returncode == 1
    assert "the words are at [0, 6)" in run.stderr
    way_out = "to move the spans to their words: presscheck anchor pred.jsonl -o FILE"
    assert f"pred.jsonl: {way_out}" in run.stderr
    run = cli("anchor", "pred.jsonl", "-o", "out.jsonl", cwd=tmp_path)
    assert next(jsonl.read(tmp_path / "out.jsonl")).mentions[0].start == 0
    assert "moved: 2 spans to the occurrences of their words" in run.stdout
    run = cli("anchor", "pred.jsonl", "-o", "out.jsonl", "--drop-offsets", cwd=tmp_path)
    assert next(jsonl.read(tmp_path / "out.jsonl")).mentions[0].start == 0


def test_the_verb_says_what_of_dropped_offsets_came_back(cli, tmp_path):
    """For the gold: every string is exact, most come back, and each one that does not is listed."""
    run = cli("anchor", shipped.gold(), "-o", "out.jsonl", "--drop-offsets", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    (back, total) = map(int, re.findall(r"\d+", lines[-1]))
    assert lines[-1] == f"offsets that came back: {back} of {total}"
    gold, found = next(jsonl.read(shipped.gold())), next(jsonl.read(tmp_path / "out.jsonl"))
    assert total == len(list(walk(gold)))
    assert sum(line.startswith("elsewhere: ") for line in lines) == total - back
    assert back / total > 0.95
    assert {(q.content[0].start, q.content[0].end) for q in found.quotes} == {
        (q.content[0].start, q.content[0].end) for q in gold.quotes
    }
    assert any(line.startswith(f"nearest: {gold.id} ") for line in lines)


@pytest.mark.parametrize("pieces", [False, True])
def test_every_span_of_words_alone_is_given_a_place(pieces):
    """Wherever a record may stand, and before a score as well."""
    value = every_span.plain(pieces=pieces)
    for _, record in every_span.paths(value):
        del record["start"], record["end"]
    bare = jsonl.from_plain(value)
    done = anchor.anchored(bare, every_span.TEXT).document
    assert [path for path, _ in walk(done)] == [path for path, _ in walk(bare)]
    assert all(0 <= span.start < span.end for _, span in walk(done))
    assert score([{"id": "d", "text": every_span.TEXT}], [value]).anchoring


def test_a_document_whose_text_nobody_has_is_an_error(cli, tmp_path):
    """Strings cannot be found in no text."""
    (tmp_path / "pred.jsonl").write_text('{"id": "elsewhere", "mentions": [{"text": "x"}]}\n')
    run = cli("anchor", "pred.jsonl", "-o", "out.jsonl", cwd=tmp_path)
    assert run.returncode == 1
    assert "pred.jsonl:1 elsewhere $.text: error[no-text]" in run.stderr
