"""Random gold with every field of schema 1.1, as documents: what an edit must carry."""

from __future__ import annotations

import hashlib
import random
import re
from typing import Any

from presscheck.document import jsonl
from presscheck.document.canonical import canonical
from presscheck.document.model import Document
from tests.helpers import generate


def document(seed: int) -> Document:
    """A document from a seed; half of them with ties, repeats and further frames."""
    rng = random.Random(seed)
    plain = _plain(rng, rng.randrange(5, 60))
    if seed % 2:
        plain = generate.tangled(rng, plain)
    text = plain["text"] = _with_lines(rng, plain["text"])
    plain |= {
        "schema_version": "1.1.0",
        "title": "Ann met Bob",
        "published": "2030-05-04",
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "text_length": len(text),
        "tokens": [[m.start(), m.end()] for m in re.finditer(r"\S+", text)],
        "sentences": [[m.start(), m.end()] for m in re.finditer(r"[^\n]*\S", text)],
        "meta": {"desk": "foreign"},
    }
    if seed % 3 == 0:
        plain["paragraphs"] = [[0, len(text)]]
    for entity in plain["entities"]:
        entity |= {"aliases": [entity["name"].upper()], "meta": {"seen": 1}}
    for mention in plain["mentions"]:
        mention["text"] = text[mention["start"] : mention["end"]]
    for quote in plain["quotes"]:
        part = quote["content"][0]
        pieces = [
            {"start": part["start"], "end": part["start"] + 1},
            {"start": part["end"] - 1, "end": part["end"]},
        ]
        quote |= {"addressee": pieces, "medium": "post", "frame": pieces, "meta": {}}
    return canonical(jsonl.from_plain(plain))


WORDS = (
    *generate.WORDS,
    *(
        "Ann Berg",
        "Berg",
        "he",
        "She",
        "Kyiv",
        "a Ukrainian",
        "U.S.",
        "Friday",
        "May 4",
        "2029",
        "told",
        "added,",
    ),
    *(
        "Straße",
        "Zoë",
        "office",
        "‘so’",
        "“",
        "”",
        "``hm''",
        "«ja»",
        '"odd',
        "allies’",
        "& co.",
        "international",
        "—",
    ),
)
"""Words that rewrites look for, and marks that need not match."""


def _plain(rng: random.Random, words: int) -> dict[str, Any]:
    """As `generate.document`, of these words."""
    text = " ".join(rng.choice(WORDS) for _ in range(words))
    layers = generate._layers(rng, generate._spans(rng, text), "e")
    for entity in layers["entities"]:
        entity |= {
            "type": rng.choice(generate.TYPES),
            "value": rng.choice(["2030-05-03", "2030-W18", "P1D", None]),
        }
    for quote in layers["quotes"]:
        quote["cue"] = rng.choice([None, *({"start": s, "end": e} for s, e in generate._spans(rng, text))])
    return {"id": "d", "text": text, **_with_names(text, layers)}


NAMES = {
    "Ann Berg": ("ann", "PER", "name"),
    "Berg": ("ann", "PER", "name"),
    "Bob": ("bob", "PER", "name"),
    "he": ("bob", "PER", "pronoun"),
    "She": ("ann", "PER", "pronoun"),
    "Kyiv": ("kyiv", "GPE", "name"),
    "U.S.": ("us", "GPE", "name"),
    "Friday": ("friday", "TIME", "name"),
    "May 4": ("day", "TIME", "name"),
    "2029": ("year", "TIME", "name"),
}
_NAMED = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, NAMES))})(?!\S)")
VALUES = {"friday": "2030-05-03", "day": "2030-05-04", "year": "2029"}


def _with_names(text: str, layers: dict[str, Any]) -> dict[str, Any]:
    """The layers with some names as mentions of their own entities, and with who is quoted."""
    found = [*_NAMED.finditer(text)]
    places = {m.span() for m in found}
    rest = [m for m in layers["mentions"] if (m["start"], m["end"]) not in places]
    kinds = [(m, *NAMES[m[0]]) for m in found]
    mine = [{"start": m.start(), "end": m.end(), "type": kind, "form": form, "entity": name}
            for m, name, kind, form in kinds]  # fmt: skip
    there = {name: kind for _, name, kind, _ in kinds}
    own = [
        {"id": n, "type": k, "name": n, "wikidata": "Q9", "value": VALUES.get(n)} for n, k in there.items()
    ]
    sources = [m for m in mine if m["type"] == "PER" and m["form"] == "name"]
    for quote, source in zip(layers["quotes"], sources, strict=False):
        quote |= {"source": {"start": source["start"], "end": source["end"]}, "speaker": source["entity"]}
    return {**layers, "mentions": rest + mine, "entities": layers["entities"] + own}


def _with_lines(rng: random.Random, text: str) -> str:
    """Some blanks as line feeds."""
    return "".join("\n" if char == " " and rng.random() < 0.05 else char for char in text)
