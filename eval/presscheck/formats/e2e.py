"""Jsonlines of coreference systems (e2e-coref and its heirs): clusters by tokens, the end included.

Files whose `sentences` are segments of pieces (with `subtoken_map`) are read
too; where a file has both, the predictions are read and the gold is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from presscheck.document import jsonl
from presscheck.document.model import Document, Mention, Offsets
from presscheck.document.presence import without_unset
from presscheck.formats import listed, losses, pieces, windows
from presscheck.formats.laid import whole
from presscheck.formats.source import Source, field, records
from presscheck.formats.tokens import covered, tokenised
from presscheck.formats.windows import Placed, Window

HOLDS = {"mentions": ("entity",), "entities": (), "document": ("sentences",)}
PREDICTED = "predicted_clusters"
FOREIGN = ("evt_triggers", "predictions", "events", "predicted_ner", "predicted_events", "event_clusters")
"""Keys that a file of DyGIE++ or RAMS has and none of these."""
KNOWN = (
    "doc_key",
    "sentences",
    "speakers",
    "clusters",
    PREDICTED,
    "ner",
    "subtoken_map",
    "sentence_map",
    "tokens",
    "predicted_idx",
)
BORDERS = ("[CLS]", "[SEP]", "<s>", "</s>", "[SPL]")
"""Pieces that are not of any word."""


def signs(_path: Path, begin: str) -> Iterator[str]:
    """`doc_key` and `sentences`, and clusters without the layers of DyGIE++."""
    rows = [row for row in records(begin) if {"doc_key", "sentences"} <= row.keys()]
    rows = [row for row in rows if not row.keys() & set(FOREIGN) and not listed.by_sentence(row.get("ner"))]
    if rows:
        yield "`doc_key` and `sentences`"
        keys = (PREDICTED, "clusters")
        yield from [f"`{key}`" for key in keys if any(isinstance(row.get(key), list) for row in rows)][:1]


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and entities.

    Raises:
        InvalidInputError: not this layout; says where.
    """
    yield from (_document(placed) for placed in windows.wholes(source, _windows(source)))


def _windows(source: Source) -> Iterator[Window]:
    for line, path, value in windows.objects(source):
        name = field(source, value, "doc_key", str, line, path)
        sentences = windows.sentences(source, value, line, path)
        key = PREDICTED if PREDICTED in value else "clusters"
        field(source, value, key, list, line, path)
        if key == PREDICTED and value.get("clusters"):
            source.notes["gold layers beside the predictions left out"] += 1
        losses.count_keys(source.notes, value, KNOWN, "documents")
        if "speakers" in value and "subtoken_map" not in value:
            named = [
                one for row in windows.lists(source, value, "speakers", line, path) for one in row if one
            ]
            losses.count_records(source.notes, "speakers of tokens left out", named)
        layers = {"clusters": value[key], "ner": value.get("ner") or []}
        window = Window(name, line, path, layers, sentences)
        yield _of_words(source, window, value["subtoken_map"]) if "subtoken_map" in value else window


def _of_words(source: Source, window: Window, word_of: Any) -> Window:
    """A window of pieces as one of words.

    Raises:
        InvalidInputError: the map is not one word for each piece, or a cluster is not of pieces.
    """
    every = [piece for sentence in window.sentences for piece in sentence]
    numbers = word_of if isinstance(word_of, list) else []
    if len(numbers) != len(every) or any(whole(n) is None for n in numbers):
        source.fail(
            f"expected the number of a word for each of {len(every)} pieces",
            window.line,
            path=f"{window.path}.subtoken_map",
        )
    words: dict[int, list[str]] = {}
    for piece, number in zip(every, numbers, strict=True):
        if piece not in BORDERS:
            words.setdefault(number, []).append(piece)
    order = {number: i for i, number in enumerate(sorted(words))}
    spelt = [pieces.spelled(words[number], whole=False).replace(" ", "") for number in order]
    at = [order.get(number) for number in numbers]
    clusters = [[_turned(row, at) for row in rows] if isinstance(rows, list) else rows
                for rows in window.value["clusters"]]  # fmt: skip
    source.notes["documents of pieces, put together into words"] += 1
    return window._replace(value={"clusters": clusters, "ner": []}, sentences=[spelt])


def _turned(row: Any, at: list[int | None]) -> Any:
    """First and last piece as first and last word; what is not pieces as it is."""
    if not isinstance(row, list) or any(whole(n) is None or n >= len(at) for n in row):
        return row
    return [at[n] for n in row]


def _document(placed: Placed) -> Document:
    rows = ((path, listed.items(placed, row, path)) for path, row in listed.under(placed, "ner"))
    mentions = listed.mentions(placed, rows, listed.clusters(placed, "clusters"))
    return windows.document(placed.window.document, placed.laid, [*mentions], None)


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """A document a line; tokens do not cross the border of a mention."""
    jsonl.write_rows(path, [_row(without_unset(doc), lost) for doc in documents])


def _row(doc: Document, lost: Counter[str]) -> dict[str, Any]:
    losses.count(doc, HOLDS, lost)
    mentions = losses.trimmed(doc, lost)
    text = doc.text or ""
    sentences = [*filter(None, tokenised(doc, [(m.start, m.end) for m in mentions]))]
    places = [token for sentence in sentences for token in sentence]
    return {
        "doc_key": doc.id,
        "sentences": [[text[a:b] for a, b in sentence] for sentence in sentences],
        "speakers": [["" for _ in sentence] for sentence in sentences],
        "clusters": [_tokens(cluster, places, lost) for cluster in clustered(mentions, lost).values()],
    }


def clustered(mentions: Iterable[Mention], lost: Counter[str]) -> Mapping[str, list[Offsets]]:
    """The spans of each entity, in the order of the text.

    Args:
        mentions: of a document.
        lost: gains the mentions that have no entity.
    """
    found: dict[str, list[Offsets]] = {}
    for mention in mentions:
        if mention.entity is None:
            lost["mentions without an entity"] += 1
            continue
        spans = found.setdefault(mention.entity, [])
        if (mention.start, mention.end) not in spans:
            spans.append((mention.start, mention.end))
    return found


def _tokens(spans: list[Offsets], places: list[Offsets], lost: Counter[str]) -> list[list[int]]:
    ranges = [covered(places, at) for at in spans]
    losses.count_records(lost, "mentions outside the sentences", [one for one in ranges if one is None])
    return [[*one] for one in ranges if one is not None]
