"""Random documents in which everything points everywhere: across lines, into spans of others, at names."""

from __future__ import annotations

import random
import re
from typing import Any

Plain = dict[str, Any]

NAMES = ("Ann Lee", "Lee", "Ann", "Bob", "Mr Lee", "Mrs Lee", "Joe Lee", "Kim", "the boss", "she", "Rome")
WORDS = ("said", "“yes", "no”", "told", "went", "to", "“", "”", "that", "met")
ENTITIES = ("e0", "e1", "e2", "e3", "e4", "e5")
ATTRIBUTES = {
    "polarity": ("positive", "negative"),
    "modality": ("asserted", "planned"),
    "genericity": ("specific", "generic"),
    "tense": ("past", "future"),
    "time": ("2025", "2025-03"),
}


def pair(seed: int) -> tuple[Plain, Plain]:
    """A gold document and a prediction; every other prediction is mostly right."""
    return _Tangle(random.Random(seed)).pair(mostly_right=seed % 2 == 0)


class _Tangle:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        lines = (self._line() for _ in range(rng.randrange(2, 8)))
        self.text = "\n".join(lines)
        self.words = [m.span() for m in re.finditer(r"\S+", self.text)]
        longest = sorted(NAMES, key=len, reverse=True)
        self.names = [m.span() for m in re.finditer("|".join(longest), self.text)]

    def _line(self) -> str:
        length = self.rng.randrange(3, 14)
        return " ".join(self.rng.choice(NAMES if self.rng.random() < 0.35 else WORDS) for _ in range(length))

    def span(self, words: int = 3) -> Plain:
        first = self.rng.randrange(len(self.words))
        last = min(len(self.words) - 1, first + self.rng.randrange(words))
        return {"start": self.words[first][0], "end": self.words[last][1]}

    def name(self) -> Plain:
        if not self.names or self.rng.random() < 0.2:
            return self.span()
        start, end = self.rng.choice(self.names)
        return {"start": start, "end": end}

    def some(self, key: str, values: tuple[Any, ...], chance: float = 0.5) -> Plain:
        return {key: self.rng.choice(values)} if self.rng.random() < chance else {}

    def mentions(self) -> list[Plain]:
        places = [{"start": start, "end": end} for start, end in self.names]
        places += [self.span() for _ in range(self.rng.randrange(4))]
        distinct = {(p["start"], p["end"]): p for p in places if self.rng.random() < 0.75}
        return [
            {
                **place,
                "type": self.rng.choice(("PER", "PER", "ORG", None)),
                **self.some("entity", (*ENTITIES, *ENTITIES, None), 0.9),
                **self.some("form", ("name", "nominal", "pronoun")),
            }
            for place in distinct.values()
        ]

    def entities(self) -> list[Plain]:
        return [
            {
                "id": name,
                **self.some("type", ("PER", "ORG", "TIME"), 0.7),
                **self.some("wikidata", ("Q1", "Q2", "Q3", None), 0.6),
                **self.some("name", NAMES, 0.4),
            }
            for name in ENTITIES
            if self.rng.random() < 0.8
        ]

    def events(self) -> list[Plain]:
        return [self._event() for _ in range(self.rng.randrange(7))]

    def _event(self) -> Plain:
        attributes: Plain = {}
        for key, values in ATTRIBUTES.items():
            attributes |= self.some(key, values, 0.6)
        arguments = [
            {"role": self.rng.choice(("Place", "Agent")), **self.name()} for _ in range(self.rng.randrange(4))
        ]
        kind = self.rng.choice(("Contact.Meet", "Conflict.Attack", None))
        more = self.some("event", ("v1", "v2", None), 0.6)
        return {**self.span(2), "type": kind, "arguments": arguments, **attributes, **more}

    def quotes(self) -> list[Plain]:
        return [self._quote() for _ in range(self.rng.randrange(7))]

    def _quote(self) -> Plain:
        quote: Plain = {"content": [self.span(8) for _ in range(self.rng.choice((1, 1, 1, 2)))]}
        quote |= self.some("source", (self.name(),), 0.6) | self.some("cue", (self.span(1),), 0.6)
        quote |= self.some("speaker", (*ENTITIES, *NAMES, "Q1", "unknown", None), 0.8)
        quote |= self.some("also", ([{"source": self.span(), "cue": self.span(1)}],), 0.15)
        if "cue" in quote and self.rng.random() < 0.1:
            quote["content"] = []
        return quote | self.some("type", ("direct", "indirect", "mixed"))

    def side(self) -> Plain:
        return {
            "id": "d",
            "mentions": self.mentions(),
            "entities": self.entities(),
            "events": self.events(),
            "quotes": self.quotes(),
        }

    def pair(self, *, mostly_right: bool) -> tuple[Plain, Plain]:
        gold, pred = self.side(), self.side()
        if mostly_right:
            for key in ("events", "quotes"):
                kept = [record for record in gold[key] if self.rng.random() < 0.8]
                pred[key] = kept + pred[key][:1]
            spans = {(m["start"], m["end"]): m for m in (*pred["mentions"][:2], *gold["mentions"])}
            pred["mentions"] = [m for m in spans.values() if self.rng.random() < 0.85]
        at, sentences = 0, []
        for line in self.text.split("\n"):
            sentences.append([at, at + len(line)])
            at += len(line) + 1
        return {**gold, "text": self.text, "sentences": sentences}, pred
