"""Seeded documents of an article's size: what the benchmarks run on.

A document has about 5,000 characters in 12 paragraphs and 40 sentences, 80
mentions in 30 entities, 30 events with two arguments each and 15 quotes. The
prediction keeps most of it, moves some boundaries, changes some labels and
clusters, and makes some of it up.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from presscheck.document import shipped

Plain = dict[str, Any]

SENTENCE, PARAGRAPH = 20, 68


class Size(NamedTuple):
    """The size of a document."""

    words: int
    mentions: int
    entities: int
    events: int
    quotes: int


ARTICLE = Size(800, 80, 30, 30, 15)
SNIPPET = Size(80, 8, 4, 7, 2)
NOVEL = Size(19_200, 1_920, 400, 720, 550)
"""120,000 characters."""


class Article:
    """The words of one document and where they stand.

    Args:
        rng: where everything random comes from.
        size: of the document.
    """

    def __init__(self, rng: random.Random, size: Size) -> None:
        self.size = size
        self.starts: list[int] = []
        self.ends: list[int] = []
        parts: list[str] = []
        at = 0
        for number in range(size.words):
            word = "".join(rng.choice("aeioulnrstdm") for _ in range(rng.choice((2, 3, 4, 5, 6, 7, 8, 9))))
            space = "\n" if (number + 1) % PARAGRAPH == 0 else " "
            self.starts.append(at)
            self.ends.append(at + len(word))
            parts += [word, space]
            at += len(word) + 1
        self.text = "".join(parts)

    def span(self, word: int, words: int) -> tuple[int, int]:
        """Code points of so many words from one on, cut at the end of the text."""
        return self.starts[word], self.ends[min(word + words, self.size.words) - 1]

    def sentences(self) -> list[tuple[int, int]]:
        """Every 20 words, and a new one at each paragraph."""
        words = self.size.words
        cuts = sorted({*range(0, words, SENTENCE), *range(0, words, PARAGRAPH)})
        return [self.span(a, b - a) for a, b in zip(cuts, [*cuts[1:], words], strict=True)]


def documents(count: int, seed: int = 13, size: Size = ARTICLE) -> Iterator[tuple[Plain, Plain]]:
    """Gold documents and predictions; the same for the same seed.

    Args:
        count: how many.
        seed: of everything random.
        size: of each of them.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    for number in range(count):
        article = Article(rng, size)
        gold = _gold(rng, article, f"doc-{number:06}")
        yield gold, _pred(rng, article, gold)


def lines(count: int, seed: int = 13, size: Size = ARTICLE) -> Iterator[tuple[bytes, bytes]]:
    """The same documents as lines of two files."""
    for gold, pred in documents(count, seed, size):
        yield msgspec.json.encode(gold) + b"\n", msgspec.json.encode(pred) + b"\n"


def _gold(rng: random.Random, article: Article, name: str) -> Plain:
    labels = shipped.ontology()
    kinds, forms = list(labels["entity_types"]), list(labels["forms"])
    size = article.size
    types = [rng.choice(kinds) for _ in range(size.entities)]
    places = sorted(rng.sample(range(0, size.words - 3, 3), size.mentions))
    mentions = []
    for place in places:
        entity = min(rng.randrange(size.entities), rng.randrange(size.entities))
        start, end = article.span(place, rng.choice((1, 1, 1, 2, 3)))
        found = {"start": start, "end": end, "type": types[entity], "form": rng.choice(forms)}
        mentions.append(found | {"entity": f"e{entity}"})
    entities = [
        {"id": f"e{i}", "type": kind, "name": f"Entity {i}", "wikidata": f"Q{i + 1}" if i % 3 else None}
        for i, kind in enumerate(types)
    ]
    return {
        "id": name,
        "text": article.text,
        "sentences": article.sentences(),
        "mentions": mentions,
        "entities": [e for e in entities if any(m["entity"] == e["id"] for m in mentions)],
        "events": _events(rng, article, mentions),
        "quotes": _quotes(rng, article, mentions),
        "marked_uses": [],
    }


def _events(rng: random.Random, article: Article, mentions: list[Plain]) -> list[Plain]:
    types = shipped.ontology()["event_types"]
    found = []
    for place in sorted(rng.sample(range(article.size.words), article.size.events)):
        kind = rng.choice(list(types))
        start, end = article.span(place, 1)
        fillers = rng.sample(mentions, rng.choice((1, 2, 2, 3)))
        arguments = [
            {"role": rng.choice(types[kind]["roles"]), "start": m["start"], "end": m["end"]} for m in fillers
        ]
        found.append(
            {
                "start": start,
                "end": end,
                "type": kind,
                "event": f"v{rng.randrange(max(1, article.size.events - 6))}",
                "polarity": rng.choice(("positive", "positive", "negative")),
                "modality": rng.choice(("asserted", "planned")),
                "genericity": "specific",
                "tense": rng.choice(("past", "future")),
                "arguments": arguments,
            }
        )
    return found


def _quotes(rng: random.Random, article: Article, mentions: list[Plain]) -> list[Plain]:
    found = []
    for place in sorted(rng.sample(range(0, article.size.words - 20, 20), article.size.quotes)):
        start, end = article.span(place, rng.randrange(4, 14))
        cue = article.span(place + 14, 1)
        source = rng.choice(mentions)
        found.append(
            {
                "type": rng.choice(list(shipped.ontology()["quote_types"])),
                "content": [{"start": start, "end": end}],
                "cue": {"start": cue[0], "end": cue[1]},
                "source": {"start": source["start"], "end": source["end"]},
                "speaker": source["entity"],
            }
        )
    return found


def _pred(rng: random.Random, article: Article, gold: Plain) -> Plain:
    mentions = [_moved(rng, article, m) for m in gold["mentions"] if rng.random() < 0.9]
    mentions = list({(m["start"], m["end"]): m for m in mentions}.values())
    names = {m["entity"] for m in mentions}
    quotes = [_trimmed(rng, q) for q in gold["quotes"] if rng.random() < 0.85]
    return {
        "id": gold["id"],
        "mentions": mentions,
        "entities": [_relinked(rng, e) for e in gold["entities"] if e["id"] in names],
        "events": [_retyped(rng, e) for e in gold["events"] if rng.random() < 0.8],
        "quotes": quotes,
    }


def _moved(rng: random.Random, article: Article, mention: Plain) -> Plain:
    found = dict(mention)
    del found["form"]
    if rng.random() < 0.08:
        found["type"] = rng.choice(list(shipped.ontology()["entity_types"]))
    if rng.random() < 0.12:
        found["entity"] = f"e{rng.randrange(article.size.entities)}"
    if rng.random() < 0.08:
        place = article.starts.index(found["start"])
        found["start"], found["end"] = article.span(place, rng.choice((1, 2, 3, 4)))
    return found


def _relinked(rng: random.Random, entity: Plain) -> Plain:
    return {**entity, "wikidata": "Q1" if rng.random() < 0.1 else entity["wikidata"]}


def _retyped(rng: random.Random, event: Plain) -> Plain:
    kind = rng.choice(list(shipped.ontology()["event_types"])) if rng.random() < 0.1 else event["type"]
    arguments = [a for a in event["arguments"] if rng.random() < 0.75]
    return {**event, "type": kind, "arguments": arguments}


def _trimmed(rng: random.Random, quote: Plain) -> Plain:
    (content,) = quote["content"]
    if rng.random() < 0.3:
        content = {
            "start": content["start"],
            "end": content["start"] + (content["end"] - content["start"]) // 2,
        }
    return {**quote, "content": [content]}
