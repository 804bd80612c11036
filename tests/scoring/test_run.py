"""scoring.py and intake.py: what is read, what stops a score, what is said."""

import json

import pytest
from tests.helpers.generate import corpus

from presscheck import InvalidInputError, api, loads, read, score
from presscheck.document.exceptions import UsageError
from presscheck.measure.measure import Item, Measure, matched_sets
from presscheck.measure.signature import Signature

GOLD = {
    "id": "d1",
    "text": "Ann met Bob.",
    "mentions": [{"start": 0, "end": 3, "type": "PER"}, {"start": 8, "end": 11, "type": "PER"}],
}
PRED = {
    "id": "d1",
    "mentions": [{"start": 0, "end": 3, "type": "PER"}, {"start": 4, "end": 7, "type": "ORG"}],
}


def _written(path, *documents):
    path.write_text("".join(json.dumps(doc) + "\n" for doc in documents), encoding="utf-8")
    return path


def _findings(gold, pred, **options):
    with pytest.raises(InvalidInputError) as error:
        score(gold, pred, **options)
    return error.value.findings


def test_counts_and_ratios_of_a_small_case():
    """One of two found, one of two right."""
    entry = score([GOLD], [PRED]).as_dict()["measures"]["mention.strict"]
    assert (entry["tp_pred"], entry["n_pred"], entry["tp_gold"], entry["n_gold"]) == (1, 2, 1, 2)
    assert entry["f1"] == 0.5
    assert entry["by"]["type"]["ORG"]["precision"] == 0.0


def test_layers_that_were_not_attempted_are_said_so():
    """A missing key is not an empty layer."""
    result = score([GOLD], [PRED])
    assert result.tasks["mentions"] == "scored"
    assert result.tasks["quotes"] == "not in gold"
    assert score([{**GOLD, "quotes": []}], [PRED]).tasks["quotes"] == "not attempted"


def test_an_empty_layer_is_scored_as_found_nothing():
    """`[]` means looked and found nothing: recall 0, precision undefined."""
    entry = score([GOLD], [{"id": "d1", "mentions": []}]).as_dict()["measures"]["mention.strict"]
    assert (entry["precision"], entry["recall"], entry["f1"]) == (None, 0.0, 0.0)


def test_gold_without_a_layer_is_left_out_document_by_document():
    """Predictions for such a document are ignored, and that is said."""
    other = {"id": "d2", "text": "Eve.", "mentions": None}
    result = score([GOLD, other], [PRED, {"id": "d2", "mentions": [{"start": 0, "end": 3, "type": "PER"}]}])
    assert result.whole("mention.strict").n_pred == 2
    assert any("ignored" in text for text in result.warnings)


def test_a_prediction_decides_per_file_what_it_attempts():
    """A document without the key counts as empty when another has it; the report says how many."""
    result = score([GOLD, {**GOLD, "id": "d2"}], [PRED, {"id": "d2"}])
    assert result.whole("mention.strict").n_gold == 4
    assert any("1 of 2 predicted documents" in text for text in result.warnings)


def test_a_missing_document_is_an_error_unless_counted_as_empty():
    """The message names the way out, and the signature records it."""
    gold = [GOLD, {**GOLD, "id": "d2"}]
    (finding,) = _findings(gold, [PRED])
    assert finding.rule == "missing-document"
    assert 'missing="empty"' in finding.message
    result = score(gold, [PRED], missing="empty")
    assert result.whole("mention.strict").n_gold == 4
    assert result.signature.missing == "empty"


def test_an_unknown_document_is_an_error_that_names_the_nearest():
    """Gold decides which documents there are."""
    (finding,) = _findings([GOLD], [PRED, {"id": "d11"}])
    assert finding.rule == "unknown-document"
    assert "did you mean d1?" in finding.message


@pytest.mark.parametrize("side", ["gold", "pred"])
def test_a_repeated_id_is_an_error_naming_both_lines(side, tmp_path):
    """Ids are unique on both sides."""
    gold = _written(tmp_path / "gold.jsonl", *[GOLD] * (2 if side == "gold" else 1))
    pred = _written(tmp_path / "pred.jsonl", *[PRED] * (2 if side == "pred" else 1))
    findings = [f for f in _findings(gold, pred) if f.rule == "duplicate-document"]
    assert findings[0].line == 2
    assert "line 1" in findings[0].message
    assert findings[0].file.endswith(f"{side}.jsonl")


def test_everything_that_is_wrong_is_reported_at_once(tmp_path):
    """Offsets, copies, texts and repeated entities, each with its place."""
    gold = _written(tmp_path / "gold.jsonl", GOLD, {**GOLD, "id": "d2"}, {**GOLD, "id": "d3"})
    pred = _written(
        tmp_path / "pred.jsonl",
        {"id": "d1", "mentions": [{"start": 5, "end": 99}, {"start": 0, "end": 3, "text": "Bob"}]},
        {"id": "d2", "text": "Ann met Rob.", "mentions": []},
        {
            "id": "d3",
            "mentions": [{"start": 0, "end": 3, "entity": "a"}, {"start": 0, "end": 3, "entity": "b"}],
        },
    )
    found = {(f.rule, f.line, f.path) for f in _findings(gold, pred)}
    assert found == {
        ("offsets", 1, "$.mentions[0]"),
        ("text-copy", 1, "$.mentions[1]"),
        ("text", 2, "$.text"),
        ("repeated-mention", 3, "$.mentions[1]"),
    }


def test_a_wrong_text_copy_says_where_the_words_are():
    """The usual mistake is a shift; the message shows it."""
    (finding,) = _findings([GOLD], [{"id": "d1", "mentions": [{"start": 7, "end": 10, "text": "Bob"}]}])
    assert "the words are at [8, 11)" in finding.message


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (5, 8, "the words are at [2, 5) (offsets are in Unicode code points, not bytes)"),
        (3, 6, "the words are at [2, 5) (offsets are in Unicode code points, not UTF-16 units)"),
        (2, 4, "`end` is the place after the last character: [2, 5)"),
        (1, 4, "the words are at [2, 5) (offsets are half-open, in Unicode code points)"),
    ],
)
def test_a_wrong_text_copy_names_the_unit_that_was_meant(start, end, says):
    """Offsets of bytes, of UTF-16 units and with the last character's place are told apart from a shift."""
    gold = {"id": "d1", "text": "🙂 Ann met Ann.", "mentions": []}
    (finding,) = _findings([gold], [{"id": "d1", "mentions": [{"start": start, "end": end, "text": "Ann"}]}])
    assert finding.message.endswith(says)


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (3, 3, "code points: `end` is the place after the last character"),
        (5, 3, "code points: `end` is the place after the last character"),
        (0, 8, "4 code points: it ends after the text"),
        (4, 7, "4 code points: it ends after the text; are these bytes?"),
    ],
)
def test_offsets_outside_the_text_say_why(start, end, says):
    """Empty, too far, or counted in bytes; and what else may become of such a record."""
    gold = {"id": "d1", "text": "🙂 ab", "mentions": []}
    (finding,) = _findings([gold], [{"id": "d1", "mentions": [{"start": start, "end": end}]}])
    assert f'{says}; `invalid="count"` counts' in finding.message


def test_plain_values_say_everything_with_their_index():
    """Dicts are told like lines of a file: every fault of every record, where it stands."""
    pred = {"id": "d1", "mentions": [{"start": 0, "end": 1}, {"begin": 0, "end": "1"}], "quote": []}
    assert {(f.file, f.doc, f.path) for f in _findings([GOLD], [pred])} == {
        ("pred", "d1", "$"),
        ("pred", "d1", "$.mentions[1]"),
        ("pred", "d1", "$.mentions[1].end"),
    }
    own = {"id": "d1", "mentions": [{"start": 0, "end": object()}], "quote": []}
    assert [f.rule for f in _findings([GOLD], [own])] == ["schema"]


def test_a_side_that_holds_nothing_of_use_is_said_without_what_follows_from_it():
    """A dict that is not a document is not also missing; an empty gold has no name to choose from."""
    assert [f.rule for f in _findings([GOLD], [{"id": "d1", "label": "x"}])] == ["schema"]
    (finding,) = _findings([], [{"id": "d1"}])
    assert finding.message == "the gold has no document 'd1'; there are none"


def test_spaces_in_a_list_of_measures_are_no_other_question():
    """Signatures of equal questions are equal."""
    given = [
        score([GOLD], [{"id": "d1", "mentions": []}], measures=m)
        for m in ("mentions, quotes", "mentions,quotes")
    ]
    assert given[0].signature == given[1].signature


def test_what_is_not_scored_at_all_is_said():
    """A prediction without a layer, and mentions without a type, are warned of."""
    nothing = score([GOLD], [{"id": "d1"}])
    assert nothing.warnings == [
        "nothing was scored: none of the requested layers is in both gold and the prediction"
    ]
    gold = {**GOLD, "mentions": [{"start": 0, "end": 3, "type": "PER"}]}
    untyped = score([gold], [{"id": "d1", "mentions": [{"start": 0, "end": 3}]}])
    assert untyped.warnings == [
        "mentions: predictions without `type` (1×) are wrong wherever types are compared"
    ]
    assert score([gold], [gold]).warnings == []


def test_the_first_entity_of_a_repeated_span_counts_on_request():
    """`repeats="first"` keeps one entity, whatever the order of records."""
    mentions = [{"start": 0, "end": 3, "entity": "b"}, {"start": 0, "end": 3, "entity": "a"}]
    result = score([GOLD], [{"id": "d1", "mentions": mentions}], repeats="first")
    assert result.whole("mention.exact").n_pred == 1


def test_repeats_are_counted_once_and_said():
    """A second copy of a span and type is not a second item."""
    result = score([GOLD], [{"id": "d1", "mentions": [*PRED["mentions"], PRED["mentions"][0]]}])
    assert result.whole("mention.strict").n_pred == 2
    assert any("duplicate-mention" in text for text in result.warnings)


def test_predictions_in_another_order_are_found_again(tmp_path):
    """The order of documents in a file changes nothing, streaming included."""
    gold, pred = corpus(3, 8)
    one = score(_written(tmp_path / "g.jsonl", *gold), _written(tmp_path / "p.jsonl", *pred))
    two = score(gold, _written(tmp_path / "q.jsonl", *reversed(pred)))
    assert one.totals == two.totals


def test_repeated_keys_stop_a_score(tmp_path):
    """A key that stands twice is an error, not the last one in silence."""
    pred = tmp_path / "p.jsonl"
    pred.write_text('{"id": "d1", "mentions": [], "mentions": []}\n')
    assert any("appears twice" in f.message for f in _findings([GOLD], pred))


def test_gold_needs_text_and_offsets():
    """Without them nothing can be compared."""
    assert _findings([{"id": "d1"}], [PRED])[0].rule == "no-text"
    assert _findings([{**GOLD, "mentions": [{"text": "Ann"}]}], [PRED])[0].rule == "no-offsets"


def test_paths_objects_and_plain_dicts_score_alike(tmp_path):
    """The library takes all three."""
    path = _written(tmp_path / "gold.jsonl", GOLD)
    documents = list(read(path))
    scores = [score(gold, [PRED]).totals for gold in (path, documents, [GOLD])]
    assert scores[0] == scores[1] == scores[2]


def test_the_signature_names_the_gold_by_stem_and_digest(tmp_path):
    """An edited copy of the shipped gold cannot pose as the release."""
    line = str(score(_written(tmp_path / "mine.jsonl", GOLD), [PRED]).signature)
    assert "gold:mine@" in line
    assert Signature.parse(line).documents == 1


def test_measures_by_id_by_layer_and_of_ones_own():
    """Ids, layer names and rows may be mixed; an unknown one is answered with the nearest."""
    assert [row.id for row in score([GOLD], [PRED], measures="mention.exact").shown()] == ["mention.exact"]
    spans = matched_sets(lambda doc: [Item((m.start, m.end), "") for m in doc.mentions])
    own = Measure(id="mine.spans", layer="mentions", says="Spans.", count=spans)
    assert "mine.spans" in score([GOLD], [PRED], measures=[own]).as_dict()["measures"]
    with pytest.raises(UsageError, match=r"did you mean mention\.strict"):
        score([GOLD], [PRED], measures="mention.strct")


def test_label_maps_restrict_both_sides_and_count_what_is_lost():
    """Gold keeps what the map can express; what each side lost is said."""
    gold = {
        **GOLD,
        "mentions": [{**GOLD["mentions"][0], "form": "name"}, {**GOLD["mentions"][1], "form": "pronoun"}],
    }
    mentions = [{"start": 0, "end": 3, "type": "PERSON"}, {"start": 4, "end": 7, "type": "CARDINAL"}]
    result = score([gold], [{"id": "d1", "label_map": "ontonotes", "mentions": mentions}])
    counts = result.whole("mention.strict")
    assert (counts.tp_gold, counts.n_pred, counts.n_gold) == (1, 1, 1)
    assert result.label_map_lost == {"gold PER pronoun": 1, "pred CARDINAL": 1}
    assert result.signature.label_map.startswith("ontonotes-")


def test_an_unknown_label_map_is_a_usage_error():
    """The message lists the shipped ones."""
    with pytest.raises(UsageError, match="ontonotes"):
        score([GOLD], [PRED], label_map="ontonote")


@pytest.mark.parametrize("one", [loads('{"id": "d"}'), {"id": "d"}], ids=["document", "dict"])
def test_one_document_is_not_a_corpus(one):
    """A document where a list of documents belongs is a wrong question to the scorer, on either side."""
    with pytest.raises(UsageError, match="pred is one document"):
        api.score([GOLD], one)
    with pytest.raises(UsageError, match="gold is one document"):
        api.score(one, [PRED])
