"""Containers of every kind score as the same documents in a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import presscheck
from presscheck.verbs.sources import documents

GOLD = [
    {
        "id": name,
        "text": f"{name} met Rome.",
        "published": "2026-03-01",
        "mentions": [{"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}],
    }
    for name in ("Oslo", "Bonn")
]
PRED = [{"id": one["id"], "mentions": one["mentions"][:1]} for one in GOLD]
VALUES = {"mention.strict.precision": 1.0, "mention.strict.recall": 0.5, "mention.strict.f1": 2 / 3}


def frame(rows: list[dict[str, Any]]) -> Any:
    return pytest.importorskip("pandas").DataFrame(rows)


def dataset(rows: list[dict[str, Any]]) -> Any:
    return pytest.importorskip("datasets").Dataset.from_list(rows)


def file(rows: list[dict[str, Any]]) -> str:
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as out:
        out.write("".join(json.dumps(row) + "\n" for row in rows))
    return out.name


KINDS: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "list of dicts": list,
    "tuple of documents": lambda rows: tuple(presscheck.loads(json.dumps(row)) for row in rows),
    "generator": lambda rows: (row for row in rows),
    "path as text": file,
    "path": lambda rows: Path(file(rows)),
    "data frame": frame,
    "dataset": dataset,
}


@pytest.mark.parametrize("gold", KINDS)
@pytest.mark.parametrize("pred", KINDS)
def test_every_kind_gives_the_same_numbers(gold: str, pred: str) -> None:
    result = presscheck.score(KINDS[gold](GOLD), KINDS[pred](PRED), measures="mention.strict")
    assert result.flat() == pytest.approx(VALUES)


@pytest.mark.parametrize("kind", ["dict", "document"])
def test_one_document_is_a_corpus_of_one(kind: str) -> None:
    gold, pred = GOLD[0], PRED[0]
    if kind == "document":
        gold, pred = presscheck.loads(json.dumps(gold)), presscheck.loads(json.dumps(pred))
    assert presscheck.score_one(gold, pred, measures="mention.strict").flat() == pytest.approx(VALUES)


@pytest.mark.parametrize("when", [date(2026, 3, 1), datetime(2026, 3, 1)])  # noqa: DTZ001 - as loaders make them
def test_dates_are_dates(when: date) -> None:
    dated = [{**one, "published": when} for one in GOLD]
    result = presscheck.score(dated, PRED, measures="mention.strict", by="published")
    assert list(result["mention.strict"]["by"]["published"]) == ["2026-03-01"]


@pytest.mark.parametrize(
    ("held", "named"),
    [
        (object(), "got an object"),
        (7, "got an int"),
        (b"x", "got a bytes"),
        ([object()], "gold, item 1"),
        ([GOLD[0], 3], "gold, item 2: .*got an int"),
    ],
)
def test_what_holds_no_documents_is_named_once(held: Any, named: str) -> None:
    with pytest.raises(presscheck.UsageError, match=named) as caught:
        presscheck.score(held, PRED)
    assert str(caught.value).count("expected") == 1


def test_a_frame_whose_rows_are_not_documents_says_what_is_missing() -> None:
    with pytest.raises(presscheck.InvalidInputError, match="id"):
        presscheck.score(frame([{"token": "Oslo", "tag": "B-GPE"}]), PRED)


@pytest.fixture(scope="module")
def docs() -> list[Any]:
    spacy = pytest.importorskip("spacy")
    nlp, made = spacy.blank("en"), []
    for one in GOLD:
        doc = nlp(one["text"])
        doc.set_ents([doc.char_span(0, 4, label="GPE")])
        made.append(doc)
    return made


def test_spacy_docs_are_found_by_their_texts(docs: list[Any]) -> None:
    result = presscheck.score(GOLD, [*reversed(docs)], measures="mention.strict")
    assert result.flat() == pytest.approx(VALUES)


def test_one_spacy_doc(docs: list[Any]) -> None:
    result = presscheck.score_one(GOLD[0], docs[0], measures="mention.strict")
    assert result.flat() == pytest.approx(VALUES)


def test_a_text_that_gold_lacks_is_said(docs: list[Any]) -> None:
    with pytest.raises(presscheck.UsageError, match="no gold document has the text"):
        presscheck.score(GOLD[:1], docs[1])


def test_an_id_of_its_own_holds(docs: list[Any]) -> None:
    doc = docs[0].copy()
    doc.user_data["id"] = "Bonn"
    [one] = documents([doc], "pred", lambda _: "?")
    assert getattr(one, "id", None) == "Bonn"
