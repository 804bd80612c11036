"""Cues and sources in pieces: one phrase, whose pieces are a set, and whose head is its last piece's."""

import pytest

from presscheck import api
from presscheck.document.model import Document, Quote, Span
from presscheck.document.presence import without_unset
from presscheck.layers.quotes import rules
from presscheck.scoring import problems
from presscheck.statistics import leave_one_out

TEXT = "“We go,” called the coach of Oslo out, Ann Lee by name. Bob left."
CONTENT = [{"start": 0, "end": 8}]
CALLED, OUT = {"start": 9, "end": 15}, {"start": 34, "end": 37}
COACH, OSLO, ANN, BOB = (
    {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}
    for words in ("the coach", "Oslo", "Ann Lee", "Bob")
)
MENTIONS = [{**ANN, "entity": "ann"}, {**BOB, "entity": "bob"}]


def gold(**quote):
    return {"id": "d", "text": TEXT, "mentions": MENTIONS, "quotes": [{"content": CONTENT, **quote}]}


def entry(ours, measure, **quote):
    pred = {"id": "d", "quotes": [{"content": CONTENT, **quote}]}
    return api.score([ours], [pred], measures=measure, resample=None)[measure]


@pytest.mark.parametrize(
    ("pred", "equal", "head", "overlap"),
    [
        ([CALLED, OUT], 1, 1, 1),
        ([OUT, CALLED], 1, 1, 1),
        ([OUT], 0, 1, 1),
        (OUT, 0, 1, 1),
        (CALLED, 0, 0, 1),
        ({"start": 9, "end": 37}, 0, 0, 1),
        (COACH, 0, 0, 0),
    ],
)
def test_a_cue_in_pieces(pred, equal, head, overlap):
    """Equal by the set of its spans, head by its last piece, overlapping by any."""
    for measure, right in (("quote.cue", equal), ("quote.cue.head", head), ("quote.cue.overlap", overlap)):
        assert entry(gold(cue=[CALLED, OUT]), measure, cue=pred)["f1"] == right, measure


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("pieces", [[COACH, ANN], [ANN, BOB], [ANN, OSLO]])
def test_a_source_answers_through_any_piece_that_is_a_gold_mention(pieces, order):
    """Whichever piece it is; of several the first in the text."""
    ours = gold(source=ANN, speaker="ann")
    assert entry(ours, "quote.speaker", source=pieces[::order])["accuracy"] == 1


def test_a_source_in_pieces_answers_by_its_words():
    """The words of all pieces are the name if no piece is a gold mention; touching one is not enough."""
    ours = {**gold(source=ANN, speaker="ann"), "entities": [{"id": "ann", "name": "Ann Oslo"}, {"id": "bob"}]}
    first = {"start": ANN["start"], "end": ANN["start"] + 3}
    assert entry(ours, "quote.speaker", source=[first, {"start": 29, "end": 33}])["outcomes"]["right"] == 0
    ours["entities"][0]["name"] = "Oslo Ann"
    found = entry(ours, "quote.speaker", source=[first, {"start": 29, "end": 33}])
    assert (found["accuracy"], found["paths"]["name"]) == (1, 1)


def test_gold_sources_in_pieces_say_who_is_meant():
    """With gold's coreference, or without it by gold's own speaker; for predictions of one piece too."""
    ours = gold(source=[COACH, ANN])
    ours["quotes"][0]["speaker"] = None
    assert entry(ours, "quote.speaker", source=ANN)["accuracy"] == 1
    assert entry(ours, "quote.speaker", source=BOB)["accuracy"] == 0
    bare = {**gold(source=[COACH, ANN], speaker="Ann Lee"), "mentions": None}
    for source in (COACH, ANN, [ANN, COACH]):
        assert entry(bare, "quote.speaker", source=source)["accuracy"] == 1


def test_a_stated_speaker_is_not_against_a_source_with_a_piece_that_is_it():
    """An error of its own kind only if no piece is the stated speaker."""
    ours = gold(source=ANN, speaker="ann")
    for pieces, against in (([COACH, ANN], False), ([ANN, BOB], False), ([COACH, BOB], True)):
        said = {"content": CONTENT, "source": pieces, "speaker": "ann"}
        pred = {"id": "d", "mentions": MENTIONS, "quotes": [said]}
        kinds = {error.kind for error in problems.find([ours], [pred]).errors}
        assert ("speaker against source" in kinds) == against, pieces


def test_the_order_of_frames_in_pieces_is_no_information():
    """Two further frames whose last pieces are the same stand by all their pieces."""
    frames = [{"cue": [CALLED, OUT], "source": ANN}, {"cue": [COACH, OUT], "source": BOB}]
    cue = {"cue": [OUT]}
    found = [
        entry(gold(cue=None, source=None, also=also), "quote.source", source=OSLO, **cue)
        for also in (frames, frames[::-1])
    ]
    errors = [
        [e.plain() for e in problems.find([gold(also=also, **cue)], [gold(**cue)]).errors]
        for also in (frames, frames[::-1])
    ]
    assert found[0] == found[1]
    assert errors[0] == errors[1]


def test_breakdowns_see_every_piece():
    """The form of any piece, and a cue around the content stands inside it."""
    ours = {**gold(source=[COACH, ANN], cue=[CALLED, OUT]), "mentions": [{**ANN, "form": "name"}]}
    result = api.score([ours], [ours], measures="quote.exact", by="source-form,cue-place", resample=None)
    by = result["quote.exact"]["by"]
    assert by["source-form"].keys() == {"name"}
    assert by["cue-place"].keys() == {"after"}
    around = [{"content": [ANN], "cue": [CALLED, BOB]}]
    ours = {**ours, "quotes": around}
    result = api.score([ours], [ours], measures="quote.exact", by="cue-place", resample=None)
    assert result["quote.exact"]["by"]["cue-place"].keys() == {"inside"}


def test_errors_show_all_pieces():
    """The words of a phrase in pieces, with dots between."""
    pred = gold(cue=CALLED)
    (error,) = problems.find([gold(cue=[CALLED, OUT])], [pred]).errors
    assert (error.kind, error.gold.text, error.pred.text) == ("cue", "called … out", "called")
    missed = problems.find([gold(cue=[CALLED, OUT])], [{**pred, "quotes": []}]).errors
    assert any("cue ⟨called out⟩" in error.says for error in missed)


def test_a_source_in_pieces_need_not_be_a_mention():
    """Nor is its last piece alone asked for the speaker."""
    pieces = [Span(**ANN), Span(**BOB)]
    said = Quote(content=[Span(**CONTENT[0])], source=pieces, speaker="ann", cue=[Span(start=2, end=4)])
    doc = without_unset(Document(id="d", text=TEXT, mentions=[], quotes=[said]))
    assert not [*rules.source_mention(doc)]
    assert [v.path for v in rules.cue_outside_content(doc)] == ["$.quotes[0].cue"]


def test_a_source_goes_with_any_of_its_pieces():
    """Leaving out the place of one piece takes the source and its speaker."""
    said = Quote(content=[Span(**CONTENT[0])], source=[Span(**COACH), Span(**ANN)], speaker="ann")
    doc = without_unset(Document(id="d", text=TEXT, quotes=[said]))
    (left,) = leave_one_out.without(doc, lambda at: at != COACH["start"]).quotes
    assert (left.source, left.speaker) == (None, None)
