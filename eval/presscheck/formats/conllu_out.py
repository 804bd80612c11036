"""CoNLL-U with `Entity=`, written (internal)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from presscheck.document.model import Document, Mention, Offsets
from presscheck.document.output import replacing
from presscheck.document.presence import without_unset
from presscheck.formats import losses
from presscheck.formats.entity_cells import FIELDS, Bracket, cells
from presscheck.formats.tokens import covered, tokenised, within

HOLDS = {"mentions": ("type", "entity", "head"), "entities": ("type",), "document": ("sentences",)}
_COLUMNS = ("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")
_CLEAN = re.compile(r"[^\w.]")


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """Ten columns, those that we know nothing of empty; every mention has an entity."""
    with replacing(path) as file:
        for doc in map(without_unset, documents):
            losses.count(doc, HOLDS, lost)
            for sentence in _sentences(doc, lost):
                file.write(sentence)


def _sentences(doc: Document, lost: Counter[str]) -> Iterator[str]:
    from conllu import Metadata, Token, TokenList

    mentions = losses.trimmed(doc, lost)
    heads = [m.head for m in mentions if m.head is not None]
    rows = [row for row in tokenised(doc, [*((m.start, m.end) for m in mentions), *heads]) if row]
    names = _names(mentions, lost)
    left = len(mentions)
    text = doc.text or ""
    for number, row in enumerate(rows):
        inside = [m for m in within(mentions, row) if covered(row, (m.start, m.end))]
        left -= len(inside)
        brackets = [_bracket(m, row, names, lost) for m in inside]
        follows = rows[number + 1][0][0] if number + 1 < len(rows) else len(text)
        tokens = _tokens(text, row, follows, cells(len(row), brackets, lost), lost)
        metadata = _metadata(
            doc, row, number, new=not number or "\n" in text[rows[number - 1][-1][1] : row[0][0]]
        )
        yield TokenList([Token(token) for token in tokens], Metadata(metadata)).serialize()
    if left:
        lost["mentions across sentences"] += left


def _metadata(doc: Document, row: list[Offsets], number: int, *, new: bool) -> dict[str, str | None]:
    """The comments above a sentence.

    Args:
        doc: with id and text.
        row: the tokens of the sentence.
        number: of the sentence, from 0.
        new: whether it begins a paragraph.
    """
    name = " ".join(doc.id.split())
    begin: dict[str, str | None] = (
        {"newdoc id": name, "global.Entity": "-".join(FIELDS)} if not number else {}
    )
    paragraph: dict[str, str | None] = {"newpar": None} if new else {}
    words = (doc.text or "")[row[0][0] : row[-1][1]]
    return {**begin, **paragraph, "sent_id": f"{name}-{number + 1}", "text": " ".join(words.split("\n"))}


def _names(mentions: Iterable[Mention], lost: Counter[str]) -> dict[str, str]:
    """Key that joins mentions -> a clean id that nothing else has."""
    names: dict[str, str] = {}
    for mention in mentions:
        key = _key(mention)
        if key in names:
            continue
        if mention.entity is None:
            lost["mentions without an entity, written as entities of their own"] += 1
        clean = _CLEAN.sub("_", mention.entity) if mention.entity else f"single{len(names) + 1}"
        while clean in names.values():
            clean += "_"
        if mention.entity and clean != mention.entity:
            lost["entity ids that had to be written with _"] += 1
        names[key] = clean
    return names


def _key(mention: Mention) -> str:
    return f"e {mention.entity}" if mention.entity else f"m {mention.start} {mention.end} {mention.type}"


def _bracket(mention: Mention, row: list[Offsets], names: dict[str, str], lost: Counter[str]) -> Bracket:
    first, last = covered(row, (mention.start, mention.end)) or (0, 0)
    kind = losses.label(mention.type, "", lost) if mention.type is not None else ""
    head = covered(row, mention.head) if mention.head is not None else None
    if mention.head is not None and (head is None or head[0] != head[1]):
        lost["heads of mentions, of several tokens"] += 1
        head = None
    return Bracket(first, last, names[_key(mention)], kind, str(head[0] - first + 1) if head else "")


def _tokens(
    text: str, row: Sequence[Offsets], follows: int, entities: Sequence[str], lost: Counter[str]
) -> Iterator[dict[str, Any]]:
    """The lines of a sentence."""
    starts = [*(start for start, _ in row[1:]), follows]
    for i, ((start, end), after, entity) in enumerate(zip(row, starts, entities, strict=True), 1):
        misc = {"Entity": entity} if entity else {}
        misc |= _space(text[end:after], lost)
        empty = dict.fromkeys(_COLUMNS, "_")
        yield {**empty, "id": i, "form": text[start:end], "misc": misc or None}


def _space(space: str, lost: Counter[str]) -> dict[str, str]:
    """Return the annotation of the white space after a token; one blank needs none."""
    if space == " ":
        return {}
    if not space:
        return {"SpaceAfter": "No"}
    if space.strip(" \n\t\r"):
        lost["white space of other kinds, written as a blank"] += 1
        return {}
    return {"SpacesAfter": "".join({" ": r"\s", "\n": r"\n", "\t": r"\t", "\r": r"\r"}[c] for c in space)}
