"""Columns of tokens and tags (CoNLL-2002 and -2003, and what descends from them).

The token is the first column, the tag the last. Tags may be BIO, IOB, IOBES
or BILOU, of which the reading is the same: a mention goes on as long as its
tags do. Documents begin at `-DOCSTART-` or `# id = NAME`; tokens are put in
their places in the text that is known for them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from presscheck.document.model import Document, Mention, Offsets
from presscheck.document.output import replacing
from presscheck.document.presence import without_unset
from presscheck.formats import losses
from presscheck.formats.source import Source
from presscheck.formats.tokens import Line, aligned, covered, joined, outermost, sentences, tokenised, within

_TAG = re.compile(r"O|([BIESLUM])-(\S+)")
_NAME = re.compile(r"#\s*(?:newdoc\s+)?id\s*=\s*(\S.*?)\s*$")
HOLDS = {"mentions": ("type",)}
_BEGINS = ("B", "S", "U")
_ENDS = ("E", "L", "S", "U")


class _Run(NamedTuple):
    """Consecutive tokens of one mention.

    Args:
        label: its type.
        first: index of its first token.
        last: of its last.
    """

    label: str
    first: int
    last: int


def looks(_path: Path, begin: str) -> bool:
    """Most lines with several columns end in a tag."""
    rows = [line.split() for line in begin.split("\n")[:-1] if line.strip() and not line.startswith("#")]
    tags = [row for row in rows if len(row) > 1 and _TAG.fullmatch(row[-1])]
    other = begin.startswith(("#begin document", "paragraph_ID\t"))  # CoNLL-2012, BookNLP's tokens
    return len(tags) > len(rows) / 2 and not other


def read(source: Source) -> Iterator[Document]:
    """Predictions with mentions.

    Raises:
        InvalidInputError: a line has no tag, or a token is not in its text.
        UsageError: documents without ids, and not as many texts.
    """
    documents = list(_documents(source))
    if not documents:
        source.fail("no token in the file")
    if all(name is None for name, _ in documents) and source.texts:
        known: list[tuple[str, str | None]] = source.names(len(documents))
    else:
        known = [
            (name or source.path.stem, source.texts.get(name or source.path.stem)) for name, _ in documents
        ]
    split = any(sum(map(bool, blocks)) > 1 for _, blocks in documents)
    for (name, text), (_, blocks) in zip(known, documents, strict=True):
        yield _document(source, name, text, blocks, split=split)


def _documents(source: Source) -> Iterator[tuple[str | None, list[list[Line]]]]:
    """The documents of a file: id if it has one, and sentences of lines."""
    name: str | None = None
    blocks: list[list[Line]] = [[]]
    for number, line in enumerate(source.content().split("\n"), 1):
        cells = line.split()
        named = _NAME.match(line)
        if named or line.startswith("-DOCSTART-"):
            if any(blocks):
                yield name, blocks
                blocks = [[]]
            name = named[1] if named else None
        elif not cells:
            blocks.append([])
        elif line.startswith("#") and (len(cells) == 1 or not _TAG.fullmatch(cells[-1])):
            continue
        elif len(cells) < 2 or not _TAG.fullmatch(cells[-1]):
            source.fail(
                f"{line!r}: a token, and in the last column O or B-TYPE, I-TYPE, E-TYPE, S-TYPE", number
            )
        else:
            blocks[-1].append(Line(number, cells))
    if any(blocks):
        yield name, blocks


def _document(
    source: Source, name: str, text: str | None, blocks: list[list[Line]], *, split: bool
) -> Document:
    """A document from its lines.

    Args:
        source: for messages and notes.
        name: its id.
        text: if it is known.
        blocks: the lines between blank lines.
        split: whether blank lines part sentences in this file.
    """
    words = [(line.number, line.cells[0]) for block in blocks for line in block]
    made = None
    if text is None:
        made, places = joined(word for _, word in words)
        text = made
    else:
        places = aligned(words, text, source)
    mentions: list[Mention] = []
    at = 0
    for sentence in blocks:
        for run in _runs([line.cells[-1] for line in sentence], source.notes):
            start, end = places[at + run.first][0], places[at + run.last][1]
            mentions.append(Mention(start=start, end=end, text=text[start:end], type=run.label))
        at += len(sentence)
    return Document(
        id=name,
        text=made,
        sentences=sentences(map(len, blocks), places, text, source) if split else None,
        mentions=mentions,
    )


def _runs(tags: list[str], notes: Counter[str]) -> Iterator[_Run]:
    """The mentions of one sentence; what no scheme allows is read in the nearest way and noted."""
    label, first = "", -1
    for i, tag in enumerate([*tags, "O"]):
        match = _TAG.fullmatch(tag)
        mark, kind = (match[1] or "O", match[2] or "") if match else ("O", "")
        goes_on = mark not in ("O", *_BEGINS) and kind == label
        if label and not goes_on:
            yield _Run(label, first, i - 1)
            label = ""
        if mark == "O":
            continue
        if not label:
            if mark not in _BEGINS and mark != "I":
                notes[f"mentions that begin with {mark}-"] += 1
            elif mark == "I" and _strict(tags):
                notes["mentions that begin with I-"] += 1
            label, first = kind, i
        if mark in _ENDS:
            yield _Run(label, first, i)
            label = ""


def _strict(tags: list[str]) -> bool:
    """Whether a sentence has B- tags at all; without any it may be IOB1, where I- begins a mention."""
    return any(tag.startswith(_BEGINS) for tag in tags)


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
