"""LitBank (Bamman et al.): 100 novels' beginnings with mentions, coreference, events and quotations.

The folders may be flat (`text coref events quotations`) or as published
(`coref/tsv events/brat quotations/tsv`). Mentions are the MENTION lines of
`coref/`, so that coreference has all of its mentions; types stay LitBank's
own (the label map `litbank` says what they are in ours). A mention without a
COREF line is an entity of its own. Events have no type, quotes no cue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from presscheck.document.model import Document, Entity, Event, Mention, Quote, Span
from presscheck.formats.source import Source

FORMS = {"PROP": "name", "NOM": "nominal", "PRON": "pronoun"}
"""LitBank's mention categories in our forms."""

RIGHTS = "Text in the public domain. Annotations: LitBank (Bamman et al.), CC BY 4.0."
_EVENT = re.compile(r"T\d+\tEVENT (\d+) (\d+)\t(.*)")


class Tokens(NamedTuple):
    """A tokenised text: one sentence a line, one space between tokens.

    Args:
        text: the whole.
        places: sentence -> token -> its span.
    """

    text: str
    places: list[list[tuple[int, int]]]

    def span(self, first: tuple[int, int], last: tuple[int, int]) -> Span:
        """From one token to another, both included, each as (sentence, token).

        Raises:
            IndexError: there is no such token.
        """
        start, end = self.places[first[0]][first[1]][0], self.places[last[0]][last[1]][1]
        return Span(start=start, end=end, text=self.text[start:end])


def signs(path: Path, _begin: str) -> Iterator[str]:
    """A folder with `coref`, and with `text` or, as published, `coref/tsv`."""
    return (f"a folder `{name}`" for name in ("coref", "text", "coref/tsv") if (path / name).is_dir())


def read(source: Source) -> Iterator[Document]:
    """The documents of a LitBank folder, by name.

    Raises:
        InvalidInputError: a line is not what it should be; names file and line.
    """
    folder = source.path / "text" if (source.path / "text").is_dir() else source.path / "coref" / "tsv"
    files = sorted(folder.glob("*.txt"))
    if not files:
        source.fail(f"no .txt in the folder `{folder.relative_to(source.path)}`")
    yield from source.each(files, lambda path: _document(source, path))


def _document(source: Source, path: Path) -> Document:
    tokens = tokens_of(source.content(path).rstrip("\n"))
    mentions, entities = _mentions(source, _beside(source, path, "coref"), tokens)
    return Document(
        schema_version="1.1.0",
        id=path.stem.removesuffix("_brat"),
        title=path.stem.removesuffix("_brat").partition("_")[2].replace("_", " ") or None,
        language="en",
        rights=RIGHTS,
        text=tokens.text,
        sentences=[(line[0][0], line[-1][1]) for line in tokens.places if line],
        mentions=mentions,
        entities=entities,
        events=_events(source, _beside(source, path, "events"), tokens),
        quotes=_quotes(source, _beside(source, path, "quotations"), tokens),
    )


def _beside(source: Source, path: Path, folder: str) -> Path:
    """The annotations of a text: in the folder, or below it in that of their kind, as published."""
    places = [source.path / folder / kind for kind in (".", "brat" if folder == "events" else "tsv")]
    files = [place / f"{path.stem}.ann" for place in places]
    return next((file for file in files if file.exists()), files[0])


def tokens_of(text: str) -> Tokens:
    r"""Return the places of the tokens of a tokenised text.

    >>> tokens_of("Call me\nIshmael .").places
    [[(0, 4), (5, 7)], [(8, 15), (16, 17)]]
    """
    places, at = [], 0
    for line in text.split("\n"):
        row = []
        for token in line.split(" "):
            row.append((at, at + len(token)))
            at += len(token) + 1
        places.append([place for place in row if place[0] < place[1]])
    return Tokens(text, places)


def _rows(source: Source, path: Path, columns: dict[str, int]) -> Iterator[tuple[int, list[str]]]:
    """The tab-separated lines of a file, checked for kind and number of columns."""
    for number, line in enumerate(source.content(path).split("\n"), 1):
        if not line.strip():
            continue
        row = line.rstrip("\r").split("\t")
        if len(row) != columns.get(row[0]):
            wanted = ", ".join(f"{kind} with {n} columns" for kind, n in columns.items())
            source.fail(f"{row[0]!r} with {len(row)} columns; expected {wanted}", number, file=path)
        yield number, row


def _place(source: Source, path: Path, number: int, row: list[str], tokens: Tokens) -> Span:
    """The span of a line whose third to sixth columns are first and last token, checked by its words."""
    try:
        a, b, c, d = map(int, row[2:6])
        span = tokens.span((a, b), (c, d))
    except (ValueError, IndexError):
        source.fail(f"{row[2:6]} are not tokens of the text", number, file=path)
    if (span.text or "").split() != row[6].split():
        source.fail(f"the words are {row[6]!r}, but the text there is {span.text!r}", number, file=path)
    return span


def _mentions(source: Source, path: Path, tokens: Tokens) -> tuple[list[Mention], list[Entity]]:
    found: dict[str, Mention] = {}
    entity_of: dict[str, str] = {}
    for number, row in _rows(source, path, {"MENTION": 9, "COREF": 3, "COP": 3, "APPOS": 3}):
        if row[0] == "COREF":
            entity_of[row[1]] = row[2]
        elif row[0] == "MENTION":
            span = _place(source, path, number, row, tokens)
            if row[8] not in FORMS:
                source.fail(f"{row[8]!r} is not one of {', '.join(FORMS)}", number, file=path)
            found[row[1]] = Mention(
                start=span.start, end=span.end, text=span.text, type=row[7], form=FORMS[row[8]]
            )
        else:
            source.notes[f"{row[0]} lines left out"] += 1
    mentions = [_with_entity(mention, entity_of.get(name)) for name, mention in found.items()]
    types: dict[str, Counter[str]] = {}
    for mention in mentions:
        if mention.entity is not None:
            types.setdefault(mention.entity, Counter())[mention.type or ""] += 1
    return mentions, [Entity(id=name, type=seen.most_common(1)[0][0]) for name, seen in types.items()]


def _with_entity(mention: Mention, entity: str | None) -> Mention:
    name = entity or f"single-{mention.start}-{mention.end}"
    return Mention(
        start=mention.start,
        end=mention.end,
        text=mention.text,
        type=mention.type,
        form=mention.form,
        entity=name,
    )


def _events(source: Source, path: Path, tokens: Tokens) -> list[Event]:
    found = []
    for number, line in enumerate(source.content(path).split("\n"), 1):
        if line.startswith("#"):
            source.notes["annotators' notes left out"] += 1
        elif line.strip():
            match = _EVENT.fullmatch(line)
            if match is None or tokens.text[int(match[1]) : int(match[2])] != match[3]:
                source.fail(
                    f"{line!r} is not a trigger: id, tab, `EVENT start end`, tab, words", number, file=path
                )
            found.append(Event(start=int(match[1]), end=int(match[2]), text=match[3]))
    return found


def _quotes(source: Source, path: Path, tokens: Tokens) -> list[Quote]:
    content: dict[str, Span] = {}
    speaker: dict[str, str] = {}
    for number, row in _rows(source, path, {"QUOTE": 7, "ATTRIB": 3}):
        if row[0] == "ATTRIB":
            speaker[row[1]] = row[2]
        else:
            content[row[1]] = _place(source, path, number, row, tokens)
    return [Quote(content=[span], speaker=speaker.get(name)) for name, span in content.items()]
