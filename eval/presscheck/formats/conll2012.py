"""CoNLL-2012 columns: tokens, and in the last column the brackets of coreference.

The token is the fourth column, as in OntoNotes; files that have only a few
columns (CorefUD's predecessors, coval's input) have it in the fourth too.
A document is one part, as the reference scorer has it: links across parts are
no links there. `join_parts` reads the parts of one document one after the
other, their entities apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from presscheck.document.model import ABSENT, Document, Entity, Mention, Offsets
from presscheck.document.output import replacing
from presscheck.document.presence import without_unset
from presscheck.formats import losses
from presscheck.formats.source import Source
from presscheck.formats.tokens import BRACKETS, Line, aligned, covered, joined, sentences, tokenised, within

_BEGIN = re.compile(r"#begin document \(?(.*?)\)?(?:;\s*(?:part\s+(\d+))?)?\s*$")
_ID = re.compile(r"(.+)/(\d{3})")
_BRACKET = re.compile(r"\((\d+)\)|\((\d+)|(\d+)\)")
_CELL = re.compile(r"-|_|(?:\(\d+\)|\(\d+|\d+\))(?:\|(?:\(\d+\)|\(\d+|\d+\)))*")
_WRITTEN = {plain: treebank for treebank, plain in BRACKETS.items()}
_COLUMNS = 5
HOLDS = {"mentions": ("entity",), "entities": ()}


class _Chain(NamedTuple):
    """A mention by tokens.

    Args:
        entity: its number, with the part it is from where parts are joined.
        first: index of its first token in the document.
        last: of its last.
    """

    entity: str
    first: int
    last: int


class _Part(NamedTuple):
    """What stands between `#begin document` and `#end document`.

    Args:
        name: of the document.
        number: of the part as digits; None where the file gives none.
        begins: the line of its `#begin document`, counted from 1.
        lines: of tokens.
        breaks: how many lines of tokens stand before each blank line.
    """

    name: str
    number: str | None
    begins: int
    lines: list[Line]
    breaks: list[int]

    def blocks(self) -> list[int]:
        """How many lines of tokens each block between blank lines has."""
        edges = sorted({0, *self.breaks, len(self.lines)})
        return [end - start for start, end in pairwise(edges)]

    @property
    def id(self) -> str:
        """NAME/000, as the reference scorer tells parts apart."""
        return self.name if self.number is None else f"{self.name}/{int(self.number):03}"

    @property
    def prefix(self) -> str:
        """What sets the entities of a later part apart from those of the first, where parts are joined."""
        return f"{number}-" if (number := int(self.number or 0)) else ""


def signs(_path: Path, begin: str) -> Iterator[str]:
    """`#begin document`, and behind it a name in brackets or lines of columns."""
    first, _, rest = begin.lstrip("\ufeff \n").partition("\n")
    if first.startswith("#begin document"):
        yield "`#begin document`"
        if "(" in first or len(rest.split("\n", 1)[0].split()) > 1:
            yield "a name in brackets or columns behind it"


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and their entities, without types: one a part, or one for all parts of a name.

    Raises:
        InvalidInputError: brackets that do not close, missing columns, a token that is not in its text.
    """
    parts = _parts(source)
    split = any(len(part.blocks()) > 1 for part in parts)
    documents = _joined(parts) if source.join_parts else _apart(source, parts)
    for name, members in documents.items():
        yield _document(source, name, members, split=split)


def _document(source: Source, name: str, parts: Sequence[_Part], *, split: bool) -> Document:
    """A document of one or several parts.

    Args:
        source: with the texts.
        name: the document's id.
        parts: in the order of the file.
        split: whether blank lines part sentences in this file.
    """
    lines = [(part.prefix, line) for part in parts for line in part.lines]
    words = [(line.number, line.cells[3]) for _, line in lines]
    text, made = source.texts.get(name), ABSENT
    if text is None:
        made, places = joined(BRACKETS.get(word, word) for _, word in words)
        text = made
    else:
        places = aligned(words, text, source)
    chains = sorted(_chains(source, lines), key=lambda chain: (chain.first, -chain.last))
    blocks = [size for part in parts for size in part.blocks()]
    return Document(
        id=name,
        text=made,
        sentences=sentences(blocks, places, text, source) if split else None,
        mentions=[_mention(chain, places, text) for chain in chains],
        entities=[Entity(id=entity) for entity in dict.fromkeys(chain.entity for chain in chains)],
    )


def _joined(parts: Iterable[_Part]) -> dict[str, list[_Part]]:
    found: dict[str, list[_Part]] = {}
    for part in parts:
        found.setdefault(part.name, []).append(part)
    return found


def _apart(source: Source, parts: Sequence[_Part]) -> dict[str, list[_Part]]:
    """Each part under its id, or the name alone where that is what the known texts have for its only part.

    Raises:
        InvalidInputError: a part comes twice, or the texts have a document of several parts as one.
    """
    times = Counter(part.name for part in parts)
    found: dict[str, list[_Part]] = {}
    for part in parts:
        name = part.id
        if name not in source.texts and part.name in source.texts:
            if times[part.name] > 1:
                source.fail(
                    f"the texts have {part.name!r} as one document, and here it has {times[part.name]} "
                    "parts; `--join-parts` reads them as one",
                    part.begins,
                )
            name = part.name
        if name in found:
            source.fail(f"document {name!r} comes twice", part.begins)
        found[name] = [part._replace(number=None)]
    return found


def _mention(chain: _Chain, places: list[Offsets], text: str) -> Mention:
    start, end = places[chain.first][0], places[chain.last][1]
    return Mention(start=start, end=end, text=text[start:end], entity=chain.entity)


def _parts(source: Source) -> list[_Part]:
    """The parts of a file, in its order."""
    found: list[_Part] = []
    inside, last = False, 0
    for number, line in enumerate(source.content().split("\n"), 1):
        last = number
        begin = _BEGIN.match(line)
        if begin and inside:
            source.fail("a document begins before the last one has its `#end document`", number)
        if begin:
            found.append(_Part(begin[1], begin[2], number, [], []))
            inside = True
        elif line.startswith("#end document"):
            inside = False
        elif inside and not line.strip():
            found[-1].breaks.append(len(found[-1].lines))
        elif line.strip() and not line.startswith("#"):
            if not inside:
                source.fail("a token outside `#begin document` and `#end document`", number)
            found[-1].lines.append(_line(source, line, number))
    if inside:
        source.fail(f"document {found[-1].name!r} has no `#end document`", last)
    return found


def _line(source: Source, line: str, number: int) -> Line:
    cells = line.split()
    if len(cells) < _COLUMNS:
        source.fail(f"{len(cells)} columns; document, part, number, token, ..., coreference", number)
    return Line(number, cells)


def _chains(source: Source, lines: list[tuple[str, Line]]) -> Iterator[_Chain]:
    """The mentions of lines, each with its part's prefix; brackets of one entity close innermost first."""
    open_: dict[str, list[tuple[int, int]]] = {}
    for i, (prefix, line) in enumerate(lines):
        cell = line.cells[-1]
        if not _CELL.fullmatch(cell):
            source.fail(f"{cell!r} is no coreference column such as `(3`, `3)`, `(3)|(4` or `-`", line.number)
        for single, begin, end in _BRACKET.findall(cell):
            entity = f"{prefix}{single or begin or end}"
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
            name, part = _name_and_part(doc.id)
            file.write(f"#begin document ({name}); part {part}\n")
            for number, sentence in enumerate(_rows(doc, name, part, lost)):
                if number:
                    file.write("\n")
                file.writelines(sentence)
            file.write("\n#end document\n")


def _name_and_part(document: str) -> tuple[str, str]:
    """What `_Part.id` is made of; an id without a part is part 000."""
    found = _ID.fullmatch(" ".join(document.split()))
    return (found[1], found[2]) if found else (" ".join(document.split()), "000")


def _rows(doc: Document, name: str, part: str, lost: Counter[str]) -> Iterator[list[str]]:
    text = doc.text or ""
    begin = f"{'_'.join(name.split()).replace('#', '_')} {int(part)}"
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
            f"{begin} {i} {_WRITTEN.get(text[a:b], text[a:b])} - - - - - - * {cell}\n"
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
