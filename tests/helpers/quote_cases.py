"""The notation of `cases/quotes.toml`, as documents."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from typing import Any

from presscheck.document.model import Document, Mention, Quote, Span
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings
from tests.conftest import ROOT

TEXT = " ".join("abcdefghijklmnopqrst")


def cases() -> list[dict[str, Any]]:
    """Every case of the file."""
    path = ROOT / "tests" / "cases" / "quotes.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["case"]


def token_span(start: int, end: int) -> Span:
    """Tokens of the text, which are one letter each, as a span of code points."""
    return Span(start=2 * start, end=2 * end - 1)


def quote(notation: str) -> Quote:
    """A quote from "content; cue; source"."""
    content, cue, source = (part.strip() for part in notation.split(";"))
    parts = [token_span(*map(int, part.split("-"))) for part in content.split("+")]
    return Quote(content=parts, cue=_one(cue), source=_one(source))


def _one(token: str) -> Span | None:
    return token_span(int(token), int(token) + 1) if token else None


def documents(pair: dict[str, Any]) -> tuple[Document, Document]:
    """Gold, where every source is a mention of an entity of its own, and the prediction."""
    gold = [quote(notation) for notation in pair["gold"]]
    pred = [quote(notation) for notation in pair["pred"]]
    sources = {(q.source.start, q.source.end) for q in gold + pred if q.source}
    mentions = [Mention(start=s, end=e, type="PER", entity=f"at-{s}") for s, e in sorted(sources)]
    spoken = [
        Quote(content=q.content, cue=q.cue, source=q.source, speaker=f"at-{q.source.start}")
        if q.source
        else q
        for q in gold
    ]
    return (
        Document(schema_version="1.1.0", id="d", text=TEXT, mentions=mentions, quotes=spoken),
        Document(schema_version="1.1.0", id="d", quotes=pred),
    )


def as_case(pair: dict[str, Any]) -> DocumentPair:
    """Both sides, ready to count."""
    return DocumentPair(*documents(pair), Settings())


def value(notation: str) -> float | None:
    """A ratio as a number; "-" is undefined."""
    return None if notation == "-" else float(Fraction(notation))


def expected(pair: dict[str, Any], prefix: str) -> dict[str, list[float | None]]:
    """Measure -> its values, for the ids that begin so."""
    return {key: [*map(value, values)] for key, values in pair.items() if key.startswith(prefix)}


def plain(pair: dict[str, Any]) -> tuple[list[Document], list[Document]]:
    """Return the arguments of `score`."""
    gold, pred = documents(pair)
    return [gold], [pred]
