"""Columns of tokens and tags (CoNLL-2002 and -2003, and what descends from them).

The token is the first column; the tags are the last column that has tags, or
the one that the user names. Tags may be BIO, IOB, IOBES or BILOU, of which the
reading is the same: a mention goes on as long as its tags do. Documents begin
at `-DOCSTART-` or `# id = NAME`; tokens are put in their places in the text
that is known for them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from presscheck.document.model import ABSENT, Document, Mention, Offsets
from presscheck.document.output import replacing
from presscheck.document.presence import without_unset
from presscheck.formats import losses
from presscheck.formats.columns import Block, Table, places_of, table, texts_of
from presscheck.formats.source import Source
from presscheck.formats.tags import prefixed, runs
from presscheck.formats.tokens import covered, outermost, sentences, tokenised, within

HOLDS = {"document": ("sentences",), "mentions": ("type",)}
_OTHERS = ("#FORMAT=WebAnno", "#begin document", "# begin document", "paragraph_ID\t")
_SCORE = re.compile(r"[01]\.\d+")
_SCORED = 2
"""Columns at least in front of a score: a token and a tag."""


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Most lines with several columns end in a tag, or a score behind one, and have as many columns."""
    lines = [line.split() for line in begin.split("\n")[:-1] if line.strip() and not line.startswith("#")]
    rows = [row[:-1] if len(row) > _SCORED and _SCORE.fullmatch(row[-1]) else row for row in lines]
    tags = [row for row in rows if len(row) > 1 and prefixed(row[-1])]
    if begin.startswith(_OTHERS) or "# global.Entity" in begin or any("Entity=" in row[-1] for row in rows):
        return  # CoNLL-2012, BookNLP's tokens, WebAnno TSV, CoNLL-U
    if len(tags) > len(rows) / 2:
        yield "lines that end in O or a tag"
        if any(row[-1] != "O" for row in tags) or len({len(row) for row in tags}) == 1:
            yield "columns"


class _Item(NamedTuple):
    """A document while it is read.

    Args:
        name: its id.
        text: if it is known.
        block: what the file has of it.
    """

    name: str
    text: str | None
    block: Block


def read(source: Source) -> Iterator[Document]:
    """Predictions with mentions.

    Raises:
        InvalidInputError: a line has no tag, or a token is not in its text.
        UsageError: documents without ids, and not as many texts.
    """
    found = table(source)
    split = any(sum(map(bool, block.sentences)) > 1 for block in found.documents)
    items = [_Item(*known, block) for known, block in texts_of(source, found.documents)]
    yield from source.each(items, lambda item: _document(source, item, found, split=split))


def _document(source: Source, item: _Item, columns: Table, *, split: bool) -> Document:
    """A document from its lines.

    Args:
        source: for messages and notes.
        item: the document.
        columns: how the file's lines are read.
        split: whether blank lines part sentences in this file.
    """
    text, made, places = places_of(source, item.name, item.text, item.block)
    mentions: list[Mention] = []
    at = 0
    for sentence in item.block.sentences:
        for run in runs([line.tag for line in sentence], columns.scheme, source.notes):
            start, end = places[at + run.first][0], places[at + run.last][1]
            if start < end:
                label = run.label or ABSENT
                mentions.append(Mention(start=start, end=end, text=text[start:end], type=label))
        at += len(sentence)
    cut = sentences(map(len, item.block.sentences), places, text, source) if split else None
    return Document(id=item.name, text=made, sentences=cut, mentions=mentions)


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """BIO columns, one document after the other under `# id = NAME`; the outermost of nested mentions."""
    with replacing(path) as file:
        for doc in map(without_unset, documents):
            losses.count(doc, HOLDS, lost)
            file.write(f"# id = {' '.join(doc.id.split())}\n\n")
            for sentence in _tagged(doc, lost):
                rows = (f"{(doc.text or '')[a:b]}\t{tag}\n" for (a, b), tag in sentence)
                file.write("".join(rows) + "\n")


def _tagged(doc: Document, lost: Counter[str]) -> Iterator[list[tuple[Offsets, str]]]:
    """The sentences of a document, each as tokens with their tags."""
    mentions = losses.trimmed(doc, lost)
    kept = outermost(mentions)
    if inside := len(mentions) - len(kept):
        lost["mentions inside others"] += inside
    left = len(kept)
    for sentence in tokenised(doc, [(m.start, m.end) for m in kept]):
        tags = ["O"] * len(sentence)
        for mention in within(kept, sentence):
            found = covered(sentence, (mention.start, mention.end))
            if found:
                first, last = found
                label = losses.label(mention.type, "-.", lost)
                tags[first : last + 1] = [f"B-{label}"] + [f"I-{label}"] * (last - first)
                left -= 1
        yield list(zip(sentence, tags, strict=True))
    if left:
        lost["mentions across sentences"] += left
