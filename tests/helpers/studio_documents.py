"""Random documents that try the editor: nested and same-start spans, emoji, line feeds in quotes."""

from __future__ import annotations

import random
from typing import Any

import msgspec

from presscheck.document import shipped
from presscheck.document.canonical import canonical
from presscheck.document.jsonl import from_plain
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.layers.texts import timex_values
from presscheck.layers.texts.mark_pairs import derived_type

WORDS = [
    "Ann",
    "met",
    "👩‍👩‍👧",
    "“peace",
    "now”",
    "in",
    "𝔘𝔫",
    "🇺🇦",
    "e\u0301",
    "<b>",
    "&amp;",
    "a\u00a0b",
    "x",
    "#2",
]
Plain = dict[str, Any]
Place = tuple[int, int]


def document(rng: random.Random, name: str = "d") -> Document:
    """One canonical document with every layer, some of them empty, some of them absent."""
    text = _text(rng)
    places = _places(rng, text)
    mentions = [_mention(rng, text, place) for place in places if rng.random() < 0.7]
    keys = sorted({m["entity"] for m in mentions if m["entity"]} | {"unmentioned"})
    entities = [_entity(rng, key) for key in keys]
    layers: Plain = {
        "mentions": mentions,
        "entities": entities,
        "events": _events(rng, text, places),
        "quotes": _quotes(rng, text, places, mentions),
        "marked_uses": [
            {**_span(text, place), "use": rng.choice([*shipped.ontology()["marked_uses"]])}
            for place in places[:2]
        ],
    }
    for layer in layers:
        if rng.random() < 0.08:
            layers[layer] = rng.choice([None, []])
    frame = {"id": name, "title": rng.choice([None, "A title"]), "text": text, "sentences": [[0, len(text)]]}
    frame["meta"] = {"own": ["data", 1]}
    return _derived(canonical(without_unset(from_plain({**frame, **layers}))), rng)


def _derived(doc: Document, rng: random.Random) -> Document:
    """With types and times as the rules have them, or as a system may have them."""
    replace, values = msgspec.structs.replace, timex_values.values_by_span(doc)
    quotes = doc.quotes and [
        replace(q, type=derived_type(doc, q) if rng.random() < 0.8 else "direct") for q in doc.quotes
    ]
    events = doc.events and [
        replace(e, time=timex_values.derived(e, values) if rng.random() < 0.8 else "2025-03")
        for e in doc.events
    ]
    return canonical(replace(doc, quotes=quotes, events=events))


def _text(rng: random.Random) -> str:
    joints = [" ", " ", " ", "\n", "  ", "\u2028", "\t"]
    return "".join(rng.choice(WORDS) + rng.choice(joints) for _ in range(rng.randrange(4, 40))).strip() + "."


def _places(rng: random.Random, text: str) -> list[Place]:
    """Spans without outer blanks; many begin together or lie in each other."""
    solid = [i for i, char in enumerate(text) if not char.isspace()]
    found: set[Place] = set()
    for _ in range(rng.randrange(16)):
        start = rng.choice(solid)
        ends = [i + 1 for i in solid if start <= i < start + 14]
        found |= {(start, rng.choice(ends)), (start, rng.choice(ends))}
    return sorted(found)


def _span(text: str, place: Place) -> Plain:
    return {"start": place[0], "end": place[1], "text": text[slice(*place)]}


def _mention(rng: random.Random, text: str, place: Place) -> Plain:
    solid = [i for i in range(*place) if not text[i].isspace()]
    first = rng.choice(solid)
    head = [first, rng.choice([i + 1 for i in solid if i >= first])]
    labels = shipped.ontology()
    return {
        **_span(text, place),
        "type": rng.choice([*labels["entity_types"], None]),
        "form": rng.choice([*labels["forms"], None]),
        "head": rng.choice([None, head]),
        "entity": rng.choice(["e1", "e2", "an-entity", "Ünïcode 🇺🇦", None]),
        **rng.choice([{}, {"meta": {"note": "kept"}}]),
    }


def _entity(rng: random.Random, key: str) -> Plain:
    return {
        "id": key,
        "type": rng.choice([*shipped.ontology()["entity_types"]]),
        "name": rng.choice([None, "A name"]),
        **rng.choice([{}, {"wikidata": None}, {"wikidata": "Q84"}]),
        "value": rng.choice([None, "2025-03-20"]),
    }


def _events(rng: random.Random, text: str, places: list[Place]) -> list[Plain]:
    labels = shipped.ontology()
    triggers = [place for place in places if rng.random() < 0.4]
    return [
        {
            **_span(text, place),
            "type": rng.choice([*labels["event_types"], None]),
            "event": rng.choice(["v1", "v2", None]),
            **{n: rng.choice([*values, None]) for n, values in labels["event_attributes"].items()},
            "arguments": [
                {"role": role, **_span(text, filler), **rng.choice([{}, {"meta": {"a": 1}}])}
                for role, filler in {
                    (
                        rng.choice(["Agent", "Content", "Time", *labels["roles"]]),
                        rng.choice(places + triggers),
                    )
                    for _ in range(rng.randrange(4))
                }
            ],
        }
        for place in triggers
    ]


def _quotes(rng: random.Random, text: str, places: list[Place], mentions: list[Plain]) -> list[Plain]:
    found = []
    for place in places:
        if rng.random() < 0.3:
            parts = sorted({place, *rng.sample(places, min(len(places), rng.choice([0, 0, 1, 2])))})
            frame = _frame(rng, text, places, mentions)
            speakers = [None, "somebody", *(m["entity"] for m in mentions)]
            found.append(
                {
                    "type": "direct",
                    "content": [_span(text, part) for part in parts],
                    **frame,
                    "speaker": rng.choice(speakers),
                    "also": [
                        other
                        for _ in range(rng.choice([0, 0, 1, 2]))
                        if (other := _frame(rng, text, places, mentions))
                        and (other["cue"] or other["source"])
                    ],
                }
            )
    return found


def _frame(rng: random.Random, text: str, places: list[Place], mentions: list[Plain]) -> Plain:
    """Cue, source, addressee: mentions, other spans or nothing."""
    named = [(m["start"], m["end"]) for m in mentions] + places[:1]
    return {
        "cue": rng.choice([None, _span(text, rng.choice(places))]),
        "source": rng.choice([None, _span(text, rng.choice(named))]),
        "addressee": rng.choice([None, None, _span(text, rng.choice(named))]),
    }
