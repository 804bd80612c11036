"""Quotes whose message is not in the text: a cue stands for them, and they count for their frame alone."""

import random

import pytest
from tests.helpers import generate
from tests.helpers.disguise import Disguise

from presscheck import api
from presscheck.document import canonical
from presscheck.document.model import Document, Quote, Span
from presscheck.document.presence import without_unset
from presscheck.layers.quotes import rules
from presscheck.layers.texts.rules import not_used_yet
from presscheck.reporting import inline
from presscheck.scoring import problems
from presscheck.scoring.items import Items

TEXT = "“We go,” Ann Lee said.\nBob spoke at length. She replied. Bob spoke again."


def at(words, skip=0):
    start = TEXT.index(words, skip)
    return {"start": start, "end": start + len(words)}


SPOKE, REPLIED, AGAIN = at("spoke"), at("replied"), at("spoke", 50)
ANN, BOB, SHE, BOB2 = at("Ann Lee"), at("Bob"), at("She"), at("Bob", 50)
WHOLE = {"content": [at("“We go,”")], "cue": at("said"), "source": ANN, "speaker": "ann"}
SPEECH = {"content": [], "cue": SPOKE, "source": BOB, "speaker": "bob"}
REPLY = {"content": [], "cue": REPLIED, "source": SHE, "speaker": "ann"}
MENTIONS = [
    {**ANN, "form": "name", "entity": "ann"},
    {**BOB, "form": "name", "entity": "bob"},
    {**SHE, "form": "pronoun", "entity": "ann"},
    {**BOB2, "form": "name", "entity": "bob"},
]
FRAMES = ("quote.cue", "quote.source", "quote.speaker")


def doc(*quotes):
    return {"id": "d", "text": TEXT, "mentions": MENTIONS, "quotes": list(quotes)}


def score(gold, pred, **options):
    return api.score([gold], [pred], measures="quotes", resample=None, **options).as_dict()["measures"]


def counts(entry):
    names = ("right", "n") if "right" in entry else ("tp_pred", "n_pred", "tp_gold", "n_gold")
    return tuple(entry[name] for name in names)


def test_they_count_in_three_rows_and_in_no_other():
    """As far as they are paired; every other row is as if they were not there."""
    gold, pred = doc(WHOLE, SPEECH, REPLY), doc(WHOLE, SPEECH, {**SPEECH, "cue": AGAIN, "source": BOB2})
    found, without = score(gold, pred), score(doc(WHOLE), doc(WHOLE))
    assert counts(found["quote.cue"]) == counts(found["quote.source"]) == (2, 2, 2, 2)
    assert counts(found["quote.speaker"]) == (2, 2)
    assert {row for row in found if found[row] != without[row]} == set(FRAMES)


def test_source_and_speaker_of_a_pair():
    """A wrong source and a wrong speaker are wrong, in scores and in the error list."""
    gold = doc(WHOLE, SPEECH, REPLY)
    pred = doc(WHOLE, SPEECH, {**REPLY, "source": BOB2, "speaker": "bob"})
    found = score(gold, pred)
    assert counts(found["quote.cue"]) == (3, 3, 3, 3)
    assert counts(found["quote.source"]) == (2, 3, 2, 3)
    assert counts(found["quote.speaker"]) == (2, 3)
    (error,) = problems.find([gold], [pred]).errors
    assert (error.kind, error.gold.text, error.pred.text) == ("wrong speaker", "She", "Bob")
    pred = doc(WHOLE, SPEECH, {**REPLY, "source": None, "speaker": None})
    (error,) = problems.find([gold], [pred]).errors
    assert (error.kind, error.gold.text) == ("missing speaker", "She")
    nobody = doc({**REPLY, "source": None, "speaker": None})
    (error,) = problems.find([nobody], [doc(REPLY)]).errors
    assert (error.task, "⟦replied⟧" in error.context) == ("speakers", True)


@pytest.mark.parametrize(
    "pred",
    [
        {**SPEECH, "cue": AGAIN},
        {**SPEECH, "cue": {"start": SPOKE["start"], "end": SPOKE["end"] + 3}},
        {**SPEECH, "cue": [SPOKE, REPLIED]},
        {**SPEECH, "content": [at("at length")]},
    ],
)
def test_nothing_but_an_equal_cue_pairs_them(pred):
    """Not a touching cue, not the same source, not a quote with content."""
    found = score(doc(WHOLE, SPEECH), doc(WHOLE, pred))
    assert counts(found["quote.cue"]) == (1, 1, 1, 1)
    kinds = [error.kind for error in problems.find([doc(WHOLE, SPEECH)], [doc(WHOLE, pred)]).errors]
    assert kinds == (["spurious"] if pred["content"] else [])


def test_cues_in_pieces_pair_as_sets():
    """Whatever the order of the pieces."""
    pieces = [SPOKE, at("at length")]
    found = score(doc({**SPEECH, "cue": pieces}), doc({**SPEECH, "cue": pieces[::-1]}))
    assert counts(found["quote.cue"]) == (1, 1, 1, 1)


def test_one_to_one():
    """Two predictions of one cue: one is paired, whichever stands first in the file."""
    other = {**SPEECH, "source": SHE, "speaker": "ann"}
    for quotes in ((SPEECH, other), (other, SPEECH)):
        assert counts(score(doc(SPEECH), doc(*quotes))["quote.cue"]) == (1, 1, 1, 1)
        assert score(doc(SPEECH), doc(*quotes)) == score(doc(SPEECH), doc(other, SPEECH))


def test_they_have_no_type_and_their_items_have_names():
    """The label is empty, whatever the record says; items are told apart from quotes on their span."""
    items = Items()
    gold = doc({"content": [SPOKE], "cue": REPLIED, "source": SHE}, {**SPEECH, "type": "indirect"})
    result = api.score([gold], [gold], measures="quote.source", resample=None, watch=items)
    assert result.as_dict()["measures"]["quote.source"]["by"]["type"].keys() == {"", "indirect"}
    assert len(items.by_measure["quote.source"].right) == 2
    by = api.score(
        [doc(SPEECH)], [doc(SPEECH)], measures="quote.source", resample=None, by="length,cue-place"
    )
    assert (
        by["quote.source"]["by"]["length"].keys() == by["quote.source"]["by"]["cue-place"].keys() == {"none"}
    )


def test_words_without_a_place_find_their_cue():
    """A prediction may give words alone; of equal ones each takes a place of its own."""
    spoke = {"content": [], "cue": {"text": "spoke"}, "source": {"text": "Bob"}}
    gold = doc(SPEECH, {**SPEECH, "cue": AGAIN, "source": BOB2})
    found = score(gold, {"id": "d", "quotes": [spoke, spoke]})
    assert counts(found["quote.cue"]) == counts(found["quote.source"]) == (2, 2, 2, 2)
    pieces = [{"text": "spoke"}, {"text": "at length"}]
    found = score(doc({**SPEECH, "cue": [SPOKE, at("at length")]}), doc({**SPEECH, "cue": pieces}))
    assert counts(found["quote.cue"]) == (1, 1, 1, 1)
    speech = {"content": [], "cue": {"text": "replied"}, "source": {"text": "She"}}
    found = score(doc(REPLY), {"id": "d", "quotes": [speech]})
    assert counts(found["quote.cue"]) == counts(found["quote.source"]) == (1, 1, 1, 1)


def test_a_paragraph_that_holds_them_takes_them_along():
    """They stand where their cue does."""
    units = api.score([doc(WHOLE, SPEECH, REPLY)], [doc(WHOLE, SPEECH, REPLY)], measures="quotes").within
    assert [units["paragraph"].ids[i] for i in units["paragraph"].bears["quotes"]] == ["1", "2"]
    assert [*units["paragraph"].left["quote.cue"]] == [2, 2, 2, 2, 1, 1, 1, 1]


def test_order_rules_and_drawing():
    """Canonical order is by cue; two of them repeat no content; they are used, and can be shown."""
    quotes = [Quote(content=[], cue=Span(**cue)) for cue in (AGAIN, SPOKE)]
    given = Document(id="d", text=TEXT, quotes=quotes)
    assert [q.cue.start for q in canonical.canonical(given).quotes] == [SPOKE["start"], AGAIN["start"]]
    whole = without_unset(given)
    assert not [*rules.duplicate_quote(whole), *not_used_yet(whole)]
    assert any(
        "spoke" in line for piece in inline.pieces(whole) for line in inline.excerpt(whole, piece, ["quotes"])
    )


def test_a_quote_with_neither_content_nor_cue_is_an_error():
    """Nothing stands for it."""
    from presscheck import InvalidInputError

    with pytest.raises(InvalidInputError, match="at least one"):
        score(doc(WHOLE), doc({"content": []}))


def silenced(rng, given):
    """A random document some of whose quotes lose their content, and some of whose phrases are in pieces."""
    quotes = []
    for quote in given["quotes"]:
        new = dict(quote)
        for name in ("cue", "source"):
            if new.get(name) and rng.random() < 0.3:
                pieces = [new[name], *rng.sample(given["mentions"], min(1, len(given["mentions"])))]
                new[name] = [{"start": p["start"], "end": p["end"]} for p in pieces]
        if new.get("cue") and rng.random() < 0.5:
            new["content"] = []
        quotes.append(new)
    return {**given, "schema_version": "1.1.0", "quotes": quotes}


@pytest.mark.parametrize("seed", range(30))
def test_a_file_with_them_against_itself_is_perfect(seed):
    """Every row is 1, distances 0, and there is no error; ids and order decide nothing."""
    rng = random.Random(seed)
    gold, pred = ([silenced(rng, given) for given in side] for side in generate.corpus(seed, 2))
    result = api.score(gold, gold, measures="quotes", resample=None)
    for row in result.attempted():
        value = result.value(row)
        assert value is None or value == pytest.approx(0 if row.kind == "distance" else 1), row.id
    assert not [error for error in problems.find(gold, gold).errors if error.layer == "quotes"]
    disguise = Disguise(rng)
    hidden = [[*map(disguise.document, side)] for side in (gold, pred)]
    before, after = (api.score(*sides, measures="quotes", resample=None) for sides in ((gold, pred), hidden))
    assert before.as_dict()["measures"] == after.as_dict()["measures"]
    plain = [
        sorted(disguise.undone(e.plain()) for e in problems.find(*s).errors) for s in ((gold, pred), hidden)
    ]
    assert plain[0] == plain[1]
