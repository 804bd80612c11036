"""A text with its marks as HTML, a paragraph a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from presscheck.drawing import escape
from presscheck.drawing.marks import Mark, Tag
from presscheck.drawing.pieces import Piece, cut, segments
from presscheck.drawing.style import Palette


class Drawn(NamedTuple):
    """A text as HTML, to be put into an element of class `t`.

    Args:
        html: its paragraphs; the `textContent` of all is the text.
        layers: the layers of which something is drawn.
    """

    html: str
    layers: frozenset[str]


def draw(
    text: str,
    marks: Sequence[Mark],
    tags: Sequence[Tag],
    palette: Palette,
    *,
    places: Collection[int] = (),
    prefix: str = "c",
    items: bool = True,
    begins: Mapping[int, tuple[int, ...]] | None = None,
    lines: Mapping[int, str] | None = None,
) -> Drawn:
    r"""Draw marks and tags on a text.

    Args:
        text: any text.
        marks: what is drawn on it, inside the text.
        tags: what follows spans.
        palette: gains the classes of what is drawn.
        places: code points that others link to: `#c7` is where the piece from 7 begins, with prefix `c`.
        prefix: of these anchors.
        items: whether pieces name their items, for a script.
        begins: code point -> the items that a script finds by its anchor; pieces name only others.
        lines: the anchor that a line, counted from 1, links to; lines without one have no number.

    >>> drawn = draw("Oslo.", [Mark("m", "gold", "missed", ((0, 4),))], [Tag("m", "m", 4, "#e1", "missed")],
    ...              Palette(), places=[0])
    >>> print(drawn.html)
    <p class=nm1><i class=A id=c0>Oslo</i><a class=xmm href=#e1></a>.</p>
    """
    by_place: dict[int, list[Tag]] = defaultdict(list)
    for tag in tags:
        by_place[tag.at].append(tag)
    inside = [at for at in (*places, *by_place) if 0 < at < len(text)]
    html: list[str] = []
    layers: set[str] = set()
    for number, pieces in enumerate(_lines(text, cut(text, segments(marks), inside)), 1):
        rows = _rows(pieces)
        layers |= rows.keys()
        html.append(_opened(palette.rows(rows), (lines or {}).get(number, "")))
        for piece in pieces:
            html += [_tag(tag, palette) for tag in by_place.get(piece.start, ())]
            anchor = f"{prefix}{piece.start}" if piece.start in places else ""
            known = (begins or {}).get(piece.start, ()) if anchor else ()
            named = [n for n in piece.items if n not in known] if items else []
            html.append(_written(text, piece, palette, anchor, named))
        html.append("</p>")
    last = [_tag(tag, palette) for tag in by_place.get(len(text), ()) if text]
    return Drawn("".join([*html[:-1], *last, *html[-1:]]), frozenset(layers))


def _lines(text: str, pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces of each line of a text, its line feed among them; a last one without pieces is left out."""
    line: list[Piece] = []
    for piece in pieces:
        line.append(piece)
        if text[piece.start] == "\n":
            yield line
            line = []
    if line:
        yield line


def _rows(pieces: Iterable[Piece]) -> dict[str, int]:
    """Layer -> the rows that it needs on its fuller side."""
    found: dict[str, int] = {}
    for piece in pieces:
        for stroke in piece.strokes:
            found[stroke.layer] = max(found.get(stroke.layer, 0), stroke.lane + 1)
    return found


def _opened(classes: str, target: str) -> str:
    """The start of a paragraph, with the number of its line in the margin."""
    name = f" class={escape.attribute(classes)}" if classes else ""
    number = f"<a class=ln href=#{target}></a>" if target else ""
    return f"<p{name}>{number}"


def _written(text: str, piece: Piece, palette: Palette, anchor: str, items: Sequence[int]) -> str:
    words = escape.words(text[piece.start : piece.end])
    classes = palette.of(piece.strokes)
    attributes = [f"class={escape.attribute(classes)}"] if classes else []
    attributes += [f"id={anchor}"] if anchor else []
    attributes += [f"data-i={escape.attribute(' '.join(map(str, items)))}"] if items else []
    return f"<i {' '.join(attributes)}>{words}</i>" if attributes else words


def _tag(tag: Tag, palette: Palette) -> str:
    name = palette.tag(tag.layer, tag.letter, tag.title)
    if tag.href:
        return f"<a class={name} href={tag.href}></a>"
    title = f" title={escape.attribute(tag.title)}" if tag.title else ""
    return f"<b class={name}{title}></b>"
