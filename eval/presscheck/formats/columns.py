"""Columns of a file: what parts them, which has the tags, where documents begin, whose texts they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.folding import fold
from presscheck.document.model import ABSENT, Offsets
from presscheck.formats import losses
from presscheck.formats.source import Source, too_many
from presscheck.formats.source import Tokens as KnownTokens
from presscheck.formats.tags import Scheme, followed, prefixed
from presscheck.formats.tokens import aligned, joined
from presscheck.text import wording

_NAME = re.compile(r"#\s*(?:newdoc\s+)?id\s*=\s*(\S.*?)\s*$")
_START = "-DOCSTART-"
EMPTY = ("-X-", "_", "-", "*", "")
"""Cells of a column that mean nothing."""
_NOTHING = ("-X-", "O", "_", "")
_BLANKS = re.compile(r"[ \t]+")
_LANGUAGE = re.compile(r"([a-z]{2,3}):(.+)")
_BEGINNING = 5
"""Tokens at the beginning of a text by which it is known."""
_HEADS = frozenset(["word", "words", "token", "tokens", "text", "form", "sentence"])
_TITLES = frozenset(
    ["label", "labels", "tag", "tags", "ner", "ner_tag", "ner_tags", "gold", "pred", "entity", "type"]
)


class Row(NamedTuple):
    """One line with a token.

    Args:
        number: counted from 1.
        word: the token.
        tag: its tag.
    """

    number: int
    word: str
    tag: str


class Block(NamedTuple):
    """Data of one document in the file.

    Args:
        name: its id, if it has one.
        sentences: the lines between blank lines; empty ones too.
    """

    name: str | None
    sentences: list[list[Row]]

    @property
    def words(self) -> list[tuple[int, str]]:
        """The tokens, each with its line."""
        return [(row.number, row.word) for sentence in self.sentences for row in sentence]


class Table(NamedTuple):
    """A column file.

    Args:
        scheme: of its tags.
        documents: in their order.
    """

    scheme: Scheme
    documents: list[Block]


class _Line(NamedTuple):
    number: int
    cells: list[str]


def table(source: Source) -> Table:
    """The documents of a column file, and the scheme of its tags.

    Raises:
        InvalidInputError: there is no token, or a line has no tag.
    """
    lines = source.content().replace("\r\n", "\n").split("\n")
    tabs = _has_tabs(lines)
    parted = [*_parted(source, lines, tabs=tabs)]
    rows = [line for _, blocks in parted for block in blocks for line in block]
    if not rows:
        source.fail("no token in the file")
    header, column, how = _column(source, rows)
    others = {
        i
        for line in rows
        if line is not header
        for i, cell in enumerate(line.cells)
        if i not in (0, column) and cell not in EMPTY
    }
    losses.count_records(source.notes, "columns besides token and tag left out", [*others])
    language = _language([line.cells[0] for line in rows if line is not header])
    if language:
        source.notes[f"`{language}:` before every token left out"] += 1

    def row(line: _Line) -> Row:
        tag = line.cells[column] if column < len(line.cells) else "O"
        return Row(line.number, line.cells[0][len(language) + 1 if language else 0 :], tag)

    blocks = [
        Block(name, [[row(line) for line in sentence if line is not header] for sentence in sentences])
        for name, sentences in parted
    ]
    blocks = [block for block in blocks if any(block.sentences)]
    return Table(how, _split(source, blocks))


def _has_tabs(lines: Sequence[str]) -> bool:
    """Return whether tabs part the columns: most lines with something in them have one."""
    full = [line for line in lines if line.strip() and not line.startswith(("#", _START))]
    return sum("\t" in line.strip("\t ") for line in full) * 2 > len(full)


def _parted(
    source: Source, lines: list[str], *, tabs: bool
) -> Iterator[tuple[str | None, list[list[_Line]]]]:
    """The documents of a file: id if it has one, and sentences of lines."""
    name: str | None = None
    blocks: list[list[_Line]] = [[]]
    for number, line in enumerate(lines, 1):
        cells = line.rstrip().split("\t") if tabs else _BLANKS.split(line.strip(" \t"))
        named = _NAME.match(line)
        if named or line.startswith(_START):
            if any(blocks):
                yield name, blocks
            blocks = [[]]
            name = named[1] if named else _title(line)
        elif not line.strip():
            blocks.append([])
        elif not _is_comment(line, cells):
            if not cells[0].strip():
                source.fail(f"{line!r}: the first column is empty; it has the token", number)
            blocks[-1].append(_Line(number, [cell.strip(" ") for cell in cells]))
    if any(blocks):
        yield name, blocks


def _is_comment(line: str, cells: list[str]) -> bool:
    """Return whether a line that begins with # is not a token: it has no tag."""
    return line.startswith("#") and (
        len(cells) == 1 or (line.startswith("# ") and not any(map(prefixed, cells[1:])))
    )


def _title(line: str) -> str | None:
    """Return the name that `-DOCSTART-` gives a document, as in `(10 Israel)`.

    >>> _title("-DOCSTART- (10 Israel)"), _title("-DOCSTART- -X- -X- O")
    ('10 Israel', None)
    """
    rest = line.removeprefix(_START).strip()
    if all(cell in _NOTHING for cell in rest.split()):
        return None
    return rest[1:-1].strip() if rest.startswith("(") and rest.endswith(")") else rest.split("\t")[0]


def _column(source: Source, rows: list[_Line]) -> tuple[_Line | None, int, Scheme]:
    """The header if there is one, the index of the column of tags, and their scheme.

    Raises:
        InvalidInputError: no column has tags; names the line where the last one has none.
    """
    chosen = source.choices.column
    header = rows[0] if _is_header(rows) else None
    rows = rows[1:] if header else rows
    if header:
        source.notes["header lines"] += 1
    if chosen is not None:
        tags = [line.cells[chosen - 1] for line in rows if chosen <= len(line.cells)]
        how = followed(tags, source.notes) if tags else None
        if how is None:
            source.fail(f"column {chosen} has no tags: {(tags or ['nothing'])[0]!r}", rows[0].number)
        return header, chosen - 1, how
    width = min(len(line.cells) for line in rows)
    for column in range(width - 1, 0, -1):
        how = followed([line.cells[column] for line in rows], source.notes)
        if how is not None:
            if column < max(len(line.cells) for line in rows) - 1:
                source.notes[
                    f"tags taken from column {column + 1} ({wording.name('column')} names another)"
                ] += 1
            return header, column, how
    wrong = next((line for line in rows if len(line.cells) < 2 or prefixed(line.cells[-1]) is None), rows[0])
    return source.fail(
        f"{' '.join(wrong.cells)!r}: a token, and in the last column O or B-TYPE, I-TYPE, E-TYPE, S-TYPE",
        wrong.number,
    )


def _is_header(rows: list[_Line]) -> bool:
    """Return whether the first line names columns."""
    cells = [cell.lower() for cell in rows[0].cells]
    return len(rows) > 1 and cells[0] in _HEADS and not _TITLES.isdisjoint(cells[1:])


def _language(words: list[str]) -> str | None:
    """The language that stands before every token, as WikiANN has it (`en:Anna`)."""
    matches = [_LANGUAGE.fullmatch(word) for word in words]
    names = {match[1] if match else None for match in matches}
    return names.pop() if len(names) == 1 and None not in names else None


def _split(source: Source, blocks: list[Block]) -> list[Block]:
    """Documents that blank lines part, where the user says so or there are as many known texts as blocks."""
    sentences = [sentence for block in blocks for sentence in block.sentences if sentence]
    texts = 0 if source.choices.assumed else len(source.texts)
    exported = len(blocks) == 1 and blocks[0].name is None and 1 < texts == len(sentences)
    if source.choices.split != "blank" and not exported:
        return blocks
    if exported:
        source.notes["documents parted by blank lines, as there are as many texts"] += len(sentences)
    return [Block(None, [sentence]) for sentence in sentences]


def texts_of(source: Source, blocks: list[Block]) -> list[tuple[tuple[str, str | None], Block]]:
    """Id and text of each document, as far as they are known.

    Raises:
        UsageError: documents have no ids, and the texts that the user gives are others.
    """
    nameless = [block for block in blocks if block.name is None]
    if source.choices.tokens:
        return [
            ((known_name(source, block.name, i, len(blocks)), None), block) for i, block in enumerate(blocks)
        ]
    if nameless and source.texts and not source.choices.assumed and len(source.texts) == len(blocks):
        return list(zip(source.texts.items(), blocks, strict=True))
    found: list[tuple[tuple[str, str | None], Block]] = []
    left = dict(source.texts)
    unsplit = source.choices.split != "blank"
    for block in blocks:
        if block.name is not None:
            found.append(((block.name, _own(source, block)), block))
            continue
        match = next((name for name, text in left.items() if _fits(source, block, text)), None)
        if match is not None:
            found.append(((match, left.pop(match)), block))
        elif source.texts and not source.choices.assumed and source.path.stem not in source.texts:
            raise UsageError(
                f"{source.path} contains {too_many(len(nameless), len(source.texts))}"
                + (
                    f", or use {wording.option('split', 'blank')} if blank lines separate its documents"
                    if unsplit
                    else ""
                )
            )
        else:
            name = source.numbered(1 + nameless.index(block), len(nameless))
            found.append(((name, source.texts.get(name)), block))
    return found


def _own(source: Source, block: Block) -> str | None:
    """The text that is known under a document's id."""
    return source.texts.get(block.name or "")


def _fits(source: Source, block: Block, text: str) -> bool:
    """Return whether the tokens of a document are those of a text, all of them or a good first part."""
    trial = Source(source.path, {}, type(source.notes)())
    try:
        places = aligned(block.words, text, trial)
    except InvalidInputError:
        return False
    if trial.notes or not places or fold(text[: places[0][0]]).text.strip():
        return False
    return len(places) >= _BEGINNING or not fold(text[places[-1][1] :]).text.strip()


def places_of(source: Source, name: str, text: str | None, block: Block) -> tuple[str, str, list[Offsets]]:
    """The text of a document, the text to give it if the file brings its own, and the places of its tokens.

    Raises:
        InvalidInputError: a token is not in the text, or the known document has more or fewer.
    """
    if text is not None:
        return text, ABSENT, aligned(block.words, text, source)
    known = by_position(source, name, len(block.words), block.words[0][0])
    if known is not None:
        return known.text, known.text, known.places
    made, places = joined(word for _, word in block.words)
    return made, made, places


def known_name(source: Source, name: str | None, index: int, count: int) -> str:
    """The id of the document with known tokens that one of the file is: the same id, else the same place.

    Args:
        source: with the known tokens.
        name: the id in the file, if it has one.
        index: of the document in the file.
        count: how many documents the file has.

    Raises:
        UsageError: no known document has this id, and there are not as many.
    """
    ids = [one.id for one in source.choices.tokens]
    if name in ids:
        return name or ""
    if len(ids) != count:
        raise UsageError(
            f"{wording.name('by_position')}: {source.path} contains {count} documents and the known file "
            f"{len(ids)}; {name or 'one without an id'} is not one of {', '.join(ids[:5])}"
        )
    return ids[index]


def by_position(source: Source, name: str, size: int, line: int) -> KnownTokens | None:
    """The known document whose tokens stand for those of the file, one for one; None if the user names none.

    Args:
        source: with the known tokens.
        name: id of the known document.
        size: how many tokens the file has for it.
        line: of the first of them.

    Raises:
        InvalidInputError: it has another number of tokens.
    """
    known = next((one for one in source.choices.tokens if one.id == name), None)
    if known is not None and len(known.places) != size:
        source.fail(f"{name!r} has {size} tokens here, but {len(known.places)} in the known file", line)
    return known


__all__ = ["Block", "Row", "Table", "by_position", "known_name", "places_of", "table", "texts_of"]
