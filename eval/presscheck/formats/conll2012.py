"""CoNLL-2012 columns: tokens, and in the last column the brackets of coreference.

The token is the fourth column, as in OntoNotes; files that have only a few
columns (CorefUD's predecessors, coval's input) have it in the fourth too.
Parts of one document are read one after the other, entities apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from presscheck.document.model import Document, Entity, Mention, Offsets
from presscheck.document.output import replacing
from presscheck.document.presence import without_unset
from presscheck.formats import losses
from presscheck.formats.source import Source
from presscheck.formats.tokens import BRACKETS, Line, aligned, covered, joined, tokenised, within

_BEGIN = re.compile(r"#begin document \(?(.*?)\)?(?:; part (\d+))?\s*$")
_BRACKET = re.compile(r"\((\d+)\)|\((\d+)|(\d+)\)")
_CELL = re.compile(r"-|_|(?:\(\d+\)|\(\d+|\d+\))(?:\|(?:\(\d+\)|\(\d+|\d+\)))*")
_WRITTEN = {plain: treebank for treebank, plain in BRACKETS.items()}
_COLUMNS = 5
HOLDS = {"mentions": ("entity",), "entities": ()}


class _Chain(NamedTuple):
    """A mention by tokens.

    Args:
        entity: its number, with the part it is from.
        first: index of its first token in the document.
        last: of its last.
    """

    entity: str
    first: int
    last: int


def looks(_path: Path, begin: str) -> bool:
    """Begins with `#begin document`."""
    return begin.lstrip("\ufeff \n").startswith("#begin document")


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and their entities, without types.

    Raises:
        InvalidInputError: brackets that do not close, missing columns, a token that is not in its text.
    """
    for name, lines in _documents(source).items():
        words = [(line.number, line.cells[3]) for _, line in lines]
        text, made = source.texts.get(name), None
        if text is None:
            made, places = joined(BRACKETS.get(word, word) for _, word in words)
            text = made
        else:
            places = aligned(words, text, source)
        chains = sorted(_chains(source, lines), key=lambda chain: (chain.first, -chain.last))
        yield Document(
            id=name,
            text=made,
            mentions=[_mention(chain, places, text) for chain in chains],
            entities=[Entity(id=entity) for entity in dict.fromkeys(chain.entity for chain in chains)],
        )


def _mention(chain: _Chain, places: list[Offsets], text: str) -> Mention:
    start, end = places[chain.first][0], places[chain.last][1]
    return Mention(start=start, end=end, text=text[start:end], entity=chain.entity)


def _documents(source: Source) -> dict[str, list[tuple[str, Line]]]:
    """The lines of each document, each with its part."""
    found: dict[str, list[tuple[str, Line]]] = {}
    name, part, last = None, "0", 0
    for number, line in enumerate(source.content().split("\n"), 1):
        last = number
        begin = _BEGIN.match(line)
        if begin:
            if name is not None:
                source.fail("a document begins before the last one has its `#end document`", number)
            name, part = begin[1], (begin[2] or "").lstrip("0") or "0"
            found.setdefault(name, [])
        elif line.startswith("#end document"):
            name = None
        elif line.strip() and not line.startswith("#"):
            cells = line.split()
            if name is None:
                source.fail("a token outside `#begin document` and `#end document`", number)
            if len(cells) < _COLUMNS:
                source.fail(f"{len(cells)} columns; document, part, number, token, ..., coreference", number)
            found[name].append((part, Line(number, cells)))
    if name is not None:
        source.fail(f"document {name!r} has no `#end document`", last)
    return found


def _chains(source: Source, lines: list[tuple[str, Line]]) -> Iterator[_Chain]:
    """The mentions of a document; brackets of one entity close innermost first."""
    open_: dict[str, list[tuple[int, int]]] = {}
    for i, (part, line) in enumerate(lines):
        cell = line.cells[-1]
        if not _CELL.fullmatch(cell):
            source.fail(f"{cell!r} is no coreference column such as `(3`, `3)`, `(3)|(4` or `-`", line.number)
        for single, begin, end in _BRACKET.findall(cell):
            entity = f"{part}-{single or begin or end}" if part != "0" else single or begin or end
            if single:
                yield _Chain(entity, i, i)
            elif begin:
                open_.setdefault(entity, []).append((i, line.number))
            elif not open_.get(entity):
                source.fail(f"`{end})` closes what is not open", line.number)
            else:
                yield _Chain(entity, open_[entity].pop()[0], i)
    for entity, left in open_.items():
        for _, number in left:
            source.fail(f"`({entity.rpartition('-')[2]}` is never closed", number)


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """The twelve columns of OntoNotes, those that we know nothing of empty; every mention has an entity."""
    with replacing(path) as file:
        for doc in map(without_unset, documents):
            losses.count(doc, HOLDS, lost)
            file.write(f"#begin document ({' '.join(doc.id.split())}); part 000\n")
            for number, sentence in enumerate(_rows(doc, lost)):
                if number:
                    file.write("\n")
                file.writelines(sentence)
            file.write("\n#end document\n")


def _rows(doc: Document, lost: Counter[str]) -> Iterator[list[str]]:
    text = doc.text or ""
    name = "_".join(doc.id.split()).replace("#", "_")
    mentions = losses.trimmed(doc, lost)
    left = len(mentions)
    numbers: dict[str, int] = {}
    for mention in mentions:
        numbers.setdefault(_entity(mention), len(numbers))
    for sentence in tokenised(doc, [(m.start, m.end) for m in mentions]):
        inside = [m for m in within(mentions, sentence) if covered(sentence, (m.start, m.end))]
        left -= len(inside)
        cells = _cells(sentence, inside, numbers)
        yield [
            f"{name} 0 {i} {_WRITTEN.get(text[a:b], text[a:b])} - - - - - - * {cell}\n"
            for i, ((a, b), cell) in enumerate(zip(sentence, cells, strict=True))
        ]
    if left:
        lost["mentions across sentences"] += left


def _entity(mention: Mention) -> str:
    """What mentions are joined by; one without an entity is alone."""
    return mention.entity or f"{mention.start}-{mention.end}"


def _cells(sentence: list[Offsets], mentions: list[Mention], numbers: dict[str, int]) -> list[str]:
    opens: list[list[str]] = [[] for _ in sentence]
    closes: list[list[str]] = [[] for _ in sentence]
    for mention in mentions:
        first, last = covered(sentence, (mention.start, mention.end)) or (0, 0)
        number = numbers[_entity(mention)]
        if first == last:
            opens[first].append(f"({number})")
        else:
            opens[first].append(f"({number}")
            closes[last].insert(0, f"{number})")
    return ["|".join(a + b) or "-" for a, b in zip(opens, closes, strict=True)]
