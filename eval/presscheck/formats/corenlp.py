"""JSON of Stanford CoreNLP: entity mentions, coreference, quotes with speakers.

CoreNLP counts in UTF-16 units; code points are used where it gives them. The
text is the known one that its tokens stand in, else it is put together from
the tokens and the white space around them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from presscheck.document.model import ABSENT, Document, Entity, Mention, Offsets, Quote, Span
from presscheck.document.placement import same_words
from presscheck.formats import losses
from presscheck.formats.source import Source, field, optional, records
from presscheck.text import wording

FORMS = {"PROPER": "name", "NOMINAL": "nominal", "PRONOMINAL": "pronoun", "LIST": "nominal"}
"""CoreNLP's mention types in our forms."""


DOCUMENT = ("docId", "sentences", "corefs", "quotes")
SENTENCE = ("index", "line", "paragraph", "tokens", "entitymentions")
TOKEN = (
    *("index", "word", "originalText", "before", "after", "ner", "speaker"),
    *("characterOffsetBegin", "characterOffsetEnd", "codepointOffsetBegin", "codepointOffsetEnd"),
)
"""Keys that are read, or say nothing more."""
_NOBODY = (None, "", "Unknown")
"""Words for a speaker that CoreNLP did not find."""


class _Parsed(NamedTuple):
    """One annotated document while it is read.

    Args:
        source: for messages.
        line: of its JSON.
        path: JSON path of it.
        text: its text.
        sentences: sentence -> token -> its span, in code points.
    """

    source: Source
    line: int
    path: str
    text: str
    sentences: list[list[Offsets]]

    def span(self, sentence: int, first: int, last: int, path: str) -> dict[str, Any]:
        """From one token of a sentence to another, both included, all counted from 0."""
        try:
            if min(sentence, first, last) < 0:
                raise IndexError
            row = self.sentences[sentence]
            return self.words(row[first][0], row[last][1])
        except IndexError:
            return self.source.fail(
                f"sentence {sentence}, tokens {first} to {last}: there are none", self.line, path=path
            )

    def words(self, start: int, end: int) -> dict[str, Any]:
        return {"start": start, "end": end, "text": self.text[start:end]}


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Objects with `sentences` that have an `index`, and in them tokens or a parse."""
    found = [row["sentences"] for row in records(begin) if isinstance(row.get("sentences"), list)]
    rows = [one for some in found for one in some if isinstance(one, dict) and "index" in one]
    if rows:
        yield "`sentences` with `index`"
    own = ("parse", "basicDependencies", "entitymentions", "tokens")
    yield from [f"`{key}`" for key in own if any(key in row for row in rows)][:1]


def _count(source: Source, value: dict[str, Any]) -> None:
    """Count what annotators said that has no place in a document."""
    losses.count_keys(source.notes, value, DOCUMENT, "documents")
    for sentence in value.get("sentences") or ():
        if isinstance(sentence, dict):
            losses.count_keys(source.notes, sentence, SENTENCE, "sentences")
            for token in sentence.get("tokens") or ():
                if isinstance(token, dict):
                    losses.count_keys(source.notes, token, TOKEN, "tokens")


def read(source: Source) -> Iterator[Document]:
    """Predictions with mentions, entities and quotes, as far as the annotators ran.

    Raises:
        InvalidInputError: not CoreNLP's JSON.
    """
    values = [(line, path, one) for line, value in source.values() for path, one in _each(value)]
    for number, (line, path, value) in enumerate(values, 1):
        parsed = _parsed(source, value, line, path)
        _count(source, value)
        mentions = [*_entities(parsed, value)]
        if "corefs" in value:
            mentions = _joined(mentions, [*_coreferent(parsed, value)])
        entities = dict.fromkeys(m.entity for m in mentions if isinstance(m.entity, str))
        yield Document(
            id=_name(source, value, parsed.text, number),
            text=parsed.text,
            mentions=mentions,
            entities=[Entity(id=name) for name in entities] if "corefs" in value else ABSENT,
            quotes=[*_quotes(parsed, value)] if "quotes" in value else ABSENT,
        )


def _name(source: Source, value: Any, text: str, number: int) -> str:
    """The `docId`, unless it only names a file and the text is known under another id."""
    own = value.get("docId")
    if isinstance(own, str) and own and (own in source.texts or text not in source.texts.values()):
        return own
    return source.name_of(text, number)


def _each(value: Any) -> list[tuple[str, Any]]:
    return [(f"$[{i}]", one) for i, one in enumerate(value)] if isinstance(value, list) else [("$", value)]


def _parsed(source: Source, value: Any, line: int, path: str) -> _Parsed:
    sentences = field(source, value, "sentences", list, line, path)
    tokens = [
        field(source, s, "tokens", list, line, f"{path}.sentences[{i}]") for i, s in enumerate(sentences)
    ]
    text = _text(source, [token for row in tokens for token in row], line, path)
    points = _points(source, text, [token for row in tokens for token in row])
    places = [
        [_place(source, t, points, line, f"{path}.sentences[{i}]") for t in row]
        for i, row in enumerate(tokens)
    ]
    for i, row in enumerate(tokens):
        for j, (token, (start, end)) in enumerate(zip(row, places[i], strict=True)):
            _check(source, token, text[start:end], line, f"{path}.sentences[{i}].tokens[{j}]")
    return _Parsed(source, line, path, text, places)


def _text(source: Source, tokens: list[Any], line: int, path: str) -> str:
    """The known text with these tokens in their places, else one made of them."""
    for text in source.texts.values():
        if any(all(map(partial(_stands, text.encode(unit), size), tokens)) for unit, size in _UNITS):
            return text
    made, at = "", 0
    for token in tokens:
        begin = field(source, token, "characterOffsetBegin", int, line, f"{path}.tokens")
        made += " " * (begin - at) if "before" not in token else str(token["before"])
        made += str(token.get("originalText") or token.get("word") or "")
        at = len(made.encode("utf-16-le")) // 2
    return made


_UNITS = (("utf-16-le", 2), ("utf-32-le", 4))
"""Units of CoreNLP's offsets, actual and right: encoding and bytes of a unit."""


def _points(source: Source, text: str, tokens: list[Any]) -> list[int]:
    """For each unit that a file counts in, and the end, its code point: UTF-16 if it can be."""
    fits = [all(map(partial(_stands, text.encode(unit), size), tokens)) for unit, size in _UNITS]
    if fits == [False, True]:
        source.notes["documents whose offsets count code points, not UTF-16 units"] += 1
        return [*range(len(text) + 1)]
    return _code_points(text)


def _check(source: Source, token: Any, there: str, line: int, path: str) -> None:
    """A token's own words stand at its offsets."""
    words = token.get("originalText")
    if not isinstance(words, str) or not words or same_words(words, there):
        return
    if source.choices.keep != "offsets":
        said = f"token {words!r}, but the text at its offsets is {there!r}"
        keep = wording.option("keep", "offsets")
        source.fail(f"{said}; are they from another text? {keep} uses them", line, path=path)
    source.notes["tokens whose words do not match their offsets"] += 1


def _stands(encoded: bytes, size: int, token: Any) -> bool:
    if not isinstance(token, dict):
        return False
    begin, end = token.get("characterOffsetBegin"), token.get("characterOffsetEnd")
    word = token.get("originalText") or token.get("word")
    return (
        isinstance(begin, int)
        and isinstance(end, int)
        and isinstance(word, str)
        and encoded[size * begin : size * end] == word.encode({n: unit for unit, n in _UNITS}[size])
    )


def _code_points(text: str) -> list[int]:
    """For each UTF-16 unit, and the end, the code point that it belongs to."""
    points = [i for i, char in enumerate(text) for _ in range(1 + (ord(char) > 0xFFFF))]
    return [*points, len(text)]


def _place(source: Source, token: Any, points: list[int], line: int, path: str) -> Offsets:
    begin = field(source, token, "characterOffsetBegin", int, line, f"{path}.tokens")
    end = field(source, token, "characterOffsetEnd", int, line, f"{path}.tokens")
    if not 0 <= begin < end < len(points):
        source.fail(f"[{begin}, {end}) is not a span of the text", line, path=f"{path}.tokens")
    return points[begin], points[end]


def _entities(parsed: _Parsed, value: Any) -> Iterator[Mention]:
    for i, sentence in enumerate(value["sentences"]):
        where = f"{parsed.path}.sentences[{i}]"
        if "entitymentions" not in sentence:
            yield from _tagged(parsed, i, sentence)
            continue
        every = optional(parsed.source, sentence, "entitymentions", list, parsed.line, where)
        for j, found in enumerate(every):
            path = f"{where}.entitymentions[{j}]"
            first, after = (
                field(parsed.source, found, key, int, parsed.line, path) for key in ("tokenBegin", "tokenEnd")
            )
            label = field(parsed.source, found, "ner", str, parsed.line, path)
            yield Mention(**parsed.span(i, first, after - 1, path), type=label)


def _tagged(parsed: _Parsed, index: int, sentence: Any) -> Iterator[Mention]:
    """The mentions of `ner` on tokens, where no annotator made them: tokens of one tag in a row."""
    at = 0
    for tag, row in groupby(str(token.get("ner") or "O") for token in sentence["tokens"]):
        size = len([*row])
        if tag != "O":
            yield Mention(**parsed.span(index, at, at + size - 1, parsed.path), type=tag)
            parsed.source.notes["mentions made of `ner` on tokens"] += 1
        at += size


def _coreferent(parsed: _Parsed, value: Any) -> Iterator[Mention]:
    """The mentions of coreference chains: sentences and tokens count from 1, the end is excluded."""
    chains = field(parsed.source, value, "corefs", dict, parsed.line, parsed.path)
    for chain in chains:
        found = field(parsed.source, chains, chain, list, parsed.line, f"{parsed.path}.corefs")
        for j, one in enumerate(found):
            path = f"{parsed.path}.corefs.{chain}[{j}]"
            sentence, first, after = (
                field(parsed.source, one, key, int, parsed.line, path)
                for key in ("sentNum", "startIndex", "endIndex")
            )
            place = parsed.span(sentence - 1, first - 1, after - 2, path)
            yield Mention(**place, form=FORMS.get(str(one.get("type"))), entity=str(chain))


def _joined(named: list[Mention], coreferent: list[Mention]) -> list[Mention]:
    """One mention for each span: the type of the entity mention, form and entity of the chain's."""
    types = {(m.start, m.end): m.type for m in named}
    chained = {(m.start, m.end): m for m in coreferent}
    alone = [m for m in named if (m.start, m.end) not in chained]
    both = [
        Mention(
            start=m.start, end=m.end, text=m.text, type=types.get(place, ABSENT), form=m.form, entity=m.entity
        )
        for place, m in chained.items()
    ]
    return sorted([*alone, *both], key=lambda m: (m.start, m.end))


def _quotes(parsed: _Parsed, value: Any) -> Iterator[Quote]:
    """Quotes; the source is the mention that CoreNLP found beside them, by tokens of the document."""
    every = [place for row in parsed.sentences for place in row]
    points = _code_points(parsed.text)
    for i, found in enumerate(field(parsed.source, value, "quotes", list, parsed.line, parsed.path)):
        path = f"{parsed.path}.quotes[{i}]"
        begin, end = (
            field(parsed.source, found, key, int, parsed.line, path) for key in ("beginIndex", "endIndex")
        )
        if not 0 <= begin < end < len(points):
            parsed.source.fail(f"[{begin}, {end}) is not a span of the text", parsed.line, path=path)
        first, last = found.get("mentionBegin"), found.get("mentionEnd")
        source = None
        if isinstance(first, int) and isinstance(last, int) and 0 <= first <= last < len(every):
            source = Span(**parsed.words(every[first][0], every[last][1]))
        names = (found.get("canonicalSpeaker"), found.get("speaker"))
        name = next((one for one in names if one not in _NOBODY), None)
        yield Quote(
            content=[Span(**parsed.words(points[begin], points[end]))],
            source=source,
            speaker=name,
        )
