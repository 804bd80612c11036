"""CoNLL-U with `Entity=` (CorefUD, GUM): mentions, entities, heads and links; read and written with `conllu`.

The text is the known one, else made of the forms by `SpaceAfter`, `SpacesAfter`
and `# newpar`. A word of a multi-word token stands where its form does, or, if
the forms do not make up the token, where the token does. Types stay the
corpus' own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from msgspec import UNSET
from msgspec.structs import replace

from presscheck.document.model import ABSENT, Document, Entity, Mention, Offsets
from presscheck.formats import chains, conllu_out, losses
from presscheck.formats.conllu_names import Placed, Tags, mentions_by, tag
from presscheck.formats.entity_cells import FIELDS, Marked, Node, count_left_out, marked
from presscheck.formats.source import Source
from presscheck.formats.tags import followed
from presscheck.formats.tokens import aligned, sentences

HOLDS = conllu_out.HOLDS
write = conllu_out.write
ASIDE = {"Bridge": "bridging relations left out", "SplitAnte": "split antecedents left out"}
READ = (*ASIDE, "Entity", "SpaceAfter", "SpacesAfter", "NER", "ner")
"""Keys of the last column that are read, or counted by another name."""
KEPT = ("id", "form", "misc")
EMPTY: tuple[Any, ...] = (None, "_", "", [], {})
_COLUMNS = 10
MARKS = ("# global.Entity", "Entity=", "NER=", "ner=")
"""Keys that show that something is annotated."""
_LOOKED_AT = 50
"""Lines that are looked at to tell the format."""
_ESCAPES = {r"\s": " ", r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\p": "|", r"\\": "\\"}
_NEWDOC = re.compile(r"#\s*newdoc\b(?:\s*(?:id)?\s*=\s*(.*?))?\s*$")


class _Token(NamedTuple):
    """A word of the text.

    Args:
        line: of the file.
        form: as it is written.
        after: white space after it; None if the file says nothing special.
        words: the forms of the words that it is made of; empty if it is one.
        tag: of its name (`NER=`), or that of its first word that has one; O if there is none.
    """

    line: int
    form: str
    after: str | None
    words: list[str]
    tag: str = "O"


class _Book(NamedTuple):
    """Data of one document in the file.

    Args:
        name: its id.
        fields: of its brackets.
        tokens: of the text.
        sizes: how many tokens each sentence has.
        paragraphs: indexes of the sentences that begin one.
        nodes: words and empty nodes.
        texts: `# text` of each sentence, if it is there.
        others: the columns that have something and are not read.
    """

    name: str
    fields: list[str]
    tokens: list[_Token]
    sizes: list[int]
    paragraphs: set[int]
    nodes: list[Node]
    texts: list[str | None]
    others: set[str]


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Ten columns that begin with a number, and `Entity=` or `NER=` in the last, or declared."""
    rows = [line for line in begin.split("\n")[:-1] if line.strip() and not line.startswith("#")]
    tabs = [row.split("\t") for row in rows[:_LOOKED_AT]]
    if tabs and all(len(row) == _COLUMNS and row[0][:1].isdigit() for row in tabs):
        yield "ten columns, of which the first counts"
    if "\n# global.Entity" in f"\n{begin}":
        yield "`# global.Entity`"
    for key in MARKS[1:]:
        if any(key in row.rsplit("\t", 1)[-1] for row in rows):
            yield f"`{key}`"


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and entities.

    Raises:
        InvalidInputError: not CoNLL-U, or brackets that do not close; says where.
    """
    blocks = list(_blocks(source.content()))
    if not any(mark in line for _, rows in blocks for line in rows for mark in MARKS):
        source.fail(
            "neither `# global.Entity` nor `Entity=` nor `NER=`; expected coreference or names "
            "in the last column",
            1,
        )
    books: list[_Book] = []
    for begins, rows in blocks:
        parsed = _parsed(source, begins, rows)
        new = next((match for line in rows if (match := _NEWDOC.match(line))), None)
        if new or not books:
            fields = books[-1].fields if books else [*FIELDS]
            books.append(_Book((new[1] if new else None) or "", fields, [], [], set(), [], [], set()))
        _add(source, books[-1], parsed, begins, rows)
    how = followed([token.tag for book in books for token in book.tokens], source.notes)
    if how is None:
        source.fail("`NER=` has no tags: expected O and B-TYPE, I-TYPE, E-TYPE, S-TYPE", 1)
    chained = any(mark in line for _, rows in blocks for line in rows for mark in MARKS[:2])
    tags = Tags(how, alone=not chained)
    others = {name for book in books for name in book.others}
    losses.count_records(source.notes, "columns besides form and misc left out", [*others])
    yield from source.each(_numbered(source, books), lambda book: _document(source, book, tags))


def _numbered(source: Source, books: list[_Book]) -> list[_Book]:
    """The documents, those without an id under a number."""
    nameless = [book for book in books if not book.name]
    numbers = {id(book): number for number, book in enumerate(nameless, 1)}
    return [
        book if book.name else book._replace(name=source.numbered(numbers[id(book)], len(nameless)))
        for book in books
    ]


def _blocks(content: str) -> Iterator[tuple[int, list[str]]]:
    """Lines between blank lines, each block with the line on which it begins."""
    rows: list[str] = []
    for number, line in enumerate([*content.split("\n"), ""], 1):
        if line.strip():
            rows.append(line.rstrip("\r"))
        elif rows:
            yield number - len(rows), rows
            rows = []


def _parsed(source: Source, begins: int, rows: list[str]) -> Any:
    """A sentence as `conllu` reads it."""
    import conllu
    from conllu.exceptions import ParseException

    for i, row in enumerate(rows):
        if not row.startswith("#") and row.count("\t") != _COLUMNS - 1:
            source.fail(f"{row.count(chr(9)) + 1} columns; expected {_COLUMNS}, by tabs", begins + i)
    try:
        parsed = conllu.parse("\n".join(rows) + "\n\n")
    except ParseException as error:
        source.fail(f"not CoNLL-U: {error}", begins)
    return parsed[0] if parsed else conllu.TokenList()


def _add(source: Source, book: _Book, parsed: Any, begins: int, rows: list[str]) -> None:
    """A sentence more for a document."""
    names = str(parsed.metadata.get("global.Entity") or "").strip()
    if names:
        book.fields[:] = names.split("-")
    lines = [begins + i for i, row in enumerate(rows) if not row.startswith("#")]
    before = len(book.tokens)
    range_end, others = 0, book.others
    for line, token in zip(lines, parsed, strict=True):
        misc = token.get("misc") or {}
        number = token["id"]
        losses.count_keys(source.notes, misc, READ, "words")
        others |= {key for key, value in token.items() if key not in KEPT and value not in EMPTY}
        for key, what in ASIDE.items():
            source.notes.update([what] if key in misc else [])
        if isinstance(number, tuple) and number[1] == "-":
            range_end = number[2]
            book.tokens.append(_Token(line, token["form"], _after(misc), [], tag(misc)))
            book.nodes.append(Node(line, "", -1))
            continue
        cell = str(misc.get("Entity") or "")
        if isinstance(number, tuple) or number is None:
            book.nodes.append(Node(line, cell, None))
            continue
        if number <= range_end:
            book.tokens[-1].words.append(token["form"])
            if book.tokens[-1].tag == "O":
                book.tokens[-1] = book.tokens[-1]._replace(tag=tag(misc))
        else:
            book.tokens.append(_Token(line, token["form"], _after(misc), [], tag(misc)))
        book.nodes.append(Node(line, cell, len(book.tokens) - 1))
    _end_sentence(book, parsed, before)


def _end_sentence(book: _Book, parsed: Any, before: int) -> None:
    if len(book.tokens) == before:
        return
    if any(key.split(" ")[0] == "newpar" for key in parsed.metadata):
        book.paragraphs.add(len(book.sizes))
    book.sizes.append(len(book.tokens) - before)
    book.texts.append(parsed.metadata.get("text"))


def _after(misc: dict[str, Any]) -> str | None:
    """The white space after a token; None where nothing is said of it."""
    spaces = misc.get("SpacesAfter")
    if spaces:
        return re.sub(r"\\.", lambda match: _ESCAPES.get(match[0], match[0]), str(spaces))
    return "" if misc.get("SpaceAfter") == "No" else None


def _document(source: Source, book: _Book, tags: Tags) -> Document:
    if not book.tokens:
        source.fail(f"document {book.name!r} has no token")
    known = source.texts.get(book.name)
    if known is None:
        text, places = _made(source, book)
    else:
        text = known
        places = aligned([(token.line, token.form) for token in book.tokens], text, source)
    words = _word_places(source, book, text, places)
    borders = sentences(book.sizes, places, text, source)
    placed = Placed(text, places)
    names = mentions_by([token.tag for token in book.tokens], book.sizes, placed, tags.scheme, source.notes)
    if tags.alone:
        return Document(
            id=book.name,
            text=text if known is None else ABSENT,
            sentences=borders if borders is not None else ABSENT,
            mentions=names,
        )
    losses.count_records(source.notes, "names by `NER=` beside `Entity=` left out", names)
    mentions, links = _mentions(source, book, text, words)
    mentions = chains.admissible(mentions, source.notes)
    return Document(
        id=book.name,
        text=text if known is None else ABSENT,
        sentences=borders if borders is not None else ABSENT,
        mentions=mentions,
        entities=_linked(chains.entities(mentions), links),
    )


def _made(source: Source, book: _Book) -> tuple[str, list[Offsets]]:
    """A text of forms, and where they stand; compared with what the file says of each sentence."""
    ends = {end - 1: number for number, end in enumerate(accumulate(book.sizes), 1)}
    parts: list[str] = []
    places, at, begin = [], 0, 0
    for i, token in enumerate(book.tokens):
        places.append((at, at + len(token.form)))
        after = " " if token.after is None else token.after
        if i in ends:
            if book.texts[ends[i] - 1] not in (None, "".join(parts[begin:]) + token.form):
                source.notes["sentences whose `# text` is not what their words make"] += 1
            begin = len(parts) + 2
            if ends[i] in book.paragraphs and "\n" not in after:
                after = "\n"
        parts += [token.form, after]
        at += len(token.form) + len(after)
    return "".join(parts[:-1]), places


def _word_places(source: Source, book: _Book, text: str, places: Sequence[Offsets]) -> list[Offsets | None]:
    """Return the place of each node: None for an empty node or the line of a multi-word token itself."""
    nth: Counter[int] = Counter()
    found: list[Offsets | None] = []
    for node in book.nodes:
        if node.word is None or node.word < 0:
            found.append(None)
            continue
        start, end = places[node.word]
        forms = book.tokens[node.word].words
        k = nth[node.word]
        nth[node.word] += 1
        if forms and "".join(forms) == text[start:end]:
            start += sum(map(len, forms[:k]))
            end = start + len(forms[k])
        elif forms and node.cell:
            source.notes["words inside a multi-word token, taken as the whole token"] += 1
        found.append((start, end))
    return found


def _mentions(
    source: Source, book: _Book, text: str, words: Sequence[Offsets | None]
) -> tuple[list[Mention], dict[str, str]]:
    """The mentions of a document, and the links of its entities."""
    listed = marked(source, book.nodes, book.fields)
    count_left_out(listed, source.notes)
    mentions: list[Mention] = []
    links: dict[str, str] = {}
    for one in listed:
        mention = _mention(one, text, words, book)
        if mention is None:
            source.notes["mentions of empty nodes alone, left out"] += 1
            continue
        mentions.append(mention)
        if identity := one.fields.get("identity"):
            links.setdefault(one.entity, unquote(identity))
    return mentions, links


def _mention(one: Marked, text: str, words: Sequence[Offsets | None], book: _Book) -> Mention | None:
    """A mention from its first word to its last; None if it has none."""
    placed = [place for node in one.nodes if (place := words[node]) is not None]
    if not placed:
        return None
    start, end = min(a for a, _ in placed), max(b for _, b in placed)
    label: Any = one.fields.get("etype", ABSENT)
    return Mention(
        start=start,
        end=end,
        text=text[start:end],
        type=label,
        head=_head(one, words, book),
        entity=one.entity,
    )


def _head(one: Marked, words: Sequence[Offsets | None], book: _Book) -> Any:
    """The place of the word that `head` counts, from 1; unset if there is none, or it is empty."""
    said = one.fields.get("head", "")
    counted = [node for node in one.nodes if book.nodes[node].word != -1]
    if not (said.isascii() and said.isdigit() and len(said) < len("99999") and 0 < int(said) <= len(counted)):
        return ABSENT
    place = words[counted[int(said) - 1]]
    return place if place is not None else ABSENT


def _linked(entities: Iterable[Entity], links: dict[str, str]) -> list[Entity]:
    return [replace(one, wikidata=links.get(one.id, UNSET)) for one in entities]
