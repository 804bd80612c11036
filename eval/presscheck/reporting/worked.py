"""One worked example a layer: gold, prediction, and what every measure makes of them (internal).

The numbers are worked out when they are printed, by the rows themselves.
Measures with an example of their own, in a line, do not need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from presscheck import api
from presscheck.document import jsonl
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.measure.measure import Entry
from presscheck.reporting import inline
from presscheck.text import table

Plain = dict[str, Any]

_TEXT = (
    "The leaders met in Paris on Friday. It was their third meeting. Ann Lee refused a truce, and they will "
    "meet again. “We need time,” Lee said. She added that “nothing” was lost."
)


def _span(words: str, nth: int = 0) -> Plain:
    """Return the n-th place of words in the example text."""
    at = -1
    for _ in range(nth + 1):
        at = _TEXT.index(words, at + 1)
    return {"start": at, "end": at + len(words)}


def _mention(words: str, nth: int, kind: str, form: str, entity: str, head: str | None = None) -> Plain:
    found = {**_span(words, nth), "type": kind, "form": form, "entity": entity}
    if head is not None:
        low = found["start"] + words.index(head)
        found["head"] = [low, low + len(head)]
    return found


def _argument(role: str, words: str, nth: int = 0) -> Plain:
    return {"role": role, **_span(words, nth)}


_MENTIONS = [
    _mention("The leaders", 0, "PER", "nominal", "leaders", "leaders"),
    _mention("Paris", 0, "GPE", "name", "paris"),
    _mention("Friday", 0, "TIME", "name", "friday"),
    _mention("their", 0, "PER", "pronoun", "leaders"),
    _mention("Ann Lee", 0, "PER", "name", "ann-lee"),
    _mention("a truce", 0, "DOC", "nominal", "truce", "truce"),
    _mention("they", 0, "PER", "pronoun", "leaders"),
    _mention("Lee", 1, "PER", "name", "ann-lee"),
    _mention("She", 0, "PER", "pronoun", "ann-lee"),
]
_ENTITIES = [
    {"id": "leaders", "type": "PER", "name": "leaders", "wikidata": None},
    {"id": "paris", "type": "GPE", "name": "Paris", "wikidata": "Q90"},
    {"id": "friday", "type": "TIME", "name": "Friday", "wikidata": None, "value": "2025-03-14"},
    {"id": "ann-lee", "type": "PER", "name": "Ann Lee", "wikidata": None},
    {"id": "truce", "type": "DOC", "name": "truce", "wikidata": None},
]
_PLAIN = {"polarity": "positive", "modality": "asserted", "genericity": "specific"}
_QUOTES = (
    {
        "type": "direct",
        "content": [_span("“We need time,”")],
        "cue": _span("said"),
        "source": _span("Lee", 1),
    },
    {
        "type": "mixed",
        "content": [_span("that “nothing” was lost")],
        "cue": _span("added"),
        "source": _span("She"),
    },
)


_MET = {**_span("met"), "type": "Contact.Meet", "event": "talks", **_PLAIN, "tense": "past"}
_MEETING = {**_span("meeting"), "type": "Contact.Meet", "event": "talks", **_PLAIN, "tense": "past"}
_AGAIN = {**_span("meet", 1), "type": "Contact.Meet", "event": "talks-2", **_PLAIN, "tense": "future"}
_REFUSED = {**_span("refused"), "type": "Act.Reject", "event": "refusal", **_PLAIN, "tense": "past"}


@cache
def sides() -> tuple[Document, Document]:
    """The example's gold and prediction."""
    gold = {
        "id": "example",
        "text": _TEXT,
        "sentences": _sentences(),
        "mentions": _MENTIONS,
        "entities": _ENTITIES,
        "events": _gold_events(),
        "quotes": [{**quote, "speaker": "ann-lee"} for quote in _QUOTES],
        "marked_uses": [],
    }
    pred = {
        **gold,
        "events": _pred_events(),
        "quotes": [
            {**_QUOTES[0], "speaker": "ann-lee"},
            {**_QUOTES[1], "type": "direct", "content": [_span("“nothing”")], "source": _span("Lee", 1)},
        ],
    }
    return without_unset(jsonl.from_plain(gold)), without_unset(jsonl.from_plain(pred))


def _gold_events() -> list[Plain]:
    met = [_argument("Participant", "The leaders"), _argument("Place", "Paris"), _argument("Time", "Friday")]
    return [
        {**_MET, "time": "2025-03-14", "arguments": met},
        {**_MEETING, "arguments": [_argument("Participant", "their")]},
        {**_REFUSED, "arguments": [_argument("Agent", "Ann Lee"), _argument("Content", "a truce")]},
        {**_AGAIN, "modality": "planned", "arguments": [_argument("Participant", "they")]},
    ]


def _pred_events() -> list[Plain]:
    met = [_argument("Participant", "leaders"), _argument("Topic", "Paris"), _argument("Time", "Friday")]
    wrong = {"type": "Act.Threaten", "polarity": "negative", "modality": "planned", "tense": "present"}
    again = {**_span("will meet"), "event": "talks", "arguments": [_argument("Participant", "they")]}
    return [
        {**_MET, "time": "2025-03", "arguments": met},
        {**_MEETING, "genericity": "generic", "arguments": [_argument("Participant", "their")]},
        {**_REFUSED, **wrong, "arguments": [_argument("Agent", "Ann Lee")]},
        {**_AGAIN, **again},
    ]


def _sentences() -> list[list[int]]:
    ends = [i + 1 for i, c in enumerate(_TEXT) if c == "." and (i + 1 == len(_TEXT) or _TEXT[i + 1] == " ")]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [[start, end] for start, end in zip(starts, ends, strict=True)]


def shown(layer: inline.Layer) -> str:
    """The example of a layer in brackets, gold above prediction.

    Args:
        layer: what is shown.
    """
    lines: list[str] = []
    for name, doc in zip(("gold", "prediction"), sides(), strict=True):
        lines.append(f"{name}:")
        for piece in inline.pieces(doc):
            lines += [f"  {line}" for line in inline.excerpt(doc, piece, [layer])]
    return "\n".join(lines)


@cache
def entries(profile: str | None = None) -> Mapping[str, Entry]:
    """Return the entry of each measure for the example.

    Args:
        profile: a peer's measures in place of ours.
    """
    gold, pred = sides()
    found = api.score([gold], [pred], measures="all", profile=profile, resample=None)
    return {row.id: found.entry(row) for row in found.rows if not row.hidden}


def value(entry: Entry) -> str:
    """The numbers of an entry in a line: ratios as the fractions they are.

    >>> value({"kind": "accuracy", "accuracy": 0.5, "right": 1, "n": 2})
    'accuracy 1/2 = 0.500'
    """
    match entry["kind"]:
        case "accuracy":
            return f"accuracy {_fraction(entry['right'], entry['n'], entry['accuracy'])}"
        case "prf" if "tp_gold" in entry:
            precision = _fraction(entry["tp_pred"], entry["n_pred"], entry["precision"])
            recall = _fraction(entry["tp_gold"], entry["n_gold"], entry["recall"])
            return f"P {precision}, R {recall}, F1 {table.number(entry['f1'])}"
        case "prf":
            numbers = (f"{name} {table.number(entry[key])}" for name, key in _RATIOS)
            return ", ".join(numbers)
        case "mean":
            return f"F1 {table.number(entry['f1'])}"
        case _:
            return f"{table.number(entry['value'])}"


_RATIOS = (("P", "precision"), ("R", "recall"), ("F1", "f1"))


def _fraction(part: float, whole: float, ratio: float | None) -> str:
    return f"{table.count(part)}/{table.count(whole)} = {table.number(ratio)}"
