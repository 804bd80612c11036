"""Wrong arguments of any function are answered by an error of ours, in words of Python."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

import presscheck
from presscheck.cli import VERBS

GOLD = {
    "id": "d",
    "text": "Oslo met Rome.",
    "schema_version": "1.1.0",
    "mentions": [{"start": 0, "end": 4, "type": "GPE"}],
}
PRED = {"id": "d", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}

WRONG = {
    "a number": 5,
    "nothing": None,
    "an object": object(),
    "a list of numbers": [5],
    "an empty list": [],
    "a file that is not there": "nowhere/x.jsonl",
    "a word": "nowhere",
    "bytes": b"x",
    "another document": {"id": "z", "mentions": []},
    "a misspelt layer": {"id": "d", "mentons": []},
    "a reversed span": {"id": "d", "mentions": [{"start": 4, "end": 2, "type": "GPE"}]},
    "a span outside": {"id": "d", "mentions": [{"start": 4, "end": 200, "type": "GPE"}]},
    "another text": {"id": "d", "text": "Rome.", "mentions": []},
    "an unknown label": {"id": "d", "mentions": [{"start": 0, "end": 4, "type": "B-XYZ"}]},
    "a span in two entities": {
        "id": "d",
        "mentions": [{"start": 0, "end": 4, "type": "GPE", "entity": name} for name in "ab"],
    },
}

OTHERS = ("score_one", "Scorer", "fill", "prompt", "answer_schema", "from_answer", "from_counts", "loads")
FUNCTIONS = [name for name in (*VERBS, *OTHERS) if hasattr(presscheck, name) and name != "studio"]

_SHELL = re.compile(r"(?<![\w-])--[a-z]|`presscheck ")


def _right(function: str) -> list[Any]:
    """Arguments that are right, as many as the function needs."""
    known: dict[str, list[Any]] = {
        "compare": [{"a": PRED, "b": GOLD}, GOLD],
        "report": [{"a": PRED}, GOLD],
        "push": [{"a": GOLD}, "a project"],
        "convert": [GOLD],
        "extract": ["events", GOLD],
        "from_answer": ["{}", "d"],
        "loads": ['{"id": "d"}'],
        "anchor": [PRED, GOLD],
        "show": [GOLD],
        "stats": [GOLD],
        "validate": [GOLD],
    }
    parameters = inspect.signature(getattr(presscheck, function)).parameters.values()
    needed = [p for p in parameters if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    return known.get(function, [GOLD, PRED][: len(needed)])


def _answer(call: Callable[[], Any]) -> str:
    """The words of what a call raises or gives."""
    try:
        value = call()
    except (presscheck.UsageError, presscheck.InvalidInputError, presscheck.IncomparableError) as error:
        return str(error)
    parts = [value, *(getattr(value, name, "") for name in ("warnings", "findings", "notes", "remarks"))]
    return "\n".join(map(str, parts[1:]))


@pytest.mark.parametrize(("function", "what"), [*product(FUNCTIONS, WRONG)])
def test_a_wrong_argument_is_answered_in_words_of_python(
    function: str, what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("PRESSCHECK_LLM_URL", "LABEL_STUDIO_URL"):
        monkeypatch.delenv(name, raising=False)
    right = _right(function)
    for place in range(max(1, len(right))):
        given = [*right[:place], WRONG[what], *right[place + 1 :]]
        said = _answer(lambda: getattr(presscheck, function)(*given))  # noqa: B023 - called at once
        assert not _SHELL.search(said), said


@pytest.mark.parametrize("function", [*VERBS, "score_one", "Scorer", "fill"])
def test_an_unknown_argument_is_answered_with_the_nearest(function: str) -> None:
    if not hasattr(presscheck, function):
        pytest.skip("not a function")
    parameters = [
        name for name in inspect.signature(getattr(presscheck, function)).parameters if name != "self"
    ]
    wrong = f"{parameters[0]}x"
    with pytest.raises(presscheck.UsageError, match=f"there is no option '{wrong}'.*{parameters[0]}"):
        getattr(presscheck, function)(*_right(function), **{wrong: 1})


@pytest.mark.parametrize(
    "function", ["score", "errors", "compare", "agree", "merge", "gate", "report", "push"]
)
def test_too_few_arguments_are_answered_with_the_call(function: str) -> None:
    with pytest.raises(presscheck.UsageError, match=rf"expected {function}\("):
        getattr(presscheck, function)()


SETTINGS = {
    "measures": (5, "mentons", ["mentons"], [5]),
    "by": (5, "docment"),
    "window": (5, "sentences"),
    "missing": (5, "emty"),
    "label_map": (5, "ontonots"),
    "profile": (5, "conll"),
    "level": (5, "ace5"),
    "redirects": (5, "nowhere.tsv"),
    "resample": (5, "bootstrp"),
    "trials": ("x",),
    "min_confidence": ("x", 7),
    "windws": ("sentence",),
}


@pytest.mark.parametrize(("name", "value"), [(name, v) for name, values in SETTINGS.items() for v in values])
def test_a_wrong_setting_is_named(name: str, value: Any) -> None:
    with pytest.raises(presscheck.UsageError) as error:
        presscheck.score(GOLD, PRED, **{name: value})
    assert not _SHELL.search(str(error.value))
    assert str(value if not isinstance(value, list) else value[0]) in str(error.value) or name in str(
        error.value
    )


def test_a_missing_prediction_is_answered_with_the_call() -> None:
    with pytest.raises(presscheck.UsageError, match=r"expected score\(gold, pred\); gold None"):
        presscheck.score(GOLD)  # type: ignore[call-arg]
