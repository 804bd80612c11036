"""One rule for repeats in all layers, white space at the ends of spans, records that no text can hold."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers.generate import corpus
from tests.helpers.longer import times
from tests.helpers.scoring import score

from presscheck.document.exceptions import InvalidInputError
from presscheck.scoring import stored
from presscheck.scoring.plain_values import plain
from presscheck.statistics.merge import merge

TEXT = "Ann met Bob in Oslo. “We go,” Ann said.\nThe talks in Oslo went on."
LAYERS = ("mentions", "entities", "events", "quotes")
SEEDS = st.integers(0, 2**32 - 1)


def span(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return {"start": start, "end": start + len(words)}


def mention(words, **more):
    return {**span(words), "type": "PER", "entity": words.strip().lower(), **more}


def quote(**more):
    return {"content": [span("“We go,”")], "cue": span("said"), "source": span("Ann", 1), **more}


GOLD = {
    "id": "d",
    "text": TEXT,
    "mentions": [mention("Ann"), mention("Bob")],
    "entities": [{"id": "ann", "wikidata": "Q1"}, {"id": "bob", "wikidata": "Q2"}],
    "events": [
        {**span("met"), "type": "Contact.Meet", "arguments": [{"role": "Participant", **span("Ann")}]}
    ],
    "quotes": [quote(speaker="ann")],
}


def both(pred, gold=GOLD, **options):
    return score([gold], [{"id": "d", **pred}], measures="all", **options)


def noted(result):
    return {(note.id, note.side, note.layer): note.count for note in result.notes}


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("side", ["gold", "pred"])
def test_an_exact_repeat_counts_once_and_is_said(layer, side):
    """In every layer alike; `text`, `meta` and `confidence` make no second record."""
    again = {**GOLD[layer][0], "meta": {"n": 2}}
    twice = {**GOLD, layer: [*GOLD[layer], again, again]}
    plain = {key: value for key, value in GOLD.items() if key in LAYERS}
    once = both(plain)
    result = both(twice if side == "pred" else plain, twice if side == "gold" else GOLD)
    assert result.as_dict()["measures"] == once.as_dict()["measures"]
    kind = {"mentions": "mention", "entities": "entity", "events": "event", "quotes": "quote"}[layer]
    assert noted(result) == {(f"duplicate-{kind}", side, layer): 2}
    (note,) = result.notes
    assert note.text in result.warnings
    assert note.text in str(result).replace("\n  ", " ")


def test_the_same_quote_with_other_fields_is_kept_and_said():
    """The second is spurious, as a fragment is; once, and not in silence."""
    result = both({"quotes": [quote(), quote(cue=None)]})
    assert result.whole("quote.exact") == (1, 2, 1, 1)
    assert noted(result) == {("conflicting-quote", "pred", "quotes"): 1}


def test_two_events_of_one_trigger_and_type_unite_their_arguments():
    """The trigger counts once, an argument of either counts."""
    ann, bob = ({"role": "Participant", **span(name)} for name in ("Ann", "Bob"))
    event = GOLD["events"][0]
    gold = {**GOLD, "events": [{**event, "arguments": [ann, bob]}]}
    result = both({"events": [{**event, "arguments": [ann]}, {**event, "arguments": [bob, ann]}]}, gold)
    assert result.whole("event.tc") == (1, 1, 1, 1)
    assert result.whole("event.ac+") == (2, 2, 2, 2)
    assert noted(result) == {("conflicting-event", "pred", "events"): 1}


def test_what_a_label_map_makes_equal_is_a_repeat():
    """PERSON and PER on one span are one PER, and that is said."""
    twice = [{**span("Ann"), "type": "PERSON"}, {**span("Ann"), "type": "PERSON"}]
    assert (
        noted(both({"mentions": twice}, label_map="ontonotes"))["duplicate-mention", "pred", "mentions"] == 1
    )


def test_another_scorers_conventions_get_the_file_as_it_is():
    """A profile counts repeats and white space as its peer does."""
    wide = {**span("Ann "), "type": "PER"}
    found = score([GOLD], [{"id": "d", "mentions": [wide]}], profile="nervaluate")
    assert not found.notes
    assert found["nervaluate.strict"]["tp_pred"] == 0


def _widened(rng, doc, text):
    """The document with white space at the ends of its spans wherever there is some."""

    def wide(value):
        if isinstance(value, dict):
            value = {key: wide(part) for key, part in value.items()}
            if "start" in value and rng.random() < 0.7:
                start, end = value["start"], value["end"]
                while start and text[start - 1].isspace() and rng.random() < 0.8:
                    start -= 1
                while end < len(text) and text[end].isspace() and rng.random() < 0.8:
                    end += 1
                value |= {"start": start, "end": end}
        elif isinstance(value, list):
            value = [wide(part) for part in value]
        return value

    return {key: wide(part) if key in LAYERS else part for key, part in doc.items()}


@settings(max_examples=times(60), deadline=None)
@given(SEEDS)
def test_white_space_at_the_ends_of_spans_changes_no_number(seed):
    """On either side; mentions, triggers, arguments, cues, sources and contents move together."""
    gold, pred = corpus(seed, 2)
    rng = random.Random(seed)
    texts = {doc["id"]: doc["text"] for doc in gold}
    wide = [[_widened(rng, doc, texts[doc["id"]]) for doc in side] for side in (gold, pred)]
    assert _numbers(gold, pred) == _numbers(gold, wide[1]) == _numbers(*wide)


@settings(max_examples=times(60), deadline=None)
@given(SEEDS)
def test_exact_repeats_and_another_order_change_no_number(seed):
    """Any record of any layer, any number of times, in any order, in every row."""
    gold, pred = corpus(seed, 2)
    rng = random.Random(seed)
    more = [[_repeated(rng, doc) for doc in side] for side in (gold, pred)]
    assert _numbers(gold, pred) == _numbers(*more)


@settings(max_examples=times(60), deadline=None)
@given(SEEDS)
def test_records_that_differ_in_some_fields_are_read_in_any_order(seed):
    """Mentions, events and entities that are the same thing with other fields: order decides nothing."""
    gold, pred = corpus(seed, 2)
    rng = random.Random(seed)
    other = [[_contradicted(rng, doc) for doc in side] for side in (gold, pred)]
    turned = [[_shuffled(rng, doc) for doc in side] for side in other]
    assert _numbers(*other) == _numbers(*turned)


def _numbers(gold, pred):
    return score(gold, pred, measures="all").as_dict()["measures"]


def _repeated(rng, doc):
    return _shuffled(rng, {k: _more(rng, v) if k in LAYERS else v for k, v in doc.items()})


def _more(rng, records):
    return records + [r for r in records for _ in range(rng.choice([0, 0, 1, 2]))]


def _shuffled(rng, doc):
    return {k: rng.sample(v, len(v)) if k in LAYERS else v for k, v in doc.items()}


def _contradicted(rng, doc):
    changes = {
        "mentions": {"form": ["name", "pronoun", None], "entity": [None]},
        "events": {
            "polarity": ["positive", "negative", None],
            "event": ["pv0", "ev1", None],
            "arguments": [[]],
        },
        "entities": {"wikidata": ["Q1", "Q2", None], "name": ["Ann", None]},
        "quotes": {"speaker": [None], "cue": [None]},
    }
    new = dict(doc)
    for layer, fields in changes.items():
        others = [
            {**record, **{key: rng.choice(values) for key, values in fields.items() if rng.random() < 0.6}}
            for record in doc[layer]
            if rng.random() < 0.4
        ]
        new[layer] = doc[layer] + others
    return new


def test_trimmed_spans_are_counted_by_layer():
    """The tokeniser's blank in front of a word costs nothing and is said."""
    wide = [mention("Ann "), {**mention("Bob"), "start": span("Bob")["start"] - 1, "text": " Bob"}]
    result = both({"mentions": wide, "quotes": [quote(cue=span(" said"))]})
    assert result.whole("mention.strict") == (2, 2, 2, 2)
    assert result.whole("quote.cue").tp_pred == 1
    assert noted(result) == {("span-edges", "pred", "mentions"): 2, ("span-edges", "pred", "cues"): 1}


def test_heads_are_trimmed_as_spans_are():
    """Also where every span is right: a head with the blank behind it is the head."""
    gold = {**GOLD, "mentions": [{**span("The talks"), "type": "PER", "head": list(span("talks").values())}]}
    wide = {**gold["mentions"][0], "head": list(span(" talks").values())}
    result = both({"mentions": [wide]}, gold)
    assert result.whole("mention.head") == (1, 1, 1, 1)
    assert noted(result) == {("span-edges", "pred", "mentions"): 1}


def test_words_without_offsets_are_trimmed_too():
    """` Bob` stands where `Bob` stands."""
    result = both({"mentions": [{"text": " Bob ", "type": "PER"}]})
    assert result.whole("mention.strict") == (1, 1, 1, 2)
    assert result.anchoring["exact"] == 1


def test_what_trimming_makes_equal_is_a_repeat():
    """`Ann` and `Ann ` of one entity are one mention; of two entities, an error."""
    pair = [mention("Ann"), {**mention("Ann "), "entity": "ann"}]
    assert noted(both({"mentions": pair}))["duplicate-mention", "pred", "mentions"] == 1
    with pytest.raises(InvalidInputError, match="repeated-mention"):
        both({"mentions": [pair[0], {**pair[1], "entity": "x"}]})


def test_gold_of_white_space_alone_is_an_error():
    """It could never be right, not even against itself."""
    gold = {**GOLD, "quotes": [{"content": [span(" ")]}]}
    with pytest.raises(
        InvalidInputError, match=r"gold:1 d \$\.quotes\[0\]\.content\[0\]: error\[blank-span\]"
    ):
        both({"quotes": []}, gold)
    with pytest.raises(InvalidInputError, match="blank-span"):
        both({"quotes": []}, gold, invalid="count")


@pytest.mark.parametrize(
    ("words", "copy"),
    [
        ("John\nSmith", "John Smith"),
        ("Cha\u0301vez", "Chávez"),
        ("“Go”", '"go"'),
        ("Team \u2764\ufe0f", "Team \u2764"),
    ],
)
def test_a_copy_that_differs_by_folding_is_said_and_counts(words, copy):
    """White space, normal form, typography and case."""
    gold = {"id": "d", "text": f"{words} left.", "mentions": [{"start": 0, "end": len(words), "type": "PER"}]}
    pred = {"mentions": [{**gold["mentions"][0], "text": copy}]}
    result = both(pred, gold)
    assert result.whole("mention.strict") == (1, 1, 1, 1)
    assert noted(result) == {("copy-folded", "pred", "mentions"): 1}


BAD = [
    {"text": ""},
    {"text": " \n"},
    {"text": None},
    {"start": 9, "end": 9},
    {"start": 9, "end": 8},
    {"start": 3, "end": 999},
    {"start": 500, "end": 510},
    {"start": 3, "end": 4},
]


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_bad_record_is_an_error_and_on_request_the_systems(bad):
    """Spurious and listed by name; nothing else changes."""
    argument = {"role": "Participant", **bad}
    event = {**GOLD["events"][0], "arguments": [*GOLD["events"][0]["arguments"], argument]}
    pred = {"mentions": [*GOLD["mentions"], {**bad, "type": "PER"}], "events": [event], "quotes": [quote()]}
    with pytest.raises(InvalidInputError) as error:
        both(pred)
    assert str(error.value).count('`invalid="count"`') == 1
    result = both(pred, invalid="count")
    assert result.whole("mention.strict") == (2, 3, 2, 2)
    assert result.whole("event.ac+") == (1, 2, 1, 1)
    assert result.whole("quote.exact") == (1, 1, 1, 1)
    counts = noted(result)
    assert counts["invalid-record", "pred", "mentions"] == counts["invalid-record", "pred", "arguments"] == 1
    assert len(result.invented) == 2
    assert all(line in str(result) for line in result.invented)


def test_the_message_does_not_deny_what_is_there():
    """An empty string is called empty."""
    with pytest.raises(InvalidInputError, match="`text` is empty"):
        both({"mentions": [{"text": ""}]})


def test_invalid_stands_in_a_signature_only_where_it_is_used():
    """As other rare settings do."""
    pred = {"mentions": []}
    assert "invalid" not in str(both(pred).signature)
    assert "invalid:count" in str(both(pred, invalid="count").signature)


def test_what_validate_knows_and_changes_a_number_is_noted():
    """Foreign ids, heads outside, unknown labels: an id, a count, the words."""
    pred = {
        "mentions": [{**mention("Ann"), "head": [8, 11]}, mention("Bob", type="PERSON")],
        "entities": [{"id": "ann", "wikidata": "Ann_Lee"}, {"id": "bob", "wikidata": "Q2"}],
    }
    result = both(pred)
    assert noted(result) == {
        ("wikidata-form", "pred", "entities"): 1,
        ("head-inside", "pred", "mentions"): 1,
        ("unknown-label", "pred", "mentions"): 1,
    }
    plain = json.loads(json.dumps(result.as_dict()))["notes"]
    assert {note["text"] for note in plain} <= set(result.warnings)


def test_notes_are_kept_and_added_up():
    """A stored result has them, and shards bring all of theirs."""
    pred = {"mentions": [mention("Ann "), mention("Bob")]}
    one, other = both(pred), score([{**GOLD, "id": "e"}], [{"id": "e", **pred}], measures="all")
    assert stored.result(json.loads(json.dumps(plain(one)))).notes == one.notes
    merged = merge({"a": one, "b": other})
    assert sum(note.count for note in merged.notes) == 2
