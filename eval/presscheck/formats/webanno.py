r"""WebAnno TSV 3: a row for each token, columns for the features of each layer, offsets in UTF-16 units.

`[n]` joins what is one annotation, `|` parts what is stacked, `\` escapes;
`1-2.1` is a part of a token. The text is that of the `#Text` lines; what stands
between sentences is not in the file and becomes a line break.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from presscheck.document.model import Document, Offsets
from presscheck.formats import losses
from presscheck.formats.laid import decimal
from presscheck.formats.source import Source
from presscheck.formats.uima_layers import Sheet, Structure, document

SPAN, CHAIN, RELATION = "#T_SP=", "#T_CH=", "#T_RL="
TEXT = "#Text="
NONE, UNNAMED, ROLE = "_", "*", "ROLE_"
FIXED = 3
"""Columns before those of the layers: number, place, token."""
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
ANY = "uima.tcas.Annotation"
_STACKED = re.compile(r"(?<!\\)\|")
_SLOTS = re.compile(r"(?<!\\);")
_NUMBERED = re.compile(r"(.*?)(?<!\\)\[(\d{1,9})\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_CONTROL = {"t": "\t", "n": "\n", "r": "\r"}
_LINK = re.compile(r"(.*)->(\d+)-(\d+)", re.DOTALL)
_LONGEST = 10_000_000
"""UTF-16 units that a text may have: a wrong number would make a text of blanks."""


class _Layer(NamedTuple):
    """Columns of one layer.

    Args:
        kind: how its header begins.
        type: its name.
        features: one a column.
        first: index of its first column.
    """

    kind: str
    type: str
    features: list[str]
    first: int


class _Row(NamedTuple):
    """A line with a token or a part of one.

    Args:
        line: of the file.
        number: `sentence-token`, or with `.part`.
        place: in UTF-16 units.
        token: it.
        cells: of all layers.
    """

    line: int
    number: str
    place: Offsets
    token: str
    cells: list[str]


class _Sentence(NamedTuple):
    """Rows under their `#Text` lines."""

    texts: list[str]
    rows: list[_Row]


class _Made(NamedTuple):
    """An annotation while it is read.

    Args:
        rows: of its tokens.
        values: feature -> what is in its column.
    """

    rows: list[_Row]
    values: dict[str, str]


Key = tuple[str, str]
"""Of an annotation: its layer, and its number, or its row where it has none."""


def signs(_path: Path, begin: str) -> Iterator[str]:
    """The first line, and the header of a layer."""
    if begin.startswith("#FORMAT=WebAnno TSV 3"):
        yield "`#FORMAT=WebAnno TSV 3`"
    yield from [f"`{key}`" for key in (SPAN, CHAIN, RELATION, TEXT) if f"\n{key}" in begin][:2]


def read(source: Source) -> Iterator[Document]:
    """The document of the file.

    Raises:
        InvalidInputError: not WebAnno TSV; says where.
    """
    lines = source.content().split("\n")
    if not lines[0].startswith("#FORMAT=WebAnno TSV 3"):
        source.fail("expected `#FORMAT=WebAnno TSV 3.x`", 1)
    layers = _layers(lines)
    sentences = [*_sentences(source, lines, layers)]
    rows = [row for sentence in sentences for row in sentence.rows]
    if not rows:
        source.fail("no token in the file", len(lines))
    name, text = _known(source, _text(source, sentences))
    borders = [_border(sentence) for sentence in sentences if sentence.rows]
    structures = [*borders, *_spans(source, layers, rows)]
    chains = [chain for layer in layers if layer.kind == CHAIN for chain in _chains(layer, rows)]
    yield document(source, Sheet(name, text, None, structures, chains))


def _layers(lines: Sequence[str]) -> list[_Layer]:
    """The layers that the head of the file names, in the order of their columns."""
    layers: list[_Layer] = []
    first = 0
    for line in lines:
        kind = next((one for one in (SPAN, CHAIN, RELATION) if line.startswith(one)), None)
        if kind is not None:
            name, *features = line.removeprefix(kind).rstrip("\r").split("|")
            layers.append(_Layer(kind, name, features or [""], first))
            first += len(layers[-1].features)
    return layers


def _sentences(source: Source, lines: Sequence[str], layers: Sequence[_Layer]) -> Iterator[_Sentence]:
    width = sum(len(layer.features) for layer in layers)
    texts: list[str] = []
    rows: list[_Row] = []
    for number, line in enumerate(lines, 1):
        if line.startswith(TEXT):
            if rows:
                yield _Sentence(texts, rows)
                texts, rows = [], []
            texts.append(_plain(line.removeprefix(TEXT).rstrip("\r")))
        elif line.strip() and not line.startswith("#"):
            rows.append(_row(source, line.rstrip("\r"), number, width))
    yield _Sentence(texts, rows)


def _row(source: Source, line: str, number: int, width: int) -> _Row:
    cells = line.split("\t")
    place = [decimal(part) for part in cells[1].split("-")] if len(cells) >= FIXED else []
    if len(place) != len(("start", "end")) or place[0] is None or place[1] is None or place[1] < place[0]:
        source.fail(f"{line!r}; expected sentence-token, begin-end, token and the layers' columns", number)
    values = cells[FIXED : FIXED + width]
    if len(values) < width:
        source.fail(f"{len(values)} columns of layers; the head names {width}", number)
    return _Row(number, cells[0], (place[0], place[1]), _plain(cells[2]), values)


def _plain(value: str) -> str:
    r"""A value without its escapes.

    >>> _plain(r"a\_b\u0041\\"), _plain(r"x\ty")
    ('a_bA\\', 'x\ty')
    """
    return _ESCAPE.sub(lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else _CONTROL.get(m[1], m[1]), value)


def _text(source: Source, sentences: Sequence[_Sentence]) -> str:
    """The text, with each sentence where its first token says.

    Raises:
        InvalidInputError: a sentence has other words than its tokens, or does not follow the one before.
    """
    made = b""
    for sentence in sentences:
        if not sentence.rows:
            continue
        row, words = sentence.rows[0], "\n".join(sentence.texts)
        before = words.find(row.token)
        begin = row.place[0] - len(_units(words[: max(before, 0)])) // 2
        if before < 0:
            source.fail(f"token {row.token!r} is not in the text of its sentence", row.line)
        if begin * 2 < len(made) or begin > _LONGEST:
            source.fail(f"begins at {begin}; the sentence before ends at {len(made) // 2}", row.line)
        made += _units("\n" * (begin - len(made) // 2)) + _units(words)
    return made.decode("utf-16-le", "surrogatepass")


def _units(words: str) -> bytes:
    return words.encode("utf-16-le", "surrogatepass")


def _known(source: Source, text: str) -> tuple[str, str]:
    """The id and text of the known document that differs in white space alone; else a name and the text."""
    for name, known in source.texts.items():
        if len(known) == len(text) and known.split() == text.split():
            return name, known
    return source.name_of(text, 1), text


def _border(sentence: _Sentence) -> Structure:
    first, last = sentence.rows[0], max(sentence.rows, key=lambda row: row.place[1])
    return Structure(f"line {first.line}", SENTENCE, (first.place[0], last.place[1]), {})


def _values(cell: str) -> list[tuple[str, str | None]]:
    r"""The values stacked in a cell, each with its number.

    >>> _values("PER[1]|ORG[2]"), _values("PER"), _values("_")
    ([('PER', '1'), ('ORG', '2')], [('PER', None)], [])
    """
    if cell == NONE or not cell:
        return []
    parts = ((_NUMBERED.fullmatch(part), part) for part in _STACKED.split(cell))
    return [(match[1], match[2]) if match else (part, None) for match, part in parts]


def _spans(source: Source, layers: Sequence[_Layer], rows: Sequence[_Row]) -> Iterator[Structure]:
    made: dict[Key, _Made] = {}
    for layer in layers:
        for row in rows if layer.kind == SPAN else ():
            _gather(made, layer, row)
        if layer.kind == RELATION:
            related = [row for row in rows if row.cells[layer.first] not in (NONE, "")]
            losses.count_records(source.notes, "relations left out", related)
    columns = {layer.type: layer.features for layer in layers if layer.kind == SPAN}
    for key, one in made.items():
        slots = [slot for name, targets in pairwise(columns[key[0]]) if name.startswith(ROLE)
                 for slot in _filled(made, one, name, targets)]  # fmt: skip
        hosts = any(name.startswith(ROLE) for name in columns[key[0]])
        yield _structure(key, one, slots if hosts else None)


def _gather(made: dict[Key, _Made], layer: _Layer, row: _Row) -> None:
    """The annotations of a layer in a row; the column after roles has numbers of their fillers."""
    numbers: list[str | None] = []
    for i, feature in enumerate(layer.features):
        cell = row.cells[layer.first + i]
        if i and layer.features[i - 1].startswith(ROLE):
            parts = [] if cell in (NONE, "") else _STACKED.split(cell)
            values = list(zip(parts, [*numbers, *(None for _ in parts)], strict=False))
        else:
            values = _values(cell)
            numbers = [number for _, number in values]
        for stacked, (value, number) in enumerate(values):
            key = (layer.type, number or f"{row.number}#{stacked}")
            one = made.setdefault(key, _Made([], {}))
            if row not in one.rows[-1:]:
                one.rows.append(row)
            if value != UNNAMED:
                one.values.setdefault(feature, value)


def _structure(key: Key, one: _Made, slots: Sequence[tuple[str, Structure]] | None) -> Structure:
    place = (min(row.place[0] for row in one.rows), max(row.place[1] for row in one.rows))
    plain = {
        name: _plain(value)
        for name, value in one.values.items()
        if slots is None or (not name.startswith(ROLE) and "." not in name)
    }
    return Structure(f"line {one.rows[0].line}", key[0], place, plain, slots)


def _filled(made: dict[Key, _Made], one: _Made, roles: str, kind: str) -> Iterator[tuple[str, Structure]]:
    """The slots of an annotation: its roles, and the annotations at the places beside them."""
    names = _SLOTS.split(one.values.get(roles, ""))
    places = _SLOTS.split(one.values.get(kind, ""))
    for name, place in zip(names, places, strict=False):
        match = _NUMBERED.fullmatch(place)
        own = match[2] if match else f"{place}#0"
        keys = [key for key in made if key[1] == own and kind in (key[0], ANY)]
        for key in keys[:1]:
            yield _plain(name).strip("*") or "role", _structure(key, made[key], None)


def _chains(layer: _Layer, rows: Sequence[_Row]) -> Iterator[list[Structure]]:
    """The chains of a layer, each as its links in order."""
    found: dict[int, dict[int, list[_Row]]] = defaultdict(lambda: defaultdict(list))
    column = layer.first + len(layer.features) - 1
    for row in rows:
        for cell in _STACKED.split(row.cells[column]):
            if match := _LINK.fullmatch(cell):
                found[int(match[2][:9])][int(match[3][:9])].append(row)
    for links in found.values():
        yield [_structure((layer.type, ""), _Made(links[n], {}), None) for n in sorted(links)]
