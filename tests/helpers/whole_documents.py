"""Random gold with every field of schema 1.1, as documents: what an edit must carry."""

from __future__ import annotations

import hashlib
import random
import re

from presscheck.document import jsonl
from presscheck.document.canonical import canonical
from presscheck.document.model import Document
from tests.helpers import generate


def document(seed: int) -> Document:
    """A document from a seed; half of them with ties, repeats and further frames."""
    rng = random.Random(seed)
    plain = generate.document(rng, words=rng.randrange(5, 60))
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
        quote |= {"addressee": pieces, "medium": "post", "frame": dict(part), "meta": {}}
    return canonical(jsonl.from_plain(plain))


def _with_lines(rng: random.Random, text: str) -> str:
    """Some blanks as line feeds."""
    return "".join("\n" if char == " " and rng.random() < 0.05 else char for char in text)
