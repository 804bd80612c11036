"""The notation of `cases/events.toml`, as documents."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from typing import Any

from tests.conftest import ROOT

Plain = dict[str, Any]
SPAN = re.compile(r"(\S*?)\[(\d+),(\d+)\)")
REALIS = {
    "actual": {"polarity": "positive", "modality": "asserted", "genericity": "specific", "tense": "past"},
    "other": {"polarity": "positive", "modality": "planned", "genericity": "specific", "tense": "future"},
}


def cases() -> list[Plain]:
    """Every case of the file."""
    path = ROOT / "tests" / "cases" / "events.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["case"]


def documents(case: Plain) -> tuple[list[Plain], list[Plain]]:
    """Gold and prediction of one case."""
    sides = [_document(doc, str(number)) for number, doc in enumerate(case["docs"])]
    return [gold for gold, _ in sides], [pred for _, pred in sides]


def event(line: str, text: str = "", *, words: bool = False) -> Plain:
    """One event from its notation; offsets count words of `text`, or code points."""
    edges = _edges(text) if words else None
    (kind, start, end), *rest = [(name, *_place(int(a), int(b), edges)) for name, a, b in SPAN.findall(line)]
    found: Plain = {"start": start, "end": end, "type": kind, "arguments": []}
    for role, low, high in rest:
        found["arguments"].append({"role": role, "start": low, "end": high})
    for key, value in re.findall(r"(\w+)=(\S+)", line):
        found |= REALIS[value] if key == "realis" else {key: value}
    return found


def ratio(fraction: str) -> tuple[Fraction, Fraction]:
    """Numerator and denominator of an unreduced fraction such as `35/84` or `25/9 / 4`."""
    top, _, bottom = fraction.rpartition("/")
    return Fraction(top.strip()), Fraction(bottom.strip())


def _document(doc: Plain, name: str) -> tuple[Plain, Plain]:
    words = "characters" not in doc
    text = doc.get("text") or ("w " * doc["size"]).strip() if words else "." * doc["characters"]
    edges = _edges(text) if words else None
    mentions = [
        {"entity": entity, "start": place[0], "end": place[1]}
        for entity, spans in doc.get("entities", {}).items()
        for span in spans
        for _, a, b in SPAN.findall(span)
        for place in [_place(int(a), int(b), edges)]
    ]
    gold = {"id": name, "text": text, "mentions": mentions}
    gold["events"] = [event(line, text, words=words) for line in doc["gold"]]
    return gold, {"id": name, "events": [event(line, text, words=words) for line in doc["pred"]]}


def _edges(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S+", text)]


def _place(first: int, end: int, edges: list[tuple[int, int]] | None) -> tuple[int, int]:
    return (edges[first][0], edges[end - 1][1]) if edges else (first, end)
