"""The lines of a brat .ann file, by kind, and the text that they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from presscheck.document.placement import same_words
from presscheck.document.spans import no_span
from presscheck.formats.brat_folder import Annotated
from presscheck.formats.source import Source
from presscheck.text import wording

TEXT = re.compile(r"(T\S+)\t(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)(?:\t(.*))?", re.DOTALL)
LINE = re.compile(r"(?:[TEAMRN]\S*|\*|#\S*)\t\S+ ")
"""First characters of a line of standoff."""
_EVENT = re.compile(r"(E\S+)\t(?>(\S+?):(T\S+))((?>\s+\S+?:[TE]\S+)*+)\s*")
_RELATION = re.compile(r"(R\S+)\t(\S+) (?>\S+?:([TE]\S+)) (?>\S+?:([TE]\S+))\s*")
_EQUAL = re.compile(r"\*\t\S+((?: [TE]\S+)+)\s*")
_ATTRIBUTE = re.compile(r"([AM]\S+)\t(\S+) ([TER]\S+)(?: (\S+))?\s*")
_NORM = re.compile(r"(N\S+)\t\S+ (T\S+) (?>(\S+?):(\S+))(?:\t(.*))?")


class Bound(NamedTuple):
    """A text-bound annotation.

    Args:
        label: its type.
        places: its pieces.
        line: its place, counted from 1.
        words: the copy of the words beside the offsets, if the line has one.
    """

    label: str
    places: tuple[tuple[int, int], ...]
    line: int
    words: str | None

    @property
    def hull(self) -> tuple[int, int]:
        """From the first piece to the last."""
        return min(self.places)[0], max(end for _, end in self.places)

    def stands(self, text: str) -> bool:
        """Return whether the words are at the offsets: in one run, or piece by piece with blanks between."""
        if any(not start < end <= len(text) for start, end in self.places):
            return False
        if self.words is None:
            return True
        start, end = self.hull
        there = " ".join(text[a:b] for a, b in self.places)
        return same_words(self.words, there) or same_words(self.words, text[start:end])


class Frame(NamedTuple):
    """An event line.

    Args:
        label: the event's type.
        trigger: the annotation that it hangs on.
        arguments: role and target of each.
        line: its place, counted from 1.
    """

    label: str
    trigger: str
    arguments: list[tuple[str, str]]
    line: int


class Sheet(NamedTuple):
    """The contents of an .ann file, by kind.

    Args:
        file: it.
        beside: the file with its text; None if there is none.
        name: the document's id.
    """

    file: Path
    beside: Path | None
    name: str
    bound: dict[str, Bound]
    events: dict[str, Frame]
    pairs: list[tuple[str, str, str, int]]
    attributes: dict[str, dict[str, str]]
    links: dict[str, tuple[str, str | None]]


def sheet(source: Source, one: Annotated) -> Sheet:
    """The lines of a file.

    Args:
        source: for messages and notes.
        one: the file.

    Raises:
        InvalidInputError: a line is of no kind, or points at what is not there; names it.
    """
    path = one.file
    found = Sheet(*one, {}, {}, [], {}, {})
    for number, line in _lines(source.content(path)):
        if line.startswith("#"):
            source.notes["annotators' notes left out"] += 1
        elif line.strip() and not _line(found, line, number, source):
            source.fail(f"{line!r} is not a T, E, R, *, A or N line of brat", number, file=path)
    for target, at in _pointed(found):
        if target not in found.bound and target not in found.events:
            source.fail(f"{target} is nowhere in the file", at, file=path)
    return found


def _lines(content: str) -> Iterator[tuple[int, str]]:
    r"""The lines with their numbers; one that goes on with the words of the last, where some lack, is joined.

    >>> list(_lines("T1\tPER 0 8\tIda\nBerg\nnonsense"))
    [(1, 'T1\tPER 0 8\tIda\nBerg'), (3, 'nonsense')]
    """
    last: tuple[int, str] | None = None
    for number, raw in enumerate(content.split("\n"), 1):
        line = raw.rstrip("\r")
        if last is not None and not LINE.match(line) and _missing(last[1]) > len(line):
            last = (last[0], f"{last[1]}\n{line}")
            continue
        if last is not None:
            yield last[0], last[1].rstrip("\n")
        last = (number, line)
    if last is not None:
        yield last[0], last[1].rstrip("\n")


def _missing(line: str) -> int:
    """Return the number of characters of its span that the words of an annotation lack."""
    match = TEXT.fullmatch(line)
    if match is None or match[4] is None:
        return 0
    pieces = [piece.split() for piece in match[3].split(";")]
    return sum(int(end) - int(start) for start, end in pieces) + len(pieces) - 1 - len(match[4])


def _line(found: Sheet, line: str, number: int, source: Source) -> bool:
    """Read one line; False if it is of no kind."""
    if match := TEXT.fullmatch(line):
        places = tuple((int(a), int(b)) for a, b in (piece.split() for piece in match[3].split(";")))
        found.bound[match[1]] = Bound(match[2], places, number, match[4])
    elif match := _EVENT.fullmatch(line):
        arguments = [tuple(part.split(":", 1)) for part in match[4].split()]
        found.events[match[1]] = Frame(match[2], match[3], [(a, b) for a, b in arguments], number)
    elif match := _RELATION.fullmatch(line):
        found.pairs.append((match[2], match[3], match[4], number))
    elif match := _EQUAL.fullmatch(line):
        first, *others = match[1].split()
        found.pairs.extend(("coref", first, other, number) for other in others)
    elif match := _ATTRIBUTE.fullmatch(line):
        found.attributes.setdefault(match[3], {})[match[2]] = match[4] or "true"
    elif match := _NORM.fullmatch(line):
        if match[3].lower() == "wikidata":
            found.links[match[2]] = (match[4], match[5])
        else:
            source.notes[f"references to {match[3]} left out"] += 1
    else:
        return False
    return True


def _pointed(found: Sheet) -> Iterator[tuple[str, int]]:
    for _, a, b, line in found.pairs:
        yield from ((a, line), (b, line))
    for frame in found.events.values():
        yield frame.trigger, frame.line
        yield from ((target, frame.line) for _, target in frame.arguments)


def text_of(source: Source, found: Sheet) -> str:
    """The text in which the annotations stand: as it is, or with line breaks that count once, as brat counts.

    Raises:
        InvalidInputError: there is no text, or a span is not in it, or a phrase in pieces has other words.
    """
    path, beside = found.file, found.beside
    text = source.content(beside) if beside is not None else source.texts.get(found.name)
    if text is None:
        source.fail(f"no text: neither {path.stem}.txt beside it nor a text {found.name!r}", file=path)
    broken = [one for one in found.bound.values() if not one.stands(text)]
    if "\r" in text:
        plain = text.replace("\r\n", "\n")
        if broken and all(one.stands(plain) for one in found.bound.values()):
            source.notes["texts with CRLF whose line breaks count once"] += 1
            text, broken = plain, []
    for one in broken:
        _refuse(source, found, one, text)
    known = source.texts.get(found.name)
    return known if known is not None and text.rstrip("\n") == known.rstrip("\n") else text


def _refuse(source: Source, found: Sheet, one: Bound, text: str) -> None:
    """Stop at an annotation that no choice of the user can place."""
    for start, end in one.places:
        if not start < end <= len(text) and (source.choices.keep != "words" or one.words is None):
            name = next(key for key, value in found.bound.items() if value is one)
            source.fail(f"{name}: {no_span(start, end, text)}", one.line, file=found.file)
    if len(one.places) > 1 and source.choices.keep is None:
        there = " ".join(text[a:b] for a, b in one.places)
        said = f"`text` is {one.words!r}, but the text at {one.places} is {there!r}"
        keep = wording.option("keep", "offsets")
        source.fail(f"{said}; {keep} uses the places", one.line, file=found.file)
