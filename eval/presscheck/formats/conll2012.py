"""CoNLL-2012 columns: tokens, and in the last column the brackets of coreference.

The token is the fourth column, as in OntoNotes; files that have only a few
columns (CorefUD's predecessors, coval's input) have it in the fourth too.
A document is one part, as the reference scorer has it: links across parts are
not links there. `join_parts` reads the parts of one document one after the
other, their entities apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from presscheck.document.model import ABSENT, Document, Entity, Mention, Offsets
from presscheck.document.output import replacing
from presscheck.document.presence import without_unset
from presscheck.formats import losses
from presscheck.formats.brackets import Cell, Chain, chains, names, uncrossed
from presscheck.formats.columns import EMPTY, by_position, known_name
from presscheck.formats.source import Source, Tokens
from presscheck.formats.tokens import (
    BRACKETS,
    Line,
    aligned,
    covered,
    joined,
    outermost,
    sentences,
    tokenised,
    within,
)
from presscheck.text import wording

_BEGIN = re.compile(r"#\s?begin document(?:\s+|$)\(?(.*?)\)?(?:;\s*(?:part\s+(\d+))?)?\s*$")
_ID = re.compile(r"(.+)/(\d{3})")
_END = re.compile(r"#\s?end document")
_BLANKS = re.compile(r"[ \t]+")
_WRITTEN = {plain: treebank for treebank, plain in BRACKETS.items()}
TWO, _NUMBERED = 2, 3
"""Columns of the smallest dresses: document and coreference; number, token and coreference."""
_TOKEN, _NAMES = 3, 10
_COMPLETE = 5
"""Columns of a token line that may begin with #."""
_FILLER = "w"
"""A token of a file that has none."""
HOLDS = {"document": ("sentences",), "mentions": ("entity", "type"), "entities": ()}


class _Part(NamedTuple):
    """The lines between `#begin document` and `#end document`.

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
        """Return the number of token lines of each block between blank lines."""
        edges = sorted({0, *self.breaks, len(self.lines)})
        return [end - start for start, end in pairwise(edges)]

    @property
    def id(self) -> str:
        """NAME/000, as the reference scorer tells parts apart."""
        return self.name if self.number is None else f"{self.name}/{int(self.number):03}"

    @property
    def prefix(self) -> str:
        """Return a prefix that separates the entities of a later part from the first's in joined parts."""
        return f"{number}-" if (number := int(self.number or 0)) else ""


class _Placed(NamedTuple):
    """A mention by tokens of its sentence.

    Args:
        entity: its number.
        first: index of its first token.
        last: of its last.
        mention: it.
    """

    entity: str
    first: int
    last: int
    mention: Mention


def signs(_path: Path, begin: str) -> Iterator[str]:
    """`#begin document`, and behind it a name in brackets or lines of columns."""
    first, _, rest = begin.lstrip("\ufeff \n").partition("\n")
    if _BEGIN.match(first):
        yield "`#begin document`"
        if "(" in first or len(rest.split("\n", 1)[0].split()) > 1:
            yield "a name in brackets or columns behind it"


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and their entities: one a part, or one for all parts of a name.

    Raises:
        InvalidInputError: brackets that do not close, missing columns, a token that is not in its text.
    """
    parts = _parts(source)
    split = any(len(part.blocks()) > 1 for part in parts)
    documents = _joined(parts) if source.join_parts else _apart(source, parts)
    items = [
        (known_name(source, name, i, len(documents)) if source.choices.tokens else name, members)
        for i, (name, members) in enumerate(documents.items())
    ]
    yield from source.each(items, lambda item: _document(source, *item, split=split))


def _document(source: Source, name: str, parts: Sequence[_Part], *, split: bool) -> Document:
    """A document of one or several parts.

    Args:
        source: with the texts.
        name: the document's id.
        parts: in the order of the file.
        split: whether blank lines part sentences in this file.
    """
    lines = [(part.prefix, line) for part in parts for line in part.lines]
    words = [(line.number, line.cells[0]) for _, line in lines]
    text, made, places = _placed(source, name, words)
    every = [Cell(prefix, line.cells[1], line.number) for prefix, line in lines]
    found = sorted(chains(every, source.fail), key=lambda chain: (chain.first, -chain.last))
    types = names([line.cells[2] for _, line in lines])
    alone = types.keys() - {(chain.first, chain.last) for chain in found}
    losses.count_records(source.notes, "names of no entity left out", [*alone])
    blocks = [size for part in parts for size in part.blocks()]
    return Document(
        id=name,
        text=made,
        sentences=sentences(blocks, places, text, source) if split else None,
        mentions=[_mention(chain, places, text, types) for chain in found],
        entities=[Entity(id=entity) for entity in dict.fromkeys(chain.entity for chain in found)],
    )


def _placed(source: Source, name: str, words: list[tuple[int, str]]) -> tuple[str, str, list[Offsets]]:
    """The text of a document, the text to give it if the file brings one, and its tokens."""
    text = source.texts.get(name)
    if text is not None:
        return text, ABSENT, aligned(words, text, source)
    known = by_position(source, name, len(words), words[0][0] if words else 1)
    if known is not None:
        return known.text, known.text, known.places
    made, places = joined(BRACKETS.get(word, word) for _, word in words)
    return made, made, places


def tokens_of(source: Source) -> Iterator[Tokens]:
    """The tokens of the documents of a file, under the ids that they would have.

    Args:
        source: the file, without known texts.
    """
    parts = _parts(source)
    documents = _joined(parts) if source.join_parts else _apart(source, parts)
    for name, members in documents.items():
        words = [(line.number, line.cells[0]) for part in members for line in part.lines]
        text, _, places = _placed(source, name, words)
        yield Tokens(name, text, places)


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
                    f"parts; {wording.option('join_parts')} reads them as one",
                    part.begins,
                )
            name = part.name
        if name in found:
            source.fail(f"document {name!r} appears twice", part.begins)
        found[name] = [part._replace(number=None)]
    return found


def _mention(chain: Chain, places: list[Offsets], text: str, types: Mapping[tuple[int, int], str]) -> Mention:
    start, end = places[chain.first][0], places[chain.last][1]
    kind = chain.type or types.get((chain.first, chain.last), ABSENT)
    return Mention(start=start, end=end, text=text[start:end], type=kind, entity=chain.entity)


def _parts(source: Source) -> list[_Part]:
    """The parts of a file, in its order."""
    found: list[_Part] = []
    others: set[int] = set()
    inside, last = False, 0
    for number, line in enumerate(source.content().split("\n"), 1):
        last = number
        begin = _BEGIN.match(line)
        if begin and inside:
            source.fail("a document begins before the last one has its `#end document`", number)
        if begin:
            found.append(_Part(begin[1], begin[2], number, [], []))
            inside = True
        elif inside and _END.match(line):
            inside = False
        elif inside and not line.strip():
            found[-1].breaks.append(len(found[-1].lines))
        elif line.strip() and (inside or not line.startswith("#")):
            if not inside:
                source.fail("a token outside `#begin document` and `#end document`", number)
            if not line.startswith("#") or len(line.split()) >= _COMPLETE:
                found[-1].lines.append(_line(source, line, number, found[-1].name, others))
    if inside:
        source.fail(f"document {found[-1].name!r} has no `#end document`", last)
    losses.count_records(source.notes, "columns besides token, name and coreference left out", [*others])
    return _named(source, found)


def _named(source: Source, parts: list[_Part]) -> list[_Part]:
    """The parts, those without a name under a number."""
    nameless = [part for part in parts if not part.name]
    numbers = {part.begins: number for number, part in enumerate(nameless, 1)}
    return [
        part if part.name else part._replace(name=source.numbered(numbers[part.begins], len(nameless)))
        for part in parts
    ]


def _line(source: Source, line: str, number: int, name: str, others: set[int]) -> Line:
    """Token, coreference and name column of a line, whichever columns the file has; `others` gains the rest.

    Two columns are document and coreference, as in the reference scorer's tests, or token and coreference.
    """
    cells = line.split("\t") if "\t" in line.strip() else _BLANKS.split(line.strip(" "))
    cells = [cell.strip() for cell in cells]
    size = len(cells)
    if size < TWO or size == _NUMBERED + 1:
        source.fail(f"{size} columns; document, part, number, token, ..., coreference", number)
    names = cells[_NAMES] if size > _NAMES + 1 else "*"
    others |= {i for i in range(_TOKEN + 1, size - 1) if i != _NAMES and cells[i] not in EMPTY}
    if size == TWO:
        word = _FILLER if cells[0] == name else cells[0]
    else:
        word = cells[1] if size == _NUMBERED else cells[_TOKEN]
    return Line(number, [word or _FILLER, cells[-1], names])


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
    """Return the name and part of `_Part.id`; an id without a part is part 000."""
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
        inside = [
            _Placed(str(numbers[_entity(m)]), *place, m)
            for m in within(mentions, sentence)
            if (place := covered(sentence, (m.start, m.end)))
        ]
        left -= len(inside)
        held = uncrossed(inside, lost)
        cells = _cells(len(sentence), held)
        types = _types(sentence, [one.mention for one in held], lost)
        yield [
            f"{begin} {i} {_WRITTEN.get(text[a:b], text[a:b])} - - - - - - {kind} {cell}\n"
            for i, ((a, b), kind, cell) in enumerate(zip(sentence, types, cells, strict=True))
        ]
    if left:
        lost["mentions across sentences"] += left


def _types(sentence: list[Offsets], mentions: list[Mention], lost: Counter[str]) -> list[str]:
    """The column of names: the types of the outermost mentions, as it does not nest."""
    typed = [mention for mention in mentions if mention.type is not None]
    shown = outermost(typed)
    losses.count_records(lost, "types of mentions inside others", typed[len(shown) :])
    cells = ["*"] * len(sentence)
    for mention in shown:
        first, last = covered(sentence, (mention.start, mention.end)) or (0, 0)
        kind = losses.label(mention.type, "-.", lost)
        cells[first] = f"({kind})" if first == last else f"({kind}*"
        if first != last:
            cells[last] = "*)"
    return cells


def _entity(mention: Mention) -> str:
    """Return the key that joins mentions; one without an entity is alone."""
    return mention.entity or f"{mention.start}-{mention.end}"


def _cells(size: int, held: Iterable[_Placed]) -> list[str]:
    opens: list[list[str]] = [[] for _ in range(size)]
    closes: list[list[str]] = [[] for _ in range(size)]
    for one in held:
        if one.first == one.last:
            opens[one.first].append(f"({one.entity})")
        else:
            opens[one.first].append(f"({one.entity}")
            closes[one.last].insert(0, f"{one.entity})")
    return ["|".join(a + b) or "-" for a, b in zip(opens, closes, strict=True)]
