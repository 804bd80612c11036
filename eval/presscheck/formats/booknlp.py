"""BookNLP: a folder (or one of its files) with `.tokens`, `.entities` and `.quotes` of each book.

Spans are by tokens of the book, the end included; `.tokens` says at which
characters they stand. The text is the known one, that of a `.txt` beside, or is
made of the tokens at their characters. Types stay BookNLP's own, which the
label map `litbank` knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from presscheck.document.model import ABSENT, Document, Event, Mention, Offsets, Quote, Span
from presscheck.formats import chains
from presscheck.formats.laid import Laid
from presscheck.formats.source import Source
from presscheck.formats.tokens import aligned, sentences

FORMS = {"PROP": "name", "NOM": "nominal", "PRON": "pronoun"}
"""BookNLP's mention categories in our forms."""

SUFFIXES = (".tokens", ".entities", ".quotes")
ASIDE = (".supersense", ".book", ".book.html")
"""Files of a book that have nothing of ours."""
_FARTHEST = 100_000
"""Characters that may stand between two tokens: a wrong number would make a text of blanks."""
_TOKENS = ("paragraph_ID", "sentence_ID", "token_ID_within_document", "word", "byte_onset", "byte_offset")
_ENTITIES = ("COREF", "start_token", "end_token", "prop", "cat", "text")
_QUOTES = ("quote_start", "quote_end", "mention_start", "mention_end", "char_id", "quote")


class _Row(NamedTuple):
    """A line of a table.

    Args:
        number: of the line, from 1.
        cells: column -> what is there.
    """

    number: int
    cells: Mapping[str, str]


def signs(path: Path, begin: str) -> Iterator[str]:
    """A folder with two of `.tokens`, `.entities` and `.quotes` of a book; of one file, suffix and header."""
    if path.is_dir():
        files = sorted(one for suffix in SUFFIXES for one in path.glob(f"*{suffix}"))
        books = {one.stem: [two for two in files if two.stem == one.stem] for one in files}
        yield from (f"`{one.name}`" for one in max(books.values(), key=len, default=[])[:2])
        return
    if path.suffix in SUFFIXES:
        yield f"the suffix {path.suffix}"
    header = begin.split("\n", 1)[0].rstrip("\r").split("\t")
    columns = next((some for some in (_TOKENS, _ENTITIES, _QUOTES) if set(some) <= set(header)), ())
    yield from (f"the column `{name}`" for name in columns[:2])


def read(source: Source) -> Iterator[Document]:
    """The books of a folder, by name.

    Raises:
        InvalidInputError: a `.tokens` is missing, or a line is not what it should be.
    """
    folder = source.path if source.path.is_dir() else source.path.parent
    stems = sorted({one.stem for suffix in SUFFIXES for one in folder.glob(f"*{suffix}")})
    if source.path.is_file():
        stems = [source.path.stem]
    if not stems:
        source.fail("expected a folder with .tokens, .entities and .quotes of a book")
    for number, stem in enumerate(stems, 1):
        base = folder / stem
        if not _with_suffix(base, ".tokens").is_file():
            missing = _with_suffix(base, ".tokens")
            source.fail("this file is missing; entities and quotes count its tokens", file=missing)
        for suffix in ASIDE:
            if _with_suffix(base, suffix).is_file():
                source.notes[f"{suffix} files left out"] += 1
        name = stem if source.choices.id is None else source.numbered(number, len(stems))
        yield _document(source, base, name)


def _with_suffix(base: Path, suffix: str) -> Path:
    return base.with_name(f"{base.name}{suffix}")


def _rows(source: Source, path: Path, columns: Sequence[str]) -> list[_Row]:
    """The lines of a table below its header.

    Raises:
        InvalidInputError: the header lacks a column, or a line has too few.
    """
    lines = [line.rstrip("\r") for line in source.content(path).split("\n")]
    header = lines[0].split("\t")
    if missing := [name for name in columns if name not in header]:
        source.fail(f"the header lacks {', '.join(missing)}", 1, file=path)
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            source.fail(f"{len(cells)} columns; expected {len(header)}", number, file=path)
        rows.append(_Row(number, dict(zip(header, cells, strict=True))))
    return rows


def _number(source: Source, path: Path, row: _Row, column: str) -> int:
    cell = row.cells[column]
    if not _is_number(cell) or len(cell) > len("999999999999"):
        source.fail(f"`{column}` is {cell!r}; expected a whole number from 0", row.number, file=path)
    return int(cell)


def _document(source: Source, base: Path, name: str) -> Document:
    path = _with_suffix(base, ".tokens")
    rows = _rows(source, path, _TOKENS)
    if not rows:
        source.fail("no token in the file", 1, file=path)
    text, made, places = _placed(source, base, source.texts.get(name), rows)
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row.cells["sentence_ID"]] = sizes.get(row.cells["sentence_ID"], 0) + 1
    borders = sentences(sizes.values(), places, text, source)
    laid = Laid(source, text, made, places, borders)
    mentions = _mentions(laid, _with_suffix(base, ".entities"))
    return Document(
        id=name,
        text=made,
        sentences=borders if borders is not None else ABSENT,
        mentions=mentions if mentions is not None else ABSENT,
        entities=chains.entities(mentions) if mentions is not None else ABSENT,
        events=_events(laid, rows) if "event" in rows[0].cells else ABSENT,
        quotes=_quotes(laid, _with_suffix(base, ".quotes")),
    )


def _placed(
    source: Source, base: Path, known: str | None, rows: list[_Row]
) -> tuple[str, Any, list[Offsets]]:
    """A text, the text again if it is not a known one, and where its tokens stand."""
    path = _with_suffix(base, ".tokens")
    for number, row in enumerate(rows):
        if _number(source, path, row, "token_ID_within_document") != number:
            source.fail(f"expected token {number}; tokens are counted from 0", row.number, file=path)
    places = [
        (_number(source, path, row, "byte_onset"), _number(source, path, row, "byte_offset")) for row in rows
    ]
    words = [row.cells["word"] for row in rows]
    beside = _with_suffix(base, ".txt")
    text = known if known is not None else source.content(beside) if beside.is_file() else None
    if text is None:
        text = _made(source, path, rows, places)
    elif any(text[a:b] != word for (a, b), word in zip(places, words, strict=True)):
        source.notes["books whose tokens are not at their characters, placed by their words"] += 1
        places = aligned([(row.number, word) for row, word in zip(rows, words, strict=True)], text, source)
    return text, ABSENT if known is not None else text, places


def _made(source: Source, path: Path, rows: list[_Row], places: list[Offsets]) -> str:
    """A text of the tokens at their characters, with line breaks between paragraphs."""
    parts: list[str] = []
    at, paragraph = 0, rows[0].cells["paragraph_ID"]
    for row, (start, end) in zip(rows, places, strict=True):
        word = row.cells["word"]
        if start < at or end - start != len(word) or start - at > _FARTHEST:
            source.fail(
                f"token {word!r} is at [{start}, {end}); expected {len(word)} characters after {at}",
                row.number,
                file=path,
            )
        parts += ["\n" if row.cells["paragraph_ID"] != paragraph else " "] * (start - at)
        parts.append(word)
        at, paragraph = end, row.cells["paragraph_ID"]
    return "".join(parts)


def _span(laid: Laid, path: Path, row: _Row, columns: tuple[str, str], words: str | None) -> dict[str, Any]:
    """The span from one token to another, both included."""
    first, last = (_number(laid.source, path, row, column) for column in columns)
    if not first <= last < len(laid.places):
        message = f"tokens {first} to {last}; expected a span within 0 and {len(laid.places) - 1}"
        laid.source.fail(message, row.number, file=path)
    start, end = laid.places[first][0], laid.places[last][1]
    there = laid.text[start:end]
    if words is not None and not _same(words, there):
        laid.source.fail(f"the words are {words!r}, but the text there is {there!r}", row.number, file=path)
    return {"start": start, "end": end, "text": there}


def _same(first: str, second: str) -> bool:
    """Return whether words are the same but for white space, which BookNLP puts between tokens."""
    return "".join(first.split()) == "".join(second.split())


def _mentions(laid: Laid, path: Path) -> list[Mention] | None:
    if not path.is_file():
        return None
    mentions = []
    for row in _rows(laid.source, path, _ENTITIES):
        place = _span(laid, path, row, ("start_token", "end_token"), row.cells["text"])
        form = row.cells["prop"]
        if form not in FORMS:
            laid.source.fail(f"`prop` is {form!r}; expected {', '.join(FORMS)}", row.number, file=path)
        name = row.cells["COREF"]
        mentions.append(Mention(**place, type=row.cells["cat"], form=FORMS[form], entity=name))
    return chains.admissible(mentions, laid.source.notes)


def _events(laid: Laid, rows: list[_Row]) -> list[Event]:
    """The tokens that BookNLP calls events; they have no type."""
    return [
        Event(start=start, end=end, text=laid.text[start:end])
        for row, (start, end) in zip(rows, laid.places, strict=True)
        if row.cells["event"] == "EVENT"
    ]


def _quotes(laid: Laid, path: Path) -> Any:
    if not path.is_file():
        return ABSENT
    quotes = []
    for row in _rows(laid.source, path, _QUOTES):
        place = _span(laid, path, row, ("quote_start", "quote_end"), row.cells["quote"])
        source = None
        if _is_number(row.cells["mention_start"]):
            words = row.cells.get("mention_phrase")
            source = Span(**_span(laid, path, row, ("mention_start", "mention_end"), words))
        name = row.cells["char_id"]
        speaker = None if name in ("", "None", "-1") else name
        quotes.append(Quote(content=[Span(**place)], source=source, speaker=speaker))
    return quotes


def _is_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit()
