"""The shipped answer of a language model: its prediction is made from the raw reply alone."""

from __future__ import annotations

from tests.conftest import ROOT

import presscheck
from presscheck.document import jsonl

FOLDER = ROOT / "corpus" / "predictions" / "llm"
ARTICLE = "politico-2025-03-15-ukraine-allies"


def test_the_prediction_is_made_from_the_raw_reply() -> None:
    made = presscheck.convert(FOLDER / "raw" / "article.md", from_="llm", id=ARTICLE)
    kept = (FOLDER / "llm.jsonl").read_text(encoding="utf-8")
    assert "".join(f"{jsonl.dumps(document)}\n" for document in made.documents) == kept


def test_the_harness_reads_the_reply_too() -> None:
    answer = presscheck.from_answer((FOLDER / "raw" / "article.md").read_text(encoding="utf-8"), ARTICLE)
    assert answer.findings == []
    result = presscheck.score_one(None, answer.document, measures="mention.strict")
    whole = presscheck.score(None, FOLDER / "llm.jsonl", measures="mention.strict", resample=None)
    assert result["mention.strict"] == whole["mention.strict"]


def test_the_instructions_hold_no_gold() -> None:
    """No sentence of the article is in them: what they quote of it are examples of guidelines."""
    said = (FOLDER / "instructions.txt").read_text(encoding="utf-8")
    [article] = presscheck.read("article")
    assert all(line not in said for line in str(article.text).split("\n") if len(line) > 60)
