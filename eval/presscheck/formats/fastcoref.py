"""Output of fastcoref: a text and clusters of character spans, half-open, with their words beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from presscheck.document import jsonl
from presscheck.document.model import ABSENT, Document, Mention
from presscheck.document.presence import without_unset
from presscheck.formats import chains, losses, windows
from presscheck.formats.e2e import clustered
from presscheck.formats.laid import whole
from presscheck.formats.source import Source, field, optional, records

HOLDS = {"mentions": ("entity",), "entities": ()}
WORDS = "clusters_strings"
KNOWN = ("text", "clusters", WORDS, "doc_key", "id")


def signs(_path: Path, begin: str) -> Iterator[str]:
    """A text with clusters of pairs of numbers, and the words of the clusters."""
    rows = [row for row in records(begin) if isinstance(row.get("text"), str) and "clusters" in row]
    rows = [row for row in rows if isinstance(row["clusters"], list)]
    if any(map(_of_pairs, rows)) or (rows and any(WORDS in row for row in rows)):
        yield "`text` and `clusters`"
    if any(WORDS in row for row in rows):
        yield f"`{WORDS}`"
    elif any(map(_of_pairs, rows)):
        yield "clusters of pairs of numbers"


def _of_pairs(row: dict[str, Any]) -> bool:
    """Return whether the first cluster is a list of two whole numbers each."""
    first = next((one for one in row["clusters"] if isinstance(one, list)), [])
    return bool(first) and all(isinstance(at, list) and [*map(type, at)] == [int, int] for at in first)


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and entities.

    Raises:
        InvalidInputError: not this layout; says where.
    """
    for number, (line, path, value) in enumerate(windows.objects(source), 1):
        text = field(source, value, "text", str, line, path)
        losses.count_keys(source.notes, value, KNOWN, "documents")
        name = chains.document_id(source, value.get("doc_key", value.get("id")), text, number)
        mentions = chains.admissible(_mentions(source, value, line, path), source.notes)
        own = ABSENT if source.texts.get(name) == text else text
        yield Document(id=name, text=own, mentions=mentions, entities=chains.entities(mentions))


def _mentions(source: Source, value: dict[str, Any], line: int, path: str) -> Iterator[Mention]:
    strings = optional(source, value, WORDS, list, line, path)
    for i, cluster in enumerate(field(source, value, "clusters", list, line, path)):
        words = strings[i] if i < len(strings) and isinstance(strings[i], list) else []
        for j, row in enumerate(cluster if isinstance(cluster, list) else [cluster]):
            place = [whole(n) for n in row] if isinstance(row, list) else []
            if len(place) != len(("start", "end")) or place[0] is None or place[1] is None:
                source.fail(f"{row!r}; expected [start, end]", line, path=f"{path}.clusters[{i}][{j}]")
            copy: Any = (
                words[j] if j < len(words) and isinstance(words[j], str) else value["text"][slice(*place)]
            )
            yield Mention(start=place[0], end=place[1], text=copy, entity=str(i + 1))


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """A document a line; a document has no id there."""
    jsonl.write_rows(path, [_row(without_unset(doc), lost) for doc in documents])


def _row(doc: Document, lost: Counter[str]) -> dict[str, Any]:
    losses.count(doc, HOLDS, lost)
    text = doc.text or ""
    clusters = [*clustered(losses.trimmed(doc, lost), lost).values()]
    words = [[text[a:b] for a, b in cluster] for cluster in clusters]
    return {"text": text, "clusters": clusters, WORDS: words}
