"""Ids and the order of records decide nothing: no number, no item, no error."""

import json
import random

import pytest
from tests.helpers import scoring
from tests.helpers.disguise import Disguise
from tests.helpers.generate import corpus, only_words, tangled
from tests.helpers.longer import times

from presscheck import score
from presscheck.profiles import PROFILES
from presscheck.scoring.items import Items
from presscheck.scoring.problems import find

IN_FILE_ORDER = {
    "nervaluate": "the peer's predictions take gold mentions in the order of the file",
    "gnqa": "the peer's solver decides among equal sums by the order of the file",
    "oneie": "the peer compares with the first gold trigger on a span, in the order of the file",
}
"""Profiles that give a peer's figures for a file as it is ordered; ids have no say there either."""

SETTINGS = [
    {},
    {"singletons": "drop", "coref_align": "span"},
    {"label_map": "ontonotes"},
    {"repeats": "first"},
    *({"profile": name} for name in PROFILES),
]


def _answers(gold, pred, disguise, **options):
    """Everything that is said of a prediction, with the ids that it had at first."""
    seen = Items()
    wanted = {} if "profile" in options else {"measures": "all"}
    measures = scoring.score(gold, pred, watch=seen, **wanted, **options).as_dict()["measures"]
    kinds = ("right", "missed", "spurious")
    items = {
        f"items of {row}": {kind: sorted(map(disguise.undone, getattr(found, kind))) for kind in kinds}
        for row, found in seen.by_measure.items()
    }
    errors = [disguise.undone(e.plain()) for e in find(gold, pred, **options).errors] if wanted else []
    return {**json.loads(disguise.undone(measures)), **items, "errors": sorted(errors)}


def _moved(gold, pred, disguise, **options):
    """Return the numbers that change with the ids and the order of both sides."""
    before = _answers(gold, pred, disguise, **options)
    after = _answers([*map(disguise.document, gold)], [*map(disguise.document, pred)], disguise, **options)
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def _documents(rng, seed):
    return ([tangled(rng, doc) for doc in side] for side in corpus(seed, 2))


@pytest.mark.parametrize("options", SETTINGS, ids=lambda options: " ".join(options.values()) or "plain")
def test_ids_and_order_decide_nothing(options):
    """On 60 random documents under each setting and profile, for either side."""
    for seed in range(times(60)):
        rng = random.Random(seed)
        gold, pred = _documents(rng, seed)
        if "repeats" in options:
            pred = [_in_two_entities(rng, doc) for doc in pred]
        disguise = Disguise(rng, order=options.get("profile") not in IN_FILE_ORDER)
        assert _moved(gold, pred, disguise, **options) == [], seed


def _in_two_entities(rng, doc):
    """A document with spans that stand in several entities."""
    names = [None, *(e["id"] for e in doc["entities"])]
    some = rng.sample(doc["mentions"], len(doc["mentions"]) // 2)
    return {**doc, "mentions": [*doc["mentions"], *({**m, "entity": rng.choice(names)} for m in some)]}


def test_ids_and_order_decide_nothing_where_words_have_no_place():
    """Equal words take places by what their records say and stand near."""
    for seed in range(times(60)):
        rng = random.Random(seed)
        gold, pred = _documents(rng, seed)
        pred = [only_words(rng, p, g["text"]) for g, p in zip(gold, pred, strict=True)]
        assert _moved(gold, pred, Disguise(rng)) == [], seed


def test_ids_and_order_decide_no_interval():
    """The parts that one document is resampled by stand in the order of the text."""
    for seed in range(times(12)):
        rng = random.Random(seed)
        (gold, _), (pred, _) = _documents(rng, seed)
        gold, pred = ({**doc, "text": gold["text"].replace(" said ", "\nsaid ")} for doc in (gold, pred))
        disguise = Disguise(rng)
        before = score([gold], [pred], measures="links,coref,quotes").as_dict()["measures"]
        hidden = disguise.document(gold), disguise.document(pred)
        after = score(hidden[:1], hidden[1:], measures="links,coref,quotes").as_dict()["measures"]
        assert json.loads(disguise.undone(after)) == before, seed


@pytest.mark.parametrize("row", ["event.ai-e", "event.ac-e"])
@pytest.mark.parametrize(("earlier", "later"), [("v1", "v2"), ("v2", "v1")])
def test_a_filler_that_is_the_trigger_of_two_events_is_the_one_that_begins_first(row, earlier, later):
    """By its first mention in the text: both wrong fillers are one event, and one error, under any id."""

    def met(start, end, event, *fillers):
        arguments = [{"role": "Participant", "start": a, "end": b} for a, b in fillers]
        return {"start": start, "end": end, "type": "Contact.Meet", "event": event, "arguments": arguments}

    right = met(2, 3, None, (0, 1))
    gold = {"id": "d", "text": "abcdefgh", "events": [right]}
    both = [met(5, 7, earlier, (7, 8)), {**met(7, 8, earlier), "type": "Act.Reject"}]
    pred = {"id": "d", "events": [*both, met(7, 8, later, (5, 7)), right]}
    for order in (pred, {**pred, "events": pred["events"][::-1]}):
        assert scoring.score([gold], [order], measures=row).whole(row) == (1, 2, 1, 1)


def test_the_first_entity_is_the_one_that_begins_first():
    """One span in two entities is decided by first mentions, then by next ones, never by their names."""
    text = "a b c d e f g h"
    spots = [{"start": i, "end": i + 1} for i in range(0, 15, 2)]
    gold = {"id": "d", "text": text, "mentions": [{**spots[i], "entity": "AAB"[i]} for i in range(3)]}
    for x, y in ("pq", "qp"):
        mentions = [{**spots[i], "entity": e} for i, e in ((0, x), (1, x), (1, y), (2, y))]
        for order in (mentions, mentions[::-1]):
            pred = {"id": "d", "mentions": order}
            found = scoring.score([gold], [pred], measures="coref.conll", repeats="first")
            assert found.as_dict()["measures"]["coref.conll"]["f1"] == 1.0


@pytest.mark.parametrize("turned", [False, True])
def test_equal_words_go_to_the_records_that_stand_near(turned):
    """Two predictions of one quote: the one whose source stands beside it takes the place."""
    text = "Bob left. There were talks. “Go,” Ann said."
    quote = {"content": [{"start": 28, "end": 33}], "source": {"start": 34, "end": 37}, "speaker": "Ann"}
    gold = {"id": "d", "text": text, "quotes": [quote]}
    both = [{"content": [{"text": "“Go,”"}], "source": {"text": name}} for name in ("Bob", "Ann")]
    pred = {"id": "d", "quotes": both[::-1] if turned else both}
    found = scoring.score([gold], [pred], measures="quote.speaker,quote.exact").as_dict()["measures"]
    assert found["quote.speaker"]["accuracy"] == found["quote.exact"]["recall"] == 1.0
