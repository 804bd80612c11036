"""Random documents with every layer, seeded: what properties and oracles run on."""

from __future__ import annotations

import random
from typing import Any

WORDS = [
    "Oslo",
    "met",
    "Ann",
    "said",
    "that",
    "the",
    "talks",
    "“peace",
    "now”",
    "will",
    "hold",
    "in",
    "𝔘𝔫",
    "Bob",
]
TYPES = ("PER", "ORG", "GPE", "TIME")
FORMS = ("name", "nominal", "pronoun", None)
EVENT_TYPES = ("Contact.Meet", "Act.Commit", "Conflict.Attack")
ROLES = ("Agent", "Participant", "Place")

Plain = dict[str, Any]


def document(rng: random.Random, name: str = "d", words: int = 40) -> Plain:
    """One gold document as plain values; spans may nest and cross."""
    tokens = [rng.choice(WORDS) for _ in range(words)]
    text = " ".join(tokens)
    spans = _spans(rng, text)
    return {"id": name, "text": text, "sentences": [[0, len(text)]], **_layers(rng, spans, "e")}


def prediction(rng: random.Random, gold: Plain) -> Plain:
    """A system's output for `gold`: some of it kept, some changed, some made up."""
    text = gold["text"]
    fresh = _layers(rng, _spans(rng, text), "p")
    found: Plain = {"id": gold["id"]}
    for layer in ("mentions", "events", "quotes"):
        kept = [record for record in gold[layer] if rng.random() < 0.7]
        places = {_place(record) for record in kept}
        found[layer] = kept + [r for r in fresh[layer] if rng.random() < 0.5 and _place(r) not in places]
    found["mentions"] = _one_a_span(found["mentions"])
    named = {m["entity"] for m in found["mentions"]}
    known = {e["id"]: e for e in (*gold["entities"], *fresh["entities"])}
    found["entities"] = [known[name] for name in sorted(n for n in named if n)]
    return found


def _one_a_span(mentions: list[Plain]) -> list[Plain]:
    return list({(m["start"], m["end"]): m for m in mentions}.values())


def _place(record: Plain) -> tuple[int, int]:
    span = record["content"][0] if "content" in record else record
    return span["start"], span["end"]


def _spans(rng: random.Random, text: str) -> list[tuple[int, int]]:
    edges = [i for i, c in enumerate(text) if i == 0 or text[i - 1] == " "]
    found = set()
    for _ in range(rng.randrange(14)):
        first = rng.randrange(len(edges))
        last = min(len(edges) - 1, first + rng.randrange(4))
        end = text.find(" ", edges[last])
        found.add((edges[first], end if end > 0 else len(text)))
    return sorted(found)


def _layers(rng: random.Random, spans: list[tuple[int, int]], prefix: str) -> Plain:
    mentions = [
        {
            "start": start,
            "end": end,
            "type": rng.choice(TYPES),
            "form": rng.choice(FORMS),
            "entity": f"{prefix}{rng.randrange(5)}",
        }
        for start, end in spans
    ]
    entities = [
        {"id": name, "type": "PER", "name": name, "wikidata": rng.choice(["Q1", "Q2", "Q3", None])}
        for name in sorted({m["entity"] for m in mentions})
    ]
    return {
        "mentions": mentions,
        "entities": entities,
        "events": _events(rng, spans, prefix),
        "quotes": _quotes(rng, spans, mentions),
        "marked_uses": [],
    }


def _events(rng: random.Random, spans: list[tuple[int, int]], prefix: str) -> list[Plain]:
    triggers = [span for span in spans if rng.random() < 0.4]
    return [
        {
            "start": start,
            "end": end,
            "type": rng.choice(EVENT_TYPES),
            "event": f"{prefix}v{rng.randrange(3)}",
            "polarity": rng.choice(["positive", "negative"]),
            "modality": rng.choice(["asserted", "planned"]),
            "genericity": "specific",
            "tense": rng.choice(["past", "future"]),
            "time": rng.choice(["2025-03-20", "2025-03", None]),
            "arguments": [
                {"role": role, "start": low, "end": high}
                for role, (low, high) in sorted(
                    {(rng.choice(ROLES), rng.choice(spans)) for _ in range(rng.randrange(3))}
                )
            ],
        }
        for start, end in triggers
    ]


def _quotes(rng: random.Random, spans: list[tuple[int, int]], mentions: list[Plain]) -> list[Plain]:
    found: dict[tuple[int, int], Plain] = {}
    for start, end in spans:
        if rng.random() < 0.3:
            source = rng.choice([None, *mentions])
            found[start, end] = {
                "type": rng.choice(["direct", "indirect", "mixed"]),
                "content": [{"start": start, "end": end}],
                "source": source and {"start": source["start"], "end": source["end"]},
                "speaker": source and source["entity"],
            }
    return list(found.values())


def corpus(seed: int, documents: int) -> tuple[list[Plain], list[Plain]]:
    """Gold and predictions of so many documents; the same for the same seed."""
    rng = random.Random(seed)
    gold = [document(rng, f"d{i}", rng.randrange(5, 60)) for i in range(documents)]
    return gold, [prediction(rng, doc) for doc in gold]


def tangled(rng: random.Random, doc: Plain) -> Plain:
    """A document with what decides ties: equal spans, equal contents, further frames, records without ids.

    Args:
        rng: what is changed.
        doc: from `document` or `prediction`.
    """
    mentions = [{**m, "entity": None} if rng.random() < 0.1 else m for m in doc["mentions"]]
    mentions += [
        {**m, "type": rng.choice(TYPES), "head": [m["start"], m["start"] + 1]}
        for m in rng.sample(mentions, len(mentions) // 3)
    ]
    events = [
        *doc["events"],
        *({**e, "type": rng.choice(EVENT_TYPES), "event": _other(rng, e["event"])} for e in doc["events"]),
    ]
    spans = [{"start": m["start"], "end": m["end"]} for m in mentions]
    triggers = [{"start": e["start"], "end": e["end"]} for e in events]
    for event in events:
        fillers = rng.sample(triggers, min(2, len(triggers)))
        event["arguments"] = [*event["arguments"], *({"role": rng.choice(ROLES), **span} for span in fillers)]
    quotes = [_with_frames(rng, q, spans) for q in doc["quotes"]]
    quotes += [{**q, "source": rng.choice([None, *spans])} for q in quotes if rng.random() < 0.2]
    return {**doc, "mentions": mentions, "events": events, "quotes": quotes}


def _other(rng: random.Random, event: str) -> str:
    return f"{event[:-1]}{rng.randrange(3)}"


def _with_frames(rng: random.Random, quote: Plain, spans: list[Plain]) -> Plain:
    also = [{"source": rng.choice([None, *spans])} for _ in range(rng.randrange(3))]
    return {**quote, "also": also, "speaker": quote["speaker"] if rng.random() < 0.7 else None}


def only_words(rng: random.Random, doc: Plain, text: str) -> Plain:
    """A prediction whose records give their words and no offsets, some of them.

    Args:
        rng: which records.
        doc: the prediction.
        text: that its offsets count in.
    """

    def bare(span: Plain) -> Plain:
        rest = {key: value for key, value in span.items() if key not in ("start", "end", "head")}
        return {**rest, "text": text[span["start"] : span["end"]]}

    def some(span: Plain) -> Plain:
        return bare(span) if rng.random() < 0.8 else span

    return {
        **doc,
        "mentions": [some(m) for m in doc["mentions"]],
        "events": [{**some(e), "arguments": [some(a) for a in e["arguments"]]} for e in doc["events"]],
        "quotes": [
            {
                **q,
                "content": [bare(part) for part in q["content"]],
                "source": q["source"] and some(q["source"]),
                "also": [],
            }
            for q in doc["quotes"]
        ],
    }
