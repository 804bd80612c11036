"""The surface for harnesses: what is asked, what an answer may be, what an unreadable one counts as."""

from __future__ import annotations

import json

import pytest

import presscheck
from presscheck.document import schemas
from presscheck.harness.answers import LAYERS, of_layers

GOLD = {
    "id": "d",
    "text": "Oslo met Rome.",
    "mentions": [{"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}],
}


def test_a_perfect_answer_scores_one() -> None:
    reply = json.dumps({"mentions": [{"text": "Oslo", "type": "GPE"}, {"text": "Rome", "type": "GPE"}]})
    answer = presscheck.from_answer(f"Here you are:\n```json\n{reply}\n```", "d", ["mentions"])
    assert answer.findings == []
    assert presscheck.score_one(GOLD, answer.document)["mention.strict"]["f1"] == 1.0


@pytest.mark.parametrize("reply", ["", "I cannot do that.", '{"mentions": [{"text": "Os', "[1, 2]", "null"])
def test_an_unreadable_answer_is_an_empty_prediction_that_keeps_its_gold(reply: str) -> None:
    answer = presscheck.from_answer(reply, "d", ["mentions"])
    assert answer.findings
    entry = presscheck.score_one(GOLD, answer.document)["mention.strict"]
    assert (entry["n_gold"], entry["tp_gold"], entry["n_pred"]) == (2, 0, 0)
    assert entry["recall"] == 0.0


@pytest.mark.parametrize("layer", LAYERS)
def test_prompt_and_schema_ask_for_the_same(layer: str) -> None:
    assert f"`{layer}`" in presscheck.prompt([layer], guidelines=False)
    assert presscheck.answer_schema([layer])["required"] == [layer]


def test_an_empty_answer_fits_its_own_schema() -> None:
    import jsonschema

    jsonschema.validate({layer: [] for layer in LAYERS}, presscheck.answer_schema())


@pytest.mark.parametrize("ask", [presscheck.prompt, presscheck.answer_schema])
def test_an_unknown_layer_is_answered_with_the_nearest(ask: object) -> None:
    with pytest.raises(presscheck.UsageError, match="did you mean quotes"):
        ask(["quote"])  # type: ignore[operator]


def test_only_what_was_asked_for_is_scored() -> None:
    assert {name.split(".")[0] for name in of_layers("default", ["entities", "quotes"])} == {"coref", "quote"}
    with pytest.raises(presscheck.UsageError, match="expected some about mentions"):
        of_layers("quotes", ["mentions"])


def test_the_schemas_are_the_shipped_ones() -> None:
    """An answer is a prediction: what the schema of answers allows, that of predictions allows too."""
    whole = {"id": "d", "mentions": [{"text": "Oslo", "type": "GPE", "entity": None, "form": None}]}
    assert [*schemas.broken(whole, schemas.PREDICTION)] == []
